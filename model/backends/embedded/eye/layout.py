"""The order in which a person reads lines that stand side by side and one above the other.

A recursive cut along empty bands (XY-cut, Nagy and Seth, 1984): columns of text are read one after
the other, rows of a table or a toolbar from left to right.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from model.geometry import Box

GUTTER = 1.2
"""Narrowest gutter between two columns, in heights of a line."""

SAME_ROW = 0.5
"""Share of the smaller height that two lines on one row overlap by."""


HEADER_GAP = 2.5
"""Least empty band below a header that is read before any column, in heights of a line."""


def reading_order(boxes: Sequence[Box]) -> list[int]:
    """The indexes of ``boxes`` (level lines of text) in reading order."""
    members = list(range(len(boxes)))
    if header := _header(boxes, members):
        rest = [index for index in members if index not in header]
        return [*_by_rows(boxes, sorted(header)), *_ordered(boxes, rest)]
    return _ordered(boxes, members)


def _header(boxes: Sequence[Box], members: list[int]) -> set[int]:
    """One row across the top, well apart from all below it: a bar that belongs to no column."""
    if len(members) < 3:
        return set()
    spans = _spans(boxes, members, upright=False)
    gap, count = next(iter(_cuts(spans)), (0.0, 0))
    row = [index for _, _, index in spans[:count]]
    if len(row) < 2 or gap < HEADER_GAP * median(box.height for box in boxes):
        return set()
    reach = max(boxes[i].x2 for i in row) - min(boxes[i].x1 for i in row)
    whole = max(box.x2 for box in boxes) - min(box.x1 for box in boxes)
    return set(row) if reach > whole / 2 else set()


def _ordered(boxes: Sequence[Box], members: list[int]) -> list[int]:
    if len(members) < 2:
        return members
    height = median(boxes[index].height for index in members)
    if parts := _columns(boxes, members, height):
        return [index for part in parts for index in _ordered(boxes, part)]
    if len(parts := _bands(boxes, members)) > 1:
        return [index for part in parts for index in _ordered(boxes, part)]
    return _by_rows(boxes, members)


def _spans(
    boxes: Sequence[Box], members: Sequence[int], upright: bool
) -> list[tuple[float, float, int]]:
    if upright:
        return sorted((boxes[i].x1, boxes[i].x2, i) for i in members)
    # Detected boxes of tight lines overlap by a pixel or two: a quarter off the top and bottom.
    return sorted(
        (boxes[i].y1 + boxes[i].height / 4, boxes[i].y2 - boxes[i].height / 4, i) for i in members
    )


def _cuts(spans: Sequence[tuple[float, float, int]]) -> list[tuple[float, int]]:
    """Empty bands as (width, how many spans lie before it)."""
    cuts = []
    reach = spans[0][1]
    for count, (start, end, _) in enumerate(spans[1:], 1):
        if start > reach:
            cuts.append((start - reach, count))
        reach = max(reach, end)
    return cuts


def _columns(boxes: Sequence[Box], members: list[int], height: float) -> list[list[int]]:
    """Two parts left and right of the widest gutter between columns; none where is no such."""
    spans = _spans(boxes, members, upright=True)
    for gap, count in sorted(_cuts(spans), reverse=True):
        if gap < GUTTER * height:
            break
        left = [index for _, _, index in spans[:count]]
        right = [index for _, _, index in spans[count:]]
        if _are_columns(boxes, left, right):
            return [left, right]
    return []


def _are_columns(boxes: Sequence[Box], left: list[int], right: list[int]) -> bool:
    """Whether both sides are read down before across: text columns, not cells of one table."""
    if min(len(left), len(right)) < 2:
        return False
    tops = [min(boxes[i].y1 for i in side) for side in (left, right)]
    bottoms = [max(boxes[i].y2 for i in side) for side in (left, right)]
    shared = min(bottoms) - max(tops)
    if shared <= 0:
        return False
    fewer, more = sorted((left, right), key=len)
    paired = sum(any(_on_one_row(boxes[i], boxes[j]) for j in more) for i in fewer)
    if paired <= 0.6 * len(fewer):
        return True
    # Rows that pair up are a table, unless both sides are running text.
    return all(
        median(boxes[i].width / max(1.0, boxes[i].height) for i in side) >= 12
        for side in (left, right)
    )


def _on_one_row(one: Box, other: Box) -> bool:
    shared = min(one.y2, other.y2) - max(one.y1, other.y1)
    return shared > SAME_ROW * min(one.height, other.height)


def _bands(boxes: Sequence[Box], members: list[int]) -> list[list[int]]:
    """The parts between the widest empty bands across, top to bottom."""
    spans = _spans(boxes, members, upright=False)
    cuts = _cuts(spans)
    if not cuts:
        return [members]
    widest = max(gap for gap, _ in cuts)
    edges = [0, *(count for gap, count in cuts if gap >= 0.8 * widest), len(spans)]
    return [
        [index for _, _, index in spans[start:end]]
        for start, end in zip(edges, edges[1:], strict=False)
    ]


def _by_rows(boxes: Sequence[Box], members: list[int]) -> list[int]:
    """Rows of lines whose heights overlap, each from left to right."""
    rows: list[list[int]] = []
    for index in sorted(members, key=lambda i: (boxes[i].y1 + boxes[i].y2, boxes[i].x1)):
        for row in rows[-3:]:
            if _on_one_row(boxes[row[0]], boxes[index]):
                row.append(index)
                break
        else:
            rows.append([index])
    return [index for row in rows for index in sorted(row, key=lambda i: boxes[i].x1)]
