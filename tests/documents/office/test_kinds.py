"""Kinds told from bytes, and sentences for what is no document."""

from pathlib import Path

import pytest
from PIL import Image

from model.documents.office.kinds import document_kind, misnamed
from model.errors import UnreadableFile
from tests.documents.office.office_files import docx_parts, paragraph, png, zipped

TYPES = "<Types/>"


def ole(*streams: str) -> bytes:
    names = b"".join((name + "\0").encode("utf-16-le").ljust(64, b"\0") for name in streams)
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + names


def tiff(path: Path) -> bytes:
    Image.new("1", (20, 20)).save(path, "TIFF")
    return path.read_bytes()


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("a.pdf", b"%PDF-1.7\n", "pdf"),
        ("a.zip", zipped(docx_parts(paragraph("x"))), "docx"),
        ("a.docx", zipped({"[Content_Types].xml": TYPES, "ppt/presentation.xml": "<p/>"}), "pptx"),
        ("a", zipped({"[Content_Types].xml": TYPES, "xl/workbook.xml": "<w/>"}), "xlsx"),
        ("a", zipped({"mimetype": "application/epub+zip", "META-INF/container.xml": "x"}), "epub"),
        ("a", zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), "office"),
        ("cut", zipped(docx_parts(paragraph("x" * 9_000)))[:1200], "docx"),
        ("old.doc", ole("WordDocument"), "office"),
        ("old.ppt", ole("PowerPoint Document"), "office"),
        ("old.xls", ole("Workbook"), "office"),
        ("a.rtf", b"{\\rtf1\\ansi Hello}", "office"),
        ("a.png", png(), "picture"),
        ("a.txt", b"plain words", "text"),
        ("a.docx", b"plain words", "text"),
        ("a.md", b"# Title", "markdown"),
        ("README.md", b"<div align=center>\n\n# Title", "markdown"),
        ("a.html", b"<!doctype html><p>x", "html"),
        ("a.txt", "words".encode("utf-16"), "text"),
        ("a.txt", "Straße und Öl".encode("latin-1"), "text"),
    ],
)
def test_bytes_tell_the_kind(tmp_path, name, data, kind):
    path = tmp_path / "file"
    path.write_bytes(data)
    assert document_kind(path, name) == kind


def test_a_tiff_is_told_from_other_pictures(tmp_path):
    tiff(tmp_path / "a.tif")
    assert document_kind(tmp_path / "a.tif") == "tiff"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("locked.docx", ole("EncryptionInfo", "EncryptedPackage"), "locked with a password"),
        ("mail.msg", ole("__nameid_version1.0"), "no document of a kind"),
        ("all.zip", zipped({"a.txt": "x"}), "archive"),
        ("cut.zip", zipped({"a.txt": "x" * 9_000})[:40], "damaged or cut off"),
        ("clip.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "Video tab"),
        ("song.mp3", b"ID3\4" + b"\0" * 40, "sound"),
        ("none.txt", b"", "empty"),
        ("noise.bin", bytes(range(256)), "no document of a kind"),
        ("a.svg", b"<svg xmlns='x'></svg>", "SVG"),
    ],
)
def test_others_get_one_sentence_that_names_them(tmp_path, name, data, said):
    path = tmp_path / "file"
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match=said) as caught:
        document_kind(path, name)
    assert repr(name) in str(caught.value)


@pytest.mark.parametrize(
    ("name", "kind", "told"),
    [
        ("a.docx", "text", True),
        ("a.txt", "text", False),
        ("a.docx", "docx", False),
        ("a.docm", "docx", False),
        ("a.docx", "pptx", True),
        ("a.docx", "office", False),
        ("a.doc", "text", True),
        ("a.pdf", "picture", True),
        ("a.png", "picture", False),
    ],
)
def test_wrong_endings_are_told(name, kind, told):
    assert bool(misnamed(name, kind)) is told
