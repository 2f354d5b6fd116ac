"""The Video tab in real Chromium: a clip is watched, sought in, asked about and taken away."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.conftest import Visitors
from tests.e2e.pages import connect
from tests.fake_endpoint import FakeEndpoint, Gate, Reply

WATCHED_MS = 90_000
CLIPS = Path(__file__).parents[2] / "assets" / "clips"
TRUTH = json.loads((CLIPS / "truth.json").read_text("utf-8"))
FAINT = Path(__file__).with_name("contrast.js").read_text("utf-8")
NAMELESS = """() => [...document.querySelectorAll('#video button, #video input, #video textarea')]
  .filter((one) => one.getClientRects().length && one.type !== 'file')
  .filter((one) => !(one.innerText || '').trim() && !one.getAttribute('aria-label')
    && !one.labels?.length && !one.placeholder && !one.title)
  .map((one) => one.outerHTML.slice(0, 200))"""


@pytest.fixture
def video(visit: Visitors) -> Callable[..., Page]:
    def open_tab(**options: object) -> Page:
        page = visit(**options)
        page.keyboard.press("Alt+Digit3")
        expect(page.locator("#video-stage .drop")).to_be_visible()
        return page

    return open_tab


def bring(page: Page, path: Path) -> None:
    page.locator("#video-stage input.file").set_input_files(str(path))
    expect(page.locator("#video-stage .title .name")).to_have_text(path.name)


def watched(page: Page) -> Locator:
    return page.locator("#video-status").get_by_text(re.compile("Watched"))


def watch(page: Page, name: str) -> None:
    page.locator(f'#video-welcome [data-example="{name}"]').click()
    expect(watched(page)).to_be_visible(timeout=WATCHED_MS)


def at_s(page: Page) -> float:
    return float(page.locator("#video-stage .stage").get_attribute("data-at") or -1)


def seconds(row: Locator) -> float:
    minutes, rest = row.inner_text().split(" – ")[0].split(":")
    return 60 * int(minutes) + float(rest)


def open_list(page: Page, name: str) -> Locator:
    page.locator("#video-timeline").get_by_role("tab", name=re.compile(f"^{name} ")).click()
    return page.locator("#video-timeline .row")


def saved(page: Page, button: str) -> tuple[str, bytes]:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=button, exact=True).click()
    return waiting.value.suggested_filename, waiting.value.path().read_bytes()


def test_a_clip_becomes_a_timeline_and_answers_whose_times_seek(
    visit: Visitors, video: Callable[..., Page]
) -> None:
    page = video()
    watch(page, "slides")
    player = page.locator("#video-stage video")
    expect(player).to_have_js_property("videoWidth", 960)
    source = player.evaluate("(one) => one.currentSrc")
    part = page.request.get(source, headers={"Range": "bytes=1000-"})
    assert part.status == 206 and part.headers["content-range"].startswith("bytes 1000-")
    shots = open_list(page, "Shots")
    expect(shots).to_have_count(4)
    starts = [seconds(row.locator(".when")) for row in shots.all()]
    truth = TRUTH["slides"]
    assert starts[:3] == pytest.approx([0.0, *truth["cuts"]], abs=0.15)
    assert truth["fades"][0][0] - 0.2 <= starts[3] <= truth["fades"][0][1] + 0.2

    shots.nth(2).click()
    expect(player).to_have_js_property("seeking", False)
    page.wait_for_function("() => document.querySelector('#video-stage video').currentTime > 9.8")
    assert at_s(page) == pytest.approx(starts[2], abs=0.1)
    expect(shots.nth(2)).to_have_class(re.compile("now"))

    page.locator("#video-timeline .search").fill("high water")
    found = page.locator("#video-timeline .row")
    expect(found).to_have_count(1)
    assert seconds(found.locator(".when")) == pytest.approx(6.0, abs=1.1)
    page.locator("#video-timeline .search").press("Enter")
    page.wait_for_function("() => document.querySelector('#video-stage video').currentTime < 8")
    page.locator("#video-timeline .search").fill("no such words")
    expect(page.locator("#video-timeline .more")).to_contain_text("Nothing of that")
    page.locator("#video-timeline .search").fill("")

    box = page.locator("#video-timeline .world").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + 8)
    page.wait_for_function(
        "() => Math.abs(document.querySelector('#video-stage video').currentTime - 10.5) < 0.3"
    )

    for _ in ("light", "dark"):
        assert page.evaluate(FAINT) == {}
        assert page.evaluate(NAMELESS) == []
        page.locator("#switch-theme").click()

    page.get_by_label("Ask about the clip").fill('When does "High water" appear?')
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#video-moments .facts")).to_be_visible()
    page.locator("#video-answer a").first.click()
    page.wait_for_function(
        "() => Math.abs(document.querySelector('#video-stage video').currentTime - 6) < 1.1"
    )
    page.locator("#video-moments .film a.picture").first.click()
    enlarged = page.get_by_role("dialog").get_by_role("img")
    expect(enlarged).to_have_js_property("complete", True)
    assert (enlarged.bounding_box() or {"width": 0})["width"] >= 400
    page.keyboard.press("Escape")
    page.get_by_role("button", name="How many cuts are there?").click()
    expect(page.locator("#video-earlier summary")).to_contain_text("High water")
    expect(page.locator("#video-answer")).to_contain_text("2")

    name, chapters = saved(page, "Chapters (VTT)")
    assert name == "slides.vtt" and chapters.startswith(b"WEBVTT")
    name, known = saved(page, "JSON")
    assert len(json.loads(known)["shots"]) == 4
    assert saved(page, "Contact sheet")[1].startswith(b"\xff\xd8")

    page.keyboard.press("Alt+s")
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.set_viewport_size({"width": 1280, "height": 860})
    visit.reload(page)
    page.keyboard.press("Alt+Digit3")
    expect(watched(page)).to_be_visible()
    expect(open_list(page, "Shots")).to_have_count(4)
    expect(page.locator("#video-stage video")).to_have_js_property("videoWidth", 960)
    expect(page.locator("#video-earlier summary")).to_contain_text("High water")


def test_a_model_is_shown_the_frames_of_the_strip_and_its_boxes_lie_on_the_player(
    video: Callable[..., Page], endpoint: FakeEndpoint
) -> None:
    endpoint.script(
        Reply.stream('{"0": [{"label": "moon", "bbox_2d": [500, 500, 600, 600]}],'
                     ' "5": [{"label": "moon", "bbox_2d": [100, 400, 200, 600]}]}'),
        *(Reply.stream("The moon moves from 0:05 to 0:10.") for _ in range(2)),
    )  # fmt: skip
    page = video()
    connect(page, endpoint)
    bring(page, CLIPS / "slides.mp4")
    page.get_by_role("button", name="Stop watching").click()
    page.get_by_text("Frames the model sees").click()
    page.get_by_role("radio", name="Number").check(force=True)
    page.locator("#video-count input[type=number]").fill("8")
    page.locator("#video-start textarea").fill("0:04")
    page.locator("#video-end textarea").fill("0:12")
    page.get_by_role("button", name="Show these frames").click()
    expect(page.locator("#video-strip figure")).to_have_count(8)
    expect(page.locator("#video-estimate")).to_contain_text(re.compile(r"8 frames of 0:04 – 0:12"))
    assert not endpoint.chats
    shown = [row.inner_text() for row in page.locator("#video-strip .when").all()]

    page.get_by_role("radio", name="Track").check(force=True)
    page.get_by_label("Ask about the clip").fill("the moon")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#video-moments .facts")).to_be_visible()
    assert len(endpoint.chats[-1].pictures) == 8
    assert [row.inner_text() for row in page.locator("#video-strip .when").all()] == shown
    page.locator("#video-answer a").first.click()
    expect(page.locator("#video-stage svg.boxes text").first).to_have_text("moon")

    page.get_by_role("radio", name="Answer").check(force=True)
    page.get_by_label("Ask about the clip").fill("What moves?")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#video-answer")).to_contain_text("The moon moves")
    expect(page.locator('#video-answer a[href="#t=5,10"]')).to_be_visible()


def test_stop_keeps_what_was_said(video: Callable[..., Page], endpoint: FakeEndpoint) -> None:
    gate = Gate()
    endpoint.script(Reply.stream("It begins at 0:05", gate, " and never ends"))
    page = video()
    connect(page, endpoint)
    bring(page, CLIPS / "slides.mp4")
    page.get_by_role("button", name="Stop watching").click()
    page.get_by_label("Ask about the clip").fill("What happens?")
    page.get_by_role("button", name="Ask", exact=True).click()
    gate.reached.wait(20)
    expect(page.locator("#video-answer")).to_contain_text("It begins at")
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.locator("#video-moments")).to_contain_text("Stopped", timeout=1_500)
    expect(page.locator("#video-answer")).to_contain_text("It begins at")


def test_bad_moments_are_sentences(video: Callable[..., Page], tmp_path: Path) -> None:
    page = video()
    text = tmp_path / "film.mp4"
    text.write_text("no film at all")
    page.locator("#video-stage input.file").set_input_files(str(text))
    expect(page.locator("#video-status")).to_contain_text("'film.mp4'")
    half = tmp_path / "half.mp4"
    half.write_bytes((CLIPS / "form.mp4").read_bytes()[:9_000])
    page.locator("#video-stage input.file").set_input_files(str(half))
    expect(page.locator("#video-status")).to_contain_text(re.compile("half.mp4"))


def test_frames_and_recordings_are_sent_on(video: Callable[..., Page]) -> None:
    page = video()
    bring(page, CLIPS / "form.mp4")
    page.get_by_role("button", name="Stop watching").click()
    page.get_by_role("button", name="Frame to Ground").click()
    expect(page.locator("#ground-stage .title .name")).to_contain_text("form 0.00")
    page.keyboard.press("Alt+Digit3")
    page.get_by_role("button", name="To Web page").click()
    expect(page.locator("#web-frames figure").first).to_be_visible()


def test_visitors_see_their_own_clips_only(video: Callable[..., Page]) -> None:
    mine, other = video(), video()
    bring(mine, CLIPS / "form.mp4")
    mine.get_by_role("button", name="Stop watching").click()
    expect(other.locator("#video-stage .drop")).to_be_visible()
    expect(other.locator("#video-stage .title .name")).to_have_count(0)
