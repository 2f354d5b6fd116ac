"""Pages as models really write them, and hostile text; each mending is said."""

import html as entities
import json
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.errors import ServerFailed
from model.wire.html import read_page, so_far

PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Shop</title>
<style>
body { margin: 0 }
@media (max-width: 600px) {
  .card { width: 100% }
}
</style>
</head>
<body>
<h1 class="title">Shop</h1>
<p>2 &lt; 3 and "quotes"</p>
<button onclick="alert('a\\n' + 1)">Buy</button>
<script>
if (1 < 2) { document.title = "</p>" + 'x\\n'; }
</script>
</body>
</html>"""


@pytest.mark.parametrize(
    "reply",
    [
        PAGE,
        f"```html\n{PAGE}\n```",
        f"Here is the page:\n\n```html\n{PAGE}\n```\n\nIt uses flexbox. The <div> is centred.",
        f"Here it is:\n{PAGE}\n\nI hope that it helps.",
        f"~~~HTML\n{PAGE}\n~~~",
        f"```\n{PAGE}\n```",
        f"<think>First a <div>, then</think>\n{PAGE}",
        f"I plan a <div></think>{PAGE}",
        f"<think></think><answer>{PAGE}</answer>",
        f"<think></think><answer>\n```html\n{PAGE}\n```\n</answer>",
        f"<|begin_of_box|>{PAGE}<|end_of_box|>",
        f"```html\n{PAGE}",
        f"\ufeff{PAGE}",
    ],
)
def test_a_whole_page_is_taken_as_it_is(reply: str) -> None:
    page = read_page(reply)
    assert page.html == PAGE
    assert page.mended == ()


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        (entities.escape(PAGE), "&lt;"),
        (f"```html\n{entities.escape(PAGE)}\n```", "&lt;"),
        (json.dumps(PAGE), "string"),
        (json.dumps(PAGE)[1:-1], "string"),
        (json.dumps({"html": PAGE}), "string"),
        (f"```json\n{json.dumps({'html': PAGE})}\n```", "string"),
        (f"{PAGE}\n{PAGE}", "2 times"),
        (f"{PAGE}\n{PAGE}\n{PAGE[:300]}", "3 times"),
        (f"{PAGE[:200]}\n{PAGE}", "2 times"),
        (f"```html\n{PAGE[:200]}\n```\nBetter:\n```html\n{PAGE}\n```", "2 blocks"),
        (f"```html\n<p>Old</p>\n```\n```html\n{PAGE}\n```\n", "2 blocks"),
    ],
)
def test_a_page_in_disguise(reply: str, word: str) -> None:
    page = read_page(reply)
    assert page.html == PAGE
    assert len(page.mended) == 1
    assert word in page.mended[0]


def test_escapes_in_scripts_stay_as_they_are() -> None:
    assert r"alert('a\n' + 1)" in read_page(PAGE).html
    assert r"alert('a\n' + 1)" in read_page(json.dumps(PAGE)).html


@pytest.mark.parametrize(
    ("cut_at", "word", "kept", "lost"),
    [
        ('<h1 class="ti', "tag", "<body>", "<h1"),
        ('<h1 class="title"', "tag", "<body>", "<h1"),
        ('<h1 class="title">Sh', "end of the page", ">Sh\n</h1></body></html>", "Shop</h1>"),
        (
            "@media (max-width: 600px) {\n  .card { wid",
            "style sheet",
            "margin: 0 }</style>",
            "card",
        ),
        ("if (1 < 2) { docu", "script", "Buy</button>", "<script>"),
        ("<title>Sh", "title", "<title>Sh</title>", "Shop"),
        ("</p>\n<button onclick=\"alert('a", "tag", "quotes", "<button"),
    ],
)
def test_a_page_that_was_cut_off_is_closed(cut_at: str, word: str, kept: str, lost: str) -> None:
    cut = PAGE[: PAGE.index(cut_at) + len(cut_at)]
    page = read_page(cut)
    assert word in " ".join(page.mended)
    assert kept in page.html
    assert lost not in page.html
    assert page.html.endswith("</html>")
    balanced(page.html)


def test_a_finished_rule_inside_media_keeps_its_block_closed() -> None:
    cut = PAGE[: PAGE.index("width: 100% }") + len("width: 100% }")] + "\n  .b { color"
    html = read_page(cut).html
    style = html[html.index("<style>") : html.index("</style>")]
    assert style.count("{") == style.count("}")
    assert ".card" in style


@pytest.mark.parametrize(
    ("reply", "words", "parts"),
    [
        ("<div>Hi</div>", ["piece"], ["<!DOCTYPE html>", "<body>\n<div>Hi</div>", "charset"]),
        ("<style>a{}</style><div>Hi</div>", ["piece"], ["<style>a{}</style>\n</head>"]),
        ("<body><p>Hi</body>", ["piece", "head"], ["<body><p>Hi</body>", "viewport"]),
        ("<html><body>Hi</body></html>", ["doctype", "head"], ["<!DOCTYPE html>\n<html>"]),
        (
            "```html\n<div>Hi</div>\n```\n```css\ndiv { color: red }\n```\n```js\nlet a = 1;\n```",
            ["piece", "CSS", "script"],
            ["<style>\ndiv { color: red }\n</style>\n</head>", "let a = 1;\n</script>\n</body>"],
        ),
    ],
)
def test_what_a_document_lacks_is_put_round_it(
    reply: str, words: list[str], parts: list[str]
) -> None:
    page = read_page(reply)
    for word, sentence in zip(words, page.mended, strict=True):
        assert word in sentence
    for part in parts:
        assert part in page.html
    balanced(page.html)


def test_a_model_that_loops_is_heard_once() -> None:
    row = '<div class="card">\n<b>Again</b>\n</div>\n'
    start = PAGE[: PAGE.index("<button")]
    page = read_page(start + row * 400 + row[:20])
    assert page.html.count("Again") == 1
    assert "same 3 lines 400 times" in page.mended[0]
    balanced(page.html)
    meant = PAGE.replace("<button", row * 40 + "<button")
    assert read_page(meant).html == meant
    cut = read_page(start + row * 4 + row[:20])
    assert cut.html.count("Again") == 4


def test_prose_after_a_piece_is_left_out() -> None:
    assert "I hope" not in read_page("<div>Hi</div>\n\nI hope it helps.").html


@pytest.mark.parametrize(
    ("inside", "word", "gone", "kept"),
    [
        ('<script src="https://cdn.tailwindcss.com"></script>', "cdn.tailwindcss.com",
         "tailwind", ""),
        ('<script src="https://a.org/x.js">ignored()</script>', "1 script from", "ignored", ""),
        ('<link rel="stylesheet" href="https://fonts.googleapis.com/css?f=Inter">',
         "fonts.googleapis.com", "googleapis", ""),
        ('<link rel="stylesheet" href="style.css">', "beside the page", "style.css", ""),
        ('<img src="https://placehold.co/600x400" alt="A">', "grey", "placehold", 'alt="A"'),
        ('<img src="logo.png">', "beside the page", "logo.png", "data:image/svg+xml"),
        ('<img srcset="//x.org/a.png 2x" src="data:image/gif;base64,AA">', "x.org", "srcset",
         "base64,AA"),
        ("<style>@import url('https://x.org/a.css'); p{color:red}</style>", "x.org", "@import",
         "p{color:red}"),
        ("<style>p{background:url(https://x.org/a.png)}</style>", "x.org", "https",
         "background:none"),
        ('<p style="background: url(https://x.org/a.png)">', "x.org", "https",
         'style="background: none"'),
        ('<iframe src="https://x.org/"></iframe>', "1 frame", "https", "<iframe"),
        ('<script type="module">import a from "https://esm.sh/a"</script>', "will not be reached",
         "nothing", "import a"),
        ('<script type="module">import "./parts.js"</script>', "files beside the page", "nothing",
         "import"),
    ],
)  # fmt: skip
def test_what_would_come_from_elsewhere_is_taken_out_and_said(
    inside: str, word: str, gone: str, kept: str
) -> None:
    page = read_page(PAGE.replace("<h1", inside + "<h1"))
    (sentence,) = page.mended
    assert word in sentence
    assert gone not in page.html
    assert kept in page.html
    assert '<h1 class="title">' in page.html


@pytest.mark.parametrize(
    "inside",
    [
        '<a href="https://example.org/">out</a>',
        '<form action="/send">',
        '<img src="data:image/png;base64,AAAA">',
        "<style>p{background:url(data:image/png;base64,AAAA)}</style>",
        '<svg><use href="#icon"/></svg>',
        "<p>See https://example.org/a.png</p>",
        "<!-- <script src='https://x.org'></script> -->",
    ],
)
def test_what_needs_no_loading_stays(inside: str) -> None:
    whole = PAGE.replace("<h1", inside + "<h1")
    assert inside in read_page(whole).html


def test_a_placeholder_has_the_size_the_address_tells() -> None:
    html = read_page(PAGE.replace("<h1", '<img src="https://p.co/600x400"><h1')).html
    assert "width=%22600%22" in html
    html = read_page(PAGE.replace("<h1", '<img width="64" height="32" src="a.png"><h1')).html
    assert "width=%2264%22 height=%2232%22" in html


@pytest.mark.parametrize(
    ("reply", "word"),
    [
        ("", "empty"),
        ("  \n", "empty"),
        ("<think>a <div>", "thinking only"),
        ("Sorry, I cannot see a page.", "'Sorry, I cannot see a page.'"),
        ("```python\nprint(1 < 2)\n```", "no HTML"),
        ("\x89PNG\x00\x00\x00\x01\x02\x03<div>" + "\x00" * 50, "bytes"),
        ("<div>" + "x" * 4_100_000, "4 MB"),
    ],
)
def test_no_page_is_said(reply: str, word: str) -> None:
    with pytest.raises(ServerFailed, match=word):
        read_page(reply)


def test_the_page_so_far_is_always_a_whole_one() -> None:
    shown = [so_far(f"Sure!\n```html\n{PAGE}\n```"[:cut]) for cut in range(0, len(PAGE) + 30, 7)]
    assert shown[0] == ""
    assert shown[-1] == PAGE
    for html in filter(None, shown):
        assert html.endswith("</html>")
        balanced(html)


class Balance(HTMLParser):
    """Fails where a closing tag does not answer the last open one."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "link", "img", "br", "input", "p", "li"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in ("p", "li"):
            assert self.open
            assert self.open.pop() == tag


def balanced(html: str) -> None:
    parser = Balance()
    parser.feed(html)
    parser.close()
    assert parser.open == []


@given(st.integers(0, len(PAGE)))
def test_a_cut_anywhere_gives_a_balanced_page_or_none(cut: int) -> None:
    html = so_far(PAGE[:cut])
    if html:
        balanced(html)
        assert html.endswith("</html>")


@given(st.integers(0, len(PAGE)))
def test_a_mended_page_needs_no_mending(cut: int) -> None:
    if html := so_far(PAGE[:cut]):
        assert read_page(html).html == html
        assert read_page(html).mended == ()


@given(st.text(alphabet="<>/!-\"'= \n`&;\\ntdivhmlscripye{}", max_size=120))
def test_anything_is_read_without_another_error(reply: str) -> None:
    try:
        page = read_page(reply)
    except ServerFailed as error:
        assert str(error).endswith(".")
    else:
        assert "</html>" in page.html


@pytest.mark.parametrize(
    "bomb",
    [
        "<" * 300_000,
        "<a " * 150_000,
        "<a b='" * 150_000,
        "<!--" * 200_000,
        "<div>" * 60_000,
        "<script>" * 60_000,
        "</script>" * 40_000,
        "```html\n" * 110_000,
        "<!doctype html>" * 30_000,
        "<html></html>" * 70_000,
        "&lt;div&gt;" * 80_000,
        '<a b=\\"c\\">\\n' * 30_000,
        "<style>" + "url(" * 200_000,
        "<style>" + "@import " * 100_000,
        "<div style='" + "url(" * 200_000,
        '<p style="a:url(' + "x" * 800_000,
        "<img src=a " + "b=c " * 200_000 + ">",
        "<title>" * 100_000,
        "<p>" + "\\" * 300_000,
        "<!doctype " * 90_000,
        "a\n" * 300_000,
        "a\nb\nc\n" * 100_000 + "d",
    ],
)
def test_hostile_replies_end(bomb: str) -> None:
    so_far("<div>" + bomb)
