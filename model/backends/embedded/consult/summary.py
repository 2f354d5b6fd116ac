"""An extractive summary: the document's own sentences that share most with the rest of it.

A sentence weighs what its words weigh on the average: frequent in these pages, but not so in every
sentence (after Nenkova and Vanderwende's SumBasic, 2005): once a sentence is chosen its words count
less, so that the next says something else. Sentences are shown in the order of the document.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from model.backends.embedded.consult.found import inert
from model.backends.embedded.talk.prose import Tongue, pick
from model.documents.tables.heads import CAPTION
from model.language.terms import STOP, asked_terms, tokens
from model.tasks.document import Consult, Excerpt
from model.tasks.document_prompt import NOT_FOUND
from model.tasks.document_reply import write_source

_SENTENCES = 7
"""Sentences of a summary."""
_SHORTEST, _LONGEST = 5, 60
"""Words of a sentence that may be chosen: shorter ones are headings, longer ones are tables."""
_END = re.compile(r"(?<=[.!?])[\"”’)]?\s+(?=[\"“‘(]?[A-ZÀ-ÖØ-Þ\d])|(?<=[。！？])")
_HYPHEN = re.compile(r"(?<=[a-zà-ÿ])[-\u00ad]\n(?=[a-zà-ÿ])")
_RUNS_ON = re.compile(r"(?<![.!?:;。！？：；])\n(?=\S)")
_CJK = r"[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]"
_CJK_LINE = re.compile(rf"(?<={_CJK})(?<![。！？；：])\n(?={_CJK})")
_CJK_WIDE = re.compile(rf"^(.{{18,}}(?![。！？；：]){_CJK})\n\n(?={_CJK})", re.MULTILINE)
"""A long line of Chinese that does not end its sentence before one set apart by wide spacing."""
_REFERENCES = re.compile(
    r"^\W*(?:\d+\.?\s*)?(?:references|bibliography|works cited|literature|参考文献)\s*$",
    re.I | re.M,
)
_APPENDIX = re.compile(r"^\W*(?:appendix|annex|supplement|附录)", re.I | re.M)
_LEADERS = re.compile(r"(?:\. ?){4,}|…{2,}|_{4,}")
_ITEM = re.compile(r"^- .*\[d\d+p\d+.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    words: tuple[str, ...]
    document: int
    page: int


def summarise(task: Consult, tongue: Tongue) -> str:
    """The most telling sentences of the excerpts, each with its source."""
    sentences = [
        _Sentence(text, tuple(words), excerpt.document, excerpt.page)
        for excerpt, told in _without_references(task.excerpts)
        for text in sentences_of(told)
        if (words := [word for word in tokens(text) if word not in STOP and not word.isdigit()])
        and _SHORTEST <= len(words) <= _LONGEST
    ]
    if not sentences:
        return f"{NOT_FOUND}\n" + pick(
            tongue,
            "These pages hold no whole sentences that an extractive summary could be made of.",
            "这些页面中没有可供摘录的完整句子。",
        )
    chosen = _choose(sentences, asked_terms(task.question), _SENTENCES)
    return _lead(tongue) + "\n".join(
        f"- {inert(one.text)} {write_source(one.document, one.page, one.text[:900])}"
        for one in chosen
    )


def merge(task: Consult, tongue: Tongue) -> str:
    """The sentences that the partial summaries chose, from each part as many as there is room."""
    parts = [_ITEM.findall(partial) for partial in task.partials]
    parts = [part for part in parts if part]
    if not parts:
        said = [partial.strip() for partial in task.partials if partial.strip()]
        return "\n\n".join(dict.fromkeys(said)) or NOT_FOUND
    each = max(1, math.ceil(2 * _SENTENCES / len(parts)))
    kept = list(dict.fromkeys(item for part in parts for item in part[:each]))
    return _lead(tongue) + "\n".join(kept)


def _lead(tongue: Tongue) -> str:
    return pick(
        tongue,
        "Extractive summary: sentences copied from the document, none of them rephrased.\n\n",
        "摘录式摘要：以下句子均照抄原文，未作改写。\n\n",
    )


def _without_references(excerpts: Sequence[Excerpt]) -> Iterator[tuple[Excerpt, str]]:
    """The excerpts with their text, less what a document's list of references holds."""
    inside: dict[int, bool] = {}
    for excerpt in excerpts:
        text, kept = excerpt.text, ""
        while text:
            listing = inside.get(excerpt.document, False)
            turn = (_APPENDIX if listing else _REFERENCES).search(text)
            part, text = (text[: turn.start()], text[turn.start() :]) if turn else (text, "")
            kept += "" if listing else part
            if turn:
                inside[excerpt.document] = not listing
        yield excerpt, kept


def sentences_of(text: str) -> list[str]:
    """The sentences of a page's lines, put together over line ends and hyphens."""
    unbroken = _CJK_LINE.sub("", _CJK_WIDE.sub(r"\1", _HYPHEN.sub("", text)))
    joined = _RUNS_ON.sub(" ", unbroken)
    found = []
    for paragraph in joined.splitlines():
        for piece in _END.split(paragraph):
            plain = " ".join(piece.split())
            whole_sentence = plain.endswith((".", "!", "?", "。", "！", "？", ".”", ".)"))
            if whole_sentence and not _LEADERS.search(plain) and not CAPTION.match(plain):
                found.append(plain)
    return found


def _choose(sentences: Sequence[_Sentence], wish: Sequence[str], most: int) -> list[_Sentence]:
    total = sum(len(one.words) for one in sentences)
    weight = {
        word: count / total
        for word, count in Counter(word for one in sentences for word in one.words).items()
    }
    for word in wish:
        if word in weight:
            weight[word] += 5 / total + 0.02
    left = list(range(len(sentences)))
    chosen: list[int] = []
    while left and len(chosen) < most:
        best = max(left, key=lambda at: _weight(sentences[at], weight, at, len(sentences)))
        chosen.append(best)
        left.remove(best)
        for word in set(sentences[best].words):
            weight[word] **= 2
        said = set(sentences[best].words)
        left = [at for at in left if not _repeats(sentences[at], said)]
    return [sentences[at] for at in sorted(chosen)]


def _weight(one: _Sentence, weight: dict[str, float], at: int, count: int) -> float:
    """The mean weight of its words; what stands at the beginning counts up to a fifth more."""
    mean = sum(weight[word] for word in one.words) / len(one.words)
    return mean * (1.2 - 0.2 * at / count)


def _repeats(one: _Sentence, said: set[str]) -> bool:
    words = set(one.words)
    return len(words & said) > 0.7 * len(words)
