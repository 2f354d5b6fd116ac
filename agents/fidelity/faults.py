"""The score taken apart into named mismatches, each with what it costs.

Text terms are charged to the lines that lose them. What edges and colours lose lies on pixels: a
fault takes the loss in its boxes, costly faults first, so that no loss is charged twice; what no
line explains is charged to regions of the picture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING

from agents.fidelity.blocks import Block, Match, Matching
from agents.fidelity.edges import EdgeMatch
from agents.fidelity.pixels import Cells
from agents.fidelity.sentences import (
    color_sentence,
    extra_sentence,
    missing_sentence,
    moved_sentence,
    picture_sentence,
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
_LEAST_PICTURE = 0.04
_SEEN_LEVELS = 24
"""Difference of a channel, of 255, from which a pixel counts as another."""
_MOVED = 3.0
"""Pixels of offset that a person would call moved."""
_COLOR = 0.9
_WIDER, _TALLER = 0.06, 0.18
_ROUND_TEXT = 3.0
_SAME_SHIFT = 3.0
_SAME_RATIO = 0.03
_SAME_COLOR = 24
_NEAR = 48.0
_HOT = 0.12
"""Share of the costliest cell's loss from which a cell belongs to a region."""
_FAINT_LOSS = 1.0


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
    flaws = _flaws(matching, near, like, losses)
    ledger = _ledger(edges, cells, losses)
    groups = sorted(_groups(flaws), key=lambda group: -sum(flaw.loss for flaw in group))
    faults = []
    for group in groups:
        # What costs a line also costs the pixels it stands on, here and there.
        boxes = [block.box for flaw in group for block in (flaw.target, flaw.rendered) if block]
        loss = sum(flaw.loss for flaw in group) + sum(_take(ledger, box) for box in boxes)
        if loss >= _LEAST_LOSS:
            faults.append(_fault(group, loss))
    faults += _picture_faults(ledger, target, rendered, page, cells)
    return tuple(sorted(faults, key=lambda fault: -fault.loss)[:MOST])


def _flaws(
    matching: Matching, near: Sequence[float], like: Sequence[float], losses: Losses
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
        flaws += _looks(match, weight, closeness, likeness, losses)
    for block in matching.missing:
        weight = sqrt(len(block.key)) / weights
        loss = losses.recall * len(block.key) / letters + losses.blocks * block.box.area / area
        loss += (losses.position + losses.color) * weight
        flaws.append(_Flaw("missing text", loss, target=block))
    for block in matching.extra:
        flaws.append(_Flaw("extra text", losses.blocks * block.box.area / area, rendered=block))
    return flaws


def _looks(
    match: Match, weight: float, closeness: float, likeness: float, losses: Losses
) -> list[_Flaw]:
    """Size first: what has another size also has another middle, and is not called moved."""
    ours, theirs = match.target, match.rendered
    flaws = []
    wider = theirs.box.width / max(1.0, ours.box.width) - 1
    taller = theirs.box.height / max(1.0, ours.box.height) - 1
    sized = match.likeness >= 0.9 and (abs(wider) > _WIDER or abs(taller) > _TALLER)
    alone = len(ours.lines) == len(theirs.lines)
    shift = _shift(ours.box, theirs.box)
    moved = max(abs(shift[0]), abs(shift[1])) >= _MOVED
    lost = losses.position * weight * (1 - closeness)
    if sized and alone and len(ours.key) > 1:
        growth = wider if abs(wider) > _WIDER else taller
        flaws.append(_Flaw("size", 0.0 if moved else lost, ours, theirs, (growth,)))
    if moved:
        flaws.append(_Flaw("moved", lost, ours, theirs, shift))
    if likeness < _COLOR:
        colors = tuple(float(value) for value in (*ours.color, *theirs.color))
        loss = losses.color * weight * (1 - likeness)
        flaws.append(_Flaw("color", loss, ours, theirs, colors))
    return flaws


def _shift(ours: Box, theirs: Box) -> tuple[float, float]:
    """How far the render's box is off: by the edge that is least so, else a size is a move."""
    left, right = theirs.x1 - ours.x1, theirs.x2 - ours.x2
    middle = (left + right) / 2
    x = min((left, middle, right), key=abs)
    return x, theirs.center.y - ours.center.y


def _ledger(edges: EdgeMatch, cells: Cells, losses: Losses) -> NDArray[np.float64]:
    """Points lost at each pixel by edges and colours; sums to what both lost."""
    import cv2
    import numpy as np

    marks = edges.lost.astype(np.float64) + edges.added
    if (count := marks.sum()) > 0:
        marks *= losses.edges / count
    unlike = 1 - cells.likeness
    if (total := unlike.sum()) > 0:
        height = min(len(marks), round(len(unlike) * cells.height))
        spread = cv2.resize(unlike, (marks.shape[1], height), interpolation=cv2.INTER_NEAREST)
        marks[:height] += spread * (losses.grid / max(1e-12, spread.sum())) if total else 0.0
    return marks


def _take(ledger: NDArray[np.float64], box: Box) -> float:
    """What is lost in and closely round ``box``, which is then charged."""
    height, width = ledger.shape
    x1, y1, x2, y2 = box.grow(_ROUND_TEXT).clamp(width, height).pixels()
    loss = float(ledger[y1:y2, x1:x2].sum())
    ledger[y1:y2, x1:x2] = 0.0
    return loss


def _groups(flaws: Sequence[_Flaw]) -> list[list[_Flaw]]:
    """Flaws of one kind and measure that stand near each other, together."""
    groups: list[list[_Flaw]] = []
    left = list(flaws)
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


def _fault(group: Sequence[_Flaw], loss: float) -> Fault:
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
        sentence = moved_sentence(theirs, measure[0], measure[1])
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


def _picture_faults(
    ledger: NDArray[np.float64], target: Side, rendered: Side, page: Rendered, cells: Cells
) -> list[Fault]:
    """Regions of neighbouring cells that lost the most of what no line explains."""
    import cv2
    import numpy as np

    rows, columns = cells.likeness.shape
    side_x, side_y = ledger.shape[1] / columns, cells.height
    tops = (np.arange(len(ledger)) / side_y).astype(int).clip(0, rows - 1)
    lefts = (np.arange(ledger.shape[1]) / side_x).astype(int).clip(0, columns - 1)
    down = np.zeros((rows, ledger.shape[1]))
    np.add.at(down, tops, ledger)
    lost = np.zeros((rows, columns))
    np.add.at(lost.T, lefts, down.T)
    if lost.max() <= 0:
        return []
    hot = (lost > max(_LEAST_LOSS, _HOT * lost.max())).astype(np.uint8)
    count, labels = cv2.connectedComponents(hot, connectivity=4)
    regions = [labels == label for label in range(1, count)]
    faint = (lost > 0) & (hot == 0)
    if lost[faint].sum() >= _FAINT_LOSS:  # little everywhere: a wrong ground, say
        regions.append(faint)
    faults = []
    for region in regions:
        ys, xs = np.nonzero(region)
        loss = float(lost[region].sum())
        if loss < _LEAST_PICTURE:
            continue
        cells_box = Box(
            float(xs.min() * side_x),
            float(ys.min() * side_y),
            float((xs.max() + 1) * side_x),
            float((ys.max() + 1) * side_y),
        ).clamp(ledger.shape[1], len(ledger))
        box = _tight(cells_box, target.rgb, rendered.rgb)
        faults.append(
            Fault(
                "picture",
                picture_sentence(box, target.rgb, rendered.rgb),
                target=box if box.y1 < target.size[1] else None,
                rendered=box if box.y1 < rendered.size[1] else None,
                path=_holder(page, box),
                loss=loss,
            )
        )
    return faults


def _tight(box: Box, target: NDArray[np.uint8], rendered: NDArray[np.uint8]) -> Box:
    """``box`` without the rows and columns at its rim in which both pictures look alike."""
    import numpy as np

    x1, y1, x2, y2 = box.pixels()
    y2 = min(y2, len(target), len(rendered))
    if y2 <= y1:
        return box
    ours, theirs = target[y1:y2, x1:x2].astype(int), rendered[y1:y2, x1:x2].astype(int)
    differs = np.abs(ours - theirs).max(axis=2) > _SEEN_LEVELS
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if not len(rows):
        return box
    return Box(
        float(x1 + columns[0]),
        float(y1 + rows[0]),
        float(x1 + columns[-1] + 1),
        max(float(y1 + rows[-1] + 1), box.y2 if y2 < box.y2 - 1 else 0.0),
    )


def _holder(page: Rendered, box: Box) -> str:
    best = max(page.elements, key=lambda one: one.box.iou(box), default=None)
    return best.path if best is not None and best.box.iou(box) > 0.25 else ""
