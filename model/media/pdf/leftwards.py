"""Writing that runs to the left, put into the order in which it is read.

A PDF places glyphs; their order in the file is its writer's own. Most browsers and office programs
write the words of an Arabic or Hebrew line as they stand from left to right, the letters of each
word as they are read: taken as they come, such a line has its last word first.
"""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from typing import Literal

_DIGITS = "0-9\u0660-\u0669\u06f0-\u06f9"
_LEFT = (
    "\u0591-\u05bd\u05bf\u05c1-\u05c2\u05c4-\u05f4\u0610-\u061a\u0620-\u065f\u066e-\u06d3"
    "\u06d5-\u06ef\u06fa-\u08ff\ufb1d-\ufd3d\ufd40-\ufdff\ufe70-\ufefc"
)
"""Letters and marks of scripts that run left; not their commas, stops and digits."""
_LETTER = re.compile(f"[{_LEFT}]")
_UNIT = re.compile(
    f"(?P<number>[{_DIGITS}]+(?:[.,:/٫٬][{_DIGITS}]+)*)(?![^\\W{_LEFT}])|"
    f"(?P<left>[{_LEFT}]+)|"
    f"(?P<right>[^\\W_{_LEFT}](?:[^\\s{_LEFT}]*[^\\W{_LEFT}])?)|"
    "(?P<between>.)",
    re.S,
)
_APART = 0.1
"""Of a letter's height: units further from each other than this are two words."""

_Kind = Literal["left", "right", "number", "between"]


@dataclass(frozen=True, slots=True)
class _Unit:
    """Letters that keep their order: a word, a number, or one sign or space between them."""

    kind: _Kind
    text: str
    edges: array[float]

    @property
    def middle(self) -> float:
        lefts, rights = self.edges[::4], self.edges[2::4]
        return (min(lefts) + max(rights)) / 2


def runs_left(text: str) -> bool:
    """Whether a line has letters of a script that runs to the left (Arabic, Hebrew)."""
    return not text.isascii() and _LETTER.search(text) is not None


def in_reading_order(text: str, edges: array[float]) -> tuple[str, array[float]]:
    """A line's letters and their edges (x1, y1, x2, y2 of each) as they are read.

    Words, numbers and signs are ordered by where they stand: from the right where most letters run
    left, else from the left; within, what runs the other way keeps its own order (a much shortened
    reverse of Unicode's bidirectional algorithm, UAX #9). A line that is in either order already
    stays as it is. A gap without a space gets one.
    """
    units = [
        _Unit(found.lastgroup, found[0], edges[4 * found.start() : 4 * found.end()])  # type: ignore[arg-type]
        for found in _UNIT.finditer(text)
    ]
    units = _ordered(units, _leftwards(units))
    words: list[str] = []
    placed = array("d")
    for before, unit in zip([None, *units], units, strict=False):
        if before is not None and (gap := _gap(before, unit)):
            words.append(" ")
            placed.extend(gap)
        words.append(unit.text)
        placed.extend(unit.edges)
    return "".join(words), placed


def _leftwards(units: list[_Unit]) -> bool:
    """Whether a line's sentence runs left: by the words at its ends, else as the file has it.

    Where the file's order is that of neither direction, most letters decide.
    """
    words = sorted(
        (one for one in units if one.kind in ("left", "right")), key=lambda one: one.middle
    )
    if words[0].kind == words[-1].kind:
        return words[0].kind == "left"
    left = sum(len(one.text) for one in words if one.kind == "left")
    most = left >= sum(len(one.text) for one in words) / 2
    return most if _ordered(units, not most) != units else not most


def _ordered(units: list[_Unit], leftwards: bool) -> list[_Unit]:
    """The units of a line whose sentence runs left, or right."""
    placed = sorted(units, key=lambda one: one.middle, reverse=leftwards)
    return _against(placed, "right" if leftwards else "left")


def _against(units: list[_Unit], kind: _Kind) -> list[_Unit]:
    """Stretches that run against the line turned round: ``kind`` with what stands between."""
    done: list[_Unit] = []
    at = 0
    while at < len(units):
        if units[at].kind != kind:
            done.append(units[at])
            at += 1
            continue
        end = last = at
        while end < len(units) and units[end].kind in (kind, "number", "between"):
            if units[end].kind != "between":
                last = end
            end += 1
        if kind == "left":  # a number at its end belongs to the line
            while units[last].kind != kind:
                last -= 1
        done.extend(reversed(units[at : last + 1]))
        at = last + 1
    return done


def _gap(before: _Unit, unit: _Unit) -> array[float] | None:
    """The edges of a space that is missing between two units."""
    if before.text.isspace() or unit.text.isspace():
        return None
    first, second = before.edges, unit.edges
    if max(second[2::4]) <= min(first[::4]):
        left, right = max(second[2::4]), min(first[::4])
    else:
        left, right = max(first[2::4]), min(second[::4])
    if right - left < _APART * (first[3] - first[1]):
        return None
    return array("d", (left, first[1], right, first[3]))
