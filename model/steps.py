"""Work in steps: a generator that yields how far it is and returns what it made.

Whoever can show progress or wants to stop iterates; whoever cannot takes the result at once.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")


def result(steps: Generator[object, None, T]) -> T:
    """What the work returns, done without a pause."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            made: T = end.value
            return made
