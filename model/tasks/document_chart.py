"""A pictured chart in the wire format: the JSON a model is asked for, written and read.

The embedded engine writes the same JSON and says of every value how it came by it.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

from model.documents.parts import ChartKind
from model.geometry import Box
from model.tasks.document_fields import fit
from model.tasks.document_reply import read_json

Way = Literal["printed", "measured", "told"]
"""How a value was had: it stands on the picture, it was laid on the axis, or a model told it."""

_MOST_SERIES, _MOST_VALUES = 40, 1_000
"""More of a reply is not read: no chart shows it."""
_FACTOR = re.compile(r"\d\s?(?:[km]|mn|bn|b|trn?|万|亿|million|billion)\b", re.I)
"""A number written short ("1.2k"): a thousandfold mistake, if its letter were left out."""


@dataclass(frozen=True, slots=True)
class ToldSeries:
    """One row of numbers, a value for every category; ``None`` where there is none.

    ``boxes`` are shares of the picture's sides (0–1): where a value's bar would be by its value.
    """

    name: str
    values: tuple[float | None, ...]
    xs: tuple[float, ...] = ()
    ways: tuple[Way, ...] = ()
    boxes: tuple[Box | None, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldChart:
    """A chart as a reply tells it. ``axis`` is the least and the largest number printed on it.

    ``gap`` is what lies between two numbers of the axis (0 where not known).
    """

    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[ToldSeries, ...]
    title: str = ""
    unit: str = ""
    axis: tuple[float, float] | None = None
    gap: float = 0.0
    notes: tuple[str, ...] = ()


def write_chart(chart: ToldChart) -> str:
    """The JSON that ``read_chart`` reads."""
    series = []
    for one in chart.series:
        told: dict[str, object] = {"name": one.name, "values": one.values}
        if one.xs:
            told["xs"] = one.xs
        if one.ways:
            told["ways"] = one.ways
        if one.boxes:
            told["boxes"] = [box and _corners(box) for box in one.boxes]
        series.append(told)
    whole = {
        "title": chart.title,
        "kind": chart.kind,
        "unit": chart.unit,
        "axis": chart.axis,
        "gap": chart.gap,
        "categories": chart.categories,
        "series": series,
        "notes": chart.notes,
    }
    return json.dumps(whole, ensure_ascii=False)


def _corners(box: Box) -> list[float]:
    return [round(side, 5) for side in (box.x1, box.y1, box.x2, box.y2)]


def read_chart(reply: str) -> ToldChart | None:
    """The chart a reply tells; ``None`` where it holds none, or says that there is none.

    What does not fit is left out and said in ``notes``.
    """
    parsed = read_json(reply)
    if not isinstance(parsed, dict):
        return None
    kind = str(parsed.get("kind") or "").strip().casefold()
    rows = parsed.get("series")
    if kind == "none" or not isinstance(rows, list):
        return None
    labels = _list(parsed.get("categories"))[:_MOST_VALUES]
    categories = tuple(_text(one) for one in labels)
    notes = [_text(one) for one in _list(parsed.get("notes"))[:_MOST_SERIES]]
    series = []
    for number, row in enumerate(rows[:_MOST_SERIES], 1):
        if isinstance(row, dict) and isinstance(row.get("values"), list):
            series.append(_series(row, number, len(categories), notes))
    if not series and not notes:
        return None
    if not categories:
        longest = max((len(one.values) for one in series), default=0)
        categories = tuple(str(at + 1) for at in range(longest))
        if longest and not all(one.xs for one in series):
            notes.append("The reply names no categories; its values are counted instead.")
    return ToldChart(
        cast(ChartKind, kind) if kind in get_args(ChartKind) else "other",
        categories,
        tuple(series),
        _text(parsed.get("title")),
        _text(parsed.get("unit")),
        _axis(parsed.get("axis")),
        _number(parsed.get("gap")) or 0.0,
        tuple(notes),
    )


def _series(row: dict[str, object], number: int, categories: int, notes: list[str]) -> ToldSeries:
    name = _text(row.get("name"))
    told = _list(row.get("values"))[:_MOST_VALUES]
    values = [_number(one) for one in told]
    called = repr(name) if name else f"Row {number}"
    unread = [one for one, value in zip(told, values, strict=True) if one is not None is value]
    if unread:
        listed = ", ".join(repr(one)[:40] for one in unread[:5])
        notes.append(f"{called}: {listed} could not be read as a number.")
    if categories and len(values) != categories:
        notes.append(f"{called} has {len(values)} values for {categories} categories.")
        values = [*values, *[None] * categories][:categories]
    xs = [_number(one) for one in _list(row.get("xs"))[:_MOST_VALUES]]
    whole = len(xs) == len(values) and None not in xs
    ways = [one for one in _list(row.get("ways")) if one in get_args(Way)]
    boxes = [_box(one) for one in _list(row.get("boxes"))]
    return ToldSeries(
        name,
        tuple(values),
        tuple(x for x in xs if x is not None) if whole else (),
        tuple(cast("list[Way]", ways)) if len(ways) == len(values) else (),
        tuple(boxes) if len(boxes) == len(values) else (),
    )


def _number(told: object) -> float | None:
    if isinstance(told, str) and _FACTOR.search(told):
        return None
    value, problem = fit(told, "number")
    if problem or isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _axis(told: object) -> tuple[float, float] | None:
    ends = [_number(one) for one in _list(told)]
    if len(ends) != 2 or ends[0] is None or ends[1] is None or ends[0] == ends[1]:
        return None
    return min(ends[0], ends[1]), max(ends[0], ends[1])


def _box(told: object) -> Box | None:
    sides = [_number(one) for one in _list(told)]
    if len(sides) != 4 or any(side is None or not -1 <= side <= 2 for side in sides):
        return None
    return Box(*(side or 0.0 for side in sides))


def _text(told: object) -> str:
    return " ".join(str(told).split())[:300] if told is not None else ""


def _list(told: object) -> Sequence[object]:
    return told if isinstance(told, list) else []
