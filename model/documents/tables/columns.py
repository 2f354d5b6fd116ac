"""Where the columns of rows of words part, told by the white space that runs down between them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from model.documents.tables.words import Chunk, Row, Word, chunks_of

_MARK = re.compile(r"\(?(?:\d|[a-z]|[ivx]{1,4})\)|[*†‡§¹²³#]{1,3}")
"""What stands behind a figure and points to a note."""
_STEP = 0.5
"""Points of one bin of the profile."""


def separators(
    rows: Sequence[Row], space: float, rigid: Sequence[float] = (), tolerance: float = 0.07
) -> list[float]:
    """The x of every gap between columns, from left to right, in points.

    Rows whose chunks run over gaps of most others (spanning heads) are left out. ``space`` is the
    usual gap between words (share of their size); ``rigid`` are places where a line is drawn.
    """
    bodies = _bodies(rows)
    if not bodies:
        return sorted(rigid)
    left = min(row.box.x1 for row in bodies)
    right = max(row.box.x2 for row in bodies)
    bins = max(1, int((right - left) / _STEP) + 1)
    cover = np.zeros(bins, int)
    for row in bodies:
        seen = np.zeros(bins, bool)
        for word in row.words:
            seen[int((word.box.x1 - left) / _STEP) : int((word.box.x2 - left) / _STEP) + 1] = True
        cover += seen
    size = float(np.median([row.size for row in bodies]))
    allowed = int(tolerance * len(bodies))
    found = [*rigid]
    for start, end in _runs(cover <= allowed):
        if start == 0 or end == bins:
            continue
        low, high = left + start * _STEP, left + end * _STEP
        if any(low - 2 <= at <= high + 2 for at in rigid):
            continue
        if _parts(bodies, low, high, size, space):
            best = max(
                _runs(cover[start:end] == cover[start:end].min()), key=lambda run: run[1] - run[0]
            )
            found.append(low + (best[0] + best[1]) / 2 * _STEP)
    return _populated(bodies, sorted(found), set(rigid))


def column_of(x: float, at: Sequence[float]) -> int:
    """The number of the column that ``x`` lies in."""
    return bisect_right(at, x)


def pieces(chunk: Chunk, at: Sequence[float], space: float) -> list[tuple[int, int, Chunk]]:
    """A chunk cut at the separators: (first column, last column, words) of every piece.

    Words that stand apart by no more than a space, and a word that stands over a separator, stay
    together: that is a head over several columns.
    """
    groups: list[list[Word]] = []
    for word in chunk.words:
        if groups and not _cut(groups[-1][-1], word, at, space):
            groups[-1].append(word)
        else:
            groups.append([word])
    made = []
    for group in groups:
        first = column_of(group[0].box.x1 + min(1.0, group[0].box.width / 2), at)
        last = column_of(group[-1].box.x2 - min(1.0, group[-1].box.width / 2), at)
        if first == last - 1 and len(groups) == 1 and len(group) == 1:
            first = last = column_of(group[0].box.center.x, at)
        made.append((first, last, Chunk(tuple(group))))
    return made


def _cut(before: Word, after: Word, at: Sequence[float], space: float) -> bool:
    left, right = column_of(before.box.center.x, at), column_of(after.box.center.x, at)
    if left == right:
        return False
    gap = (after.box.x1 - before.box.x2) / max(1.0, min(before.size, after.size))
    if not any(before.box.x2 - 1 <= edge <= after.box.x1 + 1 for edge in at):
        return False
    if before.numeric and after.numeric:
        return gap > 0.5 * space
    return gap > 1.5 * space


def _bodies(rows: Sequence[Row]) -> list[Row]:
    """The rows that tell of columns: those with at least half as many chunks as the fullest."""
    if not rows:
        return []
    counts = sorted(len(row.chunks) for row in rows)
    most = counts[int(0.9 * (len(counts) - 1))]
    least = max(2, (most + 1) // 2)
    return [row for row in rows if len(row.chunks) >= least]


def _runs(mask: np.ndarray) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(int), [0]))))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


def _parts(rows: Sequence[Row], low: float, high: float, size: float, space: float) -> bool:
    """Whether a white run parts columns rather than words that happen to stand in line."""
    width = (high - low) / max(1.0, size)
    beside: list[tuple[Word, Word]] = []
    for row in rows:
        before = [word for word in row.words if word.box.center.x < low]
        after = [word for word in row.words if word.box.center.x > high]
        if before and after:
            beside.append((before[-1], after[0]))
    if not beside:
        return False
    if sum(_MARK.fullmatch(b.text) is not None for _, b in beside) > 0.6 * len(beside):
        return False
    numeric = sum(a.numeric and b.numeric for a, b in beside) / len(beside)
    if numeric > 0.6 and len(beside) >= 3:
        return width > 0.12
    gaps = sorted((b.box.x1 - a.box.x2) / max(1.0, min(a.size, b.size)) for a, b in beside)
    usual = gaps[len(gaps) // 2]
    count = len(beside)
    least = 1.25 if count >= 12 else 1.6 if count >= 6 else 2.2
    return width > least * space * 0.8 and usual > max(0.62, least * space)


def _populated(rows: Sequence[Row], at: list[float], rigid: set[float]) -> list[float]:
    """The separators without those that would leave a column all but empty."""
    least = max(1, int(0.06 * len(rows)))
    while at:
        counts = [0] * (len(at) + 1)
        for row in rows:
            for column in {column_of(word.box.center.x, at) for word in row.words}:
                counts[column] += 1
        poor = min(range(len(counts)), key=lambda column: counts[column])
        if counts[poor] >= least:
            return at
        near = [index for index in (poor - 1, poor) if 0 <= index < len(at)]
        loose = [index for index in near if at[index] not in rigid]
        if not loose:
            return at
        at = at[: loose[0]] + at[loose[0] + 1 :]
    return at


def regroup(
    words: Sequence[Word], at: Sequence[float], space: float
) -> list[tuple[int, int, Chunk]]:
    """The words of one row as pieces by column."""
    return [piece for chunk in chunks_of(words) for piece in pieces(chunk, at, space)]
