"""A line before one counter: what came first is done first, one at a time.

A model answers one question at a time, so everybody's questions stand in the order in which they
came; one that is given up leaves the line without being begun. All are done by one thread, because
what torch compiles and captures belongs to the thread it was made in, and because two models at
once would not fit. So an ended line that is joined again before its thread is through with what it
was doing goes on with that thread.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


class Line(Generic[T]):
    """``work`` is called with each item, in a thread that starts with the first.

    ``ended`` is called in that thread when it is through, to let go of what the thread held.
    Neither may raise.
    """

    def __init__(self, work: Callable[[T], None], ended: Callable[[], None], name: str) -> None:
        self._work = work
        self._ended = ended
        self._name = name
        self._waiting: deque[T] = deque()
        self._served: T | None = None
        self._moved = threading.Condition()
        self._thread: threading.Thread | None = None
        self._ending = False

    @property
    def served(self) -> T | None:
        """What is being done now."""
        return self._served

    def join(self, item: T) -> None:
        """Stand at the end."""
        with self._moved:
            self._waiting.append(item)
            self._ending = False
            if self._thread is None:
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

    def end(self) -> list[T]:
        """Let the thread end, once it is through with what it is doing.

        Returns what it is doing, for the caller to end, and all who waited: they are forgotten.
        """
        with self._moved:
            left = [] if self._served is None else [self._served]
            left += self._waiting
            self._waiting.clear()
            self._ending = True
            self._moved.notify()
            return left

    def wait(self, timeout_s: float) -> None:
        """Wait until the thread has ended."""
        if (thread := self._thread) is not None:
            thread.join(timeout_s)

    def _serve(self) -> None:
        while True:
            with self._moved:
                self._served = None
                while not self._waiting and not self._ending:
                    self._moved.wait()
                if self._waiting:
                    self._served = self._waiting.popleft()
            if self._served is not None:
                self._work(self._served)
                continue
            self._ended()
            with self._moved:
                if self._ending:  # nobody came meanwhile
                    self._thread = None
                    return
