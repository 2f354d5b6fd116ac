"""How a user steers a run from outside: any thread may call, the run looks here between beats."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from model.actions import Action

if TYPE_CHECKING:
    from agents.recording.run import Run


class Control:
    """The steering wheel of one run; safe to use from any thread, before and during it.

    ``record`` is the run so far. It is there even after the events were no longer read (a closed
    tab), when no ``Ended`` could be told.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._stopped = False
        self._paused = False
        self._single = False
        self._asked = False
        self._word: bool | None = None
        self._taken: list[Action] = []
        self._hints: list[str] = []
        self.record: Run | None = None

    def pause(self) -> None:
        """Stand still before the next action; one that is being done is done to its end."""
        with self._changed:
            self._paused = True
            self._single = False
            self._changed.notify_all()

    def resume(self) -> None:
        """Go on after a pause, and after the user had the mouse."""
        with self._changed:
            self._paused = self._single = False
            self._changed.notify_all()

    def step_once(self) -> None:
        """Take one step of the agent's and stand still again."""
        with self._changed:
            self._paused = self._single = True
            self._changed.notify_all()

    def stop(self) -> None:
        """End the run within a heartbeat; its record stays."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def approve(self, allowed: bool) -> None:
        """The user's word on the action asked about; ignored when nothing is asked."""
        with self._changed:
            if self._asked:
                self._word = allowed
                self._changed.notify_all()

    def take_over(self, action: Action) -> None:
        """Do ``action`` for the user; it becomes a step of theirs.

        The first one pauses the run, so that two hands do not fight over one mouse: Resume gives
        it back. What the agent was deciding or asking about is dropped, for the screen is another.
        """
        with self._changed:
            self._taken.append(action)
            self._paused = True
            self._single = False
            self._changed.notify_all()

    def hint(self, text: str) -> None:
        """A sentence the agent minds from its next decision on; a decision under way is remade."""
        if text := " ".join(text.split()):
            with self._changed:
                self._hints.append(text)
                self._changed.notify_all()

    @property
    def stopped(self) -> bool:
        """Whether Stop was pressed."""
        return self._stopped

    @property
    def paused(self) -> bool:
        """Whether the run stands still or will before its next action."""
        return self._paused and not self._single

    @property
    def asking(self) -> bool:
        """Whether the run waits for ``approve``."""
        return self._asked

    # What follows is for the run itself.

    @property
    def interrupted(self) -> bool:
        """Whether something came that makes the decision under way stale."""
        return bool(self._taken or self._hints)

    def open_question(self) -> None:
        """From now on ``approve`` counts."""
        with self._changed:
            self._asked, self._word = True, None

    def close_question(self) -> None:
        """From now on ``approve`` is ignored again."""
        with self._changed:
            self._asked, self._word = False, None

    @property
    def word(self) -> bool | None:
        """The user's answer to the open question, ``None`` while there is none."""
        return self._word

    def take_action(self) -> Action | None:
        """The user's next own action, if there is one."""
        with self._changed:
            return self._taken.pop(0) if self._taken else None

    def take_hints(self) -> tuple[str, ...]:
        """The hints that came since the last call."""
        with self._changed:
            hints, self._hints = tuple(self._hints), []
            return hints

    def stepped(self) -> None:
        """The agent took a step: a single one is used up."""
        with self._changed:
            self._single = False

    def wait(self, seconds: float) -> None:
        """Sleep until something changes, at most ``seconds``."""
        with self._changed:
            self._changed.wait(seconds)
