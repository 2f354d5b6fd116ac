"""Tables that are drawn with lines: cells from rules that cross, words from where they stand."""

from __future__ import annotations

import math
import time
from bisect import bisect_right
from collections.abc import Sequence

from model.documents.tables.columns import column_of, regroup, separators
from model.documents.tables.draft import Cell, Draft, compact
from model.documents.tables.rowing import Strip, grouped
from model.documents.tables.rules import Rules, box_of, components, covers, levels
from model.documents.tables.words import Chunk, Row, Word, rows_of
from model.geometry import Box


def ruled_drafts(
    rules: Rules,
    words: Sequence[Word],
    space: float,
    until: float = math.inf,
    turned: Sequence[Word] = (),
) -> list[Draft]:
    """The tables whose rules cross, from top to bottom; fat rows parted into the lines they are.

    ``turned`` are lines that do not stand upright; they count only where they stand in a cell. The
    search ends at ``until`` (``time.monotonic``).
    """
    drafts = []
    for component in components(rules):
        if time.monotonic() > until:
            break
        cells = _cells(component, words)
        if cells is None:
            continue
        draft = _filled(cells, [*words, *turned], box_of(component))
        if draft is None:
            continue
        draft = compact(_parted(draft, space))
        if (
            draft.width >= 2
            and draft.height >= 2
            and draft.share >= 0.2
            and (draft.filled >= 6 or (draft.filled >= 4 and draft.share > 0.75))
        ):
            drafts.append(draft)
    return sorted(drafts, key=lambda draft: draft.box.y1)


def _cells(component: Rules, words: Sequence[Word]) -> list[Cell] | None:
    """The cells of a group of rules: rectangles of its grid with no line inside them."""
    xs = levels(rule.at for rule in component.down)
    ys = levels(rule.at for rule in component.across)
    box = box_of(component)
    inside = [word.box.center for word in words if box.contains(word.box.center)]
    if xs and box.x1 < xs[0] - 9 and any(place.x < xs[0] for place in inside):
        xs.insert(0, box.x1)
    if xs and box.x2 > xs[-1] + 9 and any(place.x > xs[-1] for place in inside):
        xs.append(box.x2)
    if ys and box.y1 < ys[0] - 7 and any(place.y < ys[0] for place in inside):
        ys.insert(0, box.y1)
    if ys and box.y2 > ys[-1] + 7 and any(place.y > ys[-1] for place in inside):
        ys.append(box.y2)
    height, width = len(ys) - 1, len(xs) - 1
    if height < 1 or width < 1 or height * width < 2 or height * width > 20_000:
        return None
    group = {(i, j): (i, j) for i in range(height) for j in range(width)}

    def root(place: tuple[int, int]) -> tuple[int, int]:
        while group[place] != place:
            group[place] = group[group[place]]
            place = group[place]
        return place

    def merge(one: tuple[int, int], other: tuple[int, int]) -> None:
        group[root(other)] = root(one)

    for i in range(height):
        columned = _columned(words, Box(xs[0], ys[i], xs[-1], ys[i + 1]), xs)
        for j in range(width):
            if (
                j + 1 < width
                and not columned
                and not covers(component.down, xs[j + 1], ys[i], ys[i + 1], 3.0)
            ):
                merge((i, j), (i, j + 1))
            if i + 1 < height and not covers(component.across, ys[i + 1], xs[j], xs[j + 1], 3.0):
                merge((i, j), (i + 1, j))
    cells = []
    for rows, columns in _rectangles({place: root(place) for place in group}):
        box = Box(xs[columns[0]], ys[rows[0]], xs[columns[1] + 1], ys[rows[1] + 1])
        if rows[0] < rows[1] and columns[0] == columns[1] and _row_by_row(words, box, ys):
            for row in range(rows[0], rows[1] + 1):
                part = Box(box.x1, ys[row], box.x2, ys[row + 1])
                cells.append(Cell(row, columns[0], 1, 1, [], part))
            continue
        tall, wide = rows[1] - rows[0] + 1, columns[1] - columns[0] + 1
        cells.append(Cell(rows[0], columns[0], tall, wide, [], box))
    return cells if len(cells) >= 3 else None


def _row_by_row(words: Sequence[Word], box: Box, ys: Sequence[float]) -> bool:
    """Whether a cell over several rows holds a line for each of them rather than one label."""
    inside = [word for word in words if box.contains(word.box.center)]
    if _stacked(Cell(0, 0, 1, 1, inside), 3) and len(rows_of(inside)) >= 3:
        return True
    edges = [y for y in ys if box.y1 - 1 < y < box.y2 + 1]
    bands = len(edges) - 1
    if bands < 4:
        return False
    held = [0] * (bands + 2)
    for row in rows_of(inside):
        held[column_of(row.middle, edges)] += 1
    return sum(count == 1 for count in held[1:-1]) >= 0.8 * bands


def _columned(words: Sequence[Word], band: Box, xs: Sequence[float]) -> bool:
    """Whether the words of a band keep to the columns of the grid though no line parts them."""
    columns: set[int] = set()
    rows = rows_of([word for word in words if band.contains(word.box.center)])
    crossing = 0
    for row in rows:
        # In many rows words that keep clear of the lines are no chance; in few, whole chunks must.
        for box in [part.box for part in (row.words if len(rows) >= 4 else row.chunks)]:
            if any(box.x1 + 1 < x < box.x2 - 1 for x in xs[1:-1]):
                crossing += 1
            else:
                columns.add(column_of(box.center.x, xs))
    if crossing > 0.1 * len(rows):
        return False
    return len(columns) >= max(2, 0.5 * (len(xs) - 1))


def _rectangles(
    group: dict[tuple[int, int], tuple[int, int]],
) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Groups of grid places as rectangles (first and last row, first and last column).

    A group that is no rectangle grows until it is, taking in whole groups.
    """
    while True:
        members: dict[tuple[int, int], list[tuple[int, int]]] = {}
        for place, name in group.items():
            members.setdefault(name, []).append(place)
        changed = False
        made = []
        for name, places in members.items():
            rows = [row for row, _ in places]
            columns = [column for _, column in places]
            low, high = (min(rows), max(rows)), (min(columns), max(columns))
            if (low[1] - low[0] + 1) * (high[1] - high[0] + 1) != len(places):
                taken = {
                    group[row, column]
                    for row in range(low[0], low[1] + 1)
                    for column in range(high[0], high[1] + 1)
                }
                for place, other in group.items():
                    if other in taken:
                        group[place] = name
                changed = True
                break
            made.append((low, high))
        if not changed:
            return sorted(made)


def _filled(cells: list[Cell], words: Sequence[Word], box: Box) -> Draft | None:
    room = box.grow(1)
    inside = sorted(
        (word for word in words if room.contains(word.box.center)),
        key=lambda word: word.box.center.y,
    )
    heights = [word.box.center.y for word in inside]
    for cell in cells:
        if cell.box is None:
            continue
        first, last = bisect_right(heights, cell.box.y1), bisect_right(heights, cell.box.y2)
        cell.words += [
            word for word in inside[first:last] if cell.box.x1 <= word.box.center.x < cell.box.x2
        ]
    height = max(cell.row + cell.rows for cell in cells)
    width = max(cell.column + cell.columns for cell in cells)
    draft = Draft(cells, height, width, box, 0, "ruled")
    return draft if draft.filled >= 2 else None


def _parted(draft: Draft, space: float) -> Draft:
    """The draft with fat rows parted into their lines, and columns no line is drawn between."""
    fat = {row: bands for row in range(draft.height) if (bands := _bands(draft, row))}
    extra = _inner_columns(draft, space)
    if not fat and not extra:
        return draft
    cells: list[Cell] = []
    starts: list[int] = []
    at = 0
    for row in range(draft.height):
        starts.append(at)
        at += len(fat.get(row, [()]))
    starts.append(at)
    edges = sorted(extra)
    for cell in draft.cells:
        first = cell.column + sum(1 for column, _ in edges if column < cell.column)
        inside = [x for column, x in edges if column == cell.column and cell.columns == 1]
        last_column = cell.column + cell.columns
        width = last_column + sum(1 for column, _ in edges if column < last_column) - first
        top, tall = starts[cell.row], starts[cell.row + cell.rows] - starts[cell.row]
        if cell.row not in fat or cell.rows > 1:
            cells += _cut_cell(cell, top, tall, first, width, inside, space)
            continue
        for offset, band in enumerate(fat[cell.row]):
            held = {id(word) for word in band}
            words = [word for word in cell.words if id(word) in held]
            if words:
                part = Cell(0, 0, 1, cell.columns, words)
                cells += _cut_cell(part, top + offset, 1, first, width, inside, space)
    return Draft(cells, at, draft.width + len(edges), draft.box, draft.header_rows, "ruled")


def _cut_cell(
    cell: Cell,
    row: int,
    rows: int,
    first: int,
    width: int,
    inside: list[float],
    space: float,
) -> list[Cell]:
    if not inside or not cell.words:
        return [Cell(row, first, rows, width, cell.words, cell.box)]
    made: dict[int, Cell] = {}
    for line in rows_of(cell.words):
        for start, end, chunk in regroup(line.words, inside, space):
            part = made.setdefault(start, Cell(row, first + start, rows, end - start + 1))
            part.words += chunk.words
    return list(made.values())


def _bands(draft: Draft, row: int) -> list[list[Word]]:
    """The words of a fat row by the rows they are; empty where the row is one."""
    cells = [cell for cell in draft.cells if cell.row == row and cell.rows == 1 and cell.words]
    if len(cells) < 2:
        return []
    lines = rows_of([word for cell in cells for word in cell.words])
    counts = [len(rows_of(cell.words)) for cell in cells]
    count = len(lines)
    if count < 2:
        return []
    stacks = sum(1 for cell in cells if _stacked(cell, count))
    same = sum(1 for lines_here in counts if lines_here == count)
    if not (
        (count >= 3 and same >= 0.9 * len(cells) and stacks)
        or (count >= 3 and stacks >= 1 and same + stacks >= 0.5 * len(cells))
        or (count >= 3 and stacks >= 2)
        or (count == 2 and same == len(cells) and stacks >= max(1, len(cells) // 2))
    ):
        return []
    boundaries = sorted(cell.box.x1 for cell in cells if cell.box is not None)[1:]
    strips = [Strip(line, _by_cell(line, boundaries)) for line in lines]
    return [[word for strip in group for word in strip.row.words] for group in grouped(strips, ())]


def _stacked(cell: Cell, count: int) -> bool:
    """Whether a cell holds one figure a line, or a label and a figure: no cell has two."""
    lines = rows_of(cell.words)
    if len(lines) < max(2, min(3, 0.6 * count)):
        return False
    if all(all(word.numeric for word in line.words) for line in lines):
        return True
    return sum(len(line.chunks) > 1 and line.chunks[-1].numeric for line in lines) > 0.7 * len(
        lines
    )


def _by_cell(line: Row, boundaries: list[float]) -> list[tuple[int, int, Chunk]]:
    made: dict[int, list[Word]] = {}
    for word in line.words:
        made.setdefault(column_of(word.box.center.x, boundaries), []).append(word)
    return [(column, column, Chunk(tuple(words))) for column, words in sorted(made.items())]


def _inner_columns(draft: Draft, space: float) -> list[tuple[int, float]]:
    """Columns that no line parts from their neighbour: (grid column, x)."""
    found: list[tuple[int, float]] = []
    for column in range(draft.width):
        rows: list[Row] = []
        for cell in draft.cells:
            if cell.column == column and cell.columns == 1 and cell.words:
                rows += rows_of(cell.words)
        parted = sum(len(row.chunks) > 1 for row in rows)
        if parted >= 3 and parted > 0.6 * len(rows):
            found += [(column, x) for x in separators(rows, space) if not _bracketed(rows, x)]
    return found


def _bracketed(rows: Sequence[Row], x: float) -> bool:
    """Whether what stands behind ``x`` belongs to the figure before it: 38 (24.7%)."""
    behind = [
        next((word for word in row.words if word.box.center.x > x), None)
        for row in rows
        if row.words[0].box.center.x < x
    ]
    texts = [word.text for word in behind if word is not None]
    return sum(text.startswith(("(", "[")) for text in texts) > 0.5 * len(texts)
