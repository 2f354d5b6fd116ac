"""What a task asks for, one goal after the other, as it was understood from the user's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from model.actions import Direction

Kind = Literal[
    "",
    "button",
    "link",
    "tab",
    "checkbox",
    "radio",
    "switch",
    "field",
    "area",
    "list",
    "spinner",
    "slider",
    "date",
    "time",
    "icon",
    "close",
    "section",
    "dialog",
    "menu",
    "number",
    "row",
    "picture",
    "panel",
    "text",
]
"""What sort of thing a target is called; ``""`` when the user did not say."""

How = Literal["left", "right", "middle", "double", "hover"]
Where = Literal["tabs", "tree", "menu", "sections", "page", ""]
Case = Literal["", "lower", "upper", "title"]


@dataclass(frozen=True, slots=True)
class Target:
    """A thing on the screen in the user's words.

    ``text`` are the words to be read on it, ``order`` which one of several is meant (1 is the
    first, -1 the last, 0 was not said), ``every`` that all are. ``inside`` names what holds it
    ("dialog"), ``pictured`` that the task shows it as a little picture instead of naming it.
    ``phrase`` is how the user put it; ``placed`` that it says where ("below", "the red one"), so
    that the words alone do not settle it.
    """

    phrase: str
    text: str = ""
    kind: Kind = ""
    order: int = 0
    every: bool = False
    inside: Kind = ""
    pictured: bool = False
    placed: bool = False


@dataclass(frozen=True, slots=True)
class Value:
    """What to type: ``text`` itself, what the screen says of ``lookup``, or the sum on it."""

    text: str = ""
    lookup: str = ""
    solve: bool = False


@dataclass(frozen=True, slots=True)
class Press:
    """Click (or hover over) ``target``; ``where`` is where the task says it may hide.

    ``state`` is how a box or switch should be afterwards, where the task says so.
    """

    target: Target
    how: How = "left"
    where: Where = ""
    state: bool | None = None


@dataclass(frozen=True, slots=True)
class Fill:
    """Put ``value`` into ``field``, or into every field that ``field`` means."""

    value: Value
    field: Target
    enter: bool = False


@dataclass(frozen=True, slots=True)
class Slide:
    """Set the slider that ``field`` names to ``value``."""

    value: str
    field: Target


@dataclass(frozen=True, slots=True)
class Apply:
    """Press the control that says the first known of ``verbs`` and belongs to ``target``.

    Without words ``target.order`` says which of those controls is meant, counted from 1.
    """

    verbs: tuple[str, ...]
    target: Target


@dataclass(frozen=True, slots=True)
class FillAll:
    """Fill every labelled field with what the screen says of its label."""


@dataclass(frozen=True, slots=True)
class Search:
    """Search for what ``phrase`` says, over one search field or several labelled ones."""

    phrase: str


@dataclass(frozen=True, slots=True)
class Choose:
    """Tick or choose ``options``, in the list or group ``among``; ``only`` unticks others."""

    options: tuple[str, ...]
    among: Target | None = None
    only: bool = False


@dataclass(frozen=True, slots=True)
class Scroll:
    """Scroll ``area`` (the page if ``None``), to the end of it, or until ``until`` is seen."""

    direction: Direction
    area: Target | None = None
    to_end: bool = False
    until: str = ""


@dataclass(frozen=True, slots=True)
class Expand:
    """Open a folded section, or close an open one."""

    target: Target
    collapse: bool = False


@dataclass(frozen=True, slots=True)
class InOrder:
    """Click all numbers, from the smallest or from the largest."""

    descending: bool = False


@dataclass(frozen=True, slots=True)
class Drag:
    """Drag ``target`` onto ``onto``."""

    target: Target
    onto: Target


@dataclass(frozen=True, slots=True)
class Keys:
    """Press keys together."""

    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Pause:
    """Wait, for ``seconds``."""

    seconds: float = 5.0


@dataclass(frozen=True, slots=True)
class GoBack:
    """Go back one page."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Answer a question from what the screen shows."""

    question: str


@dataclass(frozen=True, slots=True)
class Until:
    """Do ``goal`` again and again until ``text`` is shown, or gone if ``gone``."""

    goal: Press | Keys | GoBack
    text: str
    gone: bool = False


Deed = (
    Press
    | Fill
    | Slide
    | Apply
    | FillAll
    | Search
    | Choose
    | Scroll
    | Expand
    | InOrder
    | Drag
    | Keys
    | Pause
    | GoBack
    | Ask
    | Until
)


@dataclass(frozen=True, slots=True)
class Condition:
    """Only if ``text`` is shown (or is not, if ``absent``)."""

    text: str
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Goal:
    """One deed with the user's words for it, and on what condition it is done.

    ``group`` numbers the conditions of a task, so that one is judged once, where it first counts.
    """

    deed: Deed
    words: str
    condition: Condition | None = None
    otherwise: bool = False
    group: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """A task understood: its goals, and the clauses that were not."""

    goals: tuple[Goal, ...]
    unclear: tuple[str, ...] = ()
    chinese: bool = False
