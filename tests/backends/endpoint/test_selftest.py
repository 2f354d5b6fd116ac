"""The self-test against servers that see, half see, guess, or are blind."""

import io
import json
import random

import numpy as np
import pytest
from PIL import Image

from model.backends.base import Connection, Secret
from model.backends.endpoint.backend import EndpointBackend
from model.backends.endpoint.selftest import (
    COLOURS,
    SHAPES,
    SIZE,
    Diagnosis,
    corner_error,
    diagnose,
    make_scene,
    misses,
)
from model.events import Progress, Sent
from model.geometry import Box
from model.settings import Settings
from tests.fake_endpoint import FakeEndpoint, Reply

SEED = 7
QUICK = Settings(retry_wait_s=0.01, heartbeat_s=0.02)


@pytest.fixture
def server():
    with FakeEndpoint() as endpoint:
        yield endpoint


def examine(server, seed=SEED, model="glm-4.5v", base_url=None, key="sk-test"):
    backend = EndpointBackend(QUICK)
    place = Connection("endpoint", base_url or server.base_url, model, Secret(key))
    events = list(diagnose(backend, place, seed))
    backend.close()
    assert sum(isinstance(event, Diagnosis) for event in events) == 1
    assert isinstance(events[-1], Diagnosis)
    assert any(isinstance(event, Progress) for event in events)
    return events[-1], events


def found_box(request):
    """Looks at the picture that was sent: the box of the saturated pixels, on the 0–1000 grid."""
    image = Image.open(io.BytesIO(request.pictures[0])).convert("RGB")
    pixels = np.asarray(image).astype(int)
    rows, columns = np.nonzero(pixels.max(axis=2) - pixels.min(axis=2) > 60)
    height, width = pixels.shape[:2]
    return [
        round(columns.min() / width * 1000),
        round(rows.min() / height * 1000),
        round((columns.max() + 1) / width * 1000),
        round((rows.max() + 1) / height * 1000),
    ]


def sees(scene, shift=0, boxes=1, point=None):
    def answer(request):
        if "four-digit" in request.question:
            return Reply.stream(f"A {scene.colour} {scene.shape} and the number {scene.number}.")
        assert f"{scene.colour} {scene.shape}" in request.question
        box = [value + shift for value in found_box(request)]
        return Reply.stream(f"<|begin_of_box|>{json.dumps([box] * boxes)}<|end_of_box|>")

    return answer


@pytest.mark.parametrize("seed", range(6))
def test_who_sees_and_grounds(server, seed):
    server.otherwise = sees(make_scene(random.Random(seed)))
    found, events = examine(server, seed)
    assert found.level == "sees and grounds"
    assert found.iou > 0.95 and found.box_error < 3
    assert "points well" in found.sentence
    assert sum(isinstance(event, Sent) for event in events) == 2
    assert found.picture.size == SIZE


def test_who_sees_but_points_badly(server):
    server.otherwise = sees(make_scene(random.Random(SEED)), shift=150)
    found, _ = examine(server)
    assert found.level == "sees"
    assert found.iou < 0.5 and found.box_error == pytest.approx(150, abs=3)
    assert "points badly" in found.sentence


def test_who_sees_but_gives_no_box(server):
    scene = make_scene(random.Random(SEED))
    server.otherwise = lambda request: Reply.stream(
        f"A {scene.colour} {scene.shape}, {scene.number}."
    )
    found, _ = examine(server)
    assert (found.level, found.iou, found.box_error) == ("sees", None, None)


def test_drawing_boxes_everywhere_is_not_grounding(server):
    scene = make_scene(random.Random(SEED))

    def answer(request):
        if "four-digit" in request.question:
            return Reply.stream(f"A {scene.colour} {scene.shape} and the number {scene.number}.")
        boxes = [found_box(request), [0, 0, 500, 500], [500, 500, 1000, 1000]]
        return Reply.stream(json.dumps(boxes))

    server.otherwise = answer
    found, _ = examine(server)
    assert found.level == "sees" and "3 boxes" in found.sentence


@pytest.mark.parametrize(
    "words",
    [
        "I am a text model and cannot see pictures.",
        "A red circle and the number 1234.",
        "It could be a red, green, blue, yellow or purple circle, square or triangle.",
        "1000 1001 1002 1003 1004 1005",
        "",
    ],
)
def test_who_only_guesses_does_not_pass(server, words):
    server.otherwise = lambda request: Reply.stream(words)
    found, _ = examine(server)
    assert found.level == "answers but cannot see"
    assert len(server.chats) == 1


def test_who_refuses_the_picture_but_answers(server):
    def answer(request):
        if request.pictures:
            return Reply.error(400, "glm-4.5 is not a multimodal model", style="vllm")
        return Reply.stream("ready")

    server.otherwise = answer
    found, _ = examine(server)
    assert found.level == "answers but cannot see"
    assert "cannot see pictures" in found.sentence


def test_who_refuses_everything(server):
    server.otherwise = lambda request: Reply.error(400, "not a multimodal model", style="vllm")
    found, _ = examine(server)
    assert found.level == "refused"


@pytest.mark.parametrize(
    ("reply", "level", "words"),
    [
        (Reply.error(401, "no", "invalid_api_key"), "bad key", "refuses the key"),
        (Reply.error(429, "balance", 1113, "zai"), "refused", "no credit"),
        (Reply.error(400, "Unknown Model", 1211, "zai"), "refused", "It offers 'glm-4.5v'"),
        (Reply.error(503, "overloaded"), "refused", "overloaded"),
        (Reply.html(), "unreachable", "not as an OpenAI-compatible API"),
    ],
)
def test_other_failures_are_told(server, reply, level, words):
    server.otherwise = lambda request: reply
    found, _ = examine(server)
    assert found.level == level
    assert words in found.sentence


def test_unreachable(server):
    found, _ = examine(server, base_url="http://127.0.0.1:9/v1")
    assert found.level == "unreachable"
    found, _ = examine(server, base_url="ftp://a.example")
    assert found.level == "unreachable"


def test_a_key_that_is_none(server):
    found, _ = examine(server, key="sk-a b")
    assert found.level == "bad key"
    assert not server.requests


def test_scenes_differ_and_can_be_made_again():
    scenes = [make_scene(random.Random(seed)) for seed in range(60)]
    assert len({scene.picture.digest for scene in scenes}) == 60
    assert {scene.colour for scene in scenes} == set(COLOURS)
    assert {scene.shape for scene in scenes} == set(SHAPES)
    assert make_scene(random.Random(3)) == scenes[3]


@pytest.mark.parametrize("seed", range(40))
def test_the_truth_about_a_scene_is_on_its_pixels(seed):
    scene = make_scene(random.Random(seed))
    pixels = np.asarray(scene.picture.pixels)
    exact = (pixels == COLOURS[scene.colour]).all(axis=2)
    rows, columns = np.nonzero(exact)
    seen = Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    assert seen.iou(scene.box) > 0.97
    dark = (pixels.astype(int) - (70, 70, 74) == 0).all(axis=2)
    rows, columns = np.nonzero(dark)
    number = Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    assert number.intersection(scene.box) == 0
    assert number.x1 > 5 and number.x2 < SIZE[0] - 5 and number.y2 < SIZE[1] - 5


@pytest.mark.parametrize(
    ("reply", "right"),
    [
        ("The shape is a {colour} {shape}; the number reads {number}.", True),
        ("**{colour}** {shape}, {number}", True),
        ("{colour} {shape} {comma}", True),
        ("A {colour} {shape} on light ground with dark text {number}", True),
        ("{colour} {shape}", False),
        ("{shape} {number}", False),
        ("{colour} {number}", False),
        ("{colour} {shape} {number} or 9876", False),
    ],
)
def test_misses(reply, right):
    scene = make_scene(random.Random(SEED))
    comma = f"{scene.number[0]},{scene.number[1:]}"
    text = reply.format(colour=scene.colour, shape=scene.shape, number=scene.number, comma=comma)
    assert (misses(text, scene) == "") is right


def test_a_chinese_answer_counts():
    chance = random.Random(0)
    scene = make_scene(chance)
    while (scene.colour, scene.shape) != ("red", "circle"):
        scene = make_scene(chance)
    assert misses(f"图中是一个红色的圆形，数字是 {scene.number}。", scene) == ""


def test_corner_error_is_in_thousandths():
    truth = Box(64, 48, 128, 96)
    assert corner_error(truth, truth) == 0
    assert corner_error(Box(70.4, 52.8, 134.4, 100.8), truth) == pytest.approx(10)
