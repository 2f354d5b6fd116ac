"""Noun phrases of a task: "the 3rd input textbox", "both text fields", 'the link "massa"'."""

from __future__ import annotations

import re

from model.backends.embedded.act.goals import Kind, Target
from model.backends.embedded.pointing.query import hold_quotes

HELD = re.compile("[\ue000-\uf8ff]")
"""A quoted piece, held by one private character while the words round it are parsed."""

TRAILING = " \t\n,;:.!?，。；：！？、"

_KINDS: tuple[tuple[Kind, str], ...] = (
    ("dialog", r"(?:dialog(?:ue)?|pop-?up|modal)(?: (?:box|window))?|message box"),
    ("checkbox", r"check ?box(?:es)?|tick ?box(?:es)?"),
    ("radio", r"radio(?: (?:button|option|input)s?)?"),
    ("switch", r"switch(?:es)?|toggles?"),
    ("area", r"text ?areas?|multi-?line (?:text )?(?:field|box)"),
    ("spinner", r"spinner|spin ?box|number (?:field|input|box)|stepper"),
    ("slider", r"sliders?|range(?: input)?"),
    ("date", r"date(?: ?picker| field| input| box)?|day"),
    ("time", r"time(?: ?picker| field| input| box)?"),
    ("list", r"(?:drop-?down|select|selection|combo)(?: ?(?:list|menu|box))?|list ?box|list"),
    ("section", r"sections?|accordions?|collapsible(?: section)?s?"),
    (
        "field",
        r"(?:(?:input )?text ?(?:field|box|input)|input(?: text ?box| field| box)?|"
        r"(?:search |entry |form )?(?:field|box)|text ?input|search bar)(?:es|s)?",
    ),
    ("tab", r"tabs?"),
    ("link", r"(?:hyper)?links?"),
    ("close", r"(?:close|dismiss) (?:icon|button|cross)"),
    ("icon", r"icons?|symbols?"),
    ("button", r"buttons?"),
    ("menu", r"menus?"),
    ("number", r"numbers?|digits?"),
    ("row", r"rows?|lines?|entry|entries|items?|options?|folder or file|file or folder|folders?|"
            r"files?|results?|elements?|widgets?|controls?"),
    ("picture", r"pictures?|images?|photos?"),
    ("text", r"texts?|words?|labels?|headings?|titles?"),
)  # fmt: skip
_NOUNS = [(kind, re.compile(rf"\b(?:{words})\b", re.I)) for kind, words in _KINDS]
_WIDGET = re.compile(r"^\s+(?:widget|control|input|element|component)s?$", re.I)
_LEAD = re.compile(
    r"^(?:(?P<every>all(?: of)?(?: the)?|every|each|both(?: of)?(?: the)?)|the|an?|this|that|your|"
    r"my|its|any|one of the|on|in|into|onto|to|at)\s+",
    re.I,
)
_ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
    "eighth": 8, "ninth": 9, "tenth": 10, "last": -1, "topmost": 1, "bottommost": -1,
}  # fmt: skip
_ORDINAL = re.compile(rf"\b(?:(\d{{1,3}})(?:st|nd|rd|th)|({'|'.join(_ORDINALS)}))\b", re.I)
_CALLED = re.compile(
    r"\s*\b(?:(?:that|which) (?:is |are )?(?:says?|reads?|labell?ed|called|named|titled)|"
    r"labell?ed(?: as| with)?|called|named|titled|saying|reading|"
    r"with (?:the )?(?:text|label|words?|name|title|caption))\b\s*",
    re.I,
)
_PLACED = re.compile(
    r"\b(?:(?:to the )?(?:left|right) of|below|above|under(?:neath)?|beneath|next to|beside|near|"
    r"between|(?:at|in|on) the (?:top|bottom|upper|lower|left|right|middle|center|centre)|"
    r"red|green|blue|yellow|orange|purple|pink|black|white|gr[ae]y|brown|cyan|magenta|"
    r"(?:top|bottom|left|right)(?:-?most)?|largest|smallest|biggest)\b",
    re.I,
)
_INSIDE = re.compile(r"\s+(?:in|inside|of|on|from|within) (?:the |this |that |a )?([\w -]+)$", re.I)
_PICTURED = re.compile(r"\bwith (?:the|this|that) (?:icon|symbol|picture|image)\b", re.I)
_CROSS = re.compile(r"^(?:x|×|✕|✖|✗|❌)$", re.I)
_NEAR_BY = re.compile(r"\s+(?:below|above|here|shown|there|on (?:the|this) (?:page|screen))$", re.I)
_KIND_WORDS: dict[str, Kind] = {
    "text": "field", "input": "field", "text input": "field", "textbox": "field",
    "textarea": "area", "button": "button", "radio": "radio", "checkbox": "checkbox",
    "select": "list", "dropdown": "list", "link": "link", "slider": "slider",
    "date": "date", "time": "time",
}  # fmt: skip


def kind_of(words: str) -> Kind:
    """The kind that ``words`` name as a whole or at their end, else ``""``."""
    for kind, noun in _NOUNS:
        if (match := _last(noun, words)) and match.end() == len(words.rstrip(TRAILING)):
            return kind
    return ""


def target(phrase: str, quotes: list[str] | None = None) -> Target:
    """What a phrase means; pieces in quotes are held already if ``quotes`` is given.

    Never fails: words that name no kind of thing are the words to look for.
    """
    held = [] if quotes is None else quotes
    text = hold_quotes(phrase, held) if quotes is None else phrase
    said = release(text, held).strip(TRAILING)
    body = text.strip(TRAILING)
    every = False
    while match := _LEAD.match(body):
        every = every or bool(match.group("every"))
        body = body[match.end() :]
    if match := HELD.match(body):
        quoted = held[ord(match.group()) - 0xE000].lower()
        if quoted in _KIND_WORDS and _WIDGET.match(body[1:]):
            return Target(said, kind=_KIND_WORDS[quoted])
    pictured = bool(_PICTURED.search(body)) and not HELD.search(body)
    order = 0
    if (match := _ORDINAL.search(body)) and not HELD.search(body[: match.start()]):
        order = int(match.group(1)) if match.group(1) else _ORDINALS[match.group(2).lower()]
        body = f"{body[: match.start()]} {body[match.end() :]}".strip()
    inside: Kind = ""
    outside = _CALLED.split(body)[0]
    if (match := _INSIDE.search(outside)) and (inside := kind_of(match.group(1))):
        body = f"{body[: match.start()]} {body[len(outside) :]}".strip()
    placed = bool(_PLACED.search(HELD.sub("", body)))
    quoted_pieces = HELD.findall(body)
    head = _CALLED.split(body)[0] if _CALLED.search(body) else body
    kind = _kind_in(HELD.sub(" ", head))
    if quoted_pieces:
        words = held[ord(quoted_pieces[0]) - 0xE000]
    elif pictured:
        words = ""
    else:
        words = _own_words(body, kind)
    if _CROSS.match(words):
        kind = kind if kind in ("row", "text", "number") else "close"
    if _NEAR_BY.search(body) and not words:
        placed = False
    return Target(said, words, kind, order, every, inside, pictured, placed)


def release(text: str, held: list[str]) -> str:
    """``text`` with its quoted pieces put back in quotes."""
    out = HELD.sub(lambda match: f'"{held[ord(match.group()) - 0xE000]}"', text)
    return " ".join(out.split())


def bare(text: str, held: list[str]) -> str:
    """``text`` with its quoted pieces put back without quotes."""
    out = HELD.sub(lambda match: held[ord(match.group()) - 0xE000], text)
    return " ".join(out.split())


def _last(noun: re.Pattern[str], words: str) -> re.Match[str] | None:
    return max(noun.finditer(words), key=lambda match: match.end(), default=None)


def _kind_in(words: str) -> Kind:
    """The kind of the noun that stands last in ``words``; the longest where several end there."""
    best: tuple[int, int, Kind] = (-1, 0, "")
    for kind, noun in _NOUNS:
        if match := _last(noun, words):
            length = match.end() - match.start()
            if (match.end(), length) > best[:2]:
                best = match.end(), length, kind
    # A noun at the very front with words after it is an opener: "button ONE", "tab Settings".
    return best[2]


def _own_words(body: str, kind: Kind) -> str:
    """The words of a phrase without quotes that are to be read on the screen."""
    parts = _CALLED.split(body, maxsplit=1)
    if len(parts) == 2 and parts[1].strip():
        return parts[1].strip(TRAILING)
    words = _NEAR_BY.sub("", body).strip()
    noun = next((noun for name, noun in _NOUNS if name == kind), None)
    if noun is None:
        return words
    match = noun.match(words)
    if match and match.end() < len(words):
        # "Tab #3" and "Section 2" are called so; "button ONE" is not.
        rest = words[match.end() :].strip()
        numbered = kind in ("tab", "section", "row") and re.fullmatch(r"[#\w]{1,3}", rest)
        return words if numbered else rest
    found = _last(noun, words)
    if found is not None and found.end() == len(words):
        return words[: found.start()].strip(TRAILING)
    return words
