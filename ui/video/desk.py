"""What the Video tab holds of a session: a clip, its timeline, and what was asked. No Gradio here.

The server's copy is the only one: whatever the page does is looked up and written back under the
session's token, so that watching, asking and a reload never undo each other.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from agents.watching.events import Answered, Looking, Part, Planned, WatchingEvent, Writing
from model.clips.parts import Choice, Facts, Frame, Moment, Segment, Timeline
from model.events import Answer
from model.media.clip import Clip
from model.wire.times import clock
from ui.conversation import Ending, Given
from ui.ground.picture_files import FileValue
from ui.sessions import Sessions

NAME = "video"
"""Under which a session keeps its desk."""

_MOST_ASKED = 30
_BREATH_S = 1.0
"""What is left of a segment behind another for less than that is no segment."""

Phase = Literal["", "watching", "watched", "stopped", "failed"]
"""How far the clip was watched; ``failed`` has a sentence in ``trouble``."""


@dataclass(frozen=True, slots=True)
class Choosing:
    """Which frames a model is to see; seconds of the clip, ``end_s`` of 0 stands for its end.

    ``auto`` leaves them to what is asked: seconds that a question names are looked at closer.
    """

    by: Choice | Literal["auto"] = "auto"
    per_s: float = 1.0
    count: int = 16
    start_s: float = 0.0
    end_s: float = 0.0

    def span(self, seconds: float) -> tuple[float, float]:
        """Start and end inside a clip of ``seconds``."""
        end = min(self.end_s, seconds) if self.end_s > 0 else seconds
        return min(self.start_s, end), end

    def whole(self, seconds: float) -> bool:
        """Whether all of the clip is meant."""
        start, end = self.span(seconds)
        return start <= 0 and end >= seconds


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its answer so far, and the places in the clip that it rests on.

    ``views`` are frames of the first moments; ``frames`` what the model was shown last, ``calls``
    and ``tokens`` what was planned; ``parts`` how many of the calls are answered. ``replies`` are
    theirs by key, until the answer is whole: the same question goes on from there.
    """

    question: str
    text: str = ""
    moments: tuple[Moment, ...] = ()
    views: tuple[Frame, ...] = ()
    segments: tuple[Segment, ...] = ()
    frames: tuple[Frame, ...] = ()
    calls: int = 0
    tokens: int = 0
    parts: int = 0
    replies: tuple[tuple[str, str], ...] = ()
    given: Given = field(default_factory=Given)

    def take(self, event: WatchingEvent, at_s: float) -> Asked:
        """The answer after one more event, ``at_s`` seconds after the question."""
        match event:
            case Planned(plan):  # its notes come as notices too
                return replace(self, calls=plan.calls, tokens=plan.tokens)
            case Looking(frames):
                return replace(self, frames=frames or self.frames)
            case Writing(text):
                given = replace(self.given.take(Answer(text), at_s), reply=text)
                return replace(self, text=text, given=given)
            case Part():
                moments = (*self.moments, *event.moments)
                segments = (*self.segments, *event.segments)
                until = f"**{clock(event.start_s)}–{clock(event.end_s)}**\n\n{event.text}"
                return replace(
                    self,
                    text=f"{self.text}\n\n{until}" if self.parts else until,
                    moments=moments,
                    segments=segments,
                    parts=event.done,
                    replies=(*self.replies, (event.key, event.reply)),
                )
            case Answered():
                given = replace(self.given, reply=event.text).end("stop", at_s)
                segments = event.segments or self.segments
                return replace(
                    self,
                    text=event.text,
                    moments=event.moments,
                    views=event.frames,
                    segments=segments,
                    replies=() if event.whole else self.replies,
                    given=given,
                )
            case _:
                return replace(self, given=self.given.take(event, at_s))

    def end(self, ending: Ending, at_s: float, error: str = "") -> Asked:
        """The answer cut off here; what came so far stays."""
        return replace(self, given=self.given.end(ending, at_s, error))


@dataclass(frozen=True, slots=True)
class Desk:
    """All of it; ``key`` is new for every clip that is brought, also for the same one again.

    ``clip`` is what is watched, ``file`` what the browser plays: another one once the clip had to
    be encoded anew (``converted``). ``frames`` are those at ``taken_at``, taken to show what a
    model will see; without such times they are what a model was shown last.
    """

    clip: Clip | None = None
    name: str = ""
    file: FileValue | None = None
    key: str = ""
    facts: Facts | None = None
    timeline: Timeline | None = None
    phase: Phase = ""
    trouble: str = ""
    choosing: Choosing = Choosing()
    frames: tuple[Frame, ...] = ()
    taken_at: tuple[float, ...] = ()
    asked: tuple[Asked, ...] = ()
    converted: bool = False

    @classmethod
    def of(cls, clip: Clip, file: FileValue) -> Desk:
        """A clip just brought, about to be watched."""
        facts, key = clip.facts, secrets.token_hex(8)
        return cls(clip, facts.name, file, key, facts, Timeline(facts), "watching")

    @property
    def seconds(self) -> float:
        """How long the clip is."""
        return self.facts.seconds if self.facts else 0.0

    def seen(self, timeline: Timeline) -> Desk:
        """The desk with more of the clip watched; titles that a model gave stay."""
        if any(one.told_by == "model" for one in (self.timeline or timeline).segments):
            kept = self.timeline.segments if self.timeline else ()
            timeline = replace(timeline, segments=kept)
        return replace(self, timeline=timeline)

    def planned(self, times: tuple[float, ...]) -> Desk:
        """The desk once ``times`` are what a model will see: frames taken for others are no use."""
        stale = self.taken_at and self.taken_at != times
        return replace(self, frames=(), taken_at=()) if stale else self

    def ended(self, phase: Phase, trouble: str = "") -> Desk:
        """The desk once nobody watches any more; what was found stays."""
        return replace(self, phase=phase, trouble=trouble) if self.phase == "watching" else self

    def ask(self, question: str) -> Desk:
        """The desk with one more question, not answered yet; only so many are kept."""
        now = self.settled()
        return replace(now, asked=(*now.asked, Asked(question))[-_MOST_ASKED:])

    def answering(self, asked: Asked) -> Desk:
        """The desk with its latest answer replaced; segments that a model told take their place.

        Behind the last of them, where it was stopped, those that were measured stay.
        """
        timeline = self.timeline
        told = any(one.told_by == "model" for one in asked.segments)
        if told and timeline is not None and not asked.given.running:
            end = max(one.end_s for one in asked.segments)
            rest = (
                replace(one, start_s=max(one.start_s, end))
                for one in timeline.segments
                if one.told_by != "model" and one.end_s > end + _BREATH_S
            )
            timeline = replace(timeline, segments=(*asked.segments, *rest))
        return replace(self, timeline=timeline, asked=(*self.asked[:-1], asked))

    def settled(self) -> Desk:
        """The same with a running answer marked as stopped: nobody will finish it."""
        if not self.asked or not self.asked[-1].given.running:
            return self
        last = self.asked[-1]
        return self.answering(last.end("stopped", last.given.total_s))


class Desks:
    """The desks of all sessions, kept in ``Sessions``; a change is read, made and written as one.

    A change that is meant for a clip that is gone meanwhile is passed over.
    """

    def __init__(self, sessions: Sessions) -> None:
        self._sessions = sessions
        self._lock = threading.Lock()

    def now(self, token: str) -> Desk:
        """The session's desk; an empty one where there is none."""
        kept: Any = self._sessions.get(token, NAME)
        return kept if isinstance(kept, Desk) else Desk()

    def put(self, token: str, desk: Desk) -> Desk:
        """A new desk in place of the old one."""
        with self._lock:
            self._sessions.put(token, NAME, desk)
        return desk

    def change(self, token: str, key: str, change: Callable[[Desk], Desk]) -> Desk | None:
        """The desk after ``change``; ``None`` if another clip lies there by now."""
        with self._lock:
            now = self.now(token)
            if not key or now.key != key:
                return None
            now = change(now)
            self._sessions.put(token, NAME, now)
            return now

    def made(self, token: str, desk: Desk, change: Callable[[Desk], Desk]) -> Desk:
        """The desk after ``change``, kept unless another clip lies there by now."""
        return self.change(token, desk.key, change) or change(desk)

    def forgotten(self, token: str) -> bool:
        """Whether the desk was let go of to make room; said once."""
        return self._sessions.take_forgotten(token, NAME)
