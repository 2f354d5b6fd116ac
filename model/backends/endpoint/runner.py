"""The mailbox between the loop's coroutines and a generator.

The seam is a plain generator that anybody may close from any thread; the network side is
coroutines, because a coroutine can be cancelled wherever it waits, and then its connection closes
at once.
"""

from __future__ import annotations

import threading
from typing import Generic, TypeVar

T = TypeVar("T")


class Mailbox(Generic[T]):
    """What a coroutine has for a generator; a slow reader finds all of it at once."""

    def __init__(self) -> None:
        self._items: list[T] = []
        self._arrived = threading.Condition(threading.Lock())

    def put(self, *items: T) -> None:
        """Add ``items``; never blocks."""
        if items:
            with self._arrived:
                self._items.extend(items)
                self._arrived.notify()

    def take(self, timeout_s: float) -> list[T]:
        """Everything that is there, waiting at most ``timeout_s`` for something to come."""
        with self._arrived:
            if not self._items:
                self._arrived.wait(timeout_s)
            items, self._items = self._items, []
        return items
