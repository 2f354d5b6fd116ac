"""A task in the user's words to a plan: clauses, their verbs, their targets and values.

Only the user's task and hints ever come here; the text of a page is never parsed as one.
"""

from __future__ import annotations

import re
import unicodedata

from model.backends.embedded.act.goals import Plan
from model.backends.embedded.pointing.query import hold_quotes

_CJK = re.compile(r"[\u3400-\u9fff]")
_QUOTED = re.compile("[\"“”'‘’「」『』《》«»`].*?[\"“”'‘’「」『』《》«»`]")
LONGEST = 4_000
"""Characters of the longest task that is parsed."""


def is_chinese(task: str) -> bool:
    """Whether a task is in Chinese: by its words outside quotes, else by all of them."""
    return bool(_CJK.search(_QUOTED.sub("", task)))


def plan(task: str, hints: tuple[str, ...] = ()) -> Plan:
    """What ``task`` asks for; ``hints`` given on the way are goals to be done first."""
    asked = unicodedata.normalize("NFKC", task)[:LONGEST]
    chinese = is_chinese(asked)
    texts = [*(unicodedata.normalize("NFKC", hint) for hint in hints), asked]
    goals, unclear = [], []
    for text in texts:
        held: list[str] = []
        body = hold_quotes(text, held)
        if is_chinese(text):
            from model.backends.embedded.act.chinese import read

            found, missed = read(body, held)
        else:
            from model.backends.embedded.act.english import read

            found, missed = read(body, held)
        goals += found
        unclear += missed
    return Plan(tuple(goals), tuple(unclear), chinese)
