"""Building on behalf of the page: bounded updates, Stop within a moment, errors kept as sentences.

The builder renders and scores between two events, which may take seconds. So it runs on a thread
of its own and is heard through a queue: Stop is answered at once, and what was being drawn when it
came is dropped.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, wait
from contextlib import closing
from typing import Any, TypeVar, cast

from agents.web_builder import BuildEvent, Round, Writing
from ui.ground.finding import Run
from ui.webpage.desk import Desk

T = TypeVar("T")
_BEAT_S = 0.2
"""Longest wait before Stop is looked at again."""
_WAITING = 64
"""Events that may wait to be shown; the builder pauses beyond that."""


def follow(
    desk: Desk,
    make: Callable[[], Iterator[BuildEvent]],
    run: Run,
    sentence: Callable[[Exception], str],
    updates_per_s: float,
    clock: Callable[[], float] = time.monotonic,
) -> Generator[Desk]:
    """The desk as it grows, at most ``updates_per_s`` a second; a round is shown at once.

    ``desk`` is as its ``begin`` or ``refine`` made it. The last one yielded is at rest: built,
    stopped, or failed with all rounds that came before.
    """
    began = clock()
    shown_at = float("-inf")
    heard: queue.Queue[BuildEvent | Exception | None] = queue.Queue(_WAITING)
    thread = threading.Thread(target=_pump, args=(make, heard, run), daemon=True)
    thread.start()
    try:
        while desk.running:
            if run.stop.is_set():
                desk = desk.end(True, clock() - began)
                break
            try:
                event = heard.get(timeout=_BEAT_S)
            except queue.Empty:
                continue
            now = clock()
            if event is None:  # a builder that just ended; the contract says it ends with Built
                desk = desk.end(True, now - began)
            elif isinstance(event, Exception):
                desk = desk.end(False, now - began, sentence(event))
            else:
                desk = desk.take(event, now - began)
                if desk.running and (
                    isinstance(event, Round) or now - shown_at >= 1 / updates_per_s
                ):
                    shown_at = now
                    yield desk
        yield desk
    finally:
        run.stop.set()


def waited(call: Callable[[], T], run: Run) -> T | None:
    """What ``call`` returns or raises; ``None`` as soon as the run is stopped."""
    done: Future[T] = Future()

    def work() -> None:
        try:
            done.set_result(call())
        except Exception as error:
            done.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    while not run.stop.is_set():
        if wait([done], _BEAT_S).done:
            return done.result()
    return None


def _pump(
    make: Callable[[], Iterator[BuildEvent]],
    heard: queue.Queue[BuildEvent | Exception | None],
    run: Run,
) -> None:
    """Everything the builder says into the queue, until it ends or nobody listens any more."""

    def tell(event: BuildEvent | Exception | None) -> bool:
        while not run.stop.is_set():
            try:
                heard.put(event, timeout=_BEAT_S)
                return True
            except queue.Full:
                if isinstance(event, Writing):
                    return True  # the next one holds more of the same page
        return False

    try:
        # A generator, though only an iterator is promised: closing it is how to stop it.
        with closing(cast(Any, make())) as events:
            for event in events:
                if not tell(event):
                    return
        tell(None)
    except Exception as error:
        tell(error)
