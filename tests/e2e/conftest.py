"""Real app, real Chromium: one of each a session, a context a visitor, and all are watched.

A visitor who asks for anything but the app, sees an error in the console or an exception in the
page fails the test. The browser itself finds nothing but loopback (``tests/conftest.py``).
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.e2e.app import App
from tests.fake_endpoint import FakeEndpoint

expect.set_options(timeout=20_000)

_CUT_OFF = re.compile(r"AbortError: signal is aborted|Connection errored out|Failed to fetch")


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with App(tmp_path_factory.mktemp("app")) as running:
        yield running


@pytest.fixture
def endpoint() -> Iterator[FakeEndpoint]:
    with FakeEndpoint() as server:
        yield server


class Rooms:
    """Contexts to be taken again: what a visitor left is cleared away, loaded scripts stay.

    A page that finds its scripts in the browser's cache costs a third less.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._free: dict[str, list[BrowserContext]] = defaultdict(list)
        self._kind: dict[BrowserContext, str] = {}

    def take(self, origin: str, options: dict[str, Any]) -> tuple[BrowserContext, Page]:
        """A context in which nobody was before, as far as the app can tell, and a page of it."""
        kind = json.dumps([origin, options], sort_keys=True)
        if not self._free[kind]:
            context = self._browser.new_context(**options)
            self._kind[context] = kind
            return context, context.new_page()
        context = self._free[kind].pop()
        page = context.new_page()
        devtools = context.new_cdp_session(page)
        everything = {"origin": origin, "storageTypes": "all"}
        devtools.send("Storage.clearDataForOrigin", everything)
        devtools.detach()
        return context, page

    def give_back(self, context: BrowserContext) -> None:
        """Close its pages; it is used by others from now on."""
        for page in context.pages:
            page.close()
        context.unroute_all()
        context.clear_cookies()
        context.clear_permissions()
        self._free[self._kind[context]].append(context)

    def close(self) -> None:
        """Close all of them."""
        for context in self._kind:
            context.close()


@pytest.fixture(scope="session")
def rooms(browser: Browser) -> Iterator[Rooms]:
    every = Rooms(browser)
    yield every
    every.close()


class Visitors:
    """Opens pages of the app, each in a context of its own, and remembers what went wrong."""

    def __init__(self, rooms: Rooms, app: App) -> None:
        self.rooms, self.app = rooms, app
        self.contexts: list[BrowserContext] = []
        self.strayed: list[str] = []
        self.complaints: list[str] = []

    def __call__(self, path: str = "", **options: Any) -> Page:
        defaults: dict[str, Any] = {
            "viewport": {"width": 1280, "height": 860},
            "locale": "en-US",
            "color_scheme": "light",
            "reduced_motion": "reduce",
        }
        context, page = self.rooms.take(self.app.url.rstrip("/"), {**defaults, **options})
        self.contexts.append(context)
        context.on("request", self._watch)
        context.on("requestfailed", self._forgive)
        page.on("pageerror", lambda error: self.complaints.append(f"page: {error}"))
        page.on(
            "console",
            lambda message: (
                self.complaints.append(f"console: {message.text}")
                if message.type == "error"
                else None
            ),
        )
        page.goto(self.app.url + path)
        self._wait_for(page)
        return page

    def _wait_for(self, page: Page) -> None:
        """Until the page is there and knows what it remembers: what is done before is undone."""
        expect(page.locator("html[data-ready=answered]")).to_be_attached()
        expect(page.locator("#composer textarea")).to_be_visible()

    def leave(self) -> None:
        """All go; nothing strayed, and nothing complained."""
        for context in self.contexts:
            context.remove_listener("request", self._watch)
            context.remove_listener("requestfailed", self._forgive)
            self.rooms.give_back(context)
        assert self.strayed == []
        assert self.complaints == []

    def reload(self, page: Page) -> None:
        with self.leaving():
            page.reload()
            self._wait_for(page)

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """While the page is left, what Gradio says about requests cut off by it is passed over."""
        before = list(self.complaints)
        yield
        during = self.complaints[len(before) :]
        self.complaints[:] = before + [one for one in during if not _CUT_OFF.search(one)]

    def _watch(self, request: Request) -> None:
        if not request.url.startswith((self.app.url, "data:", "blob:", "about:")):
            self.strayed.append(request.url)

    def _forgive(self, request: Request) -> None:
        """What the page's policy stopped went nowhere."""
        if request.failure == "csp" and request.url in self.strayed:
            self.strayed.remove(request.url)


@pytest.fixture
def visit(rooms: Rooms, app: App) -> Iterator[Visitors]:
    visitors = Visitors(rooms, app)
    yield visitors
    visitors.leave()


@pytest.fixture(scope="module")
def stay(rooms: Rooms, app: App) -> Iterator[Visitors]:
    """Visitors who stay for all tests of a file, where these need only look at the same thing."""
    visitors = Visitors(rooms, app)
    yield visitors
    visitors.leave()
