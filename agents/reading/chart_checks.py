"""A model's values of a pictured chart against what is printed and drawn on the picture.

A value is borne out where its number is printed at its bar, or where it lies where the bar ends;
one that lies elsewhere, or beyond the axis, is named. The values stay as they were told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from model.geometry import Box
from model.tasks.document_chart import ToldChart, ToldSeries

_NEAR = 0.03
"""Share of the axis by which a value may miss the end of its bar: reading by eye, and pixels."""
_EQUAL = 0.005
"""Share by which a value may differ from the number printed at its bar: it was rounded."""
_MOST_NAMED = 8
_LETTERS = re.compile(r"[\W_]+")

_Own = tuple[float, str, Box | None]
"""A value of our own reading, how it was had, and its bar."""


def checked(told: ToldChart, own: ToldChart | None) -> ToldChart:
    """``told`` with notes on which of its values the picture bears out, and which it does not.

    Where our own reading found the bars, the values are drawn over them by the same scale.
    """
    axis = own.axis if own else None
    reach = _reach(own)
    wrong: list[str] = []
    borne = seen = total = 0
    series = []
    for at, one in enumerate(told.series):
        boxes: list[Box | None] = []
        for index, value in enumerate(one.values):
            ours = _ours(told, at, index, own)
            boxes.append(_redrawn(value, ours, own))
            if value is None:
                continue
            total += 1
            name = _name(told, one, index)
            beyond = "" if own is None else _beyond(value, own)
            if ours is not None:
                seen += 1
                problem = _unlike(value, ours, reach)
                borne += not problem
                if problem:
                    wrong.append(f"{name}: the model says {value:,.10g}; {problem}.")
            elif beyond:
                wrong.append(f"{name}: the model says {value:,.10g}; {beyond}.")
        kept = tuple(boxes) if any(boxes) else ()
        series.append(replace(one, boxes=kept))
    notes = [*told.notes, *wrong[:_MOST_NAMED]]
    if len(wrong) > _MOST_NAMED:
        notes.append(f"{len(wrong) - _MOST_NAMED} more values differ from the picture.")
    notes.append(_summary(total, seen, borne, axis))
    return replace(told, series=tuple(series), notes=tuple(notes))


def _reach(own: ToldChart | None) -> float:
    """How far the values of our own reading run: the axis, or from zero to the largest."""
    if own is None:
        return 0.0
    if own.axis:
        return own.axis[1] - own.axis[0]
    values = [value for one in own.series for value in one.values if value is not None]
    return max((abs(value) for value in values), default=0.0)


def _name(told: ToldChart, one: ToldSeries, index: int) -> str:
    parts = [told.categories[index] if index < len(told.categories) else "", one.name]
    return ", ".join(repr(part) for part in parts if part) or f"Value {index + 1}"


def _ours(told: ToldChart, at: int, index: int, own: ToldChart | None) -> _Own | None:
    """Our own value of the same category and series; by their place where all are as many."""
    if own is None or not own.series:
        return None
    row = _same(told.series[at].name, [one.name for one in own.series])
    if row is None:
        row = at if len(told.series) == len(own.series) else None
    column = _same(told.categories[index] if index < len(told.categories) else "", own.categories)
    if column is None and len(told.categories) == len(own.categories):
        column = index
    if row is None or column is None:
        return None
    ours = own.series[row]
    value = ours.values[column]
    if value is None:
        return None
    way = ours.ways[column] if ours.ways else "measured"
    return value, way, ours.boxes[column] if ours.boxes else None


def _same(name: str, names: Sequence[str]) -> int | None:
    """Which of ``names`` is the same but for case, spaces and signs, or is the only one within."""
    wanted = _plain(name)
    if not wanted:
        return None
    plain = [_plain(other) for other in names]
    if plain.count(wanted) == 1:
        return plain.index(wanted)
    close = [
        index
        for index, other in enumerate(plain)
        if len(other) > 2 and len(wanted) > 2 and (other in wanted or wanted in other)
    ]
    return close[0] if len(close) == 1 else None


def _plain(name: str) -> str:
    return _LETTERS.sub("", unicodedata.normalize("NFKC", name)).casefold()


def _unlike(value: float, ours: _Own, reach: float) -> str:
    """How a value differs from our own of the same bar; "" where it does not."""
    seen, way, _ = ours
    if way == "printed":
        if abs(value - seen) <= _EQUAL * max(abs(value), abs(seen)):
            return ""
        return f"{seen:,.10g} is printed there"
    if abs(value - seen) <= _NEAR * max(reach, abs(seen)):
        return ""
    return f"the bar ends at about {seen:,.10g}"


def _beyond(value: float, own: ToldChart) -> str:
    """Whether a value lies beyond the axis; a bar may stand out over the last number by a step."""
    if own.axis is None:
        return ""
    low, high = own.axis
    room = own.gap or 0.1 * (high - low)
    if low - room <= value <= high + room:
        return ""
    return f"the axis on the picture runs from {low:,.10g} to {high:,.10g}"


def _redrawn(value: float | None, ours: _Own | None, own: ToldChart | None) -> Box | None:
    """The bar that ``value`` would have, by the one our own reading has of it."""
    if value is None or ours is None or own is None:
        return None
    seen, _, box = ours
    if box is None:
        return None
    # A bar begins at the line of zero, or of the axis' lowest number where that is above zero.
    foot = max(0.0, own.axis[0]) if own.axis else 0.0
    if seen == foot:
        return None
    share = (value - foot) / (seen - foot)
    up = seen > foot
    if own.kind == "column":
        base, end = (box.y2, box.y1) if up else (box.y1, box.y2)
        tip = base + share * (end - base)
        return Box(box.x1, min(base, tip), box.x2, max(base, tip))
    base, end = (box.x1, box.x2) if up else (box.x2, box.x1)
    tip = base + share * (end - base)
    return Box(min(base, tip), box.y1, max(base, tip), box.y2)


def _summary(total: int, seen: int, borne: int, axis: tuple[float, float] | None) -> str:
    if not total:
        return "The model read no value."
    if not seen:
        range_ = "only against the range of the axis" if axis else "at all"
        return f"The values are the model's; they could not be checked {range_}."
    rest = total - seen
    left = f"; {rest} could not be checked one by one" if rest else ""
    return f"{borne} of the model's {total} values agree with the picture{left}."
