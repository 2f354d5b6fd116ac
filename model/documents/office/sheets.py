"""Sheets of a workbook as blocks of cells: what stands together, apart from what blanks divide."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

_NEWER = re.compile(r"^\[Threaded comment\].*?Comment:\s*", re.DOTALL)
"""What Excel writes above a comment for programs older than its threads of comments."""
_MOST_COMMENTS = 1_000
_MERGE = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?\bref=[\"']\$?([A-Z]{1,3})\$?(\d{1,9}):\$?([A-Z]{1,3})\$?(\d{1,9})"
    rb"[\"'][^>]*?(?:/>|>\s*</(?:\w+:)?mergeCell>)"
)
_LINKS = re.compile(rb"<(?:\w+:)?hyperlinks[\s>].*?</(?:\w+:)?hyperlinks>", re.DOTALL)
_LETTERS_A_CELL = 20
"""On average over all the cells that may be read."""
_LONGEST = 2_000
"""Letters of one cell that are read; a program may put 32,767 there, a page shows fewer."""
_MOST_MERGED = 300_000
"""Cells that all merged areas of a sheet may cover."""

Grid = dict[tuple[int, int], str]
"""Words of the cells that have any, by row and column from 1."""


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle of cells; rows and columns count from 1, ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def reference(self) -> str:
        """Its place as spreadsheets write it: "A1:C7"."""
        first = f"{letters(self.left)}{self.top}"
        last = f"{letters(self.right)}{self.bottom}"
        return first if first == last else f"{first}:{last}"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet read: its cells, merged areas and what was not read of it."""

    name: str
    grid: Grid
    merged: tuple[Block, ...] = ()
    empty_formulas: int = 0
    cut: bool = False
    shortened: int = 0
    """Cells with more words than are read."""
    comments: tuple[tuple[str, str], ...] = ()
    """Cells' addresses and what readers wrote on them."""


def letters(column: int) -> str:
    """The name of a column, from 1: A to Z, AA and on."""
    name = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def read_sheet(worksheet: Any, formulas: Any, most: int) -> Sheet:
    """The words of a sheet's cells, at most ``most`` of them.

    ``formulas`` is the same sheet opened for its formulas: a cell whose result was never saved
    shows the formula itself.
    """
    grid: Grid = {}
    unsaved = written = shortened = 0
    cut = False
    comments: list[tuple[str, str]] = []
    # ``iter_rows`` would make a cell for every place of the sheet's alleged size, often millions.
    beside = formulas._cells if formulas is not None else {}
    for place in sorted(worksheet._cells):
        cell = worksheet._cells[place]
        value = cell.value
        if (comment := cell.comment) is not None and len(comments) < _MOST_COMMENTS:
            words = " ".join(_NEWER.sub("", comment.text or "").split())
            told = f"{comment.author}: {words}" if comment.author else words
            comments.append((f"{letters(place[1])}{place[0]}", told))
        if value is None and place in beside:
            formula = beside[place].value
            if isinstance(formula, str) and formula.startswith("="):
                value, unsaved = formula, unsaved + 1
        if value is None or (isinstance(value, str) and not value.strip()):
            continue
        words = shown(value, str(cell.number_format or ""))
        if len(words) > _LONGEST:
            words, shortened = f"{words[:_LONGEST]}…", shortened + 1
        written += len(words)
        # Many cells may share one long text: a small file then holds gigabytes of words.
        if len(grid) >= most or written > most * _LETTERS_A_CELL:
            cut = True
            break
        grid[place] = words
    merged = tuple(
        Block(area.min_row, area.min_col, area.max_row, area.max_col)
        for area in worksheet.merged_cells.ranges
    )
    return Sheet(str(worksheet.title), grid, merged, unsaved, cut, shortened, tuple(comments))


def without_vast_areas(sheet: bytes) -> bytes:
    """A sheet's XML without links and without merged areas larger than anybody fills.

    Whoever opens it makes an object for every cell that these cover: billions for a whole sheet.
    """
    left = _MOST_MERGED

    def kept(found: re.Match[bytes]) -> bytes:
        nonlocal left
        first, top, last, bottom = found.groups()
        covered = (_column(last) - _column(first) + 1) * (int(bottom) - int(top) + 1)
        if not 0 < covered <= left:
            return b""
        left -= covered
        return found[0]

    return _MERGE.sub(kept, _LINKS.sub(b"", sheet))


def _column(name: bytes) -> int:
    number = 0
    for letter in name:
        number = number * 26 + letter - ord("A") + 1
    return number


def shown(value: object, code: str) -> str:
    """A cell's value as its author sees it, near enough: dates, percentages, plain numbers."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, (int, float)):
        number = float(value)
        if "%" in code:
            return f"{round(number * 100, 10):.12g}%"
        if isinstance(value, int):
            return f"{value:,}" if "#,##" in code else str(value)
        decimals = _decimals(code)
        if decimals is not None:
            return f"{number:,.{decimals}f}" if "#,##" in code else f"{number:.{decimals}f}"
        return f"{number:.15g}"
    return " ".join(str(value).split()) if value is not None else ""


def _decimals(code: str) -> int | None:
    """How many decimals a number format shows, ``None`` where it leaves that open."""
    first = code.split(";")[0]
    if first in ("", "General", "@") or "0" not in first or "E" in first:
        return None
    _, dot, after = first.partition(".")
    return len(after) - len(after.lstrip("0#?")) if dot else 0


def blocks_of(grid: Grid, merged: Sequence[Block] = ()) -> list[Block]:
    """The grid cut at blank rows and columns, again and again until nothing divides the pieces."""
    filled = set(grid)
    for area in merged:
        if (area.top, area.left) in filled and (area.bottom - area.top) < 1_000:
            filled |= {
                (row, column)
                for row in range(area.top, area.bottom + 1)
                for column in range(area.left, min(area.right, area.left + 1_000) + 1)
            }
    found: list[Block] = []
    waiting = [filled] if filled else []
    while waiting:
        cells = waiting.pop()
        parts = _cut(cells, 0)
        if len(parts) == 1:
            parts = _cut(cells, 1)
        if len(parts) > 1:
            waiting.extend(parts)
            continue
        rows, columns = [row for row, _ in cells], [column for _, column in cells]
        found.append(Block(min(rows), min(columns), max(rows), max(columns)))
    return sorted(found, key=lambda block: (block.top, block.left))


def _cut(cells: Iterable[tuple[int, int]], axis: int) -> list[set[tuple[int, int]]]:
    by_line: dict[int, set[tuple[int, int]]] = {}
    for cell in cells:
        by_line.setdefault(cell[axis], set()).add(cell)
    parts: list[set[tuple[int, int]]] = []
    last: int | None = None
    for line in sorted(by_line):
        if last is None or line > last + 1:
            parts.append(set())
        parts[-1] |= by_line[line]
        last = line
    return parts
