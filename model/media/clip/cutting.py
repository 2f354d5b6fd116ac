"""A stretch of a clip as an MP4 of its own: copied where that is exact, else encoded anew.

Copying keeps every bit but can only begin at a keyframe; what begins elsewhere is decoded and
written as H.264, upright and with square pixels, so that every browser shows it as it was shown
here. Sound is copied along where MP4 can hold it.
"""

from __future__ import annotations

import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

from model.errors import UnreadableFile
from model.media.clip.clip import Clip
from model.media.clip.container import opened
from model.media.clip.pixels import rgb

_COPIED_VIDEO = {"h264", "hevc", "av1", "vp9"}
_COPIED_AUDIO = {"aac", "mp3", "ac3", "eac3", "opus", "flac"}
_AT_KEY_S = 0.06
"""How far from a keyframe a stretch may begin and still be copied: two frames."""
_LONGEST_ENCODED_S = 300.0
_LONGEST_SIDE = 1920
_TICKS = 90_000


def cut(clip: Clip, start_s: float, end_s: float, encode: bool = False) -> bytes:
    """The seconds from ``start_s`` to ``end_s`` as the bytes of an MP4 file.

    Longer than five minutes they are copied from the keyframe before ``start_s``, as encoding
    would take minutes; ``encode`` has it done all the same, for what plays nowhere as it is.
    Raises ``UnreadableFile`` where nothing can be decoded there.
    """
    start = min(max(0.0, start_s), max(0.0, clip.seconds - 0.04))
    end = min(max(end_s, start + 0.04), clip.seconds)
    copied = not encode and clip.facts.codec in _COPIED_VIDEO
    if copied:
        key = max((one for one in clip.keyframe_times() if one <= start + _AT_KEY_S), default=0.0)
        copied = start - key <= _AT_KEY_S or end - start > _LONGEST_ENCODED_S
        start = key if copied else start
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "cut.mp4"
        if copied:
            _copy(clip, start, end, path)
        else:
            _encode(clip, start, end, path)
        data = path.read_bytes() if path.exists() else b""
    if not data:
        raise UnreadableFile(
            f"{clip.facts.name!r} has nothing between {start:.1f} s and {end:.1f} s that can be "
            "written; choose another stretch."
        )
    return data


def _copy(clip: Clip, start: float, end: float, path: Path) -> None:
    """Packets as they are, from the keyframe at ``start``."""
    import av

    with opened(clip.path, clip.facts.name) as source, av.open(str(path), "w") as target:
        video = source.streams[clip.stream]
        outs = {video.index: target.add_stream_from_template(video)}
        for sound in _sound(source):
            outs[sound.index] = target.add_stream_from_template(sound)
        shift = clip.first_s + start
        source.seek(int((shift + 1e-3) / float(video.time_base)), stream=video)
        _mux(source, target, outs, shift, clip.first_s + end)


def _encode(clip: Clip, start: float, end: float, path: Path) -> None:
    """H.264 of the frames, each at its own time; the sound copied."""
    import av

    with opened(clip.path, clip.facts.name) as source, av.open(str(path), "w") as target:
        # at least 25: a frame of a slow clip would be said to last longer than the stretch does
        rate = Fraction(max(clip.facts.frames_per_s, 25)).limit_denominator(1001)
        out = target.add_stream("libx264", rate=rate, options={"crf": "20", "preset": "veryfast"})
        longest = max(clip.facts.width, clip.facts.height)
        scale = min(1.0, _LONGEST_SIDE / longest)
        # 4:2:0 colour needs even sides.
        out.width = max(2, round(clip.facts.width * scale) // 2 * 2)
        out.height = max(2, round(clip.facts.height * scale) // 2 * 2)
        out.pix_fmt = "yuv420p"
        out.codec_context.time_base = Fraction(1, _TICKS)
        sounds = {one.index: target.add_stream_from_template(one) for one in _sound(source)}
        last, frame = -1, None
        for decoded, at_s in clip.decoding(start, end):
            pixels = av.VideoFrame.from_ndarray(rgb(decoded, clip.shape, _LONGEST_SIDE))
            frame = pixels.reformat(width=out.width, height=out.height, format="yuv420p")
            last = max(last + 1, round((at_s - start) * _TICKS))
            frame.pts, frame.time_base = last, Fraction(1, _TICKS)
            target.mux(out.encode(frame))
        closing = round((end - start) * _TICKS - _TICKS / rate)
        if frame is not None and last < closing:  # a still picture, shown to the end
            frame.pts = closing
            target.mux(out.encode(frame))
        target.mux(out.encode(None))
        if sounds:
            shift = clip.first_s + start
            source.seek(max(0, int(shift * 1_000_000)))
            _mux(source, target, sounds, shift, clip.first_s + end)


def _mux(source: Any, target: Any, outs: dict[int, Any], start: float, end: float) -> None:
    """Copy packets of the streams in ``outs`` so that ``start`` becomes 0."""
    import av

    streams = [source.streams[index] for index in outs]
    over: set[int] = set()
    try:
        for packet in source.demux(*streams):
            index = packet.stream.index
            if packet.dts is None or packet.pts is None or index in over:
                continue
            at_s = float(packet.pts * packet.time_base)
            if at_s >= end and float(packet.dts * packet.time_base) >= end:
                over.add(index)
                if len(over) == len(outs):
                    break
                continue
            sound = packet.stream.type == "audio"
            if at_s >= end or (sound and at_s < start - 0.03):
                continue
            ticks = round(start / float(packet.time_base))
            packet.pts -= ticks
            packet.dts -= ticks
            packet.stream = outs[index]
            target.mux(packet)
    except (av.FFmpegError, OSError):
        pass  # the file ends in the middle: what came before is written


def _sound(source: Any) -> list[Any]:
    """The first sound track if MP4 can hold it as it is."""
    tracks = [one for one in source.streams.audio if one.codec_context is not None]
    return [one for one in tracks[:1] if one.codec_context.name in _COPIED_AUDIO]
