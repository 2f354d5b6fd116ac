"""Vision tokens: what a picture costs, and what fits a model's window.

The rule is GLM-V's own image processor (patch 14, 2 × 2 patches merged): sides are rounded to
multiples of 28 pixels and every 28 × 28 pixels are one token; the whole is scaled so that it stays
between 112² / 2 pixels and ``image_tokens`` tokens (transformers ``smart_resize`` with the
checkpoint's ``shortest_edge`` and ``longest_edge``, which count a still picture as two frames).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from model.errors import ContextTooLong, PictureRefused
from model.messages import Message
from model.profiles import Profile, VideoRule

TOKEN_SIDE = 28
"""Pixels of a token's side."""

MIN_PIXELS = 112 * 112 // 2
MAX_ASPECT = 200.0
STAMP_TOKENS = 4
MESSAGE_TOKENS = 8
"""Role and separators of one message, counted generously."""


def processed_size(width: int, height: int, image_tokens: int = 6_144) -> tuple[int, int]:
    """The size in pixels at which the model sees a picture of ``width`` × ``height``.

    Raises ``PictureRefused`` when one side is 200 times the other or more.
    """
    check_aspect(width, height)
    most = image_tokens * TOKEN_SIDE * TOKEN_SIDE
    # A side under one token is first raised to it, as the processor does.
    rise = max(1.0, TOKEN_SIDE / min(width, height))
    wide, high = width * rise, height * rise
    columns, rows = round(wide / TOKEN_SIDE), round(high / TOKEN_SIDE)
    if columns * rows > image_tokens:
        shrink = math.sqrt(wide * high / most)
        columns = max(1, math.floor(wide / shrink / TOKEN_SIDE))
        rows = max(1, math.floor(high / shrink / TOKEN_SIDE))
    elif columns * rows * TOKEN_SIDE**2 < MIN_PIXELS:
        grow = math.sqrt(MIN_PIXELS / (wide * high))
        columns = math.ceil(wide * grow / TOKEN_SIDE)
        rows = math.ceil(high * grow / TOKEN_SIDE)
    return columns * TOKEN_SIDE, rows * TOKEN_SIDE


def picture_tokens(width: int, height: int, image_tokens: int = 6_144) -> int:
    """Tokens that a picture costs: (height / 28) × (width / 28) of its processed size."""
    wide, high = processed_size(width, height, image_tokens)
    return (wide // TOKEN_SIDE) * (high // TOKEN_SIDE)


def sampled_frames(seconds: float, rule: VideoRule) -> int:
    """How many frames the model's own processor takes of a clip: an even number, two at least."""
    fps = next((fps for longest, fps in rule.by_length if seconds <= longest), rule.fps)
    count = min(int(seconds * fps), rule.max_frames)
    return max(2, count + count % 2)


def video_size(frames: int, width: int, height: int, tokens: int = 30_000) -> tuple[int, int]:
    """The size in pixels at which the model sees the frames of a clip that is sent whole.

    The rule of ``processed_size`` with two frames a token and ``tokens`` for all together.
    """
    check_aspect(width, height)
    most = 2 * TOKEN_SIDE**2 * tokens
    columns, rows = max(1, round(width / TOKEN_SIDE)), max(1, round(height / TOKEN_SIDE))
    pixels = frames * width * height
    if frames * columns * rows * TOKEN_SIDE**2 > most:
        shrink = math.sqrt(pixels / most)
        columns = max(1, math.floor(width / shrink / TOKEN_SIDE))
        rows = max(1, math.floor(height / shrink / TOKEN_SIDE))
    elif frames * columns * rows * TOKEN_SIDE**2 < 2 * MIN_PIXELS:
        grow = math.sqrt(2 * MIN_PIXELS / pixels)
        columns = math.ceil(width * grow / TOKEN_SIDE)
        rows = math.ceil(height * grow / TOKEN_SIDE)
    return columns * TOKEN_SIDE, rows * TOKEN_SIDE


def video_tokens(frames: int, width: int, height: int, tokens: int = 30_000) -> int:
    """Tokens of a clip sent whole: two frames share theirs and a time of about four tokens."""
    frames = max(2, frames + frames % 2)
    wide, high = video_size(frames, width, height, tokens)
    pair = (wide // TOKEN_SIDE) * (high // TOKEN_SIDE) + STAMP_TOKENS
    return frames // 2 * pair + 2


def text_tokens(text: str) -> int:
    """An estimate: four Latin characters a token, one and a half of other scripts."""
    ascii_count = sum(1 for character in text if ord(character) < 0x250)
    return math.ceil(ascii_count / 4 + (len(text) - ascii_count) / 1.5)


def prompt_tokens(messages: Sequence[Message], profile: Profile) -> int:
    """An estimate of what a conversation costs before the answer."""
    total = 0
    for message in messages:
        total += MESSAGE_TOKENS + text_tokens(message.text)
        for picture in message.pictures:
            total += picture_tokens(*picture.size, profile.image_tokens)
        for clip in message.videos:
            total += video_tokens(clip.frames, *clip.size, profile.video.tokens)
    return total


def room_for_answer(
    messages: Sequence[Message], profile: Profile, wanted: int, least: int = 256
) -> int:
    """The tokens to ask for: ``wanted``, or less where the window leaves less.

    Raises ``ContextTooLong`` when not even ``least`` tokens are left. A model that is not known is
    given the benefit of the doubt: its server will say.
    """
    asked = min(wanted, profile.max_out) if profile.known else wanted
    if not profile.known:
        return asked
    prompt = prompt_tokens(messages, profile)
    left = profile.context - prompt
    if left < least:
        pictures = sum(len(message.pictures) + len(message.videos) for message in messages)
        advice = "Remove pictures or start a new chat" if pictures else "Shorten the text"
        raise ContextTooLong(
            f"The conversation takes about {prompt:,} tokens and {profile.name} holds "
            f"{profile.context:,}, answer included. {advice}."
        )
    return min(asked, left)


def check_aspect(width: int, height: int) -> None:
    """Raises ``PictureRefused`` for a picture too narrow for the model's processor."""
    if max(width, height) >= MAX_ASPECT * min(width, height):
        raise PictureRefused(
            f"A picture of {width:,}×{height:,} pixels is too narrow for the model: one side may "
            f"be at most {MAX_ASPECT:.0f} times the other. Crop it into pieces."
        )
