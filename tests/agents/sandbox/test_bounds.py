"""A page that hangs, grows or runs away is ended with a sentence, and nobody else notices."""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from string import ascii_lowercase

import pytest

from agents.sandbox import Browser, Observed
from agents.sandbox.bounds import descendants, is_renderer
from model.actions import Click, Key, Type
from model.errors import PageFailed
from model.geometry import Point
from model.settings import Settings, load

FIELD = "<style>body{margin:0}</style><input autofocus style='width:300px;height:40px'>"


@pytest.fixture(scope="module")
def strict() -> Iterator[Browser]:
    """Tighter limits than the app's, so that reaching them takes little time."""
    settings = replace(
        load(),
        page_step_s=2.0,
        page_settle_s=1.0,
        page_load_s=4.0,
        page_memory_mb=200,
        page_nodes=20_000,
    )
    browser = Browser(settings)
    yield browser
    browser.close()


@contextmanager
def busy_neighbour(browser: Browser) -> Iterator[list[Observed]]:
    """Another sandbox, typing all the while; every step has to work.

    One letter after another of the alphabet: a full field of equal letters looks the
    same after one more, and how soon it is full depends on the machine.
    """
    steps: list[Observed] = []
    typed: list[str] = []
    over = threading.Event()
    failed: list[BaseException] = []

    def work() -> None:
        try:
            with browser.open() as sandbox:
                sandbox.load(FIELD)
                while not over.is_set() or not steps:
                    typed.append(ascii_lowercase[len(typed) % 26])
                    steps.append(sandbox.act(Type(typed[-1], Point(50, 20))))
                value = sandbox.evaluate("() => document.querySelector('input').value")
                assert sorted(value) == sorted(typed)
        except BaseException as error:
            failed.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield steps
    finally:
        over.set()
        thread.join()
    assert not failed, failed
    assert all(step.changed for step in steps)


BOMBS = {
    "loop": "while (true) {}",
    "arrays": "const all = []; while (true) all.push(new Array(1e6).fill(Math.random()))",
    "buffers": "const all = []; while (true) all.push(new Uint8Array(5e7).fill(1))",
    "strings": "let all = []; while (true) all.push('x'.repeat(1e7) + all.length)",
    "nodes": "while (true) document.body.append(document.createElement('p'))",
    "reload": "location.href = '?' + Math.random()",
    "dialogs": "while (true) alert('again')",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_page_that_misbehaves_on_loading_is_ended(strict: Browser, bomb: str) -> None:
    with busy_neighbour(strict), strict.open() as sandbox:
        with pytest.raises(PageFailed) as caught:
            sandbox.load(f"<body><h1>Bomb</h1><script>{BOMBS[bomb]}</script>")
            # What goes off a moment after loading is told by the next call.
            for _ in range(20):
                sandbox.act(Key(("Shift",)))
        assert_sentence(caught.value)
        if bomb in ("arrays", "buffers"):
            assert "more memory" in str(caught.value)
        assert sandbox.load(FIELD).settled, "the sandbox itself can be used again"


@pytest.mark.parametrize("bomb", ["loop", "buffers", "dialogs"])
def test_a_page_that_misbehaves_on_a_click_is_ended(strict: Browser, bomb: str) -> None:
    with busy_neighbour(strict), strict.open() as sandbox:
        sandbox.load(
            "<body style='margin:0'><button style='width:200px;height:80px' "
            f'onclick="{BOMBS[bomb]}">Press</button>'
        )
        with pytest.raises(PageFailed) as caught:
            sandbox.act(Click(Point(50, 40)))
        assert_sentence(caught.value)
        again = pytest.raises(PageFailed, sandbox.act, Click(Point(50, 40)))
        assert str(again.value) == str(caught.value), "it stays ended until a page is opened"
        assert sandbox.load(FIELD).settled


def test_endless_meta_refresh_is_ended(strict: Browser) -> None:
    with strict.open() as sandbox, pytest.raises(PageFailed, match="one address after another"):
        sandbox.load("<meta http-equiv='refresh' content='0'><h1>Round</h1>")
        for _ in range(20):
            sandbox.act(Key(("Shift",)))


def test_windows_that_open_without_end_are_ended(strict: Browser) -> None:
    with strict.open() as sandbox, pytest.raises(PageFailed, match="one window after another"):
        sandbox.load("<script>setInterval(() => window.open('about:blank'), 1)</script>")
        for _ in range(20):
            sandbox.act(Key(("Shift",)))


def test_too_many_nodes(strict: Browser) -> None:
    with strict.open() as sandbox:
        with pytest.raises(PageFailed, match="30,00. elements and texts .* limit is 20,000"):
            sandbox.load("<body>" + "<p>x" * 15_000)
        assert sandbox.load("<body>" + "<p>x" * 9_000).settled


def test_a_hundred_thousand_nodes_at_the_limits_of_the_app(sandboxes: Browser) -> None:
    with sandboxes.open() as sandbox, pytest.raises(PageFailed, match="elements and texts"):
        sandbox.load("<body>" + "<div></div>" * 100_000)


def test_too_much_html(sandboxes: Browser) -> None:
    with sandboxes.open() as sandbox, pytest.raises(PageFailed, match="5.0 MB .* limit is 4 MB"):
        sandbox.load("<p>" + "x" * 5_000_000)


def test_binary_is_no_page(sandboxes: Browser) -> None:
    data = bytes(range(256)) * 40
    with sandboxes.open() as sandbox, pytest.raises(PageFailed, match="binary"):
        sandbox.load(data.decode("utf-8", "replace"))


def test_a_page_that_was_ended_uses_no_time_any_more(strict: Browser) -> None:
    def renderers() -> set[int]:
        return {pid for pid in descendants(os.getpid()) if is_renderer(pid)}

    before = renderers()
    with strict.open() as sandbox, pytest.raises(PageFailed):
        sandbox.load("<script>setTimeout(() => { while (true) {} }, 0)</script>")
        sandbox.act(Key(("Shift",)))
    end = time.monotonic() + 10
    while renderers() - before and time.monotonic() < end:
        threading.Event().wait(0.05)
    assert not renderers() - before


def test_evaluating_is_bounded(strict: Browser) -> None:
    with strict.open() as sandbox:
        sandbox.load(FIELD)
        with pytest.raises(PageFailed, match="measuring script .* after 1"):
            sandbox.evaluate("() => new Promise(() => {})", timeout_s=1.0)


def test_a_page_that_moves_for_ever_is_not_settled(sandboxes: Browser) -> None:
    page = (
        "<body style='margin:0'><div id=d style='width:40px;height:40px;background:red'></div>"
        "<script>let x = 0; (function go() { d.style.marginLeft = (x = (x + 7) % 900) + 'px';"
        "requestAnimationFrame(go) })()</script>"
    )
    with sandboxes.open() as sandbox:
        seen = sandbox.load(page)
        assert not seen.settled
        assert not sandbox.act(Click(Point(10, 300))).settled


def test_nothing_is_open_yet(sandboxes: Browser) -> None:
    with sandboxes.open() as sandbox, pytest.raises(PageFailed, match="No page is open"):
        sandbox.act(Click(Point(1, 1)))


def test_limits_are_the_settings() -> None:
    assert Settings().page_nodes < 100_000


def assert_sentence(error: Exception) -> None:
    text = str(error)
    assert text.endswith(".") and "Traceback" not in text and "Error:" not in text
    assert len(text) < 300
