"""The loop: observe, ask, guard, act, record, until it is done, stopped, stuck or spent.

Every wait yields at least each heartbeat, and Stop is minded there: in the middle of a page that
loads, a model that thinks or a question to the user. ``Trip`` holds the state of one run; what is
asked of the model is in ``deciding.py``, what the user is asked in ``guard.py``.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from typing import TYPE_CHECKING, TypeVar

from agents.agent.control import Control
from agents.agent.deciding import decide, verify
from agents.agent.events import AgentEvent, Asking, Ended, Errand, Looking, Paused, Taken
from agents.agent.faint import reveal
from agents.agent.guard import Risk, Situation, focus_after, risk_of
from agents.agent.places import point_of, target_box
from agents.agent.repeats import MOST, times_taken, unchanged_in_a_row
from agents.agent.suspicion import suspects
from agents.agent.trip import Asked, Over, Trip
from agents.agent.wording import describe
from agents.recording.run import Consent, Step
from model.actions import ENDINGS, Action, Answer, Done, Fail, Wait
from model.backends.base import Connection, Options
from model.backends.embedded.screen import Screen
from model.errors import SightlineError
from model.events import Notice, Progress
from model.geometry import Box
from model.messages import Picture
from model.service import ModelService
from model.tasks.act import Decision

if TYPE_CHECKING:
    from agents.sandbox import Observed, Sandbox

Result = TypeVar("Result")
Beats = Generator[AgentEvent, None, Result]

_GIVE_UP_AFTER = 3
"""Times the agent may go in circles before the run is called stuck."""
_UNCHANGED = 8
"""Steps without any effect, one after the other, after which the run is called stuck."""
_LONGEST_WAIT_S = 30.0


def run(
    errand: Errand,
    service: ModelService,
    sandbox: Sandbox,
    connection: Connection | None = None,
    options: Options | None = None,
    control: Control | None = None,
) -> Iterator[AgentEvent]:
    """Do ``errand`` in ``sandbox``; yields at least every heartbeat and ends with ``Ended``.

    Nothing of ``model/errors.py`` is raised: a page or backend that fails ends the run with the
    sentence, and the record is kept. Closing the iterator ends the run, too; what was recorded
    stays in ``control.record``.
    """
    trip = Trip(errand, service, sandbox, connection or Connection(), options or Options())
    control = control or Control()
    try:
        try:
            yield from _drive(trip, control)
        except Over as over:
            trip.finish(over.end, over.why, over.answer)
        if trip.end in ("done", "answered", "failed"):
            yield from _last_look(trip, control)
    except SightlineError as error:
        trip.finish("error", str(error))
    finally:
        if trip.end is None:  # the iterator was closed
            trip.finish("stopped", "Nobody watched any more.")
        record = control.record = trip.record()
    yield Ended(record)


def _drive(trip: Trip, control: Control) -> Beats[None]:
    observed = yield from _wait_for(trip, control, trip.open, "Opening the page")
    trip.take_in(observed)
    yield Looking(trip.picture, trip.sandbox.pointer)
    circles = unreadable = 0
    while True:
        control.record = trip.record()
        yield from _stand_still(trip, control)
        trip.check_steps()
        yield from _see(trip, control)
        asked = yield from decide(trip, lambda: _check(trip, control), lambda: control.interrupted)
        if asked is None:  # the user did or said something: the decision would be stale
            continue
        decision = asked.decision
        if decision.action is None:
            yield from _record(trip, control, asked, f"Not understood: {decision.trouble}")
            unreadable += 1
            if unreadable > 1:
                raise Over(
                    "error",
                    f"The model's replies could not be read: {decision.trouble} Run it again, or "
                    "let another model or the embedded engine do it.",
                )
            continue
        unreadable = 0
        if isinstance(decision.action, ENDINGS):
            yield from _record(trip, control, asked, "")
            raise _over(decision.action, decision.thought)
        box = target_box(trip.screen, decision.action)
        yield Looking(trip.picture, trip.sandbox.pointer, box)
        if (yield from _stand_still(trip, control)):
            continue
        taken = times_taken(trip.steps, decision.action, trip.picture, trip.scale)
        if taken >= MOST and not isinstance(decision.action, Wait):
            circles += 1
            outcome = (
                f"Not done: the same action was taken {taken} times on this same screen and led "
                "nowhere. Do something different."
            )
            yield from _record(trip, control, asked, outcome, box=box)
            if circles >= _GIVE_UP_AFTER:
                raise Over("stuck", f"It went in circles at: {describe(decision.action)}.")
            continue
        yield from _guarded(trip, control, asked, box)
        if unchanged_in_a_row(trip.steps) >= _UNCHANGED:
            raise Over("stuck", f"The last {_UNCHANGED} steps changed nothing on the screen.")


def _over(ending: Answer | Done | Fail, thought: str) -> Over:
    if isinstance(ending, Answer):
        return Over("answered", "", ending.text)
    if isinstance(ending, Done):
        return Over("done", ending.note)
    return Over("failed", ending.reason or thought)


def _check(trip: Trip, control: Control) -> None:
    """Raise ``Over`` when the run must end now: Stop, or a limit."""
    if control.stopped:
        raise Over("stopped", "")
    trip.check_limits()


def _wait_for(
    trip: Trip, control: Control, call: Callable[[], Result], progress: str
) -> Beats[Result]:
    from agents.agent.background import in_background

    work = in_background(call, trip.settings.heartbeat_s)
    while True:
        try:
            next(work)
        except StopIteration as done:
            result: Result = done.value
            return result
        yield Progress(progress)
        _check(trip, control)


def _see(trip: Trip, control: Control) -> Beats[None]:
    """Read the screen, which the guard, the marks and the detector of planted text need."""
    trip.screen = yield from _read(trip, control, trip.picture)
    trip.suspects = suspects(trip.screen)
    if (hidden := reveal(trip.picture)) is not None:
        revealed = yield from _read(trip, control, hidden)
        trip.suspects += suspects(revealed, faint=True)
    for text in trip.new_suspects():
        yield Notice(
            f"The page has text that addresses the agent: “{text}” It is treated as data and "
            "not followed."
        )


def _read(trip: Trip, control: Control, picture: Picture) -> Beats[Screen]:
    from model.backends.embedded.see import seeing

    for event in seeing(picture, trip.settings):
        if not isinstance(event, Progress):
            return event
        _check(trip, control)
        yield event
    raise AssertionError("seeing() ends with a Screen or an error")


def _stand_still(trip: Trip, control: Control) -> Beats[bool]:
    """Pause as long as the user wants; do what they do. Whether anything of theirs came."""
    said = moved = False
    while True:
        _check(trip, control)
        if (action := control.take_action()) is not None:
            moved = True
            yield from _by_user(trip, control, action)
            continue
        if hints := control.take_hints():
            moved = True
            trip.hints += hints
        if not control.paused:
            return moved
        with trip.clock.waiting():
            yield Progress("Paused") if said else Paused()
            said = True
            control.wait(trip.settings.heartbeat_s)


def _by_user(trip: Trip, control: Control, action: Action) -> Beats[None]:
    if isinstance(action, ENDINGS):
        raise _over(action, "")
    asked = Asked(Decision("", action, describe(action)), 0.0)
    yield Looking(trip.picture, trip.sandbox.pointer, target_box(None, action))
    yield from _do(trip, control, asked, None, by_user=True)


def _guarded(trip: Trip, control: Control, asked: Asked, box: Box | None) -> Beats[None]:
    """Do the action, after asking the user where that is due."""
    action = asked.decision.action
    assert action is not None and trip.screen is not None
    situation = Situation(
        trip.screen, trip.suspects, trip.focus, trip.own_words, trip.errand.start.hosts
    )
    risk = risk_of(action, situation)
    approval = trip.errand.approval
    if approval == "none":
        if risk and risk.planted:  # nobody is there to be asked, so the answer is no
            yield from _record(trip, control, asked, f"Refused: {risk.why}.", box, "refused")
            return
        risk = None
    elif approval == "all" and risk is None and not isinstance(action, Wait):
        risk = Risk("you approve every action")
    if risk is None:
        yield from _do(trip, control, asked, box)
        return
    word = yield from _ask_user(trip, control, action, risk.why, box)
    if word is None:
        return
    if word:
        yield from _do(trip, control, asked, box, approved=True)
    else:
        yield from _record(trip, control, asked, "The user refused this action.", box, "refused")


def _ask_user(
    trip: Trip, control: Control, action: Action, why: str, box: Box | None
) -> Beats[bool | None]:
    """The user's word on ``action``; ``None`` when they did or said something else instead."""
    control.open_question()
    try:
        with trip.clock.waiting():
            yield Asking(action, why, trip.picture, box)
            while control.word is None:
                _check(trip, control)
                if control.interrupted:
                    return None
                control.wait(trip.settings.heartbeat_s)
                yield Progress("Waiting for your word")
            return control.word
    finally:
        control.close_question()


def _do(
    trip: Trip,
    control: Control,
    asked: Asked,
    box: Box | None,
    *,
    by_user: bool = False,
    approved: bool = False,
) -> Beats[None]:
    """Do the action and record the step, also when the page fails or Stop comes in the middle."""
    action = asked.decision.action
    assert action is not None
    consent: Consent = "approved" if approved else ""
    if (at := point_of(action)) and not trip.on_screen(at):
        outcome = f"Not done: ({at.x:.0f}, {at.y:.0f}) lies outside of the screen."
        yield from _record(trip, control, asked, outcome, box, consent, by_user=by_user)
        return
    began = time.monotonic()
    try:
        if isinstance(action, Wait):
            yield from _pass_time(trip, control, min(action.seconds, _LONGEST_WAIT_S))
        doing = Wait(0.0) if isinstance(action, Wait) else action
        observed = yield from _wait_for(
            trip, control, lambda: trip.sandbox.act(doing), describe(action)
        )
    except Over:
        trip.add(asked, "Ended while it was being done.", box=box, by_user=by_user)
        raise
    except SightlineError as error:
        trip.add(asked, str(error), box=box, by_user=by_user)
        raise
    step = trip.add(
        asked,
        trip.outcome_of(observed, action),
        observed=observed,
        box=box,
        by_user=by_user,
        consent=consent,
        acted_s=time.monotonic() - began,
    )
    trip.focus = focus_after(action, trip.focus)
    yield from _tell(trip, control, step, observed)


def _tell(trip: Trip, control: Control, step: Step, observed: Observed | None) -> Beats[None]:
    if not step.by_user:
        control.stepped()
    control.record = trip.record()
    if observed is not None:
        yield Looking(trip.picture, trip.sandbox.pointer)
    yield Taken(step)


def _record(
    trip: Trip,
    control: Control,
    asked: Asked,
    outcome: str,
    box: Box | None = None,
    consent: Consent = "",
    *,
    by_user: bool = False,
) -> Beats[None]:
    """A step in which nothing was done."""
    step = trip.add(asked, outcome, box=box, consent=consent, by_user=by_user)
    yield from _tell(trip, control, step, None)


def _pass_time(trip: Trip, control: Control, seconds: float) -> Beats[None]:
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        _check(trip, control)
        if control.interrupted:
            return
        yield Progress("Waiting for the page")
        control.wait(min(left, trip.settings.heartbeat_s))


def _last_look(trip: Trip, control: Control) -> Beats[None]:
    """Does the screen show what was asked? A failure here says nothing about the run."""

    def check() -> None:
        if control.stopped:
            raise Over("stopped", "")

    try:
        yield from verify(trip, check)
    except Over:
        yield Notice("Stopped before the last look.")
    except SightlineError as error:
        yield Notice(f"The last look could not be taken: {error}")
