"""What a question asks for, and about which pictures of its conversation; no pixels needed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from model.backends.embedded.talk.prose import Tongue, tongue_of
from model.language.terms import asked_terms
from model.messages import Message

Ability = Literal[
    "greet", "read", "describe", "size", "colours", "compare", "codes", "count", "sum", "where",
    "unknowable", "evidence",
]  # fmt: skip
Wish = Literal[
    "translate", "summarise", "identity", "meaning", "recognise", "place", "solve", "write", "judge"
]
"""What only a model that understands can do."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question understood: the ability it needs, what it is about, and the pictures meant.

    ``pictures`` are indexes (from 0) over all pictures of the conversation. ``subject`` is what
    shall be counted or found, as the user wrote it; ``wish`` says what an ``unknowable`` question
    would take.
    """

    ability: Ability
    question: str
    tongue: Tongue
    pictures: tuple[int, ...]
    subject: str = ""
    wish: Wish | None = None


_ORDINALS = {
    "first": 0, "1st": 0, "one": 0, "second": 1, "2nd": 1, "two": 1, "third": 2, "3rd": 2,
    "three": 2, "fourth": 3, "4th": 3, "four": 3, "fifth": 4, "5th": 4, "sixth": 5, "last": -1,
    "latest": -1, "previous": -2, "other": -2, "一": 0, "二": 1, "两": 1, "三": 2, "四": 3, "五": 4,
    "六": 5, "最后一": -1, "上一": -2,
}  # fmt: skip
_PICTURE = r"(?:pictures?|images?|photos?|screenshots?|screens?|scans?|pages?|documents?|pics?)"
_NTH = re.compile(
    rf"\b(first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|sixth|last|latest|previous|other)"
    rf" {_PICTURE}\b|^(?:and |in |on )*the (first|second|third|fourth|fifth|sixth|last|other)"
    rf"(?: one)?[?.!]*$|\b(first|second|third|fourth|fifth|last|other) one\b",
    re.I,
)
_NUMBERED = re.compile(
    rf"\b{_PICTURE}\s*(?:#|no\.?\s*|number\s*)?(\d{{1,3}}|one|two|three|four)\b", re.I
)
_NTH_ZH = re.compile(r"第\s*([一二两三四五六]|\d{1,2})\s*[张幅个页]|(最后一|上一)[张幅]")
_ALL = re.compile(
    rf"\b(?:all|both|every|each|these|those)(?: of)?(?: the| these| those)?(?: \w+)? {_PICTURE}\b"
    r"|\ball of them\b|\bboth of them\b|\beach of them\b|所有(?:的)?图|每张|两张|这些图|全部图",
    re.I,
)
_REFERENCES = (
    re.compile(
        rf"[\s,]*\b(?:in|on|of|from)\s+(?:the\s+)?(?:first|1st|second|2nd|third|3rd|fourth|4th"
        rf"|fifth|"
        rf"5th|sixth|last|latest|previous|other)\s+(?:{_PICTURE}|one)\b",
        re.I,
    ),
    re.compile(rf"[\s,]*\b(?:in|on|of|from)\s+{_PICTURE}\s*#?\d{{1,3}}\b", re.I),
    re.compile(
        r"(?:在)?第\s*(?:[一二两三四五六]|\d{1,2})\s*[张幅](?:图片?|照片|截图)?(?:里|中|上|的)*"
    ),
)
_LONGEST = 600
"""Characters of a question that are looked at: what is asked stands at its beginning."""
_SPACE_BEFORE = re.compile(r"\s+(?=[?.!,？。！，])")
_FOLLOW = re.compile(
    r"^(?:and|so|ok(?:ay)?|then|now)?[\s,]*(?:what about|how about|and|same for|also)\s+"
    r"(?P<rest>.+?)[?.!]*$|^(?:那|那么)?(?P<zh>.+?)呢[？?]?$",
    re.I | re.S,
)
_WHERE_IT = re.compile(
    r"^(?:and )?where (?:is|was|are|were|does|do|did) (?:it|that|this|they|those|you see (?:it"
    r"|that))"
    r"(?: (?:say|written|located|stand)\w*)?(?: that)?[?.!]*$|^(?:它|这个?)?在哪(?:里|儿)?[？?]?$",
    re.I,
)

_GREET = re.compile(
    r"^(?:hi|hello|hey|good (?:morning|evening|day|afternoon)|thanks?(?: you)?|thx|help|\?+"
    r"|你好|您好|嗨|谢谢)(?:[\s,!.，！。]+(?:there|sightline|you|so much|a lot))*[\s!.?！。？]*$"
    r"|\bwhat (?:can|do|could) you (?:do|help)|\bhow (?:can|do) (?:i|you) (?:use|work)\b"
    r"|\b(?:who|what) are you\b|\byour (?:abilities|capabilities|limits)\b"
    r"|你(?:能|会|可以)(?:做|干|帮)|你是谁|怎么用",
    re.I,
)
_COMPARE = re.compile(
    r"\bcompar|\bdifferen(?:ce|t|ces)\b|\bdiffer\b|\bwhat(?:'s| has| have"
    r"| is)? (?:been )?changed?\b"
    r"|\bchanges?\b(?= (?:between|from|in|are|were|here))|\bspot the\b|\bdiff\b|\bidentical\b"
    rf"|\b(?:are|is) (?:these|they|the two|both|those)(?: two)?(?: {_PICTURE})? (?:the )?same\b"
    r"|\bthe same\?|\bbefore and after\b|\bwhat moved\b"
    r"|比较|对比|不同|区别|差异|变化|改变|有什么变|一样吗|相同吗|找不同",
    re.I,
)
_CODES = re.compile(
    r"\bq\.?r\b|\bbar ?codes?\b|\bdata ?matrix\b|\baztec\b|\bcode (?:say|hold|contain)"
    r"|\bscan (?:the|this|that) code\b"
    r"|二维码|条形?码|扫码",
    re.I,
)
_COUNT = re.compile(
    r"\bhow many (?P<many>[^?.!]+)|\b(?:count|number of|amount of) (?P<count>[^?.!]+)"
    r"|^(?:which|what) (?P<state>(?:[\w-]+ )?(?:fields|inputs|check ?boxes|switches|toggles"
    r"|radio buttons|options) (?:are|is) (?:un|not )?(?:checked|ticked|selected|empty"
    r"|filled(?: in)?|on|off))\b"
    r"|(?:有|一共|总共|共有)*(?:多少|几)\s*(?:[个张条行只处位枚颗种]|块)\s*(?P<zh>[^?？。！吗呢]+)"
    r"|(?:有|一共|总共|共有)*多少(?P<zhb>[^钱?？。！吗呢年月日时分]+)"
    r"|^数(?:一下|一数)?(?P<zhc>[^?？。！]+)",
    re.I,
)
_EXTREME_NUMBER = re.compile(
    r"\b(?:highest|lowest|largest|smallest|maximum|minimum|average|total) (?:number|amount) of\b",
    re.I,
)
_SUM = re.compile(
    r"\b(?:sum|add up|add(?:ed)? together|total up|average|mean of|maximum|minimum|max|min|"
    r"highest|lowest|largest value|smallest value|most expensive|cheapest|dearest)\b"
    r"|\b(?:which|what|who)\b.*\b(?:has|have|had|with|got)\b.*\b(?:most|fewest|least)\b"
    r"|求和|加起来|之和|平均|最大值|最小值|总和",
    re.I,
)
_PAPER = (
    r"(?:road |street |whole )?(?:sign|poster|receipt|bill|meme|note|letter|label|card|page|screen|"
    r"document|picture|image|photo|screenshot|scan|invoice|menu|ticket|slide|book|board|sticker)s?"
)
"""Things that are read as a whole."""
_READ = re.compile(
    r"\b(?:read|transcribe|ocr|extract|copy|type out|digiti[sz]e|dump)\b(?!\s+by\b)"
    r"(?=.*\b(?:text|it|out|all|everything|words?|this|that|the|table|document|page|aloud|lines?|"
    rf"{_PICTURE})\b|[\s.!?]*$)"
    r"|\bwhat(?:'s| is| are)? (?:does |do |did )?(?:the |it |this |that |all |all the )*(?:text|"
    r"words?|writing)?\s*(?:say|says|written|read|reads)(?: (?:here|there|on|in) ?.*)?[?.!]*$"
    rf"|^what (?:does|do|did) (?:the|this|that|my) (?:{_PAPER}) (?:say|read)s?(?: .*)?[?.!]*$"
    r"|\bwhat (?:text|words?|writing) (?:is|are|can|do)\b|\b(?:full|all(?: the| of the)?"
    r"|whole) text\b"
    r"|\b(?:to|as|into|in) markdown\b|\b(?:as|to|into) (?:a )?(?:table|text|csv)\b|^text[?.!]*$"
    r"|读出|读一下|念|识别|提取|抄|转写|写了?(?:些)?什么|什么字|哪些字|文字内容|转(?:换)?[为成]",
    re.I,
)
_DESCRIBE = re.compile(
    rf"\bdescri(?:be|ption)|^what(?:'s| is| are|s)? (?:this|that|it|these|there"
    rf"|here)(?: {_PICTURE})?"
    r"(?: of| about| here)?[?.!]*$"
    rf"|\bwhat(?:'s| is| are)? (?:in|on|shown (?:in|on)) (?:the|this|that|these"
    rf"|my)(?: \w+)? {_PICTURE}"
    r"|\bwhat (?:do|can) you (?:see|tell)\b|\bcaption\b|\btell me (?:\w+ )?about\b"
    rf"|\bwhat (?:kind|sort|type) of {_PICTURE}|\bwhat (?:is|are) (?:shown|visible|here)\b"
    rf"|\bis (?:this|it) an? (?:{_PICTURE}|document|drawing|chart|diagram)\b|\blayout\b"
    r"|\bwhat (?:does|do) (?:this|the|that|these) \w+ show\b|\blook at (?:this|it)\b"
    r"|描述|这是什么|图(?:片)?(?:里|中|上)?有什么|看到(?:了)?什么|介绍|什么类型|布局|讲讲",
    re.I,
)
_SIZE = re.compile(
    rf"\b(?:size|resolution|dimensions?|width|height|aspect ratio|megapixels?|pixels)\b.*"
    rf"(?:{_PICTURE}|\bit\b|\bthis\b)|\bhow (?:big|large|wide|tall|high) is (?:the|this|it)\b"
    r"|^(?:resolution|size|dimensions?)[?.!]*$|分辨率|图(?:片)?(?:的)?(?:尺寸|大小)|多大|像素",
    re.I,
)
_COLOURS = re.compile(
    r"\bcolou?rs\b|\bpalette\b|\b(?:main|dominant|background|theme|accent) colou?r\b"
    rf"|\bwhat colou?r is (?:the|this) (?:{_PICTURE}|background)\b|\bdark mode\b|\blight mode\b"
    r"|颜色|配色|色调|背景色|主色",
    re.I,
)
_WHERE = re.compile(
    r"^(?:please |can you |could you )?(?:find|locate|point (?:to|at|out)|highlight|show me where|"
    r"mark|circle|box)\b(?P<find>.+)|\bwhere(?:'s| is| are| can i (?:find|click|see)"
    r"| do(?:es)?(?: it|"
    r" i)?)?\b(?P<where>.+)|\b(?:is|are) there (?P<there>.+)|\bdo you see (?P<see>.+)"
    r"|^(?:is|are) (?P<on>.+ (?:checked|ticked|selected|unchecked|switched on|turned on|on|off))\b"
    r"|^do(?:es)? (?:it|this|that|any of \w+|either(?: of \w+)?|they|the [\w ]+?)"
    r" (?:say|mention|contain|include|have|show)s? (?P<says>.+)"
    r"|^what (?:does|do|did) (?P<saying>the .*\b(?:button|link|field|checkbox|heading|switch|tab|"
    r"circle|square|box|panel|card)s?\b.*?) (?:say|read|hold|contain)s?\b"
    r"|\bwhich (?:button|link|icon|field)\b(?P<which>.*)"
    r"|(?P<zh>.+?)(?:在哪(?:里|儿)?|在什么(?:地方|位置))|(?:找到|找出|指出|定位|圈出|标出)(?P<zhb>.+)"
    r"|(?P<zhd>.+?)(?:选中|勾选)(?:了)?吗?[？?]*$|(?:有没有|是否有)(?P<zhc>.+?)[吗？?]*$",
    re.I | re.S,
)
_EVENT = re.compile(
    r"^where (?:does|will|is|was|did) (?:it|this|the \w+) (?:be )?(?:take place|taking place|held|"
    r"happen\w*|located)\b",
    re.I,
)
"""Asks for an address that is written, not for a place on the picture."""
_UNKNOWABLE: tuple[tuple[Wish, re.Pattern[str]], ...] = (
    ("translate", re.compile(
        r"\btranslat|\bin (?:english|german|french|spanish|chinese|japanese|italian|korean"
        r"|russian)\b"
        r"|\bwhat (?:language|does .+ mean in)\b|翻译|译成|什么语言", re.I)),
    ("summarise", re.compile(
        r"\bsummar|\btl;?dr\b|\bgist\b|\bmain (?:point|idea|message)s?\b|\bkey (?:points?"
        r"|takeaways?)\b"
        r"|\bin (?:a few|your own) words\b|\bwhat is (?:this|the) \w+ about\b"
        r"|总结|概括|摘要|大意|要点",
        re.I)),
    ("identity", re.compile(
        r"^who(?:'s| is| are|s) (?:this|that|he|she|they|it|the (?:man|woman|person|people|guy"
        r"|girl|"
        r"boy|lady|child|actor|singer|player|celebrity)|in (?:this|the))\b|\bfamous\b"
        r"|\bcelebrity\b"
        r"|\bwhat is (?:his|her|their) name\b|\b(?:recogni[sz]e|know) (?:this|that|the) (?:person"
        r"|man|"
        r"woman|face)\b|这(?:个人)?是谁|他是谁|她是谁|图(?:片)?(?:里|中)的人", re.I)),
    ("meaning", re.compile(
        r"\bmemes?\b|\bfunny\b|\bjoke\b|\bhumou?r\b|\birony\b|\bsarcas|\bexplain\b|\binterpret\b"
        r"|\bwhat does (?:this|it|that|the \w+) (?:mean|symboli[sz]e|imply|represent)\b"
        r"|\bsymboli[sz]"
        r"|\bwhy\b|\bhow come\b|\bmood\b|\bemotions?\b|\bfeel(?:ing|s)?\b|\bstory\b"
        r"|\bhow does .+ work"
        r"|梗|好笑|搞笑|幽默|解释|含义|什么意思|为什么|情绪|心情|表情", re.I)),
    ("place", re.compile(
        r"\bwhere (?:was|were|is) (?:this|the|it|that)(?: \w+)? (?:taken|shot|photographed|made)\b"
        r"|\bwhich (?:city|country|town|place|building|landmark)\b|\bwhat (?:city|country"
        r"|landmark)\b"
        r"|哪里拍|在哪拍|什么地方拍|哪个城市|哪个国家", re.I)),
    ("recognise", re.compile(
        r"\bbreed\b|\bspecies\b|\bwhat (?:kind|type|sort|make|model|brand) of (?!picture|image"
        r"|photo|"
        r"document|chart|diagram|screenshot)\w+|\bwhat (?:animal|plant|flower|bird|car|food|dish"
        r"|fruit|"
        r"tree|dog|cat|object|objects|brand|make|model)\b|\bis (?:this|that|it) an? (?:cat|dog"
        r"|bird|car|"
        r"person|plant|flower|mushroom|real|fake|photoshopped|tumou?r)\b|\bedible\b|\bpoison"
        r"|什么(?:品种|动物|植物|花|车|鸟|食物|菜|牌子|东西)|是猫|是狗", re.I)),
    ("solve", re.compile(
        r"\bsolve\b|\bsolution\b|\bprove\b|\bhomework\b|\bcalculate the (?!sum|average|total)"
        r"|解题|求解|证明|怎么解|答案是", re.I)),
    ("write", re.compile(
        r"\b(?:write|draft|compose|generate|create|make|code|implement|build|design"
        r"|draw)\b (?:me )?"
        r"(?:an?|the|some|html|css|python|code|this)\b|\brewrite\b|\bparaphrase\b|\bprompt for\b"
        r"|写一|生成|编写|画一|改写", re.I)),
    ("judge", re.compile(
        r"\b(?:do you (?:think|like)|your opinion|better|best|worst|good|bad|nice|beautiful|ugly|"
        r"suggest|advi[sc]e|recommend|improve|improvements?|rate (?:this|it|my|these)|review"
        r"|should i|is it (?:safe"
        r"|true|"
        r"healthy|legal|correct|right)|fake news|trustworthy|legit|scam)\b"
        r"|建议|怎么样|好看|哪个好|推荐|评价|靠谱", re.I)),
)  # fmt: skip


def understand(messages: tuple[Message, ...]) -> Asked:
    """What the last message asks, with "it", "and the second one?" and the like resolved."""
    question = " ".join(messages[-1].text.split())[:_LONGEST]
    total = sum(len(message.pictures) for message in messages)
    earlier = [
        (at, text)
        for at, message in enumerate(messages[:-1])
        if message.role == "user" and (text := " ".join(message.text.split())[:_LONGEST])
    ]
    focus = _latest_pictures(messages)
    if _WHERE_IT.match(question) and earlier:
        question = earlier[-1][1]  # The answer to it carries the place.
    elif (found := _FOLLOW.match(question)) and earlier:
        at, before = earlier[-1]
        rest = (found["rest"] or found["zh"] or "").strip()
        focus = _named(rest, total) or focus
        question = _again(understand(messages[: at + 1]), before, rest, total)
    pictures = _named(question, total) or focus
    question = _without_references(question)
    ability, subject, wish = _ability(question, bool(total))
    if ability == "compare" and len(pictures) < 2:
        pictures = tuple(range(total))[-2:]
    return Asked(ability, question, tongue_of(question), pictures, subject, wish)


def _again(before: Asked, question: str, rest: str, total: int) -> str:
    """The earlier question asked anew about ``rest``."""
    if _named(rest, total):
        return question
    if before.ability == "count" and before.subject:
        return f"多少个{rest}" if before.tongue == "zh" else f"how many {rest}"
    if before.ability == "where" and before.subject:
        return f"{rest}在哪里" if before.tongue == "zh" else f"where is {rest}"
    return rest


def _latest_pictures(messages: tuple[Message, ...]) -> tuple[int, ...]:
    """The pictures of the last message that has any."""
    end = 0
    latest: tuple[int, ...] = ()
    for message in messages:
        count = len(message.pictures)
        if count:
            latest = tuple(range(end, end + count))
        end += count
    return latest


def _named(question: str, total: int) -> tuple[int, ...]:
    """The pictures a question names by number, in its order; empty when it names none."""
    if total == 0:
        return ()
    if _ALL.search(question):
        return tuple(range(total))
    found: list[int] = []
    for match in _NTH.finditer(question):
        word = next(group for group in match.groups() if group).lower()
        found.append(_ORDINALS[word])
    for match in _NUMBERED.finditer(question):
        word = match.group(1).lower()
        found.append(int(word) - 1 if word.isdigit() else _ORDINALS[word])
    for match in _NTH_ZH.finditer(question):
        word = match.group(1) or match.group(2)
        found.append(int(word) - 1 if word.isdigit() else _ORDINALS[word])
    indexes = [index + total if index < 0 else index for index in found]
    return tuple(dict.fromkeys(index for index in indexes if 0 <= index < total))


def _without_references(question: str) -> str:
    """The question without "in the second picture": no words to look for in a text."""
    for pattern in _REFERENCES:
        question = pattern.sub(" ", question)
    return _SPACE_BEFORE.sub("", " ".join(question.split()))


def _ability(question: str, any_picture: bool) -> tuple[Ability, str, Wish | None]:
    """The first ability whose words the question uses; the sharpest are asked first."""
    if not question:
        return ("describe" if any_picture else "greet"), "", None
    if _GREET.search(question):
        return "greet", "", None
    for wish, pattern in _UNKNOWABLE[:2]:
        if pattern.search(question):
            return "unknowable", "", wish
    if _COMPARE.search(question):
        return "compare", "", None
    if (found := _COUNT.search(question)) and not _EXTREME_NUMBER.search(question):
        subject = next(group for group in found.groups() if group)
        return "count", subject.strip(" ?.!？。！"), None
    if _CODES.search(question):
        return "codes", "", None
    if _SUM.search(question):
        return "sum", "", None
    for wish, pattern in _UNKNOWABLE[2:7]:
        if pattern.search(question):
            return "unknowable", "", wish
    for ability, pattern in _PLAIN:
        if pattern.search(question):
            return ability, "", None
    for wish, pattern in _UNKNOWABLE[7:]:
        if pattern.search(question):
            return "unknowable", "", wish
    if (found := _WHERE.search(question)) and not _EVENT.search(question):
        subject = next((group for group in found.groups() if group), question)
        if asked_terms(subject):
            return "where", subject.strip(" ?.!？。！"), None
    return "evidence", "", None


_PLAIN: tuple[tuple[Ability, re.Pattern[str]], ...] = (
    ("size", _SIZE),
    ("colours", _COLOURS),
    ("read", _READ),
    ("describe", _DESCRIBE),
)
