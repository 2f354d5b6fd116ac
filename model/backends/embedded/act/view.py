"""What the planner works on: a screen without the task's own words, and the pixels under it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

from model.backends.embedded.screen import Color, Element, Line, Screen
from model.geometry import Box, union
from model.messages import Picture

_LETTERS = re.compile(r"[\W_]+")
_STARTS_ALIKE = 85.0
_COVERED = 0.8
_ROW = 0.5


@dataclass(frozen=True)
class View:
    """One look at a page.

    ``instruction`` is the block of the page that shows the task itself, word for word: it is no
    target. ``lines`` and ``elements`` are all the rest.
    """

    picture: Picture
    screen: Screen
    task: str

    @cached_property
    def pixels(self) -> NDArray[np.uint8]:
        """Rows × columns × red, green, blue."""
        return np.asarray(self.picture.pixels.convert("RGB"), dtype=np.uint8)

    @cached_property
    def instruction(self) -> Box | None:
        """Where the page shows the task's own words, with the panel they fill; else ``None``."""
        block = _words_of(self.task, self.screen.lines)
        if block is None:
            return None
        others = [line for line in self.screen.lines if not block.contains(line.box.center)]
        panels = [
            element.box
            for element in self.screen.elements
            if element.kind == "panel"
            and element.box.intersection(block) > 0.95 * block.area
            and not any(element.box.contains(line.box.center) for line in others)
        ]
        return min(panels, key=lambda box: box.area, default=block)

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The lines outside the instruction, in reading order."""
        return tuple(line for line in self.screen.lines if self._counts(line.box))

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """The elements outside the instruction."""
        return tuple(item for item in self.screen.elements if self._counts(item.box))

    @cached_property
    def rest(self) -> Screen:
        """The screen without the instruction."""
        return replace(self.screen, lines=self.lines, elements=self.elements)

    @cached_property
    def letter_height(self) -> float:
        """The middle height of a line of text, in pixels; a guess where there is none."""
        heights = sorted(line.box.height for line in self.screen.lines)
        return heights[len(heights) // 2] if heights else self.picture.height / 40

    @cached_property
    def page(self) -> Box:
        """The whole picture."""
        return Box(0, 0, self.picture.width, self.picture.height)

    def _counts(self, box: Box) -> bool:
        return self.instruction is None or not self.instruction.contains(box.center)

    def inside(self, box: Box) -> list[Line]:
        """The lines whose middle lies in ``box``."""
        return [line for line in self.lines if box.contains(line.box.center)]

    def ground(self, box: Box) -> Color:
        """The commonest colour round ``box``."""
        height, width = self.pixels.shape[:2]
        x1, y1, x2, y2 = box.grow(2).clamp(width - 1, height - 1).pixels()
        rim = np.concatenate(
            [self.pixels[[y1, y2], x1 : x2 + 1].reshape(-1, 3),
             self.pixels[y1 : y2 + 1, [x1, x2]].reshape(-1, 3)]
        )  # fmt: skip
        values, counts = np.unique(rim, axis=0, return_counts=True)
        red, green, blue = values[int(counts.argmax())].tolist()
        return red, green, blue

    def patch(self, line: Line) -> Box:
        """The even patch of colour that a line of text stands on: a button, a bar, the page."""
        import cv2

        height, width = self.pixels.shape[:2]
        scale = max(1, round(self.letter_height / 14))
        small = self._small(scale)
        mask = np.zeros((small.shape[0] + 2, small.shape[1] + 2), dtype=np.uint8)
        x1, y1, x2, y2 = line.box.clamp(width, height).pixels()
        seed = self._seed(small, (x1 // scale, y1 // scale, x2 // scale, y2 // scale), line)
        if seed is None:
            return line.box
        _, _, _, (left, top, wide, high) = cv2.floodFill(
            small.copy(), mask, seed, (0, 0, 0), (6, 6, 6), (6, 6, 6),
            flags=4 | cv2.FLOODFILL_FIXED_RANGE | cv2.FLOODFILL_MASK_ONLY | (1 << 8),
        )  # fmt: skip
        return Box(left * scale, top * scale, (left + wide) * scale, (top + high) * scale)

    def _small(self, scale: int) -> NDArray[np.uint8]:
        return np.ascontiguousarray(self.pixels[::scale, ::scale])

    @staticmethod
    def _seed(
        small: NDArray[np.uint8], rect: tuple[int, int, int, int], line: Line
    ) -> tuple[int, int] | None:
        x1, y1, x2, y2 = rect
        part = small[y1:y2, x1:x2].astype(np.int16)
        if part.size == 0:
            return None
        close = np.abs(part - np.array(line.background, dtype=np.int16)).max(axis=2) <= 6
        rows, columns = np.nonzero(close)
        if not len(rows):
            return None
        return int(columns[0]) + x1, int(rows[0]) + y1


def on_one_row(one: Box, other: Box) -> bool:
    """Whether two boxes stand side by side, by the heights they share."""
    shared = min(one.y2, other.y2) - max(one.y1, other.y1)
    return shared > _ROW * min(one.height, other.height)


def _plain(text: str) -> str:
    return _LETTERS.sub("", text).casefold()


def _words_of(task: str, lines: Sequence[Line]) -> Box | None:
    """The box of the lines that together say what ``task`` says; ``None`` if there are none.

    A task of less than three words is never looked for: "Submit" may well be on a button.
    """
    whole = _plain(task)
    if len(task.split()) < 3 and not (len(whole) > 6 and not whole.isascii()):
        return None
    for index, first in enumerate(lines):
        said = _plain(first.text)
        if len(said) < 4 or fuzz.ratio(said, whole[: len(said)]) < _STARTS_ALIKE:
            continue
        taken, length = [first], len(said)
        for line in lines[index + 1 :]:
            more = _plain(line.text)
            near = line.box.y1 - taken[-1].box.y2 < 1.5 * first.box.height
            if length >= len(whole) or not near:
                break
            if not more or fuzz.ratio(more, whole[length : length + len(more)]) < 70:
                continue
            taken.append(line)
            length += len(more)
        if length >= _COVERED * len(whole):
            return union(line.box for line in taken)
    return None


def changed(before: Picture, now: Picture, box: Box | None = None) -> bool:
    """Whether two pictures differ, in ``box`` only if one is given."""
    if before.digest == now.digest:
        return False
    if before.size != now.size:
        return True
    if box is None:
        return True
    corners = box.clamp(now.width, now.height).pixels()
    one = np.asarray(before.pixels.crop(corners).convert("RGB"), dtype=np.int16)
    other = np.asarray(now.pixels.crop(corners).convert("RGB"), dtype=np.int16)
    return bool((np.abs(one - other).max(axis=2) > 24).mean() > 0.001)
