"""Own tables and charts found on pages that another program drew, here a PDF that stands for it."""

import stat
from pathlib import Path

import pytest

from model.documents.office.chart_drawing import draw_chart
from model.documents.office.chart_parts import chart_of
from model.documents.office.convert import convert
from model.documents.office.docx import APPROXIMATE
from model.geometry import Box, Point
from model.media.office.package import open_package
from model.media.pdf.writing import PageMaker
from model.settings import Settings
from tests.documents.office.office_files import (
    chart_frame,
    page_break,
    paragraph,
    picture,
    save_docx,
    table,
)

ROWS = [["Name", "A"], ["Amount", "7"], ["North", "12"]]


def office(folder: Path, pdf: bytes) -> Settings:
    """A program that gives ``pdf`` for every document."""
    (folder / "made.pdf").write_bytes(pdf)
    program = folder / "soffice"
    program.write_text(
        '#!/bin/sh\nwhile [ "$1" != --outdir ]; do shift; done\n'
        f'mkdir -p "$2" && cp {folder}/made.pdf "$2/document.pdf"\n'
    )
    program.chmod(program.stat().st_mode | stat.S_IEXEC)
    return Settings(soffice=str(program))


@pytest.fixture
def made(tmp_path):
    path = save_docx(
        tmp_path / "a.docx",
        paragraph("Report", "Heading1")
        + paragraph("A Name and an Amount stand here too.")
        + page_break()
        + paragraph("The table follows.")
        + table(ROWS)
        + picture("rPic", "a field")
        + chart_frame("rChart", "a chart"),
    )
    package = open_package(path, "a.docx", Settings())
    chart = chart_of(package, "word/charts/chart1.xml", {}, Settings())
    assert chart is not None
    with PageMaker() as maker:
        maker.new_page(600, 800)
        maker.text(Point(50, 60), "Report", 20)
        maker.text(Point(50, 90), "A Name and an Amount stand here too.", 11)
        maker.new_page(600, 800)
        maker.text(Point(50, 60), "The table follows.", 11)
        for row, line in enumerate(ROWS):
            for column, words in enumerate(line):
                maker.text(Point(50 + 200 * column, 100 + 20 * row), words, 11)
        draw_chart(maker, Box(60, 300, 360, 480), chart)
        pdf = maker.save()
    return convert(path, "docx", office(tmp_path, pdf))


def test_tables_are_found_after_words_that_are_like_theirs(made):
    (found,) = made.tables
    assert found.places[0].page == 1
    assert found.rows == tuple(map(tuple, ROWS))
    tops = [row[0].y1 for row in found.boxes]
    assert tops == sorted(tops)
    assert tops[1] - tops[0] == pytest.approx(20, abs=1)
    assert all(row[1] is None or row[1].x1 > 200 for row in found.boxes)


def test_a_chart_stands_in_its_frame(made):
    (chart,) = made.charts
    assert chart.place.page == 1
    box = chart.place.box
    assert (box.x1, box.y1, box.x2, box.y2) == pytest.approx((60, 300, 360, 480), abs=1)
    assert chart.series[0].values == (10.0, 20.5, 30.0)


def test_headings_and_alternative_texts_have_pages(made):
    assert [(section.title, section.page) for section in made.sections] == [("Report", 0)]
    assert made.alt_texts == {1: ("a field", "a chart")}
    assert made.approximate != APPROXIMATE


def test_a_chart_that_is_not_on_the_pages_says_so(tmp_path):
    path = save_docx(tmp_path / "a.docx", chart_frame("rChart"))
    with PageMaker() as maker:
        maker.new_page(600, 800)
        pdf = maker.save()
    (chart,) = convert(path, "docx", office(tmp_path, pdf)).charts
    assert chart.place.box == Box(0, 0, 600, 800)
    assert chart.notes[-1].startswith("Where it stands on the page is not known")
