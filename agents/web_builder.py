"""Web builder: draft, render, score, refine one fault at a time; yields what it does as events.

Left to itself a model that compares and repairs its own page drifts, and collapses every sixth time
(RubSE). So a round repairs one mismatch that the score found, what was tried before is an avoid
list, every repair starts from the best round, and a worse page is listed but never kept.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from agents.building.asking import Asker, seen_on
from agents.building.choosing import is_better
from agents.building.drawing import draw, view_of
from agents.building.events import Brief, BuildEvent, Built, Origin, Round, Writing
from agents.building.work import Work, best_of, index_of, next_number
from model.backends.base import Connection, Options
from model.errors import InputError, NoBrowser, SightlineError, TooLarge
from model.events import Notice
from model.rendering import Renderer
from model.service import ModelService
from model.settings import Settings
from model.steps import result
from model.tasks.webpage import Fault, WebPage

if TYPE_CHECKING:
    from agents.acceptance import Acceptance
    from agents.sandbox import Browser

__all__ = [
    "Brief",
    "BuildEvent",
    "Built",
    "Origin",
    "Round",
    "Writing",
    "build",
    "by_hand",
    "accept",
    "repair",
    "wish",
]

_DEAD = (
    "These controls were tried and did nothing. Make each respond in the page itself, in the way "
    "its words and place suggest, without changing how the page looks at first:"
)
_LOOKS = 1.0
"""Points of likeness that working controls may cost."""


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
    work = Work(brief, asker, renderer)
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
            if variants > 1:  # of one alone the error itself tells
                yield Notice(f"Draft {variant + 1} came to nothing. {error}")
            continue
        yield draft
        work.rounds.append(draft)
        yield from work.repair(draft)
    if trouble is not None and not work.rounds:
        raise trouble
    yield Built(tuple(work.rounds), best_of(work.rounds), tuple(work.notes))


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
    work = Work(brief, asker, renderer, list(rounds))
    work.seen = yield from seen_on(brief.picture, asker)
    task = work.refine(base, instruction=sentence, element=element, path=path)
    new = yield from work.round(task, base, "wish", instruction=sentence)
    if new is None:
        yield Notice("The reply is the page as it was; nothing was changed.")
    else:
        yield new
        work.rounds.append(new)
    best = len(work.rounds) - 1 if new is not None else index_of(work.rounds, base)
    yield Built(tuple(work.rounds), best, tuple(work.notes))


def repair(
    brief: Brief,
    rounds: Sequence[Round],
    base: Round,
    fault: Fault,
    service: ModelService,
    renderer: Renderer,
    connection: Connection | None = None,
    options: Options | None = None,
) -> Iterator[BuildEvent]:
    """Repair the one ``fault`` of ``base`` that the user chose.

    The new round is kept if it is better. Raises the error where no page came about.
    """
    asker = Asker(service, connection or Connection(), options or Options())
    work = Work(brief, asker, renderer, list(rounds))
    work.seen = yield from seen_on(brief.picture, asker)
    best = index_of(work.rounds, base)
    new = yield from work.round(work.refine(base, fault=fault), base, "repair", fault=fault)
    if new is None:
        yield Notice(f"The repair changed nothing: {fault.sentence}")
    else:
        if why := is_better(new, base, brief.layout):
            new = replace(new, kept=False)
            yield Notice(f"The repair is listed but not kept: {why}.")
        else:
            best = len(work.rounds)
        yield new
        work.rounds.append(new)
    yield Built(tuple(work.rounds), best, tuple(work.notes))


def accept(
    brief: Brief,
    rounds: Sequence[Round],
    base: Round,
    browser: Browser,
    service: ModelService,
    renderer: Renderer,
    connection: Connection | None = None,
    options: Options | None = None,
) -> Iterator[BuildEvent]:
    """Try every control of ``base`` in a sandbox, and have those that do nothing made to work.

    The new round is tried too: it is kept if fewer controls are dead and the page looks no worse.
    Raises the error where the page cannot be tried or no page came about.
    """
    asker = Asker(service, connection or Connection(), options or Options())
    work = Work(brief, asker, renderer, list(rounds))
    before = yield from _try_out(base.html, brief, browser)
    yield Notice(_counted(before))
    best = index_of(work.rounds, base)
    if before.dead:
        listed = "\n".join(f"- {sentence}" for sentence in before.dead)
        task = work.refine(base, instruction=f"{_DEAD}\n{listed}")
        new = yield from work.round(task, base, "acceptance", instruction="\n".join(before.dead))
        if new is None:
            yield Notice("The reply is the page as it was; the dead controls remain.")
        else:
            after = yield from _try_out(new.html, brief, browser)
            why = ""
            if len(after.dead) >= len(before.dead):
                why = "no fewer of its controls are dead"
            elif new.fidelity.score < base.fidelity.score - _LOOKS:
                why = f"it looks worse ({new.fidelity.score:.1f} after {base.fidelity.score:.1f})"
            yield Notice(f"Listed, but not kept: {why}." if why else _counted(after))
            new = replace(new, kept=not why)
            yield new
            work.rounds.append(new)
            best = best if why else len(work.rounds) - 1
    yield Built(tuple(work.rounds), best, tuple(work.notes))


def _try_out(html: str, brief: Brief, browser: Browser) -> Generator[BuildEvent, None, Acceptance]:
    from agents.acceptance import Acceptance, trying
    from agents.sandbox import Viewport

    with browser.open(Viewport(*view_of(brief.picture))) as sandbox:
        for event in trying(sandbox, html):
            if isinstance(event, Acceptance):
                return event
            yield event
    raise AssertionError("trying() ends with an Acceptance or an error")


def _counted(found: Acceptance) -> str:
    tried = found.alive + len(found.dead)
    if not tried:
        return "The page has no control to try."
    more = f"; {found.left} more were not tried" if found.left else ""
    return f"{found.alive} of {tried} controls respond{more}."


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
    drawn = result(draw(WebPage(html), brief.picture, renderer, settings))
    number = next_number(rounds, base.variant)
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
