"""The order in which a page's lines are read: columns one after the other, titles across them.

A gutter is a clear strip with running text on both sides; lines that cross it (a title, a full
width figure's caption) part the columns above from those below. Columns are taken right to left
where the writing is. What has no gutter, tables above all, keeps the order of the file, unless
that jumps about; then it is read row by row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from model.documents.parts import Line

RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""A letter of a script that runs to the left (Arabic, Hebrew)."""
_LEAST_LINES = 3
"""Lines a column has at least."""
_LEAST_CHARS = 12.0
"""Characters a line of a column has at least, on average; a Chinese one counts twice."""
_FILLED = 0.5
"""How much of their column's width its lines fill, in the median."""
_MOST_DEEP = 3
"""Columns are parted so many times over: two in two, four in four."""
_CROSSING = 0.4
"""Most lines, of all, that may cross a gutter."""
_EDGES = 12
"""At most so many edges, those of most lines: the numbers of a table begin everywhere."""
_GUTTER = 0.7
"""The least width of a gutter, in sizes of the letters."""

_Gutters = dict[tuple[int, tuple[int, ...]], float | None]
"""Where parts of a page, each of some lines by their identity, are parted, by depth."""


def columns(lines: Sequence[Line]) -> list[list[Line]]:
    """The lines in groups that are read one after the other, each in its order."""
    if len(lines) < 2:
        return [list(lines)] if lines else []
    if sum(1 for line in lines if not line.upright) > len(lines) / 2:
        return [list(lines)]  # a page on its side, or vertical writing: the file knows best
    return _columns(list(lines), right_to_left(lines), 0)


def right_to_left(lines: Sequence[Line]) -> bool:
    """Whether most letters are of a script that runs to the left (Arabic, Hebrew)."""
    text = "".join([line.text for line in lines])
    right = len(RIGHT_TO_LEFT.findall(text))
    return right > 0 and right > sum(map(str.isalpha, text)) / 2


def _columns(lines: list[Line], leftwards: bool, depth: int) -> list[list[Line]]:
    gutter = (
        _gutter(lines, leftwards)
        if depth <= _MOST_DEEP and len(lines) >= 2 * _LEAST_LINES
        else None
    )
    if gutter is None:
        return [_in_rows(lines, leftwards)]
    groups: list[list[Line]] = []
    across = [line for line in lines if _side(line, gutter) == 0]
    bounds = sorted({line.box.center.y for line in across})
    across_at = {bound: [ln for ln in across if ln.box.center.y == bound] for bound in bounds}
    sides: tuple[int, int] = (1, -1) if leftwards else (-1, 1)
    above = float("-inf")
    for bound in [*bounds, float("inf")]:
        for side in sides:
            part = [
                line
                for line in lines
                if _side(line, gutter) == side and above <= line.box.center.y < bound
            ]
            if part:
                groups.extend(_columns(part, leftwards, depth + 1))
        if bound in across_at:
            groups.append(across_at[bound])
        above = bound
    return _together(groups, gutter)


def _together(groups: list[list[Line]], gutter: float) -> list[list[Line]]:
    """Put lines across the columns that follow one another in one group."""
    merged: list[list[Line]] = []
    before = False
    for group in groups:
        crossing = all(_side(line, gutter) == 0 for line in group)
        if crossing and before:
            merged[-1].extend(group)
        else:
            merged.append(list(group))
        before = crossing
    return merged


def _side(line: Line, gutter: float) -> int:
    if line.box.x2 <= gutter + 0.5:
        return -1
    return 1 if line.box.x1 >= gutter - 0.5 else 0


def _gutter(
    lines: Sequence[Line], leftwards: bool, depth: int = 0, known: _Gutters | None = None
) -> float | None:
    """Where to part two columns of running text: the clear strip that fewest lines cross.

    A column begins where several lines do: at their left edges, for Arabic at their right ones.
    ``known`` keeps what was found of parts: a wide table would ask for the same ones over and over.
    """
    known = {} if known is None else known
    part = depth, tuple(map(id, lines))
    if part not in known:
        known[part] = _best_gutter(lines, leftwards, depth, known)
    return known[part]


def _best_gutter(
    lines: Sequence[Line], leftwards: bool, depth: int, known: _Gutters
) -> float | None:
    if sum(map(_weight, lines)) < _LEAST_CHARS * (1 - _CROSSING) * len(lines):
        return None  # cells of a table: no two columns of running text are among them
    size = median(line.size for line in lines) or 10.0
    best: tuple[int, float, float] | None = None
    extents = [(line.box.x1 + 0.5, line.box.x2 - 0.5) for line in lines]
    most = _CROSSING * len(lines)
    for edge in _shared_edges(lines, leftwards):
        middle = edge + (0.25 if leftwards else -0.25) * size
        crossing = len([1 for x1, x2 in extents if x1 < middle < x2])
        if crossing > most or (best is not None and crossing > best[0]):
            continue
        left = [line for line in lines if _side(line, middle) < 0]
        right = [line for line in lines if _side(line, middle) > 0]
        if not _side_by_side(left, right) or not all(
            _is_column(side)
            or (depth < _MOST_DEEP and _gutter(side, leftwards, depth + 1, known) is not None)
            for side in (left, right)
        ):
            continue
        width = min(line.box.x1 for line in right) - max(line.box.x2 for line in left)
        if width >= _GUTTER * size and (best is None or (crossing, -width) < best[:2]):
            best = (crossing, -width, middle)
    return best[2] if best else None


def _shared_edges(lines: Sequence[Line], leftwards: bool) -> list[float]:
    edges: dict[int, list[float]] = {}
    for line in lines:
        edge = line.box.x2 if leftwards else line.box.x1
        edges.setdefault(round(edge / 3), []).append(edge)
    pick = max if leftwards else min
    shared = [found for found in edges.values() if len(found) >= _LEAST_LINES]
    return [pick(found) for found in sorted(shared, key=len, reverse=True)[:_EDGES]]


def _is_column(lines: Sequence[Line]) -> bool:
    if len(lines) < _LEAST_LINES:
        return False
    width = max(line.box.x2 for line in lines) - min(line.box.x1 for line in lines)
    filled = median(line.box.width for line in lines) / width if width > 0 else 0.0
    return filled >= _FILLED and sum(map(_weight, lines)) / len(lines) >= _LEAST_CHARS


def _weight(line: Line) -> int:
    if line.text.isascii():
        return len(line.text)
    return sum(2 if char >= "\u2e80" else 1 for char in line.text)


def _side_by_side(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether the columns stand beside one another rather than one above the other."""
    if len(left) < _LEAST_LINES or len(right) < _LEAST_LINES:
        return False
    top = max(min(ln.box.y1 for ln in left), min(ln.box.y1 for ln in right))
    bottom = min(max(ln.box.y2 for ln in left), max(ln.box.y2 for ln in right))
    shorter = min(
        max(ln.box.y2 for ln in side) - min(ln.box.y1 for ln in side) for side in (left, right)
    )
    return bottom - top > 0.3 * shorter


def _in_rows(lines: list[Line], leftwards: bool) -> list[Line]:
    """The file's order where it runs down the page, else its chunks row by row from the top."""
    chunks = _chunks(lines)
    if not leftwards and all(
        _follows(before, chunk) for before, chunk in zip(chunks, chunks[1:], strict=False)
    ):
        return lines
    rows: list[list[list[Line]]] = []
    for chunk in sorted(chunks, key=lambda item: item[0].box.y1):
        first = rows[-1][0][0] if rows else None
        if first and chunk[0].box.center.y < first.box.y1 + 0.85 * first.box.height:
            rows[-1].append(chunk)
        else:
            rows.append([chunk])
    sign = -1 if leftwards else 1
    return [
        line
        for row in rows
        for chunk in sorted(row, key=lambda item: sign * item[0].box.center.x)
        for line in chunk
    ]


def _chunks(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that stand close below one another, as the file has them: a paragraph, a cell."""
    chunks: list[list[Line]] = []
    for line in lines:
        last = chunks[-1][-1] if chunks else None
        if (
            last is not None
            and -0.3 * line.size < line.box.y1 - last.box.y2 < 0.9 * line.size
            and min(last.box.x2, line.box.x2) > max(last.box.x1, line.box.x1)
        ):
            chunks[-1].append(line)
        else:
            chunks.append([line])
    return chunks


def _follows(before: Sequence[Line], chunk: Sequence[Line]) -> bool:
    """Whether a chunk stands below the one before, or to its right and no higher."""
    first, size = before[0].box, chunk[0].size
    return chunk[0].box.y1 > before[-1].box.y2 - 0.6 * size or (
        chunk[0].box.x1 > first.x2 - size and chunk[0].box.y1 > first.y1 - 0.6 * size
    )
