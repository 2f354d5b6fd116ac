"""Questions that a screen answers: a value beside its label, else what Chat would say of it."""

from __future__ import annotations

import re

from model.backends.embedded.act.lookup import value_beside
from model.backends.embedded.act.view import View

_OF = re.compile(
    r"^(?:tell me |show me |read (?:me )?|report |answer )?"
    r"(?:what(?:'s| is| are)|which is|how much is|who is)?\s*"
    r"(?:the )?(?:value|content)? ?(?:of )?(?:the )?(?P<label>.+?)\??$",
    re.I,
)


def answer(question: str, view: View) -> str | None:
    """The answer that the screen gives, or ``None``."""
    match = _OF.match(question.strip())
    if match and (value := value_beside(match.group("label"), view)):
        return value
    return None
