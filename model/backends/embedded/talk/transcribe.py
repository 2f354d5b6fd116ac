"""Reading out: a picture's text as Markdown, in reading order, with its headings, lists, tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from model.backends.embedded.screen import Line, Screen
from model.backends.embedded.talk.prose import Said, Tongue, Viewed, escape, pick, picture_name
from model.language.grid import Table, find_tables, levelled

_BULLET = re.compile(r"^\s*(?:[•‣◦▪●·∙]\s*|[○*–—-]\s+)(?=\S)")
_NUMBERED = re.compile(r"^\s*(\d{1,2})[.)、]\s*(?=\D)")
_SENTENCE_END = re.compile(r"[.!?:;。！？：；…]['\"”’)]?$")
_LISTED = re.compile(r"(?:-|\d{1,2}\.) ")
_MARKED = re.compile(r"#|-\s|\d{1,2}\. |\|")
_HYPHEN = re.compile(r"(?<=[a-z])-$")
_CJK_END = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]$")
_HEADING = 1.3
"""A heading's letters are this many times as high as the body's."""
_LABEL = 40
"""Characters up to which a line that stands alone is a label rather than a paragraph."""
_UNSURE = 0.6
"""Below this mean confidence the reader is warned."""


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that belong together, or a table in their place."""

    lines: tuple[Line, ...] = ()
    table: Table | None = None


def read_out(views: Sequence[Viewed], total: int, tongue: Tongue) -> Said:
    """All text of the pictures as Markdown; says so where there is none or it is hard to read."""
    parts = []
    for view in views:
        if len(views) > 1:
            name = picture_name(view.index, total, tongue)
            parts.append(f"**{name[0].upper()}{name[1:]}** ({escape(view.picture.name)})")
        parts.append(_read(view.screen, tongue))
    return Said("\n\n".join(parts))


def _read(screen: Screen, tongue: Tongue) -> str:
    if not screen.lines:
        return pick(
            tongue,
            "I found no text to read on this picture.",
            "这张图片上没有找到可以读出的文字。",
        )
    text = to_markdown(screen)
    if median(line.confidence for line in screen.lines) < _UNSURE:
        warning = pick(
            tongue,
            "*The text is hard to read, so some of this may be wrong.*",
            "*文字不太清晰，以下内容可能有误。*",
        )
        return f"{warning}\n\n{text}"
    return text


def to_markdown(screen: Screen) -> str:
    """The text of a screen as Markdown, in reading order."""
    lines = _level_lines(screen.lines, screen.turned)
    body = median(line.box.height for line in lines) if lines else 0.0
    text, before_short = "", False
    for block in _blocks(screen):
        piece = table_markdown(block.table) if block.table else _block_markdown(block.lines, body)
        # Labels of an interface stand line by line; everything longer is a paragraph.
        short = len(block.lines) == 1 and len(piece) <= _LABEL and not _MARKED.match(piece)
        text += ("  \n" if short and before_short else "\n\n") + piece if text else piece
        before_short = short
    return text


def table_markdown(table: Table) -> str:
    """A table as Markdown; its first row is the header."""
    rows = [
        "| " + " | ".join(escape(cell.text, cell=True) if cell else "" for cell in row) + " |"
        for row in table.rows
    ]
    return "\n".join([rows[0], "|" + "---|" * table.width, *rows[1:]])


def _blocks(screen: Screen) -> list[_Block]:
    """Paragraphs and tables in reading order."""
    lines = _level_lines(screen.lines, screen.turned)
    tables = find_tables(lines)
    home = {
        at: number
        for number, table in enumerate(tables)
        for at, line in enumerate(lines)
        if any(cell and cell.line is line for row in table.rows for cell in row)
    }
    blocks: list[_Block] = []
    shown: set[int] = set()
    paragraph: list[Line] = []
    for at, line in enumerate(lines):
        if at in home:
            if paragraph:
                blocks.append(_Block(tuple(paragraph)))
                paragraph = []
            if home[at] not in shown:
                shown.add(home[at])
                blocks.append(_Block(table=tables[home[at]]))
            continue
        if paragraph and not _goes_on(paragraph, line):
            blocks.append(_Block(tuple(paragraph)))
            paragraph = []
        paragraph.append(line)
    if paragraph:
        blocks.append(_Block(tuple(paragraph)))
    return blocks


def _level_lines(lines: Sequence[Line], turned: float) -> list[Line]:
    """The lines with their boxes as if the picture stood upright."""
    if abs(turned) < 0.2:
        return list(lines)
    return [
        replace(
            line,
            box=levelled(line.box, turned),
            words=tuple(replace(word, box=levelled(word.box, turned)) for word in line.words),
        )
        for line in lines
    ]


def _goes_on(paragraph: Sequence[Line], line: Line) -> bool:
    """Whether ``line`` continues the paragraph: right below, as high, over the same columns."""
    last = paragraph[-1]
    height = min(last.box.height, line.box.height)
    gap = line.box.y1 - last.box.y2
    across = min(last.box.x2, line.box.x2) - max(last.box.x1, line.box.x1)
    return (
        -0.5 * height < gap < 0.9 * height
        and max(last.box.height, line.box.height) < 1.25 * height
        and across > 0.3 * min(last.box.width, line.box.width)
    )


def _block_markdown(lines: Sequence[Line], body: float) -> str:
    height = median(line.box.height for line in lines)
    words = sum(len(line.text.split()) for line in lines)
    if height >= _HEADING * body and words <= 14:
        level = "##" if height >= 1.8 * body else "###"
        return f"{level} " + " ".join(escape(line.text.strip(), cell=False) for line in lines)
    pieces: list[str] = []
    right = max(line.box.x2 for line in lines)
    broken = True
    for line in lines:
        text = line.text.strip()
        if found := _BULLET.match(text):
            pieces.append("- " + escape(text[found.end() :]))
        elif found := _NUMBERED.match(text):
            pieces.append(f"{found.group(1)}. " + escape(text[found.end() :]))
        elif broken or not pieces:
            pieces.append(escape(text))
        else:
            pieces[-1] = _join(pieces[-1], escape(text))
        # A line that stops well short of the others ends where its author ended it.
        short = right - line.box.x2 > 0.25 * (right - line.box.x1) + line.box.height
        broken = short or (len(lines) > 1 and words < 4 * len(lines))
    text = pieces[0]
    for before, piece in zip(pieces, pieces[1:], strict=False):
        listed = [bool(_LISTED.match(part)) for part in (before, piece)]
        text += ("\n" if all(listed) else "\n\n" if any(listed) else "  \n") + piece
    return text


def _join(text: str, more: str) -> str:
    if _HYPHEN.search(text) and more[:1].islower():
        return text[:-1] + more
    return text + more if _CJK_END.search(text) else f"{text} {more}"
