"""A chat completion as it comes in: events become pieces of content and reasoning.

Pure: bytes in, ``Piece``s out; what the stream said besides (why it ended, tokens, price, an error
in its middle) is in the reader's fields.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from model.backends.endpoint.sse import EventReader
from model.backends.mailbox import Piece
from model.events import Reason, Usage

_DONE = b"[DONE]"

REASONS: dict[str, Reason] = {
    "length": "length",
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "sensitive": "filtered",
    "content_filter": "filtered",
    "network_error": "disconnected",
    "error": "disconnected",
    "abort": "disconnected",
}
"""Why a provider says it ended, in our words; what is not here is ``stop``."""


@dataclass(slots=True)
class ReplyReader:
    """Feed it a body of server-sent events; ``whole`` takes an answer that did not stream."""

    finish: str = ""
    done: bool = False
    usage: Usage | None = None
    error: object | None = None
    bytes_read: int = 0
    _events: EventReader = field(default_factory=EventReader)
    _said: dict[str, list[str]] = field(default_factory=dict)
    _about: dict[str, Any] = field(default_factory=dict)

    @property
    def reason(self) -> Reason:
        """Why it ended; ``disconnected`` when neither a reason nor an end marker came."""
        if self.finish:
            return REASONS.get(self.finish, "stop")
        return "stop" if self.done else "disconnected"

    @property
    def raw(self) -> str:
        """The reply's fields under the server's own names, each with its deltas joined."""
        message = {name: "".join(pieces) for name, pieces in self._said.items()}
        whole = {**self._about, "finish_reason": self.finish or None, "message": message}
        return json.dumps(whole, ensure_ascii=False, indent=2)

    def feed(self, chunk: bytes) -> list[Piece]:
        """The pieces that ``chunk`` completes."""
        self.bytes_read += len(chunk)
        return self._take(self._events.feed(chunk))

    def end(self) -> list[Piece]:
        """What an unterminated last event still held."""
        return self._take(self._events.end())

    def whole(self, payload: object) -> list[Piece]:
        """The pieces of a completion that came in one JSON."""
        pieces = self._payload(payload)
        self.done = True
        return pieces

    def _take(self, events: list[bytes]) -> list[Piece]:
        pieces: list[Piece] = []
        for data in events:
            if data.startswith(_DONE):
                self.done = True
                break
            try:
                payload = json.loads(data)
            except ValueError:
                continue
            pieces += self._payload(payload)
        return pieces

    def _payload(self, payload: object) -> list[Piece]:
        if not isinstance(payload, dict):
            return []
        if payload.get("error"):
            self.error = payload
            return []
        if isinstance(usage := payload.get("usage"), dict):
            self.usage = read_usage(usage)
            self._about["usage"] = usage
        choices = payload.get("choices")
        if not isinstance(choices, list) or not choices:
            return []
        if "id" not in self._about:
            self._about.update({n: payload[n] for n in ("id", "model") if n in payload})
            self._about.setdefault("id", None)
        choice = choices[0] if isinstance(choices[0], dict) else {}
        if finish := choice.get("finish_reason"):
            self.finish = str(finish)
        delta = choice.get("delta") or choice.get("message")
        return self._delta(delta) if isinstance(delta, dict) else []

    def _delta(self, delta: dict[str, Any]) -> list[Piece]:
        content = _text(delta.get("content")) or _text(delta.get("refusal"))
        if content:
            self._said.setdefault("content", []).append(content)
        reasoning = ""
        # vLLM sends one text under two names, OpenRouter under two shapes: the first one counts.
        for name in ("reasoning_content", "reasoning", "reasoning_details"):
            if text := _text(delta.get(name)):
                self._said.setdefault(name, []).append(text)
                reasoning = reasoning or text
        return [Piece(content, reasoning)] if content or reasoning else []


def read_usage(usage: dict[str, Any]) -> Usage:
    """Tokens and price out of a ``usage`` object; ``answer_tokens`` are those not thought.

    OpenRouter's ``cost`` is in its credits, which are US dollars.
    """
    prompt, completion = _count(usage, "prompt_tokens"), _count(usage, "completion_tokens")
    thinking = min(_count(usage.get("completion_tokens_details"), "reasoning_tokens"), completion)
    cached = _count(usage.get("prompt_tokens_details"), "cached_tokens")
    cost = usage.get("cost")
    price = float(cost) if isinstance(cost, int | float) else None
    return Usage(prompt, completion - thinking, thinking, cached, price)


def _count(source: object, name: str) -> int:
    value = source.get(name) if isinstance(source, dict) else None
    return int(value) if isinstance(value, int | float) and value > 0 else 0


def _text(value: object) -> str:
    """Text, or the text of a list of parts."""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return "".join(
            part["text"] if isinstance(part.get("text"), str) else str(part.get("summary") or "")
            for part in value
            if isinstance(part, dict)
        )
    return ""
