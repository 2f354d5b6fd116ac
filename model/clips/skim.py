"""Watching a long clip by its keyframes: minutes of work become seconds, cuts come out coarser."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from model.clips.happenings import happenings, shots_of
from model.clips.measures import Look, changed, difference, likeness, look
from model.clips.parts import Reading, Timeline
from model.clips.segments import segments
from model.clips.shots import FLAT, Boundary
from model.clips.track import Thumbnails, reading
from model.media.clip import Clip
from model.settings import Settings

if TYPE_CHECKING:
    from model.clips.words import TextWatcher

_MOST = 900
"""Keyframes that are looked at; of more, so many spread evenly."""
_DIFFERENT = 16.0
_ALIKE = 0.55
_EVERY_S = 0.7


def skim(
    clip: Clip,
    first: Timeline,
    settings: Settings,
    texts: TextWatcher | None,
    stopped: Callable[[], bool],
) -> Iterator[Timeline]:
    """The timeline of a long clip as it grows, from keyframes alone; ``done`` ends at 1.

    Nothing between two keyframes is seen, which ``facts.notes`` says.
    """
    step = max(1.0 / max(settings.watch_per_s, 0.01), clip.seconds / _MOST)
    facts = replace(
        clip.facts,
        notes=(
            *clip.facts.notes,
            f"It lasts longer than {settings.watch_skim_s / 60:.0f} minutes, so it was watched by "
            f"keyframes, one every {step:.0f} s or so: cuts are told to the nearest of them, and "
            "what lasts only seconds may be missed.",
        ),
    )
    marks: list[Boundary] = []
    flat: list[tuple[float, float, float]] = []
    track: list[Reading] = []
    keys: list[float] = []
    thumbs = Thumbnails()
    before: Look | None = None
    shown = time.monotonic()

    def timeline(done: float) -> Timeline:
        made = Timeline(
            facts,
            tuple(keys) if done >= 1 else first.keyframes,
            shots_of(marks, clip.seconds if done >= 1 else done * clip.seconds),
            happenings(marks, (), flat, ()),
            track=tuple(track),
            thumbnails=first.thumbnails,
            done=done,
        )
        made = replace(made, segments=segments(made))
        return made if done < 1 else replace(made, thumbnails=thumbs.of(made))

    times = (place * step for place in range(int(clip.seconds / step) + 1))
    for sample in clip.skimming(times, settings.watch_side):
        if stopped():
            break
        seen = look(sample.at_s, sample.grid)
        keys.append(sample.at_s)
        moved = changed(before, seen) if before else 0.0
        if before is not None:
            away = difference(before, seen)
            if away >= _DIFFERENT and likeness(before, seen) < _ALIKE:
                marks.append(Boundary(seen.at_s, "cut", before.at_s, seen.at_s, away))
        if seen.contrast < FLAT:
            flat.append((seen.at_s, seen.at_s + step, seen.bright))
        if sample.frame is not None:
            track.append(reading(sample.frame, moved))
            thumbs.add(sample.frame)
        if texts is not None:
            texts.add(sample)
        before = seen
        if time.monotonic() - shown >= _EVERY_S:
            shown = time.monotonic()
            yield timeline(min(0.999, sample.at_s / clip.seconds))
    yield timeline(1.0)
