"""Where on a page a quote stands: found on a map of its characters that forgives typography."""

from __future__ import annotations

import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from model.documents.parts import Line, PageText
from model.geometry import Box, union

_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\uff0d"), "-")
_QUOTES = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2032\u00b4`"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"), '"'),
}
_ALIKE = {**_DASHES, **_QUOTES, 0x2026: "...", 0x00B7: "\u2022"}
_BROKEN = "-\u2010\u00ad"
"""Characters that end a line inside a word."""

_KEPT = 32
_maps: OrderedDict[int, tuple[PageText, CharMap]] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class CharMap:
    """The characters of a page without spaces, alike ones made one, each with where it came from.

    ``key[i]`` stands at ``lines[line_of[i]]``, character ``char_of[i]``; ``starts`` and ``ends``
    tell whether a word begins before or ends after it.
    """

    lines: tuple[Line, ...]
    key: str
    line_of: tuple[int, ...]
    char_of: tuple[int, ...]
    starts: tuple[bool, ...]
    ends: tuple[bool, ...]


def locate(quote: str, text: PageText) -> tuple[Box, ...] | None:
    """One box a line round the words of ``quote`` on the page, or ``None`` if they are not there.

    Differences of ligatures, full-width letters, dashes, quotation marks, spacing, and hyphens at
    line ends are forgiven, and capitals where they alone differ. Of several places the first is
    taken; rather none than one inside another word.
    """
    for boxes in find_all(quote, text):
        return boxes
    return None


def find_all(words: str, text: PageText) -> Iterator[tuple[Box, ...]]:
    """Every place where ``words`` stand on the page, as ``locate`` gives the first."""
    wanted = _plain(words)
    if not wanted:
        return
    chars = char_map(text)
    key = chars.key
    at = key.find(wanted)
    while at >= 0:
        end = at + len(wanted) - 1
        if (chars.starts[at] or _free(wanted[0])) and (chars.ends[end] or _free(wanted[-1])):
            yield _boxes(chars, at, end)
            at = key.find(wanted, end + 1)
        else:
            at = key.find(wanted, at + 1)


def char_map(text: PageText) -> CharMap:
    """The map of a page, made once for as long as the page is in use."""
    with _lock:
        known = _maps.get(id(text))
        if known is not None and known[0] is text:
            _maps.move_to_end(id(text))
            return known[1]
    made = _char_map(text)
    with _lock:
        # Keeping the page keeps its ``id`` from being given to another; hashing it is slow.
        _maps[id(text)] = (text, made)
        while len(_maps) > _KEPT:
            _maps.popitem(last=False)
    return made


def _char_map(text: PageText) -> CharMap:
    key: list[str] = []
    line_of: list[int] = []
    char_of: list[int] = []
    starts: list[bool] = []
    apart = True
    for number, line in enumerate(text.lines):
        last = len(line.text.rstrip()) - 1
        for index, char in enumerate(line.text):
            if char.isspace():
                apart = True
                continue
            for part in _plain(char):
                key.append(part)
                line_of.append(number)
                char_of.append(index)
                starts.append(apart)
                apart = False
        broken = last > 0 and line.text[last] in _BROKEN and line.text[last - 1].isalpha()
        apart = not broken
    ends = [*starts[1:], True] if starts else []
    return CharMap(
        text.lines, "".join(key), tuple(line_of), tuple(char_of), tuple(starts), tuple(ends)
    )


def _plain(text: str) -> str:
    spread = unicodedata.normalize("NFKC", text.translate(_ALIKE)).translate(_ALIKE)
    return "".join(char for char in spread.casefold() if not char.isspace() and char != "\u00ad")


def _free(char: str) -> bool:
    """Whether a word boundary is not asked for beside this character: CJK, marks."""
    return not char.isalnum() or "\u2e80" <= char <= "\uffef"


def _boxes(chars: CharMap, first: int, last: int) -> tuple[Box, ...]:
    found: dict[int, list[Box]] = {}
    for at in range(first, last + 1):
        line = chars.lines[chars.line_of[at]]
        index = chars.char_of[at]
        box = line.chars[index] if index < len(line.chars) else line.box
        found.setdefault(chars.line_of[at], []).append(box)
    return tuple(union(boxes) for boxes in found.values())
