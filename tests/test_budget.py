import pytest
from PIL import Image

from model.budget import (
    picture_tokens,
    processed_size,
    prompt_tokens,
    room_for_answer,
    sampled_frames,
    video_size,
    video_tokens,
)
from model.errors import ContextTooLong, PictureRefused
from model.media.images import picture_of
from model.messages import Message, Text, Video, user
from model.profiles import profile_for


@pytest.mark.parametrize(
    ("size", "processed", "tokens"),
    [
        ((1280, 800), (1288, 812), 1_334),
        ((28, 28), (84, 84), 9),
        ((20, 20), (84, 84), 9),
        ((112, 112), (112, 112), 16),
        ((2048, 1191), (2044, 1204), 3_139),
        ((5188, 5082), (2212, 2156), 6_083),
        ((10_000, 100), (9_996, 112), 1_428),
    ],
)
def test_a_pictures_tokens(size, processed, tokens):
    assert processed_size(*size) == processed
    assert picture_tokens(*size) == tokens


@pytest.mark.parametrize("size", [(3_000, 10), (10, 3_000), (200, 1)])
def test_a_picture_too_narrow_is_refused_in_words(size):
    with pytest.raises(PictureRefused, match="too narrow"):
        picture_tokens(*size)


@pytest.mark.parametrize("width", range(1, 12_000, 997))
@pytest.mark.parametrize("height", range(60, 12_000, 1_499))
def test_every_size_stays_within_the_limits(width, height):
    if max(width, height) >= 200 * min(width, height):
        return
    wide, high = processed_size(width, height)
    assert wide % 28 == high % 28 == 0
    assert 8 <= (wide // 28) * (high // 28) <= 6_144


def test_the_answer_gets_what_the_window_leaves():
    profile = profile_for("glm-4.5v")
    picture = picture_of(Image.new("RGB", (2048, 2048)), "p.png")
    few = [user("What is this?", picture)]
    assert room_for_answer(few, profile, 8_192) == 8_192
    assert room_for_answer(few, profile, 99_999) == profile.max_out
    many = [user("What are these?", *[picture] * 10)]
    left = room_for_answer(many, profile, 16_000)
    assert left == profile.context - prompt_tokens(many, profile) < 16_000
    with pytest.raises(ContextTooLong, match="Remove pictures"):
        room_for_answer([user("And these?", *[picture] * 13)], profile, 8_192)


def test_an_unknown_model_gets_the_benefit_of_the_doubt():
    picture = picture_of(Image.new("RGB", (2048, 2048)), "p.png")
    messages = [user("What are these?", *[picture] * 40)]
    assert room_for_answer(messages, profile_for("who-knows"), 8_192) == 8_192


@pytest.mark.parametrize(
    ("frames", "size", "seen", "tokens"),
    [
        # of transformers' glm4v processor with 30,000 tokens a clip
        (64, (448, 252), (448, 252), 4_738),
        (120, (448, 252), (448, 252), 8_882),
        (300, (448, 252), (448, 252), 22_202),
        (16, (1920, 1080), (1932, 1092), 21_562),
        (64, (1920, 1080), (1120, 616), 28_290),
        (600, (1920, 1080), (364, 196), 28_502),
        (2, (20, 20), (84, 84), 15),
    ],
)
def test_a_clips_tokens(frames, size, seen, tokens):
    assert video_size(frames, *size) == seen
    assert video_tokens(frames, *size) == tokens


def test_a_model_that_spends_more_on_clips_sees_them_larger():
    # 640 frames of 1920 × 1080 in transformers' glm46v and glmga processors
    assert video_size(640, 1920, 1080) == (336, 196)
    rule = profile_for("zai-org/GLM-GA").video
    assert video_size(640, 1920, 1080, rule.tokens) == (476, 252)
    assert video_tokens(640, 1920, 1080, rule.tokens) == 320 * (17 * 9 + 4) + 2


def test_an_odd_frame_costs_as_much_as_two():
    assert video_tokens(63, 448, 252) == video_tokens(64, 448, 252)


@pytest.mark.parametrize(
    ("model", "frames"),
    [
        ("glm-4.5v", [2, 10, 60, 600, 600]),
        ("glm-4.6v", [2, 30, 180, 600, 640]),
    ],
)
def test_how_many_frames_a_models_processor_takes(model, frames):
    rule = profile_for(model).video
    assert [sampled_frames(seconds, rule) for seconds in (0.1, 5, 30, 300, 5_000)] == frames


def test_a_clip_counts_in_a_conversation():
    clip = Video("/nowhere/clip.mp4", frames=64, size=(448, 252))
    messages = [Message("user", (clip, Text("What?")))]
    assert 4_738 < prompt_tokens(messages, profile_for("glm-4.5v")) < 4_760
