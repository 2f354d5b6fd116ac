"""Fields taken out of documents by their labels: a value is copied, never concluded."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from model.geometry import Box
from model.language.facts import Fact
from model.language.fitting import fit as fits
from model.language.terms import asked_terms, tokens
from model.language.values import ValueKind, find_values
from model.tasks.document import Consult, FieldType, Wanted
from model.tasks.document_fields import fit
from model.tasks.document_reply import label_of

_PAIR = re.compile(
    r"^\s*(?P<key>[^:：\n]{2,60}?)\s*[:：]\s*(?P<value>(?!//)\S.{0,200}?)\s*$", re.MULTILINE
)
_SENTENCES = re.compile(r"(?<=[.!?;])\s+|(?<=[。！？；])")
_YEAR = re.compile(r"\b(?:in|since|until|from|by|of)\s+(?:1[5-9]|20)\d\d$", re.I)
_OF_YEARS = frozenset({"year", "since", "founded", "年", "年份"})
_NOWHERE = Box(0, 0, 0, 0)
_FORMS: dict[FieldType, ValueKind] = {"date": "date", "number": "number", "integer": "number"}


@dataclass(frozen=True, slots=True)
class _Candidate:
    key: str
    value: str
    quote: str
    document: int
    page: int
    trust: float
    """How sure it is that the value belongs to the key, 0 to 1."""


def extract(task: Consult) -> str:
    """One JSON object: for every field its value, the page and the words it was read from."""
    candidates = list(_candidates(task))
    told: dict[str, object] = {}
    for wanted in task.fields:
        best = _best(wanted, candidates)
        told[wanted.name] = (
            {"value": None}
            if best is None
            else {
                "value": _value(wanted, best.value),
                "source": label_of(best.document, best.page),
                "quote": best.quote,
            }
        )
    return json.dumps(told, ensure_ascii=False, indent=1)


def _candidates(task: Consult) -> Iterator[_Candidate]:
    for item in task.evidence:
        if not item.places:
            continue
        page = (item.answer_places or item.places)[0].page
        if item.answer:
            key = item.text.replace(item.answer, " ", 1)
            yield _Candidate(key, item.answer, item.answer, item.document, page, 1.0)
        else:
            yield _Candidate(item.text, "", item.text, item.document, page, 0.5)
    for excerpt in task.excerpts:
        for found in _PAIR.finditer(excerpt.text):
            quote = " ".join(found.group().split())
            yield _Candidate(
                found["key"], found["value"], quote, excerpt.document, excerpt.page, 0.95
            )


def _best(wanted: Wanted, candidates: list[_Candidate]) -> _Candidate | None:
    """The candidate whose label fits the field's name best and whose value fits its type."""
    scored: list[tuple[float, int, _Candidate]] = []
    for order, one in enumerate(candidates):
        for words, share in ((wanted.name, 1.0), (f"{wanted.name} {wanted.meaning}", 0.97)):
            terms = asked_terms(words) or tokens(words)
            settled = _settle(wanted, one, terms)
            if settled is None:
                continue
            fact = Fact(settled.value, settled.key, _NOWHERE, settled.quote)
            score = fits(terms, None, fact, set(tokens(settled.quote))) * one.trust * share
            if score > 0:
                scored.append((score, -order, settled))
    return max(scored, key=lambda entry: entry[:2])[2] if scored else None


def _settle(wanted: Wanted, one: _Candidate, terms: list[str]) -> _Candidate | None:
    """The candidate with its value; of a passage the only one in the sentence that names it."""
    if one.value:
        problem = fit(one.value, wanted.type)[1] and fit(_value(wanted, one.value), wanted.type)[1]
        return None if problem else one
    form = _FORMS.get(wanted.type)
    if form is None:
        return None
    for sentence in _SENTENCES.split(one.key):
        spans = list(find_values(form, sentence))
        if len(spans) == 1 and set(terms) <= set(tokens(sentence)):
            start, end = spans[0]
            if form == "number" and _YEAR.search(sentence[:end]) and not _OF_YEARS & set(terms):
                continue  # "The lowest number since 1998": no count, and not what is asked for.
            key, value = sentence[:start] + sentence[end:], sentence[start:end]
            return replace(one, key=key, value=value, quote=sentence)
    return None


def _value(wanted: Wanted, text: str) -> object:
    """The value as its type wants it; of several in the text the only one of the right form."""
    value, problem = fit(text, wanted.type)
    form = _FORMS.get(wanted.type)
    if problem and form is not None:
        spans = list(find_values(form, text))
        if len(spans) == 1:
            start, end = spans[0]
            return fit(text[start:end], wanted.type)[0]
    return value
