"""What the Web page tab holds of a session, and how it grows while a page is built; no Gradio."""

from __future__ import annotations

from dataclasses import dataclass, replace

from agents.web_builder import Brief, BuildEvent, Built, Round, Writing
from model.messages import Picture
from ui.conversation import Given
from ui.ground.picture_files import FileValue


@dataclass(frozen=True, slots=True)
class Picked:
    """An element the user pointed at: its CSS selector, its HTML, and words to name it by."""

    path: str
    element: str
    name: str


@dataclass(frozen=True, slots=True)
class Desk:
    """A screenshot, what is to be made of it, and every version made so far.

    ``file`` is where the browser gets ``picture``; ``frames`` are moments of a screen recording at
    ``times`` seconds. ``chosen`` is the index of the round that is open, and ``following`` whether
    that moves on by itself to the best while more are built. ``given`` tells how the last asking
    went; ``wish`` is what was asked of a round, empty while a page is built.
    """

    picture: Picture | None = None
    file: FileValue | None = None
    frames: tuple[Picture, ...] = ()
    times: tuple[float, ...] = ()
    brief: Brief | None = None
    rounds: tuple[Round, ...] = ()
    chosen: int | None = None
    following: bool = True
    writing: Writing | None = None
    given: Given | None = None
    wish: str = ""
    notes: tuple[str, ...] = ()
    picked: Picked | None = None

    @property
    def running(self) -> bool:
        """Whether something is being built."""
        return self.given is not None and self.given.running

    @property
    def round(self) -> Round | None:
        """The round that is open."""
        return None if self.chosen is None else self.rounds[self.chosen]

    @property
    def best(self) -> int | None:
        """The index of the best round of all, as the score has it; a later one wins a tie."""
        kept = [index for index, one in enumerate(self.rounds) if one.kept]
        return max(kept, key=lambda index: (self.rounds[index].fidelity.score, index), default=None)

    def begin(self, brief: Brief, by: str) -> Desk:
        """The desk at the start of a new build: earlier versions of the page go."""
        return Desk(
            self.picture, self.file, self.frames, self.times, brief=brief, given=Given(by=by)
        )

    def refine(self, wish: str, by: str) -> Desk:
        """The desk at the start of a change to the round that is open."""
        return replace(self, given=Given(by=by), wish=wish, writing=None, following=True, notes=())

    def take(self, event: BuildEvent, at_s: float) -> Desk:
        """The desk after one more event, ``at_s`` seconds after the asking."""
        given = self.given or Given()
        if isinstance(event, Writing):
            raw = event.reply or given.raw
            written = replace(given, progress="", raw=raw, total_s=at_s)
            return replace(self, writing=event, given=written)
        if isinstance(event, Round):
            rounds = (*self.rounds, event)
            now = replace(self, rounds=rounds, writing=None, given=replace(given, total_s=at_s))
            if not self.following:
                return now
            # What the user asked for is shown even where it scores less, but no failed repair.
            if event.origin in ("wish", "hand") or (self.wish and event.kept):
                return replace(now, chosen=len(rounds) - 1, picked=None)
            return now if self.wish else replace(now, chosen=now.best, picked=None)
        if isinstance(event, Built):
            ended = replace(given, ended="stop", total_s=at_s, progress="")
            return replace(self, writing=None, given=ended, notes=(*self.notes, *event.notes))
        return replace(self, given=given.take(event, at_s))

    def end(self, stopped: bool, at_s: float, error: str = "") -> Desk:
        """The desk where the asking was cut off: every round so far stays."""
        given = (self.given or Given()).end("stopped" if stopped else "failed", at_s, error)
        return replace(self, given=given, writing=None)

    def settled(self) -> Desk:
        """The same with a running asking marked as stopped: nobody will finish it."""
        return self.end(True, self.given.total_s) if self.running and self.given else self

    def open(self, index: int) -> Desk:
        """The desk with another round open; an index out of range changes nothing."""
        if not 0 <= index < len(self.rounds):
            return self
        return replace(self, chosen=index, following=False, picked=None)
