"""A screen recording as the few moments in which something changed, each with its time.

Frames are sampled a few times a second. A moment is a frame that differs from the moment before
and stands still: between two states of a page lies an animation, and a frame from the middle of it
shows neither.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image

from model.errors import TooLarge, UnreadableFile
from model.media.images import picture_of, read_bytes
from model.media.sniff import HEAD_BYTES, sniff
from model.messages import Picture
from model.settings import Settings

_PER_S = 4.0
"""Samples a second: clicks of a person are further apart."""
_GRID = (64, 40)
_CELL_CHANGED = 12.0
"""Grey levels by which a cell must differ; less is the noise of compression."""
_STATE_CHANGED = 0.004
"""Share of cells: ten of the grid, a menu item or a line of text."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A frame of a video and its time from the start in seconds."""

    picture: Picture
    at_s: float


@dataclass(frozen=True, slots=True)
class _Sample:
    frame: Any
    grid: Any
    at_s: float


def moments(path: Path, settings: Settings, name: str = "") -> tuple[Moment, ...]:
    """The first frame and those that show a new state, in order, at most ``settings.web_frames``.

    Of more, those with the largest change are kept. Raises ``UnreadableFile`` for what is no
    video that can be decoded, and ``TooLarge`` for one longer than ``settings.web_recording_s``
    or with frames over ``settings.max_megapixels``.
    """
    name = name or path.name
    with path.open("rb") as file:
        kind = sniff(file.read(HEAD_BYTES))
    if kind != "video":
        read_bytes(path, name, settings)  # says it better where a file is empty or too large
        raise UnreadableFile(
            f"{name!r} is not a video; record the screen as MP4 or WebM and add that."
        )
    found: list[tuple[float, _Sample]] = []
    before: _Sample | None = None
    last: _Sample | None = None
    for sample in _samples(path, settings, name):
        last = sample
        if not found:
            found.append((1.0, sample))
        elif before is not None and _changed(before.grid, sample.grid) < _STATE_CHANGED:
            change = _changed(found[-1][1].grid, sample.grid)
            if change >= _STATE_CHANGED:
                found.append((change, sample))
        before = sample
    if not found or last is None:
        raise UnreadableFile(
            f"{name!r} holds no picture that can be decoded here; record it as MP4 (H.264) or "
            "WebM and try again."
        )
    if (change := _changed(found[-1][1].grid, last.grid)) >= _STATE_CHANGED:
        found.append((change, last))  # the recording ended before the page stood still
    if len(found) > settings.web_frames:
        later = sorted(found[1:], key=lambda one: -one[0])[: max(0, settings.web_frames - 1)]
        found = [found[0], *sorted(later, key=lambda one: one[1].at_s)]
    return tuple(_moment(sample, name) for _, sample in found)


def _samples(path: Path, settings: Settings, name: str) -> Iterator[_Sample]:
    import cv2

    video = cv2.VideoCapture(str(path))
    try:
        per_s = video.get(cv2.CAP_PROP_FPS)
        per_s = per_s if 1 <= per_s <= 240 else 30.0
        step = max(1, round(per_s / _PER_S))
        index = 0
        while video.grab():
            at_s = index / per_s
            if at_s > settings.web_recording_s:
                raise TooLarge(
                    f"{name!r} is longer than {settings.web_recording_s:g} seconds; cut out the "
                    "part that shows what moves and try again."
                )
            if index % step == 0:
                whole, frame = video.retrieve()
                if not whole or frame is None:
                    break
                height, width = frame.shape[:2]
                if width * height > settings.max_megapixels * 1_000_000:
                    raise TooLarge(
                        f"{name!r} has frames of {width} × {height} pixels, over "
                        f"{settings.max_megapixels} megapixels; record it smaller."
                    )
                grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
                grid = cv2.resize(grey, _GRID, interpolation=cv2.INTER_AREA)
                yield _Sample(frame, grid.astype("float32"), at_s)
            index += 1
    finally:
        video.release()


def _changed(one: Any, other: Any) -> float:
    """The share of cells that differ, 0 to 1."""
    return float((abs(one - other) > _CELL_CHANGED).mean())


def _moment(sample: _Sample, name: str) -> Moment:
    image = Image.fromarray(sample.frame[:, :, ::-1].copy())
    return Moment(picture_of(image, f"{name}, {sample.at_s:.1f} s"), sample.at_s)
