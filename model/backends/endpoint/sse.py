"""Server-sent events, as chat completions use them: the data of each event, nothing else.

Pure and incremental: bytes in as the network cut them, complete ``data`` payloads out. Comments
(OpenRouter's ``: OPENROUTER PROCESSING``) keep a connection alive and are passed over. Follows
the event stream format of the HTML standard (html.spec.whatwg.org, 9.2).
"""

from __future__ import annotations


class EventReader:
    """Cuts a stream into the data of its events; feed it bytes in any cut."""

    def __init__(self, max_event_bytes: int = 8_000_000) -> None:
        """An event over ``max_event_bytes`` raises ``ValueError``: no token is that long."""
        self._tail = b""
        self._data: list[bytes] = []
        self._limit = max_event_bytes
        self._held = 0

    def feed(self, chunk: bytes) -> list[bytes]:
        """The data of every event that ``chunk`` completes."""
        lines = (self._tail + chunk).split(b"\n")
        self._tail = lines.pop()
        events: list[bytes] = []
        for line in lines:
            line = line.removesuffix(b"\r")
            if line.startswith(b"data:"):
                piece = line[6:] if line[5:6] == b" " else line[5:]
                self._data.append(piece)
                self._held += len(piece)
            elif not line and self._data:
                events.append(b"\n".join(self._data))
                self._data = []
                self._held = 0
        if self._held + len(self._tail) > self._limit:
            raise ValueError("an event without an end")
        return events

    def end(self) -> list[bytes]:
        """What stands there when the stream ends without its last blank line."""
        return self.feed(b"\n\n")
