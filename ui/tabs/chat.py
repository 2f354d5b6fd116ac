"""Chat: ask about pictures, watch the answer come, go back, take it with you.

What stands where is in ``ui/chat/parts.py``, what it shows in ``page.py``, asking in ``asking.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from model.errors import InputError
from model.messages import user
from ui import presenters
from ui.chat import examples
from ui.chat.answering import Stops
from ui.chat.asking import Asking
from ui.chat.export import export
from ui.chat.page import Page, Update
from ui.chat.page import trouble as as_trouble
from ui.chat.parts import place
from ui.chat.shelf import Shelf
from ui.conversation import Conversation
from ui.errors import toast
from ui.shell import Parcel, Shell
from ui.words import language_of, say

_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
_ASKING: dict[str, Any] = {**_QUIET, "concurrency_id": "model"}
_SAVE = "() => document.querySelector('#chat-download')?.click()"


def build(shell: Shell) -> None:
    """Place the tab and wire it."""
    sessions, stops = shell.sessions, Stops()
    parts = place(shell.settings, tabs=shell.inbox)
    page = Page(parts, Shelf(shell.settings.session_idle_s))
    asking = Asking(shell, page, stops)
    chatbot, composer, trouble = parts.chatbot, parts.composer, parts.trouble

    def on_submit(
        request: gr.Request,
        box: dict[str, Any],
        before: Conversation,
        token: str,
        system: str | None,
        *sidebar: Any,
    ) -> Iterator[Update]:
        paths = [Path(path) for path in box.get("files") or ()]
        yield from asking.new(before, box.get("text") or "", paths, token, system, sidebar, request)

    def on_card(
        request: gr.Request, card: gr.EventData, token: str, system: str | None, *sidebar: Any
    ) -> Iterator[Update]:
        known = {example.id: example for example in examples.present_examples()}
        if (chosen := known.get(str(card._data.get("example")))) is None:
            return
        text = chosen.text(language_of(request))
        sessions.take_forgotten(token, "chat")  # an example misses nothing of it
        yield from asking.new(Conversation(), text, chosen.paths, token, system, sidebar, request)

    def turn_at(now: Conversation, place: int | tuple[int, int], request: gr.Request) -> int | None:
        """The turn of the message that the page names by its place in the list."""
        order = page.order(now, language_of(request))
        at = place if isinstance(place, int) else place[0]
        return order[at].turn if 0 <= at < len(order) else None

    def on_retry(
        request: gr.Request, where: gr.RetryData, now: Conversation, token: str, *sidebar: Any
    ) -> Iterator[Update]:
        index = turn_at(now, where.index, request)
        if index is not None:
            start = now.before(index).ask(now.turns[index].question, now.system)
            yield from asking.again(start, token, sidebar, request)

    def on_edit(
        request: gr.Request, where: gr.EditData, now: Conversation, token: str, *sidebar: Any
    ) -> Iterator[Update]:
        index = turn_at(now, where.index, request)
        if index is not None:
            old = now.turns[index].question
            text = presenters.typed(str(where.value)).strip()
            start = now.before(index).ask(user(text or old.text, *old.pictures), now.system)
            yield from asking.again(start, token, sidebar, request)

    def on_undo(request: gr.Request, where: gr.UndoData, now: Conversation, token: str) -> Update:
        index = turn_at(now, where.index, request)
        if index is None:
            return {trouble: ""}
        question, now = now.turns[index].question, now.before(index)
        sessions.put(token, "chat", now)
        shown = page.at_rest(now, language_of(request))
        return {**shown, trouble: "", composer: page.filled(question)}

    def on_new(token: str, request: gr.Request) -> Update:
        stops.stop(str(request.session_hash))
        sessions.put(token, "chat", Conversation())
        return {**page.at_rest(Conversation(), language_of(request)), trouble: ""}

    def on_stop(request: gr.Request) -> None:
        stops.stop(str(request.session_hash))

    def on_return(token: str, request: gr.Request) -> Any:
        kept = sessions.get(token, "chat")
        if sessions.take_forgotten(token, "chat"):
            return {trouble: as_trouble(say(language_of(request), "forgotten_chat"))}
        return page.at_rest(kept, language_of(request)) if kept else gr.skip()

    def on_export(now: Conversation, request: gr.Request) -> str:
        if not now.turns:
            raise toast(InputError(say(language_of(request), "nothing_to_export")))
        return str(export(now))

    def on_parcel(parcel: Parcel | None) -> Any:
        if parcel is None:
            return gr.skip()
        return {trouble: "", composer: page.filled(user(parcel.text, *parcel.pictures))}

    def send_to(tab: str) -> Any:
        def on_send(now: Conversation, request: gr.Request) -> tuple[Parcel, gr.Tabs]:
            pictures = now.task().pictures if now.turns else ()
            if not pictures:
                raise toast(InputError(say(language_of(request), "nothing_to_send")))
            return Parcel.now(pictures[-1:]), gr.Tabs(selected=tab)

        return on_send

    now, token, sidebar = parts.conversation, shell.session, shell.sidebar
    outputs = [*parts.outputs, shell.spent]
    composer.submit(on_submit, [composer, now, token, parts.system, *sidebar], outputs, **_ASKING)
    gr.on([parts.welcome.select], on_card, [token, parts.system, *sidebar], outputs, **_ASKING)
    chatbot.retry(on_retry, [now, token, *sidebar], outputs, **_ASKING)
    chatbot.edit(on_edit, [now, token, *sidebar], outputs, **_ASKING)
    chatbot.undo(on_undo, [now, token], outputs, **_QUIET)
    composer.stop(on_stop, None, None, queue=False, **_QUIET)
    parts.new.click(on_new, token, outputs, **_QUIET)
    token.change(on_return, token, outputs, **_QUIET)
    parts.save.click(on_export, now, parts.download, **_QUIET).then(None, js=_SAVE)
    shell.inbox["chat"].change(on_parcel, shell.inbox["chat"], [trouble, composer], **_QUIET)
    for tab, button in parts.sends.items():
        button.click(send_to(tab), now, [shell.inbox[tab], shell.tabs], **_QUIET)
