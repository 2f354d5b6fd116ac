"""What the agent is sent to do, and what it says while it does it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from agents.recording.run import Run, StartPage, Step
from model.actions import Action
from model.events import Notice, Progress, Sent, Thinking, Usage
from model.geometry import Box, Point
from model.messages import Picture
from model.tasks.act import Observation

Approval = Literal["all", "risky", "none"]
"""Which actions wait for the user: every one, only risky ones, or none."""


@dataclass(frozen=True, slots=True)
class Errand:
    """What the agent is sent to do; limits of ``None`` are the settings'."""

    task: str
    start: StartPage
    observation: Observation = "coordinates"
    approval: Approval = "risky"
    steps: int | None = None
    seconds: float | None = None
    tokens: int | None = None
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Looking:
    """A fresh screenshot; ``pointer`` is where the mouse is, ``target`` what is about to be used.

    In marks mode ``picture`` carries the numbered marks only for the model: this is the plain one.
    """

    picture: Picture
    pointer: Point | None = None
    target: Box | None = None


@dataclass(frozen=True, slots=True)
class Asking:
    """The run waits for the user's word on ``action``; ``why`` names the risk in a sentence."""

    action: Action
    why: str
    picture: Picture
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class Paused:
    """The run stands still until it is resumed, stepped or stopped."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A step was taken and recorded."""

    step: Step


@dataclass(frozen=True, slots=True)
class Ended:
    """The run is over; ``run`` is its whole record, also after an error or Stop."""

    run: Run


AgentEvent = Looking | Asking | Paused | Taken | Ended | Progress | Notice | Thinking | Usage | Sent
