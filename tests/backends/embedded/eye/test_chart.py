"""Bar charts of known truth: what is printed is exact, what is measured is near, else nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from model.backends.embedded.eye.bars import find_bars
from model.backends.embedded.eye.chart import Chart, read_chart
from model.backends.embedded.eye.numbers import number_of
from model.backends.embedded.eye.parse import parse
from model.backends.embedded.screen import Screen
from tests.backends.embedded.eye.chart_drawings import STYLES, Style, draw

NEAR = 0.02
"""Share of the axis' range a measured value may be off."""
_BY_NAME = {style.name: style for style in STYLES}
ASSETS = Path(__file__).parents[4] / "assets"


def _read(image: Image.Image) -> Chart | None:
    rgb = np.asarray(image.convert("RGB"))
    return read_chart(rgb, next(step for step in parse(rgb, 1) if isinstance(step, Screen)))


def _values(chart: Chart) -> dict[tuple[str, str], float | None]:
    return {(bar.label, bar.series): bar.value for bar in chart.bars}


@pytest.mark.parametrize(
    "name",
    ["plain", "dark", "two series with legend", "horizontal, no numbers", "JPEG 60",
     "axis from 40"],
)  # fmt: skip
def test_charts_are_read(name: str) -> None:
    style = _BY_NAME[name]
    image, truth = draw(style, 0)
    chart = _read(image)
    assert chart is not None
    found = _values(chart)
    assert set(found) == set(truth.values)
    margin = 0.0 if style.values else NEAR * truth.range
    for key, value in truth.values.items():
        got = found[key]
        assert got is not None and abs(got - value) <= margin, key
    assert all(bar.printed == style.values for bar in chart.bars)
    assert chart.title == truth.title


def test_stacked_bars_give_no_values() -> None:
    image, _ = draw(Style("stacked", values=False, stacked=True), 1)
    chart = _read(image)
    assert chart is not None and chart.look == "stacked"
    assert all(bar.value is None for bar in chart.bars)


def test_without_axis_and_numbers_there_is_no_chart() -> None:
    image, _ = draw(Style("bare", values=False, axis=False, grid=False), 2)
    assert _read(image) is None


@pytest.mark.parametrize("name", ["checkout.png", "dashboard.png", "settings.png", "poster.png"])
def test_pages_are_no_charts(name: str) -> None:
    assert _read(Image.open(ASSETS / name)) is None


def test_equal_rectangles_are_no_bars() -> None:
    image = Image.new("RGB", (600, 300), "white")
    pen = ImageDraw.Draw(image)
    for x in (20, 160, 300, 440):
        pen.rectangle((x, 60, x + 110, 200), (60, 120, 220))
    assert find_bars(np.asarray(image), []) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,200", 1200), ("3.5", 3.5), ("3,5", 3.5), ("45%", 45), ("$1.2k", 1200), ("-7", -7),
     ("−7", -7), ("2万", 20000), ("1.234", 1.234), ("12 000", 12000), ("July", None),
     ("about 12", None), ("", None), ("10³", 1000), ("10⁻²", 0.01)],
)  # fmt: skip
def test_numbers_of_charts(text: str, value: float | None) -> None:
    assert number_of(text) == value
