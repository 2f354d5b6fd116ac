"""Building and changing pages on behalf of the tab: who builds, who stops, what is kept.

Each method is a generator of updates for one event of the page; ``asking.follow`` does the waiting.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from agents import web_builder
from agents.capture import capture
from agents.web_builder import Brief, BuildEvent, Round
from model.errors import InputError, SightlineError
from model.messages import Picture
from ui.errors import sentence
from ui.ground.picture_files import picture_file
from ui.runs import Runs, waited
from ui.shell import Shell, Spent, read_sidebar
from ui.webpage import rounds_view
from ui.webpage.asking import follow
from ui.webpage.desk import Desk
from ui.webpage.export import fold, unfold
from ui.webpage.page import Page, Update
from ui.words import Language, language_of, say

if TYPE_CHECKING:
    import gradio as gr

    from agents.rendering import BrowserRenderer

_HEIGHTS = {390: 844, 1440: 900}
"""Views that are as tall as the screens they stand for; others are 800 pixels."""
_SPACE = re.compile(r"\s+")
NAME = "webpage"
"""Under which a session keeps its desk."""
Make = Callable[[], Iterator[BuildEvent]]


class Building:
    """What the tab's asking events do."""

    def __init__(self, shell: Shell, page: Page) -> None:
        self._shell = shell
        self._page = page
        self._runs = Runs()
        self._lock = threading.Lock()
        self._renderer: BrowserRenderer | None = None
        self._opened: dict[str, int] = {}

    def build(
        self, now: Desk, form: tuple[Any, ...], token: str, sidebar: Any, request: gr.Request
    ) -> Iterator[Update]:
        """A page from the screenshot; ``form`` are the values of ``Parts.brief``."""
        language = language_of(request)
        try:
            picture = self._picture(now, token, language)
        except InputError as error:
            yield self.refuse(now, error, language)
            return
        brief = self._brief(now, picture, form)
        connection, options = read_sidebar(sidebar)
        service = self._shell.service

        def make() -> Iterator[BuildEvent]:
            yield from web_builder.build(brief, service, self._drawn(), connection, options)

        yield from self._work(now.begin(brief, _by(connection)), make, token, request)

    def wish(
        self,
        now: Desk,
        words: str,
        at: tuple[str, str],
        token: str,
        sidebar: Any,
        request: gr.Request,
    ) -> Iterator[Update]:
        """One thing changed as a sentence says; ``at`` is the selector and HTML of its subject."""
        language = language_of(request)
        words = words.strip()[: self._shell.settings.max_question_chars]
        try:
            brief, base = self._base(now, language)
            if not words:
                raise InputError(say(language, "web_no_wish"))
        except InputError as error:
            yield self.refuse(now, error, language)
            return
        connection, options = read_sidebar(sidebar)
        service = self._shell.service

        def make() -> Iterator[BuildEvent]:
            yield from web_builder.wish(
                brief, now.rounds, base, words, *at, service, self._drawn(), connection, options
            )

        yield from self._work(now.refine(words, _by(connection)), make, token, request)

    def repair(
        self, now: Desk, index: int, token: str, sidebar: Any, request: gr.Request
    ) -> Iterator[Update]:
        """One fault of the open round repaired, by its place in the list."""
        language = language_of(request)
        try:
            brief, base = self._base(now, language)
        except InputError as error:
            yield self.refuse(now, error, language)
            return
        connection, options = read_sidebar(sidebar)
        service, fault = self._shell.service, base.fidelity.faults[index]

        def make() -> Iterator[BuildEvent]:
            yield from web_builder.repair(
                brief, now.rounds, base, fault, service, self._drawn(), connection, options
            )

        yield from self._work(now.refine(fault.sentence, _by(connection)), make, token, request)

    def by_hand(self, now: Desk, code: str, token: str, request: gr.Request) -> Iterator[Update]:
        """The page as the user wrote it in the code pane, drawn and scored."""
        language = language_of(request)
        try:
            brief, base = self._base(now, language)
            html = unfold(code, fold(base.html).addresses)
            if html == base.html:
                raise InputError(say(language, "web_same_code"))
        except InputError as error:
            yield self.refuse(now, error, language)
            return

        def make() -> Iterator[BuildEvent]:
            settings = self._shell.settings
            yield web_builder.by_hand(brief, now.rounds, base, html, self._drawn(), settings)
            yield web_builder.Built()

        asked = say(language, "web_apply")
        yield from self._work(now.refine(asked, ""), make, token, request)

    def accept(self, now: Desk, token: str, sidebar: Any, request: gr.Request) -> Iterator[Update]:
        """Every control of the open round tried by mouse and keys; dead ones are made to work."""
        language = language_of(request)
        try:
            brief, base = self._base(now, language)
        except InputError as error:
            yield self.refuse(now, error, language)
            return
        connection, options = read_sidebar(sidebar)
        service, browser = self._shell.service, self._shell.browser

        def make() -> Iterator[BuildEvent]:
            yield from web_builder.accept(
                brief, now.rounds, base, browser, service, self._drawn(), connection, options
            )

        asked = say(language, "web_accept")
        yield from self._work(now.refine(asked, _by(connection)), make, token, request)

    def capture(
        self, now: Desk, text: str, width: int, token: str, request: gr.Request
    ) -> Iterator[Update]:
        """The screenshot of an address or of HTML, put on the desk."""
        language, session = language_of(request), str(request.session_hash)
        run = self._runs.begin(session)
        now = now.settled()
        yield self._page.busy("web_capturing")
        trouble: Exception | None = None
        try:
            browser, height = self._shell.browser, _HEIGHTS.get(width, 800)
            seen = waited(
                lambda: capture(browser, text, width=width, height=height, stopped=run.stop.is_set),
                run,
            )
            if seen is not None:
                notes = (*seen.notes, *filter(None, [self._warning(token)]))
                name = _SPACE.sub(" ", seen.title).strip()[:80] or "page"
                picture = replace(seen.picture, name=f"{name}.png", notes=notes)
                now = Desk(picture, picture_file(picture))
                self._shell.sessions.put(token, NAME, now)
        except SightlineError as error:
            trouble = error
        finally:
            self._runs.end(session, run)
        shown = self._page.show(now, language)
        yield shown if trouble is None else {**shown, **self.refuse(now, trouble, language)}

    def open(self, now: Desk, index: int, token: str, request: gr.Request) -> Update:
        """Another round to look at; while one is built, the one who builds shows it."""
        if now.running:
            self._opened[str(request.session_hash)] = index
            return {}
        now = now.open(index)
        self._shell.sessions.put(token, NAME, now)
        return self._page.show(now, language_of(request))

    def bring(self, now: Desk, token: str, request: gr.Request) -> Update:
        """A new desk in place of the old one, whatever was going on."""
        self._runs.clear(str(request.session_hash))
        self._shell.sessions.put(token, NAME, now)
        return self._page.show(now, language_of(request))

    def stop(self, request: gr.Request) -> None:
        """End what is being built for this page; all rounds so far stay."""
        self._runs.stop(str(request.session_hash))

    def refuse(self, now: Desk, error: Exception, language: Language) -> Update:
        """A sentence on why nothing is done; all else stays as it is."""
        return {self._page.status: rounds_view.status_html(now, sentence(error, language))}

    def _work(self, start: Desk, make: Make, token: str, request: gr.Request) -> Iterator[Update]:
        """Let ``make`` build, showing what comes; every round is kept with the session at once."""
        sessions, settings = self._shell.sessions, self._shell.settings
        language, session = language_of(request), str(request.session_hash)
        run = self._runs.begin(session)
        self._opened.pop(session, None)
        said = partial(sentence, language=language)
        yield self._page.show(start, language)
        was = start
        try:
            with closing(follow(start, make, run, said, settings.updates_per_s / 2)) as desks:
                for now in desks:
                    if run.superseded:
                        return
                    if (index := self._opened.get(session)) is not None:
                        now = now.open(index)
                    if len(now.rounds) != len(was.rounds) or not now.running:
                        sessions.put(token, NAME, now.settled())
                    warning = "" if now.running else self._warning(token)
                    yield self._page.show(now, language, warning=warning, was=was)
                    was = now
            if was.given is not None and was.given.usage:
                yield {self._shell.spent: Spent.now(was.given.usage)}
        finally:
            self._runs.end(session, run)

    def _picture(self, now: Desk, token: str, language: Language) -> Picture:
        if now.picture is None:
            gone = self._shell.sessions.take_forgotten(token, NAME)
            raise InputError(say(language, "web_forgotten" if gone else "web_no_picture"))
        return now.picture

    def _base(self, now: Desk, language: Language) -> tuple[Brief, Round]:
        """The round that is open, with its brief; raises ``InputError`` where it can't change."""
        if now.running:
            raise InputError(say(language, "web_busy"))
        if now.brief is None or now.round is None:
            raise InputError(say(language, "web_no_page"))
        return now.brief, now.round

    def _brief(self, now: Desk, picture: Picture, form: tuple[Any, ...]) -> Brief:
        instruction, layout, variants, rounds, target = form
        settings = self._shell.settings
        return Brief(
            picture,
            (instruction or "").strip()[: settings.max_question_chars],
            layout,
            min(int(variants), settings.web_variants),
            int(rounds),
            float(target),
            now.frames,
            now.times,
        )

    def _drawn(self) -> BrowserRenderer:
        """The renderer of all builds, opened at the first."""
        with self._lock:
            if self._renderer is None:
                from agents.rendering import BrowserRenderer

                self._renderer = BrowserRenderer(self._shell.browser)
            return self._renderer

    def _warning(self, token: str) -> str:
        """What the browser warns of once it has been used; said once a session."""
        sessions = self._shell.sessions
        if sessions.get(token, "browser_warned"):
            return ""
        if warning := self._shell.browser.warning:
            sessions.put(token, "browser_warned", True)
        return warning


def _by(connection: Any) -> str:
    """Who answers, as the page names it; the embedded engine has no name there."""
    return str(connection.by)


def picked_at(now: Desk) -> tuple[str, str]:
    """Selector and HTML of what the user pointed at, for ``Building.wish``."""
    return (now.picked.path, now.picked.element) if now.picked else ("", "")


def without_pick(now: Desk) -> Desk:
    """The desk with nothing pointed at."""
    return replace(now, picked=None)
