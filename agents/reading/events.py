"""What reading documents yields, and what a plan says before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass

from model.documents.parts import Evidence, Place
from model.events import Notice, Progress, Sent, Thinking, Usage
from model.tasks.document import Consult


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation, looked up in its document.

    ``places`` are the very lines of ``quote`` where it was found (``verified``); otherwise the
    whole page is meant and nothing on it is lit.
    """

    document: int
    page: int
    quote: str = ""
    places: tuple[Place, ...] = ()
    verified: bool = False

    @property
    def label(self) -> str:
        """What stands in the text for it: document and page, both counted from 1."""
        return f"d{self.document + 1}p{self.page + 1}"


@dataclass(frozen=True, slots=True)
class Found:
    """An extracted value, what is wrong with it ("" if nothing), and where it was read."""

    name: str
    value: object
    cited: Cited | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Chunk:
    """One call of a plan: what is asked, and under which ``key`` its reply may be known already.

    ``tokens`` is an estimate of what goes in; ``title`` names its part of the document.
    """

    key: str
    title: str
    task: Consult
    tokens: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Calls to make, in order, and what they are likely to take; nothing was sent yet.

    ``merges`` counts the calls that will join the replies. ``left_out`` says in sentences what the
    limits left out.
    """

    chunks: tuple[Chunk, ...]
    merges: int = 0
    left_out: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()

    @property
    def calls(self) -> int:
        """Calls to the model altogether."""
        return len(self.chunks) + self.merges

    @property
    def tokens(self) -> int:
        """Tokens that go in, answers of the model that are merged not counted."""
        return sum(chunk.tokens for chunk in self.chunks)


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan, before the first call."""

    plan: Plan


@dataclass(frozen=True, slots=True)
class Writing:
    """The answer of the call under way, as far as it is written."""

    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """One call is answered: its text and citations; kept whatever happens to the rest.

    ``raw`` is the reply as it came, from which the same request can go on (by ``key``); "" where
    it broke off.
    """

    key: str
    title: str
    text: str
    cited: tuple[Cited, ...]
    done: int
    total: int
    raw: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """The end: the text with its labels ``[d1p17]``, what it rests on, values if asked for.

    ``found`` is false where the documents do not tell; ``parts`` are the replies it was made of,
    by key, so that the same question can go on from them.
    """

    text: str
    cited: tuple[Cited, ...] = ()
    values: tuple[Found, ...] = ()
    found: bool = True
    parts: tuple[tuple[str, str], ...] = ()
    whole: bool = True
    """Whether all parts were read; if not, the text tells of those that were."""


ReadingEvent = Planned | Writing | Part | Answered | Progress | Notice | Thinking | Usage | Sent
