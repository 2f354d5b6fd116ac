"""What a video file is, before it is watched, and one clear sentence for each that can't be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from model.clips.parts import Facts
from model.errors import TooLarge, UnreadableFile
from model.media.brought import EMPTY, head_of, size_of
from model.media.clip.container import (
    frames,
    opened,
    seconds_of,
    set_up,
    shape_of,
    video_streams,
)
from model.media.clip.pixels import Upright
from model.media.sniff import FileKind, picture_format, sniff
from model.settings import Settings

_OTHERS: dict[FileKind, str] = {
    "picture": "is a picture, not a video; add it to Chat, or record a clip as MP4.",
    "heic": "is a photo, not a video; add it to Chat, or record a clip as MP4.",
    "avif": "is a picture, not a video; add it to Chat, or record a clip as MP4.",
    "pdf": "is a PDF, not a video; open it under Documents.",
    "office": "is an Office document, not a video; open it under Documents.",
    "svg": "is a drawing (SVG), not a video; bring a clip as MP4 or WebM.",
    "html": "is a web page, not a video; bring a clip as MP4 or WebM.",
    "text": "is a text file, whatever its name says; bring a clip as MP4 or WebM.",
    "archive": "is an archive; unpack it and add the clip inside.",
    "postscript": "is a PostScript file, not a video; bring a clip as MP4 or WebM.",
    "empty": EMPTY,
}
_PIECE = 1 << 16
_PIECES = 32
_FIRST_PACKETS = 400
"""Packets whose distances tell whether the frame rate varies."""
_TAIL_S = 5.0
_SHORTEST_S = 0.04


@dataclass(frozen=True, slots=True)
class Probed:
    """Facts and what reading needs: the stream's index, its first frame's own time, its shape.

    ``keys`` are the times of all keyframes where the file has a table of them, else empty.
    """

    facts: Facts
    stream: int
    first_s: float
    shape: Upright
    keys: tuple[float, ...] = ()


def probe(path: Path, name: str, settings: Settings) -> Probed:
    """Open a clip, decode its first frame and measure how long it is.

    Raises ``UnreadableFile`` for what is no video, has no pictures or no frame that can be decoded,
    and ``TooLarge`` for what is over ``video_mb``, ``video_hours`` or ``video_frame_megapixels``.
    """
    size = _checked_size(path, name, settings)
    with opened(path, name) as container:
        streams = video_streams(container)
        if not streams:
            raise UnreadableFile(
                f"{name!r} holds no moving pictures, only sound or a cover, and nothing here "
                "listens; bring a clip with a picture."
            )
        stream = streams[0]
        if stream.codec_context is None:
            raise UnreadableFile(
                f"{name!r} is coded in a way that is not known here; export it as MP4 (H.264) or "
                "WebM and try again."
            )
        codec = stream.codec_context.codec.canonical_name  # its own, not the decoder's (libdav1d)
        _check_frame(stream.width, stream.height, name, settings)
        set_up(container, stream, threads=1)
        first = next(frames(container, stream), None)
        if first is None:
            raise UnreadableFile(
                f"{name!r} is 0 seconds long: it holds no frame that can be decoded here "
                f"({codec}); record or export it again as MP4 (H.264)."
            )
        _check_frame(first.width, first.height, name, settings)
        shape = shape_of(stream, first)
        first_s = seconds_of(first, stream) or 0.0
        notes = []
        if len(streams) > 1:
            notes.append(f"{name!r} has {len(streams)} video streams; only the first is watched.")
        audio = bool(container.streams.audio)
        notes.append("Its sound is not listened to." if audio else "It has no sound.")
        rate = float(stream.average_rate or stream.guessed_rate or 0)
        rate = rate if 0 < rate <= 1000 else 0.0
        index, rotation = stream.index, -90 * round(first.rotation / 90) % 360
    length = _length(path, name, index, first_s, rate)
    if length.claimed - length.seconds > max(1.0, 0.02 * length.claimed):
        notes.insert(
            0,
            f"{name!r} is cut off: it says {length.claimed:.1f} s, of which the first "
            f"{length.seconds:.1f} s are there; those are read.",
        )
    if length.frames == 1:
        notes.insert(0, f"{name!r} holds a single frame, so nothing moves in it.")
    if length.seconds > settings.video_hours * 3600:
        raise TooLarge(
            f"{name!r} lasts {length.seconds / 3600:.1f} hours and the limit is "
            f"{settings.video_hours:g}; cut out the part you mean and try again."
        )
    facts = Facts(
        name=name,
        digest=_digest(path, size),
        seconds=length.seconds,
        width=shape.width,
        height=shape.height,
        frames_per_s=round(rate or length.rate, 2),
        codec=codec,
        rotation=rotation,
        variable=length.variable,
        audio=audio,
        bytes=size,
        notes=tuple(notes),
    )
    return Probed(facts, index, first_s, shape, length.keys)


def _checked_size(path: Path, name: str, settings: Settings) -> int:
    if path.is_dir():
        raise UnreadableFile(f"{name!r} is a folder; add the clip inside it.")
    size, head = size_of(path, name), head_of(path, name)
    kind = sniff(head)
    if kind in _OTHERS and picture_format(head) != "GIF":
        raise UnreadableFile(f"{name!r} {_OTHERS[kind]}")
    if size > settings.video_mb * 1_000_000:
        raise TooLarge(
            f"{name!r} has {size / 1e6:,.0f} MB and the limit is {settings.video_mb} MB; cut out "
            "the part you mean, or export it smaller."
        )
    return size


def _check_frame(width: int, height: int, name: str, settings: Settings) -> None:
    if width * height > settings.video_frame_megapixels * 1_000_000:
        raise TooLarge(
            f"{name!r} has frames of {width} × {height} pixels, over the limit of "
            f"{settings.video_frame_megapixels:g} megapixels; export it smaller and try again."
        )


@dataclass(frozen=True, slots=True)
class _Length:
    """``claimed`` seconds by the header, ``seconds`` that are there; ``frames`` 0 if uncounted."""

    seconds: float
    claimed: float
    frames: int
    rate: float
    variable: bool
    keys: tuple[float, ...] = ()


def _length(path: Path, name: str, index: int, first_s: float, rate: float) -> _Length:
    """How long a stream lasts, counted and not only claimed: headers lie on damaged files."""
    with opened(path, name) as container:
        stream = container.streams[index]
        base = stream.time_base
        claimed = float(stream.duration * base) if stream.duration and base else 0.0
        if not claimed and container.duration:
            claimed = container.duration / 1_000_000
        if container.format.name == "avi" and rate:  # FFmpeg shortens its length, not its count
            claimed = max(claimed, stream.frames / rate)
        step = 1 / rate if rate else _SHORTEST_S
        entries = stream.index_entries
        table = len(entries)
        if table and container.format.name.startswith("mov") and table >= (stream.frames or 1):
            listed = _from_table(entries, float(base), path.stat().st_size)
            tail = _tail(container, stream, listed.keys[-1] if listed.keys else 0.0, first_s)
            seconds = max(listed.seconds, tail - first_s) + step
            whole = listed.frames == len(entries)
            if whole and (listed.variable or listed.frames == 2):
                # only the table tells how long the last picture is shown
                seconds = max(seconds - step + _SHORTEST_S, claimed)
            return replace(listed, seconds=seconds, claimed=seconds if whole else claimed)
        early = _stamps(container, stream, _FIRST_PACKETS)
        count, variable = len(early), _varies(early)
        if count < _FIRST_PACKETS:
            last = max(early, default=first_s)
        else:
            last = _last_stamp(container, stream, claimed, first_s)
            count = 0
        seconds = max(last - first_s + step, step)
        mean = (len(early) - 1) / (early[-1] - early[0]) if count and early[-1] > early[0] else 0
        if container.format.name in ("matroska,webm", "mpegts", "mpeg", "flv", "asf", "ogg"):
            claimed -= first_s if claimed > seconds else 0
        return _Length(seconds, claimed, count, mean, variable)


def _from_table(entries: Any, base: float, size: int) -> _Length:
    """From an MP4's own table of samples; those that lie beyond the file's end are not there.

    ``seconds`` is when the last one begins, by the order of decoding.
    """
    stamps, keys = [], []
    for entry in entries:
        if entry.pos + entry.size > size:
            break
        stamps.append(entry.timestamp)
        if entry.is_keyframe:
            keys.append(entry.timestamp)
    if not stamps:
        return _Length(0.0, 0.0, 0, 0.0, False)
    first = stamps[0]
    seconds = (stamps[-1] - first) * base
    return _Length(
        seconds,
        0.0,
        len(stamps),
        (len(stamps) - 1) / seconds if seconds > 0 else 0.0,
        _varies([one * base for one in stamps[:_FIRST_PACKETS]]),
        tuple((one - first) * base for one in keys),
    )


def _tail(container: Any, stream: Any, key_s: float, first_s: float) -> float:
    """When the last frame is shown that comes after the keyframe at ``key_s``."""
    import av

    try:
        container.seek(int((key_s + first_s + 1e-3) / float(stream.time_base)), stream=stream)
    except (av.FFmpegError, OSError):
        return first_s
    return max(_stamps(container, stream, 1 << 30), default=first_s)


def _stamps(container: Any, stream: Any, count: int) -> list[float]:
    """Decoding times of the next ``count`` packets, fewer where the file ends."""
    import av

    found: list[float] = []
    try:
        for packet in container.demux(stream):
            stamp = packet.pts if packet.pts is not None else packet.dts
            if stamp is not None and packet.size:
                found.append(float(stamp * packet.time_base))
            if len(found) >= count:
                break
    except (av.FFmpegError, OSError):
        pass
    return sorted(found)


def _last_stamp(container: Any, stream: Any, claimed: float, first_s: float) -> float:
    """The time of the last packet: near the claimed end, or after reading on where it is not."""
    import av

    if claimed > 2 * _TAIL_S:
        target = int((first_s + claimed - _TAIL_S) / float(stream.time_base))
        try:
            container.seek(target, stream=stream, backward=True)
            if tail := _stamps(container, stream, 1 << 30):
                return max(tail)
        except (av.FFmpegError, OSError):
            pass
    try:
        container.seek(0)
    except (av.FFmpegError, OSError):
        return first_s
    return max(_stamps(container, stream, 1 << 30), default=first_s)


def _varies(stamps: list[float]) -> bool:
    """Whether the distances of frames differ by more than rounding: a tenth are 1.5 × the median.

    A clock of milliseconds makes 33 and 34 of 33.3; a dropped frame now and then is no rule.
    """
    gaps = sorted(b - a for a, b in zip(stamps, stamps[1:], strict=False) if b > a)
    if len(gaps) < 2:
        return False
    middle = gaps[len(gaps) // 2]
    odd = sum(1 for gap in gaps if abs(gap - middle) > max(0.5 * middle, 0.004))
    return odd > 0.1 * len(gaps)


def _digest(path: Path, size: int) -> str:
    """SHA-256 of the size and of pieces spread over the file; of all of it where it is small."""
    digest = hashlib.sha256(str(size).encode())
    with path.open("rb") as file:
        if size <= _PIECE * _PIECES:
            digest.update(file.read())
        else:
            for piece in range(_PIECES):
                file.seek((size - _PIECE) * piece // (_PIECES - 1))
                digest.update(file.read(_PIECE))
    return digest.hexdigest()
