"""The score taken apart into named mismatches, each with what it costs.

Text terms are charged to the lines that lose them. What edges and colours lose lies on pixels: a
fault takes the loss in its boxes, costly faults first, so that no loss is charged twice; what no
line explains is charged to regions of the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import median
from typing import TYPE_CHECKING

from agents.fidelity.blocks import Block, Match, Matching
from agents.fidelity.edges import EdgeMatch
from agents.fidelity.ledger import open_ledger, picture_faults, take
from agents.fidelity.pixels import Cells
from agents.fidelity.sentences import (
    color_sentence,
    extra_sentence,
    missing_sentence,
    moved_sentence,
    page_moved_sentence,
    size_sentence,
    wrong_sentence,
)
from agents.fidelity.sides import Side
from model.geometry import Box, union
from model.rendering import Color, Rendered
from model.tasks.webpage import Fault, FaultKind

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST = 60
_LEAST_LOSS = 0.005
_MOVED = 3.0
"""Pixels of offset that a person would call moved."""
_COLOR = 0.9
_WIDER, _TALLER = 0.06, 0.12
_INK = 60
_SAME_SHIFT = 3.0
_WHOLE_PAGE = 6
"""Lines that must have moved alike before the page as a whole is called moved."""
_SAME_RATIO = 0.03
_SAME_COLOR = 24
_NEAR = 48.0


@dataclass(frozen=True, slots=True)
class Losses:
    """Points each text term can lose altogether, and those that edges and grid did lose."""

    recall: float
    blocks: float
    position: float
    color: float
    edges: float
    grid: float


@dataclass(frozen=True, slots=True)
class _Flaw:
    """One block with one thing wrong; flaws alike and near each other become one fault.

    ``measure`` is what alike means: a shift in pixels, a ratio, two colours.
    """

    kind: FaultKind
    loss: float
    target: Block | None = None
    rendered: Block | None = None
    measure: tuple[float, ...] = ()

    @property
    def box(self) -> Box:
        block = self.target or self.rendered
        assert block is not None
        return block.box


def find_faults(
    matching: Matching,
    near: Sequence[float],
    like: Sequence[float],
    target: Side,
    rendered: Side,
    page: Rendered,
    edges: EdgeMatch,
    cells: Cells,
    losses: Losses,
) -> tuple[Fault, ...]:
    """The named mismatches, the costliest first; ``near`` and ``like`` are those of the matches."""
    flaws = _flaws(matching, near, like, losses, target, rendered)
    ledger = open_ledger(edges, cells, losses.edges, losses.grid)
    groups = sorted(_groups(flaws), key=lambda group: -sum(flaw.loss for flaw in group))
    faults = []
    for group in groups:
        # What costs a line also costs the pixels it stands on, here and there.
        boxes = [block.box for flaw in group for block in (flaw.target, flaw.rendered) if block]
        loss = sum(flaw.loss for flaw in group) + sum(take(ledger, box) for box in boxes)
        if loss >= _LEAST_LOSS:
            whole = len(group) >= _WHOLE_PAGE and len(group) >= 0.7 * len(matching.matches)
            faults.append(_fault(group, loss, whole))
    faults += picture_faults(ledger, target, rendered, page, cells)
    return tuple(sorted(faults, key=lambda fault: -fault.loss)[:MOST])


def _flaws(
    matching: Matching,
    near: Sequence[float],
    like: Sequence[float],
    losses: Losses,
    target: Side,
    rendered: Side,
) -> list[_Flaw]:
    targets = [match.target for match in matching.matches] + list(matching.missing)
    letters = sum(len(block.key) for block in targets) or 1
    weights = sum(sqrt(len(block.key)) for block in targets) or 1.0
    area = sum(block.box.area for block in (*targets, *matching.extra)) or 1.0
    area += sum(match.rendered.box.area for match in matching.matches)
    flaws = []
    for match, closeness, likeness in zip(matching.matches, near, like, strict=True):
        weight = sqrt(len(match.target.key)) / weights
        ours, theirs = match.target, match.rendered
        if match.likeness < 1:
            loss = losses.recall * len(ours.key) / letters * (1 - match.likeness)
            flaws.append(_Flaw("wrong text", loss, ours, theirs))
        growth = _growth(match, target, rendered)
        flaws += _looks(match, weight, closeness, likeness, growth, losses)
    for block in matching.missing:
        weight = sqrt(len(block.key)) / weights
        loss = losses.recall * len(block.key) / letters + losses.blocks * block.box.area / area
        loss += (losses.position + losses.color) * weight
        flaws.append(_Flaw("missing text", loss, target=block))
    for block in matching.extra:
        flaws.append(_Flaw("extra text", losses.blocks * block.box.area / area, rendered=block))
    return flaws


def _looks(
    match: Match,
    weight: float,
    closeness: float,
    likeness: float,
    growth: float,
    losses: Losses,
) -> list[_Flaw]:
    ours, theirs = match.target, match.rendered
    flaws = []
    shift = _shift(ours.box, theirs.box)
    moved = max(abs(shift[0]), abs(shift[1])) >= _MOVED
    lost = losses.position * weight * (1 - closeness)
    if growth:
        flaws.append(_Flaw("size", 0.0 if moved else lost, ours, theirs, (growth,)))
    if moved:
        flaws.append(_Flaw("moved", lost, ours, theirs, shift))
    if likeness < _COLOR:
        colors = tuple(float(value) for value in (*ours.color, *theirs.color))
        loss = losses.color * weight * (1 - likeness)
        flaws.append(_Flaw("color", loss, ours, theirs, colors))
    return flaws


def _growth(match: Match, target: Side, rendered: Side) -> float:
    """By which share the render's letters are larger; 0 where nobody would say so.

    The width tells it; so does the height of the ink, but not that of the boxes, in which fonts of
    one size differ.
    """
    ours, theirs = match.target, match.rendered
    if match.likeness < 0.9 or len(ours.lines) != len(theirs.lines) or len(ours.key) < 2:
        return 0.0
    wider = theirs.box.width / max(1.0, ours.box.width) - 1
    if abs(wider) > _WIDER:
        return wider
    if abs(theirs.box.height / max(1.0, ours.box.height) - 1) < _WIDER:
        return 0.0
    one = _ink_height(target.rgb, ours)
    other = _ink_height(rendered.rgb, theirs)
    if not one or not other or abs(other - one) < 2:
        return 0.0
    taller = other / one - 1
    return taller if abs(taller) > _TALLER else 0.0


def _ink_height(rgb: NDArray[np.uint8], block: Block) -> int:
    """Rows in which something has the colour of the letters, in pixels; 0 if none."""
    import numpy as np

    x1, y1, x2, y2 = block.box.clamp(rgb.shape[1], rgb.shape[0]).pixels()
    if x2 <= x1 or y2 <= y1:
        return 0
    apart = np.abs(rgb[y1:y2, x1:x2].astype(int) - np.array(block.color)).max(axis=-1)
    rows = np.flatnonzero((apart < _INK).any(axis=1))
    return int(rows[-1] - rows[0] + 1) if len(rows) else 0


def _shift(ours: Box, theirs: Box) -> tuple[float, float]:
    """How far the render's box is off: by the edge that is least so, else a size is a move."""
    left, right = theirs.x1 - ours.x1, theirs.x2 - ours.x2
    middle = (left + right) / 2
    x = min((left, middle, right), key=abs)
    return x, theirs.center.y - ours.center.y


def _groups(flaws: Sequence[_Flaw]) -> list[list[_Flaw]]:
    """Flaws of one kind and measure that stand near each other, together."""
    groups: list[list[_Flaw]] = []
    left = list(flaws)
    if whole := _moved_as_one(flaws):
        groups.append(whole)
        left = [flaw for flaw in flaws if not any(flaw is one for one in whole)]
    while left:
        group, todo = [], [left.pop(0)]
        while todo:
            flaw = todo.pop()
            group.append(flaw)
            joined = [other for other in left if _belong(flaw, other)]
            left = [other for other in left if not any(other is one for one in joined)]
            todo += joined
        groups.append(sorted(group, key=lambda flaw: (flaw.box.y1, flaw.box.x1)))
    return groups


def _moved_as_one(flaws: Sequence[_Flaw]) -> list[_Flaw]:
    """The moved lines of a page that is off as a whole; none if they go different ways."""
    moved = [flaw for flaw in flaws if flaw.kind == "moved"]
    if len(moved) < _WHOLE_PAGE:
        return []
    middle = [median(flaw.measure[i] for flaw in moved) for i in range(2)]
    alike = [
        flaw
        for flaw in moved
        if all(abs(flaw.measure[i] - middle[i]) <= _SAME_SHIFT for i in range(2))
    ]
    return alike if len(alike) >= 0.75 * len(moved) else []


def _belong(one: _Flaw, other: _Flaw) -> bool:
    if one.kind != other.kind or one.kind == "wrong text":
        return False
    if one.kind in ("missing text", "extra text"):
        reach = 1.2 * max(one.box.height, other.box.height)
        return one.box.grow(reach).intersection(other.box) > 0
    limit = {"moved": _SAME_SHIFT, "size": _SAME_RATIO}.get(one.kind, _SAME_COLOR)
    alike = all(
        abs(first - second) <= limit
        for first, second in zip(one.measure, other.measure, strict=True)
    )
    return alike and one.box.grow(_NEAR).intersection(other.box) > 0


def _fault(group: Sequence[_Flaw], loss: float, whole: bool) -> Fault:
    ours = [flaw.target for flaw in group if flaw.target]
    theirs = [flaw.rendered for flaw in group if flaw.rendered]
    kind = group[0].kind
    measure = tuple(
        sum(flaw.measure[i] for flaw in group) / len(group) for i in range(len(group[0].measure))
    )
    if kind == "missing text":
        sentence = missing_sentence(ours)
    elif kind == "extra text":
        sentence = extra_sentence(theirs)
    elif kind == "wrong text":
        sentence = wrong_sentence(ours[0], theirs[0])
    elif kind == "moved":
        told = page_moved_sentence if whole else moved_sentence
        sentence = told(theirs, measure[0], measure[1])
    elif kind == "size":
        sentence = size_sentence(theirs, measure[0])
    else:
        sentence = color_sentence(theirs, _color(measure[:3]), _color(measure[3:]))
    return Fault(
        kind,
        sentence,
        target=union(block.box for block in ours) if ours else None,
        rendered=union(block.box for block in theirs) if theirs else None,
        text="\n".join(block.text for block in ours or theirs),
        path=common_path([line.path for block in theirs for line in block.lines]),
        loss=loss,
    )


def _color(values: Sequence[float]) -> Color:
    return round(values[0]), round(values[1]), round(values[2])


def common_path(paths: Sequence[str]) -> str:
    """The selector of the element that holds all ``paths``; empty when one has none."""
    if not paths or not all(paths):
        return ""
    steps = [path.split(" > ") for path in paths]
    shared = []
    for level in zip(*steps, strict=False):
        if len(set(level)) > 1:
            break
        shared.append(level[0])
    return " > ".join(shared)
