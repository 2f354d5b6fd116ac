"""Drawn shapes: circles, squares, triangles, stars, arrows, with their colours.

Pixels are sorted into the picture's few colours; every connected patch of one colour is judged by
its outline. Works for drawings, diagrams and icons on an even or mildly noisy ground; a photo gives
nothing, because its patches have no clean outline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.backends.embedded.colours import background, oklab, palette
from model.backends.embedded.screen import Color, Line
from model.geometry import Box, Point

ShapeKind = Literal[
    "circle",
    "ellipse",
    "square",
    "rectangle",
    "diamond",
    "triangle",
    "quadrilateral",
    "pentagon",
    "hexagon",
    "octagon",
    "star",
    "cross",
    "arrow",
    "line",
]

_LARGEST = 1_200_000
"""Pixels of the picture shapes are looked for in; a bigger one is shrunk."""
_SMALLEST = 30
"""Area of the smallest shape in those pixels."""


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
    classes, colors, ground = _sorted_by_color(small)
    if classes is None:
        return ()
    patches: list[_Patch] = []
    for number, color in enumerate(colors):
        if number == ground:
            continue
        patches.extend(_patches((classes == number).astype(np.uint8), color))
    words = [line.box for line in lines]
    found = []
    for patch in _without_outlines(patches):
        x, y = patch.middle
        box = Box(*(value * scale for value in patch.rect))
        if any(box.intersection(word) > 0.5 * box.area for word in words):
            continue
        if kind := outline_kind(patch.outline):
            place = Point(x * scale, y * scale)
            area = patch.full * scale * scale
            found.append(FoundShape(kind, patch.color, box, place, area, patch.filled))
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


def _sorted_by_color(
    rgb: NDArray[np.uint8],
) -> tuple[NDArray[np.uint8] | None, list[Color], int]:
    """Each pixel's place in the list of colours, that list, and which of them is the ground."""
    import cv2

    calm = np.asarray(cv2.medianBlur(rgb, 3), dtype=np.uint8)
    colors = [color for color, _ in palette(calm)]
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


def outline_kind(outline: NDArray[np.int32]) -> ShapeKind | None:
    """What a closed outline (N×1×2 points) is, or ``None`` when it is no simple shape."""
    import cv2

    area = cv2.contourArea(outline) + len(outline) / 2
    (_, _), (side, other), angle = cv2.minAreaRect(outline)
    short, long = sorted((side + 1, other + 1))
    if long > 7 * short and short <= 14 and area > 0.55 * short * long:
        return "line"
    if long > 9 * short:
        return None
    hull = cv2.convexHull(outline)
    solidity = area / max(1.0, cv2.contourArea(hull) + len(outline) / 2)
    fullness = area / (short * long)
    if solidity > 0.9:
        return _convex_kind(outline, short, long, fullness, angle)
    return _concave_kind(outline, solidity)


def _convex_kind(
    outline: NDArray[np.int32], short: float, long: float, fullness: float, angle: float
) -> ShapeKind | None:
    import cv2

    if fullness > 0.88:
        return _right_angled_kind(short, long, angle)
    perimeter = cv2.arcLength(outline, True)
    corners = cv2.approxPolyDP(outline, 0.03 * perimeter, True)
    roundness = _roundness(outline)
    if 0.72 < fullness < 0.86 and roundness < 0.035:
        return "circle" if short > 0.9 * long else "ellipse"
    if len(corners) == 3 and 0.4 < fullness < 0.62:
        return "triangle"
    if len(corners) == 4:
        return _four_cornered_kind(np.asarray(corners, dtype=np.int32))
    if len(corners) == 5 and fullness > 0.6:
        return "pentagon"
    if len(corners) == 6 and fullness > 0.65:
        return "hexagon"
    if len(corners) in (7, 8) and roundness < 0.06:
        return "octagon"
    return None


def _right_angled_kind(short: float, long: float, angle: float) -> ShapeKind:
    turned = min(abs(angle % 90 - 45), 45)
    if short > 0.9 * long:
        return "diamond" if turned < 22 else "square"
    return "rectangle"


def _four_cornered_kind(corners: NDArray[np.int32]) -> ShapeKind | None:
    import cv2

    points = corners[:, 0].astype(np.float64)
    sides = np.linalg.norm(points - np.roll(points, -1, axis=0), axis=1)
    x, y, wide, high = cv2.boundingRect(corners)
    middle = np.array([x + (wide - 1) / 2, y + (high - 1) / 2])
    reach = np.abs(points - middle) / np.array([wide / 2, high / 2])
    on_axes = (np.minimum(reach[:, 0], reach[:, 1]) < 0.2).all()
    if sides.min() > 0.8 * sides.max() and on_axes:
        return "diamond"
    return "quadrilateral" if cv2.contourArea(corners) > 0 else None


def _concave_kind(outline: NDArray[np.int32], solidity: float) -> ShapeKind | None:
    import cv2

    perimeter = cv2.arcLength(outline, True)
    corners = cv2.approxPolyDP(outline, 0.018 * perimeter, True)[:, 0].astype(np.float64)
    before, after = corners - np.roll(corners, 1, axis=0), np.roll(corners, -1, axis=0) - corners
    turn = before[:, 0] * after[:, 1] - before[:, 1] * after[:, 0]
    outward = turn > 0 if (turn > 0).sum() >= (turn < 0).sum() else turn < 0
    count, inward = len(corners), int((~outward).sum())
    alternating = bool((outward != np.roll(outward, 1)).all())
    if alternating and 4 <= inward <= 8 and 0.3 < solidity < 0.85:
        return "star"
    if count == 12 and inward == 4 and 0.35 < solidity < 0.9:
        return "cross"
    if inward == 2 and 7 <= count <= 9 and 0.3 < solidity < 0.9:
        return "arrow"
    return None


def _roundness(outline: NDArray[np.int32]) -> float:
    """Mean distance of an outline from the ellipse with its moments, as a share of its radius."""
    import cv2

    (cx, cy), (major, minor), angle = cv2.fitEllipse(outline)
    if min(major, minor) < 2:
        return 1.0
    turned = np.deg2rad(angle)
    points = outline[:, 0].astype(np.float64) - [cx, cy]
    u = points[:, 0] * np.cos(turned) + points[:, 1] * np.sin(turned)
    v = -points[:, 0] * np.sin(turned) + points[:, 1] * np.cos(turned)
    radius = np.sqrt((u / (major / 2)) ** 2 + (v / (minor / 2)) ** 2)
    return float(np.mean(np.abs(radius - 1)))
