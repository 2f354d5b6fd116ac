"""What one pass over a clip yields; ``model/clips/parts.py`` has the rest."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from model.clips.parts import Frame

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Sampled:
    """One decoded frame of a pass: always small, with its picture where it was sampled.

    ``grid`` is the frame shrunk by averaging, rows × columns × (luma, blue, red difference) as
    8-bit values, upright; its longer side has ``GRID_SIDE`` cells.
    """

    at_s: float
    grid: NDArray[np.uint8] = field(repr=False, compare=False)
    frame: Frame | None = None


GRID_SIDE = 64
