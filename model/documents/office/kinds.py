"""What kind of document a file is, from its bytes; its name only tells Markdown from plain text."""

from __future__ import annotations

import zipfile
from pathlib import Path

from model.documents.parts import DocumentKind
from model.errors import UnreadableFile
from model.media.brought import EMPTY, head_of
from model.media.office.salvage import local_parts
from model.media.sniff import ole_kind, picture_format, sniff, zip_kind

_MARKDOWN = (".md", ".markdown", ".mdown", ".mkd")
_TEXTUAL = (".txt", ".text", ".log", ".csv", ".tsv", ".rst", ".org", ".srt", ".vtt", ".json", "")
_SUFFIXES: dict[DocumentKind, tuple[str, ...]] = {
    "pdf": (".pdf",),
    "pptx": (".pptx", ".pptm", ".potx", ".potm", ".ppsx", ".ppsm"),
    "docx": (".docx", ".docm", ".dotx", ".dotm"),
    "xlsx": (".xlsx", ".xlsm", ".xltx", ".xltm"),
    "epub": (".epub",),
}
_NAMES: dict[DocumentKind, str] = {
    "pdf": "a PDF",
    "pptx": "a PowerPoint presentation",
    "docx": "a Word document",
    "xlsx": "an Excel workbook",
    "epub": "an EPUB book",
    "office": "an Office document",
    "picture": "a picture",
    "tiff": "a TIFF picture",
    "html": "a web page",
    "text": "plain text",
    "markdown": "plain text",
}
_OPENED = {suffix for suffixes in _SUFFIXES.values() for suffix in suffixes} | {
    ".doc", ".ppt", ".xls", ".odt", ".odp", ".ods", ".rtf", ".png", ".jpg", ".jpeg", ".tif",
    ".tiff", ".gif", ".webp", ".bmp",
}  # fmt: skip
_MOST_NAMES = 20_000
_REFUSALS = {
    "video": "is a video; open it in the Video tab.",
    "audio": "is a sound file, and nothing here listens; bring a document.",
    "archive": "is an archive; unpack it and bring the documents inside.",
    "svg": "is an SVG drawing, which is not read here; export it as PDF or PNG and bring that.",
    "postscript": "is a PostScript file; export it as PDF and bring that.",
    "heic": "is a HEIC photo, which can't be read here; export it as JPEG or PNG and try again.",
    "empty": EMPTY,
    "unknown": "is no document of a kind that is read here; export it as PDF and bring that.",
}


def document_kind(path: Path, name: str = "") -> DocumentKind:
    """The kind of the document at ``path``.

    Raises ``UnreadableFile``, with what to do, for what is no document and for encrypted Office
    files.
    """
    name = name or path.name
    head = head_of(path, name)
    kind = sniff(head)
    suffix = Path(name).suffix.lower()
    if kind == "pdf":
        return "pdf"
    if kind in ("picture", "avif"):
        return "tiff" if picture_format(head) == "TIFF" else "picture"
    if kind in ("office", "archive") and head.startswith(b"PK"):
        return _packed(path, name)
    if kind == "office":
        return _compound(path, name)
    if head.startswith(b"{\\rtf"):
        return "office"
    if kind in ("html", "text"):
        if suffix in _MARKDOWN:
            return "markdown"
        return "html" if kind == "html" else "text"
    if kind == "unknown" and _foreign_text(head, suffix):
        return "markdown" if suffix in _MARKDOWN else "text"
    raise UnreadableFile(f"{name!r} {_REFUSALS[kind]}")


def misnamed(name: str, kind: DocumentKind) -> tuple[str, ...]:
    """A note where a file's ending promises another kind than it is."""
    suffix = Path(name).suffix.lower()
    fits = _SUFFIXES.get(kind, ())
    promised = any(suffix in suffixes for suffixes in _SUFFIXES.values())
    if kind == "office":
        promised = promised and suffix not in (".docx", ".pptx", ".xlsx")
    elif kind in ("text", "markdown", "html", "picture", "tiff"):
        promised = suffix in _OPENED if kind in ("text", "markdown", "html") else promised
    if not promised or suffix in fits:
        return ()
    return (f"{name!r} is really {_NAMES[kind]}; it was read as that.",)


def _packed(path: Path, name: str) -> DocumentKind:
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            first = ""
            if "mimetype" in names:
                with archive.open("mimetype") as stream:
                    first = stream.read(200).decode("ascii", "replace")
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, RuntimeError):
        return _cut_off(path, name)
    kind = zip_kind(names, first)
    if kind == "archive":
        raise UnreadableFile(f"{name!r} {_REFUSALS['archive']}")
    return "office" if kind == "odf" else kind


def _cut_off(path: Path, name: str) -> DocumentKind:
    """The kind of a package whose list of parts is gone, by the parts that are left."""
    names = []
    first = ""
    for local in local_parts(path.read_bytes()):
        names.append(local.name)
        if local.name == "mimetype":
            first = bytes(local.packed[:200]).decode("ascii", "replace")
        if len(names) >= _MOST_NAMES:
            break
    # What says which part is what may be among the lost ones.
    kind = zip_kind(["[Content_Types].xml", *names], first)
    if kind == "archive":
        raise UnreadableFile(
            f"{name!r} is a damaged or cut off package (Office document, book or archive), and no "
            "part of it tells what it was; get it again."
        )
    return "office" if kind == "odf" else kind


def _compound(path: Path, name: str) -> DocumentKind:
    kind = ole_kind(path.read_bytes())
    if kind == "encrypted":
        raise UnreadableFile(
            f"{name!r} is an Office file locked with a password; open it in the program that wrote "
            "it, save a copy without a password and bring that."
        )
    if kind == "unknown":
        raise UnreadableFile(f"{name!r} {_REFUSALS['unknown']}")
    return "office"


def _foreign_text(head: bytes, suffix: str) -> bool:
    """Whether bytes that are no UTF-8 are text all the same."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    control = sum(1 for byte in head if byte < 32 and byte not in b"\t\n\r\f")
    return control == 0 and suffix in (*_TEXTUAL, *_MARKDOWN)
