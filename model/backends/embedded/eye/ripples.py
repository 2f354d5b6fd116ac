"""The ripples that JPEG leaves beside edges, taken off even grounds again."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.backends.embedded.eye.picture_kind import even_share

_REACH = 9
"""Side of the neighbourhood in pixels: a block of JPEG and one more."""
_DRAWN, _EVEN = 0.6, 0.52
"""Share of like neighbours in the picture as it is, and seen from afar, that a drawing has.

At quality 80 a JPEG of a web page has 0.73 and 0.55 or more, a page filled by a photo less.
"""
_LUMA_SHARE, _CHROMA_SHARE = 0.13, 0.6
"""Share of a neighbourhood's contrast that a ripple has; colour is stored at half the size."""


def without_ripples(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The picture with each ground's own colour where only a ripple sets a pixel off from it.

    The ground is the median of the pixels around. A ripple is as strong as the edge it comes from:
    beside letters much is evened out, beside a faint border next to nothing, so that it stays. A
    picture that is mostly photo is only calmed: flattened in part, it would seem to hold symbols.
    """
    import cv2

    calm = np.asarray(cv2.bilateralFilter(rgb, 5, 14, 3), dtype=np.uint8)
    alike = float((rgb[:, 1:] == rgb[:, :-1]).all(axis=2).mean())
    if alike < _DRAWN or even_share(rgb) < _EVEN:
        return calm
    ground = cv2.medianBlur(calm, _REACH)
    tone = cv2.cvtColor(calm, cv2.COLOR_RGB2YCrCb)
    square = np.ones((_REACH, _REACH), dtype=np.uint8)
    contrast = cv2.subtract(cv2.dilate(tone, square), cv2.erode(tone, square))
    apart = cv2.absdiff(tone, cv2.cvtColor(ground, cv2.COLOR_RGB2YCrCb))
    luma, *chroma = (contrast[:, :, channel].astype(np.float32) for channel in range(3))
    ripple = apart[:, :, 0] <= np.clip(_LUMA_SHARE * luma, 4, 24)
    for channel, strength in enumerate(chroma, 1):
        ripple &= apart[:, :, channel] <= np.clip(_CHROMA_SHARE * strength, 4, 60)
    return np.asarray(np.where(ripple[:, :, None], ground, calm), dtype=np.uint8)
