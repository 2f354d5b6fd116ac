"""What hands do to pages: every action, on real pages, by pixels."""

from collections.abc import Iterator

import pytest

from agents.sandbox import ORIGIN, Browser, Observed, Sandbox, Site, Viewport
from agents.sandbox.fields import field_value
from model.actions import (
    Action,
    Answer,
    Back,
    Click,
    Done,
    Drag,
    Hover,
    Key,
    Scroll,
    Select,
    Type,
    Wait,
)
from model.actions import Home as GoHome
from model.geometry import Point

STYLE = """<!doctype html><title>Acting</title><style>
  body { margin: 0; font: 16px sans-serif } body > * { position: absolute; left: 20px }
  :is(button, input, select, a, ul, div) { top: var(--y) }</style>"""


@pytest.fixture(scope="module")
def sandbox(sandboxes: Browser) -> Iterator[Sandbox]:
    with sandboxes.open(Viewport(800, 600)) as opened:
        yield opened


def show(sandbox: Sandbox, body: str) -> Observed:
    return sandbox.load(STYLE + body)


def value(sandbox: Sandbox, name: str = "#t") -> str:
    return str(sandbox.evaluate("(name) => document.querySelector(name).value", name))


def told(seen: Observed, kind: str) -> str:
    return " ".join(entry.text for entry in seen.entries if entry.kind == kind)


def test_clicks_of_all_kinds(sandbox: Sandbox) -> None:
    show(
        sandbox,
        "<button style='--y:20px;width:200px;height:60px' id=t value=''>Press</button><script>"
        "for (const kind of ['click', 'dblclick', 'contextmenu', 'auxclick'])"
        "t.addEventListener(kind, e => { t.value += kind + e.button + ' ' });"
        "let down; t.addEventListener('mousedown', e => { down = e.timeStamp });"
        "t.addEventListener('mouseup', e => { t.dataset.held = e.timeStamp - down })</script>",
    )
    place = Point(100, 50)
    sandbox.act(Click(place))
    sandbox.act(Click(place, count=2))
    sandbox.act(Click(place, "right"))
    sandbox.act(Click(place, "middle"))
    assert value(sandbox).split() == [
        "click0", "click0", "click0", "dblclick0", "contextmenu2", "auxclick2", "auxclick1",
    ]  # fmt: skip
    sandbox.act(Click(place, hold_s=0.5))
    assert sandbox.evaluate("() => +t.dataset.held") >= 450
    assert sandbox.pointer == place


def test_hovering_shows_what_only_hovering_shows(sandbox: Sandbox) -> None:
    show(sandbox, "<a style='--y:20px' id=t>word</a><style>#t:hover{background:red}</style>")
    assert sandbox.act(Hover(Point(30, 30))).changed
    assert not sandbox.act(Hover(Point(31, 30))).changed


def test_typing(sandbox: Sandbox) -> None:
    show(
        sandbox,
        "<form onsubmit='t.value += \"!\"; return false'><input id=t style='height:60px'></form>",
    )
    sandbox.act(Type("Grüße, 世界", Point(100, 30)))
    assert value(sandbox) == "Grüße, 世界"
    sandbox.act(Type("new", Point(100, 30), clear=True, enter=True))
    assert value(sandbox) == "new!"
    sandbox.act(Key(("Control", "a")))
    sandbox.act(Type("x" * 500))
    assert value(sandbox) == "x" * 500
    assert "no key 'Foo'" in told(sandbox.act(Key(("Foo",))), "error")


@pytest.mark.parametrize(
    ("kind", "text", "expected"),
    [
        ("date", "2024-05-03", "2024-05-03"),
        ("date", "5/3/2024", "2024-05-03"),
        ("date", "May 3, 2024", "2024-05-03"),
        ("time", "8:04 pm", "20:04"),
        ("datetime-local", "2024-05-03 08:04", "2024-05-03T08:04"),
        ("month", "May 2024", "2024-05"),
        ("week", "2024-W7", "2024-W07"),
        ("color", "#0af", "#00aaff"),
        ("range", "70", "70"),
    ],
)
def test_fields_with_pickers_take_words(
    sandbox: Sandbox, kind: str, text: str, expected: str
) -> None:
    show(sandbox, f"<input id=t type={kind} style='--y:20px' onchange='document.title = value'>")
    sandbox.act(Type(text, Point(60, 30)))
    assert value(sandbox) == expected
    assert sandbox.evaluate("() => document.title") == expected


@pytest.mark.parametrize(
    ("kind", "text"), [("date", "tomorrow"), ("color", "red"), ("text", "5/3/2024"), ("week", "7")]
)
def test_other_words_are_typed_as_they_are(kind: str, text: str) -> None:
    assert field_value(kind, text) is None


def test_digits_go_into_a_date_key_by_key(sandbox: Sandbox) -> None:
    show(sandbox, "<input id=t type=date style='--y:20px'>")
    sandbox.act(Click(Point(28, 30)))
    for digit in "05032024":
        sandbox.act(Key((digit,)))
    assert value(sandbox) == "2024-05-03"


OPTIONS = "<option>Red</option><option>Green apple</option><option disabled>Blue</option>"


@pytest.mark.parametrize("style", ["", "appearance:none;border:1px solid red;padding:8px 30px"])
def test_a_native_list_opens_in_the_page_and_looks_the_same_after(
    sandbox: Sandbox, style: str
) -> None:
    closed = show(sandbox, f"<select id=t style='--y:20px;{style}'>{OPTIONS}</select>")
    opened = sandbox.act(Click(Point(50, 32)))
    below = (0, 60, 200, 140)
    assert opened.picture.pixels.crop(below) != closed.picture.pixels.crop(below)
    sandbox.act(Key(("ArrowDown",)))
    sandbox.act(Key(("Enter",)))
    assert value(sandbox) == "Green apple"
    sandbox.evaluate("() => { t.selectedIndex = 0; t.blur() }")
    sandbox.act(Hover(Point(700, 500)))
    assert sandbox.look().digest == closed.picture.digest


def test_selecting(sandbox: Sandbox) -> None:
    show(sandbox, f"<select id=t style='--y:20px' onchange='document.title += value'>{OPTIONS}")
    place = Point(40, 30)
    assert sandbox.act(Select("green", place)).changed
    assert value(sandbox) == "Green apple"
    sandbox.act(Click(place))
    sandbox.act(Select("Red", place))
    assert value(sandbox) == "Red"
    assert sandbox.evaluate("() => document.title") == "ActingGreen appleRed"
    assert "greyed out" in told(sandbox.act(Select("Blue", place)), "error")
    missing = sandbox.act(Select("Violet", place))
    assert "it offers 'Red', 'Green apple', 'Blue'" in told(missing, "error")


def test_selecting_in_a_list_that_the_page_draws(sandbox: Sandbox) -> None:
    show(
        sandbox,
        "<button style='--y:20px' onclick='l.hidden = !l.hidden'>Choose…</button>"
        "<ul id=l hidden style='--y:60px' onclick='document.title = event.target.textContent;"
        "l.hidden = true'><li>Red<li>Green<li>Green apple</ul>",
    )
    sandbox.act(Select("Green", Point(40, 30)))
    assert sandbox.evaluate("() => document.title") == "Green"
    assert "'Violet'" in told(sandbox.act(Select("Violet", Point(40, 30))), "error")


def test_selecting_inside_a_frame(sandbox: Sandbox) -> None:
    inner = f'<body style="margin:0"><select id=t>{OPTIONS}</select>'.replace("<", "&lt;")
    frame = f"<iframe style='top:100px;left:50px;border:3px solid' srcdoc='{inner}'></iframe>"
    show(sandbox, frame)
    sandbox.act(Select("Green apple", Point(75, 112)))
    script = "() => document.querySelector('iframe').contentDocument.querySelector('#t').value"
    assert sandbox.evaluate(script) == "Green apple"


def test_scrolling_and_dragging(sandbox: Sandbox) -> None:
    show(
        sandbox,
        "<input type=range id=t style='--y:20px;width:300px' min=0 max=100 value=0>"
        "<p style='top:3000px'>End",
    )
    sandbox.act(Drag(Point(28, 28), Point(312, 28)))
    assert float(value(sandbox)) > 90
    seen = sandbox.act(Scroll("down", 300))
    assert seen.changed and seen.settled
    assert sandbox.evaluate("() => scrollY") == 300
    sandbox.act(Scroll("up", 1000, Point(400, 300)))
    assert sandbox.evaluate("() => scrollY") == 0
    whole = sandbox.look(full=True)
    assert whole.width == 800 and whole.height > 3000


def test_scrollbars_are_shown_or_hidden(sandboxes: Browser) -> None:
    tall = "<body style='height:3000px;margin:0'>"
    script = "() => innerWidth - document.documentElement.clientWidth"
    with sandboxes.open() as shown, sandboxes.open(Viewport(scrollbars=False)) as hidden:
        shown.load(tall)
        hidden.load(tall)
        assert shown.evaluate(script) > 0
        assert hidden.evaluate(script) == 0


def test_pixels_are_those_of_the_picture(sandboxes: Browser) -> None:
    with sandboxes.open(Viewport(400, 300, 2.0)) as sharp:
        seen = sharp.load("<body style='margin:0'><button style='margin:100px 0 0 200px;width:99px;"
                          "height:60px' onclick='document.title=1'>B")  # fmt: skip
        assert seen.picture.size == (800, 600)
        sharp.act(Click(Point(500, 260)))
        assert sharp.evaluate("() => document.title") == "1"
        assert sharp.pointer == Point(500, 260)
        assert sharp.look(full=True).size == (800, 600)


PAGES = Site(
    {
        "/": (
            "text/html",
            STYLE.encode() + b"<a style='--y:20px' href='/two'>Two</a>"
            b"<a style='--y:60px' href='/two' target=_blank>Window</a>"
            b"<a style='--y:100px' href='https://example.org/'>Far</a>"
            b"<a style='--y:140px' href='/nowhere'>Nowhere</a>"
            b"<button style='--y:180px' onclick=\"window.open('').document.write('<h1>Hi</h1>')\">"
            b"Written</button>"
            b"<a style='--y:220px' download='a.txt' href='/two'>Load</a>"
            b"<input type=file style='--y:260px' id=t>"
            b"<button style='--y:300px' onclick=\"document.title = confirm('Sure?') + "
            b"prompt('Name?', 'Ann')\">Ask</button>"
            b"<a style='--y:340px' href='file:///etc/hostname'>File</a>"
            b"<button style='--y:380px' onclick=\"location = URL.createObjectURL(new Blob())\">"
            b"Blob</button>",
        ),
        "/two": ("text/html", b"<title>Two</title><h1>Two</h1>"),
    }
)


def test_pages_follow_links_and_go_back(sandbox: Sandbox) -> None:
    sandbox.load(PAGES)
    assert "no page to go back" in told(sandbox.act(Back()), "navigation")
    seen = sandbox.act(Click(Point(30, 30)))
    assert (seen.url, sandbox.title) == (ORIGIN + "/two", "Two")
    sandbox.act(Back())
    assert sandbox.url == ORIGIN + "/"
    sandbox.act(Click(Point(50, 150)))
    assert sandbox.title == "Not found"
    sandbox.act(GoHome())
    assert sandbox.title == "Acting"


def test_windows_open_in_the_same_page(sandbox: Sandbox) -> None:
    sandbox.load(PAGES)
    seen = sandbox.act(Click(Point(50, 70)))
    assert seen.url == ORIGIN + "/two" and "same page" in told(seen, "popup")
    sandbox.act(Back())
    seen = sandbox.act(Click(Point(40, 190)))
    assert "same page" in told(seen, "popup")
    assert sandbox.evaluate("() => document.body.innerText").strip() == "Hi"


def test_what_leads_out_leads_nowhere(sandbox: Sandbox) -> None:
    before = sandbox.load(PAGES).picture
    seen = sandbox.act(Click(Point(30, 110)))
    assert "no network" in told(seen, "refused") and seen.url == ORIGIN + "/"
    assert sandbox.act(Click(Point(30, 350))).url == ORIGIN + "/", "a file of this machine"
    sandbox.act(Click(Point(40, 390)))
    sandbox.act(Wait(0.3))
    assert sandbox.url == ORIGIN + "/", "a page that a script made up"
    assert before.size == (800, 600)


def test_downloads_files_and_dialogs(sandbox: Sandbox) -> None:
    sandbox.load(PAGES)
    assert "'a.txt' was not downloaded" in told(sandbox.act(Click(Point(35, 230))), "download")
    sandbox.act(Click(Point(60, 270)))
    sandbox.act(Wait(0.2))
    assert sandbox.evaluate("() => t.files[0].name") == "sample.txt"
    assert any(entry.kind == "file" for entry in sandbox.entries)
    seen = sandbox.act(Click(Point(35, 310)))
    assert sandbox.evaluate("() => document.title") == "trueAnn"
    assert "'Sure?'" in told(seen, "dialog") and "'Ann'" in told(seen, "dialog")


@pytest.mark.parametrize("action", [Done(), Answer("42")])
def test_endings_only_look(sandbox: Sandbox, action: Action) -> None:
    show(sandbox, "<h1>Still</h1>")
    assert not sandbox.act(action).changed


def test_a_page_starts_afresh(sandbox: Sandbox) -> None:
    script = "() => [localStorage.length, sessionStorage.length, document.cookie]"
    show(sandbox, "<script>localStorage.a = sessionStorage.a = 1; document.cookie = 'a=1'</script>")
    assert sandbox.evaluate(script) == [1, 1, "a=1"]
    show(sandbox, "<h1>Next</h1>")
    assert sandbox.evaluate(script) == [0, 0, ""]


def test_a_place_outside_the_view(sandbox: Sandbox) -> None:
    show(sandbox, "<h1>Small</h1>")
    assert "outside the view" in told(sandbox.act(Click(Point(5000, 10))), "error")


def test_live_frames(sandbox: Sandbox) -> None:
    show(sandbox, "<p style='top:3000px'>Tall")
    sandbox.live(True)
    sandbox.act(Scroll("down", 200))
    first = sandbox.frame()
    assert first is not None and first.data.startswith(b"\xff\xd8")
    assert (first.width, first.height) == (800, 600)
    sandbox.act(Scroll("down", 200))
    second = sandbox.frame()
    assert second is not None and second.serial > first.serial
    sandbox.live(False)
