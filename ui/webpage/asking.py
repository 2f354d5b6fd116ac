"""Building on behalf of the page: bounded updates, Stop at once, errors kept as sentences."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing

from agents.web_builder import BuildEvent, Round
from ui.runs import Run, pumped
from ui.webpage.desk import Desk


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
    try:
        with closing(pumped(make, run)) as events:
            for event in events:
                now = clock()
                desk = desk.take(event, now - began)
                if not desk.running:
                    break
                if isinstance(event, Round) or now - shown_at >= 1 / updates_per_s:
                    shown_at = now
                    yield desk
    except Exception as error:
        desk = desk.end(False, clock() - began, sentence(error))
    finally:
        run.stop.set()
    if desk.running:  # stopped; or a builder that just ended, though it promises to end with Built
        desk = desk.end(True, clock() - began)
    yield desk
