"""What is kept of every sample of a clip: its colour, brightness and motion, and thumbnails."""

from __future__ import annotations

from dataclasses import dataclass, field

from model.clips.parts import Frame, Reading, Timeline
from model.media.clip import Sampled

THUMB_SIDE = 224
THUMBS = 120
"""Most thumbnails of a timeline."""


@dataclass(slots=True)
class Track:
    """Readings at the samples, with the motion since the sample before."""

    readings: list[Reading] = field(default_factory=list)
    _moved: float = 0.0
    _frames: int = 0

    def add(self, sample: Sampled, motion: float) -> None:
        """Take in a frame of the pass; those with a picture become a reading."""
        self._moved += motion
        self._frames += 1
        if sample.frame is None:
            return
        self.readings.append(reading(sample.frame, self._moved / self._frames))
        self._moved, self._frames = 0.0, 0


def reading(frame: Frame, motion: float) -> Reading:
    """One sample of the track from its picture."""
    pixel = frame.picture.pixels.resize((1, 1), resample=4).getpixel((0, 0))
    red, green, blue = pixel if isinstance(pixel, tuple) else (0, 0, 0)
    luma = (0.299 * red + 0.587 * green + 0.114 * blue) / 255
    return Reading(frame.at_s, (int(red), int(green), int(blue)), luma, motion)


class Thumbnails:
    """Small pictures of the samples, thinned so that there are never more than a few hundred."""

    def __init__(self) -> None:
        """None yet."""
        self._kept: list[Frame] = []
        self._every_s = 0.0

    def add(self, frame: Frame) -> None:
        """Keep it, if the last one kept is far enough away."""
        if self._kept and frame.at_s < self._kept[-1].at_s + self._every_s:
            return
        from model.media.images import picture_of, thumbnail

        small = picture_of(thumbnail(frame.picture, THUMB_SIDE), frame.picture.name)
        self._kept.append(Frame(frame.at_s, small))
        if len(self._kept) > 2 * THUMBS:
            self._kept = self._kept[::2]
            self._every_s = (self._kept[1].at_s - self._kept[0].at_s) * 0.99

    def of(self, timeline: Timeline) -> tuple[Frame, ...]:
        """One for each shot, from its middle; of a clip of one shot, a dozen spread over it."""
        if not self._kept:
            return timeline.thumbnails
        times = [(one.start_s + one.end_s) / 2 for one in timeline.shots]
        if len(times) < 12:
            seconds = timeline.facts.seconds
            times += [seconds * (place + 0.5) / 12 for place in range(12)]
        step = max(1, len(times) // THUMBS)
        chosen = {
            found.at_s: found
            for at_s in times[::step]
            for found in (min(self._kept, key=lambda one: abs(one.at_s - at_s)),)
        }
        return tuple(chosen[at_s] for at_s in sorted(chosen))
