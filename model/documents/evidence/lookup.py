"""Values with their labels on a page, told by where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from model.documents.parts import Line, PageText, Place
from model.geometry import Box, union
from model.language.facts import Fact, facts_below, row_facts, table_facts
from model.language.grid import find_tables, rows_of

_SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


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


def known_by_place(text: PageText, *, tables: bool) -> Iterator[Known]:
    """Values told by where they stand: beside or under a label; with ``tables`` in columns too."""
    upright = [line for line in text.lines if line.upright and line.text.strip()]
    lines = [_printed(line) for line in upright]
    for row in rows_of(lines):
        place = Place(text.page, union(cell.box for cell in row))
        for fact in row_facts(row):
            yield Known(fact, "pair", place, Place(text.page, _exactly(fact, upright)))
    for fact in facts_below(lines):
        place = Place(text.page, fact.box)
        yield Known(fact, "pair", place, place)
    for table in find_tables(lines) if tables else ():
        for fact in table_facts(table):
            place = Place(text.page, fact.box)
            yield Known(fact, "table", place, place)


def _exactly(fact: Fact, lines: Sequence[Line]) -> Box:
    """Where a value stands by its characters; a label's share of its line is only reckoned."""
    for line in lines:
        at = line.text.rfind(fact.value)
        if at >= 0 and len(line.chars) == len(line.text) and line.box.contains(fact.box.center):
            return union(line.chars[at : at + len(fact.value)])
    return fact.box


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
