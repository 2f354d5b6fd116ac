"""What is left of a package that was cut off or damaged: its parts, and XML up to the damage."""

from __future__ import annotations

import contextlib
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from xml.parsers import expat

_LOCAL = b"PK\x03\x04"
_NEXT = (_LOCAL, b"PK\x07\x08", b"PK\x01\x02")
_HEADER = struct.Struct("<4s5H3I2H")
_UNKNOWN = 0xFFFFFFFF
_STORED, _DEFLATED = 0, 8
_CHUNK = 1 << 16
_WHOLE = frozenset(
    (
        "p", "tr", "row", "si", "sp", "pic", "graphicFrame", "cxnSp", "grpSp", "style", "num",
        "abstractNum", "footnote", "endnote", "comment", "Relationship", "Override", "Default",
        "sheet", "sldId", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table-row", "page",
    )
)  # fmt: skip
"""Elements that say something by themselves, so that XML may end after one of them."""
_USELESS_IN_PART = frozenset(("chartSpace", "theme"))
"""Roots of XML that would tell something wrong if only its beginning were read."""


class Overgrown(Exception):
    """A part unpacks to more than it may."""


@dataclass(frozen=True, slots=True)
class LocalPart:
    """A part as its own header in the file tells it; ``packed`` may be cut off at its end."""

    name: str
    method: int
    encrypted: bool
    crc: int
    packed: memoryview

    def unpacked(self, most: int, ratio: int, small: int) -> tuple[bytes, bool]:
        """Its bytes as far as they can be read, and whether that is all of them.

        Raises ``Overgrown`` where they are more than ``most``, or more than ``small`` and ``ratio``
        times what was read for them.
        """
        if self.method == _STORED:
            if len(self.packed) > most:
                raise Overgrown
            data = bytes(self.packed)
            return data, self.crc in (0, zlib.crc32(data))
        if self.method != _DEFLATED:
            return b"", False
        unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        chunks: list[bytes] = []
        size = taken = 0
        try:
            while taken < len(self.packed) and not unpacker.eof:
                waiting: bytes | memoryview = self.packed[taken : taken + _CHUNK]
                taken += len(waiting)
                while waiting and not unpacker.eof:
                    chunk = unpacker.decompress(waiting, _CHUNK)
                    waiting = unpacker.unconsumed_tail
                    size += len(chunk)
                    if size > min(most, max(small, taken * ratio)):
                        raise Overgrown
                    chunks.append(chunk)
        except zlib.error:
            return b"".join(chunks), False
        data = b"".join(chunks)
        return data, unpacker.eof and self.crc in (0, zlib.crc32(data))


def local_parts(data: bytes) -> Iterator[LocalPart]:
    """The parts by the headers before each, for a file whose list of parts at the end is gone."""
    view = memoryview(data)
    at = data.find(_LOCAL)
    while 0 <= at <= len(data) - _HEADER.size:
        _, _, flags, method, _, _, crc, size, _, named, extra = _HEADER.unpack_from(data, at)
        start = at + _HEADER.size + named + extra
        name = data[at + _HEADER.size : at + _HEADER.size + named]
        later = bool(flags & 8)  # size and checksum follow the part: where it ends is not known
        known = not later and size != _UNKNOWN and _headed(data, start + size)
        ends = [end for mark in _NEXT if (end := data.find(mark, start)) >= 0]
        end = start + size if known else min(ends, default=len(data))
        yield LocalPart(
            name.decode("utf-8" if flags & 0x800 else "cp437", "replace").lstrip("/"),
            method,
            bool(flags & 1),
            0 if later else crc,
            view[start:end],
        )
        at = data.find(_LOCAL, end)


def _headed(data: bytes, at: int) -> bool:
    """Whether something follows there that follows parts, or the file ends before."""
    return at >= len(data) or data[at : at + 2] == b"PK"


def mended(data: bytes) -> bytes | None:
    """XML up to the last paragraph, row or shape that is whole, all that is open closed there.

    ``None`` where no such thing is in it.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    open_tags: list[str] = []
    last: tuple[int, str, tuple[str, ...]] | None = None

    def begin(tag: str, _: object) -> None:
        open_tags.append(tag)

    def end(tag: str) -> None:
        nonlocal last
        open_tags.pop()
        if tag.rpartition(":")[2] in _WHOLE and open_tags:
            last = parser.CurrentByteIndex, tag, tuple(open_tags)

    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    with contextlib.suppress(expat.ExpatError, LookupError, ValueError):
        parser.Parse(data, True)
    if last is None or last[2][0].rpartition(":")[2] in _USELESS_IN_PART:
        return None
    at, tag, tags = last
    closed = "".join(f"</{tag}>" for tag in reversed(tags)).encode()
    # Of an element without end tag the place behind it is told, of others that of the tag.
    if data.startswith(f"</{tag}".encode(), at):
        at = data.find(b">", at) + 1
    made = data[:at] + closed
    try:
        ElementTree.fromstring(made)
    except (ElementTree.ParseError, LookupError, ValueError):
        return None
    return made
