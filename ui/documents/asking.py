"""Questions, summaries, extractions and translations: planned, carried out, gone on with."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from agents import reading
from agents.reading import Planned, ReadingEvent, Request
from model.errors import InputError, SightlineError
from model.events import Notice as Said
from ui.documents.bench import NAME, Bench
from ui.documents.choosing import pages_of, request_of
from ui.documents.desk import Desk, Reply
from ui.documents.library import Held
from ui.documents.page import Update
from ui.errors import sentence
from ui.runs import pumped
from ui.shell import Spent, read_sidebar
from ui.words import Language, language_of, say

if TYPE_CHECKING:
    import gradio as gr

    from model.documents.document import Document

_ASK_FIRST_CALLS = 2
_ASK_FIRST_TOKENS = 30_000
"""A request that takes more than this is only made once the visitor has seen what it takes."""


@dataclass(frozen=True, slots=True)
class Form:
    """The values of the Ask form; ``scope`` is ``one`` or ``all`` documents."""

    aim: str
    question: str
    scope: str
    pages: str
    language: str
    fields: str
    dpi: int


class Asking(Bench):
    """Asks of documents what the form holds."""

    def ask(
        self, now: Desk, form: Form, open_id: str, token: str, sidebar: Any, request: gr.Request
    ) -> Iterator[Update]:
        """Plan what was asked, and carry it out if it is small; else show what it takes first."""
        language = language_of(request)
        now = now.settled()
        try:
            held = self._chosen(form.scope, open_id, token, now, language)
            wanted = request_of(
                form.aim,
                form.question[: self._shell.settings.max_question_chars],
                [one.document.facts for one in held],
                form.pages if len(held) == 1 else "",
                form.language,
                form.fields,
                language,
            )
            wanted = replace(wanted, dpi=form.dpi)
        except SightlineError as error:
            yield self._page.refuse(now, [sentence(error, language)])
            return
        yield from self._read(now, wanted, held, None, token, sidebar, request)

    def go_on(self, now: Desk, token: str, sidebar: Any, request: gr.Request) -> Iterator[Update]:
        """Carry out the plan that was shown, or the rest of one that was cut off."""
        language = language_of(request)
        if not now.replies or now.running:
            return
        newest = now.replies[0]
        open_now = {one.id: one for one in self._library.all(token)}
        if not all(id in open_now for id in newest.sheets):
            yield self._page.refuse(now, [say(language, "doc_gone")])
            return
        held = [open_now[id] for id in newest.sheets]
        yield from self._read(now, newest.request, held, newest, token, sidebar, request)

    def _chosen(
        self, scope: str, open_id: str, token: str, now: Desk, language: Language
    ) -> list[Held]:
        held = list(self._library.all(token))
        if scope != "all":
            held = [one for one in held if one.id == open_id] or held[-1:]
        if not held:
            raise InputError(say(language, "doc_gone" if now.sheets else "doc_none_open"))
        return held

    def _read(
        self,
        now: Desk,
        wanted: Request,
        held: Sequence[Held],
        before: Reply | None,
        token: str,
        sidebar: Any,
        request: gr.Request,
    ) -> Iterator[Update]:
        """Plan and carry out; with ``before`` go on from what it knows already."""
        language, session = language_of(request), str(request.session_hash)
        connection, options = read_sidebar(sidebar)
        remote = connection.backend != "embedded"
        by = connection.by
        documents = tuple(one.document for one in held)
        asking = reading.Desk(self._shell.service, connection, options, documents)
        reply = Reply(wanted, tuple(one.id for one in held))
        if before is not None:  # shown until its first part is there again
            reply = replace(reply, text=before.text, cited=before.cited)
        reply = replace(reply, given=replace(reply.given, by=by))
        others = now.replies[1:] if before is not None else now.replies
        now = replace(now, replies=(reply, *others)[: self._page.most_replies])
        run = self._runs.begin(session)
        began = time.monotonic()
        pause = 1 / self._shell.settings.updates_per_s
        shown_at = float("-inf")

        def make() -> Iterator[ReadingEvent]:
            plan = yield from reading.plan(wanted, asking)
            yield Planned(plan)
            large = plan.calls > _ASK_FIRST_CALLS or plan.tokens > _ASK_FIRST_TOKENS
            if remote and large and before is None:
                return
            yield from reading.carry_out(plan, asking, before.answered if before else None)

        yield self._page.show(now, language)
        try:
            with closing(pumped(make, run)) as events:
                for event in events:
                    if run.superseded:
                        return
                    at = time.monotonic()
                    reply = reply.take(event, at - began)
                    now = now.with_reply(reply)
                    if at - shown_at >= pause or isinstance(event, Said):
                        shown_at = at
                        yield self._page.answering(now)
            at_s = time.monotonic() - began
            if reply.running and not run.stop.is_set() and reply.plan is not None:
                reply = reply.wait(at_s)
            elif reply.running:
                reply = reply.end(True, at_s)
        except Exception as error:
            reply = reply.end(False, time.monotonic() - began, sentence(error, language))
        finally:
            self._runs.end(session, run)
        if run.superseded:
            return
        now = replace(now.with_reply(reply), changed=now.changed + 1)
        self._shell.sessions.put(token, NAME, now)
        yield self._page.show(now, language)
        if reply.given.usage:
            yield {self._shell.spent: Spent.now(reply.given.usage)}

    def chosen_pages(
        self, form: Form, open_id: str, token: str
    ) -> tuple[tuple[Document, ...], tuple[tuple[int, int], ...]]:
        """The documents and pages that the form speaks of; raises ``InputError``."""
        held = list(self._library.all(token))
        if form.scope != "all":
            held = [one for one in held if one.id == open_id] or held[-1:]
        documents = tuple(one.document for one in held)
        if len(documents) == 1 and form.pages.strip():
            chosen = pages_of(form.pages, documents[0].facts)
            return documents, tuple((0, page) for page in chosen)
        return documents, tuple(
            (at, page) for at, one in enumerate(documents) for page in range(one.facts.pages)
        )
