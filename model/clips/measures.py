"""How two small grids of a clip differ, as numbers that a moving camera leaves small.

Grids are rows × columns × (luma, blue, red difference), 0–255, as ``model/media/clip`` yields them;
here they are floats.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Grid = NDArray[np.float32]

_MOST = 60.0
"""Levels of one cell that count, so that a small part that changes much is no other picture."""
_BLOCK = 8
_SEARCH = 6
"""Cells of a block that is looked for, and how far from its place."""
CELL_CHANGED = 10.0
"""Levels by which a cell's luma differs before it counts; compression alone makes less."""


@dataclass(frozen=True, slots=True)
class Look:
    """One frame as it is compared: its grid, the least and most of every cell's neighbourhood.

    ``bright`` is the mean luma, ``contrast`` its deviation plus that of the colours.
    """

    at_s: float
    grid: Grid = field(repr=False)
    least: Grid = field(repr=False)
    most: Grid = field(repr=False)
    bright: float
    contrast: float


def look(at_s: float, cells: Any) -> Look:
    """Measure one grid of 8-bit cells."""
    import cv2
    import numpy as np

    grid = cells.astype(np.float32)
    kernel = np.ones((3, 3), np.uint8)
    spread = grid.reshape(-1, 3).std(axis=0)
    return Look(
        at_s,
        grid,
        cast("Grid", cv2.erode(grid, kernel)),
        cast("Grid", cv2.dilate(grid, kernel)),
        float(grid[:, :, 0].mean()),
        float(spread.sum()),
    )


def difference(one: Look, other: Look) -> float:
    """How far two frames differ, in levels, beyond what moving by one cell explains.

    A cell counts only by how far it lies outside the range of its neighbourhood in the other
    frame: what moved by less than a cell (a sixty-fourth of the width) lies inside.
    """
    return (_outside(one, other) + _outside(other, one)) / 2


def changed(one: Look, other: Look) -> float:
    """The share of cells whose luma differs visibly, 0 to 1."""
    return float((abs(one.grid[:, :, 0] - other.grid[:, :, 0]) > CELL_CHANGED).mean())


def likeness(one: Look, other: Look) -> float:
    """Correlation of the luma of two frames, −1 to 1: light that changes leaves it high."""
    a = one.grid[:, :, 0] - one.grid[:, :, 0].mean()
    b = other.grid[:, :, 0] - other.grid[:, :, 0].mean()
    size = float((a * a).sum() * (b * b).sum()) ** 0.5
    return float((a * b).sum()) / size if size > 1.0 else 1.0


def mixture(before: Look, middle: Look, after: Look) -> tuple[float, float]:
    """How well ``middle`` is a mixture of the two others: (share of ``after``, residual).

    The share is by least squares; the residual is what it leaves, against how far the two differ:
    0 for a perfect dissolve, near 1 for anything else.
    """
    way = after.grid - before.grid
    off = middle.grid - before.grid
    length = float((way * way).sum())
    if length < 1.0:
        return 0.0, 1.0
    share = float((off * way).sum()) / length
    left = off - share * way
    return share, float((left * left).sum() / length) ** 0.5


def moved(before: Look, middle: Look, after: Look) -> float:
    """How much of ``middle`` is left unexplained by parts of the two others having moved.

    Blocks of it are looked for nearby in both; what the better match leaves is set against how far
    the two differ: about a half for a dissolve, little for a camera that pans or zooms.
    """
    import cv2
    import numpy as np

    rows, columns = middle.grid.shape[:2]
    left, whole = 0.0, float(((after.grid - before.grid) ** 2).sum())
    padded = [
        cv2.copyMakeBorder(one.grid, _SEARCH, _SEARCH, _SEARCH, _SEARCH, cv2.BORDER_REPLICATE)
        for one in (before, after)
    ]
    for top in range(0, rows - _BLOCK // 2, _BLOCK):
        for start in range(0, columns - _BLOCK // 2, _BLOCK):
            block = middle.grid[top : top + _BLOCK, start : start + _BLOCK]
            high, wide = block.shape[:2]
            left += min(
                float(
                    cv2.matchTemplate(
                        one[top : top + high + 2 * _SEARCH, start : start + wide + 2 * _SEARCH],
                        block,
                        cv2.TM_SQDIFF,
                    ).min()
                )
                for one in padded
            )
    return float(np.sqrt(max(0.0, left) / whole)) if whole > 1.0 else 0.0


def _outside(one: Look, other: Look) -> float:
    import numpy as np

    beyond = np.maximum(one.grid - other.most, other.least - one.grid)
    cells = np.maximum(beyond, 0.0).sum(axis=2)
    return float(np.minimum(cells, _MOST).mean())
