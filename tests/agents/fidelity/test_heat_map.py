import numpy as np
from PIL import Image

from agents.fidelity import heat_map
from model.media.images import picture_of
from model.messages import Picture


def page(box: tuple[int, int, int, int] | None, height: int = 200) -> Picture:
    image = Image.new("RGB", (320, height), "white")
    if box:
        image.paste((20, 60, 160), box)
    return picture_of(image, "page")


def heat(picture: Picture) -> np.ndarray:
    """How red each pixel glows: the page itself is pale grey."""
    rgb = np.asarray(picture.pixels).astype(int)
    return rgb[..., 0] - rgb[..., 2]


def test_the_same_page_is_calm() -> None:
    assert abs(heat(heat_map(page((40, 40, 120, 90)), page((40, 40, 120, 90))))).max() == 0


def test_one_pixel_off_is_nearly_calm() -> None:
    assert heat(heat_map(page((40, 40, 120, 90)), page((41, 40, 121, 90)))).max() < 25


def test_what_is_gone_and_what_is_new_both_glow() -> None:
    glow = heat(heat_map(page((40, 40, 120, 90)), page((200, 40, 280, 90))))
    assert glow[65, 80] > 100 and glow[65, 240] > 100
    assert abs(glow[150:, :]).max() == 0


def test_a_stronger_difference_is_redder() -> None:
    faint = picture_of(Image.new("RGB", (320, 200), (240, 240, 235)), "faint")
    strong = picture_of(Image.new("RGB", (320, 200), (90, 20, 20)), "strong")
    greens = [
        np.asarray(heat_map(page(None), other).pixels)[100, 100, 1] for other in (faint, strong)
    ]
    assert greens[0] > greens[1] + 80


def test_what_only_one_page_has_glows() -> None:
    found = heat_map(page(None), page(None, height=300))
    assert found.size == (320, 300)
    glow = heat(found)
    assert glow[:180].max() == 0 and glow[230:].min() > 100


def test_another_width_is_scaled() -> None:
    wide = picture_of(page((40, 40, 120, 90)).pixels.resize((640, 400)), "wide")
    assert heat_map(page((40, 40, 120, 90)), wide).size == (320, 200)
