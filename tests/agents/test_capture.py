"""Addresses and pasted HTML become screenshots; what is neither is said."""

from typing import TYPE_CHECKING

import pytest

from agents.capture import capture, what_is
from model.errors import BadAddress, InputError, PageFailed

if TYPE_CHECKING:
    from agents.sandbox import Browser

TALL = "<body style='margin:0;background:#00f'><div style='height:1500px'>Hi</div></body>"


@pytest.mark.parametrize(
    ("text", "kind", "full"),
    [
        ("https://example.org/a?b=c", "address", "https://example.org/a?b=c"),
        (" example.org ", "address", "https://example.org"),
        ("example.org:8443/x", "address", "https://example.org:8443/x"),
        ("<p>Hi</p>", "html", "<p>Hi</p>"),
        ("<!DOCTYPE html><p>Hi", "html", "<!DOCTYPE html><p>Hi"),
    ],
)
def test_what_the_text_is(text: str, kind: str, full: str) -> None:
    assert what_is(text) == (kind, full)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "nothing to capture"),
        ("my home page", "neither an address nor HTML"),
        ("file:///etc/passwd", "no address of a web page"),
        ("javascript:alert(1)", "no address"),
        ("localhost", "no address"),
    ],
)
def test_what_is_neither_is_said(text: str, word: str) -> None:
    with pytest.raises(InputError, match=word):
        what_is(text)


def test_html_is_pictured_in_its_view_or_whole(sandboxes: "Browser") -> None:
    seen = capture(sandboxes, TALL, width=400, height=300)
    assert seen.picture.width in range(380, 401)
    assert seen.picture.height == 300
    assert seen.picture.pixels.getpixel((200, 150)) == (0, 0, 255)
    whole = capture(sandboxes, TALL, width=400, height=300, full=True)
    assert whole.picture.height == 1500


def test_what_a_page_cannot_load_is_told(sandboxes: "Browser") -> None:
    html = "<title>Shop</title><img src='https://example.org/a.png'>"
    seen = capture(sandboxes, html, width=400, height=300)
    assert seen.title == "Shop"
    assert "example.org" in " ".join(seen.notes)


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:7860/", "http://169.254.169.254/", "http://localhost/"]
)
def test_this_machine_and_its_network_stay_closed(address: str, sandboxes: "Browser") -> None:
    with pytest.raises(BadAddress):
        capture(sandboxes, address)


def test_a_page_that_hangs_and_a_view_out_of_bounds_are_errors(sandboxes: "Browser") -> None:
    with pytest.raises(InputError, match="200 to 4096"):
        capture(sandboxes, "<p>", width=10)
    with pytest.raises(PageFailed):
        capture(sandboxes, "<p>" + "x" * 4_100_000)
