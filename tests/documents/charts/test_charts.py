"""Charts drawn with known values, read back from the drawing."""

import math
from typing import Any

import pytest

from model.documents.charts import find_charts
from model.documents.charts.axes import figure
from model.documents.parts import Chart
from model.media.pdf.file import open_pdf
from model.settings import Settings
from tests.documents.pages import lines, pdf

RED, BLUE = (0.8, 0.1, 0.1), (0.1, 0.2, 0.7)
BASE, TALL = 400.0, 200.0
NAMES = ("North", "East", "South", "West")
FIRST, SECOND = (12.0, 47.5, 30.0, 81.0), (55.0, 20.0, 66.0, 9.5)


def charts(draw: Any) -> list[Chart]:
    settings = Settings()
    with open_pdf(pdf(draw), "t.pdf", settings) as opened:
        return find_charts(opened, 0, opened.text(0))


def height(value: float) -> float:
    return BASE - TALL * value / 100


def axis(page: Any) -> None:
    for value in range(0, 101, 20):
        text = str(value)
        page.insert_text((95 - 5.6 * len(text), height(value) + 3.5), text, fontsize=10)
        page.draw_line((100, height(value)), (480, height(value)), color=(0.8, 0.8, 0.8), width=0.5)


def columns(page: Any) -> None:
    axis(page)
    page.insert_text((150, 180), "Rain by quarter of the town", fontsize=12)
    for index, name in enumerate(NAMES):
        left = 120 + 90 * index
        for shift, value, color in ((0, FIRST[index], RED), (30, SECOND[index], BLUE)):
            box = (left + shift, height(value), left + shift + 30, BASE)
            page.draw_rect(box, color=None, fill=color)
        page.insert_text((left + 15, BASE + 14), name, fontsize=10)
    for y, name, color in ((220, "Spring", RED), (236, "Autumn", BLUE)):
        page.draw_rect((400, y, 408, y + 8), color=None, fill=color)
        page.insert_text((412, y + 8), name, fontsize=9)


def test_columns_are_measured_on_their_axis() -> None:
    (chart,) = charts(columns)
    assert chart.kind == "column" and chart.origin == "vector" and not chart.exact
    assert chart.categories == NAMES
    assert [series.name for series in chart.series] == ["Spring", "Autumn"]
    for series, truth in zip(chart.series, (FIRST, SECOND), strict=True):
        assert [value for value in series.values if value is not None] == pytest.approx(
            truth, abs=0.3
        )
    assert chart.title == "Rain by quarter of the town"


def test_what_is_drawn_back_comes_from_the_values() -> None:
    (chart,) = charts(columns)
    for series, boxes in zip(chart.series, chart.drawn, strict=True):
        for value, box in zip(series.values, boxes, strict=True):
            assert value is not None
            assert box.y1 == pytest.approx(height(value), abs=0.6)
            assert box.y2 == pytest.approx(BASE, abs=0.6)


def test_stacked_columns_are_told_apart() -> None:
    def draw(page: Any) -> None:
        axis(page)
        for index, name in enumerate(NAMES):
            left, low = 120 + 90 * index, (10.0, 20.0, 30.0, 40.0)[index]
            page.draw_rect((left, height(low), left + 30, BASE), color=None, fill=RED)
            page.draw_rect((left, height(low + 25), left + 30, height(low)), color=None, fill=BLUE)
            page.insert_text((left, BASE + 14), name, fontsize=10)

    (chart,) = charts(draw)
    values = [[value for value in series.values if value is not None] for series in chart.series]
    assert values[0] == pytest.approx([10, 20, 30, 40], abs=0.3)
    assert values[1] == pytest.approx([25] * 4, abs=0.3)


def test_bars_without_an_axis_take_their_printed_figures() -> None:
    def draw(page: Any) -> None:
        for index, name in enumerate(NAMES):
            top = 100 + 24 * index
            page.draw_rect((120, top, 120 + 3 * FIRST[index], top + 14), color=None, fill=RED)
            page.insert_text((124 + 3 * FIRST[index], top + 11), str(FIRST[index]), fontsize=10)
            page.insert_text((70, top + 11), name, fontsize=10)

    (chart,) = charts(draw)
    assert (chart.kind, chart.categories) == ("bar", NAMES)
    assert chart.series[0].values == FIRST
    assert "no axis" in chart.notes[0]


def test_bars_without_any_figure_are_left_a_picture() -> None:
    def draw(page: Any) -> None:
        for index, value in enumerate(FIRST):
            page.draw_rect((120, 100 + 24 * index, 120 + 3 * value, 114 + 24 * index), fill=RED)

    assert charts(draw) == []


def test_lines_are_read_at_their_points() -> None:
    def draw(page: Any) -> None:
        axis(page)
        for index, year in enumerate(range(2001, 2005)):
            page.insert_text((120 + 90 * index - 11, BASE + 14), str(year), fontsize=10)
        for values, color in ((FIRST, RED), (SECOND, BLUE)):
            points = [(120 + 90 * i, height(value)) for i, value in enumerate(values)]
            page.draw_polyline(points, color=color, width=1.5)

    (chart,) = charts(draw)
    assert chart.kind == "line"
    assert chart.categories == ("2001", "2002", "2003", "2004")
    for series, truth in zip(chart.series, (FIRST, SECOND), strict=True):
        assert [value for value in series.values if value is not None] == pytest.approx(
            truth, abs=0.3
        )


def test_a_pie_is_measured_by_its_angles() -> None:
    shares = (50.0, 30.0, 20.0)

    def draw(page: Any) -> None:
        angle = 0.0
        for share, name, color in zip(shares, "ABC", (RED, BLUE, (0.2, 0.7, 0.2)), strict=True):
            turn = 2 * math.pi * share / 100
            start = (300 + 80 * math.sin(angle), 300 - 80 * math.cos(angle))
            shape = page.new_shape()
            shape.draw_sector((300, 300), start, -math.degrees(turn))
            shape.finish(fill=color, color=None)
            shape.commit()
            middle = angle + turn / 2
            page.insert_text(
                (297 + 95 * math.sin(middle), 303 - 95 * math.cos(middle)),
                f"Part {name}",
                fontsize=8,
            )
            angle += turn

    (chart,) = charts(draw)
    assert chart.kind == "pie" and chart.unit == "%"
    assert chart.series[0].values == pytest.approx(shares, abs=0.2)
    assert chart.categories == ("Part A", "Part B", "Part C")


def test_shaded_rows_of_a_table_are_no_bars() -> None:
    def draw(page: Any) -> None:
        for index in range(6):
            page.draw_rect((80, 100 + 20 * index, 400, 110 + 20 * index), fill=(0.9, 0.9, 1))
            page.insert_text((90, 108 + 20 * index), f"Row {index}", fontsize=9)
            page.insert_text((370, 108 + 20 * index), str(7 * index), fontsize=9)

    assert charts(draw) == []


def test_text_alone_has_no_charts() -> None:
    assert charts(lines("1 2 3 4 5", "10 20 30 40 50", "a b c")) == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1,200", (1200.0, "")),
        ("-5.5", (-5.5, "")),
        ("12%", (12.0, "%")),
        ("$40", (40.0, "$")),
        ("(3)", (-3.0, "")),
        ("1.5", (1.5, "")),
        ("2,5", (2.5, "")),
        ("abc", None),
        ("12 apples", None),
    ],
)
def test_figures_of_an_axis(text: str, read: tuple[float, str] | None) -> None:
    assert figure(text) == read


def signed(page: Any) -> None:
    for value in range(-40, 61, 20):
        text = str(value)
        page.insert_text((95 - 5.6 * len(text), height(value) + 3.5), text, fontsize=10)
    page.draw_line((100, height(0)), (480, height(0)), width=0.7)


def test_bars_below_zero_are_read_as_such() -> None:
    truth = (12.0, -30.0, 45.5, -8.5)

    def draw(page: Any) -> None:
        signed(page)
        for index, (name, value) in enumerate(zip(NAMES, truth, strict=True)):
            left = 120 + 90 * index
            low, high = sorted((height(value), height(0)))
            page.draw_rect((left, low, left + 30, high), color=None, fill=RED)
            page.insert_text((left, height(-40) + 18), name, fontsize=10)

    (chart,) = charts(draw)
    assert chart.categories == NAMES and not chart.notes
    assert chart.series[0].values == pytest.approx(truth, abs=0.3)
    boxes = chart.drawn[0]
    assert boxes[1].y1 == pytest.approx(height(0), abs=0.6)
    assert boxes[1].y2 == pytest.approx(height(-30), abs=0.6)


def test_stacks_that_go_both_ways_are_told_apart() -> None:
    up, more, down = (12.0, 30.0, 20.0, 8.0), (10.0, 12.0, 15.0, 9.0), (-20.0, -5.0, -30.0, -15.0)

    def draw(page: Any) -> None:
        signed(page)
        for index, name in enumerate(NAMES):
            left, top = 120 + 90 * index, up[index]
            for low, high, color in (
                (0.0, top, RED),
                (top, top + more[index], BLUE),
                (down[index], 0.0, (0.1, 0.6, 0.2)),
            ):
                page.draw_rect((left, height(high), left + 30, height(low)), color=None, fill=color)
            page.insert_text((left, height(-40) + 18), name, fontsize=10)

    (chart,) = charts(draw)
    assert chart.categories == NAMES
    for series, truth in zip(chart.series, (up, more, down), strict=True):
        assert series.values == pytest.approx(truth, abs=0.3)


def powers(page: Any) -> None:
    for power in range(5):
        y = BASE - 50 * power
        page.insert_text((80, y + 3.5), "10", fontsize=10)
        page.insert_text((91.2, y - 1), str(power), fontsize=6)


def test_raised_figures_are_powers_and_the_axis_is_called_logarithmic() -> None:
    truth = (10.0, 100.0, 5000.0, 2.0)

    def draw(page: Any) -> None:
        powers(page)
        for index, (name, value) in enumerate(zip(NAMES, truth, strict=True)):
            left = 120 + 90 * index
            top = BASE - 50 * math.log10(value)
            page.draw_rect((left, top, left + 30, BASE), color=None, fill=RED)
            page.insert_text((left, BASE + 14), name, fontsize=10)

    (chart,) = charts(draw)
    assert chart.series[0].values == pytest.approx(truth, rel=0.05)
    assert "logarithmic" in chart.notes[0]


def test_a_factor_at_the_axis_end_multiplies_its_figures() -> None:
    def draw(page: Any) -> None:
        columns(page)
        page.insert_text((90, height(100) - 14), "1e6", fontsize=10)

    (chart,) = charts(draw)
    values = [value for value in chart.series[0].values if value is not None]
    assert values == pytest.approx([1e6 * value for value in FIRST], rel=0.02)


def test_charts_side_by_side_keep_to_their_own_axes() -> None:
    def draw(page: Any) -> None:
        for shift, most in ((0, 100), (240, 50)):
            for value in range(0, most + 1, most // 5):
                text = str(value)
                y = BASE - TALL * value / most
                page.insert_text((75 + shift - 5.6 * len(text), y + 3.5), text, fontsize=10)
            for index, name in enumerate(NAMES):
                left = 90 + shift + 35 * index
                top = BASE - TALL * 0.2 * (index + 1)
                page.draw_rect((left, top, left + 20, BASE), color=None, fill=RED)
                page.insert_text((left, BASE + 14), name[:2], fontsize=8)

    one, other = charts(draw)
    assert one.series[0].values == pytest.approx((20, 40, 60, 80), abs=0.4)
    assert other.series[0].values == pytest.approx((10, 20, 30, 40), abs=0.3)
    assert one.categories == other.categories == ("No", "Ea", "So", "We")
    assert not one.notes and not other.notes


def test_a_second_axis_is_said() -> None:
    def draw(page: Any) -> None:
        columns(page)
        for value in range(0, 11, 2):
            page.insert_text((490, height(10 * value) + 3.5), str(value), fontsize=10)

    (chart,) = charts(draw)
    assert any("second axis, from 0 to 10" in note for note in chart.notes)


def test_a_histogram_is_one_series_over_its_bins() -> None:
    counts = (3.0, 8.0, 40.0, 66.0, 51.0, 20.0, 9.0, 2.0)

    def draw(page: Any) -> None:
        axis(page)
        for index, count in enumerate(counts):
            left = 120 + 40 * index
            page.draw_rect((left, height(count), left + 40, BASE), color=None, fill=BLUE)
        for number in range(5):
            page.insert_text((117 + 80 * number, BASE + 14), str(number), fontsize=10)

    (chart,) = charts(draw)
    assert len(chart.series) == 1 and chart.series[0].values == pytest.approx(counts, abs=0.3)
    edges = [float(edge) for edge in chart.categories[1].split(" to ")]
    assert edges == pytest.approx((0.5, 1), abs=0.02) and not chart.notes


def test_bars_of_a_cut_axis_end_at_its_foot() -> None:
    def draw(page: Any) -> None:
        axis(page)
        page.draw_line((100, BASE), (480, BASE), width=0.7)
        for index, name in enumerate(NAMES):
            left = 120 + 90 * index
            page.draw_rect((left, height(FIRST[index]), left + 30, BASE + 60), fill=RED)
            page.insert_text((left, BASE + 14), name, fontsize=10)

    (chart,) = charts(draw)
    assert chart.categories == NAMES
    assert chart.series[0].values == pytest.approx(FIRST, abs=0.4)
    assert all(box.y2 == pytest.approx(BASE, abs=0.6) for box in chart.drawn[0])


def test_floating_bars_are_said_to_be_unread() -> None:
    def draw(page: Any) -> None:
        axis(page)
        for index, name in enumerate(NAMES):
            left = 110 + 60 * index
            page.draw_rect((left, height(FIRST[index]), left + 30, BASE), color=None, fill=RED)
            page.insert_text((left, BASE + 14), name, fontsize=10)
        page.draw_rect((200, height(60), 230, height(52)), color=None, fill=BLUE)

    (chart,) = charts(draw)
    assert any("1 more bar stands" in note for note in chart.notes)


@pytest.mark.parametrize(
    ("text", "read"), [("10^3", (1000.0, "")), ("10^-2", (0.01, "")), ("2^5", (32.0, ""))]
)
def test_powers_are_figures(text: str, read: tuple[float, str]) -> None:
    assert figure(text) == read
