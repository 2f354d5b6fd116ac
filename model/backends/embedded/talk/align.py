"""How one picture lies on another: the shift, the scale, and bands of rows that were pushed down.

All in pixels. ``Alignment`` maps places of the second picture to the first; where no mapping makes
the two alike, there is none, and nothing is compared pixel by pixel.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.geometry import Box

Pixels = NDArray[np.uint8]

_ALIKE = 0.9
"""Correlation from which a picture is taken to be part of another."""
_SMALL = 640
"""Longest side in pixels of the copies on which a shift is searched."""


@dataclass(frozen=True, slots=True)
class Alignment:
    """``first = scale · second + (dx, dy)``; scales are 1 for mere shifts."""

    dx: float = 0.0
    dy: float = 0.0
    scale_x: float = 1.0
    scale_y: float = 1.0

    @property
    def scaled(self) -> bool:
        """Whether the second picture had to be resized."""
        return abs(self.scale_x - 1) > 1e-3 or abs(self.scale_y - 1) > 1e-3

    @property
    def shifted(self) -> bool:
        """Whether the second picture lies elsewhere."""
        return abs(self.dx) >= 0.5 or abs(self.dy) >= 0.5

    def to_second(self, box: Box) -> Box:
        """A box of the first picture on the second."""
        return Box(
            (box.x1 - self.dx) / self.scale_x,
            (box.y1 - self.dy) / self.scale_y,
            (box.x2 - self.dx) / self.scale_x,
            (box.y2 - self.dy) / self.scale_y,
        )


@dataclass(frozen=True, slots=True)
class Band:
    """Rows ``first`` of the one picture that belong to rows ``second`` of the other.

    One of them may be empty: rows that were put in or taken out.
    """

    first: tuple[int, int]
    second: tuple[int, int]


def align(first: Pixels, second: Pixels) -> Alignment | None:
    """The mapping that makes two pictures alike, or ``None`` when none does."""
    height, width = first.shape[:2]
    other_height, other_width = second.shape[:2]
    if (height, width) == (other_height, other_width):
        return _shift(first, second)
    if width == other_width or height == other_height:
        return Alignment()  # A longer page, a wider window: the same corner.
    if abs(width / other_width - height / other_height) < 0.01 * (width / other_width):
        return Alignment(0, 0, width / other_width, height / other_height)
    return _part_of(first, second)


def _shift(first: Pixels, second: Pixels) -> Alignment:
    """Pictures of one size: moved as a whole only if that explains most of the difference."""
    import cv2

    before = _difference(first, second)
    if before < 0.01:
        return Alignment()
    one, other, factor = _grey_pair(first, second)
    window = cv2.createHanningWindow((one.shape[1], one.shape[0]), cv2.CV_32F)
    (x, y), _ = cv2.phaseCorrelate(other, one, window)
    best, best_value = Alignment(), 0.5 * _distance(first, second)
    for dx in _near(x * factor, factor):
        for dy in _near(y * factor, factor):
            if dx == dy == 0 or abs(dx) > 0.4 * one.shape[1] * factor:
                continue
            moved = _overlap(first, second, dx, dy)
            if moved is not None and (value := _distance(*moved)) < best_value:
                best, best_value = Alignment(dx, dy), value
    return best


def _near(value: float, factor: float) -> list[int]:
    """Whole pixels round an estimate made on a copy ``factor`` times smaller."""
    reach = 1 if factor < 1.5 else min(3, round(factor))
    return [round(value) + step for step in range(-reach, reach + 1)]


def _overlap(first: Pixels, second: Pixels, dx: int, dy: int) -> tuple[Pixels, Pixels] | None:
    """The parts both pictures show when the second lies ``dx``, ``dy`` further right and down."""
    height, width = first.shape[:2]
    x1, y1, x2, y2 = max(0, dx), max(0, dy), min(width, width + dx), min(height, height + dy)
    if x2 - x1 < 0.5 * width or y2 - y1 < 0.5 * height:
        return None
    return first[y1:y2, x1:x2], second[y1 - dy : y2 - dy, x1 - dx : x2 - dx]


def _difference(first: Pixels, second: Pixels) -> float:
    """Share of pixels that differ clearly, on a thinned grid of about 200,000."""
    step = max(1, int(np.sqrt(first.shape[0] * first.shape[1] / 200_000)))
    one, other = first[::step, ::step].astype(np.int16), second[::step, ::step].astype(np.int16)
    return float((np.abs(one - other).max(axis=2) > 24).mean())


def _distance(first: Pixels, second: Pixels) -> float:
    """Mean difference (0–255) on the same grid; sharper than a share where all is smooth."""
    step = max(1, int(np.sqrt(first.shape[0] * first.shape[1] / 200_000)))
    one, other = first[::step, ::step].astype(np.int16), second[::step, ::step].astype(np.int16)
    return float(np.abs(one - other).mean())


def _grey_pair(
    first: Pixels, second: Pixels
) -> tuple[NDArray[np.float32], NDArray[np.float32], float]:
    import cv2

    factor = max(1.0, max(first.shape[:2]) / _SMALL)
    size = (max(8, round(first.shape[1] / factor)), max(8, round(first.shape[0] / factor)))
    grey = [
        cv2.resize(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), size, interpolation=cv2.INTER_AREA)
        for picture in (first, second)
    ]
    return grey[0].astype(np.float32), grey[1].astype(np.float32), factor


def _part_of(first: Pixels, second: Pixels) -> Alignment | None:
    """One picture cut out of the other, at the same scale."""
    import cv2

    swapped = second.shape[0] > first.shape[0] and second.shape[1] > first.shape[1]
    large, small = (second, first) if swapped else (first, second)
    if small.shape[0] > large.shape[0] or small.shape[1] > large.shape[1]:
        return None
    factor = max(1.0, max(large.shape[:2]) / _SMALL)
    greys = [
        np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
        for picture in (large, small)
    ]
    thin = [
        cv2.resize(grey, None, fx=1 / factor, fy=1 / factor, interpolation=cv2.INTER_AREA)
        for grey in greys
    ]
    if min(thin[1].shape) < 8 or float(thin[1].std()) < 2:
        return None
    scores = cv2.matchTemplate(thin[0], thin[1], cv2.TM_CCOEFF_NORMED)
    _, best, _, (x, y) = cv2.minMaxLoc(scores)
    if best < _ALIKE:
        return None
    dx, dy = _finer(greys[0], greys[1], round(x * factor), round(y * factor), int(factor) + 2)
    return Alignment(-dx, -dy) if swapped else Alignment(dx, dy)


def _finer(large: Pixels, small: Pixels, x: int, y: int, reach: int) -> tuple[int, int]:
    """The exact place of ``small`` in ``large`` within ``reach`` pixels of an estimate."""
    import cv2

    height, width = small.shape
    x1, y1 = max(0, x - reach), max(0, y - reach)
    part = large[y1 : y + height + reach, x1 : x + width + reach]
    if part.shape[0] < height or part.shape[1] < width:
        return x, y
    _, _, _, (dx, dy) = cv2.minMaxLoc(cv2.matchTemplate(part, small, cv2.TM_CCOEFF_NORMED))
    return x1 + dx, y1 + dy


def bands(first: Pixels, second: Pixels) -> list[Band]:
    """Bands of rows that belong together, for pictures of one width.

    One band over everything unless most rows return unchanged at another height: then a list
    (Ratcliff and Obershelp's matching of rows) that tells which were put in or taken out.
    """
    plain = [Band((0, first.shape[0]), (0, second.shape[0]))]
    if first.shape[1] != second.shape[1]:
        return plain
    rows = [[hash(row.tobytes()) for row in picture >> 3] for picture in (first, second)]
    still = sum(1 for one, other in zip(*rows, strict=False) if one == other)
    matcher = difflib.SequenceMatcher(None, rows[0], rows[1])
    matched = sum(block.size for block in matcher.get_matching_blocks())
    if matched < 0.5 * min(map(len, rows)) or matched < still + 8:
        return plain
    return [
        Band((a1, a2), (b1, b2))
        for kind, a1, a2, b1, b2 in matcher.get_opcodes()
        if kind != "equal"
    ]
