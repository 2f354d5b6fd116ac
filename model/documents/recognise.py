"""Recognised lines: from pixels of the picture that was read to points of the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from model.documents.parts import Letters, Line, PageText
from model.geometry import Box

_LETTER_SHARE = 0.72
"""The size of letters against the height of the box round their line, ascender to descender."""


def in_points(
    page: int, width: float, height: float, pixels: tuple[int, int], found: Sequence[Line]
) -> PageText:
    """The lines found on a picture of ``pixels`` that shows a whole page, as the page's text."""
    across, down = width / max(1, pixels[0]), height / max(1, pixels[1])

    def scaled(box: Box) -> Box:
        return Box(box.x1 * across, box.y1 * down, box.x2 * across, box.y2 * down)

    lines = []
    for line in found:
        if not line.text.strip():
            continue
        box = scaled(line.box)
        high = box.height if line.upright else min(box.width, box.height)
        size = line.size * down or high * _LETTER_SHARE
        chars = Letters.of(scaled(char) for char in line.chars)
        lines.append(replace(line, box=box, chars=chars, size=size))
    return PageText(page, width, height, tuple(lines), "recognised" if lines else "empty")


def spread(
    text: str, box: Box, words: Sequence[tuple[str, Box]], turned: int = 0
) -> tuple[Box, ...]:
    """A box for every character of ``text`` from those of its ``words``, shared out evenly.

    ``turned`` is which way the line runs, in degrees clockwise: 0 to the right, 90 down, 180 to
    the left, 270 up. Where words and text do not match, the line's own box is shared out.
    """
    places: list[Box | None] = [None] * len(text)
    at = 0
    for word, place in words:
        start = text.find(word, at) if word else -1
        if start < 0:
            continue
        at = start + len(word)
        places[start:at] = _shared(place, len(word), turned)
    if not any(places):
        return tuple(_shared(box, len(text), turned))
    return tuple(_filled(places, box, turned))


def _shared(box: Box, count: int, turned: int) -> list[Box]:
    cuts = [part / count for part in range(count + 1)] if count else []
    pairs = list(zip(cuts, cuts[1:], strict=False))
    if turned in (180, 270):
        pairs = [(1 - end, 1 - start) for start, end in pairs]
    if turned in (90, 270):
        return [
            Box(box.x1, box.y1 + box.height * start, box.x2, box.y1 + box.height * end)
            for start, end in pairs
        ]
    return [
        Box(box.x1 + box.width * start, box.y1, box.x1 + box.width * end, box.y2)
        for start, end in pairs
    ]


def _filled(places: list[Box | None], line: Box, turned: int) -> list[Box]:
    """Give what stands between two words (a space, a mark) the gap between them."""
    filled: list[Box] = []
    at = 0
    while at < len(places):
        known = places[at]
        if known is not None:
            filled.append(known)
            at += 1
            continue
        end = at
        while end < len(places) and places[end] is None:
            end += 1
        before = filled[-1] if filled else None
        after = places[end] if end < len(places) else None
        filled.extend(_shared(_between(before, after, line, turned), end - at, turned))
        at = end
    return filled


def _between(before: Box | None, after: Box | None, line: Box, turned: int) -> Box:
    if turned in (90, 270):
        first, second = (before, after) if turned == 90 else (after, before)
        top = first.y2 if first else line.y1
        bottom = second.y1 if second else line.y2
        return Box(line.x1, min(top, bottom), line.x2, max(top, bottom))
    first, second = (before, after) if turned == 0 else (after, before)
    left = first.x2 if first else line.x1
    right = second.x1 if second else line.x2
    return Box(min(left, right), line.y1, max(left, right), line.y2)
