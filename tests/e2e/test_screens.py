"""What the page looks and feels like: widths, colours, languages, keys."""

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Visitors
from tests.e2e.pages import answers, ask, composer, connect, log
from tests.fake_endpoint import FakeEndpoint, Gate, Reply

PHONE = {"width": 390, "height": 844}


def overflow(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - innerWidth"))


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
def test_a_phone_shows_all_without_sideways_scrolling(visit: Visitors, language: str) -> None:
    page = visit(viewport=PHONE, locale=language, has_touch=True)
    expect(page.locator("#sidebar")).not_to_have_class("open")
    expect(page.locator("#sidebar:not(.open)")).to_have_count(1)
    assert overflow(page) <= 0
    page.locator("[data-example=read]").click()
    expect(answers(page)).to_have_count(1)
    assert overflow(page) <= 0
    for small in page.locator("#composer button:visible, #chat-tools button:visible").all():
        box = small.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 40, small.get_attribute("aria-label")
    page.locator("#tab-ground-button:visible").click()
    expect(page.locator("#ground")).to_be_visible()
    assert overflow(page) <= 0


def test_the_sidebar_is_open_on_a_desktop_names_every_control_and_folds_by_key(
    visit: Visitors,
) -> None:
    page = visit()
    expect(page.locator("#sidebar.open")).to_have_count(1)
    page.get_by_label("Endpoint", exact=True).check(force=True)
    expect(page.get_by_label("Base URL")).to_be_visible()
    nameless = page.evaluate(
        """() => Array.from(document.querySelectorAll('button, input, textarea, [role=tab]'))
          .filter((one) => one.getClientRects().length && one.type !== 'file')
          .filter((one) => !(one.innerText || '').trim() && !one.getAttribute('aria-label')
            && !one.labels?.length && !one.placeholder && !one.title)
          .map((one) => one.outerHTML.slice(0, 200))"""
    )
    assert nameless == []
    page.keyboard.press("Alt+s")
    expect(page.locator("#sidebar.open")).to_have_count(0)


def test_dark_and_light_follow_the_system_and_are_remembered(visit: Visitors) -> None:
    page = visit(color_scheme="dark")
    expect(page.locator("body.dark")).to_have_count(1)
    page.get_by_role("button", name="Switch between light and dark").click()
    expect(page.locator("body.dark")).to_have_count(0)
    visit.reload(page)
    expect(composer(page)).to_be_visible()
    expect(page.locator("body.dark")).to_have_count(0)
    assert "__theme" not in page.url


def test_a_chinese_browser_gets_chinese_and_may_switch(visit: Visitors) -> None:
    page = visit(locale="zh-CN")
    expect(page.get_by_role("tab", name="对话")).to_be_visible()
    expect(page.get_by_role("button", name="新对话")).to_be_visible()
    expect(page.get_by_text("由谁回答")).to_be_visible()
    expect(page.get_by_placeholder("就图片提问")).to_be_visible()
    with visit.leaving():
        page.get_by_role("button", name="切换到英文").click()
        expect(page.get_by_role("tab", name="Chat")).to_be_visible()
    expect(page.get_by_text("Who answers")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "en"
    with visit.leaving():
        page.get_by_role("button", name="Switch to Chinese").click()
        expect(page.get_by_role("tab", name="对话")).to_be_visible()


def test_the_keyboard_is_enough(visit: Visitors, endpoint: FakeEndpoint) -> None:
    gate = Gate()
    endpoint.script(Reply.stream("Begun", gate, " never"))
    page = visit()
    connect(page, endpoint)
    composer(page).click()
    page.keyboard.type("One")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("Two")
    expect(composer(page)).to_have_value("One\nTwo")
    page.keyboard.press("Enter")
    expect(log(page)).to_contain_text("Begun")
    page.keyboard.press("Escape")
    expect(log(page)).to_contain_text("Stopped.")
    page.keyboard.press("Alt+2")
    expect(page.locator("#ground")).to_be_visible()
    page.keyboard.press("Alt+1")
    expect(composer(page)).to_be_visible()
    page.locator("#brand").click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_asking_while_an_answer_is_written_is_not_possible(
    visit: Visitors, endpoint: FakeEndpoint
) -> None:
    gate = Gate()
    endpoint.script(Reply.stream("Busy", gate, " done"))
    page = visit()
    connect(page, endpoint)
    ask(page, "First")
    expect(log(page)).to_contain_text("Busy")
    expect(page.get_by_role("button", name="Submit")).to_have_count(0)
    gate.open()
    expect(answers(page)).to_have_count(1)
    expect(page.get_by_role("button", name="Submit")).to_be_visible()
