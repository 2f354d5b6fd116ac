"""Names of a chart's series: small swatches and strokes in their colour, words behind them."""

from __future__ import annotations

from collections.abc import Sequence

from model.documents.charts.shapes import Bar
from model.documents.tables.words import Chunk
from model.geometry import Box
from model.media.pdf.drawings import Color, Stroke

_MOST_SIDE = 16.0
"""Points; a larger square is no swatch."""
_LONGEST_KEY = 50.0
"""Points; a longer stroke is no key of a line."""


def swatches(bars: Sequence[Bar], strokes: Sequence[Stroke]) -> list[tuple[Box, Color]]:
    """Small boxes and short level strokes that may be the keys of a legend."""
    found = [
        (bar.box, bar.color)
        for bar in bars
        if bar.box.width <= 2.5 * _MOST_SIDE and bar.box.height <= _MOST_SIDE
    ]
    for stroke in strokes:
        box = stroke.box
        if stroke.color is None or stroke.fill is not None or not 5 < box.width < _LONGEST_KEY:
            continue
        if box.height < 1 and len(stroke.segments) <= 3 and stroke.width >= 0.5:
            found.append((box, stroke.color))
    return found


def names(
    colors: Sequence[Color],
    keys: Sequence[tuple[Box, Color]],
    chunks: Sequence[Chunk],
    near: Box,
    shapes: Sequence[Box],
) -> tuple[dict[Color, str], list[Box]]:
    """The name of every colour that has a key with words close behind it, and their places.

    ``shapes`` are the boxes of the chart's own bars, which are no keys.
    """
    found: dict[Color, str] = {}
    places: list[Box] = []
    own = {(round(box.x1, 1), round(box.y1, 1), round(box.x2, 1)) for box in shapes}
    for box, color in keys:
        if color not in colors or color in found:
            continue
        if (round(box.x1, 1), round(box.y1, 1), round(box.x2, 1)) in own:
            continue
        if box.intersection(near) <= 0 and not near.contains(box.center):
            continue
        behind = [
            chunk
            for chunk in chunks
            if -1 <= chunk.box.x1 - box.x2 < 14 and abs(chunk.box.center.y - box.center.y) < 5
        ]
        if behind:
            chunk = min(behind, key=lambda chunk: chunk.box.x1)
            found[color] = chunk.text
            places += [box, chunk.box]
    return found, places
