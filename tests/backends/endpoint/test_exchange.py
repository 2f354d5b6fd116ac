"""The copied curl and Python repeat the request: both are run against a real server."""

import io
import os
import shutil
import subprocess
import sys

import pytest
from PIL import Image

from model.backends.base import Connection, Options, Secret
from model.backends.endpoint.backend import EndpointBackend
from model.backends.endpoint.exchange import as_curl, as_python
from model.events import Sent
from model.media.images import picture_of
from model.messages import user
from model.settings import Settings
from model.tasks import Chat
from tests.fake_endpoint import FakeEndpoint

KEY = "sk-test-0123456789"
NASTY = "Say `id` $HOME \\n 'quoted' \"double\" ${X} $(ls) 中文\nEND_OF_REQUEST\n'''"


@pytest.fixture
def server():
    with FakeEndpoint(owner="vllm") as endpoint:
        yield endpoint


def sent_to(server, question, *pictures):
    backend = EndpointBackend(Settings())
    messages = [user(question, *pictures)]
    place = Connection("endpoint", server.base_url, "glm-4.5v", Secret(KEY))
    options = Options(thinking=False)
    events = list(backend.stream(Chat(tuple(messages)), messages, place, options))
    backend.close()
    return next(event for event in events if isinstance(event, Sent))


def picture(colour):
    return picture_of(Image.new("RGB", (40, 30), colour), "p.png")


def run(command, folder, text):
    environment = {**os.environ, "API_KEY": KEY, "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        command, cwd=folder, env=environment, input=text, text=True, capture_output=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("question", ["What is this?", NASTY])
@pytest.mark.parametrize("form", ["curl", "python"])
@pytest.mark.parametrize("pictures", [0, 2])
def test_the_copied_text_repeats_the_request(server, tmp_path, question, form, pictures):
    if form == "curl" and not shutil.which("curl"):
        pytest.skip("curl is not installed")
    colours = ["red", "blue"][:pictures]
    sent = sent_to(server, question, *map(picture, colours))
    for number, colour in enumerate(colours, 1):
        data = io.BytesIO()
        Image.new("RGB", (40, 30), colour).save(data, "PNG")
        (tmp_path / f"picture-{number}.png").write_bytes(data.getvalue())
    if form == "curl":
        out = run(["sh", "-s"], tmp_path, as_curl(sent))
        assert "data: " in out
    else:
        out = run([sys.executable, "-"], tmp_path, as_python(sent))
        assert out.startswith("You asked: ")
    first, second = server.chats
    assert second.headers["authorization"] == f"Bearer {KEY}"
    assert second.body.keys() == first.body.keys()
    assert {**first.body, "messages": 0} == {**second.body, "messages": 0}
    assert second.question == first.question
    assert [Image.open(io.BytesIO(data)).getpixel((0, 0)) for data in second.pictures] == [
        {"red": (255, 0, 0), "blue": (0, 0, 255)}[colour] for colour in colours
    ]


@pytest.mark.parametrize("form", [as_curl, as_python])
def test_no_key_and_no_picture_data_is_in_the_text(server, form):
    text = form(sent_to(server, "What?", picture("red")))
    assert KEY not in text and "API_KEY" in text
    assert "…" not in text and len(text) < 3_000


def test_a_question_that_quotes_a_picture_is_left_alone():
    quote = "data:image/png;base64,… (1,234 bytes, 10×10)"
    body = '{\n "model": "m",\n "messages": [{"role": "user", "content": "' + quote + '"}]\n}'
    sent = Sent("POST", "https://a.example/v1/chat/completions", body)
    assert quote in as_curl(sent)
    assert quote in as_python(sent)
