"""The web format with numbered marks: ``Click [3]``, ``Type [2]; [text]``, ``ANSWER; …``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from model.actions import (
    Action,
    Answer,
    Back,
    Click,
    Direction,
    Done,
    Drag,
    Fail,
    Home,
    Hover,
    Key,
    Scroll,
    Select,
    Type,
    Wait,
)
from model.geometry import Box, Mark, Shape
from model.wire.actions.keys import read_keys
from model.wire.actions.places import Size, Unreadable, shown

_N = r"\s{0,5}[\[【(]?\s?(?P<number>\d{1,6})\s?[\]】)]?"
_SEP = r"[;；,:：\s]{1,20}"
_FLAGS = re.IGNORECASE | re.DOTALL
_WORD = r"(?P<word>double[ _]?click|right[ _]?click|click|hover)"
_POINT = re.compile(rf"{_WORD}{_N}", _FLAGS)
_TYPE = re.compile(rf"type{_N}{_SEP}(?P<text>.*)", _FLAGS)
_SELECT = re.compile(rf"select{_N}{_SEP}(?P<text>.*)", _FLAGS)
_DRAG = re.compile(rf"drag{_N}{_SEP}[\[【]?\s?(?P<end>\d{{1,6}})\s?[\]】]?", _FLAGS)
_SCROLL = re.compile(
    rf"scroll\s{{0,5}}[\[【]?\s?(?P<number>\d{{1,6}}|window)\s?[\]】]?{_SEP}"
    r"[\[【]?\s?(?P<direction>up|down|left|right)\b\s?[\]】]?",
    _FLAGS,
)
_KEY = re.compile(rf"key{_SEP}(?P<text>[^\n]{{1,80}})", _FLAGS)
_ANSWER = re.compile(rf"answer{_SEP}(?P<text>.*)", _FLAGS)
_CONTENT = re.compile(r"\s*<content>(?P<text>.*?)(?:</content>|\Z)", _FLAGS)
_BARE = re.compile(
    r"(?P<word>wait|go ?back|google|bing|home|done|fail)\b(?:[;；:]\s?(?P<note>[^\n]{0,500}))?"
    r"(?=[\s.,。\]]|\Z)",
    _FLAGS,
)
_LINE = re.compile(
    r"^[ \t*`>\-]{0,8}(?=(?:double[ _]?click|right[ _]?click|click|hover|type|select|drag|scroll"
    r"|key|answer|wait|go ?back|google|bing)\b)",
    re.IGNORECASE | re.MULTILINE,
)

WINDOW_SHARE = 2 / 3
"""Share of the view that ``Scroll [WINDOW]`` moves: WebVoyager's own."""

MARK_SHARE = 1 / 3
"""Share of the view that scrolling over one mark moves: what scrolls there is a part of it."""


def lines(text: str) -> list[int]:
    """Where lines begin that may be an action, the last ones if there are very many."""
    return [found.end() for found in _LINE.finditer(text)][-48:]


def read_web(text: str, size: Size, marks: Sequence[Mark]) -> tuple[Action, int] | None:
    """The action that ``text`` begins with and where it ends, or ``None`` if it begins with none.

    Raises ``Unreadable`` for one that cannot be done, such as a mark that is not there.
    """
    if found := _POINT.match(text):
        return _point(found, marks), found.end()
    if found := _SCROLL.match(text):
        return _scroll(found, size, marks), found.end()
    if found := _DRAG.match(text):
        start, end = _mark(found, marks), _marked(int(found["end"]), "Drag", marks)
        return Drag(start.box.center, end.box.center, start.label), found.end()
    if found := _TYPE.match(text):
        words, end_at = _bracketed(found["text"])
        mark = _mark(found, marks)
        action = Type(words, mark.box.center, True, True, _box(mark.shape), mark.label)
        return action, found.start("text") + end_at
    if found := _SELECT.match(text):
        words, end_at = _bracketed(found["text"])
        mark = _mark(found, marks)
        if not words:
            raise Unreadable("Select says no option.")
        action_ = Select(words, mark.box.center, _box(mark.shape), mark.label)
        return action_, found.start("text") + end_at
    if found := _ANSWER.match(text):
        content = _CONTENT.match(found["text"])
        words, end_at = (content["text"], content.end()) if content else _bracketed(found["text"])
        if not words.strip():
            raise Unreadable("The answer is empty.")
        return Answer(words.strip()), found.start("text") + end_at
    if found := _KEY.match(text):
        words, end_at = _bracketed(found["text"])
        return Key(read_keys(words)), found.start("text") + end_at
    if found := _BARE.match(text):
        note = (found["note"] or "").strip().strip("[]")
        word = found["word"].lower().replace(" ", "")
        plain: dict[str, Action] = {
            "wait": Wait(),
            "goback": Back(),
            "google": Home(),
            "bing": Home(),
            "home": Home(),
            "done": Done(note),
            "fail": Fail(note),
        }
        return plain[word], found.end()
    return None


def _bracketed(text: str) -> tuple[str, int]:
    """The text of ``[text]`` and where it ends: up to the last bracket, which it may hold too."""
    line_end = text.find("\n")
    first = text if line_end < 0 else text[:line_end]
    stripped = first.rstrip().rstrip("`*.。").rstrip()
    if not text.startswith("["):
        return first.strip(), len(first)
    if stripped.endswith("]"):
        return stripped[1:-1], len(stripped)
    last = text.rfind("]")
    if last > 0:
        return text[1:last], last + 1
    return first[1:].strip(), len(first)


def _point(found: re.Match[str], marks: Sequence[Mark]) -> Action:
    mark = _mark(found, marks)
    word = found["word"].lower()
    at, box = mark.box.center, _box(mark.shape)
    if word == "hover":
        return Hover(at, box, mark.label)
    button = "right" if word.startswith("right") else "left"
    return Click(
        at, "right" if button == "right" else "left", 2 if "double" in word else 1, 0.0, box,
        mark.label,
    )  # fmt: skip


def _scroll(found: re.Match[str], size: Size, marks: Sequence[Mark]) -> Action:
    names: dict[str, Direction] = {"up": "up", "down": "down", "left": "left", "right": "right"}
    direction = names[found["direction"].lower()]
    length = size[1] if direction in ("up", "down") else size[0]
    if found["number"].lower() == "window":
        return Scroll(direction, length * WINDOW_SHARE)
    mark = _mark(found, marks)
    return Scroll(direction, length * MARK_SHARE, mark.box.center, _box(mark.shape), mark.label)


def _mark(found: re.Match[str], marks: Sequence[Mark]) -> Mark:
    word = found.group().split("[")[0].split()[0].rstrip("0123456789")
    return _marked(int(found["number"]), word, marks)


def _marked(number: int, word: str, marks: Sequence[Mark]) -> Mark:
    if not marks:
        raise Unreadable(f"{shown(f'{word} [{number}]')} names a mark, and no marks were shown.")
    if number >= len(marks):
        raise Unreadable(
            f"{shown(f'{word} [{number}]')} names a mark that is not there; the screen has "
            f"0 to {len(marks) - 1}."
        )
    return marks[number]


def _box(shape: Shape) -> Box | None:
    return shape if isinstance(shape, Box) else None
