import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image as PILImages

from model.events import Sent, Usage
from model.geometry import Mark
from model.media.images import picture_of
from model.messages import Picture, user
from ui.chat.export import export
from ui.conversation import Conversation, Given
from ui.presenters import as_typed, present, thoughts, typed

PICTURE = picture_of(PILImages.new("RGB", (200, 100), "white"), 'a "name" <b>.png')
MARKED = '<|begin_of_box|>[{"label": "half", "bbox_2d": [0, 0, 500, 1000]}]<|end_of_box|>'


class Addresses:
    def url(self, picture: Picture, side: int | None = None) -> str:
        return f"file={picture.digest[:8]}/{side}"


def draw(picture: Picture, marks: tuple[Mark, ...], shown_at: float) -> Picture:
    return picture_of(picture.pixels, f"{len(marks)} marks")


def conversation(given: Given, text: str = "What?") -> Conversation:
    return Conversation().ask(user(text, PICTURE)).answered(given)


def html_of(given: Given, text: str = "What?") -> str:
    return "\n".join(
        one.content for one in present(conversation(given, text), Addresses(), draw, "en")
    )


def test_a_turn_is_question_thought_answer_marks_and_facts() -> None:
    given = Given(
        reply=f"Here. {MARKED}",
        thinking="Hm.",
        thinking_since_s=0.0,
        thought_until_s=3.2,
        first_s=0.5,
        total_s=5.5,
        usage=Usage(10, 40, 10),
        ended="stop",
    )
    shown = present(conversation(given), Addresses(), draw, "en")
    assert [(one.role, one.kind) for one in shown] == [
        ("user", "html"),
        ("user", "markdown"),
        ("assistant", "markdown"),
        ("assistant", "markdown"),
        ("assistant", "html"),
        ("assistant", "html"),
    ]
    assert shown[2].title == "Thought for 3.2 s"
    brief = replace(given, thought_until_s=0.01)
    assert present(conversation(brief), Addresses(), draw, "en")[2].title == "Thought for < 0.1 s"
    assert shown[2].status == "done"
    assert "begin_of_box" not in "".join(one.content for one in shown)
    assert "10.0 tokens/s" in shown[-1].content
    assert {one.turn for one in shown} == {0}


@pytest.mark.parametrize(
    ("given", "title"),
    [
        (Given(), "Working"),
        (Given(progress="Reading the picture"), "Reading the picture"),
        (Given(thinking="Hm", thinking_since_s=0.0), "Thinking"),
    ],
)
def test_what_goes_on_turns_until_the_answer_comes(given: Given, title: str) -> None:
    shown = present(conversation(given), Addresses(), draw, "en")[-1]
    assert (shown.title, shown.status) == (title, "pending")


def test_names_and_words_cannot_break_out() -> None:
    shown = html_of(Given(error="<script>", notices=("<i>",), ended="failed"), "<u>x</u>")
    for tag in ("<script>", "<i>", "<u>", "<b>"):
        assert tag not in shown


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (Given(ended="stopped", reply="x"), "Stopped."),
        (Given(ended="length", reply="x"), "Cut off"),
        (Given(ended="stop", thinking="only", thinking_since_s=0.0), "only thought"),
        (Given(ended="stop"), "The answer is empty."),
    ],
)
def test_how_it_ended_is_said(given: Given, words: str) -> None:
    assert words in html_of(given)


def test_weights_of_our_own_name_no_price() -> None:
    paid, free = (Given(ended="stop", reply="x", usage=Usage(1, 1, 0, 0, c)) for c in (0.25, 0.0))
    assert "$0.2500" in html_of(paid) and "$" not in html_of(free)


def test_thoughts_fold_once_the_answer_comes_and_are_only_text() -> None:
    given = Given(thinking="Hm, <b>maybe</b>")
    assert thoughts(Given(), answering=False) == ""
    assert " open>" in thoughts(given, answering=False)
    assert " open>" not in thoughts(given, answering=True)
    assert "&lt;b&gt;maybe" in thoughts(given, answering=True)


@pytest.mark.parametrize("text", ["a < b & c", "![x](y)", "&lt;", "<b>", "plain"])
def test_an_edited_question_is_what_was_typed(text: str) -> None:
    assert typed(as_typed(text)) == text
    assert "<" not in as_typed(text)
    assert "![" not in as_typed(text)


def test_the_export_holds_words_data_and_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    given = Given(reply=f"Here. {MARKED}", thinking="Hm.", ended="stop", sent=Sent("POST", "u", ""))
    path = export(conversation(given), datetime(2026, 1, 2, tzinfo=UTC))
    assert path.name == "sightline-20260102-000000.zip"
    with zipfile.ZipFile(path) as archive:
        assert archive.namelist()[2] == "pictures/01-a-name-b.png"
        words = archive.read("conversation.md").decode()
        data = json.loads(archive.read("conversation.json"))
        assert archive.read("pictures/01-a-name-b.png").startswith(b"\x89PNG")
    assert "Here." in words
    assert "](pictures/01-a-name-b.png)" in words
    assert data["turns"][0]["marks"] == [
        {
            "picture": "pictures/01-a-name-b.png",
            "box": [0.0, 0.0, 100.0, 100.0],
            "label": "half",
            "score": None,
            "note": "",
        }
    ]
