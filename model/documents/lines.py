"""A page's lines made whole: in reading order, pieces of one line put together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from model.documents import order
from model.documents.parts import Letters, Line, PageText
from model.geometry import Box, union

MARKER = re.compile(
    r"^\s*([•‣◦▪●○■□➢➤✓✔◆◇▶➔–—*·\uf0b7\uf0a7-]|"
    r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\d{1,2}(?:\.\d{1,2}){1,4}\.?|[（(][一二三四五六七八九十]+[)）]|"
    r"[①-⑳])(?:\s+|$)"
)
"""What stands before a list item."""
_NEAR = 1.0
"""Letters' sizes between two pieces of a line in a column."""
_TOUCHING = 0.5
"""The same before columns are told apart."""
_AFTER_MARKER = 4.0
"""The same behind a bullet or number."""


def tidied(text: PageText) -> PageText:
    """The page with its lines in reading order and whole."""
    leftwards = order.right_to_left(text.lines)
    pieces = whole(text.lines, leftwards, _TOUCHING)
    groups = order.columns(pieces)
    return replace(
        text, lines=tuple(line for group in groups for line in whole(group, leftwards, _NEAR))
    )


def whole(lines: Sequence[Line], leftwards: bool = False, near: float = _NEAR) -> list[Line]:
    """Lines that follow one another on one base, close by, as one; the others as they are.

    ``near`` is the largest gap in sizes of the letters; it lies to the left where the writing runs
    ``leftwards``.
    """
    merged: list[Line] = []
    for line in lines:
        if merged and _one(merged[-1], line, leftwards, near):
            merged[-1] = _joined(merged[-1], line)
        else:
            merged.append(line)
    return merged


def _one(first: Line, second: Line, leftwards: bool, near: float) -> bool:
    if not (first.upright and second.upright):
        return False
    shared = min(first.box.y2, second.box.y2) - max(first.box.y1, second.box.y1)
    if shared < 0.6 * min(first.box.height, second.box.height):
        return False
    left, right = (second, first) if leftwards else (first, second)
    gap = right.box.x1 - left.box.x2
    size = max(first.size, second.size)
    found = MARKER.match(first.text)
    marked = found is not None and found.end() == len(first.text)
    return -0.3 * size <= gap <= (_AFTER_MARKER if marked else near) * size


def _joined(first: Line, second: Line) -> Line:
    left, right = sorted((first.box, second.box), key=lambda box: box.x1)
    gap = Box(left.x2, second.box.y1, max(left.x2, right.x1), second.box.y2)
    near = gap.width < 0.12 * second.size
    known = len(first.chars) == len(first.text) and len(second.chars) == len(second.text)
    main = first if len(first.text) > len(second.text) else second
    return replace(
        main,
        text=first.text + ("" if near else " ") + second.text,
        box=union((first.box, second.box)),
        chars=Letters.of((*first.chars, *(() if near else (gap,)), *second.chars) if known else ()),
        confidence=min(first.confidence, second.confidence),
    )
