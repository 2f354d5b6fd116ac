"""Colours are measured as people see them: names, palettes, the ink of a line."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from model.backends.embedded.eye.colours import (
    background,
    color_distance,
    color_name,
    is_color,
    line_colours,
    named_colors,
    palette,
)
from model.backends.embedded.screen import Color
from model.geometry import Box


def _rgb(code: str) -> Color:
    return int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("ff0000", "red"), ("d62728", "red"), ("f43f5e", "red"), ("a52a2a", "red"),
        ("ffa500", "orange"), ("ff7f0e", "orange"), ("f97316", "orange"),
        ("ffff00", "yellow"), ("ffcc00", "yellow"), ("fde68a", "yellow"),
        ("00ff00", "green"), ("008000", "green"), ("10b981", "green"), ("84cc16", "green"),
        ("008080", "teal"), ("00ffff", "teal"), ("06b6d4", "teal"),
        ("0000ff", "blue"), ("1f77b4", "blue"), ("87ceeb", "blue"), ("bfdbfe", "blue"),
        ("800080", "purple"), ("9467bd", "purple"), ("ff00ff", "purple"),
        ("ffc0cb", "pink"), ("e377c2", "pink"), ("ec4899", "pink"),
        ("8b4513", "brown"), ("8c564b", "brown"),
        ("000000", "black"), ("0f172a", "black"), ("161b22", "black"),
        ("ffffff", "white"), ("f8f9fa", "white"),
        ("808080", "grey"), ("6c757d", "grey"), ("d1d5db", "grey"),
    ],
)  # fmt: skip
def test_everyday_names(code: str, name: str) -> None:
    assert color_name(_rgb(code)) == name


@pytest.mark.parametrize("word", ["gray", "Grey", "灰色", "灰", "silver"])
def test_synonyms_and_chinese(word: str) -> None:
    assert is_color((128, 128, 128), word)
    assert not is_color((200, 30, 30), word)


def test_in_between_colours_answer_to_both_names() -> None:
    sea = (0, 150, 120)
    assert is_color(sea, "teal")
    assert is_color(sea, "green")
    assert not is_color(sea, "blue")


def test_unknown_name() -> None:
    with pytest.raises(KeyError):
        is_color((0, 0, 0), "blurple")
    assert "blurple" not in named_colors()


def test_palette_finds_ground_and_small_accent() -> None:
    image = Image.new("RGB", (400, 300), "#f4f6f9")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 0, 399, 60), fill="#1d2733")
    pen.rectangle((20, 100, 100, 130), fill="#d6336c")
    found = palette(np.asarray(image))
    assert found[0][0] == (0xF4, 0xF6, 0xF9)
    assert found[1][0] == (0x1D, 0x27, 0x33)
    assert found[2][0] == (0xD6, 0x33, 0x6C)
    assert found[2][1] == pytest.approx(81 * 31 / 120_000, rel=0.15)
    assert sum(share for _, share in found) == pytest.approx(1, abs=0.02)


def test_palette_is_short_even_for_noise() -> None:
    noise = np.random.default_rng(3).integers(0, 256, (200, 300, 3), dtype=np.uint8)
    found = palette(noise)
    assert 3 <= len(found) <= 8
    assert all(color_distance(a, b) > 0.05 for i, (a, _) in enumerate(found) for b, _ in found[:i])


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (3, 2)])
def test_tiny_pictures(size: tuple[int, int]) -> None:
    rgb = np.full((*size, 3), 77, dtype=np.uint8)
    assert palette(rgb) == (((77, 77, 77), 1.0),)
    assert background(rgb) == (77, 77, 77)
    assert line_colours(rgb, Box(0, 0, 5, 5)) == ((77, 77, 77), (77, 77, 77))


def test_background_is_the_ground_not_the_mean() -> None:
    image = Image.new("RGB", (300, 200), "#202020")
    ImageDraw.Draw(image).ellipse((60, 20, 240, 180), fill="#ff8800")
    assert background(np.asarray(image)) == (0x20, 0x20, 0x20)


def _written(ink: str, ground: Image.Image, size: int) -> tuple[NDArray[np.uint8], Box]:
    image = ground.copy()
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(size)
    pen.text((30, 30), "Reading colours", fill=ink, font=font)
    return np.asarray(image), Box(*pen.textbbox((30, 30), "Reading colours", font=font)).grow(2)


@pytest.mark.parametrize("size", [11, 14, 20, 48])
@pytest.mark.parametrize(
    ("ink", "paper"),
    [("#111111", "#ffffff"), ("#0d6efd", "#ffffff"), ("#f0f0f0", "#10141a"),
     ("#6c757d", "#f8f9fa"), ("#ffffff", "#198754")],
)  # fmt: skip
def test_ink_of_a_line_on_even_ground(ink: str, paper: str, size: int) -> None:
    rgb, box = _written(ink, Image.new("RGB", (520, 120), paper), size)
    text, ground = line_colours(rgb, box)
    assert ground == _rgb(paper[1:])
    assert color_distance(text, _rgb(ink[1:])) < 0.12


@pytest.mark.parametrize("ink", ["#ffffff", "#101010"])
def test_ink_of_a_line_on_a_photo(ink: str) -> None:
    random = np.random.default_rng(11)
    rough = random.integers(70, 190, (30, 130, 3), dtype=np.uint8)
    photo = Image.fromarray(rough).resize((520, 120), Image.Resampling.BICUBIC)
    photo = photo.filter(ImageFilter.GaussianBlur(2))
    rgb, box = _written(ink, photo, 32)
    text, ground = line_colours(rgb, box)
    assert color_distance(text, _rgb(ink[1:])) < 0.15
    assert color_distance(text, ground) > 0.2
