"""English noun phrases: order, place, state, colour, the words of the thing, and its noun.

"the second red Delete button in the top half" is order 2, red, the words "Delete", a button, in the
top half. Words that are no modifier and no noun are the thing's own words.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import cast

from model.backends.embedded.pointing.query import Order, Query
from model.backends.embedded.pointing.vocabulary import (
    COLORS,
    EXTREMES,
    NOUNS,
    ORDINALS,
    PLACES,
    SHAPES,
    SOFT_NOUNS,
    STATES,
    VALUES,
    Place,
    State,
    Target,
    plurals,
)
from model.language.values import ValueKind

TRAILING = " \t\n?!.,;:。？！，；：、…"
_PLACE_NAMES = "|".join(
    sorted((name.replace(" ", r"[ -]") for name in PLACES), key=len, reverse=True)
)
_PLACE_TAIL = re.compile(
    rf"(?:^|\s+)(?:(?:that|which) (?:is|are) )?(?:in|at|on|near|along|towards?) (?:the )?(?:very )?"
    rf"(?P<place>{_PLACE_NAMES})(?:[- ]?most)?"
    r"(?P<part>(?:[ -]hand)?(?: (?:corner|half|side|part|edge|area|third|quarter|border|end))?)"
    r"(?: of (?:the|this) \w+)?$",
    re.I,
)
_PLACE_ONLY = re.compile(
    rf"^(?:the )?(?P<place>{_PLACE_NAMES})"
    r"(?P<part>(?:[ -]hand)?(?: (?:corner|half|side|part|edge|area|third|quarter|border|end))?)"
    r"(?: of (?:the|this) \w+)?$",
    re.I,
)
_FROM_SIDE = re.compile(
    r"\s+(?:(?:counting )?from|starting at) (?:the )?(left|right|top|bottom|end|start)$", re.I
)
DETERMINERS = re.compile(
    r"^(?:(?P<many>all of the|all of|all the|all|every|each|any of the|any|both|these|those|"
    r"the two|several|every single)|the|an?|this|that|my|your|our|its|some)(?:\s+|$)",
    re.I,
)
_MARKED = re.compile(
    r"^(?P<head>.+?)\s+(?:(?:that|which) (?:is |are )?(?:says?|reads?|contains?|shows?|mentions?|"
    r"labell?ed|called|named|titled|marked)|labell?ed(?: as| with)?|called|named|titled|"
    r"saying|reading|containing|mentioning|marked(?: as)?|"
    r"with (?:the )?(?:text|label|words?|name|title|caption))\s+(?P<text>.+)$",
    re.I,
)
_OF = re.compile(
    r"^(?P<head>.+?)\s+(?:with|for(?: the| my| your)?|of(?: the)?|to(?: the)?)\s+(?P<text>.+)$",
    re.I,
)
_STATE_TAIL = re.compile(
    r"\s+(?:that|which) (?:is|are|isn'?t|aren'?t|has been|have been) (?P<not>not )?"
    r"(?P<state>checked|ticked|selected|unchecked|unticked|unselected|empty|blank|filled(?: in)?|"
    r"on|off|switched on|switched off|turned on|turned off)$",
    re.I,
)
_NTH = re.compile(r"^(\d{1,3})(?:st|nd|rd|th)$", re.I)
_SHADED = re.compile(r"^(light|dark|bright|pale|deep)[- ]?$", re.I)
_SEARCH_BOX = re.compile(r"^(search) (?:box|bar)$", re.I)
# Nouns that may open a phrase and be followed by the words of the thing: "button Sign in".
_OPENERS = frozenset(
    {
        "button",
        "link",
        "field",
        "input",
        "checkbox",
        "radio button",
        "switch",
        "icon",
        "line",
        "tab",
        "menu",
        "heading",
        "title",
        "text",
        "label",
        "option",
        "toggle",
        "panel",
        "card",
    }
)


def noun_phrase(body: str) -> Query:
    """The query a noun phrase without relation means."""
    order: Order | None = None
    place: Place | None = None
    state: State | None = None
    side = ""
    if match := _FROM_SIDE.search(body):
        side = {"end": "bottom", "start": "top"}.get(match.group(1).lower(), match.group(1).lower())
        body = body[: match.start()]
    if match := _PLACE_TAIL.search(body):
        place = _place(match.group("place"), match.group("part"))
        body = body[: match.start()]
    if match := _STATE_TAIL.search(body):
        state = _state(match.group("state"), negated=bool(match.group("not")) or "n't" in body)
        body = body[: match.start()]
    many = False
    while match := DETERMINERS.match(body):
        many = many or bool(match.group("many"))
        body = body[match.end() :]
    body = body.strip(TRAILING)
    query = _with_noun(body)
    rest, words = query.text.split(), []
    color, taken = "", 0
    while rest:
        step = _modifier(rest)
        if step is None:
            break
        used, what, meaning = step
        if not query.noun and what in ("place", "state"):
            break
        if what == "order":
            order = Order(cast(int, meaning), order.by if order else "reading")
        elif what == "extreme":
            order = Order(order.index if order else 1, cast(str, meaning))
        elif what == "color":
            color = cast(str, meaning)
        elif what == "state":
            state = cast(State, meaning)
        elif place is None:
            place = cast(Place, meaning)
            if order is None and not (many or query.many):
                order = Order(1, place)
                if " " not in place and place != "center":
                    place = None
        words += rest[:used]
        rest = rest[used:]
        taken += used
    text = " ".join(rest)
    if side and order is not None:
        order = Order(order.index, side)
    elif side:
        order = Order(1, side)
    target, value = query.target, query.value
    if state in ("checked", "unchecked") and target in ("box", "any"):
        target = "checkbox"
    if state in ("empty", "filled") and target == "box":
        target = "field"
    if target == "any" and place is not None and not text and not color and not query.noun:
        many = False
    whole = None
    if taken and (query.text or query.noun):
        whole = replace(query, many=many or query.many)
        if not text and not query.noun:
            whole = replace(whole, text=query.text)
    return replace(
        query,
        target=target,
        value=value,
        text=text,
        color=color,
        state=state,
        order=order,
        place=place,
        many=many or query.many,
        otherwise=whole,
    )


def only_place(body: str) -> Query | None:
    """A place and nothing else, such as "bottom-left" or "the top right corner"."""
    match = _PLACE_ONLY.match(body) or _PLACE_TAIL.fullmatch(body)
    if match is None:
        return None
    alone = Query(text=bare(body))
    return Query(place=_place(match.group("place"), match.group("part")), otherwise=alone)


def bare(text: str) -> str:
    """``text`` without determiners at its front."""
    while match := DETERMINERS.match(text):
        text = text[match.end() :]
    return text.strip(TRAILING)


def _with_noun(body: str) -> Query:
    """The phrase with its noun taken off: at the end, or at the front before its words."""
    if match := _SEARCH_BOX.match(body):
        return Query("field", text=match.group(1), noun=body.lower())
    if marked := _marked(_MARKED, body):
        return marked
    ending = _ending_noun(body)
    if ending is not None and ending.target not in ("value", "any"):
        return ending
    if marked := _marked(_OF, body):
        return marked
    if ending is not None:
        return ending
    for count in (2, 1):
        words = body.split()
        opener = " ".join(words[:count]).lower()
        rest = words[count:]
        if (
            opener in _OPENERS
            and rest
            and (rest[0][0].isupper() or "\ue000" <= rest[0][0] <= "\uf8ff")
        ):
            head = _ending_noun(opener)
            if head is not None:
                return replace(head, text=" ".join(rest), many=False)
    return Query(text=body)


def _marked(pattern: re.Pattern[str], body: str) -> Query | None:
    """The noun before the marker and the words after it: "field labelled X", "price of X"."""
    match = pattern.match(body)
    head = match and _ending_noun(match.group("head"))
    if match is None or head is None:
        return None
    return replace(head, text=f"{head.text} {bare(match.group('text'))}".strip())


def _ending_noun(body: str) -> Query | None:
    low = body.lower()
    for noun, (field, meaning, plural) in _nouns().items():
        if low != noun and not low.endswith(" " + noun):
            continue
        rest = body[: len(body) - len(noun)].strip()
        many = plural
        if field == "target":
            return Query(cast(Target, meaning), text=rest, many=many, noun=noun)
        if field == "shape":
            return Query("shape", shape=meaning, text=rest, many=many, noun=noun)
        if field == "value":
            return Query("value", value=cast(ValueKind, meaning), text=rest, many=many, noun=noun)
        return Query("any", text=rest, many=many, noun=noun)
    return _misspelt_noun(body)


def _misspelt_noun(body: str) -> Query | None:
    """The phrase read with its last word as the noun it nearly is ("buton", "feild")."""
    from rapidfuzz.distance import OSA

    front, _, last = body.rpartition(" ")
    word = last.lower()
    if len(word) < 5 or last != word or word in _nouns():
        return None
    for noun, (field, _, _) in _nouns().items():
        near = field in ("target", "shape") and len(noun) >= 5 and noun[0] == word[0]
        swapped = len(noun) == len(word) and sorted(noun) == sorted(word)
        if near and (len(noun) != len(word) or swapped) and OSA.distance(noun, word) == 1:
            return _ending_noun(f"{front} {noun}".strip())
    return None


@cache
def _nouns() -> dict[str, tuple[str, str, bool]]:
    """Every noun and plural → (field, meaning, plural), longest first."""
    table: dict[str, tuple[str, str, bool]] = {}
    sources: tuple[tuple[str, dict[str, str]], ...] = (
        ("soft", {noun: noun for noun in SOFT_NOUNS}),
        ("value", cast(dict[str, str], VALUES)),
        ("shape", SHAPES),
        ("target", cast(dict[str, str], NOUNS)),
    )
    for field, nouns in sources:
        for noun, meaning in nouns.items():
            table[noun] = (field, meaning, False)
            for plural in plurals(noun):
                table[plural] = (field, meaning, True)
    return dict(sorted(table.items(), key=lambda item: -len(item[0])))


def _modifier(words: list[str]) -> tuple[int, str, object] | None:
    """How many words the first modifier takes, its field and its meaning."""
    for count in (3, 2, 1):
        if len(words) < count:
            continue
        text = " ".join(words[:count]).lower().strip(",")
        if text in ORDINALS:
            return count, "order", ORDINALS[text]
        if text in STATES:
            return count, "state", STATES[text]
        if text.replace("-", " ") in PLACES:
            more = 1 if len(words) > count and words[count].lower() in ("corner", "hand") else 0
            return count + more, "place", PLACES[text.replace("-", " ")]
        if text in EXTREMES:
            return count, "extreme", EXTREMES[text]
        if text in COLORS or text.removesuffix("-colored").removesuffix("-coloured") in COLORS:
            plain = text.removesuffix("-colored").removesuffix("-coloured")
            return count, "color", COLORS[plain]
    first = words[0].lower()
    if match := _NTH.match(first):
        return 1, "order", int(match.group(1))
    if len(words) > 1 and _SHADED.match(first) and words[1].lower() in COLORS:
        shade = {"pale": "light", "bright": "", "deep": "dark"}.get(first, first)
        return 2, "color", f"{shade} {COLORS[words[1].lower()]}".strip()
    return None


def _place(name: str, part: str) -> Place:
    place = PLACES[name.lower().replace("-", " ")]
    if "half" in part.lower() and f"{place} half" in (
        "top half",
        "bottom half",
        "left half",
        "right half",
    ):
        return cast(Place, f"{place} half")
    return place


def _state(word: str, *, negated: bool) -> State:
    word = word.lower()
    state: State = (
        "checked"
        if word in ("on", "switched on", "turned on")
        else "unchecked"
        if word in ("off", "switched off", "turned off")
        else STATES[word]
    )
    if not negated:
        return state
    opposite: dict[State, State] = {
        "checked": "unchecked",
        "unchecked": "checked",
        "empty": "filled",
        "filled": "empty",
    }
    return opposite[state]
