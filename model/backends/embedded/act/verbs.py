"""Verbs that a page's own control says: "delete the second task", "add two Garden Mint".

They mean the control of that name which belongs to the thing named; see ``beside.py``.
"""

from __future__ import annotations

import re
from dataclasses import replace

from model.backends.embedded.act.goals import Apply, Deed, Fill, Press, Target, Value
from model.backends.embedded.act.phrases import HELD, TRAILING, bare, release, target

_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
           "seven": 7, "eight": 8, "nine": 9, "ten": 10}  # fmt: skip
_CHINESE_COUNTS = {sign: count for count, sign in enumerate("一二三四五六七八九十", 1)} | {"两": 2}
_COUNTED = re.compile(
    r"^(?P<count>\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|an?|one)(?:\s*[x×]|\s+(?:packs?|"
    r"pieces?|boxes|copies|times))?(?: of)?\s+(?P<what>.+)$",
    re.I,
)
_BASKET = re.compile(
    r"^(?:add|put|place)\s+(?P<what>.+?)\s+(?:in)?to\s+(?:the |my |your )?(?:shopping )?"
    r"(?P<where>basket|cart|bag|trolley)$",
    re.I,
)
_NEW = re.compile(
    r"^(?:add|create|make)\s+(?:an? |the |another )?(?:new )?(?:task|item|to-?do|note|entry|"
    r"comment|reminder|line)\s*(?:called|named|saying|:)?\s*(?P<quote>[\ue000-\uf8ff]|.+)$|"
    r"^add\s+(?P<quote2>.+?)\s+to (?:the |my )?(?:to-?do )?list(?: of tasks)?$",
    re.I,
)
_MARKED = re.compile(
    r"^(?:(?:mark|set|tick off|check off)\s+(?P<what>.+?)\s+(?:as|to)\s+(?P<not>not |un)?"
    r"(?:done|completed?|finished|bought)|(?:tick|check|cross) off\s+(?P<what2>.+))$",
    re.I,
)
_SAID: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("delete|erase", ("Delete", "Remove")),
    ("remove", ("Remove", "Delete")),
    ("buy|purchase", ("Buy", "Buy now", "Add to basket", "Add to cart", "Order")),
    ("order", ("Order", "Order now", "Buy", "Add to basket", "Add to cart")),
    ("accept|agree to|agree with", ("I accept", "Accept", "I agree", "Agree")),
    ("add", ("Add", "Add to basket", "Add to cart")),
    ("reserve", ("Reserve",)),
    ("borrow", ("Borrow", "Reserve")),
    ("subscribe to", ("Subscribe",)),
    ("unsubscribe from", ("Unsubscribe",)),
    ("reply to", ("Reply",)),
    ("take", ("Take", "Choose", "Select")),
    ("book", ("Book", "Book now")),
)
_OWN = ("edit", "rename", "like", "follow", "unfollow", "share", "download", "star", "archive",
        "cancel", "confirm", "install", "play", "copy", "print", "undo", "restore", "approve",
        "reject", "join", "rent", "renew", "upgrade", "view", "publish", "keep")  # fmt: skip
_VERB = re.compile(
    rf"^(?P<verb>{'|'.join(words for words, _ in _SAID)}|{'|'.join(_OWN)})\s+(?P<what>.+)$", re.I
)
_SOME = re.compile(r"\b(?:tasks?|items?|lines?|entr(?:y|ies)|rows?|books?|products?|one)$", re.I)
_PRONOUN = re.compile(r"^(?:it|this|that|them|the (?:item|result|product|tea|book))$", re.I)
_CHINESE = re.compile(
    r"^(?P<verb>删除|移除|加入|添加|购买|预订|预约|预定|收藏|下载|编辑|取消|接受|同意|提交|确认|保存|领取)\s*(?P<what>.+)$"
)
_CHINESE_COUNTED = re.compile(
    r"^(?P<count>\d{1,2}|[一二两三四五六七八九十])\s*[份个件杯盒包本张壶]\s*(?P<what>.+)$"
)
_CHINESE_BESIDE = re.compile(
    r"^(?:点击|单击|点按|按下|按|点)\s*(?P<thing>.+?)\s*(?:旁边|后面|右边|右侧|那一行|这一行|一行|对应)的?\s*"
    r"(?P<control>.+?)(?:按钮|键)?$"
)
_COMMAS = re.compile(r"[，,、]")
_CHINESE_PLACE = re.compile(r"^第([一二三四五六七八九十]|\d+)[个条项行](?:任务|商品|项目)?$")
_CHINESE_SAME = {
    "加入": ("加入", "加入购物车", "添加", "加购"), "添加": ("添加", "加入"),
    "删除": ("删除", "移除"), "移除": ("移除", "删除"),
    "购买": ("购买", "立即购买", "加入", "加入购物车"),
}  # fmt: skip
_MOST_TIMES = 50


def marked(text: str, held: list[str]) -> list[Deed] | None:
    """The tick that "mark … as done" or "check off …" asks for; ``None`` for other clauses."""
    if match := _MARKED.match(text):
        what = target(match.group("what") or match.group("what2"), held)
        return [Press(_thing(what), state=not match.group("not"))]
    return None


def applied(text: str, held: list[str]) -> list[Deed] | None:
    """What an English clause does to a thing by the thing's own control; ``None`` if it doesn't."""
    if match := _BASKET.match(text):
        where = match.group("where").lower()
        names = (f"Add to {where}", "Add to basket", "Add to cart", "Add to bag", "Add", "Buy")
        count, what = _counted(match.group("what"))
        return [Apply(names, _thing(target(what, held)))] * count
    if match := _NEW.match(text):
        words = bare(match.group("quote") or match.group("quote2"), held).strip(TRAILING)
        return [
            Fill(Value(words), Target("", kind="field", order=1)),
            Apply(("Add", "Create", "Save", "Post"), Target("Add", order=1)),
        ]
    if match := _VERB.match(text):
        said = match.group("verb").lower()
        verbs: tuple[str, ...] = next(
            (labels for words, labels in _SAID if said in words.split("|")), (said.capitalize(),)
        )
        count, what = _counted(match.group("what")) if said in ("buy", "order", "add") else (
            1, match.group("what"))  # fmt: skip
        return [Apply(verbs, _thing(target(what, held)))] * count
    return None


def beside(control: Target, thing: str, held: list[str]) -> Deed:
    """The press of ``control`` that belongs to ``thing``."""
    return Apply((control.text,), _thing(target(thing, held)))


def applied_in_chinese(text: str, held: list[str]) -> list[Deed] | None:
    """The same for a Chinese clause."""
    if (match := _CHINESE.match(text)) and not _COMMAS.search(text):
        verb, what = match.group("verb"), match.group("what").strip()
        count = 1
        if found := _CHINESE_COUNTED.match(what):
            count = _CHINESE_COUNTS.get(found.group("count"), 0) or int(found.group("count"))
            what = found.group("what")
        order = 0
        if found := _CHINESE_PLACE.match(what):
            order = _CHINESE_COUNTS.get(found.group(1), 0) or int(found.group(1))
        words = "" if order else bare(what, held).strip("“”「」\"' ")
        thing = Target(release(what, held), words, order=order)
        return [Apply(_CHINESE_SAME.get(verb, (verb,)), thing)] * min(count, _MOST_TIMES)
    return None


def beside_in_chinese(text: str, held: list[str]) -> list[Deed] | None:
    """The press of a control that is said to stand beside a thing: “龙井”旁边的“加入”."""
    if (match := _CHINESE_BESIDE.match(text)) and not re.search(r"[，,]", text):
        control = bare(match.group("control"), held).strip()
        thing = bare(match.group("thing"), held).strip()
        return [Apply((control,), Target(release(match.group("thing"), held), thing))]
    return None


def _counted(what: str) -> tuple[int, str]:
    """How many of what: "two Garden Mint"."""
    if match := _COUNTED.match(what):
        said = match.group("count").lower()
        return min(_COUNTS.get(said, 0) or int(said), _MOST_TIMES), match.group("what")
    return 1, what


def _thing(found: Target) -> Target:
    """A thing by its own words, or by its place in the list where only that is said."""
    words = found.text
    if _PRONOUN.match(found.phrase):
        return Target(found.phrase, order=1)
    if not HELD.search(words) and found.order and (not words or _SOME.search(words)):
        return Target(found.phrase, order=found.order)
    return replace(found, kind="", every=False, order=0)
