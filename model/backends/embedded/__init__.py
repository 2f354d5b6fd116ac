"""The embedded engine: answers from the pixels alone, offline, in the models' own wire format.

It reads text, finds interface elements and plain shapes, and measures; it never guesses what a
picture shows. Its abilities are imported when first asked for, so that the app starts fast.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from model.backends.base import Connection, Options
from model.events import Event
from model.messages import Message
from model.settings import Settings
from model.tasks import Chat, Consult, Ground, Inspect, Rebuild, Refine, Task, Watch

__all__ = ["EmbeddedEngine"]


class EmbeddedEngine:
    """A backend without a model; answers the typed task and never looks at its prompt."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def stream(
        self,
        task: Task,
        messages: Sequence[Message],
        connection: Connection,
        options: Options,
    ) -> Iterator[Event]:
        """Answer ``task``: ``Progress`` at every heartbeat, then ``Answer`` and ``Finished``."""
        if isinstance(task, Chat):
            from model.backends.embedded.talk.converse import answer_chat

            yield from answer_chat(task, self._settings)
        elif isinstance(task, Ground):
            from model.backends.embedded.pointing.point import answer_ground

            yield from answer_ground(task, self._settings)
        elif isinstance(task, Inspect):
            from model.backends.embedded.pointing.point import answer_inspect

            yield from answer_inspect(task, self._settings)
        elif isinstance(task, Rebuild | Refine):
            from model.backends.embedded.rebuild.answer import answer_webpage

            yield from answer_webpage(task, self._settings)
        elif isinstance(task, Consult):
            from model.backends.embedded.consult.answer import answer_consult

            yield from answer_consult(task, self._settings)
        elif isinstance(task, Watch):
            from model.backends.embedded.watch.answer import answer_watch

            yield from answer_watch(task)
        else:
            from model.backends.embedded.act.answer import answer_act

            yield from answer_act(task, self._settings)

    def close(self) -> None:
        """Nothing is held between questions but the cache of parsed pictures, which is shared."""
