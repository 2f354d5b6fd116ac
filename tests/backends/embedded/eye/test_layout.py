import pytest

from model.backends.embedded.eye.layout import reading_order
from model.geometry import Box


def line(x: float, y: float, width: float, height: float = 16) -> Box:
    return Box(x, y, x + width, y + height)


LEFT = [line(20, 100 + 24 * row, 300) for row in range(6)]
RIGHT = [line(380, 106 + 25 * row, 300) for row in range(6)]
ALIGNED = [line(380, 100 + 24 * row, 300) for row in range(6)]
TABLE = [line(x, 100 + 30 * row, 60) for row in range(5) for x in (20, 200, 380)]
SIDEBAR = [line(10, 80 + 40 * row, 90) for row in range(8)]
CONTENT = [line(200, 84 + 31 * row, 500) for row in range(10)]


@pytest.mark.parametrize(
    "expected",
    [
        [line(10, 10, 50), line(80, 12, 50), line(10, 40, 50)],
        [*LEFT, *RIGHT],
        [*LEFT, *ALIGNED],
        TABLE,
        [line(20, 20, 660, 30), *LEFT, *RIGHT, line(20, 400, 660)],
        [line(10, 10, 80, 24), line(600, 14, 60), *SIDEBAR, *CONTENT],
        [line(10, 10 + 15 * row, 200) for row in range(9)],  # boxes that overlap by a pixel
        [line(10, 10, 50)],
        [],
    ],
    ids=[
        "two rows", "two columns", "two columns on one grid", "a table",
        "columns between headline and foot", "sidebar", "tight lines", "one", "none",
    ],
)  # fmt: skip
def test_reads_as_a_person_would(expected: list[Box]) -> None:
    for shuffled in (expected[::-1], expected[::2] + expected[1::2]):
        assert [shuffled[index] for index in reading_order(shuffled)] == expected


def test_a_thousand_lines_are_no_trouble() -> None:
    boxes = [line(10, 20 * row + row * row / 100, 400) for row in range(1_500)]
    assert reading_order(boxes) == list(range(1_500))
