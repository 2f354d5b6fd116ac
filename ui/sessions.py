"""What a browser tab's session keeps on the server, so that a reload loses nothing.

A tab makes a random token of 128 bits and keeps it in its ``sessionStorage``: it outlives a reload
and ends with the tab. Under it lie the conversation, the connection with its key, and the meter,
in memory only, for ``settings.session_idle_s`` after the last use. Gradio's own ``gr.State`` is new
after every reload; this is what it is filled from.

Pictures are by far the heaviest of it, so all sessions together may keep so many bytes of them:
beyond that the longest unused session loses what holds pictures, and is told when it comes back.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass
from typing import Any

from model.messages import Picture

_TOKEN = re.compile(r"[0-9a-f]{32}")
_MOST = 1_000
_BYTES_PER_PIXEL = 4
"""Pillow keeps RGB in four bytes a pixel."""

Weights = dict[int, int]
"""Bytes of each picture by the identity of its pixels, which live as long as they are listed."""


@dataclass(slots=True)
class _Session:
    used: float
    values: dict[str, Any] = field(default_factory=dict)
    weights: dict[str, Weights] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)


class Sessions:
    """Values by token and name; the longest unused go first, the idle ones by themselves."""

    def __init__(
        self,
        idle_s: float,
        clock: Callable[[], float] = time.monotonic,
        most_bytes: float = float("inf"),
    ):
        """``most_bytes`` is what the pictures of all sessions together may take."""
        self._idle_s = idle_s
        self._clock = clock
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, _Session] = OrderedDict()
        self.on_forgotten: Callable[[str], None] = lambda token: None
        """Told the token of a session whose pictures were forgotten: others may hold them too."""

    def get(self, token: str, name: str) -> Any:
        """What was put under ``name``, or ``None``."""
        with self._lock:
            self._forget_idle()
            if token not in self._kept:
                return None
            session = self._kept[token]
            session.used = self._clock()
            self._kept.move_to_end(token)
            return session.values.get(name)

    def put(self, token: str, name: str, value: Any) -> None:
        """Keep ``value`` under ``name``; a token that is none of ours is passed over."""
        if not _TOKEN.fullmatch(token or ""):
            return
        with self._lock:
            self._forget_idle()
            session = self._kept.setdefault(token, _Session(0.0))
            session.used = self._clock()
            session.values[name] = value
            session.weights[name] = weights(value)
            session.forgotten.discard(name)
            self._kept.move_to_end(token)
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)
            lighter = self._make_room()
        for other in lighter:
            self.on_forgotten(other)

    def take_forgotten(self, token: str, name: str) -> bool:
        """Whether ``name`` was forgotten to make room; said once."""
        with self._lock:
            session = self._kept.get(token)
            if session is None or name not in session.forgotten:
                return False
            session.forgotten.discard(name)
            return True

    @property
    def picture_bytes(self) -> int:
        """What the pictures of all sessions take; one that several hold counts once."""
        return sum(self._merged().values())

    def _merged(self) -> Weights:
        merged: Weights = {}
        for session in self._kept.values():
            for own in session.weights.values():
                merged.update(own)
        return merged

    def _make_room(self) -> list[str]:
        """Forget what holds pictures, longest unused session first, never the newest's."""
        lighter: list[str] = []
        for token, session in list(self._kept.items())[:-1]:
            if self.picture_bytes <= self._most_bytes:
                break
            if heavy := [name for name, own in session.weights.items() if own]:
                for name in heavy:
                    del session.values[name], session.weights[name]
                session.forgotten.update(heavy)
                lighter.append(token)
        return lighter

    def _forget_idle(self) -> None:
        oldest_allowed = self._clock() - self._idle_s
        while self._kept:
            token, session = next(iter(self._kept.items()))
            if session.used >= oldest_allowed:
                return
            del self._kept[token]


def weights(value: Any) -> Weights:
    """The pictures inside a value of ours, however deep in dataclasses, lists and tuples."""
    found: Weights = {}
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, Picture):
            found[id(one.pixels)] = one.width * one.height * _BYTES_PER_PIXEL
        elif isinstance(one, list | tuple):
            waiting.extend(one)
        elif is_dataclass(one) and not isinstance(one, type):
            waiting.extend(getattr(one, item.name) for item in fields(one))
    return found
