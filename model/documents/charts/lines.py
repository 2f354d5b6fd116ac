"""Line charts: the points of every line, measured on the axes beside and under it."""

from __future__ import annotations

from collections.abc import Sequence

from model.documents.charts.axes import Axis
from model.documents.charts.shapes import Trace
from model.documents.tables.words import Chunk
from model.geometry import Box, union


def plots(traces: Sequence[Trace], axes: Sequence[Axis]) -> list[tuple[Axis, list[Trace]]]:
    """Upright axes with the lines that run within their height and start close to them."""
    found: dict[int, list[Trace]] = {}
    for trace in traces:
        box = trace.box
        best = None
        for index, axis in enumerate(axes):
            low, high = axis.span
            room = 0.12 * (high - low) + 3
            if box.y1 < low - room or box.y2 > high + room:
                continue
            away = min(abs(box.x1 - axis.box.x2), abs(axis.box.x1 - box.x2))
            inside = axis.box.x1 - 4 < box.x1
            if away < 0.35 * box.width + 30 and inside and (best is None or away < best[0]):
                best = (away, index)
        if best is not None:
            found.setdefault(best[1], []).append(trace)
    return [(axes[index], group) for index, group in sorted(found.items())]


def positions(
    group: Sequence[Trace], level: Sequence[Axis], chunks: Sequence[Chunk], foot: float
) -> tuple[list[float], list[str], list[Box]]:
    """The places along x that values are read at, what stands under them, and where.

    ``foot`` is the lowest point of the plot. The places are those of the line with most points.
    """
    xs = [x for x, _ in max(group, key=lambda trace: len(trace.points)).points]
    box = union(trace.box for trace in group)
    for axis in level:
        low, high = axis.span
        near = -4 < axis.box.y1 - foot < 40
        if near and low < box.x2 and high > box.x1 and high - low > 0.3 * box.width:
            return xs, [_short(axis.rounded(x), axis, xs) for x in xs], [axis.box]
    under = [
        chunk
        for chunk in chunks
        if -3 < chunk.box.y1 - foot < 25 and box.x1 - 25 < chunk.box.center.x < box.x2 + 25
    ]
    if under:
        top = min(chunk.box.y1 for chunk in under)
        under = [chunk for chunk in under if chunk.box.y1 - top < 4]
    if len(under) == len(xs) or (under and len(xs) > 1):
        step = (xs[-1] - xs[0]) / max(1, len(xs) - 1)
        names = []
        for x in xs:
            best = min(under, key=lambda chunk: abs(chunk.box.center.x - x))
            names.append(best.text if abs(best.box.center.x - x) < 0.45 * step else "")
        if sum(map(bool, names)) >= 2:
            return xs, names, [chunk.box for chunk in under]
    return xs, [""] * len(xs), []


def _short(value: float, axis: Axis, xs: Sequence[float]) -> str:
    """A category's name: whole where the axis has whole figures and the step allows it."""
    whole = all(tick == int(tick) for _, tick in axis.ticks)
    step = abs(axis.slope) * (xs[-1] - xs[0]) / max(1, len(xs) - 1)
    if whole and step > 0.9:
        return str(round(value))
    return f"{value:g}"


def value_at(trace: Trace, x: float) -> float | None:
    """The height (points) of a line at ``x``, between its points; ``None`` outside of it."""
    points = trace.points
    if not points[0][0] - 0.8 <= x <= points[-1][0] + 0.8:
        return None
    for (x1, y1), (x2, y2) in zip(points, points[1:], strict=False):
        if x <= x2 + 0.8:
            if x2 - x1 < 0.01 or x >= x2:
                return y2
            share = min(1.0, max(0.0, (x - x1) / (x2 - x1)))
            return y1 + share * (y2 - y1)
    return points[-1][1]
