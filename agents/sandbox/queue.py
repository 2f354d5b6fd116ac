"""Who gets a sandbox next: a bounded number at once, a bounded queue, first come first served."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Final

from model.errors import SandboxBusy
from model.settings import Settings

_POLL_S: Final = 0.1


class Places:
    """Counts the sandboxes in use; ``take`` waits for one to be given back."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._condition = threading.Condition(threading.Lock())
        self._taken = 0
        self._waiting: deque[object] = deque()

    @property
    def taken(self) -> int:
        """How many sandboxes are in use or about to be."""
        return self._taken

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def take(self, stopped: Callable[[], bool], make_room: Callable[[], bool]) -> None:
        """Wait for a place; ``make_room`` may free one that its holder can spare.

        Raises ``SandboxBusy`` when the queue is full, the wait too long, or ``stopped`` says so.
        """
        most, longest = self._settings.sandboxes, self._settings.sandbox_wait_s
        ticket = object()
        until = time.monotonic() + longest
        with self._condition:
            if self._taken < most and not self._waiting:
                self._taken += 1
                return
            if len(self._waiting) >= self._settings.sandbox_queue:
                raise SandboxBusy(
                    f"All {most} browser sandboxes are in use and {len(self._waiting)} requests "
                    "wait already; try again in a minute."
                )
            self._waiting.append(ticket)
        try:
            while True:
                with self._condition:
                    if self._taken < most and self._waiting[0] is ticket:
                        self._taken += 1
                        return
                    self._condition.wait(_POLL_S)
                    first = self._waiting[0] is ticket
                    full = self._taken >= most
                if stopped():
                    raise SandboxBusy("Waiting for a browser sandbox was stopped.")
                if first and full and make_room():
                    continue
                if time.monotonic() > until:
                    raise SandboxBusy(
                        f"All {most} browser sandboxes stayed in use for {longest:.0f} seconds; "
                        "try again later, or stop a run that is no longer needed."
                    )
        finally:
            with self._condition:
                self._waiting.remove(ticket)
                self._condition.notify_all()

    def give_back(self) -> None:
        """One sandbox fewer is in use."""
        with self._condition:
            self._taken -= 1
            self._condition.notify_all()
