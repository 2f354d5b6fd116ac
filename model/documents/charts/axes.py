"""Axes of a chart: printed figures that stand evenly, and what lies between them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from model.documents.tables.words import Chunk
from model.geometry import Box, union

_FIGURE = re.compile(
    r"(?P<open>\()?(?P<sign>[-–−+])?\s?(?P<cur>[$€£¥])?(?P<sign2>[-–−])?"
    r"(?P<digits>\d{1,3}(?:[,\u202f\u00a0 ']\d{3})+|\d+)(?P<part>[.,]\d+)?\s?"
    r"(?P<unit>%|[kKmMbB]|bn|mn|m|‰)?(?(open)\))"
)
_POWER = re.compile(r"(?P<base>10|2)\^(?P<sign>[-–−])?(?P<digits>\d{1,2})")
_FACTOR = re.compile(r"(?:[×x*]\s?)?(?:1e|10\^)(?P<sign>[-–−+])?(?P<digits>\d{1,2})")
"""What stands at an axis' end where its figures are to be multiplied: "1e7", "×10^7"."""
_NEAR = 2.6
"""Points that the edges of an axis' figures may differ."""
_LEAST_TICKS = 3
_LEAST_DOUBLED = 5
"""Fewest figures that are a logarithmic axis where they do not go by tens."""


@dataclass(frozen=True, slots=True)
class Axis:
    """A scale: ``value = offset + slope × position``; ``upright`` axes count along y.

    Positions are points of the page. ``ticks`` are the printed figures' places and values, ``box``
    is the place of all of them; ``unit`` is what stands behind them. On a ``log`` axis the power
    of ten grows evenly: ``log10(value) = offset + slope × position``.
    """

    upright: bool
    slope: float
    offset: float
    ticks: tuple[tuple[float, float], ...]
    box: Box
    unit: str = ""
    log: bool = False

    def value(self, position: float) -> float:
        """The value at a position, as exact as the page is."""
        along = self.offset + self.slope * position
        return 10.0 ** max(-300.0, min(300.0, along)) if self.log else along

    def position(self, value: float) -> float:
        """Where a value lies, in points; on a logarithmic axis zero lies at its lowest figure."""
        if self.log:
            value = math.log10(value if value > 0 else self.low)
        return (value - self.offset) / self.slope

    def told(self, value: float, position: float) -> float:
        """A value to as many digits as a fifth of a point at ``position`` can tell."""
        step = abs(self.slope) * 0.2
        if self.log:
            step *= math.log(10) * self.value(position)
        digits = 0 if step <= 0 else -math.floor(math.log10(step))
        rounded = round(value, max(-9, min(9, digits)))
        return 0.0 if rounded == 0 else rounded

    def rounded(self, position: float) -> float:
        """The value at a position, to as many digits as can be told there."""
        return self.told(self.value(position), position)

    def moved(self, by: float) -> Axis:
        """The same figures, ``by`` points further along."""
        ticks = tuple((place + by, value) for place, value in self.ticks)
        return replace(self, offset=self.offset - self.slope * by, ticks=ticks)

    def times(self, factor: float) -> Axis:
        """The axis whose figures count ``factor`` each."""
        ticks = tuple((place, value * factor) for place, value in self.ticks)
        if self.log:
            return replace(self, offset=self.offset + math.log10(factor), ticks=ticks)
        return replace(self, slope=self.slope * factor, offset=self.offset * factor, ticks=ticks)

    @property
    def low(self) -> float:
        """The smallest printed value."""
        return min(value for _, value in self.ticks)

    @property
    def high(self) -> float:
        """The largest printed value."""
        return max(value for _, value in self.ticks)

    @property
    def span(self) -> tuple[float, float]:
        """The first and the last position of a printed figure, in points."""
        places = [place for place, _ in self.ticks]
        return min(places), max(places)


def figure(text: str) -> tuple[float, str] | None:
    """The number a text plainly is, and its unit; ``None`` for anything else."""
    if power := _POWER.fullmatch(text.strip()):
        exponent = int(power["digits"]) * (-1 if power["sign"] else 1)
        return float(power["base"]) ** exponent, ""
    found = _FIGURE.fullmatch(text.strip())
    if found is None:
        return None
    part = found["part"] or ""
    digits = re.sub(r"\D", "", found["digits"])
    # "1.000" and "1,000" with three digits behind are thousands on an axis that has no decimals.
    if len(part) == 4 and part[0] == "," and len(found["digits"]) <= 3:
        digits, part = digits + part[1:], ""
    value = float(digits + part.replace(",", "."))
    if found["sign"] in ("-", "–", "−") or found["sign2"] or found["open"]:
        value = -value
    unit = found["unit"] or ""
    return value, (found["cur"] or "") + unit


def upright_axes(chunks: Sequence[Chunk]) -> list[Axis]:
    """Axes whose figures stand over one another."""
    return _axes(chunks, upright=True)


def level_axes(chunks: Sequence[Chunk]) -> list[Axis]:
    """Axes whose figures stand side by side."""
    return _axes(chunks, upright=False)


def _axes(chunks: Sequence[Chunk], upright: bool) -> list[Axis]:
    figures = [
        (chunk.box, read[0], read[1])
        for chunk in chunks
        if (read := figure(chunk.text)) is not None
    ]
    groups: list[list[tuple[Box, float, str]]] = []
    if upright:
        groups += _lined_up(figures, lambda box: box.x2) + _lined_up(figures, lambda box: box.x1)
    else:
        groups += _lined_up(figures, lambda box: (box.y1 + box.y2) / 2)
    axes: list[Axis] = []
    for group in groups:
        along = [
            (b.center.y if upright else b.center.x, value, unit, b) for b, value, unit in group
        ]
        axes += _even(sorted(along, key=lambda item: item[0]), upright)
    axes.sort(key=lambda axis: -len(axis.ticks))
    kept: list[Axis] = []
    for axis in axes:
        same = any(
            axis.box.intersection(other.box) and set(axis.ticks) & set(other.ticks)
            for other in kept
        )
        if not same:
            kept.append(axis)
    return kept


def _lined_up(
    figures: Sequence[tuple[Box, float, str]], key: Callable[[Box], float]
) -> list[list[tuple[Box, float, str]]]:
    groups: list[list[tuple[Box, float, str]]] = []
    last = -math.inf
    for item in sorted(figures, key=lambda item: key(item[0])):
        at = key(item[0])
        if groups and at - last <= _NEAR:
            groups[-1].append(item)
        else:
            groups.append([item])
        last = at
    return [group for group in groups if len(group) >= _LEAST_TICKS]


def _even(items: Sequence[tuple[float, float, str, Box]], upright: bool) -> list[Axis]:
    """Runs of figures whose values rise or fall evenly with their place."""
    axes: list[Axis] = []
    start = 0
    while start + _LEAST_TICKS <= len(items):
        end, log = _run(items, start, log=False), False
        if end - start < _LEAST_TICKS and items[start][1] > 0:
            end, log = _run(items, start, log=True), True
            ratio = abs(math.log10(items[start + 1][1] / items[start][1])) if end > start + 1 else 0
            if ratio < 0.9 and end - start < _LEAST_DOUBLED:
                end = start  # 1, 2, 4 stand over one another by chance
        if end - start >= _LEAST_TICKS:
            run = items[start:end]
            places = np.array([item[0] for item in run])
            values = np.array([item[1] for item in run])
            slope, offset = np.polyfit(places, np.log10(values) if log else values, 1)
            units = {item[2] for item in run if item[2]}
            axes.append(
                Axis(
                    upright,
                    float(slope),
                    float(offset),
                    tuple((item[0], item[1]) for item in run),
                    union(item[3] for item in run),
                    units.pop() if len(units) == 1 else "",
                    log,
                )
            )
            start = end
        else:
            start += 1
    return axes


def _run(items: Sequence[tuple[float, float, str, Box]], start: int, *, log: bool) -> int:
    """The end of the run of figures that begins at ``start`` and rises evenly."""
    end = start + 2
    while end <= len(items):
        run = [(place, value) for place, value, _, _ in items[start:end]]
        if log:
            if run[-1][1] <= 0:
                break
            run = [(place, math.log10(value)) for place, value in run]
        if not _fits(run):
            break
        end += 1
    return end - 1


def _fits(run: Sequence[tuple[float, float]]) -> bool:
    if len(run) < 2:
        return True
    step, rise = run[1][0] - run[0][0], run[1][1] - run[0][1]
    if step < 4 or rise == 0:
        return False
    for before, after in zip(run, run[1:], strict=False):
        place, value = after[0] - before[0], after[1] - before[1]
        if abs(value - rise) > 0.02 * abs(rise) or abs(place - step) > max(1.6, 0.06 * step):
            return False
    return True


def is_factor(text: str) -> bool:
    """Whether a text is what an axis' figures are to be multiplied with."""
    return _FACTOR.fullmatch(text.strip()) is not None


def multiplied(axis: Axis, chunks: Sequence[Chunk]) -> Axis:
    """The axis with its figures multiplied as a factor at its end says ("1e7", "×10^3")."""
    for chunk in chunks:
        found = _FACTOR.fullmatch(chunk.text.strip())
        if found is None:
            continue
        middle, box = chunk.box.center, axis.box
        if axis.upright:
            near = box.y1 - 40 < middle.y < box.y1 and box.x1 - 20 < middle.x < box.x2 + 60
        else:
            near = box.y1 - 10 < middle.y < box.y2 + 30 and box.x2 - 40 < middle.x < box.x2 + 60
        # Figures of a logarithmic axis are powers of ten themselves.
        if near and not axis.log:
            exponent = int(found["digits"]) * (-1 if found["sign"] in ("-", "–", "−") else 1)
            return axis.times(10.0**exponent)
    return axis
