"""Consult for the embedded engine: an evidence search over documents, and named as that.

It quotes the places that bear on a question, takes out labelled values, and copies a document's
own sentences for a summary; of a pictured chart it tells the bars and what is printed. What needs
understanding (translation, rephrasing) it says it cannot.
Replies are in the wire format that ``model/tasks/document.py`` reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from model.backends.embedded.consult.extraction import extract
from model.backends.embedded.consult.found import say_evidence
from model.backends.embedded.consult.limits import cannot_translate
from model.backends.embedded.consult.pictured import chart_reply
from model.backends.embedded.consult.summary import merge, summarise
from model.backends.embedded.talk.prose import tongue_of
from model.events import Answer, Event, Finished, Progress
from model.settings import Settings
from model.tasks.document import Consult

_PIECE = re.compile(r".+?(?:\n+|\Z)", re.DOTALL)


def answer_consult(task: Consult, settings: Settings) -> Iterator[Event]:
    """Answer ``task``: ``Progress``, the reply in pieces, ``Finished``."""
    whole = ""
    if task.aim == "chart":
        picture = next((one.picture for one in task.excerpts if one.picture), None)
        for step in chart_reply(picture, tongue_of(task.question), settings):
            if isinstance(step, Progress):
                yield step
            else:
                whole = step
    else:
        joining = task.aim == "merge"
        yield Progress("Joining what was found" if joining else "Searching the excerpts")
        whole = _reply(task, settings)
    for piece in _PIECE.findall(whole):
        yield Answer(piece)
    yield Finished("stop", whole)


def _reply(task: Consult, settings: Settings) -> str:
    tongue = tongue_of(task.question)
    match task.aim:
        case "answer":
            return say_evidence(task, tongue, settings.evidence)
        case "summary":
            return summarise(task, tongue)
        case "merge":
            return merge(task, tongue)
        case "extraction":
            return extract(task)
        case _:
            return cannot_translate(task, tongue)
