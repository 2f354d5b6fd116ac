"""HTML as a row of tokens in one pass: enough to close, cut and rewrite it without a parser.

Every step moves forward, so hostile text costs linear time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "open", "close", "raw", "comment", "other", "cut"]

RAW = ("script", "style", "textarea", "title")
"""Elements whose content is text up to their own closing tag."""

VOID = frozenset(
    (
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
        "source", "track", "wbr",
    )
)  # fmt: skip

_BEGIN = re.compile(r"<(?=[A-Za-z!?]|/[A-Za-z]|/?\Z)")
_NAME = re.compile(r"</?([A-Za-z][^\s/>]{0,80})")
_TO_QUOTE = re.compile(r"[^>\"']*")
# A model that begins the page again does so in a style sheet too; a script may name a doctype.
_RAW_END = {
    name: re.compile(
        rf"</{name}(?=[\s/>]|\Z)" + ("" if name == "script" else r"|<!doctype\s{1,9}html"),
        re.IGNORECASE,
    )
    for name in RAW
}
_ATTRIBUTE = re.compile(
    r"([^\s\"'>/=]{1,200})(?:\s{0,20}=\s{0,20}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the page from ``start`` to ``end``; ``name`` is a tag's, in lower case.

    ``raw`` is what stands between ``<script>`` and its end. ``cut`` is a construct that the text
    ends in: ``name`` says which (``tag``, ``attribute``, ``comment`` or a raw element's name).
    """

    kind: Kind
    start: int
    end: int
    name: str = ""


def tokens(html: str) -> Iterator[Token]:
    """All of ``html`` in order, without gaps."""
    at = 0
    length = len(html)
    while at < length:
        found = _BEGIN.search(html, at)
        if found is None:
            yield Token("text", at, length)
            return
        less = found.start()
        if less > at:
            yield Token("text", at, less)
        if html.startswith("<!--", less):
            end = html.find("-->", less + 4)
            if end < 0:
                yield Token("cut", less, length, "comment")
                return
            yield Token("comment", less, end + 3)
            at = end + 3
            continue
        name = _NAME.match(html, less)
        if name is None:
            if html.startswith(("<!", "<?"), less):
                end = html.find(">", less)
                if end < 0:
                    yield Token("cut", less, length, "tag")
                    return
                yield Token("other", less, end + 1)
                at = end + 1
                continue
            yield Token("cut", less, length, "tag")
            return
        end_or_none, within = _tag_end(html, name.end())
        if end_or_none is None:
            yield Token("cut", less, length, within)
            return
        at = end_or_none
        tag = name.group(1).lower()
        if html[less + 1] == "/":
            yield Token("close", less, at, tag)
            continue
        yield Token("open", less, at, tag)
        if tag in RAW and html[at - 2] != "/":
            ending = _RAW_END[tag].search(html, at)
            if ending is None:
                yield Token("cut", at, length, tag)
                return
            if ending.start() > at:
                yield Token("raw", at, ending.start(), tag)
            at = ending.start()


def _tag_end(html: str, at: int) -> tuple[int | None, str]:
    while True:
        plain = _TO_QUOTE.match(html, at)
        place = plain.end() if plain else at
        if place >= len(html):
            return None, "tag"
        if html[place] == ">":
            return place + 1, ""
        if _after_equals(html, place):
            closing = html.find(html[place], place + 1)
            if closing < 0:
                return None, "attribute"
            at = closing + 1
        else:
            at = place + 1  # a stray quote opens nothing


def _after_equals(html: str, place: int) -> bool:
    back = place - 1
    while back > place - 20 and html[back].isspace():
        back -= 1
    return html[back] == "="


def attributes(tag: str) -> dict[str, str]:
    """A start tag's attributes by name in lower case; the first of a name counts."""
    found: dict[str, str] = {}
    for name, value, _, _ in attribute_spans(tag):
        found.setdefault(name, value)
    return found


def attribute_spans(tag: str) -> Iterator[tuple[str, str, int, int]]:
    """Name, value, start and end of every attribute of a start tag."""
    name = _NAME.match(tag)
    for match in _ATTRIBUTE.finditer(tag, name.end() if name else 1, len(tag) - 1):
        value = next((part for part in match.groups()[1:] if part is not None), "")
        yield match.group(1).lower(), value, match.start(), match.end()
