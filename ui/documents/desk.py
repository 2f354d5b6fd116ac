"""What the Documents tab holds of a session, and how an answer grows in it; no Gradio.

The documents themselves are in ``library.py``; here they are but ids.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from agents.reading import (
    Answered,
    Cited,
    Found,
    Part,
    Plan,
    Planned,
    ReadingEvent,
    Request,
    Writing,
)
from model.documents.parts import Facts
from ui.conversation import Given


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open document as the page knows it: its id, and what is known before any page is read."""

    id: str
    facts: Facts
    size: tuple[float, float] = (595.0, 842.0)
    """Of the first page, in points."""
    labels: tuple[str, ...] = ()
    """What every page calls itself."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A file that needs a password: where it lies, its name, and why it is not open yet."""

    path: str = field(repr=False)
    name: str = ""
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """What was asked and what came back, complete or on its way.

    ``sheets`` are the ids of the documents asked, in the order that labels count them. ``known``
    holds replies by key, so that the same request goes on from there.
    """

    request: Request
    sheets: tuple[str, ...]
    text: str = ""
    cited: tuple[Cited, ...] = ()
    values: tuple[Found, ...] = ()
    found: bool = True
    whole: bool = True
    plan: Plan | None = None
    parts: tuple[Part, ...] = ()
    known: tuple[tuple[str, str], ...] = ()
    given: Given = field(default_factory=Given)
    waits: bool = False
    """Whether the plan was shown and nothing is sent until the visitor says so."""

    @property
    def resumable(self) -> bool:
        """Whether parts of it are there and the rest can still be read."""
        return not (self.running or self.whole) and bool(self.answered)

    @property
    def answered(self) -> dict[str, str]:
        """Replies by key, to go on from; of a request that was cut off those of its parts."""
        return dict(self.known) or {part.key: part.raw for part in self.parts if part.raw}

    def take(self, event: ReadingEvent, at_s: float) -> Reply:
        """The reply after one more event, ``at_s`` seconds after the asking."""
        given = replace(self.given, total_s=at_s)
        if isinstance(event, Planned):
            return replace(self, plan=event.plan, given=given)
        if isinstance(event, Writing):
            first = at_s if given.first_s is None else given.first_s
            given = replace(given, first_s=first, progress="", reply=event.text)
            return replace(self, text=event.text, given=given)
        if isinstance(event, Part):
            return replace(
                self,
                parts=(*self.parts, event),
                text="\n\n".join(part.text for part in (*self.parts, event)),
                cited=tuple(dict.fromkeys((*self.cited, *event.cited))),
                given=replace(given, reply=event.text),
            )
        if isinstance(event, Answered):
            return replace(
                self,
                text=event.text,
                cited=event.cited,
                values=event.values,
                found=event.found,
                whole=event.whole,
                known=event.parts,
                given=replace(given, ended="stop", reply=event.text, progress=""),
            )
        return replace(self, given=given.take(event, at_s))

    def wait(self, at_s: float) -> Reply:
        """The reply before anything is sent: its plan, to be carried out or left."""
        return replace(self, waits=True, given=self.given.end("stop", at_s))

    def end(self, stopped: bool, at_s: float, error: str = "") -> Reply:
        """The reply where it was cut off: every part so far stays."""
        given = self.given.end("stopped" if stopped else "failed", at_s, error)
        return replace(self, given=given, whole=False)

    @property
    def running(self) -> bool:
        """Whether more may come."""
        return self.given.running


@dataclass(frozen=True, slots=True)
class Desk:
    """The open documents, those that wait for a password, and every answer, newest first."""

    sheets: tuple[Sheet, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    replies: tuple[Reply, ...] = ()
    changed: int = 0
    """Counts up when pages were recognised: what was shown of them is read anew."""

    @property
    def running(self) -> bool:
        """Whether an answer is on its way."""
        return bool(self.replies) and self.replies[0].running

    def with_reply(self, reply: Reply) -> Desk:
        """The desk with its newest answer replaced."""
        return replace(self, replies=(reply, *self.replies[1:]))

    def settled(self) -> Desk:
        """The same with a running answer marked as stopped: nobody will finish it."""
        if not self.running:
            return self
        newest = self.replies[0]
        return self.with_reply(newest.end(True, newest.given.total_s))

    def without(self, id: str) -> Desk:
        """The desk after a document was closed; answers that rest on it stay, for reading."""
        return replace(self, sheets=tuple(one for one in self.sheets if one.id != id))

    def sheet(self, id: str) -> Sheet | None:
        """The open document of that id."""
        return next((one for one in self.sheets if one.id == id), None)
