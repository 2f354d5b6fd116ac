"""Documents taken away: Markdown, JSON with boxes, pictures in the zip."""

import io
import json
import zipfile

import pytest

from model.documents.export import (
    block_markdown,
    chart_rows,
    markdown_zip,
    number,
    page_markdown,
    table_markdown,
    to_json,
)
from model.documents.parts import (
    Block,
    Chart,
    Facts,
    Line,
    PageContent,
    Place,
    Section,
    Series,
    Table,
)
from model.geometry import Box

HERE = Place(0, Box(10, 20, 110, 40.006))


def block(kind, text="", **more):
    return Block("p1-b1", kind, HERE, text, **more)


@pytest.mark.parametrize(
    ("made", "markdown"),
    [
        (block("title", "Port  Alder"), "# Port Alder"),
        (block("heading", "Ferries", level=2), "## Ferries"),
        (block("heading", "No level"), "## No level"),
        (block("paragraph", "broken\nlines"), "broken lines"),
        (block("paragraph", "# no heading"), "\\# no heading"),
        (block("paragraph", "1. no list"), "\\1. no list"),
        (block("paragraph", "a*b_c [d] <e>"), "a\\*b\\_c \\[d\\] \\<e\\>"),
        (block("list item", "milk", marker="•", level=1), "- milk"),
        (block("list item", "sour", marker="3.", level=2), "  3. sour"),
        (block("footnote", "see there", marker="1"), "[1] see there"),
        (block("caption", "Figure 1"), "*Figure 1*"),
        (block("note", "say hello"), "> say hello"),
        (block("code", "a\n  b"), "```\na\n  b\n```"),
        (block("code", "```"), "````\n```\n````"),
        (block("header", "Report"), ""),
        (block("footer", "7"), ""),
        (block("picture"), "*[picture]*"),
    ],
)
def test_blocks(made, markdown):
    assert block_markdown(made) == markdown


def test_list_items_stand_close_and_all_else_apart():
    items = [block("paragraph", "buy"), block("list item", "a"), block("list item", "b"),
             block("footer", "7"), block("paragraph", "end")]  # fmt: skip
    content = PageContent(0, 600, 800, tuple(items), "text")
    assert page_markdown(content) == "buy\n\n- a\n- b\n\nend"


def test_tables_keep_pipes_and_join_head_rows():
    rows = (("", "Calls"), ("Line", "2024"), ("A|B", "1\n2"))
    table = Table("t", (HERE,), rows, header_rows=2)
    assert table_markdown(table) == "| Line | Calls 2024 |\n| --- | --- |\n| A\\|B | 1 2 |"


def test_chart_rows_name_what_could_not_be_read_by_nothing():
    chart = Chart("c", HERE, "column", ("Q1", "Q2"), (Series("", (38.0, None)),), "vector")
    assert chart_rows(chart) == [["", "Series 1"], ["Q1", "38"], ["Q2", ""]]
    points = (Series("s", (1.5, 2.0), (0.1, 0.2)),)
    scatter = Chart("c", HERE, "scatter", (), points, "native")
    assert chart_rows(scatter) == [["Series", "x", "y"], ["s", "0.1", "1.5"], ["s", "0.2", "2"]]


@pytest.mark.parametrize(
    ("value", "text"), [(None, ""), (0.1 + 0.2, "0.3"), (1234567.0, "1234567"), (-5.0, "-5")]
)
def test_numbers_have_as_many_digits_as_they_need(value, text):
    assert number(value) == text


def test_the_zip_holds_the_text_and_every_picture():
    content = PageContent(0, 600, 800, (block("picture", "A pier"),), "text")
    cut = []

    def crop(place):
        cut.append(place)
        return b"png"

    archive = zipfile.ZipFile(io.BytesIO(markdown_zip([content], crop)))
    assert archive.namelist() == ["pictures/p1-b1.png", "document.md"]
    assert archive.read("document.md") == b"<!-- page 1 -->\n\n![A pier](pictures/p1-b1.png)\n"
    assert cut == [HERE]


def test_json_holds_every_piece_with_its_box_and_pages_from_one():
    line = Line("18,420", Box(1, 2, 3, 4))
    table = Table("t", (Place(1, HERE.box),), (("a",),), boxes=((None,),), row_pages=(1,))
    blocks = (block("paragraph", "18,420", lines=(line,)), block("table", table=table))
    facts = Facts("a.pdf", "pdf", "abc", 2, (Section("One", 1, 1),))
    record = json.loads(to_json(facts, [PageContent(1, 600, 800, blocks, "text")]))
    assert record["outline"] == [{"title": "One", "level": 1, "page": 2}]
    page = record["content"][0]
    assert page["page"] == 2
    first, second = page["blocks"]
    assert first["box"] == [10, 20, 110, 40.01]
    assert first["lines"] == [{"text": "18,420", "box": [1, 2, 3, 4]}]
    assert second["table"]["rows"] == [["a"]] and second["table"]["row_pages"] == [2]
