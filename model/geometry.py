"""Boxes, points and polygons in pixels of the user's original picture (after EXIF rotation).

The origin is the top-left corner, x to the right, y down; values are floats so that nothing is
lost between 0–1000 and pixels. The 0–1000 grid itself exists only in ``model/wire``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Scale = Literal["0-1000", "0-1", "pixels", "pixels (guessed)", "measured"]
"""What a shape was read from: a grid of the wire format, or measured on the pixels themselves."""


@dataclass(frozen=True, slots=True)
class Point:
    """A place on a picture, in pixels."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """An axis-aligned rectangle in pixels; ``x2`` and ``y2`` are exclusive ends."""

    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def width(self) -> float:
        """Width in pixels, never negative."""
        return max(0.0, self.x2 - self.x1)

    @property
    def height(self) -> float:
        """Height in pixels, never negative."""
        return max(0.0, self.y2 - self.y1)

    @property
    def area(self) -> float:
        """Area in square pixels."""
        return self.width * self.height

    @property
    def center(self) -> Point:
        """The middle of the box."""
        return Point((self.x1 + self.x2) / 2, (self.y1 + self.y2) / 2)

    def contains(self, place: Point) -> bool:
        """Whether ``place`` lies inside, the left and top edge included."""
        return self.x1 <= place.x < self.x2 and self.y1 <= place.y < self.y2

    def intersection(self, other: Box) -> float:
        """The area both boxes share, in square pixels."""
        width = min(self.x2, other.x2) - max(self.x1, other.x1)
        height = min(self.y2, other.y2) - max(self.y1, other.y1)
        return max(0.0, width) * max(0.0, height)

    def iou(self, other: Box) -> float:
        """Intersection over union, 0 to 1."""
        shared = self.intersection(other)
        union = self.area + other.area - shared
        return shared / union if union > 0 else 0.0

    def clamp(self, width: float, height: float) -> Box:
        """The part of the box on a picture of ``width`` × ``height`` pixels, corners in order."""
        x1, x2 = sorted((self.x1, self.x2))
        y1, y2 = sorted((self.y1, self.y2))
        return Box(
            min(max(x1, 0.0), width),
            min(max(y1, 0.0), height),
            min(max(x2, 0.0), width),
            min(max(y2, 0.0), height),
        )

    def grow(self, margin: float) -> Box:
        """The box with ``margin`` pixels more on every side."""
        return Box(self.x1 - margin, self.y1 - margin, self.x2 + margin, self.y2 + margin)

    def pixels(self) -> tuple[int, int, int, int]:
        """The corners rounded to whole pixels."""
        return round(self.x1), round(self.y1), round(self.x2), round(self.y2)


@dataclass(frozen=True, slots=True)
class Polygon:
    """A closed outline through ``points``, in pixels."""

    points: tuple[Point, ...]

    @property
    def box(self) -> Box:
        """The smallest box round the outline."""
        xs = [place.x for place in self.points]
        ys = [place.y for place in self.points]
        return Box(min(xs), min(ys), max(xs), max(ys))


Shape = Box | Point | Polygon


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing found on a picture: its shape in pixels, its label and where that came from.

    ``picture`` is the index (from 0) of the picture in the question; ``score`` is 0 to 1 where
    something measured it, else ``None``; ``note`` holds what else the reply said of it (a 3-D box
    as JSON, say).
    """

    shape: Shape
    label: str = ""
    scale: Scale = "0-1000"
    picture: int = 0
    score: float | None = None
    note: str = ""

    @property
    def box(self) -> Box:
        """The shape's bounding box; a point gives an empty box at its place."""
        if isinstance(self.shape, Box):
            return self.shape
        if isinstance(self.shape, Polygon):
            return self.shape.box
        return Box(self.shape.x, self.shape.y, self.shape.x, self.shape.y)


def union(boxes: Iterable[Box]) -> Box:
    """The smallest box round all ``boxes``; raises ``ValueError`` when there is none."""
    all_boxes = list(boxes)
    return Box(
        min(box.x1 for box in all_boxes),
        min(box.y1 for box in all_boxes),
        max(box.x2 for box in all_boxes),
        max(box.y2 for box in all_boxes),
    )
