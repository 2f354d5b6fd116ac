"""Which line of the screenshot is which line of the render.

Likeness of two texts is ``2 · longest common subsequence / (length + length)`` after folding case
and spaces. As in Design2Code, lines are paired so that the likeness is greatest altogether, a pair
is worth a little more when its neighbours are pairs too, neighbouring lines may be joined where
that makes them more alike, and pairs less than half alike are none. Unlike there, distance counts
against a pair, so that of nine equal words each finds the one in its own place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agents.fidelity.assignment import Pair, assign
from model.geometry import Box, union
from model.rendering import Color, TextLine

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_SPACES = re.compile(r"\s+")
_LEAST = 0.5
"""Likeness below which two texts are different ones."""
_NEIGHBOURS = 0.1
_DISTANCE = 0.3
_JOIN_GAIN = 0.05
_JOIN_ROUNDS = 8
_LEAST_TOGETHER = 0.3
"""Likeness that two pieces of a line must have together: more pieces may follow."""


@dataclass(frozen=True, slots=True)
class Block:
    """One or several neighbouring lines taken as one; ``key`` is its text, folded."""

    lines: tuple[TextLine, ...]
    key: str
    box: Box

    @property
    def text(self) -> str:
        """Its words as they stand on the page."""
        return " ".join(line.text for line in self.lines)

    @property
    def color(self) -> Color:
        """The colour of its longest line."""
        return max(self.lines, key=lambda line: len(line.text)).color


@dataclass(frozen=True, slots=True)
class Match:
    """A block of the screenshot and its counterpart; ``likeness`` is 0.5–1."""

    target: Block
    rendered: Block
    likeness: float


@dataclass(frozen=True, slots=True)
class Matching:
    """All blocks of both sides, paired as far as they could be."""

    matches: tuple[Match, ...]
    missing: tuple[Block, ...]
    extra: tuple[Block, ...]

    @property
    def targets(self) -> int:
        """How many blocks the screenshot has."""
        return len(self.matches) + len(self.missing)


def fold(text: str) -> str:
    """``text`` in lower case with single spaces: what is compared."""
    return _SPACES.sub(" ", text).strip().lower()


def match_blocks(
    target: Sequence[TextLine], rendered: Sequence[TextLine], unit: tuple[float, float]
) -> Matching:
    """Pair the lines of two pages; ``unit`` is the view's width and height in pixels."""
    ours = [Block((line,), fold(line.text), line.box) for line in target if fold(line.text)]
    theirs = [Block((line,), fold(line.text), line.box) for line in rendered if fold(line.text)]
    pairs, likeness = _pair(ours, theirs, unit)
    for _ in range(_JOIN_ROUNDS):
        ours_joined = _join(ours, theirs, dict(pairs), likeness)
        back = {column: row for row, column in pairs}
        # One side at a time: the pairs are of the blocks before.
        theirs_joined = None if ours_joined else _join(theirs, ours, back, likeness.T)
        if not ours_joined and not theirs_joined:
            break
        ours, theirs = ours_joined or ours, theirs_joined or theirs
        pairs, likeness = _pair(ours, theirs, unit)
    matches = tuple(Match(ours[i], theirs[j], float(likeness[i, j])) for i, j in pairs)
    rows, columns = {i for i, _ in pairs}, {j for _, j in pairs}
    return Matching(
        matches,
        tuple(block for i, block in enumerate(ours) if i not in rows),
        tuple(block for j, block in enumerate(theirs) if j not in columns),
    )


def _pair(
    ours: Sequence[Block], theirs: Sequence[Block], unit: tuple[float, float]
) -> tuple[list[Pair], NDArray[np.float64]]:
    import numpy as np
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import cdist

    if not ours or not theirs:
        return [], np.zeros((len(ours), len(theirs)))
    likeness = cdist(
        [block.key for block in ours],
        [block.key for block in theirs],
        scorer=Indel.normalized_similarity,
        score_cutoff=_LEAST,
        dtype=np.float64,
    )
    x_apart, y_apart = _apart(ours, theirs)
    distance = np.maximum(x_apart / unit[0], y_apart / unit[1])
    worth = likeness + _NEIGHBOURS * _context(likeness) - _DISTANCE * np.minimum(distance, 1.0)
    return assign(np.where(likeness >= _LEAST, worth, 0.0)), likeness


def _apart(
    ours: Sequence[Block], theirs: Sequence[Block]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    import numpy as np

    one = np.array([(block.box.center.x, block.box.center.y) for block in ours])
    other = np.array([(block.box.center.x, block.box.center.y) for block in theirs])
    apart = np.abs(one[:, None] - other[None])
    return apart[..., 0], apart[..., 1]


def _context(likeness: NDArray[np.float64]) -> NDArray[np.float64]:
    """The two greatest likenesses among the eight pairs of neighbours, summed."""
    import numpy as np

    rows, columns = likeness.shape
    padded = np.pad(likeness, 1)
    around = np.stack(
        [
            padded[1 + down : 1 + down + rows, 1 + right : 1 + right + columns]
            for down in (-1, 0, 1)
            for right in (-1, 0, 1)
            if (down, right) != (0, 0)
        ]
    )
    found: NDArray[np.float64] = np.partition(around, -2, axis=0)[-2:].sum(axis=0)
    return found


def _join(
    blocks: Sequence[Block],
    others: Sequence[Block],
    partner: dict[int, int],
    likeness: NDArray[np.float64],
) -> list[Block] | None:
    """``blocks`` with those neighbours joined that are more alike to a partner together."""
    from rapidfuzz.distance import Indel

    if not others:
        return None
    free = [j for j in range(len(others)) if j not in set(partner.values())]
    found: list[tuple[float, int]] = []
    for i in range(len(blocks) - 1):
        joined = f"{blocks[i].key} {blocks[i + 1].key}"
        mine = [partner[k] for k in (i, i + 1) if k in partner]
        alone = [float(likeness[k, partner[k]]) for k in (i, i + 1) if k in partner]
        if len(alone) == 2 and min(alone) > 0.95:
            continue
        # With a partner already, only it and its free neighbours can be meant.
        near = free if not mine else [j for j in free if any(abs(j - k) == 1 for k in mine)]
        for j in mine + near:
            together = Indel.normalized_similarity(joined, others[j].key)
            if together < _LEAST_TOGETHER:
                continue
            apart = alone or [
                Indel.normalized_similarity(blocks[k].key, others[j].key) for k in (i, i + 1)
            ]
            if together > max(apart) + _JOIN_GAIN:
                found.append((together - sum(apart) / 2, i))
    if not found:
        return None
    joins: set[int] = set()
    for _, i in sorted(found, reverse=True):
        if not joins & {i - 1, i, i + 1}:
            joins.add(i)
    result: list[Block] = []
    skip = False
    for i, block in enumerate(blocks):
        if skip:
            skip = False
        elif i in joins:
            following = blocks[i + 1]
            box = union([block.box, following.box])
            lines = block.lines + following.lines
            result.append(Block(lines, f"{block.key} {following.key}", box))
            skip = True
        else:
            result.append(block)
    return result
