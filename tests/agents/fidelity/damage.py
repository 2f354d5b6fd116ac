"""Known damage to a page: each function takes a page's HTML and gives it back worse."""

import base64
import re
from collections.abc import Callable

from model.media.images import png_bytes
from model.rendering import Rendered

_SCRIPT = "<script>addEventListener('load', () => {{ {} }})</script>"
_TEXTS = (
    "const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), texts = [];"
    "for (let n; (n = walker.nextNode()); )"
    " if (n.nodeValue.trim() && n.parentElement.tagName !== 'SCRIPT') texts.push(n);"
)
_STYLE = re.compile(r"<style>.*?</style>", re.DOTALL)


def styled(css: str) -> Callable[[str], str]:
    return lambda html: html + f"<style>{css}</style>"


def scripted(code: str) -> Callable[[str], str]:
    return lambda html: html + _SCRIPT.format(code)


def shifted(pixels: int) -> Callable[[str], str]:
    return styled(f"html {{ position: relative; left: {pixels}px; top: {pixels}px }}")


DAMAGE: dict[str, Callable[[str], str]] = {
    "same": lambda html: html,
    "shifted 4 px": shifted(4),
    "shifted 16 px": shifted(16),
    "zoomed": styled("html { zoom: 1.1 }"),
    "serif": styled("* { font-family: 'Liberation Serif' !important }"),
    "larger type": styled("p, a, b, h1, h2, h3, label, button { font-size: 118% !important }"),
    "a third gone": scripted(
        _TEXTS + "texts.forEach((n, i) => { if (i % 3 === 0) {"
        " const s = document.createElement('span'); s.style.visibility = 'hidden';"
        " n.replaceWith(s); s.append(n) } })"
    ),
    "typos": scripted(
        _TEXTS + "for (const n of texts)"
        " n.nodeValue = n.nodeValue.replaceAll('e', 'c').replaceAll('l', 'i')"
    ),
    "no pictures": styled(
        "img, svg, canvas { visibility: hidden !important }"
        " * { background-image: none !important }"
    ),
    "grey": styled("html { filter: grayscale(1) }"),
    "inverted": styled("html { filter: invert(1); background: #fff }"),
    "no style": lambda html: _STYLE.sub("", html),
    "one column": styled("* { float: none !important; flex-direction: column !important;"
                         " grid-template-columns: 1fr !important }"),
    "blank": lambda html: "<!doctype html><title>blank</title>",
    "another page": lambda html: (
        "<!doctype html><title>other</title><body style='background:#222;color:#9c6;"
        "font:20px monospace'><h1>404</h1><p>Nothing to be found at this address.</p>"
        + "<hr><p>Perhaps a typing error?</p>" * 9
    ),
}  # fmt: skip


def data_uri(page: Rendered) -> str:
    return f"data:image/png;base64,{base64.b64encode(png_bytes(page.picture)).decode()}"


def as_one_image(page: Rendered) -> str:
    """The cheat that pixels adore."""
    return (
        f"<!doctype html><body style='margin:0'><img style='display:block' src='{data_uri(page)}'>"
    )


def text_over_image(page: Rendered) -> str:
    """The cheat that every measure of looks adores."""
    rows = "".join(
        f"<div style='position:absolute;white-space:pre;left:{line.box.x1}px;top:{line.box.y1}px;"
        f"font:{line.weight} {line.size}px/1.117 Liberation Sans;color:rgb{line.color}'>"
        f"{line.text}</div>"
        for line in page.lines
    )
    return (
        f"<!doctype html><body style='margin:0;height:{page.picture.height}px;"
        f"background:url({data_uri(page)})'>{rows}"
    )
