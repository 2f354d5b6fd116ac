"""How much a page makes the engine draw: a few bytes can ask for billions of strokes.

MuPDF can't be stopped once it draws, and holds up everybody meanwhile, so a page that would never
be done is refused before. Counted are the drawing instructions of a page, those of its forms (ISO
32000-1, 8.10) as often as they are called.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from typing import Any

MOST = 40_000_000
"""Bytes of drawing instructions; the heaviest maps have ten million."""
MOST_LETTERS = 200_000
"""Letters of a page; a newspaper's has thirty thousand."""
WORDY = 1_000_000
"""Bytes of instructions under which a page can't have so many."""

MOST_PIXELS = 1_000_000_000
"""Pixels of a page's pictures; the largest sheets, scanned finely, have half of it."""

_LIGHT = WORDY // 1_032
"""Bytes of a packed stream that can't unpack to more: deflate packs no more than 1,032 to 1."""
_CALL = re.compile(rb"/([^\s/<>\[\](){}%]+)\s+Do\b")
_NAMED = re.compile(r"/([^\s/<>\[\](){}%]+)\s+(\d+) 0 R")
_DEEPEST = 32
"""Forms inside forms, and nodes above a page, that are followed."""


def weight(document: Any, page: Any) -> int:
    """Bytes of drawing instructions of a PyMuPDF page, to twice ``MOST``; 0 where they are few.

    Twice ``MOST`` too where its pictures have more than ``MOST_PIXELS``: they are unpacked whole.
    """
    try:
        if _pixels(document, page) > MOST_PIXELS:
            return 2 * MOST
        return _total(document, page)
    except Exception:  # what is damaged is MuPDF's to mend
        return 0


def _total(document: Any, page: Any) -> int:
    forms = _forms(document, _holder(document, page.xref))
    contents = page.get_contents()
    if not forms and all(len(document.xref_stream_raw(one) or b"") < _LIGHT for one in contents):
        return 0
    known: dict[int, int] = {}
    return sum(_weight(document, number, forms, known, 0) for number in contents)


def _weight(
    document: Any, number: int, forms: dict[bytes, int], known: dict[int, int], depth: int
) -> int:
    data = _stream(document, number)
    total = len(data)
    if not forms or depth >= _DEEPEST or total > MOST:
        return min(total, 2 * MOST)
    for name, times in Counter(_CALL.findall(data)).items():
        if (form := forms.get(name)) is None:
            continue
        if form not in known:
            known[form] = 0  # MuPDF does not follow a form into itself either
            own = _forms(document, form) or forms
            known[form] = _weight(document, form, own, known, depth + 1)
        total += times * known[form]
    return min(total, 2 * MOST)


def _stream(document: Any, number: int) -> bytes:
    """A stream unpacked, no more of it than matters."""
    raw: bytes = document.xref_stream_raw(number) or b""
    packed = document.xref_get_key(number, "Filter")[1].strip("[] ")
    if packed == "/FlateDecode":
        try:
            return zlib.decompressobj().decompress(raw, MOST + 1)
        except zlib.error:
            return raw
    return raw if packed == "null" else document.xref_stream(number) or b""


def _forms(document: Any, number: int) -> dict[bytes, int]:
    """The forms that a page or form can call, by name: their object numbers."""
    return {
        name.encode("latin-1", "replace"): form
        for name, form in _objects(document, number)
        if document.xref_get_key(form, "Subtype") == ("name", "/Form")
    }


def _pixels(document: Any, page: Any) -> int:
    """Pixels of the pictures that a page itself can show, each counted once."""
    total = 0
    for one in {one for _, one in _objects(document, _holder(document, page.xref))}:
        sides = [document.xref_get_key(one, side) for side in ("Width", "Height")]
        if all(kind == "int" for kind, _ in sides):
            total += max(0, int(sides[0][1])) * max(0, int(sides[1][1]))
    return total


def _objects(document: Any, number: int) -> list[tuple[str, int]]:
    """The forms and pictures that a page or form can call: names and object numbers."""
    kind, listed = document.xref_get_key(number, "Resources/XObject")
    if kind == "xref":
        listed = document.xref_object(int(listed.split()[0]))
    if kind not in ("xref", "dict"):
        return []
    return [(name, int(one)) for name, one in _NAMED.findall(listed)]


def _holder(document: Any, number: int) -> int:
    """The page, or the node above it, whose resources are the page's."""
    for _ in range(_DEEPEST):
        kind, parent = document.xref_get_key(number, "Parent")
        if kind != "xref" or document.xref_get_key(number, "Resources")[0] != "null":
            break
        number = int(parent.split()[0])
    return number
