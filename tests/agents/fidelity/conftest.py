from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from agents.fidelity import Fidelity, score
from agents.rendering import BrowserRenderer
from agents.sandbox import Browser
from model.rendering import Rendered
from tests.agents.fidelity.damage import DAMAGE

PAGES = Path(__file__).parents[2] / "data" / "pages"


@pytest.fixture(scope="session")
def renderer(sandboxes: Browser) -> Iterator[BrowserRenderer]:
    with BrowserRenderer(sandboxes) as running:
        yield running


class Lab:
    """A page and what becomes of it, drawn and scored once each."""

    def __init__(self, renderer: BrowserRenderer, html: str) -> None:
        self.html = html
        self.renderer = renderer
        self.page = self.draw(html)
        self.damaged = cache(lambda name: self.draw(DAMAGE[name](html)))
        self.of = cache(lambda name: self.compare(self.damaged(name)))

    def draw(self, html: str) -> Rendered:
        return self.renderer.render(html, 1280, 800)

    def compare(self, drawn: Rendered) -> Fidelity:
        page = self.page
        return score(page.picture, drawn, target_lines=page.lines, target_elements=page.elements)


@pytest.fixture(scope="session", params=["market", "login"])
def lab(request: pytest.FixtureRequest, renderer: BrowserRenderer) -> Lab:
    return Lab(renderer, (PAGES / f"{request.param}.html").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def market(renderer: BrowserRenderer) -> Lab:
    return Lab(renderer, (PAGES / "market.html").read_text(encoding="utf-8"))
