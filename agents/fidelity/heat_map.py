"""Where a render differs from its screenshot, as a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from model.messages import Picture

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SHADES: Final = ((0.0, (255, 214, 70)), (0.45, (255, 122, 24)), (1.0, (214, 16, 44)))
"""Yellow, orange, red: from just visible to another colour altogether."""
_SEEN, _STRONG = 4.0, 60.0
"""CIEDE2000-like distance (plain L*a*b*) from which heat shows, and at which it is greatest."""
_SHIFT = 1
_BLUR = 3.0
_PALE = 0.74


def heat_map(target: Picture, render: Picture) -> Picture:
    """The screenshot in pale grey with the differences glowing on it, yellow to red.

    A pixel of either picture is compared with its nearest likeness in the other one pixel around,
    so that letters redrawn half a pixel off stay calm. As wide as the screenshot and as tall as
    the taller of both; a render of another width is scaled.
    """
    import cv2
    import numpy as np
    from PIL import Image

    from model.media.images import picture_of

    ours = np.asarray(target.pixels)
    theirs = np.asarray(render.pixels)
    if theirs.shape[1] != ours.shape[1]:
        height = max(1, round(theirs.shape[0] * ours.shape[1] / theirs.shape[1]))
        size = (ours.shape[1], height)
        scaled = render.pixels.resize(size, Image.Resampling.BOX)
        theirs = np.asarray(scaled)
    height, shared = max(len(ours), len(theirs)), min(len(ours), len(theirs))
    apart = np.full((height, ours.shape[1]), _STRONG, np.float32)
    one, other = _lab(ours[:shared]), _lab(theirs[:shared])
    apart[:shared] = np.maximum(_apart(one, other), _apart(other, one))
    heat = np.clip((apart - _SEEN) / (_STRONG - _SEEN), 0, 1)
    # Thin strokes would drown in the blur: the hottest pixel around counts as well.
    wide = cv2.dilate(heat, np.ones((3, 3), np.uint8))
    glow = np.clip(cv2.GaussianBlur(wide, (0, 0), _BLUR) * 1.15, 0, 1)
    base = ours if len(ours) >= len(theirs) else theirs
    grey = cv2.cvtColor(base, cv2.COLOR_RGB2GRAY).astype(np.float32)
    ground = np.repeat((255 * _PALE + grey * (1 - _PALE))[..., None], 3, axis=2)
    opacity = np.clip(glow * 2.2, 0, 0.8)[..., None]
    mixed = ground * (1 - opacity) + _shade(glow) * opacity
    return picture_of(Image.fromarray(mixed.round().astype(np.uint8)), "differences")


def _lab(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    import cv2
    import numpy as np

    return cv2.cvtColor(rgb.astype(np.float32) / 255, cv2.COLOR_RGB2Lab).astype(np.float32)


def _apart(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of each pixel of ``one``, the distance to the most alike of ``other`` around its place."""
    import numpy as np

    height, width = one.shape[:2]
    padded = np.pad(other, ((_SHIFT, _SHIFT), (_SHIFT, _SHIFT), (0, 0)), mode="edge")
    around = range(2 * _SHIFT + 1)
    gaps = (
        one - padded[down : down + height, right : right + width]
        for down in around
        for right in around
    )
    best = np.full((height, width), np.inf, np.float32)
    for gap in gaps:
        np.minimum(best, (gap * gap).sum(axis=2), out=best)
    return np.sqrt(best).astype(np.float32)


def _shade(heat: NDArray[np.float32]) -> NDArray[np.float64]:
    import numpy as np

    places = [place for place, _ in _SHADES]
    return np.stack(
        [np.interp(heat, places, [color[i] for _, color in _SHADES]) for i in range(3)], axis=-1
    )
