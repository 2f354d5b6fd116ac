"""Set of marks: numbers on what a screenshot lets one use, found by looking, not in the page.

GLM's web action space names places by such numbers. Drawn as its own examples are: a red dashed
rectangle a mark, with white digits on a red tag at its corner, counted from 0 on every screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from model.backends.embedded.screen import Element, Screen
from model.geometry import Box, Mark
from model.messages import Picture

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw as Pen
    from PIL.ImageFont import FreeTypeFont

MOST = 150
"""Most marks on one screen: beyond it the tags would hide what they number."""
_USABLE = ("button", "field", "checkbox", "radio", "switch", "icon", "link")
_PROSE_WORDS = 9
"""A line of so many words is read, not clicked."""
_RED = (214, 24, 32)
_WHITE = (255, 255, 255)
_DASH, _GAP = 6, 4
_DIGITS_PX = 12
"""Height of the digits' font on a picture of 1280 pixels or less, where they are still read."""


def number(screen: Screen) -> tuple[Mark, ...]:
    """What can be used on ``screen``, in reading order; a mark's number is its index.

    Controls, icons and links as they were found, then short lines of text outside of them (menu
    entries and links look like nothing but text), then pictures. ``label`` holds the words,
    ``note`` the kind of thing.
    """
    found = [one for one in screen.elements if one.kind in _USABLE and one.box.area > 0]
    marks = [Mark(_outer(one), one.text, "measured", note=one.kind) for one in _distinct(found)]
    for line in screen.lines:
        covered = any(_covers(mark.box, line.box) for mark in marks)
        if not covered and len(line.text.split()) < _PROSE_WORDS:
            marks.append(Mark(line.box, line.text, "measured", note="text"))
    for one in screen.elements:
        if one.kind == "picture" and not any(_covers(one.box, mark.box) for mark in marks):
            marks.append(Mark(one.box, one.text, "measured", note="picture"))
    if len(marks) > MOST:  # keep what is surely a control
        marks.sort(key=lambda mark: (mark.note in ("text", "picture"), mark.note == "picture"))
        marks = marks[:MOST]
    return tuple(_reading_order(marks))


def draw_marks(picture: Picture, marks: Sequence[Mark]) -> Picture:
    """A copy of ``picture`` with every mark's rectangle and, on a tag at its corner, its number.

    Tags stand outside of their rectangle where that is free, so that a small target stays in view.
    """
    from PIL import ImageDraw

    from model.media.images import picture_of

    image = picture.pixels.copy()
    pen = ImageDraw.Draw(image)
    size = max(_DIGITS_PX, round(_DIGITS_PX * max(image.size) / 1280))
    font = _font(size)
    line = max(1, size // 8)
    boxes = [mark.box.clamp(*picture.size) for mark in marks]
    for box in boxes:
        _dashed(pen, box, line)
    taken: list[Box] = []
    for index, box in enumerate(boxes):
        digits = str(index)
        width = pen.textlength(digits, font=font) + size * 0.5
        tag = _tag_place(box, width, size * 1.2, boxes, taken, picture.size)
        taken.append(tag)
        pen.rectangle(tag.pixels(), fill=_RED)
        pen.text((tag.center.x, tag.center.y), digits, _WHITE, font, anchor="mm")
    return picture_of(image, picture.name)


def _outer(element: Element) -> Box:
    return element.box


def _distinct(elements: Sequence[Element]) -> list[Element]:
    """Without those that are nearly the same place as a smaller or earlier one."""
    kept: list[Element] = []
    for one in sorted(elements, key=lambda one: one.box.area):
        if not any(one.box.iou(other.box) > 0.6 for other in kept):
            kept.append(one)
    return kept


def _covers(outer: Box, inner: Box) -> bool:
    return inner.area > 0 and outer.intersection(inner) >= 0.6 * inner.area


def _reading_order(marks: Sequence[Mark]) -> list[Mark]:
    """Row by row: marks whose middles lie within each other's height share a row."""
    rows: list[list[Mark]] = []
    for mark in sorted(marks, key=lambda mark: mark.box.center.y):
        row = rows[-1] if rows else None
        if row and abs(mark.box.center.y - row[0].box.center.y) < 0.5 * min(
            max(mark.box.height, 8.0), max(row[0].box.height, 8.0)
        ):
            row.append(mark)
        else:
            rows.append([mark])
    return [mark for row in rows for mark in sorted(row, key=lambda mark: mark.box.x1)]


def _dashed(pen: Pen, box: Box, line: int) -> None:
    x1, y1, x2, y2 = box.pixels()
    x2, y2 = max(x1, x2 - 1), max(y1, y2 - 1)
    for start in range(x1, x2 + 1, _DASH + _GAP):
        end = min(start + _DASH - 1, x2)
        pen.line((start, y1, end, y1), _RED, line)
        pen.line((start, y2, end, y2), _RED, line)
    for start in range(y1, y2 + 1, _DASH + _GAP):
        end = min(start + _DASH - 1, y2)
        pen.line((x1, start, x1, end), _RED, line)
        pen.line((x2, start, x2, end), _RED, line)


def _tag_place(
    box: Box,
    width: float,
    height: float,
    boxes: Sequence[Box],
    taken: Sequence[Box],
    size: tuple[int, int],
) -> Box:
    """The corner where the tag hides least: other tags weigh most, then small targets."""
    best, least = box, float("inf")
    lefts = (box.x1, box.x2 - width)
    places = [(x, y) for y in (box.y1 - height, box.y2) for x in lefts]
    places += [
        (box.x1 - width, box.y1),
        (box.x2, box.y1),
        (box.x1, box.y1),
        (box.x2 - width, box.y1),
    ]
    for rank, (x, y) in enumerate(places):
        x = min(max(x, 0.0), max(size[0] - width, 0.0))
        y = min(max(y, 0.0), max(size[1] - height, 0.0))
        tag = Box(x, y, x + width, y + height)
        hidden = sum(_share(tag, other) for other in boxes)
        cost = 0.02 * rank + hidden + 3 * sum(_share(tag, other) for other in taken)
        if cost < least:
            best, least = tag, cost
    return best


def _share(tag: Box, other: Box) -> float:
    """How much of ``other`` the tag hides, 0 to 1; covering a small thing is worse than a big."""
    return tag.intersection(other) / other.area if other.area > 0 else 0.0


def _font(size: int) -> FreeTypeFont:
    from PIL import ImageFont
    from PIL.ImageFont import FreeTypeFont

    font = ImageFont.load_default(size)
    assert isinstance(font, FreeTypeFont)
    return font
