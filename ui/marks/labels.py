"""Where labels go so that none covers another: pure geometry, shared by every drawing of marks.

Greedy in the order given: each label takes the free place nearest its mark, preferring places
that hide no other mark. The browser's overlay follows the same order of places (``overlay.js``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from model.geometry import Box

Size = tuple[float, float]

_ROOMY = 3.0
"""A mark this many label heights tall (and a label wide) has room for its label inside."""


def place(
    marks: Sequence[Box],
    sizes: Sequence[Size],
    bounds: Size,
    gap: float = 2.0,
    taken: Iterable[Box] = (),
) -> list[Box | None]:
    """A place for each label, or ``None`` where every place near its mark is taken.

    ``marks`` are the bounding boxes, ``sizes`` each label's width and height, ``bounds`` the
    picture's; all in the same pixels. Labels keep ``gap`` from each other and from ``taken`` and
    lie wholly on the picture.
    """
    # Cells about as large as a label keep a lookup to a handful of neighbours.
    cell = max(32.0, 2 * max((height for _, height in sizes), default=0.0))
    used, others = _Grid(cell), _Grid(4 * cell)
    for box in taken:
        used.add(box)
    for box in marks:
        others.add(box)
    places: list[Box | None] = []
    for mark, size in zip(marks, sizes, strict=True):
        best, least = None, float("inf")
        for candidate in _candidates(mark, size, bounds, gap):
            if any(candidate.intersection(box) > 0 for box in used.near(candidate.grow(gap))):
                continue
            hidden = _hidden(candidate, mark, others)
            if hidden < least:
                best, least = candidate, hidden
            if hidden == 0:
                break
        if best is not None:
            used.add(best.grow(gap))
        places.append(best)
    return places


def _hidden(label: Box, mark: Box, others: _Grid) -> float:
    """How much of other marks the label would cover; marks round this one do not count."""
    return sum(
        label.intersection(other)
        for other in others.near(label)
        if other != mark and other.intersection(mark) < mark.area
    )


def _candidates(mark: Box, size: Size, bounds: Size, gap: float) -> Iterator[Box]:
    """Places from best to worst, pushed back onto the picture where they stick out a little."""
    width, height = size
    if width > bounds[0] or height > bounds[1]:
        return
    left, right = mark.x1, mark.x2 - width
    above, below = mark.y1 - height - gap, mark.y2 + gap
    middle = mark.center.y - height / 2
    corners = [(left, above), (left, below), (right, above), (right, below)]
    beside = [(mark.x2 + gap, middle), (mark.x1 - width - gap, middle)]
    inside = [
        (left, mark.y1),
        (right, mark.y1),
        (left, mark.y2 - height),
        (right, mark.y2 - height),
    ]
    if mark.height >= _ROOMY * height and mark.width >= width:
        corners = [corners[0], inside[0], *corners[1:]]
    for x, y in [*corners, *beside, *inside]:
        if y < 0 or y + height > bounds[1]:
            continue
        x = min(max(x, 0.0), bounds[0] - width)
        yield Box(x, y, x + width, y + height)


class _Grid:
    """Boxes by the square cells they touch, to find neighbours without looking at all."""

    def __init__(self, cell: float) -> None:
        self._cell = cell
        self._boxes: dict[tuple[int, int], list[Box]] = defaultdict(list)

    def add(self, box: Box) -> None:
        """Remember ``box``."""
        for key in self._cells(box):
            self._boxes[key].append(box)

    def near(self, box: Box) -> set[Box]:
        """Every box sharing a cell with ``box``."""
        return {found for key in self._cells(box) for found in self._boxes.get(key, ())}

    def _cells(self, box: Box) -> Iterator[tuple[int, int]]:
        size = self._cell
        for column in range(int(box.x1 // size), int(box.x2 // size) + 1):
            for row in range(int(box.y1 // size), int(box.y2 // size) + 1):
                yield column, row
