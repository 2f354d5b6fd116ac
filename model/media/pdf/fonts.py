"""The fonts that come with PyMuPDF: the same letters on every machine, Chinese among them."""

from __future__ import annotations

from functools import lru_cache

from model.media.pdf.engine import load, one_at_a_time


@lru_cache(maxsize=8)
def font_file(name: str) -> bytes:
    """The font ``name`` ("helv", "hebo", "cjk" …) as the bytes of a font file."""
    with one_at_a_time:
        return bytes(load().Font(name).buffer)


@lru_cache(maxsize=8)
def font_letters(name: str) -> frozenset[int]:
    """The code points that the font ``name`` can draw."""
    with one_at_a_time:
        return frozenset(load().Font(name).valid_codepoints())
