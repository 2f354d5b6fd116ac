"""What is asked about a page: its HTML from a screenshot, or one change of the HTML it has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from model.geometry import Box
from model.messages import Picture
from model.rendering import Color, Renderer

Layout = Literal["flow", "absolute"]
"""``flow`` is HTML a developer would keep; ``absolute`` puts every piece where it was seen."""

FaultKind = Literal["missing text", "extra text", "wrong text", "moved", "size", "color", "picture"]


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line the embedded eye read on the screenshot, with its box in pixels."""

    text: str
    box: Box
    color: Color


@dataclass(frozen=True, slots=True)
class Seen:
    """What the embedded eye read off a screenshot, to be put into a model's prompt."""

    lines: tuple[SeenLine, ...] = ()
    palette: tuple[Color, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """One mismatch between a screenshot and a render, found by the fidelity score.

    ``sentence`` names it in words a person would use ("The heading 'Pricing' stands 14 px too
    low"); ``target`` and ``rendered`` are its places on the screenshot and on the render, in
    pixels; ``path`` is a CSS selector of the element at fault, if the page has one; ``loss`` is
    how many points of the score it costs.
    """

    kind: FaultKind
    sentence: str
    target: Box | None = None
    rendered: Box | None = None
    text: str = ""
    path: str = ""
    loss: float = 0.0


@dataclass(frozen=True, slots=True)
class Rebuild:
    """Write the HTML of the page that ``picture`` shows.

    ``instruction`` is the user's wish and may be empty; ``variant`` (from 0) asks for another
    draft of the same page; ``frames`` are moments of a screen recording, in order, whose
    interactions the page should have, at ``times`` in seconds. ``renderer`` lets a backend without
    a model fit its type in the real browser.
    """

    picture: Picture
    instruction: str = ""
    layout: Layout = "flow"
    variant: int = 0
    seen: Seen | None = None
    frames: tuple[Picture, ...] = ()
    times: tuple[float, ...] = ()
    renderer: Renderer | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Refine:
    """Change ``html`` so that one thing is better, and leave all else as it is.

    Either ``fault`` (found by the score) or ``instruction`` (the user's sentence) says what;
    ``element`` is the HTML of the element the user pointed at and ``path`` its selector. ``tried``
    are the sentences of earlier repairs that must not be repeated. ``render`` shows ``html`` as it
    looks now.
    """

    picture: Picture
    render: Picture
    html: str
    fault: Fault | None = None
    instruction: str = ""
    element: str = ""
    path: str = ""
    tried: tuple[str, ...] = ()
    seen: Seen | None = None
    renderer: Renderer | None = field(default=None, compare=False, repr=False)
