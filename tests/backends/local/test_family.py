"""Every model of the family, and one that is none of it, through its own real classes."""

import json
import shutil

import pytest
from PIL import Image as Pictures

from model.backends.base import Connection, Options
from model.backends.local.checkpoint import read
from model.backends.local.loading import profile_of
from model.events import Progress, Transcript
from model.media.images import picture_of
from model.messages import Image, Message, Text, Video
from model.service import Chat, ModelService
from model.settings import Settings
from tests.clips import films
from tests.nano import architecture

# Of the dense text models: those of the nano's text config that they share.
TEXT = (
    "vocab_size", "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads",
    "num_key_value_heads", "max_position_embeddings", "rope_parameters", "pad_token_id",
    "eos_token_id",
)  # fmt: skip


def dense(folder, nano, kind):
    """A tiny checkpoint of GLM-4.1V (glm4v) or GLM-4.6V-Flash (glm46v) with the nano's words."""
    from transformers import AutoConfig, AutoModelForImageTextToText

    told = json.loads((nano / "config.json").read_text())
    text = {name: told["text_config"][name] for name in TEXT}
    vision = {k: v for k, v in told["vision_config"].items() if k != "model_type"}
    ids = {name: value for name, value in told.items() if name.endswith("_token_id")}
    config = AutoConfig.for_model(kind, text_config=text, vision_config=vision, **ids)
    model = AutoModelForImageTextToText.from_config(config)
    architecture.save(model, architecture.build_tokenizer(), folder)
    if kind == "glm46v":
        edit(folder / "processor_config.json", processor_class="Glm46VProcessor")
        whole = json.loads((folder / "processor_config.json").read_text())
        whole["image_processor"]["image_processor_type"] = "Glm46VImageProcessor"
        (folder / "processor_config.json").write_text(json.dumps(whole))


def edit(path, **changes):
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def llava(folder):
    """A tiny LLaVA: another family, another processor, a template without a switch."""
    from transformers import (
        CLIPImageProcessor,
        CLIPVisionConfig,
        LlamaConfig,
        LlavaConfig,
        LlavaForConditionalGeneration,
    )

    tokenizer = architecture.build_tokenizer()
    tokenizer.chat_template = (
        "{% for message in messages %}{{ message.role }}: {% for part in message.content %}"
        "{% if part.type == 'image' %}<|image|>{% else %}{{ part.text }}{% endif %}"
        "{% endfor %}{% endfor %}assistant:"
    )
    image = tokenizer.convert_tokens_to_ids("<|image|>")
    sizes = {"hidden_size": 32, "intermediate_size": 64, "num_attention_heads": 2}
    model = LlavaForConditionalGeneration(
        LlavaConfig(
            vision_config=CLIPVisionConfig(
                num_hidden_layers=2, image_size=28, patch_size=14, projection_dim=32, **sizes
            ),
            text_config=LlamaConfig(
                vocab_size=len(tokenizer), num_hidden_layers=2, max_position_embeddings=512, **sizes
            ),
            image_token_index=image,
        )
    )
    architecture.save(model, tokenizer, folder)
    crop = {"height": 28, "width": 28}
    CLIPImageProcessor(size={"shortest_edge": 28}, crop_size=crop).save_pretrained(folder)
    told = {"processor_class": "LlavaProcessor", "patch_size": 14, "image_token": "<|image|>"}
    told |= {"vision_feature_select_strategy": "default", "num_additional_image_tokens": 1}
    (folder / "processor_config.json").write_text(json.dumps(told))


@pytest.fixture(scope="module")
def make(untrained, tmp_path_factory):
    """The folder of a model by its name."""
    parent = tmp_path_factory.mktemp("family")

    def make(name):
        folder = parent / name
        if folder.exists():
            return folder
        if name in ("GLM-4.5V", "GLM-4.6V"):
            shutil.copytree(untrained, folder)
        elif name == "llava":
            llava(folder)
        else:
            dense(folder, untrained, "glm46v" if "4.6V" in name else "glm4v")
        if name == "GLM-4.6V":  # GLM-4.5V's architecture with the newer processor
            edit(folder / "processor_config.json", processor_class="Glm46VProcessor")
        return folder

    return make


def answer(folder, *messages, thinking=True):
    service = ModelService(Settings(backend="local", model=str(folder)))
    whole = Transcript()
    options = Options(thinking=thinking, temperature=0.0, max_tokens=6)
    try:
        for event in service.stream(Chat(messages), Connection("local"), options):
            if not isinstance(event, Progress):
                whole.add(event)
        loaded = service._backend("local")._loaded
    finally:
        service.close()
    return whole, loaded


@pytest.fixture
def seen(tmp_path):
    """A picture and a clip with a question about both."""
    picture = picture_of(Pictures.new("RGB", (90, 60), (200, 30, 30)), "red")
    path = films.record(tmp_path / "clip.mp4", [films.plain(shade) for shade in range(0, 240, 10)])
    clip = Video(str(path), name="clip.mp4", seconds=2.0, frames=4, size=films.SIZE)
    return Message("user", (Image(picture), clip, Text("What is it?")))


@pytest.mark.parametrize(
    ("name", "processor", "switch"),
    [
        ("GLM-4.5V", "Glm4vProcessor", "toggle"),
        ("GLM-4.6V", "Glm46VProcessor", "toggle"),
        ("GLM-4.6V-Flash", "Glm46VProcessor", "toggle"),
        ("GLM-4.1V-9B-Thinking", "Glm4vProcessor", "always"),
    ],
)
def test_the_family_is_shown_a_picture_and_a_clip_together(make, seen, name, processor, switch):
    whole, loaded = answer(make(name), seen, thinking=False)
    assert whole.finished is not None and whole.finished.raw
    assert type(loaded.processor).__name__ == processor
    assert loaded.profile.thinking == switch and loaded.profile.known
    assert bool(whole.notices) == (switch == "always")
    if processor == "Glm46VProcessor":
        from model.backends.local.conversation import prepare

        ready = prepare([seen], loaded, Options(), Settings())
        text = loaded.tokenizer.decode(ready.inputs["input_ids"][0])
        assert "<|end_of_image|>0.0 seconds<|begin_of_image|>" in text


def test_another_model_is_taken_leniently(make, seen):
    whole, loaded = answer(make("llava"), seen, thinking=False)
    assert whole.finished is not None
    assert not loaded.profile.known
    assert "no switch" in whole.notices[0]
    # It has no way to take a clip: its frames came as pictures.
    body = json.loads(whole.sent.body)
    assert [part["type"] for part in body["messages"][0]["content"]] == ["image", "video", "text"]


@pytest.mark.parametrize(
    ("folder", "kind", "name"),
    [("nano", "glm4v_moe", "GLM-4.5V"), ("mine", "glm4v", "GLM-4.1V-Thinking")],
)
def test_a_folder_without_a_telling_name_gets_the_profile_of_its_kind(
    untrained, tmp_path, folder, kind, name
):
    copy = shutil.copytree(untrained, tmp_path / folder)
    edit(copy / "config.json", model_type=kind)
    assert profile_of(read(copy)).name == name
