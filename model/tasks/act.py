"""Act: one look at a screen, one next action (``Act``); and was it done in the end (``Verify``)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from model.actions import Action
from model.geometry import Box, Mark
from model.messages import Message
from model.tasks.act_prompt import act_message, older_message, verify_message
from model.tasks.act_question import Act, Observation, Past, Verify
from model.wire.actions import read_action
from model.wire.geometry import read_marks
from model.wire.thinking import without_thinking
from model.wire.tokens import display_text

__all__ = [
    "Act",
    "Decision",
    "Observation",
    "Past",
    "Verdict",
    "Verify",
    "ask",
    "ask_older",
    "read",
    "read_verdict",
]


@dataclass(frozen=True, slots=True)
class Decision:
    """A reply read: ``action`` is ``None`` when none could be read, and ``trouble`` says why."""

    thought: str
    action: Action | None
    said: str = ""
    memory: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``met`` is ``None`` where the screen cannot tell; ``marks`` are the places that tell."""

    met: bool | None
    why: str
    marks: tuple[Mark, ...] = ()


def ask(task: Act | Verify) -> list[Message]:
    """The prompt for a vision-language model: one user message, whatever went before."""
    return [act_message(task) if isinstance(task, Act) else verify_message(task)]


def ask_older(task: Act) -> list[Message]:
    """The prompt for GLM-4.1V-Thinking, which knows the current picture first, on a 0–1000 grid."""
    return [older_message(task)]


def read(reply: str, task: Act) -> Decision:
    """The next action in pixels of ``task.picture``, from any of the family's formats."""
    reading = read_action(reply, task.picture.size, task.marks)
    return Decision(reading.thought, reading.action, reading.said, reading.memory, reading.trouble)


_VERDICT = re.compile(
    r"""^[\s*`>"{]{0,20}(?:(?:verdict|met|done|answer)["*\s]{0,5}[:：]["*\s]{0,5})?"""
    r"(?P<word>yes|no|unclear|unsure|unknown|cannot tell|true|false|null|是|否|不确定)"
    r"(?![A-Za-z])[\s*`\"]{0,5}[.,:;，。]{0,2}",
    re.IGNORECASE | re.MULTILINE,
)
_VERDICT_LINE = re.compile(r"\bverdict\b", re.IGNORECASE)
_REASON = re.compile(
    r"""["*]{0,3}\b(?:reason|why)["*]{0,3}[ ]?[:：][\s"*]{0,5}(?P<why>[^\n]{1,2000})""",
    re.IGNORECASE,
)
_BOXES = re.compile(r"\n[\s*]{0,9}(?:boxes|<\|begin_of_box\|>)", re.IGNORECASE)
_MET = {"yes": True, "true": True, "是": True, "no": False, "false": False, "否": False}


def read_verdict(reply: str, task: Verify) -> Verdict:
    """What the last look found: ``met`` is ``None`` for "unclear", and for what cannot be read.

    ``Verdict: yes``, ``Reason: …`` and boxes are asked for; a bare "Yes, …" and JSON are read too.
    """
    text = without_thinking(reply[:_LONGEST_VERDICT])
    marks = read_marks(text, [task.picture.size], limit=20)
    plain = display_text(text)
    line = _VERDICT_LINE.search(plain)
    found = _VERDICT.search(plain, plain.rfind("\n", 0, line.start()) + 1) if line else None
    found = found or _VERDICT.match(plain)
    if found is None:
        said = f" It says: {plain[:300]!r}" if plain else ""
        return Verdict(None, f"The last look gave no verdict that can be read.{said}")
    reason = _REASON.search(plain, found.end())
    why = reason["why"] if reason else _BOXES.split(plain[found.end() :], maxsplit=1)[0]
    why = why.strip().strip('"}').strip() or "No reason was given."
    boxes = tuple(mark for mark in marks if isinstance(mark.shape, Box))
    return Verdict(_MET.get(found["word"].lower()), why[:1].upper() + why[1:], boxes)


_LONGEST_VERDICT = 20_000
