"""Shapes that others partly cover: what the part of their outline still seen belongs to.

Only where an outline borders on the ground is it the shape's own; where it borders on another
shape it is that one's. A circle or upright rectangle is believed when the visible part of its
outline fits and what is missing of it lies under other shapes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.backends.embedded.eye.outlines import ShapeKind

_LEAST_COVERED = 0.08
"""Share of the outline that must border on other shapes before a cover is thought of."""


def covered_shape(
    outline: NDArray[np.int32], free: NDArray[np.bool_]
) -> tuple[ShapeKind, tuple[float, float, float, float]] | None:
    """Kind and full rectangle (x1, y1, x2, y2) of a partly covered circle, square or rectangle.

    ``outline`` is N×1×2 points; ``free`` says of every pixel of the picture whether it is ground.
    """
    points = outline[:, 0].astype(np.float64)
    own = _beside_ground(outline, free)
    if not 0.35 <= own.mean() <= 1 - _LEAST_COVERED:
        return None
    return _circle(points[own], free) or _rectangle(points, points[own], free)


def _beside_ground(outline: NDArray[np.int32], free: NDArray[np.bool_]) -> NDArray[np.bool_]:
    import cv2

    # Three pixels reach over the blurred edge between a shape and the ground.
    near = cv2.dilate(free.astype(np.uint8), np.ones((7, 7), dtype=np.uint8))
    return np.asarray(near[outline[:, 0, 1], outline[:, 0, 0]] > 0)


def _circle(
    own: NDArray[np.float64], free: NDArray[np.bool_]
) -> tuple[ShapeKind, tuple[float, float, float, float]] | None:
    """Least squares through x² + y² + ax + by + c = 0 (Kåsa 1976)."""
    system = np.column_stack([own, np.ones(len(own))])
    a, b, c = np.linalg.lstsq(system, -(own**2).sum(axis=1), rcond=None)[0]
    x, y = -a / 2, -b / 2
    radius = float(np.sqrt(max(0.0, x * x + y * y - c)))
    if not 6 <= radius <= 0.5 * max(free.shape):
        return None
    away = np.abs(np.hypot(own[:, 0] - x, own[:, 1] - y) - radius)
    angles = np.unique((np.arctan2(own[:, 1] - y, own[:, 0] - x) / (np.pi / 18)).astype(int))
    if np.percentile(away, 90) > max(1.2, 0.02 * radius) or len(angles) < 18:
        return None
    box = (x - radius + 0.5, y - radius + 0.5, x + radius + 0.5, y + radius + 0.5)
    inside = _pixels_within(box, free, is_round=True)
    return ("circle", box) if inside < 0.03 else None


def _rectangle(
    points: NDArray[np.float64], own: NDArray[np.float64], free: NDArray[np.bool_]
) -> tuple[ShapeKind, tuple[float, float, float, float]] | None:
    x1, y1 = points.min(axis=0)
    x2, y2 = points.max(axis=0)
    sides = np.stack([own[:, 0] - x1, x2 - own[:, 0], own[:, 1] - y1, y2 - own[:, 1]])
    if (sides.min(axis=0) <= 2).mean() < 0.93 or min(x2 - x1, y2 - y1) < 10:
        return None
    # Each side must be seen somewhere, or it may go on under the cover.
    if (sides <= 2).sum(axis=1).min() < 0.2 * min(x2 - x1, y2 - y1):
        return None
    box = (float(x1), float(y1), float(x2) + 1, float(y2) + 1)
    if _pixels_within(box, free, is_round=False) > 0.03:
        return None
    short, long = sorted((x2 - x1, y2 - y1))
    return ("square" if short > 0.9 * long else "rectangle"), box


def _pixels_within(
    box: tuple[float, float, float, float], free: NDArray[np.bool_], is_round: bool
) -> float:
    """The share of a circle or rectangle, two pixels inside its edge, that is bare ground."""
    x1, y1, x2, y2 = box
    rows = np.arange(max(0, round(y1)), min(free.shape[0], round(y2)))
    columns = np.arange(max(0, round(x1)), min(free.shape[1], round(x2)))
    if not len(rows) or not len(columns):
        return 1.0
    v, u = rows[:, None] + 0.5, columns[None] + 0.5
    if is_round:
        inside = np.hypot(u - (x1 + x2) / 2, v - (y1 + y2) / 2) < (x2 - x1) / 2 - 2
    else:
        inside = (u > x1 + 2) & (u < x2 - 2) & (v > y1 + 2) & (v < y2 - 2)
    part = free[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    return float(part[inside].mean()) if inside.any() else 1.0
