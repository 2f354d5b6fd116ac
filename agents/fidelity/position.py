"""How far the pairs stand apart."""

from __future__ import annotations

from collections.abc import Sequence

from agents.fidelity.blocks import Match

Size = tuple[float, float]

_FAR = 0.05
"""Share of the view from which a line counts as out of place altogether."""


def classic_position(matches: Sequence[Match], ours: Size, theirs: Size) -> float:
    """Design2Code's mean of one minus the greater offset, each page in shares of its own size."""
    if not matches:
        return 0.0
    total = 0.0
    for match in matches:
        one, other = match.target.box.center, match.rendered.box.center
        total += 1 - max(
            abs(one.x / ours[0] - other.x / theirs[0]), abs(one.y / ours[1] - other.y / theirs[1])
        )
    return total / len(matches)


def closeness(match: Match, unit: Size) -> float:
    """1 in the same place, 0 from a twentieth of the view away; ``unit`` is the view's size.

    Both ends of the line count, so that type of another width does not pass for well placed; of
    its height only the middle, since fonts of one size have boxes of different heights.
    """
    one, other = match.target.box, match.rendered.box
    across = max(abs(one.x1 - other.x1), abs(one.x2 - other.x2)) / unit[0]
    down = abs(one.center.y - other.center.y) / unit[1]
    return max(0.0, 1 - max(across, down) / _FAR)
