"""Asking from the Chat tab: a question's way from the box to the page, update by update."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from concurrent.futures import wait
from pathlib import Path
from typing import Any

import gradio as gr

from model.attachments import open_files
from model.errors import InputError
from model.messages import Picture, user
from ui.chat.answering import Stops, answer
from ui.chat.page import Page, Update, busy, stoppable, trouble
from ui.conversation import Conversation
from ui.errors import sentence
from ui.runs import beside
from ui.shell import Shell, Spent, read_sidebar
from ui.words import Language, language_of, say

_EMPTIES_S = 0.15
"""The page takes what comes faster in a row as one update."""
_AT_ONCE_S = 0.7
"""Files that open within it are not worth a word."""
_BEAT_S = 0.2
"""Longest wait before Stop is looked at again."""


class Asking:
    """Asks and shows; what was said last is kept for a reload under the tab's token."""

    def __init__(self, shell: Shell, page: Page, stops: Stops) -> None:
        self._shell, self._page, self._stops = shell, page, stops

    def new(
        self,
        before: Conversation,
        text: str,
        paths: list[Path],
        token: str,
        system: str | None,
        sidebar: tuple[Any, ...],
        request: gr.Request,
    ) -> Iterator[Update]:
        """Ask a new question; where it cannot be asked it stays in the box, with the reason."""
        language, page = language_of(request), self._page
        parts = page.parts
        try:
            if not text.strip() and not paths:
                raise InputError(say(language, "ask_something"))
            if not before.turns and self._shell.sessions.take_forgotten(token, "chat"):
                raise InputError(say(language, "forgotten_chat"))
            if paths:
                yield {parts.trouble: "", parts.composer: stoppable(True)}
            pictures = yield from self._opened(paths, str(request.session_hash), language)
            if pictures is None:
                yield {
                    **page.at_rest(before, language),
                    parts.trouble: "",
                    parts.composer: stoppable(False),
                }
                return
            question = user(text.strip() or say(language, "look_at_this"), *pictures)
            start = before.ask(question, system or "")
            began_s = 0.0
            for update in self._answered(start, token, sidebar, request):
                opens = update.pop(parts.composer, None)
                if not began_s:
                    yield page.began(update)
                    began_s, update = time.monotonic(), {}
                if opens is not None:
                    # An answer at once: a box emptied and opened in one breath stays full.
                    time.sleep(max(0.0, _EMPTIES_S - (time.monotonic() - began_s)))
                    update[parts.composer] = opens
                if update:
                    yield update
        except InputError as error:
            yield {
                **page.at_rest(before, language),
                parts.trouble: trouble(sentence(error, language)),
                parts.composer: stoppable(False),
            }

    def _opened(
        self, paths: list[Path], session: str, language: Language
    ) -> Generator[Update, None, list[Picture] | None]:
        """The pictures of the attachments; ``None`` when Stop was pressed before they were read.

        A document's pages and a clip's moments take seconds: so that is said.
        """
        if not paths:
            return []
        stop = self._stops.begin(session)
        try:
            opening = beside(lambda: open_files(paths, self._shell.settings))
            if not wait([opening], _AT_ONCE_S).done:
                yield {self._page.parts.trouble: busy(say(language, "reading_files"))}
            while not wait([opening], _BEAT_S).done:
                if stop.is_set():
                    return None
            return opening.result()
        finally:
            self._stops.end(session)

    def again(
        self, start: Conversation, token: str, sidebar: tuple[Any, ...], request: gr.Request
    ) -> Iterator[Update]:
        """Answer the last question of ``start`` anew."""
        parts = self._page.parts
        try:
            first = True
            for update in self._answered(start, token, sidebar, request):
                begun = {parts.composer: stoppable(True), parts.trouble: ""}
                yield {**begun, **update} if first else update
                first = False
        except InputError as error:
            said = trouble(sentence(error, language_of(request)))
            yield {parts.trouble: said, parts.composer: stoppable(False)}

    def _answered(
        self, start: Conversation, token: str, sidebar: tuple[Any, ...], request: gr.Request
    ) -> Iterator[Update]:
        """Answer the last question of ``start``, showing it as it comes."""
        language, session = language_of(request), str(request.session_hash)
        connection, options = read_sidebar(sidebar)
        page, parts = self._page, self._page.parts
        now, refused = start, False
        stop = self._stops.begin(session)
        try:
            # Only the last turn changes; the others are presented once.
            before = page.messages(start.before(len(start.turns) - 1), language)
            service = self._shell.service
            for now in answer(
                service, start, connection, options, stop, lambda error: sentence(error, language)
            ):
                if not now.turns[-1].given.running:
                    break
                shown = before + page.last(now, language)
                yield {parts.conversation: now, parts.chatbot: shown}
            usage = now.turns[-1].given.usage
            final = {**page.at_rest(now, language), parts.composer: stoppable(False)}
            yield {**final, self._shell.spent: Spent.now(usage)} if usage else final
        except InputError:
            refused = True
            raise
        finally:
            self._stops.end(session)
            if now.turns[-1].given.running:  # the page went away in the middle
                given = now.turns[-1].given
                now = now.answered(given.end("stopped", given.total_s))
            if not refused:
                self._shell.sessions.put(token, "chat", now)
