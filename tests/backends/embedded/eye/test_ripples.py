from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw

from model.backends.embedded.eye.elements import find_elements
from model.backends.embedded.eye.ripples import without_ripples
from model.backends.embedded.screen import Line
from model.geometry import Box


def _page(quality: int | None) -> np.ndarray:
    image = Image.new("RGB", (480, 240), "white")
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((40, 40, 180, 80), 6, fill=(28, 150, 90))
    pen.text((75, 52), "Save draft", fill="white", font_size=15)
    pen.rounded_rectangle((220, 40, 440, 80), 6, outline=(188, 195, 206), fill="white")
    pen.text((230, 52), "Search docs", fill=(170, 175, 185), font_size=15)
    for row in range(110, 230, 24):
        pen.text((40, row), "Plain words of a page on white ground", fill="black", font_size=15)
    if quality is not None:
        packed = io.BytesIO()
        image.save(packed, "JPEG", quality=quality)
        image = Image.open(packed).convert("RGB")
    return np.asarray(image)


def _lines() -> list[Line]:
    white = (255, 255, 255)
    prose = [
        Line(
            "Plain words of a page on white ground",
            Box(40, y + 3, 310, y + 17),
            1.0,
            (0,) * 3,
            white,
        )
        for y in range(110, 230, 24)
    ]
    return [
        Line("Save draft", Box(75, 55, 150, 67), 1.0, white, (28, 150, 90)),
        Line("Search docs", Box(230, 55, 312, 67), 1.0, (170, 175, 185), white),
        *prose,
    ]


def test_button_and_empty_field_are_found_with_and_without_jpeg_ripples() -> None:
    for quality in (None, 80):
        found = find_elements(_page(quality), _lines())
        for kind, box in (("button", Box(40, 40, 181, 81)), ("field", Box(220, 40, 441, 81))):
            assert [e for e in found if e.kind == kind and e.box.iou(box) > 0.8], (kind, quality)
        assert not [e for e in found if e.kind in ("checkbox", "radio", "switch", "picture")]


def test_ground_of_a_jpeg_becomes_even_again() -> None:
    packed, exact = _page(80), _page(None)
    ground = (slice(50, 72), slice(45, 72))
    before = np.abs(packed[ground].astype(int) - exact[ground])
    after = np.abs(without_ripples(packed)[ground].astype(int) - exact[ground])
    assert np.ptp(without_ripples(packed)[ground], axis=(0, 1)).max() <= 6
    assert after.mean() <= before.mean() + 1


def test_grain_of_a_photo_stays() -> None:
    noise = np.random.default_rng(3).integers(0, 256, (200, 300, 3), dtype=np.uint8)
    assert without_ripples(noise).std() > 0.5 * noise.std()
