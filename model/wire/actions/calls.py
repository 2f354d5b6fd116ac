"""Calls in a reply's text: ``name(key='value', …)``, however sloppily they are written.

Quotes may be missing, of either kind, or stand unescaped inside a text; keys come in any order and
number. One pass over the arguments with a bound on their length keeps hostile text cheap.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

MAX_CHARS = 24_000
"""Longest arguments of one call."""

MOST_STARTS = 48
"""How many places that look like the beginning of a call are tried."""

_NAME = re.compile(r"(?<![\w.])([A-Za-z][A-Za-z_]{1,30})\s?\(")
_KEY = re.compile(r"[\s,;]{0,50}([A-Za-z_]\w{0,30})\s{0,5}[=:]\s{0,20}(?!=)")
_GAP = re.compile(r"[\s,;]{0,200}")
_BARE = re.compile(r"[^,)\n]{0,400}")
_QUOTES = {"'": "'", '"': '"', "‘": "’", "“": "”", "`": "`"}
_OPEN, _CLOSE = "[({", "])}"
_TAGGED = re.compile(r"<[a-z_]{1,12}>[^<]{0,80}</[a-z_]{1,12}>")
_ENDS_VALUE = re.compile(r"\s{0,20}(?:\)|,\s{0,20}[A-Za-z_]\w{0,30}\s{0,5}=)")
_ENDS_CALL = re.compile(r"\s{0,20}\)\s{0,20}(?:\Z|\n|<\|)")
_AFTER_CALL = re.compile(r"\s{0,20}\)(?=\Z|[\s.,;:!?<`*)\]】。，；])")
_NEXT_KEY = re.compile(r"\s{0,20},\s{0,20}[A-Za-z_]\w{0,30}\s{0,5}=")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


@dataclass(frozen=True, slots=True)
class Call:
    """A call: its name in lower case, arguments by name (positions are ``"0"``, ``"1"`` …).

    ``start`` and ``end`` are its place in the text; ``closed`` is false when the text ends first.
    """

    name: str
    start: int
    end: int
    said: str
    arguments: dict[str, str] = field(default_factory=dict)
    closed: bool = True

    def get(self, *names: str) -> str | None:
        """The first argument of these names, or ``None``."""
        return next((self.arguments[name] for name in names if name in self.arguments), None)


def starts(text: str, names: Collection[str]) -> list[re.Match[str]]:
    """Where calls of ``names`` (lower case) begin, the last ones if there are very many."""
    found = [match for match in _NAME.finditer(text) if match.group(1).lower() in names]
    return found[-MOST_STARTS:]


def calls(text: str, names: Collection[str]) -> Iterator[Call]:
    """Calls of ``names`` in order; one that stands inside another's text is not one."""
    end = 0
    for match in starts(text, names):
        if match.start() >= end:
            call = read_call(text, match, names)
            end = call.end if call.closed else match.end()
            yield call


def call_at(text: str, names: Collection[str] | None = None) -> Call | None:
    """The call that ``text`` begins with, of any name if ``names`` is ``None``."""
    match = _NAME.match(text)
    if match is None or (names is not None and match.group(1).lower() not in names):
        return None
    return read_call(text, match, names or ())


def read_call(text: str, match: re.Match[str], names: Collection[str]) -> Call:
    """Read the arguments after ``name(``."""
    limit = min(len(text), match.end() + MAX_CHARS)
    arguments: dict[str, str] = {}
    at = match.end()
    closed = False
    while at < limit and len(arguments) < 16:
        gap = _GAP.match(text, at, limit)
        after = gap.end() if gap else at
        if after < limit and text[after] == ")":
            at, closed = after + 1, True
            break
        key = _KEY.match(text, at, limit)
        if key:
            name, at = key.group(1).lower(), key.end()
        else:
            name, at = str(sum(1 for known in arguments if known.isdigit())), after
        if at >= limit:
            break
        value, end, whole = _value(text, at, limit, names)
        if end <= at or not whole:
            at = max(end, at)
            break
        arguments.setdefault(name, value)
        at = end
    return Call(
        match.group(1).lower(), match.start(), at, text[match.start() : at], arguments, closed
    )


def _value(text: str, at: int, limit: int, names: Collection[str]) -> tuple[str, int, bool]:
    """A value, where it ends, and whether it is whole."""
    character = text[at]
    if character in _QUOTES:
        end = _closing(text, at, limit, _QUOTES[character], names)
        if end is None:
            return text[at + 1 : limit], limit, False
        inside = text[at + 1 : end]
        return unescape(inside), end + 1, not _opens_more(inside, _QUOTES[character])
    if tagged := _TAGGED.match(text, at, limit):
        return tagged.group(), tagged.end(), True
    if character in _OPEN:
        depth = 0
        for place in range(at, min(limit, at + 600)):
            if text[place] in _OPEN:
                depth += 1
            elif text[place] in _CLOSE:
                depth -= 1
                if depth == 0:
                    return text[at : place + 1], place + 1, True
        return text[at:limit], limit, False
    bare = _BARE.match(text, at, limit)
    end = bare.end() if bare else at
    return text[at:end].strip().strip("'\"").strip(), end, end < limit


def _opens_more(text: str, quote: str) -> bool:
    """Whether a bracket and a quotation begin in ``text`` that do not end: it was cut off there.

    ``print('hi`` of ``content='print('hi')'``; the apostrophe of ``It's (here`` begins nothing.
    """
    if text.count("(") <= text.count(")"):
        return False
    opened = closed = 0
    for at, letter in enumerate(text):
        if letter == quote and not _escaped(text, at, -1):
            before, after = text[at - 1 : at], text[at + 1 : at + 2]
            opened += not before.isalnum() and after.isalnum()
            closed += before.isalnum() and not after.isalnum()
    return opened > closed


def _closing(text: str, at: int, limit: int, quote: str, names: Collection[str]) -> int | None:
    """Where a quoted value ends: a quote that an argument or the call's end follows.

    A text may hold the quote itself (``content='It's (here')``). Of the quotes that could end it,
    the one that ends call and line wins; else the first.
    """
    line_end = text.find("\n", at, limit)
    line_end = limit if line_end < 0 else line_end
    first = None
    place = at + 1
    tried = 0
    while place < limit and tried < 200:
        here = text.find(quote, place, limit)
        if here < 0:
            break
        place = here + 1
        if _escaped(text, here, at):
            continue
        if not _ENDS_VALUE.match(text, place):
            continue
        tried += 1
        if _NEXT_KEY.match(text, place):
            if first is None:
                return here
            continue
        if _ENDS_CALL.match(text, place):
            if first is None or (here < line_end and not _holds_call(text, first, here, names)):
                return here
            return first
        if first is None and _AFTER_CALL.match(text, place):
            first = here
        if first is not None and here > line_end:
            break
    return first


def _escaped(text: str, at: int, start: int) -> bool:
    slashes = 0
    while at - 1 - slashes > start and slashes < 64 and text[at - 1 - slashes] == "\\":
        slashes += 1
    return slashes % 2 == 1


def _holds_call(text: str, start: int, end: int, names: Collection[str]) -> bool:
    return any(
        match.group(1).lower() in names
        for match in _NAME.finditer(text, start, min(end, len(text)))
    )


def unescape(text: str) -> str:
    r"""``\'``, ``\"``, ``\\``, ``\n`` and ``\t`` as what they stand for; other slashes stay."""
    return _ESCAPE.sub(
        lambda found: found[1] if found[1] in "'\"\\" else _ESCAPES.get(found[1], found[0]),
        text,
    )
