"""The seam: what every backend is, and what it is told besides the task.

A backend yields events (``model/events.py``) for a task. It never stays silent for longer than
``settings.heartbeat_s``, yields ``Finished`` last, and frees what it holds (HTTP stream, worker,
generation thread) in ``finally`` when the caller closes the iterator.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from model.events import Event
from model.messages import Message
from model.profiles import Profile, profile_for
from model.tasks import Task

BackendName = Literal["embedded", "endpoint", "local"]


class Secret:
    """A key that cannot be printed: ``repr``, ``str`` and formatting show dots.

    ``reveal`` is called only where a request leaves, where a key is checked before that, and where
    it is taken out of what a provider says.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str = "") -> None:
        self._value = value.strip()

    def reveal(self) -> str:
        """The key itself."""
        return self._value

    def __bool__(self) -> bool:
        return bool(self._value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __repr__(self) -> str:
        return "Secret(•••)" if self._value else "Secret()"

    def __str__(self) -> str:
        return "•••" if self._value else ""


@dataclass(frozen=True, slots=True)
class Connection:
    """Which backend answers, and for an endpoint where it is; belongs to one session.

    ``model`` is the id an endpoint is asked for; of the local backend only a name. ``context`` is
    the window in tokens that the files of local weights tell; 0 leaves it to the family's.
    """

    backend: BackendName = "embedded"
    base_url: str = ""
    model: str = ""
    key: Secret = field(default_factory=Secret)
    context: int = 0

    @property
    def profile(self) -> Profile:
        """What is known of the model, with the window of these very weights."""
        found = profile_for(self.model)
        return replace(found, context=self.context) if self.context else found

    @property
    def by(self) -> str:
        """The model that answers, as it is named; the embedded engine has no name."""
        return "" if self.backend == "embedded" else self.model


@dataclass(frozen=True, slots=True)
class Options:
    """How to answer; ``None`` means the profile's or the settings' default."""

    thinking: bool = True
    temperature: float | None = None
    top_p: float | None = None
    max_tokens: int | None = None


class Backend(Protocol):
    """Anything that answers tasks."""

    def stream(
        self,
        task: Task,
        messages: Sequence[Message],
        connection: Connection,
        options: Options,
    ) -> Iterator[Event]:
        """Answer ``task``; ``messages`` is its prompt for a vision-language model."""
        ...

    def close(self) -> None:
        """Free everything the backend holds."""
        ...
