"""The documents that visitors have open, by the secret token of their session; no Gradio here.

Documents hold files and memory, so they live here and not in the page's state: a visitor's go
after ``session_idle_s`` without use, when they are closed, and at exit. Nobody reaches a document
without the token of the session that opened it.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from model.documents.parts import Block, Chart, PageContent
from model.errors import InputError, TooLarge
from model.events import Progress

if TYPE_CHECKING:
    from model.documents.document import Document

Opener = Callable[[Path, str, str], "Generator[Progress, None, Document]"]
"""Opens a path under a name with a password; ``ModelService.opening_document`` in the app."""


@dataclass(frozen=True, slots=True)
class Held:
    """An open document, the id by which the page names it, and what was read of it on request.

    ``charts`` are those read from pictures.
    """

    id: str
    document: Document
    charts: list[Chart] = field(default_factory=list)

    def content(self, page: int) -> PageContent:
        """A page, its pictures that were read as charts being charts."""
        content = self.document.content(page)
        for chart in [one for one in self.charts if one.place.page == page]:
            content = with_chart(content, chart)
        return content

    def keep(self, chart: Chart) -> None:
        """Put a chart in place of its picture, or of an earlier reading of it."""
        others = [one for one in self.charts if one.place != chart.place]
        self.charts[:] = [*others, chart]


def with_chart(content: PageContent, chart: Chart) -> PageContent:
    """The page with ``chart`` where its picture stands; at the end where there is none any more."""
    blocks = tuple(
        replace(block, kind="chart", chart=chart)
        if block.place == chart.place and block.kind in ("picture", "chart")
        else block
        for block in content.blocks
    )
    if all(block.chart is not chart for block in blocks):
        blocks = (*blocks, Block(chart.id, "chart", chart.place, chart=chart))
    return replace(content, blocks=blocks)


@dataclass(slots=True)
class _Visitor:
    used: float
    held: OrderedDict[str, Held] = field(default_factory=OrderedDict)


class Library:
    """Opens, finds and closes documents of visitors."""

    def __init__(
        self,
        opener: Opener,
        most: int,
        idle_s: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """``most`` documents may one visitor have open at once."""
        self._opener = opener
        self._most = most
        self._idle_s = idle_s
        self._clock = clock
        self._lock = threading.Lock()
        self._visitors: OrderedDict[str, _Visitor] = OrderedDict()

    def open(self, token: str, path: Path, name: str, password: str = "") -> Held:
        """Open a file for a visitor; raises ``InputError`` in a sentence where that can't be."""
        steps = list(self.opening(token, path, name, password))
        held = steps[-1]
        assert isinstance(held, Held), "opening ends with a document or an error"
        return held

    def opening(
        self, token: str, path: Path, name: str, password: str = ""
    ) -> Iterator[Progress | Held]:
        """The same in steps, the document last; it is closed again where nobody takes it."""
        if not token:
            raise InputError("This page has no session; reload it, then add the document again.")
        self._check_room(token, name)
        document = yield from self._opener(path, name, password)
        held = Held(secrets.token_hex(6), document)
        try:
            self._check_room(token, name)  # others may have been opened meanwhile
        except TooLarge:
            held.document.close()
            raise
        with self._lock:
            self._visitor(token).held[held.id] = held
        try:
            yield held
        except GeneratorExit:
            self.close(token, held.id)
            raise

    def all(self, token: str) -> tuple[Held, ...]:
        """The visitor's documents in the order they were opened."""
        with self._lock:
            idle = self._take_idle()
            known = token in self._visitors
            found = tuple(self._visitor(token).held.values()) if known else ()
        _close(idle)
        return found

    def get(self, token: str, id: str) -> Held:
        """A visitor's document; raises ``InputError`` where it is not open any more."""
        for held in self.all(token):
            if held.id == id:
                return held
        raise InputError("This document is not open any more; add it again.")

    def close(self, token: str, id: str) -> None:
        """Close one document of a visitor."""
        with self._lock:
            held = self._visitors[token].held.pop(id, None) if token in self._visitors else None
        _close([held] if held else [])

    def close_all(self) -> None:
        """Close everything, at exit."""
        with self._lock:
            held = [one for visitor in self._visitors.values() for one in visitor.held.values()]
            self._visitors.clear()
        _close(held)

    def _check_room(self, token: str, name: str) -> None:
        if len(self.all(token)) >= self._most:
            raise TooLarge(
                f"{self._most} documents are open, which is the most; close one, then add "
                f"{name!r} again."
            )

    def _visitor(self, token: str) -> _Visitor:
        visitor = self._visitors.setdefault(token, _Visitor(0.0))
        visitor.used = self._clock()
        self._visitors.move_to_end(token)
        return visitor

    def _take_idle(self) -> list[Held]:
        """Take out the documents of visitors who were not seen for too long; lock held."""
        oldest = self._clock() - self._idle_s
        taken: list[Held] = []
        while self._visitors:
            token, visitor = next(iter(self._visitors.items()))
            if visitor.used >= oldest:
                break
            del self._visitors[token]
            taken += visitor.held.values()
        return taken


def _close(held: list[Held]) -> None:
    for one in held:
        one.document.close()
