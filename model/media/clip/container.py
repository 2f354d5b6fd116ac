"""Opening video files and getting frames out of damaged ones as far as they go.

Only plain file formats are tried: FFmpeg's playlists and scripts (HLS, concat …) would fetch what
they name.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from model.errors import UnreadableFile
from model.media.clip.pixels import Upright, upright

_FORMATS = (
    "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,mpegts,mpeg,flv,live_flv,asf,asf_o,ogg,gif,ivf,mxf,"
    "dv,nut,rm,vob,wtv,swf,yuv4mpegpipe,viv,nsv,roq,smk,bink,wav,w64,mp3,aac,flac,amr,aiff,caf"
)
"""Streams without a container (raw H.264 …) are left out: they have no times to go by."""
MOST_THREADS = 8
"""Threads that decode at most; each holds back a frame, and others to put frames in order."""
_HELD_PIXELS = 25_000_000
"""Pixels of the frames that those threads hold at most: 12 of 1080p, 3 of 4K, less than one of 8K.
"""
_DAMAGED_IN_A_ROW = 400
"""Broken packets after which a file is taken to be over; one frame that can't be read costs many
others that refer to it, so that a few in a row are common."""


@contextmanager
def opened(path: Path, name: str) -> Iterator[Any]:
    """The file as an open PyAV container; raises ``UnreadableFile`` when it is none."""
    import av

    try:
        container = av.open(
            str(path.resolve()),
            mode="r",
            options={"protocol_whitelist": "file", "format_whitelist": _FORMATS},
            metadata_errors="ignore",
        )
    except (av.FFmpegError, OSError, ValueError) as error:
        raise UnreadableFile(_why_not(path, name, error)) from None
    try:
        yield container
    finally:
        container.close()


def video_streams(container: Any) -> list[Any]:
    """Its moving pictures; covers and thumbnails, which are streams of one frame, left out."""
    from av.stream import Disposition

    still = Disposition.attached_pic | Disposition.timed_thumbnails
    return [one for one in container.streams.video if not one.disposition & still]


def set_up(container: Any, stream: Any, skip: str = "DEFAULT", threads: int = 0) -> None:
    """Say before the first frame what need not be read, nor decoded (FFmpeg's ``skip_frame``)."""
    from av.stream import Discard

    for other in container.streams:
        if other.index != stream.index:
            other.discard = Discard.all
    context = stream.codec_context
    context.skip_frame = skip
    if skip == "NONKEY":
        if not container.format.name.startswith("mov"):
            # (an MP4's demuxer loses count of what it leaves out and gives others' times)
            stream.discard = Discard.nonkey
        # Frame threads hold back as many frames as there are threads, and gain nothing here.
        context.thread_type = "SLICE"
    else:
        context.thread_type = "AUTO"
        context.thread_count = threads or _threads(stream.width * stream.height, skip)


def _threads(pixels: int, skip: str) -> int:
    """How many threads decode frames of so many pixels: what fills the cores and fits in memory.

    FFmpeg gives packets to its threads in turn, those too that it leaves out: where about half of
    them are, twice as many threads have as much to do.
    """
    wanted = (os.cpu_count() or 1) + 1
    wanted *= 2 if skip == "NONREF" else 1
    return max(1, min(wanted, MOST_THREADS, _HELD_PIXELS // max(1, pixels)))


def frames(container: Any, stream: Any) -> Iterator[Any]:
    """All frames from here on in the order they are shown; damaged packets are passed over."""
    import av

    damaged = 0
    demuxing = container.demux(stream)
    while True:
        try:
            packet = next(demuxing)
        except StopIteration:
            return
        except (av.FFmpegError, OSError):
            damaged += 50
            if damaged > _DAMAGED_IN_A_ROW:
                return
            demuxing = container.demux(stream)
            continue
        try:
            for frame in packet.decode():
                damaged = 0
                yield frame
        except (av.FFmpegError, ValueError):
            damaged += 1
            if damaged > _DAMAGED_IN_A_ROW:
                return


def seconds_of(frame: Any, stream: Any) -> float | None:
    """When a frame is shown, in seconds of the file's own clock; ``None`` where it says nothing."""
    stamp = frame.pts if frame.pts is not None else frame.dts
    base = frame.time_base or stream.time_base
    return None if stamp is None or not base else float(stamp * base)


def shape_of(stream: Any, frame: Any) -> Upright:
    """How the frames of a stream are made upright, told by one of them."""
    aspect = stream.sample_aspect_ratio or stream.codec_context.sample_aspect_ratio
    return upright(frame.width, frame.height, frame.rotation, aspect)


def _why_not(path: Path, name: str, error: Exception) -> str:
    if "moov" in str(error).lower() or _half_an_mp4(path):
        return (
            f"{name!r} is an MP4 whose table of contents is missing: it was cut off before it was "
            "written to the end; record, export or download it again."
        )
    return (
        f"{name!r} could not be opened as a video; it is damaged or of a kind that is not read "
        "here: export it as MP4 (H.264) or WebM and try again."
    )


def _half_an_mp4(path: Path) -> bool:
    """Whether the top-level boxes of an MP4 end without its index (``moov``)."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            at = 0
            for _ in range(64):
                file.seek(at)
                head = file.read(16)
                if len(head) < 8:
                    return at > 0
                length, kind = int.from_bytes(head[:4], "big"), head[4:8]
                if kind in (b"moov", b"moof") or (at == 0 and kind != b"ftyp"):
                    return False
                if length == 1:
                    length = int.from_bytes(head[8:16], "big")
                if length < 8 or at + length > size:
                    return kind in (b"mdat", b"free", b"ftyp")
                at += length
    except OSError:
        pass
    return False
