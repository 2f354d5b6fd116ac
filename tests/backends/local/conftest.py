"""A real checkpoint of a nano GLM-4.5V, untrained, and one service that has it loaded."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image as Pictures
from PIL import ImageDraw

from model.backends.base import Connection, Options
from model.backends.local import checkpoint, loading
from model.backends.local.conversation import prepare
from model.media.images import picture_of
from model.messages import Picture
from model.service import Ground, ModelService, ask
from model.settings import Settings

os.environ.setdefault("HF_HUB_OFFLINE", "1")

HERE = Connection("local", model="GLM-4.5V")


@pytest.fixture(scope="session")
def untrained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.nano import architecture

    folder = tmp_path_factory.mktemp("local") / "nano"
    architecture.build(folder)
    return folder


@pytest.fixture(scope="session")
def service(untrained: Path) -> Iterator[ModelService]:
    opened = ModelService(Settings(backend="local", model=str(untrained)))
    yield opened
    opened.close()


THOUGHT = "I look for the red circle."
BOXES = "<|begin_of_box|>[[120,300,450,620],[500,10,990,400]]<|end_of_box|>"


def scene() -> Picture:
    """The one picture that the taught model knows."""
    drawn = Pictures.new("RGB", (120, 90), (236, 238, 240))
    ImageDraw.Draw(drawn).ellipse((14, 27, 54, 56), fill=(210, 30, 30))
    return picture_of(drawn, "scene")


@pytest.fixture(scope="session")
def taught(untrained: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint that learned one answer by heart, with its thought and without."""
    import torch

    from tests.nano import architecture

    loaded = loading.load(checkpoint.read(untrained), Settings(), lambda text, done: None)
    model = loaded.model.float().train()
    messages = ask(Ground(scene(), "the red circle"))
    lessons = []
    for thinking, answer in ((True, f"<think>{THOUGHT}</think>\n{BOXES}"), (False, BOXES)):
        ready = prepare(messages, loaded, Options(thinking=thinking), Settings())
        reply = loaded.tokenizer.encode(answer, add_special_tokens=False, return_tensors="pt")
        reply = torch.cat([reply, torch.tensor([[min(loaded.stops)]])], -1)
        inputs = dict(ready.inputs)
        prompt = inputs["input_ids"]
        inputs["input_ids"] = torch.cat([prompt, reply], -1)
        inputs["attention_mask"] = torch.ones_like(inputs["input_ids"])
        kinds = [inputs["mm_token_type_ids"], torch.zeros_like(reply)]
        inputs["mm_token_type_ids"] = torch.cat(kinds, -1)
        inputs["labels"] = torch.cat([torch.full_like(prompt, -100), reply], -1)
        lessons.append(inputs)
    learner = torch.optim.AdamW(model.parameters(), lr=3e-3)
    for _ in range(200):
        loss = sum(model(**lesson).loss for lesson in lessons)
        learner.zero_grad()
        loss.backward()
        learner.step()
        if float(loss.detach()) < 0.05:
            break
    folder = tmp_path_factory.mktemp("taught") / "nano"
    architecture.save(model.eval(), loaded.tokenizer, folder, torch.bfloat16)
    return folder
