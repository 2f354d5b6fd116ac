"""What a clip is made of, once it is watched; times are seconds from its first frame.

Frames are upright with square pixels (rotation and pixel aspect applied). Boxes are pixels of the
clip's own upright size, whatever size a frame was looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from model.geometry import Box
from model.messages import Picture

EventKind = Literal[
    "cut", "fade", "motion", "still", "flash", "black", "text appears", "text disappears",
    "screen changes",
]  # fmt: skip
Choice = Literal["rate", "count", "shots", "keyframes"]
"""How the frames that a model sees are chosen."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the file says of itself. ``width`` and ``height`` are upright, with square pixels."""

    name: str
    digest: str
    seconds: float
    width: int
    height: int
    frames_per_s: float
    codec: str
    rotation: int = 0
    variable: bool = False
    audio: bool = False
    bytes: int = 0
    notes: tuple[str, ...] = ()
    """Sentences for the user: cut off in the middle, a second video stream left out, no sound."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A moment of a clip as a picture."""

    at_s: float
    picture: Picture


@dataclass(frozen=True, slots=True)
class Shot:
    """What lies between two cuts or fades; ``start_s`` included, ``end_s`` not."""

    start_s: float
    end_s: float
    by: Literal["start", "cut", "fade"] = "start"
    """How it begins."""


@dataclass(frozen=True, slots=True)
class Happening:
    """Something measured that begins at ``start_s`` and is over at ``end_s``."""

    kind: EventKind
    start_s: float
    end_s: float
    text: str = ""
    box: Box | None = None
    strength: float = 0.0


@dataclass(frozen=True, slots=True)
class Words:
    """Text on the screen, from when to when it was seen, and where."""

    text: str
    start_s: float
    end_s: float
    box: Box
    confidence: float


@dataclass(frozen=True, slots=True)
class Reading:
    """One sample of the track: mean colour, brightness 0–1, change against the one before 0–1."""

    at_s: float
    color: tuple[int, int, int]
    brightness: float
    motion: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch that belongs together, with a title: read off it or given by a model.

    ``told_by`` says whose title it is: "text" a line on screen, "measured" facts of the pixels,
    "model" a vision-language model.
    """

    start_s: float
    end_s: float
    title: str
    summary: str = ""
    told_by: Literal["text", "measured", "model"] = "measured"


@dataclass(frozen=True, slots=True)
class Timeline:
    """All that is known of a clip so far; ``done`` is the share of it that was watched, 0 to 1."""

    facts: Facts
    keyframes: tuple[float, ...] = ()
    shots: tuple[Shot, ...] = ()
    happenings: tuple[Happening, ...] = ()
    words: tuple[Words, ...] = ()
    track: tuple[Reading, ...] = ()
    segments: tuple[Segment, ...] = ()
    thumbnails: tuple[Frame, ...] = ()
    """Small frames, one a shot or keyframe."""
    done: float = 0.0


@dataclass(frozen=True, slots=True)
class Moment:
    """A stretch of a clip that an answer rests on, with what is seen there."""

    start_s: float
    end_s: float
    text: str = ""
    boxes: tuple[tuple[float, Box, str], ...] = ()
    """Where something is at a second: time, box, label; for tracking replies."""
