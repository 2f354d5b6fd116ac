"""Questions that a screen answers: a value beside its label, a table's cell, else a passage."""

from __future__ import annotations

import re
from dataclasses import replace

from model.backends.embedded.act.lookup import value_beside
from model.backends.embedded.act.prices import looked_up
from model.backends.embedded.act.view import View

_OF = re.compile(
    r"^(?:tell me |show me |read (?:me )?|report |answer )?"
    r"(?:what(?:'s| is| are)|which is|how much is|who is)?\s*"
    r"(?:the )?(?:value|content)? ?(?:of )?(?:the )?(?P<label>.+?)\??$",
    re.I,
)
_MARKUP = re.compile(r"[*`]+")
_SOURCE = re.compile(r"\s+—\s+(?:read from|读自|出自)|\n")
"""Where a told answer goes on to say which line it stands on."""
_MOST = 3
"""Values that fit a question equally well and are all told."""


def answer(question: str, view: View) -> str | None:
    """The answer that the screen gives, as it is written there; ``None`` where it gives none."""
    from model.backends.embedded.talk.evidence import answer as told
    from model.backends.embedded.talk.evidence import find_facts
    from model.backends.embedded.talk.prose import Viewed, tongue_of

    view = _uncut(view)
    match = _OF.match(question.strip())
    if match and (value := value_beside(match.group("label"), view)):
        return value
    if value := looked_up(question, view):
        return value
    seen = [Viewed(view.picture, view.rest, 0)]
    if values := list(dict.fromkeys(fact.value for fact in find_facts(question, seen))):
        return "; ".join(values[:_MOST])
    said = told(question, seen, 1, tongue_of(question))
    if said is None:
        return None
    return _SOURCE.split(_MARKUP.sub("", said.text), maxsplit=1)[0].strip()


def _uncut(view: View) -> View:
    """``view`` without lines that the picture's lower edge cuts: half a line reads as another."""
    whole = tuple(line for line in view.screen.lines if line.box.y2 < view.picture.height)
    return replace(view, screen=replace(view.screen, lines=whole))
