"""Fitting a CSS ``box-shadow`` to the darkening round a surface.

Across a straight edge a shadow of blur *b* falls off as a Gaussian's tail of standard deviation
*b*/2 (CSS Backgrounds and Borders 3, §6.1.1), moved outwards by the spread and along the offset.
The four sides are sampled across their middle halves and fitted together by least squares.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

from model.backends.embedded.rebuild.paint import Pixels, paint, window
from model.backends.embedded.rebuild.parts import Shadow, Surface
from model.rendering import Color

_REACH = 36
"""Pixels that are sampled beyond each side."""

_LEAST = 0.012
"""Darkening below which nothing is a shadow: three 8-bit steps."""

_SMALLEST_SIDE = 14

_SIGMAS = (0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 7.5, 10.0, 12.5, 15.0, 20.0)
_SHIFTS = np.arange(-30, 41)
"""How far out a side of the cast rectangle lies from the surface's, in pixels."""

_UNEVEN = 8
"""Difference in 8-bit steps along a side from which what lies beyond it is no shadow."""

_CLOSE = 0.25
"""Share of the darkening's energy that a fit may leave."""


@dataclass(frozen=True, slots=True)
class _Profile:
    """Darkening (0–1) at each pixel beyond one side, and how many of them are known."""

    values: NDArray[np.float64]
    known: int


def with_shadow(clean: Pixels, drawn: Pixels, surface: Surface) -> Surface | None:
    """``surface`` with the shadow that ``clean`` shows round it, or ``None`` where it has none.

    ``drawn`` is the page painted so far, the surface included; the shadow is painted into it.
    """
    box = surface.box
    if min(box.width, box.height) < _SMALLEST_SIDE:
        return None
    strips = _strips(clean, drawn, surface)
    if (color := _color(strips)) is None:
        return None
    profiles = [_profile(strip, color) for strip in strips]
    shadow = _fit(profiles, color)
    if shadow is None:
        return None
    fuller = replace(surface, shadow=shadow)
    x1, y1, x2, y2 = window(fuller, clean.shape[1], clean.shape[0])
    before = drawn[y1:y2, x1:x2]
    after = before.copy()
    paint(after, fuller, x1, y1)
    truth = clean[y1:y2, x1:x2].astype(np.int16)
    was = np.minimum(np.abs(before.astype(np.int16) - truth).max(axis=2), 40)
    now = np.minimum(np.abs(after.astype(np.int16) - truth).max(axis=2), 40)
    touched = (before != after).any(axis=2)
    if not touched.any() or now[touched].sum() > 0.7 * was[touched].sum():
        return None
    before[:] = after
    return fuller


Strip = tuple[NDArray[np.float64], NDArray[np.float64]]
"""What is seen and what is drawn beyond a side, a row (of one colour) a pixel outwards."""


def _strips(clean: Pixels, drawn: Pixels, surface: Surface) -> list[Strip]:
    """Top, right, bottom, left."""
    height, width = clean.shape[:2]
    x1, y1, x2, y2 = surface.box.clamp(width, height).pixels()
    cut_x, cut_y = (x2 - x1) // 4, (y2 - y1) // 4
    columns, rows = slice(x1 + cut_x, x2 - cut_x), slice(y1 + cut_y, y2 - cut_y)
    places = (
        (slice(max(0, y1 - _REACH), y1), columns, True, True),
        (rows, slice(x2, min(width, x2 + _REACH)), False, False),
        (slice(y2, min(height, y2 + _REACH)), columns, True, False),
        (rows, slice(max(0, x1 - _REACH), x1), False, True),
    )
    strips = []
    for down, across, upright, backwards in places:
        pair = []
        known = 0
        for pixels in (clean, drawn):
            part = pixels[down, across]
            if not upright:
                part = part.transpose(1, 0, 2)
            if part.size == 0:
                pair.append(np.zeros((0, 3)))
                continue
            thin = part[:: -1 if backwards else 1, :: max(1, part.shape[1] // 60)]
            pair.append(np.median(thin, axis=1).astype(np.float64))
            if pixels is clean:
                # A shadow is the same all along a side; a photo is not.
                low, high = np.percentile(thin, (20, 80), axis=1)
                uneven = np.flatnonzero((high - low).max(axis=1) > _UNEVEN)
                known = int(uneven[0]) if uneven.size else len(thin)
        strips.append((pair[0][:known], pair[1][:known]))
    return strips


def _color(strips: list[Strip]) -> Color | None:
    """The shadow's own colour: where the way from ground to shade meets the end of a channel."""
    best, strongest = None, 3.0
    for seen, drawn in strips:
        for place in range(min(6, len(seen))):
            way = seen[place] - drawn[place]
            if -way.min() > strongest and way.max() < 4:
                strongest, best = float(-way.min()), (drawn[place], way)
    if best is None:
        return None
    ground, way = best
    falling = way < -0.5
    reach = float((ground[falling] / -way[falling]).min())
    values = np.clip(ground + reach * way, 0, 255)
    if float(values.max()) < 60:
        values = np.zeros(3)
    return cast(Color, tuple(round(float(value)) for value in values))


def _profile(strip: Strip, color: Color) -> _Profile:
    seen, drawn = strip
    values = np.zeros(_REACH)
    for place in range(len(seen)):
        contrast = drawn[place] - np.array(color)
        size = float(contrast @ contrast)
        if size < 100:
            return _Profile(values, place)
        share = float((drawn[place] - seen[place]) @ contrast) / size
        # Something else begins here.
        if share < -0.03 or (place > 2 and share > values[place - 1] + 0.04):
            return _Profile(values, place)
        values[place] = share
    return _Profile(values, len(seen))


def _fit(profiles: list[_Profile], color: Color) -> Shadow | None:
    energy = sum(float((one.values[: one.known] ** 2).sum()) for one in profiles)
    peak = max((float(one.values[:6].max()) for one in profiles if one.known >= 3), default=0.0)
    if peak < _LEAST or energy <= 0:
        return None
    best: tuple[float, Shadow] | None = None
    for sigma in _SIGMAS:
        # How like (dot) and how strong (norm) each shift of each side is.
        shapes = _shapes(sigma)
        dots, norms = [], []
        for one in profiles:
            dots.append(shapes[:, : one.known] @ one.values[: one.known])
            norms.append((shapes[:, : one.known] ** 2).sum(axis=1))
        best = _better(best, sigma, dots, norms, energy, color)
    if best is None or best[0] > _CLOSE * energy:
        return None
    return best[1]


def _better(
    best: tuple[float, Shadow] | None,
    sigma: float,
    dots: list[NDArray[np.float64]],
    norms: list[NDArray[np.float64]],
    energy: float,
    color: Color,
) -> tuple[float, Shadow] | None:
    """The better of ``best`` and what this blur can do, over offsets and spreads."""
    middle = int(-_SHIFTS[0])
    spread, down, across = np.meshgrid(
        np.arange(-8, 9), np.arange(-6, 21), np.array([-3, 0, 3]), indexing="ij"
    )
    sides = (spread - down, spread + across, spread + down, spread - across)
    dot = sum(dots[side][middle + shift] for side, shift in enumerate(sides))
    norm = sum(norms[side][middle + shift] for side, shift in enumerate(sides))
    dot, norm = np.asarray(dot), np.maximum(np.asarray(norm), 1e-9)
    strength = np.clip(dot / norm, 0, 1)
    error = energy - 2 * strength * dot + strength**2 * norm
    # Of fits as good the plainest: no spread, no sideways offset, no opaque stub.
    error = error + energy * (0.004 * np.abs(spread) + 0.05 * (across != 0) + 0.05 * strength**2)
    place = np.unravel_index(int(np.argmin(error)), error.shape)
    found = float(error[place])
    if (best is not None and best[0] <= found) or strength[place] < _LEAST:
        return best
    shadow = Shadow(
        dx=float(across[place]),
        dy=float(down[place]),
        blur=2 * sigma,
        spread=float(spread[place]),
        color=color,
        opacity=round(float(strength[place]), 3),
    )
    return found, shadow


@cache
def _shapes(sigma: float) -> NDArray[np.float64]:
    """The darkening beyond a side of the cast rectangle, a row for each of its shifts."""
    away = np.arange(_REACH)[None] + 0.5 - _SHIFTS[:, None]
    return _tail(np.asarray(away / sigma, dtype=np.float64))


def _tail(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The standard normal distribution's upper tail."""
    return np.asarray(0.5 * _erfc(values / math.sqrt(2)))


_erfc = np.vectorize(math.erfc, otypes=[np.float64])
