"""Running headers and footers: what stands at the same edge of neighbouring pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from model.documents.parts import Line, PageText

_NUMBERS = re.compile(r"\d+|\b[ivxlc]+\b", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"^[\s\-–—|·]*(?:page|seite|página|p\.|第)?\s*(?:\d{1,4}|[ivxlc]{1,6})\s*页?"
    r"(?:\s*(?:/|of|von|de)\s*\d{1,4})?[\s\-–—|·]*$",
    re.IGNORECASE,
)
_EDGE = 0.13
"""The share of a page's height at either end where running lines stand."""
_MARGIN = 0.08
_SHIFT = 6.0
"""Points by which a running line may move from page to page."""
_MOST = 12

Edge = Literal["header", "footer"]


def running(text: PageText, neighbours: Sequence[PageText]) -> dict[int, Edge]:
    """Indexes of the lines that run along, with the edge they stand at.

    A line at an edge runs along when a neighbour has the same words there (numbers aside), or when
    it is a page number that is outermost.
    """
    found: dict[int, Edge] = {}
    for edge in ("header", "footer"):
        for place, index in enumerate(_outermost(text, edge)):
            line = text.lines[index]
            repeated = any(_again(line, text, other, edge) for other in neighbours)
            number = place == 0 and _PAGE_NUMBER.match(line.text) is not None
            if repeated or number:
                found[index] = edge
    for index, line in enumerate(text.lines):
        if _sideways(line, text) and any(
            _same(twin.text) == _same(line.text) and abs(twin.box.x1 - line.box.x1) <= _SHIFT
            for other in neighbours
            for twin in other.lines
            if _sideways(twin, other)
        ):
            found[index] = "footer"
    return found


def _sideways(line: Line, text: PageText) -> bool:
    """Whether a line stands upended in the page's left or right margin."""
    margin = _MARGIN * text.width
    return not line.upright and (line.box.x2 < margin or line.box.x1 > text.width - margin)


def _outermost(text: PageText, edge: Edge) -> list[int]:
    """Indexes of the lines in the edge's strip, the outermost first."""
    strip = _EDGE * text.height
    if edge == "header":
        inside = [i for i, line in enumerate(text.lines) if line.box.y2 <= strip]
        inside.sort(key=lambda i: text.lines[i].box.y1)
    else:
        inside = [i for i, line in enumerate(text.lines) if line.box.y1 >= text.height - strip]
        inside.sort(key=lambda i: -text.lines[i].box.y2)
    return inside[:_MOST]


def _again(line: Line, text: PageText, other: PageText, edge: Edge) -> bool:
    words = _same(line.text)
    if not words:
        return False
    for index in _outermost(other, edge):
        twin = other.lines[index]
        if edge == "header":
            shift = abs(twin.box.y1 - line.box.y1)
        else:
            shift = abs((other.height - twin.box.y2) - (text.height - line.box.y2))
        if shift <= _SHIFT and _same(twin.text) == words:
            return True
    return False


def _same(text: str) -> str:
    return "".join(_NUMBERS.sub("#", text.casefold()).split())
