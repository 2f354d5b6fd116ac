"""What moves and what stands still, frame by frame: motion, stillness, changes of a screen, black.

Measured facts only: that something moves, and where, not what it is.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any

from model.clips.measures import CELL_CHANGED, Look, changed
from model.clips.parts import Happening, Shot
from model.clips.shots import Boundary, Flash
from model.geometry import Box

_STILL = 0.003
"""Share of cells that may change from frame to frame while a picture stands still."""
_SETTLED_S = 0.4
"""A screen has settled when it stood still for so long."""
_STATE = 0.004
"""Share of cells that differ between two states of a screen: a line of text."""
_LONGEST_CHANGE_S = 3.0
_STILL_S = 2.0
_APART_S = 0.25
"""Motion is measured over this time, so that it does not depend on the frame rate."""
_MOVING, _CALM = 0.22, 0.12
"""Shares of cells at which motion begins and at which it is over."""
_MOVING_S = 1.0
_SMOOTH_S = 0.7
_BLACK = 28.0
_BLACK_S = 0.15


class Mover:
    """Follows frames in order and collects stillness, motion and changes of a screen."""

    def __init__(self, width: int, height: int) -> None:
        """``width`` and ``height`` of the clip, for the boxes of what changes."""
        self._size = (width, height)
        self.found: list[Happening] = []
        self._last: Look | None = None
        self._still_from: float | None = None
        self._state: Look | None = None
        """How the screen looked when it last stood still."""
        self._moved_at = 0.0
        self._smooth = 0.0
        self._peak = 0.0
        self._moving_from: float | None = None
        self._earlier: deque[Look] = deque()
        self.motion = 0.0
        """Share of cells that changed within a quarter of a second, 0 to 1."""

    def add(self, new: Look, *, cut: bool = False) -> None:
        """Take in the next frame; ``cut`` if it is another picture, which is no movement."""
        last, self._last = self._last, new
        if last is None:
            self._still_from = new.at_s
            self._earlier.append(new)
            return
        self._follow_still(last, new, changed(last, new))
        if cut:
            self._earlier.clear()
        self._earlier.append(new)
        while len(self._earlier) > 1 and self._earlier[1].at_s <= new.at_s - _APART_S:
            self._earlier.popleft()
        self.motion = changed(self._earlier[0], new)
        self._follow_motion(last, new)

    def finish(self) -> tuple[Happening, ...]:
        """The clip is over; everything in order."""
        if self._last is not None:
            self._end_still(self._last.at_s)
            self._end_motion(self._last.at_s)
        return self.so_far()

    def so_far(self) -> tuple[Happening, ...]:
        """What was found and is over."""
        return tuple(sorted(self.found, key=lambda one: one.start_s))

    def _follow_still(self, last: Look, new: Look, share: float) -> None:
        if share > _STILL:
            if self._still_from is not None:
                if last.at_s - self._still_from >= _SETTLED_S:
                    self._state, self._moved_at = last, new.at_s
                self._end_still(last.at_s)
            return
        if self._still_from is None:
            self._still_from = last.at_s
        settled = new.at_s - self._still_from >= _SETTLED_S
        if settled and self._state is not None:
            self._compare(self._state, new)
            self._state = None

    def _compare(self, before: Look, after: Look) -> None:
        """Two states of a screen that stand still, one after the other."""
        took = (self._still_from or after.at_s) - self._moved_at
        share = changed(before, after)
        if share < _STATE or took > _LONGEST_CHANGE_S:
            return
        self.found.append(
            Happening(
                "screen changes",
                self._moved_at,
                max(self._moved_at, self._still_from or after.at_s),
                box=self._box(before, after),
                strength=share,
            )
        )

    def _box(self, before: Look, after: Look) -> Box:
        import numpy as np

        away = np.abs(after.grid[:, :, 0] - before.grid[:, :, 0]) > CELL_CHANGED
        rows, columns = np.nonzero(away)
        high, wide = away.shape
        width, height = self._size
        return Box(
            columns.min() * width / wide,
            rows.min() * height / high,
            (columns.max() + 1) * width / wide,
            (rows.max() + 1) * height / high,
        )

    def _end_still(self, at_s: float) -> None:
        if self._still_from is not None and at_s - self._still_from >= _STILL_S:
            self.found.append(Happening("still", self._still_from, at_s, strength=1.0))
        self._still_from = None

    def _follow_motion(self, last: Look, new: Look) -> None:
        part = min(1.0, max(0.0, new.at_s - last.at_s) / _SMOOTH_S)
        self._smooth += (self.motion - self._smooth) * part
        if self._moving_from is None:
            if self._smooth >= _MOVING:
                self._moving_from, self._peak = last.at_s, self._smooth
        elif self._smooth < _CALM:
            self._end_motion(new.at_s)
        else:
            self._peak = max(self._peak, self._smooth)

    def _end_motion(self, at_s: float) -> None:
        start, self._moving_from = self._moving_from, None
        if start is not None and at_s - start >= _MOVING_S:
            self.found.append(Happening("motion", start, at_s, strength=min(1.0, self._peak)))


def happenings(
    boundaries: Sequence[Boundary],
    flashes: Sequence[Flash],
    flat: Sequence[tuple[float, float, float]],
    moves: Sequence[Happening],
) -> tuple[Happening, ...]:
    """All of it as one list in order of time; a change of screen that is a cut is told once."""
    found: list[Happening] = []
    for one in boundaries:
        start, end = (one.at_s, one.at_s) if one.by == "cut" else (one.start_s, one.end_s)
        found.append(Happening(one.by, max(0.0, start), end, strength=one.strength))
    found += [Happening("flash", one.start_s, one.end_s, strength=one.strength) for one in flashes]
    found += [
        Happening("black", start, end, strength=1.0)
        for start, end, luma in flat
        if luma < _BLACK and end - start >= _BLACK_S
    ]
    turns = [one.at_s for one in boundaries]
    for move in moves:
        told = move.kind == "screen changes" and any(
            move.start_s - 0.2 <= at_s <= move.end_s + 0.2 for at_s in turns
        )
        if not told:
            found.append(move)
    return tuple(sorted(found, key=lambda one: (one.start_s, one.end_s)))


def shots_of(boundaries: Sequence[Boundary], seconds: float) -> tuple[Shot, ...]:
    """The shots between boundaries, the whole clip when there is none."""
    marks = [(0.0, "start"), *((one.at_s, one.by) for one in boundaries if 0 < one.at_s < seconds)]
    ends = [at_s for at_s, _ in marks[1:]] + [seconds]
    shots: list[Any] = [
        Shot(at_s, end, by)  # type: ignore[arg-type]
        for (at_s, by), end in zip(marks, ends, strict=True)
    ]
    return tuple(shots)
