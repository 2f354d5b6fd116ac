"""Word documents written part by part, drawn without an Office program."""

import pytest

from model.documents.office.convert import convert
from model.documents.office.kinds import document_kind
from model.errors import UnreadableFile
from model.media.pdf.file import open_pdf
from model.settings import Settings
from tests.documents.office.office_files import (
    XMLNS,
    chart_frame,
    docx_parts,
    equation,
    linked,
    page_break,
    paragraph,
    picture,
    save_docx,
    table,
    zipped,
)

SETTINGS = Settings(soffice="none")
BODY = (
    paragraph("Report", "Heading1")
    + paragraph("Some text")
    + picture("rPic", "a green field")
    + table([["Name", "Value"], ["A", "1"], ["B", "2"]])
    + chart_frame("rChart", "sales by quarter")
    + equation()
    + page_break()
    + paragraph("Second", "Heading2")
)


def converted(path):
    return convert(path, document_kind(path), SETTINGS)


def words(made):
    with open_pdf(made.pdf, "x", SETTINGS) as pdf:
        return [" ".join(pdf.text(page).text.split()) for page in range(pdf.pages)]


def test_a_document_keeps_its_parts_in_order_and_in_place(tmp_path):
    made = converted(save_docx(tmp_path / "a.docx", BODY))
    first, second = words(made)
    assert "Running head, page 1" in first
    assert "Running head, page 2" in second
    assert "Second" in second
    assert "y=(a+b)/(x^2)" in first
    assert [(s.title, s.level, s.page) for s in made.sections] == [
        ("Report", 1, 0),
        ("Second", 2, 1),
    ]
    (grid,) = made.tables
    assert grid.rows == (("Name", "Value"), ("A", "1"), ("B", "2"))
    assert (grid.header_rows, grid.row_pages) == (1, (0, 0, 0))
    (chart,) = made.charts
    assert chart.exact
    assert chart.series[0].values == (10.0, 20.5, 30.0)
    assert (chart.place.page, chart.place.box.width, chart.place.box.height) == (0, 300, 180)
    assert chart.place.box.y1 > grid.places[0].box.y2
    assert made.alt_texts == {0: ("a green field", "sales by quarter")}
    assert made.approximate.startswith("Drawn here without an Office program")
    assert made.facts_notes == ("1 equation is written on one line (a/b, x^2) as text.",)
    with open_pdf(made.pdf, "x", SETTINGS) as pdf:
        assert pdf.size(0) == (612, 792)
        (placed,) = pdf.images(0)
        assert placed.box.width == pytest.approx(90, abs=1)


def test_a_chart_is_drawn_where_its_place_is(tmp_path):
    made = converted(save_docx(tmp_path / "a.docx", chart_frame("rChart")))
    (chart,) = made.charts
    bar = chart.drawn[0][2]
    with open_pdf(made.pdf, "x", SETTINGS) as pdf:
        picture = pdf.render(0, 72)
    assert picture.getpixel((int(bar.center.x), int(bar.center.y))) == (68, 114, 196)
    assert picture.getpixel((int(bar.center.x), int(bar.y1) - 4)) != (68, 114, 196)


def test_a_table_in_a_page_of_text_is_searchable(tmp_path):
    body = "".join(paragraph(f"Line {n} of a long text.") for n in range(200))
    made = converted(save_docx(tmp_path / "a.docx", body + table([["x", "y"], ["1", "2"]])))
    assert made.tables[0].places[0].page == len(words(made)) - 1


def test_macros_and_outer_files_are_told(tmp_path):
    parts = docx_parts(BODY, word__vbaProject_DOT_bin=b"VBA")
    parts["word/_rels/document.xml.rels"] = str(parts["word/_rels/document.xml.rels"]).replace(
        'Target="media/image1.png"', 'Target="http://example.invalid/t.png" TargetMode="External"'
    )
    path = tmp_path / "a.docm"
    path.write_bytes(zipped(parts))
    made = converted(path)
    assert made.facts_notes[:2] == (
        "Its macros were left out; nothing here runs them.",
        "1 linked file outside the document was not fetched.",
    )
    assert "Some text" in words(made)[0]


def test_the_first_page_has_its_own_header(tmp_path):
    parts = docx_parts(paragraph("One") + page_break() + paragraph("Two"))
    parts["word/document.xml"] = str(parts["word/document.xml"]).replace(
        "<w:pgSz", '<w:headerReference w:type="first" r:id="rFirst"/><w:titlePg/><w:pgSz'
    )
    parts["word/header2.xml"] = str(parts["word/header1.xml"]).replace("Running", "Opening")
    parts["word/_rels/document.xml.rels"] = linked(parts, "rFirst", "header", "header2.xml")
    path = tmp_path / "a.docx"
    path.write_bytes(zipped(parts))
    first, second = words(converted(path))
    assert "Opening head, page 1" in first and "Running" not in first
    assert "Running head, page 2" in second


def test_comments_stand_at_the_end_and_are_told(tmp_path):
    parts = docx_parts(
        '<w:p><w:r><w:t>Doubtful words</w:t></w:r><w:r><w:commentReference w:id="0"/></w:r></w:p>',
        word__comments_DOT_xml=(
            f'<w:comments {XMLNS}><w:comment w:id="0" w:author="Ada" w:initials="AL">'
            f"{paragraph('Is this so?')}</w:comment></w:comments>"
        ),
    )
    parts["word/_rels/document.xml.rels"] = linked(parts, "rNote", "comments", "comments.xml")
    path = tmp_path / "a.docx"
    path.write_bytes(zipped(parts))
    made = converted(path)
    assert "Doubtful words[AL1]" in words(made)[0]
    assert "Is this so?" in words(made)[0]
    assert "1 comment stands at the end of the text." in made.facts_notes


def test_damaged_styles_leave_the_words(tmp_path):
    made = converted(
        save_docx(
            tmp_path / "a.docx",
            BODY,
            word__styles_DOT_xml=f"<w:styles {XMLNS}><w:style w:styleId='Heading1'/></w:styles>",
        )
    )
    assert "Some text" in words(made)[0]
    assert "Damaged and left out: styles; its words are plain text here." in made.facts_notes


def test_a_damaged_chart_leaves_the_rest(tmp_path):
    made = converted(save_docx(tmp_path / "a.docx", BODY, word__charts__chart1_DOT_xml="<c:chart"))
    assert made.charts == ()
    assert "[chart that can't be read]" in words(made)[0]
    assert made.tables


@pytest.mark.parametrize(
    "parts",
    [
        docx_parts("<w:p>"),
        {**docx_parts(""), "word/document.xml": "no xml"},
        {"[Content_Types].xml": "<Types/>", "word/other.xml": "<a/>"},
    ],
)
def test_a_damaged_document_gets_a_sentence(tmp_path, parts):
    path = tmp_path / "a.docx"
    path.write_bytes(zipped(parts))
    with pytest.raises(UnreadableFile, match="'a.docx' is damaged"):
        converted(path)


def test_ornate_arabic_brackets_do_not_spoil_their_page(tmp_path):
    made = converted(
        save_docx(tmp_path / "a.docx", paragraph("\u0639\u0644\u06cc \ufd3f\u0642\u0644\ufd3e x"))
    )
    with open_pdf(made.pdf, "a.docx", SETTINGS) as pdf:
        assert "x" in " ".join(line.text for line in pdf.text(0).lines)
