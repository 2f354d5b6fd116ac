"""What can be read of packages whose end, or a piece of whose middle, is gone."""

import io
import zipfile

import pytest

from model.errors import TooLarge, UnreadableFile
from model.media.office.package import open_package, without_broken
from model.media.office.salvage import mended
from model.settings import Settings
from tests.documents.office.office_files import docx_parts, paragraph, zipped

SETTINGS = Settings()
TEXT = "".join(paragraph(f"Paragraph {number} of many") for number in range(2_000))


def streamed(parts):
    """A ZIP file as it is written into a pipe: sizes follow the parts."""

    class Pipe(io.RawIOBase):
        def __init__(self):
            self.data = bytearray()

        def writable(self):
            return True

        def write(self, data):
            self.data += data
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return bytes(pipe.data)


def end_of(data, part):
    """Where a part's packed bytes end."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entry = archive.getinfo(part)
    return entry.header_offset + 30 + len(part) + entry.compress_size


@pytest.mark.parametrize("packed", [zipped, streamed])
def test_parts_before_the_cut_come_whole(packed):
    parts = docx_parts(TEXT)
    data = packed(parts)
    package = open_package(data[: end_of(data, "word/styles.xml")], "a.docx", SETTINGS)
    assert package.cut_off and not package.lost and not package.ended
    assert set(package.parts) == set(list(parts)[:4])
    assert package.parts["word/document.xml"] == str(parts["word/document.xml"]).encode()
    assert package.notes == ("'a.docx' is damaged or cut off; what can be read of it is shown.",)


@pytest.mark.parametrize("packed", [zipped, streamed])
def test_the_part_that_was_cut_ends_with_a_whole_paragraph(packed):
    data = packed(docx_parts(TEXT))
    package = open_package(data[: end_of(data, "word/document.xml") - 2_000], "a.docx", SETTINGS)
    assert package.ended == ("word/document.xml",)
    text = package.parts["word/document.xml"]
    assert text.endswith(b" of many</w:t></w:r></w:p></w:body></w:document>")
    assert 300 < text.count(b"<w:p>") < 2_000


def test_a_part_damaged_in_the_middle_is_read_up_to_there():
    data = bytearray(zipped(docx_parts(TEXT)))
    middle = end_of(bytes(data), "word/document.xml") - 3_000
    data[middle : middle + 40] = b"\xff" * 40
    package = open_package(bytes(data), "a.docx", SETTINGS)
    assert not package.cut_off
    assert package.notes == ("Its part 'word/document.xml' is damaged and was read up to there.",)
    assert package.parts["word/document.xml"].startswith(b"<?xml")
    assert b"Paragraph 9 of many" in package.parts["word/document.xml"]


def test_a_file_that_lost_a_piece_is_read_by_the_headers_of_its_parts():
    data = zipped(docx_parts(TEXT))
    start = end_of(data, "word/document.xml") - 3_000
    package = open_package(data[:start] + data[start + 500 :], "a.docx", SETTINGS)
    assert package.ended == ("word/document.xml",) and not package.lost
    assert "word/media/image1.png" in package.parts


def test_a_part_that_stops_being_xml_is_read_up_to_there():
    package = open_package(zipped(docx_parts(paragraph("kept") + "</w:oops>")), "a", SETTINGS)
    mended_one = without_broken(package)
    assert mended_one.ended == ("word/document.xml",)
    assert b"kept" in mended_one.parts["word/document.xml"]


def test_a_bomb_without_its_list_of_parts_is_refused_all_the_same():
    parts = docx_parts(paragraph("x") + "<w:p/>" * 2_000_000)
    for data in (zipped(parts), streamed(parts)):
        cut = data[: data.index(b"PK\x01\x02")]
        with pytest.raises(TooLarge, match="packed like a zip bomb: its part 'word/document.xml'"):
            open_package(cut, "a.docx", SETTINGS)
    attached = {"[Content_Types].xml": "<Types/>", "word/media/a.png": b"\0" * 5_000_000}
    data = zipped({**attached, "word/document.xml": "<a/>"})
    package = open_package(data[: data.index(b"PK\x01\x02")], "a.docx", SETTINGS)
    assert "word/media/a.png" not in package.parts and "word/document.xml" in package.parts


def test_a_locked_one_says_so_without_its_list_too():
    data = bytearray(zipped({"a.xml": "<a/>"}))
    data[6] |= 1
    with pytest.raises(UnreadableFile, match="locked with a password"):
        open_package(bytes(data[: data.index(b"PK\x01\x02")]), "a.docx", SETTINGS)


@pytest.mark.parametrize(
    ("xml", "made"),
    [
        (b"<a><p>1</p><p>2</p><p>3", b"<a><p>1</p><p>2</p></a>"),
        (b"<a><b><row/><row", b"<a><b><row/></b></a>"),
        (b"<x:a xmlns:x='y'><x:p>1</x:p></y>", b"<x:a xmlns:x='y'><x:p>1</x:p></x:a>"),
        (b"<a><b>words", None),
        (b"<c:chartSpace><c:p/><c:ser>", None),
        (b"", None),
    ],
)
def test_xml_ends_with_what_is_whole(xml, made):
    assert mended(xml) == made
