"""What goes into a sandbox and what comes out: views, frames, log entries, observations."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Final, Literal

from model.messages import Picture

EntryKind = Literal["dialog", "popup", "download", "refused", "file", "navigation", "error", "trap"]

_MOST_ENTRIES: Final = 500
_LONGEST_ENTRY: Final = 300


@dataclass(frozen=True, slots=True)
class Viewport:
    """The view of a page: CSS pixels, and how many picture pixels one of them has a side.

    ``scrollbars`` are shown to whoever acts by looking, and hidden where a page is only pictured.
    """

    width: int = 1280
    height: int = 800
    scale: float = 1.0
    scrollbars: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened in a sandbox, as a sentence; ``at_s`` seconds after it opened."""

    kind: EntryKind
    text: str
    at_s: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A live picture of the view as a JPEG file; a new one has a higher ``serial``.

    ``width`` and ``height`` are picture pixels, those that actions are given in; the file itself
    may be smaller. ``at_s`` is in seconds after the sandbox opened.
    """

    data: bytes
    serial: int
    at_s: float
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Observed:
    """What a page looked like after something was done to it.

    ``changed`` is against the picture before; ``settled`` whether it stood still in time;
    ``entries`` are those that came since the last observation.
    """

    picture: Picture
    changed: bool
    settled: bool
    seconds: float
    entries: tuple[Entry, ...]
    url: str


class Log:
    """The entries of one sandbox; written on the loop's thread, read on any."""

    def __init__(self) -> None:
        self._start = time.monotonic()
        self._lock = threading.Lock()
        self._entries: list[Entry] = []
        self._given = 0

    @property
    def seconds(self) -> float:
        """Seconds since the sandbox opened."""
        return time.monotonic() - self._start

    def add(self, kind: EntryKind, text: str) -> None:
        """Remember ``text``; a page that causes hundreds of entries is not listened to further."""
        text = text if len(text) <= _LONGEST_ENTRY else text[: _LONGEST_ENTRY - 1] + "…"
        with self._lock:
            if len(self._entries) == _MOST_ENTRIES - 1:
                kind, text = "trap", "Too much happens on this page; no more of it is noted."
            if len(self._entries) < _MOST_ENTRIES:
                self._entries.append(Entry(kind, text, self.seconds))

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, the oldest first."""
        with self._lock:
            return tuple(self._entries)

    def fresh(self) -> tuple[Entry, ...]:
        """The entries that this did not return before."""
        with self._lock:
            found = tuple(self._entries[self._given :])
            self._given = len(self._entries)
        return found


def quoted(text: str, most: int = 120) -> str:
    """``text`` in quotes with odd characters escaped, shortened in the middle."""
    return repr(text if len(text) <= most else f"{text[: most - 30]}…{text[-25:]}")
