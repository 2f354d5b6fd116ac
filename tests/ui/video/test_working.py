"""The tab's events on a real clip of ours, its timeline scripted: nothing is recognised."""

import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import pytest

from model.backends.base import Connection
from model.clips.parts import Shot, Timeline, Words
from model.geometry import Box
from model.media.clip import Clip
from model.service import ModelService
from model.settings import Settings
from tests.fake_endpoint import FakeEndpoint, Reply
from ui.chat.shelf import Shelf
from ui.ground.picture_files import file_value
from ui.sessions import Sessions
from ui.video.desk import Desk
from ui.video.examples import EXAMPLES
from ui.video.page import Page
from ui.video.parts import Parts, place
from ui.video.questions import Posed
from ui.video.working import Working

MINE, OTHER = "a" * 32, "b" * 32
EMBEDDED = (Connection(), False, None, None, None)
ENDPOINT = (
    Connection("endpoint", "http://127.0.0.1:9/v1", model="glm-4.5v"),
    False,
    0.8,
    0.6,
    1000,
)
AUTO = ("auto", 1.0, 16, "", "")


def visitor(name: str = "mine") -> Any:
    return SimpleNamespace(session_hash=name, cookies={}, headers={})


class Scripted(ModelService):
    """Sees at once that the slides have four shots and a caption; waits before the end if told."""

    hold: threading.Event | None = None

    def watch(self, clip: Clip, stopped: Callable[[], bool] = lambda: False) -> Iterator[Timeline]:
        shots = (Shot(0, 5), Shot(5, 10, "cut"), Shot(10, 15.5, "cut"), Shot(15.5, 21, "fade"))
        words = (Words("High water comes every 12 hours.", 6, 10, Box(0, 440, 960, 540), 0.98),)
        yield Timeline(clip.facts, shots=shots[:1], done=0.2)
        if self.hold is not None:
            self.hold.wait(20)
        yield Timeline(clip.facts, shots=shots, words=words, done=1.0)


@pytest.fixture(scope="module")
def parts() -> Parts:
    with gr.Blocks(analytics_enabled=False):
        return place(Settings(), ("webpage", "ground", "chat"))


@pytest.fixture
def work(parts: Parts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Working:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    settings = Settings()
    shell: Any = SimpleNamespace(
        service=Scripted(settings), settings=settings, sessions=Sessions(3600), spent="spent"
    )
    return Working(shell, Page(parts, Shelf(3600)))


def posed(words: str, form: tuple[Any, ...], sidebar: tuple[Any, ...], token: str) -> Posed:
    return Posed.by(visitor(token), words, "answer", token, (*form, *sidebar))


def slides(work: Working) -> Desk:
    path = EXAMPLES[1].path
    clip = work._shell.service.open_clip(path, name="talk.mp4")
    return Desk.of(clip, file_value(path, "talk.mp4"))


def brought(work: Working) -> dict[Any, Any]:
    shown: dict[Any, Any] = {}
    for update in work.bring(slides(work), MINE, visitor()):
        shown |= update
    return shown


def test_a_clip_that_is_brought_is_watched_to_its_end(work: Working, parts: Parts) -> None:
    shown = brought(work)
    assert "Shots: 4, cuts: 2, fades: 1" in shown[parts.status]
    assert [one["by"] for one in shown[parts.timeline]["shots"]] == ["start", "cut", "cut", "fade"]
    assert shown[parts.stage]["width"] == 960 and shown[parts.stage]["codec"] == "h264"
    assert work.desks.now(MINE).phase == "watched"
    again = next(work.come_back(MINE, visitor()))
    assert again[parts.timeline] == shown[parts.timeline]
    assert next(work.come_back(OTHER, visitor("other"))) == {parts.status: gr.skip()}


def test_a_reload_finds_the_watching_again_and_stop_keeps_what_was_found(
    work: Working, parts: Parts
) -> None:
    service: Any = work._shell.service
    service.hold = threading.Event()
    updates = work.bring(slides(work), MINE, visitor())
    next(updates)
    assert len(next(updates)[parts.timeline]["shots"]) == 1
    updates.close()  # type: ignore[attr-defined]
    back = work.come_back(MINE, visitor("reloaded"))
    assert next(back)[parts.timeline]["watching"]
    work.stop_watching(MINE)
    last = list(back)[-1]
    assert "Stopped" in last[parts.status] and len(last[parts.timeline]["shots"]) == 1
    service.hold.set()


def test_what_a_question_sends_is_told_before_it_is_asked(work: Working, parts: Parts) -> None:
    brought(work)
    here = work.questions.choose(posed("What moves?", AUTO, EMBEDDED, MINE))
    assert "nothing is sent" in here[parts.estimate]
    chosen = ("count", 1.0, 6, "0:05", "0:10")
    there = work.questions.choose(posed("What moves?", chosen, ENDPOINT, MINE))
    assert "6 frames of 0:05 – 0:10" in there[parts.estimate]
    tokens = re.search(r"about ([\d,]+) tokens", there[parts.estimate])
    assert tokens and int(tokens[1].replace(",", "")) > 6 * 130
    times = there[parts.timeline]["chosen"]
    assert len(times) == 6 and all(5 <= at_s < 10 for at_s in times)
    *_, strip = work.questions.show_frames(posed("What moves?", chosen, ENDPOINT, MINE))
    assert strip[parts.strip].count("<figure>") == 6
    assert len(work.desks.now(MINE).frames) == 6
    assert "What a model will see: 6 frames" in strip[parts.strip].replace('<span class="en">', "")
    again = work.questions.choose(posed("What moves?", chosen, ENDPOINT, MINE))
    assert again[parts.strip] == strip[parts.strip]
    fewer = work.questions.choose(posed("", (*chosen[:2], 4, *chosen[3:]), ENDPOINT, MINE))
    assert fewer[parts.strip] == "" and "4 frames of" in fewer[parts.estimate]
    other = work.questions.choose(posed("", (*chosen[:3], "1:00", ""), ENDPOINT, MINE))
    assert "holds nothing" in other[parts.status]
    assert (
        "Bring a clip first"
        in work.questions.choose(posed("", AUTO, ENDPOINT, OTHER))[parts.status]
    )


def test_the_embedded_engine_answers_from_the_timeline(work: Working, parts: Parts) -> None:
    brought(work)
    shown: dict[Any, Any] = {}
    words = "When does “High water” appear?"
    for update in work.questions.ask(posed(words, AUTO, EMBEDDED, MINE)):
        shown |= update
    assert re.search(r"\[0?0:06[^]]*\]\(#t=6", shown[parts.answer])
    assert "data-seek" in shown[parts.moments] and "<img" in shown[parts.moments]
    assert "nothing is sent" in shown[parts.estimate]  # also where a chip asked, without the form
    asked = work.desks.now(MINE).asked[-1]
    assert asked.given.ended == "stop" and asked.moments[0].start_s == pytest.approx(6, abs=0.5)
    refused = list(work.questions.ask(posed("  ", AUTO, EMBEDDED, MINE)))
    assert "Ask something" in refused[-1][parts.status]


def test_the_same_question_goes_on_from_the_parts_that_were_answered(
    work: Working, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought(work)
    service: Any = work._shell.service
    settings = replace(service.settings, watch_gap_s=1.0, watch_frames=8, retries=0)
    for one in (work._shell, service):
        monkeypatch.setattr(one, "settings", settings)
    with FakeEndpoint() as server:
        there = (Connection("endpoint", server.base_url, model="glm-4.5v"), *ENDPOINT[1:])
        question = posed("Tell the story", AUTO, there, MINE)
        server.script(Reply.stream("[00:01] Opening."), Reply.error(500, "out of memory"))
        list(work.questions.ask(question))
        first = work.desks.now(MINE).asked[-1]
        assert first.parts == 1 and len(server.chats) == 2 and "Opening" in first.text
        server.script(*[Reply.stream("More.")] * first.calls)
        list(work.questions.ask(question))
        second = work.desks.now(MINE).asked[-1]
        assert second.given.ended == "stop" and not second.replies
        assert len(server.chats) == 5  # two parts that were left, and one answer of all three


def test_frames_and_recordings_travel_under_telling_names(work: Working) -> None:
    brought(work)
    (frame,) = work.parcel("ground", 6.0, MINE, "en").pictures
    assert frame.name == "talk 0.06.png" and frame.size == (960, 540)
    chosen = ("count", 1.0, 4, "", "")
    list(work.questions.show_frames(posed("", chosen, ENDPOINT, MINE)))
    assert len(work.parcel("chat", 0, MINE, "en").pictures) == 4
    recording = work.parcel("webpage", 0, MINE, "en")
    assert len(recording.pictures) == len(recording.times) >= 3


def test_a_clip_the_browser_cannot_play_is_encoded_anew_and_looked_at_sharp(
    work: Working, parts: Parts
) -> None:
    brought(work)
    still = work.look("6.0", MINE)
    assert still["at"] == pytest.approx(6, abs=0.1) and still["url"].startswith("gradio_api/file=")
    assert work.look(None, MINE) == {} and work.look(1, OTHER) == {}
    *_, shown = work.convert(MINE, visitor())
    path = Path(shown[parts.stage]["file"]["path"])
    assert path != EXAMPLES[1].path and path.suffix == ".mp4"
    assert "new encoding" in shown[parts.status]
