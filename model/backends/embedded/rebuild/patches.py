"""Even patches of a picture without its text: the raw material of surfaces.

A pixel is calm when it all but equals its right and its lower neighbour; calm pixels that touch
are a patch. Thin rules have no calm pixels and are found later, in what is left over.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Rect = tuple[int, int, int, int]
"""x1, y1, x2, y2 in whole pixels, the ends exclusive."""

_MOST = 900
"""Patches looked at, the largest first."""


@dataclass(frozen=True, slots=True)
class Patch:
    """A patch: ``own`` are its pixels inside ``rect``, ``filled`` those with its holes."""

    number: int
    rect: Rect
    own: NDArray[np.bool_]
    filled: NDArray[np.bool_]

    @property
    def fullness(self) -> float:
        """The share of its rectangle that it covers, holes filled."""
        return float(self.filled.mean())


def find_patches(rgb: NDArray[np.uint8], step: int) -> tuple[NDArray[np.int32], Iterator[Patch]]:
    """The number of each pixel's patch (0 for none), and the patches, largest rectangle first.

    ``step`` is how many 8-bit steps neighbours of one patch may differ by: 2 takes in the gentle
    gradients of a lossless picture, more is for JPEG.
    """
    import cv2

    calm = (_change(rgb) <= step).astype(np.uint8)
    _, found, stats, _ = cv2.connectedComponentsWithStats(calm, connectivity=4)
    labels = np.asarray(found, dtype=np.int32)
    sizes = np.asarray(stats, dtype=np.int32)
    wide, high, area = stats[:, 2].astype(np.int64), stats[:, 3].astype(np.int64), stats[:, 4]
    useful = (area >= 24) & (np.maximum(wide, high) >= 7)
    useful[0] = False
    numbers = np.flatnonzero(useful)
    numbers = numbers[np.argsort(-(wide * high)[numbers], kind="stable")]
    if len(numbers) > _MOST:
        largest = np.argsort(-area[numbers], kind="stable")[:_MOST]
        numbers = numbers[np.sort(largest)]
    return labels, (_patch(labels, sizes, int(number)) for number in numbers)


def _patch(labels: NDArray[np.int32], stats: NDArray[np.int32], number: int) -> Patch:
    import cv2

    x, y, wide, high, _ = (int(value) for value in stats[number])
    # The comparison with the right and lower neighbour took one column and one row.
    x2, y2 = min(x + wide + 1, labels.shape[1]), min(y + high + 1, labels.shape[0])
    calm = labels[y:y2, x:x2] == number
    own = calm.copy()
    own[:, 1:] |= calm[:, :-1]
    own[1:] |= own[:-1].copy()
    mask = own.astype(np.uint8)
    outlines, _ = cv2.findContours(mask, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    filled = np.zeros_like(mask)
    cv2.drawContours(filled, outlines, -1, 1, cv2.FILLED)
    return Patch(number, (x, y, x2, y2), own, filled > 0)


def _change(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    import cv2

    change = np.zeros(rgb.shape, dtype=np.uint8)
    change[:, :-1] = cv2.absdiff(rgb[:, :-1], rgb[:, 1:])
    change[:-1] = np.maximum(change[:-1], cv2.absdiff(rgb[:-1], rgb[1:]))
    return np.asarray(change.max(axis=2), dtype=np.uint8)
