"""When two screens are the same, two actions alike, and a run goes in circles."""

import pytest
from PIL import ImageDraw

from agents.agent.repeats import alike, same_screen, times_taken, unchanged_in_a_row
from agents.recording import Step
from model.actions import Back, Click, Drag, Hover, Key, Scroll, Select, Type, Wait
from model.geometry import Point
from model.media.images import picture_of
from tests.agents.paper import draw

HERE, THERE = Point(100, 100), Point(160, 40)
ONE, OTHER = draw("One"), draw("Other")


def changed(picture, *box):
    image = picture.pixels.copy()
    ImageDraw.Draw(image).rectangle(box, fill="black")
    return picture_of(image, "x")


def step(action, before=ONE, *, moved=False, by_user=False):
    return Step(1, before, "", action, "", "", before, moved, by_user=by_user)


def test_a_blinking_cursor_makes_no_other_screen():
    assert same_screen(ONE, changed(ONE, 40, 170, 41, 190))
    assert not same_screen(ONE, changed(ONE, 40, 170, 52, 182))  # a box that was ticked
    assert not same_screen(ONE, OTHER)
    assert same_screen(ONE, changed(ONE, 40, 170, 44, 190), scale=2.0)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Click(HERE), Click(Point(104, 97), target="named"), True),
        (Click(HERE), Click(THERE), False),
        (Click(HERE), Click(HERE, "right"), False),
        (Click(HERE), Hover(HERE), False),
        (Hover(HERE), Hover(HERE), True),
        (Type("a"), Type("a"), True),
        (Type("a"), Type("b"), False),
        (Type("a", HERE), Type("a"), False),
        (Scroll("down", 300), Scroll("down", 500), True),
        (Scroll("down", 300), Scroll("up", 300), False),
        (Drag(HERE, THERE), Drag(HERE, THERE), True),
        (Drag(HERE, THERE), Drag(THERE, HERE), False),
        (Select("a", HERE), Select("b", HERE), False),
        (Key(("Tab",)), Key(("Tab",)), True),
        (Key(("Tab",)), Key(("Enter",)), False),
        (Wait(1), Wait(5), True),
        (Back(), Back(), True),
    ],
)
def test_alike(one, other, same):
    assert alike(one, other) is same


def test_what_was_taken_before_on_the_same_screen_is_counted():
    steps = [step(Click(HERE)), step(Click(HERE), OTHER), step(Click(THERE)), step(None)]
    assert times_taken(steps, Click(HERE), ONE, 1.0) == 1
    assert times_taken([*steps, step(Click(HERE), by_user=True)], Click(HERE), ONE, 1.0) == 1
    pingpong = [step(Click(HERE)), step(Click(THERE), OTHER)] * 3
    assert times_taken(pingpong, Click(HERE), ONE, 1.0) == 3


def test_steps_without_effect_in_a_row():
    quiet, loud = step(Wait()), step(Wait(), moved=True)
    assert unchanged_in_a_row([loud, quiet, quiet]) == 2
    assert unchanged_in_a_row([quiet, quiet, step(Wait(), by_user=True)]) == 0
