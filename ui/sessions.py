"""What a browser tab's session keeps on the server, so that a reload loses nothing.

A tab makes a random token of 128 bits and keeps it in its ``sessionStorage``: it outlives a reload
and ends with the tab. Under it lie the conversation, the connection with its key, and the meter,
in memory only, for ``settings.session_idle_s`` after the last use. Gradio's own ``gr.State`` is new
after every reload; this is what it is filled from.
"""

from __future__ import annotations

import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

_TOKEN = re.compile(r"[0-9a-f]{32}")
_MOST = 1_000


class Sessions:
    """Values by token and name; the longest unused go first, the idle ones by themselves."""

    def __init__(self, idle_s: float, clock: Callable[[], float] = time.monotonic):
        self._idle_s = idle_s
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[float, dict[str, Any]]] = OrderedDict()

    def get(self, token: str, name: str) -> Any:
        """What was put under ``name``, or ``None``."""
        with self._lock:
            self._forget_idle()
            if token not in self._kept:
                return None
            _, values = self._kept[token]
            self._kept[token] = self._clock(), values
            self._kept.move_to_end(token)
            return values.get(name)

    def put(self, token: str, name: str, value: Any) -> None:
        """Keep ``value`` under ``name``; a token that is none of ours is passed over."""
        if not _TOKEN.fullmatch(token or ""):
            return
        with self._lock:
            self._forget_idle()
            _, values = self._kept.pop(token, (0.0, {}))
            self._kept[token] = self._clock(), {**values, name: value}
            while len(self._kept) > _MOST:
                self._kept.popitem(last=False)

    def _forget_idle(self) -> None:
        oldest_allowed = self._clock() - self._idle_s
        while self._kept:
            token, (used, _) = next(iter(self._kept.items()))
            if used >= oldest_allowed:
                return
            del self._kept[token]
