"""What is asked about excerpts of documents, and the fields that may be taken out of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from model.documents.parts import Evidence
from model.messages import Picture

Aim = Literal["answer", "summary", "translation", "extraction", "merge", "chart"]
"""``merge`` makes one of ``partials``; ``chart`` reads the values of a pictured chart."""

FieldType = Literal["string", "number", "integer", "boolean", "date", "list"]


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
    """A field to extract: its name, what it means, and the JSON type its value must have.

    ``choices`` are the only values it may have (empty: any); ``path`` is where a schema has it.
    """

    name: str
    meaning: str = ""
    type: FieldType = "string"
    required: bool = False
    choices: tuple[str, ...] = ()
    path: tuple[str, ...] = ()


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
