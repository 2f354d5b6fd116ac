"""Consult: one question to a model about excerpts of documents; its answer cites where it rests.

Long documents take many such calls; ``agents/reading`` plans them. Every excerpt bears a label
(``[d1p17]``: document 1, page 17) that the prompt puts before it and that the reply cites.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from model.documents.parts import Evidence
from model.messages import Picture

Aim = Literal["answer", "summary", "translation", "extraction", "merge", "chart"]
"""``merge`` makes one of ``partials``; ``chart`` reads the values of a pictured chart."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A page, or part of one, as a model is shown it: its words, its picture, or both."""

    document: int
    page: int
    label: str
    text: str = ""
    picture: Picture | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A field to extract: its name, what it means, and the JSON type its value must have."""

    name: str
    meaning: str = ""
    type: Literal["string", "number", "integer", "boolean", "date", "list"] = "string"
    required: bool = False


@dataclass(frozen=True, slots=True)
class Consult:
    """What to do with the excerpts.

    ``evidence`` is what search found for the question (the embedded engine answers from it);
    ``fields`` are for extraction, ``language`` for translation, ``partials`` for merging (each with
    its labels inside), ``carried`` is what goes from chunk to chunk: the glossary and the last
    paragraph of a translation.
    """

    aim: Aim
    question: str
    excerpts: tuple[Excerpt, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    fields: tuple[Wanted, ...] = ()
    language: str = ""
    partials: tuple[str, ...] = ()
    carried: str = ""
    names: tuple[str, ...] = ()
    """Names of the documents, by index."""


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
