"""Which actions can't be taken back or give something away: those the user is asked about.

Decided from the action, the words on its target as they stand on the screen (what the model claims
its target is called only adds to that) and, for a bare "OK" or "Yes", from the words near it.
It works on pixels like the agent itself, so an icon without words can pass unseen: "approve every
action" is there for pages one does not trust.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from agents.agent.places import Target, lines_near, point_of, target_at
from agents.agent.suspicion import Suspect
from model.actions import Action, Back, Click, Drag, Hover, Key, Scroll, Select, Type
from model.backends.embedded.screen import Screen
from model.geometry import Box, Point


@dataclass(frozen=True, slots=True)
class Situation:
    """What the guard looks at besides the action.

    ``focus`` is where the last click or typing went, ``None`` if the focus may have moved since;
    ``words`` are the user's own (task and hints); ``hosts`` the run may visit.
    """

    screen: Screen
    suspects: Sequence[Suspect] = ()
    focus: Point | None = None
    words: str = ""
    hosts: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Risk:
    """Why an action needs the user's word; ``planted`` if the page's own words ask for it."""

    why: str
    planted: bool = False


_PAY = re.compile(
    r"\b(?:pay|buy|purchase|check ?out|subscribe|donate|transfer|top up|add funds|bid|rent)\b"
    r"|\b(?:place|complete|confirm|submit|send)\b.{0,12}\b(?:order|booking|purchase|payment)\b"
    r"|支付|付款|购买|下单|提交订单|去结算|结算|结账|转账|捐款|订阅|充值",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"^\W*(?:order|book|reserve)\b(?: (?:now|it|this|for|ticket|seat|room|table|and pay).*)?$"
    r"|预订|预约",
    re.IGNORECASE,
)
_DELETE = re.compile(
    r"\b(?:delete|remove|erase|discard|destroy|wipe|uninstall|deactivate|unsubscribe|terminate)\b"
    r"|\b(?:clear|empty) (?:all|everything|the |trash|cart|basket|list|history|completed)"
    r"|\b(?:close|cancel)\b.{0,12}\b(?:account|subscription|order|booking|membership)\b"
    r"|\b(?:reset|restore)\b.{0,12}\b(?:all|default|factory|everything)"
    r"|\btrash\b|\bbin\b|删除|移除|清空|注销|销毁|取消(?:订单|订阅|预订)|恢复出厂|垃圾桶|回收站",
    re.IGNORECASE,
)
_SEND = re.compile(
    r"\b(?:submit|send|post|publish|share|sign(?! in| up| out| on| l)|accept|agree|confirm|apply|"
    r"reply|invite|upload and)\b|提交|发送|发布|发表|分享|确认|同意|接受|签署|申请|回复",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"\b(?:log ?[io]n|sign ?[io]n|sign ?up|register|create (?:an? )?account|authorize|authorise|"
    r"continue with (?:google|apple|facebook|github|microsoft))\b|登录|登陆|注册|授权登录",
    re.IGNORECASE,
)
_UPLOAD = re.compile(
    r"\b(?:upload|choose (?:a )?files?|select (?:a )?files?|browse(?: files)?|attach)\b"
    r"|上传|选择文件|附件",
    re.IGNORECASE,
)
_SECRET = re.compile(
    r"pass ?word|passcode|passphrase|\bpin\b|\bcvv\b|\bcvc\b|card number|credit card|\biban\b|"
    r"security code|one.time code|\botp\b|\bssn\b|social security|密码|口令|验证码|卡号|身份证",
    re.IGNORECASE,
)
_LEAVE = re.compile(
    r"\b(?:leave (?:this |the )?(?:site|page)|external (?:link|site)|visit (?:our )?(?:web ?)?site|"
    r"opens? in a new)\b|[↗⧉]|离开(?:本|此)?(?:站|页)|外部链接|访问官网|前往外部",
    re.IGNORECASE,
)
_HOST = re.compile(r"\b(?:https?://)?((?:[a-z0-9-]+\.)+[a-z]{2,})(?=$|[/:?#\s])", re.IGNORECASE)
_FILE_NAME = re.compile(r"\.(?:pdf|png|jpe?g|gif|svg|txt|csv|docx?|xlsx?|zip|html?|js|py|md)$")
_BARE_YES = re.compile(
    r"^\W*(?:ok(?:ay)?|yes|continue|proceed|confirm|i understand|go ahead|next|done|finish|allow|"
    r"确定|是|是的|好|好的|继续|确认|允许|知道了|完成)\W*$",
    re.IGNORECASE,
)
_NO = re.compile(
    r"^\W*(?:cancel|no|no thanks|not now|keep|close|dismiss|back|skip|don.?t\b.*|do not\b.*|"
    r"never ?mind|undo|取消|否|不|关闭|返回|暂不|以后再说|撤销)\W*$",
    re.IGNORECASE,
)
_SEARCH = re.compile(
    r"\b(?:search|find|filter|look ?up|go to page)\b|搜索|查找|筛选", re.IGNORECASE
)

_KINDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (_PAY, "it may spend money"),
    (_ORDER, "it may order or book something"),
    (_DELETE, "it may delete something"),
    (_LOGIN, "it logs in or makes an account"),
    (_UPLOAD, "it hands over a file"),
    (_LEAVE, "it may leave this site"),
    (_SEND, "it sends or submits something"),
)
_TOGGLES = ("checkbox", "radio", "switch")
_LONGEST_LABEL = 6
"""Words of the longest label of a control; what is longer is prose, which commits to nothing."""
_ENTER = ("Enter", "NumpadEnter", "Return")
_MOVES_FOCUS = ("Tab",)


def risk_of(action: Action, situation: Situation) -> Risk | None:
    """Why ``action`` should have the user's word first, or ``None``."""
    return _planted(action, situation) or _risky(action, situation)


def focus_after(action: Action, focus: Point | None) -> Point | None:
    """Where the focus is after ``action``, as far as the pointer tells."""
    if isinstance(action, Key):
        return None if any(key in _MOVES_FOCUS for key in action.keys) else focus
    if isinstance(action, Click | Type | Select):
        return point_of(action) or focus
    return focus


def _planted(action: Action, situation: Situation) -> Risk | None:
    """The action does what a passage of the page tells agents to do, or lands in that passage.

    What the user named in their own words is theirs, wherever it stands.
    """
    if isinstance(action, Hover | Scroll) or not situation.suspects:
        return None
    at = point_of(action)
    target = target_at(situation.screen, at) if at else None
    words = _plain(target.text if target else "")
    if words and words in _plain(situation.words):
        return None
    for suspect in situation.suspects:
        typed = _plain(action.text) if isinstance(action, Type) else ""
        if typed and typed not in _plain(situation.words) and typed in _plain(suspect.text):
            return Risk(f"text on the page asks agents to type it: {suspect.text!r}", True)
        if at is None:
            continue
        reach = 1.5 * min(suspect.box.height, 40.0)
        if suspect.box.contains(at) or (target and _beside(suspect.box, target.box, reach)):
            return Risk(f"it acts on text that addresses the agent: {suspect.text!r}", True)
        if len(words) >= 3 and words in _plain(suspect.text):
            return Risk(f"text on the page asks agents to use it: {suspect.text!r}", True)
    return None


def _risky(action: Action, situation: Situation) -> Risk | None:
    screen = situation.screen
    match action:
        case Click(at):
            target = target_at(screen, at)
            return _commits(target, action.target, situation)
        case Select(option, at):
            return _first(option) or _secret(target_at(screen, at), screen)
        case Type(_, at):
            place = at or situation.focus
            field = target_at(screen, place) if place else None
            risk = _secret(field, screen, action.target) if action.text else None
            return risk or (_enters(situation, place) if action.enter else None)
        case Key(keys):
            if any(key in _ENTER for key in keys):
                return _enters(situation, situation.focus)
            return None
        case Drag(_, end):
            target = target_at(screen, end)
            risk = _commits(target, "", situation)
            return risk if risk and _DELETE.search(target.text if target else "") else None
        case Back():
            return None
        case _:
            return None


def _commits(target: Target | None, claimed: str, situation: Situation) -> Risk | None:
    """Whether using ``target`` commits the user to something."""
    text = target.text if target else ""
    if target and target.kind in _TOGGLES or _NO.match(text):
        return None
    if target and target.kind == "field":
        return None  # a click only puts the cursor there
    for words in (text, claimed):
        if risk := _first(words):
            return risk
    if host := _foreign(text, situation.hosts):
        return Risk(f"it may leave this site for {host}")
    if target and _BARE_YES.match(text):
        for question in _questions(target, situation):
            for pattern, why in _KINDS[:-1]:
                if pattern.search(question):
                    return Risk(f"it answers {question!r}, so {why}")
    return None


def _questions(target: Target, situation: Situation) -> list[str]:
    """The prose near a bare "OK": neither other buttons nor what was planted there."""
    screen = situation.screen
    reach = max(6 * target.box.height, 120.0)
    others = [one.box for one in screen.elements if one.kind in ("button", "field", "link")]
    others += [suspect.box for suspect in situation.suspects]
    return [
        line.text
        for line in lines_near(screen, target.box, reach, 2 * reach)
        if line.box != target.box and not any(box.contains(line.box.center) for box in others)
    ]


def _first(words: str) -> Risk | None:
    label = " ".join(words.split())
    if not label or _NO.match(label) or _length(label) > _LONGEST_LABEL:
        return None
    for pattern, why in _KINDS:
        if pattern.search(label):
            return Risk(f"{label!r}: {why}")
    return None


def _secret(field: Target | None, screen: Screen, claimed: str = "") -> Risk | None:
    words = f"{field.text if field else ''} {claimed}"
    if field and not _SECRET.search(words):
        # The prompt of a field stands above it or to its left.
        near = Box(field.box.x1 - 220, field.box.y1 - 34, field.box.x2, field.box.y2)
        words = " ".join(line.text for line in screen.lines if near.contains(line.box.center))
    if found := _SECRET.search(words):
        return Risk(f"it types into a field that asks for {found[0].strip().lower()!r}")
    return None


def _enters(situation: Situation, focus: Point | None) -> Risk | None:
    """What Enter would press: the buttons near the focus, or any where the focus is unknown."""
    screen = situation.screen
    field = target_at(screen, focus) if focus else None
    if field and field.kind == "button":
        return _commits(field, "", situation)
    if field and _SEARCH.search(field.text):
        return None
    for element in screen.elements:
        near = focus is None or _near(element.box, focus)
        if element.kind == "button" and near and (risk := _first(element.text)):
            return Risk(f"Enter may press {risk.why}")
    return None


def _near(box: Box, focus: Point) -> bool:
    """Below and beside, as far as a form reaches."""
    return box.grow(40).contains(focus) or (
        -20 <= box.y1 - focus.y <= 320 and abs(box.center.x - focus.x) <= 360
    )


def _foreign(text: str, hosts: Sequence[str]) -> str:
    """The host a label names, if the run was not allowed to go there."""
    for found in _HOST.finditer(text):
        host = found[1].lower()
        if "@" in text or _FILE_NAME.search(host):
            continue
        allowed = [urlsplit(f"//{name}").hostname or name for name in hosts]
        if not any(host == one or host.endswith("." + one) for one in allowed):
            return host
    return ""


def _beside(passage: Box, target: Box, reach: float) -> bool:
    return passage.grow(reach).intersection(target) > 0


def _plain(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def _length(label: str) -> int:
    """Words; four Chinese characters count as one and a half, as they do on labels."""
    chinese = sum("㐀" <= letter <= "鿿" for letter in label)
    return len(label.split()) + chinese // 3
