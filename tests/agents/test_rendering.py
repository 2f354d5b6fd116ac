"""What the renderer says of a page is what a person sees of it."""

from collections.abc import Iterator
from threading import Thread

import pytest

from agents.rendering import BrowserRenderer
from agents.sandbox import Browser
from model.rendering import PageElement, Rendered, TextLine, TypeSample

HEAD = (
    "<!doctype html><meta charset=utf-8><style>body{margin:20px;background:#fff;"
    "font:16px/1.5 'Liberation Sans',Arial,sans-serif}</style>"
)
DOT = "data:image/gif;base64,R0lGODlhAQABAIAAAP8AAAAAACwAAAAAAQABAAACAkQBADs="


@pytest.fixture(scope="module")
def renderer(sandboxes: Browser) -> Iterator[BrowserRenderer]:
    with BrowserRenderer(sandboxes) as running:
        yield running


def draw(renderer: BrowserRenderer, body: str) -> Rendered:
    return renderer.render(HEAD + body, 800, 600)


def texts(page: Rendered) -> list[str]:
    return [line.text for line in page.lines]


SEEN = [
    ("<p>Plain <b>and</b> bold</p>", ["Plain and bold"]),
    ("<p>H<sub>2</sub>O</p><p>well<i>known</i></p>", ["H2O", "wellknown"]),
    ("<p style='text-transform:uppercase'>Shop now</p>", ["SHOP NOW"]),
    ("<p style='text-transform:capitalize'>shop now</p>", ["Shop Now"]),
    ("<p style='visibility:hidden'>gone</p><p>here</p>", ["here"]),
    ("<div style='opacity:.3'><p style='opacity:.3'>faint</p></div><p>here</p>", ["here"]),
    ("<p style='color:rgba(0,0,0,.05)'>clear</p><p>here</p>", ["here"]),
    ("<p style='display:none'>gone</p><p hidden>gone</p><p>here</p>", ["here"]),
    ("<script>let a = 'code'</script><template>gone</template><p>here</p>", ["here"]),
    ("<div style='height:30px;overflow:hidden'><p>top</p><p>below</p></div>", ["top"]),
    ("<div style='width:55px;overflow:hidden;white-space:nowrap'>shown cut away</div>", ["shown"]),
    ("<p style='position:absolute;left:-9999px'>away</p><p>here</p>", ["here"]),
    (
        "<div style='position:relative'>under<div style='position:absolute;inset:0;"
        "background:#fff'></div></div><p>here</p>",
        ["here"],
    ),
    (
        "<p>under glass</p><div style='position:fixed;inset:0;pointer-events:none'></div>",
        ["under glass"],
    ),
    (
        "<p>under paint</p><div style='position:fixed;inset:0;background:#eee'>on top</div>",
        ["on top"],
    ),
    ("<p>menu &#xe5d2; &#xf0c9;</p><i>&#xf0c9;</i>", ["menu"]),
    ("<i style='font-family:Material Icons'>home</i><p>Home</p>", ["Home"]),
    ("<p>中文 and words</p>", ["中文 and words"]),
    ("<p style='width:64px'>一二三四五六</p>", ["一二三四", "五六"]),
    ("<p style='width:120px'>wraps over two lines</p>", ["wraps over two", "lines"]),
    ("<p style='width:60px;word-break:break-all;font-family:Liberation Mono'>abcdefghij</p>",
     ["abcdef", "ghij"]),
    ("<div style='display:flex;gap:40px'><span>left</span><span>right</span></div>",
     ["left", "right"]),
    ("<p>one<br>two</p>", ["one", "two"]),
    ("<input value='Ada'>", ["Ada"]),
    ("<input placeholder='Your name'>", ["Your name"]),
    ("<style>::placeholder{color:transparent}</style><input placeholder='label'>", []),
    ("<input type=password value=secret><input type=checkbox><input type=hidden value=x>", []),
    ("<input type=submit value='Send it'><input type=submit>", ["Send it", "Submit"]),
    ("<select><option>One<option selected>Two</select>", ["Two"]),
    ("<textarea rows=3 cols=12>first\nsecond line is long</textarea>",
     ["first", "second line", "is long"]),
    ("<svg width=90 height=30><text x=5 y=20>drawn</text></svg>", ["drawn"]),
]  # fmt: skip


@pytest.mark.parametrize(("body", "lines"), SEEN)
def test_lines_are_what_is_seen(renderer: BrowserRenderer, body: str, lines: list[str]) -> None:
    assert sorted(texts(draw(renderer, body))) == sorted(lines)


def test_boxes_lie_on_the_ink(renderer: BrowserRenderer) -> None:
    import numpy as np

    page = draw(renderer, "<h1>Heading</h1><input value='Field'><p style='margin-left:70px'>x</p>")
    rgb = np.asarray(page.picture.pixels).astype(int)
    for line in page.lines:
        x1, y1, x2, y2 = line.box.pixels()
        ink = np.argwhere(rgb[y1:y2, x1:x2].max(axis=2) < 100)
        assert len(ink), line.text
        (top, left), (bottom, right) = ink.min(axis=0), ink.max(axis=0)
        assert left <= 3 and right >= x2 - x1 - 4, line.text
        assert top < (y2 - y1) / 2 < bottom + 3, line.text


def one(page: Rendered, text: str) -> TextLine:
    return next(line for line in page.lines if line.text == text)


def test_colours_are_those_of_the_pixels(renderer: BrowserRenderer) -> None:
    page = draw(
        renderer,
        "<h1 style='color:#c00'>Red</h1><h1 style='filter:invert(1)'>Inverted</h1>"
        "<div style='background:#123;padding:9px'><b style='color:#fff;font-size:30px'>White</b>"
        "</div>",
    )
    assert one(page, "Red").color == pytest.approx((204, 0, 0), abs=12)
    assert min(one(page, "Inverted").color) > 240
    assert min(one(page, "White").color) > 240


def test_lines_know_their_element(renderer: BrowserRenderer) -> None:
    page = draw(
        renderer,
        "<main><p>first</p><p>second <b>part</b></p><h2 style='font:700 30px Arial'>Head</h2>",
    )
    assert one(page, "first").path == "body > main > p:nth-of-type(1)"
    joined = one(page, "second part")
    assert (joined.path, joined.tag) == ("body > main > p:nth-of-type(2)", "p")
    head = one(page, "Head")
    assert (head.size, head.weight, head.tag) == (30.0, 700, "h2")


PLACED = [
    ("<p>x</p>", False),
    ("<div style='position:absolute;top:5px'><p>x</p></div>", True),
    ("<div style='position:fixed;top:5px'><p>x</p></div>", True),
    ("<div style='position:sticky;top:0'><p>x</p></div>", False),
    ("<div style='position:relative;left:300px'>x</div>", True),
    ("<div style='position:relative;top:1px'>x</div>", False),
    ("<div style='transform:translate(200px,80px)'>x</div>", True),
    ("<div style='translate:200px 80px'>x</div>", True),
    ("<div style='position:absolute;inset:0'><main><p>x</p></main></div>", False),
    ("<svg width=90 height=30><text x=5 y=20>x</text></svg>", True),
]
"""What is placed by coordinates; the frame that holds the whole page is not."""


@pytest.mark.parametrize(("body", "placed"), PLACED)
def test_absolute(renderer: BrowserRenderer, body: str, placed: bool) -> None:
    assert one(draw(renderer, body), "x").absolute is placed


def roles(page: Rendered) -> dict[str, PageElement]:
    return {element.role: element for element in page.elements if element.role}


CONTROLS = [
    ("<button>Go</button>", "button", "Go"),
    ("<a href='#'>Link</a>", "link", "Link"),
    ("<input aria-label='Name'>", "textbox", "Name"),
    ("<input type=search>", "searchbox", ""),
    ("<input type=number>", "spinbutton", ""),
    ("<input type=range>", "slider", "50"),
    ("<select><option>One</select>", "combobox", "One"),
    ("<textarea>note</textarea>", "textbox", "note"),
    ("<input type=checkbox>", "checkbox", "on"),
    ("<input type=radio>", "radio", "on"),
    ("<input type=checkbox role=switch>", "switch", "on"),
    ("<div role=button style='width:60px'>Fake</div>", "button", "Fake"),
    ("<details><summary>More</summary>x</details>", "button", "More"),
    (f"<img src='{DOT}' width=40 height=40 alt='A dot'>", "img", "A dot"),
    ("<canvas width=40 height=40></canvas>", "img", ""),
    (f"<div style='background:url({DOT});height:50px'></div>", "background", ""),
]


@pytest.mark.parametrize(("body", "role", "text"), CONTROLS)
def test_roles(renderer: BrowserRenderer, body: str, role: str, text: str) -> None:
    found = roles(draw(renderer, body))
    assert role in found
    assert found[role].text == text


def test_elements_that_are_nothing_to_see_are_left_out(renderer: BrowserRenderer) -> None:
    page = draw(
        renderer,
        "<a>no address</a><div>plain</div><button style='visibility:hidden'>x</button>"
        "<button style='position:absolute;left:-500px'>x</button><input type=hidden>",
    )
    assert page.elements == ()
    boxed = draw(renderer, "<div style='border:1px solid #888;height:40px'></div>")
    assert [element.tag for element in boxed.elements] == ["div"]


def test_a_hidden_box_to_tick_stands_where_it_is_painted(renderer: BrowserRenderer) -> None:
    page = draw(
        renderer,
        "<label style='display:flex;gap:8px'>"
        "<input type=checkbox style='opacity:0;position:absolute'>"
        "<span style='width:22px;height:22px;border:2px solid #333'></span>Agree</label>",
    )
    box = roles(page)["checkbox"]
    assert box.tag == "input" and box.box.width == pytest.approx(26)


def test_the_picture_is_as_wide_as_the_view_and_as_tall_as_the_page(
    renderer: BrowserRenderer,
) -> None:
    assert draw(renderer, "<p>short</p>").picture.size == (800, 600)
    page = draw(renderer, "<div style='height:1500px;width:2000px'>wide</div><p>the end</p>")
    assert page.picture.width == 800 and page.picture.height > 1500
    end = one(page, "the end")
    assert end.box.y1 > 1500 and max(end.color) < 60


def test_what_sticks_to_the_screen_hides_nothing_further_down(renderer: BrowserRenderer) -> None:
    page = draw(
        renderer,
        "<div style='position:fixed;left:0;right:0;top:0;height:300px;background:#fff'>bar</div>"
        + "<p style='margin:0 0 176px'>row</p>" * 9,
    )
    assert texts(page).count("bar") == 1
    assert texts(page).count("row") == 7, "the first two lie under the bar"


OVERFLOW = [
    ("<p>fits</p>", 0),
    ("<div style='width:600px'>wide</div>", 600 + 20 - 390),
    ("<style>body{overflow:hidden}</style><div style='width:600px;height:9px'></div>", 230),
    ("<div style='overflow-x:auto'><div style='width:900px;height:9px'></div></div>", 0),
    ("<style>@media(max-width:500px){div{width:auto!important}}</style>"
     "<div style='width:700px'>adapts</div>", 0),
    ("<div style='width:100vw'>x</div>", 20),
]  # fmt: skip


@pytest.mark.parametrize(("body", "pixels"), OVERFLOW)
def test_overflow_on_a_phone(renderer: BrowserRenderer, body: str, pixels: float) -> None:
    assert draw(renderer, body).overflow_390 == pytest.approx(pixels, abs=1)


def test_tags_count_what_is_visible(renderer: BrowserRenderer) -> None:
    page = draw(renderer, "<main><p>a</p><p>b</p><p hidden>c</p></main><footer></footer>")
    assert page.tags == {"main": 1, "p": 2, "footer": 1}


def test_measure_is_what_the_page_shows(renderer: BrowserRenderer) -> None:
    family = "'Liberation Sans', Arial, sans-serif"
    plain, bold, spaced, empty = renderer.measure(
        [
            TypeSample("Hamburg", family, 40),
            TypeSample("Hamburg", family, 40, weight=700),
            TypeSample("Hamburg", family, 40, spacing=3),
            TypeSample("", family, 40),
        ]
    )
    page = draw(renderer, "<span style='font-size:40px'>Hamburg</span>")
    assert one(page, "Hamburg").box.width == pytest.approx(plain.advance, abs=0.6)
    assert bold.advance > plain.advance + 5
    assert spaced.advance == pytest.approx(plain.advance + 7 * 3, abs=0.1)
    assert 26 < plain.ascent < 32 and 6 < plain.descent < 12
    assert 0 < plain.left < plain.right <= plain.advance
    assert empty.advance == empty.ascent == 0.0
    assert renderer.measure([]) == []


def test_a_page_cannot_bend_the_ruler(renderer: BrowserRenderer) -> None:
    sample = TypeSample("Hamburg", "Arial", 40)
    before = renderer.measure([sample])
    draw(renderer, "<script>CanvasRenderingContext2D.prototype.measureText = () => ({})</script>")
    assert renderer.measure([sample]) == before


def test_a_policy_of_the_page_does_not_blind_us(renderer: BrowserRenderer) -> None:
    policy = "<meta http-equiv=Content-Security-Policy content=\"default-src 'none'\">"
    page = renderer.render(f"<!doctype html>{policy}<p>Still read</p>", 800, 600)
    assert texts(page) == ["Still read"]


def test_what_befell_a_page_is_noted(renderer: BrowserRenderer) -> None:
    page = draw(
        renderer,
        "<img src='https://elsewhere.example/logo.png'><script>alert('hi'); nowhere()</script>x",
    )
    notes = "\n".join(page.notes)
    assert "elsewhere.example" in notes and "hi" in notes and "nowhere" in notes
    assert draw(renderer, "<p>quiet</p>").notes == ()


def test_a_closed_renderer_opens_again(sandboxes: Browser) -> None:
    renderer = BrowserRenderer(sandboxes)
    assert texts(draw(renderer, "<p>one</p>")) == ["one"]
    renderer.close()
    renderer.close()
    assert texts(draw(renderer, "<p>two</p>")) == ["two"]
    renderer.close()


def test_many_pages_in_a_row_are_no_page_that_runs_away(renderer: BrowserRenderer) -> None:
    for number in range(11):
        renderer.measure([TypeSample(str(number), "Arial", 40)])
        assert texts(draw(renderer, f"<p>{number}</p>")) == [str(number)]


def test_threads_take_turns(renderer: BrowserRenderer) -> None:
    found: dict[int, list[str]] = {}

    def work(number: int) -> None:
        found[number] = texts(draw(renderer, f"<p>page {number}</p>"))

    threads = [Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {number: [f"page {number}"] for number in range(4)}


def test_another_view_gets_another_size(renderer: BrowserRenderer) -> None:
    small = renderer.render(f"{HEAD}<p>x</p>", 500, 300)
    assert small.picture.size == (500, 300)
