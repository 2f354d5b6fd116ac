"""Tables as files and as a DataFrame; nothing a cell says is ever run as a formula."""

from __future__ import annotations

import csv
import html
import io
import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from model.documents.parts import Table

if TYPE_CHECKING:
    from pandas import DataFrame  # type: ignore[import-untyped]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(?:[.,:/]\d+)*\s?%?")
_NUMBER = re.compile(r"[-−+]?(?:\d{1,3}(?:,\d{3})+|0|[1-9]\d*)(?:\.\d+)?")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LONGEST_CELL = 32_767
"""Letters that a cell of a workbook holds."""


def to_csv(table: Table) -> bytes:
    """The table as CSV in UTF-8 with a byte order mark, which is how Excel knows it.

    A cell that a spreadsheet would take for a formula gets an apostrophe before it.
    """
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(
        [guarded(cell) for cell in row] for row in table.rows
    )
    return buffer.getvalue().encode("utf-8-sig")


def guarded(cell: str) -> str:
    """The text of a cell, made harmless: ``=1+1`` becomes ``'=1+1``; plain figures stay."""
    if cell.lstrip(" ").startswith(_FORMULA) and not _PLAIN_NUMBER.fullmatch(cell.strip()):
        return "'" + cell
    return cell


def to_html(table: Table) -> str:
    """The table as HTML with its head, spans and caption; everything escaped."""
    parts = ["<table>"]
    if table.caption:
        parts.append(f"<caption>{html.escape(table.caption)}</caption>")
    spans = dict(table.spans)
    hidden = set(_hidden(table))
    for index, row in enumerate(table.rows):
        if index == 0 and table.header_rows:
            parts.append("<thead>")
        elif index == table.header_rows:
            parts.append("</thead><tbody>" if table.header_rows else "<tbody>")
        name = "th" if index < table.header_rows else "td"
        parts.append("<tr>")
        for column, cell in enumerate(row):
            if (index, column) in hidden:
                continue
            tall, wide = spans.get((index, column), (1, 1))
            size = (f' rowspan="{tall}"' if tall > 1 else "") + (
                f' colspan="{wide}"' if wide > 1 else ""
            )
            parts.append(f"<{name}{size}>{html.escape(cell)}</{name}>")
        parts.append("</tr>")
    if table.rows:
        parts.append("</thead>" if len(table.rows) <= table.header_rows else "</tbody>")
    return "".join([*parts, "</table>"])


def _hidden(table: Table) -> Iterator[tuple[int, int]]:
    """Places that a larger cell covers, as long as they hold no words of their own."""
    for (row, column), (tall, wide) in table.spans:
        for i in range(row, min(row + tall, len(table.rows))):
            for j in range(column, min(column + wide, len(table.rows[i]))):
                if (i, j) != (row, column) and not table.rows[i][j]:
                    yield i, j


def to_xlsx(tables: Sequence[Table]) -> bytes:
    """The tables as a workbook, a sheet each; figures as numbers, all else as text."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.active)
    taken: set[str] = set()
    for number, table in enumerate(tables, 1):
        sheet = book.create_sheet(_sheet_name(table, number, taken))
        widths: dict[int, int] = {}
        for i, row in enumerate(table.rows, 1):
            for j, text in enumerate(row, 1):
                if not text:
                    continue
                cell = sheet.cell(i, j)
                value = number_of(text)
                if value is None:
                    cell.value = _CONTROL.sub("", text)[:_LONGEST_CELL]
                    cell.data_type = "s"
                else:
                    cell.value = value
                    if "," in text:
                        cell.number_format = "#,##0.###" if "." in text else "#,##0"
                if i <= table.header_rows:
                    cell.font = Font(bold=True)
                widths[j] = max(widths.get(j, 0), min(len(text), 48))
        for j, width in widths.items():
            sheet.column_dimensions[get_column_letter(j)].width = max(8, width + 2)
        if table.header_rows:
            sheet.freeze_panes = f"A{table.header_rows + 1}"
    if not tables:
        book.create_sheet("No tables")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def number_of(text: str) -> int | float | None:
    """The number that a cell plainly is (1,234.5); ``None`` where it could mean something else."""
    bare = text.strip()
    if not _NUMBER.fullmatch(bare) or len(bare) > 15:
        return None
    plain = bare.replace(",", "").replace("−", "-")
    return float(plain) if "." in plain else int(plain)


def to_dataframe(table: Table) -> DataFrame:
    """The table as a pandas DataFrame of text; several head rows become one, joined by " / "."""
    from pandas import DataFrame

    body = [list(row) for row in table.rows[table.header_rows :]]
    if not table.header_rows:
        return DataFrame(body)
    return DataFrame(body, columns=list(column_names(table)))


def column_names(table: Table) -> tuple[str, ...]:
    """A name for every column: its heads from above joined by " / ", made unlike its neighbours'.

    A head that spans several columns stands before each of them.
    """
    width = len(table.rows[0]) if table.rows else 0
    spans = dict(table.spans)
    names: list[list[str]] = [[] for _ in range(width)]
    for row in range(min(table.header_rows, len(table.rows))):
        for column, text in enumerate(table.rows[row]):
            if text:
                wide = spans.get((row, column), (1, 1))[1]
                for at in range(column, min(column + wide, width)):
                    names[at].append(text)
    made: list[str] = []
    for parts in names:
        name = " / ".join(parts)
        count = sum(other == name or other.startswith(f"{name} (") for other in made)
        made.append(f"{name} ({count + 1})" if count and name else name)
    return tuple(made)


def _sheet_name(table: Table, number: int, taken: set[str]) -> str:
    page = table.places[0].page + 1 if table.places else 0
    wanted = table.sheet.split("!")[0] or (f"{number} page {page}" if page else f"Table {number}")
    name = _SHEET_NAME.sub(" ", wanted)[:31].strip() or f"Table {number}"
    if name.lower() in taken:
        name = f"{name[:26]} {number}"
    taken.add(name.lower())
    return name
