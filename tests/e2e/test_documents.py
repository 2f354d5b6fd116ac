"""The Documents tab in real Chromium: open, read, search, ask, be shown the lines, take away."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from playwright.sync_api import Locator, Page, expect

from tests.e2e.app import ROOT
from tests.e2e.conftest import Visitors
from tests.e2e.pages import picture_file

ASSETS = ROOT / "assets" / "documents"
TRUTH = json.loads((ASSETS / "truth.json").read_text("utf-8"))["harbour-report.pdf"]
REPORT, TARIFF = ASSETS / "harbour-report.pdf", ASSETS / "tariff.pdf"
FAINT = Path(__file__).with_name("contrast.js").read_text("utf-8")
NAMELESS = """() => [...document.querySelectorAll('#doc button, #doc input, #doc textarea')]
  .filter((one) => one.getClientRects().length && one.type !== 'file')
  .filter((one) => !(one.innerText || '').trim() && !one.getAttribute('aria-label')
    && !one.labels?.length && !one.placeholder && !one.title)
  .map((one) => one.outerHTML.slice(0, 200))"""


@pytest.fixture
def tab(visit: Visitors) -> Callable[..., Page]:
    def open_tab(**options: object) -> Page:
        page = visit(**options)
        page.keyboard.press("Alt+Digit4")
        expect(page.locator("#doc-reader .reader")).to_be_visible()
        return page

    return open_tab


@pytest.fixture(scope="module")
def report(stay: Visitors) -> Page:
    """The sample report, opened once for the tests that need no tab of their own."""
    page = stay()
    page.keyboard.press("Alt+Digit4")
    bring(page, REPORT)
    return page


def bring(page: Page, *paths: Path) -> None:
    page.locator("#doc-reader input.file").set_input_files([str(path) for path in paths])
    for path in paths:
        expect(page.locator("#doc-reader .doc .name", has_text=path.name)).to_be_visible()
    settled(page)


def settled(page: Page) -> None:
    """The page that is open was drawn and read."""
    expect(page.locator("#doc-reader .view[aria-busy]")).to_have_count(0)
    expect(page.locator("#doc-reader .photo")).to_have_js_property("complete", True)


def view(page: Page, name: str) -> None:
    page.locator("#doc-views").get_by_role("tab", name=name, exact=True).click()


def go_to(page: Page, number: int) -> None:
    page.locator("#doc-reader .number").fill(str(number))
    page.locator("#doc-reader .number").press("Enter")
    expect(page.locator("#doc-reader .thumb.now")).to_have_attribute("data-page", str(number - 1))
    settled(page)


def ask(page: Page, question: str) -> Locator:
    view(page, "Ask")
    page.locator("#doc-question textarea").fill(question)
    page.locator("#doc-ask").click()
    answer = page.locator("#doc-answers article.answer")
    expect(answer.locator(".question")).to_have_text(question)
    expect(answer.locator(".facts")).to_be_visible(timeout=60_000)
    return answer


def saved(page: Page, button: Locator) -> tuple[str, bytes]:
    with page.expect_download(timeout=60_000) as waiting:
        button.click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def test_an_example_opens_and_its_pages_can_be_read(tab: Callable[..., Page]) -> None:
    page = tab()
    page.locator('#doc-welcome [data-example="report"]').click()
    expect(page.locator("#doc-reader .doc .name")).to_have_text("harbour-report.pdf")
    settled(page)
    expect(page.locator("#doc-reader .thumb")).to_have_count(4)
    expect(page.locator("#doc-reader .thumb img[src]")).to_have_count(4)
    view(page, "Text")
    text = page.locator("#doc-panel .text")
    expect(text).to_contain_text("18,420 ferry calls")
    text.get_by_role("button", name="Markdown").click()
    expect(text.locator("pre.raw")).to_contain_text("# Port Alder")
    page.locator("#doc-reader .view").press("ArrowRight")
    expect(page.locator("#doc-reader .number")).to_have_value("2")
    expect(text).to_contain_text("Calls by operator")


def test_text_and_page_light_each_other_up(report: Page) -> None:
    page = report
    go_to(page, 1)
    view(page, "Text")
    piece = page.locator("#doc-panel .text .piece", has_text="Three operators called")
    piece.hover()
    hot = page.locator("#doc-reader .piece.hot")
    expect(hot).to_have_count(1)
    expect(hot).to_have_attribute("data-id", piece.get_attribute("data-id") or "?")
    page.locator("#doc-views").hover()
    hot_id = piece.get_attribute("data-id")
    page.locator(f'#doc-reader .piece[data-id="{hot_id}"] rect').hover()
    expect(piece).to_have_class(re.compile(r"\bhot\b"))


def test_words_on_the_picture_can_be_marked_and_copied(report: Page) -> None:
    page = report
    go_to(page, 1)
    line = page.locator("#doc-reader .marks text", has_text="18,420 ferry calls")
    box = line.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 1, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 1, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    assert "18,420 ferry calls" in page.evaluate("getSelection().toString()")


def test_search_counts_and_lights_its_hits(report: Page) -> None:
    page = report
    go_to(page, 1)
    box = page.locator("#doc-reader .words")
    box.fill("northsound")
    count = page.locator("#doc-reader .count")
    expect(count).to_have_text("1 of 2")
    expect(page.locator("#doc-reader .hit.now")).to_be_visible()
    box.press("Enter")
    expect(count).to_have_text("2 of 2")
    expect(page.locator("#doc-reader .number")).to_have_value("2")
    expect(page.locator("#doc-reader .hit.now")).to_be_visible()
    expect(count).to_have_attribute("title", re.compile("1 scanned page"))
    box.fill("zeppelin")
    expect(count).to_have_text("not found")
    expect(page.locator("#doc-reader .hit")).to_have_count(0)


def test_tables_can_be_corrected_and_taken_away(report: Page) -> None:
    page = report
    go_to(page, 2)
    view(page, "Tables")
    card = page.locator("#doc-panel .tables .card-table").first
    expect(card.locator("tr")).to_have_count(len(TRUTH["ruled"]))
    rows = card.locator("tr").evaluate_all(
        "(lines) => lines.map((line) => [...line.cells].map((cell) => cell.textContent))"
    )
    assert rows == TRUTH["ruled"]
    card.locator('[data-row="1"][data-column="3"]').hover()
    expect(page.locator("#doc-reader .cell")).to_be_visible()
    card.locator('[data-row="1"][data-column="3"]').fill("7,000")
    name, data = saved(page, card.get_by_role("button", name="CSV"))
    assert name.endswith(".csv")
    lines = data.decode("utf-8-sig").splitlines()
    assert lines[1] == 'Skerry Lines,"6,104","6,388","7,000"'
    name, data = saved(page, card.get_by_role("button", name="XLSX"))
    assert name.endswith(".xlsx") and zipfile.is_zipfile(io.BytesIO(data))


def test_an_answer_shows_the_very_lines_it_rests_on(report: Page) -> None:
    page = report
    answer = ask(page, "Who is the harbour master?")
    expect(answer).to_contain_text("Ingrid Solberg")
    go_to(page, 2)
    answer.locator("[data-cite]").first.click()
    expect(page.locator("#doc-reader .number")).to_have_value("1")
    expect(page.locator("#doc-reader .cited").first).to_be_visible()
    _, data = saved(page, page.locator("#doc-save-pdf"))
    assert data.startswith(b"%PDF") and b"/Highlight" in data


def test_several_documents_are_asked_together(tab: Callable[..., Page]) -> None:
    page = tab()
    page.locator("#doc-reader input.file").set_input_files(str(REPORT))
    bring(page, TARIFF)  # while the other is on its way
    expect(page.locator("#doc-reader .doc")).to_have_count(2)
    page.locator("#doc-options button").first.click()
    page.get_by_label("All open ones").check(force=True)
    answer = ask(page, "起重机费用")
    expect(answer).to_contain_text("165")
    page.locator("#doc-reader .doc .name", has_text="harbour-report.pdf").click()
    settled(page)
    answer.locator("[data-cite]").first.click()
    expect(page.locator("#doc-reader .doc [aria-pressed=true]")).to_have_text("tariff.pdf")
    expect(page.locator("#doc-reader .cited").first).to_be_visible()


def test_a_pictured_chart_is_read_and_taken_along(tab: Callable[..., Page], tmp_path: Path) -> None:
    path = tmp_path / "calls.png"
    with Image.new("RGB", (640, 420), "white") as picture:
        brush, font = ImageDraw.Draw(picture), ImageFont.load_default(size=22)
        for value in (0, 50, 100):
            brush.text((20, 338 - 2.8 * value), str(value), "black", font)
            brush.line((80, 350 - 2.8 * value, 600, 350 - 2.8 * value), "black")
        for at, (year, value) in enumerate({"2022": 40, "2023": 75, "2024": 90}.items()):
            left = 130 + 160 * at
            brush.rectangle((left, 350 - 2.8 * value, left + 80, 349), "#2060c0")
            brush.text((left + 14, 358), year, "black", font)
        picture.save(path)
    page = tab()
    bring(page, path)
    view(page, "Figures")
    page.get_by_role("button", name="Read this chart").click()
    card = page.locator("#doc-panel .card-table.chart")
    expect(card).to_contain_text("measured on the picture", timeout=90_000)
    card.get_by_role("button", name="Draw over the page").click()
    expect(page.locator("#doc-reader .value")).to_have_count(3)
    card.get_by_role("button", name="Enlarge").click()
    large = page.locator("dialog.enlarged")
    expect(large.get_by_role("img")).to_be_visible()
    name, data = saved(page, large.get_by_role("button", name="Save picture"))
    assert name.endswith(".png") and data.startswith(b"\x89PNG")
    large.get_by_role("button", name="Close").click()
    expect(large).to_have_count(0)
    view(page, "Ask")
    _, data = saved(page, page.locator("#doc-save-csv"))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        lines = archive.read("001-page-1-chart.csv").decode("utf-8-sig").splitlines()
    values = {year: float(value) for year, value in (line.split(",") for line in lines[1:])}
    assert values == {
        "2022": pytest.approx(40, abs=2), "2023": pytest.approx(75, abs=2),
        "2024": pytest.approx(90, abs=2),
    }  # fmt: skip


def test_a_scan_is_recognised_when_it_is_asked_for(
    tab: Callable[..., Page], tmp_path: Path
) -> None:
    path = tmp_path / "letter.pdf"  # what was recognised once is kept: a scan nobody opened before
    with Image.open(picture_file(tmp_path, "Meet me at the pier")) as picture:
        picture.save(path, resolution=100)
    page = tab()
    bring(page, path)
    view(page, "Text")
    expect(page.locator("#doc-panel .text")).to_contain_text("not read yet")
    page.locator("#doc-panel").get_by_role("button", name="Recognise this page").click()
    expect(page.locator("#doc-panel .text")).to_contain_text("Meet me", timeout=90_000)
    page.locator("#doc-reader .words").fill("the pier")
    expect(page.locator("#doc-reader .hit.now")).to_be_visible()


def test_recognising_many_pages_can_be_stopped(tab: Callable[..., Page], tmp_path: Path) -> None:
    drawn = [Image.open(picture_file(tmp_path, f"Sheet {n}", f"{n}.png")) for n in range(60)]
    drawn[0].save(tmp_path / "many.pdf", save_all=True, append_images=drawn[1:], resolution=100)
    for picture in drawn:
        picture.close()
    page = tab()
    bring(page, tmp_path / "many.pdf")
    page.get_by_role("button", name="All scanned pages").click()
    doing = page.locator("#doc-reader .doing")
    expect(doing).to_contain_text("of 60")
    view(page, "Text")
    expect(page.locator("#doc-panel .text")).to_contain_text("Sheet", timeout=60_000)
    doing.get_by_role("button", name="Stop").click()
    expect(doing).to_be_hidden()
    go_to(page, 60)
    expect(page.locator("#doc-reader .unread")).to_be_visible()


def test_everything_can_be_taken_away(report: Page) -> None:
    page = report
    view(page, "Ask")
    name, data = saved(page, page.locator("#doc-save-markdown"))
    assert name == "harbour-report.zip"
    text = zipfile.ZipFile(io.BytesIO(data)).read("document.md").decode()
    assert "<!-- page 4 -->" in text and "| Skerry Lines |" in text
    _, data = saved(page, page.locator("#doc-save-json"))
    record = json.loads(data)
    assert record["pages"] == 4 and record["content"][0]["blocks"][0]["box"]
    _, data = saved(page, page.locator("#doc-save-csv"))
    assert any("table" in name for name in zipfile.ZipFile(io.BytesIO(data)).namelist())


def test_a_locked_pdf_asks_for_its_password(tab: Callable[..., Page], tmp_path: Path) -> None:
    import pymupdf

    path = tmp_path / "locked.pdf"
    with pymupdf.open(REPORT) as document:
        document.save(path, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="open", owner_pw="x")
    page = tab()
    page.locator("#doc-reader input.file").set_input_files(str(path))
    asks = page.locator("#doc-reader .asks")
    expect(asks).to_contain_text("locked.pdf is locked")
    asks.locator(".key").fill("wrong")
    asks.get_by_role("button", name="Unlock").click()
    expect(asks).to_contain_text("does not open locked.pdf")
    asks.locator(".key").fill("open")
    asks.get_by_role("button", name="Unlock").click()
    expect(page.locator("#doc-reader .doc .name")).to_have_text("locked.pdf")
    expect(asks.locator("form")).to_have_count(0)


def test_what_is_no_document_is_told_in_a_sentence_and_nothing_is_lost(
    tab: Callable[..., Page], tmp_path: Path
) -> None:
    page = tab()
    bring(page, TARIFF)
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.7\nnothing of it")
    page.locator("#doc-reader input.file").set_input_files(str(broken))
    expect(page.locator("#doc-status .bad")).to_contain_text("'broken.pdf'")
    expect(page.locator("#doc-reader .doc .name")).to_have_text("tariff.pdf")
    page.locator("#doc-ask").click()
    expect(page.locator("#doc-status .bad")).to_contain_text("Ask something first")


def test_work_survives_a_reload_and_nobody_else_sees_it(
    visit: Visitors, tab: Callable[..., Page]
) -> None:
    page = tab()
    bring(page, REPORT)
    ask(page, "Who is the harbour master?")
    go_to(page, 3)
    visit.reload(page)
    page.keyboard.press("Alt+Digit4")
    expect(page.locator("#doc-reader .doc .name")).to_have_text("harbour-report.pdf")
    expect(page.locator("#doc-reader .number")).to_have_value("3")
    expect(page.locator("#doc-answers article.answer")).to_contain_text("Ingrid Solberg")
    stranger = tab()
    expect(stranger.locator("#doc-reader .drop")).to_be_visible()
    expect(stranger.locator("#doc-reader .doc")).to_have_count(0)


def test_every_control_has_a_name(report: Page) -> None:
    page = report
    for name in ("Ask", "Text", "Tables", "Figures", "Outline"):
        view(page, name)
        assert page.evaluate(NAMELESS) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_in_chinese_it_fits_and_can_be_read(visit: Visitors, scheme: str) -> None:
    page = visit(viewport={"width": 390, "height": 844}, color_scheme=scheme, locale="zh-CN")
    page.locator("#tabs > .tab-wrapper button[role=tab]:visible", has_text="文档").click()
    expect(page.get_by_text("阅读、提问、取出数据")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate(FAINT) == {}
    bring(page, REPORT)
    for name in ("文字", "表格", "图表", "目录", "提问"):
        view(page, name)
        assert page.evaluate("document.documentElement.scrollWidth") == 390, name
        assert page.evaluate(FAINT) == {}
