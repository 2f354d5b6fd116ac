"""Two pictures of different heights, laid over each other from the top."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agents.fidelity.edges import find_edges
from agents.fidelity.grid import cell_colors, cell_likeness, rows_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Cells:
    """Coarse colours (rows × 32 × L*a*b*) of both, and their likeness where either has a row.

    ``height`` is a cell's height in pixels.
    """

    target: NDArray[np.float64]
    rendered: NDArray[np.float64]
    likeness: NDArray[np.float64]
    height: float


def edges_of(
    target: NDArray[np.uint8], rendered: NDArray[np.uint8]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """The edges of both, the shorter one without any below its end."""
    import numpy as np

    height = max(len(target), len(rendered))
    found = []
    for rgb in (target, rendered):
        edges = find_edges(rgb)
        found.append(np.pad(edges, ((0, height - len(edges)), (0, 0))))
    return found[0], found[1]


def cells_of(target: NDArray[np.uint8], rendered: NDArray[np.uint8]) -> Cells:
    """The cells of both in one raster, which is that of the screenshot."""
    rows = rows_of(target.shape[1], target.shape[0])
    height = target.shape[0] / rows
    theirs = max(1, round(rendered.shape[0] / height))
    ours = cell_colors(target, rows)
    render = cell_colors(_to_height(rendered, round(theirs * height)), theirs)
    return Cells(ours, render, cell_likeness(ours, render), height)


def _to_height(rgb: NDArray[np.uint8], height: int) -> NDArray[np.uint8]:
    """Cut off or continued downwards by its last row, by less than a cell."""
    import numpy as np

    if len(rgb) >= height:
        return rgb[:height]
    return np.pad(rgb, ((0, height - len(rgb)), (0, 0), (0, 0)), mode="edge")
