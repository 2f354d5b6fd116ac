"""Web page: a screenshot becomes HTML, live, scored and repaired round by round.

What stands where is in ``ui/webpage/parts.py``, what it shows in ``page.py``, building in
``asking.py``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import Any

import gradio as gr

from agents import web_builder
from agents.web_builder import Brief, BuildEvent, Round
from model.errors import InputError
from model.media.images import open_picture
from model.messages import Picture
from model.rendering import Renderer
from ui.errors import sentence, toast
from ui.ground.finding import Runs
from ui.ground.picture_files import cached_file, picture_file, uploaded
from ui.shell import Parcel, Shell, Spent, read_sidebar
from ui.webpage import rounds_view
from ui.webpage.asking import follow
from ui.webpage.desk import Desk
from ui.webpage.examples import EXAMPLES
from ui.webpage.export import fold, to_zip, unfold
from ui.webpage.files import Files, download
from ui.webpage.page import Page, Update
from ui.webpage.parts import place
from ui.webpage.preview import read_pick
from ui.words import Language, language_of, say

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_ASKING: dict[str, Any] = {**_QUIET, "concurrency_id": "model"}
_SAVE = "() => document.querySelector('#web-download')?.click()"
_TELL = "() => document.dispatchEvent(new CustomEvent('sightline:page', {{ detail: '{what}' }}))"
_NAME = "webpage"
Make = Callable[[], Iterator[BuildEvent]]


def build(shell: Shell) -> None:
    """Place the tab and wire it."""
    service, settings, sessions = shell.service, shell.settings, shell.sessions
    runs, opened, renderer = Runs(), _Opened(), _Drawing(shell)
    parts = place(settings, can_drive="agent" in shell.inbox)
    page = Page(parts, Files())

    def needed(now: Desk, token: str, language: Language) -> Picture:
        """The screenshot; raises ``InputError`` telling whether there was none or it is gone."""
        if now.picture is None:
            gone = sessions.take_forgotten(token, _NAME)
            raise InputError(say(language, "web_forgotten" if gone else "web_no_picture"))
        return now.picture

    def base_of(now: Desk, language: Language) -> tuple[Brief, Round]:
        """The round that is open, with its brief; raises ``InputError`` where it can't change."""
        if now.running:
            raise InputError(say(language, "web_busy"))
        if now.brief is None or now.round is None:
            raise InputError(say(language, "web_no_page"))
        return now.brief, now.round

    def refuse(now: Desk, error: Exception, language: Language) -> Update:
        return {parts.status: rounds_view.status_html(now, sentence(error, language))}

    def warning_for(token: str) -> str:
        """What the browser warns of, once a session."""
        text = renderer.warning
        if not text or sessions.get(token, "browser_warned"):
            return ""
        sessions.put(token, "browser_warned", True)
        return text

    def work(start: Desk, make: Make, token: str, request: gr.Request) -> Iterator[Update]:
        """Let ``make`` build, showing what comes; every round is kept with the session at once."""
        language, session = language_of(request), str(request.session_hash)
        run = runs.begin(session)
        opened.forget(session)
        said = partial(sentence, language=language)
        yield page.show(start, language)
        was = start
        try:
            with closing(follow(start, make, run, said, settings.updates_per_s / 2)) as desks:
                for now in desks:
                    if run.superseded:
                        return
                    now = opened.apply(session, now)
                    if len(now.rounds) != len(was.rounds) or not now.running:
                        sessions.put(token, _NAME, now.settled())
                    warning = "" if now.running else warning_for(token)
                    yield page.show(now, language, warning=warning, was=was)
                    was = now
            if was.given is not None and was.given.usage:
                yield {shell.spent: Spent.now(was.given.usage)}
        finally:
            runs.end(session, run)

    def run_build(
        now: Desk, brief: Brief, token: str, sidebar: tuple[Any, ...], request: gr.Request
    ) -> Iterator[Update]:
        connection, options = read_sidebar(sidebar)
        by = connection.model if connection.backend == "endpoint" else ""
        make = partial(_build, brief, service, renderer, connection, options)
        yield from work(now.begin(brief, by), make, token, request)

    def brief_of(now: Desk, picture: Picture, form: tuple[Any, ...]) -> Brief:
        instruction, layout, variants, rounds, target = form
        return Brief(
            picture,
            (instruction or "").strip()[: settings.max_question_chars],
            layout,
            min(int(variants), settings.web_variants),
            int(rounds),
            float(target),
            now.frames,
            now.times,
        )

    def on_arrive(request: gr.Request, event: gr.EventData, token: str) -> Update:
        language = language_of(request)
        try:
            path = uploaded(str(event._data.get("path") or ""))
            name = str(event._data.get("name") or path.name)
            picture = open_picture(path, name, settings)
        except InputError as error:
            return refuse(Desk(), error, language)
        runs.clear(str(request.session_hash))
        now = Desk(picture, picture_file(picture, path))
        sessions.put(token, _NAME, now)
        return page.show(now, language)

    def on_build(request: gr.Request, now: Desk, *values: Any) -> Iterator[Update]:
        form, token, sidebar = values[:5], values[5], values[6:]
        language = language_of(request)
        try:
            picture = needed(now, token, language)
        except InputError as error:
            yield refuse(now, error, language)
            return
        yield from run_build(now, brief_of(now, picture, form), token, sidebar, request)

    def on_example(request: gr.Request, event: gr.EventData, *values: Any) -> Iterator[Update]:
        form, token, sidebar = values[:5], values[5], values[6:]
        known = {one.id: one for one in EXAMPLES}
        if (one := known.get(str(event._data.get("example")))) is None:
            return
        picture = open_picture(one.path, one.path.name, settings)
        now = Desk(picture, cached_file(one.path.read_bytes(), one.path.name))
        sessions.take_forgotten(token, _NAME)
        yield from run_build(now, brief_of(now, picture, form), token, sidebar, request)

    def run_wish(
        now: Desk,
        wish: str,
        at: tuple[str, str],
        token: str,
        sidebar: tuple[Any, ...],
        request: gr.Request,
    ) -> Iterator[Update]:
        language = language_of(request)
        try:
            brief, base = base_of(now, language)
            if not wish.strip():
                raise InputError(say(language, "web_no_wish"))
        except InputError as error:
            yield refuse(now, error, language)
            return
        connection, options = read_sidebar(sidebar)
        by = connection.model if connection.backend == "endpoint" else ""
        wish = wish.strip()[: settings.max_question_chars]
        make = partial(
            _wish, brief, now.rounds, base, wish, at, service, renderer, connection, options
        )
        yield from work(now.refine(wish, by), make, token, request)

    def on_refine(
        request: gr.Request, now: Desk, words: str, token: str, *sidebar: Any
    ) -> Iterator[Update]:
        at = (now.picked.path, now.picked.element) if now.picked else ("", "")
        before = len(now.rounds)
        for update in run_wish(now, words, at, token, sidebar, request):
            yield update
            after = update.get(parts.desk)
            if after is not None and len(after.rounds) > before:  # it was heard: room for the next
                before = len(after.rounds)
                yield {parts.wish: ""}

    def on_fault(
        request: gr.Request, event: gr.EventData, now: Desk, token: str, *sidebar: Any
    ) -> Iterator[Update]:
        faults = now.round.fidelity.faults if now.round else ()
        if (index := _index(event, "fault", len(faults))) is None:
            return
        fault = faults[index]
        yield from run_wish(now, fault.sentence, (fault.path, ""), token, sidebar, request)

    def on_apply(request: gr.Request, now: Desk, code: str, token: str) -> Iterator[Update]:
        language = language_of(request)
        try:
            brief, base = base_of(now, language)
            html = unfold(code or "", fold(base.html).addresses)
            if html == base.html:
                raise InputError(say(language, "web_same_code"))
        except InputError as error:
            yield refuse(now, error, language)
            return
        make = partial(_by_hand, brief, now.rounds, base, html, renderer)
        yield from work(now.refine("", ""), make, token, request)

    def on_stop(request: gr.Request) -> None:
        runs.stop(str(request.session_hash))

    def on_open(request: gr.Request, event: gr.EventData, now: Desk, token: str) -> Update:
        if (index := _index(event, "round", len(now.rounds))) is None:
            return {parts.status: gr.skip()}
        if now.running:  # the one who builds shows it, and goes on showing it
            opened.set(str(request.session_hash), index)
            return {parts.status: gr.skip()}
        now = now.open(index)
        sessions.put(token, _NAME, now)
        return page.show(now, language_of(request))

    def on_pick(request: gr.Request, event: gr.EventData, now: Desk) -> Update:
        language = language_of(request)
        try:
            base_of(now, language)
            now = replace(now, picked=read_pick(event._data, language))
        except InputError as error:
            return refuse(now, error, language)
        return page.show(now, language, was=replace(now, picked=None))

    def on_unpick(request: gr.Request, now: Desk) -> Update:
        return page.show(replace(now, picked=None), language_of(request), was=now)

    def on_save(request: gr.Request, now: Desk, zipped: bool) -> str:
        one, picture = now.round, now.picture
        if one is None or picture is None:
            raise toast(InputError(say(language_of(request), "web_no_page")))
        if zipped:
            return download(to_zip(one.html), picture.name, ".zip")
        return download(one.html.encode(), picture.name, ".html")

    def on_drive(request: gr.Request, now: Desk) -> tuple[Parcel, gr.Tabs]:
        if now.round is None:
            raise toast(InputError(say(language_of(request), "web_no_page")))
        return Parcel.now(html=now.round.html), gr.Tabs(selected="agent")

    def on_parcel(request: gr.Request, parcel: Parcel | None, token: str) -> Update:
        if parcel is None or not parcel.pictures:
            return {parts.status: gr.skip()}
        runs.clear(str(request.session_hash))
        picture = parcel.pictures[0]
        now = Desk(picture, picture_file(picture))
        sessions.put(token, _NAME, now)
        return page.show(now, language_of(request))

    def on_return(request: gr.Request, token: str) -> Update:
        language = language_of(request)
        kept: Desk | None = sessions.get(token, _NAME)
        if sessions.take_forgotten(token, _NAME):
            return refuse(Desk(), InputError(say(language, "web_forgotten")), language)
        if kept is None:
            return {parts.status: gr.skip()}
        form = {parts.instruction: kept.brief.instruction} if kept.brief else {}
        return {**page.show(kept, language), **form}

    desk, token, sidebar = parts.desk, shell.session, list(shell.sidebar)
    outputs = parts.outputs
    asked = [*outputs, shell.spent]
    form = parts.brief
    parts.stage.arrive(on_arrive, token, outputs, **_QUIET)
    gr.on(
        [parts.build.click, parts.instruction.submit],
        on_build,
        [desk, *form, token, *sidebar],
        asked,
        **_ASKING,
    )
    gr.on([parts.welcome.select], on_example, [*form, token, *sidebar], asked, **_ASKING)
    gr.on(
        [parts.refine.click, parts.wish.submit],
        on_refine,
        [desk, parts.wish, token, *sidebar],
        asked,
        **_ASKING,
    )
    gr.on([parts.score.select], on_fault, [desk, token, *sidebar], asked, **_ASKING)
    parts.apply.click(on_apply, [desk, parts.code, token], asked, **_ASKING)
    parts.stop.click(on_stop, None, None, queue=False, **_QUIET)
    gr.on([parts.strip.select], on_open, [desk, token], outputs, **_QUIET)
    parts.preview.pick(on_pick, desk, outputs, **_QUIET)
    gr.on([parts.picked.select], on_unpick, desk, outputs, **_QUIET)
    for button, zipped in ((parts.save_html, False), (parts.save_zip, True)):
        save = partial(on_save, zipped=zipped)
        button.click(_named(save), desk, parts.download, **_QUIET).then(None, js=_SAVE)
    parts.copy.click(None, js=_TELL.format(what="copy"))
    parts.open.click(None, js=_TELL.format(what="open"))
    if "agent" in shell.inbox:
        parts.drive.click(on_drive, desk, [shell.inbox["agent"], shell.tabs], **_QUIET)
    inbox = shell.inbox[_NAME]
    inbox.change(on_parcel, [inbox, token], outputs, **_QUIET)
    token.change(on_return, token, [*outputs, parts.instruction], **_QUIET)


class _Drawing:
    """The renderer of all builds, opened at the first."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell
        self._lock = threading.Lock()
        self._made: Renderer | None = None

    def __call__(self) -> Renderer:
        with self._lock:
            if self._made is None:
                from agents.rendering import BrowserRenderer

                self._made = BrowserRenderer(self._shell.browser)
            return self._made

    @property
    def warning(self) -> str:
        """What the browser warns of once it has been used."""
        return self._shell.browser.warning if self._made is not None else ""


class _Opened:
    """Rounds that visitors opened while one was being built, by session."""

    def __init__(self) -> None:
        self._by: dict[str, int] = {}

    def set(self, session: str, index: int) -> None:
        """This round is looked at now."""
        self._by[session] = index

    def forget(self, session: str) -> None:
        """A new build: what is looked at is what comes."""
        self._by.pop(session, None)

    def apply(self, session: str, now: Desk) -> Desk:
        """The desk as the visitor looks at it."""
        index = self._by.get(session)
        return now if index is None else now.open(index)


def _build(
    brief: Brief, service: Any, renderer: _Drawing, connection: Any, options: Any
) -> Iterator[BuildEvent]:
    yield from web_builder.build(brief, service, renderer(), connection, options)


def _wish(
    brief: Brief,
    rounds: tuple[Round, ...],
    base: Round,
    wish: str,
    at: tuple[str, str],
    service: Any,
    renderer: _Drawing,
    connection: Any,
    options: Any,
) -> Iterator[BuildEvent]:
    path, element = at
    yield from web_builder.wish(
        brief, rounds, base, wish, path, element, service, renderer(), connection, options
    )


def _by_hand(
    brief: Brief, rounds: tuple[Round, ...], base: Round, html: str, renderer: _Drawing
) -> Iterator[BuildEvent]:
    yield web_builder.by_hand(brief, rounds, base, html, renderer())
    yield web_builder.Built()


def _index(event: gr.EventData, name: str, count: int) -> int | None:
    """The number that the page says was clicked; ``None`` if it is none of ours."""
    try:
        index = int(event._data.get(name))
    except (TypeError, ValueError):
        return None
    return index if 0 <= index < count else None


def _named(save: Callable[..., str]) -> Callable[..., str]:
    """Gradio names an event by its function; a partial has no name."""

    def on_save(request: gr.Request, now: Desk) -> str:
        return save(request, now)

    return on_save
