"""Bar and column charts: lengths of rectangles that stand on one line, measured on their axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from model.documents.charts.axes import Axis, figure
from model.documents.charts.shapes import Bar
from model.documents.tables.words import Chunk
from model.geometry import Box, union

_THIN = 2.2
"""Points; what is no wider is a rule."""
_SAME = 1.2
"""Points that bars of one line may differ at their foot."""


@dataclass(slots=True)
class Group:
    """Bars that share a foot (or stand on one another) along ``base``, in points.

    ``upright`` bars are columns. ``stacks`` holds, from the foot outward, the bars at every place
    along the base.
    """

    upright: bool
    base: float
    stacks: list[list[Bar]]

    @property
    def bars(self) -> list[Bar]:
        """All bars."""
        return [bar for stack in self.stacks for bar in stack]

    @property
    def box(self) -> Box:
        """The place of all bars."""
        return union(bar.box for bar in self.bars)

    @property
    def stacked(self) -> bool:
        """Whether bars stand on one another."""
        return any(len(stack) > 1 for stack in self.stacks)


def length(bar: Bar, upright: bool) -> float:
    """How long a bar is along its axis, in points."""
    return bar.box.height if upright else bar.box.width


def groups(bars: Sequence[Bar], upright: bool, least: int = 3) -> list[Group]:
    """Bars of one width on one foot, most first; a bar belongs to one group."""
    free = list(bars)
    made: list[Group] = []
    while True:
        best: list[Bar] = []
        for foot in {round(_foot(bar, upright), 1) for bar in free}:
            on = [bar for bar in free if abs(_foot(bar, upright) - foot) <= _SAME]
            for wide in {round(_width(bar, upright), 1) for bar in on}:
                if wide < _THIN:
                    continue
                same = [b for b in on if abs(_width(b, upright) - wide) <= max(0.8, 0.06 * wide)]
                if len(_places(same, upright)) > len(_places(best, upright)):
                    best = same
        if len(_places(best, upright)) < least:
            return made
        stacks = [[bar] for bar in _sorted(best, upright)]
        rest = [bar for bar in free if bar not in best]
        for stack in stacks:
            while (over := _over(stack[-1], rest, upright)) is not None:
                stack.append(over)
                rest.remove(over)
        group = Group(upright, median(_foot(bar, upright) for bar in best), stacks)
        made.append(group)
        held = set(map(id, group.bars))
        free = [bar for bar in free if id(bar) not in held]


def _places(bars: Sequence[Bar], upright: bool) -> set[int]:
    return {round(_start(bar, upright)) for bar in bars}


def _foot(bar: Bar, upright: bool) -> float:
    return bar.box.y2 if upright else bar.box.x1


def _width(bar: Bar, upright: bool) -> float:
    return bar.box.width if upright else bar.box.height


def _start(bar: Bar, upright: bool) -> float:
    return bar.box.x1 if upright else bar.box.y1


def _sorted(bars: Sequence[Bar], upright: bool) -> list[Bar]:
    kept: list[Bar] = []
    for bar in sorted(bars, key=lambda bar: _start(bar, upright)):
        # One painted over another at its place is its shade or its double.
        if not kept or _start(bar, upright) - _start(kept[-1], upright) > 0.5:
            kept.append(bar)
    return kept


def _over(bar: Bar, bars: Sequence[Bar], upright: bool) -> Bar | None:
    for other in bars:
        if abs(_start(other, upright) - _start(bar, upright)) > _SAME:
            continue
        if abs(_width(other, upright) - _width(bar, upright)) > _SAME:
            continue
        gap = bar.box.y1 - other.box.y2 if upright else other.box.x1 - bar.box.x2
        if abs(gap) <= _SAME:
            return other
    return None


def cells(group: Group, chunks: Sequence[Chunk]) -> bool:
    """Whether the rectangles are rather shaded rows: all as long, or full of words."""
    lengths = [length(bar, group.upright) for bar in group.bars]
    if len(lengths) >= 3 and max(lengths) < 1.02 * min(lengths):
        return True
    held = [sum(bar.box.contains(chunk.box.center) for chunk in chunks) for bar in group.bars]
    return sum(held) > 2 * len(held)


def labels(group: Group, chunks: Sequence[Chunk], axis: Box) -> list[Chunk | None]:
    """The label at the foot of every stack; bars side by side over one label share it.

    What stands in ``axis`` is the axis' figures.
    """
    base = group.base
    near: list[Chunk] = []
    for chunk in chunks:
        box = chunk.box
        if axis.contains(box.center):
            continue
        if group.upright:
            if base - 2 < box.center.y < base + 26 and group.box.x1 - 40 < box.center.x < (
                group.box.x2 + 40
            ):
                near.append(chunk)
        elif base - 200 < box.x2 < base + 3 and group.box.y1 - 8 < box.center.y < (
            group.box.y2 + 8
        ):
            near.append(chunk)
    if group.upright and near:
        top = min(chunk.box.center.y for chunk in near)
        first = [chunk for chunk in near if chunk.box.center.y - top < 0.8 * chunk.words[0].size]
        near = [_whole(chunk, [other for other in near if other not in first]) for chunk in first]
    elif near:
        edge = max(chunk.box.x2 for chunk in near)
        near = [chunk for chunk in near if edge - chunk.box.x2 < 60]
    found: list[Chunk | None] = []
    for stack in group.stacks:
        middle = stack[0].box.center.x if group.upright else stack[0].box.center.y
        best = min(
            near,
            key=lambda chunk: abs(
                (chunk.box.center.x if group.upright else chunk.box.center.y) - middle
            ),
            default=None,
        )
        found.append(best)
    return found


def _whole(chunk: Chunk, below: Sequence[Chunk]) -> Chunk:
    """A label with the lines that stand centred under it."""
    box = chunk.box
    for other in sorted(below, key=lambda other: other.box.y1):
        near = other.box.center.y - box.center.y < 1.5 * chunk.words[0].size
        if near and abs(other.box.center.x - box.center.x) < 4:
            chunk = Chunk(chunk.words + other.words)
            box = other.box
    return chunk


def printed(group: Group, chunks: Sequence[Chunk]) -> dict[int, float]:
    """The figures printed at the ends of bars, by the bar's ``id``."""
    figures = [(chunk.box, read[0]) for chunk in chunks if (read := figure(chunk.text))]
    found: dict[int, float] = {}
    for bar in group.bars:
        best = None
        for box, value in figures:
            if group.upright:
                across = abs(box.center.x - bar.box.center.x)
                gap = bar.box.y1 - box.y2
                inside = bar.box.contains(box.center)
                fits = across < max(6.0, 0.6 * bar.box.width) and (-2.5 < gap < 9 or inside)
            else:
                across = abs(box.center.y - bar.box.center.y)
                gap = box.x1 - bar.box.x2
                inside = bar.box.contains(box.center)
                fits = across < max(5.0, 0.6 * bar.box.height) and (-1 < gap < 18 or inside)
            away = 0.0 if inside else 1.0 + abs(gap)
            if fits and (best is None or away < best[0]):
                best = (away, value)
        if best is not None:
            found[id(bar)] = best[1]
    return found


def scale_of(group: Group, values: dict[int, float]) -> Axis | None:
    """An axis from the figures printed on the bars, where their lengths agree with these."""
    pairs = [
        (length(bar, group.upright), values[id(bar)]) for bar in group.bars if id(bar) in values
    ]
    if len(pairs) < 3 or len({value for _, value in pairs}) < 2:
        return None
    lengths = np.array([pair[0] for pair in pairs])
    if lengths.max() < 1.25 * lengths.min():
        return None  # shaded cells of a table are all as long
    numbers = np.array([pair[1] for pair in pairs])
    ratio = float((lengths * numbers).sum() / (lengths * lengths).sum())
    off = np.abs(numbers - ratio * lengths).max()
    if ratio <= 0 or off > 0.03 * np.abs(numbers).max():
        return None
    slope = -ratio if group.upright else ratio
    return Axis(group.upright, slope, -slope * group.base, ((group.base, 0.0),), group.box)
