"""A backend that answers each task with the next reply of a list."""

from collections.abc import Callable, Iterator, Sequence

from model.backends.base import Connection, Options
from model.events import Answer, Event, Finished, Progress, Usage
from model.messages import Message
from model.tasks import Task

Reply = str | Exception | Callable[[], None]


class Replies:
    """Answers each task with the next reply; a function is called first and then waits."""

    def __init__(self, *replies: Reply) -> None:
        self.replies: list[Reply] = list(replies)
        self.tasks: list[Task] = []
        self.messages: list[Sequence[Message]] = []
        self.closed = 0

    def stream(
        self, task: Task, messages: Sequence[Message], connection: Connection, options: Options
    ) -> Iterator[Event]:
        self.tasks.append(task)
        self.messages.append(messages)
        reply = self.replies.pop(0)
        try:
            if isinstance(reply, Exception):
                raise reply
            if callable(reply):
                reply()
                while True:
                    yield Progress("Thinking")
            yield Progress("Thinking")
            yield Answer(reply)
            yield Usage(100, 20)
            yield Finished(raw=reply)
        finally:
            self.closed += 1

    def close(self) -> None:
        pass
