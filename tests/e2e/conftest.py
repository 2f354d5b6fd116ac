"""Real app, real Chromium: one of each a session, a context a visitor, and all are watched.

A visitor who asks for anything but the app, sees an error in the console or an exception in the
page fails the test.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

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


class Visitors:
    """Opens pages of the app, each in a context of its own, and remembers what went wrong."""

    def __init__(self, browser: Browser, app: App) -> None:
        self.browser, self.app = browser, app
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
        context = self.browser.new_context(**{**defaults, **options})
        self.contexts.append(context)
        context.route("**/*", self._watch)
        page = context.new_page()
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
        expect(page.locator("#composer textarea")).to_be_visible()
        expect(page.locator("html[data-ready]")).to_be_attached()
        return page

    def reload(self, page: Page) -> None:
        with self.leaving():
            page.reload()
            expect(page.locator("#composer textarea")).to_be_visible()

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """While the page is left, what Gradio says about requests cut off by it is passed over."""
        before = list(self.complaints)
        yield
        during = self.complaints[len(before) :]
        self.complaints[:] = before + [one for one in during if not _CUT_OFF.search(one)]

    def _watch(self, route: Route) -> None:
        url = route.request.url
        if url.startswith((self.app.url, "data:", "blob:")):
            route.continue_()
        else:
            self.strayed.append(url)
            route.abort()


@pytest.fixture
def visit(browser: Browser, app: App) -> Iterator[Visitors]:
    visitors = Visitors(browser, app)
    yield visitors
    for context in visitors.contexts:
        context.close()
    assert visitors.strayed == []
    assert visitors.complaints == []
