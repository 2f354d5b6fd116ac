"""Everyday names of colours, decided in OKLab where equal steps look equal.

A colour is called what the nearest of a few dozen well-known shades is called; the shades are in
one table, so that a wrong name is mended by adding a row.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

Color = tuple[int, int, int]

_SHADES: dict[str, str] = {
    "black": "000000 111111 1a1a1a 212529",
    "grey": "343a40 404040 495057 6c757d 808080 a0a0a0 adb5bd c0c0c0 d3d3d3 dee2e6 e4e4e4 "
    "5a5c69 64748b 94a3b8 334155",
    "white": "ffffff f8f9fa f5f5f5 f0f4f8 fffaf0 f3f4f6 eeeeee",
    "red": "ff0000 dc3545 b22222 8b0000 ff3b30 e53935 f44336 ef5350 dc143c 800000 ff6347 c0392b "
    "e74a3b a00000 600000 f08080 fa5252",
    "orange": "ffa500 ff8c00 fd7e14 ff6f00 ff9800 f57c00 ff7f50 e67e22 ffb74d fb8c00 d2691e cc5500",
    "yellow": "ffff00 ffc107 ffd700 ffeb3b f1c40f fff176 f6c23e ffe066 fff59d e6c200 cccc00 "
    "fffacd b8b800 fff3cd",
    "green": "008000 00ff00 28a745 1cc88a 32cd32 2e7d32 4caf50 198754 90ee90 006400 8bc34a 556b2f "
    "6b8e23 7cfc00 2ecc71 00c853 3cb371 a5d6a7 d4edda 808000 9acd32 004d00 c8e6c9",
    "teal": "008080 00ffff 20c997 009688 17a2b8 36b9cc 00bcd4 40e0d0 26a69a 0dcaf0 00ced1 5f9ea0 "
    "afeeee 006060 00a0a0 80ffff d1ecf1 2c9faf 13a8a8",
    "blue": "0000ff 007bff 0d6efd 4e73df 1e90ff 1565c0 2196f3 00008b 000080 87ceeb 4169e1 3498db "
    "add8e6 00bfff 4682b4 6495ed 003366 cfe2ff 0000cd 1a237e 90caf9 2563eb 5dade2 224abe 3730a3",
    "purple": "800080 6f42c1 9c27b0 8a2be2 4b0082 6610f2 673ab7 9b59b6 ba55d3 9370db b39ddb dda0dd "
    "ff00ff c71585 e6e6fa d500f9 7b1fa2 5e35b1 7c3aed 4a148c 8b008b e1bee7",
    "pink": "ffc0cb ff69b4 ff1493 e83e8c e91e63 f06292 ffb6c1 f8bbd0 db7093 f48fb1 d63384 ff80ab "
    "f8d7da",
    "brown": "8b4513 a0522d 795548 5d4037 6f4e37 654321 cd853f d2b48c a1887f 964b00 4e342e deb887 "
    "bc8f8f a47449 8d6e63",
}

_SYNONYMS = {
    "gray": "grey", "silver": "grey", "cyan": "teal", "aqua": "teal", "turquoise": "teal",
    "navy": "blue", "azure": "blue", "violet": "purple", "magenta": "purple", "fuchsia": "purple",
    "indigo": "purple", "maroon": "red", "crimson": "red", "scarlet": "red", "gold": "yellow",
    "golden": "yellow", "amber": "yellow", "lime": "green", "olive": "green", "rose": "pink",
    "beige": "brown", "tan": "brown",
    "红": "red", "红色": "red", "橙": "orange", "橙色": "orange", "橘色": "orange",
    "黄": "yellow", "黄色": "yellow", "绿": "green", "绿色": "green", "青": "teal", "青色": "teal",
    "蓝": "blue", "蓝色": "blue", "紫": "purple", "紫色": "purple", "粉": "pink", "粉色": "pink",
    "粉红": "pink", "粉红色": "pink", "棕": "brown", "棕色": "brown", "褐色": "brown",
    "黑": "black", "黑色": "black", "白": "white", "白色": "white", "灰": "grey", "灰色": "grey",
}  # fmt: skip

_NEAR = 0.05
"""OKLab distance within which a second name is accepted too: a teal-green is both."""

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


@lru_cache(maxsize=1)
def _linear_light() -> NDArray[np.float32]:
    """Linear light of the 256 sRGB values (IEC 61966-2-1)."""
    value = np.arange(256) / 255
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    return linear.astype(np.float32)


def oklab(rgb: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Colours (…×3, 0–255) in OKLab: lightness 0–1, a and b about -0.4 to 0.4 (Ottosson 2020)."""
    linear = _linear_light()[rgb]
    lms = np.cbrt(linear @ _TO_LMS.T.astype(np.float32))
    return np.asarray(lms @ _TO_LAB.T.astype(np.float32), dtype=np.float32)


def color_distance(first: Color, second: Color) -> float:
    """How far apart two colours look: 0 for the same, 1 for black and white."""
    pair = oklab(np.array([first, second], dtype=np.uint8))
    return float(np.linalg.norm(pair[0] - pair[1]))


def named_colors() -> Mapping[str, str]:
    """Every colour name that is understood, English and Chinese, with the everyday name it is."""
    return MappingProxyType({**{name: name for name in _SHADES}, **_SYNONYMS})


@lru_cache(maxsize=1)
def _table() -> tuple[tuple[str, ...], NDArray[np.float32]]:
    names, shades = [], []
    for name, codes in _SHADES.items():
        for code in codes.split():
            names.append(name)
            shades.append([int(code[place : place + 2], 16) for place in (0, 2, 4)])
    return tuple(names), _stretched(oklab(np.array(shades, dtype=np.uint8)))


def _stretched(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    # People name a colour by its hue first: a shade's lightness counts less than its hue.
    return np.asarray(lab * np.array([0.7, 1.3, 1.3], dtype=np.float32), dtype=np.float32)


@lru_cache(maxsize=4096)
def _distances(color: Color) -> Mapping[str, float]:
    names, shades = _table()
    here = _stretched(oklab(np.array([color], dtype=np.uint8)))[0]
    distance = np.linalg.norm(shades - here, axis=1)
    nearest: dict[str, float] = {}
    for name, value in zip(names, distance.tolist(), strict=True):
        nearest[name] = min(value, nearest.get(name, 9.0))
    return nearest


def color_name(color: Color) -> str:
    """The everyday name of a colour: red, orange, yellow, green, teal, blue, purple, pink, …."""
    nearest = _distances(color)
    return min(nearest, key=lambda name: nearest[name])


def is_color(color: Color, name: str) -> bool:
    """Whether people would accept ``name`` (any of ``named_colors()``) for ``color``.

    Raises ``KeyError`` for a name that is not known.
    """
    wanted = named_colors()[name.strip().lower()]
    nearest = _distances(color)
    if (best := color_name(color)) == wanted:
        return True
    plain = {"black", "white", "grey"}
    if wanted in plain or best in plain:
        return False
    return nearest[wanted] - nearest[best] < _NEAR
