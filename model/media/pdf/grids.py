"""Tables that are drawn with lines, as MuPDF finds them: cells with places and words, raw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from model.geometry import Box
from model.media.pdf.turning import Turn


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table: ``rows`` of words, and ``cells`` of boxes in the same shape.

    A cell's box is ``None`` where another one spans its place.
    """

    box: Box
    rows: tuple[tuple[str, ...], ...]
    cells: tuple[tuple[Box | None, ...], ...]


def ruled_grids(page: Any, turn: Turn) -> tuple[Grid, ...]:
    """The ruled tables of a PyMuPDF page, without its layout networks (slow, and wrong more)."""
    finder = page.find_tables(strategy="lines", use_layout=False)
    grids = []
    for table in finder.tables:
        words = table.extract()
        rows = tuple(tuple(cell or "" for cell in row) for row in words)
        cells = tuple(
            tuple(None if cell is None else turn.box(*cell) for cell in row.cells)
            for row in table.rows
        )
        if rows and cells:
            grids.append(Grid(turn.box(*table.bbox), rows, cells))
    return tuple(grids)
