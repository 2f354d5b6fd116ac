"""Pie charts: angles of slices round one centre, and the words beside them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from model.documents.charts.shapes import Slice
from model.documents.tables.words import Chunk
from model.geometry import Box, union


def pies(slices: Sequence[Slice]) -> list[list[Slice]]:
    """Slices round one centre that fill a circle, in their order from the top clockwise."""
    found: list[list[Slice]] = []
    for slice_ in slices:
        for group in found:
            near = math.dist(group[0].center, slice_.center) < 0.25 * group[0].radius
            if near and abs(group[0].radius - slice_.radius) < 0.05 * slice_.radius:
                group.append(slice_)
                break
        else:
            found.append([slice_])
    return [
        sorted(group, key=lambda each: each.start)
        for group in found
        if len(group) >= 2 and abs(sum(each.angle for each in group) - 2 * math.pi) < 0.06
    ]


def direction(slice_: Slice, reach: float = 1.0) -> tuple[float, float]:
    """The point on the middle of a slice, ``reach`` × its radius from the centre."""
    angle = slice_.start + slice_.angle / 2
    x, y = slice_.center
    return (
        x + reach * slice_.radius * math.sin(angle),
        y - reach * slice_.radius * math.cos(angle),
    )


def labelled(pie: Sequence[Slice], chunks: Sequence[Chunk]) -> list[list[Chunk]]:
    """For every slice the words that stand on it or close outside of it."""
    box = union(each.box for each in pie).grow(0.6 * pie[0].radius)
    found: list[list[Chunk]] = [[] for _ in pie]
    for chunk in chunks:
        middle = chunk.box.center
        if not box.contains(middle):
            continue
        away = math.dist((middle.x, middle.y), pie[0].center)
        angle = math.atan2(middle.x - pie[0].center[0], pie[0].center[1] - middle.y)
        if away < 0.95 * pie[0].radius:
            for index, each in enumerate(pie):
                if (angle - each.start) % (2 * math.pi) <= each.angle:
                    found[index].append(chunk)
            continue
        best = min(
            range(len(pie)),
            key=lambda index: _distance(chunk.box, direction(pie[index])),
        )
        if _distance(chunk.box, direction(pie[best])) < 0.55 * pie[0].radius:
            found[best].append(chunk)
    return found


def _distance(box: Box, place: tuple[float, float]) -> float:
    x = max(box.x1 - place[0], 0.0, place[0] - box.x2)
    y = max(box.y1 - place[1], 0.0, place[1] - box.y2)
    return math.hypot(x, y)
