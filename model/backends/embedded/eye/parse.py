"""The steps from pixels to a ``Screen``, one after the other, stoppable between any two."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

from model.backends.embedded.eye import upright
from model.backends.embedded.eye.find_text import Strip, find_strips
from model.backends.embedded.eye.layout import reading_order
from model.backends.embedded.eye.networks import warm_up
from model.backends.embedded.eye.read_text import Seen, drop_lone_ideographs, read_strips
from model.backends.embedded.screen import Line, Screen, Word
from model.events import Progress
from model.geometry import Box

if TYPE_CHECKING:
    from model.backends.embedded.eye.networks import Pixels

LOOKING = 0.15
"""Share of the whole work that finding the text takes; reading it takes the most."""

READ = 0.9

SURE_ON_A_PHOTO = 0.75
"""Confidence that a line needs on a photo: foliage and ripples are read as letters below it."""


def parse(rgb: Pixels, threads: int) -> Iterator[Progress | Screen]:
    """See ``rgb`` (rows × columns × red, green, blue); yields ``Progress``, then the ``Screen``."""
    from model.backends.embedded.eye.colours import background, palette
    from model.backends.embedded.eye.elements import find_elements
    from model.backends.embedded.eye.picture_kind import picture_kind

    yield Progress("Loading the text reader", 0.0)
    warm_up()
    height, width = rgb.shape[:2]
    quarter, strips = yield from _upright_strips(rgb)
    turned = upright.turn(rgb, quarter)
    skew = upright.skew(strips)
    seen: list[Seen] = []
    for done, reading in enumerate(read_strips(turned, strips, threads), 1):
        if reading is not None:
            seen.append(reading)
        share = LOOKING + (READ - LOOKING) * done / len(strips)
        yield Progress(f"Reading text: {done} of {len(strips)} lines", share)
    seen = drop_lone_ideographs(seen)
    lines = []
    for index in reading_order([_levelled(item.strip, skew) for item in seen]):
        lines.append(_line(rgb, seen[index], quarter))
    yield Progress("Looking for buttons, fields and pictures", READ)
    elements = find_elements(rgb, lines)
    kind = picture_kind(rgb, lines, elements)
    if kind == "photo":
        lines = [line for line in lines if line.confidence >= SURE_ON_A_PHOTO]
    yield Screen(
        width=width,
        height=height,
        lines=tuple(lines),
        elements=elements,
        palette=palette(rgb),
        kind=kind,
        background=background(rgb),
        turned=(quarter - skew) % 360 if abs(skew) >= 0.25 else float(quarter),
    )


def _upright_strips(
    rgb: Pixels,
) -> Generator[Progress, None, tuple[upright.Quarter, list[Strip]]]:
    """Find the text; returns the turn that sets it upright, and the strips after that turn."""
    strips = yield from _strips(rgb)
    if upright.lies_on_its_side(strips):
        turned = upright.turn(rgb, 90)
        on_side = yield from _strips(turned)
        quarter = upright.best_quarter(turned, on_side, sideways=True)
        if quarter == 90:
            return 90, on_side
        if quarter == 270:
            return 270, (yield from _strips(upright.turn(rgb, 270)))
    elif upright.best_quarter(rgb, strips, sideways=False) == 180:
        return 180, (yield from _strips(upright.turn(rgb, 180)))
    return 0, strips


def _strips(rgb: Pixels) -> Generator[Progress, None, list[Strip]]:
    strips: list[Strip] = []
    for step in find_strips(rgb):
        if isinstance(step, list):
            strips = step
        else:
            yield Progress("Looking for text", step * LOOKING)
    return strips


def _levelled(strip: Strip, skew: float) -> Box:
    """The strip's box as if the picture were not skewed."""
    x, y = upright.level(strip.x, strip.y, skew)
    return Box(x - strip.width / 2, y - strip.height / 2, x + strip.width / 2, y + strip.height / 2)


def _line(rgb: Pixels, seen: Seen, quarter: upright.Quarter) -> Line:
    from model.backends.embedded.eye.colours import line_colours

    height, width = rgb.shape[:2]

    def place(box: Box) -> Box:
        return upright.turn_back(box, quarter, width, height).clamp(width, height)

    box = place(seen.strip.box)
    color, behind = line_colours(rgb, box)
    words = tuple(Word(text, place(strip.box)) for text, strip in seen.words)
    return Line(seen.text, box, seen.confidence, color, behind, words)
