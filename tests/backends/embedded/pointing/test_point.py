"""Ground and Inspect from pixels to marks, as the service asks for them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from PIL import Image, ImageDraw, ImageFont

from model.backends.embedded.pointing.point import answer_ground, answer_inspect
from model.errors import InputError
from model.events import Answer, Event, Finished, Notice
from model.geometry import Box, Mark, Point
from model.media.images import open_picture
from model.messages import Picture
from model.settings import Settings
from model.tasks import ground, inspect
from model.tasks.ground import Ground, Kind
from model.tasks.inspect import Inspect

SETTINGS = Settings(ocr_threads=1)
BUTTONS = {"Sign in": Box(40, 220, 180, 264), "Cancel": Box(200, 220, 340, 264)}
RED_CIRCLE, BLUE_CIRCLE = Box(420, 60, 500, 140), Box(520, 60, 580, 120)
SQUARE = Box(430, 200, 500, 270)


@cache
def page() -> Picture:
    image = Image.new("RGB", (640, 340), "white")
    draw = ImageDraw.Draw(image)

    def write(x: float, y: float, text: str, size: int = 20, fill: str = "black") -> None:
        draw.text((x, y), text, font=ImageFont.load_default(size), fill=fill)

    write(40, 20, "Beware of the dog", 26)
    write(40, 76, "Email")
    draw.rectangle((40, 106, 339, 141), fill="white", outline=(110, 110, 110), width=1)
    write(40, 160, "Total: $49.90")
    for text, color in (("Sign in", (20, 110, 60)), ("Cancel", (200, 40, 40))):
        box = BUTTONS[text]
        draw.rounded_rectangle((box.x1, box.y1, box.x2 - 1, box.y2 - 1), 6, fill=color)
        middle = (box.center.x, box.center.y)
        font = ImageFont.load_default(20)
        draw.text(middle, text, font=font, fill="white", anchor="mm")
    draw.ellipse((420, 60, 499, 139), fill=(220, 30, 30))
    draw.ellipse((520, 60, 579, 119), fill=(30, 60, 220))
    draw.rectangle((430, 200, 499, 269), fill=(30, 60, 220))
    return open_picture(image, "page.png")


def ask(query: str, kind: Kind = "boxes", reference: Picture | None = None) -> list[Event]:
    return list(answer_ground(Ground(page(), query, kind, reference), SETTINGS))


def marks(query: str, kind: Kind = "boxes", reference: Picture | None = None) -> tuple[Mark, ...]:
    task = Ground(page(), query, kind, reference)
    events = list(answer_ground(task, SETTINGS))
    assert isinstance(events[-1], Finished)
    raw = "".join(event.text for event in events if isinstance(event, Answer))
    assert raw == events[-1].raw
    return ground.read(raw, task).marks


def met(found: tuple[Mark, ...], *expected: Box) -> bool:
    return len(found) == len(expected) and all(
        mark.box.iou(box) > 0.8 for mark, box in zip(found, expected, strict=True)
    )


def notices(events: Iterator[Event] | list[Event]) -> str:
    return " ".join(event.text for event in events if isinstance(event, Notice))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("the Sign in button", [BUTTONS["Sign in"]]),
        ("all buttons", list(BUTTONS.values())),
        ("the red button", [BUTTONS["Cancel"]]),
        ("the button right of Sign in", [BUTTONS["Cancel"]]),
        ("the Email field", [Box(40, 106, 340, 142)]),
        ("the red circle", [RED_CIRCLE]),
        ("all blue shapes", [BLUE_CIRCLE, SQUARE]),
        ("the biggest circle", [RED_CIRCLE]),
        ("红色的圆", [RED_CIRCLE]),
        ("所有按钮", list(BUTTONS.values())),
        ("最左边的按钮", [BUTTONS["Sign in"]]),
    ],
)
def test_found(query: str, expected: list[Box]) -> None:
    assert met(marks(query), *expected)


def test_words_are_boxed_where_they_stand() -> None:
    (mark,) = marks("where does it say Total")
    assert 36 <= mark.box.x1 <= 46 and mark.box.x2 < 110 and 155 < mark.box.center.y < 185
    (price,) = marks("the price")
    assert price.box.x1 > 85


@pytest.mark.parametrize(
    "query", ["cat", "a happy face", "the Sign up button", "the most important button",
              "the green triangle", "the blue button", "猫"]
)  # fmt: skip
def test_nothing_is_boxed_for_what_is_not_there(query: str) -> None:
    assert marks(query) == ()
    answer = ask(query)[-1]
    assert isinstance(answer, Finished) and answer.raw.endswith((".", "。"))
    assert "<|" not in answer.raw


def test_a_dog_is_a_word_here_and_no_animal() -> None:
    events = ask("dog")
    (mark,) = marks("dog")
    assert mark.box.x1 > 180 and mark.box.y2 < 60
    assert "written words" in notices(events)


def test_points_are_middles_and_labels_tell_apart() -> None:
    points = marks("all buttons", "points")
    assert all(isinstance(mark.shape, Point) for mark in points)
    assert all(
        box.grow(-10).contains(Point(mark.box.x1, mark.box.y1))
        for mark, box in zip(points, BUTTONS.values(), strict=True)
    )
    assert [mark.label for mark in marks("all buttons", "labels")] == ["Sign in", "Cancel"]
    assert [mark.label for mark in marks("circles", "labels")] == ["circle-1", "circle-2"]


def test_a_crop_finds_itself_and_its_like() -> None:
    crop = open_picture(page().pixels.crop((425, 195, 505, 275)), "crop.png")
    assert met(marks("", reference=crop), SQUARE)
    nothing = open_picture(page().pixels.crop((600, 300, 630, 330)), "crop.png")
    assert marks("", reference=nothing) == ()


def test_an_empty_question_is_refused_in_one_sentence() -> None:
    with pytest.raises(InputError, match="Say what to find"):
        ask("  ")


def test_a_region_is_told_and_asked_about() -> None:
    region = Box(20, 210, 360, 280)
    task = Inspect(page(), region)
    *_, last = answer_inspect(task, SETTINGS)
    assert isinstance(last, Finished)
    assert "Sign in" in last.raw and "Cancel" in last.raw and "Total" not in last.raw
    task = Inspect(page(), region, "where is the red button?")
    *_, last = answer_inspect(task, SETTINGS)
    assert isinstance(last, Finished)
    assert met(inspect.read(last.raw, task).marks, BUTTONS["Cancel"])


@pytest.mark.parametrize("region", [Box(10, 10, 10, 50), Box(700, 400, 800, 500)])
def test_a_region_off_the_picture_is_refused(region: Box) -> None:
    with pytest.raises(InputError, match="draw it again"):
        list(answer_inspect(Inspect(page(), region), SETTINGS))
