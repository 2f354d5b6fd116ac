"""A page's lines made whole: in reading order, pieces of one line put together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from model.documents import order
from model.documents.parts import Line, PageText
from model.geometry import Box, union

MARKER = re.compile(
    r"^\s*([•‣◦▪●○■□➢➤✓✔◆◇▶➔–—*·\uf0b7\uf0a7-]|"
    r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]|\d{1,2}(?:\.\d{1,2}){1,4}\.?|[（(][一二三四五六七八九十]+[)）]|"
    r"[①-⑳])(?:\s+|$)"
)
"""What stands before a list item."""
_NEAR = 1.0
"""Letters' sizes between two pieces of a line."""
_AFTER_MARKER = 4.0
"""The same behind a bullet or number."""


def tidied(text: PageText) -> PageText:
    """The page with its lines in reading order and whole."""
    groups = order.columns(text.lines)
    return replace(text, lines=tuple(line for group in groups for line in whole(group)))


def whole(lines: Sequence[Line]) -> list[Line]:
    """Lines that follow one another on one base, close by, as one; the others as they are."""
    merged: list[Line] = []
    for line in lines:
        if merged and _one(merged[-1], line):
            merged[-1] = _joined(merged[-1], line)
        else:
            merged.append(line)
    return merged


def _one(left: Line, right: Line) -> bool:
    if not (left.upright and right.upright):
        return False
    shared = min(left.box.y2, right.box.y2) - max(left.box.y1, right.box.y1)
    if shared < 0.6 * min(left.box.height, right.box.height):
        return False
    gap = right.box.x1 - left.box.x2
    size = max(left.size, right.size)
    found = MARKER.match(left.text)
    most = _AFTER_MARKER if found and found.end() == len(left.text) else _NEAR
    return -0.3 * size <= gap <= most * size


def _joined(left: Line, right: Line) -> Line:
    gap = Box(left.box.x2, right.box.y1, max(left.box.x2, right.box.x1), right.box.y2)
    near = gap.width < 0.12 * right.size
    text = left.text + ("" if near else " ") + right.text
    whole_chars = len(left.chars) == len(left.text) and len(right.chars) == len(right.text)
    chars = (*left.chars, *(() if near else (gap,)), *right.chars) if whole_chars else ()
    main = left if len(left.text) > len(right.text) else right
    return replace(
        main,
        text=text,
        box=union((left.box, right.box)),
        chars=chars,
        confidence=min(left.confidence, right.confidence),
    )
