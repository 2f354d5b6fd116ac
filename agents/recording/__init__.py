"""Recording: a run of the agent as data, which the tab replays and which exports read.

``to_zip`` and ``from_zip`` keep a run as a file, ``to_gif`` and ``to_webm`` show it, ``to_script``
replays it without a model, and ``frames`` are its pictures with pointer and target drawn on.
"""

from __future__ import annotations

from agents.recording.archive import from_zip, to_zip
from agents.recording.film import to_gif, to_webm
from agents.recording.frames import Moment, frames
from agents.recording.run import Consent, End, Run, Start, StartPage, Step
from agents.recording.script import to_script

__all__ = [
    "Consent",
    "End",
    "Moment",
    "Run",
    "Start",
    "StartPage",
    "Step",
    "frames",
    "from_zip",
    "to_gif",
    "to_script",
    "to_webm",
    "to_zip",
]
