"""How far apart two colours look: CIE L*a*b* and CIEDE2000."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from agents.fidelity.blocks import Match

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike, NDArray

_NOT_SEEN, _ANOTHER = 2.0, 30.0
"""CIEDE2000 up to which sampled text colours count as equal, and from which as unlike."""


def lab(rgb: ArrayLike) -> NDArray[np.float64]:
    """Colours in sRGB, 0–255 on the last axis, as CIE L*a*b* under D65 (IEC 61966-2-1, CIE 15)."""
    import numpy as np

    share = np.asarray(rgb, dtype=np.float64) / 255
    linear = np.where(share > 0.04045, ((share + 0.055) / 1.055) ** 2.4, share / 12.92)
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    white = to_xyz.sum(axis=1)
    ratio = linear @ to_xyz.T / white
    root = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    x, y, z = root[..., 0], root[..., 1], root[..., 2]
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=-1)


def ciede2000(one: ArrayLike, other: ArrayLike) -> NDArray[np.float64]:
    """CIEDE2000 between L*a*b* colours (last axis), after Sharma, Wu and Dalal 2005."""
    import numpy as np

    first, second = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    l1, a1, b1 = first[..., 0], first[..., 1], first[..., 2]
    l2, a2, b2 = second[..., 0], second[..., 1], second[..., 2]
    mean_chroma = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    seventh = mean_chroma**7
    stretch = 1 + 0.5 * (1 - np.sqrt(seventh / (seventh + 25.0**7)))
    c1, c2 = np.hypot(a1 * stretch, b1), np.hypot(a2 * stretch, b2)
    h1 = np.degrees(np.arctan2(b1, a1 * stretch)) % 360
    h2 = np.degrees(np.arctan2(b2, a2 * stretch)) % 360
    grey = c1 * c2 == 0
    turn = (h2 - h1 + 180) % 360 - 180
    turn = np.where(grey, 0.0, np.where((turn == -180) & (h2 > h1), 180.0, turn))
    d_hue = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    middle = np.where(np.abs(h1 - h2) > 180, (h1 + h2 + 360) / 2, (h1 + h2) / 2) % 360
    hue = np.where(grey, h1 + h2, middle)
    light, chroma = (l1 + l2) / 2, (c1 + c2) / 2
    weight = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    s_light = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    s_chroma, s_hue = 1 + 0.045 * chroma, 1 + 0.015 * chroma * weight
    turn_angle = 60 * np.exp(-(((hue - 275) / 25) ** 2))
    rotation = -2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7)) * np.sin(np.radians(turn_angle))
    x, y, z = (l2 - l1) / s_light, (c2 - c1) / s_chroma, d_hue / s_hue
    total: NDArray[np.float64] = np.sqrt(np.maximum(x**2 + y**2 + z**2 + rotation * y * z, 0.0))
    return total


def text_differences(matches: Sequence[Match]) -> list[float]:
    """CIEDE2000 between the text colours of each pair."""
    if not matches:
        return []
    ours = lab([match.target.color for match in matches])
    theirs = lab([match.rendered.color for match in matches])
    return [float(value) for value in ciede2000(ours, theirs)]


def classic_color(differences: Sequence[float]) -> float:
    """Design2Code's mean of ``max(0, 1 - ΔE / 100)`` over the pairs; 0 without a pair."""
    if not differences:
        return 0.0
    return sum(max(0.0, 1 - value / 100) for value in differences) / len(differences)


def color_likeness(difference: float) -> float:
    """1 where nobody sees a difference, 0 where it is another colour; ours is that strict."""
    return min(1.0, max(0.0, 1 - (difference - _NOT_SEEN) / (_ANOTHER - _NOT_SEEN)))
