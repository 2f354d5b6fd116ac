"""The part of a timeline that a question is about, and how its times are told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from model.clips.parts import Happening, Reading, Shot, Timeline, Words
from model.wire.times import clock

_FINE_S = 20.0
_AROUND_S = 1.0
"""“At 0:30” takes in what was sampled this far from it."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Seconds ``start_s`` to ``end_s`` of a timeline; ``whole`` if that is all of it."""

    timeline: Timeline
    start_s: float
    end_s: float
    whole: bool

    @property
    def shots(self) -> tuple[Shot, ...]:
        """Shots of which a part lies here."""
        return tuple(
            shot
            for shot in self.timeline.shots
            if shot.start_s < self.end_s and shot.end_s > self.start_s
        )

    @property
    def joins(self) -> tuple[Shot, ...]:
        """Shots that begin here by a cut or a fade."""
        return tuple(
            shot
            for shot in self.timeline.shots
            if shot.by != "start" and self.start_s <= shot.start_s < self.end_s + 1e-6
        )

    @property
    def words(self) -> tuple[Words, ...]:
        """Text seen here, in order of time and then of reading."""
        found = [
            one
            for one in self.timeline.words
            if one.start_s <= self.end_s and one.end_s >= self.start_s
        ]
        return tuple(sorted(found, key=lambda one: (one.start_s, one.box.y1, one.box.x1)))

    @property
    def happenings(self) -> tuple[Happening, ...]:
        """What was measured here, in order."""
        found = [
            one
            for one in self.timeline.happenings
            if one.start_s < self.end_s + 1e-6
            and one.end_s > self.start_s - 1e-6
            and not (one.end_s - one.start_s > 0.1 and self._touches(one))
        ]
        return tuple(sorted(found, key=lambda one: (one.start_s, one.end_s)))

    def _touches(self, one: Happening) -> bool:
        """Whether it is over when this begins, or begins when this is over."""
        return one.end_s <= self.start_s + 0.05 or one.start_s >= self.end_s - 0.05

    @property
    def track(self) -> tuple[Reading, ...]:
        """Samples of light, colour and motion taken here."""
        return tuple(one for one in self.timeline.track if self.start_s <= one.at_s <= self.end_s)


def stretch_of(
    timeline: Timeline, start_s: float | None, end_s: float | None, around: bool = False
) -> Stretch:
    """The stretch a question names, or the whole; a single second is widened if ``around``."""
    length_s = timeline.facts.seconds
    if start_s is None or end_s is None:
        return Stretch(timeline, 0.0, length_s, True)
    if around and end_s - start_s < 2 * _AROUND_S:
        middle = (start_s + end_s) / 2
        start_s, end_s = middle - _AROUND_S, middle + _AROUND_S
    start_s, end_s = max(0.0, start_s), min(length_s, end_s)
    return Stretch(timeline, start_s, end_s, start_s <= 0 and end_s >= length_s)


def told(start_s: float, end_s: float) -> str:
    """``0:12`` or ``0:12–1:15``; with tenths where it is short, so that its time seeks there."""
    fine = end_s - start_s < _FINE_S
    start, end = clock(start_s, tenths=fine), clock(end_s, tenths=fine)
    return start if start == end else f"{start}–{end}"


def lasting(seconds: float) -> str:
    """A length, said so that no reader takes it for a time: ``4.2 s long``, ``2 min 5 s long``."""
    if seconds < 59.95:
        return f"{seconds:.1f} s long"
    minutes, second = divmod(round(seconds), 60)
    return f"{minutes} min {second} s long"


def joined(spans: Iterable[tuple[float, float]], gap_s: float) -> list[tuple[float, float]]:
    """Spans in order, those less than ``gap_s`` apart made one."""
    merged: list[tuple[float, float]] = []
    for start, end in sorted(spans):
        if merged and start - merged[-1][1] <= gap_s:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def step_s(readings: Sequence[Reading]) -> float:
    """The usual time between samples of the track, a second where that is not known."""
    gaps = sorted(b.at_s - a.at_s for a, b in zip(readings, readings[1:], strict=False))
    return gaps[len(gaps) // 2] if gaps else 1.0
