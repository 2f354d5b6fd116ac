"""Elements found in the source by the paths that a browser names them by."""

from __future__ import annotations

import re

import pytest

from agents.rendering import BrowserRenderer
from model.backends.embedded.rebuild.source import Source

_PAGES = {
    "plain": "<!doctype html><html><head><title>x</title></head><body><h1>One</h1><p>Two</p>"
    "</body></html>",
    "no head": "<p>One<p>Two<ul><li>Three<li>Four &amp; five</ul>",
    "bare rows": "<body><table><tr><th>A<th>B<tr><td>C<td>D</table><p>After</p>",
    "nested": "<body><div><div><p>One <b>bold</b> word</p></div><p>Two</p></div><div>Three</div>",
    "void": "<body><p>One<br>more</p><img alt=x><input value=Typed><hr><p>Two",
    "stray end": "<body><div>One</span></div><p>Two</p></div><p>Three</p>",
    "upper case": "<BODY><DIV CLASS='a'>One</DIV><P>Two</P></BODY>",
    "script": "<body><script>if (a < b) { c('<p>') }</script><p>One</p><style>p > b {}</style>",
    "comment": "<body><!-- <p>not this</p> --><p>One</p>",
}


@pytest.mark.parametrize("name", _PAGES)
def test_paths_are_those_of_the_browser(renderer: BrowserRenderer, name: str) -> None:
    html = _PAGES[name]
    source = Source(html)
    rendered = renderer.render(html, 400, 300)
    assert rendered.lines
    for line in rendered.lines:
        tag = source.find(line.path)
        assert tag is not None, line.path
        assert tag.path == line.path
        words = re.sub(r"\s", "", source.text(tag))
        assert re.sub(r"\s", "", line.text) in words


def test_text_is_what_is_shown() -> None:
    source = Source("<body><p>a &lt;b&gt;<br>c <b>d</b>e<script>no</script></p>")
    tag = source.find("body > p")
    assert tag is not None and source.text(tag) == "a <b> c de"


@pytest.mark.parametrize(
    "path", ["", "div", "body > p:nth-of-type(9)", "body > ", "body > a.b", "html > nothing"]
)
def test_other_paths_find_nothing(path: str) -> None:
    assert Source("<body><p>x</p>").find(path) is None


@pytest.mark.parametrize("html", ["", "<", "<p", "</p></p>", "<a><b></a></b>", "\x00<\xff>"])
def test_broken_html_is_read_as_far_as_it_goes(html: str) -> None:
    assert Source(html).body is not None
