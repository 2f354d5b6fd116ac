"""An answer as it comes: heard on a thread, shown so many times a second, stopped at once.

What watches the clip decodes frames and waits for a model, either of which may take a while; Stop
is answered within a moment all the same, and what was said by then is kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from typing import TypeVar

from agents.watching.events import Looking, Part, Planned, WatchingEvent
from model.media.clip import Clip
from model.service import ModelService
from ui.runs import Run, Runs, pumped, waited
from ui.video.desk import Asked, Desk

T = TypeVar("T")


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
    stopped = False
    try:
        with closing(pumped(make, run)) as events:
            for event in events:
                now = clock()
                asked = asked.take(event, now - began)
                if not asked.given.running:
                    break
                at_once = isinstance(event, Looking | Part | Planned)
                if at_once or now - shown_at >= 1 / updates_per_s:
                    shown_at = now
                    yield asked
        stopped = run.stop.is_set()
    except Exception as error:
        asked = asked.end("failed", clock() - began, sentence(error))
    finally:
        run.stop.set()
    if asked.given.running:  # the contract says it ends with an answer
        asked = asked.end("stopped" if stopped else "disconnected", clock() - began)
    yield asked


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
