"""Asking a model about a clip, coarse to fine, in as few looks as its length takes.

``plan`` says what a request will take before anything is sent; ``watch`` makes the calls. It
streams what it does and stops when its iterator is closed.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping

from agents.watching.carrying_out import Desk, Request, carry_out
from agents.watching.events import (
    Answered,
    Footage,
    Look,
    Looking,
    Part,
    Plan,
    Planned,
    WatchingEvent,
    Writing,
)
from agents.watching.planning import goes_whole, plan_looks, room

__all__ = [
    "Answered",
    "Desk",
    "Footage",
    "Look",
    "Looking",
    "Part",
    "Plan",
    "Planned",
    "Request",
    "WatchingEvent",
    "Writing",
    "plan",
    "watch",
]


def plan(request: Request, desk: Desk) -> Plan:
    """The calls that a request will take and an estimate of their tokens; instantly."""
    span = desk.span(request)
    if desk.connection.backend == "embedded":
        return Plan((Look(*span, (), 0),))
    settings = desk.service.settings
    space = room(desk.clip, desk.connection, desk.options, settings)
    whole = not request.times and not goes_whole(
        desk.clip, span, desk.connection, space, request.native
    )
    return plan_looks(
        request.aim,
        request.question,
        desk.clip,
        desk.timeline,
        span,
        space,
        settings,
        request.times,
        whole,
    )


def watch(
    request: Request,
    desk: Desk,
    planned: Plan | None = None,
    known: Mapping[str, str] | None = None,
) -> Generator[WatchingEvent, None, None]:
    """Carry a request out: ``Planned`` first, ``Answered`` last.

    ``planned`` is what ``plan`` said and the user agreed to; ``known`` are replies by key that
    earlier ``Part`` events brought, which are not asked for again. Raises an error of
    ``model/errors.py`` when the first call fails.
    """
    made = planned or plan(request, desk)
    yield Planned(made)
    yield from carry_out(request, desk, made, known or {})
