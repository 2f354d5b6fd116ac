"""From what the Ask form holds to a request: which pages, which fields. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast, get_args

from agents.reading import Request
from model.documents.parts import Facts
from model.errors import InputError
from model.tasks.document import Aim, Wanted
from model.tasks.document_fields import read_wanted
from ui.words import Language, say

AIMS = ("answer", "summary", "extraction", "translation")
"""What can be asked of documents here; ``Aim`` has others that only calls among themselves use."""
WISHES = ("answer", "summary")
"""Aims that go with words of the visitor's own."""
_RANGE = re.compile(r"(\d+)(?:\s*[-–—~至到]\s*(\d+))?")
_SEPARATORS = re.compile(r"[,;，；、\s]+(?![-–—~至到])")
_AROUND = re.compile(r"\s*([-–—~至到])\s*")


def pages_of(text: str, facts: Facts) -> tuple[int, ...]:
    """Pages from "1-3, 7" (counted from 1) as indices, in order; empty text means all of them.

    Raises ``InputError`` for what is no page of the document.
    """
    plain = _AROUND.sub(r"\1", text.strip())
    if not plain:
        return tuple(range(facts.pages))
    chosen: set[int] = set()
    for piece in filter(None, _SEPARATORS.split(plain)):
        found = _RANGE.fullmatch(piece)
        if found is None:
            raise InputError(f"{piece!r} names no pages; write them like '1-3, 7'.")
        first = int(found[1])
        last = int(found[2] or first)
        if not 1 <= first <= last <= facts.pages:
            raise InputError(
                f"{facts.name!r} has pages 1 to {facts.pages}; {piece!r} is not among them."
            )
        chosen.update(range(first - 1, last))
    return tuple(sorted(chosen))


def request_of(
    aim: str,
    question: str,
    facts: Sequence[Facts],
    pages: str,
    language: str,
    fields: str,
    shown_in: Language,
) -> Request:
    """The request of the form; ``pages`` counts only where one document is asked.

    Raises ``InputError`` with a sentence on what is missing.
    """
    if aim not in get_args(Aim):
        aim = "answer"
    question = question.strip() if aim in WISHES else ""
    if not facts:
        raise InputError(say(shown_in, "doc_none_open"))
    if aim == "answer" and not question:
        raise InputError(say(shown_in, "doc_no_question"))
    wanted: tuple[Wanted, ...] = read_wanted(fields) if aim == "extraction" else ()
    if aim == "translation" and not language.strip():
        raise InputError(say(shown_in, "doc_no_language"))
    chosen: tuple[tuple[int, int], ...] = ()
    if len(facts) == 1 and pages.strip():
        chosen = tuple((0, page) for page in pages_of(pages, facts[0]))
    return Request(
        cast(Aim, aim),
        question,
        chosen,
        language.strip() if aim == "translation" else "",
        wanted,
    )
