"""Charts that a PDF draws as vectors, as the values they were drawn from.

A chart is told only where its values can be: an axis with printed figures, or figures on the bars
that agree with their lengths. Everything else is left a picture.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from model.documents.charts import lines as line_charts
from model.documents.charts import pies as pie_charts
from model.documents.charts.axes import figure
from model.documents.charts.bar_values import bar_charts_of
from model.documents.charts.canvas import Canvas, axis_notes, canvas_of, settled, title_over
from model.documents.charts.legend import names
from model.documents.charts.shapes import Slice, Trace
from model.documents.parts import Chart, PageText, Place, Series
from model.documents.tables.words import Chunk
from model.geometry import Box, union

if TYPE_CHECKING:
    from model.media.pdf.file import Pdf

_MOST_STROKES = 20_000
"""A page with more drawings is a map."""


def find_charts(pdf: Pdf, page: int, text: PageText) -> list[Chart]:
    """The bar, line and pie charts of one page from top to bottom.

    Raises ``UnreadableFile`` when the page's drawings cannot be read.
    """
    strokes = pdf.strokes(page)
    if not strokes or len(strokes) > _MOST_STROKES:
        return []
    return charts_of(canvas_of(page, text, strokes))


def charts_of(canvas: Canvas) -> list[Chart]:
    """The charts on a canvas from top to bottom, numbered."""
    found = bar_charts_of(canvas) + _line_charts(canvas) + _pie_charts(canvas)
    found.sort(key=lambda chart: (chart.place.box.y1, chart.place.box.x1))
    return [
        replace(chart, id=f"p{canvas.page + 1}-c{number}") for number, chart in enumerate(found, 1)
    ]


def _line_charts(canvas: Canvas) -> list[Chart]:
    found = []
    for own, group in line_charts.plots(canvas.traces, canvas.upright):
        axis = settled(own, canvas)
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
        plot = union(trace.box for trace in group)
        notes = axis_notes(axis, own, canvas, plot)
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
                title_over(box, canvas),
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
        title = title_over(union(each.box for each in pie), canvas)
        beside = pie_charts.labelled(pie, [c for c in canvas.chunks if c.text != title])
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
        title = title or title_over(box, canvas)
        found.append(
            Chart(
                "",
                Place(canvas.page, box),
                "pie",
                tuple(categories),
                (Series("", tuple(values)),),
                "vector",
                title,
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
