"""Bar and column charts as data: groups of bars with their axis, labels and legend."""

from __future__ import annotations

import math
from collections.abc import Sequence

from model.documents.charts import bars as bar_charts
from model.documents.charts.axes import Axis
from model.documents.charts.canvas import Canvas, settled, title_over
from model.documents.charts.legend import names
from model.documents.charts.shapes import Bar
from model.documents.parts import Chart, Place, Series
from model.documents.tables.words import Chunk
from model.geometry import Box, union
from model.media.pdf.drawings import Color

_NOWHERE = Box(0.0, 0.0, 0.0, 0.0)


def bar_charts_of(canvas: Canvas) -> list[Chart]:
    """The bar and column charts on a canvas; a bar belongs to one of them."""
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
                name_color or _column_color(column),
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


def _column_color(column: Sequence[tuple[Bar, float] | None]) -> Color | None:
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
