"""What takes time and is no question: scans recognised, tables gathered, charts read, exports."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from agents import reading
from agents.reading import ReadingEvent
from agents.reading.charts import read_chart
from model.documents.parts import Chart, Table
from model.errors import InputError
from model.events import Notice, Progress, Usage
from ui.documents.bench import Bench
from ui.documents.desk import Desk
from ui.documents.library import Held
from ui.documents.page import Update
from ui.documents.serving import page_of
from ui.errors import sentence
from ui.runs import pumped
from ui.shell import Spent, read_sidebar
from ui.words import Language, language_of, say

if TYPE_CHECKING:
    import gradio as gr


class Gathering(Bench):
    """Shows progress, can be stopped, and says in a sentence what went wrong."""

    def recognise(
        self, now: Desk, id: str, pages: Any, token: str, request: gr.Request
    ) -> Iterator[Update]:
        """Read scanned pages, all of the document for ``None``; each is shown when it is read."""
        language = language_of(request)

        def make() -> Iterator[Progress | int]:
            document = self._library.get(token, id).document
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
            yield from self._library.get(token, id).document.tables()

        def took(now: Desk, table: Any) -> Desk:
            tables.append(table)
            return now

        done = yield from self._steps(now, make, took, token, language, request)
        if done:
            yield self._page.gathered(id, tables)

    def read_chart(
        self, now: Desk, told: Any, token: str, sidebar: Any, request: gr.Request
    ) -> Iterator[Update]:
        """Read the picture ``told`` names as a chart, and put the chart in its place."""
        language = language_of(request)
        connection, options = read_sidebar(sidebar)
        usage: Usage | None = None

        def make() -> Iterator[ReadingEvent | Chart]:
            held = self._library.get(token, str(told.get("doc")))
            page = page_of(held.document, told.get("page"))
            for block in held.content(page).blocks:
                if block.id == told.get("block"):
                    desk = reading.Desk(self._shell.service, connection, options, (held.document,))
                    yield Progress(say(language, "doc_reading_chart"))
                    for event in read_chart(block.place, desk):
                        if isinstance(event, Chart):
                            held.keep(event)
                        yield event
                    return
            raise InputError(say(language, "doc_no_picture", n=page + 1))

        def took(now: Desk, event: Any) -> Desk:
            nonlocal usage
            if isinstance(event, Usage):
                usage = event.after(usage)
            if not isinstance(event, Chart):
                return now
            return replace(now, changed=now.changed + 1)

        yield from self._steps(now, make, took, token, language, request)
        if usage is not None:
            yield {self._shell.spent: Spent.now(usage)}

    def _steps(
        self,
        now: Desk,
        make: Callable[[], Iterator[Any]],
        took: Callable[[Desk, Any], Desk],
        token: str,
        language: Language,
        request: gr.Request,
    ) -> Generator[Update, None, bool]:
        """Progress in a line, Stop, errors as a sentence; returns whether it came to its end."""
        session = str(request.session_hash)
        run = self._runs.begin(session)
        troubles: list[str] = []
        told: list[str] = []
        doing = say(language, "doc_looking")
        fraction: float | None = None
        try:
            with closing(pumped(make, run)) as events:
                for event in events:
                    if run.superseded:
                        return False
                    before = now
                    if isinstance(event, Notice):
                        told.append(event.text)
                    elif isinstance(event, Progress):
                        doing, fraction = event.text, event.fraction
                    else:
                        now = took(now, event)
                    if isinstance(event, Progress) or now is not before:
                        yield self._page.busy(now, doing, fraction)
        except Exception as error:
            troubles.append(sentence(error, language))
        finally:
            self._runs.end(session, run)
        if not run.superseded:
            yield self._kept(now, token, language, troubles, told)
        return not (run.stop.is_set() or troubles)

    def exported(
        self,
        now: Desk,
        make: Callable[[Held], Iterator[Progress | bytes]],
        id: str,
        token: str,
        request: gr.Request,
    ) -> Iterator[Update | bytes]:
        """Updates while an export is made, then its bytes; nothing after Stop or an error."""
        language, session = language_of(request), str(request.session_hash)
        run = self._runs.begin(session)
        try:
            held = self._library.get(token, id)
            with closing(pumped(lambda: make(held), run)) as events:
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
