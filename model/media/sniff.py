"""What a file really is, from its first bytes and never from its name.

Pure functions over bytes; standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

FileKind = Literal[
    "picture", "heic", "avif", "pdf", "svg", "html", "text", "video", "audio",
    "archive", "office", "postscript", "empty", "unknown",
]  # fmt: skip

ZipKind = Literal["docx", "pptx", "xlsx", "epub", "odf", "archive"]
OleKind = Literal["doc", "ppt", "xls", "encrypted", "unknown"]

HEAD_BYTES = 4096
"""How much of a file ``sniff`` looks at; ZIP based Office files name their parts within it."""

_PICTURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"\0\0\1\0", "ICO"),
    (b"\0\0\2\0", "CUR"),
    (b"icns", "ICNS"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\xff\x4f\xff\x51", "JPEG 2000"),
    (b"8BPS", "Photoshop"),
    (b"qoif", "QOI"),
)
_ARCHIVES = (
    b"\x1f\x8b",
    b"7z\xbc\xaf\x27\x1c",
    b"Rar!",
    b"\xfd7zXZ\0",
    b"BZh",
    b"\x28\xb5\x2f\xfd",
)
_AUDIO = (b"ID3", b"fLaC", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2", b"\xff\xf1", b"MThd")
_VIDEO = (b"\x1aE\xdf\xa3", b"FLV\x01", b"\0\0\1\xba", b"\0\0\1\xb3", b"0&\xb2u\x8ef\xcf\x11")
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"heif"}
_AVIF_BRANDS = {b"avif", b"avis"}
_AUDIO_BRANDS = {b"M4A ", b"M4B "}
_OFFICE_PARTS = (
    b"word/",
    b"ppt/",
    b"xl/",
    b"[Content_Types].xml",
    b"mimetypeapplication/vnd.oasis",
)
_MAIN_FOLDERS: tuple[tuple[str, ZipKind], ...] = (
    ("word/", "docx"),
    ("ppt/", "pptx"),
    ("xl/", "xlsx"),
)
_STREAMS: tuple[tuple[str, OleKind], ...] = (
    ("EncryptedPackage", "encrypted"),
    ("WordDocument", "doc"),
    ("PowerPoint Document", "ppt"),
    ("Workbook", "xls"),
    ("Book", "xls"),
)
"""Streams of compound files (before 2007, or encrypted since), the telling ones first."""
_NETPBM = re.compile(rb"P[1-7]\s")
_SVG = re.compile(rb"<svg[\s>]", re.IGNORECASE)
_HTML = re.compile(rb"<(!doctype\s+html|html|head|body|script|div)[\s>]", re.IGNORECASE)


def picture_format(head: bytes) -> str:
    """The picture format the first bytes belong to ("PNG", "JPEG" …), or "" when it is none."""
    for magic, name in _PICTURES:
        if head.startswith(magic) and (name != "BMP" or head[6:10] == b"\0\0\0\0"):
            return name
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WebP"
    if _NETPBM.match(head):
        return "Netpbm"
    return "AVIF" if _brand_kind(head) == "avif" else ""


def sniff(head: bytes) -> FileKind:
    """The kind of file whose first ``HEAD_BYTES`` bytes are ``head``."""
    if not head.strip(b"\0"):
        return "empty" if not head else "unknown"
    if brand := _brand_kind(head):
        return brand
    if picture_format(head):
        return "picture"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "office" if any(part in head for part in _OFFICE_PARTS) else "archive"
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "office"
    if head.startswith((b"%!PS", b"\xc5\xd0\xd3\xc6")):
        return "postscript"
    if head[:4] == b"RIFF":
        return "audio" if head[8:12] == b"WAVE" else "video"
    if head.startswith(b"OggS"):
        return "video" if b"theora" in head else "audio"
    if head.startswith(_ARCHIVES):
        return "archive"
    if head.startswith(_VIDEO):
        return "video"
    if head.startswith(_AUDIO):
        return "audio"
    return _text_kind(head)


def zip_kind(names: Iterable[str], mimetype: str = "") -> ZipKind:
    """What a ZIP file with parts of these names is; ``mimetype`` is what its part so named says."""
    if mimetype.startswith("application/epub+zip"):
        return "epub"
    if mimetype.startswith("application/vnd.oasis.opendocument"):
        return "odf"
    parts = [name.lstrip("/") for name in names]
    if "[Content_Types].xml" in parts:
        for folder, kind in _MAIN_FOLDERS:
            if any(part.startswith(folder) for part in parts):
                return kind
    return "epub" if "META-INF/container.xml" in parts else "archive"


def ole_kind(data: bytes) -> OleKind:
    """What a compound file (``data`` whole) holds, by the names of its streams."""
    for stream, kind in _STREAMS:
        if (stream + "\0").encode("utf-16-le") in data:
            return kind
    return "unknown"


def _brand_kind(head: bytes) -> Literal["heic", "avif", "audio", "video", ""]:
    """The kind of an ISO base media file by its brands, "" when it is no such file."""
    if head[4:8] != b"ftyp":
        return ""
    end = min(max(int.from_bytes(head[:4], "big"), 16), 256)
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, end, 4))}
    if brands & _AVIF_BRANDS:
        return "avif"
    if brands & _HEIC_BRANDS:
        return "heic"
    return "audio" if head[8:12] in _AUDIO_BRANDS else "video"


def _text_kind(head: bytes) -> FileKind:
    if _SVG.search(head):
        return "svg"
    if _HTML.search(head[:1024]):
        return "html"
    try:
        text = head.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character may be cut where the head ends; anything earlier is no text.
        if error.start < len(head) - 4:
            return "unknown"
        text = head[: error.start].decode("utf-8")
    odd = sum(1 for letter in text if letter < " " and letter not in "\t\n\r\f")
    return "text" if odd == 0 else "unknown"
