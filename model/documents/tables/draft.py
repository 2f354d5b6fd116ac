"""A table while it is being found: cells of words on a grid, and how sure it looks."""

from __future__ import annotations

from dataclasses import dataclass, field

from model.documents.parts import Place, Table, TableMethod
from model.documents.tables.words import Word, rows_of, spoken
from model.geometry import Box, union


@dataclass(slots=True)
class Cell:
    """A cell that begins at ``row`` and ``column`` and is as large as ``rows`` × ``columns``."""

    row: int
    column: int
    rows: int = 1
    columns: int = 1
    words: list[Word] = field(default_factory=list)
    box: Box | None = None

    @property
    def text(self) -> str:
        """Its lines joined; a word that is broken with a hyphen stays joined by it."""
        made = ""
        for row in rows_of(self.words):
            line = spoken(row.words)
            made += line if not made or made.endswith(("-", "‐")) else " " + line
        return made

    @property
    def place(self) -> Box | None:
        """Where it is: its drawn box, else that of its words."""
        if self.box is not None:
            return self.box
        return union(word.box for word in self.words) if self.words else None


@dataclass(slots=True)
class Draft:
    """A table of one page before it is handed out."""

    cells: list[Cell]
    height: int
    width: int
    box: Box
    header_rows: int = 0
    method: TableMethod = "unruled"

    @property
    def filled(self) -> int:
        """Cells that hold words."""
        return sum(1 for cell in self.cells if cell.words)

    @property
    def share(self) -> float:
        """The share of its grid that holds words."""
        room = self.height * self.width
        return self.filled / room if room else 0.0

    def texts(self) -> tuple[tuple[str, ...], ...]:
        """The grid as text; what a cell spans repeats as ""."""
        grid = [[""] * self.width for _ in range(self.height)]
        for cell in self.cells:
            grid[cell.row][cell.column] = cell.text
        return tuple(tuple(row) for row in grid)


def compact(draft: Draft) -> Draft:
    """The draft without rows and columns that hold no words at all."""
    rows = sorted({cell.row for cell in draft.cells if cell.words})
    columns = sorted({cell.column for cell in draft.cells if cell.words})
    row_at = {row: index for index, row in enumerate(rows)}
    column_at = {column: index for index, column in enumerate(columns)}
    cells = []
    for cell in draft.cells:
        if cell.row not in row_at or cell.column not in column_at:
            continue
        tall = sum(1 for row in rows if cell.row <= row < cell.row + cell.rows)
        wide = sum(1 for column in columns if cell.column <= column < cell.column + cell.columns)
        cells.append(
            Cell(row_at[cell.row], column_at[cell.column], tall, wide, cell.words, cell.box)
        )
    header = sum(1 for row in rows if row < draft.header_rows)
    return Draft(cells, len(rows), len(columns), draft.box, header, draft.method)


def table_of(draft: Draft, page: int, number: int, caption: str = "") -> Table:
    """The draft as a table with the id "p3-t1" (pages from 1)."""
    boxes: list[list[Box | None]] = [[None] * draft.width for _ in range(draft.height)]
    spans = []
    for cell in draft.cells:
        boxes[cell.row][cell.column] = cell.place
        if cell.rows > 1 or cell.columns > 1:
            spans.append(((cell.row, cell.column), (cell.rows, cell.columns)))
    return Table(
        f"p{page + 1}-t{number}",
        (Place(page, draft.box),),
        draft.texts(),
        tuple(tuple(row) for row in boxes),
        (page,) * draft.height,
        min(draft.header_rows, max(0, draft.height - 1)),
        caption,
        draft.method,
        tuple(sorted(spans)),
    )
