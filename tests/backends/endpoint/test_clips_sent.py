"""A clip in a request: whole where the server takes one, refused in words where it does not."""

import base64
import json
import subprocess
import sys
from dataclasses import replace

import pytest

from model.backends.base import Options
from model.backends.endpoint.exchange import as_curl, as_python
from model.backends.endpoint.pictures import PictureEncoder
from model.backends.endpoint.request import Target, prepare
from model.endpoints import LOCAL_LIMITS, PRESETS, preset_for
from model.errors import ContextTooLong, PictureRefused, UnreadableFile
from model.events import Sent
from model.messages import Message, Text, Video
from model.profiles import profile_for
from model.settings import Settings
from tests.fake_endpoint import FakeEndpoint

VLLM = Target("glm-4.5v", "vllm", LOCAL_LIMITS, profile_for("glm-4.5v"), video="data")


@pytest.fixture
def clip(tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_bytes(b"0123456789")
    return Video(str(path), name="holiday.mp4", frames=16, size=(448, 252))


def prepared(clip, target=VLLM):
    messages = [Message("user", (clip, Text("What happens?")))]
    return prepare(messages, target, Options(), Settings(), PictureEncoder(1_000_000))


def test_a_clip_goes_whole_before_the_question(clip):
    sent = prepared(clip)
    part, question = sent.body["messages"][0]["content"]
    assert part["type"] == "video_url"
    head, data = part["video_url"]["url"].split(",")
    assert head == "data:video/mp4;base64" and base64.b64decode(data) == b"0123456789"
    assert question == {"type": "text", "text": "What happens?"}


def test_its_bytes_are_not_in_what_the_user_is_shown(clip):
    text = prepared(clip).text
    assert base64.b64encode(b"0123456789").decode() not in text
    assert "data:video/mp4;base64,… (10 bytes, 448×252)" in text


def test_an_endpoint_that_takes_none_is_not_sent_one(clip):
    with pytest.raises(PictureRefused, match="'holiday.mp4' cannot go whole; send its frames"):
        prepared(clip, replace(VLLM, video="frames"))


def test_a_file_over_the_limit_is_refused_with_both_numbers(clip):
    with pytest.raises(PictureRefused, match="has 10 bytes and this endpoint takes 9"):
        prepared(clip, replace(VLLM, limits=replace(LOCAL_LIMITS, max_total=9)))


def test_a_file_that_is_gone_is_said(clip):
    with pytest.raises(UnreadableFile, match="'holiday.mp4' is no longer there"):
        prepared(replace(clip, path=clip.path + ".gone"))


def test_a_clip_that_does_not_fit_the_window_is_refused_before_it_is_sent(clip):
    small = replace(profile_for("glm-4.5v"), context=1_300)
    with pytest.raises(ContextTooLong):
        prepared(clip, replace(VLLM, profile=small))


def test_only_providers_that_document_it_are_sent_clips():
    assert {preset.name for preset in PRESETS if preset.video == "data"} == {
        "OpenRouter",
        "vLLM or SGLang",
    }
    assert preset_for("https://api.z.ai/api/paas/v4").video == "frames"


def test_the_copied_python_sends_the_clip_again(clip, tmp_path):
    (tmp_path / "clip-1.mp4").write_bytes(b"0123456789")
    with FakeEndpoint() as server:
        sent = Sent("POST", f"{server.base_url}/chat/completions", prepared(clip).text)
        done = subprocess.run(
            [sys.executable, "-"],
            cwd=tmp_path,
            input=as_python(sent),
            text=True,
            capture_output=True,
            timeout=60,
        )
        assert done.returncode == 0, done.stderr
        (request,) = server.chats
    assert request.body["messages"] == prepared(clip).body["messages"]
    assert "clip-1.mp4" in as_curl(sent)
    assert json.loads(sent.body)["model"] == "glm-4.5v"
