"""Web page: a screenshot becomes HTML, live, scored and repaired round by round.

What stands where is in ``ui/webpage/parts.py``, what it shows in ``page.py``, building in
``building.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from model.errors import InputError
from model.media.images import open_picture
from model.media.video import moments
from ui.errors import toast
from ui.ground.picture_files import cached_file, picture_file, uploaded
from ui.shell import Parcel, Shell
from ui.webpage.building import NAME, Building, picked_at, without_pick
from ui.webpage.desk import Desk
from ui.webpage.examples import EXAMPLES
from ui.webpage.export import to_zip
from ui.webpage.files import Files, download
from ui.webpage.page import Page, Update
from ui.webpage.parts import place
from ui.webpage.preview import read_pick
from ui.words import language_of, say

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_ASKING: dict[str, Any] = {**_QUIET, "concurrency_id": "model"}
_SAVE = "() => document.querySelector('#web-download')?.click()"
_TELL = "() => document.dispatchEvent(new CustomEvent('sightline:page', {{ detail: '{what}' }}))"


def build(shell: Shell) -> None:
    """Place the tab and wire it."""
    settings, sessions = shell.settings, shell.sessions
    parts = place(settings, can_drive="agent" in shell.inbox)
    page = Page(parts, Files())
    building = Building(shell, page)
    nothing: Update = {parts.status: gr.skip()}

    def on_arrive(request: gr.Request, event: gr.EventData, now: Desk, token: str) -> Update:
        try:
            path = uploaded(str(event._data.get("path") or ""))
            name = str(event._data.get("name") or path.name)
            picture = open_picture(path, name, settings)
        except InputError as error:
            return building.refuse(now, error, language_of(request))
        return building.bring(Desk(picture, picture_file(picture, path)), token, request)

    def on_recording(request: gr.Request, file: str | None, now: Desk, token: str) -> Update:
        if file is None:
            return nothing
        try:
            found = moments(Path(file), settings)
        except InputError as error:
            return building.refuse(now, error, language_of(request))
        first = found[0].picture
        desk = Desk(
            first,
            picture_file(first),
            tuple(one.picture for one in found),
            tuple(one.at_s for one in found),
        )
        return building.bring(desk, token, request)

    def on_parcel(request: gr.Request, parcel: Parcel | None, token: str) -> Update:
        if parcel is None or not parcel.pictures:
            return nothing
        picture = parcel.pictures[0]
        desk = Desk(picture, picture_file(picture))
        if len(parcel.times) == len(parcel.pictures):  # a recording: later moments show what moves
            desk = replace(desk, frames=parcel.pictures, times=parcel.times)
        return building.bring(desk, token, request)

    def on_return(request: gr.Request, token: str) -> Update:
        language = language_of(request)
        kept: Desk | None = sessions.get(token, NAME)
        if sessions.take_forgotten(token, NAME):
            return building.refuse(Desk(), InputError(say(language, "web_forgotten")), language)
        if kept is None:
            return nothing
        form = {parts.instruction: kept.brief.instruction} if kept.brief else {}
        return {**page.show(kept, language), **form}

    def on_build(request: gr.Request, now: Desk, *values: Any) -> Iterator[Update]:
        form, token, sidebar = values[:5], values[5], values[6:]
        yield from building.build(now, form, token, sidebar, request)

    def on_example(request: gr.Request, event: gr.EventData, *values: Any) -> Iterator[Update]:
        form, token, sidebar = values[:5], values[5], values[6:]
        known = {one.id: one for one in EXAMPLES}
        if (one := known.get(str(event._data.get("example")))) is None:
            return
        picture = open_picture(one.path, one.path.name, settings)
        now = Desk(picture, cached_file(one.path.read_bytes(), one.path.name))
        sessions.take_forgotten(token, NAME)  # an example misses nothing of it
        yield from building.build(now, form, token, sidebar, request)

    def on_refine(
        request: gr.Request, now: Desk, words: str, token: str, *sidebar: Any
    ) -> Iterator[Update]:
        heard = len(now.rounds)
        for update in building.wish(now, words, picked_at(now), token, sidebar, request):
            desk: Desk | None = update.get(parts.desk)
            if desk is not None and len(desk.rounds) > heard:  # done: room for the next sentence
                heard = len(desk.rounds)
                update = {**update, parts.wish: ""}
            yield update

    def on_fault(
        request: gr.Request, event: gr.EventData, now: Desk, token: str, *sidebar: Any
    ) -> Iterator[Update]:
        faults = now.round.fidelity.faults if now.round else ()
        if (index := _index(event, "fault", len(faults))) is not None:
            yield from building.repair(now, index, token, sidebar, request)

    def on_apply(request: gr.Request, now: Desk, code: str | None, token: str) -> Iterator[Update]:
        yield from building.by_hand(now, code or "", token, request)

    def on_accept(request: gr.Request, now: Desk, token: str, *sidebar: Any) -> Iterator[Update]:
        yield from building.accept(now, token, sidebar, request)

    def on_capture(
        request: gr.Request, now: Desk, text: str | None, width: int | None, token: str
    ) -> Iterator[Update]:
        yield from building.capture(now, text or "", width or 1280, token, request)

    def on_stop(request: gr.Request) -> None:
        building.stop(request)

    def on_open(request: gr.Request, event: gr.EventData, now: Desk, token: str) -> Update:
        if (index := _index(event, "round", len(now.rounds))) is None:
            return nothing
        return building.open(now, index, token, request) or nothing

    def on_pick(request: gr.Request, event: gr.EventData, now: Desk) -> Update:
        language = language_of(request)
        try:
            if now.running or now.round is None:
                raise InputError(say(language, "web_busy" if now.running else "web_no_page"))
            picked = read_pick(event._data, language)
        except InputError as error:
            return building.refuse(now, error, language)
        return page.show(replace(now, picked=picked), language, was=now)

    def on_unpick(request: gr.Request, now: Desk) -> Update:
        return page.show(without_pick(now), language_of(request), was=now)

    def on_html(request: gr.Request, now: Desk) -> str:
        return download(_html(now, request).encode(), _title(now), ".html")

    def on_zip(request: gr.Request, now: Desk) -> str:
        return download(to_zip(_html(now, request)), _title(now), ".zip")

    def on_drive(request: gr.Request, now: Desk) -> tuple[Parcel, gr.Tabs]:
        return Parcel.now(html=_html(now, request)), gr.Tabs(selected="agent")

    desk, token, sidebar = parts.desk, shell.session, list(shell.sidebar)
    outputs, form = parts.outputs, parts.brief
    asked = [*outputs, shell.spent]
    parts.stage.arrive(on_arrive, [desk, token], outputs, **_QUIET)
    parts.recording.upload(on_recording, [parts.recording, desk, token], outputs, **_QUIET)
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
    parts.accept.click(on_accept, [desk, token, *sidebar], asked, **_ASKING)
    gr.on(
        [parts.capture.click, parts.source.submit],
        on_capture,
        [desk, parts.source, parts.width, token],
        outputs,
        **_QUIET,
    )
    parts.stop.click(on_stop, None, None, queue=False, **_QUIET)
    gr.on([parts.strip.select], on_open, [desk, token], outputs, **_QUIET)
    parts.preview.pick(on_pick, desk, outputs, **_QUIET)
    gr.on([parts.picked.select], on_unpick, desk, outputs, **_QUIET)
    parts.save_html.click(on_html, desk, parts.download, **_QUIET).then(None, js=_SAVE)
    parts.save_zip.click(on_zip, desk, parts.download, **_QUIET).then(None, js=_SAVE)
    parts.copy.click(None, js=_TELL.format(what="copy"))
    parts.open.click(None, js=_TELL.format(what="open"))
    if "agent" in shell.inbox:
        parts.drive.click(on_drive, desk, [shell.inbox["agent"], shell.tabs], **_QUIET)
    inbox = shell.inbox[NAME]
    inbox.change(on_parcel, [inbox, token], outputs, **_QUIET)
    token.change(on_return, token, [*outputs, parts.instruction], **_QUIET)


def _html(now: Desk, request: gr.Request) -> str:
    """The page of the round that is open; raises what is shown as a sentence without one."""
    if now.round is None:
        raise toast(InputError(say(language_of(request), "web_no_page")))
    return now.round.html


def _title(now: Desk) -> str:
    return Path(now.picture.name).stem if now.picture else "page"


def _index(event: gr.EventData, name: str, count: int) -> int | None:
    """The number that the page says was clicked; ``None`` if it is none of ours."""
    try:
        index = int(event._data.get(name))
    except (TypeError, ValueError):
        return None
    return index if 0 <= index < count else None
