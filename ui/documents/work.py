"""What the tab does on behalf of a visitor: open, recognise, ask, gather, take away.

Each method that takes time is a generator of updates for one event of the page.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agents import reading
from agents.reading import Planned, ReadingEvent, Request
from model.documents.parts import Table
from model.errors import InputError, Locked, SightlineError
from model.events import Notice as Said
from model.events import Progress
from ui.documents.choosing import pages_of, request_of
from ui.documents.desk import Desk, Reply, Sheet, Waiting
from ui.documents.examples import EXAMPLES
from ui.documents.following import pumped
from ui.documents.library import Held, Library
from ui.documents.page import Page, Update
from ui.errors import sentence
from ui.ground.finding import Runs
from ui.ground.picture_files import uploaded
from ui.shell import Shell, Spent, read_sidebar
from ui.words import Language, language_of, say

if TYPE_CHECKING:
    import gradio as gr

    from model.documents.document import Document

NAME = "documents"
"""Under which a session keeps its desk."""
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


class Work:
    """What the tab's events do; one piece of work for each visitor at a time."""

    def __init__(self, shell: Shell, page: Page, library: Library) -> None:
        self._shell = shell
        self._page = page
        self._library = library
        self._runs = Runs()

    # Opening and closing.

    def arrive(self, now: Desk, files: Any, token: str, request: gr.Request) -> Iterator[Update]:
        """Open what was brought, one after the other; what can't be is told in a sentence."""
        language = language_of(request)
        named = [one for one in files if isinstance(one, dict)] if isinstance(files, list) else []
        troubles: list[str] = []
        for one in named[: self._shell.settings.documents_open + 1]:
            name = str(one.get("name") or "document")
            yield self._page.busy(now, say(language, "doc_opening", name=name))
            try:
                path = uploaded(str(one.get("path") or ""))
            except InputError as error:
                troubles.append(sentence(error, language))
                continue
            now = yield from self._open(now, str(path), name, "", token, language, troubles)
        yield self._kept(now, token, language, troubles)

    def example(self, now: Desk, id: str, token: str, request: gr.Request) -> Iterator[Update]:
        """Open a document of ours."""
        language = language_of(request)
        troubles: list[str] = []
        for one in EXAMPLES:
            if one.id == id:
                yield self._page.busy(now, say(language, "doc_opening", name=one.path.name))
                now = yield from self._open(
                    now, str(one.path), one.path.name, "", token, language, troubles
                )
        yield self._kept(now, token, language, troubles)

    def unlock(
        self, now: Desk, index: Any, password: Any, token: str, request: gr.Request
    ) -> Iterator[Update]:
        """Try a password for a locked file; ``None`` puts the file aside."""
        language = language_of(request)
        troubles: list[str] = []
        if isinstance(index, int) and 0 <= index < len(now.waiting):
            one = now.waiting[index]
            waiting = (*now.waiting[:index], *now.waiting[index + 1 :])
            now = replace(now, waiting=waiting)
            if isinstance(password, str) and password:
                yield self._page.busy(now, say(language, "doc_opening", name=one.name))
                now = yield from self._open(
                    now, one.path, one.name, password, token, language, troubles
                )
        yield self._kept(now, token, language, troubles)

    def close(self, now: Desk, id: str, token: str, request: gr.Request) -> Update:
        """Close a document; answers about it stay to be read."""
        self._runs.clear(str(request.session_hash))
        self._library.close(token, id)
        now = now.settled().without(id)
        self._shell.sessions.put(token, NAME, now)
        return self._page.show(now, language_of(request))

    def back(self, token: str, request: gr.Request) -> Update:
        """The desk of a session whose page was loaded again."""
        kept: Desk | None = self._shell.sessions.get(token, NAME)
        if kept is None:
            return {}
        held = {one.id for one in self._library.all(token)}
        now = replace(kept, sheets=tuple(one for one in kept.sheets if one.id in held))
        return self._page.show(now.settled(), language_of(request))

    def _open(
        self,
        now: Desk,
        path: str,
        name: str,
        password: str,
        token: str,
        language: Language,
        troubles: list[str],
    ) -> Generator[Update, None, Desk]:
        try:
            held = self._library.open(token, Path(path), name, password)
        except Locked:
            waiting = Waiting(path, name, wrong=bool(password))
            return replace(now, waiting=(*now.waiting, waiting))
        except SightlineError as error:
            troubles.append(sentence(error, language))
            return now
        except Exception as error:  # a defect of ours must not lose the other files
            troubles.append(f"{name}: {sentence(error, language)}")
            return now
        now = replace(now, sheets=(*now.sheets, _sheet(held)))
        yield self._page.busy(now, say(language, "doc_opened", name=name))
        return now

    def _kept(self, now: Desk, token: str, language: Language, troubles: Sequence[str]) -> Update:
        self._shell.sessions.put(token, NAME, now)
        return self._page.show(now, language, troubles=troubles)

    # Recognising scans, gathering tables.

    def recognise(
        self, now: Desk, id: str, pages: Any, token: str, request: gr.Request
    ) -> Iterator[Update]:
        """Read scanned pages, all of the document for ``None``; each is shown when it is read."""
        language = language_of(request)

        def make() -> Iterator[Progress | int]:
            document = self._library.get(token, id)
            count = document.facts.pages
            wanted = pages if isinstance(pages, list) else range(count)
            chosen = [one for one in wanted if isinstance(one, int) and 0 <= one < count]
            yield Progress(say(language, "doc_looking_unread"))
            unread = [page for page in chosen if document.unread(page)]
            for done, page in enumerate(unread):
                said = say(language, "doc_recognising", n=page + 1, done=done + 1, all=len(unread))
                yield Progress(said, done / len(unread))
                document.recognise(page)
                yield page

        yield from self._steps(now, make, self._recognised, token, language, request)

    def _recognised(self, now: Desk, _: Any) -> Desk:
        return replace(now, changed=now.changed + 1)

    def gather(self, now: Desk, id: str, token: str, request: gr.Request) -> Iterator[Update]:
        """All tables of a document, those over several pages joined; shown when all are there."""
        language = language_of(request)
        tables: list[Table] = []

        def make() -> Iterator[Progress | Table]:
            yield from self._library.get(token, id).tables()

        def took(now: Desk, table: Any) -> Desk:
            tables.append(table)
            return now

        yield from self._steps(now, make, took, token, language, request)
        yield self._page.gathered(id, tables)

    def _steps(
        self,
        now: Desk,
        make: Callable[[], Iterator[Any]],
        took: Callable[[Desk, Any], Desk],
        token: str,
        language: Language,
        request: gr.Request,
    ) -> Iterator[Update]:
        """Work that is no question: progress in a line, Stop, errors as a sentence."""
        session = str(request.session_hash)
        run = self._runs.begin(session)
        troubles: list[str] = []
        doing = say(language, "doc_looking")
        fraction: float | None = None
        try:
            with closing(pumped(make, run)) as events:
                for event in events:
                    if run.superseded:
                        return
                    if isinstance(event, Progress):
                        doing, fraction = event.text, event.fraction
                        yield self._page.busy(now, doing, fraction)
                    else:
                        now = took(now, event)
                        yield self._page.busy(now, doing, fraction)
        except Exception as error:
            troubles.append(sentence(error, language))
        finally:
            self._runs.end(session, run)
        if not run.superseded:
            yield self._kept(now, token, language, troubles)

    # Asking.

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
            wanted = _sharp(wanted, form.dpi)
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
        remote = connection.backend == "endpoint"
        by = connection.model if remote else ""
        documents = tuple(one.document for one in held)
        asking = reading.Desk(self._shell.service, connection, options, documents)
        reply = Reply(wanted, tuple(one.id for one in held))
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

    def stop(self, request: gr.Request) -> None:
        """End what goes on for this page; what came so far stays."""
        self._runs.stop(str(request.session_hash))

    # For the estimate and for exports.

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

    def exported(
        self,
        now: Desk,
        make: Callable[[Document], Iterator[Progress | bytes]],
        id: str,
        token: str,
        request: gr.Request,
    ) -> Iterator[Update | bytes]:
        """Updates while an export is made, then its bytes; nothing after Stop or an error."""
        language, session = language_of(request), str(request.session_hash)
        run = self._runs.begin(session)
        try:
            document = self._library.get(token, id)
            with closing(pumped(lambda: make(document), run)) as events:
                for event in events:
                    if isinstance(event, Progress):
                        yield self._page.busy(now, event.text, event.fraction)
                    else:
                        yield self._page.show(now, language)
                        yield event
                        return
            if not run.superseded:
                yield self._page.show(now, language)
        except Exception as error:
            yield self._page.show(now, language, troubles=[sentence(error, language)])
        finally:
            self._runs.end(session, run)


def _sheet(held: Held) -> Sheet:
    document = held.document
    return Sheet(held.id, document.facts, document.size(0), document.labels)


def _sharp(wanted: Request, dpi: int) -> Request:
    """The request with the sharpness at which pages are shown to a model."""
    return replace(wanted, dpi=dpi)
