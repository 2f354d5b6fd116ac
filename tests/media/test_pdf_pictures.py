"""PDFs made here with PyMuPDF, whole and broken, alone and among pictures."""

import warnings
from pathlib import Path

import pytest
from PIL import Image

from model.errors import InputError, TooLarge, UnreadableFile
from model.media.files import open_files
from model.media.pdf import pdf_pages
from model.settings import Settings


def pdf(pages, path: Path | None = None, width=200, height=100, **options):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pymupdf
    document = pymupdf.open()
    for number in range(1, pages + 1):
        page = document.new_page(width=width, height=height)
        page.insert_text((20, 50), f"Page number {number}")
    data = document.tobytes(**options)
    if path is not None:
        path.write_bytes(data)
    return data


def test_pages_come_at_the_asked_sharpness():
    pages = pdf_pages(pdf(3), Settings(), "report.pdf")
    assert [page.name for page in pages] == [f"report.pdf, page {n}" for n in (1, 2, 3)]
    assert all(page.size == (400, 200) for page in pages)
    assert len({page.digest for page in pages}) == 3
    assert all(page.notes == () for page in pages)
    assert pages[0].pixels.convert("L").getextrema()[0] < 100


def test_pages_left_out_are_told_once():
    pages = pdf_pages(pdf(12), Settings(), "long.pdf")
    assert len(pages) == 8
    assert "'long.pdf' has 12 pages; only the first 8 pages are looked at" in pages[0].notes[0]
    assert all(page.notes == () for page in pages[1:])


def test_a_poster_gets_fewer_dots():
    (page,) = pdf_pages(pdf(1, width=3000, height=4000), Settings(), "poster.pdf")
    assert 7.5e6 < page.width * page.height <= 8.1e6


def test_locked_and_damaged_ones_get_a_sentence():
    locked = pdf(1, encryption=5, user_pw="a", owner_pw="b")
    with pytest.raises(UnreadableFile, match="'locked.pdf' is locked with a password"):
        pdf_pages(locked, Settings(), "locked.pdf")
    for data in (b"%PDF-1.7\n", b"%PDF-1.7\nnothing of a PDF in here" * 30, pdf(2)[:90]):
        with pytest.raises(UnreadableFile, match="'bad.pdf' begins as a PDF but"):
            pdf_pages(data, Settings(), "bad.pdf")


def test_files_of_both_kinds_keep_their_order(tmp_path: Path):
    Image.new("RGB", (30, 20), "red").save(tmp_path / "a.jpg")
    pdf(2, tmp_path / "mislabelled.png")
    Image.new("RGB", (10, 20), "red").save(tmp_path / "c.png")
    names = ["a.jpg", "mislabelled.png", "c.png"]
    pictures = open_files([tmp_path / name for name in names])
    assert [picture.size for picture in pictures] == [(30, 20), (400, 200), (400, 200), (10, 20)]


def test_too_many_pictures_are_turned_away(tmp_path: Path):
    pdf(8, tmp_path / "a.pdf")
    with pytest.raises(TooLarge, match="more than 16 pictures"):
        open_files([tmp_path / "a.pdf"] * 3)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("film.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "video"),
        ("deck.pptx", b"PK\x03\x04\x14\0\0\0\0\0[Content_Types].xmlppt/", "Office"),
        ("song.mp3", b"ID3\4" + b"\0" * 40, "sound"),
        ("all.zip", b"PK\x03\x04\x14\0\0\0\0\0a.png", "archive"),
        ("nothing.pdf", b"", "empty"),
    ],
)
def test_other_files_are_told_apart(tmp_path: Path, name, data, said):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=said) as caught:
        open_files([tmp_path / name])
    assert repr(name) in str(caught.value)


def test_a_file_that_went_away(tmp_path: Path):
    with pytest.raises(UnreadableFile, match="'gone.pdf' is not there"):
        open_files([tmp_path / "gone.pdf"])
