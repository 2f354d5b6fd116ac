"""Headings: which lines are set apart as titles, and how deep each stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from model.documents.parts import Line, PageText, Section

_NUMBERED = re.compile(
    r"^(?:(?:chapter|section|appendix|part|article|annex)\s+[\dIVXA-Z]+\b|"
    r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(?=[^\W\d])|第[\d一二三四五六七八九十百]+[章节篇条])",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?。！？:：;,，；]$")
_LARGER = 1.12
"""How much larger than the body's a heading's letters are."""
_LARGER_READ = 1.35
"""The same where sizes come from a recogniser's boxes, which follow the letters in a line."""
_LONGEST = 160
_SHORT = 90
"""Characters of a heading that only its number ("3.1.2") sets apart."""
_RUNNING = 14.0
"""A line of running text is at least so many times as long as high."""
_DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Style:
    """How a document is set: the size of its running text, whether that is bold, its headings'
    sizes from the largest down."""  # noqa: D205, D209

    body: float
    bold: bool
    sizes: tuple[float, ...]


def style_of(texts: Iterable[PageText]) -> Style:
    """The style of some pages of a document."""
    sizes: Counter[float] = Counter()
    bold = total = 0
    lines = [line for text in texts for line in text.lines]
    # Long lines are running text; of a page that is one table they say more than its cells.
    running = [line for line in lines if line.box.width > _RUNNING * line.size] or lines
    for line in running:
        sizes[_rounded(line.size)] += len(line.text)
        total += len(line.text)
        bold += len(line.text) if line.bold else 0
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    heading = Counter(
        _rounded(line.size)
        for line in lines
        if line.size >= body * _LARGER and _worded(line.text) and len(line.text) <= _LONGEST
    )
    return Style(body, bold > total / 2, tuple(sorted(heading, reverse=True)))


def is_heading(lines: Sequence[Line], style: Style) -> bool:
    """Whether a block of lines is set apart as a heading: larger, or bold and short."""
    text = " ".join(line.text for line in lines).strip()
    if not _worded(text) or len(text) > _LONGEST or len(lines) > 4:
        return False
    size = max(line.size for line in lines)
    read = any(line.confidence < 1.0 for line in lines)
    if size >= style.body * (_LARGER_READ if read else _LARGER):
        return len(text) > 1
    if size < style.body * 0.9 or len(lines) > 2:
        return False
    if numbered_level(text) > 1 and len(text) <= _SHORT:
        return _SENTENCE_END.search(text) is None
    if all(line.bold for line in lines) and not style.bold:
        return _SENTENCE_END.search(text) is None or _NUMBERED.match(text) is not None
    return False


def level_of(text: str, size: float, style: Style, sections: Sequence[Section]) -> int:
    """The depth of a heading, 1 to 6.

    The document's own outline (``sections`` of this page) decides where it names the heading, then
    the heading's number, then the rank of its size.
    """
    plain = _plain(text)
    for section in sections:
        if plain and (_plain(section.title) == plain or plain.endswith(_plain(section.title))):
            return section.level
    if number := numbered_level(text):
        return min(number, _DEEPEST)
    larger = [other for other in style.sizes if other > _rounded(size) + 0.25]
    return min(len(larger) + 1, _DEEPEST)


def numbered_level(text: str) -> int:
    """The depth that a heading's own number tells ("2.3.1" is 3); 0 without one."""
    found = _NUMBERED.match(text)
    if not found:
        return 0
    return found.group(1).count(".") + 1 if found.group(1) else 1


def _plain(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())


def _worded(text: str) -> bool:
    return any(map(str.isalpha, text))


def _rounded(size: float) -> float:
    return round(size * 2) / 2
