"""Documents: read pages beside their text, take tables and charts as data, ask and be shown where.

What stands where is in ``ui/documents/parts.py``, what it shows in ``page.py``, what it does in
``work.py``; the reader's own calls are in ``serving.py``.
"""

from __future__ import annotations

import atexit
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from model.errors import SightlineError
from ui.documents.asking import Form
from ui.documents.choosing import AIMS, WISHES
from ui.documents.desk import Desk
from ui.documents.estimate import estimate, estimate_html
from ui.documents.library import Library
from ui.documents.page import Page, Update
from ui.documents.parts import place
from ui.documents.serving import Serving
from ui.documents.take import ENDINGS, maker, saved_piece
from ui.documents.work import Work
from ui.errors import sentence, toast
from ui.shell import Shell, read_sidebar
from ui.webpage.files import download
from ui.words import language_of, say

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_ASKING: dict[str, Any] = {**_QUIET, "concurrency_id": "model"}
_SAVE = "() => document.querySelector('#doc-download')?.click()"


def build(shell: Shell) -> None:
    """Place the tab and wire it."""
    settings, service = shell.settings, shell.service
    library = Library(
        lambda path, name, password: service.opening_document(path, password, name),
        settings.documents_open,
        settings.session_idle_s,
    )
    atexit.register(library.close_all)
    parts = place(settings, Serving(library, settings).functions)
    page = Page(parts)
    work = Work(shell, page, library)
    desk, open_id, token, sidebar = parts.desk, parts.open_id, shell.session, list(shell.sidebar)
    outputs, form = parts.outputs, parts.form
    asked = [*outputs, shell.spent]

    def on_arrive(
        request: gr.Request, event: gr.EventData, now: Desk, token: str
    ) -> Iterator[Update]:
        yield from work.arrive(now, event._data.get("files"), token, request)

    def on_example(
        request: gr.Request, event: gr.EventData, now: Desk, token: str
    ) -> Iterator[Update]:
        yield from work.example(now, str(event._data.get("example")), token, request)

    def on_unlock(
        request: gr.Request, event: gr.EventData, now: Desk, token: str
    ) -> Iterator[Update]:
        index, password = event._data.get("index"), event._data.get("password")
        yield from work.unlock(now, index, password, token, request)

    def on_close(request: gr.Request, event: gr.EventData, now: Desk, token: str) -> Update:
        return work.close(now, str(event._data.get("doc")), token, request)

    def on_look(event: gr.EventData) -> str:
        return str(event._data.get("doc") or "")

    def on_recognise(
        request: gr.Request, event: gr.EventData, now: Desk, token: str
    ) -> Iterator[Update]:
        id, pages = str(event._data.get("doc")), event._data.get("pages")
        yield from work.recognise(now, id, pages, token, request)

    def on_gather(
        request: gr.Request, event: gr.EventData, now: Desk, token: str
    ) -> Iterator[Update]:
        if (id := event._data.get("doc")) is None:
            yield {parts.panel: {}}
            return
        yield from work.gather(now, str(id), token, request)

    def on_chart(
        request: gr.Request, event: gr.EventData, now: Desk, token: str, *values: Any
    ) -> Iterator[Update]:
        told = event._data
        yield from work.read_chart(now, told, token, values, request)

    def on_ask(
        request: gr.Request, now: Desk, id: str, token: str, *values: Any
    ) -> Iterator[Update]:
        yield from work.ask(
            now, _form(values[: len(form)]), id, token, values[len(form) :], request
        )

    def on_go_on(request: gr.Request, now: Desk, token: str, *values: Any) -> Iterator[Update]:
        yield from work.go_on(now, token, values, request)

    def on_stop(request: gr.Request) -> None:
        work.stop(request)

    def on_aim(request: gr.Request, aim: str) -> dict[Any, Any]:
        language = language_of(request)
        wish = "doc_wish" if aim == "summary" else "doc_question"
        return {
            parts.question: gr.Textbox(
                visible=aim in WISHES,
                label=say(language, wish),
                placeholder=say(language, f"{wish}_hint"),
            ),
            parts.fields: gr.Textbox(visible=aim == "extraction"),
            parts.language: gr.Textbox(visible=aim == "translation"),
        }

    def on_cost(request: gr.Request, id: str, token: str, *values: Any) -> str:
        connection, _ = read_sidebar(values[len(form) :])
        wanted = _form(values[: len(form)])
        try:
            documents, pages = work.chosen_pages(wanted, id, token)
            found = estimate(documents, pages, wanted.dpi, connection, settings)
        except SightlineError as error:
            return f'<p class="line bad">{escape(sentence(error, language_of(request)))}</p>'
        return estimate_html(found, wanted.aim, wanted.dpi, connection)

    def export_as(name: str) -> Any:
        def on_export(
            request: gr.Request, now: Desk, id: str, token: str
        ) -> Iterator[dict[Any, Any]]:
            make = maker(name, now, language_of(request))
            yield {parts.download: None}
            for made in work.exported(now, make, id, token, request):
                if isinstance(made, bytes):
                    stem = library.get(token, id).document.facts.name
                    yield {parts.download: download(made, Path(stem).stem, ENDINGS[name])}
                else:
                    yield made

        return on_export

    def on_save(request: gr.Request, event: gr.EventData, token: str) -> str:
        try:
            return saved_piece(library, event._data, token)
        except SightlineError as error:
            raise toast(error, language_of(request)) from None

    reader = parts.reader
    # The page hands over what is brought one after the other (``upload.js``); none may be dropped.
    reader.arrive(on_arrive, [desk, token], outputs, trigger_mode="multiple", **_QUIET)
    parts.welcome.select(on_example, [desk, token], outputs, **_QUIET)
    reader.unlock(on_unlock, [desk, token], outputs, **_QUIET)
    reader.close(on_close, [desk, token], outputs, **_QUIET)
    # Each of them, in order: Gradio drops what comes while one is on its way.
    reader.look(on_look, None, open_id, trigger_mode="multiple", concurrency_limit=1, **_QUIET)
    reader.recognise(on_recognise, [desk, token], outputs, **_ASKING)
    parts.panel.gather(on_gather, [desk, token], outputs, **_ASKING)
    parts.panel.chart(on_chart, [desk, token, *sidebar], asked, **_ASKING)
    parts.ask.click(on_ask, [desk, open_id, token, *form, *sidebar], asked, **_ASKING)
    parts.question.submit(on_ask, [desk, open_id, token, *form, *sidebar], asked, **_ASKING)
    parts.answers.resume(on_go_on, [desk, token, *sidebar], asked, **_ASKING)
    parts.stop.click(on_stop, None, None, queue=False, **_QUIET)
    reader.halt(on_stop, None, None, queue=False, **_QUIET)
    parts.aim.change(on_aim, parts.aim, [parts.question, parts.fields, parts.language], **_QUIET)
    watched: list[Any] = [open_id, parts.aim, parts.scope, parts.dpi, sidebar[0]]
    changes = [one.change for one in watched]
    gr.on(
        [*changes, parts.pages.blur, parts.pages.submit],
        on_cost,
        [open_id, token, *form, *sidebar],
        parts.cost,
        trigger_mode="always_last",
        **_QUIET,
    )
    for name, button in parts.save.items():
        made = button.click(
            export_as(name), [desk, open_id, token], [*outputs, parts.download], **_ASKING
        )
        made.success(None, js=_SAVE)
    parts.panel.save(on_save, token, parts.download, **_QUIET).success(None, js=_SAVE)

    def on_return(request: gr.Request, token: str) -> Update:
        return work.back(token, request) or {parts.status: gr.skip()}

    token.change(on_return, token, outputs, **_QUIET)


def _form(values: Any) -> Form:
    aim, question, scope, pages, language, fields, dpi = values
    return Form(
        aim if aim in AIMS else "answer",
        question or "",
        scope or "one",
        pages or "",
        language or "",
        fields or "",
        int(dpi or 120),
    )
