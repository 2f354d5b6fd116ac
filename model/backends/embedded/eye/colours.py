"""Colours of a picture as measured on its pixels: palette, background, ink of a line.

Everything works on RGB arrays (height × width × 3, ``uint8``) and takes milliseconds; colours are
compared in OKLab, where equal distances look equally different.
"""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray

from model.backends.embedded.screen import Color
from model.geometry import Box
from model.language.color_names import (
    color_distance,
    color_name,
    is_color,
    named_colors,
    oklab,
)

__all__ = [
    "background",
    "color_distance",
    "color_name",
    "is_color",
    "line_colours",
    "named_colors",
    "oklab",
    "palette",
]

_SAMPLES = 60_000
_SAME = 0.06
"""OKLab distance below which two colours of a palette are one."""


def palette(
    rgb: NDArray[np.uint8], most: int = 8, least: float = 0.002
) -> tuple[tuple[Color, float], ...]:
    """The dominant colours with their share of the area (0–1), largest first, ``most`` at most.

    Colours that look alike are merged into the commonest of them; what covers less than ``least``
    (a share) is left out, so shares sum to one or a little less.
    """
    colors, counts = _bins(_thin(rgb).reshape(-1, 3))
    lab = oklab(colors)
    # Large and unlike what is already chosen: a small vivid accent beats the 9th shade of grey.
    chosen = [int(np.argmax(counts))]
    distance = np.linalg.norm(lab - lab[chosen[0]], axis=1)
    while len(chosen) < 2 * most and distance.max() > _SAME:
        following = int(np.argmax(np.sqrt(counts) * np.where(distance > _SAME, distance, 0)))
        chosen.append(following)
        distance = np.minimum(distance, np.linalg.norm(lab - lab[following], axis=1))
    nearest = np.argmin(np.linalg.norm(lab[:, None] - lab[None, chosen], axis=2), axis=1)
    found = []
    for index in range(len(chosen)):
        members = np.flatnonzero(nearest == index)
        if len(members) and (share := counts[members].sum() / counts.sum()) >= least:
            found.append((_typical(colors[members], counts[members]), float(share)))
    found.sort(key=lambda entry: -entry[1])
    return tuple(found[:most])


def background(rgb: NDArray[np.uint8]) -> Color:
    """The commonest colour, the outermost pixels counted once more."""
    small = _thin(rgb)
    edge = max(1, min(small.shape[:2]) // 50)
    pixels = np.concatenate(
        [
            small.reshape(-1, 3),
            *(part.reshape(-1, 3) for part in (small[:edge], small[-edge:])),
            *(part.reshape(-1, 3) for part in (small[:, :edge], small[:, -edge:])),
        ]
    )
    colors, counts = _bins(pixels)
    return _color(colors[int(np.argmax(counts))])


def line_colours(rgb: NDArray[np.uint8], box: Box) -> tuple[Color, Color]:
    """The colour of the letters in ``box`` and of what lies behind them.

    On a flat ground the letters are the pixels farthest from it, so that antialiasing does not
    dilute them; on a photo they are the thin strokes that stand out from their surroundings.
    """
    height, width = rgb.shape[:2]
    x1, y1, x2, y2 = box.clamp(width, height).pixels()
    x2, y2 = min(width, max(x2, x1 + 1)), min(height, max(y2, y1 + 1))
    crop = rgb[min(y1, height - 1) : y2, min(x1, width - 1) : x2]
    step = max(1, int(np.sqrt(crop.shape[0] * crop.shape[1] / _SAMPLES)))
    crop = crop[::step, ::step]
    colors, counts = _bins(crop.reshape(-1, 3))
    rim = np.concatenate([crop[0], crop[-1], crop[:, 0], crop[:, -1]])
    rim_colors, rim_counts = _bins(rim)
    ground = colors[int(np.argmax(counts))]
    rim_ground = rim_colors[int(np.argmax(rim_counts))]
    # Heavy letters can cover more than half of a tight box; its rim still shows the ground.
    if rim_counts.max() > 0.6 * len(rim):
        ground = rim_ground
    lab = oklab(crop)
    distance = np.linalg.norm(lab - oklab(ground[None])[0], axis=2)
    if (distance < 0.05).mean() < 0.35:
        return _strokes(crop, lab)
    ink = distance > 0.04
    if not ink.any():
        return _color(ground), _color(ground)
    strongest = float(np.percentile(distance[ink], 96))
    letters = crop[distance >= 0.85 * strongest]
    return _color(np.median(letters, axis=0)), _color(ground)


def _strokes(crop: NDArray[np.uint8], lab: NDArray[np.float32]) -> tuple[Color, Color]:
    """Letters and ground where the ground is no single colour: thin strokes against the rest."""
    import cv2

    light = np.ascontiguousarray(lab[:, :, 0])
    size = max(3, crop.shape[0] // 3) | 1
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (size, size))
    bright = cv2.morphologyEx(light, cv2.MORPH_TOPHAT, kernel)
    dark = cv2.morphologyEx(light, cv2.MORPH_BLACKHAT, kernel)
    strength = bright if np.percentile(bright, 90) >= np.percentile(dark, 90) else dark
    limit = max(0.02, 0.6 * float(np.percentile(strength, 95)))
    letters = strength >= limit
    if not letters.any() or letters.all():
        middle = _color(np.median(crop.reshape(-1, 3), axis=0))
        return middle, middle
    rest = strength < 0.3 * limit
    ground = crop[rest] if rest.any() else crop[~letters]
    return _color(np.median(crop[letters], axis=0)), _color(np.median(ground, axis=0))


def _thin(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Every n-th pixel, so that about ``_SAMPLES`` remain; colours stay those of real pixels."""
    step = max(1, int(np.sqrt(rgb.shape[0] * rgb.shape[1] / _SAMPLES)))
    return rgb[step // 2 :: step, step // 2 :: step]


def _bins(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """The colours that occur and how often, near ones (5 bits a channel) as their commonest."""
    wide = pixels.astype(np.int64)
    exact, times = np.unique(
        (wide[:, 0] << 16) | (wide[:, 1] << 8) | wide[:, 2], return_counts=True
    )
    key = ((exact >> 19) & 31) << 10 | ((exact >> 11) & 31) << 5 | ((exact >> 3) & 31)
    order = np.lexsort((-times, key))
    first = np.unique(key[order], return_index=True)[1]
    counts = np.add.reduceat(times[order], first)
    commonest = exact[order][first]
    colors = np.stack([commonest >> 16 & 255, commonest >> 8 & 255, commonest & 255], axis=1)
    return colors.astype(np.uint8), counts


def _typical(colors: NDArray[np.uint8], counts: NDArray[np.int64]) -> Color:
    """The commonest of the colours if it is most of them, else their mean."""
    if counts.max() > 0.3 * counts.sum():
        return _color(colors[int(np.argmax(counts))])
    return _color((colors * counts[:, None]).sum(axis=0) / counts.sum())


def _color(values: NDArray[np.uint8] | NDArray[np.float64]) -> Color:
    return cast(Color, tuple(round(float(value)) for value in values))
