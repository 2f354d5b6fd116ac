"""Packages as they come: whole, lying, locked, bombed, with macros and links to elsewhere."""

import re
import struct
import zipfile
from io import BytesIO
from xml.etree import ElementTree

import pytest

from model.errors import TooLarge, UnreadableFile
from model.media.office.package import open_package
from model.settings import Settings
from tests.documents.office.office_files import docx_parts, paragraph, relationships, zipped

SETTINGS = Settings()


def opened(parts, settings=SETTINGS):
    return open_package(zipped(parts), "a.docx", settings)


def test_parts_and_links_come_whole():
    package = opened(docx_parts(paragraph("Hello")))
    assert b"Hello" in package.parts["word/document.xml"]
    assert package.related("", "officeDocument") == ["word/document.xml"]
    assert package.related("word/document.xml", "image") == ["word/media/image1.png"]
    assert package.notes == ()
    with zipfile.ZipFile(BytesIO(package.zipped())) as again:
        assert again.read("word/media/image1.png") == package.parts["word/media/image1.png"]


def test_text_that_grows_too_much_is_refused():
    parts = docx_parts(paragraph("x") + "<w:p/>" * 2_000_000)
    with pytest.raises(TooLarge, match=r"'a.docx' is packed like a zip bomb: its part 'word/doc"):
        opened(parts)


def test_a_picture_that_grows_too_much_is_left_out_and_the_rest_kept():
    package = opened(docx_parts(paragraph("kept"), word__media__bomb_DOT_png=b"\0" * 5_000_000))
    assert "word/media/bomb.png" not in package.parts
    assert b"kept" in package.parts["word/document.xml"]
    assert package.notes == (
        "Its part 'word/media/bomb.png' would unpack to far more than it should and was left out.",
    )


def test_all_parts_together_have_a_limit():
    noise = bytes(range(256)) * 8_000
    parts = docx_parts(paragraph("x"), **{f"word__media__{n}_DOT_bin": noise for n in range(4)})
    package = open_package(
        zipped(parts, zipfile.ZIP_STORED), "a.docx", Settings(unpacked_mb=5, unpack_ratio=200)
    )
    assert sum(map(len, package.parts.values())) < 5_000_000
    assert "would unpack to far more" in package.notes[0]


def test_a_directory_that_lies_is_caught_while_unpacking():
    data = bytearray(
        zipped({"[Content_Types].xml": "<Types/>", "word/big.xml": b"<a>" * 9_000_000})
    )
    size = struct.pack("<I", 27_000_000)
    assert data.count(size) == 2
    lying = bytes(data).replace(size, struct.pack("<I", 900))
    with pytest.raises(TooLarge, match="'a.docx' is packed like a zip bomb: its part 'word/big"):
        open_package(lying, "a.docx", SETTINGS)


def test_macros_are_left_out_and_the_rest_becomes_a_plain_document():
    parts = docx_parts(paragraph("x"), word__vbaProject_DOT_bin=b"VBA")
    parts["[Content_Types].xml"] = str(parts["[Content_Types].xml"]).replace(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    package = opened(parts)
    assert not [part for part in package.parts if "vba" in part]
    assert b"macroEnabled" not in package.parts["[Content_Types].xml"]
    assert b"wordprocessingml.document.main+xml" in package.parts["[Content_Types].xml"]
    assert package.notes == ("Its macros were left out; nothing here runs them.",)


def test_links_outside_lead_nowhere_but_hyperlinks_stay():
    parts = docx_parts(paragraph("x"))
    parts["word/_rels/document.xml.rels"] = relationships(
        ("r1", "image", "http://example.com/tracker.png"),
        ("r2", "attachedTemplate", "file:///etc/passwd"),
        ("r3", "hyperlink", "https://example.com/"),
        ("r4", "image", "media/gone.png"),
    )
    package = opened(parts)
    relations = package.relations("word/document.xml")
    assert [relations[id].target for id in ("r1", "r2", "r3", "r4")] == [
        "about:blank",
        "about:blank",
        "https://example.com/",
        "about:blank",
    ]
    assert package.notes == ("2 linked files outside the document were not fetched.",)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(encoding):
    bomb = (
        f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b "bbbb">'
        '<!ENTITY c "&b;&b;">]><a>&c;</a>'
    )
    parts = docx_parts(paragraph("x"), word__settings_DOT_xml=bomb.encode(encoding))
    with pytest.raises(UnreadableFile, match="'a.docx' declares XML entities in 'word/settings"):
        opened(parts)


def test_a_plain_document_type_is_taken_off():
    source = '<!DOCTYPE manifest PUBLIC "-//O" "http://example.com/x.dtd"><manifest/>'
    package = opened({"META-INF/manifest.xml": source})
    assert package.parts["META-INF/manifest.xml"] == b"<manifest/>"


def test_utf16_parts_and_strict_names_become_everybodys():
    source = (
        '<?xml version="1.0" encoding="UTF-16"?><w:p xmlns:w='
        '"http://purl.oclc.org/ooxml/wordprocessingml/main">ä</w:p>'
    )
    package = opened({"word/a.xml": source.encode("utf-16")})
    root = ElementTree.fromstring(package.parts["word/a.xml"])
    assert root.tag == "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"
    assert root.text == "ä"


def test_a_locked_or_damaged_package_gets_a_sentence():
    data = bytearray(zipped({"a.xml": "<a/>"}))
    for match in re.finditer(rb"PK\x01\x02", bytes(data)):
        data[match.start() + 8] |= 1
    with pytest.raises(UnreadableFile, match="'a.docx' is locked with a password"):
        open_package(bytes(data), "a.docx", SETTINGS)
    with pytest.raises(UnreadableFile, match="'a.docx' is damaged or cut off, and no part of it"):
        open_package(b"PK\x03\x04" + bytes(10), "a.docx", SETTINGS)


def test_a_damaged_part_is_left_out():
    parts = docx_parts(paragraph("x"), word__media__b_DOT_png=bytes(range(256)) * 40)
    data = zipped(parts, zipfile.ZIP_STORED).replace(bytes(range(200)), b"?" * 200, 1)
    package = open_package(data, "a.docx", SETTINGS)
    assert package.notes == ("Its part 'word/media/b.png' is damaged and was left out.",)
    assert b"<w:t>x" in package.parts["word/document.xml"]
