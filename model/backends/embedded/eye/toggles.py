"""Where checkboxes, radio buttons and switches stand on a picture, and the words that name them."""

from __future__ import annotations

from collections.abc import Sequence

from model.backends.embedded.eye.controls import (
    SMALLEST,
    TALLEST,
    Control,
    read_control,
    with_siblings,
)
from model.backends.embedded.eye.regions import Canvas, Rect, TextLine, share_inside
from model.backends.embedded.screen import Element


def find_controls(
    canvas: Canvas, blobs: Sequence[Rect], texts: Sequence[TextLine], pictures: Sequence[Rect]
) -> list[Control]:
    """Controls among the small blobs and regions that are neither letters nor part of a photo."""
    candidates = [
        rect
        for rect in (*blobs, *_outlines(canvas))
        if SMALLEST <= rect[3] - rect[1] <= TALLEST and SMALLEST <= rect[2] - rect[0] <= 90
    ]
    found: list[Control] = []
    for rect in candidates:
        if any(other.sure and share_inside(rect, other.rect) > 0.5 for other in found):
            continue
        if any(share_inside(rect, picture) > 0.5 for picture in pictures):
            continue
        control = read_control(canvas.rgb, rect)
        if control is None and canvas.noisy and rect[3] - rect[1] >= 16:
            # Evening out rounds off corners; some marks are plainer with their ripples. In
            # smaller ones ripples look like ticks.
            control = read_control(canvas.plain, rect)
        if control and not _is_glyph(rect, texts):
            found = [one for one in found if share_inside(one.rect, rect) < 0.5]
            found.append(control)
    return with_siblings(found)


def _outlines(canvas: Canvas) -> list[Rect]:
    """Regions small enough for a control, with their border and with one pixel more.

    A thin ring is seen from inside: at the middle of its sides it is one faint pixel wide.
    """
    found = []
    for region in canvas.regions:
        if region.height <= TALLEST and region.width <= 90:
            x1, y1, x2, y2 = region.rect
            found += [region.outer, region.rect, (x1 - 1, y1 - 1, x2 + 1, y2 + 1)]
    return found


def _is_glyph(rect: Rect, texts: Sequence[TextLine]) -> bool:
    """Whether a small mark is a letter of a line, not something standing before or after it."""
    for text in texts:
        # Initials in a disc are a person.
        written = sum(letter.isalnum() for letter in text.line.text) >= 2
        if written and share_inside(text.rect, rect) > 0.6:
            return True
        if share_inside(rect, text.rect) < 0.6:
            continue
        x1, _, x2, y2 = text.rect
        size = rect[2] - rect[0]
        if rect[0] - x1 < 0.4 * size or x2 - rect[2] < 0.4 * size:
            # The recogniser often takes the box before a label into the line.
            return (
                len(text.line.text) >= 4
                and text.line.text[:1].isalnum()
                and (text.line.text[1:2] not in (" ", ""))
            )
        return True
    return False


_MARKS = "□☐☑☒✓✔√○◯●◉口〇OoQ0Dv@×xX■•·[]()"


def control_element(canvas: Canvas, control: Control, texts: Sequence[TextLine]) -> Element:
    """The control with the words beside it: right of it, else left, else the line it is in."""
    x1, y1, x2, y2 = control.rect
    size = y2 - y1
    best, label = 1e9, ""
    for text in texts:
        tx1, ty1, tx2, ty2 = text.rect
        if min(ty2, y2) - max(ty1, y1) < 0.3 * min(ty2 - ty1, size):
            continue
        if tx1 <= x1 and tx2 > x2:
            head, _, rest = text.line.text.partition(" ")
            words = rest if len(head) <= 2 and all(c in _MARKS for c in head) else text.line.text
            if words.strip(_MARKS + " ") and best > 0:
                best, label = 0, words
            continue
        gap = tx1 - x2 if tx1 >= x2 - 3 else (x1 - tx2) * 1.5 + size
        if tx1 < x2 - 3 and tx2 > x1 + 3:
            continue
        reach = 3 * size if tx1 >= x2 - 3 else 40 * size
        if gap < min(best, reach):
            best, label = gap, text.line.text
    fill = canvas.rgb[min((y1 + y2) // 2 + size // 4, y2 - 1), x1 + max(2, size // 5)]
    return Element(
        control.kind,
        canvas.box_of(control.rect),
        label,
        fill=(int(fill[0]), int(fill[1]), int(fill[2])),
        checked=control.checked,
    )
