"""AutoGLM's ``do(action="Tap", element=[x,y])`` and ``finish(message="…")``, read into actions."""

from __future__ import annotations

from model.actions import Action, Back, Click, Direction, Done, Home, Scroll, Type, Wait
from model.geometry import Point
from model.wire.actions.calls import Call
from model.wire.actions.pc import read_seconds
from model.wire.actions.places import Size, Unreadable, read_place, shown

AUTOGLM_CALLS = ("do", "finish")

_LEFT_OUT = {
    "launch": "There are no apps to launch here, only the page on the screen.",
    "take_over": "The model asks for a person to take over: {message}.",
    "interact": "The model asks which of several things is meant: {message}.",
    "note": "Notes are kept as memory here, not by an action.",
    "call_api": "There is no other service to call here.",
}


def read_autoglm(call: Call, size: Size) -> Action:
    """The action of a ``do`` or ``finish`` call; raises ``Unreadable``."""
    if not call.closed:
        raise Unreadable(f"The reply ends in the middle of the action {shown(call.said)}.")
    message = (call.get("message") or "").strip()
    if call.name == "finish":
        return Done(message or (call.get("0") or "").strip())
    name = (call.get("action", "0") or "").strip()
    kind = name.lower().replace(" ", "_")
    if kind in ("tap", "double_tap", "long_press"):
        element = call.get("element", "position")
        if element is None:
            raise Unreadable(f"{name} says no place; it needs element=[x,y].")
        point, box = read_place(element, size, name)
        count, hold = (2 if kind == "double_tap" else 1), (1.0 if kind == "long_press" else 0.0)
        return Click(point, "left", count, hold, box, message)
    if kind in ("type", "type_name"):
        text = call.get("text", "content")
        if not text:
            raise Unreadable(f"{name} says no text to type.")
        # On a phone the input method replaces what the field held.
        return Type(text, clear=True)
    if kind == "swipe":
        start, end = call.get("start"), call.get("end")
        if start is None or end is None:
            raise Unreadable("Swipe needs start=[x,y] and end=[x,y].")
        return swiped(read_place(start, size, "Swipe")[0], read_place(end, size, "Swipe's end")[0])
    if kind == "wait":
        return Wait(read_seconds(call.get("duration", "seconds")))
    if kind == "back":
        return Back()
    if kind == "home":
        return Home()
    if kind in _LEFT_OUT:
        raise Unreadable(_LEFT_OUT[kind].format(message=message or "it does not say why"))
    raise Unreadable(f"{shown(name)} is no action of do() that is known here.")


def swiped(start: Point, end: Point) -> Scroll:
    """A finger that goes up pushes the page up: the wheel turns the other way, down."""
    dx, dy = end.x - start.x, end.y - start.y
    if dx == 0 and dy == 0:
        raise Unreadable("The swipe starts and ends at the same place.")
    direction: Direction
    if abs(dy) >= abs(dx):
        direction, amount = ("down" if dy < 0 else "up"), abs(dy)
    else:
        direction, amount = ("right" if dx < 0 else "left"), abs(dx)
    return Scroll(direction, amount, start)
