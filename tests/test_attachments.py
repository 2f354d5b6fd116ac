"""Whatever is added to a message: pictures, documents and clips, made here, whole and broken."""

import warnings
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from model.attachments import open_files
from model.errors import InputError, TooLarge, UnreadableFile
from model.messages import user
from model.settings import Settings
from model.tasks import chat
from tests.clips.films import record
from tests.documents.office.office_files import paragraph, save_docx


def pdf(path: Path, pages: int, width=200, height=100, **options) -> Path:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pymupdf
    document = pymupdf.open()
    for number in range(1, pages + 1):
        page = document.new_page(width=width, height=height)
        page.insert_text((20, 50), f"Page number {number}")
    path.write_bytes(document.tobytes(**options))
    return path


def clip(path: Path) -> Path:
    frames = [np.full((96, 160, 3), 10 * at, np.uint8) for at in range(24)]
    return record(path, frames)


def test_pages_come_at_the_asked_sharpness(tmp_path: Path):
    pages = open_files([pdf(tmp_path / "report.pdf", 3)])
    assert [page.name for page in pages] == [f"report.pdf, page {n}" for n in (1, 2, 3)]
    assert [page.label for page in pages] == [f"report.pdf, page {n} of 3" for n in (1, 2, 3)]
    assert all(page.size == (400, 200) for page in pages)
    assert len({page.digest for page in pages}) == 3
    assert all(page.notes == () for page in pages)
    assert pages[0].pixels.convert("L").getextrema()[0] < 100


def test_pages_left_out_are_told_once(tmp_path: Path):
    pages = open_files([pdf(tmp_path / "long.pdf", 12)])
    assert len(pages) == 8
    assert "'long.pdf' has 12 pages; only the first 8 pages are looked at" in pages[0].notes[0]
    assert all(page.notes == () for page in pages[1:])


def test_a_poster_gets_fewer_dots(tmp_path: Path):
    (page,) = open_files([pdf(tmp_path / "poster.pdf", 1, width=3000, height=4000)])
    assert 7.5e6 < page.width * page.height <= 8.1e6


def test_locked_and_damaged_ones_get_a_sentence(tmp_path: Path):
    locked = pdf(tmp_path / "locked.pdf", 1, encryption=5, user_pw="a", owner_pw="b")
    with pytest.raises(UnreadableFile, match="'locked.pdf' is locked with a password"):
        open_files([locked])
    whole = pdf(tmp_path / "whole.pdf", 2).read_bytes()
    bad = tmp_path / "bad.pdf"
    for data in (b"%PDF-1.7\n", b"%PDF-1.7\nnothing of a PDF in here" * 30, whole[:90]):
        bad.write_bytes(data)
        with pytest.raises(UnreadableFile, match=r"'bad.pdf' begins as a PDF but"):
            open_files([bad])


def test_an_office_file_is_its_pages(tmp_path: Path):
    save_docx(tmp_path / "letter.docx", paragraph("Dear reader"))
    (page,) = open_files([tmp_path / "letter.docx"], Settings(soffice="none"))
    assert page.label == "letter.docx"
    assert page.pixels.convert("L").getextrema()[0] < 100
    assert any("approximate" in note for note in page.notes)


def test_a_clip_is_moments_with_their_times(tmp_path: Path):
    moments = open_files([clip(tmp_path / "film.mp4")], Settings(chat_moments=4))
    assert [one.label for one in moments] == [
        f"film.mp4, 0:0{at} of 0:02" for at in ("0.2", "0.8", "1.2", "1.8")
    ]
    assert "4 moments are looked at" in moments[0].notes[-1]
    levels = [one.pixels.getpixel((5, 5))[0] for one in moments]
    assert levels == sorted(levels) and levels[0] < levels[-1]


def test_a_model_is_told_what_each_picture_is(tmp_path: Path):
    pages = open_files([pdf(tmp_path / "a.pdf", 2)])
    (message,) = chat.ask(chat.Chat((user("What is this?", *pages),)))
    told = [getattr(part, "text", "picture") for part in message.parts]
    assert told == ["a.pdf, page 1 of 2", "picture", "a.pdf, page 2 of 2", "picture",
                    "What is this?"]  # fmt: skip


def test_files_of_all_kinds_keep_their_order(tmp_path: Path):
    Image.new("RGB", (30, 20), "red").save(tmp_path / "a.jpg")
    pdf(tmp_path / "mislabelled.png", 2)
    Image.new("RGB", (10, 20), "red").save(tmp_path / "c.png")
    names = ["a.jpg", "mislabelled.png", "c.png"]
    pictures = open_files([tmp_path / name for name in names])
    assert [picture.size for picture in pictures] == [(30, 20), (400, 200), (400, 200), (10, 20)]


def test_too_many_pictures_are_turned_away(tmp_path: Path):
    path = pdf(tmp_path / "a.pdf", 8)
    with pytest.raises(TooLarge, match="more than 16 pictures"):
        open_files([path] * 3)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("film.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "'film.mp4'"),
        ("deck.pptx", b"PK\x03\x04\x14\0\0\0\0\0[Content_Types].xmlppt/", "'deck.pptx'"),
        ("song.mp3", b"ID3\4" + b"\0" * 40, "sound"),
        ("all.zip", b"PK\x03\x04\x14\0\0\0\0\0a.png", "'all.zip'"),
        ("nothing.pdf", b"", "empty"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name, data, said):
    (tmp_path / name).write_bytes(data)
    with pytest.raises(InputError, match=said) as caught:
        open_files([tmp_path / name])
    assert repr(name) in str(caught.value)


def test_a_file_that_went_away(tmp_path: Path):
    with pytest.raises(UnreadableFile, match="'gone.pdf' is not there"):
        open_files([tmp_path / "gone.pdf"])
