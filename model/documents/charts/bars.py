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
    along the base: first those that stand on it, then those that hang from it.
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

    def hangs(self, bar: Bar) -> bool:
        """Whether a bar grows from the base the other way: downwards, or to the left."""
        if self.upright:
            return bar.box.center.y > self.base
        return bar.box.center.x < self.base

    def end(self, bar: Bar) -> float:
        """Where a bar ends, away from the base: its place along the axis."""
        if self.upright:
            return bar.box.y2 if self.hangs(bar) else bar.box.y1
        return bar.box.x1 if self.hangs(bar) else bar.box.x2

    def started(self) -> list[list[tuple[Bar, float]]]:
        """The stacks, each bar with where it starts: the base, or the end of the one before."""
        found = []
        for stack in self.stacks:
            starts = {False: self.base, True: self.base}
            row = []
            for bar in stack:
                row.append((bar, starts[self.hangs(bar)]))
                starts[self.hangs(bar)] = self.end(bar)
            found.append(row)
        return found


def length(bar: Bar, upright: bool) -> float:
    """How long a bar is along its axis, in points."""
    return bar.box.height if upright else bar.box.width


def groups(bars: Sequence[Bar], upright: bool, least: int = 3) -> list[Group]:
    """Bars of one width on one foot, most first; a bar belongs to one group."""
    free = list(bars)
    made: list[Group] = []
    while True:
        best: list[Bar] = []
        base = 0.0
        # From the outermost line on: of a stack's first bars all may be as long.
        feet = sorted({round(_foot(bar, upright), 1) for bar in free}, reverse=upright)
        for foot in feet:
            on = [bar for bar in free if abs(_foot(bar, upright) - foot) <= _SAME]
            on += [bar for bar in free if abs(_head(bar, upright) - foot) <= _SAME]
            for wide in {round(_width(bar, upright), 1) for bar in on}:
                if wide < _THIN:
                    continue
                same = [b for b in on if abs(_width(b, upright) - wide) <= max(0.8, 0.06 * wide)]
                if len(_places(same, upright)) > len(_places(best, upright)):
                    best, base = same, foot
        if len(_places(best, upright)) < least:
            return made
        group = Group(upright, base, [])
        standing = [bar for bar in best if not group.hangs(bar)]
        if standing:
            group.base = median(_foot(bar, upright) for bar in standing)
        group.stacks = _stacks(group, best, free)
        made.append(group)
        held = set(map(id, group.bars))
        free = [bar for bar in free if id(bar) not in held]


def _stacks(group: Group, on: Sequence[Bar], free: Sequence[Bar]) -> list[list[Bar]]:
    """The bars on a foot with those that go on where they end, place by place."""
    rest = [bar for bar in free if bar not in on]
    stacks: list[list[Bar]] = []
    for hanging in (False, True):
        for bar in _sorted([bar for bar in on if group.hangs(bar) is hanging], group.upright):
            chain = [bar]
            while (over := _over(chain[-1], rest, group)) is not None:
                chain.append(over)
                rest.remove(over)
            start = _start(bar, group.upright)
            at = next((s for s in stacks if abs(_start(s[0], group.upright) - start) < 0.5), None)
            if at is None:
                stacks.append(chain)
            else:
                at.extend(chain)
    return sorted(stacks, key=lambda stack: _start(stack[0], group.upright))


def parted(group: Group, axes: Sequence[Axis]) -> list[Group]:
    """The group cut where another axis' figures stand between its bars: charts side by side."""
    cuts = []
    box = group.box
    for axis in axes:
        middle = axis.box.center
        if axis.upright and group.upright:
            between = box.x1 < middle.x < box.x2 and axis.box.y1 < box.y2 and axis.box.y2 > box.y1
            place = middle.x
        elif not axis.upright and not group.upright:
            between = box.y1 < middle.y < box.y2 and axis.box.x1 < box.x2 and axis.box.x2 > box.x1
            place = middle.y
        else:
            continue
        if between and not any(bar.box.intersection(axis.box) for bar in group.bars):
            cuts.append(place)
    parts: dict[int, list[list[Bar]]] = {}
    for stack in group.stacks:
        at = sum(cut < _start(stack[0], group.upright) for cut in cuts)
        parts.setdefault(at, []).append(stack)
    return [Group(group.upright, group.base, stacks) for stacks in parts.values()]


def _places(bars: Sequence[Bar], upright: bool) -> set[int]:
    return {round(_start(bar, upright)) for bar in bars}


def _foot(bar: Bar, upright: bool) -> float:
    return bar.box.y2 if upright else bar.box.x1


def _head(bar: Bar, upright: bool) -> float:
    return bar.box.y1 if upright else bar.box.x2


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


def _over(bar: Bar, bars: Sequence[Bar], group: Group) -> Bar | None:
    upright = group.upright
    for other in bars:
        if abs(_start(other, upright) - _start(bar, upright)) > _SAME:
            continue
        if abs(_width(other, upright) - _width(bar, upright)) > _SAME:
            continue
        if group.hangs(bar) != group.hangs(other):
            continue
        begins = (other.box.y1, other.box.y2) if upright else (other.box.x2, other.box.x1)
        if abs(begins[not group.hangs(bar)] - group.end(bar)) <= _SAME:
            return other
    return None


def cells(group: Group, chunks: Sequence[Chunk]) -> bool:
    """Whether the rectangles are rather shaded rows: all as long, or full of words."""
    lengths = [length(bar, group.upright) for bar in group.bars]
    if len(lengths) >= 3 and max(lengths) < 1.02 * min(lengths):
        return True
    held = [sum(bar.box.contains(chunk.box.center) for chunk in chunks) for bar in group.bars]
    return sum(held) > 2 * len(held)


def labels(
    group: Group, chunks: Sequence[Chunk], axes: Sequence[Box], foot: float
) -> list[Chunk | None]:
    """The label at the foot of every stack; bars side by side over one label share it.

    What stands in ``axes`` are figures of these; ``foot`` is where the plot ends, which is not the
    base where bars hang from it.
    """
    if abs(foot - group.base) < 3:
        return _labels(group, chunks, axes, group.base)
    sides = [_labels(group, chunks, axes, place) for place in (foot, group.base)]
    return max(sides, key=lambda found: len({id(one) for one in found if one is not None}))


def _labels(
    group: Group, chunks: Sequence[Chunk], axes: Sequence[Box], base: float
) -> list[Chunk | None]:
    near: list[Chunk] = []
    for chunk in chunks:
        box = chunk.box
        if figure(chunk.text) and any(axis.contains(box.center) for axis in axes):
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
                gap = box.y1 - bar.box.y2 if group.hangs(bar) else bar.box.y1 - box.y2
                inside = bar.box.contains(box.center)
                fits = across < max(6.0, 0.6 * bar.box.width) and (-2.5 < gap < 9 or inside)
            else:
                across = abs(box.center.y - bar.box.center.y)
                gap = bar.box.x1 - box.x2 if group.hangs(bar) else box.x1 - bar.box.x2
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
        (-long if group.hangs(bar) else long, values[id(bar)])
        for bar in group.bars
        if id(bar) in values and (long := length(bar, group.upright))
    ]
    if len(pairs) < 3 or len({value for _, value in pairs}) < 2:
        return None
    lengths = np.array([pair[0] for pair in pairs])
    if np.abs(lengths).max() < 1.25 * np.abs(lengths).min():
        return None  # shaded cells of a table are all as long
    numbers = np.array([pair[1] for pair in pairs])
    ratio = float((lengths * numbers).sum() / (lengths * lengths).sum())
    off = np.abs(numbers - ratio * lengths).max()
    if ratio <= 0 or off > 0.03 * np.abs(numbers).max():
        return None
    slope = -ratio if group.upright else ratio
    return Axis(group.upright, slope, -slope * group.base, ((group.base, 0.0),), group.box)
