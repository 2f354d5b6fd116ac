"""Mismatches in words that a person would use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from agents.fidelity.blocks import Block
from agents.fidelity.colors import ciede2000, lab
from model.geometry import Box
from model.rendering import Color

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NOUNS = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    "button": "button",
    "a": "link",
    "input": "field",
    "textarea": "field",
    "select": "list",
    "label": "label",
    "th": "column head",
    "td": "cell",
    "li": "item",
    "p": "paragraph",
}
_LONG = 40


def missing_sentence(blocks: Sequence[Block]) -> str:
    """What the screenshot has and the page has not."""
    if len(blocks) == 1:
        return f"The text {_quoted(blocks[0])} is missing."
    return f"{len(blocks)} lines are missing, {_span(blocks)}."


def extra_sentence(blocks: Sequence[Block]) -> str:
    """What the page has and the screenshot has not."""
    if len(blocks) == 1:
        return f"{_named(blocks[0])} is not on the screenshot."
    return f"{len(blocks)} lines are not on the screenshot, {_span(blocks)}."


def wrong_sentence(target: Block, rendered: Block) -> str:
    """What is written and what should be."""
    return f"{_named(rendered)} should read {_quoted(target)}."


def moved_sentence(blocks: Sequence[Block], right: float, down: float) -> str:
    """By how many pixels it stands too far to which side."""
    return f"{_all(blocks, 'stands', 'stand')} {_ways(right, down)}."


def page_moved_sentence(blocks: Sequence[Block], right: float, down: float) -> str:
    """The same, of nearly all there is."""
    return f"The page as a whole, {len(blocks)} texts, stands {_ways(right, down)}."


def _ways(right: float, down: float) -> str:
    most = max(abs(right), abs(down))
    ways = []
    if abs(down) >= min(1.0, most):
        ways.append(f"{abs(down):.0f} px too {'low' if down > 0 else 'high'}")
    if abs(right) >= min(1.0, most):
        ways.append(f"{abs(right):.0f} px too far {'right' if right > 0 else 'left'}")
    return " and ".join(ways)


def size_sentence(blocks: Sequence[Block], growth: float) -> str:
    """By how many per cent it is too large or too small."""
    how = "large" if growth > 0 else "small"
    return f"{_all(blocks, 'is', 'are')} {abs(growth) * 100:.0f} % too {how}."


def color_sentence(blocks: Sequence[Block], target: Color, rendered: Color) -> str:
    """Which colour it has and which it should have."""
    are = _all(blocks, "is", "are")
    return f"{are} {_shade(rendered)} where the screenshot has {_shade(target)}."


def picture_sentence(box: Box, target: NDArray[np.uint8], rendered: NDArray[np.uint8]) -> str:
    """Where two pictures differ, and how as far as a colour can say."""
    place = f"The area {_place(box, target.shape[1], max(len(target), len(rendered)))}"
    area = f"{place}, {box.width:.0f} × {box.height:.0f} px,"
    ours, theirs = _mean(target, box), _mean(rendered, box)
    if ours is None:
        return f"{area} lies below the end of the screenshot."
    if theirs is None:
        return f"{area} is missing: the page ends above it."
    if float(ciede2000(lab(ours), lab(theirs))) < 4:
        return f"{area} has other shapes than the screenshot."
    return f"{area} is {_shade(theirs)} where the screenshot has {_shade(ours)}."


def _mean(rgb: NDArray[np.uint8], box: Box) -> Color | None:
    x1, y1, x2, y2 = box.clamp(rgb.shape[1], rgb.shape[0]).pixels()
    if x2 <= x1 or y2 <= y1:
        return None
    red, green, blue = rgb[y1:y2, x1:x2].reshape(-1, 3).mean(axis=0)
    return round(float(red)), round(float(green)), round(float(blue))


def _place(box: Box, width: float, height: float) -> str:
    rows = ("at the top", "in the middle", "at the bottom")
    columns = ("left", "", "right")
    row = rows[min(2, int(3 * box.center.y / max(1.0, height)))]
    if box.width > 0.7 * width:
        return row
    column = columns[min(2, int(3 * box.center.x / max(1.0, width)))]
    return f"{row} {column}".strip()


def _shade(color: Color) -> str:
    from model.language.color_names import color_name

    return f"{color_name(color)} (#{color[0]:02x}{color[1]:02x}{color[2]:02x})"


def _short(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[: _LONG - 1].rstrip()}…"


def _quoted(block: Block) -> str:
    return f"'{_short(block.text)}'"


def _named(block: Block) -> str:
    tag = block.lines[0].tag
    return f"The {_NOUNS.get(tag, 'text')} {_quoted(block)}"


def _span(blocks: Sequence[Block]) -> str:
    return f"from {_quoted(blocks[0])} to {_quoted(blocks[-1])}"


def _all(blocks: Sequence[Block], one: str, many: str) -> str:
    if len(blocks) == 1:
        return f"{_named(blocks[0])} {one}"
    return f"The {len(blocks)} texts {_span(blocks)} {many}"
