"""What a run is: the errand, its steps, and how it ended; plain values, pictures included."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from model.actions import Action
from model.geometry import Box
from model.messages import Picture
from model.tasks.act import Observation, Verdict

Start = Literal["html", "site", "url"]
End = Literal["done", "answered", "failed", "stopped", "budget", "stuck", "error"]
Consent = Literal["", "approved", "refused"]
"""How asking the user about a step went; empty when nobody was asked."""


@dataclass(frozen=True, slots=True)
class StartPage:
    """Where a run begins: HTML text, a bundled site by name, or an address the user allowed."""

    kind: Start
    value: str
    title: str = ""
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what was seen, thought and done, and what came of it.

    ``before`` and ``after`` are screenshots; ``box`` is the target in pixels of ``before``.
    ``asked`` tells how an approval went; ``suspicious`` holds page text that addressed the agent.
    ``decided_s`` and ``acted_s`` are seconds; ``acted_s`` is 0 where nothing was done. ``url`` is
    the page's address afterwards.
    """

    number: int
    before: Picture
    thought: str
    action: Action | None
    said: str
    outcome: str
    after: Picture
    changed: bool
    box: Box | None = None
    by_user: bool = False
    asked: Consent = ""
    suspicious: tuple[str, ...] = ()
    decided_s: float = 0.0
    acted_s: float = 0.0
    url: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A whole run: the errand, its steps, and how it ended.

    ``size`` is the view in CSS pixels and ``scale`` how many picture pixels one of them has.
    ``log`` are the sandbox's own notes (dialogs answered, popups folded in, downloads refused).
    """

    task: str
    start: StartPage
    observation: Observation
    size: tuple[int, int]
    scale: float
    steps: tuple[Step, ...] = ()
    end: End | None = None
    answer: str = ""
    why: str = ""
    verdict: Verdict | None = None
    seconds: float = 0.0
    tokens: int = 0
    model: str = ""
    log: tuple[str, ...] = ()
