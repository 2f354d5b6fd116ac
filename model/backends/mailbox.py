"""From who answers to who reads: the mailbox between a worker and a generator.

The seam is a plain generator that anybody may close from any thread. What answers is a coroutine
(an endpoint) or a thread (weights of our own); it puts what it has into a mailbox, and the
generator drains it with a sign of life at every heartbeat.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from model.events import Event, Finished, Progress, Reason
from model.wire.thinking import Splitter

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Piece:
    """What one delta adds; a delta's reasoning comes before its content."""

    content: str = ""
    reasoning: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """The reply is over."""

    reason: Reason
    raw: str


@dataclass(frozen=True, slots=True)
class Failed:
    """There is no reply; the error is to be raised."""

    error: BaseException


Item = Piece | Event | End | Failed


@dataclass(frozen=True, slots=True)
class Phase:
    """What is being waited for since when; ``until`` where the end is known (monotonic s).

    ``fraction`` is 0 to 1 where it is known how much of it is done.
    """

    text: str
    since: float
    until: float | None = None
    fraction: float | None = None

    def progress(self) -> Progress:
        """What to tell the user now; ``{seconds}`` in the text counts down."""
        now = time.monotonic()
        if self.until is not None:
            return Progress(self.text.format(seconds=max(1, round(self.until - now))))
        waited = int(now - self.since)
        text = f"{self.text} … {waited} s" if waited else f"{self.text} …"
        return Progress(text, self.fraction)


class Mailbox(Generic[T]):
    """What a worker has for a generator; a slow reader finds all of it at once."""

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


def events(
    box: Mailbox[Item], progress: Callable[[], Progress], heartbeat_s: float
) -> Iterator[Event]:
    """Drain ``box`` until the end, thinking and answer split, ``Finished`` last.

    Raises what a ``Failed`` holds. Where nothing came for ``heartbeat_s``, yields ``progress()``.
    """
    splitter = Splitter()
    said_at = time.monotonic()
    while True:
        for item in _joined(box.take(max(0.001, said_at + heartbeat_s - time.monotonic()))):
            if isinstance(item, Failed):
                raise item.error
            if isinstance(item, End):
                yield from splitter.close(item.reason)
                yield Finished(item.reason, item.raw)
                return
            if isinstance(item, Piece):
                found: Sequence[Event] = splitter.feed(item.content, item.reasoning)
            else:
                found = [item]
            for event in found:
                yield event
                said_at = time.monotonic()
        if time.monotonic() - said_at >= heartbeat_s:
            yield progress()
            said_at = time.monotonic()


def _joined(items: list[Item]) -> Iterator[Item]:
    """The items with runs of pieces made one: fewer, larger events when the reader is slow."""
    content: list[str] = []
    reasoning: list[str] = []
    for item in items:
        # A piece's reasoning comes before its content, so content closes a run of reasoning.
        ends = not isinstance(item, Piece) or (content and item.reasoning)
        if ends and (content or reasoning):
            yield Piece("".join(content), "".join(reasoning))
            content, reasoning = [], []
        if isinstance(item, Piece):
            content += [item.content] if item.content else []
            reasoning += [item.reasoning] if item.reasoning else []
        else:
            yield item
    if content or reasoning:
        yield Piece("".join(content), "".join(reasoning))
