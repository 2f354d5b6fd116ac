"""The words of a PDF's page as lines, every character with its box; and whether to believe them."""

from __future__ import annotations

import unicodedata
from typing import Any

from model.documents.parts import Line, Origin, PageText
from model.geometry import Box
from model.media.pdf.drawings import Placed
from model.media.pdf.turning import Turn

_ITALIC, _MONO, _BOLD = 2, 8, 16
"""Flags of a span (PyMuPDF's ``TEXT_FONT_…``)."""
_DRAWN = 16 | 32
"""Flags of a character that is filled or stroked; one with neither is invisible (mode 3)."""
_SCAN_SHARE = 0.85
"""A picture over this share of a page is the page itself, scanned."""
_TRUSTED_SHARE = 0.5
"""With fewer of its characters visible than this, a text layer over a scan is hidden."""
_STAMP_CHARS = 60
"""Fewer visible characters than this on a scan are a stamp or a page number, not its words."""
_MOST_UNKNOWN = 0.3


def read_lines(found: dict[str, Any], turn: Turn) -> tuple[list[Line], int, int]:
    """PyMuPDF's ``rawdict`` as lines; with them how many characters are hidden, and how many are.

    A character's box spans the line's letters (ascender to descender), not the font's extent.
    """
    lines: list[Line] = []
    hidden = total = 0
    for block in found["blocks"]:
        for raw in block.get("lines", ()):
            line, dark, count = _line(raw, turn)
            hidden += dark
            total += count
            if line is not None:
                lines.append(line)
    return lines, hidden, total


def _line(raw: dict[str, Any], turn: Turn) -> tuple[Line | None, int, int]:
    across, down = turn.direction(*raw["dir"])
    upright = across > 0.98
    letters: list[str] = []
    boxes: list[Box] = []
    hidden = 0
    most, widest = None, 0
    for span in raw["spans"]:
        chars = span["chars"]
        if len(chars) > widest:
            most, widest = span, len(chars)
        if not span.get("char_flags", _DRAWN) & _DRAWN or span.get("alpha", 255) == 0:
            hidden += len(chars)
        rise = span.get("ascender") or 0.8
        fall = span.get("descender") or -0.2
        # Fonts lie about their extents; letters of Latin and CJK faces stay within these.
        above = min(max(rise, 0.6), 1.0) * span["size"]
        below = min(max(-fall, 0.1), 0.35) * span["size"]
        plain = upright and turn.still and abs(raw["dir"][1]) < 0.02
        for char in chars:
            left, top, right, bottom = char["bbox"]
            if plain:
                base = char["origin"][1]
                boxes.append(Box(left, base - above, right, base + below))
            else:
                boxes.append(turn.box(left, top, right, bottom))
            letters.append(char["c"])
    text = "".join(letters)
    if len(text) != len(boxes):  # a character outside the BMP counts as one; nothing else happens
        boxes = boxes[: len(text)]
    start, end = _trimmed(text)
    if start >= end or most is None:
        return None, hidden, len(letters)
    boxes = _shared_widths(boxes)
    kept, shown = boxes[start:end], text[start:end]
    flags, color = most["flags"], most.get("color") or 0
    font = str(most.get("font", "")).lower()
    return (
        Line(
            shown,
            _around(kept),
            tuple(kept),
            float(most["size"]),
            bool(flags & _BOLD) or "bold" in font or "black" in font,
            bool(flags & _ITALIC) or "italic" in font or "oblique" in font,
            bool(flags & _MONO),
            upright,
            (color >> 16 & 255, color >> 8 & 255, color & 255),
        ),
        hidden,
        len(letters),
    )


def _trimmed(text: str) -> tuple[int, int]:
    end = len(text.rstrip())
    return len(text) - len(text.lstrip()), end


def _around(boxes: list[Box]) -> Box:
    return Box(
        min(box.x1 for box in boxes),
        min(box.y1 for box in boxes),
        max(box.x2 for box in boxes),
        max(box.y2 for box in boxes),
    )


def _shared_widths(boxes: list[Box]) -> list[Box]:
    """A ligature's letters come with its width on the first and none on the rest: share it."""
    if all(box.x2 > box.x1 for box in boxes):
        return boxes
    shared = list(boxes)
    at = 0
    while at < len(boxes):
        end = at + 1
        while end < len(boxes) and boxes[end].width == 0 and boxes[at].width > 0:
            end += 1
        if end - at > 1:
            first, step = boxes[at], boxes[at].width / (end - at)
            for index in range(at, end):
                left = first.x1 + step * (index - at)
                shared[index] = Box(left, first.y1, left + step, first.y2)
        at = end
    return shared


def page_text(
    page: int,
    size: tuple[float, float],
    lines: list[Line],
    hidden: int,
    total: int,
    images: tuple[Placed, ...],
    outlined: bool = False,
) -> PageText:
    """Decide where the words of a page are from; ``outlined`` tells that it draws without words.

    A layer of invisible words over a scan is somebody else's recognition, often wrong or with a
    table missing: it is distrusted and the page counts as unread. So is a layer whose characters
    mean nothing (a font without a map to Unicode). A stamp on a scan is kept, the page unread.
    """
    scanned = max((image.share for image in images), default=0.0) >= _SCAN_SHARE
    distrusted = ""
    if lines and scanned and hidden > total * (1 - _TRUSTED_SHARE):
        distrusted = (
            "The words behind this scan are invisible: another program's recognition. The picture "
            "is read instead."
        )
    elif lines and _unknown_share(lines) > _MOST_UNKNOWN:
        distrusted = (
            "The characters of this page have no meaning in the file (its fonts lack a map to "
            "Unicode). The picture is read instead."
        )
    origin: Origin = "text"
    if distrusted or (scanned and total - hidden < _STAMP_CHARS):
        origin = "unread"
    elif not lines:
        origin = "unread" if images or outlined else "empty"
    return PageText(page, *size, () if distrusted else tuple(lines), origin, distrusted)


def _unknown_share(lines: list[Line]) -> float:
    letters = [char for line in lines for char in line.text if not char.isspace()]
    unknown = sum(1 for char in letters if char == "\ufffd" or unicodedata.category(char) == "Co")
    return unknown / len(letters) if letters else 0.0
