"""Chat: ask about pictures, watch the answer come, go back, take it with you."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import gradio as gr

from model.errors import InputError
from model.media.files import open_files
from model.messages import Message, user
from ui import presenters
from ui.behind import behind
from ui.behind import place as place_behind
from ui.chat import examples
from ui.chat.answering import Stops, answer
from ui.chat.export import export
from ui.chat.shelf import Shelf, drawn
from ui.conversation import Conversation
from ui.errors import sentence, toast
from ui.presenters import Shown
from ui.shell import Parcel, Shell, Spent, read_sidebar
from ui.words import Language, label, language_of, say

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_ASKING: dict[str, Any] = {**_QUIET, "concurrency_id": "model"}
_LATEX: list[dict[str, str | bool]] = [
    {"left": "$$", "right": "$$", "display": True},
    {"left": "\\[", "right": "\\]", "display": True},
    {"left": "\\(", "right": "\\)", "display": False},
]
_ON_CARD = """element.addEventListener('click', (event) => {
  const card = event.target.closest('[data-example]');
  if (card) trigger('select', { example: card.dataset.example });
});"""
_SAVE = "() => document.querySelector('#chat-download')?.click()"


def build(shell: Shell) -> None:
    """Place the tab and wire it."""
    service, settings, sessions = shell.service, shell.settings, shell.sessions
    shelf, stops = Shelf(settings.session_idle_s), Stops()
    conversation = gr.State(Conversation())

    with gr.Column(elem_id="chat"):
        welcome = gr.HTML(
            examples.cards(), elem_id="welcome", js_on_load=_ON_CARD, apply_default_css=False
        )
        chatbot = gr.Chatbot(
            elem_id="conversation",
            label=label("chat_label"),
            show_label=False,
            visible="hidden",
            height="100%",
            layout="bubble",
            editable="user",
            buttons=[],
            latex_delimiters=_LATEX,
            sanitize_html=True,
            allow_tags=False,
            feedback_options=None,
            allow_file_downloads=False,
        )
        trouble = gr.HTML(elem_id="trouble")
        composer = gr.MultimodalTextbox(
            elem_id="composer",
            label=label("chat_composer"),
            show_label=False,
            placeholder=cast(str, label("chat_placeholder")),  # translated too, says no type
            file_count="multiple",
            sources=["upload"],
            max_lines=8,
            max_plain_text_length=settings.max_question_chars * 2,
            autofocus=True,
        )
        with gr.Row(elem_id="chat-tools", elem_classes="tools"):
            new = gr.Button(label("chat_new"), size="sm", elem_id="new-chat")
            save = gr.Button(label("chat_export"), size="sm", elem_id="export-chat")
            ground = gr.Button(
                label("chat_to_ground"),
                size="sm",
                elem_id="chat-to-ground",
                visible="ground" in shell.inbox,
            )
            download = gr.DownloadButton("", visible="hidden", elem_id="chat-download")
        with gr.Accordion(label("chat_instructions"), open=False):
            system = gr.Textbox(
                label=label("chat_instructions"),
                info=label("chat_instructions_hint"),
                lines=2,
                elem_id="instructions",
            )
        behind_views = place_behind("behind")
    outputs = [
        conversation, chatbot, welcome, composer, trouble, shell.spent, *behind_views,
    ]  # fmt: skip

    def show(now: Conversation, language: Language) -> list[Any]:
        return [_message(one) for one in presenters.present(now, shelf, drawn, language)]

    def page(now: Conversation, language: Language) -> dict[Any, Any]:
        """The updates that show a conversation at rest."""
        return {
            conversation: now,
            chatbot: gr.Chatbot(show(now, language), visible=True if now.turns else "hidden"),
            welcome: gr.HTML(visible=not now.turns),
            **dict(zip(behind_views, behind(now), strict=True)),
        }

    def running(
        start: Conversation, token: str, sidebar: tuple[Any, ...], request: gr.Request
    ) -> Iterator[dict[Any, Any]]:
        """Answer the last question of ``start``, showing it as it comes."""
        language, session = language_of(request), str(request.session_hash)
        connection, options = read_sidebar(sidebar)
        now = start
        stop = stops.begin(session)
        try:
            # Only the last turn changes; the others are presented once.
            before = show(start.before(len(start.turns) - 1), language)
            for now in answer(
                service, start, connection, options, stop, lambda error: sentence(error, language)
            ):
                given = now.turns[-1].given
                if not given.running:
                    break
                last = presenters.present_turn(now, len(now.turns) - 1, shelf, drawn, language)
                yield {conversation: now, chatbot: before + [_message(one) for one in last]}
            usage = now.turns[-1].given.usage
            final = {**page(now, language), composer: _stoppable(False)}
            yield {**final, shell.spent: Spent.now(usage)} if usage else final
        finally:
            stops.end(session)
            if now.turns[-1].given.running:  # the page went away in the middle
                given = now.turns[-1].given
                now = now.answered(given.end("stopped", given.total_s))
            sessions.put(token, "chat", now)

    def put(
        before: Conversation,
        text: str,
        paths: list[Path],
        token: str,
        system_text: str | None,
        sidebar: tuple[Any, ...],
        request: gr.Request,
    ) -> Iterator[dict[Any, Any]]:
        """Ask a new question; where it cannot be asked it stays in the box, with the reason."""
        language = language_of(request)
        try:
            if not text.strip() and not paths:
                raise InputError(say(language, "ask_something"))
            if paths:
                yield {trouble: "", composer: _stoppable(True)}
            pictures = open_files(paths, settings)
            question = user(text.strip() or say(language, "look_at_this"), *pictures)
            start = before.ask(question, system_text or "")
            first = True
            for update in running(start, token, sidebar, request):
                if first:
                    first = False
                    update = {
                        welcome: gr.HTML(visible=False),
                        trouble: "",
                        **update,
                        composer: _cleared(running=composer not in update),
                        chatbot: _shown(update[chatbot]),
                    }
                yield update
        except InputError as error:
            yield {
                **page(before, language),
                trouble: _trouble(sentence(error, language)),
                composer: gr.MultimodalTextbox(
                    {"text": text, "files": [str(path) for path in paths]},
                    submit_btn=True,
                    stop_btn=False,
                ),
            }

    def on_submit(
        request: gr.Request,
        box: dict[str, Any],
        before: Conversation,
        token: str,
        system_text: str | None,
        *sidebar: Any,
    ) -> Iterator[dict[Any, Any]]:
        paths = [Path(path) for path in box.get("files") or ()]
        text = box.get("text") or ""
        yield from put(before, text, paths, token, system_text, sidebar, request)

    def on_card(
        request: gr.Request,
        card: gr.EventData,
        token: str,
        system_text: str | None,
        *sidebar: Any,
    ) -> Iterator[dict[Any, Any]]:
        known = {example.id: example for example in examples.present_examples()}
        if (chosen := known.get(str(card._data.get("example")))) is None:
            return
        text = chosen.text(language_of(request))
        yield from put(Conversation(), text, chosen.paths, token, system_text, sidebar, request)

    def again(
        start: Conversation, token: str, sidebar: tuple[Any, ...], request: gr.Request
    ) -> Iterator[dict[Any, Any]]:
        language = language_of(request)
        try:
            first = True
            for update in running(start, token, sidebar, request):
                yield {composer: _stoppable(True), trouble: "", **update} if first else update
                first = False
        except InputError as error:
            yield {trouble: _trouble(sentence(error, language)), composer: _stoppable(False)}

    def on_retry(
        request: gr.Request,
        where: gr.RetryData,
        now: Conversation,
        token: str,
        *sidebar: Any,
    ) -> Iterator[dict[Any, Any]]:
        index = _turn_at(show_order(now, request), where.index)
        if index is not None:
            question = now.turns[index].question
            yield from again(now.before(index).ask(question, now.system), token, sidebar, request)

    def on_edit(
        request: gr.Request,
        where: gr.EditData,
        now: Conversation,
        token: str,
        *sidebar: Any,
    ) -> Iterator[dict[Any, Any]]:
        index = _turn_at(show_order(now, request), where.index)
        if index is not None:
            old = now.turns[index].question
            text = presenters.typed(str(where.value)).strip()
            edited = user(text or old.text, *old.pictures)
            yield from again(now.before(index).ask(edited, now.system), token, sidebar, request)

    def on_undo(
        request: gr.Request, where: gr.UndoData, now: Conversation, token: str
    ) -> dict[Any, Any]:
        index = _turn_at(show_order(now, request), where.index)
        if index is None:
            return {trouble: ""}
        question = now.turns[index].question
        now = now.before(index)
        sessions.put(token, "chat", now)
        return {**page(now, language_of(request)), trouble: "", composer: _filled(question, shelf)}

    def show_order(now: Conversation, request: gr.Request) -> list[Shown]:
        return presenters.present(now, shelf, drawn, language_of(request))

    def on_new(token: str, request: gr.Request) -> dict[Any, Any]:
        stops.stop(str(request.session_hash))
        sessions.put(token, "chat", Conversation())
        return {**page(Conversation(), language_of(request)), trouble: ""}

    def on_stop(request: gr.Request) -> None:
        stops.stop(str(request.session_hash))

    def on_return(token: str, request: gr.Request) -> Any:
        kept = sessions.get(token, "chat")
        return page(kept, language_of(request)) if kept else gr.skip()

    def on_export(now: Conversation, request: gr.Request) -> str:
        if not now.turns:
            raise toast(InputError(say(language_of(request), "nothing_to_export")))
        return str(export(now))

    def on_parcel(parcel: Parcel | None) -> Any:
        if parcel is None:
            return gr.skip()
        return {trouble: "", composer: _filled(user(parcel.text, *parcel.pictures), shelf)}

    def on_ground(now: Conversation, request: gr.Request) -> tuple[Parcel, gr.Tabs]:
        pictures = now.task().pictures if now.turns else ()
        if not pictures:
            raise toast(InputError(say(language_of(request), "nothing_to_send")))
        return Parcel.now(pictures[-1:]), gr.Tabs(selected="ground")

    sidebar = list(shell.sidebar)
    composer.submit(
        on_submit, [composer, conversation, shell.session, system, *sidebar], outputs, **_ASKING
    )
    gr.on([welcome.select], on_card, [shell.session, system, *sidebar], outputs, **_ASKING)
    chatbot.retry(on_retry, [conversation, shell.session, *sidebar], outputs, **_ASKING)
    chatbot.edit(on_edit, [conversation, shell.session, *sidebar], outputs, **_ASKING)
    chatbot.undo(on_undo, [conversation, shell.session], outputs, **_QUIET)
    composer.stop(on_stop, None, None, queue=False, **_QUIET)
    new.click(on_new, shell.session, outputs, **_QUIET)
    shell.session.change(on_return, shell.session, outputs, **_QUIET)
    save.click(on_export, conversation, download, **_QUIET).then(None, js=_SAVE)
    shell.inbox["chat"].change(on_parcel, shell.inbox["chat"], [trouble, composer], **_QUIET)
    if "ground" in shell.inbox:
        ground.click(on_ground, conversation, [shell.inbox["ground"], shell.tabs], **_QUIET)


def _message(shown: Shown) -> gr.ChatMessage:
    content: Any = shown.content
    if shown.kind == "html":
        content = gr.HTML(shown.content, apply_default_css=False, render=False)
    metadata: Any = {}
    if shown.title:
        metadata = {"title": shown.title, "status": shown.status}
    return gr.ChatMessage(content=content, role=shown.role, metadata=metadata)


def _turn_at(order: list[Shown], index: int | tuple[int, int]) -> int | None:
    place = index if isinstance(index, int) else index[0]
    return order[place].turn if 0 <= place < len(order) else None


def _stoppable(running: bool) -> gr.MultimodalTextbox:
    return gr.MultimodalTextbox(submit_btn=not running, stop_btn=running)


def _cleared(running: bool) -> gr.MultimodalTextbox:
    return gr.MultimodalTextbox({"text": "", "files": []}, submit_btn=not running, stop_btn=running)


def _filled(question: Message, shelf: Shelf) -> gr.MultimodalTextbox:
    files = [str(shelf.file(picture)) for picture in question.pictures]
    return gr.MultimodalTextbox({"text": question.text, "files": files})


def _shown(update: Any) -> gr.Chatbot:
    return update if isinstance(update, gr.Chatbot) else gr.Chatbot(update, visible=True)


def _trouble(text: str) -> str:
    from html import escape

    return f'<p class="line bad" role="alert">{escape(text)}</p>'
