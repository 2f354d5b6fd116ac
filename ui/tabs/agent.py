"""Agent: say what to do, watch it being done on a screen of its own, and take the run with you."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any, cast

import gradio as gr

from model.errors import InputError, SightlineError
from model.events import Usage
from ui.agent import cards, taking, view
from ui.agent.desk import Form, errand_of
from ui.agent.drive import Drive, Drives, Snapshot
from ui.agent.hands import hands_action
from ui.agent.rebuilding import rebuilt
from ui.behind import behind
from ui.behind import place as place_behind
from ui.chat.shelf import Shelf
from ui.conversation import Conversation, Given, Turn
from ui.errors import sentence, toast
from ui.shell import Parcel, Shell, Spent, read_sidebar
from ui.theme import STATIC
from ui.words import WORDS, Language, label, language_of, say

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_AT_ONCE: dict[str, Any] = {**_QUIET, "queue": False}
_ON_CARD = """element.addEventListener('click', (event) => {
  const card = event.target.closest('[data-card]');
  if (card) trigger('select', { card: card.dataset.card });
});"""
_SAVE = "() => document.querySelector('#agent-download')?.click()"
_STARTS = ("site", "html", "url")
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

    with gr.Row(elem_id="agent", equal_height=False):
        with gr.Column(scale=14, min_width=320, elem_id="agent-screen"):
            stage = _live_view()
            with gr.Row(elem_id="agent-steer", elem_classes="tools"):
                pause = gr.Button(label("agent_pause"), elem_id="agent-pause", visible=False)
                resume = gr.Button(label("agent_resume"), elem_id="agent-resume", visible=False)
                once = gr.Button(label("agent_step"), elem_id="agent-once", visible=False)
            examples = gr.HTML(
                cards.cards_html(),
                elem_id="agent-cards",
                apply_default_css=False,
                js_on_load=_ON_CARD,
            )
        with gr.Column(scale=9, min_width=320, elem_id="agent-desk"):
            task = gr.Textbox(
                label=label("agent_task"),
                placeholder=label("agent_task_hint"),
                lines=2,
                max_lines=6,
                elem_id="agent-task",
            )
            kind = gr.Radio(
                [(label(f"agent_start_{name}"), name) for name in _STARTS],
                value="site",
                label=label("agent_start"),
                elem_id="agent-start",
            )
            site = gr.Dropdown(
                cast(Any, cards.site_choices()),
                value=cards.first_site(),
                label=label("agent_site"),
                elem_id="agent-site",
            )
            html = gr.Code(
                None,
                language="html",
                label=cast(Any, label("agent_html")),
                lines=4,
                max_lines=10,
                visible=False,
                elem_id="agent-html",
            )
            with gr.Group(visible=False, elem_id="agent-address") as address:
                url = gr.Textbox(
                    label=label("agent_url"),
                    placeholder=label("agent_url_hint"),
                    elem_id="agent-url",
                    max_lines=1,
                )
                hosts = gr.Textbox(
                    label=label("agent_hosts"),
                    info=cast(Any, label("agent_hosts_hint")),
                    elem_id="agent-hosts",
                    max_lines=1,
                )
            with gr.Row(elem_id="agent-go"):
                start = gr.Button(label("agent_run"), variant="primary", elem_id="agent-run")
                stop = gr.Button(
                    label("agent_stop"),
                    variant="stop",
                    elem_id="agent-stop",
                    elem_classes="stop-button",
                    visible=False,
                )
            with gr.Accordion(label("agent_options"), open=False, elem_id="agent-options"):
                observation = gr.Radio(
                    [(label(f"agent_{name}"), name) for name in ("coordinates", "marks")],
                    value="coordinates",
                    label=label("agent_observation"),
                )
                approval = gr.Radio(
                    [(label(f"agent_approval_{name}"), name) for name in ("all", "risky", "none")],
                    value="risky",
                    label=label("agent_approval"),
                )
                with gr.Row():
                    steps = gr.Number(
                        settings.agent_steps,
                        label=label("agent_steps"),
                        minimum=1,
                        maximum=settings.agent_steps,
                        precision=0,
                        min_width=90,
                    )
                    seconds = gr.Number(
                        settings.agent_seconds,
                        label=label("agent_seconds"),
                        minimum=5,
                        maximum=settings.agent_seconds,
                        precision=0,
                        min_width=90,
                    )
                    tokens = gr.Number(
                        settings.agent_tokens,
                        label=label("agent_tokens"),
                        minimum=100,
                        maximum=settings.agent_tokens,
                        precision=0,
                        min_width=90,
                    )
            status = gr.HTML(elem_id="agent-status", apply_default_css=False)
            asks = gr.HTML(elem_id="agent-asks", apply_default_css=False)
            with gr.Row(visible=False, elem_id="agent-word") as word:
                allow = gr.Button(label("agent_approve"), variant="primary", elem_id="agent-allow")
                refuse = gr.Button(label("agent_refuse"), elem_id="agent-refuse")
            with gr.Row(visible=False, elem_id="agent-hinting") as hinting:
                hint = gr.Textbox(
                    show_label=False,
                    placeholder=label("agent_hint_hint"),
                    container=False,
                    elem_id="agent-hint",
                    max_lines=1,
                    scale=1,
                )
                tell = gr.Button(label("agent_hint_send"), elem_id="agent-tell", min_width=90)
            log = gr.HTML(view.steps_html((), shelf), elem_id="agent-log", apply_default_css=False)
            with gr.Row(visible=False, elem_id="agent-take", elem_classes="tools") as take:
                exports = {
                    name: gr.Button(label(f"agent_{name}"), size="sm", elem_id=f"agent-{name}")
                    for name in taking.KINDS
                }
            opened = gr.UploadButton(
                cast(Any, label("agent_open_record")),
                file_types=[".zip"],
                size="sm",
                elem_id="agent-open",
            )
            download = gr.DownloadButton("", visible="hidden", elem_id="agent-download")
            behind_views = place_behind("agent-behind")

    form = [task, kind, site, html, url, hosts, observation, approval, steps, seconds, tokens]
    page = [
        *(stage, status, asks, word, hinting, log, take),
        *(start, stop, pause, resume, once, *behind_views),
    ]

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
            updates[stage] = view.replay_value(now.run, shelf, language, now.serial)
        elif frame is not None or fresh:
            updates[stage] = view.live_value(now, frame, shelf, language)
        if not fresh:
            return updates
        wanted = view.buttons(now, paused)
        updates |= {
            status: view.status_html(now, paused, trouble),
            start: gr.Button(visible=wanted.run),
            stop: gr.Button(visible=wanted.stop),
            pause: gr.Button(visible=wanted.pause),
            resume: gr.Button(visible=wanted.resume),
            once: gr.Button(visible=wanted.resume),
            word: gr.Row(visible=wanted.word),
            hinting: gr.Row(visible=wanted.stop),
            asks: view.asking_html(now.asking if now is not None else None),
        }
        if was is None or now is None or was.steps != now.steps:
            updates[log] = view.steps_html(now.steps if now is not None else (), shelf)
        if now is None or now.over or was is None:
            updates[take] = gr.Row(visible=now is not None and now.run is not None)
        if now is not None and (now.over or (was is not None and was.sent != now.sent)):
            turns = (Turn(taking.question(now), _given(now, by)),) if now.steps or now.sent else ()
            updates.update(zip(behind_views, behind(Conversation(turns)), strict=True))
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
        fields, sidebar = values[: len(form)], values[len(form) :]
        try:
            errand = errand_of(Form(*fields), settings, language)
        except SightlineError as error:
            kept: Snapshot | None = sessions.get(token, "agent")
            yield show(kept, language, trouble=sentence(error, language))
            return
        connection, options = read_sidebar(sidebar)
        said = partial(sentence, language=language)
        drive = Drive(errand, service, shell.browser, connection, options, said)
        yield from follow(drives.begin(token, drive), language)

    def on_card(
        request: gr.Request, event: gr.EventData, token: str, *values: Any
    ) -> Iterator[Update]:
        card = cards.BY_ID.get(str(event._data.get("card")))
        if card is None:
            yield {task: gr.skip()}
            return
        yield {task: card.task, kind: "site", site: card.site}
        filled = [card.task, "site", card.site, *values[3:]]
        yield from on_run(request, token, *filled)

    def on_start(value: Any) -> Update:
        return {
            site: gr.Dropdown(visible=value == "site"),
            html: gr.Code(visible=value == "html"),
            address: gr.Group(visible=value == "url"),
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
            return {status: gr.skip()}
        try:
            if drives.of(token) is not None:
                raise InputError(say(language, "agent_running_already"))
            now = taking.opened(Path(file), settings)
        except Exception as error:
            return {status: view.status_html(None, False, sentence(error, language))}
        sessions.put(token, "agent", now)
        return {**show(now, language), task: now.errand.task}

    def on_parcel(request: gr.Request, parcel: Parcel | None) -> Iterator[Update]:
        language = language_of(request)
        if parcel is None or not (parcel.html or parcel.pictures):
            yield {status: gr.skip()}
            return
        if parcel.html:
            code = gr.Code(parcel.html, visible=True)
            yield {**on_start("html"), html: code, kind: "html", task: parcel.text}
            return
        yield {status: view.doing_html("agent_rebuilding"), task: parcel.text}
        try:
            page_html = rebuilt(parcel.pictures[0], service, shell.browser)
        except SightlineError as error:
            yield {status: view.status_html(None, False, sentence(error, language))}
            return
        note = view.note_html("agent_rebuilt")
        code = gr.Code(page_html, visible=True)
        yield {**on_start("html"), html: code, kind: "html", status: note}

    def on_return(request: gr.Request, token: str) -> Iterator[Update]:
        language = language_of(request)
        if (drive := drives.of(token)) is not None:
            yield {task: drive.now.errand.task}
            yield from follow(drive, language)
            return
        if sessions.take_forgotten(token, "agent"):
            yield show(None, language, trouble=say(language, "agent_forgotten"))
            return
        kept: Snapshot | None = sessions.get(token, "agent")
        if kept is None:
            yield {task: gr.skip()}  # a generator that yields nothing empties its outputs
        else:
            yield {**show(kept, language), task: kept.errand.task}

    session, sidebar = shell.session, list(shell.sidebar)
    watched = [*page, shell.spent]
    kind.change(on_start, kind, [site, html, address], **_AT_ONCE)
    gr.on([start.click], on_run, [session, *form, *sidebar], watched, **watching)
    gr.on(
        [examples.select],
        on_card,
        [session, *form, *sidebar],
        [*watched, task, kind, site],
        **watching,
    )
    for button, name in ((stop, "stop"), (pause, "pause"), (resume, "resume"), (once, "step_once")):
        button.click(steer(name), session, None, **_AT_ONCE)
    allow.click(partial(on_word, True), session, None, **_AT_ONCE)
    refuse.click(partial(on_word, False), session, None, **_AT_ONCE)
    gr.on([tell.click, hint.submit], on_hint, [hint, session], hint, **_QUIET)
    stage.hands(on_hands, session, None, **_QUIET, concurrency_limit=None)
    for name, export in exports.items():
        export.click(on_export(name), session, download, **_QUIET).then(None, js=_SAVE)
    opened.upload(on_open, [opened, session], [*page, task], **_QUIET)
    inbox = shell.inbox["agent"]
    inbox.change(on_parcel, inbox, [html, kind, task, status, site, address], **_QUIET)
    session.change(on_return, session, [*watched, task], **watching)


def _given(now: Snapshot, by: str) -> Given:
    """The last reply as the panel behind the page shows it."""
    raw = now.steps[-1].said if now.steps else ""
    usage = Usage(prompt_tokens=now.tokens) if now.tokens else None
    return Given(reply=raw, raw=raw, sent=now.sent, by=by, usage=usage, ended="stop")


def _live_view() -> gr.HTML:
    words = {key: pair for key, pair in WORDS.items() if key.startswith(("live_", "agent_empty"))}
    script = (STATIC / "agent" / "live.js").read_text("utf-8")
    return gr.HTML(
        {},
        html_template='<div class="mount"></div>',
        css_template=(STATIC / "agent" / "live.css").read_text("utf-8"),
        js_on_load=f"const WORDS = {json.dumps(words)};\n{script}",
        apply_default_css=False,
        elem_id="agent-stage",
    )
