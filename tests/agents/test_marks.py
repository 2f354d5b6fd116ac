"""Numbered marks: what gets one, in which order, and that their tags hide no small target."""

from PIL import Image

from agents.marks import MOST, draw_marks, number
from model.backends.embedded.screen import Element, Line, Screen
from model.geometry import Box, Mark
from model.media.images import picture_of

RED = (214, 24, 32)


def line(text, x, y, width=80.0):
    return Line(text, Box(x, y, x + width, y + 16), 0.9, (0, 0, 0), (255, 255, 255))


def screen(*lines, elements=()):
    return Screen(640, 400, lines, tuple(elements), (), "screenshot", (255, 255, 255))


def blank(width=640, height=400):
    return picture_of(Image.new("RGB", (width, height), "white"), "blank.png")


def test_numbers_run_in_reading_order():
    elements = [
        Element("button", Box(400, 100, 480, 130), "Right"),
        Element("button", Box(20, 300, 100, 330), "Low"),
        Element("field", Box(20, 104, 200, 128), "Left"),
        Element("icon", Box(600, 10, 620, 30), "menu"),
    ]
    found = number(screen(elements=elements))
    assert [mark.label for mark in found] == ["menu", "Left", "Right", "Low"]
    assert [mark.note for mark in found] == ["icon", "field", "button", "button"]


def test_words_on_a_button_get_no_mark_of_their_own():
    button = Element("button", Box(20, 100, 120, 130), "Save")
    found = number(screen(line("Save", 40, 107, 40), line("Help", 300, 107), elements=[button]))
    assert [mark.label for mark in found] == ["Save", "Help"]


def test_prose_and_panels_get_none():
    prose = line("This is a long line of prose that nobody would ever want to click", 20, 50, 500)
    panel = Element("panel", Box(0, 0, 640, 400), "")
    assert number(screen(prose, elements=[panel])) == ()


def test_a_thing_found_twice_has_one_number():
    twice = [Element("button", Box(20, 20, 100, 50)), Element("icon", Box(21, 20, 101, 51))]
    assert len(number(screen(elements=twice))) == 1


def test_too_many_keep_the_controls():
    lines = [line(str(n), 20 + 25 * (n % 20), 5 + 20 * (n // 20), 18) for n in range(300)]
    button = Element("button", Box(560, 380, 630, 398), "Last")
    found = number(screen(*lines, elements=[button]))
    assert len(found) == MOST and "Last" in [mark.label for mark in found]


def tags(before, after):
    """Where solid red was drawn, pixel by pixel."""
    wide, high = before.size
    return {
        (x, y) for x in range(wide) for y in range(high) if after.pixels.getpixel((x, y)) == RED
    }


def test_the_drawing_is_a_copy_with_red_dashes_and_white_digits():
    picture = blank(200, 120)
    drawn = draw_marks(picture, [Mark(Box(60, 50, 140, 90), "x")])
    assert drawn.size == picture.size and drawn.digest != picture.digest
    assert picture.pixels.getcolors() == [(200 * 120, (255, 255, 255))]
    top = [drawn.pixels.getpixel((x, 50)) == RED for x in range(60, 140)]
    assert any(top) and not all(top)  # dashed
    assert drawn.pixels.getpixel((100, 70)) == (255, 255, 255)  # the target stays in view


def test_the_tag_of_a_small_target_stands_beside_it():
    box = Box(80, 60, 92, 72)
    drawn = draw_marks(blank(200, 120), [Mark(box, "x")])
    inside = {(x, y) for x in range(82, 91) for y in range(62, 71)}
    assert not tags(blank(200, 120), drawn) & inside


def test_no_two_tags_lie_on_each_other():
    boxes = [Box(20 + 46 * n, 40, 40 + 46 * n, 60) for n in range(12)]
    small = draw_marks(blank(), [Mark(box, "") for box in boxes])
    each = [len(tags(blank(), draw_marks(blank(), [Mark(box, "")]))) for box in boxes[:1]]
    assert len(tags(blank(), small)) >= 0.9 * 12 * each[0]


def test_no_marks_leave_the_picture_as_it_is():
    assert draw_marks(blank(50, 50), ()).digest == blank(50, 50).digest
