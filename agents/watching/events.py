"""What watching a clip yields, and what a plan says before anything is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from model.clips.parts import Facts, Frame, Moment, Segment
from model.events import Notice, Progress, Sent, Thinking, Usage


class Footage(Protocol):
    """What is needed of an open clip: ``model.media.clip.Clip`` is one."""

    @property
    def facts(self) -> Facts:
        """What the file says of itself."""
        ...

    @property
    def path(self) -> Path:
        """Where the file is."""
        ...

    def at(self, times: Sequence[float], side: int) -> list[Frame]:
        """The frames at ``times`` (seconds), their longer side at most ``side`` pixels."""
        ...


@dataclass(frozen=True, slots=True)
class Look:
    """One call of a plan: the seconds it is about, and the times of the frames it is shown.

    ``tokens`` is an estimate of what goes in. No frames with ``native`` means the clip itself.
    """

    start_s: float
    end_s: float
    times: tuple[float, ...]
    tokens: int
    native: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Calls to make, in order, and what they are likely to take; nothing was sent yet.

    ``merges`` counts the calls that join replies and ``closer`` those that may look again at the
    seconds that matter; ``notes`` are sentences on what the limits left out.
    """

    looks: tuple[Look, ...]
    merges: int = 0
    closer: int = 0
    closer_tokens: int = 0
    notes: tuple[str, ...] = ()

    @property
    def calls(self) -> int:
        """Calls to the model at most."""
        return len(self.looks) + self.merges + self.closer

    @property
    def tokens(self) -> int:
        """Tokens that go in at most, replies that are merged not counted."""
        return sum(look.tokens for look in self.looks) + self.closer_tokens

    @property
    def times(self) -> tuple[float, ...]:
        """Every second whose frame the first looks show."""
        return tuple(sorted({at_s for look in self.looks for at_s in look.times}))


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan, before the first call."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class Looking:
    """A call begins: these frames go to the model, exactly as they are here."""

    frames: tuple[Frame, ...]
    start_s: float
    end_s: float
    closer: bool = False


@dataclass(frozen=True, slots=True)
class Writing:
    """The answer of the call under way, as far as it is written."""

    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One call is answered: what it said of its seconds; kept whatever happens to the rest.

    ``key`` and ``reply``, as it came, are for asking the same again: it goes on from there.
    """

    text: str
    moments: tuple[Moment, ...]
    segments: tuple[Segment, ...]
    start_s: float
    end_s: float
    done: int
    total: int
    key: str = ""
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """The end: the text, the moments it tells of, a frame one can open for each of the first.

    ``segments`` come where they were asked for. ``whole`` is false where a call failed: the text
    then tells of the parts that were watched.
    """

    text: str
    moments: tuple[Moment, ...] = ()
    frames: tuple[Frame, ...] = ()
    segments: tuple[Segment, ...] = ()
    whole: bool = True


WatchingEvent = (
    Planned | Looking | Writing | Part | Answered | Progress | Notice | Thinking | Usage | Sent
)
