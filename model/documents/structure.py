"""A page as blocks in reading order: headings, paragraphs, lists, notes, captions, tables, charts.

Pure but for the tables and charts, which are looked for on the page's drawings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from model.documents import outline
from model.documents.parts import Block, BlockKind, Line, PageContent, PageText, Place
from model.geometry import union

if TYPE_CHECKING:
    from model.documents.document import Document

_LIST = re.compile(r"^\s*([•‣◦▪●○■□–—*·➢✓-]|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)])\s+(?=\S)")
_HYPHENS = "-\u00ad\u2010"


def structure(document: Document, text: PageText) -> PageContent:
    """The blocks of one page."""
    blocks: list[Block] = []
    body = outline.body_size(text.lines)
    for group in _paragraphs(text.lines):
        blocks.append(_block(text.page, len(blocks), group, body))
    return PageContent(
        text.page, text.width, text.height, tuple(blocks), text.origin,
        (text.distrusted,) if text.distrusted else (),
    )  # fmt: skip


def _paragraphs(lines: Sequence[Line]) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _continues(groups[-1][-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _continues(last: Line, line: Line) -> bool:
    if abs(last.size - line.size) > 0.15 * max(last.size, line.size) or last.bold != line.bold:
        return False
    gap = line.box.y1 - last.box.y2
    if gap > 0.7 * line.size or line.box.y1 < last.box.y1 - 0.5 * line.size:
        return False
    overlap = min(last.box.x2, line.box.x2) - max(last.box.x1, line.box.x1)
    return overlap > 0 and _LIST.match(line.text) is None


def _block(page: int, number: int, lines: Sequence[Line], body: float) -> Block:
    place = Place(page, union(line.box for line in lines))
    words = joined(lines)
    kind: BlockKind = "paragraph"
    marker, level = "", 0
    if outline.is_heading(lines, body, False):
        kind, level = "heading", 1
    elif found := _LIST.match(words):
        kind, marker, words, level = "list item", found.group(1), words[found.end() :], 1
    return Block(f"p{page + 1}-b{number + 1}", kind, place, words, level, tuple(lines), None, None,
                 marker)  # fmt: skip


def joined(lines: Sequence[Line]) -> str:
    """Lines as running text: words broken at a line's end are put together."""
    text = ""
    for line in lines:
        piece = line.text.strip()
        if not text:
            text = piece
        elif text[-1] in _HYPHENS and len(text) > 1 and text[-2].isalpha() and piece[:1].islower():
            text = text[:-1] + piece
        elif _wide(text[-1]) and _wide(piece[:1]):
            text += piece
        else:
            text += " " + piece
    return text


def _wide(char: str) -> bool:
    return bool(char) and "\u2e80" <= char <= "\uffef" and not "\uac00" <= char <= "\ud7a3"
