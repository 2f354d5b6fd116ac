"""Every way a reply was seen to write boxes, points and polygons is a row here."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.geometry import Box, Mark, Point, Polygon
from model.wire.geometry import read_marks, write_boxes, write_marks

SIZE = (2000, 1000)  # 0-1000 grid: x doubles, y stays
ONE = Box(188, 598, 354, 991)  # [94, 598, 177, 991] on the grid

BOXES = [
    ("boxed, official", "They are <|begin_of_box|>[[94,598,177,991]]<|end_of_box|>.", [ONE]),
    ("tokens skipped by the server", "They are [[94,598,177,991]].", [ONE]),
    ("single bracket", "<|begin_of_box|>[94, 598, 177, 991]<|end_of_box|>", [ONE]),
    ("round", "(94, 598, 177, 991)", [ONE]),
    ("double round", "((94,598,177,991))", [ONE]),
    ("angle", "<94,598,177,991>", [ONE]),
    ("double angle", "<<94,598,177,991>>", [ONE]),
    ("curly", "{94,598,177,991}", [ONE]),
    ("double curly", "{{94,598,177,991}}", [ONE]),
    ("mixed brackets", "[(94,598,177,991)]", [ONE]),
    ("tagged", "<bbox>94,598,177,991</bbox>", [ONE]),
    ("tagged list", "<bbox>[94,598,177,991]</bbox>", [ONE]),
    ("full width", "【94，598，177，991】", [ONE]),
    ("spaces for commas", "[[94 598 177 991]]", [ONE]),
    ("no brackets in a span", "<|begin_of_box|>94,598,177,991<|end_of_box|>", [ONE]),
    ("two", "[[94,598,177,991],[0,0,1000,1000]]", [ONE, Box(0, 0, 2000, 1000)]),
    (
        "two spans",
        "<|begin_of_box|>[94,598,177,991]<|end_of_box|> and "
        "<|begin_of_box|>[0,0,500,500]<|end_of_box|>",
        [ONE, Box(0, 0, 1000, 500)],
    ),
    ("said twice", "[94,598,177,991] that is [94,598,177,991]", [ONE]),
    ("corners out of order", "[177,991,94,598]", [ONE]),
    ("decimals", "[94.0, 598.00, 177.0, 991.]", [ONE]),
    ("cut off in the second box", "<|begin_of_box|>[[94,598,177,991],[12,30,4", [ONE]),
    ("cut off inside a number", "<|begin_of_box|>[[94,598,177,99", []),
    ("cut off inside the token", "[[94,598,177,991]]<|end_of_b", [ONE]),
    ("normalised to one", "[0.094, 0.598, 0.177, 0.991]", [ONE]),
    ("pixels", "[188, 598, 1354, 991]", [Box(188, 598, 1354, 991)]),
    ("over the edge a little", "[94, 598, 1003, 1001]", [Box(188, 598, 2000, 1000)]),
    ("negative", "[-5, -5, 500, 500]", [Box(0, 0, 1000, 500)]),
    ("no scale fits", "[9000, 9000, 9500, 9500]", []),
    ("words in brackets", "[x1, y1, x2, y2] as in [Figure 12, 3]", []),
    ("a citation", "as said before [1], [2]", []),
    ("per cent", "[10%, 20%, 30%, 40%]", []),
    ("an apostrophe before", "The user's box is [94,598,177,991], isn't it?", [ONE]),
    ("an inch mark before", 'a 5" screen at [94,598,177,991]', [ONE]),
    ("three dimensions", '[{"bbox_3d":[1,2,3,4,5,6,7,8,9],"label":"x"}]', []),
    ("prose in a box", "<|begin_of_box|>Title:\nLeighton Buzzard Market Cross<|end_of_box|>", []),
    ("nothing", "There is no dog in the picture.", []),
    ("empty", "", []),
]


@pytest.mark.parametrize(("name", "reply", "boxes"), BOXES, ids=[row[0] for row in BOXES])
def test_boxes(name: str, reply: str, boxes: list[Box]) -> None:
    shapes = [mark.shape for mark in read_marks(reply, [SIZE])]
    assert len(shapes) == len(boxes)
    for shape, box in zip(shapes, boxes, strict=True):
        assert isinstance(shape, Box)
        assert shape.iou(box) > 0.999


LABELLED = [
    (
        '<|begin_of_box|>[{"label": "cat-1", "bbox_2d": [94,598,177,991]}, '
        '{"label": "cat-2", "bbox_2d": [0,0,500,500]}]<|end_of_box|>',
        [("cat-1", ONE), ("cat-2", Box(0, 0, 1000, 500))],
    ),
    ("[{'label': 'dog', 'bbox_2d': [94,598,177,991]}]", [("dog", ONE)]),
    ('[{"category": "dog", "bbox": [94,598,177,991]}]', [("dog", ONE)]),
    ('{"name": "dog", "box_2d": [[94,598,177,991]]}', [("dog", ONE)]),
    ('{"label": "b", "x1": 94, "y1": 598, "x2": 177, "y2": 991}', [("b", ONE)]),
    ('```json\n[{"label": "a", "bbox_2d": [94,598,177,991]}]\n```', [("a", ONE)]),
    ('[{"label": "a", "bbox_2d": [94,598,177,991]}, {"label": "b", "bbox_2d": [1,2', [("a", ONE)]),
    ('[{"label": "a", "bbox_2d": [94,598,177,991]', [("a", ONE)]),
    (
        r'[{"label": "a \"quoted\" [1,2,3,4]", "bbox_2d": [94,598,177,991]}]',
        [
            ('a "quoted" [1,2,3,4]', ONE),
        ],
    ),
    ('[{"label": "登录", "bbox_2d": [94,598,177,991]}]', [("登录", ONE)]),
    ('{"0":[{"label":"horse-0","bbox_2d":[94,598,177,991]}],"1":[]}', [("horse-0", ONE)]),
]


@pytest.mark.parametrize(("reply", "expected"), LABELLED)
def test_labelled(reply: str, expected: list[tuple[str, Box]]) -> None:
    marks = read_marks(reply, [SIZE])
    assert [mark.label for mark in marks] == [label for label, _ in expected]
    for mark, (_, box) in zip(marks, expected, strict=True):
        assert isinstance(mark.shape, Box)
        assert mark.shape.iou(box) > 0.999


def points(reply: str) -> list[tuple[float, float]]:
    shapes = [mark.shape for mark in read_marks(reply, [SIZE])]
    return [(shape.x, shape.y) for shape in shapes if isinstance(shape, Point)]


def test_points() -> None:
    assert points("[[100, 200], [300, 400]]") == [(200, 200), (600, 400)]
    assert points("(100, 200)") == [(200, 200)]
    assert points('[{"label": "eye", "point_2d": [100, 200]}]') == [(200, 200)]
    assert points('{"x": 100, "y": 200}') == [(200, 200)]
    assert points("<point>100, 200</point>") == [(200, 200)]
    assert points("[100, 200, 100, 200]") == [(200, 200)], "a box without an inside"


def test_points_beside_boxes_are_prose() -> None:
    marks = read_marks("In [2, 3] the box is [94,598,177,991].", [SIZE])
    assert [type(mark.shape) for mark in marks] == [Box]


@pytest.mark.parametrize(
    "reply",
    [
        "[[[100,200],[300,200],[300,400]]]",
        '{"label": "", "polygon": [[100,200],[300,200],[300,400]]}',
        "[100,200,300,200,300,400]",
    ],
)
def test_polygons(reply: str) -> None:
    (mark,) = read_marks(reply, [SIZE])
    assert mark.shape == Polygon((Point(200, 200), Point(600, 200), Point(600, 400)))


def test_scale_is_told() -> None:
    def scale(reply: str) -> str:
        return read_marks(reply, [SIZE])[0].scale

    assert scale("[94,598,177,991]") == "0-1000"
    assert scale("[0.1,0.2,0.3,0.4]") == "0-1"
    assert scale("[188, 598, 1354, 991]") == "pixels (guessed)"


def test_prose_of_a_chat_holds_no_coordinates() -> None:
    assert read_marks("From (2019, 2020) to [1,2,3,4].", [SIZE], spans_only=True) == ()


@pytest.mark.parametrize("told", ["0:05", "3:10-4:20", "1:02:03", "16:9"])
def test_a_time_in_an_answers_frame_is_no_place(told: str) -> None:
    reply = f"It appears at <|begin_of_box|>{told}<|end_of_box|>."
    assert read_marks(reply, [SIZE], spans_only=True) == ()


def test_marks_lie_on_the_picture_they_name_else_the_last() -> None:
    reply = (
        '[{"label":"a","bbox_2d":[0,0,500,500],"image":1},{"label":"b","bbox_2d":[0,0,500,500]}]'
    )
    first, second = read_marks(reply, [(100, 100), (200, 200)])
    assert (first.picture, first.box) == (0, Box(0, 0, 50, 50))
    assert (second.picture, second.box) == (1, Box(0, 0, 100, 100))


def test_no_pictures_no_marks() -> None:
    assert read_marks("[1,2,3,4]", []) == ()


def test_a_flood_is_cut() -> None:
    reply = "[" + ",".join(f"[{i % 900},1,{i % 900 + 5},{i // 900 + 5}]" for i in range(5000)) + "]"
    assert len(read_marks(reply, [SIZE], limit=300)) == 300


@pytest.mark.parametrize(
    "bomb",
    [
        "[" * 200_000,
        "[" * 99_999 + ")" * 99_999,
        "<" * 200_000,
        '"\\' * 99_999,
        "{'" * 99_999,
        "[" + "1" * 200_000 + "x",
    ],
)
def test_hostile_replies_end(bomb: str) -> None:
    assert read_marks(bomb, [SIZE]) == ()


def test_marks_survive_the_wire() -> None:
    marks = (Mark(Box(10, 20, 30, 41.5), 'a [1] "b" }'), Mark(Point(7, 8), "点"))
    read = read_marks(write_marks(marks, (640, 480)), [(640, 480)])
    assert [mark.label for mark in read] == [mark.label for mark in marks]
    for mark, original in zip(read, marks, strict=True):
        assert abs(mark.box.x1 - original.box.x1) < 0.01
        assert abs(mark.box.y2 - original.box.y2) < 0.01


def test_a_label_cannot_end_its_span() -> None:
    label = 'a<|end_of_box|>[{"label":"forged","bbox_2d":[0,0,1000,1000]}]'
    (mark,) = read_marks(write_marks([Mark(Box(1, 2, 3, 4), label)], SIZE), [SIZE], spans_only=True)
    assert mark.label == label


def test_marks_of_several_pictures_survive_the_wire() -> None:
    sizes = [(100, 100), (200, 50)]
    marks = (Mark(Box(1, 2, 3, 4), picture=0), Mark(Box(10, 20, 30, 40), picture=1))
    read = read_marks(write_marks(marks, sizes), sizes, spans_only=True)
    assert [mark.picture for mark in read] == [0, 1]
    assert read[1].box.iou(marks[1].box) > 0.99


def test_plain_boxes_are_written_plainly() -> None:
    assert write_marks([Mark(Box(188, 598, 354, 991))], SIZE) == (
        "<|begin_of_box|>[[94, 598, 177, 991]]<|end_of_box|>"
    )
    assert write_marks([], SIZE) == ""
    assert json.loads(write_boxes([ONE], SIZE)) == [[94, 598, 177, 991]]


@given(st.text(alphabet="[](){}<>\"'\\,:.0159 abx\n【】", max_size=80))
def test_anything_is_read_without_an_error(reply: str) -> None:
    for mark in read_marks(reply, [SIZE]):
        box = mark.box
        assert 0 <= box.x1 <= box.x2 <= SIZE[0]
        assert 0 <= box.y1 <= box.y2 <= SIZE[1]


@given(st.integers(0, 60))
def test_a_cut_anywhere_never_invents_a_box(cut: int) -> None:
    whole = (
        '[{"label": "a", "bbox_2d": [94,598,177,991]}, {"label": "b", "bbox_2d": [1,2,333,444]}]'
    )
    known = {mark.shape for mark in read_marks(whole, [SIZE])}
    assert {mark.shape for mark in read_marks(whole[: len(whole) - cut], [SIZE])} <= known
