"""``see()`` on pictures drawn here: what it reads, where, and which way up."""

import hashlib
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageDraw, ImageFont
from rapidfuzz.distance import Levenshtein

from model.backends.embedded.eye.networks import model_path
from model.backends.embedded.screen import Screen
from model.backends.embedded.see import see, seeing
from model.errors import BackendError
from model.events import Progress
from model.geometry import Box
from model.media.images import open_picture
from model.messages import Picture
from model.settings import Settings

DATA = Path(__file__).parents[2] / "data"
LINES = (
    "Quarterly report for Northwind",
    "Invoice 20481 was paid in full",
    "Delivery on Monday 3 May",
    "Thank you for your order",
)


def picture_of(image: Image.Image) -> Picture:
    image = image.convert("RGB")
    digest = hashlib.sha256(image.tobytes() + str(image.size).encode()).hexdigest()
    return Picture(image, digest)


def drawn(
    size: int = 20, ink: str = "black", paper: str = "white", lines: tuple[str, ...] = LINES
) -> tuple[Image.Image, list[Box]]:
    """Lines of text with the boxes of their ink."""
    image = Image.new("RGB", (34 * size, size * (3 * len(lines) + 1)), paper)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size)
    boxes = []
    for index, line in enumerate(lines):
        at = (size, size * (1 + 3 * index))
        draw.text(at, line, fill=ink, font=font)
        boxes.append(Box(*draw.textbbox(at, line, font=font)))
    return image, boxes


def likeness(screen: Screen, lines: tuple[str, ...]) -> float:
    """0–1; small print is not held to the letter."""
    return Levenshtein.normalized_similarity(screen.text, "\n".join(lines))


def texts(screen: Screen) -> tuple[str, ...]:
    return tuple(line.text for line in screen.lines)


@pytest.fixture(scope="module")
def plain() -> tuple[Picture, Screen, list[Box]]:
    image, boxes = drawn()
    picture = picture_of(image)
    return picture, see(picture), boxes


def test_reads_every_line_in_order_where_it_stands(
    plain: tuple[Picture, Screen, list[Box]],
) -> None:
    picture, screen, boxes = plain
    assert texts(screen) == LINES
    assert screen.text == "\n".join(LINES)
    assert (screen.width, screen.height) == picture.size
    assert screen.turned == 0
    for line, box in zip(screen.lines, boxes, strict=True):
        assert line.box.iou(box) > 0.5
        assert abs(line.box.x1 - box.x1) < 5 and abs(line.box.x2 - box.x2) < 5
        assert line.confidence > 0.9


def test_words_stand_where_they_are(plain: tuple[Picture, Screen, list[Box]]) -> None:
    _, screen, _ = plain
    draw = ImageDraw.Draw(Image.new("RGB", (1, 1)))
    font = ImageFont.load_default(20)
    for line, text in zip(screen.lines, LINES, strict=True):
        assert [word.text for word in line.words] == text.split()
        for word in line.words:
            before = text[: text.index(word.text)]
            left = 20 + draw.textlength(before, font=font)
            right = 20 + draw.textlength(before + word.text, font=font)
            assert abs(word.box.x1 - left) < 6 and abs(word.box.x2 - right) < 6
            assert line.box.grow(2).contains(word.box.center)


def test_colours_are_measured(plain: tuple[Picture, Screen, list[Box]]) -> None:
    _, screen, _ = plain
    assert screen.background == (255, 255, 255)
    for line in screen.lines:
        assert max(line.color) < 60 and min(line.background) > 240


@pytest.mark.parametrize(
    ("size", "ink", "paper"),
    [(16, "#c9d1d9", "#0d1117"), (14, "white", "#2255cc"), (10, "#222222", "#ffffff")],
    ids=["dark", "light on blue", "small"],
)
def test_reads_dark_coloured_and_small(size: int, ink: str, paper: str) -> None:
    screen = see(picture_of(drawn(size, ink, paper)[0]))
    assert len(screen.lines) == len(LINES)
    assert likeness(screen, LINES) >= 0.97


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_sets_turned_scans_upright(turned: int) -> None:
    image, boxes = drawn()
    scan = image.rotate(turned, expand=True)  # anticlockwise, so it must be turned clockwise
    screen = see(picture_of(scan))
    assert texts(screen) == LINES
    assert screen.turned == turned
    width, height = image.size
    for line, box in zip(screen.lines, boxes, strict=True):
        there = {
            90: Box(box.y1, width - box.x2, box.y2, width - box.x1),
            180: Box(width - box.x2, height - box.y2, width - box.x1, height - box.y1),
            270: Box(height - box.y2, box.x1, height - box.y1, box.x2),
        }[turned]
        assert line.box.iou(there) > 0.5
        assert all(line.box.grow(3).contains(word.box.center) for word in line.words)


@pytest.mark.parametrize("skew", [-12, 5])
def test_reads_skewed_scans(skew: int) -> None:
    image, _ = drawn()
    scan = image.rotate(skew, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    screen = see(picture_of(scan))
    assert texts(screen) == LINES
    assert screen.turned == pytest.approx(skew % 360, abs=1)


def test_reads_chinese_with_its_spaces() -> None:
    with Image.open(DATA / "chinese.png") as file:
        screen = see(picture_of(file))
    assert texts(screen) == ("发票号码 20481", "总计 350 元", "请在三天内付款")
    assert [word.text for word in screen.lines[1].words] == ["总", "计", "350", "元"]


def test_reads_a_tall_page_to_its_end() -> None:
    lines = tuple(f"Line {number} of a page that is long" for number in range(1, 41))
    image, _ = drawn(12, lines=lines)
    tall = Image.new("RGB", (1280, 8_000), "white")
    tall.paste(image, (0, 0))
    tall.paste(image, (700, 8_000 - image.height))
    screen = see(picture_of(tall))
    assert len(screen.lines) == 80
    assert likeness(screen, lines * 2) >= 0.98


@pytest.mark.parametrize(
    "size", [(1, 1), (3, 900), (640, 480)], ids=lambda size: f"{size[0]}x{size[1]}"
)
def test_sees_no_text_where_none_is(size: tuple[int, int]) -> None:
    screen = see(picture_of(Image.new("RGB", size, "#336699")))
    assert screen.lines == ()
    assert (screen.width, screen.height) == size


def test_takes_no_pictogram_for_text() -> None:
    image, _ = drawn()
    draw = ImageDraw.Draw(image)
    draw.polygon([(500, 72), (512, 60), (524, 72), (524, 86), (500, 86)], outline="black", width=2)
    for y in (120, 127, 134):
        draw.line((500, y, 522, y), fill="black", width=3)
    assert texts(see(picture_of(image))) == LINES


def test_a_picture_seen_before_is_not_parsed_again(
    plain: tuple[Picture, Screen, list[Box]],
) -> None:
    picture, screen, _ = plain
    assert see(picture) is screen
    assert list(seeing(picture)) == [screen]


def test_those_who_ask_at_once_get_the_same_screen() -> None:
    picture = picture_of(drawn(18)[0])
    found: list[Screen] = []
    threads = [threading.Thread(target=lambda: found.append(see(picture))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert all(screen is found[0] for screen in found)


def test_tells_how_far_it_is_and_stops_when_nobody_listens() -> None:
    lines = tuple(f"Row {number} of the long table" for number in range(40))
    picture = picture_of(drawn(15, lines=lines)[0])
    settings = replace(Settings(), heartbeat_s=0.01)
    steps = seeing(picture, settings)
    for step in steps:
        assert isinstance(step, Progress)
        if step.text.startswith("Reading text: ") and not step.text.startswith("Reading text: 0"):
            assert step.text.endswith(" of 40 lines")
            assert step.fraction is not None and 0 < step.fraction < 1
            break
    steps.close()
    for thread in threading.enumerate():
        if thread.name == f"see-{picture.digest[:8]}":
            thread.join(30)
    # Nothing was kept of what was given up; the next one who asks gets all of it.
    again = list(seeing(picture, settings))
    assert len(again) > 1
    assert isinstance(again[-1], Screen)
    assert texts(again[-1]) == lines


def test_reads_a_label_that_runs_up_beside_level_text() -> None:
    image, _ = drawn()
    label, _ = drawn(18, lines=("Revenue in thousands",))
    chart = Image.new("RGB", (image.width + 80, image.height), "white")
    chart.paste(image, (80, 0))
    chart.paste(label.crop((0, 0, 240, 60)).rotate(90, expand=True), (0, 10))
    screen = see(picture_of(chart))
    assert set(texts(screen)) == {"Revenue in thousands", *LINES}
    assert screen.turned == 0
    up = next(line for line in screen.lines if line.text.startswith("Revenue"))
    assert up.box.height > 5 * up.box.width
    first, *_, last = up.words
    assert first.box.y1 > last.box.y2


def test_a_missing_model_is_one_clear_sentence() -> None:
    with pytest.raises(BackendError, match=r"'no-such\.onnx' is missing; install"):
        model_path("no-such.onnx")


def test_no_words_are_made_of_trees_and_water() -> None:
    photo = open_picture(Path(__file__).parents[3] / "assets" / "landscape.jpg")
    screen = see(photo)
    assert screen.kind == "photo"
    assert screen.text == ""
