"""Checkboxes, radio buttons and switches: small outlined or filled marks with a state.

Each is judged on its own few hundred pixels: the outline must be a square, a circle or a pill, and
what stands inside tells its state. A plain filled square (a legend's swatch, a bullet) is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.backends.embedded.eye.regions import Rect

SMALLEST, LARGEST = 9, 28
"""Side of a checkbox or radio button in working pixels."""
TALLEST = 40
"""Height of a switch in working pixels."""


@dataclass(frozen=True, slots=True)
class Control:
    """A control found: ``checked`` says whether it is ticked, chosen or on.

    ``sure`` is false for a plain even square or disc: a control only beside a sure one like it.
    """

    kind: Literal["checkbox", "radio", "switch"]
    rect: Rect
    checked: bool
    sure: bool = True


def read_control(rgb: NDArray[np.uint8], rect: Rect) -> Control | None:
    """The control whose outline is ``rect``, or ``None`` if there is none."""
    x1, y1, x2, y2 = rect
    width, height = x2 - x1, y2 - y1
    if not (SMALLEST <= height <= TALLEST and SMALLEST <= width <= 90):
        return None
    margin = 2
    if x1 < margin or y1 < margin or y2 + margin > rgb.shape[0] or x2 + margin > rgb.shape[1]:
        return None
    crop = rgb[y1 - margin : y2 + margin, x1 - margin : x2 + margin].astype(np.int16)
    rim = np.concatenate([crop[0], crop[-1], crop[1:-1, 0], crop[1:-1, -1]])
    ground = np.median(rim, axis=0)
    if np.mean(np.abs(rim - ground).max(axis=1) > 24) > 0.1:
        return None
    apart = np.abs(crop - ground).max(axis=2)[margin:-margin, margin:-margin]
    contrast = float(np.percentile(apart, 85))
    if contrast < 10:
        return None
    solid = _filled(apart > max(4.0, 0.25 * min(contrast, 60)))
    inner = crop[margin:-margin, margin:-margin]
    ratio = width / height
    if 0.82 <= ratio <= 1.22 and height <= LARGEST:
        return _square_or_circle(inner, solid, ground, rect)
    if 1.45 <= ratio <= 2.7 and 10 <= height <= 40:
        return _switch(inner, solid, rect)
    return None


def _filled(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The mask without holes."""
    import cv2

    outlines, _ = cv2.findContours(mask.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    canvas = np.zeros(mask.shape, dtype=np.uint8)
    cv2.drawContours(canvas, outlines, -1, 1, cv2.FILLED)
    return canvas.astype(bool)


def _ellipse(height: int, width: int) -> NDArray[np.float64]:
    """Squared distance from the centre, 1 on the ellipse that touches all four sides."""
    y = (np.arange(height) + 0.5 - height / 2) / (height / 2)
    x = (np.arange(width) + 0.5 - width / 2) / (width / 2)
    return np.asarray(y[:, None] ** 2 + x[None] ** 2)


def _square_or_circle(
    inner: NDArray[np.int16],
    solid: NDArray[np.bool_],
    ground: NDArray[np.float64],
    rect: Rect,
) -> Control | None:
    height, width = solid.shape
    covered = float(solid.mean())
    circle = _ellipse(height, width)
    overlap = float((solid & (circle <= 1)).sum() / (solid | (circle <= 1)).sum())
    round_shape = overlap > 0.9 and covered < 0.9
    if not round_shape and (covered < 0.88 or not _has_like_corners(solid)):
        return None
    if round_shape:
        return _radio(inner, circle, ground, rect)
    return _checkbox(inner, ground, rect)


def _has_like_corners(solid: NDArray[np.bool_]) -> bool:
    """Whether the four corners are equally round: a speech bubble has one that is not."""
    size = max(2, min(solid.shape) // 4)
    corners = solid[:size, :size], solid[:size, -size:], solid[-size:, :size], solid[-size:, -size:]
    shares = [float(corner.mean()) for corner in corners]
    return max(shares) - min(shares) <= 0.3


def _checkbox(inner: NDArray[np.int16], ground: NDArray[np.float64], rect: Rect) -> Control | None:
    size = min(inner.shape[:2])
    edge = max(2, round(size * 0.16))
    middle = inner[edge:-edge, edge:-edge]
    side = np.concatenate(
        [inner[0, edge:-edge], inner[-1, edge:-edge], inner[edge:-edge, 0], inner[edge:-edge, -1]]
    )
    # The outermost pixel of a fractional position can be half ground: take the stronger of two.
    second = np.concatenate(
        [inner[1, edge:-edge], inner[-2, edge:-edge], inner[edge:-edge, 1], inner[edge:-edge, -2]]
    )
    stronger = np.abs(side - ground).max(axis=1) >= np.abs(second - ground).max(axis=1)
    border_pixels = np.where(stronger[:, None], side, second)
    border = np.median(border_pixels, axis=0)
    spread = max(30.0, float(np.abs(border - ground).max()))
    if np.mean(np.abs(border_pixels - border).max(axis=1) > 0.35 * spread) > 0.06:
        return None
    corners = [middle[0, 0], middle[0, -1], middle[-1, 0], middle[-1, -1]]
    fill = np.median(corners, axis=0)
    marked = np.abs(middle - fill).max(axis=2) > 0.45 * max(60.0, float(np.ptp(middle)))
    share = float(marked.mean())
    outlined = np.abs(fill - border).max() > 8
    if share < 0.04:
        grey = float(np.ptp(fill)) < 32
        return Control("checkbox", rect, False, outlined) if outlined or grey else None
    if share > 0.62:
        return None
    ys, xs = np.nonzero(marked)
    spread_x, spread_y = (np.ptp(xs) + 1) / marked.shape[1], (np.ptp(ys) + 1) / marked.shape[0]
    solid = marked.sum() > 0.85 * (np.ptp(xs) + 1) * (np.ptp(ys) + 1) and spread_y > 0.3
    if spread_x < 0.4 or not (_is_tick(marked) or (outlined and solid)):
        return None
    return Control("checkbox", rect, True)


def _is_tick(marked: NDArray[np.bool_]) -> bool:
    """Whether the mark runs down from the left, then up to the right; a dash also counts."""
    height, width = marked.shape
    rows = np.arange(height)[:, None]
    columns = [
        float((rows * marked[:, [x]]).sum() / marked[:, x].sum())
        for x in range(width)
        if marked[:, x].any()
    ]
    if len(columns) < 4:
        return False
    lowest = int(np.argmax(columns))
    fall = columns[lowest] - columns[0]
    rise = columns[lowest] - columns[-1]
    tick = 0 < lowest < len(columns) - 2 and rise > 0.22 * height and rise > fall
    per_column = marked.sum(axis=0)
    thin = per_column[per_column > 0].mean() < 0.45 * height
    dash = max(columns) - min(columns) < 0.12 * height and thin and len(columns) > 0.5 * width
    centred = abs(float(np.mean(columns)) - (height - 1) / 2) < 0.15 * height
    return (tick and bool(thin)) or (dash and centred)


def _radio(
    inner: NDArray[np.int16],
    circle: NDArray[np.float64],
    ground: NDArray[np.float64],
    rect: Rect,
) -> Control | None:
    rings = np.sqrt(circle)
    edges = [0.0, 0.2, 0.35, 0.5, 0.65, 0.8, 1.0]
    colors, spreads = [], []
    for low, high in zip(edges, edges[1:], strict=False):
        pixels = inner[(rings >= low) & (rings < high)]
        if len(pixels) == 0:
            pixels = inner[[inner.shape[0] // 2], [inner.shape[1] // 2]]
        colors.append(np.median(pixels, axis=0))
        spreads.append(float(np.mean(np.abs(pixels - colors[-1]).max(axis=1))))
    outer = inner[(rings >= 0.82) & (rings < 1.0)]
    strength = np.abs(outer - ground).max(axis=1)
    rim = outer[strength >= np.percentile(strength, 60)]
    border = np.median(rim, axis=0)
    core = colors[0]
    steps = [float(np.abs(value - core).max()) for value in colors]
    # Even inside, other outline: an empty ring.
    even = max(steps[:4]) < 10 and max(spreads[:4]) < 10
    ring = bool(np.abs(border - core).max() > 16)
    if even and (ring or float(np.ptp(core)) < 32):
        return Control("radio", rect, False, ring)
    gap = int(np.argmax(steps[:5]))
    dotted = steps[gap] > 60 and gap >= 2 and max(steps[:1] + spreads[:1]) < 40
    reached = float(np.abs(border - colors[gap]).max())
    if dotted and (reached < 40 or np.abs(border - core).max() < 60):
        # A digit in a badge is not the same in all directions; a dot is.
        dot = np.abs(inner - core).max(axis=2) < 0.5 * steps[gap]
        area = dot & (rings < edges[gap + 1])
        ideal = rings < np.sqrt(area.sum() / np.pi) / (min(inner.shape[:2]) / 2)
        if (area & ideal).sum() > 0.8 * (area | ideal).sum():
            return Control("radio", rect, True)
    return None


def _switch(inner: NDArray[np.int16], solid: NDArray[np.bool_], rect: Rect) -> Control | None:
    height, width = solid.shape
    x = np.arange(width) + 0.5
    y = np.arange(height) + 0.5
    centre = np.clip(x, height / 2, width - height / 2)
    pill = (x - centre)[None] ** 2 + (y - height / 2)[:, None] ** 2 <= (height / 2) ** 2
    if (solid & pill).sum() < 0.9 * (solid | pill).sum():
        return None
    left, right = _disc(inner, pill, 0), _disc(inner, pill, width - height)
    if left is None or right is None:
        return None
    track_at_right = inner[height // 2, width - height // 2]
    track_at_left = inner[height // 2, height // 2]
    if np.abs(track_at_left - track_at_right).max() < 24 or left == right:
        return None
    return Control("switch", rect, right)


def _disc(inner: NDArray[np.int16], pill: NDArray[np.bool_], start: int) -> bool | None:
    """Whether a round knob stands in the square that begins at column ``start`` of a pill."""
    height = inner.shape[0]
    square = inner[:, start : start + height]
    if square.shape[1] != height:
        return None
    middle = np.median(
        square[height // 2 - 1 : height // 2 + 2, height // 2 - 1 : height // 2 + 2], axis=(0, 1)
    )
    same = (np.abs(square - middle).max(axis=2) < 40) & pill[:, start : start + height]
    rows, columns = same[:, height // 2], same[height // 2]
    tall, wide = int(rows.sum()), int(columns.sum())
    if not (0.3 * height <= tall <= 0.98 * height and abs(tall - wide) <= max(2, 0.2 * tall)):
        return False
    radius = (tall + wide) / 4
    rings = np.sqrt(_ellipse(height, height)) * height / 2
    disc = rings <= radius
    inside = rings <= radius + 1.5
    return bool((same & disc).sum() > 0.85 * disc.sum() and (same & ~inside).mean() < 0.12)


def with_siblings(controls: Sequence[Control]) -> list[Control]:
    """Sure controls, and of the unsure those as big as a sure one and level or in line with it."""
    sure = [control for control in controls if control.sure]
    found = list(sure)
    for control in controls:
        if not control.sure and any(_are_siblings(control.rect, one) for one in sure):
            found.append(control)
    return found


def _are_siblings(rect: Rect, sure: Control) -> bool:
    x1, y1, x2, y2 = rect
    a1, b1, a2, b2 = sure.rect
    alike = abs((x2 - x1) - (a2 - a1)) <= 3 and abs((y2 - y1) - (b2 - b1)) <= 3
    near = abs(y1 - b1) < 12 * (y2 - y1) and abs(x1 - a1) < 20 * (x2 - x1)
    return alike and near and (abs(x1 - a1) <= 2 or abs(y1 - b1) <= 2)
