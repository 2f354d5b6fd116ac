"""Windows of three rows ranked by BM25 (Robertson and Zaragoza, 2009) over what they say.

A window is helped by the words of the heading it stands under, by words that follow each other as
they do in the question, and by how much of the question it covers at all.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from model.documents.evidence.defining import explains
from model.documents.evidence.pages import Page
from model.documents.evidence.rows import Row, join_rows
from model.language.terms import likeness, straddles, tokens

_EXPLAINS = re.compile(r"^\W*\w[\w.&-]*\s*(?:[:=–—(]|- |is |are |means |stands for )")
_SENTENCE_END = re.compile(r"[.!?:;。！？：；][\"'”’)\]]?$")
_SENTENCES = re.compile(r"(?<=[.!?;])[\"'”’)\]]?\s+|(?<=[。！？；])")
_FULL = 0.8
"""Share of a row's right end up to which the row before was not full: it ended there."""
K1, B = 1.2, 0.5
WINDOW = 3
"""Rows of a window."""
ABSTAIN = 0.4
"""Share of the question, by weight, below which a window is no evidence."""
_HEADING = 0.4
"""What a word of the heading counts for, beside one of the window itself."""
_HEAD = 0.7
"""What a word of the rows that head a table counts for, in a row of its figures."""
_FOLLOWS = 0.3
"""What two neighbouring words of the question add where they are neighbours in the text."""
_CONTENTS = 0.5
"""What a window of a table of contents is worth: it points to the passage and is not it."""
_NAME = 1.3
"""What a name or a number of the question weighs, beside another word."""
_EXPLAINED = 1.6
"""What a window is worth more whose words say what the term means that is asked for."""
_DEFINES = 0.8
"""What a row is worth more that begins with the term whose meaning is asked for."""
_NAMELESS = 0.5
"""What it costs a window to leave out the names of the question, where the documents have them."""
_TOGETHER = 0.3
"""Share of a window's score that rests on how much of what it covers one sentence says."""
_LOOKED_AT = 120
"""Windows whose sentences are looked at: the best."""
_UNKNOWN = 0.7
"""What a word that no page has weighs, beside one that a single row has."""
_SIMILAR = 0.7
"""What a word of the same meaning or stem counts for where the document also has the very word."""


@dataclass(frozen=True, slots=True)
class Window:
    """A run of rows ``start`` to ``end`` (exclusive) of ``pages[page]``.

    ``covered`` is the share of the question it accounts for, by weight.
    """

    page: int
    start: int
    end: int
    score: float
    covered: float


@dataclass(frozen=True, slots=True)
class Weighed:
    """A question's terms, each with its weight; ``known`` has the words that stand for them."""

    terms: tuple[str, ...]
    weights: tuple[float, ...]
    known: dict[str, list[tuple[int, float]]]
    average: float
    """Words of a window, on the average."""
    defined: int | None = None
    """The term whose meaning is asked for, if any is."""
    meant: str = ""
    """That term as it stands in the question."""
    named: frozenset[int] = frozenset()
    """The terms that name somebody or something and are somewhere in these pages."""

    @property
    def whole(self) -> float:
        """The weight of the whole question."""
        return sum(self.weights) or 1.0

    def hits(self, words: Iterable[str]) -> dict[int, float]:
        """How often each term (by index) is said in these words, by how well."""
        hits: dict[int, float] = {}
        for word in words:
            for at, value in self.known.get(word, ()):
                hits[at] = hits.get(at, 0.0) + value
        return hits


def weigh(
    terms: Sequence[str], pages: Sequence[Page], names: Collection[str] = (), defined: str = ""
) -> Weighed:
    """How telling each term of a question is in these pages, and which words stand for it.

    ``names`` are the terms that name somebody or something: they have no other word. ``defined`` is
    what is asked to be explained.
    """
    counts = Counter(word for page in pages for row in page.rows for word in set(row.words))
    rows = sum(len(page.rows) for page in pages)
    values = [_alike(term, counts) for term in terms]
    found = {term for term, words in zip(terms, values, strict=True) if words}
    weights = tuple(
        0.0
        if term not in found and straddles(terms, at, found.__contains__)
        else _weight(words, counts, rows) * (_NAME if term in names else 1.0)
        for at, (term, words) in enumerate(zip(terms, values, strict=True))
    )
    known: dict[str, list[tuple[int, float]]] = {}
    for at, words in enumerate(values):
        for word, value in words.items():
            known.setdefault(word, []).append((at, value))
    average = WINDOW * max(1.0, sum(len(r.words) for p in pages for r in p.rows) / max(1, rows))
    named = frozenset(at for at, term in enumerate(terms) if term in names and term in counts)
    begun = next(iter(tokens(defined)), "")
    first = terms.index(begun) if begun in terms else None
    return Weighed(tuple(terms), weights, known, average, first, defined, named)


def rank(question: Weighed, pages: Sequence[Page]) -> list[Window]:
    """Every window that shares a word with the question, best first."""
    found = []
    for index, page in enumerate(pages):
        hits = [question.hits(row.words) for row in page.rows]
        if not any(hits):
            continue
        for start in range(len(page.rows)):
            end = min(start + WINDOW, len(page.rows))
            if any(hits[start:end]) and (start == 0 or end - start == WINDOW):
                found.append(_window(question, index, page, start, end, hits))
    found.sort(key=lambda window: (-window.score, window.page, window.start))
    return found


def closer(question: Weighed, windows: Sequence[Window], pages: Sequence[Page]) -> list[Window]:
    """The windows anew, those first whose words stand in one sentence, or that explain a term."""
    looked_at = []
    for window in windows[:_LOOKED_AT]:
        rows = pages[window.page].rows[window.start : window.end]
        text = join_rows(rows)
        said = (question.hits(tokens(sentence)) for sentence in _SENTENCES.split(text))
        most = max(
            sum(question.weights[at] * min(1.0, value) for at, value in hits.items())
            for hits in said
        )
        share = min(1.0, most / (question.whole * window.covered))
        score = window.score * (1 - _TOGETHER + _TOGETHER * share)
        if question.defined is not None and explains(question.meant, text):
            score += _EXPLAINED * question.weights[question.defined]
        looked_at.append(replace(window, score=score))
    looked_at.sort(key=lambda window: (-window.score, window.page, window.start))
    return [*looked_at, *windows[_LOOKED_AT:]]


def _alike(term: str, counts: Counter[str]) -> dict[str, float]:
    """Words of the documents that stand for a term, with how well they do (0 to 1)."""
    share = _SIMILAR if term in counts else 1.0
    alike = {word: share * value for word in counts if (value := likeness(term, word)) > 0}
    if term in counts:
        alike[term] = 1.0
    return alike


def _weight(words: dict[str, float], counts: Counter[str], rows: int) -> float:
    """How telling a term is: rare ones more. One that no page has may be a word for another."""
    if not words:
        return _UNKNOWN * math.log(1 + (rows + 0.5) / 0.5)
    holding = sum(counts[word] * value for word, value in words.items())
    return math.log(1 + (rows - min(holding, rows) + 0.5) / (holding + 0.5))


def _window(
    question: Weighed,
    index: int,
    page: Page,
    start: int,
    end: int,
    hits: Sequence[dict[int, float]],
) -> Window:
    weights, rows = question.weights, page.rows[start:end]
    said: dict[int, float] = {}
    for row in hits[start:end]:
        for at, value in row.items():
            said[at] = said.get(at, 0.0) + value
    best = {at: min(1.0, value) for at, value in said.items()}
    for words, share in ((rows[0].heading, _HEADING), (rows[-1].head, _HEAD)):
        for at, value in question.hits(words).items():
            said[at] = said.get(at, 0.0) + share * min(1.0, value)
            best[at] = max(best.get(at, 0.0), share * min(1.0, value))
    length = sum(len(row.words) for row in rows)
    norm = K1 * (1 - B + B * length / question.average)
    score = sum(weights[at] * value * (K1 + 1) / (value + norm) for at, value in said.items())
    score += _followed(question, rows)
    if question.defined is not None and any(
        _defines(question, page.rows, at) for at in range(start, end)
    ):
        score += _DEFINES * weights[question.defined]
    covered = sum(weights[at] * value for at, value in best.items()) / question.whole
    score *= 0.5 + 0.5 * covered
    if question.named:
        left_out = sum(weights[at] for at in question.named if not best.get(at))
        score *= 1 - _NAMELESS * left_out / sum(weights[at] for at in question.named)
    if sum(row.leads for row in rows) * 2 > end - start:
        score *= _CONTENTS
    return Window(index, start, end, score, covered)


def _defines(question: Weighed, rows: Sequence[Row], at: int) -> bool:
    """Whether a row begins with the term that is asked for, and no sentence goes on there."""
    row = rows[at]
    term = question.terms[question.defined or 0]
    if not row.words or row.words[0] != term or len(row.words) < 2:
        return False
    before = rows[at - 1] if at else None
    if before is None or row.cells > 1 or _EXPLAINS.match(row.text):
        return True
    return before.box.x2 < _FULL * row.box.x2 or _SENTENCE_END.search(before.text) is not None


def _followed(question: Weighed, rows: Sequence[Row]) -> float:
    """What words add that follow each other as they do in the question."""
    words = [word for row in rows for word in row.words]
    score = 0.0
    for one, other in zip(words, words[1:], strict=False):
        for at, value in question.known.get(one, ()):
            for after, beside in question.known.get(other, ()):
                if after == at + 1:
                    rarer = min(question.weights[at], question.weights[after])
                    score += _FOLLOWS * rarer * value * beside
    return score
