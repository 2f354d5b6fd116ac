"""One build at work: its drafts, its repairs, and what has come about."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field, replace

from agents.building.asking import Asker
from agents.building.choosing import Avoid, is_better
from agents.building.drawing import Drawn, draw
from agents.building.events import Brief, BuildEvent, Origin, Round
from model.errors import NoBrowser, SightlineError
from model.events import Notice, Progress
from model.rendering import Renderer
from model.settings import Settings
from model.tasks import Rebuild, Refine
from model.tasks.webpage import Fault, Seen


@dataclass(slots=True)
class Work:
    """One build: what it is told, and what has come about."""

    brief: Brief
    asker: Asker
    renderer: Renderer
    rounds: list[Round] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seen: Seen | None = None

    @property
    def settings(self) -> Settings:
        """The service's."""
        return self.asker.service.settings

    def draft(self, variant: int) -> Generator[BuildEvent, None, Round]:
        """The first version of a variant."""
        brief = self.brief
        task = Rebuild(
            brief.picture,
            brief.instruction,
            brief.layout,
            variant,
            self.seen,
            brief.frames,
            brief.times,
            self.renderer,
        )
        began = time.monotonic()
        page = yield from self.asker.page(task, variant, 0)
        drawn = yield from draw(page, brief.picture, self.renderer, self.settings)
        return _round(drawn, variant, 0, "draft", began)

    def repair(self, best: Round) -> Generator[BuildEvent, None, None]:
        """Repair one fault after another, always from the best, until the target or the end."""
        avoid = Avoid()
        number = 0
        # A reply without a change costs nothing to draw, so it does not use a round up; but a
        # model may go on like that.
        for _ in range(2 * max(0, self.brief.rounds)):
            if number >= self.brief.rounds:
                return
            if best.fidelity.score >= self.brief.target:
                return
            fault = avoid.next(best.fidelity.faults)
            if fault is None:
                self.notes.append("No mismatch is left that was not tried.")
                return
            yield Progress(f"Repairing: {fault.sentence}")
            task = self.refine(best, fault=fault, tried=tuple(avoid.sentences))
            avoid.add(fault)
            try:
                new = yield from self.round(task, best, "repair", number + 1, fault=fault)
            except NoBrowser:
                raise
            except SightlineError as error:
                number += 1
                yield Notice(f"Round {number} came to nothing. {error}")
                continue
            if new is None:
                yield Notice(f"The repair changed nothing: {fault.sentence}")
                continue
            number += 1
            if why := is_better(new, best, self.brief.layout):
                new = replace(new, kept=False)
                yield Notice(f"Round {number} is listed but not kept: {why}.")
            yield new
            self.rounds.append(new)
            best = new if new.kept else best

    def refine(
        self,
        base: Round,
        fault: Fault | None = None,
        instruction: str = "",
        element: str = "",
        path: str = "",
        tried: tuple[str, ...] = (),
    ) -> Refine:
        """The task of changing one thing of ``base``."""
        return Refine(
            self.brief.picture,
            base.rendered.picture,
            base.html,
            fault,
            instruction,
            element,
            path,
            tried,
            self.seen,
            self.renderer,
        )

    def round(
        self,
        task: Refine,
        base: Round,
        origin: Origin,
        number: int | None = None,
        *,
        fault: Fault | None = None,
        instruction: str = "",
    ) -> Generator[BuildEvent, None, Round | None]:
        """The page after ``task``; ``None`` when the reply left it as it was."""
        number = next_number(self.rounds, base.variant) if number is None else number
        began = time.monotonic()
        page = yield from self.asker.page(task, base.variant, number)
        if _same(page.html, base.html):
            return None
        drawn = yield from draw(page, self.brief.picture, self.renderer, self.settings)
        new = _round(drawn, base.variant, number, origin, began)
        return replace(new, parent=base.number, fault=fault, instruction=instruction)


def _round(drawn: Drawn, variant: int, number: int, origin: Origin, began: float) -> Round:
    return Round(
        variant,
        number,
        origin,
        drawn.page.html,
        drawn.rendered,
        drawn.fidelity,
        mended=drawn.page.mended,
        seconds=time.monotonic() - began,
    )


def _same(one: str, other: str) -> bool:
    return one.split() == other.split()


def next_number(rounds: Sequence[Round], variant: int) -> int:
    """The number of the next round of ``variant``."""
    return max((one.number for one in rounds if one.variant == variant), default=-1) + 1


def best_of(rounds: Sequence[Round]) -> int | None:
    """The index of the kept round with the best score; a later one wins a tie."""
    kept = [at for at, one in enumerate(rounds) if one.kept]
    return max(kept, key=lambda at: (rounds[at].fidelity.score, at), default=None)


def index_of(rounds: Sequence[Round], wanted: Round) -> int | None:
    """The index of ``wanted``, or of the best where it is not among them."""
    return next((at for at, one in enumerate(rounds) if one is wanted), best_of(rounds))
