"""Where text stands on a picture: slanted strips, one a line, from the detection network.

A screenshot is looked at on a downscale to 960 pixels: measured on web pages, that finds more lines
than full resolution does, and text of 8 pixels is still found at three quarters of its size. Larger
pictures and tall pages are looked at in tiles of about that scale, whose maps are laid side by side
before any outline is drawn, so that no line is cut at a tile's edge; headlines too large for a tile
are taken from a look at the whole.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.backends.embedded.eye.networks import text_map
from model.geometry import Box, Point

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    from model.backends.embedded.eye.networks import Pixels

WHOLE_SIDE = 960
"""Longest side, in pixels, of the downscale that the whole picture is looked at on."""

FINE_SCALE = 0.75
"""Scale at which 8-pixel text is still found; finer finds no more."""

FINE_AREA = 3_200_000
TALL_AREA = 8_000_000
"""Most pixels of a fine map, about a second's work a million: of a page taller or wider than
``TALL`` to one, and of any other picture."""

TALL = 2.5

HEADLINE = 48
"""Height in pixels on the coarse map from which a strip is taken from there."""

TILE_SIDE = 960
OVERLAP = 64
"""Pixels that neighbouring tiles share; half of it is thrown away on either side."""

PIXEL_THRESHOLD = 0.3
BOX_THRESHOLD = 0.3
LARGE_THRESHOLD = 0.5
"""Least mean likelihood of a strip, and of one as high as a headline: large faint ones are none."""

UNCLIP = 1.6
"""The network marks shrunk text; boxes grow by area × this / perimeter (Liao et al., 2020)."""

LEAST_SIDE = 3.0
"""Thinnest mark taken for text, in pixels of the map."""

LEAST_PICTURE = 6
"""Pixels a side below which nothing can be read."""


@dataclass(frozen=True, slots=True)
class Strip:
    """A slanted rectangle round one line; ``width`` runs along ``angle``.

    ``angle`` is in degrees, clockwise, how far the strip falls to the right: -45 to 45 as
    the detector gives it, about ±90 once its text is known to run up or down;
    ``score`` is the detector's, 0–1. Pixels of the picture it was found on.
    """

    x: float
    y: float
    width: float
    height: float
    angle: float
    score: float

    @property
    def corners(self) -> NDArray[numpy.float32]:
        """Four × (x, y): top left, top right, bottom right, bottom left of the text."""
        import numpy

        along = math.radians(self.angle)
        right = numpy.array([math.cos(along), math.sin(along)]) * self.width / 2
        down = numpy.array([-math.sin(along), math.cos(along)]) * self.height / 2
        center = numpy.array([self.x, self.y])
        return numpy.array(
            [
                center - right - down,
                center + right - down,
                center + right + down,
                center - right + down,
            ],
            numpy.float32,
        )

    @property
    def box(self) -> Box:
        """The upright box round the strip."""
        corners = self.corners
        (x1, y1), (x2, y2) = corners.min(axis=0), corners.max(axis=0)
        return Box(float(x1), float(y1), float(x2), float(y2))


def find_strips(rgb: Pixels) -> Iterator[float | list[Strip]]:
    """Look for text on ``rgb``; yields shares done (0–1), then the strips found."""
    rows, columns = rgb.shape[:2]
    if min(rows, columns) < LEAST_PICTURE or rgb.min() == rgb.max():
        yield []
        return
    coarse = min(1.0, WHOLE_SIDE / max(rows, columns))
    tall = max(rows, columns) > TALL * min(rows, columns)
    area = TALL_AREA if tall else FINE_AREA
    fine = min(FINE_SCALE, math.sqrt(area / (rows * columns)))
    if fine <= coarse:
        yield from strips_at(rgb, coarse)
        return
    headlines: list[Strip] = []
    for step in strips_at(rgb, coarse):
        if isinstance(step, list):
            headlines = [s for s in step if min(s.width, s.height) * coarse >= HEADLINE]
    for step in strips_at(rgb, fine):
        if isinstance(step, list):
            step = [s for s in step if not any(_inside(s, large) for large in headlines)]
            yield step + headlines
        else:
            yield step


def _inside(strip: Strip, large: Strip) -> bool:
    return large.box.contains(Point(strip.x, strip.y))


def strips_at(rgb: Pixels, scale: float) -> Iterator[float | list[Strip]]:
    """The strips seen on ``rgb`` resized by ``scale``, in tiles where that is large."""
    import cv2
    import numpy

    rows, columns = rgb.shape[:2]
    size = max(1, round(columns * scale)), max(1, round(rows * scale))
    small = rgb
    if size != (columns, rows):
        method = cv2.INTER_LINEAR if scale > 0.5 else cv2.INTER_AREA
        small = numpy.asarray(cv2.resize(rgb, size, interpolation=method), numpy.uint8)
    likely = numpy.zeros(small.shape[:2], numpy.float32)
    tiles = [(top, left) for top in _spans(small.shape[0]) for left in _spans(small.shape[1])]
    for done, ((y1, y2, keep_y1, keep_y2), (x1, x2, keep_x1, keep_x2)) in enumerate(tiles):
        yield done / len(tiles)
        tile = small[y1:y2, x1:x2]
        if tile.min() == tile.max():
            continue  # the network sees ghosts on an empty tile
        seen = text_map(tile)
        likely[keep_y1:keep_y2, keep_x1:keep_x2] = seen[
            keep_y1 - y1 : keep_y2 - y1, keep_x1 - x1 : keep_x2 - x1
        ]
    yield _strips_of(likely, columns / size[0], rows / size[1])


def _spans(length: int) -> list[tuple[int, int, int, int]]:
    """Start, end of each tile along one side, then start, end of what is kept of it."""
    if length <= TILE_SIDE * 1.25:
        return [(0, length, 0, length)]
    count = math.ceil((length - OVERLAP) / (TILE_SIDE - OVERLAP))
    step = (length - OVERLAP) / count
    cuts = [0, *(round(step * index + OVERLAP / 2) for index in range(1, count)), length]
    half = OVERLAP // 2
    return [
        (max(0, start - half), min(length, end + half), start, end)
        for start, end in zip(cuts, cuts[1:], strict=False)
    ]


def _strips_of(likely: NDArray[numpy.float32], wide: float, high: float) -> list[Strip]:
    import cv2
    import numpy

    above = (likely > PIXEL_THRESHOLD).astype(numpy.uint8)
    marks = cv2.dilate(above, numpy.ones((2, 2), numpy.uint8))
    outlines, _ = cv2.findContours(marks, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    strips = []
    for outline in outlines:
        (x, y), (width, height), angle = cv2.minAreaRect(outline)
        if min(width, height) < LEAST_SIDE:
            continue
        corners = numpy.asarray(cv2.boxPoints(((x, y), (width, height), angle)), numpy.float32)
        score = _mean_inside(likely, corners)
        if score < (BOX_THRESHOLD if min(width, height) < HEADLINE else LARGE_THRESHOLD):
            continue
        grow = width * height * UNCLIP / (width + height)  # twice the offset of one side
        width, height = width + grow, height + grow
        # OpenCV's angle depends on its version; here the side nearest to level is the width.
        while angle > 45:
            width, height, angle = height, width, angle - 90
        while angle <= -45:
            width, height, angle = height, width, angle + 90
        strips.append(Strip(x * wide, y * high, width * wide, height * high, float(angle), score))
    return strips


def _mean_inside(likely: NDArray[numpy.float32], corners: NDArray[numpy.float32]) -> float:
    import cv2
    import numpy

    rows, columns = likely.shape
    x1, y1 = numpy.floor(corners.min(axis=0)).clip(0, (columns - 1, rows - 1)).astype(int)
    x2, y2 = numpy.ceil(corners.max(axis=0)).clip(0, (columns - 1, rows - 1)).astype(int)
    mask = numpy.zeros((y2 - y1 + 1, x2 - x1 + 1), numpy.uint8)
    cv2.fillPoly(mask, [(corners - (x1, y1)).astype(numpy.int32)], 1)
    return float(cv2.mean(likely[y1 : y2 + 1, x1 : x2 + 1], mask)[0])
