"""Outlines on a slide: DrawingML's named shapes, arrowheads, and turning both."""

from __future__ import annotations

import math
from collections.abc import Sequence

from model.geometry import Box, Point

_OUTLINES: dict[str, Sequence[tuple[float, float]]] = {
    "triangle": ((0.5, 0), (1, 1), (0, 1)),
    "rtTriangle": ((0, 0), (1, 1), (0, 1)),
    "diamond": ((0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)),
    "flowChartDecision": ((0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)),
    "parallelogram": ((0.25, 0), (1, 0), (0.75, 1), (0, 1)),
    "trapezoid": ((0.25, 0), (0.75, 0), (1, 1), (0, 1)),
    "pentagon": ((0.5, 0), (1, 0.38), (0.81, 1), (0.19, 1), (0, 0.38)),
    "hexagon": ((0.25, 0), (0.75, 0), (1, 0.5), (0.75, 1), (0.25, 1), (0, 0.5)),
    "homePlate": ((0, 0), (0.75, 0), (1, 0.5), (0.75, 1), (0, 1)),
    "chevron": ((0, 0), (0.75, 0), (1, 0.5), (0.75, 1), (0, 1), (0.25, 0.5)),
    "rightArrow": (
        (0, 0.25), (0.7, 0.25), (0.7, 0), (1, 0.5), (0.7, 1), (0.7, 0.75), (0, 0.75),
    ),
    "leftArrow": (
        (1, 0.25), (0.3, 0.25), (0.3, 0), (0, 0.5), (0.3, 1), (0.3, 0.75), (1, 0.75),
    ),
    "downArrow": (
        (0.25, 0), (0.25, 0.7), (0, 0.7), (0.5, 1), (1, 0.7), (0.75, 0.7), (0.75, 0),
    ),
    "upArrow": (
        (0.25, 1), (0.25, 0.3), (0, 0.3), (0.5, 0), (1, 0.3), (0.75, 0.3), (0.75, 1),
    ),
}  # fmt: skip
"""Outlines by the names of DrawingML, in shares of the box; others are drawn as their box."""


def outlined(name: str, box: Box) -> list[Point] | None:
    """Corners of the shape called ``name`` in ``box``; ``None`` where it is drawn as its box."""
    corners = _OUTLINES.get(name)
    if corners is None:
        return None
    return [Point(box.x1 + x * box.width, box.y1 + y * box.height) for x, y in corners]


def turned_box(box: Box) -> Box:
    """The box turned by a quarter about its middle."""
    middle = box.center
    return Box(
        middle.x - box.height / 2,
        middle.y - box.width / 2,
        middle.x + box.height / 2,
        middle.y + box.width / 2,
    )


def spun(points: Sequence[Point], box: Box, degrees: float) -> list[Point]:
    """The points turned clockwise about the middle of ``box``."""
    if not degrees:
        return list(points)
    angle = math.radians(degrees)
    cos, sin, middle = math.cos(angle), math.sin(angle), box.center
    return [
        Point(
            middle.x + (point.x - middle.x) * cos - (point.y - middle.y) * sin,
            middle.y + (point.x - middle.x) * sin + (point.y - middle.y) * cos,
        )
        for point in points
    ]


def arrowhead(tip: Point, tail: Point, width: float) -> list[Point]:
    """The triangle at the end of a line from ``tail`` that is ``width`` wide."""
    length = math.hypot(tip.x - tail.x, tip.y - tail.y) or 1.0
    x, y = (tip.x - tail.x) / length, (tip.y - tail.y) / length
    size = 3 + 2.5 * width
    back = Point(tip.x - x * size, tip.y - y * size)
    half = size / 2
    return [
        tip,
        Point(back.x - y * half, back.y + x * half),
        Point(back.x + y * half, back.y - x * half),
    ]
