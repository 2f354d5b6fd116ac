"""Axes of a pictured chart: printed numbers in even steps, and what lies between them."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from model.backends.embedded.eye.numbers import FACTORS, NUMBER, number_of
from model.backends.embedded.screen import Screen
from model.geometry import Box, union

_TICKS = 3
"""Fewest numbers in even steps that are an axis."""
_EVEN = 0.06
"""Share of the distance between two ticks that a third may be off."""
_SPAN = 0.35
"""Least share of a picture's side that an axis without bars beside it runs over."""
_ALONE = 4
"""Fewest numbers that are an axis where no bars show it."""
_DOUBLED = 5
"""Fewest numbers that are a logarithmic axis where they do not go by tens."""
_LEAST_RATIO = 0.25
"""Least power of ten between two numbers of a logarithmic axis; years differ by less."""
_FLAT_POWER = re.compile(r"^10\d$")
"""How a power of ten is read whose raised figure was taken for one like the others."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words of a line that stand together."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Scale:
    """``value = start + step · pixel``; ``before`` and ``after`` are what its numbers carry.

    ``low`` and ``high`` are the smallest and the largest printed number, ``gap`` what lies between
    two. Where ``log``, the power of ten is what grows evenly: ``log10(value) = start + …``.
    """

    start: float
    step: float
    before: str
    after: str
    low: float
    high: float
    gap: float
    ticks: tuple[Phrase, ...]
    log: bool = False

    @property
    def box(self) -> Box:
        """The box round its numbers."""
        return union(tick.box for tick in self.ticks)

    def value(self, pixel: float) -> float:
        """What stands at a place along the axis."""
        along = self.start + self.step * pixel
        return 10.0 ** min(along, 300.0) if self.log else along

    def pixel(self, value: float) -> float | None:
        """Where a value lies; ``None`` for what a logarithmic axis cannot show."""
        if self.log and value <= 0:
            return None
        return ((math.log10(value) if self.log else value) - self.start) / self.step


Tick = tuple[float, float, Phrase]
"""Place along the axis in pixels, value, and the number as it is printed."""


def phrases_of(screen: Screen) -> list[Phrase]:
    """The text in pieces that stand together; neighbouring labels are often read as one line."""
    found = []
    for line in screen.lines:
        groups: list[list[int]] = []
        for at, word in enumerate(line.words):
            if at and word.box.x1 - line.words[at - 1].box.x2 <= 0.75 * line.box.height:
                groups[-1].append(at)
            else:
                groups.append([at])
        if len(groups) < 2:
            found.append(Phrase(line.text, line.box))
            continue
        for group in groups:
            words = [line.words[at] for at in group]
            wide = all(ord(word.text[0]) > 0x2E7F for word in words)
            text = ("" if wide else " ").join(word.text for word in words)
            found.append(Phrase(text, union(word.box for word in words)))
    return found


def scale_beside(whole: Box, phrases: Sequence[Phrase], upright: bool) -> Scale | None:
    """The axis beside bars that fill ``whole``: three numbers in even steps at least."""
    ticks: list[Tick] = []
    for at, value, phrase in _ticks(phrases, upright):
        box = phrase.box
        if upright:
            beside = box.x2 < whole.x1 or box.x1 > whole.x2
        else:
            beside = box.y1 > whole.y2 - 2 or box.y2 < whole.y1 + 2
        if beside:
            ticks.append((at, value, phrase))
    return _scale(ticks, upright, _TICKS)


def scale_alone(phrases: Sequence[Phrase], upright: bool, side: float) -> Scale | None:
    """The axis of a chart whose drawing is not read; ``side`` is the picture's, along it.

    Four numbers in even steps over a good part of the picture; a logarithmic one is told as such.
    """
    ticks = _ticks(phrases, upright)
    for log in (False, True):
        scale = _scale(ticks, upright, _ALONE, log)
        if scale is not None:
            length = scale.box.height if upright else scale.box.width
            if length > _SPAN * side:
                return scale
    return None


def _ticks(phrases: Sequence[Phrase], upright: bool) -> list[Tick]:
    return [
        (phrase.box.center.y if upright else phrase.box.center.x, value, phrase)
        for phrase in phrases
        if (value := number_of(phrase.text)) is not None
    ]


def _scale(ticks: Sequence[Tick], upright: bool, least: int, log: bool = False) -> Scale | None:
    """The largest even run among numbers that stand in one column (or row)."""
    if log:
        ticks = [(at, math.log10(value), phrase) for at, value, phrase in ticks if value > 0]
    best: list[Tick] = []
    for one, other in combinations(ticks[:40], 2):
        if abs(one[0] - other[0]) < 8 or one[1] == other[1] or not _level(one, other, upright):
            continue
        step = (other[1] - one[1]) / (other[0] - one[0])
        if (step < 0) != upright:
            continue  # Values grow upwards, or to the right.
        start = one[1] - step * one[0]
        slack = max(2.5, _EVEN * abs(one[0] - other[0]))
        fits = [
            tick
            for tick in ticks
            if abs((tick[1] - start) / step - tick[0]) <= slack and _level(one, tick, upright)
        ]
        if len({tick[1] for tick in fits}) > len(best):
            best = fits
    beside = [tick for tick in ticks if best and _level(best[0], tick, upright)]
    if len(best) < least or len(best) < 0.6 * len(beside):
        return None
    if all(_FLAT_POWER.match(tick[2].text.strip()) for tick in best):
        return None  # 101, 102, 103 may well be 10¹, 10², 10³
    mean_at = sum(tick[0] for tick in best) / len(best)
    mean = sum(tick[1] for tick in best) / len(best)
    spread = sum((tick[0] - mean_at) ** 2 for tick in best)
    step = sum((tick[0] - mean_at) * (tick[1] - mean) for tick in best) / spread
    sample = NUMBER.match(max(best, key=lambda tick: len(tick[2].text))[2].text.strip())
    before, after = (sample["before"], sample["after"]) if sample else ("", "")
    if after in FACTORS:
        after = ""
    values = sorted({tick[1] for tick in best})
    gap = min(b - a for a, b in zip(values, values[1:], strict=False))
    low, high = values[0], values[-1]
    uneven = any(abs((after - low) / gap - round((after - low) / gap)) > _EVEN for after in values)
    if log and (uneven or gap < _LEAST_RATIO or (gap < 0.9 and len(values) < _DOUBLED)):
        return None
    printed = tuple(tick[2] for tick in best)
    found = Scale(mean - step * mean_at, step, before, after, low, high, gap, printed, log)
    if not log:
        return found
    return replace(found, low=_plain(low), high=_plain(high), gap=_plain(gap))


def _plain(power: float) -> float:
    """Ten to a power, without the noise of having taken its logarithm."""
    return float(f"{10.0**power:.9g}")


def _level(one: Tick, other: Tick, upright: bool) -> bool:
    """Whether two numbers stand in one column (or row), flush at a side or at the middle."""
    first, second = one[2].box, other[2].box
    slack = 0.6 * max(first.height, second.height)
    if not upright:
        return abs(first.center.y - second.center.y) < slack
    return min(abs(first.x2 - second.x2), abs(first.x1 - second.x1),
               abs(first.center.x - second.center.x)) < slack  # fmt: skip
