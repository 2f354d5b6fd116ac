import itertools

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from model.backends.embedded.rebuild import answer
from model.backends.embedded.rebuild.answer import answer_webpage, pieces
from model.backends.embedded.rebuild.wishes import Wish, read_wish
from model.events import Answer, Finished, Notice, Progress
from model.media.images import picture_of
from model.messages import Picture
from model.settings import Settings
from model.tasks.webpage import Rebuild
from model.wire.html import read_page


def told(task: Rebuild) -> tuple[str, list[str]]:
    """The page and the notices, after checking the order of the stream."""
    events = list(answer_webpage(task, Settings()))
    assert isinstance(events[-1], Finished)
    text = "".join(event.text for event in events if isinstance(event, Answer))
    assert text == events[-1].raw
    first = next(i for i, event in enumerate(events) if isinstance(event, Answer))
    assert not any(isinstance(event, Progress) for event in events[first:])
    return read_page(text).html, [event.text for event in events if isinstance(event, Notice)]


def picture(pixels: Image.Image) -> Picture:
    return picture_of(pixels.convert("RGB"), "shot")


def plain(width: int, height: int, color: str = "#fdfdfd") -> Picture:
    return picture(Image.new("RGB", (width, height), color))


@pytest.mark.parametrize("size", [(1, 1), (4, 4), (900, 3), (3, 900), (640, 400)])
def test_a_blank_picture_is_a_blank_page(size: tuple[int, int]) -> None:
    page, notices = told(Rebuild(plain(*size), layout="absolute"))
    assert f"width:{size[0]}px;height:{size[1]}px;background:#fdfdfd" in page
    assert "<img" not in page
    assert any("No text and no controls" in notice for notice in notices)


def test_a_photo_is_one_picture_and_said_to_be() -> None:
    rows, columns = np.mgrid[0:300, 0:400]
    grain = np.random.default_rng(3).normal(0, 14, (300, 400, 3))
    waves = 128 + 60 * np.sin(columns / 31) + 40 * np.sin((rows + columns) / 47)
    shot = np.clip(waves[:, :, None] + grain + (20, 0, -25), 0, 255).astype(np.uint8)
    page, notices = told(Rebuild(picture(Image.fromarray(shot)), layout="absolute"))
    assert page.count("<img") == 1
    assert any("looks like a photo" in notice for notice in notices)


def test_a_wish_that_is_not_understood_is_quoted() -> None:
    wish = "dark theme, and make the header friendlier"
    page, notices = told(Rebuild(plain(300, 200, "#ffffff"), instruction=wish, layout="absolute"))
    assert any("'make the header friendlier'" in notice for notice in notices)
    assert any("'dark theme'" in notice for notice in notices)
    assert "background:#fff" not in page


def test_a_second_variant_is_the_other_layout() -> None:
    task = Rebuild(plain(200, 100), layout="flow", variant=1)
    page, notices = told(task)
    assert "position:absolute" in page
    assert any("positioned absolutely" in notice for notice in notices)


def test_a_recording_is_said_not_to_be_followed() -> None:
    frames = (plain(80, 60), plain(80, 60, "#101010"))
    task = Rebuild(frames[0], layout="absolute", frames=frames, times=(0.0, 1.0))
    assert any("recording" in notice for notice in told(task)[1])


def test_a_stream_left_early_stops_its_work(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = []

    def endless(*_: object) -> object:
        try:
            while True:
                yield Progress("still at it")
        finally:
            ended.append(True)

    monkeypatch.setattr(answer, "_writing", endless)
    stream = answer_webpage(Rebuild(plain(61, 47), layout="absolute"), Settings())
    assert any(event == Progress("still at it", None) for event in itertools.islice(stream, 400))
    stream.close()  # type: ignore[attr-defined]
    told_after = answer._pages
    assert not told_after._jobs


def test_a_page_too_large_has_its_pictures_compressed() -> None:
    grain = np.random.default_rng(5).integers(0, 255, (500, 700, 3), dtype=np.uint8)
    task = Rebuild(picture(Image.fromarray(grain)), layout="absolute")
    events = list(answer_webpage(task, Settings(max_html_mb=0.2)))
    notices = [event.text for event in events if isinstance(event, Notice)]
    assert isinstance(events[-1], Finished)
    assert len(events[-1].raw) < 200_000
    assert any("under 0.2 MB" in notice for notice in notices)


def test_a_picture_on_its_side_is_one_picture() -> None:
    shot = Image.new("RGB", (700, 420), "white")
    pen = ImageDraw.Draw(shot)
    font = ImageFont.load_default(24)
    for row in range(9):
        pen.text(
            (40, 20 + 42 * row), f"Line {row} of an ordinary letter to a friend", "black", font
        )
    task = Rebuild(picture(shot.rotate(90, expand=True)), layout="absolute")
    page, notices = told(task)
    assert page.count("<img") == 1
    assert any("does not stand upright" in notice for notice in notices)


def test_pieces_are_whole_lines_and_nothing_is_lost() -> None:
    text = "".join(f"line {number}\n" for number in range(900)) + "end"
    parts = list(pieces(text))
    assert "".join(parts) == text
    assert len(parts) > 3
    assert all(part.endswith("\n") for part in parts[:-1])


@pytest.mark.parametrize(
    ("words", "wish"),
    [
        ("", Wish()),
        ("make it responsive", Wish("flow", None, ("make it responsive",))),
        ("Please use absolute positioning.", Wish("absolute", None, ("use absolute positioning",))),
        ("pixel-perfect", Wish("absolute", None, ("pixel-perfect",))),
        ("no absolute positioning please", Wish("flow", None, ("no absolute positioning",))),
        ("dark mode", Wish(None, "dark", ("dark mode",))),
        ("in a light theme", Wish(None, "light", ("in a light theme",))),
        ("use Tailwind-free plain CSS", Wish(None, None, ("Tailwind-free", "plain CSS"))),
        ("深色主题", Wish(None, "dark", ("深色主题",))),
        ("make the logo bigger", Wish(None, None, (), "make the logo bigger")),
        ("use Tailwind", Wish(None, None, (), "use Tailwind")),
    ],
)
def test_wishes(words: str, wish: Wish) -> None:
    assert read_wish(words) == wish
