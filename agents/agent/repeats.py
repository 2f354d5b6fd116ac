"""Going round in circles: the same action on the same screen, again and again."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot

from agents.recording.run import Step
from model.actions import Action, Click, Drag, Hover, Key, Scroll, Select, Type, Wait
from model.geometry import Point
from model.messages import Picture

WINDOW = 20
"""Steps looked back: longer circles are left to the step budget."""
MOST = 2
"""An action that was taken so often on the same screen is not taken again."""
_SAME_PLACE_PX = 10.0
_NOISE = 24
"""Levels (0–255) a pixel may differ by and still be the same."""
_CARET_PX = 3.0
"""Width of a text cursor, which blinks, in CSS pixels."""


def times_taken(steps: Sequence[Step], action: Action, screen: Picture, scale: float) -> int:
    """How often ``action`` was taken before on a screen that looked like ``screen``.

    Steps of the user's count for nothing. Ping-pong (back and forth between two screens) is
    counted too, as both of its screens come back.
    """
    return sum(
        1
        for step in steps[-WINDOW:]
        if not step.by_user
        and step.action is not None
        and alike(step.action, action, scale)
        and same_screen(step.before, screen, scale)
    )


def unchanged_in_a_row(steps: Sequence[Step]) -> int:
    """How many of the last steps changed nothing; waiting and reading failures count too."""
    count = 0
    for step in reversed(steps):
        if step.changed or step.by_user:
            break
        count += 1
    return count


def alike(one: Action, other: Action, scale: float = 1.0) -> bool:
    """Whether two actions are the same but for a few pixels and the name of their target."""
    match one, other:
        case Click(), Click():
            same = (one.button, one.count) == (other.button, other.count)
            return same and _close(one.at, other.at, scale)
        case Hover(), Hover():
            return _close(one.at, other.at, scale)
        case Type(), Type():
            same = (one.text, one.clear, one.enter) == (other.text, other.clear, other.enter)
            return same and _close(one.at, other.at, scale)
        case Scroll(), Scroll():
            return one.direction == other.direction and _close(one.at, other.at, 20 * scale)
        case Drag(), Drag():
            return _close(one.start, other.start, scale) and _close(one.end, other.end, scale)
        case Select(), Select():
            return one.option == other.option and _close(one.at, other.at, scale)
        case Wait(), Wait():
            return True
        case Key(), Key():
            return one == other
        case _:
            return type(one) is type(other)


def same_screen(one: Picture, other: Picture, scale: float = 1.0) -> bool:
    """Whether two screenshots show the same; a text cursor that blinks makes no difference."""
    if one.digest == other.digest:
        return True
    if one.size != other.size:
        return False
    from PIL import ImageChops

    difference = ImageChops.difference(one.pixels, other.pixels).convert("L")
    changed = difference.point([0] * (_NOISE + 1) + [255] * (255 - _NOISE)).getbbox()
    return changed is None or changed[2] - changed[0] <= _CARET_PX * scale


def _close(one: Point | None, other: Point | None, scale: float) -> bool:
    if one is None or other is None:
        return one is other
    return hypot(one.x - other.x, one.y - other.y) <= _SAME_PLACE_PX * scale
