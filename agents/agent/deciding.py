"""What is asked of the model in a run: the next action, and in the end whether it was done."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import replace
from typing import cast

from agents.agent.events import AgentEvent
from agents.agent.trip import Asked, Trip
from agents.marks import draw_marks, number
from model.events import Event, Notice, Progress, Sent, Thinking, Transcript, Usage
from model.tasks import Act, Verify, act

Beats = Generator[AgentEvent, None, Asked | None]


def decide(trip: Trip, check: Callable[[], None], interrupted: Callable[[], bool]) -> Beats:
    """Ask for the next action; ``None`` when the user interrupts.

    ``check`` raises ``Over`` when the run must end; it is called at every event.
    """
    assert trip.screen is not None
    began = time.monotonic()
    marks = number(trip.screen) if trip.errand.observation == "marks" else ()
    task = Act(
        task=trip.errand.task,
        picture=trip.picture,
        history=trip.history,
        memory=trip.memory,
        observation=trip.errand.observation,
        marks=marks,
        marked=draw_marks(trip.picture, marks) if trip.errand.observation == "marks" else None,
        hints=trip.hints,
        suspicious=tuple(one.text for one in trip.suspects),
    )
    transcript = yield from _listen(trip, task, check, interrupted)
    if transcript is None:
        return None
    decision = act.read(transcript.answer, task)
    if not decision.thought and transcript.thinking:
        decision = replace(decision, thought=transcript.thinking.strip())
    trip.memory = decision.memory or trip.memory
    return Asked(decision, time.monotonic() - began)


def verify(trip: Trip, check: Callable[[], None]) -> Generator[AgentEvent, None, None]:
    """The last look: sets ``trip.verdict``."""
    task = Verify(trip.errand.task, trip.picture, trip.first, trip.said, trip.history)
    transcript = yield from _listen(trip, task, check, lambda: False)
    if transcript is not None:
        trip.verdict = act.read_verdict(transcript.answer, task)


def _listen(
    trip: Trip, task: Act | Verify, check: Callable[[], None], interrupted: Callable[[], bool]
) -> Generator[AgentEvent, None, Transcript | None]:
    transcript = Transcript()
    check()
    try:
        # The service answers by generators, which free what they hold when closed.
        stream = cast(
            "Generator[Event, None, None]",
            trip.service.stream(task, trip.connection, trip.options),
        )
        with closing(stream) as events:
            for event in events:
                transcript.add(event)
                if isinstance(event, Progress | Notice | Thinking | Usage | Sent):
                    yield event
                check()
                if interrupted():
                    return None
    finally:
        if (usage := transcript.usage) is not None:
            trip.tokens += usage.prompt_tokens + usage.answer_tokens + usage.thinking_tokens
    return transcript
