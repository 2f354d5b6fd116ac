from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.conftest import Visitors
from tests.e2e.pages import answers, ask, log, picture_file

# What the browser keeps is encrypted and written anew after every change: it is complete when it
# has not changed for two seconds.
SETTLED = """() => {
  const now = localStorage.getItem('sightline-settings');
  if (now === null || now !== window.keptBefore) {
    window.keptBefore = now;
    window.keptSince = performance.now();
  }
  return performance.now() - window.keptSince > 2000;
}"""


def test_a_reload_loses_nothing_and_a_new_chat_stays_empty(visit: Visitors, tmp_path: Path) -> None:
    page = visit()
    ask(page, "Read out the text", picture_file(tmp_path, "Keep me"))
    expect(answers(page)).to_have_count(1)
    visit.reload(page)
    expect(answers(page)).to_have_count(1)
    expect(page.get_by_test_id("bot").filter(has_text="Keep me")).to_be_visible()
    ask(page, "How many words?")
    expect(answers(page)).to_have_count(2)
    page.keyboard.press("Alt+n")
    expect(page.locator("#welcome")).to_be_visible()
    expect(answers(page)).to_have_count(0)
    visit.reload(page)
    expect(page.locator("#welcome")).to_be_visible()
    expect(answers(page)).to_have_count(0)


def test_one_visitor_never_sees_anothers(visit: Visitors, tmp_path: Path) -> None:
    ann, bob = visit(), visit()
    ask(ann, "Read out the text", picture_file(tmp_path, "Secret of Ann", "ann.png"))
    ask(bob, "Read out the text", picture_file(tmp_path, "Secret of Bob", "bob.png"))
    expect(answers(ann)).to_have_count(1)
    expect(answers(bob)).to_have_count(1)
    for page, own, other in ((ann, "Ann", "Bob"), (bob, "Bob", "Ann")):
        expect(log(page)).to_contain_text(f"Secret of {own}")
        assert f"Secret of {other}" not in page.content()
        visit.reload(page)
        expect(log(page)).to_contain_text(f"Secret of {own}")
        assert f"Secret of {other}" not in page.content()
    newcomer = visit()
    assert "Secret of" not in newcomer.content()


def test_settings_but_no_key_are_remembered_by_the_browser(visit: Visitors) -> None:
    page = visit()
    page.get_by_label("Endpoint", exact=True).check(force=True)
    page.get_by_label("Base URL").fill("http://127.0.0.1:9/v1")
    page.get_by_label("API key").fill("sk-not-to-be-kept")
    page.get_by_label("Thinking").uncheck()
    expect(page.locator("#connection-status")).to_contain_text("connect to use it")
    page.wait_for_function(SETTLED)
    page.close()
    again = visit.contexts[-1].new_page()
    again.goto(visit.app.url)
    expect(again.get_by_label("Base URL")).to_have_value("http://127.0.0.1:9/v1")
    expect(again.get_by_label("Thinking")).not_to_be_checked()
    expect(again.get_by_label("API key")).to_have_value("")
    assert "sk-not-to-be-kept" not in again.content()
