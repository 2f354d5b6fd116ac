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
from model.backends.embedded.controls import SMALLEST, TALLEST, Control, read_control, with_siblings
from model.backends.embedded.picture_kind import PHOTOGRAPHIC, even_share
from model.backends.embedded.regions import Canvas, Rect, Region
from model.backends.embedded.screen import Element, ElementKind, Line
from model.geometry import union

_BUTTON_HEIGHT = (19, 72)
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
    blobs = _blobs(canvas.islands)
    pictures = _pictures(canvas, texts)
    controls = _controls(canvas, blobs, texts, pictures)
    boxes = _boxes(canvas, texts, controls, pictures)
    whole = (0, 0, canvas.width, canvas.height)
    buttons = [item.box for item in boxes if item.kind == "button"]
    controls = [
        control
        for control in controls
        if not any(box.contains(canvas.box_of(control.rect).center) for box in buttons)
    ]
    tiles = [canvas.rect_of(item.box) for item in boxes if item.kind == "icon"]
    found = [
        *(_control_element(canvas, control, texts) for control in controls),
        *boxes,
        *(Element("picture", canvas.box_of(rect)) for rect in pictures if rect != whole),
        *_icons(canvas, texts, controls, [*pictures, *tiles]),
        *_links(canvas, texts, boxes),
    ]
    if even_share(canvas.rgb) < PHOTOGRAPHIC:
        # On a photo only what carries words, and pictures set into it, can be believed.
        found = [item for item in found if item.text or item.kind == "picture"]
    return tuple(sorted(found, key=lambda item: (item.box.y1, item.box.x1)))


def _blobs(ink: NDArray[np.uint8]) -> list[Rect]:
    """The rectangles of connected ink, at least 3 × 3."""
    import cv2

    _, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    boxes = stats[1:, :4]
    boxes = boxes[(boxes[:, 2] >= 3) & (boxes[:, 3] >= 3)]
    return [(x, y, x + w, y + h) for x, y, w, h in boxes.tolist()]


_CELL = 8


def _pictures(canvas: Canvas, texts: Sequence[_Text]) -> list[Rect]:
    """Rectangles where nearly every pixel differs from its neighbour: photos, not flat drawing."""
    import cv2

    alive = (canvas.change > (1 if canvas.noisy else 0)).astype(np.uint8)
    # JPEG leaves ripples round letters, as wide as its blocks.
    ripple = _CELL if canvas.noisy else 0
    for text in texts:
        x1, y1, x2, y2 = text.rect
        alive[max(0, y1 - ripple) : y2 + ripple, max(0, x1 - ripple) : x2 + ripple] = 0
    density = _per_cell(alive)
    grain, coarse = (_per_cell(_grain(canvas, least) & alive) for least in (2, 5))
    dense = ((density > 0.25) & (grain > 0.05)).astype(np.uint8)
    dense = np.asarray(
        cv2.morphologyEx(cv2.medianBlur(dense, 3), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8)),
        dtype=np.uint8,
    )
    size = (dense.shape[1], dense.shape[0])
    whole_cells = canvas.rgb[: size[1] * _CELL, : size[0] * _CELL]
    means = cv2.resize(whole_cells, size, interpolation=cv2.INTER_AREA).astype(np.float64)
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
        here = slice(y, y + high), slice(x, x + wide)
        if coarse[here][filled > 0].mean() < 0.04 and _is_smooth(means[here], filled):
            continue
        around = (
            max(0, (x - 1) * _CELL),
            max(0, (y - 1) * _CELL),
            min(canvas.width, (x + wide + 1) * _CELL),
            min(canvas.height, (y + high + 1) * _CELL),
        )
        for rect in _parts(alive, around):
            width, height = rect[2] - rect[0], rect[3] - rect[1]
            if min(width, height) < 32:
                continue
            if _colours_in(canvas.rgb, rect) >= 30:
                found.append(rect)
    whole = 0.8 * canvas.width * canvas.height
    if any((r[2] - r[0]) * (r[3] - r[1]) > whole for r in found):
        return [(0, 0, canvas.width, canvas.height)]
    return _outermost(found)


def _grain(canvas: Canvas, least: int) -> NDArray[np.uint8]:
    """1 where a colour turns from rising to falling or back by ``least`` in all.

    Photos do that everywhere, plain gradients nowhere, dithered gradients by one step up or down.
    """
    turns = np.zeros(canvas.rgb.shape[:2], dtype=np.uint8)
    for channel in (0, 1):
        tone = canvas.rgb[:, :, channel].astype(np.int16)
        step = tone[:, 1:] - tone[:, :-1]
        size = np.abs(step[:, 1:]) + np.abs(step[:, :-1])
        turns[:, 1:-1] |= (step[:, 1:] * step[:, :-1] < 0) & (size >= least)
    return turns


def _is_smooth(means: NDArray[np.float64], filled: NDArray[np.uint8]) -> bool:
    """Whether the cells' colours follow a quadratic surface: a (dithered) gradient, no photo."""
    rows, columns = np.nonzero(filled)
    y, x = rows / filled.shape[0], columns / filled.shape[1]
    surface = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)
    colors = means[rows, columns]
    rest = np.zeros(len(x))
    for _ in range(3):  # what stands on the ground is left out of the next fit
        kept = rest <= np.percentile(rest, 70)
        weights = np.linalg.lstsq(surface[kept], colors[kept], rcond=None)[0]
        rest = np.abs(colors - surface @ weights).max(axis=1)
    return float(np.percentile(rest, 60)) < 3.0


def _per_cell(mask: NDArray[np.uint8]) -> NDArray[np.float64]:
    """The share of pixels set in each cell of ``_CELL`` × ``_CELL``."""
    rows, columns = mask.shape[0] // _CELL, mask.shape[1] // _CELL
    cells = mask[: rows * _CELL, : columns * _CELL].reshape(rows, _CELL, columns, _CELL)
    return np.asarray(cells.mean(axis=(1, 3)))


def _parts(alive: NDArray[np.uint8], rect: Rect, across: bool = True, tried: int = 0) -> list[Rect]:
    """The rectangle cut along lanes without texture, its dead margins cut off."""
    x1, y1, x2, y2 = rect
    if tried > 4 or x2 - x1 < 32 or y2 - y1 < 32:
        return [rect]
    profile = alive[y1:y2, x1:x2].mean(axis=0 if across else 1) > 0.15
    # Two dead columns can be chance; three are a gap between pictures.
    padded = np.concatenate([[False], profile, [False]]).astype(np.int8)
    starts, ends = np.flatnonzero(np.diff(padded) == 1), np.flatnonzero(np.diff(padded) == -1)
    spans: list[list[int]] = []
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        if spans and start - spans[-1][1] < 3:
            spans[-1][1] = end
        else:
            spans.append([start, end])
    found = []
    for start, end in spans:
        if end - start < 24:
            continue
        part = (x1 + start, y1, x1 + end, y2) if across else (x1, y1 + start, x2, y1 + end)
        again = tried + (len(spans) == 1)
        found.extend(_parts(alive, part, not across, again + 1))
    return found


def _colours_in(rgb: NDArray[np.uint8], rect: Rect) -> int:
    """How many colours (5 bits a channel) occur in a thinned-out rectangle."""
    x1, y1, x2, y2 = rect
    step = max(1, min(x2 - x1, y2 - y1) // 48)
    part = rgb[y1:y2:step, x1:x2:step].reshape(-1, 3).astype(np.int32) >> 3
    return len(np.unique(part[:, 0] << 10 | part[:, 1] << 5 | part[:, 2]))


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
        for rect in (*blobs, *_outlines(canvas))
        if SMALLEST <= rect[3] - rect[1] <= TALLEST and SMALLEST <= rect[2] - rect[0] <= 90
    ]
    found: list[Control] = []
    for rect in candidates:
        if any(other.sure and _share_inside(rect, other.rect) > 0.5 for other in found):
            continue
        if any(_share_inside(rect, picture) > 0.5 for picture in pictures):
            continue
        control = read_control(canvas.rgb, rect)
        if control and not _is_glyph(rect, texts):
            found = [one for one in found if _share_inside(one.rect, rect) < 0.5]
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
    """A region with the lines on it; ``usual`` is the height of most lines of the picture."""

    region: Region
    texts: tuple[_Text, ...]
    usual: float

    @property
    def content(self) -> Rect | None:
        """The extent of all that stands on the region; specks left out."""
        marks = [m for m in self.region.marks if max(m[2] - m[0], m[3] - m[1]) >= 3]
        if not marks:
            return None
        lefts, tops, rights, bottoms = zip(*marks, strict=True)
        return min(lefts), min(tops), max(rights), max(bottoms)

    @property
    def ends_only(self) -> bool:
        """Whether nothing but small marks at its two ends stands on it, as icons in a field do."""
        x1, _, x2, _ = self.region.rect
        reach = 1.3 * self.region.height
        return all(
            m[2] - m[0] <= self.region.height and (m[2] - x1 <= reach or x2 - m[0] <= reach)
            for m in self.region.marks
        )


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
        # On a photo only a clean rectangle can be a control.
        rough = region.fullness < 0.93
        if rough and any(_share_inside(region.rect, rect) > 0.8 for rect in pictures):
            continue
        regions.append(region)
    usual = float(np.median([text.rect[3] - text.rect[1] for text in texts])) if texts else 16.0
    cells, touching, stacks = _stacked(regions)
    found: list[tuple[Region, Element]] = []
    for region in regions:
        x1, y1, x2, y2 = region.rect
        on_it = np.flatnonzero(
            (centres[:, 0] > x1)
            & (centres[:, 0] < x2)
            & (centres[:, 1] > y1)
            & (centres[:, 1] < y2)
        )
        patch = _Patch(region, tuple(texts[i] for i in on_it.tolist()), usual)
        if _inside_glyph(region, texts):
            continue
        kind = _kind(patch, canvas, region.label in cells, region.label in touching)
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
    cards = [Element("panel", canvas.box_of(rect)) for rect in stacks]
    joined = _joined_buttons([element for _, element in found], texts, canvas)
    return _without_doubles(joined + cards)


def _joined_buttons(
    elements: Sequence[Element], texts: Sequence[_Text], canvas: Canvas
) -> list[Element]:
    """Wordless buttons joined to the button they touch; beside a plain label they are icons."""
    wordless = [item for item in elements if item.kind == "button" and not item.text]
    found = [item for item in elements if item.kind != "button" or item.text]
    for item in wordless:
        box = item.box
        slack = 3.0 * canvas.factor
        for index, other in enumerate(found):
            level = abs(other.box.y1 - box.y1) + abs(other.box.y2 - box.y2) <= 2 * slack
            beside = min(abs(other.box.x1 - box.x2), abs(box.x1 - other.box.x2)) <= slack
            if other.kind == "button" and level and beside:
                around = union((box, other.box))
                found[index] = replace(other, box=around)
                break
        else:
            near = any(
                0 <= text.line.box.x1 - box.x2 <= 20 * canvas.factor
                and text.line.box.y1 < box.center.y < text.line.box.y2
                for text in texts
            )
            found.append(replace(item, kind="icon") if near else item)
    return found


def _inside_glyph(region: Region, texts: Sequence[_Text]) -> bool:
    return any(
        _share_inside(region.rect, text.rect) > 0.8
        and region.height < 0.92 * (text.rect[3] - text.rect[1])
        for text in texts
    )


def _kind(patch: _Patch, canvas: Canvas, is_cell: bool, touches: bool) -> ElementKind | None:
    region = patch.region
    if not is_cell:
        if _is_button(patch):
            return "button"
        if not touches and _is_field(patch, canvas):
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
    words = sum(len(text.line.text) for text in patch.texts)
    # Initials in a disc are a person, a digit in a small box is a count.
    if 0 < words <= 2 and (region.fullness < 0.85 or height < 24) and width < 1.5 * height:
        return False
    # A badge has smaller letters than the text round it.
    if patch.texts and height <= 25:
        first = patch.texts[0].rect
        if first[3] - first[1] < 0.86 * patch.usual:
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
    return words <= 40 and (left + right) < 0.92 * width


def _is_field(patch: _Patch, canvas: Canvas) -> bool:
    region = patch.region
    width, height = region.width, region.height
    if width < 56 or width > 0.8 * canvas.width or height < _FIELD_HEIGHT[0]:
        return False
    lab = oklab(np.array([region.color], dtype=np.uint8))[0]
    chroma = float(np.hypot(lab[1], lab[2]))
    if chroma > 0.035 or region.fullness < 0.85:
        return False
    if len([text for text in patch.texts if len(text.line.text) > 2]) > 1:
        return False
    if height > _FIELD_HEIGHT[1]:
        # A text area: an empty outlined box, or one with words in its upper left corner only.
        if region.border is None or height > 320 or width < 120:
            return False
        # The grip to resize it stands in the lower right corner.
        marks = [
            mark
            for mark in region.marks
            if not (mark[0] > region.rect[2] - 20 and mark[1] > region.rect[3] - 20)
        ]
        return (
            len(patch.texts) <= 1
            and all(mark[3] < region.rect[1] + 48 for mark in marks)
            and (not marks or min(mark[0] for mark in marks) - region.rect[0] < 24)
        )
    if width < 1.5 * height:
        return False
    if region.border is None and (width < 100 or height < 24):
        return False
    content = patch.content
    if content is None or (not patch.texts and patch.ends_only and height >= 24):
        lighter = lab[0] > oklab(np.array([region.outside], dtype=np.uint8))[0][0] + 0.02
        return region.border is not None or bool(lighter)
    if not patch.texts:
        return False
    words = patch.texts[0].rect
    left, slack = words[0] - region.rect[0], region.rect[2] - words[2]
    # Words wider than their field run into its right side.
    cut_off = region.border is not None and slack < left - 4 and left <= 20
    dim = color_distance(patch.texts[0].line.color, patch.texts[0].line.background) < 0.45
    enough = slack > left + 4 if dim and region.border is not None else slack >= 0.25 * width
    if left > max(48, 1.3 * height) or not (enough or cut_off):
        return False
    if region.border is not None:
        return True
    line = patch.texts[0].line
    return color_distance(line.color, line.background) < 0.62


def _stacked(regions: Sequence[Region]) -> tuple[set[int], set[int], list[Rect]]:
    """Regions standing edge to edge upon others of the same width.

    Returns the labels of those alike (rows and cells of a table), the labels of all that touch,
    and the rectangles of unlike ones together: a card of head and body.
    """
    cells: set[int] = set()
    touching: set[int] = set()
    cards: list[Rect] = []
    by_sides: dict[tuple[int, int], list[Region]] = {}
    for region in regions:
        key = (round(region.rect[0] / 4), round(region.rect[2] / 4))
        by_sides.setdefault(key, []).append(region)
    for stack in by_sides.values():
        stack.sort(key=lambda region: region.rect[1])
        for upper, lower in zip(stack, stack[1:], strict=False):
            if not -1 <= lower.rect[1] - upper.rect[3] <= 3:
                continue
            touching.update((upper.label, lower.label))
            tall, low = sorted((upper.height, lower.height), reverse=True)
            if tall < 1.8 * low and upper.height < 120:
                cells.update((upper.label, lower.label))
            elif upper.width >= 120 and color_distance(upper.outside, lower.outside) < 0.05:
                cards.append((*upper.outer[:2], *lower.outer[2:]))
    return cells, touching, cards


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


def _without_doubles(found: Sequence[Element]) -> list[Element]:
    """Of boxes that all but coincide the innermost; of fields and buttons no nested ones."""
    kept: list[Element] = []
    for element in sorted(found, key=lambda item: item.box.area):
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
    texts: Sequence[_Text],
    controls: Sequence[Control],
    pictures: Sequence[Rect],
) -> list[Element]:
    import cv2

    joined = cv2.morphologyEx(canvas.loose_ink, cv2.MORPH_CLOSE, np.ones((3, 3), dtype=np.uint8))
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
    for text, ink, color, height in zip(
        texts, inks, chroma.tolist(), heights.tolist(), strict=True
    ):
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
            hue = float(np.degrees(np.arctan2(ink[2], ink[1]))) % 360
            if np.hypot(ground[1], ground[2]) < 0.05 and 215 <= hue <= 310:
                found.append(Element("link", line.box, line.text))
    return [replace(item, fill=None) for item in found]


def _underline(canvas: Canvas, text: _Text) -> tuple[int, int] | None:
    """Where a thin level stroke runs under a line's words and ends with them, x1 and x2."""
    import cv2

    x1, y1, x2, y2 = text.rect
    height = y2 - y1
    left, right = max(0, x1 - 6), min(canvas.width, x2 + 6)
    top, bottom = y1 + int(0.6 * height), min(canvas.height, y2 + 3)
    part = canvas.rgb[top:bottom, left:right].astype(np.int16)
    if part.shape[0] < 2 or part.shape[1] < 14:
        return None
    ink = np.abs(part - np.array(text.line.background, dtype=np.int16)).max(axis=2) > 50
    best: tuple[int, int] | None = None
    thick = 0
    # Underlines leave a gap round the tails of g, p and y.
    gap = np.ones((1, max(3, height // 3) | 1), dtype=np.uint8)
    closed = cv2.morphologyEx(ink.astype(np.uint8), cv2.MORPH_CLOSE, gap)
    for row, plain in zip(closed.astype(bool), ink, strict=True):
        start, length = _longest_run(row)
        # Rows of letters close to a run too, but an underline is itself nearly all ink.
        if length < max(14, 1.6 * height) or plain[start : start + length].mean() < 0.8:
            continue
        if _longest_run(plain)[1] < height:
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
