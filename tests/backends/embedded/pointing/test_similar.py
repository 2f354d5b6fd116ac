from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from model.backends.embedded.pointing.similar import Lookalikes, find_similar
from model.events import Progress

Pixels = np.ndarray


def gear(side: int, color: str = "navy") -> Image.Image:
    """A sign with structure: a ring, a bar and a dot."""
    image = Image.new("RGB", (200, 200), "white")
    draw = ImageDraw.Draw(image)
    draw.ellipse((20, 20, 180, 180), outline=color, width=28)
    draw.rectangle((90, 0, 110, 100), fill=color)
    draw.ellipse((120, 120, 160, 160), fill=color)
    return image.resize((side, side), Image.Resampling.LANCZOS)


def cross(side: int) -> Image.Image:
    image = Image.new("RGB", (200, 200), "white")
    draw = ImageDraw.Draw(image)
    draw.line((20, 20, 180, 180), fill="navy", width=28)
    draw.line((180, 20, 20, 180), fill="navy", width=28)
    return image.resize((side, side), Image.Resampling.LANCZOS)


def scene(*signs: tuple[Image.Image, int, int]) -> Image.Image:
    image = Image.new("RGB", (640, 400), "white")
    for sign, x, y in signs:
        image.paste(sign, (x, y))
    return image


def alike(picture: Image.Image, crop: Image.Image) -> Lookalikes:
    steps = list(find_similar(np.asarray(picture), np.asarray(crop)))
    assert all(isinstance(step, Progress) for step in steps[:-1])
    last = steps[-1]
    assert isinstance(last, Lookalikes)
    return last


def corners(found: Lookalikes, same_color: bool = True) -> list[tuple[int, int]]:
    """Top-left corners, left to right."""
    return sorted(
        place.box.pixels()[:2] for place in found.places if place.same_color is same_color
    )


def test_repeated_signs_are_found_and_others_are_not() -> None:
    picture = scene(
        (gear(40), 20, 20), (gear(40), 300, 60), (gear(40), 500, 300), (cross(40), 100, 200)
    )
    crop = picture.crop((18, 18, 62, 62))
    assert corners(alike(picture, crop)) == [(23, 20), (303, 60), (503, 300)]


@pytest.mark.parametrize("side", [26, 32, 52, 64, 76])
def test_other_sizes_are_found(side: int) -> None:
    picture = scene((gear(40), 20, 20), (gear(side), 300, 100))
    found = corners(alike(picture, picture.crop((18, 18, 62, 62))))
    assert len(found) == 2
    assert found[1] == pytest.approx((300 + side / 10, 100), abs=2)


def test_a_crop_from_elsewhere_is_found() -> None:
    assert corners(alike(scene((gear(48), 200, 120)), gear(48))) == [(200, 120)]


def test_other_colours_are_told_apart() -> None:
    picture = scene((gear(40), 20, 20), (gear(40, "crimson"), 300, 60))
    found = alike(picture, picture.crop((18, 18, 62, 62)))
    assert corners(found) == [(23, 20)]
    assert corners(found, same_color=False) == [(303, 60)]


def test_nothing_is_found_where_nothing_is() -> None:
    picture = scene((cross(40), 20, 20), (cross(60), 300, 60))
    assert alike(picture, gear(40)).places == ()


@pytest.mark.parametrize(
    ("crop", "problem"),
    [
        (Image.new("RGB", (40, 40), "white"), "flat"),
        (Image.new("RGB", (4, 40), "white"), "tiny"),
        (Image.linear_gradient("L").resize((1400, 40)).convert("RGB"), "bigger"),
    ],
)
def test_crops_that_cannot_be_looked_for(crop: Image.Image, problem: str) -> None:
    assert alike(scene((gear(40), 20, 20)), crop) == Lookalikes(problem=problem)


def test_a_plain_disc_on_its_ground_can_be_looked_for() -> None:
    disc = Image.new("RGB", (44, 44), "white")
    ImageDraw.Draw(disc).ellipse((4, 4, 40, 40), fill="red")
    picture = scene((disc, 50, 50), (disc, 400, 200), (cross(44), 200, 200))
    assert corners(alike(picture, disc)) == [(54, 54), (404, 204)]
