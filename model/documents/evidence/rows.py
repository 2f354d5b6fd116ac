"""A page's text as rows: what stands at one height is read as one, as a table's row is.

Rows keep the order of reading, so that columns of running text stay apart: only lines that follow
each other in it are put together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from model.documents.parts import Line, PageText
from model.geometry import Box, union
from model.language.facts import is_value
from model.language.terms import STOP, stem, tokens

_LEADER = re.compile(r"(?:\.\s?){4,}\s*[\divxlc]{1,5}\s*$|…{2,}\s*\d{1,5}\s*$", re.I)
_HEAD_CHARS = 120
_HYPHENATED = re.compile(r"([^\W\d_]{2,})[-\u00ad\u2010]$")
_LOWER_START = re.compile(r"^([a-zß-öø-ÿ]{2,})")
_HEAD_ROWS = 5
"""Rows above the first figures of a table that head it, its caption among them."""
_LABEL_CHARS = 60
"""A longer row in one piece is no label within a table."""
_LARGER = 1.12
"""From this multiple of the usual size on letters are a heading's."""
_CELL_GAP = 1.2
"""Lines further apart than this many heights are cells, not words of one sentence."""


@dataclass(frozen=True, slots=True)
class Row:
    """Text at one height; ``words`` are its terms without the frequent ones, in order.

    ``cells`` is in how many pieces it stands, ``values`` how many of them are figures, ``heading``
    what it stands under, ``head`` what heads its table, ``leads`` whether it is an entry of a table
    of contents.
    """

    text: str
    box: Box
    boxes: tuple[Box, ...]
    words: tuple[str, ...]
    cells: int = 1
    size: float = 0.0
    bold: bool = False
    heading: tuple[str, ...] = ()
    leads: bool = False
    values: int = 0
    head: tuple[str, ...] = ()


def page_rows(text: PageText) -> tuple[Row, ...]:
    """The rows of a page in the order of reading."""
    groups: list[list[Line]] = []
    for line in text.lines:
        if not line.text.strip():
            continue
        if groups and _beside(groups[-1][-1], line):
            groups[-1].append(line)
        else:
            groups.append([line])
    return _under_heads(_headed([_row(group) for group in groups]))


def _beside(left: Line, right: Line) -> bool:
    """Whether ``right`` goes on at the height of ``left``."""
    if not left.upright or not right.upright:
        return False
    shared = min(left.box.y2, right.box.y2) - max(left.box.y1, right.box.y1)
    smaller = min(left.box.height, right.box.height)
    return shared > 0.5 * smaller and right.box.x1 >= left.box.x2 - 0.3 * smaller


def _row(lines: Sequence[Line]) -> Row:
    pieces = [" ".join(line.text.split()) for line in lines]
    cells = 1
    for one, other in zip(lines, lines[1:], strict=False):
        cells += other.box.x1 - one.box.x2 > _CELL_GAP * min(one.box.height, other.box.height)
    joined = " ".join(pieces)
    words = tuple(word for word in tokens(joined) if word not in STOP)
    return Row(
        joined,
        union(line.box for line in lines),
        tuple(line.box for line in lines),
        words,
        cells,
        max(line.size for line in lines),
        all(line.bold for line in lines),
        leads=_LEADER.search(joined) is not None,
        values=sum(is_value(piece) for piece in pieces),
    )


def _headed(rows: list[Row]) -> tuple[Row, ...]:
    """The rows with the words of the heading each stands under, and words broken at line ends."""
    sizes = [row.size for row in rows for _ in range(1 + len(row.text) // 20)]
    usual = median(sizes) if sizes else 0.0
    headed: list[Row] = []
    heading: tuple[str, ...] = ()
    for at, row in enumerate(rows):
        after = rows[at + 1] if at + 1 < len(rows) else None
        before = rows[at - 1] if at else None
        words = row.words
        if after is not None and (whole := _unbroken(row.text, after.text)):
            words = (*words, whole)
        if before is not None and (whole := _unbroken(before.text, row.text)):
            words = (*words, whole)
        headed.append(replace(row, words=words, heading=heading))
        if len(row.text) <= _HEAD_CHARS and row.cells == 1 and _is_heading(row, usual, before):
            heading = row.words
    return tuple(headed)


def _is_heading(row: Row, usual: float, before: Row | None) -> bool:
    large = row.size > _LARGER * usual
    apart = before is None or row.box.y1 - before.box.y2 > 0.3 * row.box.height
    return bool(row.words) and (large or (row.bold and apart and row.size >= 0.98 * usual))


def _unbroken(one: str, other: str) -> str:
    """The word that is broken between two rows, or ""."""
    end, start = _HYPHENATED.search(one), _LOWER_START.match(other)
    return stem((end[1] + start[1]).casefold()) if end and start else ""


def _under_heads(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Rows of figures with the words of the few rows that head their table."""
    headed: list[Row] = []
    head: tuple[str, ...] = ()
    inside = False
    for at, row in enumerate(rows):
        figures = row.cells > 1 and row.values >= max(1, (row.cells - 1) // 2)
        if figures and not inside:
            above = [one for one in rows[max(0, at - _HEAD_ROWS) : at] if not one.leads]
            head = tuple(dict.fromkeys(word for one in above for word in one.words))
            inside = True
        elif inside and not figures and row.cells == 1 and len(row.text) > _LABEL_CHARS:
            inside = False  # Running text: the table is over.
        headed.append(replace(row, head=head) if inside and figures else row)
    return tuple(headed)


def join_rows(rows: Sequence[Row]) -> str:
    """The rows as one run of text: words broken at a line's end made whole, cells kept apart."""
    whole = ""
    for row in rows:
        if whole and _unbroken(whole, row.text):
            whole = whole[:-1] + row.text
        elif whole and _no_space(whole[-1], row.text[0]):
            whole += row.text
        else:
            whole = f"{whole} {row.text}".strip()
    return whole


def _no_space(one: str, other: str) -> bool:
    return one >= "\u2e80" and other >= "\u2e80" and one < "\uac00" and other < "\uac00"


def paragraphs(text: PageText) -> str:
    """A page's words: a row of a table a line, an empty line between what is set apart."""
    whole = ""
    before: Row | None = None
    for row in page_rows(text):
        apart = before is not None and not goes_on(before, row)
        tabled = before is not None and (before.cells > 1) != (row.cells > 1)
        whole += "\n\n" if apart or tabled else "\n"
        whole += row.text
        before = row
    return whole.strip()


def goes_on(one: Row, other: Row) -> bool:
    """Whether ``other`` stands right below ``one``, in letters as large."""
    gap = other.box.y1 - one.box.y2
    height = min(one.box.height, other.box.height)
    return (
        -0.5 * height < gap < 0.9 * height
        and min(one.box.x2, other.box.x2) > max(one.box.x1, other.box.x1)
        and abs(one.size - other.size) <= 0.1 * max(one.size, 1.0)
    )
