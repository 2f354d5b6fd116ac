"""A run of the agent that goes on by itself and is watched; no Gradio here.

The run lives in a thread of its own, not in the page's request: a reload finds it again, two looks
see the same, and a visitor who went away ends it after a while.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, cast

from agents.gui_agent import Asking, Control, Ended, Errand, Looking, Paused, Taken, run
from agents.recording import Run, Step
from model.backends.base import Connection, Options
from model.events import Notice, Progress, Sent, Thinking, Usage
from model.service import ModelService

if TYPE_CHECKING:
    from agents.gui_agent import AgentEvent
    from agents.sandbox import Browser, Frame, Sandbox

Phase = Literal["opening", "working", "asking", "paused", "over"]

UNWATCHED_S = 60.0
"""A run that nobody watches for so long is stopped: its visitor has gone."""
_PATIENCE_S = 5.0


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A drive at one moment; ``serial`` grows with every change.

    ``doing`` and ``thinking`` are what is going on now; ``steps`` all that was done; ``asking`` the
    question to the user. ``error`` is a sentence where there was no run at all.
    """

    errand: Errand
    serial: int = 0
    phase: Phase = "opening"
    doing: str = ""
    thinking: str = ""
    looking: Looking | None = None
    asking: Asking | None = None
    steps: tuple[Step, ...] = ()
    notices: tuple[str, ...] = ()
    tokens: int = 0
    sent: Sent | None = None
    run: Run | None = None
    error: str = ""

    @property
    def over(self) -> bool:
        """Whether nothing more will come."""
        return self.phase == "over"

    def take(self, event: AgentEvent) -> Snapshot:
        """The drive after one more event."""
        now = replace(self, serial=self.serial + 1)
        match event:
            case Looking():
                # What stood still has moved on: whatever was asked or paused is over.
                return replace(now, looking=event, phase="working", asking=None)
            case Thinking(text):
                return replace(now, thinking=now.thinking + text)
            case Asking():
                return replace(now, asking=event, phase="asking", doing="")
            case Paused():
                return now if self.phase == "paused" else replace(now, phase="paused", doing="")
            case Taken(step):
                steps = (*now.steps, step)
                return replace(
                    now, steps=steps, thinking="", doing="", asking=None, phase="working"
                )
            case Progress(text):
                return replace(now, doing=text)
            case Notice(text):
                return replace(now, notices=(*now.notices, text))
            case Usage():
                spent = event.prompt_tokens + event.answer_tokens + event.thinking_tokens
                return replace(now, tokens=now.tokens + spent)
            case Sent():
                return replace(now, sent=event)
            case Ended(record):
                return replace(
                    now, run=record, steps=record.steps, phase="over", asking=None, doing=""
                )


class Drive:
    """One errand on its way; ``control`` steers it, ``watch`` shows it."""

    def __init__(
        self,
        errand: Errand,
        service: ModelService,
        browser: Browser,
        connection: Connection,
        options: Options,
        sentence: Callable[[Exception], str],
        warn: bool = True,
    ) -> None:
        """``sentence`` turns an error into what the user reads.

        ``warn`` says what the browser lacks.
        """
        self.control = Control()
        self.by = connection.by
        self._errand, self._service, self._browser = errand, service, browser
        self._connection, self._options, self._sentence = connection, options, sentence
        self._warn = warn
        self._changed = threading.Condition()
        self._now = Snapshot(errand)
        self._sandbox: Sandbox | None = None
        self._usage: list[Usage] = []
        self._watched_at = time.monotonic()
        self.when_over: Callable[[Snapshot], None] = lambda now: None
        """Told the last moment, also if nobody watches any more."""
        self._thread = threading.Thread(target=self._go, name="agent-run", daemon=True)

    def start(self) -> Drive:
        """Begin; returns at once."""
        self._thread.start()
        return self

    @property
    def now(self) -> Snapshot:
        """The latest moment."""
        with self._changed:
            return self._now

    def spent(self) -> list[Usage]:
        """What was spent since this was last asked."""
        with self._changed:
            usage, self._usage = self._usage, []
        return usage

    def frame(self) -> Frame | None:
        """The newest picture of the sandbox's screen, while there is one."""
        sandbox = self._sandbox
        return None if sandbox is None else sandbox.frame()

    def watch(self, frames_per_s: float) -> Iterator[tuple[Snapshot, Frame | None]]:
        """Every change, and every new frame at most ``frames_per_s`` times a second; ends with it.

        The frame is ``None`` where it is the one that was given before.
        """
        pause = 1 / frames_per_s
        seen = frame_seen = -1
        while True:
            with self._changed:
                self._watched_at = time.monotonic()
                if self._now.serial == seen:
                    self._changed.wait(pause)
                now = self._now
            frame = self.frame()
            fresh = frame if frame is not None and frame.serial != frame_seen else None
            if now.serial != seen or fresh is not None:
                yield now, fresh
                seen = now.serial
                frame_seen = fresh.serial if fresh is not None else frame_seen
            if now.over:
                return
            # A change wakes the next look at once, but pictures are not sent faster than agreed.
            with self._changed:
                self._changed.wait_for(lambda: self._now.over, pause)

    def stop(self, wait: bool = False) -> None:
        """End it; what was done is kept. With ``wait`` returns when the sandbox is free."""
        self.control.stop()
        if wait:
            self._thread.join(_PATIENCE_S)

    def _go(self) -> None:
        try:
            self._drive()
        except Exception as error:
            self._fail(self._sentence(error))
        finally:
            self.when_over(self.now)

    def _drive(self) -> None:
        from agents.sandbox import Viewport

        with self._browser.open(
            Viewport(), hosts=self._errand.start.hosts, stopped=self._given_up
        ) as sandbox:
            self._sandbox = sandbox
            if self._warn and self._browser.warning:
                self._take(Notice(self._browser.warning))
            try:
                sandbox.live(True)
                events = run(
                    self._errand,
                    self._service,
                    sandbox,
                    self._connection,
                    self._options,
                    self.control,
                )
                # A generator, though the agent promises only an iterator.
                with closing(cast(Any, events)) as stream:
                    for event in stream:
                        self._take(event)
                        if self._given_up():
                            self.control.stop()
            finally:
                self._sandbox = None
        if not self.now.over:
            self._fail("")

    def _given_up(self) -> bool:
        return self.control.stopped or time.monotonic() - self._watched_at > UNWATCHED_S

    def _take(self, event: AgentEvent) -> None:
        with self._changed:
            self._now = self._now.take(event)
            if self._now.asking and not self.control.asking and not isinstance(event, Asking):
                # The user gave the word, or did something else instead.
                self._now = replace(self._now, asking=None, phase="working")
            if self._now.phase == "paused" and not self.control.paused:
                self._now = replace(self._now, phase="working")
            if isinstance(event, Usage):
                self._usage.append(event)
            self._changed.notify_all()

    def _fail(self, sentence: str) -> None:
        """End without the agent's own ending; what it had done until then is kept."""
        with self._changed:
            now, record = self._now, self.control.record
            if record is not None and sentence:
                record = replace(record, end="error", why=sentence)
            self._now = replace(
                now, phase="over", error=sentence, run=record, asking=None, serial=now.serial + 1
            )
            self._changed.notify_all()


class Drives:
    """The drive under way in each session; a new one ends the one before."""

    def __init__(self, keep: Callable[[str, Snapshot], None]) -> None:
        """``keep`` is told a session's token and how its drive ended."""
        self._keep = keep
        self._lock = threading.Lock()
        self._running: dict[str, Drive] = {}

    def begin(self, token: str, drive: Drive) -> Drive:
        """Start ``drive`` for the session; the one before is stopped first."""

        def over(now: Snapshot) -> None:
            self._keep(token, now)
            with self._lock:
                if self._running.get(token) is drive:
                    del self._running[token]

        drive.when_over = over
        with self._lock:
            before = self._running.get(token)
            self._running[token] = drive
        if before is not None:
            before.stop(wait=True)
        return drive.start()

    def of(self, token: str) -> Drive | None:
        """The session's drive while it runs."""
        with self._lock:
            return self._running.get(token)
