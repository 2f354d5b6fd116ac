"""Chat against a real server on loopback: streaming, Stop, what is sent, what goes wrong."""

import json
import zipfile
from pathlib import Path

from playwright.sync_api import Request, expect

from tests.documents.office.office_files import paragraph, save_docx
from tests.e2e.app import App
from tests.e2e.conftest import Visitors
from tests.e2e.pages import (
    add_files,
    answers,
    ask,
    composer,
    connect,
    fill_endpoint,
    log,
    picture_file,
)
from tests.fake_endpoint import FakeEndpoint, Gate, Reply

USAGE = {"prompt_tokens": 40, "completion_tokens": 12, "total_tokens": 52}
CLIP = Path(__file__).parents[2] / "assets/clips/slides.mp4"
KEY = "sk-very-secret-0123456789abcdef"


def test_thinking_folds_and_the_answer_streams(visit: Visitors, endpoint: FakeEndpoint) -> None:
    gate = Gate()
    endpoint.script(
        Reply.stream(
            "The first half", gate, " and the second.", thinking=["Let me see."], usage=USAGE
        )
    )
    page = visit()
    connect(page, endpoint)
    expect(page.get_by_role("status").filter(has_text="glm-4.5v · 127.0.0.1")).to_be_visible()
    ask(page, "What is it?")
    expect(log(page)).to_contain_text("The first half")
    gate.open()
    expect(answers(page)).to_have_count(1)
    expect(log(page)).to_contain_text("The first half and the second.")
    expect(page.get_by_role("button", name="Thought for")).to_be_visible()
    expect(page.get_by_text("Let me see.")).to_be_hidden()
    expect(answers(page)).to_contain_text("12 tokens")
    expect(answers(page)).to_contain_text("first after")
    expect(page.locator("#meter")).to_contain_text("40 tokens")


def test_stop_closes_the_stream_and_keeps_what_came(
    visit: Visitors, endpoint: FakeEndpoint
) -> None:
    gate = Gate()
    endpoint.script(Reply.stream("Kept part", gate, " never"))
    page = visit()
    connect(page, endpoint)
    ask(page, "Go on")
    expect(log(page)).to_contain_text("Kept part")
    page.keyboard.press("Escape")
    assert endpoint.hung_up.wait(30)
    expect(log(page)).to_contain_text("Stopped. What came until then stays.")
    expect(log(page)).to_contain_text("Kept part")
    ask(page, "And now?")
    expect(log(page)).to_contain_text("You asked: And now?")


def test_thoughts_are_never_sent_again_and_retry_edit_undo_work(
    visit: Visitors, endpoint: FakeEndpoint
) -> None:
    endpoint.script(Reply.stream("First answer.", thinking=["A private thought."]))
    page = visit()
    connect(page, endpoint)
    ask(page, "First question")
    expect(answers(page)).to_have_count(1)
    ask(page, "Second question")
    expect(answers(page)).to_have_count(2)
    second = json.dumps(endpoint.chats[1].body)
    assert "First answer." in second
    assert "private thought" not in second

    endpoint.script(Reply.stream("Another answer."))
    page.get_by_role("button", name="Retry").last.click()
    expect(log(page)).to_contain_text("Another answer.")
    expect(log(page)).not_to_contain_text("You asked: Second question")
    expect(answers(page)).to_have_count(2)

    page.get_by_role("button", name="Edit").last.click()
    box = page.locator("#conversation textarea")
    box.fill("Third <question>")
    page.locator("#conversation").get_by_role("button", name="Submit").click()
    expect(log(page)).to_contain_text("You asked: Third <question>")
    expect(log(page)).not_to_contain_text("Second question")

    page.get_by_role("button", name="Undo").last.click()
    expect(answers(page)).to_have_count(1)
    expect(composer(page)).to_have_value("Third <question>")


def test_the_exact_request_can_be_seen_and_exported_without_the_key(
    visit: Visitors, endpoint: FakeEndpoint, tmp_path: Path
) -> None:
    page = visit()
    endpoint.script(
        Reply.stream(
            'It is <|begin_of_box|>[{"label": "text", "bbox_2d": [60, 300, 600, 700]}]', ""
        )
    )
    connect(page, endpoint, KEY)
    ask(page, "What does it say?", picture_file(tmp_path, "Hello", "note.png"))
    expect(answers(page)).to_have_count(1)
    expect(page.get_by_role("img", name="note.png with 1 places marked")).to_be_visible()
    expect(log(page)).not_to_contain_text("begin_of_box")
    page.get_by_role("button", name="Behind the last answer").click()
    expect(page.locator("#behind-raw")).to_contain_text("begin_of_box")
    for tab, words in (("Exact request", "glm-4.5v"), ("curl", "curl"), ("Python", "OpenAI")):
        page.locator("#behind").get_by_role("tab", name=tab).click()
        expect(page.locator("#behind").get_by_role("tabpanel")).to_contain_text(words)
    assert KEY not in page.content()

    with page.expect_download() as saved:
        page.get_by_role("button", name="Export").click()
    with zipfile.ZipFile(saved.value.path()) as archive:
        names = archive.namelist()
        everything = b"".join(archive.read(name) for name in names)
        data = json.loads(archive.read("conversation.json"))
    assert names == ["conversation.md", "conversation.json", "pictures/01-note.png"]
    assert KEY.encode() not in everything
    assert data["turns"][0]["marks"][0]["label"] == "text"


def test_provider_errors_are_one_sentence_and_the_question_stays(
    visit: Visitors, endpoint: FakeEndpoint
) -> None:
    page = visit()
    connect(page, endpoint, KEY)
    for number, (reply, words) in enumerate(
        (
            (Reply.error(401, f"Incorrect API key provided: {KEY}"), "key"),
            (Reply.error(404, "The model `x` does not exist", style="vllm"), "glm-4.5v"),
            (Reply.html(), "API"),
        )
    ):
        if number:
            page.get_by_role("button", name="New chat").click()
            expect(page.locator("#welcome")).to_be_visible()
        endpoint.otherwise = lambda request, reply=reply: reply
        ask(page, "Are you there?")
        expect(page.get_by_role("alert").filter(has_text=words)).to_be_visible()
        expect(log(page)).to_contain_text("Are you there?")
        expect(page.get_by_role("button", name="Retry").last).to_be_visible()
        assert KEY not in page.content()


def test_the_key_is_nowhere_but_in_memory(
    visit: Visitors, endpoint: FakeEndpoint, app: App
) -> None:
    page = visit()
    finished: list[Request] = []
    page.on("requestfinished", lambda request: finished.append(request))
    connect(page, endpoint, KEY)
    ask(page, "Hello")
    expect(answers(page)).to_have_count(1)
    assert endpoint.chats[0].headers["authorization"] == f"Bearer {KEY}"
    answered = [response for request in finished if (response := request.response())]
    bodies = [response.body() for response in answered]
    assert any(bodies)
    assert not any(KEY.encode() in body for body in bodies)
    storage = page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}])")
    assert KEY not in storage + page.content() + app.log + "".join(one.url for one in answered)
    values = page.evaluate("Array.from(document.querySelectorAll('input'), (one) => one.value)")
    assert KEY not in values
    visit.reload(page)
    expect(answers(page)).to_have_count(1)
    assert KEY not in page.content()
    ask(page, "Still connected?")
    expect(answers(page)).to_have_count(2)


def test_a_hostile_reply_loads_and_runs_nothing(visit: Visitors, endpoint: FakeEndpoint) -> None:
    endpoint.script(
        Reply.stream(
            "Look: ![x](http://evil.test/a.png) ![y][r]\n\n[r]: http://evil.test/b.png\n\n",
            "<img src=http://evil.test/c.png onerror=window.pwned=1>",
            "<script>window.pwned=2</script><iframe src=http://evil.test></iframe>\n\n",
            "[click](javascript:window.pwned=3) <style>@import 'http://evil.test/d.css'</style>\n",
            "```mermaid\ngraph TD; A@{ img: 'http://evil.test/e.png' }\n```\n",
            "<|begin_of_box|>${window.pwned=4}{{constructor}}<|end_of_box|> The end.",
            thinking=["<img src=x onerror=window.pwned=5> ![t](http://evil.test/f.png)"],
        )
    )
    page = visit()
    connect(page, endpoint)
    ask(page, "Be evil ![mine](http://evil.test/g.png) <img src=x onerror=window.pwned=6>")
    expect(answers(page)).to_have_count(1)
    expect(log(page)).to_contain_text("The end.")
    page.get_by_role("button", name="Thought for").click()
    expect(log(page)).to_contain_text("onerror=window.pwned=5")
    assert page.evaluate("window.pwned") is None
    assert page.locator("#conversation [role=log] img").count() == 0
    assert page.locator("#conversation a[href^=javascript]").count() == 0


def test_the_connection_can_be_tested(visit: Visitors, endpoint: FakeEndpoint) -> None:
    endpoint.otherwise = lambda request: Reply.stream("I am a language model and see nothing.")
    page = visit()
    fill_endpoint(page, endpoint, KEY)
    page.get_by_role("button", name="Test connection").click()
    expect(page.locator("#connection-status")).to_contain_text("Tested in")
    expect(page.locator("#connection-status")).to_contain_text("see nothing")


def test_documents_become_pages_and_clips_moments(
    visit: Visitors, endpoint: FakeEndpoint, tmp_path: Path
) -> None:
    path = save_docx(tmp_path / "letter.docx", paragraph("Dear reader"))
    page = visit()
    connect(page, endpoint)
    add_files(page, path, CLIP)
    ask(page, "Summarise")
    expect(answers(page)).to_have_count(1)
    assert len(endpoint.chats[0].pictures) == 9
    told = json.dumps(endpoint.chats[0].body)
    assert "letter.docx" in told and told.count("slides.mp4, 0:") == told.count("of 0:21") == 8
    expect(log(page)).to_contain_text("8 moments are looked at")
