"""Office files cut off in the middle, by programs that write their parts in different orders."""

import io
import random
import zipfile

import pytest
from openpyxl import Workbook
from pptx import Presentation

from model.documents.document import open_document
from model.documents.office.convert import convert
from model.documents.office.kinds import document_kind
from model.errors import UnreadableFile
from model.settings import Settings
from tests.documents.office.office_files import (
    chart_frame,
    docx_parts,
    paragraph,
    picture,
    table,
    zipped,
)

SETTINGS = Settings(soffice="none")
CUT = "is damaged or cut off; what can be read of it is shown."


def converted(path):
    return convert(path, document_kind(path), SETTINGS)


def parts_of(data: bytes) -> dict[str, bytes | str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def cut(path, parts, last):
    """The parts up to ``last``, whose end and all that follows is gone."""
    names = list(parts)
    kept = {name: parts[name] for name in names[: names.index(last) + 1]}
    data = zipped(kept)
    path.write_bytes(data[: data.index(b"PK\x01\x02") - 12])
    return path


def words_of(path):
    with open_document(path, SETTINGS) as document:
        lines = [line.text for page in range(document.facts.pages) for line in
                 document.text(page).lines]  # fmt: skip
        return " ".join(lines), document.facts


@pytest.fixture
def slides():
    deck = Presentation()
    for number in range(1, 7):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = f"Title {number}"
        slide.placeholders[1].text = f"Point of {number}"
    file = io.BytesIO()
    deck.save(file)
    return parts_of(file.getvalue())


def ordered(parts, *firsts):
    """The parts, those whose names begin with one of ``firsts`` first."""
    rank = {name: next((at for at, first in enumerate(firsts) if name.startswith(first)), 99)
            for name in parts}  # fmt: skip
    return {name: parts[name] for name in sorted(parts, key=lambda name: rank[name])}


def test_slides_before_the_cut_are_shown_and_the_others_named(tmp_path, slides):
    parts = ordered(slides, "[", "_rels", "ppt/presentation", "ppt/_rels", "ppt/slides/slide",
                    "ppt/slides/_rels")  # fmt: skip
    path = cut(tmp_path / "a.pptx", parts, "ppt/slides/slide4.xml")
    words, facts = words_of(path)
    assert facts.notes == (f"'a.pptx' {CUT}", "Slides 5–6 of 6 are missing.")
    assert facts.pages == 4
    assert "Title 3" in words and "Point of 3" in words
    assert [section.title for section in facts.sections][:3] == ["Title 1", "Title 2", "Title 3"]


def test_slides_without_their_list_stand_by_number(tmp_path, slides):
    parts = ordered(slides, "ppt/slides/_rels", "ppt/slides/slide2", "ppt/slides/slide3", "[")
    words, facts = words_of(cut(tmp_path / "a.pptx", parts, "[Content_Types].xml"))
    assert "Title 2" in words and "Point of 3" in words
    assert facts.pages == 3
    assert facts.notes[1:] == (
        "Slide 1 of 3 is missing.",
        "The list of its slides is lost: they stand by number, and later ones may be missing.",
    )


def test_a_deck_cut_before_its_slides_gets_a_sentence(tmp_path, slides):
    path = cut(tmp_path / "a.pptx", slides, "ppt/presentation.xml")
    with pytest.raises(UnreadableFile, match="'a.pptx' .* none of its slides is in what is left"):
        converted(path)


def test_text_cut_off_ends_with_a_whole_paragraph(tmp_path):
    random.seed(4)
    body = table([["Name", "Value"], ["A", "1"]]) + "".join(
        paragraph(f"Number {number} {random.random()}") for number in range(400)
    )
    data = zipped(docx_parts(body))
    path = tmp_path / "a.docx"
    path.write_bytes(data[: len(data) * 6 // 10])
    words, facts = words_of(path)
    assert facts.notes[:2] == (f"'a.docx' {CUT}", "Its text ends where the damage begins.")
    assert "Number 100" in words and "Number 399" not in words
    assert converted(path).tables


def test_pictures_and_charts_after_the_cut_are_counted(tmp_path):
    parts = docx_parts(paragraph("Words") + picture("rPic") + chart_frame("rChart"))
    made = converted(cut(tmp_path / "a.docx", parts, "word/media/image1.png"))
    assert made.facts_notes[:2] == (f"'a.docx' {CUT}", "1 of its pictures is lost.")


@pytest.fixture
def book():
    workbook = Workbook()
    workbook.active.title = "Prices"
    for row in (["Item", "Price"], ["Tea", 3], ["Cake", 4]):
        workbook.active.append(row)
    workbook.create_sheet("More").append(["Only words"])
    file = io.BytesIO()
    workbook.save(file)
    return parts_of(file.getvalue())


def test_a_workbook_that_lost_its_list_of_sheets(tmp_path, book):
    parts = ordered(book, "xl/worksheets", "xl/sharedStrings", "docProps")
    made = converted(cut(tmp_path / "a.xlsx", parts, "docProps/app.xml"))
    assert made.tables[0].rows == (("Item", "Price"), ("Tea", "3"), ("Cake", "4"))
    assert made.facts_notes == (
        f"'a.xlsx' {CUT}",
        "The names of its sheets are lost, and so may other sheets be.",
    )


def test_a_workbook_that_lost_a_sheet_and_its_words(tmp_path, book):
    cells = "".join(
        f'<row r="{at}"><c r="A{at}" t="s"><v>{at}</v></c><c r="B{at}"><v>{at + 2}</v></c></row>'
        for at in (1, 2)
    )
    xmlns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    book["xl/worksheets/sheet1.xml"] = (
        f'<worksheet xmlns="{xmlns}"><sheetData>{cells}</sheetData></worksheet>'
    )
    parts = ordered(
        book, "[", "_rels", "xl/workbook", "xl/_rels", "xl/worksheets/sheet1", "docProps"
    )
    made = converted(cut(tmp_path / "a.xlsx", parts, "docProps/app.xml"))
    assert made.tables[0].sheet == "Prices!B1:B2"
    assert [row[0] for row in made.tables[0].rows] == ["3", "4"]
    assert made.facts_notes[:2] == (f"'a.xlsx' {CUT}", "1 of its sheets is missing.")
    assert "The words of some cells are lost; these are empty here." in made.facts_notes
