"""Workbooks written by openpyxl become blocks with addresses, and charts from their cells."""

import datetime
import io
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart3D, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image

from model.documents.office.convert import convert
from model.documents.office.kinds import document_kind
from model.documents.office.sheets import Block, blocks_of, shown
from model.errors import UnreadableFile
from model.media.pdf.file import open_pdf
from model.settings import Settings
from tests.documents.office.office_files import png, zipped

SETTINGS = Settings()


def converted(path, settings=SETTINGS):
    return convert(path, document_kind(path), settings)


@pytest.fixture
def book(tmp_path):
    source = Workbook()
    sales = source.active
    sales.title = "Sales"
    for row in (["Region", "Q1", "Q2"], ["North", 10, 20.5], ["South", 30, 0.25]):
        sales.append(row)
    sales["C3"].number_format = "0%"
    sales["A6"], sales["B6"] = "Made", datetime.date(2020, 1, 2)
    chart = BarChart3D()
    chart.add_data(
        Reference(sales, min_col=2, max_col=3, min_row=1, max_row=3), titles_from_data=True
    )
    chart.set_categories(Reference(sales, min_col=1, min_row=2, max_row=3))
    sales.add_chart(chart, "G1")
    more = source.create_sheet("More")
    more.append(["a", "=1+1"])
    more.sheet_state = "hidden"
    path = tmp_path / "a.xlsx"
    source.save(path)
    return path


def test_blocks_are_tables_with_addresses(book):
    made = converted(book)
    assert [(table.sheet, table.rows) for table in made.tables] == [
        ("Sales!A1:C3", (("Region", "Q1", "Q2"), ("North", "10", "20.5"), ("South", "30", "25%"))),
        ("Sales!A6:B6", (("Made", "2020-01-02"),)),
        ("More!A1:B1", (("a", "=1+1"),)),
    ]
    assert made.tables[0].header_rows == 1
    assert [(section.title, section.page) for section in made.sections] == [
        ("Sales", 0),
        ("More", 1),
    ]
    assert made.facts_notes[0] == "1 hidden sheet is shown as well."
    assert made.facts_notes[1].startswith("1 cell holds a formula whose result was never saved")
    with open_pdf(made.pdf, "x", SETTINGS) as pdf:
        lines = pdf.text(0).lines
    line = next(line for line in lines if line.text.endswith("25%"))
    cell = made.tables[0].boxes[2][2]
    assert cell is not None
    assert cell.contains(line.chars[-1].center)


def test_a_chart_without_saved_numbers_takes_them_from_the_cells(book):
    (chart,) = converted(book).charts
    assert (chart.kind, chart.categories) == ("column", ("North", "South"))
    assert [(one.name, one.values) for one in chart.series] == [
        ("Q1", (10.0, 30.0)),
        ("Q2", (20.5, 0.25)),
    ]
    assert chart.place.page == 0


def test_pictures_and_comments_of_a_sheet_are_shown(tmp_path):
    source = Workbook()
    sheet = source.active
    sheet.title = "Plan"
    sheet["A1"] = "Budget"
    sheet["A1"].comment = Comment("Ask Ana first", "Bea")
    sheet.add_image(Image(io.BytesIO(png("red", (80, 40)))), "B3")
    source.save(tmp_path / "a.xlsx")
    made = converted(tmp_path / "a.xlsx")
    with open_pdf(made.pdf, "a.xlsx", SETTINGS) as pdf:
        words = " ".join(line.text for line in pdf.text(0).lines)
        (picture,) = pdf.images(0)
        pixel = pdf.render(0, 72).getpixel((int(picture.box.center.x), int(picture.box.center.y)))
    assert "Comment on A1" in words and "Ask Ana first" in words and "Plan!B3" in words
    assert pixel[0] > 200 > pixel[1]
    assert round(picture.box.width / picture.box.height, 1) == 2.0


def test_a_sheet_of_pictures_only_is_a_page(tmp_path):
    source = Workbook()
    source.active.add_image(Image(io.BytesIO(png())), "A1")
    source.save(tmp_path / "a.xlsx")
    with open_pdf(converted(tmp_path / "a.xlsx").pdf, "a.xlsx", SETTINGS) as pdf:
        assert len(pdf.images(0)) == 1


def test_damaged_styles_leave_the_cells(tmp_path, book):
    path = tmp_path / "b.xlsx"
    with zipfile.ZipFile(book) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(b"<xf ", b'<xf strange="1" ')
    path.write_bytes(zipped(parts))
    made = converted(path)
    assert made.tables[0].rows[1] == ("North", "10", "20.5")
    assert made.facts_notes[0] == (
        "Its styles are damaged and were left out; dates show as day numbers."
    )


def test_long_sheets_are_cut_and_told(tmp_path):
    source = Workbook()
    for number in range(300):
        source.active.append([number, number + 1])
    source.save(tmp_path / "a.xlsx")
    made = converted(tmp_path / "a.xlsx", Settings(sheet_cells=100))
    assert len(made.tables[0].rows) == 50
    assert "more than 100 filled cells" in made.facts_notes[0]


def test_a_long_table_has_a_place_on_every_page(tmp_path):
    source = Workbook()
    for number in range(120):
        source.active.append([f"name {number}", number])
    source.save(tmp_path / "a.xlsx")
    (table,) = converted(tmp_path / "a.xlsx").tables
    assert len(table.places) == len(set(table.row_pages)) > 1


def test_long_tables_are_laid_out_in_pieces_and_stay_one_table(tmp_path):
    source = Workbook()
    for number in range(2_000):
        source.active.append([f"name {number}", number])
    source.active.merge_cells("A1490:A1510")
    source.save(tmp_path / "a.xlsx")
    made = converted(tmp_path / "a.xlsx")
    (table,) = made.tables
    assert len(table.rows) == 2_000
    assert list(table.row_pages) == sorted(table.row_pages)
    with open_pdf(made.pdf, "a.xlsx", SETTINGS) as pdf:
        last = " ".join(line.text for line in pdf.text(table.row_pages[-1]).lines)
    assert "name 1999" in last


def test_a_whole_sheet_merged_or_linked_is_no_bomb(tmp_path, book):
    with zipfile.ZipFile(book) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(
        b"</sheetData>",
        b'</sheetData><mergeCells count="3"><mergeCell ref="A1:XFD1048576"/>'
        b"<mergeCell ref='A1:XFD1048575'></mergeCell>"
        b'<mergeCell ref="A6:A7"/></mergeCells>'
        b'<hyperlinks><hyperlink ref="A1:XFD1048576" location="A1"/></hyperlinks>',
    )
    path = tmp_path / "b.xlsx"
    path.write_bytes(zipped(parts))
    made = converted(path)
    assert made.tables[0].rows[1] == ("North", "10", "20.5")
    assert made.tables[1].spans == (((0, 0), (2, 1)),)


def test_merged_cells_span():
    merged = (Block(1, 1, 1, 3),)
    grid = {(1, 1): "Title", (2, 1): "a", (2, 2): "b", (2, 3): "c", (5, 1): "far"}
    assert [block.reference for block in blocks_of(grid, merged)] == ["A1:C2", "A5"]


@pytest.mark.parametrize(
    ("value", "code", "words"),
    [
        (0.125, "0.0%", "12.5%"),
        (1234.5, "General", "1234.5"),
        (1234.5, "#,##0.00", "1,234.50"),
        (1234, "#,##0", "1,234"),
        (0.1 + 0.2, "General", "0.3"),
        (True, "General", "TRUE"),
        (datetime.datetime(2020, 1, 2), "yyyy", "2020-01-02"),
        (datetime.datetime(2020, 1, 2, 3, 4), "yyyy", "2020-01-02 03:04:00"),
        (" two\nlines ", "@", "two lines"),
    ],
)
def test_values_are_written_as_shown(value, code, words):
    assert shown(value, code) == words


def test_empty_and_damaged_workbooks_get_a_sentence(tmp_path, book):
    Workbook().save(tmp_path / "none.xlsx")
    with pytest.raises(UnreadableFile, match="'none.xlsx' has no filled cells"):
        converted(tmp_path / "none.xlsx")
    with zipfile.ZipFile(book) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/workbook.xml"] = b"<oops"
    book.write_bytes(zipped(parts))
    made = converted(book)
    assert made.tables
    assert "The names of its sheets are lost" in " ".join(made.facts_notes)
    book.write_bytes(zipped({name: b"<oops" if "sheet" in name else parts[name] for name in parts}))
    with pytest.raises(UnreadableFile, match="'a.xlsx' is damaged or cut off, and none of its sh"):
        converted(book)


def test_a_cell_with_a_whole_book_is_shortened(tmp_path):
    workbook = Workbook()
    workbook.active.append(["word " * 5_000, "after"])
    workbook.save(tmp_path / "long.xlsx")
    made = converted(tmp_path / "long.xlsx")
    told, after = made.tables[0].rows[0]
    assert len(told) < 2_100 and told.endswith("…") and after == "after"
    assert "1 cell of sheet 'Sheet' holds more text" in " ".join(made.facts_notes)
