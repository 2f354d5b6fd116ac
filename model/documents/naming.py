"""What a paragraph is: a heading, a list item, a footnote, a caption, a formula, code."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from model.documents import outline
from model.documents.lines import MARKER
from model.documents.outline import Style
from model.documents.paragraphs import running_text
from model.documents.parts import BlockKind, Line, Section

_CAPTION = re.compile(
    r"^(?:(?:supplementary\s+)?(?:figure|fig|table|tab|chart|exhibit|scheme|plate|abbildung|abb|"
    r"tabelle|figura|tabla|tableau|рис|таблица)\.?\s*[\dIVX]+[\dA-Za-z.\-–]*(?:\s*[.:|–—]|\s|$)|"
    r"[图圖表]\s*[\d一二三四五六七八九十]+)",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"^\s*(\d{1,3}|[*†‡§¶]{1,3}|[a-z](?=[.)])|\[\d{1,3}\]|\(\d{1,3}\))[.)]?\s*(?=\S)"
)
_LONGEST_CAPTION = 600
_SMALLER = 0.93
"""Footnotes are set at most at this share of the body's size."""
_LOW = 0.35
"""They begin below this share of the page's height."""
_MATHEMATICAL = 0.3
_SIGNS = frozenset("=+−×÷±∑∏∫√∞≈≠≤≥∂∇∈∉⊂⊃∪∩→←↔⇒⇔∀∃^")


@dataclass(frozen=True, slots=True)
class Named:
    """A kind with the words that are left when its marker is taken off."""

    kind: BlockKind
    text: str
    level: int = 0
    marker: str = ""


def name(
    lines: Sequence[Line], style: Style, height: float, sections: Sequence[Section] = ()
) -> Named:
    """What a paragraph of a page of ``height`` points is."""
    text = running_text(lines)
    if _is_note(lines, text, style, height):
        found = _NOTE.match(text)
        assert found is not None
        return Named("footnote", text[found.end() :].strip(), 0, found.group(1))
    if all(line.mono for line in lines):
        return Named("code", "\n".join(_indented(lines)))
    if len(text) <= _LONGEST_CAPTION and _CAPTION.match(text) and not _goes_on(text):
        return Named("caption", text)
    if style.body and outline.is_heading(lines, style):
        size = max(line.size for line in lines)
        return Named("heading", text, outline.level_of(text, size, style, sections))
    if is_formula(lines):
        return Named("formula", text)
    if (found := MARKER.match(text)) and found.end() < len(text):
        return Named("list item", text[found.end() :].strip(), 1, found.group(1))
    return Named("paragraph", text)


def _goes_on(text: str) -> bool:
    """Whether it is a sentence that begins with "Table 3 shows", not a caption."""
    words = text.split(maxsplit=3)
    return len(words) > 2 and words[2].islower() and words[1][-1:].isalnum() and len(text) > 60


def _is_note(lines: Sequence[Line], text: str, style: Style, height: float) -> bool:
    small = max(line.size for line in lines) <= style.body * _SMALLER
    low = lines[0].box.y1 > height * _LOW
    return small and low and _NOTE.match(text) is not None and len(text) > 8


def is_formula(lines: Sequence[Line]) -> bool:
    """Whether lines are mathematics set apart: short, mostly signs, Greek and mathematical letters.

    Characters without a meaning (private use) count: symbol fonts are often unmapped.
    """
    text = "".join(char for line in lines for char in line.text if not char.isspace())
    if not 3 <= len(text) <= 200:
        return False
    odd = sum(1 for char in text if _mathematical(char))
    words = sum(1 for word in " ".join(line.text for line in lines).split() if _is_word(word))
    equals = any(char in "=≈≤≥≠→∈<>" for char in text)
    return odd >= _MATHEMATICAL * len(text) or (equals and odd >= 2 and words <= 2 < len(text) / 3)


def _is_word(word: str) -> bool:
    return len(word) > 3 and word.isalpha()


def _mathematical(char: str) -> bool:
    code = ord(char)
    return (
        char in _SIGNS
        or unicodedata.category(char) in ("Sm", "Co")
        or 0x370 <= code <= 0x3FF
        or 0x1D400 <= code <= 0x1D7FF
        or char == "\ufffd"
    )


def _indented(lines: Sequence[Line]) -> list[str]:
    """Lines of code with the spaces that their places tell."""
    left = min(line.box.x1 for line in lines)
    step = [line.box.width / len(line.text) for line in lines if line.text]
    width = sorted(step)[len(step) // 2] if step else 6.0
    return [" " * round((line.box.x1 - left) / max(width, 1.0)) + line.text for line in lines]
