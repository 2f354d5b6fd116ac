"""Charts drawn by us from their native values, where no Office program draws them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from model.documents.office.chart_xml import ChartData
from model.documents.office.drawing_colors import ACCENTS
from model.documents.parts import Series
from model.geometry import Box, Point
from model.media.pdf.writing import PageMaker

Drawn = tuple[tuple[Box, ...], ...]

_GREY, _LIGHT, _INK = (120, 120, 120), (225, 225, 225), (40, 40, 40)
_MOST_LABELS = 24
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_GAP = 0.35
"""Share of a category's room that stays free between bars."""


@dataclass(frozen=True, slots=True)
class _Scale:
    """A value axis: its ends and ticks, laid between two coordinates."""

    low: float
    high: float
    ticks: tuple[float, ...]
    start: float
    end: float

    def at(self, value: float) -> float:
        span = self.high - self.low
        return self.start + (self.end - self.start) * (value - self.low) / span


def draw_chart(maker: PageMaker, box: Box, chart: ChartData) -> Drawn:
    """Draw title, legend, axes and values into ``box`` of the current page.

    Gives the boxes of every series' values: bars as they stand, points without extent; an empty
    box at the box's corner stands for a value that is missing.
    """
    maker.rect(box, fill=(255, 255, 255), color=_LIGHT)
    size = min(max(min(box.width / 42, box.height / 24), 4.5), 10.0)
    top = box.y1 + size * 0.6
    if chart.title:
        maker.text(
            Point(box.center.x, top + size * 1.1),
            _short(chart.title, box.width, size * 1.2),
            size * 1.2,
            _INK,
            "middle",
            bold=True,
        )
        top += size * 2.0
    pie = chart.kind == "pie"
    named = chart.categories if pie else tuple(series.name for series in chart.series)
    bottom = box.y2 - size * 0.6
    if any(named) and len(named) <= _MOST_LABELS:
        bottom = _legend(maker, Box(box.x1, top, box.x2, bottom), named, chart, size)
    room = Box(box.x1 + size, top, box.x2 - size, bottom)
    if room.width < 20 or room.height < 20:
        return ()
    if pie:
        return _pie(maker, room, chart)
    if chart.kind == "scatter":
        return _scatter(maker, room, chart, size)
    if chart.kind == "bar":
        return _lying(maker, room, chart, size)
    return _standing(maker, room, chart, size)


def _legend(
    maker: PageMaker, room: Box, names: Sequence[str], chart: ChartData, size: float
) -> float:
    """A row of names below; where the rest of the room ends."""
    pie = chart.kind == "pie"
    shown = [_short(name or "–", room.width / 3, size) for name in names]
    widths = [len(name) * size * 0.55 + size * 2.2 for name in shown]
    rows: list[list[int]] = [[]]
    used = 0.0
    for index, width in enumerate(widths):
        if used + width > room.width - size and rows[-1]:
            rows.append([])
            used = 0.0
        rows[-1].append(index)
        used += width
    rows = rows[: max(1, int(room.height / size / 4))]
    y = room.y2 - (len(rows) - 1) * size * 1.4
    top = y - size * 1.6
    for row in rows:
        x = room.center.x - sum(widths[index] for index in row) / 2
        for index in row:
            color = (
                chart.slices[index % len(chart.slices)]
                if pie
                else _color(chart.series[index], index)
            )
            maker.rect(Box(x, y - size * 0.7, x + size * 0.8, y + size * 0.1), fill=color)
            maker.text(Point(x + size * 1.1, y), shown[index], size, _INK)
            x += widths[index]
        y += size * 1.4
    return top


def _standing(maker: PageMaker, room: Box, chart: ChartData, size: float) -> Drawn:
    """Columns, lines and areas over categories."""
    stacks = _stacks(chart)
    low, high, ticks = _range([value for pair in stacks for both in pair for value in both])
    labels = [f"{tick:,.10g}" for tick in ticks]
    left = room.x1 + max(map(len, labels)) * size * 0.6 + size * 0.5
    bottom = room.y2 - size * 1.6
    if chart.unit:
        maker.text(
            Point(room.x1, (room.y1 + bottom) / 2), chart.unit, size, _GREY, "middle", up=True
        )
        left += size * 1.2
    scale = _Scale(low, high, ticks, bottom, room.y1 + size)
    for tick, label in zip(ticks, labels, strict=True):
        y = scale.at(tick)
        maker.path([Point(left, y), Point(room.x2, y)], color=_LIGHT, width=0.5)
        maker.text(Point(left - size * 0.4, y + size * 0.35), label, size * 0.9, _GREY, "end")
    count = max(len(chart.categories), 1)
    step = (room.x2 - left) / count
    _category_names(maker, chart.categories, left, step, bottom + size * 1.1, size)
    columns = [at for at, form in enumerate(chart.forms) if form in ("column", "other")]
    drawn = []
    for index, series in enumerate(chart.series):
        color = _color(series, index)
        boxes = []
        for at, value in enumerate(series.values):
            if value is None:
                boxes.append(_missing(room))
                continue
            base, top = stacks[index][at]
            y1, y2 = sorted((scale.at(base), scale.at(top)))
            if index in columns:
                x1, x2 = _slot(left + at * step, step, columns.index(index), len(columns), chart)
                boxes.append(Box(x1, y1, x2, y2))
                maker.rect(boxes[-1], fill=color)
            else:
                x = left + (at + 0.5) * step
                boxes.append(Box(x, scale.at(top), x, scale.at(top)))
        if index not in columns:
            if chart.forms[index] == "area":
                _area(maker, stacks[index], left, step, scale, color)
            else:
                _line(maker, series, boxes, color)
        drawn.append(tuple(boxes))
    _zero(maker, Point(left, scale.at(max(low, 0.0))), Point(room.x2, scale.at(max(low, 0.0))))
    return tuple(drawn)


def _lying(maker: PageMaker, room: Box, chart: ChartData, size: float) -> Drawn:
    """Bars, the first category at the bottom as Office draws them."""
    stacks = _stacks(chart)
    low, high, ticks = _range([value for pair in stacks for both in pair for value in both])
    longest = max((len(name) for name in chart.categories), default=1)
    left = room.x1 + min(longest * size * 0.55 + size, room.width * 0.35)
    bottom = room.y2 - size * (2.8 if chart.unit else 1.6)
    if chart.unit:
        maker.text(Point((left + room.x2) / 2, room.y2), chart.unit, size, _GREY, "middle")
    scale = _Scale(low, high, ticks, left, room.x2 - size)
    for tick in ticks:
        x = scale.at(tick)
        maker.path([Point(x, room.y1), Point(x, bottom)], color=_LIGHT, width=0.5)
        maker.text(Point(x, bottom + size * 1.1), f"{tick:,.10g}", size * 0.9, _GREY, "middle")
    count = max(len(chart.categories), 1)
    step = (bottom - room.y1) / count
    every = math.ceil(count / max(1, int((bottom - room.y1) / (size * 1.2))))
    for at, name in enumerate(chart.categories):
        if at % every == 0:
            y = bottom - (at + 0.5) * step + size * 0.35
            shown = _short(name, left - room.x1, size * 0.9)
            maker.text(Point(left - size * 0.4, y), shown, size * 0.9, _GREY, "end")
    drawn = []
    for index, series in enumerate(chart.series):
        boxes = []
        for at, value in enumerate(series.values):
            if value is None:
                boxes.append(_missing(room))
                continue
            base, end = stacks[index][at]
            x1, x2 = sorted((scale.at(base), scale.at(end)))
            y1, y2 = _slot(bottom - (at + 1) * step, step, -1 - index, len(chart.series), chart)
            boxes.append(Box(x1, y1, x2, y2))
            maker.rect(boxes[-1], fill=_color(series, index))
        drawn.append(tuple(boxes))
    _zero(maker, Point(scale.at(max(low, 0.0)), room.y1), Point(scale.at(max(low, 0.0)), bottom))
    return tuple(drawn)


def _scatter(maker: PageMaker, room: Box, chart: ChartData, size: float) -> Drawn:
    ys = [value for series in chart.series for value in series.values if value is not None]
    xs = [x for series in chart.series for x in series.xs]
    low, high, ticks = _range(ys, from_zero=False)
    labels = [f"{tick:,.10g}" for tick in ticks]
    left = room.x1 + max(map(len, labels)) * size * 0.6 + size * 0.5
    bottom = room.y2 - size * 1.6
    upright = _Scale(low, high, ticks, bottom, room.y1 + size)
    along = _Scale(*_range(xs, from_zero=False), left, room.x2 - size)
    for tick, label in zip(ticks, labels, strict=True):
        y = upright.at(tick)
        maker.path([Point(left, y), Point(room.x2, y)], color=_LIGHT, width=0.5)
        maker.text(Point(left - size * 0.4, y + size * 0.35), label, size * 0.9, _GREY, "end")
    for tick in along.ticks:
        x = along.at(tick)
        maker.text(Point(x, bottom + size * 1.2), f"{tick:,.10g}", size * 0.9, _GREY, "middle")
    _zero(maker, Point(left, bottom), Point(room.x2, bottom))
    drawn = []
    radius = size * 0.3
    for index, series in enumerate(chart.series):
        boxes = []
        for x, value in zip(series.xs, series.values, strict=True):
            if value is None:
                boxes.append(_missing(room))
                continue
            spot = Box(along.at(x), upright.at(value), along.at(x), upright.at(value))
            boxes.append(spot)
            maker.ellipse(spot.grow(radius), fill=_color(series, index))
        drawn.append(tuple(boxes))
    return tuple(drawn)


def _pie(maker: PageMaker, room: Box, chart: ChartData) -> Drawn:
    """The first series as slices from twelve o'clock; each one's box is its own."""
    values = [max(value or 0.0, 0.0) for value in chart.series[0].values]
    total = sum(values)
    radius = min(room.width, room.height) / 2
    middle = room.center
    boxes = []
    turned = -math.pi / 2
    for index, value in enumerate(values):
        angle = 2 * math.pi * value / total if total > 0 else 0.0
        steps = max(2, int(angle / 0.05))
        rim = [
            Point(
                middle.x + radius * math.cos(turned + angle * step / steps),
                middle.y + radius * math.sin(turned + angle * step / steps),
            )
            for step in range(steps + 1)
        ]
        if angle > 0:
            maker.path(
                [middle, *rim],
                fill=chart.slices[index % len(chart.slices)],
                color=(255, 255, 255),
                closed=True,
            )
        points = [middle, *rim]
        boxes.append(
            Box(
                min(point.x for point in points),
                min(point.y for point in points),
                max(point.x for point in points),
                max(point.y for point in points),
            )
        )
        turned += angle
    return (tuple(boxes),)


def _stacks(chart: ChartData) -> list[list[tuple[float, float]]]:
    """Where every value begins and ends: at zero, or on the ones before it."""
    count = max((len(series.values) for series in chart.series), default=0)
    up, down = [0.0] * count, [0.0] * count
    totals = [
        sum(abs(series.values[at] or 0.0) for series in chart.series if at < len(series.values))
        for at in range(count)
    ]
    stacks = []
    for form, series in zip(chart.forms, chart.series, strict=True):
        pairs = []
        for at, given in enumerate(series.values):
            value = given or 0.0
            if not chart.stacking or (form == "line" and chart.kind != "line"):
                pairs.append((0.0, value))
                continue
            if chart.stacking == "percent":
                value = value / totals[at] * 100 if totals[at] else 0.0
            side = up if value >= 0 else down
            pairs.append((side[at], side[at] + value))
            side[at] += value
        stacks.append(pairs)
    return stacks


def _range(
    values: Sequence[float], from_zero: bool = True
) -> tuple[float, float, tuple[float, ...]]:
    """Round ends and about five round ticks that hold all ``values``."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if high - low < 1e-300:
        high = low + (abs(low) or 1.0)
    rough = (high - low) / 5
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(part * power for part in _STEPS if part * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(
        round(at * step, 12) if abs(step) > 1e-9 else at * step for at in range(first, last + 1)
    )
    return first * step, last * step, ticks


def _slot(
    start: float, step: float, place: int, count: int, chart: ChartData
) -> tuple[float, float]:
    """Where a bar stands across its category; bars on each other share the whole room."""
    width = step * (1 - _GAP)
    start += step * _GAP / 2
    if chart.stacking or count == 0:
        return start, start + width
    place %= count
    return start + width * place / count, start + width * (place + 1) / count


def _line(
    maker: PageMaker, series: Series, boxes: Sequence[Box], color: tuple[int, int, int]
) -> None:
    run: list[Point] = []
    runs = [run]
    for value, box in zip(series.values, boxes, strict=True):
        if value is None:
            run = []
            runs.append(run)
        else:
            run.append(Point(box.x1, box.y1))
    for run in runs:
        maker.path(run, color=color, width=1.5)
        for point in run if len(run) <= 60 else ():
            maker.ellipse(Box(point.x, point.y, point.x, point.y).grow(1.6), fill=color)


def _area(
    maker: PageMaker,
    pairs: Sequence[tuple[float, float]],
    left: float,
    step: float,
    scale: _Scale,
    color: tuple[int, int, int],
) -> None:
    """The room between a series and what it stands on; missing values count as nothing."""
    above = [Point(left + (at + 0.5) * step, scale.at(top)) for at, (_, top) in enumerate(pairs)]
    below = [Point(left + (at + 0.5) * step, scale.at(base)) for at, (base, _) in enumerate(pairs)]
    maker.path([*above, *reversed(below)], fill=color, closed=True)


def _category_names(
    maker: PageMaker, names: Sequence[str], left: float, step: float, y: float, size: float
) -> None:
    """As many names as there is room for."""
    longest = max((len(name) for name in names), default=1)
    every = max(1, math.ceil(min(longest, 12) * size * 0.55 / max(step, 0.1)))
    for at in range(0, len(names), every):
        shown = _short(names[at], step * every, size * 0.9)
        maker.text(Point(left + (at + 0.5) * step, y), shown, size * 0.9, _GREY, "middle")


def _zero(maker: PageMaker, start: Point, end: Point) -> None:
    maker.path([start, end], color=_GREY, width=0.75)


def _missing(room: Box) -> Box:
    return Box(room.x1, room.y2, room.x1, room.y2)


def _color(series: Series, index: int) -> tuple[int, int, int]:
    return series.color or ACCENTS[index % len(ACCENTS)]


def _short(text: str, width: float, size: float) -> str:
    """A text cut to what fits into ``width``."""
    most = max(3, int(width / (size * 0.52)))
    return text if len(text) <= most else text[: most - 1] + "…"
