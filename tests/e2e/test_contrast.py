"""Nothing on the page is too faint to read, in either scheme."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitors
from tests.e2e.pages import answers

FAINT = Path(__file__).with_name("contrast.js").read_text("utf-8")


def readable(page: Page) -> None:
    assert page.evaluate(FAINT) == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_text_stands_out(visit: Visitors, scheme: str) -> None:
    page = visit(color_scheme=scheme)
    readable(page)
    page.locator('[data-example="code"]').click()
    expect(answers(page)).to_have_count(1)
    page.get_by_role("button", name="Behind the last answer").click()
    expect(page.locator("#behind-raw")).to_contain_text("QR Code")
    page.get_by_label("Endpoint", exact=True).check(force=True)
    page.locator("#sampling button").first.click()
    expect(page.locator("#max-tokens")).to_be_visible()
    readable(page)
    page.locator("#show-shortcuts").click()
    expect(page.locator("#shortcuts")).to_be_visible()
    readable(page)
    page.keyboard.press("Escape")
    page.get_by_label("Embedded engine", exact=True).check(force=True)
    expect(page.locator("#sampling")).to_be_hidden()
    page.get_by_role("tab", name="Ground").click()
    page.locator('[data-card="shapes"]').click()
    expect(page.locator("#ground-status .facts")).to_be_visible()
    readable(page)
    # The measure itself sees what is faint.
    faint = {"light": "#aaa", "dark": "#555"}[scheme]
    page.locator("#brand h1").evaluate("(one, faint) => { one.style.color = faint; }", faint)
    assert [text.split()[0] for text in page.evaluate(FAINT)] == ["Sightline"]
