"""GUI agent: observe, ask, guard, act, record; yields what it does as events."""

from __future__ import annotations

from agents.agent.control import Control
from agents.agent.events import (
    AgentEvent,
    Approval,
    Asking,
    Ended,
    Errand,
    Looking,
    Paused,
    Taken,
)
from agents.agent.loop import run

__all__ = [
    "AgentEvent",
    "Approval",
    "Asking",
    "Control",
    "Ended",
    "Errand",
    "Looking",
    "Paused",
    "Taken",
    "run",
]
