"""What holds a damaged Office file together, written anew where it is lost.

A file that was cut off has lost its last parts, and programs write them in different orders: here
the list of slides, there the master that all slides stand on, elsewhere the list of what each part
is. What is written in their place says nothing; it only lets the parts that are left be read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal
from xml.etree import ElementTree
from xml.sax.saxutils import quoteattr

from model.documents.office import blank_slides
from model.errors import UnreadableFile
from model.media.office.package import Package

_Kind = Literal["docx", "pptx", "xlsx"]
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEETS_XMLNS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_FORMAT = "application/vnd.openxmlformats-officedocument."
_TYPES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), f"{_FORMAT}{told}+xml")
    for pattern, told in (
        (r"word/document\.xml", "wordprocessingml.document.main"),
        (r"word/styles\.xml", "wordprocessingml.styles"),
        (r"word/numbering\.xml", "wordprocessingml.numbering"),
        (r"word/footnotes\.xml", "wordprocessingml.footnotes"),
        (r"word/endnotes\.xml", "wordprocessingml.endnotes"),
        (r"word/comments\.xml", "wordprocessingml.comments"),
        (r"ppt/presentation\.xml", "presentationml.presentation.main"),
        (r"ppt/slides/[^/]+\.xml", "presentationml.slide"),
        (r"ppt/slideLayouts/[^/]+\.xml", "presentationml.slideLayout"),
        (r"ppt/slideMasters/[^/]+\.xml", "presentationml.slideMaster"),
        (r"ppt/notesSlides/[^/]+\.xml", "presentationml.notesSlide"),
        (r"ppt/notesMasters/[^/]+\.xml", "presentationml.notesMaster"),
        (r"xl/workbook\.xml", "spreadsheetml.sheet.main"),
        (r"xl/worksheets/[^/]+\.xml", "spreadsheetml.worksheet"),
        (r"xl/sharedStrings\.xml", "spreadsheetml.sharedStrings"),
        (r"xl/styles\.xml", "spreadsheetml.styles"),
        (r"(?:word|ppt|xl)/theme/theme\d*\.xml", "theme"),
        (r"(?:word|ppt|xl)/charts/chart[^/]*\.xml", "drawingml.chart"),
        (r"xl/drawings/[^/]+\.xml", "drawing"),
    )
)
_DEFAULTS = {
    "rels": "application/vnd.openxmlformats-package.relationships+xml",
    "xml": "application/xml",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tiff": "image/tiff",
    "emf": "image/x-emf",
    "wmf": "image/x-wmf",
    "xlsx": f"{_FORMAT}spreadsheetml.sheet",
}
_MAIN: dict[_Kind, str] = {
    "docx": "word/document.xml",
    "pptx": "ppt/presentation.xml",
    "xlsx": "xl/workbook.xml",
}
_SAYING: dict[_Kind, tuple[str, str]] = {
    "docx": ("word/document.xml", "none of its text"),
    "pptx": ("ppt/slides/", "none of its slides"),
    "xlsx": ("xl/worksheets/", "none of its sheets"),
}
"""Where a file holds what it says, and the words for it."""
_TEXT_LINKS = "word/_rels/document.xml.rels"
_NOTES = ("footnotes", "endnotes", "comments")
_LINKING = re.compile(rb"<(?:\w+:)?(?:blip|hyperlink|imagedata)\s[^<>]*>")
_LINK = re.compile(rb"""\s\w+:(embed|link|id)=["']([^"']*)["']""")
_SHEET_LINKS = "xl/worksheets/_rels/"
_LEADING_NOWHERE = re.compile(rb"<Relationship [^<>]*Target=.about:blank.[^<>]*/>")
_NUMBER = re.compile(r"(\d+)\.xml$")
_SHEET_NAME = re.compile(rb"<(?:\w+:)?sheet\s[^>]*?\bname=([\"'])(.*?)\1")
_CELL_OF_STRING = re.compile(rb"""\st=["']s["'][^>]*>\s*<(?:\w+:)?v>(\d{1,7})<""")
_SST = re.compile(rb"<(\w+:)?sst\b")
_MOST_STRINGS = 1_000_000
_SI_END = re.compile(rb"</(?:\w+:)?si>|<(?:\w+:)?si/>")
_STRINGS = "xl/sharedStrings.xml"


def rebuilt(package: Package, kind: _Kind) -> Package:
    """The package such that what is left of it can be read; whole ones as they are.

    Its notes tell what is missing, as far as that can be known. Raises ``UnreadableFile`` where
    nothing is left that says anything.
    """
    if not package.damaged:
        return package
    folder, what = _SAYING[kind]
    if not any(part.startswith(folder) and part.endswith(".xml") for part in package.parts):
        raise UnreadableFile(
            f"{package.name!r} is damaged or cut off, and {what} is in what is left of it; get it "
            "again."
        )
    parts = dict(package.parts)
    said: list[str] = []
    if kind == "docx":
        said += _text(parts, package)
    elif kind == "pptx":
        said += blank_slides.complete(parts, package.cut_off)
    else:
        said += _workbook(parts, package)
    if "_rels/.rels" not in parts or not package.related("", "officeDocument"):
        parts["_rels/.rels"] = links([("r1", "officeDocument", "/" + _MAIN[kind])])
    parts["[Content_Types].xml"] = _content_types(parts)
    return replace(package, parts=parts, notes=(*package.notes, *said))


def links(rows: Sequence[tuple[str, str, str]]) -> bytes:
    """Relationships of ids, kinds and targets."""
    told = "".join(
        f'<Relationship Id={quoteattr(id)} Type="{_OFFICE}/{kind}" Target={quoteattr(target)}/>'
        for id, kind, target in rows
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{told}</Relationships>'.encode()


def numbered(parts: Mapping[str, bytes], folder: str) -> list[str]:
    """The XML parts right in a folder by the number in their names."""
    found = [
        part
        for part in parts
        if part.startswith(folder) and "/" not in part[len(folder) :] and part.endswith(".xml")
    ]
    return sorted(found, key=lambda part: (_number(part), part))


def _number(part: str) -> int:
    found = _NUMBER.search(part)
    return int(found[1][:9]) if found else 0


def _text(parts: dict[str, bytes], package: Package) -> list[str]:
    main = _MAIN["docx"]
    said = []
    if package.cut_off and main in package.ended:
        said.append("Its text ends where the damage begins.")
    if _TEXT_LINKS not in parts:
        kinds = ("styles", "numbering", *_NOTES)
        found = [kind for kind in kinds if f"word/{kind}.xml" in parts]
        parts[_TEXT_LINKS] = links([(f"lost{one}", one, f"/word/{one}.xml") for one in found])
    lost = 0
    linked = replace(package, parts=parts)
    for owner in [f"word/{part}.xml" for part in ("document", *_NOTES)]:
        if owner in parts:
            parts[owner], count = _unlinked(linked, owner)
            lost += count
    if lost:
        said.append(f"{lost} of its pictures {'is' if lost == 1 else 'are'} lost.")
    return said


def _unlinked(package: Package, owner: str) -> tuple[bytes, int]:
    """A text without its links to what is lost, and how many of these were pictures.

    Whoever reads it looks every link up, and gives all up for one that is not there.
    """
    known = {
        link.id.encode()
        for link in package.relations(owner).values()
        if link.target in package.parts or link.type.endswith("/hyperlink")
    }
    lost = 0

    def kept(found: re.Match[bytes]) -> bytes:
        nonlocal lost
        if found[2] in known:
            return found[0]
        lost += found[1] == b"embed"
        return b""

    def tag(found: re.Match[bytes]) -> bytes:
        return _LINK.sub(kept, found[0])

    return _LINKING.sub(tag, package.parts[owner]), lost


def _workbook(parts: dict[str, bytes], package: Package) -> list[str]:
    sheets = numbered(parts, "xl/worksheets/")
    said = []
    links_at = "xl/_rels/workbook.xml.rels"
    usable = package.related("xl/workbook.xml", "worksheet")
    if "xl/workbook.xml" in parts and usable:
        missing = [
            link
            for link in package.relations("xl/workbook.xml").values()
            if link.type.endswith("/worksheet") and link.target not in parts
        ]
        if missing:
            count = len(missing)
            said.append(f"{count} of its sheets {'is' if count == 1 else 'are'} missing.")
    elif sheets:
        book = parts.get("xl/workbook.xml", b"")
        names = [found[2].decode("utf-8", "replace") for found in _SHEET_NAME.finditer(book)]
        count = len(sheets)
        if len(names) >= count:
            if missed := len(names) - count:
                said.append(f"{missed} of its sheets {'is' if missed == 1 else 'are'} missing.")
        else:
            names = [f"Sheet{at}" for at in range(1, count + 1)]
            said.append("The names of its sheets are lost, and so may other sheets be.")
        rows = "".join(
            f'<sheet name="{name}" sheetId="{at}" r:id="s{at}"/>'
            for at, name in enumerate(names[:count], 1)
        )
        parts["xl/workbook.xml"] = (
            f'<workbook xmlns="{_SHEETS_XMLNS}" xmlns:r="{_OFFICE}"><sheets>{rows}</sheets>'
            "</workbook>"
        ).encode()
        found = [(f"s{at}", "worksheet", "/" + part) for at, part in enumerate(sheets, 1)]
        found += [
            (kind, kind, f"/xl/{kind}.xml")
            for kind in ("sharedStrings", "styles")
            if f"xl/{kind}.xml" in parts
        ]
        parts[links_at] = links(found)
    for part in package.ended:
        if part in sheets:
            said.append(f"Its sheet {_number(part) or part} ends where the damage begins.")
    for part in [part for part in parts if part.startswith(_SHEET_LINKS)]:
        parts[part] = _LEADING_NOWHERE.sub(b"", parts[part])
    said += _strings(parts, sheets)
    return said


def _strings(parts: dict[str, bytes], sheets: Sequence[str]) -> list[str]:
    """Put empty words in place of lost ones: cells name their words by number."""
    wanted = 1 + max(
        (int(number) for sheet in sheets for number in _CELL_OF_STRING.findall(parts[sheet])),
        default=-1,
    )
    kept = parts.get(_STRINGS, b"")
    held = len(_SI_END.findall(kept))
    if not held < wanted <= _MOST_STRINGS:
        return []
    opened, end = _SST.search(kept), kept.rfind(b"</")
    if held and opened and end > 0:
        prefix = opened[1] or b""
        empty = b"<%bsi><%bt/></%bsi>" % (prefix, prefix, prefix)
        parts[_STRINGS] = kept[:end] + empty * (wanted - held) + kept[end:]
    else:
        empty = b"<si><t/></si>" * wanted
        parts[_STRINGS] = f'<sst xmlns="{_SHEETS_XMLNS}">'.encode() + empty + b"</sst>"
    return ["The words of some cells are lost; these are empty here."]


def _content_types(parts: Mapping[str, bytes]) -> bytes:
    """What every part is: what the file said of those that are left, else what their names say."""
    overrides: dict[str, str] = {}
    defaults = dict(_DEFAULTS)
    try:
        tree = ElementTree.fromstring(parts.get("[Content_Types].xml", b""))
    except (ElementTree.ParseError, LookupError, ValueError):
        tree = None
    for row in tree if tree is not None else ():
        told = row.get("ContentType", "")
        if row.tag.endswith("}Default"):
            defaults[row.get("Extension", "").lower()] = told
        elif row.get("PartName", "").lstrip("/") in parts:
            overrides[row.get("PartName", "").lstrip("/")] = told
    for part in parts:
        if part not in overrides:
            told = next((type for pattern, type in _TYPES if pattern.fullmatch(part)), "")
            if told:
                overrides[part] = told
    rows = "".join(
        f"<Default Extension={quoteattr(ending)} ContentType={quoteattr(told)}/>"
        for ending, told in defaults.items()
        if ending
    )
    rows += "".join(
        f"<Override PartName={quoteattr('/' + part)} ContentType={quoteattr(told)}/>"
        for part, told in overrides.items()
    )
    return f'<Types xmlns="{_PACKAGE}/content-types">{rows}</Types>'.encode()
