"""Drawn shapes are named and measured; text, photos and grounds are no shapes."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from model.backends.embedded.eye.colours import is_color
from model.backends.embedded.eye.shapes import FoundShape, find_shapes
from model.backends.embedded.screen import Line
from model.geometry import Box
from tests.backends.embedded.eye.scenes import Drawn, scene


def _hit(one: Drawn, found: tuple[FoundShape, ...]) -> bool:
    return any(
        shape.kind == one.kind
        and shape.box.iou(one.box) > 0.8
        and is_color(shape.color, one.color)
        and shape.filled == one.filled
        for shape in found
    )


@pytest.mark.parametrize("seed", range(100, 112))
def test_every_shape_of_a_clean_scene(seed: int) -> None:
    rgb, truth = scene(seed)
    found = find_shapes(rgb)
    assert [one for one in truth if not _hit(one, found)] == []
    assert len(found) == len(truth)


def test_most_shapes_survive_jpeg() -> None:
    hits = total = extra = 0
    for seed in range(200, 212):
        rgb, truth = scene(seed, jpeg=True)
        found = find_shapes(rgb)
        hits += sum(_hit(one, found) for one in truth)
        total += len(truth)
        extra += max(0, len(found) - len(truth))
    assert hits >= 0.9 * total
    assert extra <= 0.15 * total


def test_boxes_are_in_pixels_of_a_large_picture() -> None:
    image = Image.new("RGB", (4000, 3000), "white")
    ImageDraw.Draw(image).ellipse((1000, 500, 2000, 1500), fill="#e03131")
    (only,) = find_shapes(np.asarray(image))
    assert only.kind == "circle"
    assert only.box.iou(Box(1000, 500, 2001, 1501)) > 0.98
    assert only.center.x == pytest.approx(1500, abs=4)
    assert only.area == pytest.approx(np.pi * 500**2, rel=0.02)


def test_a_filled_shape_with_an_outline_counts_once_in_its_filling() -> None:
    image = Image.new("RGB", (300, 300), "white")
    ImageDraw.Draw(image).rectangle((80, 80, 220, 220), fill="#ffd43b", outline="black", width=6)
    (only,) = find_shapes(np.asarray(image))
    assert (only.kind, only.filled) == ("square", True)
    assert is_color(only.color, "yellow")
    assert only.box.iou(Box(80, 80, 221, 221)) > 0.95


def test_a_line_is_a_line() -> None:
    image = Image.new("RGB", (400, 300), "white")
    ImageDraw.Draw(image).line((40, 40, 360, 220), fill="blue", width=4)
    (only,) = find_shapes(np.asarray(image))
    assert only.kind == "line"


def test_text_is_left_out() -> None:
    image = Image.new("RGB", (500, 200), "white")
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(48)
    pen.text((20, 40), "Odd lot: O X L I", fill="black", font=font)
    box = Box(*pen.textbbox((20, 40), "Odd lot: O X L I", font=font))
    pen.rectangle((420, 50, 480, 110), fill="green")
    lines = [Line("Odd lot: O X L I", box, 0.99, (0, 0, 0), (255, 255, 255))]
    assert [shape.kind for shape in find_shapes(np.asarray(image), lines)] == ["square"]


def test_a_photo_like_picture_has_no_shapes() -> None:
    rough = np.random.default_rng(5).integers(0, 256, (24, 32, 3), dtype=np.uint8)
    photo = Image.fromarray(rough).resize((640, 480), Image.Resampling.BICUBIC)
    grain = np.random.default_rng(6).normal(0, 6, (480, 640, 3))
    rgb = np.clip(np.asarray(photo.filter(ImageFilter.GaussianBlur(3))) + grain, 0, 255)
    assert len(find_shapes(rgb.astype(np.uint8))) <= 2


@pytest.mark.parametrize("size", [(4, 4), (8, 300), (60, 60)])
def test_blank_or_tiny_pictures_have_none(size: tuple[int, int]) -> None:
    assert find_shapes(np.full((*size, 3), 200, dtype=np.uint8)) == ()


@pytest.mark.parametrize("seed", range(8))
def test_a_partly_covered_circle_and_square_are_still_themselves(seed: int) -> None:
    random = np.random.default_rng(seed)
    image = Image.new("RGB", (1600, 1200), "white")
    pen = ImageDraw.Draw(image)
    x, y, dx, dy = (float(value) for value in random.uniform(-60, 60, 4))
    under = [(300 + x, 300 + y, 700 + x, 700 + y), (900 + x, 500 + y, 1300 + x, 900 + y)]
    pen.ellipse(under[0], fill="#1971c2")
    pen.rectangle((560 + dx, 500 + dy, 860 + dx, 800 + dy), fill="#e03131")
    pen.rectangle(under[1], fill="#2f9e44")
    pen.ellipse((1150 + dx, 750 + dy, 1450 + dx, 1050 + dy), fill="#f08c00")
    found = find_shapes(np.asarray(image.resize((800, 600), Image.Resampling.BOX)))
    boxes = [Box(*(value / 2 for value in box)) for box in under]
    assert [s.kind for s in found if s.box.iou(boxes[0]) > 0.9] == ["circle"]
    assert [s.kind for s in found if s.box.iou(boxes[1]) > 0.9] == ["square"]
    assert len(found) == 4
