"""Which moments of a clip a model is to see: at least two and an even number of them.

GLM-V joins frames in pairs, and its servers fail on a single one.
"""

from __future__ import annotations

import math

from model.clips.parts import Choice, Timeline
from model.media.clip import Clip

_EDGE_S = 0.05
"""Kept away from a cut and from the end: the last frame begins before the clip is over."""


def choose(
    clip: Clip,
    timeline: Timeline,
    by: Choice,
    per_s: float = 1.0,
    count: int = 16,
    start_s: float = 0.0,
    end_s: float = 0.0,
) -> tuple[float, ...]:
    """Times from ``start_s`` to ``end_s`` (0: to the end), ascending, never more than ``count``.

    ``rate`` takes ``per_s`` a second, and ``count`` spread evenly where that is more; ``shots`` the
    middle of every shot, ``keyframes`` every keyframe; both are thinned or filled up evenly. An odd
    ``count`` is rounded down, 1 up.
    """
    end = min(end_s, clip.seconds) if end_s > start_s else clip.seconds
    start = max(0.0, start_s if start_s < end - 0.01 else end - 4 * _EDGE_S)
    most = max(2, count // 2 * 2)
    if by == "shots":
        found = [
            (max(shot.start_s, start) + min(shot.end_s, end)) / 2
            for shot in timeline.shots
            if min(shot.end_s, end) - max(shot.start_s, start) > _EDGE_S
        ]
    elif by == "keyframes":
        found = [one for one in clip.keyframe_times() if start - 1e-3 <= one < end]
    elif by == "rate" and (end - start) * per_s < most:
        step = 1 / max(per_s, 1e-6)
        count = max(1, math.ceil((end - start) / step - 0.02))
        found = [start + place * step for place in range(count)]
    else:
        found = even(start, end, most)
    return _paired(sorted(set(found)), start, end, most)


def even(start_s: float, end_s: float, count: int) -> list[float]:
    """``count`` times in the middles of as many equal parts."""
    step = (end_s - start_s) / count
    return [start_s + (place + 0.5) * step for place in range(count)]


def _paired(times: list[float], start: float, end: float, most: int) -> tuple[float, ...]:
    """Thinned to ``most``, then made even and two at least by times in the widest gaps."""
    if len(times) > most:
        times = [times[round(place * (len(times) - 1) / (most - 1))] for place in range(most)]
    while len(times) < 2 or len(times) % 2:
        marks = [start, *times, end - min(_EDGE_S, (end - start) / 4)]
        gaps = [(b - a, (a + b) / 2) for a, b in zip(marks, marks[1:], strict=False)]
        times = sorted([*times, max(gaps)[1]])
    return tuple(times)
