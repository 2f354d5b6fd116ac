"""Charts that a PDF draws as vectors, as the values they were drawn from.

A chart is told only where its values can be: an axis with printed figures, or figures on the bars
that agree with their lengths. Everything else is left a picture.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING

from model.documents.charts import bars as bar_charts
from model.documents.charts import lines as line_charts
from model.documents.charts import pies as pie_charts
from model.documents.charts.axes import Axis, figure, level_axes, upright_axes
from model.documents.charts.legend import names, swatches
from model.documents.charts.shapes import (
    Bar,
    Slice,
    Trace,
    bars_of,
    slices_of,
    traces_of,
)
from model.documents.parts import Chart, Line, PageText, Place, Series
from model.documents.tables.rules import Rules, rules_of
from model.documents.tables.words import Chunk, rows_of, words_of
from model.geometry import Box, union
from model.media.pdf.drawings import Color, Stroke
from model.settings import Settings

if TYPE_CHECKING:
    from model.media.pdf.file import Pdf

_MOST_STROKES = 20_000
"""A page with more drawings is a map."""
_NOWHERE = Box(0.0, 0.0, 0.0, 0.0)
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


def find_charts(pdf: Pdf, page: int, text: PageText, settings: Settings) -> list[Chart]:
    """The bar, line and pie charts of one page from top to bottom.

    Raises ``UnreadableFile`` when the page's drawings cannot be read.
    """
    strokes = pdf.strokes(page)
    if not strokes or len(strokes) > _MOST_STROKES:
        return []
    return charts_of(canvas_of(page, text, strokes))


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


def charts_of(canvas: Canvas) -> list[Chart]:
    """The charts on a canvas from top to bottom, numbered."""
    found = _bar_charts(canvas) + _line_charts(canvas) + _pie_charts(canvas)
    found.sort(key=lambda chart: (chart.place.box.y1, chart.place.box.x1))
    return [
        replace(chart, id=f"p{canvas.page + 1}-c{number}") for number, chart in enumerate(found, 1)
    ]


def _bar_charts(canvas: Canvas) -> list[Chart]:
    found: list[Chart] = []
    used: set[int] = set()
    for upright in (True, False):
        free = [bar for bar in canvas.bars if id(bar) not in used]
        for group in bar_charts.groups(free, upright):
            chart = _bar_chart(canvas, group)
            if chart is not None:
                found.append(chart)
                used |= {id(bar) for bar in group.bars}
    return found


def _bar_chart(canvas: Canvas, group: bar_charts.Group) -> Chart | None:
    if bar_charts.cells(group, canvas.chunks):
        return None
    near = _beside(group, canvas.upright if group.upright else canvas.level)
    values = bar_charts.printed(group, canvas.chunks)
    axis = settled(near, canvas.rules, group.base) if near is not None else None
    measured = axis is not None
    if axis is None:
        axis = bar_charts.scale_of(group, values)
    if axis is None:
        return None
    labels = bar_charts.labels(group, canvas.chunks, near.box if near is not None else _NOWHERE)
    categories, cells = _cells(group, labels)
    colors = list(dict.fromkeys(bar.color for bar in group.bars))
    around = group.box.grow(90)
    named, places = names(
        colors, canvas.keys, canvas.chunks, around, [bar.box for bar in group.bars]
    )
    span = abs(axis.high - axis.low) or max(map(abs, values.values()), default=1.0)
    series, drawn, differing = [], [], 0
    for name_color, column in cells:
        numbers: list[float | None] = []
        boxes: list[Box] = []
        for found in column:
            if found is None:
                numbers.append(None)
                continue
            bar, start = found
            value = _measure(bar, start, axis, group)
            said = values.get(id(bar))
            if said is not None and abs(said - value) <= 0.03 * span:
                value = said
            elif said is not None and measured:
                differing += 1
            numbers.append(value)
            boxes.append(_redrawn(bar, start, value, axis, group))
        series.append(
            Series(
                named.get(name_color, "") if name_color else "",
                tuple(numbers),
                (),
                name_color or column_color(column),
            )
        )
        drawn.append(tuple(boxes))
    notes = []
    if not any(categories):
        notes.append("No labels were found at the foot of the bars.")
    if len(series) > 1 and not all(each.name for each in series):
        notes.append("Not every series has a name in a legend.")
    if not measured:
        notes.append("There is no axis; the scale is that of the figures printed on the bars.")
    parts = [group.box, *places, *(label.box for label in labels if label is not None)]
    if measured:
        parts.append(axis.box)
    box = union(parts)
    return Chart(
        "",
        Place(canvas.page, box),
        "column" if group.upright else "bar",
        tuple(categories),
        tuple(series),
        "vector",
        title_over(box, canvas.lines),
        axis.unit,
        tuple(drawn),
        tuple(notes),
    )


def column_color(column: Sequence[tuple[Bar, float] | None]) -> Color | None:
    """The colour that all bars of a series share, if they do."""
    colors = {found[0].color for found in column if found is not None}
    return colors.pop() if len(colors) == 1 else None


Cell = tuple[Bar, float] | None
"""A bar and the position (points) it starts at; ``None`` where there is none."""


def _cells(
    group: bar_charts.Group, labels: Sequence[Chunk | None]
) -> tuple[list[str], list[tuple[Color | None, list[Cell]]]]:
    """Categories, and for every series its colour and its bar in each of them."""
    order: list[Chunk | None] = []
    at: list[int] = []
    for label in labels:
        same = next((i for i, other in enumerate(order) if other is label and label), None)
        if same is None:
            order.append(label)
            same = len(order) - 1
        at.append(same)
    if group.stacked:
        order, at = list(labels), list(range(len(labels)))
    shared = len(order) < len(group.stacks)
    colored = group.stacked or shared
    rows: dict[Color | int | None, list[Cell]] = {}
    seen: dict[int, int] = {}
    one_color = len({stack[0].color for stack in group.stacks}) == 1
    for index, stack in enumerate(group.stacks):
        start = group.base
        for bar in stack:
            key: Color | int | None = bar.color if colored else None
            if colored and one_color and not group.stacked:
                key = seen.get(at[index], 0)
                seen[at[index]] = key + 1
            row = rows.setdefault(key, [None] * len(order))
            row[at[index]] = (bar, start)
            start = bar.box.y1 if group.upright else bar.box.x2
    names_of = [label.text if label is not None else "" for label in order]
    return names_of, [(key if isinstance(key, tuple) else None, row) for key, row in rows.items()]


def _measure(bar: Bar, start: float, axis: Axis, group: bar_charts.Group) -> float:
    end = bar.box.y1 if group.upright else bar.box.x2
    if abs(start - group.base) < 1e-6:
        return axis.rounded(end)
    digits = max(0, -math.floor(math.log10(abs(axis.slope) * 0.2)))
    return round(axis.value(end) - axis.value(start), min(9, digits))


def _redrawn(bar: Bar, start: float, value: float, axis: Axis, group: bar_charts.Group) -> Box:
    """Where a bar of this value stands by the axis."""
    lower = 0.0 if abs(start - group.base) < 1e-6 else axis.value(start)
    end = axis.position(lower + value)
    if group.upright:
        return Box(bar.box.x1, min(end, start), bar.box.x2, max(end, start))
    return Box(min(start, end), bar.box.y1, max(start, end), bar.box.y2)


def _beside(group: bar_charts.Group, axes: Sequence[Axis]) -> Axis | None:
    """The axis that the bars stand against: it covers their lengths and is closest."""
    box = group.box
    best = None
    for axis in axes:
        low, high = axis.span
        room = 0.15 * (high - low) + 4
        if group.upright:
            if box.y1 < low - room or box.y2 > high + room or axis.slope >= 0:
                continue
            away = min(abs(box.x1 - axis.box.x2), abs(axis.box.x1 - box.x2))
            outside = axis.box.x2 <= box.x1 + 2 or axis.box.x1 >= box.x2 - 2
        else:
            if box.x1 < low - room or box.x2 > high + room or axis.slope <= 0:
                continue
            away = min(abs(box.y1 - axis.box.y2), abs(axis.box.y1 - box.y2))
            outside = axis.box.y2 <= box.y1 + 2 or axis.box.y1 >= box.y2 - 2
        if outside and away < 60 and (best is None or away < best[0]):
            best = (away, axis)
    return best[1] if best else None


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


def _line_charts(canvas: Canvas) -> list[Chart]:
    found = []
    for axis, group in line_charts.plots(canvas.traces, canvas.upright):
        axis = settled(axis, canvas.rules)
        group = _distinct(group)
        foot = max(max(place for place, _ in axis.ticks), max(t.box.y2 for t in group))
        xs, categories, places = line_charts.positions(group, canvas.level, canvas.chunks, foot)
        around = union(trace.box for trace in group).grow(80)
        colors = [trace.color for trace in group]
        named, keys = names(colors, canvas.keys, canvas.chunks, around, [])
        series, drawn = [], []
        for trace in group:
            heights = [line_charts.value_at(trace, x) for x in xs]
            numbers = tuple(None if y is None else axis.rounded(y) for y in heights)
            name = named.get(trace.color, "") or _beside_end(trace, canvas.chunks)
            series.append(Series(name, numbers, (), trace.color))
            drawn.append(
                tuple(
                    Box(x, axis.position(value), x, axis.position(value))
                    for x, value in zip(xs, numbers, strict=True)
                    if value is not None
                )
            )
        notes = []
        if not any(categories):
            notes.append("What the points stand for along the axis could not be read.")
        if len(series) > 1 and not all(each.name for each in series):
            notes.append("Not every line has a name in a legend.")
        box = union([axis.box, *(trace.box for trace in group), *places, *keys])
        found.append(
            Chart(
                "",
                Place(canvas.page, box),
                "line",
                tuple(categories),
                tuple(series),
                "vector",
                title_over(box, canvas.lines),
                axis.unit,
                tuple(drawn),
                tuple(notes),
            )
        )
    return found


def _distinct(group: Sequence[Trace]) -> list[Trace]:
    kept: dict[tuple[tuple[float, float], ...], Trace] = {}
    for trace in group:
        kept[tuple((round(x), round(y)) for x, y in trace.points)] = trace
    return list(kept.values())


def _beside_end(trace: Trace, chunks: Sequence[Chunk]) -> str:
    x, y = trace.points[-1]
    near = [
        chunk
        for chunk in chunks
        if 0 <= chunk.box.x1 - x < 20 and chunk.box.y1 - 2 < y < chunk.box.y2 + 2
    ]
    near = [chunk for chunk in near if figure(chunk.text) is None]
    return min(near, key=lambda chunk: chunk.box.x1).text if near else ""


def _pie_charts(canvas: Canvas) -> list[Chart]:
    found = []
    for pie in pie_charts.pies(canvas.slices):
        shares = [100 * each.angle / (2 * math.pi) for each in pie]
        beside = pie_charts.labelled(pie, canvas.chunks)
        around = union(each.box for each in pie).grow(120)
        colors = [each.color for each in pie]
        named, keys = names(colors, canvas.keys, canvas.chunks, around, [])
        categories, said = [], []
        for each, chunks in zip(pie, beside, strict=True):
            words = [chunk.text for chunk in chunks if figure(chunk.text) is None]
            said.append(next((read for c in chunks if (read := figure(c.text))), None))
            categories.append(named.get(each.color, "") or " ".join(words))
        values, unit = _pie_values(shares, said)
        notes = [] if all(categories) else ["Not every slice has a label."]
        boxes = [each.box for each in pie] + keys + [c.box for each in beside for c in each]
        box = union(boxes)
        found.append(
            Chart(
                "",
                Place(canvas.page, box),
                "pie",
                tuple(categories),
                (Series("", tuple(values)),),
                "vector",
                title_over(box, canvas.lines),
                unit,
                (_rim(pie, values),),
                tuple(notes),
            )
        )
    return found


def _pie_values(
    shares: Sequence[float], said: Sequence[tuple[float, str] | None]
) -> tuple[list[float], str]:
    """The printed figures where they agree with the angles, else the shares in per cent."""
    if all(said):
        numbers = [read[0] for read in said if read is not None]
        total = sum(numbers)
        if total > 0 and all(
            abs(100 * number / total - share) < 1.5
            for number, share in zip(numbers, shares, strict=True)
        ):
            unit = next((read[1] for read in said if read is not None), "")
            return numbers, unit
    return [round(share, 1) for share in shares], "%"


def _rim(pie: Sequence[Slice], values: Sequence[float]) -> tuple[Box, ...]:
    """The points of the rim where the slices end, by their values."""
    total = sum(values) or 1.0
    angle = pie[0].start
    points = []
    for value in values:
        angle += 2 * math.pi * value / total
        x = pie[0].center[0] + pie[0].radius * math.sin(angle)
        y = pie[0].center[1] - pie[0].radius * math.cos(angle)
        points.append(Box(x, y, x, y))
    return tuple(points)


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
