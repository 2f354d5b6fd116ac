"""How large the letters of a line are, whatever the slant of its text."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from model.backends.embedded.screen import Line

_EQUAL = 0.92
"""Share of the tallest line's height from which another is as large; letters without tails are."""


def letter_height(line: Line) -> float:
    """Height of the letters in pixels.

    The box of a long slanted line is much higher than its letters; those of its words are less so.
    """
    heights = [word.box.height for word in line.words] or [line.box.height]
    sides = min(line.box.width, line.box.height)
    return min(float(median(heights)), max(sides, 1.0)) if len(line.text) > 2 else sides


def largest_lines(lines: Sequence[Line]) -> list[Line]:
    """The lines set largest, in reading order; single characters are no lines to speak of."""
    text = [line for line in lines if sum(letter.isalnum() for letter in line.text) > 1]
    if not text:
        return list(lines[:1])
    tallest = max(letter_height(line) for line in text)
    return [line for line in text if letter_height(line) >= _EQUAL * tallest]
