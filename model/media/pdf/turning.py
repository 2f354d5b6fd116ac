"""From the points a PDF is written in to those of the page as it is looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from model.geometry import Box


@dataclass(frozen=True, slots=True)
class Turn:
    """A matrix ``(a b c d e f)``: x' = a·x + c·y + e, y' = b·x + d·y + f, quarter turns only."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    @property
    def still(self) -> bool:
        """Whether nothing moves, so that the work can be spared."""
        return (self.a, self.b, self.c, self.d, self.e, self.f) == (1, 0, 0, 1, 0, 0)

    def box(self, x1: float, y1: float, x2: float, y2: float) -> Box:
        """Where the rectangle lies after the turn."""
        if self.still:
            return Box(x1, y1, x2, y2)
        left, top = self.point(x1, y1)
        right, bottom = self.point(x2, y2)
        return Box(min(left, right), min(top, bottom), max(left, right), max(top, bottom))

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point lies after the turn."""
        return self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f

    def direction(self, x: float, y: float) -> tuple[float, float]:
        """Which way a vector points after the turn."""
        return self.a * x + self.c * y, self.b * x + self.d * y


def turn_of(page: Any) -> Turn:
    """The ``/Rotate`` of a PyMuPDF page."""
    matrix = page.rotation_matrix
    return Turn(matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)
