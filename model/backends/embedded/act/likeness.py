"""How like two short texts are, given that one was typed and the other was read off pixels.

A reader mixes up shapes (0/O, 1/l/I, 5/S), loses spaces, and takes an underline for a dot. What a
person asks for may differ from what is shown in case and in punctuation at its ends.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

_SHAPES = str.maketrans(
    {
        "0": "o", "O": "o", "Q": "o", "D": "o", "1": "l", "I": "l", "i": "l", "|": "l", "!": "l",
        "5": "s", "S": "s", "$": "s", "8": "b", "B": "b", "2": "z", "Z": "z", "6": "b", "C": "c",
        "K": "k", "P": "p", "U": "u", "V": "v", "W": "w", "X": "x", "9": "g", "q": "g", "Y": "y",
        "J": "j", "M": "m",
    }
)  # fmt: skip
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_SPACE = re.compile(r"\s+")

SAME, SAME_BUT_CASE, SAME_SHAPES = 1.0, 0.99, 0.96
LIKE = 0.8
"""Scores below this are other words."""


@lru_cache(maxsize=16_384)
def alike(asked: str, seen: str) -> float:
    """How well ``seen`` as a whole is ``asked``, 0–1; 0.8 and more are the same words."""
    one, other = _SPACE.sub("", asked), _SPACE.sub("", seen)
    if not one or not other:
        return 0.0
    if one == other:
        return SAME
    bare, there = _EDGES.sub("", one) or one, _EDGES.sub("", other) or other
    trimmed = 0.0 if (bare, there) == (one, other) else 0.005
    if bare == there:
        return SAME - trimmed
    if bare.casefold() == there.casefold():
        return SAME_BUT_CASE - trimmed
    shape, shown = bare.translate(_SHAPES).casefold(), there.translate(_SHAPES).casefold()
    if shape == shown:
        return SAME_SHAPES - trimmed
    length = max(len(shape), len(shown))
    distance = OSA.distance(shape, shown)
    if length < 3 or distance > max(1, length // 4):
        return 0.0
    return max(0.0, 0.95 - distance / length * 0.75) - trimmed


def same_words(asked: str, seen: str) -> bool:
    """Whether both are the same words but for what a reader mixes up."""
    return alike(asked, seen) >= LIKE
