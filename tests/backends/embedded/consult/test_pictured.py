"""Pictured charts told by the embedded engine: bars, shares, axes; what is no chart is none."""

import pytest
from PIL import Image, ImageDraw, ImageFont

from model.backends.embedded.consult.pictured import told_chart
from model.backends.embedded.see import see
from model.events import Transcript
from model.media.images import picture_of
from model.service import ModelService
from model.settings import Settings
from model.tasks.document import Consult, Excerpt, read
from model.tasks.document_chart import ToldChart, read_chart, write_chart
from tests.backends.embedded.eye.chart_drawings import STYLES, Style, draw

_BY_NAME = {style.name: style for style in STYLES}
FONT = ImageFont.load_default(20)


def told(image: Image.Image) -> ToldChart | None:
    picture = picture_of(image, "chart")
    return told_chart(picture, see(picture))


def blank() -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (760, 520), "white")
    return image, ImageDraw.Draw(image)


def axis(pen: ImageDraw.ImageDraw, *texts: str) -> None:
    for at, text in enumerate(texts):
        pen.text((90, 440 - at * 80), text, "black", FONT, anchor="rm")
    pen.line((100, 90, 100, 440, 720, 440), "black", 2)


def test_printed_bars_are_told_with_where_they_would_be_drawn() -> None:
    image, truth = draw(_BY_NAME["plain"], 0)
    chart = told(image)
    assert chart is not None and chart.kind == "column" and not chart.notes
    (row,) = chart.series
    assert dict(zip(chart.categories, row.values, strict=True)) == {
        label: value for (label, _), value in truth.values.items()
    }
    assert set(row.ways) == {"printed"}
    for box, (x1, y1, x2, y2) in zip(row.boxes, truth.boxes.values(), strict=True):
        assert box is not None
        near = (box.x1 * image.width, box.y1 * image.height, box.x2 * image.width)
        assert near == pytest.approx((x1, y1, x2), abs=5)
        assert box.y2 * image.height == pytest.approx(y2, abs=5)


def test_measured_bars_say_so() -> None:
    image, _ = draw(_BY_NAME["horizontal, no numbers"], 0)
    chart = told(image)
    assert chart is not None and chart.kind == "bar" and chart.axis is not None
    assert set(chart.series[0].ways) == {"measured"} and "measured" in chart.notes[0]


def test_stacked_bars_are_said_to_be_unread() -> None:
    image, _ = draw(Style("stacked", values=False, stacked=True), 0)
    chart = told(image)
    assert chart is not None and not chart.series and "stacked" in chart.notes[0]


def test_a_printed_number_that_its_bar_denies_is_named() -> None:
    image, pen = blank()
    axis(pen, "0", "20", "40", "60", "80")
    for at, (label, value, said) in enumerate(
        [("Oslo", 40, "40"), ("Rome", 60, "60"), ("Lima", 30, "75"), ("Bonn", 50, "50")]
    ):
        x = 160 + 140 * at
        pen.rectangle((x, 440 - value * 4, x + 70, 440), (60, 120, 220))
        pen.text((x + 35, 425 - value * 4), said, "black", FONT, anchor="mm")
        pen.text((x + 35, 465), label, "black", FONT, anchor="mm")
    chart = told(image)
    assert chart is not None
    (note,) = chart.notes
    assert "'Lima'" in note and "Oslo" not in note and "do not agree" in note


def test_a_pie_is_told_by_shares_that_make_a_whole() -> None:
    image, pen = blank()
    pen.pieslice((230, 110, 530, 410), -90, 90, (61, 124, 216))
    pen.pieslice((230, 110, 530, 410), 90, 198, (240, 139, 37))
    pen.pieslice((230, 110, 530, 410), 198, 270, (64, 160, 90))
    for place, text in (
        ((600, 260), "Rent 50%"),
        ((250, 440), "Food 30%"),
        ((190, 140), "Fun 20%"),
    ):
        pen.text(place, text, "black", FONT, anchor="mm")
    chart = told(image)
    assert chart is not None and chart.kind == "pie" and chart.unit == "%"
    shares = dict(zip(chart.categories, chart.series[0].values, strict=True))
    assert shares == {"Rent": 50, "Food": 30, "Fun": 20}


def test_of_a_line_chart_only_the_print_is_told() -> None:
    image, pen = blank()
    axis(pen, "0", "20", "40", "60", "80")
    pen.line(((100, 400), (250, 300), (400, 340), (700, 150)), (200, 30, 30), 3)
    for at, text in enumerate(("Mon", "Tue", "Wed", "Thu")):
        pen.text((150 + 170 * at, 470), text, "black", FONT, anchor="mm")
    chart = told(image)
    assert chart is not None and not chart.series and chart.axis == (0, 80)
    assert "from 0 to 80" in chart.notes[0] and "does not read" in chart.notes[0]
    assert "'Tue'" in chart.notes[-1]


def bars(pen: ImageDraw.ImageDraw) -> None:
    for at, (label, value) in enumerate([("Oslo", 40), ("Rome", 60), ("Lima", 30), ("Bonn", 50)]):
        x = 160 + 130 * at
        pen.rectangle((x, 440 - value * 4, x + 70, 440), (60, 120, 220))
        pen.text((x + 35, 465), label, "black", FONT, anchor="mm")


def test_a_second_axis_and_a_factor_are_said() -> None:
    image, pen = blank()
    axis(pen, "0", "20", "40", "60", "80")
    bars(pen)
    chart = told(image)
    assert chart is not None and len(chart.notes) == 1
    for at, text in enumerate(("0", "1", "2", "3", "4")):
        pen.text((690, 440 - at * 80), text, "black", FONT, anchor="lm")
    pen.text((100, 70), "1e7", "black", FONT, anchor="mm")
    chart = told(image)
    assert chart is not None and "'1e7' stands on the chart" in chart.notes[1]
    assert "two axes" in chart.notes[2] and "from 0 to 80" in chart.notes[2]


def test_powers_read_flat_are_no_axis() -> None:
    image, pen = blank()
    axis(pen, "101", "102", "103", "104")
    pen.line(((100, 400), (250, 300), (700, 150)), (200, 30, 30), 3)
    assert told(image) is None


def test_a_logarithmic_axis_is_called_one() -> None:
    image, pen = blank()
    axis(pen, "1", "10", "100", "1000", "10000")
    pen.line(((100, 400), (250, 300), (700, 150)), (200, 30, 30), 3)
    chart = told(image)
    assert chart is not None and "powers of ten" in chart.notes[0]


def test_tables_and_lists_of_numbers_are_no_charts() -> None:
    image, pen = blank()
    for row in range(8):
        for column, text in enumerate((f"{row + 1}", "item", f"{row * 13 % 7}.50")):
            pen.text((120 + 220 * column, 60 + 50 * row), text, "black", FONT, anchor="lm")
    assert told(image) is None


def test_the_reply_is_in_the_wire_format_and_no_chart_is_not_found() -> None:
    image, _ = blank()
    for picture, found in ((image, False), (draw(_BY_NAME["plain"], 0)[0], True)):
        task = Consult("chart", "", (Excerpt(0, 0, "d1p1", "", picture_of(picture, "x")),))
        transcript = Transcript()
        for event in ModelService(Settings()).stream(task):
            transcript.add(event)
        chart = read_chart(transcript.answer)
        assert (chart is not None) is found is read(transcript.answer, task).found
        if chart is not None:
            assert read_chart(write_chart(chart)) == chart
        else:
            assert "Nothing on this picture shows" in transcript.answer
