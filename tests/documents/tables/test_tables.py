"""Tables found on pages: drawn, shaded, set in columns, beside text that is none."""

from typing import Any

import pytest

from model.documents.parts import Place, Table
from model.documents.tables import find_tables, joined
from model.documents.tables.words import Word, rows_of, spoken, words_of
from model.geometry import Box
from model.media.pdf.file import open_pdf
from model.settings import Settings
from tests.documents.pages import lines, pdf

ROWS = [
    ("Country", "Sales", "Share"),
    ("Austria", "1,204", "12.5%"),
    ("Belgium", "987", "10.2%"),
    ("Cyprus", "45", "0.5%"),
    ("Denmark", "2,310", "24.0%"),
]


def tables(data: bytes, page: int = 0) -> list[Table]:
    settings = Settings()
    with open_pdf(data, "t.pdf", settings) as opened:
        return find_tables(opened, page, opened.text(page), settings)


def put(page: Any, rows: Any, x=80.0, y=120.0, widths=(160, 80, 80), step=18.0) -> None:
    for i, row in enumerate(rows):
        left = x
        for text, width in zip(row, widths, strict=True):
            if text:
                page.insert_text((left + 4, y + i * step), text, fontsize=10)
            left += width


def ruled(page: Any) -> None:
    put(page, ROWS)
    for i in range(6):
        page.draw_line((80, 107 + 18 * i), (400, 107 + 18 * i))
    for x in (80, 240, 320, 400):
        page.draw_line((x, 107), (x, 197))


def test_a_drawn_grid_comes_out_cell_by_cell() -> None:
    (table,) = tables(pdf(ruled))
    assert table.rows == tuple(ROWS)
    assert (table.method, table.header_rows) == ("ruled", 1)
    box = table.boxes[2][1]
    assert box is not None and (round(box.x1), round(box.x2)) == (240, 320)
    assert table.places[0].page == 0 and table.row_pages == (0,) * 5


def test_columns_without_a_line_come_out_too() -> None:
    (table,) = tables(pdf(lambda page: put(page, ROWS)))
    assert table.rows == tuple(ROWS)
    assert (table.method, table.header_rows) == ("unruled", 1)


def test_a_fat_row_is_parted_into_its_lines() -> None:
    def draw(page: Any) -> None:
        put(page, ROWS)
        for y in (107, 125, 197):
            page.draw_line((80, y), (400, y))
        for x in (80, 240, 320, 400):
            page.draw_line((x, 107), (x, 197))

    (table,) = tables(pdf(draw))
    assert table.rows == tuple(ROWS)


def test_a_wrapped_cell_stays_one() -> None:
    rows = [
        ("Kind", "No."),
        ("American Indian and Alaska", "787"),
        ("  native", ""),
        ("White", "3,174"),
        ("Black", "2,900"),
    ]
    (table,) = tables(pdf(lambda page: put(page, rows, widths=(160, 80), step=12.0)))
    assert ("American Indian and Alaska native", "787") in table.rows


def test_the_title_of_a_group_is_a_row_of_its_own() -> None:
    rows = [("Kind", "No."), ("Sex", ""), ("Male", "787"), ("Female", "3,174"), ("Both", "3,961")]
    (table,) = tables(pdf(lambda page: put(page, rows, widths=(160, 80), step=12.0)))
    assert [row[0] for row in table.rows] == ["Kind", "Sex", "Male", "Female", "Both"]


def test_a_head_over_two_columns_spans_them() -> None:
    def draw(page: Any) -> None:
        put(page, [("", "Year", "")], y=102, widths=(160, 80, 80))
        page.draw_line((240, 105), (390, 105))
        put(page, [("Country", "2009", "2010"), *ROWS[1:]])

    (table,) = tables(pdf(draw))
    assert ((0, 1), (1, 2)) in table.spans
    assert table.rows[1] == ("Country", "2009", "2010")


def test_a_line_of_years_is_head_and_not_the_first_row_of_figures() -> None:
    def drawn(page: Any) -> None:
        page.insert_text((280, 100), "Projected", fontsize=10)
        for at in (88, 105, 190):
            page.draw_line((80, at), (400, at))
        years = ("Region", "2013-14", "2014-15")
        put(page, [years, ("North", "1,204", "1,310"), ("South", "87", "91")])

    (table,) = tables(pdf(drawn))
    assert table.header_rows == 2 and table.rows[1] == ("Region", "2013-14", "2014-15")


def test_a_first_row_of_years_over_years_is_no_head() -> None:
    rows = [("Built", "1998", "2004"), ("Opened", "1999", "2005"), ("Closed", "2011", "2019")]
    (table,) = tables(pdf(lambda page: put(page, rows)))
    assert table.header_rows == 0


def test_white_lines_between_shaded_cells_are_lines() -> None:
    def draw(page: Any) -> None:
        page.draw_rect((80, 107, 400, 197), color=None, fill=(0.6, 0.7, 0.9))
        for i in range(1, 5):
            page.draw_line((80, 107 + 18 * i), (400, 107 + 18 * i), color=(1, 1, 1))
        for x in (240, 320):
            page.draw_line((x, 107), (x, 197), color=(1, 1, 1))
        put(page, ROWS)

    (table,) = tables(pdf(draw))
    assert table.rows == tuple(ROWS)


def test_leader_dots_are_no_words() -> None:
    rows = [(f"{row[0]} ...............", *row[1:]) for row in ROWS]
    (table,) = tables(pdf(lambda page: put(page, rows)))
    assert [row[0] for row in table.rows] == [row[0] for row in ROWS]


PROSE = [
    "The committee met in the spring and heard from all who had come",
    "to speak of the river, its banks and the bridges that cross it at",
    "four places between the old town and the sea, where in the last",
    "hundred years the water had risen by more than anybody had thought",
    "possible when the first of these bridges was built by the guild.",
]


def test_running_text_is_no_table() -> None:
    assert tables(pdf(lines(*PROSE * 3))) == []


def test_two_columns_of_text_are_no_table() -> None:
    def draw(page: Any) -> None:
        lines(*(text[:44] for text in PROSE * 4), x=50, size=9)(page)
        lines(*(text[:44] for text in PROSE * 4), x=310, size=9)(page)

    assert tables(pdf(draw)) == []


def test_numbered_lines_of_a_transcript_are_no_table() -> None:
    rows = [(str(number), text[:40]) for number, text in enumerate(PROSE * 2, 1)]
    assert tables(pdf(lambda page: put(page, rows, widths=(60, 300)))) == []


def test_an_empty_page_has_no_tables() -> None:
    assert tables(pdf(lambda page: None)) == []


def test_the_caption_is_the_line_over_it() -> None:
    def draw(page: Any) -> None:
        ruled(page)
        page.insert_text((80, 96), "Table 2. Sales by country", fontsize=10)

    assert tables(pdf(draw))[0].caption == "Table 2. Sales by country"


def test_a_caption_belongs_to_the_nearest_table_and_a_heading_to_none() -> None:
    def drawn(page: Any) -> None:
        ruled(page)
        page.insert_text((80, 210), "Table 1: Sales by country", fontsize=9)
        page.insert_text((80, 255), "6 Cargo", fontsize=14)
        put(page, [("Cargo", "Tonnes", "Change"), ("Grain", "455", "1%"), ("Stone", "235", "4%"),
                   ("Timber", "212", "17%")], y=276)  # fmt: skip

    first, second = tables(pdf(drawn))
    assert (first.caption, second.caption) == ("Table 1: Sales by country", "")
    assert second.rows[0] == ("Cargo", "Tonnes", "Change") and second.header_rows == 1


def test_words_of_charts_are_left_to_them() -> None:
    with open_pdf(pdf(ruled), "t.pdf", Settings()) as opened:
        text = opened.text(0)
        assert find_tables(opened, 0, text, Settings(), [Box(60, 90, 420, 210)]) == []


def test_figures_that_touch_are_told_apart() -> None:
    page = pdf(lines("2,753,438 2,799,250 10 000"))
    with open_pdf(page, "t.pdf", Settings()) as opened:
        (row,) = rows_of(words_of(opened.text(0)))
    assert [chunk.text for chunk in row.chunks][:2] == ["2,753,438", "2,799,250"]


def table(page: int, rows: Any, top=60.0, bottom=780.0, **more: Any) -> Table:
    boxes = tuple(
        tuple(Box(80 + 100 * j, top, 160 + 100 * j, top + 10) for j in range(len(row)))
        for row in rows
    )
    place = Place(page, Box(80, top, 380, bottom))
    return Table(f"p{page + 1}-t1", (place,), tuple(rows), boxes, (page,) * len(rows), **more)


def test_a_table_goes_on_over_pages_and_drops_its_repeated_head() -> None:
    first = table(0, ROWS, header_rows=1)
    second = table(1, [ROWS[0], ("Egypt", "1", "0.1%")], header_rows=1)
    third = table(2, [("Finland", "2", "0.2%")])
    (whole,) = joined([first, second, third], {0: 842, 1: 842, 2: 842})
    assert whole.rows == (*ROWS, ("Egypt", "1", "0.1%"), ("Finland", "2", "0.2%"))
    assert whole.row_pages == (0, 0, 0, 0, 0, 1, 2)
    assert [place.page for place in whole.places] == [0, 1, 2]


@pytest.mark.parametrize(
    "second",
    [
        table(1, [("Egypt", "1")]),
        table(2, [("Egypt", "1", "0.1%")]),
        table(1, [("Egypt", "1", "0.1%")], caption="Table 3. Others"),
        table(1, [("Egypt", "1", "0.1%")], top=500.0),
    ],
    ids=["columns", "page", "caption", "low on its page"],
)
def test_other_tables_are_not_joined(second: Table) -> None:
    assert len(joined([table(0, ROWS), second], {0: 842, 1: 842, 2: 842})) == 2


@pytest.mark.parametrize(
    ("words", "read"),
    [
        (("הרצף", "דמי"), "דמי הרצף"),
        (("340", "رسوم"), "رسوم 340"),
        (("Port", "Alder"), "Port Alder"),
        (("Port", "Alder", "נמל"), "Port Alder נמל"),
    ],
)
def test_words_of_a_cell_are_in_the_order_in_which_they_are_read(words, read):
    placed = [Word(word, Box(40 * at, 0, 40 * at + 30, 10), 10) for at, word in enumerate(words)]
    assert spoken(placed) == read
