"""The mobile format: one JSON object or Python literal, ``{"action_type": "click", …}``."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator

from model.actions import (
    Action,
    Answer,
    Back,
    Click,
    Direction,
    Done,
    Fail,
    Home,
    Key,
    Scroll,
    Type,
    Wait,
)
from model.geometry import Box, Point
from model.wire.actions.places import Size, Unreadable, Value, read_place, shown

MAX_CHARS = 24_000
_MOST_OBJECTS = 16
_JSON_WORDS = re.compile(r"(?<=[:,\[\s])(true|false|null)(?=\s{0,9}[,}\]])")
_PYTHON_WORDS = {"true": "True", "false": "False", "null": "None"}
_KIND = re.compile(r"""["']?action_type["']?\s{0,9}:""")
# The wheel turns against the finger.
_AGAINST: dict[str, Direction] = {"up": "down", "down": "up", "left": "right", "right": "left"}
Fields = dict[str, Value]


def objects(text: str) -> Iterator[tuple[int, int, bool]]:
    """Start, end and wholeness of each ``{…}`` that names an action type, in order."""
    after = 0
    for _, kind in zip(range(_MOST_OBJECTS), _KIND.finditer(text), strict=False):
        if kind.start() < after:
            continue
        start = text.rfind("{", max(after, kind.start() - MAX_CHARS), kind.start())
        if start < 0:
            continue
        end = _end(text, start)
        yield start, (end or min(len(text), start + MAX_CHARS)), end is not None
        after = end or len(text)


def _end(text: str, start: int) -> int | None:
    depth, quote, at = 0, "", start
    limit = min(len(text), start + MAX_CHARS)
    while at < limit:
        character = text[at]
        if character == "\\":
            at += 1
        elif quote:
            # A quote that nothing of JSON follows is an apostrophe in a single-quoted text.
            if character == quote and text[at + 1 : at + 12].lstrip()[:1] in (
                "",
                ",",
                ":",
                "}",
                "]",
            ):
                quote = ""
        elif character in "\"'":
            quote = character
        elif character in "{[":
            depth += 1
        elif character in "}]":
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return None


def read_fields(text: str) -> Fields | None:
    """The object as a dict; JSON, a Python literal, or a mixture (``'override': true``)."""
    pythonic = _JSON_WORDS.sub(lambda word: _PYTHON_WORDS[word[0]], text)
    for read, source in (
        (json.loads, text),
        (ast.literal_eval, text),
        (ast.literal_eval, pythonic),
    ):
        try:
            found = read(source)
        except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
            continue
        return found if isinstance(found, dict) else None
    return None


def read_mobile(text: str, size: Size) -> Action:
    """The action of a mobile object; raises ``Unreadable``."""
    fields = read_fields(text)
    if fields is None:
        raise Unreadable(f"The action {shown(text)} is neither JSON nor a Python literal.")
    kind = str(fields.get("action_type", "")).strip().lower()
    if kind in ("click", "long_press", "double_tap"):
        at, box = _place(fields, size, kind)
        count, hold = (2 if kind == "double_tap" else 1), (1.0 if kind == "long_press" else 0.0)
        return Click(at, "left", count, hold, box)
    if kind == "input_text":
        return _input(fields, size)
    if kind in ("swipe", "scroll"):
        return _swipe(fields, size, kind)
    if kind == "answer":
        return Answer(_text(fields, "answer"))
    if kind == "status":
        return _status(fields)
    if kind == "open_app":
        raise Unreadable("There are no apps to open here, only the page on the screen.")
    plain: dict[str, Action] = {
        "keyboard_enter": Key(("Enter",)),
        "navigate_home": Home(),
        "navigate_back": Back(),
        "wait": Wait(),
    }
    if kind not in plain:
        raise Unreadable(f"{shown(kind)} is no action_type that is known here.")
    return plain[kind]


def _place(fields: Fields, size: Size, kind: str) -> tuple[Point, Box | None]:
    value = fields.get("box_2d", fields.get("point_2d"))
    if value is None and "x" in fields and "y" in fields:
        value = [fields["x"], fields["y"]]
    if value is None:
        raise Unreadable(f"The action {kind} says no place; it needs box_2d.")
    return read_place(value, size, kind)


def _text(fields: Fields, kind: str) -> str:
    text = fields.get("text")
    if not isinstance(text, str | int | float) or not str(text).strip():
        raise Unreadable(f"The action {kind} says no text.")
    return str(text)


def _input(fields: Fields, size: Size) -> Action:
    clear = fields.get("override") is True or str(fields.get("override")).lower() == "true"
    text = fields.get("text")
    text = "" if clear and text == "" else _text(fields, "input_text")
    at, box = None, None
    if fields.get("box_2d") is not None:
        at, box = _place(fields, size, "input_text")
    # Its definition: click the field, type, press Enter.
    return Type(text, at, clear, True, box)


def _swipe(fields: Fields, size: Size, kind: str) -> Action:
    finger = str(fields.get("direction", "")).strip().lower()
    if finger not in _AGAINST:
        raise Unreadable(f"The action {kind} needs a direction of up, down, left or right.")
    # AndroidWorld's own "scroll" names where the page goes, "swipe" where the finger goes.
    direction = _AGAINST[finger] if kind == "swipe" else _AGAINST[_AGAINST[finger]]
    at, box = None, None
    if fields.get("box_2d"):
        at, box = _place(fields, size, kind)
    across = direction in ("left", "right")
    length = float(size[0] if across else size[1])
    if box is not None:
        length = box.width if across else box.height
    return Scroll(direction, max(length / 2, 1.0), at, box)


def _status(fields: Fields) -> Action:
    goal = str(fields.get("goal_status", "")).strip().lower()
    if goal in ("complete", "completed", "success"):
        return Done()
    if goal in ("infeasible", "failed", "impossible"):
        return Fail("The model says that it cannot be done.")
    raise Unreadable(f"The goal_status {shown(goal)} is neither 'complete' nor 'infeasible'.")
