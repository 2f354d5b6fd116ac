"""Links: words set off from the text round them by an underline or by their colour."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.backends.embedded.eye.color_names import oklab
from model.backends.embedded.eye.regions import Canvas, TextLine
from model.backends.embedded.screen import Element


def find_links(
    canvas: Canvas, texts: Sequence[TextLine], boxes: Sequence[Element]
) -> list[Element]:
    """Words set off by an underline or by a colour that the other text does not have."""
    if not texts:
        return []
    inks = oklab(np.array([text.line.color for text in texts], dtype=np.uint8))
    chroma = np.hypot(inks[:, 1], inks[:, 2])
    heights = np.array([text.rect[3] - text.rect[1] for text in texts])
    plain = float((chroma < 0.06).mean())
    held = [item.box for item in boxes if item.kind in ("button", "field")]
    found = []
    for text, ink, color, height in zip(
        texts, inks, chroma.tolist(), heights.tolist(), strict=True
    ):
        line = text.line
        if any(box.contains(line.box.center) for box in held) or len(line.text) < 2:
            continue
        if span := _underline(canvas, text):
            words = [
                word
                for word in line.words
                if span[0] <= word.box.center.x / canvas.factor <= span[1]
            ]
            label = " ".join(word.text for word in words) or line.text
            y1, y2 = text.rect[1], text.rect[3]
            found.append(Element("link", canvas.box_of((span[0], y1, span[1], y2)), label))
        elif color > 0.1 and plain > 0.3 and height < 1.5 * float(np.median(heights)):
            ground = oklab(np.array([line.background], dtype=np.uint8))[0]
            hue = float(np.degrees(np.arctan2(ink[2], ink[1]))) % 360
            if np.hypot(ground[1], ground[2]) < 0.05 and 215 <= hue <= 310:
                found.append(Element("link", line.box, line.text))
    return found


def _underline(canvas: Canvas, text: TextLine) -> tuple[int, int] | None:
    """Where a thin level stroke runs under a line's words and ends with them, x1 and x2."""
    import cv2

    x1, y1, x2, y2 = text.rect
    height = y2 - y1
    left, right = max(0, x1 - 6), min(canvas.width, x2 + 6)
    top, bottom = y1 + int(0.6 * height), min(canvas.height, y2 + 3)
    part = canvas.rgb[top:bottom, left:right].astype(np.int16)
    if part.shape[0] < 2 or part.shape[1] < 14:
        return None
    ink = np.abs(part - np.array(text.line.background, dtype=np.int16)).max(axis=2) > 50
    best: tuple[int, int] | None = None
    thick = 0
    # Underlines leave a gap round the tails of g, p and y.
    gap = np.ones((1, max(3, height // 3) | 1), dtype=np.uint8)
    closed = cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_CLOSE, gap)
    for row, plain in zip(closed.astype(bool), ink, strict=True):
        start, length = _longest_run(row)
        # Rows of letters close to a run too, but an underline is itself nearly all ink.
        if length < max(14, 1.6 * height) or plain[start : start + length].mean() < 0.8:
            continue
        if _longest_run(plain)[1] < height:
            continue
        if start == 0 or start + length == len(row):
            return None
        thick += 1
        if best is None or length > best[1] - best[0]:
            best = (left + start, left + start + length)
    return best if best and thick <= max(2, height // 8) else None


def _longest_run(row: NDArray[np.bool_]) -> tuple[int, int]:
    padded = np.concatenate([[False], row, [False]]).astype(np.int8)
    step = np.diff(padded)
    starts, ends = np.flatnonzero(step == 1), np.flatnonzero(step == -1)
    if not len(starts):
        return 0, 0
    longest = int(np.argmax(ends - starts))
    return int(starts[longest]), int(ends[longest] - starts[longest])
