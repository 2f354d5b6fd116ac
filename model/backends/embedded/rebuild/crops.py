"""What surfaces do not explain: rules and gradients after all, or pieces kept as pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from model.backends.embedded.rebuild.gradients import fit_gradient
from model.backends.embedded.rebuild.paint import Pixels, paint, paint_border
from model.backends.embedded.rebuild.parts import Crop, Edge, Surface
from model.backends.embedded.rebuild.patches import Rect
from model.backends.embedded.rebuild.surfaces import Drawing, find_edges, right
from model.geometry import Box

ICON_SIDE = 72
"""Longest side of an icon, in pixels."""

_JPEG_FROM = 12_000
"""Pixels from which a crop is tried as JPEG as well."""

_FRAME = 3
"""Rows and columns at a piece's rim in which all of a frame's outline lies."""

_FAINT, _UNLIKE = 6, 16
"""Difference in 8-bit steps from which a pixel is not quite, and plainly not, explained."""

_WHOLE, _LEAST_PART, _SPARSE = 16_000, 40, 0.12
"""Pixels up to which a piece stays whole; shortest length of a part; share of ink below which a
piece is cut in parts."""

_WASTE = 1.3
"""How many times larger than two rectangles the one round both may be."""

_TINT = 400
"""Pixels of a patch that matters although it differs but faintly."""


def keep_the_rest(
    clean: Pixels,
    drawing: Drawing,
    exact: bool = True,
    apart: Sequence[Box] = (),
    quality: int = 88,
) -> list[Crop]:
    """Crops for all that ``drawing`` does not show; finds its rules and adds them on the way.

    ``exact`` says that the picture was stored without loss, so that faint differences are real;
    what lies in one of the boxes ``apart`` (a control's icon) is kept apart from what is round it.
    """
    import cv2

    faint, strong = (_FAINT, _UNLIKE) if exact else (_UNLIKE, 2 * _UNLIKE)
    left_over = ~right(drawing.pixels, clean, faint)
    for rect in _pieces(left_over, joined=1):
        if not _add_rule(clean, drawing, left_over, rect):
            _add_frame(clean, drawing, left_over, rect)
    left_over = ~right(drawing.pixels, clean, faint)
    plain = ~right(drawing.pixels, clean, strong)
    near = cv2.morphologyEx(
        left_over.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), dtype=np.uint8)
    )
    rects = [rect for rect in _pieces(near > 0, joined=1) if _matters(left_over, plain, rect)]
    crops = []
    tight = [part for rect in rects for part in _tightened(left_over, rect)]
    inner = [rect for rect in tight if _inside_any(rect, apart)]
    outer = [rect for rect in tight if rect not in inner]
    for rect in [*_merged(outer), *_merged(inner)]:
        if not _add_gradient(clean, drawing, rect):
            crops.append(cut(clean, rect, quality))
    return crops


def cut(clean: Pixels, rect: Rect, quality: int = 88) -> Crop:
    """The pixels in ``rect`` as a picture, PNG or JPEG, whichever is smaller."""
    x1, y1, x2, y2 = rect
    data, mime = encoded(clean[y1:y2, x1:x2], quality)
    kind = "icon" if max(x2 - x1, y2 - y1) <= ICON_SIDE else "picture"
    return Crop(Box(x1, y1, x2, y2), data, kind, mime=mime)  # type: ignore[arg-type]


def lighter(crop: Crop, quality: int) -> Crop:
    """The crop as a JPEG of ``quality`` (0–100), if that is smaller than it is."""
    import cv2

    pixels = cv2.imdecode(np.frombuffer(crop.png, dtype=np.uint8), cv2.IMREAD_COLOR)
    if pixels is None or crop.box.area < _JPEG_FROM:
        return crop
    data = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
    if len(data) >= len(crop.png):
        return crop
    return replace(crop, png=data, mime="image/jpeg")


def encoded(part: Pixels, quality: int) -> tuple[bytes, str]:
    """The file's bytes and its type."""
    import cv2

    blue_first = np.ascontiguousarray(part[:, :, ::-1])
    if part.shape[0] * part.shape[1] < _JPEG_FROM:
        return _png(blue_first, 9), "image/png"
    jpeg = cv2.imencode(".jpg", blue_first, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
    # A quick PNG is within a quarter of the best one, and a photo's is several times its JPEG.
    png = _png(blue_first, 3)
    if len(jpeg) < 0.7 * len(png):
        return jpeg, "image/jpeg"
    return _png(blue_first, 9), "image/png"


def _png(blue_first: Pixels, effort: int) -> bytes:
    import cv2

    return cv2.imencode(".png", blue_first, [cv2.IMWRITE_PNG_COMPRESSION, effort])[1].tobytes()


def _pieces(mask: NDArray[np.bool_], joined: int) -> list[Rect]:
    import cv2

    _, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    return [(x, y, x + w, y + h) for x, y, w, h, area in stats[1:].tolist() if area >= 4 * joined]


def _add_rule(clean: Pixels, drawing: Drawing, left_over: NDArray[np.bool_], rect: Rect) -> bool:
    """Draw a thin straight piece of one colour as a surface; whether it was one."""
    x1, y1, x2, y2 = rect
    thin, long = sorted((x2 - x1, y2 - y1))
    if thin > 4 or long < 12 or left_over[y1:y2, x1:x2].mean() < 0.8:
        return False
    part = clean[y1:y2, x1:x2].reshape(-1, 3).astype(np.int16)
    color = np.median(part, axis=0)
    if (np.abs(part - color).max(axis=1) <= 10).mean() < 0.8:
        return False
    fill = (int(color[0]), int(color[1]), int(color[2]))
    rule = Surface(Box(x1, y1, x2, y2), fill)
    paint(drawing.pixels, rule)
    drawing.surfaces.append(rule)
    return True


def _add_frame(clean: Pixels, drawing: Drawing, left_over: NDArray[np.bool_], rect: Rect) -> None:
    """Draw a thin outline round what is as it should be as a surface with a border."""
    x1, y1, x2, y2 = rect
    wide, high = x2 - x1, y2 - y1
    if min(wide, high) < 16:
        return
    part = left_over[y1:y2, x1:x2]
    rim = _FRAME
    sides = (part[:rim].any(axis=0), part[-rim:].any(axis=0), part[:, :rim].any(axis=1),
             part[:, -rim:].any(axis=1))  # fmt: skip
    corner = min(wide, high) // 2
    if min(float(side.mean()) for side in sides) < 1 - 1.6 * min(corner, 30) / min(wide, high):
        return
    inside = clean[y1 + high // 2, x1 + rim : x2 - rim]
    fill = np.median(inside, axis=0)
    fill_color = (int(fill[0]), int(fill[1]), int(fill[2]))
    edges = find_edges(clean, (x1 + rim, y1 + rim, x2 - rim, y2 - rim), fill_color)
    best: tuple[int, Surface, Pixels] | None = None
    was = int(part.sum())
    middle = slice(wide // 4, max(wide // 4 + 1, 3 * wide // 4))
    border = clean[y1:y2, x1:x2][:2, middle].astype(np.int16)
    away = np.abs(border - fill).max(axis=2).mean(axis=1)
    color = np.median(border[int(np.argmax(away))], axis=0)
    edge = Edge(1.0, (int(color[0]), int(color[1]), int(color[2])))
    for around in ((edge, edge, edge, edge), edges):
        if any(side is None for side in around):
            continue
        for radius in (0.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, min(wide, high) / 2):
            # Only the border: what it stands on, and what stands in it, is drawn already.
            surface = Surface(Box(x1, y1, x2, y2), None, edges=around, radius=radius)
            after = drawing.pixels[y1:y2, x1:x2].copy()
            paint_border(after, surface, x1, y1)
            now = int((~right(after, clean[y1:y2, x1:x2], _UNLIKE)).sum())
            if best is None or now < best[0]:
                best = now, surface, after
    if best is not None and best[0] < 0.4 * was:
        drawing.pixels[y1:y2, x1:x2] = best[2]
        drawing.surfaces.append(best[1])


def _matters(left_over: NDArray[np.bool_], plain: NDArray[np.bool_], rect: Rect) -> bool:
    """Whether a piece is more than the soft rim of something that was drawn."""
    x1, y1, x2, y2 = rect
    wide, high = x2 - x1, y2 - y1
    if min(wide, high) < 3 or max(wide, high) < 5:
        return False
    seen, strong = left_over[y1:y2, x1:x2], int(plain[y1:y2, x1:x2].sum())
    if strong >= 12:
        return True
    # A tint must be a patch: what is left of a shadow or a blurred edge is a thin line.
    return int(seen.sum()) >= _TINT and float(seen.mean()) > 0.35 and min(wide, high) >= 8


def _inside_any(rect: Rect, boxes: Sequence[Box]) -> bool:
    x1, y1, x2, y2 = rect
    return any(
        box.x1 - 1 <= x1 and box.y1 - 1 <= y1 and x2 <= box.x2 + 1 and y2 <= box.y2 + 1
        for box in boxes
    )


def _tightened(left_over: NDArray[np.bool_], rect: Rect) -> list[Rect]:
    """A piece as smaller ones round its ink, where its rectangle is mostly empty: a ring, an L."""
    x1, y1, x2, y2 = rect
    wide, high = x2 - x1, y2 - y1
    mask = left_over[y1:y2, x1:x2]
    if wide * high < _WHOLE or max(wide, high) < 2 * _LEAST_PART or mask.mean() > _SPARSE:
        return [rect]
    middle = (wide if wide >= high else high) // 2
    if wide >= high:
        halves = [(x1, y1, x1 + middle, y2), (x1 + middle, y1, x2, y2)]
    else:
        halves = [(x1, y1, x2, y1 + middle), (x1, y1 + middle, x2, y2)]
    parts = []
    for left, top, right_, bottom in halves:
        inked = left_over[top:bottom, left:right_]
        rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
        if rows.size:
            around = (
                left + int(columns[0]),
                top + int(rows[0]),
                left + int(columns[-1]) + 1,
                top + int(rows[-1]) + 1,
            )
            parts.extend(_tightened(left_over, around))
    return parts


def _merged(rects: Sequence[Rect]) -> list[Rect]:
    """Rectangles of which none holds another; those that overlap are one, where that wastes little.

    Two that cross like an L stay two: a crop shows all that is in it, so both may show the corner.
    """
    merged: list[Rect] = []
    todo = sorted(rects, key=_area)
    while todo:
        rect = todo.pop()
        for index, other in enumerate(merged):
            shared = _area(
                (
                    max(rect[0], other[0]),
                    max(rect[1], other[1]),
                    min(rect[2], other[2]) + 1,
                    min(rect[3], other[3]) + 1,
                )
            )
            around = (
                min(rect[0], other[0]),
                min(rect[1], other[1]),
                max(rect[2], other[2]),
                max(rect[3], other[3]),
            )
            if shared > 0 and _area(around) <= _WASTE * (_area(rect) + _area(other)):
                del merged[index]
                todo.append(around)
                break
        else:
            merged.append(rect)
    return merged


def _area(rect: Rect) -> int:
    return max(0, rect[2] - rect[0]) * max(0, rect[3] - rect[1])


def _add_gradient(clean: Pixels, drawing: Drawing, rect: Rect) -> bool:
    """Draw a piece as a gradient if it is one."""
    x1, y1, x2, y2 = rect
    if min(x2 - x1, y2 - y1) < 12:
        return False
    box = Box(x1, y1, x2, y2)
    part = clean[y1:y2, x1:x2]
    gradient = fit_gradient(part, np.ones(part.shape[:2], dtype=bool), box, 2.0)
    if gradient is None:
        return False
    surface = Surface(box, gradient=gradient)
    paint(drawing.pixels, surface)
    drawing.surfaces.append(surface)
    return True
