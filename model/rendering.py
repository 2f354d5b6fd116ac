"""What a browser says of a page: how wide words run, where text and elements lie, how it looks.

``agents/rendering.py`` answers with Chromium; the embedded engine and the fidelity score only ask.
Lengths are CSS pixels, which are picture pixels here: pages are rendered at scale 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from model.geometry import Box
from model.messages import Picture

Color = tuple[int, int, int]
"""Red, green, blue, 0–255."""


@dataclass(frozen=True, slots=True)
class TypeSample:
    """Words to be measured in one font: ``family`` is a CSS stack, ``size`` CSS pixels."""

    text: str
    family: str
    size: float
    weight: int = 400
    italic: bool = False
    spacing: float = 0.0
    """Letter spacing in CSS pixels."""


@dataclass(frozen=True, slots=True)
class TypeMetrics:
    """What the browser says of a sample, in CSS pixels from its origin on the baseline.

    ``advance`` is how far the pen moves; ``left`` and ``right`` are the ink's ends (left is
    negative where ink starts before the origin); ``ascent`` and ``descent`` the ink's height above
    and below the baseline.
    """

    advance: float
    left: float
    right: float
    ascent: float
    descent: float


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of visible text on a rendered page, as wide as its words run without a gap.

    ``box`` is the ink-near box of its words; ``color`` was sampled from the pixels; ``path`` is a
    CSS selector of the element that holds it; ``size`` its font size and ``absolute`` whether it
    or any ancestor below the page's frame is positioned absolutely or fixed.
    """

    text: str
    box: Box
    color: Color
    path: str = ""
    tag: str = ""
    size: float = 0.0
    weight: int = 400
    absolute: bool = False


@dataclass(frozen=True, slots=True)
class PageElement:
    """One visible element with something of its own to see or to do: a control, picture, box."""

    tag: str
    box: Box
    path: str = ""
    role: str = ""
    """What it is to a user: button, link, textbox, checkbox, radio, combobox, img … or empty."""
    text: str = ""
    absolute: bool = False


@dataclass(frozen=True, slots=True)
class Rendered:
    """A page as the browser drew it: the whole page's picture, and what lies where on it.

    ``overflow_390`` is by how many CSS pixels the page is wider than a phone's 390; ``tags`` counts
    the visible elements by tag name; ``notes`` are sentences for the user (a script was stopped …).
    """

    picture: Picture
    lines: tuple[TextLine, ...] = ()
    elements: tuple[PageElement, ...] = ()
    overflow_390: float = 0.0
    tags: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


class Renderer(Protocol):
    """Chromium, as far as those who build pages need it; safe to call from any thread."""

    def measure(self, samples: Sequence[TypeSample]) -> list[TypeMetrics]:
        """The metrics of each sample, in order, by the canvas of the browser that renders."""
        ...

    def render(self, html: str, width: int, height: int) -> Rendered:
        """Draw ``html`` in a view of ``width`` × ``height`` pixels.

        The picture shows the page from its top, as wide as the view and as tall as the page (at
        least the view, at most ``settings.page_height``). Raises ``SandboxError`` when the page
        cannot be drawn within its bounds.
        """
        ...
