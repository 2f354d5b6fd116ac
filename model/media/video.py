"""A screen recording as the few moments in which something changed, each with its time.

Frames are sampled a few times a second. A moment is a frame that differs from the moment before
and stands still: between two states of a page lies an animation, and a frame from the middle of it
shows neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from model.errors import TooLarge
from model.media.clip import Clip, Sampled, open_clip
from model.messages import Picture
from model.settings import Settings

_PER_S = 4.0
"""Samples a second: clicks of a person are further apart."""
_HELD_S = 0.6
"""A frame that no other follows for longer than this stands still."""
_SIDE = 64
"""Pixels of the pictures of a pass; only its small grids are compared."""
_CELL_CHANGED = 12.0
"""Grey levels by which a cell must differ; less is the noise of compression."""
_STATE_CHANGED = 0.004
"""Share of cells: ten of the grid, a menu item or a line of text."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A frame of a video and its time from the start in seconds."""

    picture: Picture
    at_s: float


def moments(path: Path, settings: Settings, name: str = "") -> tuple[Moment, ...]:
    """The first frame and those that show a new state, in order, at most ``settings.web_frames``.

    Of more, those with the largest change are kept. Raises ``UnreadableFile`` for what is no
    video that can be decoded, and ``TooLarge`` for one longer than ``settings.web_recording_s``
    or with frames over ``settings.max_megapixels``.
    """
    with open_clip(path, settings, name) as clip:
        _check(clip, settings)
        chosen = _states(clip, settings.web_frames)
        frames = clip.at(chosen)
    return tuple(Moment(one.picture, one.at_s) for one in frames)


def _check(clip: Clip, settings: Settings) -> None:
    facts = clip.facts
    if facts.seconds > settings.web_recording_s:
        raise TooLarge(
            f"{facts.name!r} is longer than {settings.web_recording_s:g} seconds; cut out the "
            "part that shows what moves and try again."
        )
    if facts.width * facts.height > settings.max_megapixels * 1_000_000:
        raise TooLarge(
            f"{facts.name!r} has frames of {facts.width} × {facts.height} pixels, over "
            f"{settings.max_megapixels} megapixels; record it smaller."
        )


def _states(clip: Clip, most: int) -> list[float]:
    """When the first frame and every new state that stands still is shown."""
    found: list[tuple[float, Sampled]] = []
    before: Sampled | None = None
    last: Sampled | None = None

    def stands(state: Sampled) -> None:
        if (change := _changed(found[-1][1], state)) >= _STATE_CHANGED:
            found.append((change, state))

    for sample in clip.passing(_PER_S, _SIDE):
        if last is not None and sample.at_s - last.at_s > _HELD_S:
            stands(last)
        last = sample
        if sample.frame is None:
            continue
        if not found:
            found.append((1.0, sample))
        elif before is not None and _changed(before, sample) < _STATE_CHANGED:
            stands(sample)
        before = sample
    if last is not None and (change := _changed(found[-1][1], last)) >= _STATE_CHANGED:
        found.append((change, last))  # the recording ended before the page stood still
    if len(found) > most:
        later = sorted(found[1:], key=lambda one: -one[0])[: max(0, most - 1)]
        found = [found[0], *sorted(later, key=lambda one: one[1].at_s)]
    return [sample.at_s for _, sample in found]


def _changed(one: Sampled, other: Sampled) -> float:
    """The share of cells whose luma differs, 0 to 1."""
    away = abs(one.grid[:, :, 0].astype("int16") - other.grid[:, :, 0])
    return float((away > _CELL_CHANGED).mean())
