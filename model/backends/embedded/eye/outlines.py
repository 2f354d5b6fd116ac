"""What a closed outline is: circle, square, star, arrow, …, judged by its corners and sides."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

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


def outline_kind(outline: NDArray[np.int32]) -> ShapeKind | None:
    """What a closed outline (N×1×2 points) is, or ``None`` when it is no simple shape."""
    import cv2

    area = cv2.contourArea(outline) + len(outline) / 2
    (_, _), (side, other), angle = cv2.minAreaRect(outline)
    short, long = sorted((side + 1, other + 1))
    if long > 7 * short and short <= 14 and area > 0.65 * short * long:
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
    if not _is_straight(outline, corners):
        return None
    if len(corners) == 3 and 0.4 < fullness < 0.62:
        return "triangle"
    if len(corners) == 4:
        return _four_cornered_kind(np.asarray(corners, dtype=np.int32))
    names: dict[int, ShapeKind] = {5: "pentagon", 6: "hexagon", 8: "octagon"}
    sides = np.linalg.norm(corners[:, 0] - np.roll(corners[:, 0], 1, axis=0), axis=1)
    if sides.min() > 0.6 * sides.max() and short > 12:
        return names.get(len(corners))
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

    area = cv2.contourArea(outline)
    perimeter = cv2.arcLength(outline, True)
    corners = cv2.approxPolyDP(outline, 0.018 * perimeter, True)[:, 0].astype(np.float64)
    if area < 120 or not _is_straight(outline, corners) or not _is_symmetric(outline):
        return None
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


def _is_straight(outline: NDArray[np.int32], corners: NDArray[np.generic]) -> bool:
    """Whether an outline follows the straight lines between its corners: to a pixel or 1.7 %."""
    points = outline[:, 0].astype(np.float64)
    ends = np.asarray(corners, dtype=np.float64).reshape(-1, 2)
    nearest = np.full(len(points), np.inf)
    for start, end in zip(ends, np.roll(ends, -1, axis=0), strict=True):
        along = end - start
        share = np.clip((points - start) @ along / max(1e-9, float(along @ along)), 0, 1)
        foot = start + share[:, None] * along
        nearest = np.minimum(nearest, np.linalg.norm(points - foot, axis=1))
    size = float(np.ptp(points, axis=0).max())
    return float(np.mean(nearest)) < max(1.0, 0.017 * size)


def _is_symmetric(outline: NDArray[np.int32]) -> bool:
    """Whether a filled outline covers its mirror image along one of 24 axes to nine tenths."""
    import cv2

    points = outline[:, 0].astype(np.float64)
    moments = cv2.moments(outline)
    middle = np.array([moments["m10"], moments["m01"]]) / max(1e-9, moments["m00"])
    scale = 28 / max(1e-9, float(np.abs(points - middle).max()))
    centred = (points - middle) * scale

    def mask(shape: NDArray[np.float64]) -> NDArray[np.bool_]:
        canvas = np.zeros((80, 80), dtype=np.uint8)
        cv2.fillPoly(canvas, [np.round(shape + 40).astype(np.int32)], 1)
        return canvas > 0

    here = mask(centred)
    for angle in np.arange(24) * np.pi / 24:
        c, s = np.cos(2 * angle), np.sin(2 * angle)
        there = mask(centred @ np.array([[c, s], [s, -c]]))
        if (here & there).sum() > 0.88 * (here | there).sum():
            return True
    return False
