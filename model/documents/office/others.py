"""What only LibreOffice draws: OpenDocument, RTF, and Office files from before 2007."""

from __future__ import annotations

import re
from pathlib import Path

from model.documents.office.parts import Converted
from model.errors import UnreadableFile
from model.media.office import libreoffice
from model.media.office.package import Package, open_package
from model.media.sniff import ole_kind
from model.settings import Settings

_ODF_ENDINGS = {"text": "odt", "spreadsheet": "ods", "presentation": "odp", "graphics": "odg"}
_MODERN = {"doc": "DOCX", "ppt": "PPTX", "xls": "XLSX", "rtf": "DOCX"}
_TOLD = {"doc": "a Word document", "ppt": "a PowerPoint presentation", "xls": "an Excel workbook"}
_LINK = re.compile(rb"""(xlink:href=)(["'])(?![#.]|Pictures/|media/|Object)[^"']*\2""")
_INSTALL = "or install LibreOffice beside Sightline, which then draws it"


def convert_other(path: Path, settings: Settings, name: str) -> Converted:
    """The pages as LibreOffice draws them.

    Raises ``UnreadableFile`` where there is none: these formats are read by nothing else here.
    """
    data = path.read_bytes()
    notes: tuple[str, ...] = ()
    if data.startswith(b"PK"):
        package = open_package(path, name, settings)
        if b"manifest:encryption-data" in package.parts.get("META-INF/manifest.xml", b""):
            raise UnreadableFile(
                f"{name!r} is locked with a password; save a copy without one and try again."
            )
        ending = _odf_ending(package)
        if libreoffice.find(settings) is None:
            raise UnreadableFile(
                f"{name!r} is an OpenDocument file ({ending.upper()}), which only LibreOffice "
                f"opens; export it as PDF and bring that, {_INSTALL}."
            )
        data, notes = _unlinked(package).zipped(), package.notes
    else:
        ending = "rtf" if data.startswith(b"{\\rtf") else ole_kind(data)
        if libreoffice.find(settings) is None:
            told = _TOLD.get(ending)
            what = f"{told} from before 2007 (.{ending})" if told else "an RTF document"
            raise UnreadableFile(
                f"{name!r} is {what}, which is not read here; save it as "
                f"{_MODERN.get(ending, 'PDF')} or PDF and bring that, {_INSTALL}."
            )
    pdf = libreoffice.to_pdf(data, ending, name, settings)
    told = "Drawn by LibreOffice; fonts and small details may differ."
    return Converted(pdf, "office", facts_notes=(*notes, told))


def _odf_ending(package: Package) -> str:
    told = package.parts.get("mimetype", b"").decode("ascii", "replace").strip()
    family = told.rsplit(".", 1)[-1].removesuffix("-template")
    return _ODF_ENDINGS.get(family, "odt")


def _unlinked(package: Package) -> Package:
    """The package without addresses outside itself, so that nothing is there to be fetched."""
    parts = {
        # Empty, since with "#" alone LibreOffice takes the whole file for damaged.
        part: _LINK.sub(rb"\1\2\2", data) if part.endswith(".xml") else data
        for part, data in package.parts.items()
    }
    return Package(package.name, parts, package.notes)
