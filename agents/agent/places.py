"""What stands at a place of the screen: the element or the words under an action's point."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from model.actions import Action, Click, Drag, Hover, Scroll, Select, Type
from model.backends.embedded.screen import Element, Line, Screen
from model.geometry import Box, Point

_NEAR_PX = 4.0
"""A point this far outside of a line or element still means it: readers' boxes are tight."""


@dataclass(frozen=True, slots=True)
class Target:
    """What an action's point lies on: its box, what kind of thing it is and the words on it.

    ``kind`` is the element's, ``"text"`` for a bare line of text, ``""`` for nothing that was seen.
    """

    box: Box
    kind: str
    text: str


def point_of(action: Action) -> Point | None:
    """Where ``action`` takes effect: a drag where it lets go."""
    match action:
        case Click(at) | Hover(at):
            return at
        case Type() | Scroll():
            return action.at
        case Select():
            return action.at
        case Drag():
            return action.end
        case _:
            return None


def target_at(screen: Screen, at: Point) -> Target | None:
    """The smallest thing under ``at`` that can be meant; panels only for want of anything else."""
    elements = [one for one in screen.elements if one.box.grow(_NEAR_PX).contains(at)]
    control = _smallest(one for one in elements if one.kind not in ("panel", "picture"))
    line = _line_at(screen.lines, at)
    if control is not None and (line is None or control.box.area <= 40 * max(line.box.area, 1)):
        words = control.text or _text_in(screen, control.box) or (line.text if line else "")
        return Target(control.box, control.kind, words)
    if line is not None:
        return Target(line.box, "text", line.text)
    other = control or _smallest(elements)
    if other is None:
        return None
    return Target(other.box, other.kind, other.text or _text_in(screen, other.box))


def target_box(screen: Screen | None, action: Action) -> Box | None:
    """The box to draw for ``action``: its own, else that of what lies under its point."""
    own = getattr(action, "box", None)
    if isinstance(own, Box) and own.area > 0:
        return own
    place = action.start if isinstance(action, Drag) else point_of(action)
    if place is None or screen is None or isinstance(action, Scroll):
        return None
    found = target_at(screen, place)
    return found.box if found and found.kind != "panel" else None


def lines_near(screen: Screen, box: Box, above: float, beside: float) -> list[Line]:
    """Lines up to ``above`` pixels over (half that under) ``box`` and ``beside`` to its sides."""
    area = Box(box.x1 - beside, box.y1 - above, box.x2 + beside, box.y2 + above / 2)
    return [line for line in screen.lines if area.contains(line.box.center)]


def _smallest(elements: Iterable[Element]) -> Element | None:
    return min(elements, key=lambda one: one.box.area, default=None)


def _line_at(lines: Iterable[Line], at: Point) -> Line | None:
    under = [line for line in lines if line.box.grow(_NEAR_PX).contains(at)]
    return min(under, key=lambda line: line.box.area, default=None)


def _text_in(screen: Screen, box: Box) -> str:
    inside = [line.text for line in screen.lines if box.contains(line.box.center)]
    return " ".join(inside[:3])
