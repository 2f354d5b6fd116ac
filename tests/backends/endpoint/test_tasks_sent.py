"""A step and a page through the service to a real server and back, in GLM's own formats."""

import pytest
from PIL import Image

from model.actions import Click
from model.backends.base import Connection, Secret
from model.events import Transcript
from model.geometry import Point
from model.media.images import picture_of
from model.service import ModelService
from model.settings import Settings
from model.tasks import Act, Rebuild, act, webpage
from model.tasks.act import Past
from tests.fake_endpoint import FakeEndpoint, Reply


@pytest.fixture
def server():
    with FakeEndpoint() as endpoint:
        yield endpoint


@pytest.fixture
def service():
    made = ModelService(Settings(heartbeat_s=0.02))
    yield made
    made.close()


def screen(shade=0):
    return picture_of(Image.new("RGB", (560, 280), (shade, 0, 0)), "screen")


def ask(service, server, task, model="glm-4.5v"):
    transcript = Transcript()
    place = Connection("endpoint", server.base_url, model, Secret("sk-test-0123456789"))
    for event in service.stream(task, place):
        transcript.add(event)
    return transcript


def test_a_step_goes_out_in_one_message_and_comes_back_in_pixels(service, server):
    reply = (
        "I see it.\n",
        "<|begin_of_box|>left_click(start_box='[500, 500]', ",
        "element_info='OK')<|end_of_box|>",
        "\nMemory:\n[]",
    )
    server.script(Reply.stream(*reply))
    past = tuple(Past("t", None, f"key(keys='{n}')", "Success", screen(n)) for n in range(5))
    task = Act("Press OK", screen(99), past)
    transcript = ask(service, server, task)
    decision = act.read(transcript.answer, task)
    assert decision.action == Click(Point(280, 140), target="OK")
    assert (decision.thought, decision.memory) == ("I see it.", "[]")
    (sent,) = server.chats
    assert [message["role"] for message in sent.body["messages"]] == ["user"]
    kinds = [part["type"] for part in sent.body["messages"][0]["content"]]
    assert kinds == ["text", "image_url"] * 5
    assert len(sent.pictures) == 5
    assert sent.body["temperature"] == 0.001


def test_a_page_goes_out_with_room_for_it_and_comes_back_mended(service, server):
    server.script(Reply.stream("Here:\n```ht", "ml\n<h1>Shop</h1>\n<p>Bre", "ad</p>\n```"))
    task = Rebuild(screen())
    page = webpage.read(ask(service, server, task).answer, task)
    assert "<h1>Shop</h1>\n<p>Bread</p>" in page.html
    assert server.chats[0].body["max_tokens"] == 16_384
