"""Which lines of a table make one row: wrapped labels, wrapped cells and stacked heads.

A line goes on with the one before it where its first word would not have fitted there; that is how
a typesetter breaks a cell, and what tells a wrapped label from the title of a group of rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from model.documents.tables.draft import Cell
from model.documents.tables.rules import Rule
from model.documents.tables.words import Chunk, Row

Piece = tuple[int, int, Chunk]
"""First column, last column, words."""
_GOES_ON = (",", "-", "–", "/", "and", "or", "of", "the", "in", "for", "&", "to", "with", "by")


@dataclass(slots=True)
class Strip:
    """One line of a table, cut into columns."""

    row: Row
    pieces: list[Piece]

    @property
    def top(self) -> float:
        """The upper edge in points."""
        return self.row.middle - self.row.size / 2

    @property
    def bottom(self) -> float:
        """The lower edge in points."""
        return self.row.middle + self.row.size / 2

    def columns(self) -> set[int]:
        """The columns that it has words in."""
        return {column for first, last, _ in self.pieces for column in range(first, last + 1)}

    @property
    def numeric(self) -> int:
        """Pieces right of the label that are figures."""
        return sum(1 for first, _, chunk in self.pieces if first > 0 and chunk.numeric)


def grouped(strips: Sequence[Strip], forced: Sequence[float]) -> list[list[Strip]]:
    """The lines of a table's body in rows; ``forced`` are heights (points) that part rows."""
    groups: list[list[Strip]] = []
    edges = _right_edges(strips)
    gaps = [below.top - above.bottom for above, below in zip(strips, strips[1:], strict=False)]
    split = _two_leadings(gaps, median(strip.row.size for strip in strips) if strips else 1.0)
    for strip in strips:
        if groups and _continues(groups[-1], strip, edges, forced, split):
            groups[-1].append(strip)
        else:
            groups.append([strip])
    return groups


def cells_of(group: Sequence[Strip], row: int) -> list[Cell]:
    """The cells of one row out of its lines."""
    cells: dict[int, Cell] = {}
    for strip in group:
        for first, last, chunk in strip.pieces:
            at = next((c for c, cell in cells.items() if c <= first < c + cell.columns), first)
            cell = cells.setdefault(at, Cell(row, at, 1, last - first + 1))
            cell.words += chunk.words
            cell.columns = max(cell.columns, last - at + 1)
    return [cells[column] for column in sorted(cells)]


def head_cells(strips: Sequence[Strip], across: Sequence[Rule]) -> tuple[list[Cell], int]:
    """The cells of a table's head, stacked lines joined, and how many rows they take."""
    items: list[Cell] = []
    begun: list[int] = []
    for number, strip in enumerate(strips):
        for first, last, chunk in strip.pieces:
            above = _stacked_on(items, first, last, chunk, across)
            if above is not None:
                above.words += chunk.words
            else:
                items.append(Cell(0, first, 1, last - first + 1, list(chunk.words)))
                begun.append(number)
    levels: list[int] = [0] * len(items)
    for number in range(len(strips) - 1, -1, -1):
        mine = [index for index in range(len(items)) if begun[index] == number]
        for index in mine:
            below = [
                levels[other]
                for other in range(index + 1, len(items))
                if begun[other] > number and _share_columns(items[index], items[other])
            ]
            levels[index] = 1 + max(below) if below else 0
        # Heads over others that stand in one line are of one level.
        most = max((levels[index] for index in mine), default=0)
        for index in mine:
            levels[index] = most if levels[index] else 0
    height = max(levels) + 1 if levels else 0
    for item, level in zip(items, levels, strict=True):
        item.row = height - 1 - level
    return _one_a_place(items), height


def centred(strips: Sequence[Strip], edges: Sequence[float]) -> list[Strip]:
    """The head's lines with every head that stands in the middle of several columns over these.

    ``edges`` are the left edges of the columns and the right edge of the last, in points.
    """
    made: list[Strip] = []
    for index, strip in enumerate(strips):
        below = {column for other in strips[index + 1 :] for column in other.columns()}
        pieces: list[Piece] = []
        for first, last, chunk in strip.pieces:
            taken = {
                column
                for low, high, other in strip.pieces
                if other is not chunk
                for column in range(low, high + 1)
            }
            pieces.append((*_middle(first, last, chunk, below - taken, edges), chunk))
        made.append(Strip(strip.row, pieces))
    return made


def _middle(
    first: int, last: int, chunk: Chunk, free: set[int], edges: Sequence[float]
) -> tuple[int, int]:
    """The most columns round a head, the label's left out, that it stands in the middle of."""
    if first == 0:
        return first, last
    center = chunk.box.center.x
    best = (first, last)
    low = first
    while low >= 1 and (low in free or low >= first):
        high = last
        while high < len(edges) - 1 and (high in free or high <= last):
            width = edges[high + 1] - edges[low]
            if (
                abs((edges[low] + edges[high + 1]) / 2 - center) < 0.08 * width
                and high - low > best[1] - best[0]
            ):
                best = (low, high)
            high += 1
        low -= 1
    return best


def _one_a_place(items: Sequence[Cell]) -> list[Cell]:
    made: dict[tuple[int, int], Cell] = {}
    for item in items:
        if (item.row, item.column) in made:
            made[item.row, item.column].words += item.words
        else:
            made[item.row, item.column] = item
    return list(made.values())


def _share_columns(one: Cell, other: Cell) -> bool:
    return one.column < other.column + other.columns and other.column < one.column + one.columns


def _stacked_on(
    items: Sequence[Cell], first: int, last: int, chunk: Chunk, across: Sequence[Rule]
) -> Cell | None:
    """The item above that this chunk is the next line of."""
    box = chunk.box
    for item in reversed(items):
        if not _share_columns(item, Cell(0, first, 1, last - first + 1)):
            continue
        if item.columns != last - first + 1 or item.column != first:
            return None
        place = item.place
        size = chunk.words[0].size
        if place is None or box.center.y - place.y2 > 1.2 * size:
            return None
        low, high = item.words[-1].box.center.y, box.center.y
        middle = box.center.x
        if any(low < rule.at < high and rule.start <= middle <= rule.end for rule in across):
            return None
        return item
    return None


def _right_edges(strips: Sequence[Strip]) -> dict[int, float]:
    edges: dict[int, float] = {}
    for strip in strips:
        for first, last, chunk in strip.pieces:
            if first == last:
                edges[first] = max(edges.get(first, 0.0), chunk.box.x2)
    return edges


def _two_leadings(gaps: Sequence[float], size: float) -> float | None:
    """A gap (points) between the leading inside rows and that between them, if there are two."""
    ordered = sorted(gap for gap in gaps if gap < 3 * size)
    best = None
    for low, high in zip(ordered, ordered[1:], strict=False):
        if high - low > 0.25 * size and (best is None or high - low > best[1] - best[0]):
            best = (low, high)
    if best is None or len(ordered) < 4:
        return None
    below = sum(gap <= best[0] for gap in ordered)
    if not 0.15 <= below / len(ordered) <= 0.85:
        return None
    return (best[0] + best[1]) / 2


def _continues(
    group: Sequence[Strip],
    strip: Strip,
    edges: dict[int, float],
    forced: Sequence[float],
    split: float | None,
) -> bool:
    last = group[-1]
    if any(last.row.middle < at < strip.row.middle for at in forced):
        return False
    size = strip.row.size
    gap = strip.top - last.bottom
    if gap > 0.75 * size or (split is not None and gap > split):
        return False
    mine, theirs = strip.columns(), {c for part in group for c in part.columns()}
    if strip.numeric and any(part.numeric for part in group):
        return False
    if mine == {0} and theirs == {0}:
        return _wrapped(_label(last), _label(strip), edges.get(0, 0.0)) and _small_start(strip)
    if mine == {0}:
        label = _label(strip)
        return (
            label is not None
            and _wrapped(_label(last), label, edges.get(0, 0.0))
            and (_small_start(strip) or _indented(last, strip) or _goes_on(last))
        )
    if theirs == {0} and 0 in mine:
        return _wrapped(_label(last), _label(strip), edges.get(0, 0.0)) and (
            _small_start(strip) or _goes_on(last)
        )
    if 0 not in mine and mine <= theirs:
        if split is not None:
            return not strip.numeric
        return all(
            any(
                first == other_first and _wrapped(other, chunk, edges.get(first, 0.0))
                for part in group
                for other_first, _, other in part.pieces
            )
            for first, _, chunk in strip.pieces
        )
    if split is not None and mine <= theirs and not strip.numeric:
        return _small_start(strip)
    return False


def _label(strip: Strip) -> Chunk | None:
    return next((chunk for first, _, chunk in strip.pieces if first == 0), None)


def _wrapped(above: Chunk | None, below: Chunk | None, edge: float) -> bool:
    """Whether the first word of ``below`` did not fit behind ``above`` before ``edge``."""
    if above is None or below is None or above.words[-1].bold != below.words[0].bold:
        return False
    first = below.words[0]
    return above.box.x2 + 0.25 * first.size + first.box.width > edge - 0.5 * first.size


def _small_start(strip: Strip) -> bool:
    label = strip.pieces[0][2].text if strip.pieces else ""
    return label[:1].islower() or label[:1] in "(&/"


def _indented(above: Strip, below: Strip) -> bool:
    one, other = _label(above), _label(below)
    return one is not None and other is not None and other.box.x1 - one.box.x1 > 2.0


def _goes_on(strip: Strip) -> bool:
    label = _label(strip)
    return label is not None and label.text.endswith(_GOES_ON)
