"""Proofs: words drawn by the browser in several faces, to be held against the screenshot.

Which class a typeface is of, how heavy it is, and whether a sign is a letter at all shows in the
drawn word, not in its width. All samples are drawn on one sheet in one go.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.backends.embedded.rebuild.css import px
from model.rendering import Renderer, TypeSample

if TYPE_CHECKING:
    from model.backends.embedded.rebuild.ink import Ink

_WIDE, _TALL, _VIEW = 1280, 12_000, 800
"""Size of the sheet in pixels, what does not fit stays unproved; height of the view it is in."""

_SHEET = """<!DOCTYPE html><meta charset="utf-8"><title>Proof</title>
<style>body{margin:0;background:#fff}canvas{display:block;width:%dpx;height:%dpx}</style>
<canvas width="%d" height="%d"></canvas>
<script>
{
const pen = document.querySelector('canvas').getContext('2d');
for (const [text, font, spacing, x, baseline, left, top, width, height] of %s) {
  pen.save();
  pen.beginPath();
  pen.rect(left, top, width, height);
  pen.clip();
  pen.font = font;
  pen.letterSpacing = spacing;
  pen.fillText(text, x, baseline);
  pen.restore();
}
}
</script>"""

_RIM = 4


@dataclass(frozen=True, slots=True)
class Proof:
    """How like the screenshot's word a drawn one is (−1 to 1), and its ink (pixels²)."""

    likeness: float
    coverage: float


Coverage = NDArray[np.float32]


def draw(samples: Sequence[TypeSample], renderer: Renderer | None) -> list[Coverage | None]:
    """How much ink lies on each pixel of each word, drawn black on white with a rim of 4 pixels.

    ``None`` for a word that could not be drawn. A canvas holds them all, because a renderer looks
    closely at every element of a page and these are none of the page's.
    """
    if renderer is None:
        return [_by_pillow(sample) for sample in samples]
    cells: list[tuple[int, int, int, int] | None] = []
    x, y, row = 0, 0, 0
    words: list[list[str | float]] = []
    for sample in samples:
        letter = 0.8 * sample.size + max(0.0, sample.spacing)
        wide = round(letter * len(sample.text) + sample.size) + 2 * _RIM
        wide, high = min(wide, _WIDE), round(1.5 * sample.size) + 2 * _RIM
        if x + wide > _WIDE:
            x, y, row = 0, y + row, 0
        if y + high > _TALL:
            cells.append(None)
            continue
        cells.append((x, y, x + wide, y + high))
        slant = "italic " if sample.italic else ""
        font = f"{slant}{sample.weight} {px(sample.size)} {sample.family}"
        baseline = y + _RIM + round(1.05 * sample.size)
        words.append([sample.text, font, px(sample.spacing), x + _RIM, baseline, x, y, wide, high])
        x, row = x + wide, max(row, high)
    if not words:
        return [None for _ in samples]
    page = _SHEET % (_WIDE, y + row, _WIDE, y + row, json.dumps(words).replace("<", "\\u003c"))
    drawn = renderer.render(page, _WIDE, _VIEW).picture
    light = np.asarray(drawn.pixels.convert("L"), dtype=np.float32)
    gray = np.asarray(1 - light / 255, dtype=np.float32)
    return [None if cell is None else gray[cell[1] : cell[3], cell[0] : cell[2]] for cell in cells]


def compare(ink: Ink, x1: int, x2: int, drawn: Coverage) -> Proof:
    """Hold the ink between two columns of the screenshot against a drawn word."""
    import cv2

    left, right = max(0, x1 - ink.window[0]), x2 - ink.window[0]
    seen = _cropped(ink.alpha[:, left:right])
    other = _cropped(drawn)
    if seen is None or other is None:
        return Proof(-1.0, 0.0)
    # Thin strokes reach nowhere full ink, so what was seen is in measure of its fullest pixels.
    other = np.asarray(np.minimum(other / _fullest(other), 1), dtype=np.float32)
    coverage = float(other.sum())
    # The drawn word may be a little shorter or taller: give the seen one room all round.
    high = seen.shape[0] + 6, other.shape[0]
    wide = max(seen.shape[1], other.shape[1])
    ground = np.zeros((max(high) + 4, wide + 6), dtype=np.float32)
    ground[3 : 3 + seen.shape[0], 3 : 3 + seen.shape[1]] = seen
    soft = cv2.GaussianBlur(ground, (0, 0), 0.7)
    word = cv2.GaussianBlur(np.pad(other, 1), (0, 0), 0.7)
    if word.shape[0] > soft.shape[0] or word.shape[1] > soft.shape[1]:
        return Proof(-1.0, coverage)
    likeness = float(cv2.matchTemplate(soft, word, cv2.TM_CCORR_NORMED).max())
    # Of what was seen, all must be in the drawn word, not a part of it.
    energy = float(np.sqrt((soft**2).sum()))
    best = cv2.matchTemplate(soft, word, cv2.TM_CCORR).max()
    whole = float(best) / max(1e-6, energy * float(np.sqrt((word**2).sum())))
    return Proof(min(likeness, whole), coverage)


def _fullest(coverage: Coverage) -> float:
    """How full the fullest pixels of a drawn word are, taken as ``ink`` takes its colour."""
    inked = coverage[coverage > 0.08]
    if not inked.size:
        return 1.0
    limit = float(np.percentile(inked, 90)) * 0.92
    return max(0.2, float(np.median(inked[inked >= limit])))


def _cropped(coverage: Coverage) -> Coverage | None:
    seen = coverage > 0.2
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    if not rows.size:
        return None
    return coverage[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _by_pillow(sample: TypeSample) -> Coverage | None:
    from PIL import Image, ImageDraw, ImageFont

    from model.backends.embedded.rebuild.fonts import font_file, stack_of

    path = font_file(stack_of(sample.family).files[sample.weight >= 600])
    if not path or sample.italic:
        return None
    font = ImageFont.truetype(path, sample.size)
    left, top, right, bottom = font.getbbox(sample.text)
    size = round(right - left) + 2 * _RIM, round(bottom - top) + 2 * _RIM
    image = Image.new("L", size)
    ImageDraw.Draw(image).text((_RIM - left, _RIM - top), sample.text, fill=255, font=font)
    return np.asarray(np.asarray(image) / 255, dtype=np.float32)
