"""The page to be changed: its source, how it looks, and the edits that changes are made of."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import cached_property
from html import escape

from model.backends.embedded.rebuild.source import Source, Tag, replaced
from model.errors import SandboxError
from model.geometry import Box, union
from model.rendering import Rendered, TextLine
from model.tasks.webpage import Refine

_NOT_LETTERS = re.compile(r"[\W_]+")
_EMPTY = re.compile(r"\s*<(span|b|i|em|strong|a|small|u|mark|code)\b[^>]*></\1>")
_EDGE = 2.0
"""Pixels by which an area may reach into a line's box: the box is larger than its letters."""
_GAP = r"(?:\s|&nbsp;|<br\s*/?>|</?(?:span|b|i|em|strong|a|small|u|mark|code)\b[^>]*>)*"


class NotPossible(Exception):
    """Why a fault cannot be mended here, in a sentence for the user."""


def plain(text: str) -> str:
    """Text as it is compared: letters and digits alone, in small letters."""
    return _NOT_LETTERS.sub("", text).casefold()


class Page:
    """``task.html`` and all that is known of it; ``notes`` collects sentences for the user."""

    def __init__(self, task: Refine) -> None:
        self.task = task
        self.html = task.html
        self.notes: list[str] = []

    @cached_property
    def source(self) -> Source:
        """The elements of the page as written."""
        return Source(self.html)

    @cached_property
    def rendered(self) -> Rendered | None:
        """How the browser shows the page, if there is one."""
        renderer = self.task.renderer
        if renderer is None:
            return None
        width, height = self.task.picture.width, self.task.picture.height
        try:
            return renderer.render(self.html, width, height)
        except SandboxError as error:
            self.notes.append(f"The page could not be rendered to measure it: {error}")
            return None

    def lines_in(self, path: str, box: Box | None = None) -> list[TextLine]:
        """The rendered lines of an element, or of a place on the page."""
        if self.rendered is None:
            return []
        return [
            line
            for line in self.rendered.lines
            if (not path or line.path == path or line.path.startswith(path + " > "))
            and (box is None or box.grow(3).intersection(line.box) >= 0.4 * line.box.area)
        ]

    def covers(self, box: Box) -> bool:
        """Whether something laid over ``box`` would hide part of a rendered line."""
        lines = self.rendered.lines if self.rendered is not None else ()
        return any(box.grow(-_EDGE).intersection(line.box) > 0 for line in lines)

    def box_of(self, path: str) -> Box | None:
        """Where an element lies on the render: its own box, or that round what is in it."""
        if self.rendered is None:
            return None
        for element in self.rendered.elements:
            if element.path == path:
                return element.box
        below = path + " > "
        inside = [one.box for one in self.rendered.elements if one.path.startswith(below)]
        inside += [line.box for line in self.lines_in(path)]
        return union(inside) if inside else None

    def rewrite(self, tag: Tag, old: str, new: str) -> str | None:
        """The page with ``old`` inside ``tag`` reading ``new``; nothing where it is not there."""
        if tag.name in ("input", "textarea") and plain(self.source.text(tag)) == plain(old):
            return self._rewrite_field(tag, new)
        if not tag.children:
            if plain(self.source.text(tag)) != plain(old):
                return self._rewrite_part(tag, old, new)
            return replaced(self.html, tag.inner, tag.close, escape(new, quote=False))
        return self._rewrite_part(tag, old, new)

    def _rewrite_field(self, tag: Tag, new: str) -> str:
        if tag.name == "textarea" and tag.inner < tag.close:
            return replaced(self.html, tag.inner, tag.close, escape(new, quote=False))
        name = "value" if tag.attributes.get("value") else "placeholder"
        written = self.html[tag.start : tag.inner]
        pattern = re.compile(rf'({name}\s*=\s*)("[^"]*"|\'[^\']*\'|[^\s>]+)', re.I)
        changed = pattern.sub(lambda match: f'{match[1]}"{escape(new)}"', written, count=1)
        return replaced(self.html, tag.start, tag.inner, changed)

    def find_part(self, tag: Tag, old: str) -> tuple[int, int] | None:
        """Where the words ``old`` stand in the source of ``tag``; markup may part them."""
        places = self._words_of(tag, old)
        return (places[0][0], places[-1][1]) if places else None

    def _rewrite_part(self, tag: Tag, old: str, new: str) -> str | None:
        """Only the words that differ are replaced: markup and line breaks between them stay."""
        places = self._words_of(tag, old)
        if places is None:
            return None
        ours, theirs = old.split(), new.split()
        html = self.html
        matcher = SequenceMatcher(None, ours, theirs, autojunk=False)
        for how, start, end, first, last in reversed(matcher.get_opcodes()):
            words = escape(" ".join(theirs[first:last]), quote=False)
            if how == "insert":
                if start < len(places):
                    html = replaced(html, places[start][0], places[start][0], words + " ")
                else:
                    html = replaced(html, places[-1][1], places[-1][1], " " + words)
            elif how in ("replace", "delete"):
                for place in reversed(range(start, end)):
                    begin, stop = places[place]
                    if place == start and words:
                        html = replaced(html, begin, stop, words)
                        continue
                    begin = len(html[:begin].rstrip()) if place else begin
                    html = replaced(html, begin, stop, "")
        stretch = len(html) - (len(self.html) - tag.close)
        return html[: tag.inner] + _EMPTY.sub("", html[tag.inner : stretch]) + html[stretch:]

    def _words_of(self, tag: Tag, text: str) -> list[tuple[int, int]] | None:
        """Where each word of ``text`` stands in the source of ``tag``."""
        inside = self.html[tag.inner : tag.close]
        for write in (lambda word: escape(word, quote=False), escape, str):
            groups = [f"({re.escape(write(word))})" for word in text.split()]
            if groups and (match := re.search(_GAP.join(groups), inside)):
                spans = [match.span(index + 1) for index in range(len(groups))]
                return [(tag.inner + start, tag.inner + end) for start, end in spans]
        return None
