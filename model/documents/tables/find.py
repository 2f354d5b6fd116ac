"""The tables of a page: drawn grids first, then what stands in columns beside them."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from model.documents.parts import Line, PageText, Table
from model.documents.tables.draft import Draft, table_of
from model.documents.tables.grid import ruled_drafts
from model.documents.tables.heads import CAPTION, caption_of, head_rows
from model.documents.tables.rules import Rules, rules_of
from model.documents.tables.unruled import unruled_drafts
from model.documents.tables.words import (
    Word,
    rows_of,
    space_of,
    turned_words,
    typed_lines,
    words_of,
)
from model.geometry import Box
from model.settings import Settings

if TYPE_CHECKING:
    from model.media.pdf.drawings import Stroke
    from model.media.pdf.file import Pdf

_MOST_SLANTS = 25
"""Curves and slanted lines within a table; a box with round corners has four."""
_MOST_STROKES = 40_000
"""A page with more drawings is a map; its lines are no rules."""


def find_tables(
    pdf: Pdf, page: int, text: PageText, settings: Settings, charts: Sequence[Box] = ()
) -> list[Table]:
    """The tables of one page from top to bottom; what stands in ``charts`` is left to them.

    Raises ``UnreadableFile`` when the page's drawings cannot be read.
    """
    words = words_of(text)
    if charts:
        words = [word for word in words if not any(box.contains(word.box.center) for box in charts)]
    if not words:
        return []
    until = time.monotonic() + settings.table_s
    drafts = page_drafts(words, pdf.strokes(page), until, turned_words(text))
    return [
        table_of(draft, page, number, caption_of(draft.box, _nearest(draft, drafts, text.lines)))
        for number, draft in enumerate(drafts, 1)
    ]


def _nearest(draft: Draft, drafts: Sequence[Draft], lines: Sequence[Line]) -> list[Line]:
    """The lines without the captions that stand nearer to another table."""

    def gap(one: Draft, line: Line) -> float:
        if min(one.box.x2, line.box.x2) < max(one.box.x1, line.box.x1):
            return math.inf
        return max(one.box.y1 - line.box.y2, line.box.y1 - one.box.y2)

    return [
        line
        for line in lines
        if not CAPTION.match(line.text)
        or not any(gap(other, line) < gap(draft, line) for other in drafts if other is not draft)
    ]


def page_drafts(
    words: list[Word],
    strokes: Sequence[Stroke],
    until: float = math.inf,
    turned: Sequence[Word] = (),
) -> list[Draft]:
    """The tables among the words and drawings of one page, from top to bottom.

    The search ends with what it has at ``until`` (``time.monotonic``).
    """
    if len(strokes) > _MOST_STROKES:
        strokes = ()
    words, typed = typed_lines(words)
    rules = rules_of(strokes, typed)
    others = [rules_of(strokes, typed, light=True), rules_of(strokes, typed, fills=True)]
    figures = [(stroke.box.center, slants) for stroke in strokes if (slants := _slants(stroke))]
    return [
        draft
        for draft in drafts_of(words, rules, others, until, turned)
        if draft.method == "ruled"
        or sum(count for place, count in figures if draft.box.contains(place)) < _MOST_SLANTS
    ]


def _slants(stroke: Stroke) -> int:
    """How many curves and slanted lines a drawing has: a figure has many, a table none."""
    count = 0
    for segment in stroke.segments:
        (x1, y1), (x2, y2) = segment.points[0], segment.points[-1]
        slanted = segment.kind == "line" and abs(x1 - x2) > 0.8 and abs(y1 - y2) > 0.8
        count += segment.kind == "curve" or slanted
    return count


def drafts_of(
    words: list[Word],
    rules: Rules,
    others: Sequence[Rules] = (),
    until: float = math.inf,
    turned: Sequence[Word] = (),
) -> list[Draft]:
    """The tables among words and rules; ``others`` hold faint lines and edges that may be rules."""
    space = space_of(rows_of(words))
    ruled = ruled_drafts(rules, words, space, until, turned)
    rest = _outside(words, ruled)
    for faint in others:
        if len(faint.down) <= len(rules.down):
            continue
        more = [
            draft
            for draft in ruled_drafts(faint, rest, space, until)
            if draft.share >= 0.6 and draft.height >= 3
        ]
        ruled += more
        rest = _outside(rest, more)
    for draft in ruled:
        draft.header_rows = head_rows(draft)
    drafts = ruled + unruled_drafts(rules, rest, space, until)
    return sorted(drafts, key=lambda draft: (draft.box.y1, draft.box.x1))


def _outside(words: list[Word], drafts: Sequence[Draft]) -> list[Word]:
    boxes = [draft.box.grow(1) for draft in drafts]
    return [word for word in words if not any(box.contains(word.box.center) for box in boxes)]
