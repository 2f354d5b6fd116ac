"""A ``Query`` and a ``Screen`` to what is found: candidates, narrowed, ordered, chosen, explained.

Nothing is ever drawn on a guess about looks: what cannot be read, measured or recognised by the
parser of the screen is said to be unknown, with what comes nearest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from model.backends.embedded.pointing.candidates import Candidate, Shapes, candidates, segments
from model.backends.embedded.pointing.matching import EXACT, find_text, nearest
from model.backends.embedded.pointing.naming import enclosing
from model.backends.embedded.pointing.places import (
    distance_to_place,
    gap,
    in_place,
    inside,
    neighbours,
    ordered,
    related,
)
from model.backends.embedded.pointing.query import Query
from model.backends.embedded.pointing.wording import Wording
from model.backends.embedded.screen import Color, Screen
from model.geometry import Box

_TIE = 0.02
_ANCHORS = 4
_INTERACTIVE = ("button", "field", "checkbox", "radio", "switch", "icon", "picture", "panel")


@dataclass(frozen=True, slots=True)
class Located:
    """What was found (best first, or in reading order when all were asked for), and what to say.

    ``missing`` is the sentence for when nothing was; ``notices`` tell guesses that were made.
    """

    found: tuple[Candidate, ...] = ()
    notices: tuple[str, ...] = ()
    missing: str = ""


def locate(query: Query, screen: Screen, shapes: Shapes) -> Located:
    """Find what ``query`` means on ``screen``; ``shapes`` is called only where shapes matter."""
    say = Wording(query.chinese)
    words_first = query.otherwise is not None and (bool(query.text) or not query.noun)
    if query.otherwise and words_first and (as_words := _exactly(query.otherwise, screen, shapes)):
        return Located(tuple(as_words))
    result = _search(query, screen, shapes, say)
    if result.found:
        return result
    if query.parts:
        return _each(query.parts, screen, shapes)
    if query.otherwise and (as_words := _exactly(query.otherwise, screen, shapes)):
        return Located(tuple(as_words))
    if query.noun and query.literal and not query.text:
        whole = [match for match in find_text(query.literal, screen.lines) if match.whole]
        if whole and whole[0].score >= EXACT:
            found = [Candidate(match.box, "text", match.text) for match in whole]
            return Located(tuple(found), (say.words_instead(query, whole[0].text),))
    return result


def _each(parts: Sequence[Query], screen: Screen, shapes: Shapes) -> Located:
    """What each query of a list finds; those that find nothing are told of."""
    found: list[Candidate] = []
    notices: list[str] = []
    missing: list[str] = []
    for part in parts:
        located = locate(part, screen, shapes)
        found += [item for item in located.found if item not in found]
        notices += [notice for notice in located.notices if notice not in notices]
        missing += [located.missing] if located.missing else []
    if not found:
        return Located(missing=" ".join(dict.fromkeys(missing)))
    return Located(tuple(found), (*notices, *missing))


def _exactly(query: Query, screen: Screen, shapes: Shapes) -> list[Candidate]:
    """What fits the words of ``query`` to the letter and as a whole; nothing else."""
    if not query.text:
        return []
    plain = replace(query, relation=None, order=None, place=None, color="", state=None)
    found = [
        item
        for item in candidates(plain, screen, shapes)
        if item.score >= EXACT and item.whole and not item.as_text
    ]
    return found if query.many else _best(found)


def _search(query: Query, screen: Screen, shapes: Shapes, say: Wording) -> Located:
    if query.target == "container":
        boxes, guesses = _containers(query, screen, say)
        named = tuple(Candidate(box, query.noun) for box in boxes)
        return Located(named, guesses, "" if named else say.none(query, bool(screen.lines)))
    found = candidates(query, screen, shapes)
    if not found:
        return Located(missing=_why_nothing(query, screen, shapes, say))
    return narrow(query, found, screen, shapes)


def narrow(query: Query, found: list[Candidate], screen: Screen, shapes: Shapes) -> Located:
    """Of candidates those with the colour, state, place, relation and order asked for."""
    say = Wording(query.chinese)
    notices: list[str] = []
    if query.color:
        kept = [item for item in found if _has_color(item.colors, query.color)]
        if not kept:
            return Located(missing=say.none_of(query, len(found), say.color(query.color)))
        found = kept
    if query.state:
        kept = [item for item in found if _has_state(item, query.state, screen)]
        if not kept:
            return Located(missing=say.none_of(query, len(found), say.state(query.state)))
        found = kept
    size = (float(screen.width), float(screen.height))
    if query.place:
        kept = [item for item in found if in_place(item.box, query.place, size)]
        if not kept:
            return Located(missing=say.none_of(query, len(found), say.place(query.place)))
        found = kept
    if query.relation:
        narrowed = _relate(query, found, screen, shapes, say)
        if narrowed.missing:
            return narrowed
        notices += narrowed.notices
        found = list(narrowed.found)
    chosen = choose(query, found, size)
    if not chosen and query.order:
        return Located(missing=say.too_few(query, len(found)))
    return Located(tuple(chosen), (*notices, *_guesses(query, chosen, say)))


def choose(query: Query, found: list[Candidate], size: tuple[float, float]) -> list[Candidate]:
    """Of what fits, what is meant: all, the n-th, the nearest to a place, or the best ones."""
    if query.order:
        if query.text and not query.relation:
            found = [item for item in found if item.score >= found[0].score - _TIE]
        # The largest text has the largest letters; a long line of small ones covers more.
        by = query.order.by
        if query.target in ("line", "heading", "word"):
            by = {"largest": "tallest", "smallest": "shortest"}.get(by, by)
        line = ordered(found, by, size)
        index = query.order.index - 1 if query.order.index > 0 else query.order.index
        if query.many and query.order.index == 1 and query.order.by in _CORNERS_AND_SIDES:
            return line
        return [line[index]] if -len(line) <= index < len(line) else []
    if query.many:
        return ordered(found, "reading", size)
    if query.relation:
        return found[:1]
    if query.place and not query.text:
        place = query.place
        return sorted(found, key=lambda item: distance_to_place(item.box, place, size))[:1]
    return _best(found) if query.text else found


_CORNERS_AND_SIDES = ("top", "bottom", "left", "right")


def _best(found: Sequence[Candidate]) -> list[Candidate]:
    """The best by score; of equals those that are all of their text, then those of equal case."""
    if not found:
        return []
    top = max(item.score for item in found)
    best = [item for item in found if item.score >= top - _TIE]
    for better in (
        [item for item in best if not item.as_text],
        [item for item in best if item.whole],
        [item for item in best if item.same_case],
    ):
        kept = [item for item in best if item in better]
        best = kept or best
    return best


def _relate(
    query: Query, found: list[Candidate], screen: Screen, shapes: Shapes, say: Wording
) -> Located:
    relation = query.relation
    assert relation is not None
    anchors, notices = _anchors(relation.anchor, screen, shapes, say)
    if not anchors:
        return Located(missing=say.no_anchor(relation.anchor, _near(relation.anchor, screen)))
    others: list[Box | None] = [None]
    if relation.other is not None:
        second, more = _anchors(relation.other, screen, shapes, say)
        if not second:
            return Located(missing=say.no_anchor(relation.other, _near(relation.other, screen)))
        others, notices = list(second), notices + more
    kept: list[Candidate] = []
    beside = relation.side in ("left", "right") and query.target == "line" and not query.text
    for anchor in anchors:
        if beside:
            found = segments(screen, anchor)
        for other in others:
            things = [item for item in found if not inside(anchor, item.box, 0.8)
                      or relation.side == "in"]  # fmt: skip
            near = related(things, relation.side, anchor, other)
            if query.many and relation.side not in ("in", "between"):
                near = neighbours(near, anchor)
            if not query.many and not query.order and not query.text:
                near = near[:1]
            kept += [item for item in near if item not in kept]
    if not kept:
        return Located(missing=say.nothing_there(query))
    if len(anchors) > 1 and not query.many:
        notices = (*notices, say.several_anchors(relation.anchor, len(anchors)))
        if not query.order:
            kept.sort(key=lambda item: min(gap(item.box, anchor) for anchor in anchors))
    return Located(tuple(kept), notices)


def _anchors(
    query: Query, screen: Screen, shapes: Shapes, say: Wording
) -> tuple[tuple[Box, ...], tuple[str, ...]]:
    """The boxes a relation starts from: controls where the words stand in one."""
    if query.target == "container":
        return _containers(query, screen, say)
    exact = [match for match in find_text(query.literal, screen.lines)
             if match.score >= EXACT] if query.literal else []  # fmt: skip
    if exact and not query.relation:
        whole = [match for match in exact if match.whole] or exact
        boxes = [match.box for match in whole]
        notices: tuple[str, ...] = ()
    else:
        located = locate(query, screen, shapes)
        boxes = [item.box for item in located.found]
        notices = located.notices
    grown = []
    for box in boxes:
        around = enclosing(box, screen)
        grown.append(around.box if around and around.kind != "link" else box)
    return tuple(dict.fromkeys(grown[:_ANCHORS])), notices


def _containers(
    query: Query, screen: Screen, say: Wording
) -> tuple[tuple[Box, ...], tuple[str, ...]]:
    """A part of the page, by its words or by where such a part usually lies."""
    panels = [element.box for element in screen.elements if element.kind == "panel"]
    width, height = screen.width, screen.height
    if query.text:
        around: list[Box] = []
        for match in find_text(query.text, screen.lines):
            holding = [box for box in panels if inside(match.box, box, 0.9)]
            if holding and match.score >= EXACT:
                around.append(min(holding, key=lambda box: box.area))
        return tuple(dict.fromkeys(around)), ()
    if query.role == "panel":
        smaller = [box for box in panels if box.area < 0.9 * width * height]
        return tuple(sorted(smaller, key=lambda box: -box.area)[:1]), ()
    wide = [box for box in panels if box.width > 0.6 * width and box.height < 0.2 * height]
    tall = [box for box in panels if box.height > 0.5 * height and box.width < 0.4 * width
            and (box.x1 < 0.05 * width or box.x2 > 0.95 * width)]  # fmt: skip
    options: dict[str, list[Box]] = {
        "header": [box for box in wide if box.center.y < 0.2 * height],
        "footer": [box for box in wide if box.center.y > 0.8 * height],
        "sidebar": tall,
        "toolbar": _icon_rows(screen) or [box for box in wide if box.center.y < 0.3 * height],
    }
    fallback = {
        "header": Box(0, 0, width, 0.12 * height),
        "footer": Box(0, 0.88 * height, width, height),
    }
    boxes = options.get(query.role, [])
    if not boxes and query.role in fallback:
        return (fallback[query.role],), (say.taken_as(query, "strip"),)
    return tuple(boxes[:1]), (say.taken_as(query, "panel"),) if boxes else ()


def _icon_rows(screen: Screen) -> list[Box]:
    """The row that holds most icons (two at least), grown a little, as the toolbar."""
    from model.backends.embedded.pointing.places import rows
    from model.geometry import union

    icons = [element for element in screen.elements if element.kind in ("icon", "button")]
    lines = [row for row in rows(icons) if sum(element.kind == "icon" for element in row) >= 2]
    if not lines:
        return []
    most = max(lines, key=lambda row: sum(element.kind == "icon" for element in row))
    return [union(element.box for element in most).grow(4)]


def _has_color(colors: tuple[Color, ...], name: str) -> bool:
    from model.language.color_names import is_color, oklab

    shade, _, plain = name.rpartition(" ")
    for color in colors:
        if not is_color(color, plain):
            continue
        if not shade:
            return True
        import numpy as np

        lightness = float(oklab(np.array([color], dtype=np.uint8))[0][0])
        if (lightness < 0.5) if shade == "dark" else (lightness > 0.68):
            return True
    return False


def _has_state(item: Candidate, state: str, screen: Screen) -> bool:
    element = item.element
    if element is None:
        return False
    if state in ("checked", "unchecked"):
        return element.checked is (state == "checked")
    holds = any(inside(line.box, element.box) for line in screen.lines)
    return holds if state == "filled" else not holds


def _guesses(query: Query, chosen: list[Candidate], say: Wording) -> list[str]:
    notices = []
    asked_words = bool(query.text)
    if chosen and asked_words and chosen[0].score < EXACT and query.target != "value":
        notices.append(say.read_as(query.text, chosen[0].text))
    if chosen and chosen[0].as_text:
        notices.append(say.no_outline(query, chosen[0]))
    plain = query.target == "any" and asked_words and not query.quoted and not query.noun
    as_written = plain and chosen and chosen[0].same_case and not query.text.islower()
    if chosen and plain and (query.chinese or not as_written):
        notices.append(say.only_words())
    if query.target == "heading" and chosen and not asked_words:
        notices.append(say.heading_by_size())
    if len(chosen) > 1 and not query.many:
        notices.append(say.several(len(chosen)))
    return notices


def _near(query: Query, screen: Screen) -> tuple[str, ...]:
    return nearest(query.text or query.literal, screen.lines)


def _why_nothing(query: Query, screen: Screen, shapes: Shapes, say: Wording) -> str:
    if query.text:
        same_kind: list[Candidate] = []
        if query.target in _INTERACTIVE:
            same_kind = candidates(replace(query, text=""), screen, shapes)
        texts = tuple(dict.fromkeys(item.text for item in same_kind if item.text))
        near = _near(query, screen)
        exact = [match for match in find_text(query.text, screen.lines) if match.score >= EXACT]
        return say.no_such_text(query, near, len(same_kind), texts, exact[0].text if exact else "")
    if query.target == "any" and query.noun and not query.color:
        return say.unknown_noun(query)
    return say.none(query, bool(screen.lines))
