"""Presentations written by python-pptx, drawn without an Office program."""

import io
import re
import zipfile

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_SHAPE
from pptx.util import Inches

from model.documents.office.convert import convert
from model.documents.office.kinds import document_kind
from model.errors import UnreadableFile
from model.media.pdf.file import open_pdf
from model.settings import Settings
from tests.documents.office.office_files import png, zipped

SETTINGS = Settings(soffice="none")


@pytest.fixture
def deck(tmp_path):
    source = Presentation()
    first = source.slides.add_slide(source.slide_layouts[0])
    first.shapes.title.text = "Annual report 数据"
    first.notes_slide.notes_text_frame.text = "Say hello"
    second = source.slides.add_slide(source.slide_layouts[6])
    data = CategoryChartData()
    data.categories = ["Q1", "Q2"]
    data.add_series("North", (10, 20.5))
    frame = second.shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(1), Inches(4), Inches(3), data
    )
    plot = frame.chart._chartSpace.chart.plotArea
    bars = plot.find("{*}barChart")
    bars.tag = bars.tag.replace("barChart", "bar3DChart")
    table = second.shapes.add_table(3, 2, Inches(6), Inches(1), Inches(3), Inches(1.5)).table
    for row in range(3):
        for column in range(2):
            table.cell(row, column).text = f"r{row}c{column}"
    table.cell(1, 0).merge(table.cell(2, 0))
    picture = second.shapes.add_picture(io.BytesIO(png("red")), 0, Inches(6), Inches(1), Inches(1))
    picture._element.nvPicPr.cNvPr.set("descr", "a red square")
    group = second.shapes.add_group_shape()
    inner = group.shapes.add_shape(MSO_SHAPE.RECTANGLE, Inches(8), Inches(6), Inches(1), Inches(1))
    inner.fill.solid()
    inner.fill.fore_color.rgb = RGBColor(0, 200, 0)
    inner.text_frame.text = "In a group"
    path = tmp_path / "a.pptx"
    source.save(path)
    return path


def converted(path, settings=SETTINGS):
    return convert(path, document_kind(path), settings)


def test_slides_are_pages_with_all_that_is_on_them(deck):
    made = converted(deck)
    assert (made.notes, made.alt_texts) == ({0: "Say hello"}, {1: ("a red square",)})
    assert [(section.title, section.page) for section in made.sections] == [
        ("Annual report 数据", 0)
    ]
    assert made.facts_notes == ()
    with open_pdf(made.pdf, "x", SETTINGS) as pdf:
        assert (pdf.pages, pdf.size(0)) == (2, (720, 540))
        assert "数据" in pdf.text(0).text
        text = pdf.text(1).text
        picture = pdf.render(1, 72)
    assert "r2c1" in text
    assert "In a group" in " ".join(text.split())
    assert picture.getpixel((36, 468)) == (255, 0, 0)
    assert picture.getpixel((8 * 72 + 10, 6 * 72 + 68)) == (0, 200, 0)


def test_native_charts_and_tables_stand_in_their_frames(deck):
    made = converted(deck)
    (chart,) = made.charts
    assert (chart.origin, chart.kind, chart.categories) == ("native", "column", ("Q1", "Q2"))
    assert chart.series[0].values == (10.0, 20.5)
    box = chart.place.box
    assert (box.x1, box.y1, box.width, box.height) == pytest.approx((72, 72, 288, 216))
    assert "three dimensions" in chart.notes[0]
    (table,) = made.tables
    assert table.rows[0] == ("r0c0", "r0c1")
    assert table.spans == (((1, 0), (2, 1)),)
    assert table.boxes[2][0] is None
    with open_pdf(made.pdf, "x", SETTINGS) as pdf:
        line = next(line for line in pdf.text(1).lines if line.text.endswith("r2c1"))
    cell = table.boxes[2][1]
    assert cell is not None
    assert cell.contains(line.chars[-1].center)


def repacked(path, change):
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    path.write_bytes(zipped(parts))
    return path


def test_a_bomb_among_pictures_leaves_the_slides(deck):
    def bomb(parts):
        name = next(part for part in parts if part.startswith("ppt/media/"))
        parts[name] = b"\0" * 30_000_000

    made = converted(repacked(deck, bomb))
    assert "would unpack to far more" in made.facts_notes[0]
    assert "Slide 2: a picture that lies outside the file or is damaged" in made.facts_notes[1]
    assert len(made.charts) == len(made.tables) == 1


def test_slides_in_another_order_keep_their_charts(deck):
    def swap(parts):
        part = "ppt/presentation.xml"
        first, second = re.findall(rb"<p:sldId [^>]*/>", parts[part])
        parts[part] = parts[part].replace(first + second, second + first)

    made = converted(repacked(deck, swap))
    assert made.charts[0].place.page == made.tables[0].places[0].page == 0
    assert made.notes == {1: "Say hello"}


def test_macros_are_left_out(deck):
    def add(parts):
        parts["ppt/vbaProject.bin"] = b"VBA"
        parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
            b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
            b"application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml",
        )

    made = converted(repacked(deck, add))
    assert made.facts_notes == ("Its macros were left out; nothing here runs them.",)


def test_a_broken_slide_leaves_the_others(deck):
    def spoil(parts):
        parts["ppt/slides/slide1.xml"] = b"<p:sld"

    made = converted(repacked(deck, spoil))
    assert len(made.charts) == len(made.tables) == 1
    assert made.tables[0].places[0].page == 1
    assert "Slide 1 is damaged and left empty." in made.facts_notes


def test_a_broken_chart_leaves_its_slide(deck):
    def spoil(parts):
        parts[next(name for name in parts if name.startswith("ppt/charts/chart"))] = b"<c"

    made = converted(repacked(deck, spoil))
    assert made.charts == ()
    assert len(made.tables) == 1
    assert any("could not be drawn" in note for note in made.facts_notes)


def test_decks_without_slides_or_sense_get_a_sentence(tmp_path, deck):
    Presentation().save(tmp_path / "none.pptx")
    with pytest.raises(UnreadableFile, match="'none.pptx' has no slides"):
        converted(tmp_path / "none.pptx")

    def spoil(parts):
        parts["ppt/presentation.xml"] = b"<oops"

    made = converted(repacked(deck, spoil))
    assert made.facts_notes == (
        "Its part 'ppt/presentation.xml' is damaged and was left out.",
        "The list of its slides is lost: they stand by number, and later ones may be missing.",
    )
    assert len(made.tables) == 1 and len(made.charts) == 1


def test_slides_beyond_the_limit_are_told(deck):
    made = converted(deck, Settings(soffice="none", document_pages=1))
    assert made.facts_notes == ("It has 2 slides; those after 1 are left out.",)
    with open_pdf(made.pdf, "x", SETTINGS) as pdf:
        assert pdf.pages == 1


_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_P188 = "http://schemas.microsoft.com/office/powerpoint/2018/8/main"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


@pytest.mark.parametrize(
    ("authors", "comments"),
    [
        (
            f'<p:cmAuthorLst xmlns:p="{_P}"><p:cmAuthor id="3" name="Ada"/></p:cmAuthorLst>',
            f'<p:cmLst xmlns:p="{_P}"><p:cm authorId="3"><p:text>Is this so?</p:text></p:cm>'
            "</p:cmLst>",
        ),
        (
            f'<p:authorLst xmlns:p="{_P188}"><p:author id="3" name="Ada"/></p:authorLst>',
            f'<p:cmLst xmlns:p="{_P188}" xmlns:a="{_A}"><p:cm authorId="3"><p:txBody><a:p><a:r>'
            "<a:t>Is this so?</a:t></a:r></a:p></p:txBody></p:cm></p:cmLst>",
        ),
    ],
)
def test_comments_stand_with_the_notes(tmp_path, deck, authors, comments):
    with zipfile.ZipFile(deck) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["ppt/commentAuthors.xml"] = authors.encode()
    parts["ppt/comments/comment1.xml"] = comments.encode()
    links = "ppt/slides/_rels/slide1.xml.rels"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/comments"
    parts[links] = parts[links].replace(
        b"</Relationships>",
        f'<Relationship Id="rC" Type="{kind}" Target="../comments/comment1.xml"/>'.encode()
        + b"</Relationships>",
    )
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(
        b"<Override ",
        b'<Override PartName="/ppt/comments/comment1.xml" ContentType="application/xml"/>'
        b"<Override ",
        1,
    )
    path = tmp_path / "b.pptx"
    path.write_bytes(zipped(parts))
    assert converted(path).notes[0] == "Say hello\nComment by Ada: Is this so?"
