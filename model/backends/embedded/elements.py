"""Interface elements of a screenshot: buttons, fields, checkboxes, icons, pictures, panels, links.

Boxes come from ``regions`` (flat patches and ink), states from ``controls``; the rules here say
what a patch *is* from its size, its border and where its text stands. A photo or a page of prose
gives next to nothing: a doubtful patch is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from model.backends.embedded.color_names import color_distance, oklab
from model.backends.embedded.controls import LARGEST, SMALLEST, Control, read_control
from model.backends.embedded.regions import Canvas, Rect, Region
from model.backends.embedded.screen import Element, ElementKind, Line

_BUTTON_HEIGHT = (15, 72)
_FIELD_HEIGHT = (17, 72)
_WIDEST_BUTTON = 520


@dataclass(frozen=True, slots=True)
class _Text:
    """A line in working pixels."""

    line: Line
    rect: Rect

    @property
    def middle(self) -> tuple[float, float]:
        return (self.rect[0] + self.rect[2]) / 2, (self.rect[1] + self.rect[3]) / 2


def find_elements(rgb: NDArray[np.uint8], lines: Sequence[Line]) -> tuple[Element, ...]:
    """The interface elements on a picture, top to bottom, boxes in its pixels.

    ``lines`` are the picture's text lines: they tell a button from a swatch and a glyph from an
    icon. About 0.1–0.2 s for 1280 × 800 on one core.
    """
    if min(rgb.shape[:2]) < 24:
        return ()
    canvas = Canvas(rgb, lines)
    texts = [_Text(line, rect) for line, rect in canvas.lines]
    blobs = _blobs(canvas)
    pictures = _pictures(canvas, texts)
    controls = _controls(canvas, blobs, texts, pictures)
    boxes = _boxes(canvas, texts, controls, pictures)
    found = [
        *(_control_element(canvas, control, texts) for control in controls),
        *boxes,
        *(Element("picture", canvas.box_of(rect)) for rect in pictures),
        *_icons(canvas, blobs, texts, controls, pictures),
        *_links(canvas, texts, boxes),
    ]
    return tuple(sorted(found, key=lambda item: (item.box.y1, item.box.x1)))


def _blobs(canvas: Canvas) -> list[Rect]:
    """The rectangles of connected ink, at least 3 × 3."""
    import cv2

    _, _, stats, _ = cv2.connectedComponentsWithStats(canvas.ink, connectivity=8)
    boxes = stats[1:, :4]
    boxes = boxes[(boxes[:, 2] >= 3) & (boxes[:, 3] >= 3)]
    return [(x, y, x + w, y + h) for x, y, w, h in boxes.tolist()]


_CELL = 8


def _pictures(canvas: Canvas, texts: Sequence[_Text]) -> list[Rect]:
    """Rectangles where nearly every pixel differs from its neighbour: photos, not flat drawing."""
    import cv2

    alive = (canvas.change > (0 if canvas.step == 2 else canvas.step)).astype(np.uint8)
    for text in texts:
        x1, y1, x2, y2 = text.rect
        alive[y1:y2, x1:x2] = 0
    rows, columns = canvas.height // _CELL, canvas.width // _CELL
    cells = alive[: rows * _CELL, : columns * _CELL]
    density = cells.reshape(rows, _CELL, columns, _CELL).mean(axis=(1, 3))
    dense = (density > 0.55).astype(np.uint8)
    outlines, _ = cv2.findContours(dense, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    found: list[Rect] = []
    for outline in outlines:
        x, y, wide, high = cv2.boundingRect(outline)
        if wide < 5 or high < 4:
            continue
        filled = np.zeros((high, wide), dtype=np.uint8)
        cv2.drawContours(filled, [outline - np.array([x, y])], -1, 1, cv2.FILLED)
        if filled.mean() < 0.6:
            continue
        rect = _tighten(alive, (x * _CELL, y * _CELL, (x + wide) * _CELL, (y + high) * _CELL))
        if (rect[2] - rect[0]) * (rect[3] - rect[1]) > 0.9 * canvas.width * canvas.height:
            continue
        if _colours_in(canvas.rgb, rect) >= 40:
            found.append(rect)
    return _outermost(found)


def _tighten(alive: NDArray[np.uint8], rect: Rect) -> Rect:
    """The rectangle moved to where the texture really begins and ends, within one cell."""
    x1, y1 = max(0, rect[0] - _CELL), max(0, rect[1] - _CELL)
    x2, y2 = rect[2] + _CELL, rect[3] + _CELL
    part = alive[y1:y2, x1:x2]
    rows = np.flatnonzero(part.mean(axis=1) > 0.3)
    columns = np.flatnonzero(part.mean(axis=0) > 0.3)
    if not len(rows) or not len(columns):
        return rect
    return (
        x1 + int(columns[0]),
        y1 + int(rows[0]),
        x1 + int(columns[-1]) + 1,
        y1 + int(rows[-1]) + 1,
    )


def _colours_in(rgb: NDArray[np.uint8], rect: Rect) -> int:
    """How many colours (4 bits a channel) occur in a thinned-out rectangle."""
    x1, y1, x2, y2 = rect
    step = max(1, min(x2 - x1, y2 - y1) // 48)
    part = rgb[y1:y2:step, x1:x2:step].reshape(-1, 3).astype(np.int32) >> 4
    return len(np.unique(part[:, 0] << 8 | part[:, 1] << 4 | part[:, 2]))


def _outermost(rects: Iterable[Rect]) -> list[Rect]:
    kept: list[Rect] = []
    for rect in sorted(rects, key=lambda r: -(r[2] - r[0]) * (r[3] - r[1])):
        if not any(_share_inside(rect, other) > 0.7 for other in kept):
            kept.append(rect)
    return kept


def _share_inside(inner: Rect, outer: Rect) -> float:
    """The share of ``inner`` that lies in ``outer`` (0–1)."""
    width = min(inner[2], outer[2]) - max(inner[0], outer[0])
    height = min(inner[3], outer[3]) - max(inner[1], outer[1])
    area = max(1, (inner[2] - inner[0]) * (inner[3] - inner[1]))
    return max(0, width) * max(0, height) / area


# --- checkboxes, radio buttons, switches ---------------------------------------------------------


def _controls(
    canvas: Canvas, blobs: Sequence[Rect], texts: Sequence[_Text], pictures: Sequence[Rect]
) -> list[Control]:
    candidates = [
        rect
        for rect in (*blobs, *(region.outer for region in canvas.regions))
        if SMALLEST <= rect[3] - rect[1] <= LARGEST + 6 and SMALLEST <= rect[2] - rect[0] <= 90
    ]
    found: list[Control] = []
    for rect in candidates:
        if any(_share_inside(rect, other.rect) > 0.5 for other in found):
            continue
        if any(_share_inside(rect, picture) > 0.5 for picture in pictures):
            continue
        control = read_control(canvas.rgb, rect)
        if control and not _is_glyph(rect, texts):
            found.append(control)
    return found


def _is_glyph(rect: Rect, texts: Sequence[_Text]) -> bool:
    """Whether a small mark is a letter of a line, not something standing before or after it."""
    for text in texts:
        if _share_inside(rect, text.rect) < 0.6:
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


def _control_element(canvas: Canvas, control: Control, texts: Sequence[_Text]) -> Element:
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


# --- buttons, fields, panels ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Patch:
    """A region with the lines on it and the extent of all ink on it."""

    region: Region
    texts: tuple[_Text, ...]
    content: Rect | None


def _boxes(
    canvas: Canvas,
    texts: Sequence[_Text],
    controls: Sequence[Control],
    pictures: Sequence[Rect],
) -> list[Element]:
    centres = np.array([text.middle for text in texts]).reshape(-1, 2)
    page = canvas.width * canvas.height
    regions = []
    for region in canvas.regions:
        area = region.width * region.height
        if area > 0.9 * page or region.fullness < 0.7 or not region.stands_out:
            continue
        if min(region.width, region.height) < 15:
            continue
        if any(_share_inside(region.rect, control.rect) > 0.6 for control in controls):
            continue
        if any(_share_inside(region.rect, rect) > 0.8 for rect in pictures):
            continue
        regions.append(region)
    cells = _table_cells(regions)
    found: list[tuple[Region, Element]] = []
    for region in regions:
        x1, y1, x2, y2 = region.rect
        on_it = np.flatnonzero(
            (centres[:, 0] > x1)
            & (centres[:, 0] < x2)
            & (centres[:, 1] > y1)
            & (centres[:, 1] < y2)
        )
        patch = _Patch(region, tuple(texts[i] for i in on_it.tolist()), _content(canvas, region))
        if _inside_glyph(region, texts):
            continue
        kind = _kind(patch, canvas, region.label in cells)
        if kind is None:
            continue
        words = " ".join(text.line.text for text in patch.texts) if kind != "panel" else ""
        if kind == "field" and not words:
            words = _label(region.rect, texts)
        element = Element(
            kind,
            canvas.box_of(region.outer),
            words,
            fill=region.color,
            border=region.border,
        )
        found.append((region, element))
    return _without_doubles(found)


def _content(canvas: Canvas, region: Region) -> Rect | None:
    """The extent of all ink inside a region of a button's or field's size."""
    x1, y1, x2, y2 = region.rect
    if y2 - y1 > 320:
        return None
    inset = 2 if region.fullness > 0.97 else 3
    ink = canvas.ink[y1 + inset : y2 - inset, x1 + inset : x2 - inset]
    columns, rows = np.flatnonzero(ink.any(axis=0)), np.flatnonzero(ink.any(axis=1))
    if not len(columns):
        return None
    return (
        x1 + inset + int(columns[0]),
        y1 + inset + int(rows[0]),
        x1 + inset + int(columns[-1]) + 1,
        y1 + inset + int(rows[-1]) + 1,
    )


def _inside_glyph(region: Region, texts: Sequence[_Text]) -> bool:
    return any(
        _share_inside(region.rect, text.rect) > 0.8
        and region.height < 0.92 * (text.rect[3] - text.rect[1])
        for text in texts
    )


def _kind(patch: _Patch, canvas: Canvas, is_cell: bool) -> ElementKind | None:
    region = patch.region
    if not is_cell:
        if _is_button(patch):
            return "button"
        if _is_field(patch, canvas):
            return "field"
    big = region.width >= 80 and region.height >= 40 and region.width * region.height >= 6_000
    if big and region.fullness > 0.85 and not is_cell:
        return "panel"
    return None


def _is_button(patch: _Patch) -> bool:
    region, content = patch.region, patch.content
    width, height = region.width, region.height
    if not (_BUTTON_HEIGHT[0] <= height <= _BUTTON_HEIGHT[1] and content):
        return False
    if width > _WIDEST_BUTTON or width < 0.7 * height:
        return False
    x1, y1, x2, y2 = region.rect
    left, right = content[0] - x1, x2 - content[2]
    above, below = content[1] - y1, y2 - content[3]
    if abs(above - below) > max(6, 0.3 * height) or abs(left - right) > max(6, 0.16 * width):
        return False
    if not patch.texts:
        square = width < 1.7 * height and height >= 22
        return square and 0.2 <= (content[3] - content[1]) / height <= 0.8
    first = patch.texts[0].rect
    if len({text.rect[1] // 12 for text in patch.texts}) > 1 and len(patch.texts) > 1:
        return False
    if first[3] - first[1] > 1.05 * height or len(patch.texts) > 2:
        return False
    # A select has its words at the left and an arrow at the far right.
    if patch.texts[-1].rect[2] < content[2] - max(28, 0.3 * width):
        return False
    words = sum(len(text.line.text) for text in patch.texts)
    return words <= 40 and (left + right) < 0.92 * width


def _is_field(patch: _Patch, canvas: Canvas) -> bool:
    region = patch.region
    width, height = region.width, region.height
    if width < 56 or width > 0.96 * canvas.width or height < _FIELD_HEIGHT[0]:
        return False
    lab = oklab(np.array([region.color], dtype=np.uint8))[0]
    chroma = float(np.hypot(lab[1], lab[2]))
    if chroma > 0.035 or region.fullness < 0.85:
        return False
    if height > _FIELD_HEIGHT[1]:
        # A text area: an empty outlined box, or one with words in its upper left corner only.
        if region.border is None or height > 320 or width < 120:
            return False
        content = patch.content
        if content is None:
            return True
        return (
            len(patch.texts) == 1
            and content[0] - region.rect[0] < 24
            and content[1] - region.rect[1] < 24
            and content[3] < region.rect[1] + 48
        )
    if width < 1.5 * height:
        return False
    if region.border is None and (width < 100 or height < 24):
        return False
    content = patch.content
    if content is None:
        lighter = lab[0] > oklab(np.array([region.outside], dtype=np.uint8))[0][0] + 0.02
        return region.border is not None or bool(lighter)
    if len([text for text in patch.texts if len(text.line.text) > 2]) > 1 or not patch.texts:
        return False
    words = patch.texts[0].rect
    left, slack = words[0] - region.rect[0], region.rect[2] - words[2]
    if left > max(48, 1.3 * height) or slack < 0.25 * width:
        return False
    if region.border is not None:
        return True
    line = patch.texts[0].line
    return color_distance(line.color, line.background) < 0.62


def _table_cells(regions: Sequence[Region]) -> set[int]:
    """Labels of regions stacked edge to edge with others of the same width: rows and cells."""
    cells: set[int] = set()
    by_left: dict[tuple[int, int], list[Region]] = {}
    for region in regions:
        key = (round(region.rect[0] / 4), round(region.rect[2] / 4))
        by_left.setdefault(key, []).append(region)
    for stack in by_left.values():
        stack.sort(key=lambda region: region.rect[1])
        for upper, lower in zip(stack, stack[1:], strict=False):
            gap = lower.rect[1] - upper.rect[3]
            if -1 <= gap <= 3 and min(upper.height, lower.height) < 120:
                cells.update((upper.label, lower.label))
    return cells


def _label(rect: Rect, texts: Sequence[_Text]) -> str:
    """The words that name an empty field: above its left end, or to its left."""
    x1, y1, x2, y2 = rect
    best, label = 1e9, ""
    for text in texts:
        tx1, ty1, tx2, ty2 = text.rect
        above = y1 - ty2
        if -3 <= above <= 26 and abs(tx1 - x1) <= 24 and above < best:
            best, label = above, text.line.text
        beside = x1 - tx2
        level = ty1 < (y1 + y2) / 2 < ty2 or y1 < (ty1 + ty2) / 2 < y2
        if level and -3 <= beside <= 120 and beside + 8 < best:
            best, label = beside + 8, text.line.text
    return label


def _without_doubles(found: Sequence[tuple[Region, Element]]) -> list[Element]:
    """Of boxes that all but coincide the innermost; of fields and buttons no nested ones."""
    kept: list[Element] = []
    for _, element in sorted(found, key=lambda pair: pair[1].box.area):
        if any(element.box.iou(other.box) > 0.75 for other in kept):
            continue
        small = element.kind in ("button", "field")
        if small and any(
            other.kind in ("button", "field")
            and other.box.intersection(element.box) > 0.9 * other.box.area
            and (element.kind == other.kind or other.box.width > 0.5 * element.box.width)
            for other in kept
        ):
            continue
        kept.append(element)
    return kept


# --- icons and links -----------------------------------------------------------------------------

_MOST_ICONS = 200


def _icons(
    canvas: Canvas,
    blobs: Sequence[Rect],
    texts: Sequence[_Text],
    controls: Sequence[Control],
    pictures: Sequence[Rect],
) -> list[Element]:
    import cv2

    joined = cv2.morphologyEx(canvas.ink, cv2.MORPH_CLOSE, np.ones((3, 3), dtype=np.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    marks = [(x, y, x + w, y + h) for x, y, w, h, _ in stats[1:].tolist()]
    heights = [text.rect[3] - text.rect[1] for text in texts] or [16]
    usual = float(np.median(heights))
    found = []
    for rect in marks:
        width, height = rect[2] - rect[0], rect[3] - rect[1]
        if not (9 <= max(width, height) <= 72 and min(width, height) >= 5):
            continue
        if max(width, height) > 3 * min(width, height):
            continue
        if any(_share_inside(rect, other.rect) > 0.4 for other in controls):
            continue
        if any(_share_inside(rect, picture) > 0.4 for picture in pictures):
            continue
        if _in_words(rect, texts, usual):
            continue
        found.append(rect)
    found = [rect for rect in found if not _is_unread_text(rect, marks)]
    if len(found) > _MOST_ICONS:
        return []
    return [Element("icon", canvas.box_of(rect)) for rect in found]


def _in_words(rect: Rect, texts: Sequence[_Text], usual: float) -> bool:
    for text in texts:
        x1, y1, x2, y2 = text.rect
        near = (x1 - 2, y1 - 2, x2 + 2, y2 + 2)
        if _share_inside(rect, near) > 0.35:
            wordless = len(text.line.text) <= 2 and text.line.confidence < 0.75
            square = x2 - x1 < 1.8 * (y2 - y1)
            return not (wordless and square and rect[3] - rect[1] > 0.7 * usual)
    return False


def _is_unread_text(rect: Rect, marks: Sequence[Rect]) -> bool:
    """Whether a mark stands in a row of three or more alike: letters that were not read."""
    height = rect[3] - rect[1]
    row = sum(
        1
        for other in marks
        if other != rect
        and abs(other[3] - rect[3]) <= 0.3 * height
        and 0.5 * height <= other[3] - other[1] <= 1.5 * height
        and min(abs(other[0] - rect[2]), abs(rect[0] - other[2])) <= 0.45 * height
    )
    return row >= 2


def _links(canvas: Canvas, texts: Sequence[_Text], boxes: Sequence[Element]) -> list[Element]:
    """Words set off by an underline or by a colour that the other text does not have."""
    if not texts:
        return []
    inks = oklab(np.array([text.line.color for text in texts], dtype=np.uint8))
    chroma = np.hypot(inks[:, 1], inks[:, 2])
    heights = np.array([text.rect[3] - text.rect[1] for text in texts])
    plain = float((chroma < 0.06).mean())
    held = [item.box for item in boxes if item.kind in ("button", "field")]
    found = []
    for text, color, height in zip(texts, chroma.tolist(), heights.tolist(), strict=True):
        line = text.line
        if any(box.contains(line.box.center) for box in held) or len(line.text) < 2:
            continue
        if span := _underline(canvas, text):
            words = [
                word
                for word in line.words
                if span[0] <= word.box.center.x / canvas.factor <= span[1]
            ]
            label = " ".join(word.text for word in words) or line.text
            y1, y2 = text.rect[1], text.rect[3]
            found.append(Element("link", canvas.box_of((span[0], y1, span[1], y2)), label))
        elif color > 0.1 and plain > 0.3 and height < 1.5 * float(np.median(heights)):
            ground = oklab(np.array([line.background], dtype=np.uint8))[0]
            if np.hypot(ground[1], ground[2]) < 0.05:
                found.append(Element("link", line.box, line.text))
    return [replace(item, fill=None) for item in found]


def _underline(canvas: Canvas, text: _Text) -> tuple[int, int] | None:
    """Where a thin level stroke runs under a line's words and ends with them, x1 and x2."""
    x1, y1, x2, y2 = text.rect
    height = y2 - y1
    left, right = max(0, x1 - 6), min(canvas.width, x2 + 6)
    top, bottom = y1 + int(0.6 * height), min(canvas.height, y2 + 3)
    part = canvas.rgb[top:bottom, left:right].astype(np.int16)
    ink = np.abs(part - np.array(text.line.background, dtype=np.int16)).max(axis=2) > 50
    best: tuple[int, int] | None = None
    thick = 0
    for row in ink:
        start, length = _longest_run(row)
        if length < max(14, 1.6 * height):
            continue
        if start == 0 or start + length == len(row):
            return None
        thick += 1
        if best is None or length > best[1] - best[0]:
            best = (left + start, left + start + length)
    return best if best and thick <= max(2, height // 8) else None


def _longest_run(row: NDArray[np.bool_]) -> tuple[int, int]:
    padded = np.concatenate([[False], row, [False]]).astype(np.int8)
    step = np.diff(padded)
    starts, ends = np.flatnonzero(step == 1), np.flatnonzero(step == -1)
    if not len(starts):
        return 0, 0
    longest = int(np.argmax(ends - starts))
    return int(starts[longest]), int(ends[longest] - starts[longest])
