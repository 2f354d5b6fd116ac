"""A closer look at marks that may be words: short ones are easily missed at a glance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from model.backends.embedded.act.view import View, on_one_row
from model.backends.embedded.screen import Line
from model.geometry import Box, union

_MOST = 40
_SURE = 0.6


def closer(view: View) -> View:
    """The view with what can be read of its small wordless marks; itself if that is nothing."""
    from model.backends.embedded.eye.read_text import recognise

    found: list[Line] = []
    for box in _rows(view)[:_MOST]:
        cut = box.grow(0.22 * box.height).clamp(view.picture.width, view.picture.height)
        x1, y1, x2, y2 = cut.pixels()
        if x2 - x1 < 4 or y2 - y1 < 4:
            continue
        reading = recognise(view.pixels[y1:y2, x1:x2])
        text = reading.text.strip()
        if any(letter.isalnum() for letter in text) and reading.confidence >= _SURE:
            found.append(Line(text, box, reading.confidence, (0, 0, 0), view.ground(box)))
    if not found:
        return view
    lines = (*view.screen.lines, *found)
    return View(view.picture, replace(view.screen, lines=lines), view.task)


def _rows(view: View) -> list[Box]:
    """Icons as high as letters, those side by side joined."""
    unit = view.letter_height
    small = [
        element.box for element in view.elements
        if element.kind == "icon" and not element.text
        and 0.35 * unit <= element.box.height <= 1.6 * unit
        and element.box.width <= 4 * unit
    ]  # fmt: skip
    rows: list[list[Box]] = []
    for box in sorted(small, key=lambda item: item.x1):
        for row in rows:
            if on_one_row(row[-1], box) and -2 <= box.x1 - row[-1].x2 < 0.6 * unit:
                row.append(box)
                break
        else:
            rows.append([box])
    return [union(row) for row in rows]


def digits_of(lines: Sequence[Line]) -> dict[int, Line]:
    """The whole numbers among lines, also where a line was read through several of them."""
    found: dict[int, Line] = {}
    for line in lines:
        words = line.words if line.words and line.text.replace(" ", "").isdigit() else ()
        for text, box in [(word.text, word.box) for word in words] or [(line.text, line.box)]:
            if text.strip().isdigit() and len(text.strip()) <= 9:
                found[int(text)] = replace(line, text=text, box=box)
    return found
