"""Act and Verify, answered by the embedded engine in the models' own wire format."""

from __future__ import annotations

from collections.abc import Iterator

from model.actions import Click, Hover, Scroll, Type
from model.backends.embedded.act.instruction import plan
from model.backends.embedded.act.planner import decide
from model.backends.embedded.act.state import Move, read_state, write_state
from model.backends.embedded.act.view import View
from model.backends.embedded.pointing.point import watch_screen
from model.errors import InputError
from model.events import Answer, Event, Finished
from model.geometry import Mark, Point
from model.settings import Settings
from model.tasks.act import Act, Verify
from model.wire.actions import write_action


def answer_act(task: Act | Verify, settings: Settings) -> Iterator[Event]:
    """The next action for a task, or whether the last screen shows that it was done.

    Raises ``InputError`` when the task has no words.
    """
    if not task.task.strip():
        raise InputError("Say what to do, for example 'click Sign in' or 'type Ada into Name'.")
    screen = yield from watch_screen(task.picture, settings)
    view = View(task.picture, screen, task.task)
    if isinstance(task, Verify):
        from model.backends.embedded.act.verify import verdict

        raw = verdict(task, view, settings)
    else:
        raw = write_move(next_move(task, view), task)
    yield Answer(raw)
    yield Finished(raw=raw)


def next_move(task: Act, view: View) -> Move:
    """The next action on ``view``: the plan from the task's words, its state from the memory."""
    before = task.history[-1].picture if task.history else None
    return decide(plan(task.task, task.hints), view, read_state(task.memory), before)


def write_move(move: Move, task: Act) -> str:
    """The reply: thought, action and memory, in the PC format or, with marks, in the web's."""
    memory = write_state(move.state)
    if task.observation == "marks" and (said := _with_mark(move, task.marks)):
        return f"Thought: {move.thought}\nAction: {said}\nMemory_Updated: {memory}"
    action = write_action(move.action, task.picture.size)
    if task.observation == "marks":
        return f"Thought: {move.thought}\nAction: {action}\nMemory_Updated: {memory}"
    return f"{move.thought}\n{action}\nMemory:\n[{memory}]"


def _with_mark(move: Move, marks: tuple[Mark, ...]) -> str:
    """The action by the number of the mark it is on; ``""`` if no mark is the thing meant."""
    match move.action:
        case Click(at=at, button="left", count=1, hold_s=0.0):
            return _numbered("Click [{}]", at, marks)
        case Hover(at=at):
            return _numbered("Hover [{}]", at, marks)
        case Type(text=text, at=Point() as at, clear=True, enter=True):
            return _numbered("Type [{}]; [" + text.replace("{", "{{").replace("}", "}}") + "]",
                             at, marks)  # fmt: skip
        case Scroll(direction=direction, at=None):
            return f"Scroll [WINDOW]; [{direction}]"
    return ""


def _numbered(form: str, at: Point, marks: tuple[Mark, ...]) -> str:
    """``form`` with the number of the smallest mark round ``at`` whose middle is as good."""
    around = [(mark.box.area, number) for number, mark in enumerate(marks) if mark.box.contains(at)]
    return form.format(min(around)[1]) if around else ""
