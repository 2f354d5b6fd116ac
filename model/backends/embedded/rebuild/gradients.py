"""Fitting a CSS ``linear-gradient`` to pixels: its direction by least squares, then its stops."""

from __future__ import annotations

import math
from typing import cast

import numpy as np
from numpy.typing import NDArray

from model.backends.embedded.rebuild.paint import along
from model.backends.embedded.rebuild.parts import Gradient
from model.geometry import Box
from model.rendering import Color

_SAMPLES = 6_000
_CLOSE = 3.0
"""Mean difference in 8-bit steps that a gradient may leave."""


_GROUND = 60_000
"""Pixels of a patch that is a ground other things stand on."""

_ON_A_GROUND = 0.6
"""Share of a ground's pixels that its gradient must explain."""

_EXACT = 1.6
"""Mean difference in 8-bit steps of the pixels of a ground that its gradient explains."""

_FLAT = 0.4
"""Share of one colour from which a ground is that colour, with shadows on it."""

_VISIBLE = 6
"""Least difference in 8-bit steps between a gradient's ends."""


def fit_gradient(
    rgb: NDArray[np.uint8], mask: NDArray[np.bool_], box: Box, close: float = _CLOSE
) -> Gradient | None:
    """The gradient over ``box`` that the masked pixels show, or ``None`` where it is none.

    ``rgb`` and ``mask`` are the box's own pixels.
    """
    ys, xs = np.nonzero(mask)
    if len(ys) < 24:
        return None
    if len(ys) > _SAMPLES:
        picked = np.random.default_rng(0).choice(len(ys), _SAMPLES, replace=False)
        ys, xs = ys[picked], xs[picked]
    colors = rgb[ys, xs].astype(np.float64)
    x = np.asarray(xs + (0.5 + box.x1), dtype=np.float64)
    y = np.asarray(ys + (0.5 + box.y1), dtype=np.float64)
    system = np.column_stack([np.ones(len(x)), x, y])
    slopes = np.linalg.lstsq(system, colors, rcond=None)[0][1:]
    direction = np.linalg.svd(slopes)[0][:, 0]
    strongest = slopes[:, int(np.argmax(np.abs(slopes).sum(axis=0)))]
    if float(direction @ strongest) < 0:
        direction = -direction
    angle = _tidy(math.degrees(math.atan2(direction[0], -direction[1])) % 360)
    # A person draws no gradient that cannot be seen.
    if (np.percentile(colors, 95, axis=0) - np.percentile(colors, 5, axis=0)).max() < _VISIBLE:
        return None
    # Round a card on a wide ground lies its shadow, which the ground's gradient knows nothing of.
    typical = np.median(colors, axis=0)
    flat = float((np.abs(colors - typical).max(axis=1) <= close + 1).mean())
    least = _ON_A_GROUND if int(mask.sum()) >= _GROUND and flat < _FLAT else 1.0
    for stops in (2, 3, 5):
        kept = np.ones(len(x), dtype=bool)
        for _ in range(3):
            gradient = Gradient(angle, _stops(x[kept], y[kept], colors[kept], angle, box, stops))
            off = np.abs(along(gradient, box, x, y).astype(np.float64) - colors).max(axis=1)
            close_by = off <= 2 * close
            # What is drawn is exact to a rounding; a sky over the sea only comes near.
            if least < 1 and close_by.mean() >= least and off[close_by].mean() <= _EXACT:
                return gradient
            if off.mean() <= close and float(np.percentile(off, 99)) <= 4 * close:
                return gradient
            kept = off <= max(2 * close, float(np.percentile(off, 75)))
    return None


def _tidy(angle: float) -> float:
    """The angle a person would have written, where it is near one."""
    nearest = round(angle / 45) * 45
    return float(nearest % 360) if abs(angle - nearest) <= 3 else round(angle, 1)


def _stops(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    colors: NDArray[np.float64],
    angle: float,
    box: Box,
    count: int,
) -> tuple[tuple[Color, float], ...]:
    """Colours at ``count`` even places along the gradient's line, by least squares."""
    turn = math.radians(angle)
    length = abs(box.width * math.sin(turn)) + abs(box.height * math.cos(turn))
    way = (x - box.center.x) * math.sin(turn) - (y - box.center.y) * math.cos(turn)
    place = np.clip(way / max(1.0, length) + 0.5, 0, 1) * (count - 1)
    before = np.minimum(place.astype(int), count - 2)
    share = place - before
    system = np.zeros((len(place), count))
    rows = np.arange(len(place))
    system[rows, before] = 1 - share
    system[rows, before + 1] += share
    values = np.linalg.lstsq(system, colors, rcond=None)[0]
    return tuple(
        (
            cast(Color, tuple(int(v) for v in np.clip(np.rint(value), 0, 255))),
            round(index / (count - 1), 3),
        )
        for index, value in enumerate(values)
    )
