"""Whatever goes wrong gets one clear sentence, nothing is lost, and the next question works."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.e2e.app import App
from tests.e2e.bad_files import GOOD, HOSTILE_NAMES, SIZE, WORD, WORD_BOX, cases
from tests.e2e.conftest import Rooms, Visitors
from tests.e2e.pages import answers, ask, composer, connect, fill_endpoint, log, picture_file
from tests.fake_endpoint import HANG_UP, FakeEndpoint, Gate, Reply, Step

BAD_BYTES = GOOD.data[:1_000]


def thumbnails(page: Page) -> Locator:
    return page.locator("#composer .thumbnail-item")


def add(page: Page, *payloads: Any) -> None:
    page.locator("#composer input[type=file]").set_input_files(list(payloads))
    expect(thumbnails(page)).to_have_count(len(payloads))


def empty_composer(page: Page) -> None:
    for _ in range(thumbnails(page).count()):
        left = thumbnails(page).count() - 1
        thumbnails(page).first.get_by_role("button").first.click(force=True)
        expect(thumbnails(page)).to_have_count(left)
    composer(page).fill("")


def trouble(page: Page) -> Locator:
    return page.locator("#trouble [role=alert]")


def one_sentence(text: str) -> None:
    assert text.endswith(".") and "Traceback" not in text and "\n" not in text.strip(), text


@pytest.fixture
def ground(visit: Visitors) -> Callable[[], Page]:
    def open_tab() -> Page:
        page = visit()
        page.keyboard.press("Alt+Digit2")
        expect(page.locator("#ground-stage .drop")).to_be_visible()
        return page

    return open_tab


def bring(page: Page, payload: Any) -> None:
    page.locator("#ground-stage input.file").set_input_files(payload)


def picture_name(page: Page) -> Locator:
    return page.locator("#ground-stage .title .name")


def ground_alert(page: Page) -> Locator:
    return page.locator("#ground-status [role=alert]")


def find(page: Page, query: str) -> None:
    page.get_by_label("What to find").fill(query)
    page.get_by_role("button", name="Find", exact=True).click()


def test_chat_says_of_every_file_what_is_wrong(visit: Visitors) -> None:
    page = visit()
    asked = 0
    for case in cases():
        add(page, case.payload)
        question = f"Read out the text of {case.name}"
        composer(page).fill(question)
        composer(page).press("Enter")
        if case.refused_in_chat:
            expect(trouble(page)).to_contain_text(case.refused_in_chat)
            expect(trouble(page)).to_contain_text(repr(case.name))
            expect(trouble(page)).to_have_count(1)
            one_sentence(trouble(page).inner_text())
            expect(composer(page)).to_have_value(question)
            expect(thumbnails(page)).to_have_count(1)
            expect(answers(page)).to_have_count(asked)
            empty_composer(page)
        else:
            asked += 1
            expect(answers(page)).to_have_count(asked)
            expect(page.get_by_test_id("bot").filter(has_text=WORD).last).to_be_visible()
            expect(page.get_by_test_id("user").filter(has_text=case.note).last).to_be_visible()
            expect(composer(page)).to_have_value("")
            expect(trouble(page)).to_have_count(0)
    expect(answers(page)).to_have_count(asked)


def lies_right(page: Page) -> None:
    """The word's box lies where the word is on the picture as the browser shows it."""
    cells = page.locator("#ground_marks tr[data-n] td").all_inner_texts()[1:5]
    assert all(abs(int(a) - b) <= 6 for a, b in zip(cells, WORD_BOX, strict=True)), cells
    photo = page.locator("#ground-stage .photo")
    expect(photo).to_have_js_property("naturalWidth", SIZE[0])
    # The browser's own pixels: dark ones of the word inside its box, none above it.
    dark = photo.evaluate(
        """(photo, [x1, y1, x2, y2]) => {
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [photo.naturalWidth, photo.naturalHeight];
          const context = canvas.getContext('2d');
          context.drawImage(photo, 0, 0);
          const count = (x, y, w, h) => context.getImageData(x, y, w, h).data
            .filter((value, at) => at % 4 === 0 && value < 100).length;
          return [count(x1, y1, x2 - x1, y2 - y1), count(0, 0, canvas.width, y1 - 20)];
        }""",
        list(WORD_BOX),
    )
    assert dark[0] > 500 and dark[1] == 0, dark


def test_ground_says_of_every_file_what_is_wrong(ground: Callable[[], Page]) -> None:
    page = ground()
    bring(page, GOOD.payload)
    expect(picture_name(page)).to_have_text(GOOD.name)
    shown = GOOD.name
    for case in cases():
        page.get_by_label("What to find").fill(WORD)
        bring(page, case.payload)
        if case.refused:
            expect(ground_alert(page)).to_contain_text(case.refused)
            expect(ground_alert(page)).to_contain_text(repr(case.name))
            expect(ground_alert(page)).to_have_count(1)
            one_sentence(ground_alert(page).inner_text())
            expect(picture_name(page)).to_have_text(shown)
        else:
            shown = case.name
            expect(picture_name(page)).to_have_text(shown)
            expect(ground_alert(page)).to_have_count(0)
            expect(page.locator("#ground-status")).to_contain_text(case.note)
            page.get_by_role("button", name="Find", exact=True).click()
            expect(page.locator("#ground-stage .mark")).to_have_count(1)
            expect(page.locator("#ground-status .facts")).to_be_visible()
            lies_right(page)
        expect(page.get_by_label("What to find")).to_have_value(WORD)


def test_hostile_file_names_are_only_names(visit: Visitors) -> None:
    page = visit()
    for name in HOSTILE_NAMES:
        add(page, {"name": name, "mimeType": "image/png", "buffer": BAD_BYTES})
        composer(page).fill("What is it?")
        composer(page).press("Enter")
        expect(trouble(page)).to_contain_text("damaged")
        one_sentence(trouble(page).inner_text())
        empty_composer(page)
        composer(page).press("Enter")  # clears the sentence: nothing was asked
        expect(trouble(page)).to_contain_text("Type a question")
    page.keyboard.press("Alt+Digit2")
    for name in HOSTILE_NAMES:
        bring(page, {"name": name, "mimeType": "image/png", "buffer": GOOD.data})
        expect(picture_name(page)).to_have_attribute("title", name)
        bring(page, {"name": name, "mimeType": "image/png", "buffer": BAD_BYTES})
        expect(ground_alert(page)).to_contain_text("damaged")
        one_sentence(ground_alert(page).inner_text())
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate("window.pwned") is None


def test_questions_that_are_none_too_long_or_too_full(visit: Visitors) -> None:
    page = visit()
    composer(page).fill("   ")
    composer(page).press("Enter")
    expect(trouble(page)).to_contain_text("Type a question")
    composer(page).fill("x" * 50_000)
    composer(page).press("Enter")
    expect(trouble(page)).to_contain_text("50,000 characters and the limit is 20,000")
    expect(composer(page)).to_have_value("x" * 50_000)
    composer(page).fill("")
    add(page, *({**GOOD.payload, "name": f"p{n}.png"} for n in range(40)))
    composer(page).fill("Compare them")
    composer(page).press("Enter")
    expect(trouble(page)).to_contain_text("more than 16 pictures")
    expect(composer(page)).to_have_value("Compare them")
    expect(thumbnails(page)).to_have_count(40)
    visit.reload(page)
    ask(page, "What is it?")
    expect(answers(page)).to_have_count(1)
    expect(log(page)).to_contain_text("There is no picture in this conversation yet")
    page.keyboard.press("Alt+Digit2")
    find(page, "all buttons")
    expect(ground_alert(page)).to_contain_text("Add a picture first")
    bring(page, GOOD.payload)
    expect(picture_name(page)).to_have_text(GOOD.name)
    find(page, "y" * 50_000)
    expect(ground_alert(page)).to_contain_text("50,000 characters")
    expect(page.get_by_label("What to find")).to_have_value("y" * 50_000)
    page.get_by_label("What to find").fill(WORD)
    page.get_by_role("button", name="Find", exact=True).dblclick()
    expect(page.locator("#ground-stage .mark")).to_have_count(1)
    expect(page.locator("#ground-status .facts")).to_be_visible()
    expect(page.get_by_role("button", name="Find", exact=True)).to_be_visible()
    find(page, "  ")
    expect(ground_alert(page)).to_contain_text("Say what to find")
    expect(page.locator("#ground-stage .mark")).to_have_count(1)


def raw(*steps: Step) -> Reply:
    return Reply(steps=steps)


MANY = f"<|begin_of_box|>{json.dumps([[n, n, n + 40, n + 40] for n in range(300)])}<|end_of_box|>"
REPLIES: tuple[tuple[str, Reply, str], ...] = (
    ("only thinking", Reply.stream(thinking=["hm"], finish="length"), "spent all its tokens"),
    ("a web page", Reply.html(), "not as an OpenAI-compatible API"),
    ("junk", raw("data: {nonsense\n\n", "data: [DONE]\n\n"), "The answer is empty."),
    ("no stream", Reply.json({}), "not as an OpenAI-compatible API"),
    ("cut", Reply.stream("Half of it", HANG_UP), "went away in the middle"),
    ("many boxes", Reply.stream(MANY), "no picture to show them on"),
)


def test_replies_that_are_none_and_the_next_question_works(
    visit: Visitors, endpoint: FakeEndpoint
) -> None:
    page = visit()
    connect(page, endpoint)
    for count, (name, reply, words) in enumerate(REPLIES, 1):
        endpoint.script(reply)
        ask(page, f"Now {name}")
        expect(answers(page)).to_have_count(count)
        lines = page.locator("#conversation .line")
        assert lines.count() == count, lines.all_inner_texts()
        expect(lines.last).to_contain_text(words)
        expect(log(page)).to_contain_text(f"Now {name}")
        if HANG_UP in reply.steps:
            expect(log(page)).to_contain_text("Half of it")
        expect(page.get_by_role("button", name="Submit")).to_be_enabled()
    page.keyboard.press("Alt+Digit2")
    bring(page, GOOD.payload)
    expect(picture_name(page)).to_have_text(GOOD.name)
    for name, reply, words in REPLIES[:-1]:
        endpoint.script(reply)
        find(page, f"Now {name}")
        expect(page.locator("#ground-status .line")).to_have_count(1)
        expect(page.locator("#ground-status .line")).to_contain_text(words)
        expect(page.get_by_label("What to find")).to_have_value(f"Now {name}")
        expect(picture_name(page)).to_have_text(GOOD.name)
    find(page, "It works")
    expect(page.locator("#ground-answer")).to_contain_text("It works")
    page.keyboard.press("Alt+Digit1")
    ask(page, "And works")
    expect(log(page)).to_contain_text("You asked: And works")


def test_a_key_or_address_that_cannot_be_is_said_at_once(
    visit: Visitors, endpoint: FakeEndpoint
) -> None:
    page = visit()
    fill_endpoint(page, endpoint, "sk-one\nsk-two")
    page.get_by_role("button", name="Connect", exact=True).click()
    status = page.locator("#connection-status")
    expect(status).to_contain_text("copy it again, in one piece")
    expect(status).not_to_contain_text("Connected")
    assert page.get_by_label("API key").input_value()  # to be mended, not typed anew
    ask(page, "Hello")
    expect(page.get_by_role("alert").filter(has_text="copy it again")).to_be_visible()
    assert endpoint.chats == []
    page.get_by_label("API key").fill("sk-right")
    page.get_by_label("Base URL").fill("ftp://somewhere/v1")
    page.get_by_role("button", name="Connect", exact=True).click()
    expect(status).to_contain_text("starts with http://")
    connect(page, endpoint)
    page.get_by_role("button", name="New chat").click()
    ask(page, "Hello again")
    expect(log(page)).to_contain_text("You asked: Hello again")


def test_sending_stopping_and_reloading_at_bad_moments(
    visit: Visitors, endpoint: FakeEndpoint
) -> None:
    page = visit()
    connect(page, endpoint)
    held: list[Route] = []
    page.context.route("**/gradio_api/upload**", lambda route: held.append(route))
    page.locator("#composer input[type=file]").set_input_files([GOOD.payload])
    composer(page).fill("Sent while uploading")
    composer(page).press("Enter")
    expect(composer(page)).to_have_value("Sent while uploading")
    assert endpoint.chats == []
    for route in held:
        route.continue_()
    page.context.unroute("**/gradio_api/upload**")
    expect(log(page)).to_contain_text("You asked: Sent while uploading")
    assert len(endpoint.chats[0].pictures) == 1

    gate = Gate()
    endpoint.script(Reply.stream("A part", gate))
    ask(page, "Go on")
    expect(log(page)).to_contain_text("A part")
    composer(page).fill("Typed meanwhile")
    composer(page).press("Enter")
    page.keyboard.press("Escape")
    expect(log(page)).to_contain_text("Stopped")
    expect(composer(page)).to_have_value("Typed meanwhile")
    composer(page).press("Enter")
    expect(log(page)).to_contain_text("You asked: Typed meanwhile")
    gate.open()

    gate = Gate()
    endpoint.script(Reply.stream("Before the reload", gate))
    ask(page, "Once more")
    expect(log(page)).to_contain_text("Before the reload")
    visit.reload(page)
    expect(log(page)).to_contain_text("Before the reload")
    expect(answers(page)).to_have_count(4)
    gate.open()

    second = page.context.new_page()
    second.goto(visit.app.url)
    ask(second, "From the second tab")
    expect(answers(second)).to_have_count(1)
    ask(page, "From the first tab")
    expect(log(page)).to_contain_text("From the first tab")
    expect(log(second)).not_to_contain_text("From the first tab")
    expect(log(page)).not_to_contain_text("From the second tab")


def test_a_public_app_reaches_nothing_private_and_says_what_it_forgot(
    rooms: Rooms, tmp_path: Path
) -> None:
    few = {"SIGHTLINE_SESSION_PICTURES_MB": "1"}
    with App(tmp_path, few, ("--host", "0.0.0.0")) as app:
        visitors = Visitors(rooms, app)
        ann, bob = visitors(), visitors()
        ann.keyboard.press("Alt+Digit2")
        bring(ann, GOOD.payload)
        expect(picture_name(ann)).to_have_text(GOOD.name)
        ask(bob, "Read out the text", picture_file(tmp_path, "Hello"))
        expect(answers(bob)).to_have_count(1)
        ask(visitors(), "Read out the text", picture_file(tmp_path, "Hi"))  # 0.6 MB each
        expect(answers(visitors.contexts[-1].pages[0])).to_have_count(1)
        find(ann, WORD)
        expect(ground_alert(ann)).to_contain_text("forgot your picture")
        expect(ann.get_by_label("What to find")).to_have_value(WORD)
        bring(ann, GOOD.payload)
        expect(picture_name(ann)).to_have_text(GOOD.name)
        ann.get_by_role("button", name="Find", exact=True).click()
        expect(ann.locator("#ground-stage .mark")).to_have_count(1)

        ann.get_by_label("Endpoint", exact=True).check(force=True)
        for url in ("http://127.0.0.1:9/v1", "http://10.0.0.1/v1", "http://localhost:9/v1"):
            ann.get_by_label("Base URL").fill(url)
            ann.get_by_role("button", name="Connect", exact=True).click()
            status = ann.locator("#connection-status")
            expect(status).to_contain_text("private address")
            expect(status).to_contain_text(url.split("/")[2].split(":")[0])
        find(ann, WORD)
        expect(ground_alert(ann)).to_contain_text("private address")
        visitors.leave()
        assert app.addresses <= {"127.0.0.1", "localhost", "::1", "0.0.0.0"}
