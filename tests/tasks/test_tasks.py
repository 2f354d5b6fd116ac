"""Each task asks a model in words, and reads boxes in pixels out of what comes back."""

import pytest
from PIL import Image as Pillow

from model.geometry import Box, Point
from model.messages import Message, Picture, Text, user
from model.tasks import Chat, Ground, Inspect, chat, ground, inspect
from model.tasks.ground import Kind


def picture(width: int = 2000, height: int = 1000) -> Picture:
    return Picture(Pillow.new("RGB", (width, height)), digest=f"{width}x{height}")


def test_ground_asks_with_the_picture_before_the_words() -> None:
    (message,) = ground.ask(Ground(picture(), "the Sign in button"))
    assert message.role == "user"
    assert [type(part).__name__ for part in message.parts] == ["Image", "Text"]
    assert "the Sign in button" in message.text


@pytest.mark.parametrize(
    ("kind", "word"),
    [("boxes", "[[x1,y1,x2,y2], …]"), ("points", "[[x,y], …]"), ("labels", "JSON")],
)
def test_ground_asks_for_the_form_it_wants(kind: Kind, word: str) -> None:
    (message,) = ground.ask(Ground(picture(), "cats", kind))
    assert word in message.text
    assert "{" not in message.text or kind == "labels"


def test_a_query_with_braces_is_only_text() -> None:
    (message,) = ground.ask(Ground(picture(), "the {x} sign"))
    assert "the {x} sign" in message.text


def test_ground_by_reference_sends_both_pictures() -> None:
    (message,) = ground.ask(Ground(picture(), "", reference=picture(50, 50)))
    assert [shown.size for shown in message.pictures] == [(2000, 1000), (50, 50)]
    assert "second image" in message.text
    assert "in the first image" in message.text


def test_ground_reads_pixels_of_the_picture() -> None:
    task = Ground(picture(), "beer")
    found = ground.read("It is <|begin_of_box|>[[94,598,177,991]]<|end_of_box|>.", task)
    assert found.text == "It is [[94,598,177,991]]."
    assert [mark.shape for mark in found.marks] == [Box(188, 598, 354, 991)]


def test_ground_without_a_find_has_words_only() -> None:
    found = ground.read("There is no dog.", Ground(picture(), "dog"))
    assert (found.marks, found.text) == ((), "There is no dog.")


def test_chat_sends_the_conversation_as_it_is() -> None:
    first, second = user("What is it?", picture()), Message("assistant", (Text("A page."),))
    task = Chat((first, second, user("And now?")), system="Be brief.")
    assert [message.role for message in chat.ask(task)] == ["system", "user", "assistant", "user"]
    assert chat.ask(Chat((first,)))[0] == first


def test_chat_points_only_where_the_tokens_say_so() -> None:
    task = Chat((user("Where?", picture()),))
    assert chat.read("In [1,2,3,4] of 2019.", task).marks == ()
    reply = chat.read("Here.\n<|begin_of_box|>[[94,598,177,991]]<|end_of_box|>", task)
    assert (reply.text, len(reply.marks)) == ("Here.", 1)


def test_chat_counts_pictures_over_the_whole_conversation() -> None:
    task = Chat((user("One", picture(100, 100)), user("Two", picture(200, 200))))
    mark = '<|begin_of_box|>[{"label":"a","bbox_2d":[0,0,500,500],"image":1}]<|end_of_box|>'
    (found,) = chat.read(mark, task).marks
    assert (found.picture, found.box) == (0, Box(0, 0, 50, 50))


def test_inspect_names_the_region_on_the_grid() -> None:
    task = Inspect(picture(), Box(188, 598, 354, 991), "Who is it?")
    (message,) = inspect.ask(task)
    assert "[[94, 598, 177, 991]]" in message.text
    assert "Who is it?" in message.text
    point = inspect.read("<|begin_of_box|>[[100,200]]<|end_of_box|>", task).marks[0].shape
    assert point == Point(200, 200)
