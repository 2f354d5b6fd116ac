"""Long work on behalf of the page: on a thread of its own, heard through a queue, stopped at once.

Reading a scanned page or a table takes seconds in which nothing can be asked to stop; so the work
runs beside, and what it was doing when Stop came is dropped.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from typing import Any, TypeVar, cast

from ui.ground.finding import Run

T = TypeVar("T")
_BEAT_S = 0.2
"""Longest wait before Stop is looked at again."""
_WAITING = 64
"""Events that may wait to be shown; the work pauses beyond that."""


def pumped(make: Callable[[], Iterator[T]], run: Run) -> Generator[T]:
    """What ``make`` yields, until it ends or ``run`` is stopped; raises what it raises."""
    heard: queue.Queue[tuple[str, Any]] = queue.Queue(_WAITING)
    left = threading.Event()

    def tell(kind: str, what: Any) -> bool:
        while not (run.stop.is_set() or left.is_set()):
            try:
                heard.put((kind, what), timeout=_BEAT_S)
                return True
            except queue.Full:
                continue
        return False

    def work() -> None:
        try:
            # A generator, though only an iterator is promised: closing it is how to stop it.
            with closing(cast(Any, make())) as events:
                for event in events:
                    if not tell("event", event):
                        return
            tell("end", None)
        except Exception as error:
            tell("error", error)

    threading.Thread(target=work, daemon=True).start()
    try:
        while not run.stop.is_set():
            try:
                kind, what = heard.get(timeout=_BEAT_S)
            except queue.Empty:
                continue
            if kind == "end":
                return
            if kind == "error":
                raise what
            yield what
    finally:
        left.set()
