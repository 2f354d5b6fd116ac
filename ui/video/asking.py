"""An answer as it comes: heard on a thread, shown so many times a second, stopped at once.

What watches the clip decodes frames and waits for a model, either of which may take a while; Stop
is answered within a moment all the same, and what was said by then is kept.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from typing import Any, TypeVar, cast

from agents.watching.events import Looking, Part, Planned, WatchingEvent, Writing
from model.media.clip import Clip
from model.service import ModelService
from ui.ground.finding import Run, Runs
from ui.video.desk import Asked, Desk
from ui.webpage.asking import waited

_BEAT_S = 0.2
"""Longest wait before Stop is looked at again."""
_WAITING = 64
"""Events that may wait to be shown; who answers pauses beyond that."""
T = TypeVar("T")
_Heard = queue.Queue["WatchingEvent | Exception | None"]


def follow(
    asked: Asked,
    make: Callable[[], Iterator[WatchingEvent]],
    run: Run,
    sentence: Callable[[Exception], str],
    updates_per_s: float,
    clock: Callable[[], float] = time.monotonic,
) -> Generator[Asked]:
    """The answer as it grows, at most ``updates_per_s`` a second; the last one is at rest."""
    began = clock()
    shown_at = float("-inf")
    heard: _Heard = queue.Queue(_WAITING)
    threading.Thread(target=_pump, args=(make, heard, run), daemon=True).start()
    try:
        while asked.given.running:
            if run.stop.is_set():
                asked = asked.end("stopped", clock() - began)
                break
            try:
                event = heard.get(timeout=_BEAT_S)
            except queue.Empty:
                continue
            now = clock()
            if event is None:  # the contract says it ends with an answer
                asked = asked.end("disconnected", now - began)
            elif isinstance(event, Exception):
                asked = asked.end("failed", now - began, sentence(event))
            else:
                asked = asked.take(event, now - began)
                at_once = isinstance(event, Looking | Part | Planned)
                if asked.given.running and (at_once or now - shown_at >= 1 / updates_per_s):
                    shown_at = now
                    yield asked
        yield asked
    finally:
        run.stop.set()


def of_clip(
    service: ModelService, desk: Desk, work: Callable[[Clip], T], runs: Runs, session: str
) -> T | None:
    """What ``work`` makes of the clip; ``None`` as soon as Stop is pressed."""
    assert desk.clip is not None
    run = runs.begin(session)
    try:
        # One of its own, which ends the work at its next frame when it is closed.
        with service.open_clip(desk.clip.path, desk.name) as clip:
            return waited(lambda: work(clip), run)
    finally:
        runs.end(session, run)


def _pump(make: Callable[[], Iterator[WatchingEvent]], heard: _Heard, run: Run) -> None:
    """Everything that is said into the queue, until it ends or nobody listens any more."""

    def tell(event: WatchingEvent | Exception | None) -> bool:
        while not run.stop.is_set():
            try:
                heard.put(event, timeout=_BEAT_S)
                return True
            except queue.Full:
                if isinstance(event, Writing):
                    return True  # the next one holds more of the same text
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
