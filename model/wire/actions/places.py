"""Coordinates of an action: thousandths of the screenshot in, pixels out."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from model.geometry import Box, Point

Size = tuple[int, int]
"""Width and height of the screenshot in pixels."""

GRID = 1000
"""0–999 and 0–1000 are both thousandths: the prompts differ, the grid does not."""

_OVERSHOOT = 1050  # "the very edge" comes as 1003 now and then; more is another scale
_NUMBER = re.compile(r"(?<![\w.])[-+]?(?:\d{1,12}(?:\.\d{0,12})?|\.\d{1,12})(?![\w])")
_SHOWN = 60
Value = str | float | bool | list["Value"] | dict[str, "Value"] | None
"""An argument as it was read: text, or a literal of JSON or Python."""


class Unreadable(Exception):
    """Ends the reading of one action; its message is a sentence for the user."""


def shown(value: object) -> str:
    """A value quoted for a sentence, shortened."""
    text = value if isinstance(value, str) else str(value)
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…")


def numbers(value: Value) -> list[float]:
    """The numbers in a value, at most nine: more are no place."""
    if isinstance(value, bool) or value is None:
        return []
    if isinstance(value, int | float):
        return [float(value)] if math.isfinite(value) else []
    if isinstance(value, str):
        return [float(found.group()) for found in _first(value, 9)]
    found_numbers: list[float] = []
    items = value.values() if isinstance(value, dict) else value
    for item in items:
        if isinstance(item, list) and any(isinstance(inner, list | dict) for inner in item):
            continue  # deeper than [[x1, y1, x2, y2]] is no place
        found_numbers += numbers(item)
        if len(found_numbers) > 8:
            break
    return found_numbers


def _first(text: str, count: int) -> list[re.Match[str]]:
    found = []
    for match in _NUMBER.finditer(text[:2_000]):
        found.append(match)
        if len(found) == count:
            break
    return found


def read_place(value: Value, size: Size, what: str) -> tuple[Point, Box | None]:
    """The point to be used and, where the value is a box, that box; both in pixels.

    Raises ``Unreadable`` when the value is no place on the screenshot.
    """
    found = numbers(value)
    if len(found) == 2:
        return _point(found, size, value, what), None
    if len(found) == 4:
        corner = _point(found[:2], size, value, what)
        other = _point(found[2:], size, value, what)
        box = Box(corner.x, corner.y, other.x, other.y).clamp(*size)
        return box.center, (box if box.area > 0 else None)
    raise Unreadable(f"{what} has no place: {shown(value)} is neither [x,y] nor [x1,y1,x2,y2].")


def read_box(value: Value, size: Size) -> Box | None:
    """The box in pixels if the value is one; what is wrong with it is not worth an action."""
    try:
        return read_place(value, size, "box")[1]
    except Unreadable:
        return None


def _point(pair: Sequence[float], size: Size, value: Value, what: str) -> Point:
    if not all(0 <= number <= _OVERSHOOT for number in pair):
        raise Unreadable(
            f"The place {shown(value)} of {what} lies outside the grid from 0 to 1000, "
            "which places are given on."
        )
    # Fractions of the picture: whole numbers would put all of them on its first two pixels.
    grid = 1.0 if max(pair) <= 1 and any(number != int(number) for number in pair) else GRID
    # The last pixel, not the edge behind it: a click at 1000 would miss the window.
    return Point(
        min(pair[0] / grid * size[0], size[0] - 1.0),
        min(pair[1] / grid * size[1], size[1] - 1.0),
    )
