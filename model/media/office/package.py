"""The parts of a ZIP package (DOCX, PPTX, XLSX, ODF, EPUB), made harmless before anyone reads them.

Sizes are checked from the directory and again while unpacking, since a directory can lie. Macros
are left out, links to files outside lead nowhere afterwards, and XML that declares entities is
refused; so what reads the cleaned package need not be careful itself.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from model.errors import TooLarge, UnreadableFile
from model.settings import Settings

_MOST_PARTS = 20_000
_CHUNK = 1 << 16
_SMALL = 1_000_000
"""Bytes below which a part may grow by any ratio: blank pictures and empty tables do."""
_MARKUP = (".xml", ".rels", ".xhtml", ".html", ".htm", ".opf", ".ncx", ".rdf", ".vml", ".svg")
_MACROS = re.compile(
    r"(?:^|/)(?:vba[^/]*\.(?:bin|xml)|Basic/.*|Scripts/.*|activeX/.*|macrosheets/.*)$",
    re.IGNORECASE,
)
_RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
_NOWHERE = "about:blank"
_DOCTYPE = re.compile(rb"<!DOCTYPE[^\[>]*>")
_DECLARES = re.compile(rb"<!(?:DOCTYPE[^>]*\[|ENTITY)")
_XML_ENCODING = re.compile(r"^<\?xml[^>]*\?>")
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_MAIN_TYPES: tuple[tuple[re.Pattern[bytes], bytes], ...] = (
    (
        re.compile(
            rb"application/vnd\.(?:ms-word\.(?:document|template)\.macroEnabled(?:Template)?|"
            rb"openxmlformats-officedocument\.wordprocessingml\.template)\.main\+xml"
        ),
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    ),
    (
        re.compile(
            rb"application/vnd\.(?:ms-powerpoint\.(?:presentation|template|slideshow)"
            rb"\.macroEnabled|openxmlformats-officedocument\.presentationml\.(?:template|slideshow))"
            rb"\.main\+xml"
        ),
        b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    ),
    (
        re.compile(
            rb"application/vnd\.(?:ms-excel\.(?:sheet|template)\.macroEnabled|"
            rb"openxmlformats-officedocument\.spreadsheetml\.template)\.main\+xml"
        ),
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    ),
)
"""Templates, slide shows and files with macros differ from documents by this type alone."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A link from one part to another; ``target`` is the other's name, or a URL if ``outside``."""

    id: str
    type: str
    target: str
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Package:
    """The parts by name, and ``notes``: sentences on what was left out."""

    name: str
    parts: Mapping[str, bytes]
    notes: tuple[str, ...] = field(default=())

    def zipped(self) -> bytes:
        """The cleaned parts as a ZIP file, a ``mimetype`` part first as ODF and EPUB ask."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
            for name in sorted(self.parts, key=lambda part: part != "mimetype"):
                archive.writestr(zipfile.ZipInfo(name), self.parts[name])
        return buffer.getvalue()

    def relations(self, part: str) -> dict[str, Relation]:
        """The links of ``part`` by their ids; none where it has none."""
        data = self.parts.get(_relations_of(part))
        return {} if data is None else {link.id: link for link in _links(part, data)}

    def related(self, part: str, kind: str) -> list[str]:
        """Names of the parts that ``part`` links to with a type ending in ``/kind``."""
        return [
            link.target
            for link in self.relations(part).values()
            if link.type.endswith("/" + kind) and link.target in self.parts
        ]

    def tree(self, part: str) -> ElementTree.Element:
        """The part as XML; raises ``UnreadableFile`` where it is missing or damaged."""
        tree = _parsed(self.parts.get(part, b""))
        if tree is None:
            raise UnreadableFile(
                f"{self.name!r} is damaged: its part {part!r} is missing or no proper XML; open it "
                "in the program that wrote it and save it again."
            )
        return tree


def without_broken(package: Package) -> Package:
    """The package without its XML parts that are no proper XML, links to them leading nowhere."""
    broken = []
    for part, data in package.parts.items():
        if part.lower().endswith((".xml", ".rels")) and _parsed(data) is None:
            broken.append(part)
    if not broken:
        return package
    parts = {part: data for part, data in package.parts.items() if part not in broken}
    for part in [part for part in parts if part.endswith(".rels")]:
        parts[part], _ = _tamed(part, parts)
    note = f"{_named(broken)} is damaged and was left out."
    return Package(package.name, parts, (*package.notes, note))


def open_package(source: Path | bytes, name: str, settings: Settings) -> Package:
    """The parts of a ZIP file, checked and cleaned.

    Raises ``UnreadableFile`` for a damaged or locked file and for XML with entities, ``TooLarge``
    for one that unpacks to more than ``settings.unpacked_mb``, or whose text grows more than
    ``settings.unpack_ratio`` times. Pictures and other attachments that do are left out and noted.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(source) if isinstance(source, bytes) else source)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise UnreadableFile(
            f"{name!r} is damaged or cut off: its list of parts can't be read; get it again, or "
            "open it in the program that wrote it and save it anew."
        ) from None
    with archive:
        unpacked = _Unpacking(name, settings)
        entries = archive.infolist()
        if len(entries) > _MOST_PARTS:
            raise TooLarge(
                f"{name!r} holds {len(entries):,} parts, and no more than {_MOST_PARTS:,} are "
                "opened; export it as PDF and bring that."
            )
        for entry in entries:
            if not entry.is_dir():
                unpacked.add(archive, entry)
    return _cleaned(name, unpacked)


class _Unpacking:
    """Parts read so far, and what had to be left out."""

    def __init__(self, name: str, settings: Settings) -> None:
        self.name = name
        self.ratio = settings.unpack_ratio
        self.limit = settings.unpacked_mb * 1_000_000
        self.left = self.limit
        self.parts: dict[str, bytes] = {}
        self.bombs: list[str] = []
        self.damaged: list[str] = []
        self.macros = 0

    def add(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
        part = entry.filename.lstrip("/")
        if entry.flag_bits & 1:
            raise UnreadableFile(
                f"{self.name!r} is locked with a password; save a copy without one and try again."
            )
        if _MACROS.search(part):
            self.macros += 1
            return
        allowed = max(_SMALL, entry.compress_size * self.ratio)
        if entry.file_size > min(allowed, self.left):
            self._too_large(part)
            return
        try:
            self._read(archive, entry, part, min(allowed, self.left))
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError):
            self.damaged.append(part)

    def _read(self, archive: zipfile.ZipFile, entry: zipfile.ZipInfo, part: str, most: int) -> None:
        chunks = []
        size = 0
        # Asked for everything at once, zipfile would unpack a liar whole before it cuts it off.
        with archive.open(entry) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    self._too_large(part)
                    return
                chunks.append(chunk)
        self.parts[part] = b"".join(chunks)
        self.left -= size

    def _too_large(self, part: str) -> None:
        if part.lower().endswith(_MARKUP):
            raise TooLarge(
                f"{self.name!r} is packed like a zip bomb: its part {part!r} would unpack to more "
                f"than {self.ratio} times its size or past {self.limit // 1_000_000} MB in all; "
                "export the document as PDF and bring that."
            )
        self.bombs.append(part)


def _cleaned(name: str, unpacked: _Unpacking) -> Package:
    parts: dict[str, bytes] = {}
    for part, data in unpacked.parts.items():
        lower = part.lower()
        if lower.endswith(_MARKUP) or lower == "mimetype":
            data = _plain_xml(name, part, data)
        parts[part] = data
    outer = 0
    for part in [part for part in parts if part.endswith(".rels")]:
        parts[part], count = _tamed(part, parts)
        outer += count
    types = parts.get("[Content_Types].xml")
    if types is not None:
        for pattern, plain in _MAIN_TYPES:
            types = pattern.sub(plain, types)
        parts["[Content_Types].xml"] = types
    notes = []
    if unpacked.macros:
        notes.append("Its macros were left out; nothing here runs them.")
    if outer:
        notes.append(
            "1 linked file outside the document was not fetched."
            if outer == 1
            else f"{outer} linked files outside the document were not fetched."
        )
    if unpacked.bombs:
        notes.append(
            f"{_named(unpacked.bombs)} would unpack to far more than it should and was left out."
        )
    if unpacked.damaged:
        notes.append(f"{_named(unpacked.damaged)} is damaged and was left out.")
    return Package(name, parts, tuple(notes))


def _parsed(data: bytes) -> ElementTree.Element | None:
    """XML as a tree, ``None`` where it is none; encodings nobody knows count as damage."""
    try:
        return ElementTree.fromstring(data)
    except (ElementTree.ParseError, LookupError, ValueError):
        return None


def _named(parts: list[str]) -> str:
    first = f"Its part {parts[0]!r}"
    return first if len(parts) == 1 else f"{first} (and {len(parts) - 1} more like it)"


def _plain_xml(name: str, part: str, data: bytes) -> bytes:
    """XML as UTF-8 without a document type; the strict namespaces of ISO as everybody's."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"):
        encoding = (
            "utf-16"
            if data[:2] in (b"\xff\xfe", b"\xfe\xff")
            else ("utf-16-le" if data[0] else "utf-16-be")
        )
        text = data.decode(encoding, "replace")
        data = _XML_ENCODING.sub("", text).encode()
    if b"<!" in data:
        if _DECLARES.search(data):
            raise UnreadableFile(
                f"{name!r} declares XML entities in {part!r}, as documents never need to and "
                "attacks do; save it anew in the program that wrote it and try again."
            )
        data = _DOCTYPE.sub(b"", data)
    return _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", data)


def _tamed(part: str, parts: Mapping[str, bytes]) -> tuple[bytes, int]:
    """The relationships with outer files and missing parts leading nowhere; how many outer ones."""
    owner = _owner_of(part)
    rows = []
    outer = 0
    for link in _links(owner, parts[part]):
        target, mode = link.target, ""
        if link.outside:
            mode = ' TargetMode="External"'
            if not link.type.endswith("/hyperlink"):
                outer += 1
                target = _NOWHERE
        elif target in parts:
            target = "/" + target
        else:
            target, mode = _NOWHERE, ' TargetMode="External"'
        rows.append(
            f"<Relationship Id={quoteattr(link.id)} Type={quoteattr(link.type)} "
            f"Target={quoteattr(target)}{mode}/>"
        )
    text = f'<Relationships xmlns="{_RELATIONSHIPS}">{"".join(rows)}</Relationships>'
    return text.encode(), outer


def _links(owner: str, data: bytes) -> list[Relation]:
    tree = _parsed(data)
    if tree is None:
        return []
    links = []
    for row in tree.iter(f"{{{_RELATIONSHIPS}}}Relationship"):
        target = row.get("Target", "")
        outside = row.get("TargetMode", "") == "External"
        if not outside:
            target = _resolved(owner, target)
        links.append(Relation(row.get("Id", ""), row.get("Type", ""), target, outside))
    return links


def _resolved(owner: str, target: str) -> str:
    path = unquote(target.split("#")[0])
    if path.startswith("/"):
        return posixpath.normpath(path).lstrip("/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(owner), path)).lstrip("/")


def _relations_of(part: str) -> str:
    folder, file = posixpath.split(part)
    return posixpath.join(folder, "_rels", file + ".rels")


def _owner_of(relations: str) -> str:
    folder, file = posixpath.split(relations)
    return posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
