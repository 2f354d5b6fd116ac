"""Pages as blocks: order, headings, lists, notes, running lines, pictures."""

from pathlib import Path

import pytest

from model.documents import order
from model.documents.document import Document, open_document
from model.documents.lines import tidied
from model.documents.parts import Block, Line
from model.geometry import Box
from model.media.pdf import open_pdf
from model.settings import Settings
from tests.documents.pages import html, lines, pdf

LOREM = (
    "The quick brown fox jumps over the lazy dog while seven wizards box with quiet joy and "
    "nobody in the village minds the noise they make on such a day. "
)


@pytest.fixture
def opened(tmp_path: Path):
    documents: list[Document] = []

    def open_(*pages, **options) -> Document:
        path = tmp_path / f"{len(documents)}.pdf"
        path.write_bytes(pdf(*pages, **options))
        documents.append(open_document(path, Settings()))
        return documents[-1]

    yield open_
    for document in documents:
        document.close()


def kinds(blocks: tuple[Block, ...]) -> list[str]:
    return [block.kind for block in blocks]


def test_headings_paragraphs_and_lists(opened):
    page = html(
        f"<h1>Annual report</h1><h2>Where we stand</h2><p>{LOREM}</p><p>{LOREM}</p>"
        "<ul><li>apples<ul><li>red ones</li></ul></li><li>pears</li></ul>"
        "<ol><li>first</li><li>second</li></ol>"
    )
    blocks = opened(page).content(0).blocks
    assert kinds(blocks) == [
        "title", "heading", "paragraph", "paragraph", *["list item"] * 5,
    ]  # fmt: skip
    assert blocks[0].text == "Annual report" and blocks[1].level == 2
    assert blocks[2].text == LOREM.strip()
    items = [(block.marker, block.level, block.text) for block in blocks[4:]]
    assert [item[1:] for item in items[:3]] == [(1, "apples"), (2, "red ones"), (1, "pears")]
    assert [item[0] for item in items[3:]] == ["1.", "2."]
    assert len({block.id for block in blocks}) == len(blocks)


def columns(*edges: float, title="", low=""):
    """Columns of text, drawn line by line across all of them, as a bad writer would."""

    def draw(page) -> None:
        if title:
            page.insert_text((60, 60), title, fontsize=18)
        for row in range(30):
            for number, edge in enumerate(edges):
                words = f"column {number + 1} line {row + 1} goes on to its end"
                page.insert_text((edge, 100 + 14 * row), words, fontsize=8)
        if low:
            page.insert_text((60, 700), low, fontsize=8)

    return draw


@pytest.mark.parametrize("edges", [(60, 310), (40, 220, 400)])
def test_columns_are_read_one_after_the_other(edges):
    wide = "a line under all the columns that runs over the whole width of the page " * 2
    with open_pdf(pdf(columns(*edges, title="A title that runs over the columns", low=wide))) as f:
        text = tidied(f.text(0)).text.splitlines()
    count = len(edges)
    assert text[0].startswith("A title") and text[-1].startswith("a line under")
    expected = [
        f"column {number + 1} line {row + 1} goes on to its end"
        for number in range(count)
        for row in range(30)
    ]
    assert text[1:-1] == expected


def test_a_table_without_lines_is_read_row_by_row():
    def draw(page) -> None:
        for row in range(8):
            for column, words in enumerate((f"item {row}", f"{row * 3}", f"{row * 7}.00")):
                page.insert_text((60 + 180 * column, 100 + 20 * row), words)

    with open_pdf(pdf(draw)) as opened:
        text = tidied(opened.text(0)).text.splitlines()
    assert text[:6] == ["item 0", "0", "0.00", "item 1", "3", "7.00"]


def test_a_wide_table_of_many_cells_is_put_in_order_at_once():
    cells = [
        Line(f"12 {row}", Box(left, 10.0 * row, left + 20, 10.0 * row + 8), size=5.0)
        for row in range(60)
        for left in range(30, 600, 26)
    ]
    assert [line for group in order.columns(cells) for line in group] == cells


def test_a_note_written_first_is_read_last():
    def draw(page) -> None:
        page.insert_text((60, 700), "1 A note at the foot of the page.", fontsize=7)
        for row in range(20):
            page.insert_text((60, 100 + 14 * row), f"Line {row} of the text runs on and on here")

    with open_pdf(pdf(draw)) as opened:
        text = tidied(opened.text(0)).text.splitlines()
    assert text[0].startswith("Line 0") and text[-1].startswith("1 A note")


def test_running_lines_footnotes_and_captions(opened):
    def page(number: int):
        def draw(sheet) -> None:
            sheet.insert_text((60, 40), "Report on everything", fontsize=9)
            sheet.insert_text((290, 815), str(number), fontsize=9)
            text = f"Part {'abcd'[number - 1]} begins. {LOREM * 3}"
            html(f"<p>{text}</p><p>Table {number}: What was counted</p>", (60, 120, 535, 700))(
                sheet
            )
            fruit = ("pears", "apples", "nuts", "figs")[number - 1]
            words = f"{number} See what the annex says of {fruit}."
            sheet.insert_text((60, 760), words, fontsize=7)

        return draw

    document = opened(*(page(number) for number in range(1, 5)))
    for index in range(4):
        blocks = document.content(index).blocks
        assert kinds(blocks) == ["header", "paragraph", "caption", "footnote", "footer"]
        assert blocks[3].marker == str(index + 1)
        assert blocks[4].text == str(index + 1)


def test_a_stamp_up_the_margin_is_no_title(opened):
    def stamped(page):
        lines("A study of harbours", size=15)(page)
        lines(*[f"Line {row} of the text that this page has to say." for row in range(12)], y=140)(
            page
        )
        page.insert_text((30, 500), "arXiv:2407.00001v4  10 Sep 2024", fontsize=20, rotate=90)

    [content] = [opened(stamped).content(0)]
    assert content.blocks[0].kind == "header"
    assert content.blocks[0].text.startswith("arXiv")
    assert [block.text for block in content.blocks if block.kind == "title"] == [
        "A study of harbours"
    ]


def test_headings_have_the_level_of_the_outline_or_of_their_number(opened, tmp_path):
    page = html(f"<h3>2.1 Counting</h3><p>{LOREM}</p><h3>Deeper</h3><p>{LOREM}</p>")
    path = tmp_path / "outlined.pdf"
    import pymupdf

    with pymupdf.open(stream=pdf(page), filetype="pdf") as document:
        document.set_toc([[1, "Part", 1], [2, "Chapter", 1], [3, "Deeper", 1]])
        path.write_bytes(document.tobytes())
    with open_document(path, Settings()) as document:
        heads = [block for block in document.content(0).blocks if block.kind != "paragraph"]
        assert len(document.sections) == 3
    assert [(block.text, block.level) for block in heads][1] == ("Deeper", 3)
    assert heads[0].level in (1, 2)


def test_words_over_lines_and_chinese_are_put_together(opened):
    page = lines("The infor-", "mation of a well-known", "kind is here.", x=60, step=14)
    (block,) = opened(page).content(0).blocks
    assert block.text == "The information of a well-known kind is here."
    chinese = lines("全年收入为九千五百", "万元人民币", font="china-s", step=14)
    (block,) = opened(chinese).content(0).blocks
    assert block.text == "全年收入为九千五百万元人民币"


def test_arabic_columns_are_read_from_the_right():
    def draw(page) -> None:
        for row in range(12):
            for box, mark in (((320, 530), "א"), ((60, 280), "ב")):
                top = 90 + 16 * row
                words = f"{mark}{row % 10} שורה ארוכה של מילים עד הסוף"
                page.insert_htmlbox(
                    (box[0], top, box[1], top + 16),
                    f'<p dir="rtl" style="font-size:9px">{words}</p>',
                )

    with open_pdf(pdf(draw)) as opened:
        text = tidied(opened.text(0)).text.splitlines()
    marks = ["א" if "א" in line.replace("ארוכה", "") else "ב" for line in text]
    assert marks == ["א"] * 12 + ["ב"] * 12


def test_a_picture_and_a_drawing_stand_where_they_are(opened):
    def draw(page) -> None:
        lines("Before the picture there are words", y=80)(page)
        pixels = page.parent[0].get_pixmap(dpi=20)
        page.insert_image((60, 120, 260, 300), pixmap=pixels)
        lines("Between them there are words too", y=340)(page)
        for at in range(8):
            page.draw_circle((100 + 20 * at, 450), 30, color=(1, 0, 0))
        lines("Behind there are some more", y=560)(page)

    content = opened(draw).content(0)
    assert kinds(content.blocks) == ["paragraph", "picture", "paragraph", "picture", "paragraph"]
    box = content.blocks[3].place.box
    assert (round(box.x1), round(box.x2)) == (70, 270)
