"""``open_clip``: a video file that gives keyframes at once, any moment, or one pass over it all.

Every reading opens the file anew, so that a ``Clip`` may be used by several threads and holds
nothing between them.
"""

from __future__ import annotations

import os
import threading
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, closing
from heapq import merge
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from types import TracebackType
from typing import Any

from model.clips.parts import Facts, Frame
from model.errors import UnreadableFile
from model.media.clip.ahead import ahead
from model.media.clip.container import MOST_THREADS, frames, opened, seconds_of, set_up
from model.media.clip.parts import Sampled
from model.media.clip.pixels import grid, picture
from model.media.clip.probe import Probed, probe
from model.settings import Settings

_LEAD = MOST_THREADS + 8
"""Frames before a wanted moment that are all decoded, also those that no other refers to: more
than decoders hold back to keep their threads busy and to put frames in order."""
_EXACT = 8
_REACH_S = 8.0
"""Where keyframes are not known: jump when the next wanted moment is further away than this."""
_STEADY_PER_S = 10.0
"""Slower clips and those of uneven rate are decoded whole: one of their frames is seen for long."""
_READERS, _LARGE = 4, 9_000_000
"""Who decode stretches of a clip beside each other; only one where frames have so many pixels."""
_AHEAD, _AHEAD_PIXELS = 16, 4_000_000
"""Pictures, and their pixels, that each of them makes before they are asked for."""


def open_clip(path: Path, settings: Settings | None = None, name: str = "") -> Clip:
    """A clip in a file; ``name`` is what the user calls it.

    Raises ``UnreadableFile`` or ``TooLarge`` with a sentence for the user (see ``probe``).
    """
    settings = settings or Settings()
    name = name or path.name
    return Clip(path, probe(path, name, settings), settings)


class Clip:
    """A video file: ``facts``, and ways to get at its frames. Times are seconds from the first."""

    def __init__(self, path: Path, probed: Probed, settings: Settings):
        """Use ``open_clip``, which probes the file.

        ``stream``, ``first_s`` and ``shape`` are for those who read the file beside this: the index
        of the stream, the time of its first frame on the file's own clock, how it stands upright.
        """
        self.path = path
        self.facts: Facts = probed.facts
        self.settings = settings
        self.stream = probed.stream
        self.first_s = probed.first_s
        self.shape = probed.shape
        self._keys: tuple[float, ...] | None = probed.keys or None
        steady = not probed.facts.variable and probed.facts.frames_per_s >= _STEADY_PER_S
        self._thinned = "NONREF" if steady else "DEFAULT"
        self._lock = threading.Lock()
        self._closed = False

    def __enter__(self) -> Clip:
        """The clip itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close it."""
        self.close()

    def close(self) -> None:
        """Give no more frames; readings under way end with the frame they are at."""
        self._closed = True

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return self.facts.seconds

    def keyframe_times(self) -> tuple[float, ...]:
        """When its keyframes are: from the file's table, else by reading through the file once."""
        with self._lock:
            if self._keys is None:
                self._keys = self._scan_keys()
            return self._keys

    def keyframes(self, side: int = 0) -> Iterator[Frame]:
        """All keyframes in order, nothing between them decoded; ``side`` as for ``at``."""
        for container, stream in self._reading("NONKEY"):
            for frame, at_s in self._timed(container, stream):
                yield self._picture(frame, at_s, side)

    def glance(self, times: Iterable[float], side: int = 0) -> Iterator[Frame]:
        """For each of ``times`` the keyframe at or before it: quick anywhere in a long file.

        In the order given; a keyframe that was just given is not given again.
        """
        last = -1.0
        for container, stream in self._reading("NONKEY"):
            for wanted in times:
                found = next(self._from(container, stream, wanted), None)
                if found is not None and found[1] != last:
                    last = found[1]
                    yield self._picture(*found, side)

    def at(
        self, times: Iterable[float], side: int = 0, *, exact: bool | None = None
    ) -> list[Frame]:
        """The frames shown at ``times``, in that order, each with the time it really has.

        ``side`` is the longest a side may be in pixels; 0 keeps the clip's own size. Times before
        the start give the first frame, after the end the last. Not ``exact`` gives frames that
        others refer to, a few hundredths of a second before, with half of the work, where the clip
        is steady; left out, up to eight are exact.
        """
        wanted = list(times)
        found: dict[float, Frame] = {}
        exact = len(wanted) <= _EXACT if exact is None else exact
        if wanted:
            order = sorted({self._within(one) for one in wanted})
            for moment, frame in self._moments(order, side, exact):
                found[moment] = frame
        if wanted and not found and self._closed:
            raise UnreadableFile(f"{self.facts.name!r} was put away; open it again.")
        if wanted and not found:
            raise UnreadableFile(
                f"{self.facts.name!r} could not be decoded at "
                f"{', '.join(f'{one:.1f} s' for one in wanted[:3])}; the file is damaged there."
            )
        known = sorted(found)
        return [found[_nearest(known, self._within(one))] for one in wanted]

    def passing(
        self, per_s: float, side: int = 0, start_s: float = 0.0, end_s: float | None = None
    ) -> Iterator[Sampled]:
        """One pass in order, ``per_s`` frames a second with their picture, the rest only small.

        Frames that no other refers to are not decoded (with B-frames, about half of them) where the
        clip is steady. What is kept is the first frame at or after every 1/``per_s`` seconds.
        """
        step = 1 / per_s if per_s > 0 else float("inf")
        due = start_s
        end = self.seconds + 1 if end_s is None else end_s
        for frame, at_s in self.decoding(start_s, end, self._thinned):
            kept = None
            if at_s >= due - 1e-3:
                due += step * (int((at_s - due) / step + 1e-6) + 1) if step < 1e9 else step
                kept = self._picture(frame, at_s, side)
            yield Sampled(at_s, grid(frame, self.shape), kept)

    def decoding(
        self, start_s: float, end_s: float, skip: str = "DEFAULT"
    ) -> Iterator[tuple[Any, float]]:
        """PyAV's own frames, with their times: the one shown at ``start_s`` to before ``end_s``."""
        for container, stream in self._reading(skip):
            begin = self._from(container, stream, start_s) if start_s > 0 else None
            shown: tuple[Any, float] | None = None
            for frame, at_s in begin or self._timed(container, stream):
                if at_s < start_s - 1e-3:
                    shown = frame, at_s  # until the next one is seen to come later
                    continue
                if shown and at_s > start_s + 1e-3:
                    yield shown
                shown = None
                if at_s >= end_s:
                    return
                yield frame, at_s
            if shown:
                yield shown

    def skimming(self, times: Iterable[float] | None = None, side: int = 0) -> Iterator[Sampled]:
        """Keyframes as samples: all of them, or those at or before ``times`` (ascending)."""
        last = -1.0
        for container, stream in self._reading("NONKEY"):
            if times is None:
                for frame, at_s in self._timed(container, stream):
                    yield Sampled(at_s, grid(frame, self.shape), self._picture(frame, at_s, side))
                return
            for wanted in times:
                found = next(self._from(container, stream, wanted), None)
                if found is not None and found[1] > last:
                    frame, last = found
                    yield Sampled(last, grid(frame, self.shape), self._picture(frame, last, side))

    def moments(
        self, times: Iterable[float], side: int = 0, *, exact: bool = False
    ) -> Iterator[Frame]:
        """The frames shown at ``times``, ascending, one by one as they are decoded (see ``at``)."""
        order = sorted({self._within(one) for one in times})
        for _, frame in self._moments(order, side, exact):
            yield frame

    def coded(self, start_s: float, end_s: float) -> int:
        """How many frames the file holds between two times, whether they can be decoded or not."""
        import av

        found = 0
        for container, stream in self._reading("DEFAULT"):
            try:
                target = (max(0.0, start_s) + self.first_s) / float(stream.time_base)
                container.seek(int(target), stream=stream)
                for packet in container.demux(stream):
                    if packet.pts is None:
                        continue
                    at_s = float(packet.pts * packet.time_base) - self.first_s
                    found += start_s + 1e-3 < at_s < end_s - 1e-3
                    if at_s > end_s + _REACH_S:
                        break
            except (av.FFmpegError, OSError):
                pass  # what cannot be read is not there
        return found

    def _moments(self, order: list[float], side: int, exact: bool) -> Iterator[tuple[float, Frame]]:
        """(wanted, its frame) for ascending times, by several readers of the file at once."""
        parts = self._parts(order)
        threads = max(1, (os.cpu_count() or 1) // len(parts)) if len(parts) > 1 else 0
        width, height = self.shape.stored(side)
        early = max(1, min(_AHEAD, _AHEAD_PIXELS // (width * height)))

        def pictures(part: list[float]) -> Iterator[tuple[float, Frame]]:
            for wanted, found, at_s in self._decoded(part, exact, threads):
                yield wanted, self._picture(found, at_s, side)

        if len(parts) == 1:  # the decoder's own threads go on meanwhile
            yield from pictures(order)
            return
        with ExitStack() as closed:
            readers = [closed.enter_context(closing(ahead(pictures(one), early))) for one in parts]
            yield from merge(*readers, key=itemgetter(0))

    def _parts(self, order: list[float]) -> list[list[float]]:
        """Ascending times dealt out to readers: what one keyframe leads to stays together.

        One reader where keyframes are not known, or frames so large that two would not fit.
        """
        most = min(_READERS, os.cpu_count() or 1)
        if not self._keys or self.facts.width * self.facts.height > _LARGE:
            return [order]
        keys = self._keys
        stretches = [list(group) for _, group in groupby(order, lambda at_s: _led_by(keys, at_s))]
        dealt = (chain(*stretches[place::most]) for place in range(most))
        return [part for one in dealt if (part := list(one))]

    def _decoded(
        self, order: list[float], exact: bool, threads: int
    ) -> Iterator[tuple[float, Any, float]]:
        """(wanted, PyAV's frame, its time); frames between are decoded only where needed."""
        keys = self._keys or ()
        for container, stream in self._reading(self._thinned, threads):
            lead = _LEAD / (self.facts.frames_per_s or 30)
            decoding = self._timed(container, stream)
            shown: tuple[Any, float] | None = None
            coming: tuple[Any, float] | None = None
            context = stream.codec_context
            for wanted in order:
                if self._worth_a_jump(keys, shown[1] if shown else 0.0, wanted):
                    context.skip_frame = "DEFAULT" if exact else self._thinned
                    decoding, shown, coming = self._from(container, stream, wanted), None, None
                while True:
                    # before the first frame comes, the decoder is fed those behind it
                    near = exact and (shown is None or shown[1] >= wanted - lead)
                    context.skip_frame = "DEFAULT" if near else self._thinned
                    coming = coming or next(decoding, None)
                    if coming is None or coming[1] > wanted + 1e-3:
                        break
                    shown, coming = coming, None
                if best := shown or coming:
                    yield wanted, *best

    def _worth_a_jump(self, keys: tuple[float, ...], now: float, wanted: float) -> bool:
        if not keys:
            return wanted > now + _REACH_S
        place = _led_by(keys, wanted)
        return place >= 0 and keys[place] > now + 0.5

    def _reading(self, skip: str, threads: int = 0) -> Iterator[tuple[Any, Any]]:
        """The file opened and its stream set up, once; closed when the caller is done."""
        with opened(self.path, self.facts.name) as container:
            stream = container.streams[self.stream]
            set_up(container, stream, skip, threads)
            yield container, stream

    def _timed(self, container: Any, stream: Any) -> Iterator[tuple[Any, float]]:
        """Frames with their times, never running backwards; ends when the clip is closed."""
        step = 1 / self.facts.frames_per_s if self.facts.frames_per_s else 0.04
        last: float | None = None
        for frame in frames(container, stream):
            if self._closed:
                return
            stamp = seconds_of(frame, stream)
            at_s = stamp - self.first_s if stamp is not None else (last or 0.0) + step
            if at_s < -0.001 or (last is not None and at_s <= last):
                continue
            last = max(0.0, at_s)
            yield frame, last

    def _from(self, container: Any, stream: Any, at_s: float) -> Iterator[tuple[Any, float]]:
        """Frames from a keyframe at or before ``at_s``; jumps further back where one falls short.

        Containers without an index (MPEG-TS) land somewhere near, or behind the last frame.
        """
        import av

        for back in (0.0, 2.0, 12.0, None):
            try:
                if back is None:
                    container.seek(0)
                else:
                    target = max(0.0, at_s - back) + self.first_s + 1e-3
                    container.seek(
                        int(target / float(stream.time_base)), stream=stream, backward=True
                    )
            except (av.FFmpegError, OSError):
                continue
            decoding = self._timed(container, stream)
            first = next(decoding, None)
            if first is not None and (first[1] <= at_s + 2e-3 or back is None):
                return chain([first], decoding)
        return iter(())

    def _picture(self, frame: Any, at_s: float, side: int) -> Frame:
        return picture(frame, self.shape, side, at_s, self.facts.name)

    def _within(self, at_s: float) -> float:
        return min(max(at_s, 0.0), self.seconds)

    def _scan_keys(self) -> tuple[float, ...]:
        import av

        found: list[float] = []
        for container, stream in self._reading("NONKEY"):
            try:
                for packet in container.demux(stream):
                    if packet.is_keyframe and packet.pts is not None:
                        found.append(float(packet.pts * packet.time_base) - self.first_s)
            except (av.FFmpegError, OSError):
                pass  # what lies before the damage is known
        return tuple(sorted(max(0.0, one) for one in found))


def _led_by(keys: tuple[float, ...], at_s: float) -> int:
    """The place of the last keyframe that is not after ``at_s``; −1 for none."""
    return bisect_right(keys, at_s + 1e-3) - 1


def _nearest(known: list[float], wanted: float) -> float:
    return min(known, key=lambda one: abs(one - wanted))
