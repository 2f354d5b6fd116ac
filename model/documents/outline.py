"""Headings: which lines are set apart as titles, and how deep each stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from model.documents.parts import Line

_NUMBERED = re.compile(
    r"^(?:(?:chapter|section|appendix|part|article|annex)\s+[\dIVXA-Z]+\b|"
    r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+(?=\D)|第[\d一二三四五六七八九十百]+[章节篇条])",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?。！？:：;,，；]$")
_LARGER = 1.12
"""How much larger than the body's a heading's letters are."""
_LONGEST = 160
_MOST_LEVELS = 6


def body_size(lines: Iterable[Line]) -> float:
    """The size in which most characters are set, in points; 0 for no lines."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size * 2) / 2] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def is_heading(lines: Sequence[Line], body: float, body_bold: bool) -> bool:
    """Whether a block of lines is set apart as a heading: larger, or bold and short."""
    text = " ".join(line.text for line in lines).strip()
    if not text or len(text) > _LONGEST or len(lines) > 4 or not any(map(str.isalpha, text)):
        return False
    size = max(line.size for line in lines)
    if size >= body * _LARGER:
        return len(text) > 1
    bold = all(line.bold for line in lines) and not body_bold
    if size < body * 0.9 or len(lines) > 2:
        return False
    if bold:
        return _SENTENCE_END.search(text) is None or _NUMBERED.match(text) is not None
    return False


def numbered_level(text: str) -> int:
    """The depth that a heading's own number tells ("2.3.1" is 3); 0 without one."""
    found = _NUMBERED.match(text)
    if not found:
        return 0
    return found.group(1).count(".") + 1 if found.group(1) else 1


def levels(headings: Sequence[tuple[float, bool, str]]) -> list[int]:
    """Levels 1 to 6 of headings given as (size, bold, text), largest first; numbers win ties."""
    sizes = sorted({round(size * 2) / 2 for size, _, _ in headings}, reverse=True)
    found = []
    for size, _, text in headings:
        rank = sizes.index(round(size * 2) / 2) + 1
        found.append(min(numbered_level(text) or rank, _MOST_LEVELS))
    return found
