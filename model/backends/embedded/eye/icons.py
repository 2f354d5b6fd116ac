"""Icons: small marks that are no letters, no borders and no part of a photo."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from model.backends.embedded.eye.controls import Control
from model.backends.embedded.eye.regions import Canvas, Rect, TextLine, share_inside
from model.backends.embedded.screen import Element

_MOST_ICONS = 200


def find_icons(
    canvas: Canvas,
    texts: Sequence[TextLine],
    controls: Sequence[Control],
    pictures: Sequence[Rect],
) -> list[Element]:
    """Icons outside ``pictures``; none at all when there are so many that they are texture."""
    import cv2

    joined = cv2.morphologyEx(canvas.loose_ink, cv2.MORPH_CLOSE, np.ones((3, 3), dtype=np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    marks = [(x, y, x + w, y + h) for x, y, w, h, _ in stats[1:].tolist()]
    heights = [text.rect[3] - text.rect[1] for text in texts] or [16]
    usual = float(np.median(heights))
    found = []
    for rect in marks:
        width, height = rect[2] - rect[0], rect[3] - rect[1]
        if not (9 <= max(width, height) <= 72 and min(width, height) >= 5):
            continue
        if max(width, height) > 3 * min(width, height):
            continue
        if any(share_inside(rect, other.rect) > 0.4 for other in controls):
            continue
        if any(share_inside(rect, picture) > 0.4 for picture in pictures):
            continue
        if _in_words(rect, texts, usual):
            continue
        found.append(rect)
    found = [rect for rect in found if not _is_unread_text(rect, marks)]
    if len(found) > _MOST_ICONS:
        return []
    return [Element("icon", canvas.box_of(rect)) for rect in found]


def _in_words(rect: Rect, texts: Sequence[TextLine], usual: float) -> bool:
    for text in texts:
        x1, y1, x2, y2 = text.rect
        near = (x1 - 2, y1 - 2, x2 + 2, y2 + 2)
        if share_inside(rect, near) > 0.35:
            wordless = len(text.line.text) <= 2 and text.line.confidence < 0.75
            square = x2 - x1 < 1.8 * (y2 - y1)
            return not (wordless and square and rect[3] - rect[1] > 0.7 * usual)
    return False


def _is_unread_text(rect: Rect, marks: Sequence[Rect]) -> bool:
    """Whether a mark stands in a row of three or more alike: letters that were not read."""
    width, height = rect[2] - rect[0], rect[3] - rect[1]
    row = sum(
        1
        for other in marks
        if other != rect
        and abs(other[3] - rect[3]) <= 0.3 * height
        # Five square marks of one size are the stars of a rating.
        and not (width >= 0.85 * height and abs(other[2] - other[0] - width) <= 1)
        and 0.5 * height <= other[3] - other[1] <= 1.5 * height
        and min(abs(other[0] - rect[2]), abs(rect[0] - other[2])) <= 0.45 * height
    )
    return row >= 2
