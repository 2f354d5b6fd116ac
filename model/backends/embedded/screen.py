"""What the embedded engine sees on a picture: the one parse that every ability reads.

``see.py`` makes it; boxes are in pixels of the picture.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from model.geometry import Box

Color = tuple[int, int, int]
"""Red, green, blue, 0–255."""

ElementKind = Literal[
    "button", "field", "checkbox", "radio", "switch", "icon", "picture", "panel", "link"
]
PictureKind = Literal["screenshot", "document", "photo", "chart", "drawing", "blank"]


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a line with its box; of Chinese and Japanese text, one character."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: ``confidence`` 0–1 from the recogniser, colours measured on the pixels."""

    text: str
    box: Box
    confidence: float
    color: Color
    background: Color
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Element:
    """An interface element; ``text`` is what it holds or the label beside it.

    ``checked`` is known for checkboxes, radio buttons and switches; ``fill`` and ``border`` are
    measured colours, ``None`` where there is none.
    """

    kind: ElementKind
    box: Box
    text: str = ""
    fill: Color | None = None
    border: Color | None = None
    checked: bool | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """All that was seen on one picture.

    ``lines`` are in reading order. ``palette`` holds the dominant colours with their share of the
    area (0–1), largest first. ``turned`` is how many degrees clockwise the picture had to be
    turned for its text to stand upright (0, 90, 180, 270 plus a small skew); boxes are always in
    pixels of the picture as it is.
    """

    width: int
    height: int
    lines: tuple[Line, ...]
    elements: tuple[Element, ...]
    palette: tuple[tuple[Color, float], ...]
    kind: PictureKind
    background: Color
    turned: float = 0.0

    @property
    def text(self) -> str:
        """All text, a line each, in reading order."""
        return "\n".join(line.text for line in self.lines)
