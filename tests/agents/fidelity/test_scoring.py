"""Pictures of odd sizes and kinds: a score all the same, and a sane one."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from agents.fidelity import score
from agents.rendering import read_lines
from model.geometry import Box
from model.media.images import picture_of
from model.messages import Picture
from model.rendering import PageElement, Rendered, TextLine
from tests.agents.fidelity.conftest import Lab


def flat(width: int, height: int, color: str = "white") -> Picture:
    return picture_of(Image.new("RGB", (width, height), color), "flat")


def noise(width: int, height: int, seed: int) -> Picture:
    small = np.random.default_rng(seed).integers(0, 255, (10, 16, 3), dtype=np.uint8)
    return picture_of(Image.fromarray(small).resize((width, height)), "photo")


@pytest.mark.parametrize(("width", "height"), [(1, 1), (4, 900), (900, 4), (33, 17), (320, 8_000)])
def test_pictures_of_any_size_are_scored(width: int, height: int) -> None:
    target = noise(width, height, 1)
    same = score(target, Rendered(target), target_lines=(), target_elements=())
    assert same.score == 100.0
    other = score(target, Rendered(noise(width, height, 2)), target_lines=(), target_elements=())
    assert 0.0 <= other.score < 100.0


def test_a_photo_without_text_is_compared_by_its_pixels() -> None:
    target = noise(640, 400, 1)
    assert score(target, Rendered(flat(640, 400)), target_lines=(), target_elements=()).score == 0
    worded = Rendered(target, lines=(TextLine("Words", Box(9, 9, 90, 30), (0, 0, 0)),))
    found = score(target, worded, target_lines=(), target_elements=())
    assert found.terms.blocks == 0.0 and found.score < 80


def test_an_empty_screenshot_is_met_by_an_empty_page() -> None:
    target = flat(640, 400, "#336699")
    empty = score(target, Rendered(flat(640, 400, "#336699")), target_lines=(), target_elements=())
    assert empty.score == 100.0
    red = score(target, Rendered(flat(640, 400, "#cc0000")), target_lines=(), target_elements=())
    assert red.score == 0.0


def cut(picture: Picture, height: int) -> Picture:
    return picture_of(picture.pixels.crop((0, 0, picture.width, height)), "cut")


def test_a_page_that_goes_on_below_the_screenshot(market: Lab) -> None:
    page = market.page
    top = tuple(line for line in page.lines if line.box.y2 < 400)
    target = cut(page.picture, 400)
    longer = score(target, page, target_lines=top, target_elements=())
    assert longer.terms.recall == 1.0
    assert longer.terms.blocks < 0.9 and longer.terms.cells == pytest.approx(0.5, abs=0.05)
    assert longer.score < 85
    assert any("below the end" in fault.sentence for fault in longer.faults)


def test_a_page_that_ends_too_soon(market: Lab) -> None:
    page = market.page
    top = tuple(line for line in page.lines if line.box.y2 < 400)
    short = Rendered(cut(page.picture, 400), lines=top)
    found = score(page.picture, short, target_lines=page.lines, target_elements=())
    assert found.terms.recall < 0.75 and found.terms.cells == pytest.approx(0.5, abs=0.05)
    assert found.score < 60
    assert any("the page ends above it" in fault.sentence for fault in found.faults)


def test_a_page_drawn_twice_as_large_is_scaled(market: Lab) -> None:
    page = market.page
    double = picture_of(page.picture.pixels.resize((2560, 1600)), "double")
    wide = replace(
        page,
        picture=double,
        lines=tuple(
            replace(line, box=Box(*(2 * v for v in (line.box.x1, line.box.y1, line.box.x2,
                                                     line.box.y2))))
            for line in page.lines
        ),
    )  # fmt: skip
    found = market.compare(wide)
    assert found.score > 95


def test_structure_counts_letters_that_are_placed() -> None:
    page = Rendered(
        flat(1280, 800),
        lines=(
            TextLine("seven letters", Box(0, 0, 90, 20), (0, 0, 0), absolute=True),
            TextLine("seven letters", Box(0, 40, 90, 60), (0, 0, 0)),
        ),
        elements=(
            PageElement("img", Box(0, 0, 640, 400), role="img"),
            PageElement("div", Box(0, 400, 1280, 480), role="background"),
        ),
        tags={"div": 9, "main": 1, "p": 2},
        overflow_390=12.0,
    )
    found = score(flat(1280, 800), page, target_lines=(), target_elements=()).structure
    assert found.absolute == 0.5
    assert found.one_picture == 0.25
    assert found.semantic == 2
    assert found.overflow_390 == 12.0
    assert (found.controls, found.controls_asked, found.editable) == (1.0, 0, 1.0)


def test_lines_of_a_reference_get_their_colours_from_its_pixels(market: Lab) -> None:
    title = next(line for line in market.page.lines if line.text == "Fresh from forty farms")
    box = [title.box.x1, title.box.y1, title.box.x2, title.box.y2]
    (read,) = read_lines([{"text": title.text, "box": box}], market.page.picture)
    assert read.color == title.color and min(read.color) > 240
