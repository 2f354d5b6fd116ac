"""Where things lie: parts of a picture, order, and how one box lies to another. Pure geometry."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Protocol, TypeVar

from model.backends.embedded.pointing.vocabulary import Place, Side
from model.geometry import Box, Point


class HasBox(Protocol):
    """Anything with a box."""

    @property
    def box(self) -> Box:
        """The box in pixels."""
        ...


Thing = TypeVar("Thing", bound=HasBox)

_NEAR_EDGE = 0.4
"""A thing is "at the top" when its middle is within this share of the height."""
_SAME_ROW = 0.5
_ASKEW = 1e5
"""Added for what is not in the same row or column, so that it counts only if nothing else is."""
_FAR = 6.0
"""How much longer than the nearest distance still counts when all neighbours are asked for."""


def in_place(box: Box, place: Place, size: tuple[float, float]) -> bool:
    """Whether the middle of ``box`` lies in that part of a picture of ``size`` pixels."""
    x, y = box.center.x / size[0], box.center.y / size[1]
    if place.endswith(" half"):
        side = place.removesuffix(" half")
        return {"top": y < 0.5, "bottom": y >= 0.5, "left": x < 0.5, "right": x >= 0.5}[side]
    if place == "center":
        return 1 / 4 <= x <= 3 / 4 and 1 / 4 <= y <= 3 / 4
    reach = 0.5 if " " in place else _NEAR_EDGE
    sides = {"top": y < reach, "bottom": y > 1 - reach, "left": x < reach, "right": x > 1 - reach}
    return all(sides[side] for side in place.split())


def distance_to_place(box: Box, place: str, size: tuple[float, float]) -> float:
    """How far the middle of ``box`` is from that edge, corner or centre, in pixels."""
    width, height = size
    place = place.removesuffix(" half")
    if place == "center":
        return _length(box.center.x - width / 2, box.center.y - height / 2)
    edges = {"left": box.center.x, "right": width - box.center.x,
             "top": box.center.y, "bottom": height - box.center.y}  # fmt: skip
    return _length(*(edges[side] for side in place.split()))


def ordered(things: Sequence[Thing], by: str, size: tuple[float, float]) -> list[Thing]:
    """``things`` counted along ``by`` (see ``query.Order``)."""
    if by in ("reading", "top"):
        return [thing for row in rows(things) for thing in row]
    if by == "bottom":
        return [thing for row in reversed(rows(things)) for thing in row]
    if by in ("left", "right"):
        sign = 1 if by == "left" else -1
        return sorted(things, key=lambda thing: (sign * thing.box.center.x, thing.box.center.y))
    if by == "largest":
        return sorted(things, key=lambda thing: -thing.box.area)
    if by == "smallest":
        return sorted(things, key=lambda thing: thing.box.area)
    if by == "widest":
        return sorted(things, key=lambda thing: -thing.box.width)
    if by == "shortest":
        return sorted(things, key=lambda thing: thing.box.height)
    if by == "tallest":
        return sorted(things, key=lambda thing: -thing.box.height)
    return sorted(things, key=lambda thing: distance_to_place(thing.box, by, size))


def rows(things: Sequence[Thing]) -> list[list[Thing]]:
    """``things`` in rows from top to bottom, each from left to right."""
    found: list[list[Thing]] = []
    for thing in sorted(things, key=lambda item: item.box.center.y):
        row = found[-1] if found else []
        if row and thing.box.center.y - row[0].box.center.y <= 0.5 * min(
            thing.box.height, row[0].box.height
        ):
            row.append(thing)
        else:
            found.append([thing])
    return [sorted(row, key=lambda thing: thing.box.x1) for row in found]


def related(
    things: Sequence[Thing], side: Side, anchor: Box, other: Box | None = None
) -> list[Thing]:
    """The ``things`` that lie on ``side`` of ``anchor``, nearest first."""
    scored = [
        (distance, index)
        for index, thing in enumerate(things)
        if (distance := _distance(thing.box, side, anchor, other)) is not None
    ]
    return [things[index] for _, index in sorted(scored)]


def neighbours(things: Sequence[Thing], anchor: Box) -> list[Thing]:
    """Of ``things``, nearest first, those that are not much farther than the nearest one."""
    if not things:
        return []
    reach = max(gap(things[0].box, anchor), anchor.height) * _FAR
    return [thing for thing in things if gap(thing.box, anchor) <= reach]


def gap(first: Box, second: Box) -> float:
    """The shortest distance between two boxes, 0 where they touch."""
    across = max(first.x1 - second.x2, second.x1 - first.x2, 0.0)
    down = max(first.y1 - second.y2, second.y1 - first.y2, 0.0)
    return _length(across, down)


def inside(inner: Box, outer: Box, share: float = 0.5) -> bool:
    """Whether at least ``share`` of ``inner`` lies in ``outer``."""
    return inner.area > 0 and inner.intersection(outer) >= share * inner.area


def _distance(box: Box, side: Side, anchor: Box, other: Box | None) -> float | None:
    """How well ``box`` lies on ``side`` of ``anchor``: small is better, ``None`` is not at all."""
    if side == "in":
        return 0.0 if inside(box, anchor) and box.area < 0.9 * anchor.area else None
    if side == "between" and other is not None:
        middle = Point((anchor.center.x + other.center.x) / 2,
                       (anchor.center.y + other.center.y) / 2)  # fmt: skip
        return _between(box, anchor, other, middle)
    if _overlap(box, anchor) > 0.5:
        return None
    if side == "near":
        return gap(box, anchor)
    if side in ("left", "right"):
        ahead = (
            box.center.x - anchor.center.x if side == "right" else (anchor.center.x - box.center.x)
        )
        along = box.x1 - anchor.x2 if side == "right" else anchor.x1 - box.x2
        shared = min(box.y2, anchor.y2) - max(box.y1, anchor.y1)
        height = min(box.height, anchor.height)
        if ahead <= 0 or along < -0.5 * min(box.width, anchor.width):
            return None
        same_row = shared >= _SAME_ROW * height
        across = 0.0 if same_row else abs(box.center.y - anchor.center.y) + _ASKEW
        return None if across > ahead + _ASKEW else max(along, 0.0) + across
    ahead = box.center.y - anchor.center.y if side == "below" else anchor.center.y - box.center.y
    along = box.y1 - anchor.y2 if side == "below" else anchor.y1 - box.y2
    shared = min(box.x2, anchor.x2) - max(box.x1, anchor.x1)
    if ahead <= 0 or along < -0.5 * min(box.height, anchor.height):
        return None
    across = max(0.0, -shared)
    start = min(abs(box.x1 - anchor.x1), abs(box.center.x - anchor.center.x))
    askew = across + _ASKEW if across else 0.0
    return None if across > ahead else max(along, 0.0) + askew + 0.1 * start


def _between(box: Box, first: Box, second: Box, middle: Point) -> float | None:
    if _overlap(box, first) > 0.5 or _overlap(box, second) > 0.5:
        return None
    hull = Box(
        min(first.x1, second.x1), min(first.y1, second.y1),
        max(first.x2, second.x2), max(first.y2, second.y2),
    )  # fmt: skip
    if not hull.contains(box.center):
        return None
    return _length(box.center.x - middle.x, box.center.y - middle.y)


def _overlap(first: Box, second: Box) -> float:
    smaller = min(first.area, second.area)
    return first.intersection(second) / smaller if smaller > 0 else 0.0


def _length(*steps: float) -> float:
    return math.hypot(*steps)
