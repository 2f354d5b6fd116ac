"""A line before one counter: what came first is done first, one at a time.

A model answers one question at a time, so everybody's questions stand in the order in which they
came; one that is given up leaves the line without being begun. All are done by one thread, because
what torch compiles and captures belongs to the thread it was made in.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Line(Generic[T]):
    """``work`` is called with each item, in a thread that starts with the first."""

    def __init__(self, work: Callable[[T], None], name: str) -> None:
        self._work = work
        self._name = name
        self._waiting: deque[T] = deque()
        self._served: T | None = None
        self._moved = threading.Condition()
        self._thread: threading.Thread | None = None
        self._closing = False

    def join(self, item: T) -> None:
        """Stand at the end."""
        with self._moved:
            self._waiting.append(item)
            if self._thread is None:
                self._closing = False
                self._thread = threading.Thread(target=self._serve, name=self._name, daemon=True)
                self._thread.start()
            self._moved.notify()

    def leave(self, item: T) -> None:
        """Wait no longer; does nothing to what is being done already."""
        with self._moved:
            if item in self._waiting:
                self._waiting.remove(item)

    def ahead(self, item: T) -> int:
        """How many are done before ``item``: 0 when it is its turn, or it has left."""
        with self._moved:
            if item not in self._waiting:
                return 0
            return self._waiting.index(item) + (self._served is not None)

    def close(self, timeout_s: float = 5.0) -> None:
        """Forget who waits and end the thread; the caller ends what is being done."""
        with self._moved:
            self._waiting.clear()
            self._closing = True
            thread, self._thread = self._thread, None
            self._moved.notify()
        if thread is not None:
            thread.join(timeout_s)

    def _serve(self) -> None:
        while True:
            with self._moved:
                self._served = None
                while not self._waiting and not self._closing:
                    self._moved.wait()
                if self._closing:
                    return
                self._served = self._waiting.popleft()
            self._work(self._served)
