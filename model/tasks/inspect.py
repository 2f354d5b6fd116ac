"""Inspect: the user draws a box and asks what is in it."""

from __future__ import annotations

from dataclasses import dataclass

from model.geometry import Box
from model.messages import Message, Picture, user
from model.tasks.chat import Reply
from model.wire.geometry import read_marks, write_boxes
from model.wire.tokens import display_text


@dataclass(frozen=True, slots=True)
class Inspect:
    """What is in ``region`` (pixels) of ``picture``? ``question`` may be empty."""

    picture: Picture
    region: Box
    question: str = ""


def ask(task: Inspect) -> list[Message]:
    """The whole picture with the region on the 0–1000 grid, then the question."""
    region = write_boxes([task.region], task.picture.size)
    question = task.question.strip() or "What is there? Describe it and read out its text."
    return [user(f"Look at the region {region} of the image. {question}", task.picture)]


def read(reply: str, task: Inspect) -> Reply:
    """The answer's text and any marks it gives, in pixels of the whole picture."""
    return Reply(display_text(reply), read_marks(reply, [task.picture.size], spans_only=True))
