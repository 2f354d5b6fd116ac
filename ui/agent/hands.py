"""What the user's hands did in the live view, as actions; the page's word is checked first."""

from __future__ import annotations

import math
from typing import Any, cast

from model.actions import Action, Click, Direction, Drag, Key, MouseButton, Scroll, Type
from model.geometry import Point

_MOST_TEXT = 2_000
_MOST_KEYS = 4
_MOST_PIXELS = 20_000.0
_KEY_NAMES = {" ": "Space"}


def hands_action(data: object) -> Action | None:
    """The action an event of the live view tells of; ``None`` for anything that is none."""
    if not isinstance(data, dict):
        return None
    match data.get("kind"):
        case "click" if at := _point(data, "x", "y"):
            button = data.get("button")
            known = cast(MouseButton, button) if button in ("left", "right", "middle") else "left"
            return Click(at, known, 2 if data.get("count") == 2 else 1)
        case "drag" if (at := _point(data, "x", "y")) and (end := _point(data, "x2", "y2")):
            return Drag(at, end)
        case "scroll" if at := _point(data, "x", "y"):
            return _scroll(data, at)
        case "type" if isinstance(text := data.get("text"), str) and text:
            return Type(text[:_MOST_TEXT])
        case "key" if isinstance(keys := data.get("keys"), list):
            names = [_KEY_NAMES.get(key, key) for key in keys if isinstance(key, str)]
            good = [key for key in names if 0 < len(key) <= 20 and key.isprintable()]
            return Key(tuple(good[:_MOST_KEYS])) if good else None
    return None


def _scroll(data: dict[str, Any], at: Point) -> Scroll | None:
    across, down = _number(data.get("dx")) or 0.0, _number(data.get("dy")) or 0.0
    if not (across or down):
        return None
    direction: Direction
    if abs(across) > abs(down):
        direction = "right" if across > 0 else "left"
    else:
        direction = "down" if down > 0 else "up"
    return Scroll(direction, max(abs(across), abs(down)), at)


def _point(data: dict[str, Any], x: str, y: str) -> Point | None:
    across, down = _number(data.get(x)), _number(data.get(y))
    if across is None or down is None or across < 0 or down < 0:
        return None
    return Point(across, down)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return max(-_MOST_PIXELS, min(_MOST_PIXELS, float(value)))
