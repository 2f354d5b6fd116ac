"""Edges of both pictures, near each other or not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NEAR = 5.0
"""Pixels within which an edge counts as found; a plain comparison would punish one pixel."""
_WEAK, _STRONG = 60, 140


@dataclass(frozen=True, slots=True)
class EdgeMatch:
    """``f1`` is 0–1; ``lost`` and ``added`` mark edges without a counterpart (height × width)."""

    f1: float
    lost: NDArray[np.bool_]
    added: NDArray[np.bool_]


def find_edges(rgb: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where Canny sees an edge in the picture's lightness."""
    import cv2

    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    return cv2.Canny(grey, _WEAK, _STRONG) > 0


def match_edges(target: NDArray[np.bool_], rendered: NDArray[np.bool_]) -> EdgeMatch:
    """Compare two edge pictures of one size; without any edge on either side they are alike."""
    lost, added = _far_from(target, rendered), _far_from(rendered, target)
    if not target.any() and not rendered.any():
        return EdgeMatch(1.0, lost, added)
    if not target.any() or not rendered.any():
        return EdgeMatch(0.0, lost, added)
    recall = 1 - lost.sum() / target.sum()
    precision = 1 - added.sum() / rendered.sum()
    total = recall + precision
    return EdgeMatch(float(2 * recall * precision / total) if total else 0.0, lost, added)


def _far_from(edges: NDArray[np.bool_], others: NDArray[np.bool_]) -> NDArray[np.bool_]:
    import cv2
    import numpy as np

    if not others.any():
        return edges.copy()
    distance = cv2.distanceTransform((~others).astype(np.uint8), cv2.DIST_L2, 3)
    return edges & (distance > _NEAR)
