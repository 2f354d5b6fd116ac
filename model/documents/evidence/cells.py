"""A table asked by row and column: the cell whose row's label and column's header are named.

What the caption says counts too, but less: it speaks of every cell alike.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from model.documents.evidence.rank import Weighed
from model.documents.parts import Chart, Evidence, Place, Table
from model.geometry import union
from model.language.facts import is_value
from model.language.terms import STOP, tokens
from model.language.values import ValueKind, find_values

COVERED = 0.5
"""Share of the question, by weight, that a cell must account for."""
_CAPTION = 0.7
"""What a word of the caption counts for, beside one of a label or a header."""
_SECTION = 0.03
"""What it costs a row to stand under a heading in the table that the question does not name."""
_STRANGE = 0.03
"""What it costs a label to be made of words that the question does not say."""
_OF_KIND = 0.02
"""What it helps a cell among others alike to have the form that is asked for: an amount, a date."""
_PRECISE = 0.15
"""What a cell is worth more than a passage that says as much of the question."""
_CELL_CHARS = 200
_MOST = 3
"""Cells of one table that are told, where several answer alike."""


@dataclass(frozen=True, slots=True)
class _Cell:
    row: int
    column: int
    covered: float


def ask_table(
    question: Weighed,
    asked: Collection[str],
    document: int,
    table: Table,
    kind: ValueKind | None = None,
) -> Iterator[Evidence]:
    """The cells that a question names, best first; none where it names no row.

    ``asked`` are all words of the question, the frequent ones too: they tell "No desktop" from
    "With desktop". ``kind`` is the form of value it asks for, if it says so.
    """
    heads = max(1, table.header_rows)
    if len(table.rows) <= heads or len(table.boxes) != len(table.rows) or not question.terms:
        return
    columns = _columns(table.rows[:heads])
    best = list(_matching(question, asked, table, heads, columns, kind))
    best.sort(key=lambda cell: -cell.covered)
    top = [cell for cell in best if cell.covered > best[0].covered - 0.01]
    rows = {cell.row for cell in top}
    if len(top) > _MOST and len(rows) == 1 and (whole := _row(document, table, top)):
        yield whole
        return
    for cell in top[:_MOST]:
        yield _evidence(document, table, columns, cell)


def chart_table(chart: Chart) -> Table | None:
    """A chart's values by category and series; every cell stands where the chart does.

    ``None`` for a scatter chart, whose positions have no names, and for one without values.
    """
    if not chart.categories or not chart.series:
        return None
    rows = [("", *(series.name for series in chart.series))]
    for at, category in enumerate(chart.categories):
        values = [series.values[at] if at < len(series.values) else None for series in chart.series]
        rows.append((category, *("" if v is None else f"{v:,.10g}" for v in values)))
    boxes = tuple(tuple(chart.place.box for _ in row) for row in rows)
    pages = (chart.place.page,) * len(rows)
    caption = " ".join(f"Chart {chart.title} {chart.unit}".split())
    if not chart.exact:
        caption += " (measured on the drawing)" if chart.origin == "vector" else " (as read)"
    return Table(chart.id, (chart.place,), tuple(rows), boxes, pages, 1, caption)


def _columns(heads: Sequence[Sequence[str]]) -> list[str]:
    """What heads every column; a header over several columns stands over the first of them."""
    told: list[list[str]] = [[] for _ in heads[0]]
    for level, row in enumerate(heads):
        over = ""
        for at, cell in enumerate(row):
            over = cell.strip() or (over if level < len(heads) - 1 else "")
            if over and over not in told[at]:
                told[at].append(over)
    return [" ".join(words) for words in told]


def _matching(
    question: Weighed,
    asked: Collection[str],
    table: Table,
    heads: int,
    columns: Sequence[str],
    kind: ValueKind | None,
) -> Iterator[_Cell]:
    caption = {at: _CAPTION * min(1.0, v) for at, v in _said(question, table.caption).items()}
    headers = [_said(question, column) for column in columns]
    for at, value in _said(question, columns[0]).items():  # what the labels are: "Country"
        caption[at] = max(caption.get(at, 0.0), _CAPTION * min(1.0, value))
    section: dict[int, float] = {}
    unnamed = 0.0
    for index in range(heads, len(table.rows)):
        row = table.rows[index]
        labels = [cell for cell in row if cell.strip() and not is_value(cell)]
        labels = labels or [cell for cell in row[:1] if cell.strip()]  # a year, a quarter
        label = _said(question, " ".join(labels[:2]))
        if sum(bool(cell.strip()) for cell in row) == 1 and labels:
            section, unnamed = label, 0.0 if label else _SECTION
            continue
        if not label:
            continue
        words = tokens(labels[0])
        strange = sum(1 for word in words if word not in asked) / max(1, len(words))
        if question.defined is not None and strange:
            continue  # A row about something else that has the term in its name explains nothing.
        for at, cell in enumerate(row):
            text = cell.strip()
            if not text or len(text) > _CELL_CHARS or table.boxes[index][at] is None:
                continue
            own = _said(question, text)
            if text in labels[:1] or (own and not is_value(text)):
                continue  # The label itself, or what the question already says.
            best = dict(caption)
            for hits in (section, headers[at], label):
                for term, value in hits.items():
                    best[term] = max(best.get(term, 0.0), min(1.0, value))
            covered = sum(question.weights[t] * v for t, v in best.items()) / question.whole
            covered -= unnamed + _STRANGE * strange
            if kind is not None and next(find_values(kind, text), None) is not None:
                covered += _OF_KIND
            if covered >= COVERED:
                yield _Cell(index, at, covered)


def _said(question: Weighed, text: str) -> dict[int, float]:
    return question.hits(word for word in tokens(text) if word not in STOP)


def _evidence(document: int, table: Table, columns: Sequence[str], cell: _Cell) -> Evidence:
    row = table.rows[cell.row]
    value = " ".join(row[cell.column].split())
    label = " ".join(next((c for c in row if c.strip() and not is_value(c)), row[0]).split())
    head = " ".join(columns[cell.column].split())
    place = _place(table, cell.row)
    box = table.boxes[cell.row][cell.column]
    assert box is not None  # _matching left out cells without a place
    text = " | ".join(" ".join(c.split()) for c in row if c.strip())
    named = f"{label}, {head}: {value}" if head else f"{label}: {value}"
    shown = f"{table.caption} — {named} ({text})" if table.caption else f"{named} ({text})"
    answer = Place(place.page, box)
    return Evidence(document, (place,), shown, "table", cell.covered + _PRECISE, value, (answer,))


def _row(document: int, table: Table, cells: Sequence[_Cell]) -> Evidence | None:
    """A whole row, where the question names it and none of its columns."""
    index = cells[0].row
    row = table.rows[index]
    boxes = [box for cell in cells if (box := table.boxes[index][cell.column]) is not None]
    if not boxes:
        return None
    place = _place(table, index)
    text = " | ".join(" ".join(cell.split()) for cell in row if cell.strip())
    shown = f"{table.caption} — {text}" if table.caption else text
    return Evidence(
        document,
        (place,),
        shown,
        "table",
        cells[0].covered + _PRECISE / 2,
        ", ".join(" ".join(row[cell.column].split()) for cell in cells),
        (Place(place.page, union(boxes)),),
    )


def _place(table: Table, row: int) -> Place:
    page = table.row_pages[row] if row < len(table.row_pages) else table.places[0].page
    return Place(page, union(box for box in table.boxes[row] if box is not None))
