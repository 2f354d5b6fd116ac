"""Tables that run over several pages, put together to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from model.documents.parts import Table
from model.geometry import Box

_NEAR = 8.0
"""Points that the left edges of a column may differ on two pages."""


def joined(tables: Sequence[Table], heights: Mapping[int, float] | None = None) -> list[Table]:
    """The tables in order, those that go on on the next page as one; a repeated head is dropped.

    A table goes on where the last of one page and the first of the next have as many columns, at
    the same places, and the second one has no caption and no other head. ``heights`` (points, by
    page) lets it tell whether the first ends low on its page and the second begins high.
    """
    made: list[Table] = []
    first_of = _first_of_pages(tables)
    for table in tables:
        before = made[-1] if made else None
        if before is not None and first_of.get(table.places[0].page) == table.id:
            head = _continues(before, table, heights)
            if head is not None:
                made[-1] = _one(before, table, head)
                continue
        made.append(table)
    return made


def _first_of_pages(tables: Sequence[Table]) -> dict[int, str]:
    first: dict[int, tuple[float, str]] = {}
    for table in tables:
        if not table.places:
            continue
        page, top = table.places[0].page, table.places[0].box.y1
        if page not in first or top < first[page][0]:
            first[page] = (top, table.id)
    return {page: name for page, (_, name) in first.items()}


def _continues(above: Table, below: Table, heights: Mapping[int, float] | None) -> int | None:
    """How many repeated head rows to drop, or ``None`` where ``below`` is another table."""
    if not above.places or not below.places or not above.rows or not below.rows:
        return None
    last, first = above.places[-1], below.places[0]
    if first.page != last.page + 1 or below.caption or above.sheet or below.sheet:
        return None
    if len(above.rows[0]) != len(below.rows[0]) or not _same_columns(above, below):
        return None
    if heights is not None:
        low, high = heights.get(last.page), heights.get(first.page)
        if low is not None and last.box.y2 < 0.55 * low:
            return None
        if high is not None and first.box.y1 > 0.45 * high:
            return None
    elif first.box.y1 >= last.box.y2:
        return None
    head = above.header_rows
    if head and _plain(below.rows[:head]) == _plain(above.rows[:head]):
        return head
    if _plain(below.rows[:1]) == _plain(above.rows[:1]):
        return 1
    return None if _other_head(above, below) else 0


def _other_head(above: Table, below: Table) -> bool:
    """Whether ``below`` has a head of its own, told by figures standing only under it."""
    if not below.header_rows or not above.header_rows:
        return False
    body = [cell for row in below.rows[below.header_rows :] for cell in row[1:] if cell]
    figures = sum(cell[:1].isdigit() for cell in body)
    return figures > 0.5 * len(body)


def _plain(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    return [["".join(cell.lower().split()) for cell in row] for row in rows]


def _same_columns(above: Table, below: Table) -> bool:
    if abs(above.places[-1].box.x1 - below.places[0].box.x1) > 3 * _NEAR:
        return False
    one, other = _middles(above), _middles(below)
    both = [column for column in one if column in other]
    if not both:
        return False
    same = sum(
        min(abs(a - b) for a, b in zip(one[column], other[column], strict=True)) <= _NEAR
        for column in both
    )
    return same >= 0.8 * len(both)


def _middles(table: Table) -> dict[int, tuple[float, float, float]]:
    """Left edge, middle and right edge of every column, from its own cells."""
    found: dict[int, tuple[float, float, float]] = {}
    spanned = {place for place, (_, wide) in table.spans if wide > 1}
    page = table.places[-1].page
    for column in range(len(table.rows[0])):
        boxes: list[Box] = []
        for index, row in enumerate(table.boxes):
            box = row[column] if column < len(row) else None
            here = table.row_pages[index] if index < len(table.row_pages) else page
            if (
                box is not None
                and here in (page, table.places[0].page)
                and ((index, column) not in spanned)
            ):
                boxes.append(box)
        if boxes:
            left, right = min(box.x1 for box in boxes), max(box.x2 for box in boxes)
            found[column] = (left, (left + right) / 2, right)
    return found


def _one(above: Table, below: Table, head: int) -> Table:
    shift = len(above.rows) - head
    return replace(
        above,
        places=above.places + below.places,
        rows=above.rows + below.rows[head:],
        boxes=above.boxes + below.boxes[head:],
        row_pages=above.row_pages + below.row_pages[head:],
        spans=above.spans
        + tuple(
            ((row + shift, column), size) for (row, column), size in below.spans if row >= head
        ),
    )
