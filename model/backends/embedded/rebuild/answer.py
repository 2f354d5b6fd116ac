"""Web page tasks for the embedded engine: a screenshot becomes HTML, and HTML becomes more like it.

The page streams inside a code fence, as a model's does. What the engine cannot do (follow a wish
that needs judgement, guess what a page does when it is used) is said beside it.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace

from model.backends.embedded.eye.shared_work import SharedWork
from model.backends.embedded.rebuild.parts import Sheet
from model.backends.embedded.rebuild.wishes import Wish, read_wish
from model.backends.embedded.screen import Screen
from model.backends.embedded.see import seeing
from model.events import Answer, Event, Finished, Notice, Progress
from model.settings import Settings
from model.tasks.webpage import Layout, Rebuild, Refine

_PIECE = 1_500
"""Characters of HTML in one piece of the stream, at least; it ends with a line."""

_A_MODEL = "a vision-language model behind an endpoint could"
_CHINESE = re.compile("[\u4e00-\u9fff]")


_LIGHTER = (75, 55, 35, 20)
"""JPEG qualities tried one after the other where a page with its pictures is too large."""


@dataclass(frozen=True, slots=True)
class _Page:
    html: str
    note: str = ""


_pages: SharedWork[_Page] = SharedWork()


def answer_webpage(task: Rebuild | Refine, settings: Settings) -> Iterator[Event]:
    """Write or mend a page: ``Progress``, notices, the HTML in a fence, ``Finished``."""
    if isinstance(task, Refine):
        from model.backends.embedded.rebuild.repair import repair

        yield from repair(task)
        return
    wish = read_wish(task.instruction)
    layout = wish.layout or task.layout
    if task.variant % 2:
        layout = "absolute" if layout == "flow" else "flow"
    screen = yield from _seen(task, settings)
    yield from _limits(task, wish, layout, screen)
    page = yield from _written(task, wish, layout, screen, settings)
    if page.note:
        yield Notice(page.note)
    whole = f"```html\n{page.html}\n```"
    for piece in pieces(whole):
        yield Answer(piece)
    yield Finished("stop", whole)


def _seen(task: Rebuild, settings: Settings) -> Generator[Event, None, Screen]:
    for step in seeing(task.picture, settings):
        if isinstance(step, Screen):
            return step
        share = None if step.fraction is None else 0.6 * step.fraction
        yield Progress(step.text, share)
    raise AssertionError("seeing() ends with a Screen or an error")


def _written(
    task: Rebuild, wish: Wish, layout: Layout, screen: Screen, settings: Settings
) -> Generator[Event, None, _Page]:
    fitted = task.renderer is not None
    key = f"{task.picture.digest}:{layout}:{wish.theme}:{fitted}"
    watched = _pages.watch(
        key,
        lambda: _writing(task, wish, layout, screen, settings.max_html_mb),
        keep=settings.screen_cache,
        workers=settings.embedded_workers,
        heartbeat_s=settings.heartbeat_s,
    )
    for step in watched:
        if isinstance(step, _Page):
            return step
        share = None if step.fraction is None else 0.6 + 0.4 * step.fraction
        yield Progress(step.text, share)
    raise AssertionError("the work ends with a page or an error")


def _writing(
    task: Rebuild, wish: Wish, layout: Layout, screen: Screen, most_mb: float
) -> Iterator[Progress | _Page]:
    from model.backends.embedded.rebuild.measure import measuring

    sheet: Sheet | None = None
    for step in measuring(task.picture, screen, task.renderer):
        if isinstance(step, Sheet):
            sheet = step
        else:
            yield step
    assert sheet is not None
    if wish.theme is not None:
        from model.backends.embedded.rebuild.themes import themed

        sheet = themed(sheet, wish.theme)
    yield Progress("Writing the page", 0.97)
    html = _html(sheet, task, layout, screen)
    note = ""
    for quality in _LIGHTER:
        if len(html.encode()) <= most_mb * 1_000_000:
            break
        from model.backends.embedded.rebuild.crops import lighter

        yield Progress("Making the pictures smaller", 0.98)
        crops = tuple(lighter(crop, quality) for crop in sheet.crops)
        html = _html(replace(sheet, crops=crops), task, layout, screen)
        note = (
            f"The page's pictures were compressed more (JPEG quality {quality}) to keep the page "
            f"under {most_mb:g} MB."
        )
    yield _Page(html, note)


def _html(sheet: Sheet, task: Rebuild, layout: Layout, screen: Screen) -> str:
    if layout == "absolute":
        from model.backends.embedded.rebuild.absolute import write_absolute

        return write_absolute(sheet, language_of(screen))
    from model.backends.embedded.rebuild.flow import write_flow

    return write_flow(sheet, task.renderer)


def language_of(screen: Screen) -> str:
    """``zh`` for a page with Chinese on it, else nothing: it takes more than letters to know."""
    text = screen.text
    return "zh" if len(_CHINESE.findall(text)) > 0.1 * max(1, len(text)) else ""


def _limits(task: Rebuild, wish: Wish, layout: Layout, screen: Screen) -> Iterator[Notice]:
    """What the user should know before reading the page."""
    if screen.kind == "photo":
        yield Notice(
            "This looks like a photo, not like a page: it is kept as one picture, with the text "
            "that could be read set over it."
        )
    elif screen.kind == "blank" or not (screen.lines or screen.elements):
        yield Notice("No text and no controls were seen on this picture.")
    if round(screen.turned / 90) % 4:
        yield Notice(
            "The text on this picture does not stand upright, so it is kept as one picture; turn "
            "the screenshot and try again to have it rebuilt."
        )
    if wish.understood:
        granted = ", ".join(repr(words) for words in wish.understood)
        yield Notice(f"Followed of your instruction: {granted}.")
    if wish.rest:
        yield Notice(
            f"The embedded engine measures the picture and understands only wishes for a layout "
            f"or a theme, so it did not follow {wish.rest!r}; {_A_MODEL}."
        )
    if wish.theme is not None:
        yield Notice(
            "The theme was turned over by lightness alone; pictures and icons stay as they are."
        )
    if len(task.frames) > 1:
        yield Notice(
            "The embedded engine rebuilds one moment and does not add what the recording shows "
            f"happening; {_A_MODEL}."
        )
    if task.variant % 2:
        other = "positioned absolutely" if layout == "absolute" else "in rows and columns"
        yield Notice(f"This variant is {other}; the engine measures alike every time.")
    elif task.variant:
        yield Notice(
            "The embedded engine has two variants, one for each layout; this repeats the first."
        )
    if task.renderer is None:
        yield Notice(
            "Without a browser the type was measured with fonts installed here, so words may run "
            "a little wider or narrower than on the screenshot."
        )


def pieces(text: str) -> Iterator[str]:
    """The text in pieces of whole lines."""
    held: list[str] = []
    size = 0
    for line in text.splitlines(keepends=True):
        held.append(line)
        size += len(line)
        if size >= _PIECE:
            yield "".join(held)
            held, size = [], 0
    if held:
        yield "".join(held)
