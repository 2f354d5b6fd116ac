"""What a backend yields while it answers; the UI and the agents turn these into what they show.

A stream is any number of ``Sent``, ``Thinking``, ``Answer``, ``Reclassified``, ``Progress``,
``Notice`` and ``Usage`` and then exactly one ``Finished``, or an error of ``errors.py`` raised.
No backend stays silent for longer than ``settings.heartbeat_s``: it yields ``Progress`` while it
waits, so that a caller can stop it there by closing the iterator. ``Transcript`` adds a stream up.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Reason = Literal["stop", "length", "disconnected", "filtered"]


@dataclass(frozen=True, slots=True)
class Thinking:
    """A piece of the model's reasoning, to be appended to what came before."""

    text: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A piece of the answer in the wire format (box tokens and all), to be appended."""

    text: str


@dataclass(frozen=True, slots=True)
class Reclassified:
    """The last ``characters`` yielded as ``Answer`` were thinking: a closing tag came late."""

    characters: int


@dataclass(frozen=True, slots=True)
class Progress:
    """What is going on now; ``fraction`` is 0 to 1 where it is known."""

    text: str
    fraction: float | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence the user should read beside the answer: a guess made, a page left out."""

    text: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that were counted, and their price in US dollars: 0 for weights of our own.

    ``cost_usd`` is ``None`` where a server does not say what it asks.
    """

    prompt_tokens: int = 0
    answer_tokens: int = 0
    thinking_tokens: int = 0
    cached_tokens: int = 0
    cost_usd: float | None = None

    def after(self, before: Usage | None) -> Usage:
        """Together with what was counted before; a price where either names one."""
        if before is None:
            return self
        costs = [usage.cost_usd for usage in (before, self) if usage.cost_usd is not None]
        return Usage(
            before.prompt_tokens + self.prompt_tokens,
            before.answer_tokens + self.answer_tokens,
            before.thinking_tokens + self.thinking_tokens,
            before.cached_tokens + self.cached_tokens,
            sum(costs) if costs else None,
        )


@dataclass(frozen=True, slots=True)
class Sent:
    """The exact request as it left: pictures elided, the key removed. ``body`` is JSON text."""

    method: str
    url: str
    body: str


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of a stream, why it ended, and the raw reply as it arrived.

    ``disconnected`` means that the server went away in the middle: what was yielded is all
    there is.
    """

    reason: Reason = "stop"
    raw: str = ""


Event = Thinking | Answer | Reclassified | Progress | Notice | Usage | Sent | Finished


@dataclass(slots=True)
class Transcript:
    """A stream added up: what was thought, what was said, and all that came with it.

    ``answer`` is in the wire format: give it to the task's ``read``.
    """

    thinking: str = ""
    answer: str = ""
    notices: list[str] = field(default_factory=list)
    usage: Usage | None = None
    sent: Sent | None = None
    finished: Finished | None = None

    def add(self, event: Event) -> None:
        """Take in the next event of the stream."""
        match event:
            case Thinking(text):
                self.thinking += text
            case Answer(text):
                self.answer += text
            case Reclassified(count):
                kept = len(self.answer) - count
                self.thinking += self.answer[kept:]
                self.answer = self.answer[:kept]
            case Notice(text):
                self.notices.append(text)
            case Usage():
                self.usage = event
            case Sent():
                self.sent = event
            case Finished():
                self.finished = event
            case Progress():
                pass
