"""HTML as written: where each element begins and ends in the text, so that one can be changed.

The tree is built as a browser would for ordinary pages (void elements, end tags left out); a page
mended in strange ways may come out otherwise, so what is found is compared with what is expected.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser

VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
    ]
)
UNSEEN = frozenset(["head", "script", "style", "template", "title", "noscript"])
INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
        "wbr",
    ]
)
_CLOSED_BY: dict[str, frozenset[str]] = {
    "p": frozenset(
        [
            "address",
            "article",
            "aside",
            "blockquote",
            "details",
            "div",
            "dl",
            "fieldset",
            "figure",
            "footer",
            "form",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "header",
            "hr",
            "main",
            "nav",
            "ol",
            "p",
            "pre",
            "section",
            "table",
            "ul",
        ]
    ),
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "tr": frozenset({"tr", "tbody", "tfoot"}),
    "td": frozenset({"td", "th", "tr", "tbody", "tfoot"}),
    "th": frozenset({"td", "th", "tr", "tbody", "tfoot"}),
    "thead": frozenset({"tbody", "tfoot"}),
    "tbody": frozenset({"tbody", "tfoot"}),
    "option": frozenset({"option", "optgroup"}),
}
_FENCES = frozenset({"table", "ul", "ol", "select", "dl"})
_STEP = re.compile(r"^([a-z][\w\\-]*)(?::nth-of-type\((\d+)\))?$", re.I)
_SPACE = re.compile(r"\s+")


@dataclass(slots=True, eq=False)
class Tag:
    """An element: ``start``–``inner`` is its opening tag, ``end`` the place after its last."""

    name: str
    start: int
    inner: int
    parent: Tag | None = None
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Tag] = field(default_factory=list)
    close: int = -1
    end: int = -1

    def walk(self) -> Iterator[Tag]:
        """This element and all below it in order of their opening tags."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def path(self) -> str:
        """The element's CSS path from ``body``, as a rendered page names it."""
        if self.parent is None or self.name in ("body", "html"):
            return self.name
        alike = [child for child in self.parent.children if child.name == self.name]
        place = f":nth-of-type({alike.index(self) + 1})" if len(alike) > 1 else ""
        return f"{self.parent.path} > {self.name}{place}"


class Source(HTMLParser):
    """A document's text and the elements in it."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.html = html
        self._lines = [0]
        for match in re.finditer("\n", html):
            self._lines.append(match.end())
        self.root = Tag("html", 0, 0)
        self.body: Tag | None = None
        self._open: list[Tag] = []
        self.feed(html)
        self.close()
        while self._open:
            self._finish(self._open.pop(), len(html), len(html))
        self.root.close = self.root.end = len(html)
        if self.body is None:
            self.body = Tag("body", 0, 0, self.root, close=len(html), end=len(html))
            self.body.children = [child for child in self.root.children if child.name not in UNSEEN]
            for child in self.body.children:
                child.parent = self.body

    def _here(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def _finish(self, tag: Tag, close: int, end: int) -> None:
        tag.close, tag.end = close, end

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element, ending those that its start ends."""
        here = self._here()
        while self._open and tag in _CLOSED_BY.get(self._open[-1].name, frozenset()):
            self._finish(self._open.pop(), here, here)
        written = self.get_starttag_text() or ""
        attributes = {name: value or "" for name, value in attrs}
        parent = self._open[-1] if self._open else self.root
        if tag == "html":
            self.root.start, self.root.inner = here, here + len(written)
            self.root.attributes = attributes
            return
        if tag == "body" and parent.name == "head":
            self._finish(self._open.pop(), here, here)
            parent = self._open[-1] if self._open else self.root
        if tag == "tr" and parent.name == "table":  # browsers put a body round bare rows
            parent = Tag("tbody", here, here, parent)
            self._open[-1].children.append(parent)
            self._open.append(parent)
        node = Tag(tag, here, here + len(written), parent, attributes)
        parent.children.append(node)
        if tag == "body":
            self.body = node
        if tag in VOID or written.endswith("/>"):
            self._finish(node, node.inner, node.inner)
        else:
            self._open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """HTML knows no empty-element tags outside SVG; there they end at once."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close the nearest open element of that name, and what is open inside it."""
        here = self._here()
        end = self.html.find(">", here) + 1 or len(self.html)
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place].name == tag:
                while len(self._open) > place + 1:
                    self._finish(self._open.pop(), here, here)
                self._finish(self._open.pop(), here, end)
                return
            if self._open[place].name in _FENCES and tag not in ("body", "html"):
                return

    def find(self, path: str) -> Tag | None:
        """The element with this path (tags, each with its place among its like), or nothing."""
        steps = [step.strip() for step in path.split(">")]
        if not steps or self.body is None or steps[0] not in ("body", "html"):
            return None
        at = self.body if steps[0] == "body" else self.root
        for step in steps[1:]:
            match = _STEP.match(step)
            if match is None:
                return None
            alike = [child for child in at.children if child.name == match[1].lower()]
            place = int(match[2] or 1) - 1
            if place >= len(alike):
                return None
            at = alike[place]
        return at

    def text(self, tag: Tag) -> str:
        """The words an element shows, spaces evened; of a field its value or placeholder."""
        if tag.name in ("input", "textarea") and tag.inner == tag.close:
            return tag.attributes.get("value") or tag.attributes.get("placeholder", "")
        parts: list[str] = []
        place = tag.inner
        for child in tag.children:
            parts.append(self.html[place : child.start])
            if child.name not in UNSEEN:
                gap = "" if child.name in INLINE else " "
                parts.append(gap + self.text(child) + gap)
            place = child.end
        parts.append(self.html[place : tag.close])
        return _SPACE.sub(" ", unescape("".join(parts))).strip()

    def seen(self) -> Iterator[Tag]:
        """All elements of the body that can show something."""
        assert self.body is not None
        for tag in self.body.walk():
            above: Tag | None = tag
            while above is not None and above.name not in UNSEEN:
                above = above.parent
            if above is None:
                yield tag


def replaced(html: str, start: int, end: int, by: str) -> str:
    """The text with one stretch replaced."""
    return html[:start] + by + html[end:]
