"""A bar chart read: each bar with its label and its value, printed or measured against the axis.

A number printed at a bar's head is its value; without one the bar's end is laid on the axis, whose
numbers must stand in even steps (three at least), else there is no value. All from where the text
of a picture stands and where its bars end.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import TYPE_CHECKING

from model.backends.embedded.eye.axis import Phrase, Scale, phrases_of, scale_beside
from model.backends.embedded.eye.bars import Bars, Look, Patch, across, along, find_bars
from model.backends.embedded.eye.numbers import number_of
from model.backends.embedded.screen import Color, Screen
from model.geometry import Box, union
from model.messages import Picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: ``label`` at its foot, ``series`` by legend or colour where several share a label.

    ``shown`` is its value as it is to be told; ``printed`` tells that it is written at the bar,
    else it was measured against the axis. ``value`` is ``None`` where neither could be had.
    """

    box: Box
    color: Color
    label: str = ""
    series: str = ""
    value: float | None = None
    shown: str = ""
    printed: bool = False

    @property
    def name(self) -> str:
        """Label and series."""
        return ", ".join(part for part in (self.label, self.series) if part)


@dataclass(frozen=True, slots=True)
class Chart:
    """A bar chart; ``axis`` is its scale where that could be read, ``base`` where bars begin."""

    bars: tuple[Bar, ...]
    upright: bool
    title: str = ""
    title_box: Box | None = None
    look: Look = "flat"
    axis: Scale | None = None
    base: float = 0.0

    @property
    def box(self) -> Box:
        """The box round all bars."""
        return union(bar.box for bar in self.bars)


_known: dict[str, Chart | None] = {}
_KEPT = 64
"""Pictures whose charts are remembered."""


def chart_on(picture: Picture, screen: Screen) -> Chart | None:
    """The bar chart on a picture, read once."""
    import numpy

    if picture.digest not in _known:
        while len(_known) >= _KEPT:
            _known.pop(next(iter(_known)), None)
        _known[picture.digest] = read_chart(numpy.asarray(picture.pixels.convert("RGB")), screen)
    return _known.get(picture.digest)


def read_chart(rgb: NDArray[np.uint8], screen: Screen) -> Chart | None:
    """The bar chart on a picture, or ``None`` where nothing shows that its rectangles are one.

    Rectangles are a chart only with labels at their feet, and with values at their heads or an
    axis; a row of cards or buttons has neither.
    """
    numbers = sum(any(letter.isdigit() for letter in line.text) for line in screen.lines)
    if screen.kind in ("photo", "blank") or numbers < 2:
        return None
    found = find_bars(rgb, screen.lines)
    if found is None:
        return None
    phrases = [
        phrase
        for phrase in phrases_of(screen)
        if len(phrase.text) > 1 or not any(bar.box.iou(phrase.box) > 0.3 for bar in found.bars)
    ]
    axis = scale_beside(union(bar.box for bar in found.bars), phrases, found.upright)
    labels = _labels(found, phrases)
    values = [_printed(bar, found, phrases) for bar in found.bars]
    owners = _owners(found, labels)
    # A label with several bars of one colour names none of them: a time axis with few dates.
    holders = Counter(zip(owners, (bar.color for bar in found.bars), strict=True))
    crowded = {owner for (owner, _), count in holders.items() if count > 1}
    owners = [None if owner in crowded else owner for owner in owners]
    named = sum(owner is not None for owner in owners)
    counted = sum(value is not None for value in values)
    if named < 0.6 * len(found.bars) or (axis is None and counted < 0.6 * len(found.bars)):
        return None
    shared = len({owner for owner in owners if owner is not None}) < named
    several = shared and len({bar.color for bar in found.bars}) > 1
    legend = _legend(found, phrases) if several else {}
    bars = []
    for patch, owner, value in zip(found.bars, owners, values, strict=True):
        label = labels[owner].text if owner is not None else ""
        series = legend.get(patch.color, _color_name(patch.color)) if several else ""
        bar = Bar(patch.box, patch.color, label, series)
        if found.look == "flat":
            bar = _valued(bar, patch, value, axis, found)
        bars.append(bar)
    title = _title(found, screen)
    return Chart(
        tuple(bars), found.upright, title.text if title else "", title.box if title else None,
        found.look, axis, found.base,
    )  # fmt: skip


def _valued(bar: Bar, patch: Patch, printed: Phrase | None, axis: Scale | None, found: Bars) -> Bar:
    if printed is not None and (value := number_of(printed.text)) is not None:
        below = not _forward(patch, found)
        if below and value > 0 and axis and _measured(patch, axis, found) < 0:
            value = -value
        return replace(bar, value=value, shown=printed.text, printed=True)
    if axis is None:
        return bar
    value = _rounded(_measured(patch, axis, found), abs(axis.step))
    sign = "-" if value < 0 else ""
    shown = f"{sign}{axis.before}{abs(value):,.10g}{axis.after}"
    return replace(bar, value=value, shown=shown)


def _measured(patch: Patch, axis: Scale, found: Bars) -> float:
    if found.upright:
        end = patch.box.y1 if _forward(patch, found) else patch.box.y2
    else:
        end = patch.box.x2 if _forward(patch, found) else patch.box.x1
    return axis.value(end)


def _forward(patch: Patch, found: Bars) -> bool:
    """Whether a bar grows up (or to the right) from the line all stand on."""
    start, end = along(patch.box, found.upright)
    base = -found.base if found.upright else found.base
    return abs(start - base) <= abs(end - base)


def _rounded(value: float, pixel: float) -> float:
    """A measured value to the digits that two pixels tell."""
    return round(value, -math.floor(math.log10(max(1e-12, 2 * pixel))))


def _labels(found: Bars, phrases: Sequence[Phrase]) -> list[Phrase]:
    """The row (or column) of text at the bars' feet, a second row joined to the first."""
    whole = union(bar.box for bar in found.bars)
    if not found.upright:
        left = [
            phrase
            for phrase in phrases
            if phrase.box.x2 <= found.base + 2
            and whole.y1 - phrase.box.height < phrase.box.center.y < whole.y2 + phrase.box.height
        ]
        if not left:
            return []
        # The labels end nearest to the bars; a title beside them stands farther off.
        edge = max(phrase.box.x2 for phrase in left)
        high = median(phrase.box.height for phrase in left)
        starts = min(
            (phrase.box.x1 for phrase in left if edge - phrase.box.x2 < 1.5 * high), default=edge
        )
        return [phrase for phrase in left if phrase.box.x2 > starts]
    below = [phrase for phrase in phrases if phrase.box.center.y > whole.y2
             and whole.x1 < phrase.box.center.x < whole.x2]  # fmt: skip
    if not below:
        return []
    first = min(phrase.box.center.y for phrase in below)
    high = median(phrase.box.height for phrase in below)
    if first - whole.y2 > 4 * high + 10:
        return []
    row = [phrase for phrase in below if phrase.box.center.y - first < 0.7 * high]
    under = [phrase for phrase in below if phrase not in row
             and phrase.box.y1 - max(label.box.y2 for label in row) < 0.5 * high]  # fmt: skip
    joined, second = [], 0
    for label in row:
        more = next((phrase for phrase in under if abs(phrase.box.center.x - label.box.center.x)
                     < 0.5 * max(label.box.width, high)), None)  # fmt: skip
        second += more is not None
        if more:
            label = Phrase(f"{label.text} {more.text}", union((label.box, more.box)))
        joined.append(label)
    return joined if second >= 2 else row


def _owners(found: Bars, labels: Sequence[Phrase]) -> list[int | None]:
    """Which label each bar stands over; bars in a group share the one at their middle."""
    if not labels:
        return [None] * len(found.bars)
    middles = [sum(across(label.box, found.upright)) / 2 for label in labels]
    ordered = sorted(middles)
    steps = [after - before for before, after in zip(ordered, ordered[1:], strict=False)]
    thick = median(end - start for start, end in (across(bar.box, found.upright)
                                                  for bar in found.bars))  # fmt: skip
    reach = 0.55 * min(steps, default=thick)
    owners: list[int | None] = []
    for bar in found.bars:
        middle = sum(across(bar.box, found.upright)) / 2
        at = min(range(len(labels)), key=lambda index: abs(middles[index] - middle))
        owners.append(at if abs(middles[at] - middle) <= max(reach, 0.6 * thick) else None)
    return owners


def _printed(bar: Patch, found: Bars, phrases: Sequence[Phrase]) -> Phrase | None:
    """The number at a bar's head: beyond its end, or inside it next to the end."""
    best: tuple[float, Phrase] | None = None
    forward = _forward(bar, found)
    for phrase in phrases:
        if number_of(phrase.text) is None:
            continue
        box, high = phrase.box, phrase.box.height
        if found.upright:
            off = abs(box.center.x - bar.box.center.x)
            end = bar.box.y1 if forward else bar.box.y2
            outside = end - box.y2 if forward else box.y1 - end
            if off > max(0.35 * bar.box.width, 0.4 * high):
                continue
        else:
            off = abs(box.center.y - bar.box.center.y)
            end = bar.box.x2 if forward else bar.box.x1
            outside = box.x1 - end if forward else end - box.x2
            if off > max(0.35 * bar.box.height, 0.3 * high):
                continue
        inside = bar.box.intersection(box) > 0.8 * box.area and -outside < 2.6 * max(
            high, 0.0 if found.upright else box.width
        )
        if -0.4 * high <= outside <= 1.3 * high or inside:
            gap = abs(outside)
            if best is None or gap < best[0]:
                best = (gap, phrase)
    return best[1] if best else None


def _legend(found: Bars, phrases: Sequence[Phrase]) -> dict[Color, str]:
    """Names of colours by small patches of them with a word right of each."""
    names: dict[Color, str] = {}
    colors = {bar.color for bar in found.bars}
    for patch in found.others:
        if patch.color not in colors or patch.box.height > 60 or patch.color in names:
            continue
        middle, high = patch.box.center.y, patch.box.height
        right = [
            phrase
            for phrase in phrases
            if abs(phrase.box.center.y - middle) < 0.6 * phrase.box.height
            and -2 <= phrase.box.x1 - patch.box.x2 < 1.6 * max(high, phrase.box.height)
        ]
        if right:
            nearest = min(right, key=lambda phrase: phrase.box.x1)
            names[patch.color] = nearest.text
    return names


def _title(found: Bars, screen: Screen) -> Phrase | None:
    """The tallest text above all bars."""
    top = min(bar.box.y1 for bar in found.bars)
    above = [
        line
        for line in screen.lines
        if line.box.center.y < top and number_of(line.text) is None and len(line.text) > 2
    ]
    if not above:
        return None
    tallest = max(line.box.height for line in above)
    line = next(line for line in above if line.box.height >= 0.88 * tallest)
    return Phrase(line.text, line.box)


def _color_name(color: Color) -> str:
    from model.language.color_names import color_name

    return color_name(color)
