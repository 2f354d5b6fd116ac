"""The service routes a task to its backend, checks its length, and passes a stop on."""

import contextlib
import threading
from collections.abc import Iterator, Sequence

import pytest

from model.backends.base import Connection, Options, Secret
from model.errors import TooLarge
from model.events import Answer, Event, Finished
from model.messages import Message, user
from model.service import _MAKERS, ModelService
from model.settings import Settings
from model.tasks import Chat, Task


class Scripted:
    """A backend that repeats the question and remembers that it was closed."""

    def __init__(self) -> None:
        self.freed = False

    def stream(
        self, task: Task, messages: Sequence[Message], connection: Connection, options: Options
    ) -> Iterator[Event]:
        try:
            yield Answer(messages[-1].text)
            yield Finished()
        finally:
            self.freed = True

    def close(self) -> None:
        self.freed = True


def test_a_task_reaches_the_backend_of_its_connection() -> None:
    service = ModelService(Settings(), {"embedded": Scripted()})
    events = list(service.stream(Chat((user("Hello"),))))
    assert events == [Answer("Hello"), Finished()]


def test_two_first_questions_at_once_make_one_backend(monkeypatch: pytest.MonkeyPatch) -> None:
    meeting, made = threading.Barrier(2), list[Scripted]()

    def make(settings: Settings) -> Scripted:
        with contextlib.suppress(threading.BrokenBarrierError):
            meeting.wait(0.05)  # a second maker would meet the first here
        made.append(Scripted())
        return made[-1]

    monkeypatch.setitem(_MAKERS, "embedded", make)
    service = ModelService(Settings())
    users = [
        threading.Thread(target=lambda: list(service.stream(Chat((user("Hello"),)))))
        for _ in range(2)
    ]
    for one in users:
        one.start()
    for one in users:
        one.join(10)
    assert len(made) == 1


def test_closing_the_stream_frees_the_backend() -> None:
    backend = Scripted()
    stream = ModelService(Settings(), {"embedded": backend}).stream(Chat((user("Hello"),)))
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert backend.freed


def test_a_question_without_end_is_refused() -> None:
    service = ModelService(Settings(max_question_chars=10), {"embedded": Scripted()})
    with pytest.raises(TooLarge, match="11 characters"):
        next(service.stream(Chat((user("x" * 11),))))


def test_a_secret_shows_dots_wherever_it_is_printed() -> None:
    key = Secret(" sk-123456 ")
    connection = Connection("endpoint", "https://api.example/v1", "glm-4.5v", key)
    for shown in (repr(key), str(key), f"{key}", repr(connection), f"{connection}"):
        assert "123456" not in shown
    assert key.reveal() == "sk-123456"
    assert not Secret()
