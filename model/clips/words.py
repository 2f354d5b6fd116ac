"""Text on the screen over time, read on few frames by whatever recogniser is given.

Which frames: one of each state of the picture that lasts, thinned evenly where there are more than
``settings.watch_text_frames``. Between two frames that were read, the sample at which the place of
a text changed the most tells when it came or went.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any, Protocol

from model.clips.parts import Happening, Words
from model.geometry import Box, union
from model.media.clip import Clip, Sampled
from model.messages import Picture
from model.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

READ_SIDE = 1280
"""Longer side at which text is read, in pixels."""
_STATE = 0.004
_CELL = 10
_SURE = 0.6
_SAME = 0.72
"""Likeness of two readings of one line, 0 to 1."""
_WORD, _SAME_WORD = 3, 0.5
"""Words of so many letters that are less alike than that are other words."""
_APART = 1.0
"""How far a line may move between two frames that were read, in its own heights … and widths."""
_AT_ONCE_S = 0.35


class Seen(Protocol):
    """A line of text as a recogniser gives it; ``box`` in pixels of the picture."""

    @property
    def text(self) -> str:
        """What it says."""

    @property
    def box(self) -> Box:
        """Where."""

    @property
    def confidence(self) -> float:
        """How sure, 0 to 1."""


Recogniser = Callable[[Picture], Sequence[Seen]]


@dataclass(slots=True)
class _Line:
    text: str
    plain: str
    box: Box
    confidence: float


@dataclass(slots=True)
class _Run:
    """One text over the frames that were read, ``seen`` their indexes."""

    lines: list[_Line]
    seen: list[int] = field(default_factory=list)

    @property
    def best(self) -> _Line:
        return max(self.lines, key=lambda line: line.confidence)


class TextWatcher:
    """Remembers the samples of a pass in small, then reads the frames that are worth it."""

    def __init__(self, clip: Clip, settings: Settings) -> None:
        """Nothing is read before ``read``."""
        self._clip, self._limit = clip, max(2, settings.watch_text_frames)
        self._times: list[float] = []
        self._grids: list[NDArray[np.uint8]] = []

    def add(self, sample: Sampled) -> None:
        """Take note of a sample; frames of the pass without a picture are none."""
        if sample.frame is not None:
            self._times.append(sample.at_s)
            self._grids.append(sample.grid[:, :, 0].copy())

    def read(
        self, recogniser: Recogniser, stopped: Callable[[], bool]
    ) -> Iterator[tuple[tuple[Words, ...], tuple[Happening, ...], float]]:
        """Words and their comings and goings after every frame read, and the share that is read.

        First a few frames all over the clip, then those between.
        """
        times = self.worth_reading()
        coarse = times[:: max(1, len(times) // 12)]
        rest = [at_s for at_s in times if at_s not in set(coarse)]
        readings: dict[float, list[_Line]] = {}
        for part in (coarse, rest):
            if not part:
                continue
            for frame in self._clip.moments(part, READ_SIDE):
                scale = self._clip.facts.width / max(1, frame.picture.width)
                readings[frame.at_s] = _lines(recogniser(frame.picture), scale)
                words = self._words(readings)
                yield words, comings(words, self._clip.seconds), len(readings) / len(times)
                if stopped():
                    return

    def worth_reading(self) -> list[float]:
        """Times of frames to read: the middle of every stretch in which little changes."""
        if not self._times:
            return []
        runs: list[list[int]] = []
        for index, cells in enumerate(self._grids):
            if runs and _differs(self._grids[runs[-1][0]], cells) < _STATE:
                runs[-1].append(index)
            else:
                runs.append([index])
        chosen = [self._times[run[len(run) // 2]] for run in runs]
        if len(chosen) <= self._limit:
            return chosen
        last = len(chosen) - 1
        return [chosen[round(place * last / (self._limit - 1))] for place in range(self._limit)]

    def _words(self, readings: dict[float, list[_Line]]) -> tuple[Words, ...]:
        times = sorted(readings)
        runs: list[_Run] = []
        open_runs: list[_Run] = []
        for index, at_s in enumerate(times):
            free = list(readings[at_s])
            still_open = []
            for run in open_runs:
                match = _match(run, free)
                if match is not None:
                    free.remove(match)
                    run.lines.append(match)
                    run.seen.append(index)
                # a line that one frame misses is taken up again by the next
                if run.seen[-1] >= index - 1:
                    still_open.append(run)
            fresh = [_Run([line], [index]) for line in free]
            runs += fresh
            open_runs = still_open + fresh
        words = [self._timed(run, times) for run in runs]
        return tuple(sorted(words, key=lambda one: (one.start_s, one.box.y1)))

    def _timed(self, run: _Run, times: Sequence[float]) -> Words:
        first, last = run.seen[0], run.seen[-1]
        best = run.best
        start = 0.0
        if first > 0:
            start = self._turn(times[first - 1], times[first], best.box)
        end = self._clip.seconds
        if last + 1 < len(times):
            end = self._turn(times[last], times[last + 1], best.box)
        return Words(best.text, start, max(end, start), best.box, best.confidence)

    def _turn(self, after_s: float, until_s: float, box: Box) -> float:
        """When within two times the picture at ``box`` changed the most."""
        low, high = bisect_right(self._times, after_s + 1e-6), bisect_left(self._times, until_s)
        high = min(high, len(self._times) - 1)
        best, best_at = -1.0, until_s
        for index in range(max(1, low), high + 1):
            amount = self._change(index, box)
            if amount > best:
                best, best_at = amount, self._times[index]
        return best_at

    def _change(self, index: int, box: Box) -> float:
        now, before = self._grids[index], self._grids[index - 1]
        rows, columns = now.shape
        wide = columns / max(1, self._clip.facts.width)
        high = rows / max(1, self._clip.facts.height)
        top, left = int(box.y1 * high), int(box.x1 * wide)
        bottom, right = max(top + 1, round(box.y2 * high)), max(left + 1, round(box.x2 * wide))
        away = now[top:bottom, left:right].astype("int16") - before[top:bottom, left:right]
        return float(abs(away).mean()) if away.size else 0.0


def comings(words: Sequence[Words], seconds: float) -> tuple[Happening, ...]:
    """Texts that come and go, those of one moment together; not those there from start to end."""
    found: list[Happening] = []
    margin = min(0.5, 0.1 * seconds)
    came = [(one.start_s, one) for one in words if one.start_s > margin]
    went = [(one.end_s, one) for one in words if one.end_s < seconds - margin]
    for kind, events in (("text appears", came), ("text disappears", went)):
        group: list[Any] = []
        for at_s, one in [*sorted(events, key=lambda it: it[0]), (float("inf"), None)]:
            if group and at_s - group[0][0] > _AT_ONCE_S:
                found.append(
                    Happening(
                        kind,  # type: ignore[arg-type]
                        group[0][0],
                        group[-1][0],
                        " · ".join(it.text for _, it in group),
                        union(it.box for _, it in group),
                        1.0,
                    )
                )
                group = []
            group.append((at_s, one))
    return tuple(sorted(found, key=lambda one: one.start_s))


def plain(text: str) -> str:
    """Text as it is compared: NFKC, case folded, letters and digits only."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if letter.isalnum())


def _lines(seen: Sequence[Seen], scale: float) -> list[_Line]:
    found = []
    for one in seen:
        short = plain(one.text)
        wide = any(ord(letter) > 0x2E7F for letter in short)
        if one.confidence < _SURE or len(short) < (1 if wide else 2):
            continue
        box = Box(*(edge * scale for edge in (one.box.x1, one.box.y1, one.box.x2, one.box.y2)))
        found.append(_Line(one.text.strip(), short, box, one.confidence))
    return found


def _match(run: _Run, lines: Sequence[_Line]) -> _Line | None:
    """The line that is the run's text again, about where it was."""
    last = run.lines[-1]
    best, best_score = None, 0.0
    for line in lines:
        reach = 2 * max(last.box.height, line.box.height) + _APART * last.box.width
        a, b = last.box.center, line.box.center
        if abs(a.x - b.x) > reach or abs(a.y - b.y) > reach:
            continue
        score = 1.0
        if line.plain != last.plain:
            if abs(len(line.plain) - len(last.plain)) > 0.5 * max(len(line.plain), 4):
                continue
            if _tells_other(last.text, line.text):
                continue
            score = _likeness(last.plain, line.plain)
        score += 0.2 * last.box.iou(line.box)
        if score >= _SAME and score > best_score:
            best, best_score = line, score
    return best


def _tells_other(one: str, other: str) -> bool:
    """Whether two readings that are alike differ in what they tell: "Part 3", and later "Part 4".

    A recogniser misses or mistakes a letter; it does not read other numbers or another word.
    """
    if not _begins(_digits(one), _digits(other)):
        return True
    words, later = one.casefold().split(), other.casefold().split()
    return len(words) == len(later) and any(
        min(len(a), len(b)) >= _WORD and _likeness(a, b) < _SAME_WORD
        for a, b in zip(words, later, strict=True)
    )


def _digits(text: str) -> str:
    return "".join(letter for letter in text if letter.isdecimal())


def _begins(one: str, other: str) -> bool:
    """Whether one goes on from the other, as what is being typed does."""
    return one.startswith(other) or other.startswith(one)


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()


def _differs(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    return float((abs(one.astype("int16") - other) > _CELL).mean())
