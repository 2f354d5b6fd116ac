"""From a decoded frame to what is looked at: upright, square pixels, as small as wanted."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from model.clips.parts import Frame
from model.media.clip.parts import GRID_SIDE
from model.media.images import picture_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_PLAIN = {"yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p"}
"""Formats of three 8-bit planes, whose bytes are averaged as they lie in memory."""

_LINES = 10
"""Lines of a frame that are averaged in a cell; of large frames that have more, a part."""


@dataclass(frozen=True, slots=True)
class Upright:
    """How stored frames become upright ones: ``turn`` quarter turns against the clock, ``aspect``.

    ``aspect`` is the width of a stored pixel against its height, 1 for square ones. ``width`` and
    ``height`` are those of the result.
    """

    width: int
    height: int
    turn: int = 0
    aspect: Fraction = Fraction(1)

    def stored(self, side: int) -> tuple[int, int]:
        """The size to scale a stored frame to so that, turned, no side is over ``side``.

        0 for ``side`` keeps the size of the clip; nothing is enlarged.
        """
        longest = max(self.width, self.height)
        scale = 1.0 if side <= 0 or longest <= side else side / longest
        width, height = max(1, round(self.width * scale)), max(1, round(self.height * scale))
        return (height, width) if self.turn % 2 else (width, height)


def upright(width: int, height: int, rotation: float, aspect: Fraction | None) -> Upright:
    """How frames stored as ``width`` × ``height`` pixels stand upright.

    ``rotation`` is FFmpeg's: degrees against the clock that the frame is to be turned by. Pixels
    are only ever stretched, so that no line is lost.
    """
    aspect = aspect if aspect and Fraction(1, 8) < aspect < 8 else Fraction(1)
    wide, high = width, height
    if aspect > 1:
        wide = round(width * aspect)
    elif aspect < 1:
        high = round(height / aspect)
    turn = round(rotation / 90) % 4
    if turn % 2:
        wide, high = high, wide
    return Upright(max(1, wide), max(1, high), turn, aspect)


def picture(decoded: Any, shape: Upright, side: int, at_s: float, name: str) -> Frame:
    """The frame as a ``Frame`` whose longer side has at most ``side`` pixels (0: its own)."""
    from PIL import Image

    pixels = rgb(decoded, shape, side)
    return Frame(at_s, picture_of(Image.fromarray(pixels), f"{name}, {at_s:.1f} s"))


def rgb(decoded: Any, shape: Upright, side: int) -> NDArray[np.uint8]:
    """The frame's pixels, rows × columns × (red, green, blue), upright."""
    import numpy as np

    width, height = shape.stored(side)
    small = decoded.reformat(width=width, height=height, format="rgb24", interpolation="AREA")
    pixels: NDArray[np.uint8] = small.to_ndarray()
    return np.ascontiguousarray(np.rot90(pixels, shape.turn)) if shape.turn else pixels


def grid(decoded: Any, shape: Upright) -> NDArray[np.uint8]:
    """The frame averaged to the small grid of ``Sampled``.

    Averages and no samples: a point falls now here, now there on a fine pattern, and would report
    motion where there is none.
    """
    import cv2
    import numpy as np

    width, height = shape.stored(GRID_SIDE)
    if max(shape.width, shape.height) < GRID_SIDE:
        scale = GRID_SIDE / max(width, height)
        width, height = max(1, round(width * scale)), max(1, round(height * scale))
    if decoded.format.name not in _PLAIN:
        decoded = decoded.reformat(
            width=width * 4, height=height * 4, format="yuv444p", interpolation="FAST_BILINEAR"
        )
    cells = np.empty((height, width, 3), np.uint8)
    for index, plane in enumerate(decoded.planes[:3]):
        rows = np.frombuffer(plane, np.uint8).reshape(plane.height, plane.line_size)
        every = max(1, plane.height // (height * _LINES))
        cells[:, :, index] = cv2.resize(
            rows[::every, : plane.width], (width, height), interpolation=cv2.INTER_AREA
        )
    return np.ascontiguousarray(np.rot90(cells, shape.turn)) if shape.turn else cells
