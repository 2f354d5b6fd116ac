"""Chat: a conversation about pictures; the reply is text, and marks where it points."""

from __future__ import annotations

from dataclasses import dataclass

from model.geometry import Mark
from model.messages import Image, Message, Part, Picture, Text
from model.wire.geometry import read_marks
from model.wire.tokens import display_text


@dataclass(frozen=True, slots=True)
class Chat:
    """A conversation; the last message is the user's."""

    messages: tuple[Message, ...]
    system: str = ""

    @property
    def pictures(self) -> tuple[Picture, ...]:
        """Every picture of the conversation, oldest first."""
        return tuple(picture for message in self.messages for picture in message.pictures)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a reply says, without wire tokens, and what it points at (pixels)."""

    text: str
    marks: tuple[Mark, ...] = ()


def ask(task: Chat) -> list[Message]:
    """The conversation, after the system text if there is one.

    A picture that has a label (a page, a moment) is preceded by it.
    """
    system = [Message("system", (Text(task.system),))] if task.system.strip() else []
    return [*system, *map(_labelled, task.messages)]


def _labelled(message: Message) -> Message:
    parts: list[Part] = []
    for part in message.parts:
        if isinstance(part, Image) and part.picture.label:
            parts.append(Text(part.picture.label))
        parts.append(part)
    return Message(message.role, tuple(parts))


def read(reply: str, task: Chat) -> Reply:
    """Text for display and the marks in box tokens, on the pictures of the whole conversation.

    Only box-token spans are searched: numbers in a chat's prose are no coordinates. A labelled
    box may say ``"image": n``, counted from 1 over ``task.pictures``; otherwise the latest picture
    is meant.
    """
    pictures = task.pictures
    marks = read_marks(reply, [picture.size for picture in pictures], spans_only=True)
    return Reply(display_text(reply), marks)
