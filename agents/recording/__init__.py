"""Recording: a run of the agent as data, which the tab replays and which exports read."""

from __future__ import annotations

from agents.recording.run import Consent, End, Run, Start, StartPage, Step

__all__ = ["Consent", "End", "Run", "Start", "StartPage", "Step"]
