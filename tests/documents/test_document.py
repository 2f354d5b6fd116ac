"""Documents opened, recognised page by page, kept and refused."""

import threading
from pathlib import Path

import pytest

from model.documents.document import open_document
from model.documents.parts import Line
from model.documents.recognise import spread
from model.errors import Locked, UnreadableFile
from model.events import Progress
from model.geometry import Box
from model.messages import Picture
from model.settings import Settings
from tests.documents.pages import lines, pdf, scan


def scanned(words: str):
    def draw(page) -> None:
        lines(words)(page)
        scan(page)

    return draw


class Reader:
    """A recogniser that finds one line at a known place and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, int]] = []

    def __call__(self, picture: Picture) -> list[Line]:
        self.asked.append(picture.size)
        width, height = picture.size
        box = Box(width * 0.1, height * 0.1, width * 0.5, height * 0.2)
        words = [("found", Box(width * 0.1, height * 0.1, width * 0.3, height * 0.2))]
        return [Line("found it", box, spread("found it", box, words), confidence=0.9)]


def test_a_scan_is_read_once_and_kept_for_all(tmp_path: Path):
    path = tmp_path / "mixed.pdf"
    path.write_bytes(pdf(lines("words of its own"), scanned(f"scan of {tmp_path}")))
    reader = Reader()
    with open_document(path, Settings(), reader) as document:
        assert [document.unread(page) for page in (0, 1)] == [False, True]
        assert document.recognise(0).origin == "text"
        assert [block.kind for block in document.content(1).blocks] == ["picture"]
        assert document.content(1).notes == ("This page is a scan that was not read yet.",)
        first = document.recognise(1)
        assert document.recognise(1) is first
        assert not document.unread(1)
        assert document.text(1).text == "found it"
        assert document.content(1).origin == "recognised"
        assert [block.text for block in document.content(1).blocks][-1] == "found it"
    with open_document(path, Settings(), reader) as again:
        assert again.text(1).origin == "recognised"
    assert len(reader.asked) == 1
    line = first.lines[0]
    assert line.box.x1 == pytest.approx(59.5, abs=0.5) and line.box.y1 == pytest.approx(
        84.2, abs=0.5
    )
    assert len(line.chars) == len("found it") and line.confidence == 0.9


def test_without_a_recogniser_it_is_said(tmp_path: Path):
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf(scanned(str(tmp_path))))
    with (
        open_document(path, Settings()) as document,
        pytest.raises(UnreadableFile, match="Page 1 of 'scan.pdf' is a scan"),
    ):
        document.recognise(0)


def test_many_threads_read_one_document(tmp_path: Path):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdf(*(lines(f"page {number} of {tmp_path}") for number in range(20))))
    seen: dict[int, str] = {}
    with open_document(path, Settings(page_cache=3)) as document:

        def read(start: int) -> None:
            for page in range(start, 20, 4):
                document.content(page)
                document.picture(page, 30)
                seen[page] = document.text(page).text

        threads = [threading.Thread(target=read, args=(start,)) for start in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [seen[page].split(" of ")[0] for page in range(20)] == [f"page {n}" for n in range(20)]


def test_pages_beyond_the_limit_are_told(tmp_path: Path):
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf(*(lines(str(number)) for number in range(12))))
    with open_document(path, Settings(document_pages=10)) as document:
        assert document.facts.pages == 10
        assert document.facts.notes == (
            "'long.pdf' has 12 pages; only the first 10 are read. To read the others, save them "
            "as a PDF of their own.",
        )


def test_ten_thousand_pages_open_and_are_read(tmp_path: Path):
    path = tmp_path / "endless.pdf"
    path.write_bytes(_empty_pages(10_000))
    with open_document(path, Settings()) as document:
        assert document.facts.pages == 2_000
        assert "has 10,000 pages; only the first 2,000" in document.facts.notes[0]
        assert document.text(1_999).origin == "empty"
        assert document.labels[1_999] == "2000"


def _empty_pages(count: int) -> bytes:
    """A PDF written by hand, as nothing makes one of so many pages quickly."""
    kids = b" ".join(b"%d 0 R" % (number + 3) for number in range(count))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count %d/MediaBox[0 0 200 200]/Kids[%s]>>" % (count, kids),
        *[b"<</Type/Page/Parent 2 0 R>>"] * count,
    ]
    return _written(objects)


def _written(objects: list[bytes]) -> bytes:
    data = b"%PDF-1.4\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj%sendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (len(objects) + 1, table, len(objects) + 1, len(data))
    )


def test_a_mended_file_is_told(tmp_path: Path):
    data = pdf(lines("still here"))
    path = tmp_path / "bent.pdf"
    path.write_bytes(data[: data.rindex(b"startxref")] + b"startxref\n99999999\n%%EOF")
    with open_document(path, Settings()) as document:
        assert document.text(0).text == "still here"
        assert document.facts.notes == (
            "'bent.pdf' was damaged; it was mended as far as possible.",
        )


def test_one_damaged_page_leaves_the_others_readable(tmp_path: Path):
    path = tmp_path / "worn.pdf"
    sheet = b"<</Type/Page/Parent 2 0 R/Contents %d 0 R/Resources<</Font<</F 7 0 R>>>>>>"
    endless = b"[" * 200_000
    path.write_bytes(
        _written([
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 3/MediaBox[0 0 200 200]/Kids[3 0 R 4 0 R 3 0 R]>>",
            sheet % 5,
            sheet % 6,
            b"<</Length 43>>stream\nBT /F 12 Tf 20 100 Td (still readable) Tj ET\nendstream",
            b"<</Length %d>>stream\n%s\nendstream" % (len(endless), endless),
            b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        ])
    )  # fmt: skip
    with open_document(path, Settings()) as document:
        whole = [document.content(page) for page in (0, 2)]
        assert [content.blocks[0].text for content in whole] == ["still readable"] * 2
        broken = document.content(1)
        assert (broken.blocks, broken.origin, document.size(1)) == ((), "empty", (200, 200))
        assert "Page 2 of 'worn.pdf' is damaged" in broken.notes[0]
        assert [item for item in document.tables() if not isinstance(item, Progress)] == []
        with pytest.raises(UnreadableFile, match="Page 2 of 'worn.pdf' is damaged"):
            document.picture(1)


def test_a_renamed_text_file_is_read_and_told(tmp_path: Path):
    path = tmp_path / "report.pdf"
    path.write_text("Only plain words, no PDF.\n\nAnd some more of them.", encoding="utf-8")
    with open_document(path, Settings()) as document:
        assert "Only plain words" in document.text(0).text
        assert document.facts.kind == "text"
        assert any("'report.pdf' is really" in note for note in document.facts.notes)


def test_a_password_is_asked_for(tmp_path: Path):
    path = tmp_path / "locked.pdf"
    path.write_bytes(pdf(lines("secret"), encryption=5, user_pw="open", owner_pw="own"))
    with pytest.raises(Locked):
        open_document(path, Settings())
    with open_document(path, Settings(), password="open") as document:
        assert document.text(0).text == "secret"


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.pdf", b"", "empty"),
        ("a.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "video"),
        ("a.zip", b"PK\x03\x04\x14\0\0\0\0\0a.png", "damaged"),
        ("a.pdf", b"%PDF-1.4\n cut", "damaged"),
        ("a.bin", bytes(range(256)) * 4, "no document"),
    ],
)
def test_what_is_no_document_gets_a_sentence(tmp_path: Path, name, data, said):
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(UnreadableFile, match=said) as caught:
        open_document(path, Settings())
    assert repr(name) in str(caught.value)


def test_a_document_that_went_away(tmp_path: Path):
    with pytest.raises(UnreadableFile, match="'gone.pdf' is not there any more"):
        open_document(tmp_path / "gone.pdf", Settings())


@pytest.mark.parametrize(
    ("turned", "lefts"), [(0, [0, 10, 20, 30, 40]), (180, [40, 30, 20, 10, 0])]
)
def test_letters_are_spread_over_their_line(turned, lefts):
    boxes = spread("ab cd", Box(0, 0, 50, 10), [], turned)
    assert [box.x1 for box in boxes] == pytest.approx(lefts)
    assert [box.width for box in boxes] == pytest.approx([10] * 5)


def test_letters_of_known_words_stand_in_them():
    words = [("ab", Box(0, 0, 10, 10)), ("cd", Box(30, 0, 40, 10))]
    boxes = spread("ab cd.", Box(0, 0, 44, 10), words)
    assert [box.x1 for box in boxes] == [0, 5, 10, 30, 35, 40]
    assert boxes[2] == Box(10, 0, 30, 10) and boxes[5] == Box(40, 0, 44, 10)
    down = spread("ab", Box(0, 0, 10, 40), [("ab", Box(0, 0, 10, 40))], 90)
    assert down == (Box(0, 0, 10, 20), Box(0, 20, 10, 40))
