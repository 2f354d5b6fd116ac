"""What an iterator yields, made on a thread of its own a few items before it is asked for."""

from __future__ import annotations

from collections import deque
from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterator[T], most: int) -> Generator[T]:
    """``items``, at most ``most`` of them made in advance; what they raise is raised here.

    Closing it waits for the item that is being made and leaves the rest.
    """
    with ThreadPoolExecutor(1) as working:
        over = object()
        waiting = deque(working.submit(next, items, over) for _ in range(most))
        try:
            while (one := waiting.popleft().result()) is not over:
                waiting.append(working.submit(next, items, over))
                yield one  # type: ignore[misc]
        finally:
            working.shutdown(cancel_futures=True)
