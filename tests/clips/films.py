"""Short films made for tests, written with PyAV; their content is known frame by frame."""

import os
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]
SIZE = (160, 96)
FPS = 12


def record(
    path: Path,
    frames: Iterable[Pixels],
    *,
    fps: int = FPS,
    codec: str = "libx264",
    options: dict[str, str] | None = None,
    rotation: int = 0,
    aspect: Fraction | None = None,
    times: Sequence[float] | None = None,
    flags: str = "",
    sound: bool = False,
) -> Path:
    """Write ``frames`` (rows × columns × RGB), each at its place or at its time in seconds.

    ``rotation`` is by how many degrees clockwise a player must turn them; ``flags`` FFmpeg's
    ``movflags``.
    """
    container_options = {"movflags": flags} if flags else {}
    with av.open(str(path), "w", container_options=container_options) as target:
        stream = target.add_stream(codec, rate=fps, options=options or {})
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        if rotation:
            stream.set_display_rotation(-rotation)
        tone = target.add_stream("aac", rate=8000, layout="mono") if sound else None
        for index, pixels in enumerate(frames):
            if index == 0:
                stream.height, stream.width = pixels.shape[:2]
                if aspect:
                    stream.codec_context.sample_aspect_ratio = aspect
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(pixels))
            frame.time_base = Fraction(1, 1000)
            frame.pts = round(1000 * (times[index] if times else index / fps))
            target.mux(stream.encode(frame))
        target.mux(stream.encode(None))
        if tone is not None:
            silence = av.AudioFrame.from_ndarray(np.zeros((1, 8000), np.float32), "fltp", "mono")
            silence.sample_rate = 8000
            silence.pts = 0
            target.mux(tone.encode(silence))
            target.mux(tone.encode(None))
    if codec == "libsvtav1" and hasattr(os, "sched_setscheduler"):
        # It makes the thread of a root user real-time, and with it all that is started later.
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))
    return path


def plain(grey: int, size: tuple[int, int] = SIZE) -> Pixels:
    """A frame of one grey."""
    return np.full((size[1], size[0], 3), grey, np.uint8)


def scene(seed: int, size: tuple[int, int] = SIZE, shift: int = 0) -> Pixels:
    """A made-up scene of large soft patches, another for every seed; ``shift`` pans it."""
    import cv2

    random = np.random.default_rng(seed)
    small = random.integers(0, 256, (5, 9, 3), np.uint8)
    wide = cv2.resize(small, (size[0] * 2, size[1]), interpolation=cv2.INTER_CUBIC)
    shift %= size[0]
    return np.ascontiguousarray(wide[:, shift : shift + size[0]])


def hold(pixels: Pixels, seconds: float, fps: int = FPS) -> list[Pixels]:
    """The same frame for some seconds."""
    return [pixels] * round(seconds * fps)


def mixed(one: Pixels, other: Pixels, share: float) -> Pixels:
    """A dissolve's frame: ``share`` of the other."""
    return np.clip((1 - share) * one + share * other.astype(np.float64), 0, 255).astype(np.uint8)


def dissolve(one: Pixels, other: Pixels, seconds: float, fps: int = FPS) -> list[Pixels]:
    """From one frame to another, step by step."""
    count = round(seconds * fps)
    return [mixed(one, other, (place + 1) / (count + 1)) for place in range(count)]


def clock(seconds: float, fps: int = FPS, size: tuple[int, int] = SIZE) -> list[Pixels]:
    """Frames that tell their number: a bar as long as the share of the film that is over."""
    count = round(seconds * fps)
    frames = []
    for place in range(count):
        pixels = plain(30, size)
        pixels[size[1] // 3 : 2 * size[1] // 3, : round(size[0] * (place + 1) / count)] = 230
        frames.append(pixels)
    return frames


def number(pixels: Pixels, count: int) -> int:
    """The number of a frame of ``clock``, from 0."""
    row = pixels[pixels.shape[0] // 2, :, 0]
    return round(float((row > 128).mean()) * count) - 1
