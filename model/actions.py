"""What an action on a screen is: one small value each, in pixels of the screenshot it answers.

``wire/actions.py`` reads them from every format of the family, ``agents/sandbox`` does them, and a
recording keeps them. Pixels are those of the screenshot that was shown, whatever its scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from model.geometry import Box, Point

MouseButton = Literal["left", "right", "middle"]
Direction = Literal["up", "down", "left", "right"]


@dataclass(frozen=True, slots=True)
class Click:
    """Press and release at ``at``, ``count`` times (2 is a double click).

    ``hold_s`` is how long the button stays down (a long press). ``box`` is the thing meant, where
    the reply drew one, and ``target`` its name: the guard and the log read them, the mouse never.
    """

    at: Point
    button: MouseButton = "left"
    count: int = 1
    hold_s: float = 0.0
    box: Box | None = None
    target: str = ""


@dataclass(frozen=True, slots=True)
class Hover:
    """Move the pointer to ``at`` and leave it there."""

    at: Point
    box: Box | None = None
    target: str = ""


@dataclass(frozen=True, slots=True)
class Type:
    """Type ``text``, into what has the focus or, with ``at``, into what is clicked there first.

    ``clear`` empties the field before; ``enter`` presses Enter after.
    """

    text: str
    at: Point | None = None
    clear: bool = False
    enter: bool = False
    box: Box | None = None
    target: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """Press ``keys`` together, in Playwright's names: ``("Control", "c")``, ``("Enter",)``."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scroll:
    """Turn the wheel over ``at`` (the middle of the view if ``None``) by ``amount`` pixels."""

    direction: Direction
    amount: float
    at: Point | None = None
    box: Box | None = None
    target: str = ""


@dataclass(frozen=True, slots=True)
class Drag:
    """Press at ``start``, move to ``end`` in small steps, release."""

    start: Point
    end: Point
    target: str = ""


@dataclass(frozen=True, slots=True)
class Select:
    """Choose ``option`` (its visible words) in the list at ``at``."""

    option: str
    at: Point
    box: Box | None = None
    target: str = ""


@dataclass(frozen=True, slots=True)
class Wait:
    """Do nothing for ``seconds``."""

    seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class Back:
    """Go back one page."""


@dataclass(frozen=True, slots=True)
class Home:
    """Go to the page the errand started on."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The task was a question and this is its answer: the end of a run."""

    text: str


@dataclass(frozen=True, slots=True)
class Done:
    """The task is done: the end of a run."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class Fail:
    """The task cannot be done, and why: the end of a run."""

    reason: str = ""


Action = (
    Click | Hover | Type | Key | Scroll | Drag | Select | Wait | Back | Home | Answer | Done | Fail
)
Ending = Answer | Done | Fail
ENDINGS = (Answer, Done, Fail)
