"""Watch: one question to a model about frames of a clip; the reply's times and boxes come out.

Long clips take several such calls; ``agents/watching`` plans them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from model.clips.parts import Frame, Moment, Segment, Timeline
from model.messages import Video

Aim = Literal["answer", "segments", "where", "merge"]
"""``segments`` titles stretches, ``where`` tracks things, ``merge`` makes one of ``partials``."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What to say of a clip, or of the seconds from ``start_s`` to ``end_s``.

    A vision-language model gets ``frames`` with their times, or ``video`` itself where its server
    takes one; the embedded engine answers from ``timeline``.
    """

    aim: Aim
    question: str
    timeline: Timeline
    frames: tuple[Frame, ...] = ()
    start_s: float = 0.0
    end_s: float = 0.0
    video: Video | None = None
    partials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Watched:
    """A reply, read: its text, the moments it tells of in their order, segments if asked."""

    text: str
    moments: tuple[Moment, ...] = ()
    segments: tuple[Segment, ...] = ()
