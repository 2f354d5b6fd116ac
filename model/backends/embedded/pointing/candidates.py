"""Everything on a screen that a query could mean, before order, place and relation narrow it."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import median

from model.backends.embedded.eye.shapes import FoundShape
from model.backends.embedded.pointing.matching import (
    Match,
    Unit,
    find_text,
    similarity,
    span_box,
    split,
    units,
)
from model.backends.embedded.pointing.naming import CONTROLS, element_colors, enclosing, labels_of
from model.backends.embedded.pointing.places import inside
from model.backends.embedded.pointing.query import Query
from model.backends.embedded.screen import Color, Element, Line, Screen
from model.geometry import Box
from model.language.values import find_values

Shapes = Callable[[], Sequence[FoundShape]]
"""The drawn shapes of a picture, computed when first called."""

_HEADING = 1.3
"""How many times as high as the middle line a heading is."""
_GAP = 0.5
"""Words farther apart than so many line heights do not belong together."""
_LONG = 2.5
"""How many times as wide as high a button must be to be taken for a field."""
_AMOUNT = re.compile(r"(?<![\w.,:/-])\d{1,3}(?:[ ,.'’]?\d{3})*[.,]\d{2}(?![\w:/%]|[.,]\d)")
_A_LIST = 3
"""Amounts without a currency that are taken for prices when prices are asked for."""
_PLACEHOLDER = re.compile(r"(?:\.\.\.?|…)$|^(?:search|type|enter|your|e\.g|搜索|请?输入)", re.I)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something that may be meant: its box, what it is in a word, its text, how well that fits.

    ``colors`` are those it may be called by; ``whole`` tells that the words asked for are all of
    its text; ``as_text`` that only words were found where an element was asked for; ``order``
    keeps where a text match came in.
    """

    box: Box
    what: str
    text: str = ""
    score: float = 1.0
    whole: bool = True
    same_case: bool = True
    colors: tuple[Color, ...] = ()
    element: Element | None = None
    as_text: bool = False


def candidates(query: Query, screen: Screen, shapes: Shapes) -> list[Candidate]:
    """All that is of the query's target and fits its text, best first where it has text."""
    target = query.target
    if target == "value":
        return _values(query, screen)
    if target == "shape":
        return _with_inner_text(_shapes(query.shape, shapes()), query.text, screen)
    if target == "box":
        return _boxes(query, screen, shapes)
    if target in ("line", "heading"):
        return _lines(query, screen)
    if target == "word" and not query.text:
        return [
            Candidate(span_box(line, unit.start, unit.end), "word",
                      line.text[unit.start : unit.end], colors=(line.color,))
            for line in screen.lines for unit in units(line)
        ]  # fmt: skip
    if target in ("any", "word"):
        return _anything(query, screen, shapes)
    return _elements(query, screen)


def of_element(element: Element, screen: Screen) -> Candidate:
    """An element as a candidate, its own text or that of the lines in it as text."""
    text = element.text or " ".join(
        line.text for line in screen.lines if inside(line.box, element.box)
    )
    return Candidate(
        element.box, element.kind, text, colors=element_colors(element, screen), element=element
    )


def _elements(query: Query, screen: Screen) -> list[Candidate]:
    elements = [element for element in screen.elements if element.kind == query.target]
    if not query.text:
        return [of_element(element, screen) for element in elements]
    found = _labelled(query, elements, screen)
    if not found:
        found = _labelled_kin(query, screen)
    if query.target == "panel":
        found.sort(key=lambda candidate: candidate.box.area)
        found = found[:1] if not query.many else found
    if query.target == "link":
        found = [_narrowed(candidate, query.text, screen) for candidate in found]
    if query.target in ("button", "link") or (query.target == "field" and not found):
        found += _by_words(query, found, screen)
    if found and max(candidate.score for candidate in found) >= 0.95:
        found = [candidate for candidate in found if candidate.score >= 0.9]
    return sorted(found, key=lambda candidate: (-candidate.score, not candidate.whole))


def _labelled(query: Query, elements: Sequence[Element], screen: Screen) -> list[Candidate]:
    """Those of ``elements`` that the query's words name, with how well they do."""
    found = []
    for element in elements:
        labels = labels_of(element, screen)
        scored = [(*similarity(query.text, label), -index) for index, label in enumerate(labels)]
        score, whole, place = max(scored, default=(0.0, False, 0))
        if score > 0:
            score -= 0.02 * -place if element.kind in ("field", *CONTROLS) else 0.0
            candidate = of_element(element, screen)
            text = candidate.text or labels[-place]
            found.append(replace(candidate, text=text, score=score, whole=whole))
    return found


def _labelled_kin(query: Query, screen: Screen) -> list[Candidate]:
    """Elements easily taken for what was asked: a switch for a checkbox, a list for a field."""
    if query.target in ("checkbox", "switch"):
        kin = [element for element in screen.elements if element.kind in ("checkbox", "switch")]
        return [replace(item, as_text=True) for item in _labelled(query, kin, screen)]
    if query.target != "field":
        return []
    long = {
        element.box: element
        for element in screen.elements
        if element.kind == "button" and element.box.width >= _LONG * element.box.height
    }
    fields = [replace(element, kind="field") for element in long.values()]
    return [
        replace(item, as_text=True, what="button", element=long[item.box])
        for item in _labelled(query, fields, screen)
    ]


def _narrowed(link: Candidate, text: str, screen: Screen) -> Candidate:
    """A link that holds much more than the words asked for, cut to these words.

    Neighbouring links are often read as one.
    """
    if link.whole or 2 * len(text) > len(link.text):
        return link
    for match in find_text(text, screen.lines):
        if inside(match.box, link.box):
            return replace(link, box=match.box, text=match.text, score=match.score)
    return link


def _by_words(query: Query, found: Sequence[Candidate], screen: Screen) -> list[Candidate]:
    """Words whose outline was not recognised as what was asked for.

    A button or link still has its words. A field's label is not the field: only words inside some
    other control, or such as stand in an empty field ("Search …"), count for it.
    """
    best = max((candidate.score for candidate in found), default=0.0)
    more = []
    for match in find_text(query.text, screen.lines):
        if any(match.box.intersection(other.box) > 0 for other in found):
            continue
        if match.score < best - 0.01 or (found and not (match.whole and query.target == "link")):
            continue
        around = enclosing(match.box, screen)
        other = around if around and around.kind != query.target else None
        if query.target == "field" and other is None and not _PLACEHOLDER.search(match.line.text):
            continue
        more.append(
            _of_match(match, other.box if other else match.box, as_text=True, element=other)
        )
    return more


def segments(screen: Screen, anchor: Box) -> list[Candidate]:
    """Lines cut at wide gaps and at ``anchor``: what stands beside it in its own line."""
    found = []
    for line in screen.lines:
        runs: list[list[Unit]] = [[]]
        for unit in units(line):
            if inside(unit.box, anchor):
                runs.append([])
                continue
            if runs[-1] and unit.box.x1 - runs[-1][-1].box.x2 > _GAP * line.box.height:
                runs.append([])
            runs[-1].append(unit)
        runs = [run for run in runs if run]
        for run in runs:
            if len(runs) == 1 and len(run) == len(units(line)):
                found.append(Candidate(line.box, "line", line.text, colors=(line.color,)))
                continue
            start = run[0].start
            if start > 0 and not line.text[start - 1].isspace() and run[0] is not units(line)[0]:
                start -= line.text[start - 1] in "([{\"'“"
            end = run[-1].end
            end += end < len(line.text) and not line.text[end].isspace()
            found.append(
                Candidate(
                    span_box(line, start, end), "line", line.text[start:end], colors=(line.color,)
                )
            )
    return found


def _of_match(
    match: Match, box: Box | None = None, *, as_text: bool = False, element: Element | None = None
) -> Candidate:
    return Candidate(
        box or match.box,
        "text",
        match.text,
        match.score,
        match.whole,
        match.same_case,
        (match.line.color,),
        element,
        as_text,
    )


def _lines(query: Query, screen: Screen) -> list[Candidate]:
    lines: Sequence[Line] = screen.lines
    what = "line"
    if query.target == "heading" and lines:
        usual = median(line.box.height for line in lines)
        tall = [line for line in lines if line.box.height >= _HEADING * usual]
        lines, what = tall or lines, "heading"
    if not query.text:
        if what == "heading" and len(lines) > 1 and not query.many:
            tallest = max(line.box.height for line in lines)
            lines = [line for line in lines if line.box.height >= 0.92 * tallest]
        return [Candidate(line.box, what, line.text, colors=(line.color,)) for line in lines]
    found: dict[Box, Candidate] = {}
    for match in find_text(query.text, screen.lines):
        if match.line.box not in found:
            found[match.line.box] = Candidate(
                match.line.box, what, match.line.text, match.score, match.whole,
                match.same_case, (match.line.color,),
            )  # fmt: skip
    return list(found.values())


def _anything(query: Query, screen: Screen, shapes: Shapes) -> list[Candidate]:
    if query.text:
        return [_of_match(match) for match in find_text(query.text, screen.lines)]
    found = [of_element(element, screen) for element in screen.elements]
    covered = [item for item in found if item.what != "panel"]
    found += [
        Candidate(line.box, "text", line.text, colors=(line.color,))
        for line in screen.lines
        if not any(inside(line.box, other.box) for other in covered if other.what != "picture")
    ]
    if query.color:
        found += [
            shape
            for shape in _shapes("shape", shapes())
            if not any(shape.box.iou(other.box) > 0.5 for other in found)
        ]
    return found


def _shapes(kind: str, shapes: Sequence[FoundShape]) -> list[Candidate]:
    kinds: tuple[str, ...] = (kind,)
    if kind == "shape":
        kinds = tuple({shape.kind for shape in shapes} - {"line"})
    elif kind == "polygon":
        kinds = ("pentagon", "hexagon", "octagon", "quadrilateral")
    elif kind == "rectangle":
        exact = any(shape.kind == "rectangle" for shape in shapes)
        kinds = ("rectangle",) if exact else ("rectangle", "square")
    return [
        Candidate(shape.box, shape.kind, colors=(shape.color,))
        for shape in shapes
        if shape.kind in kinds
    ]


def _boxes(query: Query, screen: Screen, shapes: Shapes) -> list[Candidate]:
    kinds = ("field", "button", "checkbox", "panel", "picture")
    found = [of_element(item, screen) for item in screen.elements if item.kind in kinds]
    if query.text:
        named = replace(query, target="field")
        fields = _elements(named, screen)
        return fields or _with_inner_text(found, query.text, screen)
    drawn = [*_shapes("square", shapes()), *_shapes("rectangle", shapes())]
    unique: list[Candidate] = []
    for candidate in [*drawn, *found]:
        same = next((i for i, item in enumerate(unique) if item.box.iou(candidate.box) > 0.6), None)
        if same is None:
            unique.append(candidate)
        else:
            colors = unique[same].colors + candidate.colors
            unique[same] = replace(unique[same], colors=colors)
    return unique


def _with_inner_text(found: list[Candidate], text: str, screen: Screen) -> list[Candidate]:
    if not text:
        return found
    matches = find_text(text, screen.lines)
    return [
        replace(item, text=match.text, score=match.score, whole=match.whole)
        for item in found
        for match in matches[:20]
        if inside(match.box, item.box, 0.7)
    ]


def _values(query: Query, screen: Screen) -> list[Candidate]:
    kind = query.value or "any"
    found = []
    for line in screen.lines:
        for start, end in find_values(kind, line.text):
            box = span_box(line, start, end)
            found.append(Candidate(box, kind, line.text[start:end].strip(), colors=(line.color,)))
    if not query.text:
        if kind == "price" and not found and len(amounts := _amounts(screen)) >= _A_LIST:
            return amounts
        return found if kind != "any" else []
    return _labelled_values(query, found, screen)


def _labelled_values(query: Query, found: list[Candidate], screen: Screen) -> list[Candidate]:
    """Values beside the words that name them: later in the line, right of it, or below it."""
    from model.backends.embedded.pointing.places import related

    amounts = _amounts(screen) if query.value == "price" else []
    wanted = [query.text]
    if query.noun and query.value != "any":
        wanted.insert(0, f"{query.text} {query.noun}")
    for words in wanted:
        for match in find_text(words, screen.lines):
            if match.score < 0.95:
                continue
            rest = [
                item
                for item in found
                if item.box.intersection(match.line.box) > 0.5 * item.box.area
                and item.box.x1 >= match.box.x2 - 2
                and item.box.intersection(match.box) < 0.3 * item.box.area
            ]
            if query.value == "any":
                rest = _rest_of_line(match)
            others = [item for item in found if item.box.intersection(match.line.box) == 0]
            for group in (rest, related(others, "right", match.line.box),
                          related(others, "below", match.line.box)):  # fmt: skip
                if group:
                    return [replace(group[0], score=match.score)]
            if beside := _in_row(match, [*others, *amounts], screen.turned):
                return [replace(beside, score=match.score)]
    return []


def _amounts(screen: Screen) -> list[Candidate]:
    """Numbers with two decimals: prices without their currency, as tables and receipts give."""
    return [
        Candidate(span_box(line, found.start(), found.end()), "price", found.group(),
                  colors=(line.color,))
        for line in screen.lines for found in _AMOUNT.finditer(line.text)
    ]  # fmt: skip


def _in_row(match: Match, values: Sequence[Candidate], turned: float) -> Candidate | None:
    """The value that stands last in the row of a match, along the slant of the text."""
    rise = math.tan(math.radians(turned)) if abs((turned + 45) % 360 - 45) < 30 else 0.0
    middle, reach = match.box.center, 0.5 * match.box.height
    row = [
        item
        for item in values
        if item.box.x1 >= match.box.x2 - 2
        and abs(item.box.center.y - middle.y + rise * (item.box.center.x - middle.x)) <= reach
    ]
    return max(row, key=lambda item: item.box.x2, default=None)


def _rest_of_line(match: Match) -> list[Candidate]:
    line = match.line
    end = max((unit.end for unit in units(line) if unit.box.x2 <= match.box.x2 + 1), default=0)
    rest = line.text[end:].strip(" :=-–—")
    if match.whole or not split(rest):
        return []
    start = line.text.rfind(rest)
    return [Candidate(span_box(line, start, start + len(rest)), "value", rest,
                      colors=(line.color,))]  # fmt: skip
