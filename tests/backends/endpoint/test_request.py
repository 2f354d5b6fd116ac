import io
import random

import pytest
from PIL import Image

from model.backends.base import Options
from model.backends.endpoint.pictures import PictureEncoder
from model.backends.endpoint.request import Target, defused, prepare
from model.endpoints import CAUTIOUS_LIMITS, ZAI_LIMITS, PictureLimits
from model.errors import PictureRefused
from model.media.images import picture_of
from model.messages import Image as ImagePart
from model.messages import Message, Text, user
from model.profiles import profile_for
from model.settings import Settings

ENCODER = PictureEncoder(10_000_000)
ALWAYS = {"model", "messages", "stream", "temperature", "top_p", "max_tokens", "stream_options"}


def body(dialect, model, *, messages=None, limits=CAUTIOUS_LIMITS, **options):
    target = Target(model, dialect, limits, profile_for(model))
    return prepare(messages or [user("Hi")], target, Options(**options), Settings(), ENCODER)


def flat(size=(64, 48), colour=(200, 30, 30)):
    return picture_of(Image.new("RGB", size, colour), "flat.png")


def noise(size, seed=1):
    return picture_of(
        Image.frombytes("RGB", size, random.Random(seed).randbytes(size[0] * size[1] * 3)), "n.png"
    )


# dialect, model, thinking on -> fields besides those everybody gets
SWITCHES = [
    ("zai", "glm-4.5v", True, {"thinking": {"type": "enabled"}}),
    ("zai", "glm-4.6v", False, {"thinking": {"type": "disabled"}}),
    ("zai", "glm-5.3-flash", True, {}),
    ("zai", "glm-5.3-flash", False, {"reasoning_effort": "low"}),
    ("zai", "glm-ocr", False, {}),
    ("openrouter", "z-ai/glm-4.5v", True, {"reasoning": {"enabled": True}}),
    ("openrouter", "z-ai/glm-4.5v", False, {"reasoning": {"enabled": False}}),
    ("openrouter", "z-ai/glm-5.3-flash", False, {"reasoning": {"effort": "low"}}),
    ("novita", "zai-org/glm-4.5v", False, {"enable_thinking": False}),
    ("siliconflow", "zai-org/GLM-4.5V", True, {"enable_thinking": True}),
    ("generic", "zai-org/GLM-4.5V:novita", False, {}),
    ("generic", "zai-org/GLM-4.5V:novita", True, {}),
    ("generic", "gpt-x", False, {}),
]


@pytest.mark.parametrize(("dialect", "model", "thinking", "fields"), SWITCHES)
def test_each_dialect_gets_its_own_fields_and_no_others(dialect, model, thinking, fields):
    sent = body(dialect, model, thinking=thinking).body
    assert {name: sent[name] for name in sent if name not in ALWAYS} == fields


def test_vllm_gets_the_model_cards_sampling_and_keeps_box_tokens():
    sent = body("vllm", "zai-org/GLM-4.5V", thinking=False).body
    assert sent["top_k"] == 2 and sent["repetition_penalty"] == 1.1
    assert sent["skip_special_tokens"] is False
    assert sent["chat_template_kwargs"] == {"enable_thinking": False}
    assert "chat_template_kwargs" not in body("vllm", "zai-org/GLM-4.5V").body
    assert "top_k" not in body("vllm", "qwen3-vl").body


@pytest.mark.parametrize(
    ("dialect", "asked", "temperature", "top_p"),
    [
        ("zai", (1.7, 0.0), 1.0, 0.01),
        ("zai", (-1.0, 2.0), 0.0, 1.0),
        ("generic", (1.7, 0.0), 1.7, 0.00001),
        ("vllm", (9.0, 0.5), 2.0, 0.5),
    ],
)
def test_sampling_is_clamped_to_what_is_taken(dialect, asked, temperature, top_p):
    sent = body(dialect, "glm-4.5v", temperature=asked[0], top_p=asked[1]).body
    assert (sent["temperature"], sent["top_p"]) == (temperature, top_p)


def test_max_tokens_follow_the_model():
    assert body("zai", "glm-4.5v", max_tokens=99_999).body["max_tokens"] == 16_384
    assert body("zai", "glm-4.6v", max_tokens=99_999).body["max_tokens"] == 32_768
    assert body("zai", "glm-5.3-flash", max_tokens=100).body["max_tokens"] == 2_048


def test_nothink_goes_to_the_last_question_where_nothing_else_works():
    history = [user("One"), Message("assistant", (Text("1"),)), user("Two", flat())]
    sent = body("generic", "zai-org/glm-4.6v-flash", messages=history, thinking=False).body
    assert sent["messages"][0]["content"] == "One"
    assert sent["messages"][2]["content"][-1] == {"type": "text", "text": "Two\n/nothink"}


@pytest.mark.parametrize(
    ("dialect", "model", "words"),
    [
        ("zai", "glm-4.1v-thinking-flash", "always thinks"),
        ("zai", "glm-5.3-flash", "think briefly"),
        ("generic", "gpt-x", "cannot be switched off"),
    ],
)
def test_thinking_that_cannot_be_switched_off_is_said(dialect, model, words):
    assert words in body(dialect, model, thinking=False).notices[0]
    assert not body(dialect, model, thinking=True).notices


def test_pictures_come_in_the_order_of_the_message():
    message = Message("user", (Text("Before"), ImagePart(flat()), Text("After")))
    content = body("zai", "glm-4.5v", messages=[message]).body["messages"][0]["content"]
    assert [part["type"] for part in content] == ["text", "image_url", "text"]


def test_pictures_never_come_without_text():
    content = body("zai", "glm-4.5v", messages=[user("", flat())]).body["messages"][0]["content"]
    assert [part["type"] for part in content] == ["image_url", "text"]


def test_what_is_shown_holds_no_picture_data():
    made = body("zai", "glm-4.5v", messages=[user("See", flat((1280, 800)))])
    url = made.body["messages"][0]["content"][0]["image_url"]["url"]
    size = len(url.split(",")[1]) * 3 // 4
    assert "data:image/png;base64,… (" in made.text and "1280×800)" in made.text
    assert url[60:] not in made.text and len(made.text) < 1_000 < size


def test_too_many_pictures_is_one_sentence():
    few = PictureLimits(5_000_000, 6_000, 2)
    with pytest.raises(PictureRefused, match="3 pictures .* at most 2"):
        body("zai", "glm-4.5v", messages=[user("?", flat(), flat(), flat())], limits=few)


def test_control_tokens_in_a_question_are_only_words():
    assert defused("a <|user|> b <|image|>") == "a < |user|> b < |image|>"
    assert defused("if a <| b |> c") == "if a <| b |> c"
    history = [Message("assistant", (Text("<|begin_of_box|>1<|end_of_box|>"),)), user("<|image|>")]
    sent = body("zai", "glm-4.5v", messages=history).body["messages"]
    assert sent[0]["content"] == "<|begin_of_box|>1<|end_of_box|>"
    assert sent[1]["content"] == "< |image|>"


def opened(encoded):
    import base64

    data = base64.b64decode(encoded.url.split(",")[1])
    assert len(data) == encoded.size
    image = Image.open(io.BytesIO(data))
    assert image.size == (encoded.width, encoded.height)
    return image


def test_a_drawn_picture_is_sent_without_loss():
    picture = flat((1280, 800))
    picture.pixels.putpixel((5, 5), (1, 2, 3))
    encoded = ENCODER.encode(picture, ZAI_LIMITS, 6_144)
    assert encoded.mime == "image/png"
    assert opened(encoded).convert("RGB").getpixel((5, 5)) == (1, 2, 3)


@pytest.mark.parametrize("size", [(1200, 900), (4000, 700), (700, 4000)])
def test_a_photograph_becomes_a_jpeg_within_the_limits(size):
    limits = PictureLimits(600_000, 2_000, 50)
    encoded = ENCODER.encode(noise(size), limits, 6_144)
    assert encoded.mime == "image/jpeg"
    assert encoded.size <= limits.max_bytes
    assert max(encoded.width, encoded.height) <= limits.max_side
    assert encoded.width / encoded.height == pytest.approx(size[0] / size[1], rel=0.01)
    opened(encoded).load()


def test_no_picture_is_larger_than_the_model_sees():
    encoded = ENCODER.encode(flat((6_000, 4_000)), ZAI_LIMITS, 6_144)
    assert encoded.width * encoded.height <= 6_144 * 28 * 28
    assert encoded.width / encoded.height == pytest.approx(1.5, rel=0.001)


def test_many_pictures_share_what_a_request_may_weigh():
    limits = PictureLimits(5_000_000, 6_000, 50, max_total=900_000)
    pictures = [noise((600, 500), seed) for seed in range(3)]
    made = body("zai", "glm-4.5v", messages=[user("See", *pictures)], limits=limits)
    urls = [part["image_url"]["url"] for part in made.body["messages"][0]["content"][:3]]
    assert sum(len(url) * 3 // 4 for url in urls) <= 900_000 + 3 * 100
    assert limits.share(1).max_bytes == 900_000


def test_a_very_narrow_picture_is_refused_in_words():
    with pytest.raises(PictureRefused, match="too narrow"):
        ENCODER.encode(flat((4_000, 10)), ZAI_LIMITS, 6_144)


def test_encoded_pictures_are_remembered_within_bounds():
    encoder = PictureEncoder(budget_bytes=200_000)
    first = noise((200, 150), 1)
    assert encoder.encode(first, ZAI_LIMITS, 6_144) is encoder.encode(first, ZAI_LIMITS, 6_144)
    for seed in range(2, 12):
        encoder.encode(noise((200, 150), seed), ZAI_LIMITS, 6_144)
    assert encoder._held <= 200_000
    assert encoder._held == sum(len(kept.url) for kept in encoder._kept.values())


def test_pictures_stand_where_the_message_has_them_also_last():
    parts = (Text("step 1:"), ImagePart(flat()), Text("now:"), ImagePart(flat((80, 64))))
    sent = body("zai", "glm-4.5v", messages=[Message("user", parts)]).body
    kinds = [part["type"] for part in sent["messages"][0]["content"]]
    assert kinds == ["text", "image_url", "text", "image_url"]


def test_nothink_comes_after_the_last_picture():
    message = Message("user", (Text("now:"), ImagePart(flat())))
    sent = body("generic", "zai-org/GLM-4.5V:novita", messages=[message], thinking=False).body
    assert sent["messages"][0]["content"][-1] == {"type": "text", "text": "/nothink"}


def test_code_and_calls_are_asked_for_without_a_penalty_on_repeated_words():
    target = Target("GLM-4.5V", "vllm", CAUTIOUS_LIMITS, profile_for("GLM-4.5V"), plain=True)
    sent = prepare([user("Hi")], target, Options(), Settings(), ENCODER).body
    assert "repetition_penalty" not in sent
    assert sent["top_k"] == 2
