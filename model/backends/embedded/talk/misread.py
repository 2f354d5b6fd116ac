"""Digits read for letters, and letters for digits, where the pattern leaves no doubt.

Only what is told is mended; what was read stays beside it.
"""

from __future__ import annotations

import re

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_LIKE = str.maketrans({"0": "o", "1": "l", "5": "s", "|": "l"})
_WORD = re.compile(r"(?<![\w.,-])(?=\w*[A-Za-z])(?=\w*[015])[A-Za-z015]{3,9}(?![\w-])")
_OH = re.compile(r"(?<=\d)[O](?=\d)|(?<=\d[.,:])[O](?=\d)|(?<=\d)[O](?=[.,:]\d)")
_IN_WORD = re.compile(r"(?<=[a-z]{2})0(?=[a-z]{2})|(?<=[a-z]{2})1(?=[a-z]{2})")
_NAMES = {name.lower() for month in _MONTHS for name in (month, month[:3], month[:4])}


def mended(text: str) -> str:
    """``14 0ct 2025`` as ``14 Oct 2025``; the same text where nothing is certain."""
    text = _WORD.sub(_month, text)
    text = _OH.sub("0", text)
    return _IN_WORD.sub(lambda found: {"0": "o", "1": "l"}[found.group()], text)


def _month(found: re.Match[str]) -> str:
    word = found.group()
    plain = word.translate(_LIKE).lower()
    if plain not in _NAMES:
        return word
    upper = sum(letter.isupper() for letter in word) > 1
    return plain.upper() if upper else plain.capitalize()
