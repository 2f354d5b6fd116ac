"""Lines that belong together: paragraphs, list items with their second lines, blocks of code."""

from __future__ import annotations

import re
from collections.abc import Sequence

from model.documents.lines import MARKER
from model.documents.parts import Line

_ENDED = re.compile(r"[.!?:。！？：]['\"”’)\]]*$")
_DASHES = ("-", "–", "—", "·")
_HYPHENS = "-\u00ad\u2010"
_SPREAD = 1.3
"""A step between lines this many times the usual one begins a paragraph."""
_INDENT = 0.8
"""Letters' sizes by which a paragraph's first line is set in."""
_SHORT = 0.75
"""A line under this share of the others' width may be a paragraph's last."""


def paragraphs(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines in reading order, grouped."""
    leading = _leading(lines)
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _continues(groups[-1], line, leading):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _leading(lines: Sequence[Line]) -> float:
    """The usual step from line to line, in sizes of the letters."""
    steps = []
    for before, line in zip(lines, lines[1:], strict=False):
        step = (line.box.y2 - before.box.y2) / line.size if line.size else 0.0
        if 0.8 <= step <= 2.5 and abs(line.size - before.size) < 0.5:
            steps.append(step)
    # The median would be that between list items on a page of lists.
    return sorted(steps)[len(steps) // 3] if steps else 1.25


def _continues(group: Sequence[Line], line: Line, leading: float) -> bool:
    first, last = group[0], group[-1]
    if not _alike(last, line):
        return False
    if not line.upright:
        return last.upright == line.upright and _touching(last, line)
    step = (line.box.y2 - last.box.y2) / line.size if line.size else 0.0
    if step > max(leading, 1.0) * _SPREAD:
        return False
    if step < 0.35:
        # Beside it: the tail of a justified line is its own piece, a table's cell is not.
        return step >= -0.5 and 0 <= line.box.x1 - last.box.x2 < 2.5 * line.size
    if min(last.box.x2, line.box.x2) - max(last.box.x1, line.box.x1) <= 0:
        return False
    if MARKER.match(line.text) and not _goes_on(last, line):
        return False
    if line.mono and last.mono:
        return True
    listed = MARKER.match(first.text) is not None
    left = min(item.box.x1 for item in group[1:]) if listed and len(group) > 1 else first.box.x1
    if listed:
        # What hangs under a list item belongs to it; what returns to its marker's edge does not.
        return (
            line.box.x1 > first.box.x1 + 0.3 * line.size or len(group) > 1 and line.box.x1 >= left
        )
    return not _begins(group, line)


def _begins(group: Sequence[Line], line: Line) -> bool:
    """Whether a line starts a paragraph by its indent, or since the one before ended short."""
    last = group[-1]
    rest = group[1:] or group
    left = min(item.box.x1 for item in rest)
    right = max(item.box.x2 for item in [*group, line])
    if len(group) > 1 and line.box.x1 - left > _INDENT * line.size:
        return not _centred(group, line)
    ended = _ENDED.search(last.text) is not None
    short = last.box.x2 - left < _SHORT * (right - left)
    return ended and short and not line.text[:1].islower()


def _centred(group: Sequence[Line], line: Line) -> bool:
    return all(abs(item.box.center.x - line.box.center.x) < 0.5 * line.size for item in group)


def _goes_on(last: Line, line: Line) -> bool:
    """Whether what looks like a list item's marker is inside a sentence ("in Figure 3) and so")."""
    found = MARKER.match(line.text)
    after = line.text[found.end() : found.end() + 1] if found else ""
    inside = _ENDED.search(last.text) is None and not last.text.endswith((";", "；"))
    return (
        after.islower()
        and (inside or (found is not None and found.group(1) in _DASHES))
        and (MARKER.match(last.text) is None)
    )


def _alike(last: Line, line: Line) -> bool:
    if abs(last.size - line.size) > 0.12 * max(last.size, line.size):
        return False
    return last.mono == line.mono and (last.bold == line.bold or not _heading_like(last, line))


def _heading_like(last: Line, line: Line) -> bool:
    """Whether a change of weight between two lines is a heading's end and not mere emphasis."""
    if last.bold:
        return last.box.width < 0.9 * line.box.width or len(line.text) < len(last.text)
    return _ENDED.search(last.text) is not None and len(line.text) < 60


def _touching(last: Line, line: Line) -> bool:
    gap = max(line.box.x1 - last.box.x2, last.box.x1 - line.box.x2)
    shared = min(last.box.y2, line.box.y2) - max(last.box.y1, line.box.y1)
    return gap < 0.8 * line.size and shared > 0


def running_text(lines: Sequence[Line]) -> str:
    """Lines as one text: words broken at a line's end put together, Chinese without spaces."""
    text = ""
    for line in lines:
        piece = line.text.strip()
        if not text or not piece:
            text += piece
        elif _broken(text, piece):
            text = text[:-1] + piece
        elif wide(text[-1]) and wide(piece[0]):
            text += piece
        else:
            text += " " + piece
    return text.replace("\u00ad", "")


def _broken(text: str, piece: str) -> bool:
    return (
        text[-1] in _HYPHENS
        and len(text) > 1
        and text[-2].isalpha()
        and (piece[0].islower() or text[-1] == "\u00ad")
    )


def wide(char: str) -> bool:
    """Whether a character is written without spaces: Chinese, Japanese, full-width marks."""
    return "\u2e80" <= char <= "\uffef" and not "\uac00" <= char <= "\ud7a3"
