"""One fault mended, one wish granted, and all else left as it was written."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image

from agents.rendering import BrowserRenderer
from model.backends.embedded.rebuild.repair import repair
from model.errors import InputError
from model.events import Answer, Finished, Notice
from model.geometry import Box
from model.messages import Picture
from model.rendering import Rendered, TextLine
from model.tasks.webpage import Fault, FaultKind, Refine

PAGE = """<!doctype html><html><head><title>Shop</title><style>
body { margin: 20px; background: #ffffff; color: #333; font: 16px Arial, sans-serif }
.head { background: #eee; padding: 10px } .btn { background: #28a745; color: #fff; padding: 8px }
</style></head><body>
<div class="head header"><h1>Shop &amp; more</h1><ul><li>Home<li>About</ul></div>
<p>Hello <b>dear</b> world, welcome.</p>
<p class="small">A second text.</p>
<a class="btn" href="#">Buy now</a> <button>Cancel</button>
<img alt="A dot" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=" width="40" height="40">
<table><tr><td>1<td>2</table>
<input placeholder="Your name">
</body></html>"""


def _picture(color: tuple[int, int, int] = (255, 255, 255)) -> Picture:
    return Picture(Image.new("RGB", (800, 600), color), "test")


def _refine(renderer: BrowserRenderer | None, **more: object) -> tuple[str, list[str]]:
    values: dict[str, object] = {"picture": _picture(), "render": _picture(), "html": PAGE}
    task = Refine(renderer=renderer, **(values | more))  # type: ignore[arg-type]
    events = list(repair(task))
    end = events[-1]
    assert isinstance(end, Finished)
    assert end.raw == "".join(event.text for event in events if isinstance(event, Answer))
    assert end.raw.startswith("```html\n") and end.raw.endswith("\n```")
    return end.raw[8:-4], [event.text for event in events if isinstance(event, Notice)]


def _line(rendered: Rendered, text: str) -> TextLine:
    return next(line for line in rendered.lines if text in line.text)


def _fault(kind: FaultKind, **more: object) -> Fault:
    return Fault(kind, f"A fault of the kind {kind!r}.", **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def draw(renderer: BrowserRenderer) -> Callable[[str], Rendered]:
    return lambda html: renderer.render(html, 800, 600)


@pytest.fixture(scope="module")
def before(draw: Callable[[str], Rendered]) -> Rendered:
    return draw(PAGE)


def test_a_wrong_text_is_corrected_in_the_source(
    renderer: BrowserRenderer, before: Rendered
) -> None:
    line = _line(before, "Hello")
    fault = _fault("wrong text", text="Hello, our world!", path="body > p:nth-of-type(1)",
                   rendered=line.box)  # fmt: skip
    html, _ = _refine(renderer, fault=fault)
    assert "<p>Hello, our world!</p>" in html
    rest = html.split('<style id="changes">')[0], html[html.index("</p>") :]
    assert PAGE.startswith(rest[0].split("</style>")[0]) and PAGE.endswith(rest[1])


def test_only_the_words_that_differ_are_replaced() -> None:
    fault = _fault("wrong text", text="Hello deer world, welcome.", path="body > p:nth-of-type(1)")
    html, _ = _refine(None, fault=fault)
    assert html == PAGE.replace("<b>dear</b>", "<b>deer</b>")


def test_a_wrong_text_is_escaped(renderer: BrowserRenderer) -> None:
    fault = _fault("wrong text", text="1 < 2 & 3", path="body > div > h1")
    assert "<h1>1 &lt; 2 &amp; 3</h1>" in _refine(None, fault=fault)[0]


def test_a_placeholder_is_corrected(renderer: BrowserRenderer) -> None:
    fault = _fault("wrong text", text='The "name"', path="body > input")
    assert 'placeholder="The &quot;name&quot;"' in _refine(renderer, fault=fault)[0]


def test_what_moved_is_put_back_alone(
    renderer: BrowserRenderer, before: Rendered, draw: Callable[[str], Rendered]
) -> None:
    line = _line(before, "second")
    box = line.box
    target = Box(box.x1 + 12, box.y1 - 6, box.x2 + 12, box.y2 - 6)
    fault = _fault("moved", path=line.path, target=target, rendered=box)
    html, _ = _refine(renderer, fault=fault)
    after = draw(html)
    assert abs(_line(after, "second").box.x1 - target.x1) <= 1
    assert abs(_line(after, "second").box.y1 - target.y1) <= 1
    for text in ("Hello", "Buy now", "Shop"):
        assert _line(after, text).box == _line(before, text).box


def test_moving_twice_adds_up(renderer: BrowserRenderer) -> None:
    path = "body > p:nth-of-type(2)"
    fault = _fault("moved", path=path, target=Box(10, 0, 50, 10), rendered=Box(0, 0, 40, 10))
    once, _ = _refine(renderer, fault=fault)
    twice, _ = _refine(renderer, fault=fault, html=once)
    assert "translate: 20.0px 0.0px" in twice or "translate: 20.0px -0.0px" in twice
    assert twice.count('<style id="changes">') == 1


def test_a_size_is_set_right(
    renderer: BrowserRenderer, before: Rendered, draw: Callable[[str], Rendered]
) -> None:
    line = _line(before, "second")
    box = line.box
    target = Box(box.x1, box.y1, box.x1 + 1.5 * box.width, box.y1 + 1.5 * box.height)
    fault = _fault("size", path=line.path, target=target, rendered=box)
    after = draw(_refine(renderer, fault=fault)[0])
    assert abs(_line(after, "second").box.width - target.width) <= 2


def test_a_colour_is_read_off_the_screenshot(
    renderer: BrowserRenderer, before: Rendered, draw: Callable[[str], Rendered]
) -> None:
    line = _line(before, "second")
    pixels = np.full((600, 800, 3), 255, dtype=np.uint8)
    seen = np.asarray(before.picture.pixels)[:600, :800]
    pixels[(seen.sum(axis=2) < 500)] = (200, 20, 30)
    target = Picture(Image.fromarray(pixels), "red")
    fault = _fault("color", path=line.path, target=line.box, rendered=line.box)
    after = draw(_refine(renderer, fault=fault, picture=target)[0])
    red, green, blue = _line(after, "second").color
    assert red > 150 and green < 80 and blue < 80
    assert max(_line(after, "Hello").color) < 90


def test_a_missing_text_is_laid_at_its_place(
    renderer: BrowserRenderer, draw: Callable[[str], Rendered]
) -> None:
    target = Box(500, 300, 640, 320)
    html, notes = _refine(renderer, fault=_fault("missing text", text="New words", target=target))
    line = _line(draw(html), "New words")
    assert line.box.iou(target) > 0.5
    assert notes


def test_an_extra_text_is_taken_out_of_sight(
    renderer: BrowserRenderer, draw: Callable[[str], Rendered], before: Rendered
) -> None:
    line = _line(before, "second")
    fault = _fault("extra text", text=line.text, path=line.path, rendered=line.box)
    after = draw(_refine(renderer, fault=fault)[0])
    assert not any("second" in line.text for line in after.lines)
    assert _line(after, "Buy now").box == _line(before, "Buy now").box


def test_a_missing_picture_is_cut_from_the_screenshot(
    renderer: BrowserRenderer, draw: Callable[[str], Rendered]
) -> None:
    pixels = np.full((600, 800, 3), 255, dtype=np.uint8)
    pixels[400:500, 500:600] = np.random.default_rng(7).integers(0, 255, (100, 100, 3))
    target = Picture(Image.fromarray(pixels), "noise")
    fault = _fault("picture", target=Box(500, 400, 600, 500), rendered=Box(500, 400, 600, 500))
    after = draw(_refine(renderer, fault=fault, picture=target)[0])
    shown = np.asarray(after.picture.pixels)[400:500, 500:600]
    assert np.abs(shown.astype(int) - pixels[400:500, 500:600]).max() <= 2


def test_a_picture_is_never_laid_over_words(
    renderer: BrowserRenderer, before: Rendered, draw: Callable[[str], Rendered]
) -> None:
    noise = np.random.default_rng(7).integers(0, 255, (600, 800, 3)).astype(np.uint8)
    line = _line(before, "second").box
    half = Box(line.center.x, line.y1 - 30, line.x2 + 60, line.y2)
    fault = _fault("picture", target=half, rendered=half)
    html, notes = _refine(renderer, fault=fault, picture=Picture(Image.fromarray(noise), "noise"))
    assert html == PAGE
    assert "Words stand on that area" in notes[-1]


def test_a_picture_laid_over_the_page_makes_it_no_wider(
    renderer: BrowserRenderer, draw: Callable[[str], Rendered]
) -> None:
    noise = np.random.default_rng(7).integers(0, 255, (600, 800, 3)).astype(np.uint8)
    area = Box(300, 400, 600, 500)
    picture = Picture(Image.fromarray(noise), "noise")
    html, _ = _refine(renderer, fault=_fault("picture", target=area), picture=picture)
    assert html != PAGE
    assert draw(html).overflow_390 == draw(PAGE).overflow_390


def test_what_the_neighbours_say_is_no_part_of_a_wrong_text(
    renderer: BrowserRenderer, before: Rendered
) -> None:
    home, about = _line(before, "Home"), _line(before, "About")
    target = Box(home.box.x1, home.box.y1, about.box.x2, about.box.y2)
    fault = _fault("wrong text", text="Home About", path=home.path, rendered=home.box,
                   target=target)  # fmt: skip
    html, notes = _refine(renderer, fault=fault)
    assert html == PAGE
    assert "neighbours" in notes[-1]


@pytest.mark.parametrize(
    "fault",
    [
        _fault("moved", path="body > nav", target=Box(0, 0, 1, 1), rendered=Box(5, 5, 6, 6)),
        _fault("wrong text", text="x"),
        _fault("color", path="body > p"),
    ],
    ids=["no such element", "no path", "no place"],
)
def test_what_cannot_be_mended_is_said(renderer: BrowserRenderer, fault: Fault) -> None:
    html, notes = _refine(renderer, fault=fault)
    assert html == PAGE
    assert notes and "vision-language model" in notes[-1]


WISHES = [
    ("The header should be taller", "body > div {", "min-height:"),
    ("make the 'Buy now' button red", "body > a {", "background: #d32f2f"),
    ("make the Cancel button red and bigger", "body > button {", "zoom: 1.25"),
    ("centre the title", "body > div > h1 {", "text-align: center"),
    ("make the background light blue", "body {", "background: #90caf9"),
    ("the title is too small", "body > div > h1 {", "font-size:"),
    ("make all buttons rounded", "body > button {", "border-radius: 12px"),
    ("make the title white and the header background navy", "body > div > h1 {", "color: #ffffff"),
    ("move the image down by 20px", "body > img {", "translate: 0px 20px"),
    ("hide the list", "body > div > ul {", "display: none"),
    ("please make the links underlined", "body > a {", "text-decoration: underline"),
    ("larger font", "html {", "font-size: 115%"),
    ("make the image 60px wide", "body > img {", "width: 60px"),
    ("make the header 120px tall", "body > div {", "min-height: 120px"),
]


@pytest.mark.parametrize(("wish", "selector", "rule"), WISHES, ids=[wish[0] for wish in WISHES])
def test_plain_wishes_are_granted(
    renderer: BrowserRenderer, wish: str, selector: str, rule: str
) -> None:
    html, _ = _refine(renderer, instruction=wish)
    changes = html[html.index('<style id="changes">') :]
    block = changes[changes.index(selector) :]
    assert rule in block[: block.index("}")]


@pytest.mark.parametrize(
    ("wish", "there", "gone"),
    [
        ("change 'Cancel' to \"Go back\"", "<button>Go back</button>", "Cancel"),
        ("change the text 'Hello dear world' to 'Hi'", "<p>Hi, welcome.</p>", "dear"),
        ('the heading should read "Store"', "<h1>Store</h1>", "Shop &amp; more"),
        ("replace 'Your name' with 'Full name'", 'placeholder="Full name"', "Your name"),
        ("remove the table", "<input", "<table"),
        ("delete the 'Buy now' button, and remove the image", "<button>", "<img"),
    ],
)
def test_words_are_changed_and_elements_removed(wish: str, there: str, gone: str) -> None:
    html, _ = _refine(None, instruction=wish)
    assert there in html and gone not in html


def test_a_wish_for_the_element_pointed_at(renderer: BrowserRenderer) -> None:
    html, _ = _refine(renderer, instruction="make it bigger and green", path="body > button")
    assert "body > button { zoom: 1.25 !important; background: #2e7d32 !important; }" in html


def test_a_dark_theme_is_dark_and_readable(draw: Callable[[str], Rendered]) -> None:
    html, _ = _refine(None, instruction="dark theme")
    after = draw(html)
    assert max(after.picture.pixels.getpixel((790, 590))) < 60
    assert min(_line(after, "second").color) > 110


def test_a_page_that_is_dark_already_is_left() -> None:
    dark, _ = _refine(None, instruction="dark theme")
    with pytest.raises(InputError, match="dark already"):
        _refine(None, instruction="make it dark", html=dark)


def test_what_was_not_understood_is_quoted(renderer: BrowserRenderer) -> None:
    html, notes = _refine(renderer, instruction="make the title red and add a carousel")
    assert "color: #d32f2f" in html
    assert any("'add a carousel'" in note for note in notes)


@pytest.mark.parametrize("wish", ["add a carousel", "make it pop", "the gizmo should be red"])
def test_a_wish_not_understood_at_all_is_an_error(wish: str) -> None:
    with pytest.raises(InputError, match="did not understand"):
        _refine(None, instruction=wish)


def test_no_wish_and_no_page_are_errors() -> None:
    with pytest.raises(InputError, match="Say what"):
        _refine(None, instruction="  ")
    with pytest.raises(InputError, match="no page"):
        _refine(None, instruction="bigger", html=" ")
