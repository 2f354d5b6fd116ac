"""Counting what can be detected and saying where it is: the Ground ability, asked in a chat."""

from __future__ import annotations

import re
from collections.abc import Sequence

from model.backends.embedded.eye.codes import find_codes
from model.backends.embedded.pointing.locate import Located
from model.backends.embedded.pointing.matching import find_text, similarity
from model.backends.embedded.pointing.point import locate_on
from model.backends.embedded.pointing.query import Query
from model.backends.embedded.pointing.question import parse
from model.backends.embedded.pointing.wording import Wording
from model.backends.embedded.talk.evidence import answer, find_facts
from model.backends.embedded.talk.prose import (
    Said,
    Tongue,
    Viewed,
    listing,
    pick,
    picture_name,
    quote,
)
from model.geometry import Mark
from model.language.grid import find_tables
from model.settings import Settings

_FILLER = re.compile(
    r"\s*\b(?:are|is|do|does|can|did|have|has|were|was)\b (?:there|you|we|i|it|this"
    r"|the \w+|(?:on|in) (?:the|this|that|my|it))\b.*$"
    r"|\s+\b(?:in|on|of|within)\b (?:the|this|that|these|those|both|all|my|each"
    r"|every)(?: \w+){0,2}"
    r" ?(?:pictures?|images?|photos?|screenshots?|screens?|pages?|documents?|one|text)\b.*$"
    r"|\s+(?:are|is) (?:shown|visible|listed|here|in total)\b.*$"
    r"|\s+(?:are|is|were|was)(?: there)?\s*[?.!]*$",
    re.I,
)
_FILLER_ZH = re.compile(
    r"^(?:图(?:片)?(?:里|中|上)?|页面(?:里|中|上)?|这里|一共|共)*(?:有)?|[吗呢？?]+$"
)
_EXISTENCE = re.compile(r"^(?:is|are|does|do|有没有|是否有)\b|^有没有|^是否有", re.I)
_IS_ON = re.compile(
    r"^(?:is|are) (?:the )?(?P<what>.+?) (?:checked|ticked|selected|unchecked|switched on"
    r"|turned on"
    r"|enabled|on|off)(?: or .+)?[?.!]*$|(?P<zh>.+?)(?:是否|有没有|是不是)?(?:被)?(?:选中|勾选"
    r"|打开)(?:了)?[吗？?]*$",
    re.I,
)
_SAYS = re.compile(r"^what (?:does|do|did)\b", re.I)
_CONTROL = re.compile(
    r"\b(?:the|check ?box(?:es)?|radio buttons?|options?|switch(?:es)?|toggles?)\b"
    r"|复选框|开关|选项|的",
    re.I,
)
_NAMED_SO = 0.8
"""Likeness of a control's label from which it is the one asked about."""
_STATE_AFTER = re.compile(
    r"^(?P<noun>.+?) (?:are|is) (?P<state>(?:un|not )?(?:checked|ticked|selected)|empty"
    r"|filled(?: in)?"
    r"|on|off)$",
    re.I,
)
_CODES = re.compile(r"\bqr\b|\bbar ?codes?\b|\bcodes?\b$|二维码|条形?码", re.I)
_LINES = re.compile(
    r"^(?:text )?lines?(?: of text)?$|^rows of text$|^行?(?:文字|文本)行?$|^行$", re.I
)
_WORDS = re.compile(r"^words?$|^单?词$", re.I)
_LETTERS = re.compile(r"^(?:characters?|letters?|symbols?)$|^(?:文?字|字符|汉字)$", re.I)
_CELLS = re.compile(r"^(?:(?P<rows>(?:table )?rows?|行)|(?:table )?columns?|列)\b", re.I)
_PICTURES = re.compile(r"^(?:pictures?|images?|photos?)(?: (?:did i|have i|are) .*)?$", re.I)
_COLOURS = re.compile(r"^colou?rs$|^颜色$", re.I)
_TIMES = re.compile(
    r"^times (?:does |do |is |are )?(?:the )?(?:words?|name|phrase|text|letter)? ?(?P<what>.+?)"
    r" ?(?:appears?|occurs?|shown|mentioned|written|there|stands?|used)?$|^次(?P<zh>.+)$",
    re.I,
)
_QUOTED = re.compile(r"[\"“”'‘’「」『』]")


def count(
    asked: str,
    question: str,
    views: Sequence[Viewed],
    total: int,
    tongue: Tongue,
    settings: Settings,
) -> Said:
    """How many of what was asked for there are; each is marked where it has a place."""
    if found := _TIMES.match(asked):
        words = _QUOTED.sub("", found["what"] or found["zh"]).strip()
        return _count_text(words, views, total, tongue)
    subject = _FILLER_ZH.sub("", _FILLER.sub("", asked)).strip(" ?.!，。的")
    if found := _STATE_AFTER.match(subject):
        state = {"on": "checked", "off": "unchecked"}.get(found["state"].lower(), found["state"])
        subject = f"{state} {found['noun']}"
    if _CODES.search(subject):
        return _count_codes(views, total, tongue)
    if found := _CELLS.match(subject):
        return _count_cells(bool(found["rows"]), views, tongue)
    if (plain := _count_plain(subject, views, total, tongue)) is not None:
        return plain
    query = parse(f"所有{subject}" if tongue == "zh" else f"all {subject}")
    if query.text and query.target == "any":
        return _count_written(subject, query, question, views, total, tongue)
    return _count_located(subject, query, views, total, tongue, settings)


def where(
    subject: str,
    question: str,
    views: Sequence[Viewed],
    total: int,
    tongue: Tongue,
    settings: Settings,
) -> Said:
    """Where something stands, marked; says so when it is not found."""
    if (state := _state(question, views, tongue)) is not None:
        return state
    existence = _EXISTENCE.match(question)
    query = parse(subject if existence or _SAYS.search(question) else question)
    unknown = ""
    if asked := _IS_ON.search(question):
        query = parse(asked["what"] or asked["zh"] or subject)
        existence = None
        unknown = pick(
            tongue,
            " No checkbox or switch was recognised with it, so whether it is on is not known.",
            "没有识别出与它相连的复选框或开关，因此不知道是否选中。",
        )
    say = Wording(query.chinese)
    yes = pick(tongue, "Yes. ", "有。") if existence else ""
    parts, marks, missing = [], [], []
    for view in views:
        located = _located(query, view, settings)
        if not located.found:
            missing.append(located.missing)
            continue
        name = f" ({picture_name(view.index, total, tongue)})" if total > 1 else ""
        found = say.found(query, located.found) + unknown
        parts.append(" ".join((yes + found + name, *located.notices)))
        marks += _marks(located, view.index)
    if parts:
        return Said("\n\n".join(parts), tuple(marks))
    return answer(question, views, total, tongue) or Said(missing[0])


def _state(question: str, views: Sequence[Viewed], tongue: Tongue) -> Said | None:
    """Whether a checkbox, radio button or switch is on; ``None`` if that is not the question."""
    asked = _IS_ON.search(question)
    if asked is None:
        return None
    words = _CONTROL.sub(" ", asked["what"] or asked["zh"] or "").strip()
    controls = [
        (view, element)
        for view in views
        for element in view.screen.elements
        if element.checked is not None
        and (not words or similarity(words, element.text)[0] >= _NAMED_SO)
    ]
    if not controls:
        return None
    lines, marks = [], []
    for view, element in controls:
        what = quote(element.text, tongue) if element.text else element.kind
        state = pick(tongue, "on" if element.checked else "off", "开" if element.checked else "关")
        if element.kind != "switch":
            state = pick(tongue, "checked" if element.checked else "not checked",
                         "已选中" if element.checked else "未选中")  # fmt: skip
        lines.append(pick(tongue, f"{what} is **{state}**.", f"{what}**{state}**。"))
        marks.append(Mark(element.box, element.text[:60] or element.kind, "measured", view.index))
    text = lines[0] if len(lines) == 1 else "\n".join(f"- {line}" for line in lines)
    return Said(text, tuple(marks))


def _count_codes(views: Sequence[Viewed], total: int, tongue: Tongue) -> Said:
    marks = [
        Mark(code.box, code.form, "measured", view.index)
        for view in views
        for code in find_codes(view.picture)
    ]
    number = len(marks)
    text = pick(
        tongue,
        f"**{number}** QR or bar {'code' if number == 1 else 'codes'} that can be read.",
        f"可以识别的二维码或条形码：**{number}** 个。",
    )
    return Said(text, tuple(marks))


def _count_cells(rows: bool, views: Sequence[Viewed], tongue: Tongue) -> Said:
    """Rows or columns of the tables there are."""
    marks, counts = [], []
    for view in views:
        for table in find_tables(view.screen.lines, view.screen.turned):
            counts.append(len(table.rows) if rows else table.width)
            marks.append(Mark(table.box, f"table {len(counts)}", "measured", view.index))
    if not counts:
        return Said(pick(tongue, "I found no table on the picture.", "图中没有找到表格。"))
    shown = listing([f"**{number}**" for number in counts], tongue)
    what = pick(
        tongue, "rows, the header counted" if rows else "columns", "行（含表头）" if rows else "列"
    )
    return Said(f"{shown} {what}" + pick(tongue, ".", "。"), tuple(marks))


def _count_plain(subject: str, views: Sequence[Viewed], total: int, tongue: Tongue) -> Said | None:
    """Lines, words, characters and colours: counted, not marked one by one but for lines."""
    lines = [(view, line) for view in views for line in view.screen.lines]
    if _LINES.match(subject):
        marks = tuple(
            Mark(line.box, line.text[:60], "measured", view.index) for view, line in lines
        )
        text = pick(tongue, f"**{len(lines)}** {'line' if len(lines) == 1 else 'lines'} of text.",
                    f"共 **{len(lines)}** 行文字。")  # fmt: skip
        return Said(text, marks)
    if _WORDS.match(subject):
        words = sum(len(line.text.split()) for _, line in lines)
        return Said(pick(tongue, f"**{words}** words were read.", f"读到 **{words}** 个词。"))
    if _LETTERS.match(subject):
        letters = sum(len("".join(line.text.split())) for _, line in lines)
        return Said(
            pick(
                tongue,
                f"**{letters}** characters were read, spaces left out.",
                f"读到 **{letters}** 个字符（不含空格）。",
            )  # fmt: skip
        )
    if _COLOURS.match(subject):
        counts = [len(view.screen.palette) for view in views]
        shown = listing([f"**{number}**" for number in counts], tongue)
        return Said(
            pick(
                tongue,
                f"{shown} dominant colours, shades that look alike counted as one.",
                f"主要颜色 {shown} 种（相近的色调算作一种）。",
            )  # fmt: skip
        )
    if _PICTURES.match(subject) and total > 1:
        return Said(pick(tongue, f"**{total}** pictures in this conversation.",
                         f"对话中共有 **{total}** 张图片。"))  # fmt: skip
    return None


def _count_text(words: str, views: Sequence[Viewed], total: int, tongue: Tongue) -> Said:
    from model.backends.embedded.pointing.matching import EXACT

    marks = [
        Mark(match.box, match.text[:60], "measured", view.index)
        for view in views
        for match in find_text(words, view.screen.lines)
        if match.score >= EXACT
    ]
    number, shown = len(marks), quote(words, tongue)
    text = pick(
        tongue,
        f"{shown} stands there **{number}** {'time' if number == 1 else 'times'}.",
        f"{shown}出现了 **{number}** 次。",
    )
    return Said(text, tuple(marks))


def _count_written(
    subject: str,
    query: Query,
    question: str,
    views: Sequence[Viewed],
    total: int,
    tongue: Tongue,
) -> Said:
    """A noun known only as a word: a number the text gives for it, else the honest answer."""
    for fact in find_facts(question, views):
        place = f" ({picture_name(fact.picture, total, tongue)})" if total > 1 else ""
        text = f"**{quote(fact.value)[1:-1]}** — {quote(fact.quoted, tongue)}{place}"
        return Said(text, (Mark(fact.box, fact.value[:60], "measured", fact.picture),))
    shown = quote(subject, tongue)
    reason = pick(
        tongue,
        f"The embedded engine cannot count {shown}: it counts what it can detect (buttons, fields,"
        f" "
        "checkboxes, icons, text lines, words, codes, plain shapes of a colour), and the text"
        " gives "
        "no number for it. A vision model such as GLM-4.5V can: connect an endpoint in the"
        " sidebar.",
        f"内置引擎数不了{shown}：它只能数检测得到的东西（按钮、输入框、复选框、图标、文字行、二维码、"
        "有颜色的简单图形），文字里也没有给出数目。接入视觉模型端点（如 GLM-4.5V）后可以数。",
    )
    return Said(reason)


def _count_located(
    subject: str,
    query: Query,
    views: Sequence[Viewed],
    total: int,
    tongue: Tongue,
    settings: Settings,
) -> Said:
    parts, marks, notices, reasons, number = [], [], [], [], 0
    for view in views:
        located = _located(query, view, settings)
        found = len(located.found)
        number += found
        marks += _marks(located, view.index)
        notices += [notice for notice in located.notices if notice not in notices]
        if not found and located.missing and located.missing not in reasons:
            reasons.append(located.missing)
        if len(views) > 1:
            parts.append(f"{picture_name(view.index, total, tongue)}: **{found}**")
    if not number:
        return Said(" ".join(reasons) or pick(tongue, "**0**.", "**0** 个。"))
    kinds = {item for item in (mark.label for mark in marks) if item}
    names = [
        quote(name, tongue)
        for name in dict.fromkeys(mark.label for mark in marks)
        if name not in _NAMED
    ]
    noun = _PLURAL.sub("", subject) if number == 1 and len(subject.split()) < 4 else subject
    text = pick(tongue, f"**{number}** – {noun}", f"**{number}** 个{noun}")
    if kinds and len(names) <= 12 and any(query.target == kind for kind in _NAMED):
        text += pick(tongue, ": ", "：") + listing(names, tongue)
    text += pick(tongue, ".", "。")
    if parts:
        text += "\n\n" + "; ".join(parts)
    return Said(" ".join((text, *notices)), tuple(marks))


_PLURAL = re.compile(r"(?<=[xh])es$|(?<=[^s])s$")
_NAMED = ("button", "field", "checkbox", "radio", "switch", "link", "icon")


def _marks(located: Located, index: int) -> list[Mark]:
    return [
        Mark(item.box, item.text[:60] or item.what, "measured", index) for item in located.found
    ]


def _located(query: Query, view: Viewed, settings: Settings) -> Located:
    """What a query finds on one picture; this runs beside the stream, so progress is let go."""
    steps = locate_on(query, view.picture, view.screen, settings)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            located: Located = end.value
            return located
