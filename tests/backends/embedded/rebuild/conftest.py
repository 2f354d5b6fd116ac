"""Pages of our own, drawn in a sandbox and measured again from their picture alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import pytest

from agents.rendering import BrowserRenderer
from agents.sandbox import Browser
from model.backends.embedded.rebuild.measure import measure
from model.backends.embedded.rebuild.parts import Sheet
from model.backends.embedded.screen import Screen
from model.backends.embedded.see import see
from model.messages import Picture
from model.rendering import Rendered
from model.settings import load
from tests.backends.embedded.rebuild.rebuild_pages import PAGES


@dataclass(frozen=True)
class Measured:
    """A page as drawn, as seen and as measured."""

    page: Rendered
    screen: Screen
    sheet: Sheet

    @property
    def picture(self) -> Picture:
        return self.page.picture


@pytest.fixture(scope="session")
def renderer() -> Iterator[BrowserRenderer]:
    browser = Browser(load())
    with BrowserRenderer(browser) as running:
        yield running
    browser.close()


@pytest.fixture(scope="session")
def measured(renderer: BrowserRenderer) -> Callable[[str], Measured]:
    @cache
    def measured_page(name: str) -> Measured:
        page = renderer.render(PAGES[name], 900, 600)
        screen = see(page.picture)
        return Measured(page, screen, measure(page.picture, screen, renderer))

    return measured_page
