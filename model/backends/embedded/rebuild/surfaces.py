"""From even patches to surfaces: rectangles with fill, border, rounded corners, gradient.

A patch becomes a surface when drawing it explains more pixels than it spoils, where a pixel that a
later patch will draw over cannot be spoilt. So a card, a bar, an L-shaped ground behind a sidebar
and a table's cells all come out right without a rule for each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import cast

import numpy as np
from numpy.typing import NDArray

from model.backends.embedded.rebuild.gradients import fit_gradient
from model.backends.embedded.rebuild.paint import Pixels, paint, window
from model.backends.embedded.rebuild.parts import Edge, Gradient, Surface
from model.backends.embedded.rebuild.patches import Patch, find_patches
from model.backends.embedded.rebuild.shadows import with_shadow
from model.geometry import Box
from model.rendering import Color

TOLERANCE = 4
"""Difference in 8-bit steps up to which a drawn pixel counts as right."""

_REACH = 8
"""Pixels that are looked at beyond a patch for its border."""

_LEAST_GAIN = 20
"""Pixels that a surface must explain."""

_LARGE, _SURE = 0.1, 0.85
"""Share of the page from which a ground may be of any shape; share that must be right below it."""

_MOST = 500


@dataclass(slots=True)
class Drawing:
    """The page's background, its surfaces in painting order, and how they look together."""

    background: Color
    gradient: Gradient | None
    surfaces: list[Surface]
    pixels: Pixels


def find_surfaces(clean: Pixels, step: int = 2) -> Drawing:
    """The surfaces of a picture whose text was erased (``step``: see ``find_patches``)."""
    height, width = clean.shape[:2]
    labels, patches = find_patches(clean, step)
    found = list(patches)
    background, gradient = _ground(clean, found)
    drawn = np.empty_like(clean)
    drawn[:] = background
    drawing = Drawing(background, gradient, [], drawn)
    if gradient is not None:
        paint(drawn, Surface(Box(0, 0, width, height), gradient=gradient))
    later = np.zeros(int(labels.max()) + 1, dtype=bool)
    later[[patch.number for patch in found]] = True
    later[0] = False
    for patch in found:
        later[patch.number] = False
        if len(drawing.surfaces) >= _MOST:
            break
        for surface in _readings(clean, patch):
            if _try(clean, drawing, surface, labels, later):
                break
    return drawing


def _ground(clean: Pixels, patches: list[Patch]) -> tuple[Color, Gradient | None]:
    """The colour of the page: of the patch with most pixels; a gradient where that is one."""
    if not patches:
        return cast(Color, tuple(int(v) for v in np.median(clean.reshape(-1, 3), axis=0))), None
    largest = max(patches, key=lambda patch: int(patch.own.sum()))
    x1, y1, x2, y2 = largest.rect
    part = clean[y1:y2, x1:x2]
    color, even = _color_of(part, largest.own, 0.8)
    high, wide = clean.shape[:2]
    whole = (x2 - x1) > 0.95 * wide and (y2 - y1) > 0.95 * high
    if not even and whole:
        gradient = fit_gradient(part, largest.own, Box(x1, y1, x2, y2))
        if gradient is not None:
            return gradient.stops[0][0], gradient
    return color, None


def _color_of(part: Pixels, mask: NDArray[np.bool_], most: float = 0.93) -> tuple[Color, bool]:
    """The commonest colour of the masked pixels, and whether ``most`` of them are it."""
    pixels = part[mask]
    wide = pixels.astype(np.int64)
    values, counts = np.unique(
        (wide[:, 0] << 16) | (wide[:, 1] << 8) | wide[:, 2], return_counts=True
    )
    best = int(values[int(np.argmax(counts))])
    color = (best >> 16, best >> 8 & 255, best & 255)
    even = float((np.abs(pixels.astype(np.int16) - color).max(axis=1) <= 4).mean()) > most
    return color, even


def _readings(clean: Pixels, patch: Patch) -> Iterator[Surface]:
    """What a patch may be, the likeliest first."""
    x1, y1, x2, y2 = patch.rect
    part = clean[y1:y2, x1:x2]
    box = Box(x1, y1, x2, y2)
    color, even = _color_of(part, patch.own)
    radius = corner_radius(patch.filled)
    if not even and (gradient := fit_gradient(part, patch.own, box)) is not None:
        yield Surface(box, gradient=gradient, radius=radius)
    if not even and not _color_of(part, patch.own, 0.5)[1]:
        return  # a sky: gentle everywhere, and of no one colour
    edges = find_edges(clean, patch.rect, color)
    if sum(edge is not None for edge in edges) == 4:
        top, right, bottom, left = (edge.width if edge else 0.0 for edge in edges)
        outer = Box(box.x1 - left, box.y1 - top, box.x2 + right, box.y2 + bottom)
        round_outer = radius + top if radius > 0 else 0.0
        yield Surface(outer, color, edges=edges, radius=round_outer)
    yield Surface(box, color, radius=radius)
    if radius:
        yield Surface(box, color)


def corner_radius(filled: NDArray[np.bool_]) -> float:
    """The radius of a patch's corners: a quarter circle leaves 1 − π/4 of its square empty."""
    high, wide = filled.shape
    reach = min(high, wide) // 2
    if reach < 2:
        return 0.0
    reach = min(reach, 80)
    corners = (
        filled[:reach, :reach],
        filled[:reach, -reach:],
        filled[-reach:, :reach],
        filled[-reach:, -reach:],
    )
    radii = sorted(float(np.sqrt((~corner).sum() / (1 - np.pi / 4))) for corner in corners)
    typical = (radii[1] + radii[2]) / 2
    if radii[3] - radii[0] > max(2.5, 0.35 * typical):
        return 0.0
    radius = min(typical, min(high, wide) / 2)
    # Half the shorter side leaves its mark as a little less.
    if radius > 0.42 * min(high, wide):
        radius = min(high, wide) / 2
    return round(radius * 2) / 2 if radius >= 1.2 else 0.0


Edges = tuple[Edge | None, Edge | None, Edge | None, Edge | None]


def find_edges(clean: Pixels, rect: tuple[int, int, int, int], inside: Color) -> Edges:
    """The border just outside a patch: top, right, bottom, left; ``None`` where there is none."""
    x1, y1, x2, y2 = rect
    height, width = clean.shape[:2]
    cut_x, cut_y = (x2 - x1) // 4, (y2 - y1) // 4
    columns = slice(x1 + cut_x, max(x1 + cut_x + 1, x2 - cut_x))
    rows = slice(y1 + cut_y, max(y1 + cut_y + 1, y2 - cut_y))
    strips = (
        clean[max(0, y1 - _REACH) : y1, columns][::-1],
        clean[rows, x2 : min(width, x2 + _REACH)].transpose(1, 0, 2),
        clean[y2 : min(height, y2 + _REACH), columns],
        clean[rows, max(0, x1 - _REACH) : x1][:, ::-1].transpose(1, 0, 2),
    )
    return cast(Edges, tuple(_edge(strip.astype(np.int16), inside) for strip in strips))


def _edge(strip: NDArray[np.int16], inside: Color) -> Edge | None:
    """A border in a strip that leads away from a side, a row a pixel."""
    if len(strip) < 2:
        return None
    profile = np.median(strip, axis=1)
    if np.abs(strip[0] - profile[0]).max(axis=1).mean() > 10:
        return None
    if np.abs(profile[0] - inside).max() <= 4:
        return None
    thick = 1
    while thick < len(profile) and np.abs(profile[thick] - profile[thick - 1]).max() <= 4:
        thick += 1
    if thick > 5 or thick >= len(profile):
        return None
    strongest = profile[thick - 1]
    extra = 0.0
    beyond = profile[min(thick + 1, len(profile) - 1)]
    # A border that ends between two pixels leaves one half-tone.
    step = np.abs(profile[thick] - beyond).max()
    full = np.abs(strongest - beyond).max()
    if full > 12 and 0.15 * full < step < 0.85 * full:
        extra = float(step / full)
    color = cast(Color, tuple(round(float(value)) for value in strongest))
    return Edge(round(2 * (thick + extra)) / 2, color)


def _try(
    clean: Pixels,
    drawing: Drawing,
    surface: Surface,
    labels: NDArray[np.int32],
    later: NDArray[np.bool_],
) -> bool:
    """Draw ``surface`` if that explains more than it spoils."""
    height, width = clean.shape[:2]
    x1, y1, x2, y2 = window(surface, width, height)
    before = drawing.pixels[y1:y2, x1:x2]
    after = before.copy()
    paint(after, surface, x1, y1)
    truth = clean[y1:y2, x1:x2]
    was, now = right(before, truth), right(after, truth)
    gained = int((now & ~was).sum())
    if gained < _LEAST_GAIN:
        return False
    spoilt = int((was & ~now & ~later[labels[y1:y2, x1:x2]]).sum())
    if gained <= 1.15 * spoilt:
        return False
    # Of a small one nearly all must be right: a country on a map is no box.
    mine = ~later[labels[y1:y2, x1:x2]] & (after != before).any(axis=2)
    if (x2 - x1) * (y2 - y1) < _LARGE * width * height and now[mine].mean() < _SURE:
        return False
    surface = _best_corners(clean, drawing.pixels, surface)
    paint(drawing.pixels, surface)
    drawing.surfaces.append(with_shadow(clean, drawing.pixels, surface) or surface)
    return True


def _best_corners(clean: Pixels, drawn: Pixels, surface: Surface) -> Surface:
    """``surface`` with the radius near its own whose corners come nearest to the picture's.

    A patch has no soft rims, so its own corners look rounder than the surface's are.
    """
    if not surface.radius:
        return surface
    limit = min(surface.box.width, surface.box.height) / 2
    if surface.radius >= limit:
        return surface
    height, width = clean.shape[:2]
    reach = round(surface.radius) + 3
    x1, y1, x2, y2 = surface.box.clamp(width, height).pixels()
    squares = [
        (x, y, min(x + reach, width), min(y + reach, height))
        for x in (x1, max(x1, x2 - reach))
        for y in (y1, max(y1, y2 - reach))
    ]
    best = surface
    least = float("inf")
    for off in range(-4, 2):
        radius = float(round(surface.radius) + off)
        if not 1 <= radius <= limit:
            continue
        other = replace(surface, radius=radius)
        wrong = 0.0
        for left, top, right_, bottom in squares:
            part = drawn[top:bottom, left:right_].copy()
            paint(part, other, left, top)
            away = np.abs(part.astype(np.int16) - clean[top:bottom, left:right_]).max(axis=2)
            wrong += float(np.minimum(away, 60).sum())
        if wrong < least:
            best, least = other, wrong
    return best


def right(drawn: Pixels, truth: Pixels, tolerance: int = TOLERANCE) -> NDArray[np.bool_]:
    """Where the drawn pixels are as they should be."""
    import cv2

    return np.asarray(cv2.absdiff(drawn, truth).max(axis=2) <= tolerance)
