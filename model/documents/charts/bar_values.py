"""Bar and column charts as data: groups of bars with their axis, labels and legend."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from model.documents.charts import bars as bar_charts
from model.documents.charts.axes import Axis
from model.documents.charts.canvas import Canvas, axis_notes, settled, title_over
from model.documents.charts.legend import names
from model.documents.charts.shapes import Bar
from model.documents.parts import Chart, Place, Series
from model.documents.tables.words import Chunk
from model.geometry import Box, union
from model.media.pdf.drawings import Color


def bar_charts_of(canvas: Canvas) -> list[Chart]:
    """The bar and column charts on a canvas; a bar belongs to one of them."""
    found: list[Chart] = []
    used: set[int] = set()
    for upright in (True, False):
        free = [bar for bar in canvas.bars if id(bar) not in used]
        axes = canvas.upright if upright else canvas.level
        for whole in bar_charts.groups(free, upright):
            for group in bar_charts.parted(whole, axes):
                chart = _bar_chart(canvas, group)
                if chart is not None:
                    found.append(chart)
                    used |= {id(bar) for bar in group.bars}
    return found


def _bar_chart(canvas: Canvas, group: bar_charts.Group) -> Chart | None:
    if bar_charts.cells(group, canvas.chunks):
        return None
    near = _beside(group, canvas.upright if group.upright else canvas.level)
    if near is not None:
        group = _cut(group, near, canvas)
    values = bar_charts.printed(group, canvas.chunks)
    axis = settled(near, canvas, group.base) if near is not None else None
    measured = axis is not None
    if axis is None:
        axis = bar_charts.scale_of(group, values)
    if axis is None:
        return None
    foot = _foot(group, near)
    scales = canvas.upright if group.upright else canvas.level
    labels = bar_charts.labels(group, canvas.chunks, [scale.box for scale in scales], foot)
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
    notes = [*axis_notes(axis, near, canvas, group.box)] if measured else []
    if not measured:
        notes.append("There is no axis; the scale is that of the figures printed on the bars.")
    bins = _bins(group, labels, canvas)
    if bins:
        categories = bins
    elif not any(categories):
        notes.append("No labels were found at the foot of the bars.")
    elif not all(categories):
        labelled = sum(map(bool, categories))
        notes.append(f"Only {labelled} of {len(categories)} bars have a label of their own.")
    if len(series) > 1 and not all(each.name for each in series):
        notes.append("Not every series has a name in a legend.")
    if differing:
        notes.append(
            f"{differing} printed figures are not where the bars end; the values are measured."
        )
    if stray := _strays(group, canvas.bars):
        bars = "bar stands" if stray == 1 else "bars stand"
        notes.append(f"{stray} more {bars} on another foot: not read.")
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
        title_over(box, canvas),
        axis.unit,
        tuple(drawn),
        tuple(notes),
    )


def _bins(group: bar_charts.Group, labels: Sequence[Chunk | None], canvas: Canvas) -> list[str]:
    """From where to where every bar stands on an axis at its foot, as in a histogram; else none."""
    marked = len({id(label) for label in labels if label is not None})
    if group.stacked or len(group.stacks) <= marked or not _evenly(group):
        return []
    sides = [
        (stack[0].box.x1, stack[0].box.x2) if group.upright else (stack[0].box.y1, stack[0].box.y2)
        for stack in group.stacks
    ]
    wide = max(end - start for start, end in sides)
    if any(abs(b[0] - a[1]) > 0.12 * wide for a, b in pairwise(sides)):
        return []
    for axis in canvas.level if group.upright else canvas.upright:
        near = axis.box.y1 - group.base if group.upright else group.base - axis.box.x2
        low, high = axis.span
        if -4 < near < 26 and low < sides[-1][1] and high > sides[0][0]:
            scale = settled(axis, canvas)
            return [f"{scale.rounded(a):g} to {scale.rounded(b):g}" for a, b in sides]
    return []


def _strays(group: bar_charts.Group, bars: Sequence[Bar]) -> int:
    """Bars as wide as those of the group, between them, that stand on another foot."""

    def across(bar: Bar) -> tuple[float, float]:
        box = bar.box
        return (box.x1, box.x2) if group.upright else (box.y1, box.y2)

    held = [across(bar) for bar in group.bars]
    wide = median(end - start for start, end in held)
    found = 0
    for bar in bars:
        start, end = across(bar)
        if abs(end - start - wide) > max(0.8, 0.06 * wide) or bar.box.area < 12:
            continue
        apart = all(end <= first + 0.5 or start >= last - 0.5 for first, last in held)
        found += apart and group.box.contains(bar.box.center)
    return found


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
    even = _evenly(group)
    if group.stacked or even:
        order, at = (
            [_under(label, group, index) for index, label in enumerate(labels)],
            list(range(len(labels))),
        )
    shared = len(order) < len(group.stacks)
    colored = group.stacked or shared
    rows: dict[Color | int | None, list[Cell]] = {}
    seen: dict[int, int] = {}
    one_color = len({stack[0].color for stack in group.stacks}) == 1
    for index, stack in enumerate(group.started()):
        for bar, start in stack:
            key: Color | int | None = bar.color if colored else None
            if colored and one_color and not group.stacked:
                key = seen.get(at[index], 0)
                seen[at[index]] = key + 1
            row = rows.setdefault(key, [None] * len(order))
            row[at[index]] = (bar, start)
    names_of = [label.text if label is not None else "" for label in order]
    return names_of, [(key if isinstance(key, tuple) else None, row) for key, row in rows.items()]


def _evenly(group: bar_charts.Group) -> bool:
    """Whether all bars are of one colour and one distance: a single series, however labelled."""
    if len({bar.color for bar in group.bars}) > 1 or len(group.stacks) < 4:
        return False
    starts = [stack[0].box.x1 if group.upright else stack[0].box.y1 for stack in group.stacks]
    steps = [after - before for before, after in pairwise(starts)]
    return max(steps) - min(steps) < 0.1 * max(steps) + 0.8


def _under(label: Chunk | None, group: bar_charts.Group, index: int) -> Chunk | None:
    """The label, if it stands at this bar and not only nearest to it."""
    if label is None:
        return None
    middles = [
        stack[0].box.center.x if group.upright else stack[0].box.center.y for stack in group.stacks
    ]
    own = label.box.center.x if group.upright else label.box.center.y
    nearest = min(range(len(middles)), key=lambda at: abs(middles[at] - own))
    return label if nearest == index else None


def _measure(bar: Bar, start: float, axis: Axis, group: bar_charts.Group) -> float:
    end = group.end(bar)
    if abs(start - group.base) < 1e-6:
        return axis.rounded(end)
    return axis.told(axis.value(end) - axis.value(start), end)


def _redrawn(bar: Bar, start: float, value: float, axis: Axis, group: bar_charts.Group) -> Box:
    """Where a bar of this value stands by the axis."""
    lower = 0.0 if abs(start - group.base) < 1e-6 else axis.value(start)
    end = axis.position(lower + value)
    if group.upright:
        return Box(bar.box.x1, min(end, start), bar.box.x2, max(end, start))
    return Box(min(start, end), bar.box.y1, max(start, end), bar.box.y2)


def _cut(group: bar_charts.Group, axis: Axis, canvas: Canvas) -> bar_charts.Group:
    """The group ending at the plot's edge, where its bars were drawn on beyond and are not seen.

    So bars are drawn whose axis does not begin at zero, or is logarithmic: no line is where they
    end, and their labels stand on what is not seen of them.
    """
    low, high = axis.span
    rules = canvas.rules
    feet = rules.across if group.upright else rules.down
    half = 0.5 * (group.box.width if group.upright else group.box.height)
    if any(abs(rule.at - group.base) < 1.5 and rule.length > half for rule in feet):
        return group
    if group.upright:
        edges = [
            rule.at
            for rule in rules.across
            if low < rule.at < group.base - 3
            and rule.at > high - 4.5
            and rule.start < group.box.x1 + 2
            and rule.end > group.box.x2 - 2
        ]
        edge = max(edges, default=None)
    else:
        edges = [
            rule.at
            for rule in rules.down
            if group.base + 3 < rule.at < high
            and rule.at < low + 4.5
            and rule.start < group.box.y1 + 2
            and rule.end > group.box.y2 - 2
        ]
        edge = min(edges, default=None)
    if edge is None or group.stacked or any(group.hangs(bar) for bar in group.bars):
        return group
    box = group.box
    unseen = Box(box.x1, edge, box.x2, group.base)
    if not group.upright:
        unseen = Box(group.base, box.y1, edge, box.y2)
    if sum(unseen.contains(chunk.box.center) for chunk in canvas.chunks) < 2:
        return group
    kept = []
    for (bar,) in group.stacks:
        box = bar.box
        if group.upright and box.y1 < edge:
            kept.append([Bar(Box(box.x1, box.y1, box.x2, edge), bar.color)])
        elif not group.upright and box.x2 > edge:
            kept.append([Bar(Box(edge, box.y1, box.x2, box.y2), bar.color)])
    return bar_charts.Group(group.upright, edge, kept) if kept else group


def _foot(group: bar_charts.Group, axis: Axis | None) -> float:
    """Where the plot ends on the side of the labels: below, or to the left."""
    if not any(group.hangs(bar) for bar in group.bars):
        return group.base
    box = group.box
    if group.upright:
        return max(box.y2, axis.span[1] if axis else box.y2)
    return min(box.x1, axis.span[0] if axis else box.x1)


def _beside(group: bar_charts.Group, axes: Sequence[Axis]) -> Axis | None:
    """The axis that the bars stand against: it covers their lengths and is closest."""
    box = group.box
    ends = [group.end(bar) for bar in group.bars]
    best = None
    for axis in axes:
        low, high = axis.span
        room = 0.15 * (high - low) + 4
        if axis.log:  # its lowest figure may stand a power above its foot
            room = 1 / abs(axis.slope)
        if min(ends) < low - room or max(ends) > high + room:
            continue
        if group.upright:
            if axis.slope >= 0:
                continue
            away = min(abs(box.x1 - axis.box.x2), abs(axis.box.x1 - box.x2))
            outside = axis.box.x2 <= box.x1 + 2 or axis.box.x1 >= box.x2 - 2
        else:
            if axis.slope <= 0:
                continue
            away = min(abs(box.y1 - axis.box.y2), abs(axis.box.y1 - box.y2))
            outside = axis.box.y2 <= box.y1 + 2 or axis.box.y1 >= box.y2 - 2
        if outside and away < 60 and (best is None or away < best[0]):
            best = (away, axis)
    return best[1] if best else None
