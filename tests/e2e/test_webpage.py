"""The Web page tab in real Chromium: a screenshot becomes a page, is changed and taken away."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Locator, Page, expect

from tests.e2e.conftest import Visitors
from tests.e2e.pages import answers, ask, connect, picture_file
from tests.fake_endpoint import FakeEndpoint, Gate, Reply

BUILT_MS = 120_000
REPLY = "<!doctype html><html><body><h1>Invoice 4711</h1><p>Due in May</p></body></html>"
FAINT = Path(__file__).with_name("contrast.js").read_text("utf-8")
NAMELESS = """() => [...document.querySelectorAll('#web button, #web input, #web textarea')]
  .filter((one) => one.getClientRects().length && one.type !== 'file')
  .filter((one) => !(one.innerText || '').trim() && !one.getAttribute('aria-label')
    && !one.labels?.length && !one.placeholder && !one.title)
  .map((one) => one.outerHTML.slice(0, 200))"""
_POLICY_SPEAKS = re.compile(r"Content Security Policy|sandbox|Blocked|violates|ERR_BLOCKED")


@pytest.fixture
def web(visit: Visitors) -> Callable[..., Page]:
    def open_tab(**options: object) -> Page:
        page = visit(**options)
        page.keyboard.press("Alt+Digit5")
        expect(page.locator("#web-stage .drop")).to_be_visible()
        return page

    return open_tab


def bring(page: Page, path: Path) -> None:
    page.locator("#web-stage input.file").set_input_files(str(path))
    expect(page.locator("#web-stage .title .name")).to_have_text(path.name)


def rounds(page: Page) -> Locator:
    return page.locator("#web-strip button.round")


def facts(page: Page) -> Locator:
    return page.locator("#web-status .facts")


def build(page: Page) -> None:
    page.get_by_role("button", name="Build the page").click()
    expect(facts(page)).to_be_visible(timeout=BUILT_MS)


def view(page: Page, name: str) -> None:
    page.locator("#web-views").get_by_role("tab", name=name, exact=True).click()


def inside(page: Page) -> FrameLocator:
    """The document of the page in the preview; each new page comes in a frame of its own."""
    return page.frame_locator("#web-preview iframe.page:not(.coming)")


def point_at(page: Page, selector: str) -> tuple[float, float]:
    """Where the middle of an element of the page stands on the screen: the frame is scaled."""
    box = page.locator("#web-preview iframe.page:not(.coming)").bounding_box()
    x, y, width = (
        inside(page)
        .locator(selector)
        .first.evaluate(
            """(node) => { const box = node.getBoundingClientRect();
        return [box.left + box.width / 2, box.top + box.height / 2, innerWidth]; }"""
        )
    )
    assert box is not None
    scale = box["width"] / width
    return box["x"] + x * scale, box["y"] + y * scale


def write_code(page: Page, html: str) -> None:
    view(page, "Code")
    page.locator("#web-code .cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(html)
    before = rounds(page).count()
    page.get_by_role("button", name="Apply my changes").click()
    expect(rounds(page)).to_have_count(before + 1, timeout=BUILT_MS)
    expect(facts(page)).to_be_visible()
    view(page, "Preview")


def saved(page: Page, button: str) -> tuple[str, bytes]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button, exact=True).click()
    path = waiting.value.path()
    return waiting.value.suggested_filename, path.read_bytes()


def test_an_example_becomes_a_page_that_can_be_looked_at_and_taken_away(
    visit: Visitors, web: Callable[..., Page]
) -> None:
    page = web()
    page.locator('#web-welcome [data-example="checkout"]').click()
    expect(page.locator("#web-status .doing")).to_be_visible()
    expect(facts(page)).to_be_visible(timeout=BUILT_MS)
    expect(rounds(page).first).to_contain_text("Draft")
    document = inside(page)
    expect(document.get_by_role("button", name=re.compile("Pay"))).to_be_visible()
    expect(document.locator("input").first).to_be_visible()
    score = float(rounds(page).first.locator("strong").inner_text())
    assert score > 60

    view(page, "Compare")
    for picture in page.locator("#web-compare .strip img").all():
        expect(picture).to_have_js_property("complete", True)
        assert picture.evaluate("(one) => one.naturalWidth") == 1240
    expect(page.locator("#web-compare .strip a")).to_have_count(3)
    page.locator("#web-compare .strip a").last.click()
    dialog = page.locator("dialog.enlarged")
    expect(dialog.get_by_role("link", name="Download")).to_have_attribute("download", "heat.png")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Heat map").click()
    expect(page.locator("#web-compare img.heat")).to_be_visible()
    page.get_by_role("button", name="Slider").click()
    page.get_by_label("Where the original ends").fill("80")
    expect(page.locator("#web-compare .compare")).to_have_attribute("style", re.compile("80%"))

    view(page, "Score")
    expect(page.locator("#web-score .headline strong")).to_have_text(
        rounds(page).and_(page.locator('[aria-pressed="true"]')).locator("strong").inner_text()
    )
    expect(page.locator("#web-score")).to_contain_text("Design2Code")

    name, html = saved(page, "HTML file")
    assert name == "checkout.html" and b"Pay $86.40" in html
    assert not re.search(rb"(src|href)=.https?:", html)
    name, data = saved(page, "Zip")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.namelist()[0] == "index.html" and archive.testzip() is None
        assert b"base64" not in archive.read("index.html")

    for _ in ("light", "dark"):
        for name in ("Preview", "Compare", "Score", "Code"):
            view(page, name)
            if name != "Code":  # Gradio's editor has colours of its own
                assert page.evaluate(FAINT) == {}
            assert page.evaluate(NAMELESS) == []
        page.locator("#switch-theme").click()
    page.keyboard.press("Alt+s")  # as on a phone, where the sidebar starts folded
    page.set_viewport_size({"width": 390, "height": 844})
    for name in ("Preview", "Compare", "Score", "Code"):
        view(page, name)
        assert page.evaluate("document.documentElement.scrollWidth") == 390, name
    page.set_viewport_size({"width": 1280, "height": 860})

    page.get_by_role("button", name="Drive it").click()
    expect(page.locator("#agent-html .cm-content")).to_contain_text("Checkout")
    count = rounds(page).count()
    visit.reload(page)
    page.keyboard.press("Alt+Digit5")
    expect(rounds(page)).to_have_count(count)
    expect(inside(page).get_by_role("button", name=re.compile("Pay"))).to_be_visible()


def test_a_page_is_changed_by_hand_by_a_sentence_and_by_pointing(
    web: Callable[..., Page], endpoint: FakeEndpoint, tmp_path: Path
) -> None:
    changed = REPLY.replace("4711", "4712")
    endpoint.script(
        Reply.stream("Here it is:\n```html\n" + REPLY + "\n```"),
        Reply.stream(changed),
    )
    page = web()
    connect(page, endpoint)
    bring(page, picture_file(tmp_path, "Invoice 4711"))
    page.get_by_text("Rounds, variants, target").click()
    page.locator("#web-rounds input[type=number]").fill("0")
    build(page)
    expect(inside(page).get_by_role("heading")).to_have_text("Invoice 4711")

    page.get_by_role("button", name="Select on the page").click()
    page.mouse.move(*point_at(page, "p"))
    page.mouse.click(*point_at(page, "p"))
    expect(page.locator("#web-picked")).to_contain_text("Due in May")
    page.locator("#web-picked [data-unpick]").click()
    expect(page.locator("#web-picked .picked")).to_have_count(0)
    page.get_by_role("button", name="Select on the page").click()
    page.mouse.click(*point_at(page, "h1"))
    expect(page.locator("#web-picked")).to_contain_text("<h1>")
    page.get_by_label("What should be different?").fill("The number is 4712")
    page.get_by_role("button", name="Change it").click()
    expect(rounds(page)).to_have_count(2, timeout=BUILT_MS)
    expect(inside(page).get_by_role("heading")).to_have_text("Invoice 4712")
    expect(page.get_by_label("What should be different?")).to_have_value("")
    asked = endpoint.chats[-1].question
    assert "The number is 4712" in asked and "nth-of-type" in asked

    write_code(page, changed.replace("May", "June"))
    expect(rounds(page).last).to_contain_text("By hand")
    expect(inside(page).locator("p")).to_have_text("Due in June")
    rounds(page).first.click()
    expect(inside(page).get_by_role("heading")).to_have_text("Invoice 4711")


def test_stop_keeps_every_round_and_answers_within_a_second(
    visit: Visitors, web: Callable[..., Page], endpoint: FakeEndpoint, tmp_path: Path
) -> None:
    gate = Gate()
    endpoint.script(Reply.stream(REPLY), Reply.stream("<!doctype html><h1>Half", gate, " a page"))
    page = web()
    connect(page, endpoint)
    bring(page, picture_file(tmp_path, "Invoice 4711"))
    page.get_by_role("button", name="Build the page").click()
    expect(rounds(page)).to_have_count(1, timeout=BUILT_MS)
    gate.reached.wait(20)
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.locator("#web-status")).to_contain_text("Stopped", timeout=1_500)
    expect(rounds(page)).to_have_count(1)
    visit.reload(page)
    page.keyboard.press("Alt+Digit5")
    expect(rounds(page)).to_have_count(1)
    expect(page.get_by_role("button", name="Build the page")).to_be_visible()


def test_a_hostile_page_reaches_nothing_from_the_preview(
    visit: Visitors, web: Callable[..., Page], endpoint: FakeEndpoint, tmp_path: Path
) -> None:
    hostile = """<!doctype html><h1>Trap</h1><form action="/steal"><button>Go</button></form>
<a href="/away">leave</a><a id="down" href="#end">down</a><p id="end">End</p>
<script>
window.results = [];
const tried = (name, work) => { try { work(); results.push(name); } catch { } };
tried('parent', () => parent.document.title);
tried('storage', () => localStorage.setItem('x', 'y'));
tried('cookie', () => { document.cookie = 'x=y'; if (!document.cookie) throw 0; });
if (top !== self) tried('popup', () => { if (!open('about:blank')) throw 0; });
new Image().src = location.ancestorOrigins?.[0] + '/leak.png';
fetch('/gradio_api/info').then(() => results.push('fetch'), () => {});
addEventListener('click', () => { try { top.location = '/hijacked'; } catch { } });
parent.postMessage({ key: 'guess', where: 'body', element: '<b>', name: 'Forged' }, '*');
document.documentElement.dataset.ran = 'yes';
</script>"""
    endpoint.script(Reply.stream(hostile))
    page = web()
    connect(page, endpoint)
    bring(page, picture_file(tmp_path, "Trap"))
    page.get_by_text("Rounds, variants, target").click()
    page.locator("#web-rounds input[type=number]").fill("0")
    build(page)
    document = inside(page)
    expect(document.get_by_role("heading")).to_have_text("Trap")
    expect(document.locator("html[data-ran]")).to_be_attached()
    assert document.locator("html").evaluate("() => window.origin") == "null"
    assert document.locator("html").evaluate("() => results") == []
    for link in ("text=leave", "text=Go", "#down"):
        page.mouse.click(*point_at(page, link))
    expect(document.get_by_role("heading")).to_have_text("Trap")
    assert page.url == visit.app.url
    expect(page.locator("#web-picked .picked")).to_have_count(0)
    assert document.locator("html").evaluate("() => results") == []

    with page.context.expect_page() as waiting:
        page.get_by_role("button", name="New window").click()
    window = waiting.value
    frame = window.locator("iframe")
    expect(frame).to_have_attribute("sandbox", "allow-scripts")
    expect(window.frame_locator("iframe").get_by_role("heading")).to_have_text("Trap")
    assert window.url.startswith("blob:")
    window.close()
    # What the policy stopped it says in the console, and is meant to.
    visit.complaints[:] = [one for one in visit.complaints if not _POLICY_SPEAKS.search(one)]


def test_bad_moments_are_sentences(web: Callable[..., Page], tmp_path: Path) -> None:
    page = web()
    page.get_by_role("button", name="Build the page").click()
    expect(page.locator("#web-status")).to_contain_text("Bring a screenshot first")
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    page.locator("#web-stage input.file").set_input_files(str(broken))
    expect(page.locator("#web-status")).to_contain_text("'broken.png'")
    page.get_by_text("Or a screen recording").click()
    text = tmp_path / "film.mp4"
    text.write_text("no film")
    page.locator("#web-recording input[type=file]").set_input_files(str(text))
    expect(page.locator("#web-status")).to_contain_text("'film.mp4'")


def test_pictures_are_sent_here_from_chat_and_ground(visit: Visitors, tmp_path: Path) -> None:
    page = visit()
    ask(page, "Read out the text", picture_file(tmp_path, "From chat", "chat.png"))
    expect(answers(page)).to_have_count(1)
    page.get_by_role("button", name="Rebuild as a web page").click()
    expect(page.locator("#web-stage .title .name")).to_have_text("chat.png")
    page.keyboard.press("Alt+Digit2")
    mine = picture_file(tmp_path, "From ground", "ground.png")
    page.locator("#ground-stage input.file").set_input_files(str(mine))
    page.get_by_role("button", name="Send to Web page").click()
    expect(page.locator("#web-stage .title .name")).to_have_text("ground.png")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_phone_shows_all_of_it_without_scrolling_sideways(visit: Visitors, scheme: str) -> None:
    page = visit(viewport={"width": 390, "height": 844}, color_scheme=scheme, locale="zh-CN")
    page.keyboard.press("Alt+Digit5")  # in the menu behind the others where there is no room
    expect(page.get_by_text("截图变网页")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate(FAINT) == {}


def test_pasted_html_and_addresses_are_captured_or_refused(web: Callable[..., Page]) -> None:
    page = web()
    page.get_by_text("Or capture a page").click()
    source, capture = page.get_by_label("Address or HTML"), page.locator("#web-capture-do")
    source.fill("<title>Mine</title><h1>Captured</h1><script>fetch('https://example.com')</script>")
    page.locator("#web-width").get_by_role("radio", name="390").check()
    capture.click()
    expect(page.locator("#web-stage .title .name")).to_have_text("Mine.png")
    expect(page.locator("#web-stage .title .size")).to_have_text("390 × 844")
    for typed, said in (("", "nothing to capture"), ("http://127.0.0.1/", "127.0.0.1")):
        source.fill(typed)
        capture.click()
        expect(page.locator("#web-status .bad")).to_contain_text(said)
        expect(page.locator("#web-stage .title .name")).to_have_text("Mine.png")
