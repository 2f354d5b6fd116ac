from pathlib import Path

from playwright.sync_api import expect

from tests.e2e.app import App
from tests.e2e.conftest import Visitors
from tests.e2e.pages import answers, ask, composer, log, picture_file


def test_an_example_is_answered_at_first_click(visit: Visitors) -> None:
    page = visit()
    page.get_by_role("button", name="What does the QR code say?").click()
    expect(answers(page)).to_have_count(1)
    expect(log(page)).to_contain_text("http")
    expect(page.locator("#welcome .card").first).to_be_hidden()


def test_ones_own_picture_is_read_enlarged_and_saved_and_nobody_is_called(
    app: App, visit: Visitors, tmp_path: Path
) -> None:
    page = visit()
    ask(page, "Read out the text", picture_file(tmp_path, "Invoice 4711"))
    expect(answers(page)).to_have_count(1)
    expect(page.get_by_test_id("bot").filter(has_text="Invoice 4711")).to_be_visible()
    expect(composer(page)).to_have_value("")
    page.get_by_role("link", name="mine.png").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("img")).to_have_js_property("naturalWidth", 640)
    with page.expect_download() as saved:
        dialog.get_by_role("link", name="Download").click()
    assert saved.value.path().read_bytes().startswith(b"\x89PNG")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(answers(page)).to_have_count(1)
    assert app.addresses, "nothing was heard: the listener is deaf"
    assert app.addresses <= {"127.0.0.1", "localhost", "::1"}, app.addresses
    assert not app.loaded, "nobody asked for local weights"
