"""The rows of documents' pages, kept from question to question for everybody who asks."""

from __future__ import annotations

import re
import threading
from collections import Counter, OrderedDict
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from model.documents.evidence.rows import Row, page_rows
from model.documents.parts import Facts, PageContent, PageText
from model.events import Progress
from model.geometry import Box
from model.language.terms import STOP, tokens
from model.settings import Settings

_EDGE = 0.12
"""Share of a page's height at its top and bottom where running headers and footers stand."""
_DIGITS = re.compile(r"\d+")
_HEARTBEAT = 8
"""Pages between two words of progress."""


class Said(Protocol):
    """What a file says beside its pages, by page."""

    @property
    def notes(self) -> dict[int, str]:
        """A speaker's notes."""
        ...

    @property
    def alt_texts(self) -> dict[int, tuple[str, ...]]:
        """What stands for pictures."""
        ...


class Readable(Protocol):
    """What is asked of a document here."""

    @property
    def facts(self) -> Facts:
        """What is known of it."""
        ...

    @property
    def native(self) -> Said:
        """What is not on the pages themselves."""
        ...

    def text(self, page: int) -> PageText:
        """The words of a page."""
        ...

    def recognise(self, page: int) -> PageText:
        """Read a scan: slow."""
        ...

    def content(self, page: int) -> PageContent:
        """The page's structure, its tables among it."""
        ...


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be searched; ``document`` is the index among those asked."""

    document: int
    page: int
    height: float
    rows: tuple[Row, ...]
    unread: bool = False


_kept: OrderedDict[tuple[str, int], tuple[float, tuple[Row, ...]]] = OrderedDict()
_lock = threading.Lock()


def read_pages(
    documents: Sequence[Readable], wanted: Sequence[tuple[int, int]], settings: Settings
) -> Generator[Progress, None, list[Page]]:
    """The rows of the wanted pages (document, page), running headers and footers left out."""
    pages = []
    for at, (document, page) in enumerate(wanted):
        if at % _HEARTBEAT == 0:
            yield Progress(f"Searching page {page + 1}", at / len(wanted))
        pages.append(_page(documents[document], document, page, settings))
    return _without_running(pages)


def _page(document: Readable, index: int, page: int, settings: Settings) -> Page:
    key = (document.facts.digest, page)
    with _lock:
        if (kept := _kept.get(key)) is not None:
            _kept.move_to_end(key)
            return Page(index, page, *kept)
    text = document.text(page)
    if text.origin == "unread":  # Once it is recognised it has other words.
        return Page(index, page, text.height, page_rows(text), True)
    rows = (*page_rows(text), *_beside_the_page(document.native, page, text))
    with _lock:
        _kept[key] = (text.height, rows)
        while len(_kept) > settings.evidence_pages:
            _kept.popitem(last=False)
    return Page(index, page, text.height, rows)


def _beside_the_page(native: Said, page: int, text: PageText) -> Iterator[Row]:
    """Notes and alternative texts as rows; they have no place of their own but the page."""
    whole = Box(0.0, 0.0, text.width, text.height)
    for said in (native.notes.get(page, ""), *native.alt_texts.get(page, ())):
        for line in said.splitlines():
            if words := [word for word in tokens(line) if word not in STOP]:
                yield Row(" ".join(line.split()), whole, (whole,), tuple(words))


def _without_running(pages: Sequence[Page]) -> list[Page]:
    """Pages without the rows that come again at the edge of page after page."""
    seen: Counter[tuple[int, str]] = Counter()
    total: Counter[int] = Counter(page.document for page in pages)
    for page in pages:
        seen.update({(page.document, _bare(row.text)) for row in page.rows if _at_edge(row, page)})
    kept = []
    for page in pages:
        least = max(3, min(12, 0.3 * total[page.document]))
        rows = tuple(
            row
            for row in page.rows
            if not (_at_edge(row, page) and seen[page.document, _bare(row.text)] >= least)
        )
        kept.append(replace(page, rows=rows))
    return kept


def _at_edge(row: Row, page: Page) -> bool:
    if row.box.height > 0.5 * page.height:
        return False
    return row.box.y2 < _EDGE * page.height or row.box.y1 > (1 - _EDGE) * page.height


def _bare(text: str) -> str:
    return _DIGITS.sub("#", text)
