"""A conversation as the server keeps it: what was asked, what came back, how it ended.

The page only shows it; nothing rendered is ever read back. What was thought stays with the turn
it belongs to and is never sent again.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from model.events import Answer as AnswerPiece
from model.events import Event, Notice, Progress, Reclassified, Sent, Thinking, Usage
from model.geometry import Mark
from model.messages import Message, Picture, Text
from model.tasks import chat
from model.tasks.chat import Chat

Ending = Literal["running", "stop", "length", "disconnected", "filtered", "stopped", "failed"]
"""How an answer ended: as the backend said, or ``stopped`` by the user, or by an error."""


@dataclass(frozen=True, slots=True)
class Given:
    """One answer, complete or on its way. Times are seconds since the question was asked.

    ``reply`` is in the wire format; ``raw`` is what arrived, where the backend says so. ``by``
    names who answered.
    """

    reply: str = ""
    thinking: str = ""
    by: str = ""
    progress: str = ""
    notices: tuple[str, ...] = ()
    usage: Usage | None = None
    sent: Sent | None = None
    raw: str = ""
    ended: Ending = "running"
    error: str = ""
    first_s: float | None = None
    thought_until_s: float | None = None
    thinking_since_s: float | None = None
    total_s: float = 0.0

    @property
    def running(self) -> bool:
        """Whether more may come."""
        return self.ended == "running"

    @property
    def thought_s(self) -> float | None:
        """How long the model thought; ``None`` when it did not say its thoughts."""
        if self.thinking_since_s is None:
            return None
        end = self.total_s if self.thought_until_s is None else self.thought_until_s
        return end - self.thinking_since_s

    @property
    def tokens_per_s(self) -> float | None:
        """Tokens the server counted by the time since the first; ``None`` where it counted none."""
        if self.usage is None or self.first_s is None:
            return None
        tokens = self.usage.answer_tokens + self.usage.thinking_tokens
        span = self.total_s - self.first_s
        return tokens / span if tokens > 1 and span > 0 else None

    def take(self, event: Event, at_s: float) -> Given:
        """The answer after one more event, ``at_s`` seconds after the question."""
        now = replace(self, total_s=at_s)
        if isinstance(event, Thinking | AnswerPiece) and event.text:
            now = replace(now, progress="", first_s=at_s if now.first_s is None else now.first_s)
        if isinstance(event, Thinking):
            since = at_s if now.thinking_since_s is None else now.thinking_since_s
            return replace(now, thinking=now.thinking + event.text, thinking_since_s=since)
        if isinstance(event, AnswerPiece):
            if now.thinking_since_s is not None and now.thought_until_s is None:
                now = replace(now, thought_until_s=at_s)
            return replace(now, reply=now.reply + event.text)
        if isinstance(event, Reclassified):
            kept = len(now.reply) - event.characters
            began = now.first_s if now.thinking_since_s is None else now.thinking_since_s
            thinking = now.thinking + now.reply[kept:]
            return replace(
                now,
                reply=now.reply[:kept],
                thinking=thinking,
                thinking_since_s=began,
                thought_until_s=at_s if now.reply[:kept] else None,
            )
        if isinstance(event, Progress):
            return replace(now, progress=event.text)
        if isinstance(event, Notice):
            return replace(now, notices=(*now.notices, event.text))
        if isinstance(event, Usage):
            return replace(now, usage=event.after(self.usage))
        if isinstance(event, Sent):
            return replace(now, sent=event)
        return replace(now, ended=event.reason, raw=event.raw, progress="")

    def end(self, ending: Ending, at_s: float, error: str = "") -> Given:
        """The answer cut off here: what came so far stays."""
        return replace(self, ended=ending, error=error, total_s=at_s, progress="")


@dataclass(frozen=True, slots=True)
class Turn:
    """A question and its answer."""

    question: Message
    given: Given = field(default_factory=Given)


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns, oldest first, and the system text that stands before them."""

    turns: tuple[Turn, ...] = ()
    system: str = ""

    def ask(self, question: Message, system: str = "") -> Conversation:
        """The conversation with one more question, not answered yet."""
        return Conversation((*self.turns, Turn(question)), system)

    def before(self, index: int) -> Conversation:
        """The conversation as it was before turn ``index``."""
        return replace(self, turns=self.turns[:index])

    def answered(self, given: Given) -> Conversation:
        """The conversation with the latest answer replaced."""
        last = replace(self.turns[-1], given=given)
        return replace(self, turns=(*self.turns[:-1], last))

    def task(self, until: int | None = None) -> Chat:
        """The question a model gets: turns up to and with ``until`` (default: the last).

        A turn that got no answer is left out: two questions in a row confuse chat templates.
        """
        turns = self.turns if until is None else self.turns[: until + 1]
        messages: list[Message] = []
        for turn in turns[:-1]:
            if turn.given.reply.strip():
                answer = Message("assistant", (Text(turn.given.reply),))
                messages += [turn.question, answer]
        return Chat((*messages, turns[-1].question), self.system)

    def marks(self, index: int) -> tuple[tuple[Picture, tuple[Mark, ...]], ...]:
        """What the answer of turn ``index`` points at: each picture with its marks."""
        task = self.task(index)
        found = chat.read(self.turns[index].given.reply, task).marks
        pictures = task.pictures
        return tuple(
            (picture, own)
            for number, picture in enumerate(pictures)
            if (own := tuple(mark for mark in found if mark.picture == number))
        )
