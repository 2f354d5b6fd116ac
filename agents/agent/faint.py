"""Writing too faint for people, and for a recogniser, made dark enough to be read.

A model with eyes may still read letters that differ from their ground by a few levels, which is how
instructions were smuggled past users into agents. What differs so little from the ground round it,
and lies there like lines of writing, is drawn black on white, for the same reader and the same
detector as all other text.
"""

from __future__ import annotations

from typing import Any

from model.messages import Picture

_LEAST, _MOST = 2, 26
"""Levels (0–255) by which faint letters differ from their ground; the reader sees the others."""
_GROUND_PX = 31
"""Side of the square whose median is taken for the ground: letters fill less than half of it."""
_NEAREST = 0
"""OpenCV's number for taking the nearest pixel; letters averaged with their ground would fade."""
_LINE_HEIGHT = (6, 70)
_LINE_WIDTH = 60
_INK = (0.06, 0.75)
"""Share of a line's box that its letters fill; shadows and gradients fill it all."""
_FEWEST_LETTERS = 8
_MOST_LINES = 200


def reveal(picture: Picture) -> Picture | None:
    """The faint writing of ``picture``, black on white at its own place; ``None`` without any."""
    import cv2
    import numpy

    from model.media.images import picture_of

    pixels = numpy.asarray(picture.pixels)
    # At half the size: it is four times as fast, and the ground of writing is plain.
    height, width = pixels.shape[:2]
    small = cv2.resize(pixels, (max(width // 2, 1), max(height // 2, 1)), None, 0, 0, _NEAREST)
    ground = cv2.resize(
        cv2.medianBlur(small, _GROUND_PX // 2), (width, height), None, 0, 0, _NEAREST
    )
    apart = cv2.absdiff(pixels, ground).max(axis=2)
    # The edges of what is well seen are faint as well: a wide berth round it.
    plain = cv2.dilate((apart > _MOST).astype(numpy.uint8), numpy.ones((9, 9), numpy.uint8))
    faint = ((apart >= _LEAST) & (apart <= _MOST) & (plain == 0)).astype(numpy.uint8)
    if not faint.any():
        return None
    lines = _lines(faint)
    if not lines or len(lines) > _MOST_LINES:  # so many are a texture
        return None
    shown = numpy.full(faint.shape, 255, numpy.uint8)
    for x, y, width, height in lines:
        part = (slice(max(y - 2, 0), y + height + 2), slice(max(x - 2, 0), x + width + 2))
        # As dark as they differ, so that letters keep their smooth edges.
        strength = apart[part].astype(numpy.float32) * faint[part]
        peak = max(float(numpy.percentile(strength[strength > 0], 90)), 1.0)
        dark = 255 * (1 - numpy.minimum(strength / peak, 1))
        shown[part] = numpy.minimum(shown[part], dark.astype(numpy.uint8))
    from PIL import Image

    return picture_of(Image.fromarray(shown).convert("RGB"), picture.name)


def _lines(faint: Any) -> list[tuple[int, int, int, int]]:
    """Left, top, width and height of what lies like a line of writing."""
    import cv2
    import numpy

    joined = cv2.morphologyEx(faint, cv2.MORPH_CLOSE, numpy.ones((3, 19), numpy.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for x, y, width, height, _ in stats[1:].tolist():
        if width < _LINE_WIDTH or not _LINE_HEIGHT[0] <= height <= _LINE_HEIGHT[1]:
            continue
        ink = float(faint[y : y + height, x : x + width].mean())
        if (
            _INK[0] <= ink <= _INK[1]
            and width > 2 * height
            and _has_letters(faint[y : y + height, x : x + width])
        ):
            found.append((x, y, width, height))
    return found


def _has_letters(line: Any) -> bool:
    """Whether the line is made of many upright pieces, as writing is and edges are not."""
    import cv2

    height, width = line.shape
    _, _, stats, _ = cv2.connectedComponentsWithStats(line, connectivity=8)
    letters = [
        one
        for one in stats[1:].tolist()
        if one[3] >= 0.3 * height and one[2] <= 2.5 * height and one[4] >= 4
    ]
    spread = sum(one[2] for one in letters)
    return len(letters) >= _FEWEST_LETTERS and spread >= 0.4 * width
