"""Text on a page that addresses the agent: found, shown to the user, never followed.

Page text is data. A detector cannot make a model obey that, so it is one of three walls: the
embedded engine takes instructions from the user's words only; a model is told which texts of its
screenshot are not from the user; and the guard (``guard.py``) stops an action on such a text.

A passage is suspicious when it *orders the agent about*: it takes back instructions, plays the
system's or the user's part, or speaks to an assistant in the imperative. Naming an assistant
("Try our AI assistant") or a role ("System: online") is not enough. The words are matched on text
as a recogniser reads it: spaces may be missing, 0 and o, 1 and l exchanged.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from model.backends.embedded.screen import Color, Line, Screen
from model.geometry import Box, union

FAINT = 1.6
"""Contrast below which text is not meant for people's eyes (WCAG asks for 4.5, or 3 if large)."""
_MOST_CHARS = 240


@dataclass(frozen=True, slots=True)
class Suspect:
    """A passage that addresses the agent, where it stands, and what gave it away."""

    text: str
    box: Box
    why: str


def _words(*patterns: str) -> re.Pattern[str]:
    """One pattern of several; a space stands for any gap, also none (recognisers lose spaces)."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns).replace(" ", r"[\W_]*"))


# Text is folded before matching (see ``_fold``): lower case, no accents, 0 -> o, 1 and | -> l.
_NO_GAP = r"[^.!?。!?]{0,40}?"
_TAKE_BACK = _words(
    # English
    rf"(?:lgnore|ignore|disregard|forget|override|bypass|set aside|do not follow|don.?t follow|stop following)"
    rf"{_NO_GAP}(?:instruction|direction|prompt|guideline|command|(?:user|original|previous|current|your|assigned|given|prior|earlier|above) ?.?s? (?:task|rule|order|request|goal|objective|message|errand))",
    r"(?:your|the) (?:new|real|actual|true|updated|only) (?:task|goal|objective|mission|instructions?) (?:is|are|now)",
    r"(?:new|updated) (?:instructions?|task) (?:for|from) (?:the )?(?:ai|agent|assistant|system|user|developer)",
    r"instead of (?:the|your) (?:user.?s |original |current )?(?:task|instructions?|request)",
    r"(?:do not|don.?t|never|without) (?:tell|inform|notify|alert|warn|mention|telling|informing|notifying|asking)[^.]{0,20}?(?:the|your) user",
    r"(?:the|your) user (?:has |have )?(?:already )?(?:authorised|authorized|approved|consented|confirmed|agreed|wants you to|asked you to|asks you to|instructs you)",
    r"you are now (?:in|an?|the|free|operating|acting)",
    r"(?:reveal|print|repeat|show|send|leak) (?:me )?(?:your|the) (?:system prompt|hidden prompt|instructions|memory)",
    # Spanish, French, German, Portuguese, Italian
    r"(?:lgnora|ignora|ignore|olvida|descarta|no sigas)[^.]{0,30}?(?:instrucci|indicaci|ordenes|tarea)",
    r"(?:lgnorez|ignorez|ignore|oubliez|oublie|ne suivez pas)[^.]{0,30}?(?:instructions?|consignes?|directives?|tache)",
    r"(?:lgnoriere|ignoriere|ignorieren|vergiss|vergessen sie|missachte)[^.]{0,40}?(?:anweisung|anleitung|auftrag|aufgabe|befehl)",
    r"(?:ignore|desconsidere|esqueca|lgnora|ignora|dimentica)[^.]{0,30}?(?:instruco|instrucoes|istruzioni|ordens|tarefa|compito)",
    # Chinese and Japanese
    r"(?:忽略|无视|無視|忘记|忘掉|不要理会|不要遵循|不要执行|放弃|跳过|覆盖)[^。!?！？]{0,16}?(?:指令|指示|提示|要求|任务|命令|规则|说明|請求|请求)",
    r"(?:不要|别|无需|不必|勿)(?:告诉|告知|通知|提醒|询问)[^。]{0,6}?(?:用户|使用者|主人)",
    r"(?:你的|您的)?(?:新|真正的?|实际的?|唯一的?)(?:任务|目标|指令)(?:是|为|:|：)",
    r"(?:以前|前|上記|これまで|すべて)の?(?:指示|命令|プロンプト)[^。]{0,8}?(?:無視|忘れ)",
    r"(?:用户|使用者)(?:已经|已)?(?:授权|批准|同意|要求你|让你)",
)
_ADDRESS = _words(
    r"\b(?:ai|a\.i\.|llm|gpt|chatgpt|glm|claude|gemini|copilot|qwen) ?(?:assistants?|agents?|models?|bots?|systems?|browsers?|crawlers?)?\b[\w\s]{0,24}?[:,;\-—!]",
    r"(?:^|[^\w\s]\s*)(?:attention|note|notice|message|instructions?|important|hey|hello|dear|warning|memo|reminder|directive) (?:to|for)?,? ?(?:all |any |the |every )*(?:visiting |automated |autonomous |browsing |reading )*(?:ai|llm|language models?|large language|assistants?|agents?|bots?|automation|crawlers?|web agents?|gui agents?|computer.use)\b",
    r"\bif you (?:are|re) (?:an? |the )?(?:ai|llm|language model|automated|autonomous|assistant|agent|bot|browser agent|gui agent|computer.use)",
    r"\b(?:assistant|agent|bot|language model|browser agent|gui agent|automated agent|computer.use agent|screen reader agent)s?[:,!]",
    r"\bas an? (?:ai|llm|language model|assistant|agent|automated)\b",
    r"\b(?:asistente|agente|assistent|kl.assistent|ki.assistent|agent ia|assistant ia|la ia|modelo de lenguaje)\b[\w\s]{0,16}?[:,!]",
    r"(?:ai|人工智能|智能|大?语言)(?:助手|助理|代理|模型|智能体|机器人|系统)[^。]{0,8}?(?:[:：,，!！]|请|必须|应|需)",
    r"(?:助手|代理|智能体|机器人)[:：,，!！]",
    r"(?:致|给|告)(?:所有|各位|各)?(?:ai|人工智能|智能|自动)?(?:助手|代理|智能体|机器人|模型)",
    r"(?:如果|若|假如)(?:你|您)是(?:一个|一名)?(?:ai|人工智能|大?语言模型|智能|自动|助手|代理)",
    r"(?:aiアシスタント|アシスタント|エージェント)(?:へ|は|、|:|：)",
)
_ROLE = _words(
    r"^\W*(?:system|developer|sys|admin|administrator|root|operator) ?(?:prompt|message|instruction|notice|override|alert|command|note)?s? ?[:：>\]]",
    r"<\W*[|l]?\W*(?:system|assistant|im_start|developer|user)\W*[|l]?\W*>",
    r"\[/?(?:inst|system|lnst)\]",
    r"#+ ?(?:system|lnstructions?|instructions?|new task)",
    r"(?:begin|start|end) (?:of )?(?:system|admin|developer|hidden) (?:prompt|message|instructions?)",
    r"^\W*(?:user|human) ?[:：]",
    r"^\W*(?:系统|开发者|管理员|用户)(?:提示|消息|指令|通知|命令|信息)?[:：>\]】]",
)
_ORDER = _words(
    r"\b(?:must|shall|should|have to|need to|are required to|are instructed to|please|kindly|now|immediately|first|instead|do not|don.?t|proceed to|make sure to|lmmediately)\b",
    r"\b(?:cl[il]ck|press|tap|type|enter|input|submit|send|go to|navigate|visit|open|buy|purchase|pay|transfer|delete|remove|lgnore|ignore|forget|download|upload|log ?in|fill|copy|paste|answer|reply|respond|say|stop|end|finish|select|choose|drag|scroll|report|approve|confirm|accept)\b",
    r"\b(?:haga|haz|pulse|pulsa|debe|debes|escriba|envie|compre|borre|cliquez|clique|appuyez|devez|dois|tapez|envoyez|klicke|klicken|drucke|musst|mussen|sende|losche|clicca|premi|devi)\b",
    r"(?:点击|点按|单击|按下|输入|填写|提交|发送|前往|访问|打开|购买|支付|付款|转账|删除|忽略|下载|上传|登录|选择|复制|回答|回复|停止|结束|确认|同意|必须|务必|立即|马上|应当|请)",
    r"(?:クリック|入力|送信|削除|購入|してください|しなさい)",
)
_COMMANDED = _words(
    r"you (?:must|shall|have to|need to|are required to|are instructed to|should) (?:now|lmmediately|immediately|first|instead|next)? ?(?:cl[il]ck|press|tap|type|enter|submit|send|navigate|visit|open|buy|purchase|transfer|delete|lgnore|ignore|download|approve)\b[\w\s]{0,40}?(?:before|instead|lmmediately|immediately|to continue the task|to complete (?:the|your) task|now|first)",
    r"you must now (?:cl[il]ck|press|tap|type|enter|submit|send|go|navigate|visit|open|buy|delete)",
    r"(?:to|before) (?:complete|finish|continue|finishing|continuing|completing) (?:the|your|this) (?:user.?s )?(?:task|errand|instructions?),? ?(?:you must|you need|first|please|cl[il]ck|send|type|enter)",
    r"你(?:现在|此刻)?必须(?:立即|立刻|马上|先|首先|现在)?(?:点击|单击|输入|发送|前往|访问|打开|购买|删除|提交|转账|停止)",
    r"(?:完成|继续)(?:该|此|本|你的|您的)?任务(?:之前|前)?[,，]?(?:必须|需要|请)?(?:先|首先)(?:点击|输入|发送|访问|打开|删除)",
)
_ADDRESSED_WORDS = re.compile(r"[\w一-鿿]")
_ZERO_ONE = str.maketrans({"0": "o", "1": "l", "|": "l"})
_CHINESE = re.compile(r"[㐀-鿿぀-ヿ]")


def suspects(screen: Screen) -> tuple[Suspect, ...]:
    """The passages of ``screen`` that order the agent about, in reading order."""
    found: list[Suspect] = []
    for passage in _passages(screen.lines):
        text = _joined(passage)
        faint = all(contrast(line.color, line.background) < FAINT for line in passage)
        if why := addressed(text, faint=faint):
            box = union(line.box for line in passage)
            found.append(Suspect(text[:_MOST_CHARS], box, why))
    return tuple(found)


def addressed(text: str, *, faint: bool = False) -> str:
    """Why ``text`` counts as addressed to the agent, or an empty string.

    ``faint`` text, which people can hardly see, is suspicious as soon as it gives an order.
    """
    folded = _fold(text)
    if _TAKE_BACK.search(folded):
        return "it takes back the user's instructions"
    if _COMMANDED.search(folded):
        return "it commands whoever reads it"
    order = _ORDER.search(folded)
    if order and _ROLE.search(folded) and _COMMANDS_AFTER_ROLE.search(folded):
        return "it plays the part of the system or the user"
    if order and _ADDRESS.search(folded):
        return "it speaks to an assistant in the imperative"
    if faint and order and len(_ADDRESSED_WORDS.findall(folded)) >= 12:
        return "it gives an order in a colour people hardly see"
    return ""


# "System: all services online" is a status; a role that orders is a trick.
_COMMANDS_AFTER_ROLE = _words(
    r"[:：>\]】#] ?(?:[\w\s]{0,30}[,:;.] ?)?(?:you|the agent|the assistant|agent|assistant|please|now|lmmediately|immediately|cl[il]ck|press|tap|type|enter|submit|send|go to|navigate|visit|open|buy|pay|transfer|delete|lgnore|ignore|forget|download|upload|approve|stop|never|always|do not|don.?t)\b",
    r"[:：>\]】#] ?[^。]{0,12}?(?:请|必须|立即|马上|点击|输入|发送|访问|打开|购买|删除|忽略|停止|你|您)",
    r"(?:prompt|message|instructions?)",
)


def contrast(one: Color, other: Color) -> float:
    """Contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: Color) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    # NFKD takes kana's marks off too, which are put on again by composing what is left.
    plain = unicodedata.normalize("NFC", plain)
    return " ".join(plain.translate(_ZERO_ONE).split())


def _joined(lines: Sequence[Line]) -> str:
    text = ""
    for line in lines:
        gap = "" if not text or _CHINESE.match(text[-1]) and _CHINESE.match(line.text[:1]) else " "
        text += gap + line.text.strip()
    return text


def _passages(lines: Iterable[Line]) -> list[list[Line]]:
    """Lines that read on: one under the other, of one height, starting or centred alike."""
    passages: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.box.y1, line.box.x1)):
        for passage in reversed(passages):
            if _reads_on(passage[-1], line):
                passage.append(line)
                break
        else:
            passages.append([line])
    return passages


def _reads_on(above: Line, below: Line) -> bool:
    height = max(above.box.height, below.box.height, 1.0)
    gap = below.box.y1 - above.box.y2
    alike = min(above.box.height, below.box.height) > 0.62 * height
    left = abs(above.box.x1 - below.box.x1) < 1.2 * height
    centred = abs(above.box.center.x - below.box.center.x) < 0.6 * height
    return alike and -0.4 * height < gap < 0.95 * height and (left or centred)
