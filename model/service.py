"""The one door: every tab and agent asks ``ModelService.stream`` and reads events.

``ModelService(load()).stream(Ground(picture, "the Sign in button"))`` yields what
``model/events.py`` lists, whichever backend answers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from model.backends.base import Backend, BackendName, Connection, Options
from model.errors import TooLarge
from model.events import Event
from model.messages import Message
from model.settings import Settings
from model.tasks import (
    Act,
    Chat,
    Ground,
    Inspect,
    Rebuild,
    Refine,
    Task,
    Verify,
    Watch,
    act,
    chat,
    ground,
    inspect,
    video,
    webpage,
)

if TYPE_CHECKING:
    from model.backends.endpoint.selftest import Diagnosis


class ModelService:
    """Routes a task to the backend of a session's connection; backends start when first used."""

    def __init__(self, settings: Settings, backends: dict[BackendName, Backend] | None = None):
        """``backends`` replaces the real ones, for tests that script a reply."""
        self.settings = settings
        self._backends: dict[BackendName, Backend] = dict(backends or {})

    def stream(
        self, task: Task, connection: Connection | None = None, options: Options | None = None
    ) -> Iterator[Event]:
        """Answer ``task``: events as they come, ``Finished`` last.

        Closing the iterator stops the backend within a second. Raises an error of
        ``model/errors.py`` whose message is for the user.
        """
        connection = connection or Connection()
        self._check(task)
        backend = self._backend(connection.backend)
        yield from backend.stream(task, ask(task), connection, options or Options())

    def test_connection(self, connection: Connection) -> Iterator[Event | Diagnosis]:
        """The vision self-test: progress, then a ``Diagnosis`` of what the endpoint can do."""
        from model.backends.endpoint.selftest import diagnose

        return diagnose(self._backend("endpoint"), connection)

    def close(self) -> None:
        """Free what the backends hold."""
        for backend in self._backends.values():
            backend.close()

    def _backend(self, name: BackendName) -> Backend:
        if name not in self._backends:
            self._backends[name] = _MAKERS[name](self.settings)
        return self._backends[name]

    def _check(self, task: Task) -> None:
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
    if isinstance(task, Watch):
        return video.ask(task)
    return act.ask(task)


def _question(task: Task) -> str:
    if isinstance(task, Chat):
        return task.messages[-1].text
    if isinstance(task, Ground):
        return task.query
    if isinstance(task, Inspect | Watch):
        return task.question
    return task.instruction if isinstance(task, Rebuild | Refine) else task.task


def _embedded(settings: Settings) -> Backend:
    from model.backends.embedded import EmbeddedEngine

    return EmbeddedEngine(settings)


def _endpoint(settings: Settings) -> Backend:
    from model.backends.endpoint.backend import EndpointBackend

    return EndpointBackend(settings)


_MAKERS: dict[BackendName, Callable[[Settings], Backend]] = {
    "embedded": _embedded,
    "endpoint": _endpoint,
}

__all__ = [
    "Act",
    "Chat",
    "Connection",
    "Ground",
    "Inspect",
    "ModelService",
    "Options",
    "Rebuild",
    "Refine",
    "Verify",
    "Watch",
]
