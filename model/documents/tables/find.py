"""The tables of a page of a PDF: drawn grids first, then what stands in columns beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.documents.parts import PageText, Table
from model.documents.tables.draft import Draft, table_of
from model.documents.tables.grid import ruled_drafts
from model.documents.tables.rules import Rules, rules_of
from model.documents.tables.unruled import unruled_drafts
from model.documents.tables.words import Word, rows_of, space_of, words_of
from model.settings import Settings

if TYPE_CHECKING:
    from model.media.pdf.file import Pdf


def find_tables(pdf: Pdf, page: int, text: PageText, settings: Settings) -> list[Table]:
    """The tables of one page from top to bottom; never raises for what a page draws."""
    words = words_of(text)
    if not words:
        return []
    drafts = page_drafts(words, rules_of(pdf.strokes(page)))
    return [table_of(draft, page, number + 1) for number, draft in enumerate(drafts)]


def page_drafts(words: list[Word], rules: Rules) -> list[Draft]:
    """The tables among words and rules of one page, from top to bottom."""
    space = space_of(rows_of(words))
    ruled = ruled_drafts(rules, words, space)
    rest = [
        word
        for word in words
        if not any(draft.box.grow(1).contains(word.box.center) for draft in ruled)
    ]
    unruled = unruled_drafts(rules, rest, space)
    return sorted(ruled + unruled, key=lambda draft: (draft.box.y1, draft.box.x1))
