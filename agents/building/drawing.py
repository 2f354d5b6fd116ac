"""A page drawn by the browser and scored, beside a heartbeat."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from dataclasses import dataclass, replace
from typing import TypeVar

from agents.agent.background import in_background
from agents.building.events import BuildEvent
from agents.fidelity import Fidelity, score
from model.errors import PageFailed
from model.events import Progress
from model.messages import Picture
from model.rendering import Rendered, Renderer
from model.settings import Settings
from model.tasks.webpage import WebPage

_SCRIPT = re.compile(r"<script(?=[\s>])", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script\s{0,9}>", re.IGNORECASE)
_TALLEST = 2.4
"""Height of the tallest phone's screen over its width: a taller picture shows a whole page."""

_LEAST, _MOST = 160, 4_096
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page as it was drawn, and its score; ``page`` says what was taken out for it."""

    page: WebPage
    rendered: Rendered
    fidelity: Fidelity


def draw(
    page: WebPage, target: Picture, renderer: Renderer, settings: Settings
) -> Generator[BuildEvent, None, Drawn]:
    """Render and score ``page``.

    One that its own scripts bring down is drawn without them. Raises ``SandboxError``.
    """
    width, height = view_of(target)
    try:
        rendered = yield from _rendered(page.html, renderer, width, height, settings)
    except PageFailed as error:
        still = without_scripts(page.html)
        if still == page.html:
            raise
        page = replace(
            page,
            html=still,
            mended=(*page.mended, f"Its scripts were taken out: with them, {_lower(str(error))}"),
        )
        rendered = yield from _rendered(still, renderer, width, height, settings)
    fidelity = yield from with_progress(
        lambda: score(target, rendered, settings=settings), "Scoring the page", settings
    )
    return Drawn(page, rendered, fidelity)


def _rendered(
    html: str, renderer: Renderer, width: int, height: int, settings: Settings
) -> Generator[BuildEvent, None, Rendered]:
    return (
        yield from with_progress(
            lambda: renderer.render(html, width, height), "Drawing the page", settings
        )
    )


def with_progress(
    call: Callable[[], Result], text: str, settings: Settings
) -> Generator[BuildEvent, None, Result]:
    """The result of a call that blocks, with a sign of life at every heartbeat."""
    yield Progress(text)
    waiting = in_background(call, settings.heartbeat_s)
    while True:
        try:
            next(waiting)
        except StopIteration as done:
            result: Result = done.value
            return result
        yield Progress(text)


def view_of(target: Picture) -> tuple[int, int]:
    """Width and height of the view that shows what ``target`` shows, in CSS pixels.

    A picture far taller than any screen shows a whole page, which nobody saw at once.
    """
    width = min(max(target.width, _LEAST), _MOST)
    height = target.height
    if height > width * _TALLEST:
        height = max(round(width * 0.625), 800)
    return width, min(max(height, _LEAST), _MOST)


def without_scripts(html: str) -> str:
    """The page with every script taken out."""
    pieces = []
    at = 0
    while (start := _SCRIPT.search(html, at)) is not None:
        pieces.append(html[at : start.start()])
        end = _SCRIPT_END.search(html, start.end())
        at = end.end() if end else len(html)
    return "".join([*pieces, html[at:]])


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
