"""What a question about a clip asks for, in English or Chinese."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from model.backends.embedded.talk.prose import Tongue, tongue_of
from model.language.color_names import named_colors
from model.wire.times import find_times

Ability = Literal[
    "count shots", "shot length", "list shots", "text at", "when text", "all text", "steps",
    "state", "light", "motion", "color", "when color", "facts", "happens", "overview", "sound",
    "unknowable", "search",
]  # fmt: skip
State = Literal["black", "still", "flash", "fade"]

_SHOT = (
    r"(?:cuts?|shots?|scenes?|edits?|transitions?|camera (?:changes|angles?)|镜头|切换|硬切|剪辑|"
    r"场景|转场)"
)
_QUOTED = re.compile(
    r"[“「『‘《]([^”」』’》]{1,200})[”」』’》]|\"([^\"\n]{1,200})\"|(?<!\w)'([^'\n]{2,200})'"
)
_TEXT = (
    r"\b(?:text|words?|writing|written|letters|captions?|titles?|subtitles?|labels?|messages?|"
    r"signs?|"
    r"menus?|buttons?|says?|reads?)\b|文字|字幕|标题|写着|写了|写的|显示的字|按钮"
)
_APPEARS = re.compile(
    r"\b(?:when|what times?|at what|which (?:second|time|moment)s?|where in the|how (?:often|long|"
    r"many "
    r"times))\b|什么时候|何时|几秒|哪(?:一)?秒|第几秒|多少次|几次|哪里出现",
    re.I,
)
_NAMED_TEXT = re.compile(
    r"\b(?:text|words?|caption|title|subtitle|label|message|sign|menu|button)\s+(?P<after>[\w\- "
    r"]{2,60}?)"
    r"\s+(?:appears?|disappears?|shows?|come|comes|shown|visible|is|are|on screen|read)\b|"
    r"(?:文字|字幕|标题|按钮)(?P<zh>[\w\u3400-\u9fff]{1,30}?)(?:是|在|什么|何时|出现)",
    re.I,
)
_THING = re.compile(
    r"\b(?:does|do|did|is|are|was|were)\s+(?:the\s+|a\s+|an\s+)?(?P<en>[\w\-. "
    r"]{2,60}?)\s+(?:first\s+|"
    r"last\s+)?(?:appear|appears|disappear|disappears|shown|visible|come up|show up|mentioned|on\s+"
    r"(?:the\s+)?screen|displayed|seen|open|opened|start|end)\b|(?P<zh>[\w\u3400-\u9fff]{1,30}?)"
    r"(?:是)?(?:在)?(?:什么时候|何时|第几秒|哪一秒)(?:出现|消失|显示)|(?:什么时候|何时|第几秒)"
    r"(?:出现|消失|显示)(?:了)?(?P<zh2>[\w\u3400-\u9fff]{1,30})",
    re.I,
)
_ABILITIES: Final[tuple[tuple[Ability, str], ...]] = (
    (
        "sound",
        r"\b(?:hear|heard|sounds? like|audio|music|spoken|speech|voice|song|transcri|say out)|"
        r"\bwhat (?:does|do|did) (?:he|she|they|the (?:man|woman|speaker|narrator)) say\b|"
        r"听到|声音|音乐|说了什么|讲话|语音|台词",
    ),
    (
        "steps",
        r"\bsteps?\b|\bstep[- ]by[- ]step|\bprocedure|\bhow (?:to|do i)\b|步骤|操作过程|流程|"
        r"怎么操作",
    ),
    (
        "count shots",
        rf"(?:\bhow (?:many|often)|\bnumber of|\bcount)\b[^.?!]{{0,30}}\b{_SHOT}|(?:多少|"
        rf"几)(?:个|次|段|"
        rf"处)?{_SHOT}|"
        rf"{_SHOT}[^.?!]{{0,6}}(?:多少|几)(?:个|次)",
    ),
    (
        "shot length",
        rf"\b(?:longest|shortest|average|mean|typical)\b[^.?!]{{0,20}}{_SHOT}|"
        rf"(?:最长|最短|平均)[^.?!]{{0,8}}{_SHOT}|\bhow long (?:is|are) (?:each|the|"
        rf"every)[^.?!]{{0,12}}{_SHOT}|"
        r"平均(?:每个)?镜头",
    ),
    (
        "list shots",
        rf"\b(?:list|where|when|what are|show|at what)\b[^.?!]{{0,40}}\b{_SHOT}|(?:列出|哪里|"
        rf"何时|什么时候)"
        rf"[^.?!]{{0,12}}{_SHOT}|{_SHOT}[^.?!]{{0,6}}(?:列表|在哪|什么时候)",
    ),
    (
        "state",
        r"\b(?:black|blank|dark screen|still|frozen?|freeze[sd]?|static|standstill|paused|"
        r"nothing "
        r"(?:moves?|happens?|changes?)|not mov|flash(?:es|ing)?|flicker\w*|strobe|fades?|"
        r"fading|"
        r"dissolves?)\b|"
        r"黑屏|黑场|静止|不动|定格|卡住|闪|淡入|淡出|渐变",
    ),
    (
        "light",
        r"\b(?:bright\w*|dark\w*|light(?:est|er)?|dim)\b|最?亮|最?暗|亮度",
    ),
    (
        "motion",
        r"\b(?:motion|movement|moves?|moving|action|busiest|most (?:happening|change)|"
        r"activity)\b|"
        r"运动|动作最|变化最|移动|最激烈",
    ),
    ("color", r"\bcolou?rs?\b|颜色|色调|色彩"),
    (
        "facts",
        r"\b(?:how long (?:is|does)|duration|length|resolution|how (?:big|large)|size|frame "
        r"?rate|fps|"
        r"frames per second|codec|format|aspect|dimensions|file)\b|多长|时长|长度|分辨率|帧率|"
        r"编码|格式|大小|尺寸",
    ),
)
_TABLE: Final = tuple((ability, re.compile(words, re.I)) for ability, words in _ABILITIES)
_STATE_WORDS: Final[tuple[tuple[State, str], ...]] = (
    ("black", r"\b(?:black|blank|dark screen)\b|黑屏|黑场"),
    ("flash", r"flash|flicker|strobe|闪"),
    ("fade", r"\bfad|dissolve|淡|渐变"),
    ("still", r"."),
)
_STATES: Final = tuple((state, re.compile(words, re.I)) for state, words in _STATE_WORDS)
_WHO = re.compile(
    r"\b(?:who|whose|people|persons?|man|men|woman|women|boy|girl|child(?:ren)?|he|she|they|face|"
    r"animals?|"
    r"dogs?|cats?|birds?|cars?|ball|player|doing|wear(?:ing|s)?|hold(?:ing|s)?|emotion|feel(?:ing|"
    r"s)?|"
    r"mood|why|because|mean(?:s|ing)?|purpose|funny|good|best|opinion|think|brand|where was|which "
    r"city|"
    r"translate|object|weather)\b|谁|人物|男|女|孩|动物|狗|猫|车|在做|做什么|为什么|意思|含义|情绪|"
    r"心情|穿|拿着|品牌|翻译",
    re.I,
)
_OVERVIEW = re.compile(
    r"\b(?:describe|summar\w*|overview|about|what (?:does|is|do)[^?]{0,20}(?:video|clip|recording|"
    r"film)|"
    r"tell me|events?|timeline|happens?)\b|描述|概括|总结|概述|讲了?什么|内容|介绍|事件|"
    r"发生了?(?:什么|哪些|过什么)",
    re.I,
)
_ANY_TEXT = re.compile(
    r"(?:is|are|was|were|that|which|does|do|can|has|have|(?:is|are) there|that (?:is|are))|"
    r"(?:哪些|什么|哪个|哪几)[\u3400-\u9fff]*",
    re.I,
)
"""What stands where a text could, and names none: "what text *is* shown", "显示了*哪些文字*"."""
_LONGEST = re.compile(r"\blongest\b|最长", re.I)
_SHORTEST = re.compile(r"\bshortest\b|最短", re.I)
_DARK = re.compile(r"\b(?:dark\w*|dim)\b|暗", re.I)
TEXT_NOUN = re.compile(_TEXT, re.I)
_COLOR_STOP = {"black", "white"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, understood. ``start_s``–``end_s`` is what it names, else ``None``.

    ``text`` is what to look for on the screen; ``named`` says that the question itself calls it
    text. ``color`` is an everyday name; ``extreme`` is longest, shortest or average.
    """

    ability: Ability
    tongue: Tongue
    question: str
    start_s: float | None = None
    end_s: float | None = None
    text: str = ""
    named: bool = False
    state: State = "still"
    extreme: Literal["longest", "shortest", "average"] = "average"
    dark: bool = False
    color: str = ""

    @property
    def timed(self) -> bool:
        """Whether the question names a time or a stretch."""
        return self.start_s is not None


def understand(question: str, length_s: float) -> Asked:
    """Read a question; the last resort is ``search`` for its words on the screen."""
    tongue = tongue_of(question)
    times = find_times(question, length_s or None)
    start_s = end_s = None
    if times:
        start_s = times[0].at_s
        end_s = times[-1].until_s if len(times) > 1 or times[0].is_range else start_s
        if end_s < start_s:
            start_s, end_s = end_s, start_s
    plain = _QUOTED.sub(" ", question)
    text, named = _wanted_text(question, plain)
    color = _color(plain)

    def made(ability: Ability) -> Asked:
        return Asked(
            ability,
            tongue,
            question,
            start_s,
            end_s,
            text,
            named,
            next(state for state, pattern in _STATES if pattern.search(plain or ".")),
            "longest"
            if _LONGEST.search(plain)
            else "shortest"
            if _SHORTEST.search(plain)
            else "average",
            bool(_DARK.search(plain)),
            color,
        )

    if text and named:
        return made("when text")
    if times and TEXT_NOUN.search(plain):
        return made("text at")
    for ability, pattern in _TABLE:
        if pattern.search(plain):
            if ability == "color" and color and _APPEARS.search(plain):
                return made("when color")
            return made(ability)
    if color and _APPEARS.search(plain) and not text:
        return made("when color")
    if times:
        return made("happens")
    if text:
        return made("when text")
    if _WHO.search(plain):
        return made("unknowable")
    if TEXT_NOUN.search(plain):
        return made("all text")
    if _OVERVIEW.search(plain) or not plain.strip():
        return made("overview")
    return made("search")


def _wanted_text(question: str, plain: str) -> tuple[str, bool]:
    """The words to look for, and whether the question says that they are words on the screen."""
    if quoted := _QUOTED.search(question):
        return next(part for part in quoted.groups() if part).strip(), True
    if not _APPEARS.search(plain):
        return "", False
    if named := _NAMED_TEXT.search(plain):
        found = (named["after"] or named["zh"] or "").strip()
        if not _ANY_TEXT.fullmatch(found):
            return found, True
    if thing := _THING.search(plain):
        found = (thing["en"] or thing["zh"] or thing["zh2"] or "").strip()
        if not _ANY_TEXT.fullmatch(found):
            return found, bool(TEXT_NOUN.search(found))
    return "", False


def _color(plain: str) -> str:
    """The colour that a question names; black and white are states of the light."""
    lowered = plain.casefold()
    for name, everyday in named_colors().items():
        if everyday in _COLOR_STOP:
            continue
        if name.isascii() and re.search(rf"\b{name}\b", lowered):
            return everyday
        if not name.isascii() and len(name) > 1 and name in plain:
            return everyday
    return ""
