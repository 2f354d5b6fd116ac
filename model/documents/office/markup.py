"""HTML from anywhere, reduced to what can be laid out: no scripts, nothing fetched, cells marked.

Every table cell, heading and picture gets an id, so that the layout can tell where it went; the
tables' words come along as data.
"""

from __future__ import annotations

import base64
import binascii
import html as escapes
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote_to_bytes


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


_KEPT = _names(
    "p div section article header footer nav main aside h1 h2 h3 h4 h5 h6 ul ol li dl dt dd "
    "blockquote pre code kbd samp b strong i em u s del ins sub sup small mark q cite "
    "abbr span a br hr table thead tbody tfoot tr td th caption figure figcaption address"
)
_SILENT = _names(
    "script style template iframe object embed svg canvas noframes applet select textarea "
    "datalist audio video title"
)
"""Elements that are left out with all that is in them."""
_VOID = _names("br hr img input meta link col area base source track wbr param")
_BLOCKS = _names(
    "p div section article header footer nav main aside h1 h2 h3 h4 h5 h6 ul ol li dl dt dd "
    "blockquote pre table tr td th figure figcaption address br hr"
)
_TABLE_PARTS = _names("table thead tbody tfoot tr td th caption")
_ATTRIBUTES = frozenset(("dir", "lang", "start", "type", "colspan", "rowspan"))
_CLOSES = {
    "li": ({"li"}, {"ul", "ol"}),
    "tr": ({"tr", "td", "th"}, {"table"}),
    "td": ({"td", "th"}, {"tr", "table"}),
    "th": ({"td", "th"}, {"tr", "table"}),
    "dt": ({"dt", "dd"}, {"dl"}),
    "dd": ({"dt", "dd"}, {"dl"}),
}
"""Elements that end their like when they begin, up to the nearest of the second set."""
_DEEPEST = 80
_WIDEST = 1_000
_DATA_URL = re.compile(r"data:image/(png|jpe?g|gif|bmp|webp|svg\+xml)[^,]*?(;base64)?,", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ALIGN = re.compile(r"text-align\s*:\s*(left|right|center|justify)", re.IGNORECASE)
_BREAK = re.compile(r"page-break-before\s*:\s*always", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_NUMBER = re.compile(r"\d+")

Finder = Callable[[str], bytes | None]
"""Gives the bytes of a picture that lies in the document itself, ``None`` for all others."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell as written: its words and how many rows and columns it takes."""

    id: str
    text: str
    rows: int = 1
    columns: int = 1
    header: bool = False


@dataclass(slots=True)
class TableDraft:
    """A table's cells row by row, as they come in the source."""

    rows: list[list[Cell]] = field(default_factory=list)
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, its level 1 to 6 and the id it bears in the layout."""

    id: str
    title: str
    level: int


@dataclass(frozen=True, slots=True)
class Markup:
    """Cleaned HTML with its pictures, and what was met on the way."""

    html: str
    files: dict[str, bytes]
    tables: tuple[TableDraft, ...]
    headings: tuple[Heading, ...]
    alts: tuple[tuple[str, str], ...]
    """Ids of pictures and what their author wrote about them."""
    outer: int = 0
    """Pictures outside the document, which were not fetched."""
    unread: int = 0
    """Pictures in it that are damaged or of a kind that is not drawn."""


def clean(
    source: str,
    find: Finder | None = None,
    prefix: str = "",
    shown: Callable[[bytes], bytes | None] = lambda data: data,
) -> Markup:
    """Reduce HTML; ``find`` gives pictures that come with the document, ``prefix`` begins all ids.

    ``shown`` makes of a picture one that can be laid out, or ``None``.

    Reads any text without failing: unknown elements leave their words behind.
    """
    cleaner = _Cleaner(find or (lambda _: None), prefix, shown)
    cleaner.feed(source)
    cleaner.close()
    cleaner.finish()
    return Markup(
        "".join(cleaner.out),
        cleaner.files,
        tuple(cleaner.tables),
        tuple(cleaner.headings),
        tuple(cleaner.alts),
        cleaner.outer,
        cleaner.unread,
    )


class _Cleaner(HTMLParser):
    def __init__(self, find: Finder, prefix: str, shown: Callable[[bytes], bytes | None]) -> None:
        super().__init__(convert_charrefs=True)
        self.find, self.prefix, self.shown = find, prefix, shown
        self.out: list[str] = []
        self.stack: list[str] = []
        self.files: dict[str, bytes] = {}
        self.tables: list[TableDraft] = []
        self.headings: list[Heading] = []
        self.alts: list[tuple[str, str]] = []
        self.outer = self.unread = 0
        self.silent: list[str] = []
        self.table_depth = 0
        self.words: list[str] = []
        self.cell: tuple[str, int, int, bool] | None = None
        self.heading: tuple[str, int] | None = None
        self.caption = False
        self.table_at = self.caption_at = 0
        self.pictures = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if self.silent:
            if tag not in _VOID:
                self.silent.append(tag)
            return
        hidden = "hidden" in given or _HIDDEN.search(given.get("style", ""))
        if (tag in _SILENT or hidden) and tag not in _VOID:
            self.silent.append(tag)
            return
        if tag == "img" and not hidden:
            self._picture(given)
        elif tag in _KEPT and len(self.stack) < _DEEPEST:
            self._open(tag, given)
        elif tag in _BLOCKS:
            self.words.append(" ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.silent:
            if tag in self.silent:
                while self.silent.pop() != tag:
                    pass
            return
        if tag in self.stack:
            while True:
                last = self.stack[-1]
                self._close()
                if last == tag:
                    break

    def handle_data(self, data: str) -> None:
        if self.silent:
            return
        self.out.append(escapes.escape(data, quote=False))
        if self.cell or self.heading or self.caption:
            self.words.append(data)

    def finish(self) -> None:
        """Close what was left open."""
        while self.stack:
            self._close()

    def _open(self, tag: str, given: dict[str, str]) -> None:
        if tag in _CLOSES:
            like, stop = _CLOSES[tag]
            ended = len(self.stack)
            for depth in range(len(self.stack) - 1, -1, -1):
                if self.stack[depth] in stop:
                    break
                if self.stack[depth] in like:
                    ended = depth
            while len(self.stack) > ended:
                self._close()
        if tag in _BLOCKS:
            self.words.append(" ")
            if self.stack and self.stack[-1] == "p":
                self._close()
        if tag == "table":
            self.table_depth += 1
            if self.table_depth == 1:
                self.tables.append(TableDraft())
                self.table_at = len(self.out)
        inner = tag in _TABLE_PARTS and (self.table_depth != 1 or not self.tables)
        marks = "".join(
            f' {name}="{escapes.escape(value)}"'
            for name, value in given.items()
            if name in _ATTRIBUTES
        )
        if tag == "tr" and not inner:
            self.tables[-1].rows.append([])
        elif tag in ("td", "th") and not inner:
            if not self.tables[-1].rows:
                self.tables[-1].rows.append([])
            row = self.tables[-1].rows
            id = f"{self.prefix}t{len(self.tables)}r{len(row)}c{len(row[-1])}"
            self.cell = (id, _span(given, "rowspan"), _span(given, "colspan"), tag == "th")
            self.words = []
            marks += f' id="{id}"'
        elif tag == "caption" and not inner:
            self.caption, self.words = True, []
            self.caption_at = len(self.out)
        elif tag[0] == "h" and tag[1:].isdigit() and self.table_depth == 0:
            self.heading = (f"{self.prefix}h{len(self.headings)}", int(tag[1:]))
            self.words = []
            marks += f' id="{self.heading[0]}"'
        styles = []
        if align := _ALIGN.search(given.get("style", "") + ";text-align:" + given.get("align", "")):
            styles.append(f"text-align:{align[1].lower()}")
        if _BREAK.search(given.get("style", "")):
            styles.append("page-break-before:always")
        if styles:
            marks += f' style="{";".join(styles)}"'
        if inner:
            tag_out = "div" if tag in ("table", "tr", "caption") else "span"
            self.out.append(f"<{tag_out}>")
        else:
            self.out.append(f"<{tag}{marks}>")
        if tag not in _VOID:
            self.stack.append(tag)

    def _close(self) -> None:
        tag = self.stack.pop()
        inner = tag in _TABLE_PARTS and (self.table_depth != 1 or not self.tables)
        if inner:
            self.out.append("</div>" if tag in ("table", "tr", "caption") else "</span> ")
        else:
            self.out.append(f"</{tag}>")
        if tag == "table":
            self.table_depth -= 1
        text = _SPACES.sub(" ", "".join(self.words)).strip()
        if self.cell and tag in ("td", "th") and self.table_depth == 1:
            id, rows, columns, header = self.cell
            self.tables[-1].rows[-1].append(Cell(id, text, rows, columns, header))
            self.cell = None
        elif self.caption and tag == "caption":
            self.tables[-1].caption = text
            self.caption = False
            # Captions are not laid out where they stand; a paragraph before the table is.
            del self.out[self.caption_at :]
            self.out.insert(self.table_at, f"<p>{escapes.escape(text)}</p>")
        elif self.heading and tag == f"h{self.heading[1]}":
            self.headings.append(Heading(self.heading[0], text, self.heading[1]))
            self.heading = None
        elif tag in _BLOCKS:
            self.words.append(" ")

    def _picture(self, given: dict[str, str]) -> None:
        source, alt = given.get("src", ""), _SPACES.sub(" ", given.get("alt", "")).strip()
        inline = source.lower().startswith("data:")
        found = _from_data_url(source) if inline else self.find(source)
        data = self.shown(found) if found is not None else None
        self.pictures += 1
        id = f"{self.prefix}i{self.pictures}"
        if alt:
            self.alts.append((id, alt))
        if data is None:
            if found is None and not inline:
                self.outer += 1
            else:
                self.unread += 1
            words = f"[picture not shown{': ' + alt if alt else ''}]"
            self.out.append(f'<i id="{id}">{escapes.escape(words)}</i>')
            return
        self.files[id] = data
        size = "".join(
            f' {name}="{number[0]}"'
            for name in ("width", "height")
            if (number := _NUMBER.match(given.get(name, ""))) and "%" not in given[name]
        )
        self.out.append(f'<img id="{id}" src="{id}"{size}>')


def _span(given: dict[str, str], name: str) -> int:
    number = _NUMBER.match(given.get(name, "").strip())
    return min(max(int(number[0]), 1), _WIDEST) if number and len(number[0]) < 6 else 1


def _from_data_url(source: str) -> bytes | None:
    match = _DATA_URL.match(source)
    if not match:
        return None
    try:
        raw = unquote_to_bytes(source[match.end() :])
        return base64.b64decode(raw) if match[2] else raw
    except (binascii.Error, ValueError):
        return None
