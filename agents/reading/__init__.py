"""Reading documents with a model: what bears on a question is found, shown, asked and cited.

``plan`` says what a request will take; ``carry_out`` makes the calls. Both stream what they do and
stop when their iterator is closed.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace

from agents.reading.carrying_out import Desk, carry_out
from agents.reading.events import (
    Answered,
    Chunk,
    Cited,
    Found,
    Part,
    Plan,
    Planned,
    ReadingEvent,
    Writing,
)
from agents.reading.excerpts import room
from agents.reading.planning import all_pages, plan_question, plan_through
from model.documents.evidence import search
from model.documents.parts import Evidence
from model.errors import SightlineError
from model.events import Progress
from model.tasks.document import Aim, Consult, Wanted


@dataclass(frozen=True, slots=True)
class Request:
    """What a user wants of documents.

    ``pages`` are pairs of document and page, both from 0 (empty: all of them); ``language`` is
    for a translation, ``fields`` for an extraction.
    """

    aim: Aim
    question: str = ""
    pages: tuple[tuple[int, int], ...] = ()
    language: str = ""
    fields: tuple[Wanted, ...] = ()
    dpi: int = 0
    """Sharpness of pages shown to a model, where they fit; 0 for ``settings.model_dpi``."""


def plan(request: Request, desk: Desk) -> Generator[Progress, None, Plan]:
    """What the request will take: search first where there is a question, then count.

    Raises ``TooLarge`` for a question that is too long.
    """
    desk.service.check(Consult(request.aim, request.question))
    settings = desk.service.settings
    if request.dpi:
        settings = replace(settings, model_dpi=request.dpi)
    space = room(desk.connection, desk.options, settings)
    pages = request.pages or tuple(all_pages(desk.documents))
    troubles: list[str] = []
    if request.aim == "translation" and not space.pictures:
        pages = pages[:1]  # It will say that it can't: nothing is read for that.
    elif not space.pictures or (request.aim == "answer" and len(pages) > settings.reading_pages):
        troubles = yield from _recognised(desk, pages)
    asked = {
        "answer": [request.question],
        "extraction": [f"{one.name} {one.meaning}".strip() for one in request.fields],
    }.get(request.aim, [])
    evidence: dict[Evidence, None] = {}
    for question in asked:
        for event in search(question, desk.documents, settings, pages, recognise=False):
            if isinstance(event, Progress):
                yield event
            else:
                evidence.update(dict.fromkeys(event))
    found = tuple(evidence)
    if request.aim == "answer":
        made = plan_question(request.question, desk.documents, found, pages, space, settings)
    else:
        made = plan_through(
            request.aim,
            request.question,
            desk.documents,
            pages,
            space,
            settings,
            language=request.language,
            fields=request.fields,
            evidence=found,
        )
    return replace(made, left_out=(*troubles, *made.left_out))


def _recognised(
    desk: Desk, pages: Sequence[tuple[int, int]]
) -> Generator[Progress, None, list[str]]:
    """Read the scans among ``pages``: words are all that search and the engine have.

    Returns a sentence for every page that could not be read; the others are searched without it.
    """
    troubles = []
    unread = [(at, page) for at, page in pages if desk.documents[at].unread(page)]
    for done, (at, page) in enumerate(unread):
        title = desk.documents[at].titled(page)
        yield Progress(f"Recognising {title} ({done + 1} of {len(unread)})", done / len(unread))
        try:
            desk.documents[at].recognise(page)
        except SightlineError as error:
            troubles.append(f"{title} was left out: {error}")
    return troubles


__all__ = [
    "Answered",
    "Chunk",
    "Cited",
    "Desk",
    "Found",
    "Part",
    "Plan",
    "Planned",
    "ReadingEvent",
    "Request",
    "Writing",
    "carry_out",
    "plan",
]
