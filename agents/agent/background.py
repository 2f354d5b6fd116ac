"""A blocking call made elsewhere, so that whoever waits for it still has a heartbeat."""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator
from typing import TypeVar

Result = TypeVar("Result")


def in_background(call: Callable[[], Result], heartbeat_s: float) -> Generator[None, None, Result]:
    """Run ``call`` in a thread; yields at every heartbeat, then returns or raises what it did.

    When the iterator is closed the call is left alone: it ends by bounds of its own.
    """
    done = threading.Event()
    outcome: list[Result] = []
    trouble: list[BaseException] = []

    def work() -> None:
        try:
            outcome.append(call())
        except BaseException as error:
            trouble.append(error)
        finally:
            done.set()

    threading.Thread(target=work, name="agent", daemon=True).start()
    while not done.wait(heartbeat_s):
        yield
    if trouble:
        raise trouble[0]
    return outcome[0]
