"""What the charts of one page are read from, and what all kinds of them share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from model.documents.charts.axes import (
    Axis,
    figure,
    is_factor,
    level_axes,
    multiplied,
    upright_axes,
)
from model.documents.charts.legend import swatches
from model.documents.charts.shapes import Bar, Slice, Trace, bars_of, slices_of, traces_of
from model.documents.parts import Line, PageText
from model.documents.tables.rules import Rules, rules_of
from model.documents.tables.words import Chunk, rows_of, words_of
from model.geometry import Box
from model.media.pdf.drawings import Color, Stroke

_MOST_BARS = 1_500
_FIGURE_OFF = 4.5
"""Points that a figure's middle may be off the place it marks."""
_MARK_BESIDE = 1.0
"""Points that a mark may be drawn beside the place it marks."""
_LONGEST_MARK, _MARK_OFF = 10.0, 8.0
"""Points: the length of an axis' marks, and how far they stand from its figures."""


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
    marks: list[Box]


def canvas_of(page: int, text: PageText, strokes: Sequence[Stroke]) -> Canvas:
    """A page's drawings and words, sorted by what they may be in a chart."""
    box = Box(0.0, 0.0, text.width, text.height)
    text = replace(text, lines=tuple(raised(line) for line in text.lines))
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
        [multiplied(axis, chunks) for axis in upright_axes(chunks)],
        [multiplied(axis, chunks) for axis in level_axes(chunks)],
        marks_of(strokes),
    )


_LONGEST_FIGURE = 16
"""Characters of a figure with a power."""


def raised(line: Line) -> Line:
    """A line that ends in small raised figures, with "^" before them: 10² is no 102."""
    text, chars = line.text, tuple(line.chars[:_LONGEST_FIGURE])
    if not text[:1].isdigit() or len(text) > _LONGEST_FIGURE or len(text) != len(chars):
        return line
    for at in range(1, len(text)):
        before, rest = chars[at - 1], chars[at:]
        small = all(
            char.height < 0.85 * before.height and char.y2 < before.y2 - 0.15 * before.height
            for char in rest
        )
        if small and text[at - 1].isdigit():
            return replace(
                line, text=f"{text[:at]}^{text[at:]}", chars=(*chars[:at], chars[at], *rest)
            )
    return line


def marks_of(strokes: Sequence[Stroke]) -> list[Box]:
    """The short level and upright strokes that may mark the places of an axis' figures."""
    return [
        stroke.box
        for stroke in strokes
        if stroke.color is not None
        and len(stroke.segments) == 1
        and stroke.segments[0].kind == "line"
        and min(stroke.box.width, stroke.box.height) < 0.3
        and 1 < max(stroke.box.width, stroke.box.height) < _LONGEST_MARK
    ]


def settled(axis: Axis, canvas: Canvas, base: float | None = None) -> Axis:
    """The axis moved from the middle of its figures onto its marks, the bars' foot or its grid."""
    move = _onto(axis, _marked(axis, canvas.marks))
    if base is not None:
        # Marks are often drawn half a pixel beside what they mark; the bars' foot is exact.
        reach = _MARK_BESIDE if move else _FIGURE_OFF
        off = min((base - place - move for place, _ in axis.ticks), key=abs)
        move += off if abs(off) < reach else 0.0
    if not move:
        lines = canvas.rules.across if axis.upright else canvas.rules.down
        move = _onto(axis, [rule.at for rule in lines])
    return axis.moved(move) if move else axis


def axis_notes(axis: Axis, own: Axis | None, canvas: Canvas, plot: Box) -> list[str]:
    """What must be known of an axis to trust what was measured against it.

    ``own`` is the axis as it was found on the canvas; ``plot`` is what is drawn against it.
    """
    notes = []
    if axis.log:
        notes.append("The axis is logarithmic: it counts in powers.")
    drawn = [bar.box for bar in canvas.bars] + [trace.box for trace in canvas.traces]
    for other in canvas.upright if axis.upright else canvas.level:
        if other is own or any(_beyond(box, other, plot) for box in drawn):
            continue
        (low, high), (first, last) = axis.span, other.span
        shared = min(high, last) - max(low, first)
        if shared < 0.7 * (high - low) or shared < 0.7 * (last - first):
            continue
        if axis.upright:
            beside = (axis.box.x2 <= plot.center.x) != (other.box.x2 <= plot.center.x)
            gap = max(other.box.x1 - plot.x2, plot.x1 - other.box.x2)
            room = 0.25 * plot.width + 40
        else:
            beside = (axis.box.y2 <= plot.center.y) != (other.box.y2 <= plot.center.y)
            gap = max(other.box.y1 - plot.y2, plot.y1 - other.box.y2)
            room = 0.25 * plot.height + 40
        middle = (low + high) / 2
        same = abs(other.value(middle) - axis.value(middle)) < 0.02 * abs(axis.high - axis.low)
        if beside and gap < room and not same:
            notes.append(
                f"There is a second axis, from {other.low:,.10g} to {other.high:,.10g}; all was "
                f"read against the one from {axis.low:,.10g} to {axis.high:,.10g}, which need not "
                "be the right one."
            )
    return notes


def _beyond(box: Box, axis: Axis, plot: Box) -> bool:
    """Whether a box stands on the far side of an axis, seen from the plot: another chart."""
    if axis.upright:
        level = box.y1 < axis.box.y2 and box.y2 > axis.box.y1
        right = axis.box.center.x > plot.center.x
        return level and (box.x1 > axis.box.x2 if right else box.x2 < axis.box.x1)
    level = box.x1 < axis.box.x2 and box.x2 > axis.box.x1
    below = axis.box.center.y > plot.center.y
    return level and (box.y1 > axis.box.y2 if below else box.y2 < axis.box.y1)


def _marked(axis: Axis, marks: Sequence[Box]) -> list[float]:
    """The places of the marks that stand beside an axis' figures."""
    found = []
    for mark in marks:
        box = axis.box
        level = mark.width > mark.height
        if level != axis.upright:
            continue
        if axis.upright:
            off = min(abs(mark.x1 - box.x2), abs(mark.x2 - box.x1))
        else:
            off = min(abs(mark.y2 - box.y1), abs(mark.y1 - box.y2))
        if off < _MARK_OFF:
            found.append(mark.center.y if axis.upright else mark.center.x)
    return found


def _onto(axis: Axis, places: Sequence[float]) -> float:
    """How far the figures are to be moved so that most of them stand at one of ``places``."""
    moves = [
        min(near, key=abs)
        for place, _ in axis.ticks
        if (near := [other - place for other in places if abs(other - place) < _FIGURE_OFF])
    ]
    if not moves:
        return 0.0
    alike = [each for each in moves if abs(each - median(moves)) < 0.8]
    return median(alike) if len(alike) >= max(2, 0.6 * len(axis.ticks)) else 0.0


def title_over(box: Box, canvas: Canvas) -> str:
    """The line that stands alone close over a chart and over its middle; "" without one."""
    top = _frame_top(box, canvas.rules)
    over = [
        line
        for line in canvas.lines
        if -6 <= top - line.box.y2 < 40
        and line.upright
        and line.box.x1 - 0.2 * box.width < box.center.x < line.box.x2 + 0.5 * box.width
        and line.box.x1 < box.x2
        and line.box.x2 > box.x1
        and figure(line.text) is None
    ]
    # Words side by side are labels of the chart above.
    alone = [
        line
        for line in over
        if not any(
            other is not line
            and figure(other.text) is None
            and not is_factor(other.text)
            and abs(other.box.center.y - line.box.center.y) < 0.5 * line.box.height
            and other.box.x1 < box.x2
            and other.box.x2 > box.x1
            for other in canvas.lines
        )
    ]
    if not alone:
        return ""
    return max(alone, key=lambda line: (line.bold, line.size, line.box.y2)).text.strip()


def _frame_top(box: Box, rules: Rules) -> float:
    """Where the frame or the axis of a chart ends above it."""
    sides = [
        rule.start
        for rule in rules.down
        if box.x1 - 4 <= rule.at <= box.x2 + 4
        and rule.start < box.y1
        and rule.end > box.center.y
        and rule.start > box.y1 - 0.3 * box.height
    ]
    return min(sides, default=box.y1)
