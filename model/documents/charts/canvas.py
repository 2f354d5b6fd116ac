"""What the charts of one page are read from, and what all kinds of them share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from model.documents.charts.axes import Axis, figure, level_axes, upright_axes
from model.documents.charts.legend import swatches
from model.documents.charts.shapes import Bar, Slice, Trace, bars_of, slices_of, traces_of
from model.documents.parts import Line, PageText
from model.documents.tables.rules import Rules, rules_of
from model.documents.tables.words import Chunk, rows_of, words_of
from model.geometry import Box
from model.media.pdf.drawings import Color, Stroke

_MOST_BARS = 1_500


@dataclass(slots=True)
class Canvas:
    """What the charts of one page are read from; boxes in points."""

    page: int
    box: Box
    chunks: list[Chunk]
    lines: Sequence[Line]
    bars: list[Bar]
    traces: list[Trace]
    slices: list[Slice]
    keys: list[tuple[Box, Color]]
    rules: Rules
    upright: list[Axis]
    level: list[Axis]


def canvas_of(page: int, text: PageText, strokes: Sequence[Stroke]) -> Canvas:
    """A page's drawings and words, sorted by what they may be in a chart."""
    box = Box(0.0, 0.0, text.width, text.height)
    chunks = [chunk for row in rows_of(words_of(text)) for chunk in row.chunks]
    bars = bars_of(strokes, box)
    bars = bars if len(bars) <= _MOST_BARS else []
    return Canvas(
        page,
        box,
        chunks,
        text.lines,
        bars,
        traces_of(strokes),
        slices_of(strokes),
        swatches(bars, strokes),
        rules_of(strokes),
        upright_axes(chunks),
        level_axes(chunks),
    )


def settled(axis: Axis, rules: Rules, base: float | None = None) -> Axis:
    """The axis moved from the middle of its figures onto the bars' foot, or onto its grid lines."""
    move = 0.0
    if base is not None:
        tick = min((place for place, _ in axis.ticks), key=lambda place: abs(place - base))
        move = base - tick if abs(base - tick) < 4.5 else 0.0
    if not move:
        lines = rules.across if axis.upright else rules.down
        moves = [
            min(near, key=abs)
            for place, _ in axis.ticks
            if (near := [rule.at - place for rule in lines if abs(rule.at - place) < 4.5])
        ]
        alike = [each for each in moves if abs(each - median(moves)) < 0.8]
        if len(alike) >= max(2, 0.6 * len(axis.ticks)):
            move = median(alike)
    if not move:
        return axis
    ticks = tuple((place + move, value) for place, value in axis.ticks)
    return replace(axis, offset=axis.offset - axis.slope * move, ticks=ticks)


def title_over(box: Box, lines: Sequence[Line]) -> str:
    """The line that stands close over a chart and reaches over its middle; "" without one."""
    over = [
        line
        for line in lines
        if -4 <= box.y1 - line.box.y2 < 40
        and line.box.x1 < box.center.x < line.box.x2 + 0.5 * box.width
        and line.box.x1 < box.x2
        and line.box.x2 > box.x1
        and figure(line.text) is None
    ]
    if not over:
        return ""
    return max(over, key=lambda line: (line.bold, line.size, line.box.y2)).text.strip()
