"""Coarse colour cells of both pictures: what a squinting eye compares."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agents.fidelity.colors import ciede2000, lab

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

COLUMNS = 32
_UNLIKE = 20.0
"""CIEDE2000 at which two cells have nothing in common."""
_LEAST_ROOM = 0.15


def cell_colors(rgb: NDArray[np.uint8], rows: int) -> NDArray[np.float64]:
    """The mean colour of each of ``rows`` × 32 cells, as L*a*b*."""
    import cv2

    return lab(cv2.resize(rgb, (COLUMNS, rows), interpolation=cv2.INTER_AREA))


def rows_of(width: int, height: int) -> int:
    """How many rows of square cells a picture has: 20 for 1280 × 800."""
    return max(1, round(COLUMNS * height / width))


def cell_likeness(
    target: NDArray[np.float64], rendered: NDArray[np.float64]
) -> NDArray[np.float64]:
    """1 minus CIEDE2000 over 20 of each cell; cells that only one page has are 0."""
    import numpy as np

    shared = min(len(target), len(rendered))
    found = np.zeros((max(len(target), len(rendered)), COLUMNS))
    apart = ciede2000(target[:shared], rendered[:shared])
    found[:shared] = np.clip(1 - apart / _UNLIKE, 0.0, 1.0)
    return found


def above_empty(cells: float, target: NDArray[np.float64], rendered: NDArray[np.float64]) -> float:
    """``cells`` rescaled so that an empty page, all of one colour, has nothing.

    The empty page is the better one of all white and all in the render's own commonest colour.
    On a page that is nearly empty itself the scale is never stretched beyond a limit.
    """
    import numpy as np

    flats = [lab([255, 255, 255]), np.median(rendered.reshape(-1, 3), axis=0)]
    empty = max(
        float(cell_likeness(target, np.broadcast_to(flat, target.shape)).mean()) for flat in flats
    )
    return max(0.0, 1 - (1 - cells) / max(1 - empty, _LEAST_ROOM))
