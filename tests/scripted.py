"""A backend that says what a test scripted, step by step, without a server or a sleep."""

from collections.abc import Callable, Iterator, Sequence

from model.backends.base import Connection, Options
from model.events import Answer, Event, Finished
from model.messages import Message
from model.tasks import Task

Step = Event | Exception | Callable[[], None]


class Scripted:
    """Yields events, raises errors and calls functions in the order given; records its tasks."""

    def __init__(self, *steps: Step) -> None:
        self.steps: Sequence[Step] = steps or (Answer("Yes."), Finished())
        self.tasks: list[Task] = []
        self.closed = 0

    def stream(
        self, task: Task, messages: Sequence[Message], connection: Connection, options: Options
    ) -> Iterator[Event]:
        self.tasks.append(task)
        try:
            for step in self.steps:
                if isinstance(step, Exception):
                    raise step
                if callable(step):
                    step()
                else:
                    yield step
        finally:
            self.closed += 1

    def close(self) -> None:
        pass
