import numpy as np
import pytest
from PIL import Image

from model.geometry import Box, Mark, Point, Polygon
from model.messages import Picture
from ui.marks.drawing import draw, label_height, line_width, shown_text
from ui.marks.palette import PAINTS

BLUE = tuple(int(PAINTS[0].line[i : i + 2], 16) for i in (1, 3, 5))


def grey(width=800, height=600):
    return Picture(Image.new("RGB", (width, height), (128, 128, 128)), "digest")


def test_the_copy_has_the_pictures_size_and_the_picture_stays_as_it_was():
    picture = grey(1234, 777)
    drawn = draw(picture, [Mark(Box(100, 100, 300, 200), "a")])
    assert drawn.size == (1234, 777) and drawn.mode == "RGB"
    assert picture.pixels.getcolors() == [(1234 * 777, (128, 128, 128))]
    assert len(drawn.getcolors(10_000) or []) > 2


def test_what_is_shown_small_gets_larger_labels_and_lines():
    assert label_height((800, 600), 0.25) * 0.25 >= 15 and line_width((800, 600), 0.25) == 6
    picture = grey()
    blue = [
        (np.asarray(draw(picture, [Mark(Box(300, 200, 500, 400), "1")], scale)) == BLUE).all(axis=2)
        for scale in (1.0, 0.25)
    ]
    assert blue[1].sum() > 2 * blue[0].sum()


def test_nothing_to_draw_changes_nothing():
    assert draw(grey(), []).getcolors() == [(480_000, (128, 128, 128))]


def test_a_boxs_line_lies_on_its_edges():
    pixels = np.asarray(draw(grey(), [Mark(Box(100, 200, 301, 401))]))
    for x, y in ((100, 300), (300, 300), (200, 200), (200, 400)):
        assert tuple(pixels[y, x]) == BLUE
    assert tuple(pixels[300, 200]) == (128, 128, 128)


def test_a_point_and_a_polygon_are_drawn_where_they_are():
    drawn = draw(
        grey(),
        [Mark(Point(400, 300)), Mark(Polygon((Point(50, 50), Point(150, 50), Point(100, 150))))],
    )
    pixels = np.asarray(drawn).astype(int)
    blue = np.abs(pixels - BLUE).sum(axis=2) < 30
    assert blue[292:309, 392:409].any() and blue[49:52, 90:110].any()
    assert not blue[450:, :].any()


@pytest.mark.parametrize(
    "shape",
    [
        Box(-50, -50, 5000, 5000),
        Box(300, 300, 100, 100),
        Box(10, 10, 10, 10),
        Box(799, 599, 800, 600),
        Point(0, 0),
        Point(800, 600),
        Polygon((Point(5, 5),)),
        Polygon((Point(-10, -10), Point(900, -10), Point(900, 900))),
        Polygon((Point(2000, 2000), Point(2100, 2000), Point(2000, 2100))),
    ],
)
def test_odd_shapes_are_drawn_without_complaint(shape):
    assert draw(grey(), [Mark(shape, "odd")]).size == (800, 600)


@pytest.mark.parametrize(
    "label", ["登录", "Кнопка", "émü", "한국어", "\u202e\x00\n", "😀", "x" * 500]
)
def test_any_label_can_be_drawn(label):
    assert draw(grey(60, 40), [Mark(Box(5, 5, 30, 30), label)]).size == (60, 40)


def test_a_label_is_one_line_of_bearable_length_or_the_number():
    assert shown_text(Mark(Point(0, 0), " a\n b\t"), 3) == "a b"
    assert shown_text(Mark(Point(0, 0), " \n"), 3) == "3"
    assert len(shown_text(Mark(Point(0, 0), "x" * 99), 3)) == 40
