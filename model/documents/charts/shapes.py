"""What a chart is drawn with: bars, lines through points, slices of a pie."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from model.geometry import Box
from model.media.pdf.drawings import XY, Color, Stroke

_WHITE = 250


@dataclass(frozen=True, slots=True)
class Bar:
    """A filled rectangle."""

    box: Box
    color: Color


@dataclass(frozen=True, slots=True)
class Trace:
    """A line through points, from left to right."""

    points: tuple[XY, ...]
    color: Color
    dashed: bool = False

    @property
    def box(self) -> Box:
        """The rectangle it stands in."""
        xs = [x for x, _ in self.points]
        ys = [y for _, y in self.points]
        return Box(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, slots=True)
class Slice:
    """A sector: from ``start`` clockwise over ``angle`` (radians, 0 is up) round ``center``."""

    center: XY
    radius: float
    start: float
    angle: float
    color: Color
    box: Box


def bars_of(strokes: Sequence[Stroke], page: Box) -> list[Bar]:
    """The filled rectangles that may be bars or swatches of a legend, doubles left out."""
    bars: list[Bar] = []
    seen: set[tuple[int, ...]] = set()
    for stroke in strokes:
        framed = stroke.color is not None and min(stroke.color) < _WHITE
        if stroke.fill is None or (min(stroke.fill) >= _WHITE and not framed):
            continue
        for whole in _rectangles(stroke):
            # Bars of a cut axis reach far beyond it; what lies off the page is not seen.
            if whole.x1 >= page.x2 or whole.y1 >= page.y2 or whole.x2 <= 0 or whole.y2 <= 0:
                continue
            box = whole.clamp(page.x2, page.y2)
            if box.width < 0.8 or box.height < 0.8 or box.area > 0.25 * page.area:
                continue
            key = (*(round(2 * side) for side in (box.x1, box.y1, box.x2, box.y2)), *stroke.fill)
            if key not in seen:
                seen.add(key)
                bars.append(Bar(box, stroke.fill))
    return bars


def _rectangles(stroke: Stroke) -> list[Box]:
    found = []
    lines: list[XY] = []
    for segment in stroke.segments:
        xs = [x for x, _ in segment.points]
        ys = [y for _, y in segment.points]
        if segment.kind in ("rect", "quad"):
            found.append(Box(min(xs), min(ys), max(xs), max(ys)))
        elif segment.kind == "line":
            lines += segment.points
        else:
            return []
    if lines and not found and len(lines) <= 10 and _right_angled(lines):
        found.append(stroke.box)
    return found


def _right_angled(points: Sequence[XY]) -> bool:
    return (
        len(points) >= 6
        and all(
            abs(a[0] - b[0]) < 0.3 or abs(a[1] - b[1]) < 0.3
            for a, b in zip(points, points[1:], strict=False)
        )
        and len({round(x, 1) for x, _ in points}) <= 3
        and len({round(y, 1) for _, y in points}) <= 3
    )


def traces_of(strokes: Sequence[Stroke]) -> list[Trace]:
    """Lines that run from left to right through points; those drawn piece by piece are joined."""
    made: list[Trace] = []
    pieces: list[tuple[list[XY], Color, bool]] = []
    for stroke in strokes:
        if stroke.color is None or stroke.fill is not None or min(stroke.color) >= _WHITE:
            continue
        for chain in _chains(stroke):
            if pieces and pieces[-1][1] == stroke.color and _near(pieces[-1][0][-1], chain[0]):
                pieces[-1][0].extend(chain[1:])
            else:
                pieces.append((list(chain), stroke.color, stroke.dashed))
    for points, color, dashed in pieces:
        rising = all(b[0] > a[0] - 0.2 for a, b in zip(points, points[1:], strict=False))
        falling = all(b[0] < a[0] + 0.2 for a, b in zip(points, points[1:], strict=False))
        slanted = any(
            abs(a[0] - b[0]) > 0.5 and abs(a[1] - b[1]) > 0.3
            for a, b in zip(points, points[1:], strict=False)
        )
        if len(points) >= 3 and slanted and (rising or falling):
            kept = tuple(points if rising else reversed(points))
            trace = Trace(_without_doubles(kept), color, dashed)
            if trace.box.width > 30 and len(trace.points) >= 3:
                made.append(trace)
    return made


def _chains(stroke: Stroke) -> list[list[XY]]:
    chains: list[list[XY]] = []
    for segment in stroke.segments:
        if segment.kind != "line":
            return []
        start, end = segment.points
        if chains and _near(chains[-1][-1], start):
            chains[-1].append(end)
        else:
            chains.append([start, end])
    return chains


def _near(a: XY, b: XY) -> bool:
    return abs(a[0] - b[0]) < 0.6 and abs(a[1] - b[1]) < 0.6


def _without_doubles(points: Sequence[XY]) -> tuple[XY, ...]:
    kept: list[XY] = []
    for point in points:
        if not kept or not _near(kept[-1], point):
            kept.append(point)
    return tuple(kept)


def slices_of(strokes: Sequence[Stroke]) -> list[Slice]:
    """Filled shapes with a corner where two straight edges meet, and an arc opposite to it."""
    found = []
    for stroke in strokes:
        if stroke.fill is None:
            continue
        made = _slice(stroke)
        if made is not None:
            found.append(made)
    return found


def _slice(stroke: Stroke) -> Slice | None:
    assert stroke.fill is not None
    curves = [segment for segment in stroke.segments if segment.kind == "curve"]
    lines = [segment for segment in stroke.segments if segment.kind == "line"]
    if not curves or not 1 <= len(lines) <= 3 or len(stroke.segments) > 40:
        return None
    arc: list[XY] = [curves[0].points[0]]
    for curve in curves:
        arc += [_on_curve(curve.points, t / 4) for t in range(1, 5)]
    ends = [point for line in lines for point in line.points]
    for center in ends:
        radii = [math.dist(center, point) for point in arc]
        radius = sum(radii) / len(radii)
        if radius < 12 or max(abs(each - radius) for each in radii) > 0.03 * radius:
            continue
        angles = [math.atan2(x - center[0], center[1] - y) for x, y in arc]
        total, turn = 0.0, 0.0
        for a, b in zip(angles, angles[1:], strict=False):
            turn = (b - a + math.pi) % (2 * math.pi) - math.pi
            total += turn
        start = angles[0] if total > 0 else angles[-1]
        return Slice(center, radius, start % (2 * math.pi), abs(total), stroke.fill, stroke.box)
    return None


def _on_curve(points: Sequence[XY], t: float) -> XY:
    a, b, c, d = points
    s = 1 - t
    return (
        s**3 * a[0] + 3 * s * s * t * b[0] + 3 * s * t * t * c[0] + t**3 * d[0],
        s**3 * a[1] + 3 * s * s * t * b[1] + 3 * s * t * t * c[1] + t**3 * d[1],
    )
