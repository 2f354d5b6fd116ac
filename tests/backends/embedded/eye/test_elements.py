"""Interface elements on pages drawn by the real browser, against the document's own boxes."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from model.backends.embedded.eye.colours import line_colours
from model.backends.embedded.eye.elements import find_elements
from model.backends.embedded.eye.picture_kind import picture_kind
from model.backends.embedded.screen import Element, Line
from model.geometry import Box

PAGES = [
    ("login", False, 1), ("login", False, 3),
    ("settings", False, 1), ("settings", True, 1), ("settings", False, 2), ("settings", True, 2),
    ("board", False, 1), ("board", True, 1), ("board", False, 2),
]  # fmt: skip


@pytest.mark.parametrize(("name", "dark", "scale"), PAGES)
def test_all_marked_elements_are_found(drawn, name, dark, scale) -> None:  # type: ignore[no-untyped-def]
    page = drawn(name, dark, scale)
    found = find_elements(page.rgb, page.lines)
    missed = []
    for one in page.marked:
        least = 0.35 if one.kind == "icon" else 0.75
        if not any(
            item.kind == one.kind
            and item.box.iou(one.box) > least
            and item.checked == one.checked
            and (not one.text or item.text == one.text)
            for item in found
        ):
            missed.append(one)
    assert missed == []


@pytest.mark.parametrize(("name", "dark", "scale"), PAGES)
def test_hardly_anything_else_is_found(drawn, name, dark, scale) -> None:  # type: ignore[no-untyped-def]
    page = drawn(name, dark, scale)
    kinds = ("button", "field", "checkbox", "radio", "switch", "picture", "link")
    extra = [
        item
        for item in find_elements(page.rgb, page.lines)
        if item.kind in kinds
        and not any(item.kind == one.kind and item.box.iou(one.box) > 0.5 for one in page.marked)
    ]
    assert extra == []


def test_fill_and_border_are_measured(drawn) -> None:  # type: ignore[no-untyped-def]
    page = drawn("login", False, 1)
    by_text = {item.text: item for item in find_elements(page.rgb, page.lines)}
    assert by_text["Sign in"].fill == pytest.approx((0x1F, 0x6F, 0xEB), abs=3)
    assert by_text["Sign in"].border is None
    assert by_text["Create account"].fill == (255, 255, 255)
    assert by_text["Create account"].border == pytest.approx((0x1F, 0x6F, 0xEB), abs=30)


def test_the_kind_of_a_page_is_screenshot(drawn) -> None:  # type: ignore[no-untyped-def]
    for name, dark, scale in PAGES:
        page = drawn(name, dark, scale)
        elements = find_elements(page.rgb, page.lines)
        assert picture_kind(page.rgb, page.lines, elements) == "screenshot"


def _prose(size: tuple[int, int] = (800, 1100)) -> tuple[np.ndarray, list[Line]]:  # type: ignore[type-arg]
    image = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(18)
    boxes = []
    for row in range(34):
        text = "It was so long ago that nobody, not even Osgood, could recall a word."
        pen.text((80, 90 + 28 * row), text, fill="#222222", font=font)
        boxes.append((text, Box(*pen.textbbox((80, 90 + 28 * row), text, font=font))))
    rgb = np.asarray(image)
    return rgb, [Line(text, box, 0.98, *line_colours(rgb, box)) for text, box in boxes]


def test_prose_has_no_elements() -> None:
    rgb, lines = _prose()
    assert find_elements(rgb, lines) == ()
    assert picture_kind(rgb, lines, ()) == "document"


def _photo() -> np.ndarray:  # type: ignore[type-arg]
    rough = np.random.default_rng(2).integers(0, 256, (30, 40, 3), dtype=np.uint8)
    photo = Image.fromarray(rough).resize((1000, 750), Image.Resampling.BICUBIC)
    grain = np.random.default_rng(3).normal(0, 5, (750, 1000, 3))
    soft = np.asarray(photo.filter(ImageFilter.GaussianBlur(4)))
    return np.clip(soft + grain, 0, 255).astype(np.uint8)


def test_a_photo_has_no_elements() -> None:
    rgb = _photo()
    found = find_elements(rgb, [])
    assert [item for item in found if item.kind != "picture"] == []
    assert picture_kind(rgb, [], found) == "photo"


def test_a_photo_set_into_a_page_is_a_picture() -> None:
    page = np.full((900, 1300, 3), 255, dtype=np.uint8)
    page[100:500, 200:800] = _photo()[:400, :600]
    (only,) = (item for item in find_elements(page, []) if item.kind == "picture")
    assert only.box.iou(Box(200, 100, 800, 500)) > 0.97


def test_a_gradient_is_no_picture() -> None:
    x = np.linspace(30, 220, 1200)[None, :, None]
    y = np.linspace(0, 60, 800)[:, None, None]
    dither = np.random.default_rng(4).random((800, 1200, 1))
    rgb = np.floor(x * [0.3, 0.6, 1] + y + dither).clip(0, 255).astype(np.uint8)
    assert find_elements(rgb, []) == ()


def test_a_chart_by_its_axis() -> None:
    image = Image.new("RGB", (700, 450), "white")
    pen = ImageDraw.Draw(image)
    font = ImageFont.load_default(16)
    lines = []
    for index in range(6):
        y = 380 - 60 * index
        text = str(index * 25)
        box = Box(*pen.textbbox((60, y), text, font=font, anchor="rm"))
        pen.text((60, y), text, fill="black", font=font, anchor="rm")
        pen.line((70, y, 660, y), fill="#dddddd")
        lines.append(Line(text, box, 0.99, (0, 0, 0), (255, 255, 255)))
    for index, value in enumerate((40, 90, 65, 110)):
        pen.rectangle(
            (110 + 140 * index, 380 - 2.4 * value, 190 + 140 * index, 380), fill="#1f77b4"
        )
    rgb = np.asarray(image)
    assert picture_kind(rgb, lines, find_elements(rgb, lines)) == "chart"


def test_blank_and_drawing() -> None:
    blank = np.full((300, 400, 3), 250, dtype=np.uint8)
    assert picture_kind(blank, [], ()) == "blank"
    image = Image.new("RGB", (400, 300), "white")
    ImageDraw.Draw(image).polygon([(50, 250), (200, 40), (350, 250)], fill="#e8590c")
    rgb = np.asarray(image)
    assert picture_kind(rgb, [], find_elements(rgb, [])) == "drawing"


@pytest.mark.parametrize("size", [(1, 1), (10, 500), (24, 24), (40, 3000)])
def test_odd_sizes_do_no_harm(size: tuple[int, int]) -> None:
    rgb = np.full((*size, 3), 90, dtype=np.uint8)
    found: tuple[Element, ...] = find_elements(rgb, [])
    assert found == ()


def test_lines_beyond_the_picture_do_no_harm() -> None:
    rgb = np.full((200, 200, 3), 255, dtype=np.uint8)
    far = Line("far away", Box(150, 190, 400, 260), 0.5, (0, 0, 0), (255, 255, 255))
    find_elements(rgb, [far])
