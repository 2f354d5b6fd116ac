"""Where a plan stands: written into the reply's memory, read back from it at the next step.

Nothing is kept between steps in this process: the same task, history and memory give the same
next action.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from model.actions import Action

_OBJECT = re.compile(r"\{.*\}", re.DOTALL)
_MOST = 60


@dataclass(frozen=True, slots=True)
class State:
    """``goal`` is the index of the goal at hand, ``phase`` how far it has come.

    ``count`` counts what the goal counts (fields filled, numbers clicked), ``tries`` how often
    something failed; ``tried`` are the places already looked behind, ``places`` what was seen
    where. ``held`` tells which
    conditions held, one sign a group (``y``, ``n``, ``?``); ``notes`` are remarks for the end.
    """

    goal: int = 0
    phase: str = ""
    count: int = 0
    tries: int = 0
    tried: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    held: str = ""
    notes: tuple[str, ...] = ()

    def next_goal(self) -> State:
        """The state at the start of the next goal."""
        return State(self.goal + 1, held=self.held, notes=self.notes)

    def noted(self, text: str) -> State:
        """With a remark for the end, once."""
        return self if text in self.notes else replace(self, notes=(*self.notes, text))

    def after(self, phase: str = "", **changes: Any) -> State:
        """In another phase, with other fields changed too."""
        return replace(self, phase=phase, **changes)


@dataclass(frozen=True, slots=True)
class Move:
    """One action to take now, why, and the state afterwards."""

    action: Action
    thought: str
    state: State


@dataclass(frozen=True, slots=True)
class Reached:
    """The goal is reached; ``state`` may hold new remarks."""

    state: State
    thought: str = ""


@dataclass(frozen=True, slots=True)
class Lost:
    """The goal cannot be reached, and why."""

    why: str


Step = Move | Reached | Lost


def read_state(memory: str) -> State:
    """The state that ``memory`` holds; a fresh one where it holds none that can be read."""
    match = _OBJECT.search(memory)
    if match is None:
        return State()
    try:
        found = json.loads(match.group())
    except ValueError:
        return State()
    values: dict[str, Any] = {}
    for item in fields(State):
        value = found.get(item.name)
        if isinstance(item.default, tuple) and isinstance(value, list):
            values[item.name] = tuple(str(entry) for entry in value[-_MOST:])
        elif type(value) is type(item.default) and not isinstance(value, bool):
            values[item.name] = value
    state = State(**values)
    return state if state.goal >= 0 and state.count >= 0 and state.tries >= 0 else State()


def write_state(state: State) -> str:
    """A state as a JSON object, without what is empty."""
    kept = {key: value for key, value in asdict(state).items() if value}
    return json.dumps(kept, ensure_ascii=False)
