"""The Agent tab as a visitor uses it: offline, on the embedded engine, in the real sandbox."""

import json
import re
import zipfile
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Visitors

PAGE = """<!doctype html><meta charset=utf-8><title>Tickets</title>
<style>body{font:20px Arial;margin:40px}button{font:inherit;padding:12px 24px}</style>
<h1>Tickets</h1><p id=said>Nothing chosen</p>
<button onclick="said.textContent='Window seat chosen'">Window seat</button>
<button onclick="said.textContent='Aisle seat chosen'">Aisle seat</button>
<button onclick="said.textContent='Account gone'">Delete account</button>"""


def agent(visit: Visitors, **options: object) -> Page:
    page = visit(**options)
    page.locator("#tabs button[role=tab]").last.click()
    expect(page.locator("#agent-task textarea")).to_be_visible()
    return page


def paste(page: Page, task: str, html: str = PAGE) -> None:
    page.locator("#agent-start").get_by_label("Your HTML").check(force=True)
    page.locator("#agent-html .cm-content").fill(html)
    page.locator("#agent-task textarea").fill(task)


def run(page: Page) -> None:
    page.locator("#agent-run").click()


def steps(page: Page) -> Locator:
    return page.locator("#agent-log li")


def end(page: Page) -> Locator:
    return page.locator("#agent-status .end")


def test_a_task_is_done_replays_and_is_taken_away_and_brought_back(
    visit: Visitors, tmp_path: Path
) -> None:
    page = agent(visit)
    paste(page, "Click 'Aisle seat'")
    run(page)
    expect(end(page)).to_contain_text("Done")
    expect(steps(page).first).to_contain_text("Click “Aisle seat”")
    expect(page.locator("#agent-stage .badge")).to_contain_text("Replay")
    page.locator("#agent-stage [data-tool=back]").click()
    expect(page.locator("#agent-stage .scrub")).not_to_have_value("3")
    steps(page).first.locator("a.picture").click()
    expect(page.locator("dialog.enlarged img")).to_be_visible()
    page.keyboard.press("Escape")
    for name, head in (("gif", b"GIF8"), ("record", b"PK"), ("script", b'"""')):
        with page.expect_download() as download:
            page.locator(f"#agent-{name}").click()
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
        assert file.read_bytes().startswith(head), name
    record = next(tmp_path.glob("*.zip"))
    with zipfile.ZipFile(record) as opened:
        json.loads(opened.read(next(n for n in opened.namelist() if n.endswith(".json"))))
    other = agent(visit)
    other.locator("#agent-desk input[type=file]").set_input_files(str(record))
    expect(end(other)).to_contain_text("Done")
    expect(steps(other).first).to_contain_text("Aisle seat")


def test_a_demo_runs_with_one_click(visit: Visitors) -> None:
    page = agent(visit)
    page.locator("#agent-cards .card").first.click()
    expect(page.locator("#agent-stage .live")).to_have_attribute("data-state", "live")
    expect(end(page)).to_contain_text("Done")
    expect(steps(page)).not_to_have_count(0)


def test_a_risky_action_waits_for_the_users_word(visit: Visitors) -> None:
    page = agent(visit)
    paste(page, "Click 'Delete account'")
    run(page)
    expect(page.locator("#agent-asks")).to_contain_text("Click “Delete account”")
    page.locator("#agent-refuse").click()
    expect(steps(page).first).to_contain_text("refused by you")
    expect(end(page)).to_be_visible()


def test_pause_take_over_hint_and_resume(visit: Visitors) -> None:
    page = agent(visit)
    paste(page, "Wait 1 second, wait 1 second, wait 1 second, then click 'Aisle seat'")
    run(page)
    expect(page.locator("#agent-stage .live.touch .photo")).to_be_visible()
    screen = page.locator("#agent-stage .screen")
    box = screen.bounding_box()
    assert box is not None
    # 'Window seat' stands at about (120, 190) of the 1280-pixel view.
    scale = box["width"] / 1280
    screen.click(position={"x": 120 * scale, "y": 190 * scale})
    expect(page.locator("#agent-log")).to_contain_text("Click (120, 190)")
    expect(page.locator("#agent-resume")).to_be_visible()
    page.locator("#agent-hint").get_by_role("textbox").fill("Take the aisle seat")
    page.locator("#agent-tell").click()
    expect(page.get_by_text("It will read this before its next step")).to_be_visible()
    page.locator("#agent-resume").click()
    expect(end(page)).to_be_visible()


def test_stop_keeps_what_was_done_and_a_reload_finds_it(visit: Visitors) -> None:
    page = agent(visit)
    paste(page, "Click 'Window seat', then wait 60 seconds, then click 'Aisle seat'")
    run(page)
    expect(steps(page).first).to_contain_text("Window seat")
    visit.reload(page)
    page.locator("#tabs button[role=tab]").last.click()
    expect(steps(page).first).to_contain_text("Window seat")
    page.locator("#agent-stop").click()
    expect(end(page)).to_contain_text("Stopped by you")
    visit.reload(page)
    page.locator("#tabs button[role=tab]").last.click()
    expect(end(page)).to_contain_text("Stopped by you")
    expect(page.locator("#agent-task textarea")).to_have_value(re.compile("Window seat"))


def test_what_cannot_begin_is_one_sentence_and_nothing_is_lost(
    visit: Visitors, tmp_path: Path
) -> None:
    page = agent(visit)
    run(page)
    expect(page.locator("#agent-status")).to_contain_text("Say what to do")
    page.locator("#agent-start").get_by_label("Address").check(force=True)
    page.locator("#agent-task textarea").fill("Click 'OK'")
    for address, sentence in (
        ("http://127.0.0.1:7860/", "127.0.0.1"),
        ("http://169.254.169.254/latest", "169.254.169.254"),
        ("file:///etc/passwd", "no web address"),
        ("", "Type the address"),
    ):
        page.locator("#agent-url input, #agent-url textarea").first.fill(address)
        run(page)
        expect(page.locator("#agent-status")).to_contain_text(sentence)
        expect(page.locator("#agent-task textarea")).to_have_value("Click 'OK'")
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK\x03\x04 no zip at all")
    page.locator("#agent-desk input[type=file]").set_input_files(str(broken))
    expect(page.locator("#agent-status .bad")).to_contain_text("is no record of a run")


def test_the_tab_speaks_chinese(visit: Visitors) -> None:
    page = agent(visit, locale="zh-CN")
    expect(page.locator("#agent-run")).to_have_text("运行")
    page.locator("#agent-cards .card").last.click()
    expect(steps(page).first).to_contain_text(re.compile("点击|输入"))
