"""Frames taken from a clip beside the stream, so that it can be left while they are decoded."""

from __future__ import annotations

import threading
from collections.abc import Generator, Sequence

from agents.watching.events import Footage
from model.clips.parts import Frame
from model.events import Progress

_AT_ONCE = 8
"""Frames decoded before a stop is heard; fewer would open the file more often."""


def taking(
    clip: Footage, times: Sequence[float], side: int, heartbeat_s: float
) -> Generator[Progress, None, tuple[Frame, ...]]:
    """The frames at ``times``, in order, with ``Progress`` at every heartbeat.

    Each bears the time it really has, which is what the model is told. Raises what ``clip.at``
    raises.
    """
    found: list[Frame] = []
    errors: list[BaseException] = []
    stopped, done = threading.Event(), threading.Event()

    def work() -> None:
        try:
            for at in range(0, len(times), _AT_ONCE):
                if stopped.is_set():
                    return
                found.extend(clip.at(times[at : at + _AT_ONCE], side))
        except BaseException as error:
            errors.append(error)
        finally:
            done.set()

    threading.Thread(target=work, name="watching-frames", daemon=True).start()
    try:
        while not done.wait(heartbeat_s * 0.8):
            taken = len(found)
            yield Progress(f"Taking frames ({taken} of {len(times)})", taken / len(times))
    finally:
        stopped.set()
    if errors:
        raise errors[0]
    return tuple(found)
