"""One page asked of a backend: its stream shown as it grows, its reply read and mended."""

from __future__ import annotations

import time
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from agents.building.events import BuildEvent, Writing
from model.backends.base import Connection, Options
from model.errors import BackendError
from model.events import Answer, Event, Notice, Progress, Sent, Thinking, Transcript, Usage
from model.service import ModelService
from model.tasks import Rebuild, Refine, webpage
from model.tasks.webpage import Seen, SeenLine, WebPage
from model.wire.html import so_far
from model.wire.html.shelf import unshelve

if TYPE_CHECKING:
    from model.backends.embedded.screen import Screen
    from model.messages import Picture

_CHEAP_S = 0.02


@dataclass(frozen=True, slots=True)
class Asker:
    """Who is asked, and how."""

    service: ModelService
    connection: Connection
    options: Options

    def page(
        self, task: Rebuild | Refine, variant: int, number: int
    ) -> Generator[BuildEvent, None, WebPage]:
        """Ask for a page; yields it as far as it is written, a few times a second.

        What came before the server failed is kept where it holds a page. Raises
        ``BackendError`` where it does not.
        """
        settings = self.service.settings
        transcript = Transcript()
        shown, next_at = "", 0.0
        trouble: BackendError | None = None
        stream = self.service.stream(task, self.connection, self.options)
        with closing(cast("Generator[Event, None, None]", stream)) as events:
            try:
                for event in events:
                    transcript.add(event)
                    if isinstance(event, Progress | Notice | Thinking | Usage | Sent):
                        yield event
                    elif isinstance(event, Answer) and time.monotonic() >= next_at:
                        began = time.monotonic()
                        html = _shown(transcript.answer, task)
                        next_at = _next_at(began, 1.0 / settings.updates_per_s)
                        if html and html != shown:
                            shown = html
                            yield Writing(variant, number, html)
            except BackendError as error:
                if not so_far(transcript.answer):
                    raise
                trouble = error
        page = yield from self._read(transcript, task, trouble)
        yield Writing(variant, number, page.html, transcript.answer)
        return page

    def _read(
        self, transcript: Transcript, task: Rebuild | Refine, trouble: BackendError | None
    ) -> Generator[BuildEvent, None, WebPage]:
        reason = transcript.finished.reason if transcript.finished else "disconnected"
        if trouble is not None:
            yield Notice(f"{trouble} What had been written until then is kept.")
        elif reason == "length":
            yield Notice(
                "The reply ended at the limit of tokens, so the page may lack its end; raise "
                "SIGHTLINE_MAX_PAGE_TOKENS or ask for less."
            )
        elif reason in ("disconnected", "filtered"):
            yield Notice("The reply ended before its time; what had been written is kept.")
        limit = self.service.settings.max_html_mb
        return webpage.read(transcript.answer, task, limit)


def _next_at(began: float, gap: float) -> float:
    """When to show the page again: a long one is read anew each time, in a tenth of all time."""
    now = time.monotonic()
    took = now - began
    return now + (max(gap, 9 * took) if took > _CHEAP_S else gap)


def _shown(answer: str, task: Rebuild | Refine) -> str:
    html = so_far(answer)
    return unshelve(html, task.html) if isinstance(task, Refine) else html


def seen_on(picture: Picture, asker: Asker) -> Generator[BuildEvent, None, Seen | None]:
    """What the embedded eye reads on the screenshot; ``None`` with a notice where it fails."""
    from model.backends.embedded.screen import Screen
    from model.backends.embedded.see import seeing

    yield Progress("Reading the screenshot")
    try:
        for step in seeing(picture, asker.service.settings):
            if isinstance(step, Screen):
                return _told(step)
            yield step
    except BackendError as error:
        yield Notice(f"The screenshot could not be read for the prompt. {error}")
    return None


def _told(screen: Screen) -> Seen:
    lines = tuple(SeenLine(line.text, line.box, line.color) for line in screen.lines)
    return Seen(lines, tuple(color for color, _ in screen.palette))
