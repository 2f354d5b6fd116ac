"""Pictures of a page: placed ones, and drawings that are neither rules nor backgrounds."""

from __future__ import annotations

from collections.abc import Sequence

from model.geometry import Box, union
from model.media.pdf import Placed, Stroke

_LEAST_SIDE = 24.0
"""Points; smaller pictures are marks and icons."""
_BACKGROUND = 0.7
"""A picture over this share of a page lies behind its words, or is a scan of them."""
_NEAR = 8.0
"""Points between the parts of one drawing."""
_LEAST_PARTS = 6
_MOST_PARTS = 6_000
"""A map may have a hundred thousand parts; beyond this they are not looked at one by one."""


def pictures(placed: Sequence[Placed], strokes: Sequence[Stroke], page: Box) -> list[Box]:
    """Boxes of the pictures and drawings on a page, from top to bottom, none inside another."""
    found = [
        image.box.clamp(page.x2, page.y2)
        for image in placed
        if image.share < _BACKGROUND
        and image.box.width >= _LEAST_SIDE
        and image.box.height >= _LEAST_SIDE
    ]
    if len(strokes) <= _MOST_PARTS:
        found.extend(drawings(strokes, page))
    return sorted(merged(found, 1.0), key=lambda box: (box.y1, box.x1))


def drawings(strokes: Sequence[Stroke], page: Box) -> list[Box]:
    """Boxes round groups of strokes that draw something: curves, slants, many filled shapes."""
    parts = [
        stroke
        for stroke in strokes
        if stroke.box.area < 0.5 * page.area and max(stroke.box.width, stroke.box.height) > 0.5
    ]
    figures = []
    for group in _groups([stroke.box for stroke in parts]):
        members = [parts[index] for index in group]
        box = union(stroke.box for stroke in members).clamp(page.x2, page.y2)
        if len(members) < _LEAST_PARTS or min(box.width, box.height) < 2 * _LEAST_SIDE:
            continue
        if sum(map(_draws, members)) >= max(_LEAST_PARTS // 2, 0.1 * len(members)):
            figures.append(box)
    return figures


def _draws(stroke: Stroke) -> bool:
    """Whether a stroke is more than a rule, a frame or a ground: a curve, a slant."""
    for segment in stroke.segments:
        if segment.kind in ("curve", "quad"):
            return True
        if segment.kind == "line":
            (x1, y1), (x2, y2) = segment.points
            if abs(x1 - x2) > 1.0 and abs(y1 - y2) > 1.0:
                return True
    return False


def merged(boxes: Sequence[Box], margin: float) -> list[Box]:
    """The boxes, those that touch within ``margin`` made one."""
    return [union(boxes[index] for index in group) for group in _groups(boxes, margin)]


def _groups(boxes: Sequence[Box], near: float = _NEAR) -> list[list[int]]:
    """Indexes of boxes that touch within ``near`` points, directly or through others."""
    order = sorted(range(len(boxes)), key=lambda index: boxes[index].y1)
    parents = list(range(len(boxes)))

    def root(index: int) -> int:
        while parents[index] != index:
            parents[index] = parents[parents[index]]
            index = parents[index]
        return index

    active: list[int] = []
    for index in order:
        box = boxes[index]
        active = [other for other in active if boxes[other].y2 + near >= box.y1]
        for other in active:
            if boxes[other].x1 <= box.x2 + near and boxes[other].x2 >= box.x1 - near:
                parents[root(other)] = root(index)
        active.append(index)
    groups: dict[int, list[int]] = {}
    for index in range(len(boxes)):
        groups.setdefault(root(index), []).append(index)
    return list(groups.values())
