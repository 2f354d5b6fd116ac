"""A run as a film: an animated GIF, or WebM (VP8) by OpenCV, which every browser plays.

MP4 would need H.264, which OpenCV's wheels do not write.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from agents.recording.frames import frames
from agents.recording.run import Run
from model.errors import InputError, SandboxError

_WIDTH = 960
_COLORS = 256
_SHORTEST_MS = 40
"""Browsers slow down GIFs whose frames are shorter than about two hundredths of a second."""
_FRAMES_PER_S = 4


def to_gif(run: Run, speed: float = 1.0) -> bytes:
    """``run`` as an animated GIF that repeats; ``speed`` 2 is twice as fast.

    Raises ``InputError`` when the run has no step to show.
    """
    from PIL import Image

    images, durations = [], []
    for moment in frames(run, _WIDTH):
        images.append(
            moment.image.quantize(_COLORS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        )
        durations.append(max(_SHORTEST_MS, round(1000 * moment.seconds / _speed(speed))))
    if not images:
        raise _empty()
    buffer = io.BytesIO()
    images[0].save(
        buffer,
        "GIF",
        save_all=True,
        append_images=images[1:],
        duration=durations,
        loop=0,
        disposal=1,
        optimize=False,
    )
    return buffer.getvalue()


def to_webm(run: Run, speed: float = 1.0) -> bytes:
    """``run`` as a WebM film; raises ``InputError`` (no step) or ``SandboxError`` (no encoder)."""
    import cv2
    import numpy

    if not run.steps:
        raise _empty()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.webm"
        writer: cv2.VideoWriter | None = None
        for moment in frames(run, _WIDTH):
            picture = numpy.asarray(moment.image)[:, :, ::-1].copy()  # BGR, as OpenCV wants it
            if writer is None:
                code = cv2.VideoWriter.fourcc(*"VP80")
                size = (picture.shape[1], picture.shape[0])
                writer = cv2.VideoWriter(str(path), code, _FRAMES_PER_S, size)
                if not writer.isOpened():
                    raise SandboxError(
                        "This machine's OpenCV cannot write WebM films; take the GIF instead."
                    )
            for _ in range(max(1, round(moment.seconds * _FRAMES_PER_S / _speed(speed)))):
                writer.write(picture)
        if writer is not None:
            writer.release()
        return path.read_bytes()


def _speed(speed: float) -> float:
    return min(max(speed, 0.1), 20.0)


def _empty() -> InputError:
    return InputError("This run has no step, so there is nothing to show; run it again first.")
