"""What the nano model is trained on is what the real classes would have seen and done."""

from random import Random
from typing import Any

import pytest

from tests.nano import questions, scenes
from tests.nano.evaluate import SIZES, Nano


@pytest.fixture(scope="module")
def nano(tmp_path_factory: pytest.TempPathFactory) -> Nano:
    from tests.nano import architecture

    folder = tmp_path_factory.mktemp("nano") / "untrained"
    architecture.build(folder)
    return Nano(folder)


@pytest.mark.parametrize("size", SIZES)
def test_patches_are_those_of_the_image_processor(nano: Nano, size: tuple[int, int]) -> None:
    from tests.nano.batches import patched, scaled

    scene = scenes.shapes(Random(3), size, 3)
    content: list[dict[str, Any]] = [
        {"type": "image", "image": scene.picture},
        {"type": "text", "text": "?"},
    ]
    real = nano.prepared(content, True)["pixel_values"]
    mine = patched([scene.picture], scaled(size))[0]
    halves = real.view(len(mine), 3, 2, -1)
    assert float((halves - mine[:, :, None]).abs().max()) < 1e-5


@pytest.mark.parametrize("clips", [False, True])
def test_every_row_is_the_prompt_of_the_chat_template(nano: Nano, clips: bool) -> None:
    from tests.nano.batches import Batcher

    tokenizer = nano.loaded.tokenizer
    batcher = Batcher(nano.loaded.model, tokenizer, 5)
    batch = batcher.clips(1) if clips else batcher.stills(1)
    ids = batch.tokens[0].tolist()
    said = batch.answers[0].tolist()
    start = next(place for place, token in enumerate(said) if token >= 0)
    text = tokenizer.decode(ids[:start])
    thinking = "/nothink" not in text
    asked = text.split("<|end_of_video|>" if clips else "<|end_of_image|>")[-1]
    asked = asked.split("/nothink")[0].split("<|assistant|>")[0]
    told: dict[str, Any] = {}
    if clips:
        pairs = text.count("<|begin_of_image|>")
        clip = next(
            clip
            for seed in range(200)
            for size in scenes.CLIP_SIZES
            if (clip := scenes.clip(Random(seed), size, 2 * pairs))
            and text.count("<|image|>") == pairs * tokens_of(size, 2 * pairs)
        )
        times = {"total_num_frames": 2 * pairs, "fps": 2.0, "duration": float(pairs)}
        told = {
            "do_sample_frames": False,
            "video_metadata": [times | {"frames_indices": list(range(2 * pairs))}],
        }
        content = [{"type": "video", "video": list(clip.frames)}, {"type": "text", "text": asked}]
    else:
        size = next(s for s in scenes.STILL_SIZES if tokens_of(s) == text.count("<|image|>"))
        picture = scenes.shapes(Random(0), size, 1).picture
        content = [{"type": "image", "image": picture}, {"type": "text", "text": asked}]
    inputs = nano.prepared(content, thinking, **told)
    assert inputs["input_ids"][0].tolist() == ids[:start]
    places, _ = nano.loaded.model.model.get_rope_index(
        inputs["input_ids"],
        inputs["mm_token_type_ids"],
        image_grid_thw=inputs.get("image_grid_thw"),
        video_grid_thw=inputs.get("video_grid_thw"),
    )
    assert batch.places[:, 0, :start].tolist() == places[:, 0].tolist()


def tokens_of(size: tuple[int, int], frames: int = 0) -> int:
    from tests.nano.batches import scaled

    width, height = scaled(size, frames)
    return width * height // 28**2


def test_the_trunk_does_what_the_model_does(nano: Nano) -> None:
    import torch

    from tests.nano import trunk

    model = nano.loaded.model.float()
    generator = torch.Generator().manual_seed(1)
    patches = torch.randn(3, 8 * 10, 3, 1, 14 * 14, generator=generator)
    whole = patches.expand(-1, -1, -1, 2, -1).reshape(3 * 80, -1)
    ids = torch.randint(0, 600, (2, 40), generator=generator)
    places = torch.arange(40).expand(3, 2, -1)
    mask = torch.ones(2, 1, 40, 40).tril().bool()
    kept = torch.rand(2, 40, generator=generator) > 0.5
    with torch.inference_mode():
        real = model.model.get_image_features(whole, torch.tensor([[1, 8, 10]] * 3)).pooler_output
        mine = trunk.see(model, patches.flatten(2), 8, 10)
        assert torch.allclose(torch.stack(list(real)), mine, atol=1e-4)
        language = model.model.language_model
        states = language(input_ids=ids, position_ids=places, use_cache=False).last_hidden_state
        tokens = language.embed_tokens(ids)
        assert torch.allclose(
            states[kept], trunk.read(model, tokens, places, mask, kept)[0], atol=1e-4
        )


def test_every_coordinate_is_one_token(nano: Nano) -> None:
    split = [v for v in questions.VALUES if len(nano.loaded.tokenizer.tokenize(str(v))) != 1]
    assert not split


@pytest.mark.parametrize("seed", range(30))
def test_answers_say_what_is_drawn(seed: int) -> None:
    rng = Random(seed)
    scene = scenes.shapes(rng, (320, 240), 3)
    asker = questions.Asker(rng)
    names = {thing.name for thing in scene.things}
    assert len(names) == len(scene.things)
    assert all(name in asker.describe(scene).answer for name in names)
    thing = scene.things[0]
    asked = asker.where(thing)
    assert thing.name in asked.question and thing.name in asked.thought
    pixel = scene.picture.getpixel(
        (int(thing.centre[0] * 320), int((thing.box[1] * 0.4 + thing.box[3] * 0.6) * 240))
    )
    assert isinstance(pixel, tuple)
    near = min(
        scenes.COLOURS,
        key=lambda name: sum(abs(a - b) for a, b in zip(pixel, scenes.COLOURS[name], strict=True)),
    )
    assert near == thing.colour
