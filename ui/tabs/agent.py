"""Agent: say what to do, watch it being done on a screen of its own, and take the run with you."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import gradio as gr

from model.errors import InputError, SightlineError
from model.events import Usage
from ui.agent import cards, taking, view
from ui.agent.desk import Form, errand_of
from ui.agent.drive import Drive, Drives, Snapshot
from ui.agent.hands import hands_action
from ui.agent.parts import place
from ui.agent.rebuilding import rebuilt
from ui.behind import behind
from ui.chat.shelf import Shelf
from ui.conversation import Conversation, Given, Turn
from ui.errors import sentence, toast
from ui.shell import Parcel, Shell, Spent, read_sidebar
from ui.words import Language, language_of, say

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_AT_ONCE: dict[str, Any] = {**_QUIET, "queue": False}
_SAVE = "() => document.querySelector('#agent-download')?.click()"
Update = dict[Any, Any]


def build(shell: Shell) -> None:
    """Place the tab and wire it."""
    service, settings, sessions = shell.service, shell.settings, shell.sessions
    shelf = Shelf(settings.session_idle_s)

    def keep(token: str, now: Snapshot) -> None:
        if now.run is not None:
            sessions.put(token, "agent", now)

    drives = Drives(keep)
    watching = {**_QUIET, "concurrency_limit": 2 * settings.sandboxes, "concurrency_id": "agent"}

    p = place(settings, shelf)

    def show(
        now: Snapshot | None,
        language: Language,
        *,
        was: Snapshot | None = None,
        frame: Any = None,
        paused: bool = False,
        by: str = "",
        trouble: str = "",
    ) -> Update:
        """Updates for what changed since ``was``; all of it without."""
        updates: Update = {}
        fresh = was is None or now is None or was.serial != now.serial
        if now is not None and now.over and now.run is not None:
            updates[p.stage] = view.replay_value(now.run, shelf, language, now.serial)
        elif frame is not None or fresh:
            updates[p.stage] = view.live_value(now, frame, shelf, language)
        if not fresh:
            return updates
        wanted = view.buttons(now, paused)
        updates |= {
            p.status: view.status_html(now, paused, trouble),
            p.start: gr.Button(visible=wanted.run),
            p.stop: gr.Button(visible=wanted.stop),
            p.pause: gr.Button(visible=wanted.pause),
            p.resume: gr.Button(visible=wanted.resume),
            p.once: gr.Button(visible=wanted.resume),
            p.word: gr.Row(visible=wanted.word),
            p.hinting: gr.Row(visible=wanted.stop),
            p.asks: view.asking_html(now.asking if now is not None else None),
        }
        if was is None or now is None or was.steps != now.steps:
            updates[p.log] = view.steps_html(now.steps if now is not None else (), shelf)
        if now is None or now.over or was is None:
            updates[p.take] = gr.Row(visible=now is not None and now.run is not None)
        if now is not None and (now.over or (was is not None and was.sent != now.sent)):
            turns = (Turn(taking.question(now), _given(now, by)),) if now.steps or now.sent else ()
            updates.update(zip(p.behind, behind(Conversation(turns)), strict=True))
        return updates

    def follow(drive: Drive, language: Language) -> Iterator[Update]:
        """The drive as it goes; ends with it, and leaves it running when the page goes away."""
        was: Snapshot | None = None
        paused = False
        last: Any = None
        for now, frame in drive.watch(settings.live_frames_per_s):
            # The stage keeps the last picture while only words change.
            last = frame if frame is not None else last
            changed = was is None or now.serial != was.serial or paused != drive.control.paused
            paused = drive.control.paused
            before = was if not (was is not None and changed and now.serial == was.serial) else None
            yield show(now, language, was=before, frame=last, paused=paused, by=drive.by)
            for usage in drive.spent():
                yield {shell.spent: Spent.now(usage)}
            was = now

    def on_run(request: gr.Request, token: str, *values: Any) -> Iterator[Update]:
        language = language_of(request)
        fields, sidebar = values[: len(p.form)], values[len(p.form) :]
        try:
            errand = errand_of(Form(*fields), settings, language)
        except SightlineError as error:
            kept: Snapshot | None = sessions.get(token, "agent")
            yield show(kept, language, trouble=sentence(error, language))
            return
        connection, options = read_sidebar(sidebar)
        said = partial(sentence, language=language)
        warn = not sessions.get(token, "browser_warned")
        drive = Drive(errand, service, shell.browser, connection, options, said, warn)
        sessions.put(token, "browser_warned", True)
        yield from follow(drives.begin(token, drive), language)

    def on_card(
        request: gr.Request, event: gr.EventData, token: str, *values: Any
    ) -> Iterator[Update]:
        card = cards.BY_ID.get(str(event._data.get("card")))
        if card is None:
            yield {p.task: gr.skip()}
            return
        yield {p.task: card.task, p.kind: "site", p.site: card.site}
        filled = [card.task, "site", card.site, *values[3:]]
        yield from on_run(request, token, *filled)

    def on_start(value: Any) -> Update:
        return {
            p.site: gr.Dropdown(visible=value == "site"),
            p.html: gr.Code(visible=value == "html"),
            p.address: gr.Group(visible=value == "url"),
        }

    def steer(name: str) -> Any:
        def on_steer(token: str) -> None:
            if (drive := drives.of(token)) is not None:
                getattr(drive.control, name)()

        return on_steer

    def on_word(allowed: bool, token: str) -> None:
        if (drive := drives.of(token)) is not None:
            drive.control.approve(allowed)

    def on_hint(request: gr.Request, text: str, token: str) -> str:
        if (drive := drives.of(token)) is not None and text.strip():
            words = text.strip()[: settings.max_question_chars]
            drive.control.hint(words)
            gr.Info(say(language_of(request), "agent_hint_taken", text=words[:200]), duration=4)
        return ""

    def on_hands(event: gr.EventData, token: str) -> None:
        drive, action = drives.of(token), hands_action(event._data)
        if drive is not None and action is not None:
            drive.control.take_over(action)

    def on_export(name: str) -> Any:
        def on_click(request: gr.Request, token: str) -> str:
            kept: Snapshot | None = sessions.get(token, "agent")
            language = language_of(request)
            if kept is None or kept.run is None:
                raise toast(InputError(say(language, "agent_nothing")), language)
            try:
                return str(taking.write(kept.run, name))
            except Exception as error:
                raise toast(error, language) from None

        return on_click

    def on_open(request: gr.Request, file: str | None, token: str) -> Update:
        language = language_of(request)
        if file is None:
            return {p.status: gr.skip()}
        try:
            if drives.of(token) is not None:
                raise InputError(say(language, "agent_running_already"))
            now = taking.opened(Path(file), settings)
        except Exception as error:
            return {p.status: view.status_html(None, False, sentence(error, language))}
        sessions.put(token, "agent", now)
        return {**show(now, language), p.task: now.errand.task}

    def on_parcel(request: gr.Request, parcel: Parcel | None) -> Iterator[Update]:
        language = language_of(request)
        if parcel is None or not (parcel.html or parcel.pictures):
            yield {p.status: gr.skip()}
            return
        if parcel.html:
            code = gr.Code(parcel.html, visible=True)
            yield {**on_start("html"), p.html: code, p.kind: "html", p.task: parcel.text}
            return
        yield {p.status: view.doing_html("agent_rebuilding"), p.task: parcel.text}
        try:
            page_html = rebuilt(parcel.pictures[0], service, shell.browser)
        except SightlineError as error:
            yield {p.status: view.status_html(None, False, sentence(error, language))}
            return
        note = view.note_html("agent_rebuilt")
        code = gr.Code(page_html, visible=True)
        yield {**on_start("html"), p.html: code, p.kind: "html", p.status: note}

    def on_return(request: gr.Request, token: str) -> Iterator[Update]:
        language = language_of(request)
        if (drive := drives.of(token)) is not None:
            yield {p.task: drive.now.errand.task}
            yield from follow(drive, language)
            return
        if sessions.take_forgotten(token, "agent"):
            yield show(None, language, trouble=say(language, "agent_forgotten"))
            return
        kept: Snapshot | None = sessions.get(token, "agent")
        if kept is None:
            yield {p.task: gr.skip()}  # a generator that yields nothing empties its outputs
        else:
            yield {**show(kept, language), p.task: kept.errand.task}

    session, sidebar = shell.session, list(shell.sidebar)
    watched = [*p.page, shell.spent]
    p.kind.change(on_start, p.kind, [p.site, p.html, p.address], **_AT_ONCE)
    gr.on([p.start.click], on_run, [session, *p.form, *sidebar], watched, **watching)
    gr.on(
        [p.examples.select],
        on_card,
        [session, *p.form, *sidebar],
        [*watched, p.task, p.kind, p.site],
        **watching,
    )
    for button, name in (
        (p.stop, "stop"),
        (p.pause, "pause"),
        (p.resume, "resume"),
        (p.once, "step_once"),
    ):
        button.click(steer(name), session, None, **_AT_ONCE)
    p.allow.click(partial(on_word, True), session, None, **_AT_ONCE)
    p.refuse.click(partial(on_word, False), session, None, **_AT_ONCE)
    gr.on([p.tell.click, p.hint.submit], on_hint, [p.hint, session], p.hint, **_QUIET)
    p.stage.hands(on_hands, session, None, **_QUIET, concurrency_limit=None)
    for name, export in p.exports.items():
        export.click(on_export(name), session, p.download, **_QUIET).then(None, js=_SAVE)
    p.opened.upload(on_open, [p.opened, session], [*p.page, p.task], **_QUIET)
    inbox = shell.inbox["agent"]
    inbox.change(on_parcel, inbox, [p.html, p.kind, p.task, p.status, p.site, p.address], **_QUIET)
    session.change(on_return, session, [*watched, p.task], **watching)


def _given(now: Snapshot, by: str) -> Given:
    """The last reply as the panel behind the page shows it."""
    raw = now.steps[-1].said if now.steps else ""
    usage = Usage(prompt_tokens=now.tokens) if now.tokens else None
    return Given(reply=raw, raw=raw, sent=now.sent, by=by, usage=usage, ended="stop")
