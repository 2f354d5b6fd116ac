"""Text out of tokens as they come, and a clip's frames without torchvision."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from model.backends.base import Options
from model.backends.local.checkpoint import read
from model.backends.local.generation import Words, sampling
from model.backends.local.processor import load_processor
from model.errors import CannotLoad
from model.settings import Settings

STOP = 3


@pytest.fixture(scope="module")
def processor(untrained: Path):
    return load_processor(read(untrained))


@pytest.fixture(scope="module")
def decode(processor):
    return lambda ids: processor.tokenizer.decode(ids, skip_special_tokens=False)


@pytest.mark.parametrize(
    "text",
    [
        "[[120,300,450,620]]",
        "<think>I look.</think>\n<|begin_of_box|>[[1,2,3,4]]<|end_of_box|>",
        "红色的圆在左边。",
        "👩‍👩‍👧 and 🇨🇳, naïve",
        "  two  spaces\n\n",
    ],
)
def test_text_comes_in_pieces_that_join_to_it(processor, decode, text):
    ids = processor.tokenizer.encode(text, add_special_tokens=False)
    words = Words(decode)
    pieces = [words.feed([one]) for one in ids]
    assert "".join([*pieces, words.end()]) == decode(ids)
    assert not any("\N{REPLACEMENT CHARACTER}" in piece for piece in pieces)
    # A box reaches the overlay number by number, not when it is complete.
    assert len([piece for piece in pieces if piece]) > 3


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_tokens_add_up(decode, processor, data):
    ids = data.draw(st.lists(st.integers(4, len(processor.tokenizer) - 1), max_size=40))
    words = Words(decode)
    said = "".join([*(words.feed([one]) for one in ids), words.end()])
    # Bytes that are no character may be told one more or one fewer; all that is text stays.
    bare = "\N{REPLACEMENT CHARACTER}"
    assert said.replace(bare, "") == decode(ids).replace(bare, "")


def test_the_token_that_ends_an_answer_is_no_text(decode):
    words = Words(decode, frozenset([STOP]))
    said = words.feed([60]) + words.feed([61]) + words.feed([STOP]) + words.end()
    assert said == decode([60, 61])
    assert words.text_ids == [60, 61]


def test_sampling_is_greedy_near_zero_and_the_settings_own_where_nothing_is_chosen():
    assert sampling(Options(temperature=0.001), Settings()) == {"do_sample": False}
    assert sampling(Options(), Settings(temperature=0.5, top_p=0.9)) == {
        "do_sample": True,
        "temperature": 0.5,
        "top_p": 0.9,
    }


def test_the_processor_is_the_models_own_class(processor):
    assert type(processor).__name__ == "Glm4vProcessor"
    assert type(processor.image_processor).__name__.startswith("Glm4vImageProcessor")


def test_a_still_clip_is_cut_like_the_picture_that_stands_still(processor):
    # Transformers shows a picture as two equal frames, so its own patches say what a clip's are.
    noise = np.random.default_rng(5).integers(0, 256, (90, 130, 3), np.uint8)
    picture = Image.fromarray(noise)
    size = processor.image_processor.size
    clips = type(processor.video_processor)({"size": dict(size)})
    one = processor.image_processor(picture, return_tensors="pt")
    clip = clips([[picture, picture]], video_metadata=[[{"total_num_frames": 2, "fps": 2.0}]])
    assert clip["video_grid_thw"].tolist() == one["image_grid_thw"].tolist()
    off = (clip["pixel_values_videos"] - one["pixel_values"]).abs().max()
    assert float(off) < 0.02


def test_an_odd_last_frame_is_shown_twice(processor):
    frames = [Image.new("RGB", (140, 140), (shade, 0, 0)) for shade in (0, 120, 250)]
    cut = processor.video_processor([frames], video_metadata=[[{"total_num_frames": 3}]])
    patches, (pairs, rows, columns) = cut["pixel_values_videos"], cut["video_grid_thw"][0].tolist()
    assert pairs == 2
    last = patches[rows * columns].reshape(3, 2, 14, 14)
    assert bool((last[:, 0] == last[:, 1]).all())


def test_a_torchvision_that_does_not_match_torch_is_named(tmp_path, monkeypatch, untrained):
    (tmp_path / "torchvision").mkdir()
    (tmp_path / "torchvision" / "__init__.py").write_text(
        "raise RuntimeError('operator torchvision::nms does not exist')"
    )
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(CannotLoad, match="torchvision installed here does not match torch"):
        load_processor(read(untrained))


def test_a_processor_that_cannot_be_read_is_one_sentence(untrained, tmp_path):
    broken = shutil.copytree(untrained, tmp_path / "broken")
    (broken / "tokenizer.json").write_text("{}")
    with pytest.raises(CannotLoad, match="The processor of 'broken' cannot be loaded: ") as said:
        load_processor(read(broken))
    assert "\n" not in str(said.value)
