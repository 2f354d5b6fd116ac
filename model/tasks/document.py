"""Consult: one question to a model about excerpts of documents; its answer cites where it rests.

Long documents take many such calls; ``agents/reading`` plans them. Every excerpt bears a label
(``[d1p17]``: document 1, page 17) that the prompt puts before it and that the reply cites.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from model.messages import Message
from model.tasks.document_chart import read_chart
from model.tasks.document_fields import choose, fit
from model.tasks.document_prompt import NOT_FOUND, consult_messages
from model.tasks.document_question import Aim, Consult, Excerpt, FieldType, Wanted
from model.tasks.document_reply import (
    Cited,
    label_of,
    members,
    read_json,
    read_label,
    read_sources,
    says_not_found,
    without_not_found,
)
from model.wire.tokens import display_text

__all__ = [
    "Aim",
    "Citation",
    "Consult",
    "Consulted",
    "Excerpt",
    "FieldType",
    "Value",
    "Wanted",
    "ask",
    "read",
]

_EMPTY = "The model replied nothing; ask again, or allow longer answers in the sidebar."
_NO_JSON = "The reply holds no JSON, so no field could be read from it; ask again."
_NO_SOURCE = "The reply names no place in the documents that it rests on; check it yourself."


@dataclass(frozen=True, slots=True)
class Citation:
    """What a reply rests on: the label it cites and the words it quotes ("" if none)."""

    document: int
    page: int
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """An extracted value as the reply gave it, with what it was read from."""

    name: str
    value: object
    citation: Citation | None = None
    problem: str = ""
    """Why it does not fit its type, or "" if it does."""


@dataclass(frozen=True, slots=True)
class Consulted:
    """A reply, read: ``text`` with its labels kept as ``[d1p17]``, what it cites, its values."""

    text: str
    citations: tuple[Citation, ...] = ()
    values: tuple[Value, ...] = ()
    found: bool = True
    """Whether the reply claims to have found an answer."""
    quoting: str = ""
    """The text with the words that its sources quote, for whoever makes more of it."""
    problem: str = ""
    """What is wrong with the reply itself, in a sentence, or "" if nothing is."""


def ask(task: Consult) -> list[Message]:
    """The prompt: a fixed system text, the excerpts, and last what is asked of them."""
    return consult_messages(task)


def read(reply: str, task: Consult) -> Consulted:
    """What a reply says, with its sources as ``[d1p17]``, what they cite, and its values.

    A source that names a page the model was not shown is none, and ``problem`` says so. For
    ``extraction`` every wanted field has one value, ``None`` where the reply has none, but there
    are none where it holds no JSON at all; for ``chart`` every series is a value: its name and its
    numbers.
    """
    text = display_text(reply).strip()
    shown = _shown_pages(task)

    def may(document: int, page: int) -> bool:
        return not shown or (document, page) in shown

    if task.aim == "extraction":
        parsed = read_json(text)
        values = _values(parsed, task, shown) if parsed is not None else ()
        cited = tuple(value.citation for value in values if value.citation is not None)
        found = any(value.value is not None for value in values)
        problem = "" if parsed is not None else _NO_JSON if text else _EMPTY
        return Consulted(text, tuple(dict.fromkeys(cited)), values, found, text, problem)
    if task.aim == "chart":
        chart = read_chart(text)
        values = tuple(Value(one.name, list(one.values)) for one in chart.series) if chart else ()
        return Consulted(text, values=values, found=chart is not None)
    told = read_sources(text, may)
    citations = tuple(Citation(one.document, one.page, one.quote) for one in told.cited)
    said = told.text
    # A translation may well begin with "Not found": only the marker itself says so there.
    if said.startswith(NOT_FOUND) or (task.aim != "translation" and says_not_found(said)):
        return Consulted(without_not_found(said), citations, (), False, told.quoting)
    problem = ""
    if not said:
        problem = _EMPTY
    elif told.denied:
        listed = ", ".join(told.denied[:5])
        problem = f"The reply cites pages that the model was not shown ({listed}); do not trust it."
    elif not citations and task.aim != "translation":
        problem = _NO_SOURCE
    return Consulted(said, citations, (), bool(said), told.quoting, problem)


def _shown_pages(task: Consult) -> set[tuple[int, int]]:
    """Every page that the reply may cite; empty where nothing tells."""
    shown = {(excerpt.document, excerpt.page) for excerpt in task.excerpts}
    shown |= {
        (evidence.document, place.page) for evidence in task.evidence for place in evidence.places
    }
    for partial in task.partials:
        shown |= {(cited.document, cited.page) for cited in read_sources(partial).cited}
    return shown


def _values(
    parsed: object | None, task: Consult, shown: Collection[tuple[int, int]]
) -> tuple[Value, ...]:
    given = members(parsed, [wanted.name for wanted in task.fields])
    return tuple(_value(wanted, given.get(wanted.name), shown) for wanted in task.fields)


def _value(wanted: Wanted, told: object, shown: Collection[tuple[int, int]]) -> Value:
    citation = None
    if isinstance(told, dict):
        source = told.get("source", told.get("cite", told.get("label", told.get("page"))))
        quote = str(told.get("quote") or "")
        citation = _citation(source, quote, shown)
        told = told.get("value")
    if isinstance(told, str):
        sources = read_sources(told)
        if citation is None and sources.cited:
            first = sources.cited[0]
            citation = _citation(_name(first), first.quote, shown)
            told = sources.text.replace(f"[{_name(first)}]", "").strip()
        if isinstance(told, str) and (not told.strip() or says_not_found(told)):
            told = None
    if told is None:
        problem = "This field is required and was not found." if wanted.required else ""
        return Value(wanted.name, None, None, problem)
    value, problem = fit(told, wanted.type)
    if not problem and wanted.choices:
        value, problem = choose(value, wanted.choices)
    if not problem and citation is None and shown:
        problem = "The reply names no page for this that was shown; check it yourself."
    return Value(wanted.name, value, citation, problem)


def _name(source: Cited) -> str:
    return label_of(source.document, source.page)


def _citation(source: object, quote: str, shown: Collection[tuple[int, int]]) -> Citation | None:
    text = f"p{source}" if isinstance(source, int) else str(source or "")
    label = read_label(text)
    if label is None or (shown and label not in shown):
        return None
    return Citation(*label, quote)
