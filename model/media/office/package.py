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
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from model.errors import UnreadableFile
from model.media.office.salvage import mended
from model.media.office.unpacking import MARKUP, Unpacked, unpack
from model.settings import Settings

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
    """The parts by name, and ``notes``: sentences on what was left out.

    ``lost`` names parts that were left out as damaged, ``ended`` those read up to the damage.
    ``cut_off`` says that the file's list of parts is gone, so that nobody knows what else was in
    it.
    """

    name: str
    parts: Mapping[str, bytes]
    notes: tuple[str, ...] = field(default=())
    lost: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    cut_off: bool = False

    @property
    def damaged(self) -> bool:
        """Whether anything that was in it may be missing."""
        return bool(self.lost or self.ended or self.cut_off)

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
    """The package with XML parts that are no proper XML cut where they stop being it.

    Those of which nothing is left are taken out; links to them lead nowhere then.
    """
    parts = dict(package.parts)
    broken = []
    ended = []
    for part, data in package.parts.items():
        if part.lower().endswith((".xml", ".rels")) and _parsed(data) is None:
            beginning = mended(data)
            if beginning is None:
                broken.append(part)
                del parts[part]
            else:
                ended.append(part)
                parts[part] = beginning
    if not (broken or ended):
        return package
    for part in [part for part in parts if part.endswith(".rels")]:
        parts[part], _ = _tamed(part, parts)
    notes = (*package.notes, *_damage_notes(broken, ended))
    lost, begun = (*package.lost, *broken), (*package.ended, *ended)
    return replace(package, parts=parts, notes=notes, lost=lost, ended=begun)


def open_package(source: Path | bytes, name: str, settings: Settings) -> Package:
    """The parts of a ZIP file, checked and cleaned.

    Of a damaged or cut off file what can be read is kept. Raises ``UnreadableFile`` where nothing
    is left of it, for a locked one and for XML with entities, ``TooLarge`` for one that unpacks to
    more than ``settings.unpacked_mb``, or whose text grows more than ``settings.unpack_ratio``
    times. Pictures and other attachments that do are left out and noted.
    """
    return _cleaned(name, unpack(source, name, settings))


def _cleaned(name: str, unpacked: Unpacked) -> Package:
    parts: dict[str, bytes] = {}
    lost, ended = list(unpacked.damaged), []
    for part, data in unpacked.parts.items():
        lower = part.lower()
        if lower.endswith(MARKUP) or lower == "mimetype":
            data = _plain_xml(name, part, data)
        parts[part] = data
    for part, data in unpacked.beginnings.items():
        data = _plain_xml(name, part, data)
        beginning = data if _parsed(data) is not None else mended(data)
        if beginning is None:
            lost.append(part)
        else:
            ended.append(part)
            parts[part] = beginning
    if unpacked.cut_off and not parts:
        raise UnreadableFile(
            f"{name!r} is damaged or cut off, and no part of it can be read; get it again, or open "
            "it in the program that wrote it and save it anew."
        )
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
    if unpacked.cut_off:
        notes.insert(0, f"{name!r} is damaged or cut off; what can be read of it is shown.")
    else:
        notes.extend(_damage_notes(lost, ended))
    return Package(name, parts, tuple(notes), tuple(lost), tuple(ended), unpacked.cut_off)


def _damage_notes(lost: list[str], ended: list[str]) -> list[str]:
    notes = []
    if ended:
        notes.append(f"{_named(ended)} is damaged and was read up to there.")
    if lost:
        notes.append(f"{_named(lost)} is damaged and was left out.")
    return notes


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
