"""QR and bar codes on a picture: what they hold and where they are; nothing is opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.geometry import Box
from model.messages import Picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SMALL = 1_000
"""Pictures with no side over this many pixels are tried at twice the size too."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code that was read: its format (``QR Code``, ``EAN-13``), what it holds, where it is."""

    form: str
    text: str
    box: Box


_known: dict[str, tuple[Code, ...]] = {}
_KEPT = 64
"""Pictures whose codes are remembered."""


def find_codes(picture: Picture) -> tuple[Code, ...]:
    """Every code that can be read on the picture, top to bottom."""
    if (known := _known.get(picture.digest)) is not None:
        return known
    import numpy as np

    grey = np.asarray(picture.pixels.convert("L"))
    codes = _read(grey, 1)
    if not codes and max(picture.size) <= _SMALL:
        codes = _read(np.repeat(np.repeat(grey, 2, axis=0), 2, axis=1), 2)
    found = tuple(sorted(codes, key=lambda code: (code.box.y1, code.box.x1)))
    while len(_known) >= _KEPT:
        _known.pop(next(iter(_known)), None)
    _known[picture.digest] = found
    return found


def _read(grey: NDArray[np.uint8], scale: int) -> list[Code]:
    import numpy as np
    import zxingcpp

    codes = []
    for found in zxingcpp.read_barcodes(np.ascontiguousarray(grey)):
        place = found.position
        corners = (place.top_left, place.top_right, place.bottom_left, place.bottom_right)
        xs = [corner.x / scale for corner in corners]
        ys = [corner.y / scale for corner in corners]
        text = found.text or " ".join(f"{value:02x}" for value in found.bytes)
        codes.append(Code(str(found.format), text, Box(min(xs), min(ys), max(xs), max(ys))))
    return codes
