"""An action in a few words: for the log, the captions of a recording and what a model is told."""

from __future__ import annotations

from model.actions import (
    Action,
    Answer,
    Back,
    Click,
    Done,
    Drag,
    Fail,
    Home,
    Hover,
    Key,
    Scroll,
    Select,
    Type,
)
from model.geometry import Point

_MOST_CHARS = 60
_BUTTONS = {"left": "Click", "right": "Right-click", "middle": "Middle-click"}


def describe(action: Action | None) -> str:
    """What ``action`` does, in one short line; pixels are the screenshot's."""
    match action:
        case None:
            return "No action"
        case Click(at, button, count, hold_s):
            verb = "Long press" if hold_s > 0 else _BUTTONS[button]
            verb = {2: "Double-click", 3: "Triple-click"}.get(count, verb)
            return f"{verb} {_place(action.target, at)}"
        case Hover(at):
            return f"Point at {_place(action.target, at)}"
        case Type(text, at):
            verb = "Replace by" if action.clear and text else "Empty" if action.clear else "Type"
            words = f" {_short(text)!r}" if text else ""
            where = f" in {_place(action.target, at)}" if at else ""
            return f"{verb}{words}{where}{' and press Enter' if action.enter else ''}"
        case Key(keys):
            return f"Press {'+'.join(keys)}"
        case Scroll(direction, amount, at):
            where = f" over {_place(action.target, at)}" if at else ""
            return f"Scroll {direction} by {amount:.0f} px{where}"
        case Drag(start, end):
            return f"Drag {_place(action.target, start)} to ({end.x:.0f}, {end.y:.0f})"
        case Select(option, at):
            return f"Choose {_short(option)!r} in {_place(action.target, at)}"
        case Back():
            return "Go back"
        case Home():
            return "Go to the start page"
        case Answer(text):
            return f"Answer {_short(text)!r}"
        case Done():
            return "Done"
        case Fail(reason):
            return f"Give up: {_short(reason)}" if reason else "Give up"
        case _:
            return f"Wait {action.seconds:g} s"


def _place(target: str, at: Point) -> str:
    where = f"({at.x:.0f}, {at.y:.0f})"
    return f"{_short(target)!r} at {where}" if target.strip() else where


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MOST_CHARS else text[: _MOST_CHARS - 1] + "…"
