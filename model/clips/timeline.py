"""``watch``: a clip becomes a timeline that grows, first within two seconds, and ends complete.

Three looks: at keyframes spread over the clip, for thumbnails at once; one pass over all of it for
shots, motion and colours (long clips by keyframes alone); last at the few frames whose text is
read, which is the slow part.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import takewhile

from model.clips.export import clock
from model.clips.happenings import Mover, happenings, shots_of
from model.clips.parts import Facts, Frame, Happening, Timeline
from model.clips.segments import segments
from model.clips.shots import ShotFinder
from model.clips.skim import skim
from model.clips.track import THUMB_SIDE, THUMBS, Thumbnails, Track
from model.clips.words import Recogniser, TextWatcher
from model.media.clip import Clip
from model.settings import Settings

FIRST_S = 1.0
"""How long the first look may take before what there is is shown."""
_EVERY_S = 0.7
"""Between two timelines that are yielded during the pass."""
_PASS = 0.6
"""The share of the work that is told to be the pass; the reading of text is the rest."""
_SPARSE_S = 30.0
"""Keyframes further apart than this miss what happens; then all is decoded, however long it is."""
_LOST_S, _LOST = 1.0, 3
"""So many coded frames in so long a stretch without a decoded one are damaged."""


def watch(
    clip: Clip,
    settings: Settings | None = None,
    recogniser: Recogniser | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> Iterator[Timeline]:
    """The timeline of a clip as it grows; the last one is complete unless ``stopped`` says so.

    ``recogniser`` reads the text of a picture, its boxes in pixels; without one no words are found.
    What cannot be decoded is left out. Raises ``UnreadableFile`` if nothing can.
    """
    settings = settings or clip.settings
    timeline = Timeline(clip.facts)
    for timeline in _first(clip, stopped):
        yield timeline
    if stopped():
        return
    texts = TextWatcher(clip, settings) if recogniser else None
    share = _PASS if recogniser else 1.0
    passing = skim if _skimmed(clip, settings) else _pass
    for grown in passing(clip, timeline, settings, texts, stopped):
        timeline = replace(grown, done=grown.done * share)
        yield timeline
    if texts is not None and recogniser is not None and not stopped():
        for words, seen, read in texts.read(recogniser, stopped):
            timeline = replace(
                timeline,
                words=words,
                happenings=tuple(
                    sorted((*_without_text(timeline), *seen), key=lambda one: one.start_s)
                ),
                done=share + (1 - share) * read * 0.999,
            )
            yield replace(timeline, segments=segments(timeline))
    if not stopped():
        timeline = replace(timeline, done=1.0)
        yield replace(timeline, segments=segments(timeline))


def _skimmed(clip: Clip, settings: Settings) -> bool:
    """Whether a clip is long, and its keyframes are near enough to each other to tell of it."""
    if clip.seconds <= settings.watch_skim_s:
        return False
    return len(clip.keyframe_times()) * _SPARSE_S >= clip.seconds


def _without_text(timeline: Timeline) -> Iterator[Happening]:
    kinds = ("text appears", "text disappears")
    return (one for one in timeline.happenings if one.kind not in kinds)


def _first(clip: Clip, stopped: Callable[[], bool]) -> Iterator[Timeline]:
    """Keyframes spread over the clip, more and more of them, for as long as ``FIRST_S``."""
    until = time.monotonic() + FIRST_S
    found: dict[float, Frame] = {}

    def is_early(at_s: float) -> bool:
        early = not stopped() and time.monotonic() < until and len(found) < THUMBS
        return at_s == 0.0 or early

    # the times end, not the frames: where keyframes are rare, most times give none
    for frame in clip.glance(takewhile(is_early, spread(clip.seconds)), THUMB_SIDE):
        found.setdefault(frame.at_s, frame)
    frames = tuple(found[at_s] for at_s in sorted(found))
    yield Timeline(clip.facts, tuple(sorted(found)), thumbnails=frames)


def spread(seconds: float) -> Iterator[float]:
    """Times from coarse to fine: the start, the middle, the quarters … until they are a second."""
    yield 0.0
    step = seconds
    while step > 1.0:
        at_s = step / 2
        while at_s < seconds:
            yield at_s
            at_s += step
        step /= 2


def _pass(
    clip: Clip,
    first: Timeline,
    settings: Settings,
    texts: TextWatcher | None,
    stopped: Callable[[], bool],
) -> Iterator[Timeline]:
    finder, mover = ShotFinder(), Mover(clip.facts.width, clip.facts.height)
    track, thumbs = Track(), Thumbnails()
    shown = time.monotonic()
    facts, seen_s = clip.facts, 0.0

    def timeline(done: float) -> Timeline:
        marks = finder.found()
        made = Timeline(
            facts,
            first.keyframes,
            shots_of(marks, clip.seconds if done >= 1 else done * clip.seconds),
            happenings(marks, finder.flashes, finder.flat, mover.so_far()),
            track=tuple(track.readings),
            thumbnails=first.thumbnails if done < 1 else (),
            done=done,
        )
        made = replace(made, segments=segments(made))
        return made if done < 1 else replace(made, thumbnails=thumbs.of(made))

    per_s = settings.watch_per_s
    for sample in clip.passing(per_s, settings.watch_side):
        if stopped():
            break
        facts, seen_s = _lost(clip, facts, seen_s, sample.at_s), sample.at_s
        seen = finder.add(sample.at_s, sample.grid)
        mover.add(seen, cut=finder.jumped)
        track.add(sample, mover.motion)
        if sample.frame is not None:
            thumbs.add(sample.frame)
        if texts is not None:
            texts.add(sample)
        if time.monotonic() - shown >= _EVERY_S:
            shown = time.monotonic()
            yield timeline(min(0.999, sample.at_s / clip.seconds if clip.seconds else 0.0))
    finder.finish()
    mover.finish()
    if not stopped():
        facts = _lost(clip, facts, seen_s, clip.seconds)
    yield timeline(1.0)


def _lost(clip: Clip, facts: Facts, start_s: float, end_s: float) -> Facts:
    """The facts with a note, if frames between two that were decoded are there but damaged."""
    if end_s - start_s < _LOST_S or clip.coded(start_s, end_s) < _LOST:
        return facts
    where = f"between {clock(start_s)} and {clock(end_s + 1)}"
    return replace(facts, notes=(*facts.notes, f"It is damaged {where}; that part is left out."))
