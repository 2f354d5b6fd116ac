"""Calls of the PC action space and of the web one with points, read into actions.

``left_click(start_box='[x,y]', element_info='')`` and ``CLICK(point=(x, y), box=[[…]])`` differ in
the names of their arguments only, so one table reads both, in any case and order. Some calls are
ours: ``back``, ``home``, ``select``, ``answer``, and a place, ``clear`` and ``enter`` for ``type``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from model.actions import (
    Action,
    Answer,
    Back,
    Click,
    Direction,
    Done,
    Drag,
    Fail,
    Home,
    Hover,
    Key,
    MouseButton,
    Scroll,
    Select,
    Type,
    Wait,
)
from model.geometry import Box, Point
from model.wire.actions.calls import Call
from model.wire.actions.keys import read_keys
from model.wire.actions.places import Size, Unreadable, numbers, read_box, read_place, shown

WHEEL_STEP = 100.0
"""Pixels of one wheel step: a notch in Chromium."""

STEPS = 5
"""Wheel steps where none are given: the PC format's own default."""

_PLACES = ("start_box", "point", "position", "coordinate", "coordinates", "element", "start", "0")
_BOXES = ("box", "bbox", "box_2d")
_TEXTS = ("content", "text", "value", "0")
_NOTES = ("note", "reason", "message", "content", "text", "0")
_DIRECTIONS: dict[str, Direction] = {
    "down": "down", "up": "up", "left": "left", "right": "right",
}  # fmt: skip
_MOST_STEPS = 100
_LONGEST_WAIT_S = 60.0
_TRUE = ("true", "1", "yes")


def read_pc(call: Call, size: Size) -> Action:
    """The action of a call named in ``PC_CALLS``; raises ``Unreadable``."""
    if not call.closed:
        raise Unreadable(f"The reply ends in the middle of the action {shown(call.said)}.")
    return PC_CALLS[call.name](call, size)


def _place(call: Call, size: Size) -> tuple[Point, Box | None]:
    given = call.get(*_PLACES)
    second = call.get("1")
    if given is not None and second is not None and len(numbers(given)) == 1:
        given = f"{given}, {second}"  # left_click(100, 200)
    box = read_box(boxed, size) if (boxed := call.get(*_BOXES)) else None
    if given is None and "x" in call.arguments and "y" in call.arguments:
        given = f"{call.arguments['x']}, {call.arguments['y']}"
    if given is None:
        if box is None:
            raise Unreadable(f"{call.name}() says no place; it needs start_box='[x,y]'.")
        return box.center, box
    point, own = read_place(given, size, f"{call.name}()")
    return point, box or own


def _target(call: Call) -> str:
    return (call.get("element_info", "target", "description") or "").strip()


def _click(call: Call, size: Size, *, button: MouseButton, count: int) -> Action:
    point, box = _place(call, size)
    return Click(point, button, count, 0.0, box, _target(call))


def _long_press(call: Call, size: Size) -> Action:
    point, box = _place(call, size)
    return Click(point, "left", 1, 1.0, box, _target(call))


def _hover(call: Call, size: Size) -> Action:
    point, box = _place(call, size)
    return Hover(point, box, _target(call))


def _drag(call: Call, size: Size) -> Action:
    start, _ = _place(call, size)
    end = call.get("end_box", "end_point", "end", "1")
    if end is None:
        raise Unreadable(f"{call.name}() says no end; it needs end_box='[x,y]'.")
    return Drag(start, read_place(end, size, f"{call.name}()'s end")[0], _target(call))


def _type(call: Call, size: Size) -> Action:
    text = call.get(*_TEXTS)
    if text is None:
        raise Unreadable(f"{call.name}() says no text; it needs content='…'.")
    at, box = None, None
    if call.get(*_PLACES[:-1], *_BOXES) is not None:
        at, box = _place(call, size)
    # TYPE(point=…) is the web format's, whose Type replaces what the field held.
    web = call.get("point") is not None
    clear = _flag(call, "clear", "override", default=web)
    if not text and not clear:
        raise Unreadable(f"{call.name}() has an empty text, so there is nothing to type.")
    return Type(text, at, clear, _flag(call, "enter", "submit", default=False), box, _target(call))


def _flag(call: Call, *names: str, default: bool) -> bool:
    value = call.get(*names)
    return default if value is None else value.strip().lower() in _TRUE


def _key(call: Call, size: Size) -> Action:
    return Key(read_keys(call.get("keys", "key", "0")))


def _scroll(call: Call, size: Size, *, direction: Direction | None = None) -> Action:
    given = (call.get("direction") or "").strip().lower()
    direction = direction or _DIRECTIONS.get(given)
    if direction is None:
        raise Unreadable(
            f"{call.name}() needs a direction of up, down, left or right"
            + (f", not {shown(given)}." if given else ".")
        )
    at, box = None, None
    if call.get(*_PLACES, *_BOXES) is not None:
        at, box = _place(call, size)
    return Scroll(direction, _amount(call, direction, size), at, box, _target(call))


def _amount(call: Call, direction: Direction, size: Size) -> float:
    """Pixels: ``step`` counts wheel steps, ``distance`` is a share of the view or per cent."""
    length = size[1] if direction in ("up", "down") else size[0]
    distance = call.get("distance")
    if distance is not None and (found := numbers(distance)):
        share = abs(found[0]) if abs(found[0]) <= 1 else abs(found[0]) / 100
        amount = min(share, 10.0) * length
    elif call.name.startswith("scroll_") and call.get("step", "steps") is None:
        amount = length / 2
    else:
        steps = numbers(call.get("step", "steps", "amount"))
        amount = min(abs(steps[0]) if steps else STEPS, _MOST_STEPS) * WHEEL_STEP
    if amount <= 0:
        raise Unreadable(f"{call.name}() scrolls by nothing.")
    return amount


def _select(call: Call, size: Size) -> Action:
    option = call.get("option", *_TEXTS[:-1])
    if not option:
        raise Unreadable("select() says no option; it needs option='…'.")
    point, box = _place(call, size)
    return Select(option, point, box, _target(call))


def _wait(call: Call, size: Size) -> Action:
    return Wait(read_seconds(call.get("seconds", "duration", "time", "0")))


def read_seconds(value: str | float | None) -> float:
    """How long to wait: ``"2 seconds"`` is 2.0; 5, the formats' own, where nothing is said."""
    found = numbers(value)
    return min(max(found[0], 0.0), _LONGEST_WAIT_S) if found else Wait().seconds


def _answer(call: Call, size: Size) -> Action:
    text = call.get(*_TEXTS, "answer")
    if not (text and text.strip()):
        raise Unreadable("The answer is empty.")
    return Answer(text.strip())


def _note(call: Call) -> str:
    return (call.get(*_NOTES) or "").strip()


_Reader = Callable[[Call, Size], Action]
_left = partial(_click, button="left", count=1)
_double = partial(_click, button="left", count=2)
_middle = partial(_click, button="middle", count=1)
_right = partial(_click, button="right", count=1)


def _back(call: Call, size: Size) -> Action:
    return Back()


def _home(call: Call, size: Size) -> Action:
    return Home()


def _done(call: Call, size: Size) -> Action:
    return Done(_note(call))


def _fail(call: Call, size: Size) -> Action:
    return Fail(_note(call))


PC_CALLS: dict[str, _Reader] = {
    "left_click": _left, "click": _left, "left_single": _left, "tap": _left,
    "right_click": _right, "right_single": _right,
    "middle_click": _middle,
    "left_double_click": _double, "double_click": _double, "left_double": _double,
    "triple_click": partial(_click, button="left", count=3),
    "left_triple_click": partial(_click, button="left", count=3),
    "long_press": _long_press,
    "hover": _hover, "mouse_move": _hover, "move_to": _hover,
    "left_drag": _drag, "drag": _drag,
    "type": _type, "input": _type, "type_text": _type, "input_text": _type,
    "key": _key, "key_press": _key, "keypress": _key, "press": _key, "hotkey": _key,
    "scroll": _scroll,
    "scroll_down": partial(_scroll, direction="down"),
    "scroll_up": partial(_scroll, direction="up"),
    "scroll_left": partial(_scroll, direction="left"),
    "scroll_right": partial(_scroll, direction="right"),
    "select": _select, "select_option": _select,
    "wait": _wait,
    "back": _back, "go_back": _back, "goback": _back, "navigate_back": _back,
    "home": _home, "go_home": _home, "navigate_home": _home,
    "answer": _answer,
    "done": _done, "finished": _done,
    "fail": _fail,
}  # fmt: skip
"""Readers of all calls, by their name in lower case."""
