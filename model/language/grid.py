"""Rows, columns and tables in laid-out text, from where its pieces stand.

A line may hold several cells; it is cut where the gap between two words is wider than a space can
be. Pieces that stand at one height are a row; rows whose pieces stand in the same columns, with
empty space between them, are a table. Columns of running text are none.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol

from model.geometry import Box, union

LABELLED = re.compile(r"^(?P<key>[^:：]{1,60}?)\s*[:：]\s*(?P<value>(?!//|\d\d\b(?<=\d:\d\d)).+)$")
"""A label, a colon and a value in one piece; times of day and web addresses are none."""
_CELL_GAP = 1.6
"""Narrowest gap between two cells in one line, in heights of the line."""
_SAME_ROW = 0.5
"""Share of the smaller height by which two pieces of one row overlap."""
_FAR_ROWS = 4.5
"""Widest distance from row to row in heights of a line, before a table's own pitch is known."""
_FILLED = 0.6
"""Share of a table's places that hold something."""
_PROSE_WORDS = 4
"""Two columns whose cells have this many words in the middle are running text side by side."""


class Piece(Protocol):
    """A word, or any other text with its place."""

    @property
    def text(self) -> str:
        """What it says."""
        ...

    @property
    def box(self) -> Box:
        """Where it stands."""
        ...


class Printed(Piece, Protocol):
    """A line of text, on a picture (pixels) or on a page (points)."""

    @property
    def words(self) -> Sequence[Piece]:
        """Its words; empty where they are not known."""
        ...


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of a line that stands by itself.

    ``box`` is where it is on the picture, ``place`` where it would be if the text were level.
    """

    text: str
    box: Box
    place: Box
    line: Printed


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, one entry a column; ``None`` where a row has nothing in a column."""

    rows: tuple[tuple[Cell | None, ...], ...]

    @property
    def width(self) -> int:
        """How many columns there are."""
        return len(self.rows[0])

    @property
    def box(self) -> Box:
        """The box round all cells."""
        return union(cell.box for row in self.rows for cell in row if cell)

    @property
    def is_prose(self) -> bool:
        """Whether two of its columns are running text that merely stands side by side."""
        long = 0
        for at in range(self.width):
            words = [len(cell.text.split()) for row in self.rows if (cell := row[at])]
            long += bool(words) and median(words) >= _PROSE_WORDS
        return long >= 2

    def column(self, index: int) -> list[Cell]:
        """The filled cells of a column below the first row."""
        return [cell for row in self.rows[1:] if (cell := row[index])]


def levelled(box: Box, turned: float) -> Box:
    """A box of text on the picture turned clockwise by ``turned`` degrees, so that it is level.

    Turned text in a box of W × H pixels is w × h large itself: W = w·cos + h·sin and
    H = w·sin + h·cos, solved for w and h.
    """
    if abs(turned) < 0.2:
        return box
    along = math.radians(turned)
    cos, sin = math.cos(along), math.sin(along)
    x, y = box.center.x * cos - box.center.y * sin, box.center.x * sin + box.center.y * cos
    cos, sin = abs(cos), abs(sin)
    square = cos * cos - sin * sin
    width, height = box.width, box.height
    if abs(square) > 0.3:
        width = max(1.0, (box.width * cos - box.height * sin) / square)
        height = max(1.0, (box.height * cos - box.width * sin) / square)
    return Box(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def cells_of(line: Printed, turned: float = 0.0) -> list[Cell]:
    """The pieces of a line, cut at gaps no space between words is as wide as."""
    place = levelled(line.box, turned)
    places = [levelled(word.box, turned) for word in line.words]
    groups: list[list[int]] = [[0]]
    for at in range(1, len(line.words)):
        if places[at].x1 - places[at - 1].x2 > _CELL_GAP * place.height:
            groups.append([at])
        else:
            groups[-1].append(at)
    if len(groups) == 1:
        return [Cell(line.text, line.box, place, line)]
    return [
        Cell(
            " ".join(line.words[at].text for at in group),
            union(line.words[at].box for at in group),
            union(places[at] for at in group),
            line,
        )
        for group in groups
    ]


def rows_of(lines: Sequence[Printed], turned: float = 0.0) -> list[Row]:
    """All pieces of text grouped into rows, top to bottom, each from left to right.

    ``turned`` is ``Screen.turned``: rows are level on the picture as it would stand upright.
    """
    pieces = [cell for line in lines for cell in cells_of(line, turned)]
    pieces.sort(key=lambda cell: cell.place.y1)
    rows: list[list[Cell]] = []
    for piece in pieces:
        for row in reversed(rows[-6:]):
            if _level(row, piece):
                row.append(piece)
                break
        else:
            rows.append([piece])
    rows.sort(key=lambda row: median(cell.place.center.y for cell in row))
    return [tuple(sorted(row, key=lambda cell: cell.place.x1)) for row in rows]


def _level(row: Sequence[Cell], piece: Cell) -> bool:
    """Whether ``piece`` stands in ``row``: level with its nearest cell and over none of them."""
    near = min(row, key=lambda cell: abs(cell.place.center.x - piece.place.center.x))
    shared = min(near.place.y2, piece.place.y2) - max(near.place.y1, piece.place.y1)
    smaller = min(near.place.height, piece.place.height)
    return shared > _SAME_ROW * smaller and all(
        min(cell.place.x2, piece.place.x2) - max(cell.place.x1, piece.place.x1) < 0.3 * smaller
        for cell in row
    )


def find_tables(lines: Sequence[Printed], turned: float = 0.0) -> list[Table]:
    """The tables in laid-out text, top to bottom."""
    rows = rows_of(lines, turned)
    tables: list[Table] = []
    start = 0
    while start < len(rows):
        if len(rows[start]) < 2 or _labelled(rows[start]):
            start += 1
            continue
        end, columns = _grow(rows, start)
        table = _table(rows[start:end], columns)
        if table is None:
            start += 1
            continue
        if not table.is_prose:
            tables.append(table)
        start = end
    return tables


def _grow(rows: Sequence[Row], start: int) -> tuple[int, list[tuple[float, float]]]:
    """How far the table that begins at row ``start`` reaches, and its columns (x1, x2)."""
    columns = [(cell.place.x1, cell.place.x2) for cell in rows[start]]
    pitches: list[float] = []
    end = start + 1
    while end < len(rows):
        row = rows[end]
        height = median(cell.place.height for cell in row)
        pitch = row[0].place.center.y - rows[end - 1][0].place.center.y
        limit = 1.9 * median(pitches) if pitches else _FAR_ROWS * height
        merged = _merge(columns, row)
        if pitch > max(limit, 2.2 * height) or merged is None or _labelled(row):
            break
        columns = merged
        pitches.append(pitch)
        end += 1
    while end > start + 1 and len(rows[end - 1]) < 2:
        end -= 1  # What hangs below with one cell is no row of it.
    return end, columns


def _labelled(row: Row) -> bool:
    """Whether the row is made of labels that bring their value along: "Date: 2024-03-18"."""
    return sum(1 for cell in row if LABELLED.match(cell.text)) > 0.5 * len(row)


def _merge(columns: list[tuple[float, float]], row: Row) -> list[tuple[float, float]] | None:
    """The columns widened by ``row``, or ``None`` when one of its cells lies across two."""
    merged = list(columns)
    taken: set[int] = set()
    for cell in row:
        over = [
            index
            for index, (x1, x2) in enumerate(merged)
            if min(x2, cell.place.x2) - max(x1, cell.place.x1) > 0
        ]
        if len(over) > 1 or (over and over[0] in taken):
            return None
        if over:
            x1, x2 = merged[over[0]]
            merged[over[0]] = (min(x1, cell.place.x1), max(x2, cell.place.x2))
            taken.add(over[0])
        else:
            at = sum(1 for x1, _ in merged if x1 < cell.place.x1)
            merged.insert(at, (cell.place.x1, cell.place.x2))
            taken = {index + (index >= at) for index in taken} | {at}
    for (_, end), (begin, _) in zip(merged, merged[1:], strict=False):
        if begin < end:
            return None
    return merged


def _table(rows: Sequence[Row], columns: Sequence[tuple[float, float]]) -> Table | None:
    """The table of these rows if enough of it is filled and its columns are straight."""
    full = [row for row in rows if len(row) >= 2]
    if len(full) < 2 or len(rows) * len(columns) < 6:
        return None
    table = Table(tuple(_placed(row, columns) for row in rows))
    if sum(len(row) for row in rows) < _FILLED * len(rows) * len(columns):
        return None
    if len(rows) == 2 and any(len(row) < table.width for row in rows):
        return None
    crooked = sum(not _aligned([row[at] for row in table.rows]) for at in range(table.width))
    return table if crooked <= table.width // 4 else None


def _aligned(cells: Sequence[Cell | None]) -> bool:
    """Whether most cells of a column share their left edge, their right edge or their middle."""
    boxes = [cell.place for cell in cells if cell]
    slack = 0.7 * median(box.height for box in boxes) if boxes else 0.0
    for edges in (
        [box.x1 for box in boxes],
        [box.x2 for box in boxes],
        [box.center.x for box in boxes],
    ):
        middle = median(edges) if edges else 0.0
        if sum(abs(edge - middle) <= slack for edge in edges) >= 0.6 * len(edges):
            return True
    return False


def _placed(row: Row, columns: Sequence[tuple[float, float]]) -> tuple[Cell | None, ...]:
    placed: list[Cell | None] = [None] * len(columns)
    for cell in row:
        for index, (x1, x2) in enumerate(columns):
            if min(x2, cell.place.x2) - max(x1, cell.place.x1) > 0:
                placed[index] = cell
                break
    return tuple(placed)
