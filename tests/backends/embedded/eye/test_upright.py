import numpy
import pytest

from model.backends.embedded.eye.find_text import Strip
from model.backends.embedded.eye.upright import Quarter, lies_on_its_side, skew, turn, turn_back
from model.geometry import Box


@pytest.mark.parametrize("quarter", [0, 90, 180, 270])
def test_boxes_turn_back_to_where_they_were(quarter: Quarter) -> None:
    rgb = numpy.zeros((40, 70, 3), numpy.uint8)
    rgb[10:14, 20:50] = 255
    rows, columns = numpy.nonzero(turn(rgb, quarter)[:, :, 0])
    found = Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    assert turn_back(found, quarter, 70, 40) == Box(20, 10, 50, 14)


def strip(width: float, height: float, angle: float = 0) -> Strip:
    return Strip(100, 100, width, height, angle, 0.9)


@pytest.mark.parametrize(
    ("strips", "expected"),
    [
        ([], False),
        ([strip(200, 20)] * 3, False),
        ([strip(20, 200)] * 3, True),
        ([strip(20, 200), *[strip(200, 20)] * 3], False),
        ([strip(20, 20)] * 9, False),
    ],
    ids=["none", "level", "up", "one label", "squares"],
)
def test_text_running_up_tells_a_scan_on_its_side(strips: list[Strip], expected: bool) -> None:
    assert lies_on_its_side(strips) is expected


def test_skew_is_that_of_the_long_lines() -> None:
    lines = [strip(300, 20, 4.0), strip(280, 20, 4.2), strip(260, 20, 3.9), strip(20, 18, -40)]
    assert skew(lines) == 4.0
    assert skew([]) == 0.0


def test_corners_go_round_the_text_clockwise() -> None:
    level = strip(40, 10).corners.round(3).tolist()
    assert level == [[80, 95], [120, 95], [120, 105], [80, 105]]
    upwards = strip(40, 10, -90).corners.round(3).tolist()
    assert upwards == [[95, 120], [95, 80], [105, 80], [105, 120]]
