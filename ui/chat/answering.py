"""Asking a model on behalf of the page: bounded updates, Stop, and errors kept with the answer."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from typing import Any, cast

from model.backends.base import Connection, Options
from model.errors import InputError
from model.events import Progress
from model.service import ModelService
from ui.conversation import Conversation, Given


class Busy(InputError):
    """The session is being answered already."""


class Stops:
    """A flag per session that tells its running answer to end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._running: dict[str, threading.Event] = {}

    def begin(self, session: str) -> threading.Event:
        """The flag for a new answer; raises ``Busy`` while another one runs."""
        with self._lock:
            if session in self._running:
                raise Busy("An answer is still being written; stop it first, then ask again.")
            self._running[session] = threading.Event()
            return self._running[session]

    def stop(self, session: str) -> None:
        """Ask the session's answer to end."""
        with self._lock:
            if flag := self._running.get(session):
                flag.set()

    def end(self, session: str) -> None:
        """The answer has ended."""
        with self._lock:
            self._running.pop(session, None)


def answer(
    service: ModelService,
    conversation: Conversation,
    connection: Connection,
    options: Options,
    stop: threading.Event,
    sentence: Callable[[Exception], str],
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Conversation]:
    """The conversation as its last question is being answered, at most ``updates_per_s`` a second.

    The last one yielded is complete: answered, stopped, or failed with what came before the error.
    An ``InputError`` before anything came is raised instead: the question cannot be asked as it is.
    Closing the iterator closes the backend's stream.
    """
    began = clock()
    pause = 1 / service.settings.updates_per_s
    shown_at = float("-inf")
    given = Given(by=connection.by)
    # A generator, though the service promises only an iterator: closing it is the way to stop it.
    stream = cast(Any, service.stream(conversation.task(), connection, options))
    try:
        with closing(stream):
            for event in stream:
                now = clock()
                given = given.take(event, now - began)
                if stop.is_set():
                    given = given.end("stopped", now - began)
                    break
                if not given.running:
                    break
                if now - shown_at >= pause or isinstance(event, Progress):
                    shown_at = now
                    yield conversation.answered(given)
    except InputError as error:
        if not (given.reply or given.thinking):
            raise
        given = given.end("failed", clock() - began, sentence(error))
    except Exception as error:
        given = given.end("failed", clock() - began, sentence(error))
    if given.running:  # a backend that just ended; the contract says it should not
        given = given.end("disconnected", clock() - began)
    yield conversation.answered(given)
