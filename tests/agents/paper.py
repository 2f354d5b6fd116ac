"""A sandbox made of paper: states with a picture each, and what an action turns one into.

It has what the loop uses of ``agents.sandbox.Sandbox``, so that the loop's own rules are tested
in milliseconds; the real one is driven by ``test_gui_agent_in_chromium.py``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image, ImageDraw, ImageFont

from model.actions import Action
from model.geometry import Point
from model.media.images import picture_of
from model.messages import Picture


@dataclass(frozen=True)
class View:
    width: int = 320
    height: int = 200
    scale: float = 1.0


@dataclass(frozen=True)
class Note:
    kind: str
    text: str
    at_s: float = 0.0


@dataclass(frozen=True)
class Seen:
    picture: Picture
    changed: bool
    settled: bool = True
    seconds: float = 0.0
    entries: tuple[Note, ...] = ()
    url: str = "https://page.sightline.invalid/"


def draw(*words: str) -> Picture:
    """A white screen with each of ``words`` on a button of its own, one under the other."""
    image = Image.new("RGB", (320, 200), "white")
    pen = ImageDraw.Draw(image)
    for row, word in enumerate(words):
        top = 16 + row * 46
        pen.rounded_rectangle((20, top, 300, top + 34), 6, outline="#555", fill="#eef1f6", width=1)
        pen.text((160, top + 17), word, "#111", ImageFont.load_default(18), anchor="mm")
    return picture_of(image, "screen.png")


@dataclass
class Paper:
    """``turn(state, action)`` gives the next state or raises; ``pictures`` shows each state."""

    pictures: dict[str, Picture]
    turn: Callable[[str, Action], str]
    state: str = "start"
    entries: tuple[Note, ...] = ()
    viewport: View = field(default_factory=View)
    pointer: Point | None = None
    done: list[Action] = field(default_factory=list)
    gate: threading.Event | None = None

    def load(self, page: object, path: str = "/") -> Seen:
        return Seen(self.pictures[self.state], True)

    def act(self, action: Action) -> Seen:
        if self.gate is not None:
            self.gate.wait(20)
        self.done.append(action)
        before = self.state
        self.state = self.turn(self.state, action)
        return Seen(self.pictures[self.state], self.state != before, entries=self.entries)
