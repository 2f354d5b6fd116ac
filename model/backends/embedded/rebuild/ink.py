"""The ink of a line of text: which pixels are its letters, their colour, and what lies behind them.

A box that a text finder draws is wider than the letters and holds pieces of neighbours: borders,
the feet of the line above, an icon. Only what is joined to the middle band of the line, or is small
and lies well inside, belongs to it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from model.backends.embedded.screen import Line
from model.rendering import Color

Rect = tuple[int, int, int, int]
"""x1, y1, x2, y2 in whole pixels, the ends exclusive."""

FLAT_SHARE = 0.3
"""Share of a line's window that its ground covers where the ground is one colour."""

_FAINT = 14
"""Least difference from the ground, in 8-bit steps of any channel, that can be ink."""


@dataclass(frozen=True, slots=True)
class Ink:
    """Letters as found: ``mask`` says which pixels of ``window`` they touch, soft rims included.

    ``alpha`` is how much of each pixel they cover (0–1). ``crossed`` says that the ground is a
    photo or gradient, ``cut`` that the picture's edge goes through the letters; ``underline`` is
    the rows of a rule below them.
    """

    window: Rect
    mask: NDArray[np.bool_]
    alpha: NDArray[np.float32]
    box: Rect
    color: Color
    ground: Color
    crossed: bool
    underline: tuple[int, int] | None = None
    cut: bool = False

    @property
    def span(self) -> tuple[float, float]:
        """The letters' left and right end, finer than a pixel: a rim of half ink is half in."""
        left, right = self.box[0] - self.window[0], self.box[2] - self.window[0]
        first, last = left, right - 1
        if left > 0 and _rim(self.alpha, left - 1) > _TRACE:
            first = left - 1
        if right < self.alpha.shape[1] and _rim(self.alpha, right) > _TRACE:
            last = right
        x1 = self.window[0] + first + 1 - _rim(self.alpha, first)
        x2 = self.window[0] + last + _rim(self.alpha, last)
        return x1, max(x2, x1 + 1)


_TRACE = 0.1
"""Ink of a column beside the letters from which they reach into it."""


def _rim(alpha: NDArray[np.float32], column: int) -> float:
    """How far into a column the letters reach: as far as its fullest pixel is full."""
    return float(min(1.0, alpha[:, column].max()))


def find_ink(rgb: NDArray[np.uint8], line: Line) -> Ink | None:
    """The letters of ``line`` on ``rgb``, or ``None`` where its box holds nothing to be seen."""
    height, width = rgb.shape[:2]
    x1, y1 = int(line.box.x1) - 2, int(line.box.y1) - 3
    x2, y2 = int(np.ceil(line.box.x2)) + 2, int(np.ceil(line.box.y2)) + 3
    window = max(0, x1), max(0, y1), min(width, x2), min(height, y2)
    pixels = rgb[window[1] : window[3], window[0] : window[2]].astype(np.int16)
    if pixels.shape[0] < 4 or pixels.shape[1] < 2:
        return None
    ground, share = _ground(pixels, line)
    crossed = share < FLAT_SHARE
    top, bottom = line.box.y1 - window[1], line.box.y2 - window[1]
    if crossed:
        strong = _nearer_to_letters(pixels, line)
        ground = line.background
        away = np.abs(pixels - np.array(ground, dtype=np.int16)).max(axis=2)
    else:
        away = np.abs(pixels - np.array(ground, dtype=np.int16)).max(axis=2)
        band = away[int(max(0, top + 0.2 * (bottom - top))) : int(bottom) + 1]
        seen = band[band > _FAINT]
        if seen.size < 3:
            return None
        limit = max(_FAINT, 0.34 * float(np.percentile(seen, 92)))
        strong = away > limit
    kept = _own(strong, top, bottom)
    if not kept.any():
        return None
    kept, underline = _without_underline(kept, top, bottom)
    rows, columns = np.flatnonzero(kept.any(axis=1)), np.flatnonzero(kept.any(axis=0))
    if not rows.size:
        return None
    box = (
        window[0] + int(columns[0]),
        window[1] + int(rows[0]),
        window[0] + int(columns[-1]) + 1,
        window[1] + int(rows[-1]) + 1,
    )
    color = _letter_color(pixels, kept, away, crossed)
    soft = _grown(kept) & ((away > 5) | crossed)
    contrast = np.array(color, dtype=np.float64) - np.array(ground, dtype=np.float64)
    along = (pixels - np.array(ground)) @ contrast / max(1.0, float(contrast @ contrast))
    alpha = np.where(soft, np.clip(along, 0, 1), 0).astype(np.float32)
    if underline:
        first, last = underline
        soft[first:last] |= away[first:last] > 5
        underline = first + window[1], last + window[1]
    cut = box[1] <= 0 or box[3] >= height
    return Ink(window, soft, alpha, box, color, ground, crossed, underline, cut)


def part_of(ink: Ink, x1: int, x2: int) -> Ink | None:
    """The letters between two columns of the picture, or ``None`` where there are none."""
    x1, x2 = max(x1, ink.window[0]), min(x2, ink.window[2])
    left, right = x1 - ink.window[0], max(x1, x2) - ink.window[0]
    alpha = ink.alpha[:, left:right]
    seen = alpha > 0.3
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    if not rows.size:
        return None
    underline = ink.underline
    rest, rule = _without_underline(seen, float(rows[0]), float(rows[-1] + 1))
    if rule is not None:
        alpha = np.where(_grown(rest), alpha, 0)
        rows, columns = np.flatnonzero(rest.any(axis=1)), np.flatnonzero(rest.any(axis=0))
        underline = rule[0] + ink.window[1], rule[1] + ink.window[1]
    window = ink.window[0] + left, ink.window[1], ink.window[0] + right, ink.window[3]
    box = (
        window[0] + int(columns[0]),
        window[1] + int(rows[0]),
        window[0] + int(columns[-1]) + 1,
        window[1] + int(rows[-1]) + 1,
    )
    mask = ink.mask[:, left:right]
    return replace(ink, window=window, mask=mask, alpha=alpha, box=box, underline=underline)


def color_between(rgb: NDArray[np.uint8], ink: Ink, x1: int, x2: int) -> Color:
    """The colour of the letters between two columns of the picture."""
    left, right = max(0, x1 - ink.window[0]), max(0, x2 - ink.window[0])
    alpha = ink.alpha[:, left:right]
    x1, y1, _, y2 = ink.window
    pixels = rgb[y1:y2, x1 + left : x1 + left + alpha.shape[1]].astype(np.int16)
    # Against the ground, not along the line's own colour: a link's may be another.
    away = np.abs(pixels - np.array(ink.ground)).max(axis=2)
    inside = ink.mask[:, left:right]
    if ink.crossed:
        inside = inside & (alpha > 0.5)
    if not inside.any():
        return ink.color
    strength = away[inside]
    limit = float(np.percentile(strength, 90)) * (0.6 if ink.crossed else 0.92)
    return _color(np.median(pixels[inside][strength >= limit], axis=0))


def _ground(pixels: NDArray[np.int16], line: Line) -> tuple[Color, float]:
    """The commonest colour of a window that is not the letters', and its share of the window."""
    flat = pixels.reshape(-1, 3).astype(np.int64)
    key = (flat[:, 0] << 16) | (flat[:, 1] << 8) | flat[:, 2]
    values, counts = np.unique(key, return_counts=True)
    best = int(values[int(np.argmax(counts))])
    ground = np.array([best >> 16, best >> 8 & 255, best & 255])
    behind = np.array(line.background)
    # Heavy letters can outnumber their ground: the eye looked at the rim.
    if np.abs(ground - behind).max() > 24 and np.abs(ground - line.color).max() < 40:
        near = np.abs(flat - behind).max(axis=1) <= 6
        if near.mean() > 0.12:
            ground = np.median(flat[near], axis=0).astype(np.int64)
    share = float((np.abs(flat - ground).max(axis=1) <= 6).mean())
    return _color(ground), share


def _nearer_to_letters(pixels: NDArray[np.int16], line: Line) -> NDArray[np.bool_]:
    """Two-means in a window on an uneven ground, begun with the colours that the eye measured."""
    flat = pixels.reshape(-1, 3).astype(np.float32)
    ink = np.array(line.color, dtype=np.float32)
    rest = np.array(line.background, dtype=np.float32)
    chosen = np.zeros(len(flat), dtype=bool)
    for _ in range(4):
        chosen = ((flat - ink) ** 2).sum(axis=1) < 0.7 * ((flat - rest) ** 2).sum(axis=1)
        if not chosen.any() or chosen.mean() > 0.6:
            break
        ink = 0.5 * ink + 0.5 * np.median(flat[chosen], axis=0)
        rest = np.median(flat[~chosen], axis=0)
    return np.asarray(chosen.reshape(pixels.shape[:2]))


def _own(strong: NDArray[np.bool_], top: float, bottom: float) -> NDArray[np.bool_]:
    """The connected pieces that belong to a line whose box runs from ``top`` to ``bottom``."""
    import cv2

    high, wide = strong.shape
    count, labels, stats, _ = cv2.connectedComponentsWithStats(
        strong.astype(np.uint8), connectivity=8
    )
    tall = bottom - top
    upper, lower = top + 0.3 * tall, bottom - 0.3 * tall
    keep = np.zeros(count, dtype=bool)
    for number in range(1, count):
        x, y, w, h, area = (int(value) for value in stats[number])
        crosses = y < lower and y + h > upper
        if crosses:
            through = y <= 0 and y + h >= high
            rule = (w <= 3 and through and area >= 0.9 * w * h) or (
                w > 0.9 * wide and area < 0.35 * w * h and h > 0.75 * tall
            )
            line = h <= 2 and w > 1.6 * tall and w > 0.35 * wide
            keep[number] = not rule and not line
        else:
            inside = y >= top - 1 and y + h <= bottom + 2
            small = h <= 0.42 * tall and (w <= 1.15 * tall or h <= 3)
            touching = y <= 0 or y + h >= high
            keep[number] = inside and small and not touching
    return np.asarray(keep[labels])


def _without_underline(
    kept: NDArray[np.bool_], top: float, bottom: float
) -> tuple[NDArray[np.bool_], tuple[int, int] | None]:
    """Take off the rule below the letters, if there is one: rows filled nearly all along."""
    columns = np.flatnonzero(kept.any(axis=0))
    first, last = int(columns[0]), int(columns[-1]) + 1
    if last - first < 12:
        return kept, None
    share = kept[:, first:last].mean(axis=1)
    full = np.flatnonzero(share > 0.8)
    full = full[full > top + 0.6 * (bottom - top)]
    if not full.size or full[-1] - full[0] + 1 > 3:
        return kept, None
    # A rule stands off from the letters, and only their descenders reach it.
    if last - first < 1.5 * (bottom - top) or share[max(0, int(full[0]) - 1)] > 0.4:
        return kept, None
    rest = kept.copy()
    rest[int(full[0]) : int(full[-1]) + 1] = False
    if not rest[: int(full[0])].any():
        return kept, None
    return rest, (int(full[0]), int(full[-1]) + 1)


def _letter_color(
    pixels: NDArray[np.int16],
    kept: NDArray[np.bool_],
    away: NDArray[np.int16],
    crossed: bool,
) -> Color:
    if crossed:
        return _color(np.median(pixels[kept], axis=0))
    strength = away[kept]
    limit = float(np.percentile(strength, 90)) * 0.92
    return _color(np.median(pixels[kept][strength >= limit], axis=0))


def _grown(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The mask with one pixel more on every side, where letters fade into their ground."""
    import cv2

    grown = cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), dtype=np.uint8))
    return np.asarray(grown > 0)


def erase(rgb: NDArray[np.uint8], inks: list[Ink]) -> NDArray[np.uint8]:
    """A copy of ``rgb`` without the letters: each ground goes on where they stood."""
    import cv2

    clean = rgb.copy()
    uneven = np.zeros(rgb.shape[:2], dtype=np.uint8)
    for ink in inks:
        x1, y1, x2, y2 = ink.window
        if ink.crossed:
            uneven[y1:y2, x1:x2] |= _grown(ink.mask).astype(np.uint8)
        else:
            clean[y1:y2, x1:x2][ink.mask] = ink.ground
    for x1, y1, x2, y2 in _patches(uneven):
        part = clean[y1:y2, x1:x2]
        clean[y1:y2, x1:x2] = cv2.inpaint(part, uneven[y1:y2, x1:x2], 4, cv2.INPAINT_TELEA)
    return clean


def _patches(mask: NDArray[np.uint8]) -> list[Rect]:
    """Rectangles, with a rim to paint from, that hold all of ``mask``."""
    import cv2

    if not mask.any():
        return []
    joined = cv2.dilate(mask, np.ones((9, 25), dtype=np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    return [(x, y, x + w, y + h) for x, y, w, h, _ in stats[1:].tolist()]


def _color(values: NDArray[np.generic]) -> Color:
    return cast(Color, tuple(round(float(value)) for value in values))
