"""Tables without a grid of lines: rows whose words stand in columns, and rules that frame them."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from model.documents.tables.columns import regroup, separators
from model.documents.tables.draft import Draft, compact
from model.documents.tables.heads import CAPTION, YEAR
from model.documents.tables.prose import without_prose
from model.documents.tables.rowing import Piece, Strip, cells_of, centred, grouped, head_cells
from model.documents.tables.rules import Rule, Rules
from model.documents.tables.words import Chunk, Row, Word, rows_of
from model.geometry import Box, union

_LARGER = 1.25
"""From this multiple of the size of the table on, letters are those of a heading over it."""
_NOTE = re.compile(
    r"(?:source|sources|note|notes|abbreviations?|nb|n\.b\.|\* |quelle)\s*:|"
    r"[*†‡§¹²³]\s*[A-Z]|[—–-]\s+Not\b|SOURCE|NOTE",
)


@dataclass(slots=True)
class Region:
    """Rows that may be a table, and where it must end."""

    rows: list[Row]

    @property
    def box(self) -> Box:
        """The place of all rows."""
        return union(row.box for row in self.rows)


def unruled_drafts(
    rules: Rules, words: Sequence[Word], space: float, until: float = math.inf
) -> list[Draft]:
    """The tables among words that stand in no grid of lines, from top to bottom."""
    kept = without_prose(words)
    held = set(map(id, kept))
    prose = [word.box.center for word in words if id(word) not in held]
    rows = rows_of(kept)
    drafts = []
    for region in _regions(rows, rules):
        if time.monotonic() > until:
            break
        box = region.box
        inside = [word for row in region.rows for word in row.words]
        figures = sum(word.numeric for word in inside)
        if 2 * sum(map(box.contains, prose)) > len(inside) and figures < 0.3 * len(inside):
            continue  # short lines left over between paragraphs
        draft = _draft(region, rules, space)
        if draft is not None:
            drafts.append(draft)
    return drafts


def tabular(row: Row) -> bool:
    """Whether a row has two cells or more, or a label and a figure."""
    short = [chunk for chunk in row.chunks if not chunk.prose]
    if len(short) >= 2:
        return True
    return len(row.chunks) >= 2 and any(chunk.numeric for chunk in short)


def _regions(rows: Sequence[Row], rules: Rules) -> list[Region]:
    """Runs of rows in columns, grown to the rules that frame them."""
    found: list[Region] = []
    current: list[Row] = []
    for row in rows:
        if current and _breaks(current, row):
            found.append(Region(current))
            current = []
        if _ends(row) and not (current and _inner_title(current, row)):
            if current:
                found.append(Region(current))
            current = []
            continue
        current.append(row)
    if current:
        found.append(Region(current))
    return [region for each in found if (region := _trimmed(each, rules)) is not None]


def _ends(row: Row) -> bool:
    text = " ".join(word.text for word in row.words)
    if len(row.chunks) <= 2 and CAPTION.match(text):
        return True
    if _NOTE.match(text) and len(row.chunks) <= 2:
        return True
    return len(row.chunks) == 1 and row.chunks[0].prose


def _inner_title(current: Sequence[Row], row: Row) -> bool:
    """Whether a long line stands over the figures only: a title of rows within the table."""
    if CAPTION.match(row.chunks[0].text) or _NOTE.match(row.chunks[0].text):
        return False
    box = union(other.box for other in current)
    inset = row.box.x1 - box.x1
    return inset > 0.2 * box.width and row.box.x2 <= box.x2 + 2 and len(row.chunks) == 1


def _breaks(current: Sequence[Row], row: Row) -> bool:
    gap = row.box.y1 - max(other.box.y2 for other in current[-2:])
    size = max(row.size, current[-1].size)
    if gap > 4.5 * size:
        return True
    if gap > 1.9 * size:
        last = next((other for other in reversed(current) if tabular(other)), current[-1])
        return not _aligned(last, row)
    return False


def _aligned(above: Row, below: Row) -> bool:
    """Whether most chunks of one row stand under those of the other, one to one."""
    pairs = 0
    for chunk in below.chunks:
        box = chunk.box
        over = [
            other
            for other in above.chunks
            if min(box.x2, other.box.x2) - max(box.x1, other.box.x1) > 0
        ]
        pairs += len(over) == 1
    return pairs >= max(1, 0.7 * len(below.chunks)) and abs(
        len(above.chunks) - len(below.chunks)
    ) <= max(1, len(above.chunks) // 2)


def _trimmed(region: Region, rules: Rules) -> Region | None:
    rows = region.rows
    while rows and not tabular(rows[-1]):
        rows = rows[:-1]
    start = 0
    while start < len(rows) and not tabular(rows[start]):
        start += 1
    first = start
    # A head of one chunk over the columns stays where it is near and right of the labels.
    while first > 0 and _heads(rows[first - 1], rows[first:], rules):
        first -= 1
    rows = rows[first:]
    count = sum(tabular(row) for row in rows)
    if count < 3 and not (count == 2 and _framed(rows, rules)):
        return None
    return Region(list(rows))


def _heads(row: Row, below: Sequence[Row], rules: Rules) -> bool:
    if not below:
        return False
    following = below[0]
    gap = following.box.y1 - row.box.y2
    box = union(other.box for other in below)
    if row.size > _LARGER * following.size:
        return False  # A heading of the text.
    if gap > 1.3 * row.size or row.box.x1 < box.x1 - 6 or row.box.x2 > box.x2 + 6:
        return False
    lines = [
        rule
        for rule in rules.across
        if rule.at < row.middle
        and row.box.y1 - rule.at < 6 * row.size
        and rule.length > 0.6 * box.width
    ]
    return bool(lines) or row.box.x1 > box.x1 + 0.25 * box.width


def _framed(rows: Sequence[Row], rules: Rules) -> bool:
    box = union(row.box for row in rows)
    near = box.grow(2 * rows[0].size)
    return sum(near.y1 < rule.at < near.y2 for rule in framing(rules.across, box)) >= 2


def _draft(region: Region, rules: Rules, space: float) -> Draft | None:
    rows = region.rows
    box = region.box
    down = [
        rule.at
        for rule in rules.down
        if box.x1 < rule.at < box.x2
        and min(rule.end, box.y2) - max(rule.start, box.y1) > 0.5 * box.height
    ]
    at = separators(rows, space, down)
    if not at:
        return None
    edges = [box.x1, *at, box.x2]
    strips = [Strip(row, _pieces(row, edges, space, rules)) for row in rows]
    framed = framing(rules.across, box)
    forced = [rule.at for rule in framed if box.y1 < rule.at < box.y2]
    head = _head_count(strips, forced)
    cells, header = head_cells(centred(strips[:head], edges), rules.across)
    height = header
    for group in grouped(strips[head:], forced):
        cells += cells_of(group, height)
        height += 1
    for cell in cells:
        cell.columns = min(cell.columns, len(at) + 1 - cell.column)
    draft = compact(Draft(cells, height, len(at) + 1, box, header))
    return (
        draft
        if _believable(draft, any(box.y1 - 12 < rule.at < box.y2 + 12 for rule in framed))
        else None
    )


def _pieces(row: Row, edges: Sequence[float], space: float, rules: Rules) -> list[Piece]:
    """The row cut into columns; a rule right under a head tells how far it reaches."""
    made = regroup(row.words, edges[1:-1], space)
    spanned: list[Piece] = []
    for first, last, chunk in made:
        if last == first:
            others = {
                column
                for low, high, other in made
                if other is not chunk
                for column in range(low, high + 1)
            }
            first, last = _reach(first, chunk, others, edges, rules)
        spanned.append((first, last, chunk))
    return spanned


def _reach(
    column: int, chunk: Chunk, others: set[int], edges: Sequence[float], rules: Rules
) -> tuple[int, int]:
    """First and last column of a head that stands on a rule of its own."""
    box, size = chunk.box, chunk.words[0].size
    last, wide = len(edges) - 2, 0.9 * (edges[-1] - edges[0])
    under = [
        rule
        for rule in rules.across
        if -0.4 * size < rule.at - box.y2 < 0.7 * size
        and rule.start - 2 <= box.x1
        and box.x2 <= rule.end + 2
        and rule.length < wide
    ]
    if not under:
        return column, column
    rule = min(under, key=lambda rule: rule.length)

    def free(other: int) -> bool:
        inside = edges[other] >= rule.start - 6 and edges[other + 1] <= rule.end + 6
        return inside and other not in others

    low = high = column
    while low > 0 and free(low - 1):
        low -= 1
    while high < last and free(high + 1):
        high += 1
    return low, high


def _head_count(strips: Sequence[Strip], forced: Sequence[float]) -> int:
    """How many lines on top are the head: those before the first row of figures, or the rule."""
    data = next(
        (
            index
            for index, strip in enumerate(strips)
            if strip.numeric >= max(1, 0.5 * len([p for p in strip.pieces if p[0] > 0]))
            and (0 in strip.columns())
            and not _of_years(strips, index)
        ),
        None,
    )
    for rule in forced:
        above = [index for index, strip in enumerate(strips) if strip.row.middle < rule]
        if above and len(above) <= 8 and len(above) < len(strips):
            inside = above[-1] + 1
            if data is None or inside <= data + 1 or inside <= 3:
                later = [
                    other
                    for other in forced
                    if other > rule
                    and data is not None
                    and strips[data].row.middle > other
                    and sum(s.row.middle < other for s in strips) <= 8
                ]
                if later:
                    inside = sum(strip.row.middle < later[-1] for strip in strips)
                return inside + _of_years(strips, inside)
    if data is None:
        return 1 if strips else 0
    # A title over the first group of rows is the body's, not the head's.
    while data > 1 and strips[data - 1].columns() == {0} and 0 in strips[data - 2].columns():
        data -= 1
    return data if data <= 8 else 0


def _of_years(strips: Sequence[Strip], at: int) -> bool:
    """Whether a line on top has years in two columns or more, and the next has other figures."""
    if at > 3 or at + 1 >= len(strips):
        return False
    here, below = (
        [chunk for first, _, chunk in strips[index].pieces if first > 0 and chunk.numeric]
        for index in (at, at + 1)
    )
    years = [chunk for chunk in here if YEAR.fullmatch(chunk.text)]
    more = any(not YEAR.fullmatch(chunk.text) for chunk in below)
    return len(years) >= 2 and len(years) == len(here) and more


def _believable(draft: Draft, framed: bool) -> bool:
    if draft.width < 2 or draft.height < 2 or draft.filled < 4:
        return False
    if draft.share < 0.3:
        return False
    if draft.width == 2 and _numbered_lines(draft):
        return False
    if not framed:
        figures = sum(
            any(word.numeric for word in cell.words) for cell in draft.cells if cell.column
        )
        others = sum(1 for cell in draft.cells if cell.column and cell.words)
        if draft.height < 3 or (figures < 0.25 * others and (draft.width < 3 or draft.height < 4)):
            return False
    sizes = [len(cell.text.split()) for cell in draft.cells if cell.words]
    return median(sizes) <= 6


def _numbered_lines(draft: Draft) -> bool:
    """Whether the first column only counts the lines of a text."""
    numbers = [cell.text for cell in draft.cells if cell.column == 0 and cell.words]
    if len(numbers) < 4 or not all(number.isdigit() for number in numbers):
        return False
    return all(int(b) - int(a) == 1 for a, b in zip(numbers, numbers[1:], strict=False))


def framing(rules: Sequence[Rule], box: Box) -> list[Rule]:
    """The horizontal rules that run over most of a box's width."""
    return [
        rule for rule in rules if min(rule.end, box.x2) - max(rule.start, box.x1) > 0.6 * box.width
    ]
