from typing import Any

import pytest

from model.actions import Action, Click, Drag, Key, Scroll, Type
from model.geometry import Point
from ui.agent.hands import hands_action


@pytest.mark.parametrize(
    ("data", "action"),
    [
        ({"kind": "click", "x": 3, "y": 4}, Click(Point(3, 4))),
        ({"kind": "click", "x": 3, "y": 4, "button": "right"}, Click(Point(3, 4), "right")),
        ({"kind": "click", "x": 3, "y": 4, "count": 2}, Click(Point(3, 4), count=2)),
        ({"kind": "click", "x": 3, "y": 4, "button": "evil"}, Click(Point(3, 4))),
        ({"kind": "drag", "x": 1, "y": 2, "x2": 9, "y2": 8}, Drag(Point(1, 2), Point(9, 8))),
        ({"kind": "scroll", "x": 1, "y": 2, "dx": 0, "dy": 120}, Scroll("down", 120, Point(1, 2))),
        ({"kind": "scroll", "x": 1, "y": 2, "dx": -30, "dy": 9}, Scroll("left", 30, Point(1, 2))),
        ({"kind": "scroll", "x": 1, "y": 2, "dx": 0, "dy": -1}, Scroll("up", 1, Point(1, 2))),
        ({"kind": "type", "text": "ada"}, Type("ada")),
        ({"kind": "key", "keys": ["Control", "a"]}, Key(("Control", "a"))),
        ({"kind": "key", "keys": [" "]}, Key(("Space",))),
    ],
)
def test_what_hands_do_becomes_an_action(data: dict[str, Any], action: Action) -> None:
    assert hands_action(data) == action


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "click",
        {},
        {"kind": "click"},
        {"kind": "click", "x": "3", "y": 4},
        {"kind": "click", "x": True, "y": 4},
        {"kind": "click", "x": float("nan"), "y": 4},
        {"kind": "click", "x": -1, "y": 4},
        {"kind": "drag", "x": 1, "y": 2},
        {"kind": "scroll", "x": 1, "y": 2, "dx": 0, "dy": 0},
        {"kind": "type", "text": ""},
        {"kind": "type", "text": 7},
        {"kind": "key", "keys": []},
        {"kind": "key", "keys": [7, None, "\x00"]},
        {"kind": "key", "keys": "Enter"},
        {"kind": "delete everything"},
    ],
)
def test_what_is_no_action_is_nothing(data: object) -> None:
    assert hands_action(data) is None


def test_what_is_far_too_much_is_cut() -> None:
    assert hands_action({"kind": "type", "text": "a" * 9_999}) == Type("a" * 2_000)
    scrolled = hands_action({"kind": "scroll", "x": 1, "y": 1, "dx": 0, "dy": 1e12})
    assert scrolled == Scroll("down", 20_000, Point(1, 1))
