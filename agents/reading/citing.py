"""Citations looked up in their documents: the lines that a quote stands on, or its page alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from agents.reading.events import Cited, Found
from model.documents.charmap import find_all, locate
from model.documents.document import Document
from model.documents.parts import Evidence, Place
from model.tasks.document import Citation, Consulted, Value

_TELLING: Final = 3
"""Characters from which on a value is looked for by itself."""


def cite(
    citations: Sequence[Citation],
    documents: Sequence[Document],
    evidence: Sequence[Evidence] = (),
) -> tuple[Cited, ...]:
    """Every citation once, in the order of the reply; those to pages that do not exist are dropped.

    A quote that is word for word a piece of evidence has that evidence's places; any other is
    looked up on the page that it cites, then on the pages beside it: a model may count a page off.
    """
    found: dict[tuple[int, int, str], Cited] = {}
    for citation in citations:
        if (cited := _cite(citation, documents, evidence)) is not None:
            found.setdefault((cited.document, cited.page, cited.quote), cited)
    return tuple(found.values())


def found_values(
    reply: Consulted, documents: Sequence[Document], evidence: Sequence[Evidence] = ()
) -> tuple[Found, ...]:
    """The values of an extraction, each with its citation looked up.

    Where the words quoted are not on the page the value itself is looked for: it is lit where it
    stands there once.
    """
    return tuple(
        Found(value.name, value.value, _value_cited(value, documents, evidence), value.problem)
        for value in reply.values
    )


def _value_cited(
    value: Value, documents: Sequence[Document], evidence: Sequence[Evidence]
) -> Cited | None:
    cited = _cite(value.citation, documents, evidence) if value.citation else None
    words = value.value if isinstance(value.value, str) else str(value.value or "")
    if cited is None or cited.verified or len(words) < _TELLING:
        return cited
    standing = list(islice(find_all(words, documents[cited.document].text(cited.page)), 2))
    if len(standing) != 1:
        return cited
    places = tuple(Place(cited.page, box) for box in standing[0])
    return replace(cited, quote=words, places=places, verified=True)


def _cite(
    citation: Citation, documents: Sequence[Document], evidence: Sequence[Evidence]
) -> Cited | None:
    index, page, quote = citation.document, citation.page, citation.quote.strip()
    if not 0 <= index < len(documents):
        return None
    document = documents[index]
    if not 0 <= page < document.facts.pages:
        return None
    if not quote:
        return Cited(index, page)
    for item in evidence:
        if item.document == index and quote in (item.text, item.answer):
            places = item.answer_places if quote == item.answer else item.places
            here = tuple(place for place in places if place.page == page)
            if here:
                return Cited(index, page, quote, here, True)
    for at in (page, page - 1, page + 1):
        if 0 <= at < document.facts.pages and (boxes := locate(quote, document.text(at))):
            places = tuple(Place(at, box) for box in boxes)
            return Cited(index, at, quote, places, True)
    return Cited(index, page, quote)
