"""What edges and colours lose, by the pixel: charged to faults, and else to regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.fidelity.edges import EdgeMatch
from agents.fidelity.pixels import Cells
from agents.fidelity.sentences import picture_sentence
from agents.fidelity.sides import Side
from model.geometry import Box
from model.rendering import Rendered
from model.tasks.webpage import Fault

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_ROUND_TEXT = 3.0
_LEAST_LOSS = 0.005
_LEAST_PICTURE = 0.04
_HOT = 0.12
"""Share of the costliest cell's loss from which a cell belongs to a region."""
_FAINT_LOSS = 1.0
_SEEN_LEVELS = 24
"""Difference of a channel, of 255, from which a pixel counts as another."""


def open_ledger(
    edges: EdgeMatch, cells: Cells, edges_lost: float, grid_lost: float
) -> NDArray[np.float64]:
    """Points lost at each pixel: ``edges_lost`` over edges, ``grid_lost`` over unlike cells."""
    import cv2
    import numpy as np

    marks = edges.lost.astype(np.float64) + edges.added
    if (count := marks.sum()) > 0:
        marks *= edges_lost / count
    unlike = 1 - cells.likeness
    if unlike.any():
        height = min(len(marks), round(len(unlike) * cells.height))
        spread = cv2.resize(unlike, (marks.shape[1], height), interpolation=cv2.INTER_NEAREST)
        marks[:height] += spread * (grid_lost / max(1e-12, spread.sum()))
    return marks


def take(ledger: NDArray[np.float64], box: Box) -> float:
    """What is lost in and closely round ``box``, which is then charged."""
    height, width = ledger.shape
    x1, y1, x2, y2 = box.grow(_ROUND_TEXT).clamp(width, height).pixels()
    loss = float(ledger[y1:y2, x1:x2].sum())
    ledger[y1:y2, x1:x2] = 0.0
    return loss


def picture_faults(
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
