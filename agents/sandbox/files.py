"""Made-up files for pages that ask for one: harmless, tiny, and of the kind that is asked for."""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from playwright._impl._api_structures import FilePayload

FileAnswer = Literal["sample", "cancel"]
"""What a page gets that asks for a file."""

_TEXT: Final = b"A sample file.\n"
_PDF: Final = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
_KINDS: Final[tuple[tuple[tuple[str, ...], str, str], ...]] = (
    (("image/", ".png", ".jpg", ".jpeg", ".gif", ".webp"), "sample.png", "image/png"),
    (("pdf",), "sample.pdf", "application/pdf"),
    (("csv",), "sample.csv", "text/csv"),
    (("json",), "sample.json", "application/json"),
)
"""Words in an ``accept`` attribute, and the file that answers them; the first row that fits."""


def sample(accepts: str) -> FilePayload:
    """A file for an ``accept`` attribute; plain text where nothing else is named."""
    asked = accepts.lower()
    for words, name, kind in _KINDS:
        if any(word in asked for word in words):
            return {"name": name, "mimeType": kind, "buffer": _content(kind)}
    return {"name": "sample.txt", "mimeType": "text/plain", "buffer": _TEXT}


def _content(kind: str) -> bytes:
    if kind == "image/png":
        return _png(32, 32, (96, 128, 192))
    contents = {"application/pdf": _PDF, "text/csv": b"name,value\nsample,1\n"}
    return contents.get(kind, b'{"sample": true}\n')


def _png(width: int, height: int, color: tuple[int, int, int]) -> bytes:
    """A PNG of one colour (ISO/IEC 15948): header, one compressed block of rows, end."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    rows = (b"\0" + bytes(color) * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )
