"""Putting controls together: the eye says what a thing is, the sheet says what it is made of."""

from __future__ import annotations

from collections.abc import Sequence

from model.backends.embedded.rebuild.parts import Control, ControlKind, Crop, Surface, TextRun
from model.backends.embedded.screen import Element, Screen
from model.geometry import Box
from model.language.color_names import color_distance

_TEXT_AREA = 72
"""Height in pixels from which a field has several rows."""

_DIM = 0.45
"""OKLab distance from the ground below which a field's words only say what to enter."""


def assemble(
    screen: Screen, runs: Sequence[TextRun], surfaces: Sequence[Surface], crops: Sequence[Crop]
) -> tuple[Control, ...]:
    """The controls of a page, top to bottom; no run belongs to two of them."""
    taken: set[int] = set()
    found = []
    order = {"button": 0, "field": 0, "checkbox": 1, "radio": 1, "switch": 1, "link": 2}
    for element in sorted(screen.elements, key=lambda item: order.get(item.kind, 9)):
        if element.kind not in order:
            continue
        control = _control(element, runs, surfaces, crops, taken)
        if control is not None:
            taken.update(control.runs)
            found.append(control)
    return tuple(sorted(found, key=lambda control: (control.box.y1, control.box.x1)))


def _control(
    element: Element,
    runs: Sequence[TextRun],
    surfaces: Sequence[Surface],
    crops: Sequence[Crop],
    taken: set[int],
) -> Control | None:
    inside = [
        index
        for index, run in enumerate(runs)
        if index not in taken and element.box.grow(1).contains(run.box.center)
    ]
    inside.sort(key=lambda index: (round(runs[index].baseline / 8), runs[index].box.x1))
    words = " ".join(runs[index].text for index in inside)
    held = tuple(
        index
        for index, crop in enumerate(crops)
        if element.box.grow(2).contains(crop.box.center) and crop.box.area <= 1.3 * element.box.area
    )
    surface = _surface(element.box, surfaces)
    box = surfaces[surface].box if surface is not None else element.box
    match element.kind:
        case "link":
            if not inside:
                return None
            return Control("link", element.box, words, runs=tuple(inside))
        case "button":
            return Control("button", box, words, runs=tuple(inside), surface=surface, crops=held)
        case "field":
            if len(inside) > 1 and box.height <= _TEXT_AREA and not _dim(runs[inside[0]], element):
                # An entry of a menu, with a count at its end: it is pressed, not filled in.
                return Control(
                    "button", box, words, runs=tuple(inside), surface=surface, crops=held
                )
            if box.height <= _TEXT_AREA:
                inside = inside[:1]
            return _field(element, box, runs, crops, inside, surface, held)
        case "checkbox" | "radio" | "switch":
            label = _beside(element, runs, taken)
            kind: ControlKind = element.kind
            return Control(
                kind,
                element.box,
                label=element.text,
                checked=bool(element.checked),
                runs=label,
                surface=surface,
                crops=held,
            )
    return None


def _field(
    element: Element,
    box: Box,
    runs: Sequence[TextRun],
    crops: Sequence[Crop],
    inside: list[int],
    surface: int | None,
    held: tuple[int, ...],
) -> Control:
    words = " ".join(runs[index].text for index in inside)
    dim = bool(inside) and _dim(runs[inside[0]], element)
    kind: ControlKind = "textarea" if box.height > _TEXT_AREA else "field"
    if kind == "field" and words and any(_is_chevron(crops[index].box, box) for index in held):
        kind = "select"
    return Control(
        kind,
        box,
        words,
        label="" if element.text == words else element.text,
        placeholder=dim and kind != "select",
        options=(words,) if kind == "select" else (),
        runs=tuple(inside),
        surface=surface,
        crops=held,
    )


def _dim(run: TextRun, element: Element) -> bool:
    """Whether words are so pale that they only say what to enter."""
    return color_distance(run.style.color, element.fill or (255, 255, 255)) < _DIM


def _is_chevron(mark: Box, field: Box) -> bool:
    """A small mark at a field's right end, in the middle of its height."""
    small = mark.width <= 18 and mark.height <= 18
    at_end = 0 <= field.x2 - mark.x2 <= 24
    return small and at_end and abs(mark.center.y - field.center.y) <= 5


def _surface(box: Box, surfaces: Sequence[Surface]) -> int | None:
    """The surface that a control is drawn with."""
    likeness = [(surface.box.iou(box), index) for index, surface in enumerate(surfaces)]
    best, index = max(likeness, default=(0.0, -1))
    return index if best > 0.72 else None


def _beside(element: Element, runs: Sequence[TextRun], taken: set[int]) -> tuple[int, ...]:
    """The run that names a box to tick: the one whose words the eye took for its label."""
    if not element.text:
        return ()
    near = [
        (abs(run.box.x1 - element.box.x2), index)
        for index, run in enumerate(runs)
        if index not in taken
        and run.text.strip() == element.text.strip()
        and abs(run.box.center.y - element.box.center.y) < max(12.0, element.box.height)
    ]
    return (min(near)[1],) if near else ()
