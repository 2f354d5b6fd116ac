"""The words of a PDF's page as lines, every character with its box; and whether to believe them."""

from __future__ import annotations

import re
from array import array
from operator import itemgetter, le
from typing import Any

from model.documents.parts import Letters, Line, Origin, PageText
from model.geometry import Box
from model.media.pdf.drawings import Placed
from model.media.pdf.leftwards import in_reading_order, runs_left
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
_UNKNOWN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ue000-\uf8ff\ufffd]")
"""Control and private characters, and the one that stands for none."""
_MOST_UNKNOWN = 0.3
_C, _BBOX = itemgetter("c"), itemgetter("bbox")


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
    across, _ = turn.direction(*raw["dir"])
    upright = across > 0.98
    plain = upright and turn.still and abs(raw["dir"][1]) < 0.02
    letters: list[str] = []
    edges = array("d")
    hidden = 0
    most, widest = None, 0
    high = low = 0.0
    extent: tuple[float, ...] = ()
    for span in raw["spans"]:
        chars = span["chars"]
        if len(chars) > widest:
            most, widest = span, len(chars)
        if not span["char_flags"] & _DRAWN or span["alpha"] == 0:
            hidden += len(chars)
        letters += map(_C, chars)
        if not plain:
            for box in [turn.box(*place) for place in map(_BBOX, chars)]:
                edges.extend((box.x1, box.y1, box.x2, box.y2))
            continue
        # Some writers begin a span with every letter: what is the same is not reckoned again.
        asked = (span["origin"][1], span["size"], span["ascender"], span["descender"])
        if asked != extent:
            extent = asked
            high, low = _extent(*asked)
        if chars:
            lefts, _, rights, _ = zip(*map(_BBOX, chars), strict=True)
            count = len(chars)
            level = array("d", (0.0, high, 0.0, low)) * count
            level[::4], level[2::4] = array("d", lefts), array("d", rights)
            edges.extend(level)
    text, total = "".join(letters), len(letters)
    start, end = _trimmed(text)
    if start >= end or most is None:
        return None, hidden, total
    kept = edges[4 * start : 4 * end]
    text = text[start:end]
    if upright:
        _share_widths(kept)
        if runs_left(text):
            text, kept = in_reading_order(text, kept)
    # Only writing of two directions has its outermost letters in the middle.
    ends = [*kept[:4], *kept[-4:]] if text.isascii() and upright else kept
    box = Box(min(ends[::4]), min(kept[1::4]), max(ends[2::4]), max(kept[3::4]))
    flags, color = most["flags"], most.get("color") or 0
    font = str(most.get("font", "")).lower()
    line = Line(
        text,
        box,
        Letters(kept),
        float(most["size"]),
        bool(flags & _BOLD) or "bold" in font or "black" in font,
        bool(flags & _ITALIC) or "italic" in font or "oblique" in font,
        bool(flags & _MONO),
        upright,
        (color >> 16 & 255, color >> 8 & 255, color & 255),
    )
    return line, hidden, total


def _extent(base: float, size: float, rise: float, fall: float) -> tuple[float, float]:
    """Top and bottom of letters on ``base``: fonts lie, but Latin and CJK stay within these."""
    above = min(max(rise or 0.8, 0.6), 1.0)
    below = min(max(-(fall or -0.2), 0.1), 0.35)
    return base - above * size, base + below * size


def _trimmed(text: str) -> tuple[int, int]:
    end = len(text.rstrip())
    return len(text) - len(text.lstrip()), end


def _share_widths(edges: array[float]) -> None:
    """A ligature's letters come with its width on the first and none on the rest: share it."""
    if not any(map(le, edges[2::4], edges[::4])):
        return
    at, count = 0, len(edges) // 4
    while at < count:
        left, right = edges[4 * at], edges[4 * at + 2]
        end = at + 1
        while end < count and right > left and edges[4 * end + 2] <= edges[4 * end]:
            end += 1
        step = (right - left) / (end - at)
        for index in range(at, end if end - at > 1 else at):
            edges[4 * index] = left + (index - at) * step
            edges[4 * index + 1], edges[4 * index + 3] = edges[4 * at + 1], edges[4 * at + 3]
            edges[4 * index + 2] = left + (index - at + 1) * step
        at = end


def may_be_scan(hidden: int, total: int) -> bool:
    """Whether a page with so many hidden characters of all may be a scan, by these alone."""
    return hidden > total * (1 - _TRUSTED_SHARE) or total - hidden < _STAMP_CHARS


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
    text = "".join([line.text for line in lines])
    return len(_UNKNOWN.findall(text)) / len(text)
