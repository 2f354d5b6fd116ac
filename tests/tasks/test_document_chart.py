"""A chart in the wire format, from whoever wrote it."""

import json

import pytest

from model.geometry import Box
from model.tasks.document import Consult, Wanted, read
from model.tasks.document_chart import ToldChart, ToldSeries, read_chart, write_chart


def test_what_is_written_is_read_again() -> None:
    row = ToldSeries("a", (1.5, None), (), ("printed", "measured"), (Box(0, 0, 0.5, 1), None))
    chart = ToldChart("column", ("x", "y"), (row,), "T", "%", (0.0, 10.0), 2.0, ("A note.",))
    assert read_chart(write_chart(chart)) == chart


@pytest.mark.parametrize(
    "reply",
    [
        "", "I see a dog.", '{"kind": "none"}', '{"kind": "None", "series": [{"values": [1]}]}',
        "NOT FOUND\nThere is none.", "[]", "[1, 2]", '{"series": 3}', '{"series": []}',
    ],
)  # fmt: skip
def test_no_chart_is_none(reply: str) -> None:
    assert read_chart(reply) is None


def test_a_models_chart_amid_words_is_read() -> None:
    chart = read_chart(
        'Here it is:\n```json\n{"title": "Sales", "kind": "Line", "unit": "$", "axis": [100, 0],'
        '"categories": ["Q1", 2, null], "series": [{"name": "A", "values": ["1,200", 3, null]}]}'
        "\n```\nDone."
    )
    assert chart is not None and chart.kind == "line" and chart.axis == (0, 100)
    assert chart.categories == ("Q1", "2", "") and chart.series[0].values == (1200, 3, None)
    assert not chart.notes


@pytest.mark.parametrize("value", ["NaN", "Infinity", "1e999", '"about 3 or 4"', '"1.2k"', "true"])
def test_what_is_no_number_is_left_out_and_said(value: str) -> None:
    chart = read_chart('{"series": [{"name": "A", "values": [' + value + ", 2]}]}")
    assert chart is not None and chart.series[0].values == (None, 2)
    assert "could not be read as a number" in chart.notes[0]


def test_values_that_match_no_category_are_said() -> None:
    chart = read_chart('{"categories": ["a", "b"], "series": [{"values": [1, 2, 3]}]}')
    assert chart is not None and chart.series[0].values == (1, 2)
    assert chart.notes == ("Row 1 has 3 values for 2 categories.",)


def test_a_scatters_points_are_kept() -> None:
    chart = read_chart('{"kind": "scatter", "series": [{"xs": [1, 2], "values": [3, 4]}]}')
    assert chart is not None and chart.series[0].xs == (1, 2) and not chart.notes


def test_a_huge_reply_is_cut() -> None:
    rows = [{"name": str(at), "values": list(range(3000))} for at in range(200)]
    chart = read_chart(json.dumps({"series": rows}))
    assert chart is not None and len(chart.series) == 40 and len(chart.categories) == 1000


@pytest.mark.parametrize("value", ["NaN", "-Infinity", "1e999", "1" + "0" * 400])
def test_extracted_numbers_beyond_all_bounds_are_no_numbers(value: str) -> None:
    task = Consult("extraction", "", fields=(Wanted("total", type="number"),))
    (found,) = read('{"total": {"value": ' + value + "}}", task).values
    assert found.problem
