"""What was said of the parts of a clip made one answer, a few at a time."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Sequence

from agents.watching.events import WatchingEvent
from model.events import Progress
from model.tasks.video import Watched

AT_ONCE = 8
"""Replies that one call joins: more and the first ones are forgotten."""


Join = Callable[[tuple[str, ...], bool], Generator[WatchingEvent, None, Watched]]
"""One call that makes one reply of a few; the flag says whether it is the last."""


def merge_calls(parts: int) -> int:
    """How many calls it takes to make one reply of ``parts``."""
    calls = 0
    while parts > 1:
        parts = math.ceil(parts / AT_ONCE)
        calls += parts
    return calls


def merged(
    partials: Sequence[str], join: Join, most_chars: int
) -> Generator[WatchingEvent, None, Watched]:
    """Join two replies or more in a tree, in their order, ``most_chars`` of them at once."""
    level = list(partials)
    while True:
        size = math.ceil(len(level) / math.ceil(len(level) / AT_ONCE))
        groups = [level[at : at + size] for at in range(0, len(level), size)]
        made = []
        for at, group in enumerate(groups):
            yield Progress(f"Making one answer of {len(level)}", at / len(groups))
            most = most_chars // len(group)
            made.append((yield from join(tuple(one[:most] for one in group), len(groups) == 1)))
        if len(made) == 1:
            return made[0]
        level = [one.text for one in made]
