"""Buttons, fields and panels: what an even patch is, by its size, its border and its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from model.backends.embedded.eye.controls import Control
from model.backends.embedded.eye.regions import Canvas, Rect, Region, TextLine, share_inside
from model.backends.embedded.screen import Element, ElementKind
from model.geometry import union
from model.language.color_names import color_distance, oklab

_BUTTON_HEIGHT = (19, 72)
_FIELD_HEIGHT = (17, 72)
_WIDEST_BUTTON = 520


@dataclass(frozen=True, slots=True)
class _Patch:
    """A region with the lines on it; ``usual`` is the height of most lines of the picture.

    Marks smaller than ``speck`` pixels are noise.
    """

    region: Region
    texts: tuple[TextLine, ...]
    usual: float
    speck: int = 3

    @property
    def content(self) -> Rect | None:
        """The extent of all that stands on the region; specks left out."""
        marks = [
            mark
            for mark in self.region.marks
            if max(mark[2] - mark[0], mark[3] - mark[1]) >= self.speck
            and min(mark[2] - mark[0], mark[3] - mark[1]) >= self.speck // 2
        ]
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


def find_boxes(
    canvas: Canvas,
    texts: Sequence[TextLine],
    controls: Sequence[Control],
    pictures: Sequence[Rect],
) -> list[Element]:
    """Buttons, fields, panels and icon tiles among the regions, no two of them the same box."""
    centres = np.array([text.middle for text in texts]).reshape(-1, 2)
    page = canvas.width * canvas.height
    regions = []
    for region in canvas.regions:
        area = region.width * region.height
        if area > 0.9 * page or region.fullness < 0.7 or not region.stands_out:
            continue
        if min(region.width, region.height) < 15:
            continue
        if any(share_inside(region.rect, control.rect) > 0.6 for control in controls):
            continue
        # On a photo only a clean rectangle can be a control.
        rough = region.fullness < 0.93
        if rough and any(share_inside(region.rect, rect) > 0.8 for rect in pictures):
            continue
        regions.append(region)
    usual = float(np.median([text.rect[3] - text.rect[1] for text in texts])) if texts else 16.0
    speck = 7 if canvas.noisy else 3
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
        patch = _Patch(region, tuple(texts[i] for i in on_it.tolist()), usual, speck)
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
    elements: Sequence[Element], texts: Sequence[TextLine], canvas: Canvas
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
                # Its middle half, not its very middle: that may fall between two lines.
                and text.line.box.y1 < box.y2 - box.height / 4
                and text.line.box.y2 > box.y1 + box.height / 4
                for text in texts
            )
            found.append(replace(item, kind="icon") if near else item)
    return found


def _inside_glyph(region: Region, texts: Sequence[TextLine]) -> bool:
    return any(
        share_inside(region.rect, text.rect) > 0.8
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
    if _is_prompt(patch, left, right):
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


def _is_pale(region: Region) -> bool:
    lab = oklab(np.array([region.color], dtype=np.uint8))[0]
    return float(np.hypot(lab[1], lab[2])) <= 0.035


def _is_prompt(patch: _Patch, left: int, right: int) -> bool:
    """Whether pale words begin at the left end of a colourless box, as in a field left empty.

    A button's words stand in its middle, even where it is switched off.
    """
    region = patch.region
    if not patch.texts or not _is_pale(region) or region.width < 2.5 * region.height:
        return False
    # A grey button with white words is no paler than that, but it stands out from the page.
    if color_distance(region.color, region.outside) > 0.2:
        return False
    line = patch.texts[0].line
    dim = color_distance(line.color, line.background) < 0.45
    lab = oklab(np.array([line.color], dtype=np.uint8))[0]
    grey = float(np.hypot(lab[1], lab[2])) < 0.05
    begins = left <= max(20, 0.6 * region.height)
    beyond = patch.texts[0].rect[0] > region.rect[0] + 0.6 * region.width
    # A key to press stands at the far end of a search box, as dim as its words.
    off_centre = abs(left - right) > max(3, 0.03 * region.width) or region.width > 5 * region.height
    return dim and grey and begins and (off_centre or beyond) and left < 0.3 * region.width


def _is_field(patch: _Patch, canvas: Canvas) -> bool:
    region = patch.region
    width, height = region.width, region.height
    if width < 56 or height < _FIELD_HEIGHT[0]:
        return False
    # On a page as narrow as a phone's an outlined field is as wide as the page.
    narrow = region.border is not None and width <= _WIDEST_BUTTON and width < 0.96 * canvas.width
    if width > 0.8 * canvas.width and not narrow:
        return False
    if not _is_pale(region) or region.fullness < 0.85:
        return False
    content = patch.content
    if height <= _FIELD_HEIGHT[1] and width >= 2.5 * height and content:
        margins = content[0] - region.rect[0], region.rect[2] - content[2]
        framed = region.border is not None or (width >= 100 and height >= 24)
        if framed and len(patch.texts) <= 2 and _is_prompt(patch, *margins):
            return True
    lab = oklab(np.array([region.color], dtype=np.uint8))[0]
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


def _label(rect: Rect, texts: Sequence[TextLine]) -> str:
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
