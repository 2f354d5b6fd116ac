"""Weights in the app's own process, through the page: loaded by the first question, boxes drawn."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.backends.local import conftest as local
from tests.e2e.app import App
from tests.e2e.conftest import Rooms, Visitors

untrained, taught = local.untrained, local.taught


@pytest.fixture
def visit(taught: Path, tmp_path: Path, rooms: Rooms) -> Iterator[Visitors]:
    arguments = ("--backend", "local", "--model", str(taught))
    with App(tmp_path, arguments=arguments) as app:
        visitors = Visitors(rooms, app)
        yield visitors
        visitors.leave()


def test_a_local_model_is_named_loaded_and_draws_its_boxes(visit: Visitors, tmp_path: Path) -> None:
    page = visit()
    expect(page.locator("#chip")).to_contain_text("nano (GLM-4.5V) · this machine")
    expect(page.get_by_label("Local model")).to_be_checked()
    expect(page.get_by_label("Thinking", exact=True)).to_be_checked()
    assert not visit.app.loaded, "the first question loads it, not the start"
    local.scene().pixels.save(tmp_path / "scene.png")
    page.keyboard.press("Alt+Digit2")
    page.locator("#ground-stage input.file").set_input_files(tmp_path / "scene.png")
    expect(page.locator("#ground-stage .title .name")).to_have_text("scene.png")
    query = page.locator("#ground-query textarea, #ground-query input")
    query.fill("the red circle")
    query.press("Enter")
    expect(page.locator("#ground-stage .mark")).to_have_count(2, timeout=120_000)
    expect(page.locator("#ground-status details.thoughts")).to_be_attached()
    expect(page.locator("#meter")).to_contain_text("tokens")
    expect(page.locator("#meter")).not_to_contain_text("Cost")
    assert visit.app.loaded == {"torch", "transformers"}
    assert visit.app.addresses <= {"127.0.0.1", "localhost", "::1"}
