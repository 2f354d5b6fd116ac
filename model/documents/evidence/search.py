"""The search: which places of documents bear on a question, best first.

What is found are quotations: nothing is concluded from them. Three readings are searched: passages
(``rank``), rows and columns of tables, and labelled values (``lookup``). Where too little of the
question is covered, nothing is found.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Sequence

from model.documents.evidence.cells import ask_table, chart_table
from model.documents.evidence.defining import defined_in
from model.documents.evidence.lookup import Known, known_by_place
from model.documents.evidence.pages import Page, Readable, read_pages
from model.documents.evidence.rank import ABSTAIN, Weighed, Window, closer, rank, weigh
from model.documents.evidence.rows import Row, goes_on, join_rows
from model.documents.parts import Evidence, Place, Table
from model.errors import SightlineError
from model.events import Progress
from model.geometry import Box, union
from model.language.fitting import fit, wanted_kind
from model.language.terms import asked_terms, tokens
from model.settings import Settings

_LOOKED_UP = 6
"""Pages whose labelled values and tables are looked at: those with the best passages."""
_REPEATED = 0.8
"""What another piece of evidence from a page already shown is worth."""
_FIT = 0.8
"""How well a labelled value must fit a question to be told before the passages."""
_LONGEST = 6
"""Rows of a passage with the rest of its first and last sentence."""
_MOST_TERMS = 64
"""Of a longer question the first and the last words are searched for: there it asks."""
_NAME = re.compile(r"[^\W\d_a-z]|.*\d")
_SENTENCE_END = re.compile(r"[.!?:。！？：][\"'”’)\]]?$")
_OF_DOCUMENT = re.compile(
    r"\b(?:according to|in|of|from|by)\s+(?:the|this|that)\s+(?:document|report|paper|text|file|"
    r"guide|article|pdf)\b|(?:根据|按照)?(?:这|该|本)?[份个篇]?(?:文档|文件|报告|文章|指南)[中里上]?",
    re.I,
)


def search(
    question: str,
    documents: Sequence[Readable],
    settings: Settings | None = None,
    pages: Sequence[tuple[int, int]] | None = None,
    *,
    recognise: bool = True,
) -> Iterator[Progress | tuple[Evidence, ...]]:
    """Evidence for ``question``; the last tuple is what was found, empty where nothing was.

    ``pages`` are pairs of document and page from 0 (``None`` or empty: all). Scans among them are
    recognised on the way, page by page, unless ``recognise`` is false: what the other pages hold
    is then given first. Closing the iterator stops it.
    """
    settings = settings or Settings()
    wanted = list(pages or ()) or [
        (at, page) for at, one in enumerate(documents) for page in range(one.facts.pages)
    ]
    terms = question_terms(question)
    pages_read = yield from read_pages(documents, wanted, settings)
    scans = [(one.document, one.page) for one in pages_read if recognise and one.unread]
    found = yield from _found(question, terms, documents, pages_read, settings)
    if scans and found:
        yield found
    for count, (at, page) in enumerate(scans):
        yield Progress(
            f"Reading scanned page {page + 1} ({count + 1} of {len(scans)})", count / len(scans)
        )
        try:
            documents[at].recognise(page)
        except SightlineError as error:  # What the other pages hold stands without this one.
            yield Progress(str(error))
    if scans:
        pages_read = yield from read_pages(documents, wanted, settings)
        found = yield from _found(question, terms, documents, pages_read, settings)
    yield found


def question_terms(question: str) -> list[str]:
    """The words of a question that say what is wanted."""
    terms = asked_terms(_OF_DOCUMENT.sub(" ", question)) or asked_terms(question)
    if len(terms) <= _MOST_TERMS:
        return terms
    return [*terms[: _MOST_TERMS // 2], *terms[-_MOST_TERMS // 2 :]]


def names_in(question: str) -> frozenset[str]:
    """The terms of a question that are written like names or hold figures."""
    words = question.split()
    named = [word for word in words[1:] if _NAME.match(word)]
    named += [word for word in words[:1] if any(map(str.isdigit, word))]
    return frozenset(token for word in named for token in tokens(word))


def _found(
    question: str,
    terms: Sequence[str],
    documents: Sequence[Readable],
    pages: Sequence[Page],
    settings: Settings,
) -> Generator[Progress, None, tuple[Evidence, ...]]:
    weighed = weigh(terms, pages, names_in(question), defined_in(question))
    windows = [window for window in rank(weighed, pages) if window.covered >= ABSTAIN / 2]
    windows = closer(weighed, windows, pages)
    if all(window.covered < ABSTAIN for window in windows):
        return ()
    # Scores become shares of the question, so that passages compare with values and cells.
    scale = windows[0].covered / windows[0].score
    passages = [_passage(window, pages, scale) for window in _apart(windows)]
    values: list[Evidence] = []
    looked_at = list(dict.fromkeys(window.page for window in windows))[:_LOOKED_UP]
    for count, index in enumerate(looked_at):
        yield Progress(f"Looking at tables on page {pages[index].page + 1}", count / _LOOKED_UP)
        there = [window for window in windows if window.page == index]
        values += _values(question, weighed, documents, pages[index], there, scale)
    return _chosen([*values, *passages], settings.evidence)


def _apart(windows: Sequence[Window]) -> Iterator[Window]:
    """The windows that overlap no better one, the best few."""
    taken: dict[int, list[Window]] = {}
    for window in windows[:400]:
        there = taken.setdefault(window.page, [])
        if all(window.end <= other.start or window.start >= other.end for other in there):
            there.append(window)
            yield window


def _passage(window: Window, pages: Sequence[Page], scale: float) -> Evidence:
    page = pages[window.page]
    rows = whole_sentences(page.rows, window.start, window.end)
    return Evidence(
        page.document,
        tuple(Place(page.page, box) for row in rows for box in row.boxes),
        join_rows(rows),
        "passage",
        window.score * scale,
    )


def whole_sentences(rows: Sequence[Row], start: int, end: int) -> Sequence[Row]:
    """The rows with the rest of the sentences they begin and end in, where these are close by."""
    while end - start < _LONGEST and end < len(rows):
        if _SENTENCE_END.search(rows[end - 1].text) or not goes_on(rows[end - 1], rows[end]):
            break
        end += 1
    while end - start < _LONGEST and start > 0:
        if _SENTENCE_END.search(rows[start - 1].text) or not goes_on(rows[start - 1], rows[start]):
            break
        start -= 1
    return rows[start:end]


def _values(
    question: str,
    weighed: Weighed,
    documents: Sequence[Readable],
    page: Page,
    windows: Sequence[Window],
    scale: float,
) -> Iterator[Evidence]:
    """Labelled values of a page that fit the question, with what their surroundings are worth."""
    document = documents[page.document]
    try:
        content = document.content(page.page)
        tables, charts = content.tables, content.charts
    except SightlineError:
        tables, charts = (), ()  # The passages stand without them.
    asked = frozenset(tokens(question))
    kind = wanted_kind(question)
    pointing = [row.box for row in page.rows if row.leads]
    tables = tuple(table for table in tables if not _points(table, pointing))
    for table in (*tables, *filter(None, map(chart_table, charts))):
        yield from ask_table(weighed, asked, page.document, table, kind)
    there = {word for row in page.rows for word in row.words}
    for one in known_by_place(document.text(page.page), tables=not tables and not pointing):
        if any(box.contains(one.row.box.center) for box in pointing):
            continue
        score = fit(weighed.terms, kind, one.fact, there)
        if score < _FIT:
            continue
        around = max(
            (w.score for w in windows if _holds(page.rows[w.start : w.end], one)), default=0.0
        )
        yield _evidence(page.document, one, around * scale * (0.75 + 0.5 * score))


def _points(table: Table, pointing: Sequence[Box]) -> bool:
    """Whether a table is one of contents or an index: it tells where to look, and no values."""
    inside = sum(table.places[0].box.contains(box.center) for box in pointing)
    return 2 * inside > len(table.rows)


def _holds(rows: Sequence[Row], known: Known) -> bool:
    box = union(row.box for row in rows).grow(2)
    return box.contains(known.row.box.center)


def _evidence(document: int, known: Known, score: float) -> Evidence:
    return Evidence(
        document,
        (known.row,),
        known.fact.quoted,
        "table" if known.kind == "table" else "pair",
        score,
        known.fact.value,
        (known.value,),
    )


def _chosen(found: Sequence[Evidence], most: int) -> tuple[Evidence, ...]:
    """The best pieces, each saying something else, pages taking turns."""
    left = sorted(found, key=lambda item: -item.score)
    chosen: list[Evidence] = []
    while left and len(chosen) < most:
        shown = {(item.document, item.places[0].page) for item in chosen}
        item = max(
            left,
            key=lambda one: (
                one.score * (_REPEATED if (one.document, one.places[0].page) in shown else 1.0)
            ),
        )
        left.remove(item)
        if not any(_same(item, other) for other in chosen):
            chosen.append(item)
    return tuple(chosen)


def _same(one: Evidence, other: Evidence) -> bool:
    """Whether two pieces tell the same value, or one a part of it, from the same place."""
    if one.document != other.document or not one.answer or one.answer not in other.answer:
        return False
    return any(
        a.page == b.page and a.box.grow(2).intersection(b.box) > 0.0
        for a in one.answer_places
        for b in other.answer_places
    )
