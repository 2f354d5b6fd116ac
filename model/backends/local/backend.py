"""Open weights as a backend: one model in this process, everybody's questions in one line.

``stream`` puts a question into the line and reads its mailbox, so it can be closed at any moment
from any thread; the line's one thread loads the model with the first question and answers.
"""

from __future__ import annotations

import gc
import logging
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from model.backends.base import Connection, Options
from model.backends.fitting import fitted
from model.backends.local.checkpoint import is_folder, read, title
from model.backends.local.fetching import checkpoint_of
from model.backends.local.line import Line
from model.backends.local.loading import Loaded, check_packages, explained, load
from model.backends.local.machine import look, plan
from model.backends.mailbox import End, Failed, Item, Mailbox, Phase, Piece, events
from model.errors import CannotLoad, OutOfMemory, ServerFailed, SightlineError, UnknownModel
from model.events import Event, Notice, Progress, Sent
from model.messages import Message
from model.settings import Settings
from model.tasks import Task

logger = logging.getLogger("sightline")

_PIECE_S = 0.05
"""Seconds between pieces of an answer: the page shows fewer, and waking its thread for each token
of a quick model costs a tenth of the model's time."""

_PATIENCE_S = 5.0
"""Seconds that ``close`` waits for what is being done."""


@dataclass(eq=False, slots=True)
class Run:
    """One question on its way; ``stopped`` once nobody waits for the answer."""

    messages: Sequence[Message]
    options: Options
    box: Mailbox[Item] = field(default_factory=Mailbox)
    stopped: threading.Event = field(default_factory=threading.Event)
    since: float = field(default_factory=time.monotonic)
    phase: Phase | None = None


class LocalBackend:
    """Answers with the weights that the settings name.

    What a connection says of a model is not looked at: a visitor must not choose folders to read.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.name = title(settings.model)
        self._line: Line[Run] = Line(self._serve, self._let_go, "local model")
        self._loaded: Loaded | None = None

    def stream(
        self,
        task: Task,
        messages: Sequence[Message],
        connection: Connection,
        options: Options,
    ) -> Iterator[Event]:
        """Ask the model; the first question loads it."""
        check_named(self.settings)
        messages, options = fitted(task, messages, options, self.name, self.settings)
        run = Run(messages, options)
        self._line.join(run)
        try:
            yield self._progress(run)
            yield from events(run.box, lambda: self._progress(run), self.settings.heartbeat_s)
        finally:
            run.stopped.set()
            self._line.leave(run)

    def close(self) -> None:
        """Stop what is being answered, send away who waits, and let the weights go.

        What cannot be stopped, as loading, ends on its own; the weights go then.
        """
        for run in self._line.end():
            run.stopped.set()
            run.box.put(Failed(_gone(self.name)))
        self._line.wait(_PATIENCE_S)

    def _progress(self, run: Run) -> Progress:
        if run.phase is not None:
            return run.phase.progress()
        if ahead := self._line.ahead(run):
            first = self._line.served
            if ahead == 1 and first is not None and first.stopped.is_set() and first.phase:
                return first.phase.progress()  # nobody's any more, but it has to end: loading, say
            many = f"{ahead} questions" if ahead > 1 else "one question"
            return Phase(f"Waiting for {many} before this one", run.since).progress()
        return Phase("Beginning", run.since).progress()

    def _serve(self, run: Run) -> None:
        """Answer ``run``; never raises, as the thread goes on with the next."""
        from model.backends.local.generation import Stopped

        failure: SightlineError | None = None
        try:
            if not run.stopped.is_set():
                self._answer(run, self._ready(run))
        except Stopped:
            pass
        except SightlineError as error:
            failure = error
        except BaseException as error:  # all who wait would wait for ever if the thread died
            logger.error("a local model failed", exc_info=error)
            failure = explained(error, self.name, "answer")
        if failure is not None:
            failure.__traceback__ = failure.__cause__ = failure.__context__ = None
            free()  # after the frames that held its tensors are gone
            run.box.put(Failed(failure))

    def _let_go(self) -> None:
        self._loaded = None
        free()

    def _ready(self, run: Run) -> Loaded:
        if self._loaded is None:
            from model.backends.local.generation import Stopped

            check_packages()

            def report(text: str, done: float | None) -> None:
                before = run.phase
                since = before.since if before and before.text == text else time.monotonic()
                run.phase = Phase(text, since, fraction=done)

            def wanted(text: str, done: float | None) -> None:
                if run.stopped.is_set():  # a download ends with it, and goes on where it stood
                    raise Stopped
                report(text, done)

            report("Starting torch", None)
            asked = self.settings
            try:
                found = checkpoint_of(
                    asked.model, wanted, lambda one: plan(one, look(), asked.local_device)
                )
                self._loaded = load(found, asked, report)
            except CannotLoad:
                if not is_folder(asked.model) or Path(asked.model).expanduser().is_dir():
                    raise
                raise CannotLoad(
                    f"{self.name!r} is not there any more: its folder was moved or removed. Put it "
                    "back, or start the app with another model."
                ) from None
            if self._loaded.plan.notice:
                run.box.put(Notice(self._loaded.plan.notice))
        return self._loaded

    def _answer(self, run: Run, loaded: Loaded) -> None:
        from model.backends.local.conversation import as_json, prepare
        from model.backends.local.generation import Stopped, beginning, generate, sampling, usage

        run.phase = Phase("Preparing the pictures and the prompt", time.monotonic())
        prepared = prepare(run.messages, loaded, run.options, self.settings)
        run.box.put(*map(Notice, prepared.notices))
        about = sampling(run.options, self.settings)
        asked = {**about, "max_new_tokens": prepared.room}
        run.box.put(Sent("generate", self.name, as_json(self.name, prepared, asked)))
        run.phase = Phase("Reading the prompt", time.monotonic())
        reply = _Reply(run, loaded.compiles)
        reply.say(prepared.opener)
        words = beginning(loaded)
        uncompiled: SightlineError | None = None
        try:
            reason = generate(loaded, prepared, about, words, run.stopped, reply.say)
        except Exception as error:
            if isinstance(error, Stopped) or not loaded.compiles:
                raise
            logger.warning("compiled decoding failed", exc_info=error)
            uncompiled = explained(error, self.name, "compile")
        if uncompiled is not None:  # and the frames that held its tensors are gone
            free()
            loaded = replace(loaded, compiles=False)
            rest = prepared.after(words.ids)
            reason = generate(loaded, rest, about, words, run.stopped, reply.say)
            if not isinstance(uncompiled, OutOfMemory):
                self._loaded = loaded
                run.box.put(Notice(str(uncompiled)))
        reply.pass_on()
        run.box.put(usage(prepared, words, loaded.tokenizer), End(reason, reply.text))


class _Reply:
    """The answer on its way out: at most so many pieces a second, as each wakes the reader."""

    def __init__(self, run: Run, compiles: bool) -> None:
        self._run = run
        self._compiles = compiles
        self._said: list[str] = []
        self._given = 0
        self._next_at = 0.0

    @property
    def text(self) -> str:
        return "".join(self._said)

    def say(self, text: str) -> None:
        if not text:
            return
        now = time.monotonic()
        if not self._said and self._compiles:  # it is, between the first token and the second
            self._run.phase = Phase("Compiling the model, which only first answers wait for", now)
        elif len(self._said) <= self._compiles:
            self._run.phase = Phase("Writing the answer", now)
        self._said.append(text)
        if now >= self._next_at:
            self.pass_on()
            self._next_at = now + _PIECE_S

    def pass_on(self) -> None:
        self._run.box.put(Piece("".join(self._said[self._given :])))
        self._given = len(self._said)


def check_start(settings: Settings) -> None:
    """Raises, before the app serves, what the files of the model already tell against it."""
    check_named(settings)
    check_packages()
    if is_folder(settings.model):
        read(Path(settings.model).expanduser())


def check_named(settings: Settings) -> None:
    """Raises ``UnknownModel`` where no model is named."""
    if not settings.model.strip():
        raise UnknownModel(
            "No model is named; start with ./run.sh --backend local --model FOLDER, or the id of "
            "one on Hugging Face such as zai-org/GLM-4.6V-Flash."
        )


def _gone(name: str) -> ServerFailed:
    return ServerFailed(f"{name!r} was unloaded before it had answered; ask again to load it.")


def free() -> None:
    """Give memory that nothing uses back to the card and the machine."""
    gc.collect()
    if (torch := sys.modules.get("torch")) is not None and torch.cuda.is_available():
        torch.cuda.empty_cache()
