"""What names an element: the words in it and beside it, its colours, the control round a text."""

from __future__ import annotations

from typing import Final

from model.backends.embedded.pointing.places import inside
from model.backends.embedded.screen import Color, Element, Screen
from model.geometry import Box

CONTROLS: Final = ("checkbox", "radio", "switch")
_BESIDE = 3.0
"""How many line heights a label may be away from what it labels."""


def element_colors(element: Element, screen: Screen) -> tuple[Color, ...]:
    """The colours people call an element by: its filling, else its border and its letters."""
    from model.language.color_names import color_distance

    if element.kind in ("panel", "picture"):
        return tuple(color for color in (element.fill, element.border) if color is not None)
    ink = tuple(line.color for line in screen.lines if inside(line.box, element.box))
    if element.kind == "link":
        return ink
    if element.fill is not None and color_distance(element.fill, screen.background) > 0.06:
        return (element.fill,)
    border = () if element.border is None else (element.border,)
    fill = () if element.fill is None else (element.fill,)
    return border + ink + fill


def enclosing(box: Box, screen: Screen) -> Element | None:
    """The smallest control (button, field, link …) round a piece of text, if there is one."""
    around = [
        element
        for element in screen.elements
        if element.kind not in ("panel", "picture", "icon")
        and inside(box, element.box, 0.7)
        and element.box.height <= 5 * box.height
    ]
    return min(around, key=lambda element: element.box.area, default=None)


def labels_of(element: Element, screen: Screen) -> list[str]:
    """The texts that may name an element: its own, then those where a label stands.

    That is left of and above a field, right or left of a checkbox, below an icon.
    """
    texts = [element.text] if element.text else []
    near: list[tuple[float, str]] = []
    before: list[tuple[float, str]] = []
    box = element.box
    for line in screen.lines:
        there = line.box
        if inside(there, box):
            if line.text not in texts:
                texts.append(line.text)
            continue
        reach = _BESIDE * there.height
        level = abs(there.center.y - box.center.y) < 0.6 * max(there.height, min(box.height, 40))
        shared = min(there.x2, box.x2) - max(there.x1, box.x1)
        left, right = box.x1 - there.x2, there.x1 - box.x2
        above, below = box.y1 - there.y2, there.y1 - box.y2
        touch = -0.3 * there.height
        if element.kind in CONTROLS:
            if level and touch <= right <= reach:
                near.append((right, line.text))
            elif level and touch <= left <= reach:
                before.append((left, line.text))
        elif element.kind == "field":
            if level and touch <= left <= 12 * there.height:
                near.append((left / 4, line.text))
            elif shared > 0 and touch <= above <= 1.2 * there.height and (there.x1 < box.center.x):
                near.append((above, line.text))
        elif (
            element.kind in ("icon", "picture")
            and shared > 0
            and (touch <= below <= reach / 2 or touch <= above <= reach / 3)
        ):
            near.append((below if below >= touch else above + reach, line.text))
    if not near and not texts:
        near = before
    return texts + [text for _, text in sorted(near)[:2]]
