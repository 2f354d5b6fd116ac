"""What stands on and over a table: its head rows and its caption."""

from __future__ import annotations

import re
from collections.abc import Sequence

from model.documents.parts import Line
from model.documents.tables.draft import Cell, Draft
from model.geometry import Box

CAPTION = re.compile(
    r"(?:supplementary\s+|appendix\s+)?"
    r"(?:tables?|tableau|tabelle|tabla|tabella|exhibit|figure|fig\.|chart|box|abb\.)"
    r"\s*(?:[A-Z]{0,3}[-.–]?\d[\w.\-–]*|[IVX]+|[A-Z])(?:[.:\s]|$)|表\s*\d",
    re.IGNORECASE,
)
YEAR = re.compile(r"(?:FY\s?)?(?:19|20)\d\d(?:\s?[-–/]\s?\d{2,4})?[a-z*]?")
_MOST_HEAD_ROWS = 5


def head_rows(draft: Draft) -> int:
    """How many rows on top are the head: no figures in them but below, or bold over plain."""
    for count in range(min(_MOST_HEAD_ROWS, draft.height - 1), 0, -1):
        if _head(draft, count):
            return count
    return 0


def _head(draft: Draft, count: int) -> bool:
    above = [cell for cell in draft.cells if cell.words and cell.row < count]
    below = [cell for cell in draft.cells if cell.words and cell.row >= count]
    if not above or not below or any(cell.row + cell.rows > count for cell in above):
        return False
    last = [cell for cell in above if cell.row + cell.rows == count]
    named = sum(cell.columns for cell in last)
    if named < 0.5 * draft.width:
        return False
    if all(_bold(cell) for cell in above) and sum(map(_bold, below)) < 0.5 * len(below):
        return True
    columns = {cell.column for cell in below if _figures(cell)}
    over = [cell for cell in last if cell.column in columns]
    return (
        bool(over)
        and len(columns) >= 0.4 * (draft.width - 1)
        and not any(_figures(cell) and not YEAR.fullmatch(cell.text) for cell in above)
    )


def _bold(cell: Cell) -> bool:
    return sum(word.bold for word in cell.words) > 0.5 * len(cell.words)


def _figures(cell: Cell) -> bool:
    return all(word.numeric for word in cell.words)


def caption_of(box: Box, lines: Sequence[Line]) -> str:
    """The caption that stands close over a table, else close under it; "" where there is none."""
    over = [line for line in lines if -2 <= box.y1 - line.box.y2 < 8 * (line.size or 10)]
    over = [line for line in over if _beside(line.box, box)]
    for line in sorted(over, key=lambda line: -line.box.y2):
        if CAPTION.match(line.text):
            rest = [
                other
                for other in sorted(over, key=lambda other: (other.box.y1, other.box.x1))
                if other.box.y1 > line.box.y1 - 0.5 * line.size and other is not line
            ]
            return _with_rest(line, rest)
    under = [line for line in lines if -2 <= line.box.y1 - box.y2 < 2.5 * (line.size or 10)]
    for line in under:
        if _beside(line.box, box) and CAPTION.match(line.text):
            return line.text.strip()
    return ""


def _beside(line: Box, box: Box) -> bool:
    return min(line.x2, box.x2 + 20) - max(line.x1, box.x1 - 20) > 0.5 * line.width


def _with_rest(line: Line, rest: Sequence[Line]) -> str:
    text, last = line.text.strip(), line
    for other in rest:
        near = other.box.y1 - last.box.y2 < 0.6 * line.size
        if not near or abs(other.size - line.size) > 0.6 or other.bold != line.bold:
            break
        text, last = f"{text} {other.text.strip()}", other
    return text
