"""A real film; a server that answers from the pictures it gets; and the embedded engine."""

import io

import numpy as np
import pytest
from PIL import Image

from agents.watching import Desk, Looking, Request, watch
from model.backends.base import Connection, Options
from model.clips.parts import Timeline
from model.service import ModelService
from model.settings import Settings
from model.wire.times import find_times
from tests.clips.films import hold, plain, record
from tests.fake_endpoint import FakeEndpoint, Reply


def red():
    pixels = plain(0)
    pixels[..., 0] = 220
    return pixels


@pytest.fixture(scope="module")
def film(tmp_path_factory):
    """Grey; red from 10 s to 14 s; grey until 24 s."""
    frames = [*hold(plain(90), 10, 4), *hold(red(), 4, 4), *hold(plain(160), 10, 4)]
    return record(tmp_path_factory.mktemp("film") / "red.mp4", frames, fps=4)


@pytest.fixture
def service():
    made = ModelService(Settings(heartbeat_s=0.02, watch_frames=8, retries=0))
    yield made
    made.close()


def when_red(request):
    """The model: it looks at each picture and says the times that stand before the red ones."""
    times, at_s = [], None
    for part in request.body["messages"][0]["content"]:
        if part["type"] == "text":
            found = find_times(part["text"])
            at_s = found[0].at_s if part["text"].startswith("[") and found else None
        elif at_s is not None:
            data = request.pictures[len(times)]
            pixels = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
            redness = pixels[..., 0].mean() - pixels[..., 1].mean()
            times.append((at_s, redness > 100))
    seen = [at_s for at_s, is_red in times if is_red]
    return Reply.stream(f"It turns red at {seen[0]:.1f} s." if seen else "It never turns red.")


def test_the_second_look_comes_nearer_to_the_truth(film, service):
    with FakeEndpoint(otherwise=when_red) as server, service.open_clip(film) as clip:
        place = Connection("endpoint", server.base_url, "glm-4.5v")
        desk = Desk(service, place, Options(), clip, Timeline(clip.facts))
        events = list(watch(Request("answer", "When does it turn red?"), desk))
        counts = [len(chat.pictures) for chat in server.chats]
    first, second = (event for event in events if isinstance(event, Looking))
    assert [frame.at_s for frame in first.frames] == pytest.approx([0, 3, 6, 9, 12, 15, 18, 21])
    assert counts == [8, 8]
    (moment,) = events[-1].moments
    assert 10.0 <= moment.start_s < 11.0  # the first look alone says 12
    (opened,) = events[-1].frames
    assert np.asarray(opened.picture.pixels)[0, 0, 0] > 150


def test_an_end_that_is_asked_for_shows_the_last_frame(film, service):
    with FakeEndpoint(otherwise=when_red) as server, service.open_clip(film) as clip:
        place = Connection("endpoint", server.base_url, "glm-4.5v")
        desk = Desk(service, place, Options(), clip, Timeline(clip.facts))
        events = list(watch(Request("answer", "Is it red in the last 4 seconds?"), desk))
    assert events[-1].text == "It never turns red."
    (looking,) = (event for event in events if isinstance(event, Looking))
    assert all(frame.at_s >= 17.5 for frame in looking.frames)


def test_the_embedded_engine_counts_what_was_measured(film, service):
    with service.open_clip(film) as clip:
        *_, timeline = service.watch(clip)
        desk = Desk(service, Connection(), Options(), clip, timeline)
        cuts = list(watch(Request("answer", "How many cuts are there?"), desk))[-1]
        colour = list(watch(Request("answer", "When is it red?"), desk))[-1]
    assert "**2 cuts**" in cuts.text
    assert [one.start_s for one in cuts.moments] == pytest.approx([10, 14], abs=0.3)
    (moment,) = colour.moments
    assert moment.start_s == pytest.approx(10, abs=1.1) and moment.end_s == pytest.approx(14, abs=1)
