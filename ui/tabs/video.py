"""Video: a clip's shots, text and events on a timeline, and answers whose times seek the player.

What stands where is in ``ui/video/parts.py``, what it shows in ``page.py`` and ``view.py``,
watching in ``watching.py``, asking in ``asking.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from model.errors import SightlineError
from model.tasks.video import Aim
from ui.chat.shelf import Shelf
from ui.errors import sentence, toast
from ui.ground.picture_files import cached_file, file_value, uploaded
from ui.shell import Parcel, Shell
from ui.video import taking
from ui.video.desk import Desk
from ui.video.examples import EXAMPLES
from ui.video.page import Page, Update
from ui.video.parts import QUESTIONS, place
from ui.video.questions import Posed
from ui.video.working import Working
from ui.words import language_of, say

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_AT_ONCE: dict[str, Any] = {**_QUIET, "queue": False}
_SAVE = "() => document.querySelector('#video-download')?.click()"
_HERE = """(...given) => [
  Number(document.querySelector('#video-stage .stage')?.dataset.at ?? 0), ...given.slice(1)]"""
"""A script that puts the player's time into the first input."""


def build(shell: Shell) -> None:
    """Place the tab and wire it."""
    settings = shell.settings
    sent = tuple(name for name in ("webpage", "ground", "chat") if name in shell.inbox)
    parts = place(settings, sent)
    page = Page(parts, Shelf(settings.session_idle_s))
    work = Working(shell, page)
    desks, questions = work.desks, work.questions
    nothing: Update = {parts.status: gr.skip()}
    watching = {
        **_QUIET,
        "trigger_mode": "multiple",  # a new clip must not wait for the one before
        "concurrency_limit": None,  # who comes back must not wait for those who watch
    }

    def on_arrive(request: gr.Request, event: gr.EventData, token: str) -> Iterator[Update]:
        language = language_of(request)
        try:
            path = uploaded(str(event._data.get("path") or ""))
            name = str(event._data.get("name") or path.name)
            clip = shell.service.open_clip(path, name=name)
        except SightlineError as error:
            yield page.refused(desks.now(token), sentence(error, language))
            return
        yield from work.bring(Desk.of(clip, file_value(path, name)), token, request)

    def on_example(request: gr.Request, event: gr.EventData, token: str) -> Iterator[Update]:
        known = {one.id: one for one in EXAMPLES}
        if (one := known.get(str(event._data.get("example")))) is None:
            yield nothing
            return
        file = cached_file(one.path.read_bytes(), one.path.name)
        clip = shell.service.open_clip(Path(file["path"]), name=one.path.name)
        yield from work.bring(Desk.of(clip, file), token, request)

    def on_return(request: gr.Request, token: str) -> Iterator[Update]:
        if desks.forgotten(token):
            said = say(language_of(request), "video_forgotten")
            yield page.refused(Desk(), said)
            return
        yield from work.come_back(token, request)

    def on_ask(
        request: gr.Request, words: str, aim: Aim, token: str, *values: Any
    ) -> Iterator[Update]:
        yield from questions.ask(Posed.by(request, words, aim, token, values))

    def on_chip(
        request: gr.Request, event: gr.EventData, token: str, *values: Any
    ) -> Iterator[Update]:
        if (chip := str(event._data.get("chip"))) not in QUESTIONS:
            yield nothing
            return
        words = say(language_of(request), f"video_chip_{chip}")
        yield {parts.question: words, parts.aim: "answer"}
        yield from questions.ask(Posed.by(request, words, "answer", token, values))

    def on_stop_watching(token: str) -> None:
        work.stop_watching(token)

    def on_stop(request: gr.Request) -> None:
        work.stop(request)

    def on_choose(request: gr.Request, words: str, aim: Aim, token: str, *values: Any) -> Update:
        return questions.choose(Posed.by(request, words, aim, token, values))

    def on_frames(
        request: gr.Request, words: str, aim: Aim, token: str, *values: Any
    ) -> Iterator[Update]:
        yield from questions.show_frames(Posed.by(request, words, aim, token, values))

    def on_span(event: gr.EventData) -> tuple[str, str]:
        return work.stretch(event._data.get("from"), event._data.get("to"))

    def on_by(by: str) -> tuple[Any, Any]:
        return gr.Slider(visible=by != "auto"), gr.Slider(visible=by == "rate")

    def on_convert(request: gr.Request, token: str) -> Iterator[Update]:
        yield from work.convert(token, request)

    def on_look(event: gr.EventData, token: str) -> Any:
        return work.look(event._data.get("at"), token)

    def on_export(kind: str) -> Any:
        def write(request: gr.Request, token: str) -> str:
            language = language_of(request)
            try:
                return taking.write(kind, desks.now(token), language)
            except Exception as error:
                raise toast(error, language) from None

        return write

    def on_cut(request: gr.Request, token: str, *form: Any) -> str:
        language = language_of(request)
        try:
            desk = questions.chosen(form, token, language)
            return taking.write("cut", desk, language)
        except Exception as error:
            raise toast(error, language) from None

    def on_send(tab: str) -> Any:
        def send(request: gr.Request, at_s: float, token: str) -> tuple[Parcel, gr.Tabs]:
            language = language_of(request)
            try:
                parcel = work.parcel(tab, float(at_s or 0), token, language)
            except Exception as error:
                raise toast(error, language) from None
            return parcel, gr.Tabs(selected=tab)

        return send

    token, sidebar, form = shell.session, list(shell.sidebar), parts.choosing
    shown = parts.page
    asked = [*shown, parts.aim, shell.spent]
    parts.stage.arrive(on_arrive, token, shown, **watching)
    gr.on([parts.welcome.select], on_example, token, shown, **watching)
    token.change(on_return, token, shown, **watching)
    parts.stop_watching.click(on_stop_watching, token, None, **_AT_ONCE)
    parts.stage.convert(on_convert, token, shown, **_QUIET)
    parts.stage.look(on_look, token, parts.still, trigger_mode="always_last", **_QUIET)
    asking = {**_QUIET, "concurrency_id": "model"}
    gr.on(
        [parts.ask.click, parts.question.submit],
        on_ask,
        [parts.question, parts.aim, token, *form, *sidebar],
        asked,
        **asking,
    )
    gr.on([parts.chips.select], on_chip, [token, *form, *sidebar], asked, **asking)
    parts.stop.click(on_stop, None, None, **_AT_ONCE)
    parts.by.change(on_by, parts.by, [parts.count, parts.per_s], **_AT_ONCE)
    planned = [parts.question, parts.aim, token, *form, *sidebar]
    plans = [parts.estimate, parts.status, parts.timeline, parts.strip]
    gr.on(
        [
            parts.question.focus, parts.by.change, parts.count.release, parts.per_s.release,
            parts.start.blur, parts.end.blur, parts.start.submit, parts.end.submit,
            parts.aim.change,
        ],
        on_choose,
        planned,
        plans,
        trigger_mode="always_last",
        **_QUIET,
    )  # fmt: skip
    parts.timeline.span(on_span, None, [parts.start, parts.end], **_QUIET).then(
        on_choose, planned, plans, **_QUIET
    )
    parts.show_frames.click(on_frames, planned, shown, **_QUIET)
    for button, box in ((parts.from_here, parts.start), (parts.to_here, parts.end)):
        button.click(work.here, parts.at, box, js=_HERE, **_QUIET).then(
            on_choose,
            planned,
            plans,
            **_QUIET,
        )
    parts.whole.click(lambda: ("", ""), None, [parts.start, parts.end], **_QUIET).then(
        on_choose, planned, plans, **_QUIET
    )
    for kind, button in parts.exports.items():
        if kind == "cut":
            saved = button.click(on_cut, [token, *form], parts.download, **_QUIET)
        else:
            saved = button.click(on_export(kind), token, parts.download, **_QUIET)
        saved.then(None, js=_SAVE)
    for tab, button in parts.sends.items():
        outputs = [shell.inbox[tab], shell.tabs]
        button.click(on_send(tab), [parts.at, token], outputs, js=_HERE, **_QUIET)
