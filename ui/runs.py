"""Long work on behalf of a page: one run a session, on a thread of its own, stopped at once.

Reading a page or drawing a web page takes seconds in which nothing can be asked to stop; so the
work runs beside, is heard through a queue, and what it was doing when Stop came is dropped.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Generator, Iterator
from concurrent.futures import Future, wait
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

T = TypeVar("T")
_BEAT_S = 0.2
"""Longest wait before Stop is looked at again."""
_WAITING = 64
"""Events that may wait to be shown; the work pauses beyond that."""
_PATIENCE_S = 2.0
"""How long a newer run waits for the one before; backends wake up four times a second."""


@dataclass(eq=False, slots=True)
class Run:
    """One answer on its way: whether to stop, and whether something newer took its place."""

    stop: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)
    superseded: bool = False


class Runs:
    """The newest run of each session; beginning one ends the one before."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._newest: dict[str, Run] = {}

    def begin(self, session: str) -> Run:
        """A new run; the one before stops and may show nothing any more.

        Waits until it has: an update of its still on the way would cover the newer one's.
        """
        run = Run()
        with self._lock:
            before = self._newest.get(session)
            self._newest[session] = run
        if before:
            before.superseded = True
            before.stop.set()
            before.ended.wait(_PATIENCE_S)
        return run

    def clear(self, session: str) -> None:
        """End what runs; nothing takes its place."""
        self.end(session, self.begin(session))

    def stop(self, session: str) -> None:
        """Ask the session's run to end; what it found so far is still shown."""
        with self._lock:
            run = self._newest.get(session)
        if run:
            run.stop.set()

    def end(self, session: str, run: Run) -> None:
        """The run is over."""
        run.ended.set()
        with self._lock:
            if self._newest.get(session) is run:
                del self._newest[session]


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


def beside(call: Callable[[], T]) -> Future[T]:
    """``call`` on a thread of its own; nothing ends it early."""
    done: Future[T] = Future()

    def work() -> None:
        try:
            done.set_result(call())
        except Exception as error:
            done.set_exception(error)

    threading.Thread(target=work, daemon=True).start()
    return done


def waited(call: Callable[[], T], run: Run) -> T | None:
    """What ``call`` returns or raises; ``None`` as soon as the run is stopped."""
    done = beside(call)
    while not run.stop.is_set():
        if wait([done], _BEAT_S).done:
            return done.result()
    return None
