"""What kind of document a file is, from its bytes; its name only decides between kinds of text."""

from __future__ import annotations

import zipfile
from pathlib import Path

from model.documents.parts import DocumentKind
from model.errors import Locked, UnreadableFile
from model.media.images import refusal
from model.media.sniff import HEAD_BYTES, picture_format, sniff

_MARKS: tuple[tuple[str, DocumentKind], ...] = (
    ("word/", "docx"),
    ("ppt/", "pptx"),
    ("xl/", "xlsx"),
    ("META-INF/container.xml", "epub"),
)
"""Parts that tell a ZIP package's kind."""
_MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd"})
_HTML = frozenset({".html", ".htm", ".xhtml"})
_ENDINGS: dict[DocumentKind, frozenset[str]] = {
    "pdf": frozenset({".pdf"}),
    "docx": frozenset({".docx", ".docm", ".dotx", ".dotm"}),
    "pptx": frozenset({".pptx", ".pptm", ".ppsx", ".ppsm", ".potx", ".potm"}),
    "xlsx": frozenset({".xlsx", ".xlsm", ".xltx", ".xltm"}),
    "epub": frozenset({".epub"}),
    "html": _HTML,
    "markdown": _MARKDOWN,
    "tiff": frozenset({".tif", ".tiff"}),
}
_CALLED: dict[DocumentKind, str] = {
    "pdf": "a PDF",
    "docx": "a Word document",
    "pptx": "a presentation",
    "xlsx": "a workbook",
    "epub": "an e-book",
    "html": "a web page",
    "markdown": "a text file",
    "text": "a text file",
    "tiff": "a TIFF picture",
    "picture": "a picture",
}
_OLE_LOCKED = "EncryptedPackage".encode("utf-16-le")
_OLE_HEAD = 1 << 16


def kind_of(path: Path, name: str = "") -> DocumentKind:
    """The kind of document in ``path``.

    Raises ``UnreadableFile`` with the sentence for a file that is no document, is empty or gone,
    and ``Locked`` for an Office file with a password.
    """
    name = name or path.name
    try:
        if path.is_dir():
            raise UnreadableFile(f"{name!r} is a folder; add the documents inside it.")
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError:
        raise UnreadableFile(f"{name!r} is not there any more; add it again.") from None
    kind = sniff(head)
    if kind == "pdf":
        return "pdf"
    if kind in ("picture", "heic", "avif"):
        return "tiff" if picture_format(head) == "TIFF" else "picture"
    if head.startswith(b"PK\x03\x04"):
        return _package(path, name)
    if kind == "office":
        raise _old_office(path, name)
    if kind in ("html", "text"):
        ending = Path(name).suffix.lower()
        if kind == "html" and ending not in (_MARKDOWN | {".txt"}):
            return "html"
        return "markdown" if ending in _MARKDOWN else "text"
    if kind == "unknown" and (text := _legacy_text(head)):
        return text
    raise UnreadableFile(refusal(name, kind).replace("picture of a kind", "document of a kind"))


def misnamed(kind: DocumentKind, name: str) -> str:
    """A sentence for the user when ``name`` claims another kind than the file is of, or ""."""
    ending = Path(name).suffix.lower()
    claimed = next((other for other, endings in _ENDINGS.items() if ending in endings), None)
    if claimed is None or claimed == kind or {claimed, kind} <= {"tiff", "picture"}:
        return ""
    return f"{name!r} is really {_CALLED[kind]}; it was read as that."


def _package(path: Path, name: str) -> DocumentKind:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise UnreadableFile(
            f"{name!r} begins as an Office file or archive but is damaged or cut off; get it again."
        ) from None
    for mark, kind in _MARKS:
        if any(part.startswith(mark) for part in parts):
            return kind
    if "content.xml" in parts:
        raise UnreadableFile(
            f"{name!r} is an OpenDocument file; save it as DOCX, PPTX, XLSX or PDF and add that."
        )
    raise UnreadableFile(f"{name!r} is an archive; unpack it and add the documents inside.")


def _old_office(path: Path, name: str) -> UnreadableFile:
    try:
        with path.open("rb") as file:
            locked = _OLE_LOCKED in file.read(_OLE_HEAD)
            file.seek(max(0, path.stat().st_size - _OLE_HEAD))
            locked = locked or _OLE_LOCKED in file.read()
    except OSError:
        locked = False
    if locked:
        return Locked(
            f"{name!r} is an Office file with a password; save a copy without one and add that."
        )
    return UnreadableFile(
        f"{name!r} is an Office file of the old kind (.doc, .xls, .ppt); save it as DOCX, XLSX, "
        "PPTX or PDF and add that."
    )


def _legacy_text(head: bytes) -> DocumentKind | None:
    """Text in another encoding than UTF-8: UTF-16 with its mark, or an 8-bit one."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "text"
    odd = sum(1 for byte in head if byte < 32 and byte not in b"\t\n\r\f\x1b")
    return "text" if head and odd == 0 else None
