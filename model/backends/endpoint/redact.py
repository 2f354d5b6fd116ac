"""Takes a key, or what a provider shows of it, out of words that others wrote."""

from __future__ import annotations

import re

DOTS = "•••"

_TOKEN = re.compile(r"[A-Za-z0-9_\-.*…•/+=]{4,}")
_MASK = re.compile(r"[*…•]+|\.{2,}")
_LEAST = 4
"""Characters of a key's start or end that already count as part of it, beside a mask."""


def redact(text: str, key: str) -> str:
    """``text`` without ``key``, its halves beside a mask (``sk-ab***yz``), or long parts of it."""
    if not key or not text:
        return text
    text = text.replace(key, DOTS)
    return _TOKEN.sub(lambda found: DOTS if _shows(found[0], key) else found[0], text)


def _shows(token: str, key: str) -> bool:
    pieces = [piece for piece in _MASK.split(token) if piece]
    masked = len(pieces) > 1 or (bool(pieces) and pieces[0] != token)
    for piece in pieces:
        if len(piece) >= 8 and piece.rstrip(".") in key:
            return True
        ends = key.startswith(piece) or key.endswith(piece)
        if masked and len(piece) >= _LEAST and ends:
            return True
    return False
