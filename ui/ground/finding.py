"""What the Ground tab holds of a session, and how an answer grows in it; no Gradio here.

A picture is opened once and kept; asking again about it sends the very same ``Picture``, so that
every cache behind the service knows it by its digest.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Any, cast

from model.backends.base import Connection, Options
from model.events import Progress
from model.geometry import Box, Mark
from model.media.images import picture_of
from model.messages import Picture
from model.service import ModelService
from model.tasks import Ground, Inspect, ground, inspect
from ui.conversation import Given
from ui.ground.picture_files import FileValue
from ui.runs import Run


@dataclass(frozen=True, slots=True)
class Finding:
    """A picture, the file the browser sees of it, the last question about it and its answer.

    ``question`` and ``answer`` are words for the user; ``marks`` are in pixels of ``picture``.
    ``reference`` is an example whose like is to be found.
    """

    picture: Picture | None = None
    file: FileValue | None = None
    reference: Picture | None = None
    question: str = ""
    answer: str = ""
    marks: tuple[Mark, ...] = ()
    given: Given | None = None

    def fresh(self) -> Finding:
        """The same picture and example, nothing asked."""
        return Finding(self.picture, self.file, self.reference)

    def settled(self) -> Finding:
        """The same with a running answer marked as stopped: nobody will finish it."""
        if self.given is None or not self.given.running:
            return self
        return replace(self, given=self.given.end("stopped", self.given.total_s))

    def without_reference(self) -> Finding:
        """The same without an example."""
        return replace(self, reference=None)


def crop(picture: Picture, region: Box) -> Picture:
    """The part of ``picture`` in ``region`` as a picture of its own, at least one pixel."""
    x1, y1, x2, y2 = region.clamp(picture.width, picture.height).pixels()
    x1, y1 = min(x1, picture.width - 1), min(y1, picture.height - 1)
    part = picture.pixels.crop((x1, y1, max(x2, x1 + 1), max(y2, y1 + 1)))
    return picture_of(part, picture.name)


def ask(
    service: ModelService,
    finding: Finding,
    task: Ground | Inspect,
    connection: Connection,
    options: Options,
    run: Run,
    sentence: Callable[[Exception], str],
    clock: Callable[[], float] = time.monotonic,
) -> Generator[Finding]:
    """The finding as its answer comes, at most ``updates_per_s`` a second; the last is complete.

    An error becomes the answer's sentence and everything else stays. Closing the iterator closes
    the backend's stream.
    """
    began = clock()
    pause = 1 / service.settings.updates_per_s
    shown_at = float("-inf")
    by = connection.by
    given = Given(by=by)
    question = task.query if isinstance(task, Ground) else task.question
    finding = replace(finding.fresh(), question=question.strip())
    try:
        # A generator, though the service promises only an iterator: closing it is how to stop it.
        with closing(cast(Any, service.stream(task, connection, options))) as stream:
            for event in stream:
                now = clock()
                given = given.take(event, now - began)
                if run.stop.is_set():
                    given = given.end("stopped", now - began)
                if not given.running:
                    break
                if now - shown_at >= pause or isinstance(event, Progress):
                    shown_at = now
                    yield _answered(finding, task, given)
    except Exception as error:
        given = given.end("failed", clock() - began, sentence(error))
    if given.running:  # a backend that just ended; the contract says it should not
        given = given.end("disconnected", clock() - began)
    yield _answered(finding, task, given)


def _answered(finding: Finding, task: Ground | Inspect, given: Given) -> Finding:
    if isinstance(task, Ground):
        found = ground.read(given.reply, task)
        return replace(finding, given=given, marks=_sourced(found.marks, given), answer=found.text)
    reply = inspect.read(given.reply, task)
    return replace(finding, given=given, marks=_sourced(reply.marks, given), answer=reply.text)


def _sourced(marks: tuple[Mark, ...], given: Given) -> tuple[Mark, ...]:
    """The embedded engine measures pixels; that its reply has them in 0–1000 is but the wire."""
    return marks if given.by else tuple(replace(mark, scale="measured") for mark in marks)
