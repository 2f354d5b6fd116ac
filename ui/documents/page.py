"""From a desk to updates of the page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import gradio as gr

from model.documents.parts import Table
from model.messages import user
from ui.behind import behind
from ui.conversation import Conversation, Turn
from ui.documents.answer_view import answers_html
from ui.documents.desk import Desk
from ui.documents.parts import Parts
from ui.documents.payload import reader_value, table_value
from ui.words import Language

Update = dict[Any, Any]


class Page:
    """Shows desks in the tab's parts."""

    most_replies = 20

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    def show(
        self, now: Desk, language: Language, troubles: Sequence[str] = (), told: Sequence[str] = ()
    ) -> Update:
        """Updates for everything.

        ``troubles`` are sentences on what could not be done, ``told`` on what else to know.
        """
        at = self._parts
        return {
            at.desk: now,
            at.reader: reader_value(now, busy=now.running),
            at.answers: answers_html(now),
            at.status: status_html(troubles, told),
            at.ask: gr.Button(visible=not now.running),
            at.stop: gr.Button(visible=now.running),
            at.take: gr.Row(visible=bool(now.sheets)),
            **dict(zip(at.behind, self._behind(now), strict=True)),
        }

    def answering(self, now: Desk) -> Update:
        """Updates while an answer grows."""
        return {self._parts.desk: now, self._parts.answers: answers_html(now)}

    def busy(self, now: Desk, doing: str, fraction: float | None = None) -> Update:
        """Updates while something is done that is no answer; ``show`` ends it."""
        at = self._parts
        return {
            at.desk: now,
            at.reader: reader_value(now, True, doing, fraction),
            at.status: "",
            at.ask: gr.Button(visible=False),
            at.stop: gr.Button(visible=True),
        }

    def refuse(self, now: Desk, troubles: Sequence[str]) -> Update:
        """A sentence on why nothing is done; all else stays as it is."""
        return {self._parts.desk: now, self._parts.status: status_html(troubles)}

    def gathered(self, id: str, tables: Sequence[Table]) -> Update:
        """All tables of a document in the panel."""
        value = {"doc": id, "tables": [table_value(one) for one in tables]}
        return {self._parts.panel: value}

    def _behind(self, now: Desk) -> tuple[Any, ...]:
        if not now.replies:
            return behind(Conversation())
        newest = now.replies[0]
        question = user(newest.request.question or newest.request.aim)
        return behind(Conversation((Turn(question, newest.given),)))


def status_html(troubles: Sequence[str], told: Sequence[str] = ()) -> str:
    """Sentences on what could not be done, and on what else to know."""
    lines = [f'<p class="line bad" role="alert">{escape(one)}</p>' for one in troubles]
    lines += [f'<p class="line note" role="status">{escape(one)}</p>' for one in told]
    return "".join(lines)
