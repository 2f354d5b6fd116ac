"""Where shots begin: cuts, fades through a flat picture, dissolves; and flashes, which are none.

Frames go in one by one, boundaries come out about two seconds later, so that the memory needed
does not grow with the clip. All thresholds are levels of 0–255 on a grid of 64 cells.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any, Literal

from model.clips.measures import Look, difference, likeness, look, mixture, moved

_CUT = 12.0
"""Least difference of two frames across a cut."""
_AGAINST_AROUND = 2.2
"""How many times the differences around it a cut has to be: fast motion differs all the time."""
_AROUND_S = 0.5
_BACK_S = 0.45
"""A picture that is back within this time was hidden by a flash."""
_OTHER, _OTHER_PER_S, _OTHER_MOST = 36.0, 600.0, 52.0
"""A difference that no fade makes between two frames, however few frames a second there are."""
_FLASH = 20.0
"""Levels by which the mean of a flash is brighter than what it hides."""
_SURE, _SAME = 28.0, 0.7
"""Below this difference, pictures as alike as this are one scene: shaken, or with a caption."""
_BACK = 0.5
"""Share of the difference that is left once a flash is over."""
FLAT = 9.0
"""Contrast below which a frame is one colour."""
_DARK, _LIGHT = 30.0, 222.0
"""Mean luma below and above which one colour is the void between two pictures."""
_VOID_S = 0.25
_RAMP_S = 0.9
_RAMP = 2.2
"""How many times its contrast next to the flat frames a fading picture had before."""
_DISSOLVES_S = (0.5, 1.0, 2.0)
_DISSOLVED = 14.0
_ALIKE = 0.62
"""Likeness above which two pictures are one scene under other light, or moved on a little."""
_MIXED = 0.42
_MOVED = 0.2
"""What parts that moved leave unexplained of a dissolve's middle; a pan leaves less."""
_NEXT_S = 0.9
"""Least time between the middles of two dissolves."""
_SHORTEST_S = 0.25
_BEGIN_S = 0.2
_KEPT_S = 4.0


@dataclass(frozen=True, slots=True)
class Boundary:
    """Where a shot begins, and from when to when the change took place."""

    at_s: float
    by: Literal["cut", "fade"]
    start_s: float
    end_s: float
    strength: float
    flat: bool = False
    """Whether it goes through frames of one colour."""


@dataclass(frozen=True, slots=True)
class Flash:
    """A picture much brighter than those before and after, which are alike."""

    start_s: float
    end_s: float
    strength: float


@dataclass(slots=True)
class _Seen:
    look: Look
    step: float
    judged: bool = False


_Flat = tuple[float, float, bool, tuple[float, float] | None]
"""Start and end of a run of one colour, whether a picture faded into it, when it was void."""


class ShotFinder:
    """Finds boundaries in frames that are given in order; ``boundaries`` and ``flashes`` grow."""

    def __init__(self) -> None:
        """Begin before the first frame."""
        self.boundaries: list[Boundary] = []
        self.flashes: list[Flash] = []
        self.flat: list[tuple[float, float, float]] = []
        """Stretches of one colour: start, end, luma."""
        self._seen: deque[_Seen] = deque()
        self._flat_from: float | None = None
        self._ramp_before = False
        self._after_flat: list[_Flat] = []
        self._void: tuple[float, float] | None = None
        self._hidden = (-1.0, 0.0)
        self._dissolve: list[tuple[float, float, float, float, float]] = []

    def add(self, at_s: float, cells: Any) -> Look:
        """Take in the next frame's grid; returns how it was measured."""
        new = look(at_s, cells)
        step = difference(self._seen[-1].look, new) if self._seen else 0.0
        self._seen.append(_Seen(new, step))
        self._judge(at_s - _AROUND_S)
        # the one before them is kept too: a still screen may have no frame for long
        while len(self._seen) > 1 and self._seen[1].look.at_s < at_s - _KEPT_S:
            self._seen.popleft()
        self._follow_flat(new)
        self._find_dissolve(at_s)
        return new

    @property
    def jumped(self) -> bool:
        """Whether the last frame differs from the one before as another picture would."""
        return bool(self._seen) and self._seen[-1].step >= _CUT

    def finish(self) -> list[Boundary]:
        """The clip is over: judge what was waiting; all boundaries in order."""
        self._judge(float("inf"))
        if self._flat_from is not None and self._seen:
            last = self._seen[-1].look
            self.flat.append((self._flat_from, last.at_s, last.bright))
            self._flat_from = None
        self._end_dissolve()
        return self.found()

    def found(self) -> list[Boundary]:
        """The boundaries so far: cuts that belong to a fade or dissolve are part of it."""
        through = [one for one in self.boundaries if one.flat]
        fades = [
            one
            for one in self.boundaries
            if one.by == "fade" and (one.flat or not any(_overlap(one, other) for other in through))
        ]
        kept: list[Boundary] = []
        cuts = [
            one
            for one in self.boundaries
            if one.by == "cut" and not any(_overlap(one, fade) for fade in fades)
        ]
        for one in sorted([*cuts, *fades], key=lambda it: it.at_s):
            if kept and one.at_s - kept[-1].at_s < _SHORTEST_S:
                continue
            kept.append(one)
        return kept

    def _judge(self, until_s: float) -> None:
        """Decide on the frames up to ``until_s``, of which enough that follows is known."""
        seen = list(self._seen)
        for place, one in enumerate(seen):
            if one.judged or place == 0:
                continue
            if one.look.at_s > until_s:
                break
            one.judged = True
            if one.step >= _CUT:
                self._judge_step(seen, place)

    def _judge_step(self, seen: list[_Seen], place: int) -> None:
        here, before = seen[place], seen[place - 1].look
        at_s = here.look.at_s
        if at_s <= self._hidden[0] and here.step < 1.5 * self._hidden[1]:
            return
        if back_s := _back(seen, place):
            self._hidden = (back_s + 0.05, here.step)
            brighter = here.look.bright - before.bright
            if brighter >= _FLASH:
                self.flashes.append(Flash(at_s, back_s, brighter / 255))
            return
        around = sorted(
            one.step
            for one in seen[1:]
            if one is not here and abs(one.look.at_s - at_s) <= _AROUND_S
        )
        usual = around[int(0.8 * (len(around) - 1))] if len(around) > 1 else 0.0
        top = max(
            (
                one.step
                for one in seen[1:]
                if one is not here and abs(one.look.at_s - at_s) <= _SHORTEST_S
            ),
            default=0.0,
        )
        if here.step < _AGAINST_AROUND * usual or here.step < top:
            return
        if _faint(seen, place - 1, -1) or _faint(seen, place, 1):
            return
        later = [one.look for one in seen[place:] if one.look.at_s <= at_s + 0.2]
        lasting = difference(before, later[-1])
        if lasting < max(0.6 * _CUT, 0.35 * here.step):
            return
        if here.step < _SURE and likeness(before, here.look) > _SAME:
            return
        self.boundaries.append(Boundary(at_s, "cut", before.at_s, at_s, here.step))

    def _follow_flat(self, new: Look) -> None:
        """Runs of frames of one colour, with a picture fading into or out of them, are fades."""
        if new.contrast < FLAT:
            if self._flat_from is None:
                self._flat_from = new.at_s
                self._ramp_before = self._fades_in(reverse=False)
                self._void = None
            if not _DARK < new.bright < _LIGHT:
                self._void = (self._void[0] if self._void else new.at_s, new.at_s)
        elif self._flat_from is not None:
            start, end = self._flat_from, self._seen[-2].look.at_s
            self.flat.append((start, end, self._seen[-2].look.bright))
            self._flat_from = None
            self._after_flat.append((start, end, self._ramp_before, self._void))
        while self._after_flat and new.at_s >= self._after_flat[0][1] + _RAMP_S:
            self._judge_flat(*self._after_flat.pop(0))

    def _judge_flat(
        self, start: float, end: float, ramp_before: bool, void: tuple[float, float] | None
    ) -> None:
        """A stretch of one colour: black and white with one ramp are a fade, others with two."""
        ramp_after = self._fades_in(reverse=True, since=end)
        ramps = ramp_before + ramp_after
        if void and void[0] > start + _VOID_S or void and void[1] < end - _VOID_S:
            ramps += 1  # a plain picture that goes dark or light, with nothing on it to fade
        if start <= _BEGIN_S and (void is None or void[0] <= _BEGIN_S):
            return
        if ramps < (1 if void else 2) or self._flashed(start, end):
            return
        first, last = void or (start, end)
        at_s = last if last - first > 2.0 else (first + last) / 2
        first = start - (_RAMP_S if ramp_before else 0.05)
        last = end + (_RAMP_S if ramp_after else 0.05)
        self.boundaries.append(Boundary(at_s, "fade", first, last, 1.0, flat=True))

    def _flashed(self, start: float, end: float) -> bool:
        """Whether a stretch of one colour is the inside of a flash."""
        return any(one.start_s <= start + 0.05 and end <= one.end_s + 0.05 for one in self.flashes)

    def _fades_in(self, *, reverse: bool, since: float = 0.0) -> bool:
        """Whether the contrast of the frames next to the flat ones changes step by step."""
        near: list[Look] = []
        if reverse:
            flat = next(one.look for one in reversed(self._seen) if one.look.at_s <= since)
            for one in self._seen:
                since_s = one.look.at_s - near[-1].at_s if near else 0.0
                if one.look.at_s > since + _RAMP_S or (near and _is_other(one.step, since_s)):
                    break
                if one.look.at_s > since:
                    near.append(one.look)
        else:
            flat = self._seen[-1].look
            steps = [one.step for one in self._seen]
            for place in range(len(self._seen) - 2, -1, -1):
                one = self._seen[place]
                since_s = near[-1].at_s - one.look.at_s if near else 0.0
                if one.look.at_s < flat.at_s - _RAMP_S or (
                    near and _is_other(steps[place + 1], since_s)
                ):
                    break
                near.append(one.look)
        if len(near) < 4:
            return False
        # a picture that is there at once is cut to; one that fades is faint at first
        full = max(near, key=lambda one: one.contrast)
        if difference(flat, full) < _CUT:
            return False  # words that come up on a plain ground are no new picture
        return near[0].contrast * _RAMP < full.contrast and near[1].contrast * 1.25 < full.contrast

    def _find_dissolve(self, now: float) -> None:
        """Whether the frame half a window ago is a mixture of those at the window's ends."""
        best: tuple[float, float, float, float, float] | None = None
        for window in _DISSOLVES_S:
            found = self._mixed(now, window)
            if found and (best is None or found[4] < best[4]):
                best = found
        if best:
            self._dissolve.append(best)
        elif self._dissolve and now - self._dissolve[-1][1] > max(_DISSOLVES_S):
            self._end_dissolve()

    def _mixed(self, now: float, window: float) -> tuple[float, float, float, float, float] | None:
        """(start, centre, end, difference, residual) of a dissolve that ends now."""
        looks = [one for one in self._seen if one.look.at_s >= now - window - 0.05]
        if len(looks) < 5 or looks[0].look.at_s > now - 0.8 * window:
            return None
        before, after = looks[0].look, looks[-1].look
        if min(before.contrast, after.contrast) < 2 * FLAT:
            return None
        whole = difference(before, after)
        if whole < _DISSOLVED:
            return None
        if max(one.step for one in looks[1:]) > 0.55 * whole:
            return None
        if likeness(before, after) > _ALIKE:
            return None
        shares, residuals = [], []
        for part in (0.25, 0.5, 0.75):
            middle = looks[round(part * (len(looks) - 1))].look
            share, residual = mixture(before, middle, after)
            shares.append(share)
            residuals.append(residual)
        if max(residuals) > _MIXED or not shares[0] + 0.06 < shares[1] < shares[2] - 0.06:
            return None
        if not 0.2 < shares[1] < 0.8:
            return None
        if moved(before, looks[len(looks) // 2].look, after) < _MOVED:
            return None
        centre = looks[len(looks) // 2].look.at_s
        return before.at_s, centre, after.at_s, whole, max(residuals)

    def _end_dissolve(self) -> None:
        if not self._dissolve:
            return
        # the widest difference is where the window holds all of the dissolve; one soon after
        # another stands apart from it
        best: list[tuple[float, float, float, float, float]] = []
        for one in sorted(self._dissolve, key=lambda it: -it[3] * (1 - it[4])):
            if all(one[0] >= it[2] or one[2] <= it[0] for it in best) and all(
                abs(one[1] - it[1]) >= _NEXT_S for it in best
            ):
                best.append(one)
        self._dissolve = []
        for start, centre, end, whole, _ in sorted(best):
            if not any(one.by == "cut" and start <= one.at_s <= end for one in self.boundaries):
                self.boundaries.append(Boundary(centre, "fade", start, end, whole))


def _is_other(step: float, seconds: float) -> bool:
    """Whether two frames so many seconds apart differ by more than a fade makes them."""
    return step >= min(_OTHER_MOST, max(_OTHER, _OTHER_PER_S * seconds))


def _overlap(one: Boundary, other: Boundary) -> bool:
    return one.start_s <= other.end_s + 0.05 and other.start_s <= one.end_s + 0.05


def _faint(seen: list[_Seen], place: int, way: int) -> bool:
    """Whether a frame is nearly one colour while those on its side fade into it step by step."""
    one = seen[place].look
    side = [
        it.look.contrast
        for it in (seen[place + 1 :] if way > 0 else seen[:place])
        if abs(it.look.at_s - one.at_s) <= _AROUND_S
    ]
    return bool(side) and FLAT <= one.contrast < 0.5 * max(side)


def _back(seen: list[_Seen], place: int) -> float:
    """When the picture before the one at ``place`` is back, if it is soon; else 0."""
    here, before = seen[place], seen[place - 1].look
    for later in seen[place + 1 :]:
        if later.look.at_s > here.look.at_s + _BACK_S:
            break
        if difference(before, later.look) < _BACK * here.step:
            return later.look.at_s
    return 0.0
