"""Ground: find things on a picture, see where they are, take the coordinates with you."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, cast

import gradio as gr

from model.errors import InputError
from model.geometry import Box
from model.media.images import open_picture
from model.messages import Picture, user
from model.tasks import Ground, Inspect
from ui.behind import behind
from ui.behind import place as place_behind
from ui.conversation import Conversation, Turn
from ui.errors import sentence, toast
from ui.ground import finding_view as view
from ui.ground.finding import Finding, ask, crop
from ui.ground.picture_files import cached_file, picture_file, uploaded
from ui.marks.formats import write_record
from ui.marks.overlay import draw, overlay, overlay_value
from ui.marks.table import marks_table, table_html
from ui.runs import Runs
from ui.scripts import tells
from ui.serve import private_folder
from ui.shell import Parcel, Shell, Spent, read_sidebar
from ui.words import Language, label, language_of, say

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_ASKING: dict[str, Any] = {**_QUIET, "concurrency_id": "model"}
_ON_REMOVE = """element.addEventListener('click', (event) => {
  if (event.target.closest('[data-remove]')) trigger('clear');
});"""
_SAVE = "() => document.querySelector('#ground-download')?.click()"
Update = dict[Any, Any]


def build(shell: Shell) -> None:
    """Place the tab and wire it."""
    service, settings, sessions = shell.service, shell.settings, shell.sessions
    runs = Runs()
    state = gr.State(Finding())

    with gr.Row(elem_id="ground", equal_height=False):
        with gr.Column(scale=13, min_width=320, elem_id="ground-picture"):
            stage = overlay("ground", "ground-stage")
            cards = gr.HTML(
                view.cards_html(),
                elem_id="ground-cards",
                apply_default_css=False,
                js_on_load=tells("card"),
            )
        with gr.Column(scale=9, min_width=320, elem_id="ground-desk"):
            with gr.Row(elem_id="ground-ask"):
                query = gr.Textbox(
                    label=label("ground_query"),
                    placeholder=label("ground_query_hint"),
                    elem_id="ground-query",
                    lines=1,
                    max_lines=3,
                    scale=1,
                )
                find = gr.Button(
                    label("ground_find"), variant="primary", elem_id="ground-find", min_width=84
                )
                stop = gr.Button(
                    label("ground_stop"),
                    variant="stop",
                    elem_id="ground-stop",
                    elem_classes="stop-button",
                    min_width=84,
                    visible=False,
                )
            chips = gr.HTML(
                view.chips_html(),
                elem_id="ground-chips",
                apply_default_css=False,
                js_on_load=tells("chip"),
            )
            kind = gr.Radio(
                [(label(f"kind_{name}"), name) for name in ("boxes", "points", "labels")],
                value="boxes",
                label=label("ground_kind"),
                elem_id="ground-kind",
                container=False,
            )
            reference = gr.HTML(
                elem_id="ground-reference", apply_default_css=False, js_on_load=_ON_REMOVE
            )
            answer = gr.Markdown(elem_id="ground-answer")
            status = gr.HTML(elem_id="ground-status", apply_default_css=False)
            table = marks_table("ground")
            with gr.Row(elem_id="ground-take", elem_classes="tools", visible=False) as take:
                png = gr.Button(label("ground_png"), size="sm", elem_id="ground-png")
                record = gr.Button(label("ground_json"), size="sm", elem_id="ground-json")
                sends = {
                    name: gr.Button(
                        label(f"ground_to_{name}"), size="sm", elem_id=f"ground-to-{name}"
                    )
                    for name in shell.inbox
                    if name != "ground"
                }
            download = gr.DownloadButton("", visible="hidden", elem_id="ground-download")
            with gr.Accordion(label("ground_example"), open=False, elem_id="ground-example"):
                gr.Markdown(label("ground_example_hint"))
                cutout = gr.UploadButton(
                    cast(Any, label("ground_example_upload")), size="sm", elem_id="ground-cutout"
                )
            behind_views = place_behind("ground-behind")

    page = [state, stage, reference, status, answer, table, find, stop, take, *behind_views]
    asked = [*page, query, shell.spent]

    def show(
        now: Finding, language: Language, trouble: str = "", was: Finding | None = None
    ) -> Update:
        """Updates for what changed since ``was``: the picture and the table only with new marks."""
        running = now.given is not None and now.given.running
        updates: Update = {
            state: now,
            status: view.status_html(now, trouble),
            answer: view.answer_text(now, language),
        }
        if was is None or (was.marks, was.file) != (now.marks, now.file) or not running:
            updates[stage] = overlay_value(now.picture, now.file, now.marks, busy=running)
            updates[table] = table_html(now.marks, now.picture)
        if was is None:
            updates[reference] = view.reference_html(now.reference)
        if was is None or not running:  # a first update may be passed over
            updates[take] = gr.Row(visible=now.picture is not None)
            updates[find] = gr.Button(visible=not running)
            updates[stop] = gr.Button(visible=running)
        if not running:
            turns = (Turn(user(now.question), now.given),) if now.given else ()
            updates.update(zip(behind_views, behind(Conversation(turns)), strict=True))
        return updates

    def run_task(
        start: Finding,
        task: Ground | Inspect,
        token: str,
        sidebar: tuple[Any, ...],
        request: gr.Request,
    ) -> Iterator[Update]:
        """Ask, showing the answer as it comes; a newer question takes over silently."""
        language, session = language_of(request), str(request.session_hash)
        connection, options = read_sidebar(sidebar)
        run = runs.begin(session)
        was: Finding | None = None
        try:
            said = partial(sentence, language=language)
            with closing(ask(service, start, task, connection, options, run, said)) as answers:
                for now in answers:
                    if run.superseded:
                        return
                    yield show(now, language, was=was)
                    was = now
            if was is not None and was.given is not None:
                sessions.put(token, "ground", was)
                if was.given.usage:
                    yield {shell.spent: Spent.now(was.given.usage)}
        finally:
            runs.end(session, run)

    def refuse(now: Finding, error: Exception, language: Language) -> Update:
        return show(now.settled(), language, trouble=sentence(error, language))

    def needed(now: Finding, token: str, language: Language) -> Picture:
        """The picture; raises ``InputError`` telling whether there was none or it is gone."""
        if now.picture is None:
            gone = sessions.take_forgotten(token, "ground")
            raise InputError(say(language, "forgotten_picture" if gone else "ground_no_picture"))
        return now.picture

    def put_down(picture: Picture, source: Path | None, now: Finding) -> Finding:
        """A new picture on the desk; the example to look for stays."""
        return Finding(picture, picture_file(picture, source), now.reference)

    def on_arrive(request: gr.Request, event: gr.EventData, now: Finding, token: str) -> Update:
        language = language_of(request)
        runs.clear(str(request.session_hash))
        try:
            path = uploaded(str(event._data.get("path") or ""))
            name = str(event._data.get("name") or path.name)
            now = put_down(open_picture(path, name, settings), path, now)
        except InputError as error:
            return refuse(now, error, language)
        sessions.put(token, "ground", now)
        return show(now, language)

    def on_find(
        request: gr.Request, now: Finding, words: str, form: Any, token: str, *sidebar: Any
    ) -> Iterator[Update]:
        language = language_of(request)
        try:
            picture = needed(now, token, language)
            if not words.strip() and now.reference is None:
                raise InputError(say(language, "ground_no_query"))
        except InputError as error:
            yield refuse(now, error, language)
            return
        task = Ground(picture, words.strip(), form, now.reference)
        yield from run_task(now, task, token, sidebar, request)

    def on_card(
        request: gr.Request, event: gr.EventData, form: Any, token: str, *sidebar: Any
    ) -> Iterator[Update]:
        language = language_of(request)
        known = {card.id: card for card in view.CARDS}
        if (card := known.get(str(event._data.get("card")))) is None:
            return
        words = card.query(language)
        picture = open_picture(card.path, card.file, settings)
        now = Finding(picture, cached_file(card.path.read_bytes(), card.file))
        task = Ground(picture, words, form)
        first = True
        for update in run_task(now, task, token, sidebar, request):
            yield {**update, query: words} if first else update
            first = False

    def on_chip(
        request: gr.Request, event: gr.EventData, now: Finding, form: Any, token: str, *sidebar: Any
    ) -> Iterator[Update]:
        language = language_of(request)
        if (key := str(event._data.get("chip"))) not in view.CHIPS:
            return
        words = say(language, key)
        yield {query: words}
        yield from on_find(request, now.without_reference(), words, form, token, *sidebar)

    def on_region(
        request: gr.Request, event: gr.EventData, now: Finding, token: str, *sidebar: Any
    ) -> Iterator[Update]:
        language = language_of(request)
        try:
            picture = needed(now, token, language)
            region = _region(picture, event, language)
        except InputError as error:
            yield refuse(now, error, language)
            return
        question = str(event._data.get("question") or "").strip()
        if not question and language != "en":  # the words tell in which language to answer
            question = say(language, "stage_question")
        yield from run_task(now, Inspect(picture, region, question), token, sidebar, request)

    def on_alike(
        request: gr.Request,
        event: gr.EventData,
        now: Finding,
        form: Any,
        token: str,
        *sidebar: Any,
    ) -> Iterator[Update]:
        language = language_of(request)
        try:
            picture = needed(now, token, language)
            region = _region(picture, event, language)
        except InputError as error:
            yield refuse(now, error, language)
            return
        now = replace(now, reference=crop(picture, region))
        task = Ground(picture, "", form, now.reference)
        yield {query: ""}
        yield from run_task(now, task, token, sidebar, request)

    def on_cutout(request: gr.Request, file: str | None, now: Finding) -> Update:
        language = language_of(request)
        runs.clear(str(request.session_hash))
        if file is None:
            return show(now.settled(), language)
        try:
            example = open_picture(Path(file), Path(file).name, settings)
        except InputError as error:
            return refuse(now, error, language)
        return show(replace(now.settled(), reference=example), language)

    def on_remove(request: gr.Request, now: Finding) -> Update:
        runs.clear(str(request.session_hash))
        return show(now.settled().without_reference(), language_of(request))

    def on_stop(request: gr.Request) -> None:
        runs.stop(str(request.session_hash))

    def on_png(request: gr.Request, now: Finding) -> str:
        picture = _needed(now, language_of(request))
        path = _new_file(picture, "-marked.png")
        # Light compression: the best takes ten times as long to save a tenth.
        draw(picture, now.marks).save(path, compress_level=2)
        return str(path)

    def on_record(request: gr.Request, now: Finding) -> str:
        picture = _needed(now, language_of(request))
        by = (now.given.by if now.given else "") or "embedded engine"
        path = _new_file(picture, ".json")
        path.write_text(write_record(now.marks, picture, now.question, now.answer, by), "utf-8")
        return str(path)

    def send_to(tab: str) -> Any:
        def on_send(request: gr.Request, now: Finding, words: str) -> tuple[Parcel, gr.Tabs]:
            picture = _needed(now, language_of(request))
            return Parcel.now((picture,), words.strip(), now.marks), gr.Tabs(selected=tab)

        return on_send

    def on_parcel(request: gr.Request, parcel: Parcel | None, token: str) -> Update:
        language = language_of(request)
        if parcel is None or not parcel.pictures:
            return {query: gr.skip()}
        runs.clear(str(request.session_hash))
        now = put_down(parcel.pictures[0], None, Finding())
        now = replace(now, marks=parcel.marks)
        sessions.put(token, "ground", now)
        return {**show(now, language), query: parcel.text}

    def on_return(request: gr.Request, token: str) -> Update:
        kept: Finding | None = sessions.get(token, "ground")
        if sessions.take_forgotten(token, "ground"):
            said = InputError(say(language_of(request), "forgotten_picture"))
            return {**refuse(Finding(), said, language_of(request)), query: gr.skip()}
        if kept is None:
            return {query: gr.skip()}
        return {**show(kept, language_of(request)), query: kept.question}

    sidebar = list(shell.sidebar)
    session = shell.session
    stage.arrive(on_arrive, [state, session], page, **_QUIET)
    stage.ask_region(on_region, [state, session, *sidebar], asked, **_ASKING)
    stage.find_alike(on_alike, [state, kind, session, *sidebar], asked, **_ASKING)
    gr.on(
        [find.click, query.submit],
        on_find,
        [state, query, kind, session, *sidebar],
        asked,
        **_ASKING,
    )
    gr.on([cards.select], on_card, [kind, session, *sidebar], asked, **_ASKING)
    gr.on([chips.select], on_chip, [state, kind, session, *sidebar], asked, **_ASKING)
    stop.click(on_stop, None, None, queue=False, **_QUIET)
    cutout.upload(on_cutout, [cutout, state], page, **_QUIET)
    reference.clear(on_remove, state, page, **_QUIET)
    png.click(on_png, state, download, **_QUIET).then(None, js=_SAVE)
    record.click(on_record, state, download, **_QUIET).then(None, js=_SAVE)
    for tab, button in sends.items():
        button.click(send_to(tab), [state, query], [shell.inbox[tab], shell.tabs], **_QUIET)
    inbox = shell.inbox["ground"]
    inbox.change(on_parcel, [inbox, session], [*page, query], **_QUIET)
    session.change(on_return, session, [*page, query], **_QUIET)


def _region(picture: Picture, event: gr.EventData, language: Language) -> Box:
    """The box that was drawn on the picture; raises ``InputError`` if it is none."""
    try:
        x1, y1, x2, y2 = (float(value) for value in event._data["box"])
    except (KeyError, TypeError, ValueError):
        raise InputError(say(language, "ground_no_region")) from None
    box = Box(x1, y1, x2, y2).clamp(picture.width, picture.height)
    if not box.area > 0:  # also for values that are no numbers
        raise InputError(say(language, "ground_no_region"))
    return box


def _needed(now: Finding, language: Language) -> Picture:
    if now.picture is None:
        raise toast(InputError(say(language, "ground_no_picture")))
    return now.picture


def _new_file(picture: Picture, ending: str) -> Path:
    """A place for a download under its own unguessable folder, named after the picture."""
    stem = "".join(
        char if char.isalnum() or char in "-_ " else "-" for char in Path(picture.name).stem
    )
    folder = private_folder() / "downloads"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(dir=folder)) / f"{stem[:80] or 'picture'}{ending}"
