"""Unpacking a ZIP file within limits, whole ones by their list of parts, others as far as they go.

Sizes are checked from the list and again while unpacking, since a list can lie.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from pathlib import Path

from model.errors import TooLarge, UnreadableFile
from model.media.brought import whole
from model.media.office.salvage import LocalPart, Overgrown, local_parts
from model.settings import Settings

MARKUP = (".xml", ".rels", ".xhtml", ".html", ".htm", ".opf", ".ncx", ".rdf", ".vml", ".svg")
"""Endings of parts that are text."""
_MOST_PARTS = 20_000
_CHUNK = 1 << 16
_SMALL = 1_000_000
"""Bytes below which a part may grow by any ratio: blank pictures and empty tables do."""
_MACROS = re.compile(
    r"(?:^|/)(?:vba[^/]*\.(?:bin|xml)|Basic/.*|Scripts/.*|activeX/.*|macrosheets/.*)$",
    re.IGNORECASE,
)
_UNPACKABLE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError,
)  # fmt: skip


def unpack(source: Path | bytes, name: str, settings: Settings) -> Unpacked:
    """All parts of a ZIP file that can be read; raises ``UnreadableFile`` and ``TooLarge``."""
    unpacked = Unpacked(name, settings)
    try:
        archive = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        unpacked.cut_off = True
        unpacked.rescue(whole(source, name))
        return unpacked
    with archive:
        entries = archive.infolist()
        unpacked.check_count(len(entries))
        for entry in entries:
            if not entry.is_dir():
                unpacked.add(archive, entry)
    if unpacked.damaged:  # the list may lead to wrong places in a file that lost a piece
        unpacked.rescue(whole(source, name), set(unpacked.damaged))
    return unpacked


class Unpacked:
    """Parts read so far, and what had to be left out.

    ``beginnings`` are parts of text up to where they are damaged.
    """

    def __init__(self, name: str, settings: Settings) -> None:
        """Nothing read yet."""
        self.name = name
        self.ratio = settings.unpack_ratio
        self.limit = settings.unpacked_mb * 1_000_000
        self.left = self.limit
        self.parts: dict[str, bytes] = {}
        self.beginnings: dict[str, bytes] = {}
        self.bombs: list[str] = []
        self.damaged: list[str] = []
        self.macros = 0
        self.cut_off = False

    def check_count(self, parts: int) -> None:
        """Raise ``TooLarge`` for more parts than any document has."""
        if parts > _MOST_PARTS:
            raise TooLarge(
                f"{self.name!r} holds {parts:,} parts, and no more than {_MOST_PARTS:,} are "
                "opened; export it as PDF and bring that."
            )

    def add(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        """Read a part that the list names."""
        part = entry.filename.lstrip("/")
        if not self._wanted(part, bool(entry.flag_bits & 1)):
            return
        allowed = max(_SMALL, entry.compress_size * self.ratio)
        if entry.file_size > min(allowed, self.left):
            self._too_large(part)
            return
        self._read(archive, entry, part, min(allowed, self.left))

    def rescue(self, data: bytes, only: set[str] | None = None) -> None:
        """Read parts by the headers before each; with ``only`` those of these names."""
        for count, local in enumerate(local_parts(data), 1):
            self.check_count(count)
            part = local.name
            if only is not None and part not in only:
                continue
            if part.endswith("/") or part in self.parts or not self._wanted(part, local.encrypted):
                continue
            self._take(local)

    def _take(self, local: LocalPart) -> None:
        part = local.name
        try:
            found, whole = local.unpacked(self.left, self.ratio, _SMALL)
        except Overgrown:
            self._too_large(part)
            return
        if whole:
            self.parts[part] = found
            self.left -= len(found)
            if part in self.damaged:
                self.damaged.remove(part)
                self.beginnings.pop(part, None)
        else:
            self._damage(part, found)

    def _damage(self, part: str, beginning: bytes) -> None:
        """Note a damaged part; of text its beginning is kept."""
        best = self.beginnings.get(part, b"")
        if part.lower().endswith(MARKUP) and len(beginning) > len(best):
            self.beginnings[part] = beginning
            self.left -= len(beginning) - len(best)
            if part in self.damaged:
                self.damaged.remove(part)
        elif not best and part not in self.damaged:
            self.damaged.append(part)

    def _wanted(self, part: str, encrypted: bool) -> bool:
        if encrypted:
            raise UnreadableFile(
                f"{self.name!r} is locked with a password; save a copy without one and try again."
            )
        if _MACROS.search(part):
            self.macros += 1
            return False
        return True

    def _read(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, part: str, most: int) -> None:
        chunks: list[bytes] = []
        size = 0
        # Asked for everything at once, zipfile would unpack a liar whole before it cuts it off.
        try:
            with archive.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    if size > most:
                        self._too_large(part)
                        return
                    chunks.append(chunk)
        except _UNPACKABLE:
            self._damage(part, b"".join(chunks))
            return
        self.parts[part] = b"".join(chunks)
        self.left -= size

    def _too_large(self, part: str) -> None:
        if part.lower().endswith(MARKUP):
            raise TooLarge(
                f"{self.name!r} is packed like a zip bomb: its part {part!r} would unpack to more "
                f"than {self.ratio} times its size or past {self.limit // 1_000_000} MB in all; "
                "export the document as PDF and bring that."
            )
        self.bombs.append(part)
