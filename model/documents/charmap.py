"""Where on a page a quote stands: found on a map of its characters that forgives typography.

Forgiven are ligatures and full-width letters, kinds of dashes and quotation marks, spaces (Chinese
has them or not), hyphens inside words and at the ends of lines, and capitals. Not forgiven are
other words: rather nothing is found than the wrong sentence.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

from model.documents.parts import Line, PageText
from model.geometry import Box, union

_DASHES = dict.fromkeys(
    map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-"
)
_QUOTES = {
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2032\u00b4`\u02bc"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb\u300c\u300d"), '"'),
}
_ALIKE = {**_DASHES, **_QUOTES, 0x2026: "..."}
_IGNORED = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")
"""Characters that are not seen: soft hyphens, joiners, marks of direction."""
_WORD_HYPHEN = re.compile(r"(?<=[^\W\d_])-\s*(?=[^\W\d_])")
_TWO_QUOTES = re.compile(r"''")
_LEFT_OUT = re.compile(r"\s*(?:\[\s*(?:\.{3}|…)\s*\]|\(\s*(?:\.{3}|…)\s*\)|\.{3,}|…)\s*")
_WRAPPED = "\"'“”‘’«»「」.,;:。，；：!? "
_LEAST_PIECE = 8
"""Characters of each piece of a quote in which something was left out."""
_KEPT = 32
_maps: OrderedDict[int, tuple[PageText, CharMap]] = OrderedDict()
_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class CharMap:
    """The characters of a page without spaces, alike ones made one, each with where it came from.

    ``key[i]`` stands at ``lines[line_of[i]]``, character ``char_of[i]``; ``edges[i]`` tells whether
    a word may begin before it (one more than characters: the end is an edge).
    """

    lines: tuple[Line, ...]
    key: str
    line_of: tuple[int, ...]
    char_of: tuple[int, ...]
    edges: tuple[bool, ...]


def locate(quote: str, text: PageText) -> tuple[Box, ...] | None:
    """One box a line round the words of ``quote`` on the page, or ``None`` if they are not there.

    Of several places the first is taken. Where the quote leaves something out ("…"), all its
    pieces must be there, in order.
    """
    if (found := _first(quote, text, 0)) is not None:
        return found[1]
    bare = quote.strip(_WRAPPED).rstrip("-–—")
    if bare != quote and (found := _first(bare, text, 0)) is not None:
        return found[1]
    pieces = [piece for piece in _LEFT_OUT.split(quote) if piece.strip(_WRAPPED)]
    if len(pieces) < 2:
        return None
    boxes: list[Box] = []
    after = 0
    for piece in pieces:
        bare = piece.strip(_WRAPPED)
        found = _first(bare, text, after) if len(plain(bare)) >= _LEAST_PIECE else None
        if found is None:
            return None
        after = found[0]
        boxes.extend(found[1])
    return tuple(boxes)


def find_all(words: str, text: PageText, inside: bool = False) -> Iterator[tuple[Box, ...]]:
    """Every place where ``words`` stand on the page, as ``locate`` gives the first.

    ``inside`` finds them within longer words too, as somebody who types a search expects.
    """
    after = 0
    while (found := _first(words, text, after, inside)) is not None:
        yield found[1]
        after = found[0]


def _first(
    words: str, text: PageText, after: int, inside: bool = False
) -> tuple[int, tuple[Box, ...]] | None:
    """The first place at or behind ``after`` in the page's map: where it ends, and its boxes."""
    wanted = plain(words)
    if not wanted:
        return None
    chars = char_map(text)
    at = chars.key.find(wanted, after)
    while at >= 0:
        end = at + len(wanted)
        if inside or (chars.edges[at] and chars.edges[end]):
            return end, _boxes(chars, at, end)
        at = chars.key.find(wanted, at + 1)
    return None


def plain(text: str) -> str:
    """``text`` as it is compared: decomposed, lower case, without spaces and hyphens in words."""
    seen = "".join(char for char in text if char not in _IGNORED).translate(_ALIKE)
    whole = _WORD_HYPHEN.sub("", unicodedata.normalize("NFKC", seen).translate(_ALIKE))
    spread = unicodedata.normalize("NFKD", whole).translate(_ALIKE).casefold()
    return "".join(_TWO_QUOTES.sub('"', spread).split())


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
    edges: list[bool] = []
    seen = [
        (number, index, char)
        for number, line in enumerate(text.lines)
        for index, char in enumerate(line.text.rstrip() + "\n")
        if char not in _IGNORED or index >= len(line.text.rstrip()) - 1
    ]
    before = "\n"
    open_quote = False
    for place, (number, index, char) in enumerate(seen):
        if char.isspace() or char in _IGNORED:
            # A soft hyphen that ends a line holds the word together over the line's end.
            held = char == "\n" and before in ("\u00ad", "\0")
            before = "\0" if held else ("\u00ad" if char == "\u00ad" else char)
            continue
        parts = _parts(char)
        if parts == "-" and _between_letters(seen, place):
            before = "\0"
            continue
        if parts == "'" and open_quote and key and before == char:
            key[-1] = '"'  # two single quotation marks, as typewriters set them
            open_quote = False
            before = char
            continue
        open_quote = parts == "'"
        joined = before in ("\0", "\u00ad")
        for offset, part in enumerate(parts):
            edges.append(offset == 0 and not joined and _edge(before, char, seen, place))
            key.append(part)
            line_of.append(number)
            char_of.append(index)
        before = char
    edges.append(True)
    return CharMap(text.lines, "".join(key), tuple(line_of), tuple(char_of), tuple(edges))


def _parts(char: str) -> str:
    if char < "\u0080":
        return char.translate(_ALIKE).lower()
    spread = unicodedata.normalize("NFKD", char.translate(_ALIKE)).translate(_ALIKE).casefold()
    return "".join(spread.split())


def _between_letters(seen: list[tuple[int, int, str]], place: int) -> bool:
    """Whether a hyphen stands inside a word: letter before, letter behind, a line's end allowed."""
    if place == 0:
        return False
    last = seen[place - 1][2]
    if not (last.isalpha() or unicodedata.combining(last)):
        return False
    after = place + 1
    while after < len(seen) and seen[after][2].isspace():
        after += 1
    return after < len(seen) and seen[after][2].isalpha()


def _edge(before: str, char: str, seen: list[tuple[int, int, str]], place: int) -> bool:
    """Whether a word may begin at ``char``, which stands behind ``before``."""
    if before.isspace():
        return True
    if unicodedata.combining(char):
        return False
    if before.isalnum() and char.isalnum():
        return _spaceless(before) or _spaceless(char)
    # The marks inside a number are part of it: "234" is not in "1,234".
    if char in ".,'" and before.isdigit():
        return not (place + 1 < len(seen) and seen[place + 1][2].isdigit())
    if before in ".,'" and char.isdigit():
        return not (place >= 2 and seen[place - 2][2].isdigit())
    return True


def _spaceless(char: str) -> bool:
    """Whether a character's script sets no spaces, or hangs endings on its words: CJK, Thai."""
    return (
        "\u1100" <= char <= "\u11ff" or "\u0e00" <= char <= "\u0eff" or "\u2e80" <= char <= "\uffef"
    )


def _boxes(chars: CharMap, start: int, end: int) -> tuple[Box, ...]:
    found: dict[int, list[Box]] = {}
    for at in range(start, end):
        line = chars.lines[chars.line_of[at]]
        index = chars.char_of[at]
        box = line.chars[index] if index < len(line.chars) else line.box
        found.setdefault(chars.line_of[at], []).append(box)
    return tuple(union(boxes) for boxes in found.values())
