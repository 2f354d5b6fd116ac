"""Photos set into a page: rectangles of grain, told from even patches and from gradients."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from model.backends.embedded.eye.regions import Canvas, Rect, TextLine, share_inside

_CELL = 8


def find_pictures(canvas: Canvas, texts: Sequence[TextLine]) -> list[Rect]:
    """Rectangles where nearly every pixel differs from its neighbour: photos, not flat drawing."""
    import cv2

    alive = (canvas.change > (1 if canvas.noisy else 0)).astype(np.uint8)
    # JPEG leaves ripples round letters, as wide as its blocks.
    ripple = _CELL if canvas.noisy else 0
    for text in texts:
        x1, y1, x2, y2 = text.rect
        alive[max(0, y1 - ripple) : y2 + ripple, max(0, x1 - ripple) : x2 + ripple] = 0
    density = _per_cell(alive)
    grain, coarse = (_per_cell(_grain(canvas, least) & alive) for least in (2, 5))
    dense = ((density > 0.25) & (grain > 0.05)).astype(np.uint8)
    dense = np.asarray(
        cv2.morphologyEx(cv2.medianBlur(dense, 3), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)),
        dtype=np.uint8,
    )
    size = (dense.shape[1], dense.shape[0])
    whole_cells = canvas.rgb[: size[1] * _CELL, : size[0] * _CELL]
    means = cv2.resize(whole_cells, size, interpolation=cv2.INTER_AREA).astype(np.float64)
    outlines, _ = cv2.findContours(dense, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found: list[Rect] = []
    for outline in outlines:
        x, y, wide, high = cv2.boundingRect(outline)
        if wide < 5 or high < 4:
            continue
        filled = np.zeros((high, wide), dtype=np.uint8)
        cv2.drawContours(filled, [outline - np.array([x, y])], -1, 1, cv2.FILLED)
        if filled.mean() < 0.6:
            continue
        here = slice(y, y + high), slice(x, x + wide)
        # The cells at the rim of a small tile hold part of what is outside.
        core = cv2.erode(np.pad(filled, 1), np.ones((3, 3), np.uint8))[1:-1, 1:-1]
        body = (
            np.asarray(core, dtype=np.uint8)
            if core.sum() >= 9 and max(wide, high) <= 14
            else filled
        )
        if coarse[here][body > 0].mean() < 0.04 and _is_smooth(means[here], body):
            continue
        around = (
            max(0, (x - 1) * _CELL),
            max(0, (y - 1) * _CELL),
            min(canvas.width, (x + wide + 1) * _CELL),
            min(canvas.height, (y + high + 1) * _CELL),
        )
        for rect in _parts(alive, around):
            width, height = rect[2] - rect[0], rect[3] - rect[1]
            if min(width, height) < 32:
                continue
            small = width * height < 0.5 * canvas.width * canvas.height
            if small and _is_drawn(canvas.rgb, rect):
                continue
            if _colours_in(canvas.rgb, rect) >= 30:
                found.append(rect)
    whole = 0.8 * canvas.width * canvas.height
    if any((r[2] - r[0]) * (r[3] - r[1]) > whole for r in found):
        return [(0, 0, canvas.width, canvas.height)]
    return _outermost(found)


def _grain(canvas: Canvas, least: int) -> NDArray[np.uint8]:
    """1 where a colour turns from rising to falling or back by ``least`` in all.

    Photos do that everywhere, plain gradients nowhere, dithered gradients by one step up or down.
    """
    turns = np.zeros(canvas.rgb.shape[:2], dtype=np.uint8)
    for channel in (0, 1):
        tone = canvas.rgb[:, :, channel].astype(np.int16)
        step = tone[:, 1:] - tone[:, :-1]
        size = np.abs(step[:, 1:]) + np.abs(step[:, :-1])
        turns[:, 1:-1] |= (step[:, 1:] * step[:, :-1] < 0) & (size >= least)
    return turns


def _is_smooth(means: NDArray[np.float64], filled: NDArray[np.uint8]) -> bool:
    """Whether the cells' colours follow a quadratic surface: a (dithered) gradient, no photo."""
    rows, columns = np.nonzero(filled)
    y, x = rows / filled.shape[0], columns / filled.shape[1]
    surface = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)
    colors = means[rows, columns]
    rest = np.zeros(len(x))
    for _ in range(3):  # what stands on the ground is left out of the next fit
        kept = rest <= np.percentile(rest, 70)
        weights = np.linalg.lstsq(surface[kept], colors[kept], rcond=None)[0]
        rest = np.abs(colors - surface @ weights).max(axis=1)
    return float(np.percentile(rest, 60)) < 3.0


def _per_cell(mask: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The share of pixels set in each cell of ``_CELL`` × ``_CELL``."""
    rows, columns = mask.shape[0] // _CELL, mask.shape[1] // _CELL
    cells = mask[: rows * _CELL, : columns * _CELL].reshape(rows, _CELL, columns, _CELL)
    return np.asarray(cells.mean(axis=(1, 3)))


def _parts(alive: NDArray[np.uint8], rect: Rect, across: bool = True, tried: int = 0) -> list[Rect]:
    """The rectangle cut along lanes without texture, its dead margins cut off."""
    x1, y1, x2, y2 = rect
    if tried > 4 or x2 - x1 < 32 or y2 - y1 < 32:
        return [rect]
    profile = alive[y1:y2, x1:x2].mean(axis=0 if across else 1) > 0.15
    # Two dead columns can be chance; three are a gap between pictures.
    padded = np.concatenate([[False], profile, [False]]).astype(np.int8)
    starts, ends = np.flatnonzero(np.diff(padded) == 1), np.flatnonzero(np.diff(padded) == -1)
    spans: list[list[int]] = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if spans and start - spans[-1][1] < 3:
            spans[-1][1] = end
        else:
            spans.append([start, end])
    found = []
    for start, end in spans:
        if end - start < 24:
            continue
        part = (x1 + start, y1, x1 + end, y2) if across else (x1, y1 + start, x2, y1 + end)
        again = tried + (len(spans) == 1)
        found.extend(_parts(alive, part, not across, again + 1))
    return found


def _colours_in(rgb: NDArray[np.uint8], rect: Rect) -> int:
    """How many colours (5 bits a channel) occur in a thinned-out rectangle."""
    x1, y1, x2, y2 = rect
    step = max(1, min(x2 - x1, y2 - y1) // 48)
    part = rgb[y1:y2:step, x1:x2:step].reshape(-1, 3).astype(np.int32) >> 3
    return len(np.unique(part[:, 0] << 10 | part[:, 1] << 5 | part[:, 2]))


def _is_drawn(rgb: NDArray[np.uint8], rect: Rect) -> bool:
    """Whether three colours (4 bits a channel) are three quarters of it: a symbol on its ground."""
    x1, y1, x2, y2 = rect
    part = (rgb[y1:y2, x1:x2].reshape(-1, 3).astype(np.int32) + 8) >> 4
    counts = np.bincount(part[:, 0] * 289 + part[:, 1] * 17 + part[:, 2])
    return bool(np.sort(counts)[-3:].sum() > 0.75 * len(part))


def _outermost(rects: Iterable[Rect]) -> list[Rect]:
    kept: list[Rect] = []
    for rect in sorted(rects, key=lambda r: -(r[2] - r[0]) * (r[3] - r[1])):
        if not any(share_inside(rect, other) > 0.7 for other in kept):
            kept.append(rect)
    return kept
