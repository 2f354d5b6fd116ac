"""Links: words set off from the text round them by an underline or by their colour."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.backends.embedded.eye.regions import Canvas, TextLine
from model.backends.embedded.screen import Element
from model.language.color_names import oklab

BELOW = 0.78
"""Share of a line's height below which no letters stand, only their tails and an underline."""


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
        if spans := _underlines(canvas, text):
            for span in spans:
                words = [
                    word
                    for word in line.words
                    if span[0] <= word.box.center.x / canvas.factor <= span[1]
                ]
                if line.words and not words:
                    continue
                label = " ".join(word.text for word in words) or line.text
                y1, y2 = text.rect[1], text.rect[3]
                found.append(Element("link", canvas.box_of((span[0], y1, span[1], y2)), label))
        elif color > 0.1 and plain > 0.3 and height < 1.5 * float(np.median(heights)):
            ground = oklab(np.array([line.background], dtype=np.uint8))[0]
            hue = float(np.degrees(np.arctan2(ink[2], ink[1]))) % 360
            if np.hypot(ground[1], ground[2]) < 0.05 and 215 <= hue <= 310:
                found.append(Element("link", line.box, line.text))
    return found


def _underlines(canvas: Canvas, text: TextLine) -> list[tuple[int, int]]:
    """Where thin level strokes run under words of a line and end with them: x1, x2 of each.

    Only a coloured stroke may be as short as a word of two letters.
    """
    import cv2

    x1, y1, x2, y2 = text.rect
    height = y2 - y1
    left, right = max(0, x1 - 6), min(canvas.width, x2 + 6)
    top, bottom = y1 + int(0.6 * height), min(canvas.height, y2 + 3)
    part = canvas.rgb[top:bottom, left:right].astype(np.int16)
    if part.shape[0] < 2 or part.shape[1] < 14:
        return []
    away = np.abs(part - np.array(text.line.background, dtype=np.int16))
    ink = away.max(axis=2) > 50
    tinted = (part.max(axis=2) - part.min(axis=2)) > 60
    if max(text.line.background) - min(text.line.background) > 40:
        tinted[:] = False  # a coloured ground shines through the edges of black letters
    # Underlines leave small gaps beside the tails of g, p and y; a space is wider.
    gap = np.ones((1, max(3, int(0.14 * height) + 1) | 1), dtype=np.uint8)
    closed = cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_CLOSE, gap)
    strokes: list[tuple[int, int, int, int]] = []  # start, length, rows, the last of them
    for down, (row, plain, hue) in enumerate(zip(closed.astype(bool), ink, tinted, strict=True)):
        for start, length in _runs(row):
            end = start + length
            # Rows of letters close to a run too, but an underline is itself nearly all ink.
            share, longest = plain[start:end].mean(), _longest_run(plain[start:end])[1]
            cut = top + down >= y1 + BELOW * height and share >= 0.85 and longest >= 0.4 * length
            if share < 0.8 or (longest < min(height, 0.7 * length) and not cut):
                continue
            if length < max(14, 1.6 * height):
                short = max(8, 0.5 * height)
                if length < short or hue[start:end].mean() < 0.7:
                    continue
                if plain[start:end].mean() < 0.85:
                    continue
            if start == 0 or end == len(row):
                if length > 0.9 * len(row):
                    return []
                continue
            for index, (begin, width, rows, last) in enumerate(strokes):
                shared = min(end, begin + width) - max(start, begin)
                if last == down - 1 and shared > 0.5 * min(length, width):
                    longer = max((length, start), (width, begin))
                    strokes[index] = longer[1], longer[0], rows + 1, down
                    break
            else:
                strokes.append((start, length, 1, down))
    thin = [stroke for stroke in strokes if stroke[2] <= max(2, height // 8)]
    # Of a row of letters and the stroke below it the stroke is meant: it is longer.
    kept: list[tuple[int, int]] = []
    for start, length, _, _ in sorted(thin, key=lambda stroke: (-stroke[1], -stroke[3])):
        if all(min(start + length, b + w) <= max(start, b) for b, w in kept):
            kept.append((start, length))
    return sorted((left + start, left + start + length) for start, length in kept)


def _runs(row: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Start and length of every run, from left to right."""
    padded = np.concatenate([[False], row, [False]]).astype(np.int8)
    step = np.diff(padded)
    starts, ends = np.flatnonzero(step == 1), np.flatnonzero(step == -1)
    return [(int(start), int(end - start)) for start, end in zip(starts, ends, strict=True)]


def _longest_run(row: NDArray[np.bool_]) -> tuple[int, int]:
    return max(_runs(row), key=lambda run: run[1], default=(0, 0))
