"""The one door: every tab and agent asks ``ModelService.stream`` and reads events.

``ModelService(load()).stream(Ground(picture, "the Sign in button"))`` yields what
``model/events.py`` lists, whichever backend answers.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from model.backends.base import Backend, BackendName, Connection, Options
from model.errors import TooLarge
from model.events import Event, Progress
from model.messages import Message
from model.settings import Settings
from model.tasks import (
    Act,
    Chat,
    Consult,
    Ground,
    Inspect,
    Rebuild,
    Refine,
    Task,
    Verify,
    Watch,
    act,
    chat,
    document,
    ground,
    inspect,
    video,
    webpage,
)

if TYPE_CHECKING:
    from pathlib import Path

    from model.backends.embedded.screen import Line
    from model.backends.endpoint.selftest import Diagnosis
    from model.clips.parts import Timeline
    from model.documents.document import Document
    from model.media.clip import Clip
    from model.messages import Picture


class ModelService:
    """Routes a task to the backend of a session's connection; backends start when first used."""

    def __init__(self, settings: Settings, backends: dict[BackendName, Backend] | None = None):
        """``backends`` replaces the real ones, for tests that script a reply."""
        self.settings = settings
        self._backends: dict[BackendName, Backend] = dict(backends or {})
        self._making = threading.Lock()

    def stream(
        self, task: Task, connection: Connection | None = None, options: Options | None = None
    ) -> Iterator[Event]:
        """Answer ``task``: events as they come, ``Finished`` last.

        Closing the iterator stops the backend within a second. Raises an error of
        ``model/errors.py`` whose message is for the user.
        """
        connection = connection or Connection()
        self.check(task)
        backend = self._backend(connection.backend)
        yield from backend.stream(task, ask(task), connection, options or Options())

    def test_connection(self, connection: Connection) -> Iterator[Event | Diagnosis]:
        """The vision self-test: progress, then a ``Diagnosis`` of what the model can do."""
        from model.backends.endpoint.selftest import diagnose

        return diagnose(self._backend(connection.backend), connection)

    def prepare(self) -> None:
        """Refuse at the start what a first question would find out: see ``check_start``.

        Raises an error of ``model/errors.py``; loads nothing.
        """
        if self.settings.backend == "local":
            from model.backends.local.backend import check_start

            check_start(self.settings)

    def open_document(self, path: Path, password: str = "", name: str = "") -> Document:
        """Open any document; its scans are read by the embedded engine, page by page.

        Raises ``Locked`` when it needs a password, ``UnreadableFile`` or ``TooLarge``.
        """
        from model.backends.embedded.reading import recogniser
        from model.documents.document import open_document

        return open_document(path, self.settings, recogniser(self.settings), password, name)

    def opening_document(
        self, path: Path, password: str = "", name: str = ""
    ) -> Generator[Progress, None, Document]:
        """The same in steps, for who shows progress and may stop."""
        from model.backends.embedded.reading import recogniser
        from model.documents.document import opening_document

        return opening_document(path, self.settings, recogniser(self.settings), password, name)

    def open_clip(self, path: Path, name: str = "") -> Clip:
        """A clip in a file; raises ``InputError`` with a sentence for one that can't be read."""
        from model.media.clip import open_clip

        return open_clip(path, self.settings, name)

    def watch(self, clip: Clip, stopped: Callable[[], bool] = lambda: False) -> Iterator[Timeline]:
        """The timeline of a clip as it grows; the embedded engine reads the text on its frames."""
        from model.backends.embedded.screen import Screen
        from model.backends.embedded.see import seeing
        from model.clips.timeline import watch

        def lines(picture: Picture) -> tuple[Line, ...]:
            for step in seeing(picture, self.settings):
                if isinstance(step, Screen):
                    return step.lines
                if stopped():
                    break
            return ()

        return watch(clip, self.settings, lines, stopped)

    def close(self) -> None:
        """Free what the backends hold."""
        for backend in self._backends.values():
            backend.close()

    def _backend(self, name: BackendName) -> Backend:
        with self._making:  # two first questions at once must not load the weights twice
            if name not in self._backends:
                self._backends[name] = _MAKERS[name](self.settings)
            return self._backends[name]

    def check(self, task: Task) -> None:
        """Raises ``TooLarge`` for a question that is longer than is answered."""
        limit = self.settings.max_question_chars
        length = len(_question(task))
        if length > limit:
            raise TooLarge(
                f"The question has {length:,} characters and the limit is {limit:,}; shorten it."
            )


def ask(task: Task) -> list[Message]:
    """The prompt a vision-language model gets for ``task``."""
    if isinstance(task, Chat):
        return chat.ask(task)
    if isinstance(task, Ground):
        return ground.ask(task)
    if isinstance(task, Inspect):
        return inspect.ask(task)
    if isinstance(task, Rebuild | Refine):
        return webpage.ask(task)
    if isinstance(task, Consult):
        return document.ask(task)
    if isinstance(task, Watch):
        return video.ask(task)
    return act.ask(task)


def _question(task: Task) -> str:
    if isinstance(task, Chat):
        return task.messages[-1].text
    if isinstance(task, Ground):
        return task.query
    if isinstance(task, Consult | Inspect | Watch):
        return task.question
    return task.instruction if isinstance(task, Rebuild | Refine) else task.task


def _embedded(settings: Settings) -> Backend:
    from model.backends.embedded import EmbeddedEngine

    return EmbeddedEngine(settings)


def _endpoint(settings: Settings) -> Backend:
    from model.backends.endpoint.backend import EndpointBackend

    return EndpointBackend(settings)


def _local(settings: Settings) -> Backend:
    from model.backends.local.backend import LocalBackend

    return LocalBackend(settings)


_MAKERS: dict[BackendName, Callable[[Settings], Backend]] = {
    "embedded": _embedded,
    "endpoint": _endpoint,
    "local": _local,
}

__all__ = [
    "Act",
    "Chat",
    "Connection",
    "Consult",
    "Ground",
    "Inspect",
    "ModelService",
    "Options",
    "Rebuild",
    "Refine",
    "Verify",
    "Watch",
]
