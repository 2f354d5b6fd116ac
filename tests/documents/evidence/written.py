"""Documents written for tests of the search: lines of text where a page would have them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import cast

from model.documents.evidence.pages import Said
from model.documents.parts import Block, Chart, Facts, Line, PageContent, PageText, Place, Table
from model.geometry import Box

_NUMBERS = itertools.count()
"""Every document has a digest of its own: what was read of one is kept by it."""


def line(text: str, left: float = 50.0, top: float = 50.0, size: float = 10.0) -> Line:
    chars = tuple(
        Box(left + at * size / 2, top, left + (at + 1) * size / 2, top + size)
        for at in range(len(text))
    )
    return Line(text, Box(left, top, left + len(text) * size / 2, top + size), chars, size)


@dataclass
class Written:
    """A document of pages that are lists of lines; ``scans`` get theirs only when recognised."""

    pages: Sequence[Sequence[Line]]
    tables: dict[int, tuple[Table, ...]] = field(default_factory=dict)
    charts: dict[int, tuple[Chart, ...]] = field(default_factory=dict)
    scans: set[int] = field(default_factory=set)
    notes: dict[int, str] = field(default_factory=dict)
    digest: str = field(default_factory=lambda: f"written-{next(_NUMBERS)}")

    @property
    def facts(self) -> Facts:
        return Facts("written", "pdf", self.digest, len(self.pages))

    @property
    def native(self) -> Said:
        return cast(Said, SimpleNamespace(notes=self.notes, alt_texts={}))

    def text(self, page: int) -> PageText:
        if page in self.scans:
            return PageText(page, 600, 800, (), "unread")
        return PageText(page, 600, 800, tuple(self.pages[page]), "text")

    def recognise(self, page: int) -> PageText:
        self.scans.discard(page)
        return self.text(page)

    def content(self, page: int) -> PageContent:
        place = Place(page, Box(0, 0, 600, 800))
        blocks = [
            Block(f"t{at}", "table", place, table=table)
            for at, table in enumerate(self.tables.get(page, ()))
        ] + [
            Block(f"c{at}", "chart", place, chart=chart)
            for at, chart in enumerate(self.charts.get(page, ()))
        ]
        return PageContent(page, 600, 800, tuple(blocks), "text")


def prose(*texts: str, top: float = 50.0) -> list[Line]:
    """Lines one below the other."""
    return [line(text, 50.0, top + 12 * at) for at, text in enumerate(texts)]


def grid(page: int, rows: Sequence[Sequence[str]], caption: str = "", heads: int = 1) -> Table:
    """A table whose cells are 80 points wide and 12 high."""
    boxes = tuple(
        tuple(Box(50 + 80 * x, 50 + 12 * y, 130 + 80 * x, 62 + 12 * y) for x in range(len(row)))
        for y, row in enumerate(rows)
    )
    place = Place(page, Box(50, 50, 50 + 80 * len(rows[0]), 50 + 12 * len(rows)))
    return Table("t", (place,), tuple(map(tuple, rows)), boxes, (page,) * len(rows), heads, caption)


def cells(rows: Sequence[Sequence[str]]) -> list[Line]:
    """The same cells as lines of a page."""
    return [
        line(text, 50.0 + 80 * x, 50.0 + 12 * y)
        for y, row in enumerate(rows)
        for x, text in enumerate(row)
        if text
    ]
