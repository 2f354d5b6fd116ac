"""What the controls on a view are for: fields and their labels, tabs, lists, trees, sections."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from model.backends.embedded.act.glyphs import Sign, marks_in, sign_of
from model.backends.embedded.act.view import View, on_one_row
from model.backends.embedded.screen import Element, Line
from model.geometry import Box

Holds = Literal["text", "date", "time", "number", "lines", "choice"]

DATE = re.compile(
    r"^(?:mm|dd|yyyy|\d{1,4})([/.\-年])\s*(?:mm|dd|\d{1,2})\1?\s*[/.\-月]?\s*(?:yyyy|dd|\d{1,4})",
    re.I,
)
TIME = re.compile(r"^(?:--|\d{1,2})\s*[:：]\s*(?:--|\d{2})(?:\s*(?:--|am|pm))?$", re.I)
_MORE = re.compile(r"\w\s*[>›»▸▶❯]$")
_ARROWS = frozenset(["V", "v", "∨", "▼", "▾", "⌄", "﹀", "√", "Y"])
"""What an arrow that points down is read as, where it is taken for a letter."""
_FARTHEST = 60.0
"""Letter heights between a label and its field at the other end of their row."""
_TALLEST_FIELD = 4.5
"""Height of a field over that of its letters; a higher one holds several lines."""


@dataclass(frozen=True, slots=True)
class Field:
    """Something one can type into or choose from: its box, what it holds, its text, its labels."""

    box: Box
    holds: Holds
    text: str
    labels: tuple[str, ...]
    arrows: tuple[Box, ...] = ()


def fields(view: View) -> list[Field]:
    """All fields of a view in reading order."""
    found: list[Field] = []
    for element in view.elements:
        if (holds := _holds(element, view)) is None:
            continue
        if any(other.box.iou(element.box) > 0.6 for other in found):
            continue
        text = " ".join(line.text for line in _words_in(view, element.box))
        found.append(Field(element.box, holds, text, ()))
    spinners = _spinners(view)
    found = [
        field for field in found
        if not any(one.box.intersection(field.box) > 0.5 * one.box.area for one in spinners)
    ]  # fmt: skip
    found += spinners
    boxes = [field.box for field in found]
    found = [replace(field, labels=_labels(field.box, boxes, view)) for field in found]
    return sorted(found, key=lambda field: (round(field.box.y1 / view.letter_height), field.box.x1))


def _holds(element: Element, view: View) -> Holds | None:
    """What can be put into an element; ``None`` if nothing can."""
    box, unit = element.box, view.letter_height
    if element.kind not in ("field", "button", "panel"):
        return None
    if element.kind == "panel" and box.y2 >= view.page.y2 - 2:
        return None  # a card cut off by the end of the view
    inside = _words_in(view, box)
    if len(inside) > 2 and element.kind == "button":
        return None
    text = " ".join(line.text for line in inside).strip() if len(inside) == 1 else ""
    if DATE.match(text):
        return "date"
    if TIME.match(text):
        return "time"
    if _has_drop_arrow(element, view):
        return "choice"
    if element.kind == "button":
        return None
    if not inside and box.height <= _TALLEST_FIELD * unit and _dashes(view, box) >= 3:
        return "time"
    if _holds_controls(element, view):
        return None
    if box.height > _TALLEST_FIELD * unit:
        several = len(inside) >= 3 and element.border is not None and _is_plain(element)
        return "lines" if several or _has_grip(view, box) else None
    if _has_grip(view, box):
        return "lines"
    if element.kind == "field":
        return "text"
    held = [other for other in view.elements if other is not element
            and box.contains(other.box.center) and other.kind != "icon"]  # fmt: skip
    low = 1.2 * unit <= box.height and 1.2 * unit <= box.width
    if not low or held or len(inside) > 1 or not _is_plain(element) or element.border is None:
        return None
    if not text:
        return "text"
    return "text" if inside[0].box.x1 - box.x1 < 1.5 * unit else None


def _holds_controls(element: Element, view: View) -> bool:
    """Whether other controls stand in an element: then it is a card or a form, not a field."""
    return any(
        other is not element
        and other.kind in ("field", "button", "checkbox", "radio", "switch", "panel")
        and other.box.height > 0.7 * view.letter_height
        and other.box.area < 0.8 * element.box.area
        and element.box.contains(other.box.center)
        for other in view.elements
    )


def _dashes(view: View, box: Box) -> int:
    """How many short level dashes stand on one line in a box: the empty segments of a time."""
    import cv2

    from model.backends.embedded.act.glyphs import ink_of

    inner = box.grow(-0.15 * box.height)
    mask = ink_of(view, inner)
    if mask.size == 0:
        return 0
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask.astype("uint8"), connectivity=8)
    middles = [
        y + high / 2
        for _, y, wide, high, area in stats[1:].tolist()
        if 1.5 * high <= wide < 0.6 * inner.height and area > 0.75 * wide * high
    ]
    return max((sum(abs(one - other) <= 2 for other in middles) for one in middles), default=0)


def _is_plain(element: Element) -> bool:
    """Whether an element is filled with a very light or very dark, nearly grey colour."""
    if element.fill is None:
        return True
    return max(element.fill) - min(element.fill) < 24 and (
        min(element.fill) > 235 or max(element.fill) < 70
    )


def _words_in(view: View, box: Box) -> list[Line]:
    """The lines in a box without an arrow at its right end that was read as a letter."""
    end = box.x2 - 1.2 * box.height
    return [
        line
        for line in view.inside(box)
        if not (line.text.strip() in _ARROWS and line.box.x1 > end and box.width > 2 * box.height)
    ]


def _has_drop_arrow(element: Element, view: View) -> bool:
    """Whether a small downward sign stands alone at the right end of a low box."""
    box, unit = element.box, view.letter_height
    if not (1.1 * unit <= box.height <= _TALLEST_FIELD * unit and box.width > 2.2 * box.height):
        return False
    inside = _words_in(view, box)
    if len(inside) > 1:
        return False
    end = Box(box.x2 - box.height, box.y1, box.x2, box.y2).grow(-0.12 * box.height)
    marks = marks_in(view, end, 0.2 * unit, max(1.1 * unit, 0.6 * box.height))
    return len(marks) == 1 and sign_of(view, marks[0].grow(1)) == "down"


def _has_grip(view: View, box: Box) -> bool:
    """Whether a small sign in the lower right corner lets one resize the box."""
    unit = view.letter_height
    return any(
        item.kind == "icon"
        and 0.2 * unit <= max(item.box.width, item.box.height) <= 1.3 * unit
        and 0 <= box.x2 - item.box.x2 <= 0.8 * unit
        and 0 <= box.y2 - item.box.y2 <= 0.8 * unit
        for item in view.elements
    )


def _labels(box: Box, boxes: Sequence[Box], view: View) -> tuple[str, ...]:
    """What names a field: the words left of it on its row, then those right above it."""
    found: list[tuple[float, str]] = []
    for line in view.lines:
        there, unit = line.box, line.box.height
        if any(other.contains(there.center) for other in boxes):
            continue
        if any(_parts(item, there, box) for item in view.elements):
            continue
        left, above = box.x1 - there.x2, box.y1 - there.y2
        shared = min(there.x2, box.x2) - max(there.x1, box.x1)
        between = any(there.x2 <= other.center.x < box.x1 and on_one_row(other, box)
                      for other in boxes if other is not box)  # fmt: skip
        if on_one_row(there, box) and -0.3 * unit <= left <= _FARTHEST * unit and not between:
            # Far to the left only what stands alone on the row, as in a list of settings.
            far = left > 12 * unit
            if not far or not any(
                on_one_row(other.box, box) and there.x2 < other.box.center.x < box.x1
                for other in view.lines
            ):
                found.append((left / 100 + (1_900 if far else 0), line.text))
        elif shared > 0 and there.x1 < box.center.x:
            below = there.y1 - box.y2
            # Between two fields a label is that of the one it stands closer to.
            gap = above if above > -0.5 * unit else below
            rivals = [
                max(other.y1 - there.y2, there.y1 - other.y2) for other in boxes
                if other is not box and min(other.x2, there.x2) > max(other.x1, there.x1)
            ]  # fmt: skip
            closest = all(2 * max(rival, 1) >= max(gap, 1) for rival in rivals)
            if -0.5 * unit <= above <= 1.6 * unit and closest:
                # A sentence above a field tells of it; what names it stands nearer or in it.
                prose = 1_500 if line.text.rstrip().endswith(".") else 0
                found.append((1_000 + prose + above + abs(there.x1 - box.x1) / 10, line.text))
            elif -0.5 * unit <= below <= unit and all(
                rival > 2 * max(below, 1) for rival in rivals
            ):
                found.append((2_000 + below, line.text))
    return tuple(text for _, text in sorted(found)[:3])


def _parts(element: Element, label: Box, field: Box) -> bool:
    """Whether an element holds the label but not the field: a button, another card."""
    return (
        element.kind in ("button", "panel")
        and element.box.contains(label.center)
        and not element.box.contains(field.center)
    )


def _spinners(view: View) -> list[Field]:
    """Fields known by the up and down signs, one above the other, at their right end."""
    unit = view.letter_height
    ups: list[Box] = []
    downs: list[Box] = []
    for element in view.elements:
        if element.kind != "icon" or max(element.box.width, element.box.height) > 1.5 * unit:
            continue
        sign = sign_of(view, element.box.grow(1))
        (ups if sign == "up" else downs if sign == "down" else []).append(element.box)
    found = []
    for up in ups:
        for down in downs:
            gap = down.y1 - up.y2
            if abs(up.center.x - down.center.x) > 0.5 * unit or not -2 <= gap <= 2.5 * unit:
                continue
            middle = (up.center.y + down.center.y) / 2
            numbers = [
                line for line in view.lines
                if line.box.y1 < middle < line.box.y2 and line.box.x2 < up.x1
            ]  # fmt: skip
            left = min((line.box.x1 for line in numbers), default=up.x1 - 6 * unit)
            box = Box(left, up.y1, up.x1, down.y2)
            text = " ".join(line.text for line in numbers)
            found.append(Field(box, "number", text, (), (up, down)))
    return found


@dataclass(frozen=True, slots=True)
class Tab:
    """One of a row of tabs; ``active`` where its colour is unlike the others'."""

    text: str
    box: Box
    active: bool


def tabs(view: View) -> list[Tab]:
    """The row of tabs with most members; empty if there is no row of two."""
    unit = view.letter_height
    tiles: list[tuple[Line, Box]] = []
    for line in view.lines:
        if len(line.text) > 24:
            continue
        patch = view.patch(line)
        if not (1.1 * unit < patch.height < 4 * unit and patch.width < 0.6 * view.page.width):
            continue
        if not patch.contains(line.box.center):
            continue
        tiles.append((line, patch))
    rows: list[list[tuple[Line, Box]]] = []
    for tile in sorted(tiles, key=lambda item: (item[1].y1, item[1].x1)):
        for row in rows:
            last = row[-1][1]
            level = abs(last.y2 - tile[1].y2) < 0.5 * unit or abs(last.y1 - tile[1].y1) < 0.3 * unit
            if level and -4 <= tile[1].x1 - last.x2 < 1.2 * unit:
                row.append(tile)
                break
        else:
            rows.append([tile])
    rows = [row for row in rows if len(row) >= 2]
    if not rows:
        return []
    row = max(rows, key=len)
    backs = [line.background for line, _ in row]
    commonest = max(backs, key=backs.count)
    odd = [index for index, back in enumerate(backs)
           if max(abs(a - b) for a, b in zip(back, commonest, strict=True)) > 12]  # fmt: skip
    active = odd[0] if len(odd) == 1 and len(row) > 2 else None
    return [Tab(line.text, box, index == active) for index, (line, box) in enumerate(row)]


@dataclass(frozen=True, slots=True)
class Fold:
    """Something that can be opened: a node of a tree, the head of a section, a submenu."""

    text: str
    box: Box
    sign: Sign


def tree_nodes(view: View) -> list[Fold]:
    """Lines with a plus, or a sign pointing right, before them: closed nodes, top to bottom."""
    found = []
    for line in view.lines:
        unit = line.box.height
        before = Box(line.box.x1 - 4.5 * unit, line.box.y1 - 0.15 * unit, line.box.x1 - 1,
                     line.box.y2 + 0.15 * unit)  # fmt: skip
        for mark in marks_in(view, before, 0.3 * unit, 1.1 * unit):
            sign = sign_of(view, mark.grow(1))
            if sign in ("plus", "right"):
                found.append(Fold(line.text, mark, sign))
                break
    return found


def submenus(view: View) -> list[Fold]:
    """Lines with a sign pointing right at the end of their row: they open another menu."""
    found = []
    unit = view.letter_height
    for line in view.lines:
        after = Box(line.box.x2 + 0.2 * unit, line.box.y1, line.box.x2 + 8 * unit, line.box.y2)
        level = [other.box.x1 for other in view.lines
                 if other is not line and on_one_row(other.box, line.box)
                 and other.box.x1 >= line.box.x2]  # fmt: skip
        end = min(level, default=after.x2)
        if end <= after.x1 and not _MORE.search(line.text):
            continue
        after = Box(after.x1, after.y1, end, after.y2)
        marks = marks_in(view, after, 0.25 * unit, 1.1 * unit)
        if _MORE.search(line.text) or (marks and sign_of(view, marks[0].grow(1)) == "right"):
            found.append(Fold(line.text, line.box, "right"))
    return found


def sections(view: View) -> list[Fold]:
    """Wide low bars with one text at their left: the heads of sections."""
    found = []
    unit = view.letter_height
    for line in view.lines:
        patch = view.patch(line)
        low = 1.0 * unit <= patch.height < 4 * unit
        wide = patch.width > 0.5 * view.page.width and patch.width > 5 * patch.height
        at_left = line.box.x1 - patch.x1 < 0.25 * patch.width
        alone = sum(patch.contains(other.box.center) for other in view.lines) == 1
        filled = view.ground(patch) != line.background
        if low and wide and at_left and alone and filled:
            found.append(Fold(line.text, patch, ""))
    return found
