"""Web builder: draft, render, score, refine one fault at a time; yields what it does as events.

Left to itself a model that compares and repairs its own page drifts, and collapses every sixth time
(RubSE). So a round repairs one mismatch that the score found, what was tried before is an avoid
list, every repair starts from the best round, and a worse page is listed but never kept.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace

from agents.building.asking import Asker, seen_on
from agents.building.choosing import Avoid, is_better
from agents.building.drawing import Drawn, draw
from agents.building.events import Brief, BuildEvent, Built, Origin, Round, Writing
from model.backends.base import Connection, Options
from model.errors import InputError, NoBrowser, SightlineError, TooLarge
from model.events import Notice, Progress
from model.rendering import Renderer
from model.service import ModelService
from model.settings import Settings
from model.tasks import Rebuild, Refine
from model.tasks.webpage import Fault, Seen, WebPage

__all__ = [
    "Brief",
    "BuildEvent",
    "Built",
    "Origin",
    "Round",
    "Writing",
    "build",
    "by_hand",
    "mend_dead",
    "wish",
]

Rounds = Generator[BuildEvent, None, Round | None]


def build(
    brief: Brief,
    service: ModelService,
    renderer: Renderer,
    connection: Connection | None = None,
    options: Options | None = None,
) -> Iterator[BuildEvent]:
    """Draft each variant and repair it round by round; ``Built`` comes last.

    A variant or round that fails is a ``Notice``, and all others remain. Raises the error where
    not one page came about, and ``NoBrowser`` at once. Closing the iterator stops it.
    """
    asker = Asker(service, connection or Connection(), options or Options())
    work = _Work(brief, asker, renderer)
    work.seen = yield from seen_on(brief.picture, asker)
    trouble: SightlineError | None = None
    variants = min(max(1, brief.variants), service.settings.web_variants)
    for variant in range(variants):
        try:
            draft = yield from work.draft(variant)
        except NoBrowser:
            raise
        except SightlineError as error:
            trouble = error
            name = f"Draft {variant + 1}" if variants > 1 else "The draft"
            yield Notice(f"{name} came to nothing. {error}")
            continue
        yield draft
        work.rounds.append(draft)
        yield from work.repair(draft)
    if trouble is not None and not work.rounds:
        raise trouble
    yield Built(tuple(work.rounds), _best(work.rounds), tuple(work.notes))


def wish(
    brief: Brief,
    rounds: Sequence[Round],
    base: Round,
    sentence: str,
    path: str,
    element: str,
    service: ModelService,
    renderer: Renderer,
    connection: Connection | None = None,
    options: Options | None = None,
) -> Iterator[BuildEvent]:
    """Change ``base`` as the user's ``sentence`` says.

    ``element`` is the HTML of what they pointed at and ``path`` its selector; both may be empty.
    The new round is kept whatever it scores: the user asked for it. Raises the error where no page
    came about.
    """
    asker = Asker(service, connection or Connection(), options or Options())
    work = _Work(brief, asker, renderer, list(rounds))
    work.seen = yield from seen_on(brief.picture, asker)
    task = work.refine(base, instruction=sentence, element=element, path=path)
    new = yield from work.round(task, base, "wish", instruction=sentence)
    if new is None:
        yield Notice("The reply is the page as it was; nothing was changed.")
    else:
        yield new
        work.rounds.append(new)
    best = len(work.rounds) - 1 if new is not None else _index(work.rounds, base)
    yield Built(tuple(work.rounds), best, tuple(work.notes))


def mend_dead(
    brief: Brief,
    rounds: Sequence[Round],
    base: Round,
    dead: Sequence[str],
    service: ModelService,
    renderer: Renderer,
    connection: Connection | None = None,
    options: Options | None = None,
) -> Iterator[BuildEvent]:
    """Have the controls that an acceptance run found ``dead`` (a sentence each) made to work.

    Kept if the page looks no worse for it: what a control does when it is used no score sees.
    """
    asker = Asker(service, connection or Connection(), options or Options())
    work = _Work(brief, asker, renderer, list(rounds))
    listed = "\n".join(f"- {sentence}" for sentence in dead)
    instruction = (
        "These controls were tried and did nothing. Make each respond in the page itself, in the "
        f"way its words and place suggest, without changing how the page looks at first:\n{listed}"
    )
    task = work.refine(base, instruction=instruction)
    new = yield from work.round(task, base, "acceptance", instruction="\n".join(dead))
    if new is None:
        yield Notice("The reply is the page as it was; the dead controls remain.")
    else:
        if new.fidelity.score < base.fidelity.score - 1.0:
            new = replace(new, kept=False)
            yield Notice("The page with working controls looks worse, so it is only listed.")
        yield new
        work.rounds.append(new)
    yield Built(tuple(work.rounds), _best(work.rounds), tuple(work.notes))


def by_hand(
    brief: Brief,
    rounds: Sequence[Round],
    base: Round,
    html: str,
    renderer: Renderer,
    settings: Settings | None = None,
) -> Round:
    """The page as the user edited it, drawn and scored as it stands.

    Raises ``InputError`` for what is no page, and ``SandboxError`` for one that cannot be drawn.
    """
    settings = settings or Settings()
    check_html(html, settings)
    began = time.monotonic()
    drawn = _finish(draw(WebPage(html), brief.picture, renderer, settings))
    number = _next_number(rounds, base.variant)
    return Round(
        base.variant,
        number,
        "hand",
        drawn.page.html,
        drawn.rendered,
        drawn.fidelity,
        parent=base.number,
        mended=drawn.page.mended,
        seconds=time.monotonic() - began,
    )


def check_html(html: str, settings: Settings) -> None:
    """Raises ``InputError`` for HTML of the user's that is empty, too large or no text."""
    size = len(html.encode("utf-8", "replace")) / 1e6
    if size > settings.max_html_mb:
        raise TooLarge(
            f"The HTML has {size:.1f} MB and the limit is {settings.max_html_mb:g} MB; shorten it."
        )
    if not html.strip():
        raise InputError("The HTML is empty; write or paste a page.")
    if "\0" in html:
        raise InputError("This is no HTML but the bytes of some other file; paste a page's text.")


@dataclass(slots=True)
class _Work:
    """One build: what it is told, and what has come about."""

    brief: Brief
    asker: Asker
    renderer: Renderer
    rounds: list[Round] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    seen: Seen | None = None

    @property
    def settings(self) -> Settings:
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
    ) -> Rounds:
        """The page after ``task``; ``None`` when the reply left it as it was."""
        number = _next_number(self.rounds, base.variant) if number is None else number
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


def _next_number(rounds: Sequence[Round], variant: int) -> int:
    return max((one.number for one in rounds if one.variant == variant), default=-1) + 1


def _best(rounds: Sequence[Round]) -> int | None:
    kept = [at for at, one in enumerate(rounds) if one.kept]
    return max(kept, key=lambda at: (rounds[at].fidelity.score, at), default=None)


def _index(rounds: Sequence[Round], wanted: Round) -> int | None:
    return next((at for at, one in enumerate(rounds) if one is wanted), _best(rounds))


def _finish(steps: Generator[BuildEvent, None, Drawn]) -> Drawn:
    """The result of steps that nobody listens to."""
    while True:
        try:
            next(steps)
        except StopIteration as done:
            result: Drawn = done.value
            return result
