"""What a page draws beside its words: lines, fills and pictures, each with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from model.geometry import Box
from model.media.pdf.turning import Turn

Color = tuple[int, int, int]
"""Red, green, blue, 0–255."""
XY = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of an outline through ``points``: two for a line, four for a Bézier curve or a quad.

    A rectangle has its four corners, clockwise from the top left. Points are upright points of
    the page.
    """

    kind: Literal["line", "curve", "rect", "quad"]
    points: tuple[XY, ...]


@dataclass(frozen=True, slots=True)
class Stroke:
    """A vector drawing: one path with its paint; ``None`` where it is not filled or not stroked.

    ``width`` is that of its line in points, ``box`` the path's without the line's width, ``order``
    counts up as the page paints; ``dashed`` tells a broken line.
    """

    box: Box
    segments: tuple[Segment, ...]
    fill: Color | None = None
    color: Color | None = None
    width: float = 0.0
    opacity: float = 1.0
    closed: bool = False
    dashed: bool = False
    order: int = 0


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture that the page shows: its place, its share of the page (0–1), its own pixels."""

    box: Box
    share: float
    width: int
    height: int
    digest: str = ""


def read_strokes(drawings: list[dict[str, Any]], turn: Turn) -> tuple[Stroke, ...]:
    """PyMuPDF's ``get_cdrawings`` as strokes, in the order they are painted."""
    strokes = []
    for drawing in drawings:
        segments = tuple(_segment(item, turn) for item in drawing.get("items", ()))
        if not segments or "rect" not in drawing:
            continue
        opacity = drawing.get("fill_opacity")
        opacity = drawing.get("stroke_opacity") if opacity is None else opacity
        strokes.append(
            Stroke(
                turn.box(*drawing["rect"]),
                segments,
                _color(drawing.get("fill")),
                _color(drawing.get("color")),
                float(drawing.get("width") or 0.0),
                1.0 if opacity is None else float(opacity),
                bool(drawing.get("closePath")),
                drawing.get("dashes") not in (None, "", "[] 0"),
                int(drawing.get("seqno") or 0),
            )
        )
    return tuple(strokes)


def _segment(item: tuple[Any, ...], turn: Turn) -> Segment:
    kind, rest = item[0], item[1:]
    if kind == "l":
        return Segment("line", (turn.point(*rest[0]), turn.point(*rest[1])))
    if kind == "c":
        return Segment("curve", tuple(turn.point(*point) for point in rest[:4]))
    if kind == "re":
        box = turn.box(*rest[0])
        corners = ((box.x1, box.y1), (box.x2, box.y1), (box.x2, box.y2), (box.x1, box.y2))
        return Segment("rect", corners)
    upper_left, upper_right, lower_left, lower_right = rest[0]
    corners = (upper_left, upper_right, lower_right, lower_left)
    return Segment("quad", tuple(turn.point(*corner) for corner in corners))


def _color(value: Any) -> Color | None:
    if value is None:
        return None
    if isinstance(value, int | float):
        value = (value, value, value)
    red, green, blue = (min(255, max(0, round(part * 255))) for part in tuple(value)[:3])
    return red, green, blue


def read_images(found: list[dict[str, Any]], turn: Turn, area: float) -> tuple[Placed, ...]:
    """PyMuPDF's ``get_image_info`` as placed pictures; ``area`` is that of the page."""
    placed = []
    for item in found:
        box = turn.box(*item["bbox"])
        digest = item.get("digest") or b""
        placed.append(
            Placed(
                box,
                min(1.0, box.area / area) if area > 0 else 0.0,
                int(item.get("width") or 0),
                int(item.get("height") or 0),
                digest.hex() if isinstance(digest, bytes) else str(digest),
            )
        )
    return tuple(placed)
