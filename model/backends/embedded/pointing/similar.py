"""All places on a picture that look like a crop: template matching at several sizes.

The even margin of the crop is left off (but for a plain patch, whose edge is all there is) and both
pictures are seen along the colours in which the crop varies most. They are correlated (normalised,
so that brightness does not matter), peaks are refined at full size, overlapping ones dropped, and
what agrees in form is compared in colour.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.events import Progress
from model.geometry import Box

Pixels = NDArray[np.uint8]
"""RGB, height × width × 3."""
Shades = NDArray[np.float32]
"""One value a pixel, height × width."""

SMALLEST = 6
"""Sides of the smallest crop that can be looked for, in pixels."""

_SCALES = (1.0, *(round(1.1**step, 3) for step in range(-8, 9) if step))
_WORK_PIXELS = 1_500_000
_SMALLEST_AT_WORK = 10
_FLAT = 4.0
_EVEN = 3.0
"""How far the pixels of an even margin may be from its colour, of 255."""
_PEAK = 0.62
_PEAKS_A_SCALE = 80
_ALIKE = 0.80
_SAME_FORM = 0.9
"""What has other colours must agree better to be called the same form."""
_SAME_COLOR = 0.075
_OVERLAP = 0.3


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A place that looks like the crop: how well its form agrees (0–1) and whether its colours do.

    ``scale`` is its size in crop sizes.
    """

    box: Box
    score: float
    scale: float
    same_color: bool


@dataclass(frozen=True, slots=True)
class Lookalikes:
    """The places found, best first; ``problem`` says why a crop cannot be looked for."""

    places: tuple[Lookalike, ...] = ()
    problem: str = ""


def find_similar(picture: Pixels, crop: Pixels) -> Iterator[Progress | Lookalikes]:
    """Yield ``Progress`` for every size looked for, then the ``Lookalikes``."""
    if min(crop.shape[:2]) < SMALLEST:
        yield Lookalikes(problem="tiny")
        return
    inner = _content(crop)
    x1, y1, x2, y2 = inner.pixels()
    if float(crop[y1:y2, x1:x2].std(axis=(0, 1)).max()) >= 2 * _FLAT:
        crop, inner = crop[y1:y2, x1:x2], Box(0, 0, x2 - x1, y2 - y1)
    least = min(_SCALES)
    if least * crop.shape[0] > picture.shape[0] or least * crop.shape[1] > picture.shape[1]:
        yield Lookalikes(problem="bigger")
        return
    axis = _main_axis(crop)
    grey, wanted = _along(picture, axis), _along(crop, axis)
    if float(wanted.std()) < _FLAT:
        yield Lookalikes(problem="flat")
        return
    shrink = min(1.0, (_WORK_PIXELS / grey.size) ** 0.5)
    shrink = min(1.0, max(shrink, _SMALLEST_AT_WORK / min(wanted.shape)))
    small = _resized(grey, shrink)
    rough: list[Lookalike] = []
    for number, scale in enumerate(_SCALES):
        yield Progress("Comparing with the crop", number / len(_SCALES))
        rough += _peaks(small, _resized(wanted, shrink * scale), shrink, scale)
    rough = _distinct(rough)
    fine: list[Lookalike] = []
    for number, place in enumerate(rough):
        if number % 20 == 0:
            yield Progress("Comparing with the crop", 1.0)
        refined = _refined(grey, wanted, place)
        if refined.score >= _ALIKE:
            same = _color_distance(picture, crop, refined.box) <= _SAME_COLOR
            if not same and refined.score < _SAME_FORM:
                continue
            box = _part(refined.box, inner, crop)
            fine.append(Lookalike(box, refined.score, refined.scale, same))
    yield Lookalikes(tuple(_distinct(fine)))


def _content(crop: Pixels) -> Box:
    """The crop without an even margin, in its own pixels; all of it where there is none."""
    everything = Box(0, 0, crop.shape[1], crop.shape[0])
    edge = np.concatenate([crop[0], crop[-1], crop[:, 0], crop[:, -1]])
    ground = np.median(edge, axis=0)
    if np.abs(edge - ground).max(axis=1).mean() > _EVEN:
        return everything
    differs = np.abs(crop - ground).max(axis=2) > 4 * _EVEN
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if len(rows) < SMALLEST or len(columns) < SMALLEST:
        return everything
    return Box(columns[0], rows[0], columns[-1] + 1, rows[-1] + 1)


def _part(box: Box, inner: Box, crop: Pixels) -> Box:
    """Where the crop's content lies when the whole crop lies at ``box``."""
    across, down = box.width / crop.shape[1], box.height / crop.shape[0]
    return Box(
        box.x1 + inner.x1 * across,
        box.y1 + inner.y1 * down,
        box.x1 + inner.x2 * across,
        box.y1 + inner.y2 * down,
    )


def _main_axis(crop: Pixels) -> NDArray[np.float32]:
    """The direction in RGB along which the crop's colours vary most, of length 1."""
    colors = crop.reshape(-1, 3).astype(np.float64)
    _, vectors = np.linalg.eigh(np.cov(colors, rowvar=False))
    return np.asarray(vectors[:, -1], dtype=np.float32)


def _along(rgb: Pixels, axis: NDArray[np.float32]) -> Shades:
    return np.asarray(rgb.astype(np.float32) @ axis, dtype=np.float32)


def _peaks(grey: Shades, wanted: Shades, shrink: float, scale: float) -> list[Lookalike]:
    import cv2

    height, width = wanted.shape
    if min(height, width) < SMALLEST or height > grey.shape[0] or width > grey.shape[1]:
        return []
    found = cv2.matchTemplate(grey, wanted, cv2.TM_CCOEFF_NORMED)
    found[~np.isfinite(found)] = 0
    around = np.ones((max(3, height // 2 | 1), max(3, width // 2 | 1)), np.uint8)
    tops = (found >= _PEAK) & (found <= 1.001) & (found == cv2.dilate(found, around))
    rows, columns = np.nonzero(tops)
    best = np.argsort(-found[rows, columns])[:_PEAKS_A_SCALE]
    places = []
    for index in best:
        x, y = float(columns[index]) / shrink, float(rows[index]) / shrink
        box = Box(x, y, x + width / shrink, y + height / shrink)
        places.append(Lookalike(box, float(found[rows[index], columns[index]]), scale, True))
    return places


def _refined(grey: Shades, wanted: Shades, place: Lookalike) -> Lookalike:
    """The best fit near a rough place, at full size and at slightly different sizes."""
    import cv2

    margin = max(4.0, 0.08 * max(place.box.width, place.box.height))
    bounds = place.box.grow(margin).clamp(grey.shape[1], grey.shape[0])
    x1, y1, x2, y2 = bounds.pixels()
    patch = grey[y1:y2, x1:x2]
    steps = (1.0,) if place.scale == 1.0 else (0.96, 0.98, 1.0, 1.02, 1.04)
    best = Lookalike(place.box, 0.0, place.scale, True)
    for step in steps:
        scale = place.scale * step
        template = _resized(wanted, scale)
        height, width = template.shape
        if height > patch.shape[0] or width > patch.shape[1]:
            continue
        found = cv2.matchTemplate(patch, template, cv2.TM_CCOEFF_NORMED)
        _, score, _, (x, y) = cv2.minMaxLoc(np.nan_to_num(found, posinf=0.0, neginf=0.0))
        if best.score < score <= 1.001:
            box = Box(x1 + x, y1 + y, x1 + x + width, y1 + y + height)
            best = Lookalike(box, min(float(score), 1.0), scale, True)
    return best


def _color_distance(picture: Pixels, crop: Pixels, box: Box) -> float:
    """Mean OKLab distance of the crop and the place, both shrunk to a few cells."""
    import cv2

    from model.language.color_names import oklab

    x1, y1, x2, y2 = box.pixels()
    cells = (8, 8)
    here = cv2.resize(picture[y1:y2, x1:x2], cells, interpolation=cv2.INTER_AREA)
    there = cv2.resize(crop, cells, interpolation=cv2.INTER_AREA)
    first, second = oklab(np.asarray(here, np.uint8)), oklab(np.asarray(there, np.uint8))
    return float(np.linalg.norm(first - second, axis=2).mean())


def _distinct(places: list[Lookalike]) -> list[Lookalike]:
    """Of places that overlap, the best one; best first."""
    kept: list[Lookalike] = []
    for place in sorted(places, key=lambda item: (-round(item.score, 3), abs(item.scale - 1))):
        if all(
            place.box.intersection(other.box) <= _OVERLAP * min(place.box.area, other.box.area)
            for other in kept
        ):
            kept.append(place)
    return kept


def _resized(grey: Shades, scale: float) -> Shades:
    import cv2

    if scale == 1.0:
        return grey
    size = (max(1, round(grey.shape[1] * scale)), max(1, round(grey.shape[0] * scale)))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(grey, size, interpolation=how), dtype=np.float32)
