"""Values with their labels on a page: by row and column of its tables, and key by key."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from model.documents.parts import Line, PageText, Place, Table
from model.geometry import Box, union
from model.language.facts import Fact, facts_below, row_facts, table_facts
from model.language.grid import find_tables, rows_of

_SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_CELL_CHARS = 300


@dataclass(frozen=True, slots=True)
class Known:
    """A value with its label, whether a table has it, and where the row it is from stands."""

    fact: Fact
    kind: str
    row: Place
    value: Place


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class _Printed:
    text: str
    box: Box
    words: tuple[_Word, ...]


def known_by_place(text: PageText) -> Iterator[Known]:
    """Values told by where they stand: beside or under a label, in rows and columns."""
    lines = [_printed(line) for line in text.lines if line.upright and line.text.strip()]
    for row in rows_of(lines):
        place = Place(text.page, union(cell.box for cell in row))
        for fact in row_facts(row):
            yield Known(fact, "pair", place, Place(text.page, fact.box))
    for fact in facts_below(lines):
        place = Place(text.page, fact.box)
        yield Known(fact, "pair", place, place)
    for table in find_tables(lines):
        for fact in table_facts(table):
            place = Place(text.page, fact.box)
            yield Known(fact, "table", place, place)


def known_by_table(table: Table, page: int) -> Iterator[Known]:
    """Every cell of a table under its row's label and its column's header."""
    heads = table.header_rows or 1
    if len(table.rows) <= heads or not table.boxes:
        return
    columns = [
        " ".join(dict.fromkeys(row[at] for row in table.rows[:heads] if row[at]))
        for at in range(len(table.rows[0]))
    ]
    caption = table.caption
    for index in range(heads, len(table.rows)):
        row, boxes = table.rows[index], table.boxes[index]
        here = table.row_pages[index] if index < len(table.row_pages) else page
        filled = [box for box in boxes if box is not None]
        if not filled or here != page:
            continue
        place = Place(here, union(filled))
        label = next((cell for cell in row if cell.strip()), "")
        for at, (cell, box) in enumerate(zip(row, boxes, strict=True)):
            if not cell.strip() or box is None or cell == label or len(cell) > _CELL_CHARS:
                continue
            head = columns[at]
            quoted = f"{label} | {head}: {cell}" if head else f"{label} | {cell}"
            key = f"{label} {head} {caption}"
            flat = " ".join(quoted.split())
            yield Known(
                Fact(" ".join(cell.split()), key, box, flat), "table", place, Place(here, box)
            )


def _printed(line: Line) -> _Printed:
    return _Printed(line.text, line.box, tuple(_words(line)))


def _words(line: Line) -> Iterator[_Word]:
    """The words of a line by its characters' boxes; of Chinese and Japanese every character."""
    if len(line.chars) != len(line.text):
        yield _Word(line.text, line.box)
        return
    start = 0
    for at in range(len(line.text) + 1):
        ends = at == len(line.text) or line.text[at].isspace()
        if ends or (at > start and _SPACELESS.match(line.text[at])):
            if at > start:
                yield _word(line, start, at)
            start = at + 1 if ends else at
        elif at > start and _SPACELESS.match(line.text[start]):
            yield _word(line, start, at)
            start = at


def _word(line: Line, start: int, end: int) -> _Word:
    return _Word(line.text[start:end], union(line.chars[start:end]))


def same_row(known: Sequence[Known]) -> dict[tuple[int, int], list[Known]]:
    """The values by page and height, to tell repeats."""
    rows: dict[tuple[int, int], list[Known]] = {}
    for one in known:
        rows.setdefault((one.row.page, round(one.row.box.y1 / 4)), []).append(one)
    return rows
