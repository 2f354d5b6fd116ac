"""The state of one run: what is on the screen, what was done, what was spent."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agents.agent.events import Errand
from agents.agent.suspicion import Suspect, addressed
from agents.recording.run import Consent, End, Run, Step
from model.actions import Action, Back, Wait
from model.backends.base import Connection, Options
from model.backends.embedded.screen import Screen
from model.geometry import Box, Point
from model.messages import Picture
from model.service import ModelService
from model.tasks.act import Decision, Past, Verdict

if TYPE_CHECKING:
    from agents.sandbox import Observed, Sandbox

_LONGEST_ENTRY = 160


class Over(Exception):
    """The run ends here, and why; not an error."""

    def __init__(self, end: End, why: str, answer: str = "") -> None:
        super().__init__(why)
        self.end, self.why, self.answer = end, why, answer


class Clock:
    """Seconds the agent itself took; while the user is waited for it stands still."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._waited = 0.0

    @property
    def seconds(self) -> float:
        """Time since the start, waiting for the user excluded."""
        return time.monotonic() - self._began - self._waited

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """For as long as it is the user's turn."""
        since = time.monotonic()
        try:
            yield
        finally:
            self._waited += time.monotonic() - since


@dataclass(frozen=True, slots=True)
class Asked:
    """A decision and how many seconds it took."""

    decision: Decision
    seconds: float


class Trip:
    """One run under way; ``record`` gives it as data at any time."""

    def __init__(
        self,
        errand: Errand,
        service: ModelService,
        sandbox: Sandbox,
        connection: Connection,
        options: Options,
    ) -> None:
        self.errand, self.service, self.sandbox = errand, service, sandbox
        self.connection, self.options = connection, options
        self.settings = service.settings
        self.clock = Clock()
        self.steps: list[Step] = []
        self.hints: tuple[str, ...] = errand.hints
        self.memory = ""
        self.tokens = 0
        self.focus: Point | None = None
        self.screen: Screen | None = None
        self.suspects: tuple[Suspect, ...] = ()
        self.first: Picture | None = None
        self.end: End | None = None
        self.verdict: Verdict | None = None
        self._observed: Observed | None = None
        self._answer = self._why = ""
        self._log: list[str] = []
        self._shown: set[str] = set()

    @property
    def picture(self) -> Picture:
        """The newest screenshot."""
        assert self._observed is not None, "the page was not opened yet"
        return self._observed.picture

    @property
    def scale(self) -> float:
        """Picture pixels of one CSS pixel."""
        return self.sandbox.viewport.scale

    @property
    def own_words(self) -> str:
        """All that the user said: the only instructions there are."""
        return "\n".join((self.errand.task, *self.hints))

    @property
    def history(self) -> tuple[Past, ...]:
        """The steps as a model is told of them."""
        return tuple(
            Past(one.thought, one.action, one.said, one.outcome, one.before, one.by_user)
            for one in self.steps
        )

    def open(self) -> Observed:
        """Load the start page; raises ``SandboxError`` or ``BadAddress``."""
        start = self.errand.start
        if start.kind == "url":
            return self.sandbox.visit(start.value)
        if start.kind == "site":
            from agents.sites import site

            return self.sandbox.load(site(start.value))
        return self.sandbox.load(start.value)

    def take_in(self, observed: Observed) -> None:
        """What the sandbox saw is from now on the screen."""
        self._observed = observed
        self.first = self.first or observed.picture
        self._log += [f"{entry.kind}: {entry.text}" for entry in observed.entries]

    def on_screen(self, at: Point) -> bool:
        """Whether ``at`` lies on the screenshot."""
        return 0 <= at.x <= self.picture.width and 0 <= at.y <= self.picture.height

    def new_suspects(self) -> list[str]:
        """Passages that address the agent and were not told of before in this run."""
        fresh = [one.text for one in self.suspects if one.text not in self._shown]
        self._shown.update(fresh)
        return fresh

    def add(
        self,
        asked: Asked,
        outcome: str,
        *,
        observed: Observed | None = None,
        box: Box | None = None,
        by_user: bool = False,
        consent: Consent = "",
        acted_s: float = 0.0,
    ) -> Step:
        """Record a step; with ``observed`` the screen is another afterwards."""
        before = self.picture
        if observed is not None:
            self.take_in(observed)
        decision = asked.decision
        step = Step(
            number=len(self.steps) + 1,
            before=before,
            thought=decision.thought,
            action=decision.action,
            said=decision.said,
            outcome=outcome,
            after=self.picture,
            changed=observed.changed if observed else False,
            box=box,
            by_user=by_user,
            asked=consent,
            suspicious=() if by_user else tuple(one.text for one in self.suspects),
            decided_s=round(asked.seconds, 3),
            acted_s=round(acted_s, 3),
            url=self._observed.url if self._observed else "",
        )
        self.steps.append(step)
        return step

    def outcome_of(self, observed: Observed, action: Action) -> str:
        """What came of ``action``, in a sentence for the model and the log."""
        if observed.changed:
            outcome = "Success"
        elif isinstance(action, Wait):
            outcome = "Nothing changed while waiting"
        elif isinstance(action, Back):
            outcome = "Nothing changed: there may be no page to go back to"
        else:
            outcome = "Nothing changed on the screen"
        outcome += "."
        for entry in observed.entries:
            sentence = " ".join(entry.text.split())[:_LONGEST_ENTRY]
            if addressed(sentence):  # page text again, this time out of a dialog
                sentence = f"A {entry.kind} had text that addressed the agent; it is left out."
            outcome += f" {sentence}"
        return outcome

    def check_steps(self) -> None:
        """Raise ``Over`` when as many steps were taken as allowed; the user's own don't count."""
        most = self.errand.steps if self.errand.steps is not None else self.settings.agent_steps
        if sum(not step.by_user for step in self.steps) >= most:
            raise Over("budget", f"The limit of {most} steps was reached.")

    def check_limits(self) -> None:
        """Raise ``Over`` when the run took too long or too many tokens."""
        errand, settings = self.errand, self.settings
        seconds = errand.seconds if errand.seconds is not None else settings.agent_seconds
        if self.clock.seconds > seconds:
            raise Over("budget", f"The limit of {seconds:g} seconds was reached.")
        tokens = errand.tokens if errand.tokens is not None else settings.agent_tokens
        if self.tokens > tokens:
            raise Over("budget", f"The limit of {tokens:,} tokens was reached.")

    def finish(self, end: End, why: str, answer: str = "") -> None:
        """Say how it ended."""
        self.end, self._why, self._answer = end, why, answer

    @property
    def said(self) -> str:
        """What the agent ended with."""
        return self._answer or self._why

    def record(self) -> Run:
        """The run so far, or the whole of it."""
        view = self.sandbox.viewport
        return Run(
            task=self.errand.task,
            start=self.errand.start,
            observation=self.errand.observation,
            size=(view.width, view.height),
            scale=view.scale,
            steps=tuple(self.steps),
            end=self.end,
            answer=self._answer,
            why=self._why,
            verdict=self.verdict,
            seconds=round(self.clock.seconds, 3),
            tokens=self.tokens,
            model=self.connection.by or self.connection.backend,
            log=tuple(self._log),
        )
