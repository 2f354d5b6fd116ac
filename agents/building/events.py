"""What the web builder is told and what it yields."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from agents.fidelity import Fidelity
from model.events import Notice, Progress, Sent, Thinking, Usage
from model.messages import Picture
from model.rendering import Rendered
from model.tasks.webpage import Fault, Layout

Origin = Literal["draft", "repair", "wish", "hand", "acceptance"]


@dataclass(frozen=True, slots=True)
class Brief:
    """What to build: the fields of ``model.tasks.webpage.Rebuild``, and how far to go.

    ``rounds`` is how many repairs follow each draft and ``target`` the score at which to stop.
    """

    picture: Picture
    instruction: str = ""
    layout: Layout = "flow"
    variants: int = 1
    rounds: int = 3
    target: float = 98.0
    frames: tuple[Picture, ...] = ()
    times: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Round:
    """One version of the page, rendered and scored.

    ``variant`` and ``number`` count from 0 (round 0 is the draft); ``parent`` is the number of the
    round it changed. ``kept`` tells whether it became the best so far; a round that scored worse is
    listed, not kept. ``mended`` are sentences on what had to be repaired in the reply.
    """

    variant: int
    number: int
    origin: Origin
    html: str
    rendered: Rendered
    fidelity: Fidelity
    kept: bool = True
    parent: int | None = None
    fault: Fault | None = None
    instruction: str = ""
    mended: tuple[str, ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Writing:
    """The page so far, while it is being written; ``reply`` is what was said, once it is whole."""

    variant: int
    number: int
    html: str
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Built:
    """The end: every round in order, and which is the best of each variant (index in rounds)."""

    rounds: tuple[Round, ...] = ()
    best: int | None = None
    notes: tuple[str, ...] = field(default=())


BuildEvent = Writing | Round | Built | Progress | Notice | Thinking | Usage | Sent
