"""Drawn shapes: circles, squares, triangles, stars, arrows, with their colours.

Pixels are sorted into the picture's few colours; every connected patch of one colour is judged by
its outline. Works for drawings, diagrams and icons on an even or mildly noisy ground; a photo gives
nothing, because its patches have no clean outline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from model.backends.embedded.eye.colours import background, oklab, palette
from model.backends.embedded.eye.outlines import ShapeKind, outline_kind
from model.backends.embedded.eye.overlaps import covered_shape
from model.backends.embedded.eye.picture_kind import even_share
from model.backends.embedded.screen import Color, Line
from model.geometry import Box, Point

_LARGEST = 1_200_000
"""Pixels of the picture shapes are looked for in; a bigger one is shrunk."""
_SMALLEST = 30
"""Area of the smallest shape in those pixels."""

_SHADED, _MOST_IN_SHADES = 0.35, 12
"""Where less than this share is even, more shapes than this are the texture of a photo."""
_WHOLE = ("circle", "square", "star", "diamond", "line")
"""Kinds that no cover leaves behind of another shape."""
_PLAIN = 0.8
"""Where less than this share is even, a line or an odd quadrilateral may be chance."""


@dataclass(frozen=True, slots=True)
class FoundShape:
    """A drawn shape; ``area`` in square pixels with holes filled, ``filled`` unless an outline."""

    kind: ShapeKind
    color: Color
    box: Box
    center: Point
    area: float
    filled: bool


def find_shapes(rgb: NDArray[np.uint8], lines: Sequence[Line] = ()) -> tuple[FoundShape, ...]:
    """The shapes drawn on a picture, top to bottom, in its pixels; text in ``lines`` is left out.

    A filled shape with an outline of another colour counts once, in the colour of its filling.
    """
    import cv2

    height, width = rgb.shape[:2]
    if min(height, width) < 8:
        return ()
    scale = max(1.0, float(np.sqrt(height * width / _LARGEST)))
    small = rgb
    if scale > 1:
        size = (round(width / scale), round(height / scale))
        small = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    # The bilateral filter evens out the ripples of a JPEG, the median what sensor noise is left.
    calm = np.asarray(cv2.medianBlur(cv2.bilateralFilter(small, 5, 40, 3), 3), dtype=np.uint8)
    classes, colors, ground = _sorted_by_color(calm)
    if classes is None:
        return ()
    patches: list[_Patch] = []
    for number, color in enumerate(colors):
        if number == ground:
            continue
        patches.extend(_patches((classes == number).astype(np.uint8), color))
    patches = _without_fringes(patches)
    words = [line.box for line in lines]
    even = even_share(calm)
    free = classes == ground if even >= _PLAIN else None
    found: list[FoundShape] = []
    for patch in _without_outlines(patches):
        x, y = patch.middle
        box = Box(*(value * scale for value in patch.rect))
        if any(box.intersection(word) > 0.5 * box.area for word in words):
            continue
        kind = outline_kind(patch.outline)
        # What looks like an odd shape may be a plain one behind another.
        odd = patch.filled and kind not in _WHOLE
        if odd and free is not None and (hidden := covered_shape(patch.outline, free)):
            kind, rect = hidden
            box = Box(*(value * scale for value in rect))
            x, y = (rect[0] + rect[2]) / 2, (rect[1] + rect[3]) / 2
        if kind and _is_even(patch, calm, classes):
            place = Point(x * scale, y * scale)
            area = patch.full * scale * scale
            found.append(FoundShape(kind, patch.color, box, place, area, patch.filled))
    if even < _SHADED and len(found) > _MOST_IN_SHADES:
        return ()
    if even < _PLAIN:
        found = [shape for shape in found if shape.kind not in ("quadrilateral", "line")]
    return tuple(sorted(found, key=lambda shape: (shape.box.y1, shape.box.x1)))


@dataclass(frozen=True, slots=True)
class _Patch:
    """A connected patch of one colour: outline (N×1×2), area with and without holes."""

    color: Color
    outline: NDArray[np.int32]
    rect: tuple[float, float, float, float]
    middle: tuple[float, float]
    full: float
    own: float

    @property
    def filled(self) -> bool:
        return self.own > 0.6 * self.full


def _without_fringes(patches: Sequence[_Patch]) -> list[_Patch]:
    """The patches that are not merely the blurred edge, or a piece of it, of a larger one."""
    kept: list[_Patch] = []
    for patch in sorted(patches, key=lambda one: -one.full):
        x1, y1, x2, y2 = patch.rect
        thickness = 2 * patch.own / max(1, len(patch.outline))
        if thickness < 1.6 and min(x2 - x1, y2 - y1) > 5:
            continue
        thin = min(thickness, x2 - x1, y2 - y1) <= 3.5
        if thin and any(
            one.full > 8 * patch.full
            and one.rect[0] - 4 <= x1
            and one.rect[1] - 4 <= y1
            and one.rect[2] + 4 >= x2
            and one.rect[3] + 4 >= y2
            for one in kept
        ):
            continue
        kept.append(patch)
    return kept


def _sorted_by_color(
    calm: NDArray[np.uint8],
) -> tuple[NDArray[np.uint8] | None, list[Color], int]:
    """Each pixel's place in the list of colours, that list, and which of them is the ground."""
    colors = [color for color, _ in palette(calm, most=16, least=0.0003)]
    main = background(calm)
    if main not in colors:
        colors.append(main)
    lab = oklab(np.array(colors, dtype=np.uint8))
    # A table over 5 bits a channel: the picture's pixels are far more than its 32 768 shades.
    steps = np.arange(32, dtype=np.uint8) * 8 + 4
    cube = np.stack(np.meshgrid(steps, steps, steps, indexing="ij"), axis=-1).reshape(-1, 3)
    shades = oklab(cube)
    distance = np.stack([np.linalg.norm(shades - one, axis=1) for one in lab])
    nearest = distance.argmin(axis=0).astype(np.uint8)
    off = distance.min(axis=0) > 0.12
    wide = calm.astype(np.int32) >> 3
    key = wide[:, :, 0] << 10 | wide[:, :, 1] << 5 | wide[:, :, 2]
    if float(off[key].mean()) > 0.35:
        return None, colors, 0
    return nearest[key], colors, colors.index(main)


def _patches(mask: NDArray[np.uint8], color: Color) -> list[_Patch]:
    import cv2

    outlines, family = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    if family is None:
        return []
    found = []
    for index, outline in enumerate(outlines):
        if family[0][index][3] >= 0:
            continue
        x, y, wide, high = cv2.boundingRect(outline)
        if wide * high < _SMALLEST or max(wide, high) < 6:
            continue
        if len(outline) < 8:
            continue
        # Outlines run through pixel centres: half a pixel all round is missing from the area.
        full = cv2.contourArea(outline) + len(outline) / 2
        if full < _SMALLEST:
            continue
        holes = 0.0
        child = family[0][index][2]
        while child >= 0:
            holes += max(0.0, cv2.contourArea(outlines[child]) - len(outlines[child]) / 2)
            child = family[0][child][0]
        moments = cv2.moments(outline)
        if moments["m00"] > 0:
            middle = (
                moments["m10"] / moments["m00"] + 0.5,
                moments["m01"] / moments["m00"] + 0.5,
            )
        else:
            middle = (x + wide / 2, y + high / 2)
        if wide >= 0.97 * mask.shape[1] and high >= 0.97 * mask.shape[0]:
            continue
        rect = (float(x), float(y), float(x + wide), float(y + high))
        points = np.asarray(outline, dtype=np.int32)
        found.append(_Patch(color, points, rect, middle, full, full - holes))
    return found


def _is_even(patch: _Patch, calm: NDArray[np.uint8], classes: NDArray[np.uint8]) -> bool:
    """Whether a filled patch is of one colour all over; a piece of a photo shades off."""
    if not patch.filled:
        return True
    x1, y1, x2, y2 = (int(value) for value in patch.rect)
    x, y = (int(value) for value in patch.outline[0, 0])
    inside = np.zeros((y2 - y1, x2 - x1), dtype=np.uint8)
    import cv2

    cv2.drawContours(inside, [patch.outline - np.array([x1, y1])], -1, 1, cv2.FILLED)
    inside &= classes[y1:y2, x1:x2] == classes[y, x]
    core = cv2.erode(inside, np.ones((5, 5), dtype=np.uint8), borderValue=0)
    pixels = calm[y1:y2, x1:x2][core > 0]
    if len(pixels) < 20:
        return True
    lab = oklab(pixels)
    apart = np.linalg.norm(lab - np.median(lab, axis=0), axis=1)
    return float((apart < 0.035).mean()) > 0.85


def _without_outlines(patches: Sequence[_Patch]) -> list[_Patch]:
    """Of a filling and the outline drawn round it one shape: the outer edge, the inner colour."""
    kept: list[_Patch] = []
    by_size = sorted(patches, key=lambda patch: -patch.full)
    used: set[int] = set()
    for number, outer in enumerate(by_size):
        if number in used:
            continue
        if not outer.filled:
            for other in range(number + 1, len(by_size)):
                inner = by_size[other]
                same_place = (
                    abs(inner.middle[0] - outer.middle[0]) < 3
                    and abs(inner.middle[1] - outer.middle[1]) < 3
                )
                if same_place and inner.full > 0.7 * (outer.full - outer.own):
                    used.add(other)
                    outer = replace(outer, color=inner.color, own=outer.full)
                    break
        kept.append(outer)
    return kept
