"""Small signs that tell what a control does: crosses, pluses, arrows and triangles.

A sign is cut out, thresholded and compared with drawn ones on a 24 × 24 grid.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.backends.embedded.act.view import View
from model.geometry import Box

Sign = Literal["cross", "plus", "minus", "up", "down", "left", "right", ""]

GRID = 24
LIKE = 0.5
"""Overlap (0–1) from which a sign is what it is likest to."""

Mask = NDArray[np.bool_]


def ink_of(view: View, box: Box) -> Mask:
    """Where ``box`` holds something else than its ground."""
    x1, y1, x2, y2 = box.clamp(view.picture.width, view.picture.height).pixels()
    part = view.pixels[y1:y2, x1:x2].astype(np.int16)
    if part.size == 0:
        return np.zeros((0, 0), dtype=np.bool_)
    flat = (part // 8).reshape(-1, 3)
    values, counts = np.unique(flat, axis=0, return_counts=True)
    ground = values[int(counts.argmax())] * 8 + 4
    away = np.abs(part - ground).max(axis=2)
    return np.asarray(away > max(40, 0.4 * float(away.max())), dtype=np.bool_)


def marks_in(view: View, box: Box, least: float, most: float) -> list[Box]:
    """The connected marks in ``box`` with sides between ``least`` and ``most`` pixels."""
    import cv2

    mask = ink_of(view, box)
    if mask.size == 0:
        return []
    left, top, _, _ = box.clamp(view.picture.width, view.picture.height).pixels()
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    found = []
    for x, y, wide, high, area in stats[1:].tolist():
        longer = max(wide, high)
        if least <= longer <= most and min(wide, high) >= 0.3 * longer and area >= 0.08 * longer**2:
            found.append(Box(left + x, top + y, left + x + wide, top + y + high))
    return sorted(found, key=lambda item: (item.x1, item.y1))


def sign_of(view: View, box: Box) -> Sign:
    """The sign in ``box``; ``""`` if it is like none of those known."""
    import cv2

    mask = ink_of(view, box)
    rows, columns = np.nonzero(mask)
    if len(rows) < 6:
        return ""
    mask = mask[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    high, wide = mask.shape
    if max(high, wide) > 3.2 * min(high, wide):
        return "minus" if wide > high and mask.mean() > 0.8 else ""
    best: tuple[float, Sign] = (LIKE, "")
    small = cv2.resize(mask.astype(np.float32), (GRID, GRID), interpolation=cv2.INTER_AREA)
    seen = np.asarray(small, dtype=np.float64)
    for sign, ratio, template in _templates():
        if not 0.6 < (wide / high) / ratio < 1.65:
            continue
        both = float(np.minimum(seen, template).sum())
        either = float(np.maximum(seen, template).sum())
        best = max(best, (both / either, sign))
    return best[1]


@lru_cache(maxsize=1)
def _templates() -> tuple[tuple[Sign, float, NDArray[np.float64]], ...]:
    """Each known sign with its width over height, drawn large and shrunk to the grid."""
    import cv2

    size = 8 * GRID
    found: list[tuple[Sign, float, NDArray[np.float64]]] = []

    def add(sign: Sign, ratio: float, drawn: NDArray[np.uint8]) -> None:
        small = cv2.resize(drawn.astype(np.float32), (GRID, GRID), interpolation=cv2.INTER_AREA)
        found.append((sign, ratio, np.asarray(small, dtype=np.float64)))

    def blank() -> NDArray[np.uint8]:
        return np.zeros((size, size), dtype=np.uint8)

    last, middle = size - 1, size // 2
    for thick in (size // 9, size // 5, size // 3):
        cross, plus = blank(), blank()
        half = thick // 3
        cv2.line(cross, (half, half), (last - half, last - half), 1, thick)
        cv2.line(cross, (last - half, half), (half, last - half), 1, thick)
        add("cross", 1.0, cross)
        cv2.line(plus, (middle, 0), (middle, last), 1, thick)
        cv2.line(plus, (0, middle), (last, middle), 1, thick)
        add("plus", 1.0, plus)
    for thin in (size // 14, size // 9):
        for sign in ("plus", "minus"):
            boxed = blank()
            cv2.rectangle(boxed, (0, 0), (last, last), 1, 2 * thin)
            cv2.line(boxed, (size // 4, middle), (last - size // 4, middle), 1, thin)
            if sign == "plus":
                cv2.line(boxed, (middle, size // 4), (middle, last - size // 4), 1, thin)
            add("plus" if sign == "plus" else "minus", 1.0, boxed)
    triangle, chevron = blank(), blank()
    points = np.array([[0, 0], [last, 0], [middle, last]], dtype=np.int32)
    cv2.fillPoly(triangle, [points], 1)
    cv2.polylines(chevron, [points[[0, 2, 1]]], False, 1, size // 6)
    turns: tuple[tuple[Sign, int], ...] = (("down", 0), ("right", 1), ("up", 2), ("left", 3))
    for drawn, ratio in ((triangle, 1.5), (chevron, 1.7)):
        for sign, turn in turns:
            level = ratio if turn % 2 == 0 else 1 / ratio
            add(sign, level, np.ascontiguousarray(np.rot90(drawn, turn)))
    return tuple(found)
