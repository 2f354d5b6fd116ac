"""Pictures on their way to an endpoint: encoded to what the provider takes and the model sees.

Shapes in replies are relative to the picture (0–1000), so shrinking it changes no coordinate as
long as its aspect ratio stays. A picture is never sent larger than the model's own processor
would make it: those bytes would be thrown away at the other end.
"""

from __future__ import annotations

import base64
import io
import math
import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.budget import TOKEN_SIDE, check_aspect
from model.endpoints import PictureLimits
from model.errors import PictureRefused
from model.messages import Picture

if TYPE_CHECKING:
    from PIL.Image import Image as PILImage

PNG_BYTES = 2_000_000
"""A PNG up to this size is sent as it is: no loss. A larger one becomes a JPEG."""

_SAMPLE_SIDE = 128
_FEW_COLOURS = 4_000
"""A sample with at most this many colours is drawn, not photographed: PNG keeps its text sharp."""

_QUALITIES = (92, 85, 75)


@dataclass(frozen=True, slots=True)
class Encoded:
    """A picture ready to be sent. ``size`` counts the file's bytes, before base64."""

    url: str
    mime: str
    size: int
    width: int
    height: int

    @property
    def elided(self) -> str:
        """What the exact-request view shows instead of the data."""
        return f"data:{self.mime};base64,… ({self.size:,} bytes, {self.width}×{self.height})"


class PictureEncoder:
    """Encodes pictures and remembers the last ones: a conversation sends them at every turn.

    ``budget_bytes`` bounds what is remembered. Safe to call from several threads.
    """

    def __init__(self, budget_bytes: int) -> None:
        self._budget = budget_bytes
        self._kept: OrderedDict[tuple[str, PictureLimits, int], Encoded] = OrderedDict()
        self._held = 0
        self._lock = threading.Lock()

    def encode(self, picture: Picture, limits: PictureLimits, image_tokens: int) -> Encoded:
        """The picture within ``limits`` and ``image_tokens`` tokens of 28 × 28 pixels.

        Raises ``PictureRefused`` for a picture no processor takes.
        """
        name = (picture.digest, limits, image_tokens)
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
                return self._kept[name]
        encoded = _encode(picture, limits, image_tokens)
        with self._lock:
            if name not in self._kept:
                self._kept[name] = encoded
                self._held += len(encoded.url)
            while self._held > self._budget and self._kept:
                _, dropped = self._kept.popitem(last=False)
                self._held -= len(dropped.url)
        return encoded

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._kept.clear()
            self._held = 0


def _encode(picture: Picture, limits: PictureLimits, image_tokens: int) -> Encoded:
    check_aspect(*picture.size)
    image = _fitted(picture.pixels, limits.max_side, image_tokens * TOKEN_SIDE**2)
    if _is_drawn(image):
        data = _bytes(image, "PNG")
        if len(data) <= min(PNG_BYTES, limits.max_bytes):
            return _encoded(data, "image/png", image)
    while True:
        for quality in _QUALITIES:
            data = _bytes(image, "JPEG", quality)
            if len(data) <= limits.max_bytes:
                return _encoded(data, "image/jpeg", image)
        if min(image.size) < 2 * TOKEN_SIDE:
            raise PictureRefused(
                f"{picture.name!r} does not fit the endpoint's limit of {limits.max_bytes:,} bytes."
            )
        # A file's size goes with its area: one step is nearly always enough.
        image = _scaled(image, min(0.9, 0.95 * math.sqrt(limits.max_bytes / len(data))))


def _fitted(image: PILImage, max_side: int, max_pixels: int) -> PILImage:
    scale = min(
        1.0,
        max_side / max(image.size),
        math.sqrt(max_pixels / (image.width * image.height)),
    )
    return image if scale == 1.0 else _scaled(image, scale)


def _scaled(image: PILImage, scale: float) -> PILImage:
    from PIL import Image

    size = (max(1, math.floor(image.width * scale)), max(1, math.floor(image.height * scale)))
    return image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def _is_drawn(image: PILImage) -> bool:
    """Whether a grid of samples holds few colours: a screenshot, a chart, a scan of text."""
    from PIL import Image

    side = (min(_SAMPLE_SIDE, image.width), min(_SAMPLE_SIDE, image.height))
    sample = image.resize(side, Image.Resampling.NEAREST)
    return sample.getcolors(_FEW_COLOURS) is not None


def _bytes(image: PILImage, form: str, quality: int = 0) -> bytes:
    buffer = io.BytesIO()
    if form == "PNG":
        image.save(buffer, "PNG", compress_level=6)
    else:
        # Full colour resolution keeps coloured text on coloured ground readable.
        image.save(buffer, "JPEG", quality=quality, subsampling=0)
    return buffer.getvalue()


def _encoded(data: bytes, mime: str, image: PILImage) -> Encoded:
    url = f"data:{mime};base64,{base64.b64encode(data).decode('ascii')}"
    return Encoded(url, mime, len(data), image.width, image.height)
