"""Bars of a chart, told from pixels: flat rectangles of one width that stand on one line.

Nothing is taken for a bar because it looks like one: at least two rectangles must share the line
they stand on and their thickness, and differ in length. Stacked bars and bars drawn with depth are
recognised as such, so that nobody reads a wrong value off them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.backends.embedded.eye.colours import background, oklab, palette
from model.backends.embedded.screen import Color, Line
from model.geometry import Box

Look = Literal["flat", "stacked", "3-D"]
"""How bars are drawn; only flat ones have one value each that their length tells."""

_LARGEST = 600_000
"""Pixels of the picture bars are looked for in; a bigger one is shrunk."""
_SAME_COLOR = 0.07
"""OKLab distance within which a pixel is of a colour; a JPEG's noise stays below it."""
_FROM_GROUND = 0.12
"""Least OKLab distance of a bar's colour from the ground; cards and fields are paler."""
_FULL = 0.82
"""Share of its box a bar fills; rounded corners and a number printed on it leave this much."""
_THIN, _SHORT, _TELLING = 4, 2, 8
"""Least thickness and length of a bar, and the length of one that shows where others stand."""
_THICKNESS = 0.16
"""Share by which bars of one chart may differ in thickness."""
_PATCHES = 500
"""The largest patches are looked at; a picture with more is a texture or a page of icons."""
_MOST = 60
"""Rectangles standing on one line that are a chart; more are a texture or a bar code."""


@dataclass(frozen=True, slots=True)
class Patch:
    """A connected patch of one colour: its box and the share of it that is filled (0–1)."""

    box: Box
    color: Color
    filled: float


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars in order, left to right or top to bottom; ``base`` is where they start, in pixels.

    ``upright`` bars grow upwards (or downwards below ``base``), others to the right (or left).
    ``others`` are the small patches beside them, such as a legend's.
    """

    bars: tuple[Patch, ...]
    upright: bool
    base: float
    look: Look
    others: tuple[Patch, ...]


def find_bars(rgb: NDArray[np.uint8], lines: Sequence[Line]) -> Bars | None:
    """The bars of the chart on a picture, in its pixels; ``None`` where there are none."""
    patches = _patches(rgb, lines)
    best: Bars | None = None
    for upright in (True, False):
        found = _standing(patches, upright, rgb.shape[:2])
        if found and (best is None or len(found.bars) > len(best.bars)):
            best = found
    return best


def _patches(rgb: NDArray[np.uint8], lines: Sequence[Line]) -> list[Patch]:
    """Every patch of one colour unlike the ground, letters left out."""
    import cv2

    height, width = rgb.shape[:2]
    scale = max(1.0, float(np.sqrt(height * width / _LARGEST)))
    small = rgb
    if scale > 1:
        size = (round(width / scale), round(height / scale))
        small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    calm = np.asarray(cv2.medianBlur(small, 3), dtype=np.uint8)
    ground = oklab(np.array([background(calm)], dtype=np.uint8))[0]
    colors = [
        color
        for color, _ in palette(calm, most=16, least=0.0004)
        if np.linalg.norm(oklab(np.array([color], dtype=np.uint8))[0] - ground) > _FROM_GROUND
    ]
    if not colors:
        return []
    classes = _classes(calm, colors)
    found: list[Patch] = []
    for number, color in enumerate(colors):
        mask = (classes == number).astype(np.uint8)
        _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
        stats = stats[1:]
        wide, high = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT]
        large = (np.maximum(wide, high) >= 6) & (np.minimum(wide, high) >= _SHORT)
        for x, y, w, h, area in stats[large & (wide * high <= 0.5 * classes.size)].tolist():
            box = Box(x * scale, y * scale, (x + w) * scale, (y + h) * scale)
            found.append(Patch(box, color, area / (w * h)))
    # A plain bar may have been read as a single "1" or "I"; that is no letter to leave out.
    return _outside(found, [line.box for line in lines if len(line.text) > 1])[:_PATCHES]


def _outside(patches: Sequence[Patch], words: Sequence[Box]) -> list[Patch]:
    """The patches that are no part of a word, largest first."""
    if not patches or not words:
        return sorted(patches, key=lambda patch: -patch.box.area)
    boxes = np.array([(p.box.x1, p.box.y1, p.box.x2, p.box.y2) for p in patches])
    text = np.array([(word.x1, word.y1, word.x2, word.y2) for word in words])
    wide = np.minimum(boxes[:, None, 2], text[:, 2]) - np.maximum(boxes[:, None, 0], text[:, 0])
    high = np.minimum(boxes[:, None, 3], text[:, 3]) - np.maximum(boxes[:, None, 1], text[:, 1])
    shared = (np.maximum(wide, 0) * np.maximum(high, 0)).max(axis=1)
    areas = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    free = np.flatnonzero(shared <= 0.7 * areas)
    return [patches[at] for at in free[np.argsort(-areas[free], kind="stable")]]


def _classes(calm: NDArray[np.uint8], colors: Sequence[Color]) -> NDArray[np.int16]:
    """Which of ``colors`` each pixel is of, −1 for none; by a table over 5 bits a channel."""
    steps = np.arange(32, dtype=np.uint8) * 8 + 4
    cube = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 3)
    lab, named = oklab(cube), oklab(np.array(colors, dtype=np.uint8))
    distance = np.linalg.norm(lab[:, None] - named[None], axis=2)
    nearest = distance.argmin(axis=1).astype(np.int16)
    nearest[distance.min(axis=1) > _SAME_COLOR] = -1
    bits = (calm >> 3).astype(np.int32)
    found: NDArray[np.int16] = nearest[bits[..., 0] * 1024 + bits[..., 1] * 32 + bits[..., 2]]
    return found


def across(box: Box, upright: bool) -> tuple[float, float]:
    """Where a bar begins and ends along the line that bars stand on."""
    return (box.x1, box.x2) if upright else (box.y1, box.y2)


def along(box: Box, upright: bool) -> tuple[float, float]:
    """Where a bar begins and ends in the direction it grows; upwards counts as forwards."""
    return (-box.y2, -box.y1) if upright else (box.x1, box.x2)


def _length(patch: Patch, upright: bool) -> float:
    start, end = along(patch.box, upright)
    return end - start


def _standing(patches: Sequence[Patch], upright: bool, size: tuple[int, int]) -> Bars | None:
    """The largest set of equally thick rectangles that start at one line."""
    slack = max(2.5, 0.004 * max(size))

    def thickness(patch: Patch) -> float:
        start, end = across(patch.box, upright)
        return end - start

    full = [patch for patch in patches if patch.filled >= _FULL and thickness(patch) >= _THIN]
    if len(full) < 2:
        return None
    starts = np.array([along(patch.box, upright) for patch in full])
    thick = np.array([thickness(patch) for patch in full])
    best: list[Patch] = []
    base = 0.0
    tried: set[tuple[int, int]] = set()
    for at, seed in enumerate(full):
        start = starts[at, 0]
        key = (round(start / 2), round(thick[at] / 2))
        if key in tried or _length(seed, upright) < _TELLING:
            continue
        tried.add(key)
        near = np.abs(thick - thick[at]) <= max(2.5, _THICKNESS * thick[at])
        near &= np.abs(starts - start).min(axis=1) <= slack
        if near.sum() <= len(best):
            continue
        alike = [full[index] for index in np.flatnonzero(near)]
        # A piece of the axis between two bars is as thick as they are, but of no bar's colour.
        telling = {patch.color for patch in alike if _length(patch, upright) >= _TELLING}
        alike = [patch for patch in alike if patch.color in telling]
        alike = _apart(alike, upright)
        if len(alike) > len(best):
            best, base = alike, float(start)
    if not best:
        return None
    lengths = [_length(patch, upright) for patch in best]
    if not 2 <= len(best) <= _MOST or max(lengths) - min(lengths) <= slack:
        return None
    if not _regular(best, upright):
        return None
    rest = [patch for patch in patches if patch not in best]
    return Bars(tuple(best), upright, abs(base), _look(best, rest, upright, slack), tuple(rest))


def _apart(patches: Sequence[Patch], upright: bool) -> list[Patch]:
    """The patches in order, the longer one where two stand at the same place."""
    kept: list[Patch] = []
    for patch in sorted(patches, key=lambda one: across(one.box, upright)):
        if kept:
            shared = across(kept[-1].box, upright)[1] - across(patch.box, upright)[0]
            start, end = across(patch.box, upright)
            if shared > 0.3 * (end - start):
                if patch.box.area > kept[-1].box.area:
                    kept[-1] = patch
                continue
        kept.append(patch)
    return kept


def _regular(bars: Sequence[Patch], upright: bool) -> bool:
    """Whether the distances from bar to bar are few: one pitch, or two for bars in groups."""
    starts = [across(bar.box, upright)[0] for bar in bars]
    steps = sorted(after - before for before, after in pairwise(starts))
    if len(steps) < 3:
        return True
    slack = max(4.0, 0.12 * median(steps))
    near = sum(abs(step - steps[0]) <= slack or abs(step - steps[-1]) <= slack for step in steps)
    usual = sum(abs(step - median(steps)) <= slack for step in steps)
    return max(near, usual) >= 0.7 * len(steps)


def _look(bars: Sequence[Patch], rest: Sequence[Patch], upright: bool, slack: float) -> Look:
    """Whether something of another colour goes on where the bars end, or leans against them."""
    stacked = leaning = 0
    for bar in bars:
        start, end = across(bar.box, upright)
        head = along(bar.box, upright)[1]
        for patch in rest:
            first, last = across(patch.box, upright)
            begins, ends = along(patch.box, upright)
            same = abs(first - start) <= slack and abs(last - end) <= slack
            if same and abs(begins - head) <= slack and ends - begins > max(6, 2 * slack):
                stacked += 1
                break
            slanted = 0.35 < patch.filled < 0.9 and last > end + slack and ends > head + slack
            if slanted and first <= end + slack and begins <= head + slack:
                leaning += 1
                break
    if stacked:
        return "stacked"
    return "3-D" if leaning >= max(2, 0.5 * len(bars)) else "flat"
