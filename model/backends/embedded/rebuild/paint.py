"""Drawing surfaces into an array of pixels much as a browser does, to see what they explain.

What a page's surfaces do not explain of a screenshot is kept as pictures; so this must draw close
to the browser: soft edges of rounded corners, blurred shadows, gradients.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from model.backends.embedded.rebuild.parts import Gradient, Shadow, Surface
from model.geometry import Box

Pixels = NDArray[np.uint8]


def rounded(box: Box, radius: float, x1: int, y1: int, x2: int, y2: int) -> NDArray[np.float32]:
    """How much (0–1) of each pixel of a window a rounded rectangle covers."""
    x = np.arange(x1, x2) + 0.5
    y = np.arange(y1, y2) + 0.5
    radius = min(radius, box.width / 2, box.height / 2)
    if radius < 0.75:
        across = np.clip(np.minimum(x - box.x1, box.x2 - x) + 0.5, 0, 1)
        down = np.clip(np.minimum(y - box.y1, box.y2 - y) + 0.5, 0, 1)
        return np.asarray(down[:, None] * across[None], dtype=np.float32)
    dx = np.maximum(np.maximum(box.x1 + radius - x, x - (box.x2 - radius)), 0)
    dy = np.maximum(np.maximum(box.y1 + radius - y, y - (box.y2 - radius)), 0)
    away = np.hypot(dx[None], dy[:, None])
    return np.asarray(np.clip(radius - away + 0.5, 0, 1), dtype=np.float32)


def along(gradient: Gradient, box: Box, x: NDArray[np.float64], y: NDArray[np.float64]) -> Pixels:
    """The gradient's colours at places (same shapes); CSS Images Level 3 §3.1 for its line."""
    turn = math.radians(gradient.angle)
    sine, cosine = math.sin(turn), math.cos(turn)
    length = abs(box.width * sine) + abs(box.height * cosine)
    place = ((x - box.center.x) * sine - (y - box.center.y) * cosine) / max(1.0, length) + 0.5
    places = [stop for _, stop in gradient.stops]
    channels = [
        np.interp(place, places, [color[channel] for color, _ in gradient.stops])
        for channel in range(3)
    ]
    return np.asarray(np.rint(np.stack(channels, axis=-1)), dtype=np.uint8)


def window(surface: Surface, width: int, height: int) -> tuple[int, int, int, int]:
    """The whole pixels that drawing ``surface`` may change."""
    box = surface.box
    if (shadow := surface.shadow) is not None:
        reach = shadow.blur + max(0.0, shadow.spread)
        box = Box(
            min(box.x1, box.x1 + shadow.dx - reach),
            min(box.y1, box.y1 + shadow.dy - reach),
            max(box.x2, box.x2 + shadow.dx + reach),
            max(box.y2, box.y2 + shadow.dy + reach),
        )
    box = box.clamp(width, height)
    return math.floor(box.x1), math.floor(box.y1), math.ceil(box.x2), math.ceil(box.y2)


def paint(canvas: Pixels, surface: Surface, x0: int = 0, y0: int = 0) -> None:
    """Draw ``surface`` into ``canvas``, whose first pixel is (``x0``, ``y0``) of the page."""
    x1, y1, x2, y2 = window(surface, x0 + canvas.shape[1], y0 + canvas.shape[0])
    x1, y1 = max(x1, x0), max(y1, y0)
    if x2 <= x1 or y2 <= y1:
        return
    part = canvas[y1 - y0 : y2 - y0, x1 - x0 : x2 - x0]
    cover = rounded(surface.box, surface.radius, x1, y1, x2, y2)
    if surface.shadow is not None:
        dark = _shadow(surface.shadow, surface.box, surface.radius, x1, y1, x2, y2)
        _mix(part, surface.shadow.color, dark * (1 - cover))
    drawn = [edge for edge in surface.edges if edge is not None]
    if len(drawn) == 4 and surface.fill is None and surface.gradient is None:
        paint_border(canvas, surface, x0, y0)
        return
    if drawn and len(drawn) == 4:
        # One colour all round, as nearly always; sides of their own are drawn as bars below.
        _mix(part, drawn[0].color, cover)
        top, right, bottom, left = (edge.width for edge in drawn)
        inner = Box(
            surface.box.x1 + left,
            surface.box.y1 + top,
            surface.box.x2 - right,
            surface.box.y2 - bottom,
        )
        cover = rounded(inner, max(0.0, surface.radius - top), x1, y1, x2, y2)
    if surface.gradient is not None:
        y, x = np.mgrid[y1:y2, x1:x2] + 0.5
        colors = along(surface.gradient, surface.box, x, y)
        mixed = part * (1 - cover[:, :, None]) + colors * cover[:, :, None]
        part[:] = np.rint(mixed).astype(np.uint8)
    elif surface.fill is not None:
        _mix(part, surface.fill, cover)
    if 0 < len(drawn) < 4:
        _bars(canvas, surface, x0, y0)


def paint_border(canvas: Pixels, surface: Surface, x0: int = 0, y0: int = 0) -> None:
    """Draw only the border of a surface that has one on all sides."""
    x1, y1, x2, y2 = window(surface, x0 + canvas.shape[1], y0 + canvas.shape[0])
    drawn = [edge for edge in surface.edges if edge is not None]
    top, right, bottom, left = (edge.width for edge in drawn)
    box = surface.box
    inner = Box(box.x1 + left, box.y1 + top, box.x2 - right, box.y2 - bottom)
    ring = rounded(box, surface.radius, x1, y1, x2, y2) - rounded(
        inner, max(0.0, surface.radius - top), x1, y1, x2, y2
    )
    _mix(canvas[y1 - y0 : y2 - y0, x1 - x0 : x2 - x0], drawn[0].color, np.clip(ring, 0, 1))


def _bars(canvas: Pixels, surface: Surface, x0: int, y0: int) -> None:
    box = surface.box
    for side, edge in enumerate(surface.edges):
        if edge is None:
            continue
        bar = (
            Box(box.x1, box.y1, box.x2, box.y1 + edge.width),
            Box(box.x2 - edge.width, box.y1, box.x2, box.y2),
            Box(box.x1, box.y2 - edge.width, box.x2, box.y2),
            Box(box.x1, box.y1, box.x1 + edge.width, box.y2),
        )[side]
        paint(canvas, Surface(bar, edge.color), x0, y0)


def _mix(part: Pixels, color: tuple[int, int, int], cover: NDArray[np.float32]) -> None:
    full = cover >= 0.998
    some = (cover > 0.002) & ~full
    part[full] = color
    if some.any():
        share = cover[some][:, None]
        part[some] = np.rint(part[some] * (1 - share) + np.array(color) * share).astype(np.uint8)


def _shadow(
    shadow: Shadow, box: Box, radius: float, x1: int, y1: int, x2: int, y2: int
) -> NDArray[np.float32]:
    """The shadow's opacity at each pixel: a Gaussian of half the blur's width (CSS Backgrounds)."""
    import cv2

    cast = box.grow(shadow.spread)
    cast = Box(cast.x1 + shadow.dx, cast.y1 + shadow.dy, cast.x2 + shadow.dx, cast.y2 + shadow.dy)
    pad = math.ceil(shadow.blur)
    shape = rounded(cast, max(0.0, radius + shadow.spread), x1 - pad, y1 - pad, x2 + pad, y2 + pad)
    if shadow.blur >= 0.5:
        shape = np.asarray(
            cv2.GaussianBlur(shape, (0, 0), shadow.blur / 2, borderType=cv2.BORDER_REPLICATE),
            dtype=np.float32,
        )
    high, wide = shape.shape
    return np.asarray(shape[pad : high - pad, pad : wide - pad] * shadow.opacity, dtype=np.float32)
