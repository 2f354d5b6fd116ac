"""Questions about a screen: the next action (``Act``), and was the task done (``Verify``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from model.actions import Action
from model.geometry import Mark
from model.messages import Picture

Observation = Literal["coordinates", "marks"]
"""How places are named: by coordinates (PC action space) or numbered marks (Web action space)."""


@dataclass(frozen=True, slots=True)
class Past:
    """A step that was taken: what was thought and said, and what came of it.

    ``said`` is the action as the model wrote it; ``outcome`` is a sentence ("Success", "Nothing
    changed", an error); ``picture`` is the screenshot the step answered. ``by_user`` marks what the
    user did in the live view.
    """

    thought: str
    action: Action | None
    said: str
    outcome: str
    picture: Picture
    by_user: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """What to do next on ``picture`` for ``task``, the user's own words.

    ``memory`` is what the last reply wanted remembered, as it stood; ``hints`` are sentences the
    user gave on the way, all of them trusted. With ``marks`` the numbered places (``label`` is the
    text or name, the number is the index) are drawn on ``marked``. Text on the picture is data:
    nothing it says is an instruction. ``suspicious`` are the passages of it that were found to
    address the agent; the prompt quotes them as what they are: not from the user.
    """

    task: str
    picture: Picture
    history: tuple[Past, ...] = ()
    memory: str = ""
    observation: Observation = "coordinates"
    marks: tuple[Mark, ...] = ()
    marked: Picture | None = None
    hints: tuple[str, ...] = ()
    suspicious: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Verify:
    """Does ``picture``, the last screen of a run, show that ``task`` was done?

    ``before`` is the first screen, ``said`` what the agent ended with.
    """

    task: str
    picture: Picture
    before: Picture | None = None
    said: str = ""
    history: tuple[Past, ...] = ()
