"""Where two pictures laid on each other differ: spots, rows pushed down, a change of light."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.backends.embedded.talk.align import Alignment, Band, Pixels, bands
from model.geometry import Box

_STEP = 24
"""Least difference (0–255, largest channel) of a pixel that counts as changed."""
_NOISY_STEP = 60
"""The same where resizing or JPEG alone makes edges differ."""
_FEWEST = 5
"""Changed pixels below which a spot is noise."""
ALL_OVER = 0.6
"""Share of changed pixels from which two pictures are simply different ones."""
LARGEST = 8_000_000
"""Pictures of more pixels are compared at a smaller size."""


@dataclass(frozen=True, slots=True)
class Push:
    """From row ``start`` of the first picture on all lies ``distance`` pixels lower (or higher)."""

    start: int
    distance: int


def lighter_by(first: Pixels, second: Pixels, alignment: Alignment) -> int:
    """By how much nearly all pixels of the second picture are lighter; 0 where there is no such."""
    one, other = _sampled(first, second, alignment)
    # What is black or white already cannot follow a change of light.
    free = ((one > 8) & (one < 247) & (other > 8) & (other < 247)).all(axis=1)
    if free.sum() < max(1, 0.2 * len(one)):
        return 0
    change = (other - one)[free].mean(axis=1)
    middle = float(np.median(change))
    steady = float((np.abs(change - middle) <= 8).mean())
    return round(middle) if abs(middle) >= 6 and steady > 0.6 else 0


def changed_ink(first: Pixels, second: Pixels, alignment: Alignment) -> float:
    """Share of what is drawn on either picture (unlike its ground) that differs on the other."""
    one, other = _sampled(first, second, alignment)
    drawn = np.zeros(len(one), bool)
    for pixels in (one, other):
        values, counts = np.unique(pixels >> 3, axis=0, return_counts=True)
        ground = (values[int(counts.argmax())] << 3) + 4
        drawn |= np.abs(pixels - ground).max(axis=1) > 2 * _STEP
    apart = np.abs(one - other).max(axis=1) > _STEP
    return float(apart[drawn].mean()) if drawn.any() else 0.0


def _sampled(
    first: Pixels, second: Pixels, alignment: Alignment
) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """Pixels of both pictures at the same places, a grid of about 160,000 on the common area."""
    width, height = first.shape[1], first.shape[0]
    xs, ys = np.meshgrid(
        np.arange(0, width, max(1, width // 400)), np.arange(0, height, max(1, height // 400))
    )
    there_x = ((xs - alignment.dx) / alignment.scale_x).astype(int)
    there_y = ((ys - alignment.dy) / alignment.scale_y).astype(int)
    inside = (there_x >= 0) & (there_x < second.shape[1]) & (there_y >= 0)
    inside &= there_y < second.shape[0]
    one = first[ys[inside], xs[inside]].astype(np.int16)
    return one, second[there_y[inside], there_x[inside]].astype(np.int16)


def find_spots(
    first: Pixels, second: Pixels, alignment: Alignment
) -> tuple[list[tuple[Box | None, Box | None]], float, tuple[Push, ...]]:
    """Changed places as pairs of boxes, the share of the common area, and rows pushed down."""
    import cv2

    if alignment.scaled:
        size = (first.shape[1], first.shape[0])
        laid = cv2.resize(second, size, interpolation=cv2.INTER_AREA)
        soft = [np.asarray(cv2.blur(part, (5, 5)), np.uint8) for part in (first, laid)]
        boxes, share = _blobs(soft[0], soft[1], _NOISY_STEP)
        return [(box, alignment.to_second(box)) for box in boxes], share, ()
    dx, dy = round(alignment.dx), round(alignment.dy)
    if dx or dy or first.shape[1] != second.shape[1]:
        return *_shifted_spots(first, second, dx, dy), ()
    pairs: list[tuple[Box | None, Box | None]] = []
    changed = 0.0
    pushed, pushes = 0, []
    for band in bands(first, second):
        distance = band.second[1] - band.first[1]
        if distance != pushed and band.first[1] < first.shape[0]:
            pushes.append(Push(band.first[1], distance))
        pushed = distance
        found, pixels = _band_spots(first, second, band)
        pairs += found
        changed += pixels
    share = changed / (min(first.shape[0], second.shape[0]) * first.shape[1])
    return pairs, share, tuple(pushes)


def _shifted_spots(
    first: Pixels, second: Pixels, dx: int, dy: int
) -> tuple[list[tuple[Box | None, Box | None]], float]:
    x1, y1 = max(0, dx), max(0, dy)
    x2 = min(first.shape[1], second.shape[1] + dx)
    y2 = min(first.shape[0], second.shape[0] + dy)
    found, share = _blobs(first[y1:y2, x1:x2], second[y1 - dy : y2 - dy, x1 - dx : x2 - dx], _STEP)
    return [(moved_box(box, x1, y1), moved_box(box, x1 - dx, y1 - dy)) for box in found], share


def _band_spots(
    first: Pixels, second: Pixels, band: Band
) -> tuple[list[tuple[Box | None, Box | None]], float]:
    """The changed places of a band, and how many pixels changed; what only one has is whole."""
    (a1, a2), (b1, b2) = band.first, band.second
    rows = min(a2 - a1, b2 - b1)
    pairs: list[tuple[Box | None, Box | None]] = []
    changed = 0.0
    if rows:
        found, share = _blobs(first[a1 : a1 + rows], second[b1 : b1 + rows], _STEP)
        changed += share * rows * first.shape[1]
        pairs += [(moved_box(box, 0, a1), moved_box(box, 0, b1)) for box in found]
    for box in _content(first[a1 + rows : a2]):
        pairs.append((moved_box(box, 0, a1 + rows), None))
    for box in _content(second[b1 + rows : b2]):
        pairs.append((None, moved_box(box, 0, b1 + rows)))
    return pairs, changed


def moved_box(box: Box, dx: float, dy: float) -> Box:
    """The box moved right by ``dx`` and down by ``dy`` pixels."""
    return Box(box.x1 + dx, box.y1 + dy, box.x2 + dx, box.y2 + dy)


def _blobs(first: Pixels, second: Pixels, step: int) -> tuple[list[Box], float]:
    """Boxes round what differs between two arrays of one shape, and the share that does."""
    import cv2

    if first.size == 0:
        return [], 0.0
    factor = max(1.0, (first.shape[0] * first.shape[1] / LARGEST) ** 0.5)
    if factor > 1:
        size = (round(first.shape[1] / factor), round(first.shape[0] / factor))
        first, second = (
            np.asarray(cv2.resize(part, size, interpolation=cv2.INTER_AREA), np.uint8)
            for part in (first, second)
        )
    apart = cv2.absdiff(first, second).max(axis=2)
    noise = float(np.percentile(apart, 75))
    faint = float(((apart > 0) & (apart <= step // 2)).mean())
    if noise > 3 or (faint > 0.002 and faint > 2 * float((apart > step).mean())):
        # One was saved anew by JPEG, or filmed: faint differences are everywhere, also at edges.
        first = np.asarray(cv2.blur(first, (5, 5)), np.uint8)
        second = np.asarray(cv2.blur(second, (5, 5)), np.uint8)
        apart = cv2.absdiff(first, second).max(axis=2)
        step = _NOISY_STEP
    mask = (apart > step).astype(np.uint8)
    share = float(mask.mean())
    return [_scaled(box, factor) for box in _groups(mask)] if share <= ALL_OVER else [], share


def _scaled(box: Box, factor: float) -> Box:
    return Box(box.x1 * factor, box.y1 * factor, box.x2 * factor, box.y2 * factor)


def _content(part: Pixels) -> list[Box]:
    """Boxes round what is not the ground of a part that only one picture has."""
    if part.size == 0 or part.shape[0] < 3:
        return []
    flat = part.reshape(-1, 3)
    values, counts = np.unique(flat[:: max(1, len(flat) // 20_000)], axis=0, return_counts=True)
    ground = values[int(counts.argmax())].astype(np.int16)
    mask = (np.abs(part.astype(np.int16) - ground).max(axis=2) > _STEP).astype(np.uint8)
    return _groups(mask)


def _groups(mask: NDArray[np.uint8]) -> list[Box]:
    """Boxes round groups of marked pixels that lie within a letter or two of each other."""
    import cv2

    height, width = mask.shape
    reach = (max(9, width // 90) | 1, max(5, height // 160) | 1)
    joined = cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_RECT, reach))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    boxes = []
    for label in range(1, count):
        x, y, w, h = (int(value) for value in stats[label][:4])
        own = mask[y : y + h, x : x + w] & (labels[y : y + h, x : x + w] == label)
        if int(own.sum()) < _FEWEST:
            continue
        rows, columns = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
        left, right = int(columns[0]), int(columns[-1]) + 1
        boxes.append(Box(x + left, y + int(rows[0]), x + right, y + int(rows[-1]) + 1))
    return boxes
