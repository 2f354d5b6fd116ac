"""An action in the user's language: for the log, the question before it, and the replay."""

from __future__ import annotations

from functools import partial
from typing import Protocol

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
    Wait,
)
from model.geometry import Point
from ui.markup import both
from ui.words import Language, say

_MOST_CHARS = 80


class Words(Protocol):
    """Fills the words of a key with values: ``ui.markup.both``, or ``say`` in one language."""

    def __call__(self, key: str, **values: object) -> str:
        """The words."""
        ...


def action_html(action: Action | None) -> str:
    """What ``action`` does, in both languages; the page shows one."""
    return _words(action, both)


def action_text(action: Action | None, language: Language) -> str:
    """What ``action`` does, in one line."""
    return _words(action, partial(say, language))


def _words(action: Action | None, words: Words) -> str:
    match action:
        case None:
            return words("agent_no_action")
        case Click(at, button, count, hold_s):
            key = "agent_do_hold" if hold_s > 0 else f"agent_do_click_{button}"
            return words("agent_do_double" if count > 1 else key, what=_place(action.target, at))
        case Hover(at):
            return words("agent_do_hover", what=_place(action.target, at))
        case Type(text, at):
            typed = words("agent_do_type", text=_short(text)) if text else words("agent_do_clear")
            where = words("agent_do_into", what=_place(action.target, at)) if at else ""
            return typed + where + (words("agent_do_enter") if action.enter else "")
        case Key(keys):
            return words("agent_do_key", keys=" + ".join(keys))
        case Scroll(direction, amount):
            return words(f"agent_do_scroll_{direction}", n=f"{amount:.0f}")
        case Drag(start, end):
            return words(
                "agent_do_drag", what=_place(action.target, start), to=f"{end.x:.0f}, {end.y:.0f}"
            )
        case Select(option, at):
            return words("agent_do_select", text=_short(option), what=_place(action.target, at))
        case Wait(seconds):
            return words("agent_do_wait", n=f"{seconds:g}")
        case Back():
            return words("agent_do_back")
        case Home():
            return words("agent_do_home")
        case Answer(text):
            return words("agent_do_answer", text=_short(text))
        case Done():
            return words("agent_do_done")
        case Fail(reason):
            return words("agent_do_fail", why=_short(reason))


def _place(target: str, at: Point) -> str:
    return f"“{_short(target)}”" if target.strip() else f"({at.x:.0f}, {at.y:.0f})"


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _MOST_CHARS else text[: _MOST_CHARS - 1] + "…"
