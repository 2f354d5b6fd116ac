"""From a ``Target`` in words to places on a view, best first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from model.backends.embedded.act.glyphs import ink_of, sign_of
from model.backends.embedded.act.goals import Kind, Target
from model.backends.embedded.act.likeness import LIKE, alike
from model.backends.embedded.act.view import View
from model.backends.embedded.act.widgets import Field, fields, tabs
from model.backends.embedded.eye.shapes import FoundShape
from model.backends.embedded.pointing.matching import find_text, similarity
from model.backends.embedded.screen import Element
from model.geometry import Box, union

_CONTROLS = ("button", "link", "checkbox", "radio", "switch", "icon", "field")


@dataclass(frozen=True, slots=True)
class Place:
    """Something found: where to point, what it is, its text, how well it fits (0–1).

    ``like`` is how like its text is to what was asked for, whatever it is.
    """

    box: Box
    text: str = ""
    kind: Kind = ""
    score: float = 1.0
    element: Element | None = None
    field: Field | None = None
    like: float = 1.0


def find(target: Target, view: View) -> list[Place]:
    """The places that ``target`` may mean, best first; one if an ordinal says which.

    With ``target.every`` all are meant, in reading order.
    """
    if target.kind == "close":
        found = _closers(target, view)
    elif target.kind in ("field", "area", "date", "time", "spinner", "list", "slider"):
        found = _fields(target, view)
    elif target.pictured:
        found = _pictured(view)
    elif not target.text:
        found = _of_kind(target, view)
    else:
        found = _named(target, view)
    if target.placed and target.kind != "close":
        found = _by_phrase(target, view) or (found if target.text else [])
    elif not found and target.kind in ("", "icon", "picture", "button", "row"):
        # What grounding makes of the words is taken where nothing better is found anywhere.
        found = [replace(place, score=min(place.score, 0.85), like=0.85)
                 for place in _by_phrase(target, view)]  # fmt: skip
    if target.order:
        found = _in_reading_order(found, view)
        index = target.order - 1 if target.order > 0 else target.order
        return [found[index]] if -len(found) <= index < len(found) else []
    return _in_reading_order(found, view) if target.every else found


def _in_reading_order(found: Iterable[Place], view: View) -> list[Place]:
    unit = view.letter_height
    return sorted(found, key=lambda place: (round(place.box.center.y / unit), place.box.x1))


def _by_phrase(target: Target, view: View) -> list[Place]:
    """What the grammar of grounding makes of the user's own words (sides, colours, places)."""
    from model.backends.embedded.pointing.locate import locate
    from model.backends.embedded.pointing.question import parse

    located = locate(parse(target.phrase), view.rest, lambda: _shapes(view))
    return [Place(item.box, item.text, score=item.score, element=item.element)
            for item in located.found]  # fmt: skip


def _shapes(view: View) -> Sequence[FoundShape]:
    from model.backends.embedded.eye.shapes import find_shapes

    return find_shapes(view.pixels, view.lines)


def named(text: str, view: View, kinds: Sequence[str] = ()) -> list[Place]:
    """Places that show ``text``, controls of ``kinds`` before others."""
    found: list[Place] = []
    for element in view.elements:
        if element.kind in _CONTROLS and element.text and element.kind != "field":
            score = alike(text, element.text)
            if score >= LIKE:
                found.append(
                    Place(element.box, element.text, element.kind, score, element, None, score)
                )
    for line in view.lines:
        score = alike(text, line.text)
        if score >= LIKE and not _covered(line.box, found):
            found.append(Place(line.box, line.text, "text", score - 0.005, like=score))
    for words, box in _wrapped(view):
        score = alike(text, words)
        if score >= LIKE and " " in text.strip() and not _covered(box, found):
            found.append(Place(box, words, "text", score - 0.01, like=score))
    for match in find_text(text, view.lines):
        if not _covered(match.box, found):
            whole = alike(text, match.text)
            found.append(
                Place(match.box, match.text, "text", min(match.score, whole) - 0.03, like=whole)
            )
    if kinds:
        found = [
            replace(place, score=place.score + (0.02 if place.kind in kinds else 0.0))
            for place in found
        ]
    return sorted(found, key=lambda place: -place.score)


def _wrapped(view: View) -> list[tuple[str, Box]]:
    """Pairs of lines set closely one below the other: labels of two lines."""
    pairs = []
    for line in view.lines:
        for other in view.lines:
            gap = other.box.y1 - line.box.y2
            near = -0.4 * line.box.height < gap < 0.6 * line.box.height and other is not line
            aligned = abs(other.box.x1 - line.box.x1) < 0.4 * line.box.height or (
                abs(other.box.center.x - line.box.center.x) < 0.4 * line.box.height
            )
            if near and aligned and len(line.text) + len(other.text) < 60:
                pairs.append((f"{line.text} {other.text}", union((line.box, other.box))))
    return pairs


def _covered(box: Box, found: Sequence[Place]) -> bool:
    return any(place.box.intersection(box) > 0.6 * min(place.box.area, box.area) for place in found)


def _named(target: Target, view: View) -> list[Place]:
    kinds: tuple[str, ...] = (target.kind,) if target.kind else ("button", "link")
    found = named(target.text, view, kinds)
    if target.kind == "link":
        links = [place for place in found if place.kind == "link"]
        found = links or [place for place in found if not _has_links(view)]
    if target.kind in ("icon", "picture") or not found:
        for element in view.elements:
            if element.text and element.kind in ("icon", "picture", "panel", "button"):
                score, whole = similarity(target.text, element.text)
                if score >= LIKE and (whole or element.kind == "button"):
                    found.append(
                        Place(element.box, element.text, element.kind, score - 0.04, element)
                    )
    if not found and target.text.lower().replace(" ", "") in ("login", "signin"):
        for other in ("Log in", "Login", "Sign in"):
            found = found or named(other, view, kinds)
    if target.inside == "dialog":
        panels = dialogs(view)
        held = [place for place in found if any(p.contains(place.box.center) for p in panels)]
        found = held or found
    return found


def _has_links(view: View) -> bool:
    return any(element.kind == "link" for element in view.elements)


def dialogs(view: View) -> list[Box]:
    """Panels that are neither the page nor narrow: they may be dialogs."""
    page = view.page
    return [
        element.box
        for element in view.elements
        if element.kind == "panel"
        and element.box.area < 0.8 * page.area
        and element.box.width > 0.2 * page.width
    ]


def _closers(target: Target, view: View) -> list[Place]:
    """Crosses at the upper right of a panel, then any cross, then words that close."""
    unit = view.letter_height
    found: list[Place] = []
    panels = dialogs(view)
    for element in view.elements:
        small = max(element.box.width, element.box.height) < 3.5 * unit
        if element.kind not in ("icon", "button") or not small:
            continue
        score = 0.5 if sign_of(view, element.box.grow(1)) == "cross" else 0.0
        for panel in panels:
            near_top = element.box.center.y - panel.y1 < max(3 * unit, 0.3 * panel.height)
            at_right = panel.x2 - element.box.center.x < max(3 * unit, 0.25 * panel.width)
            if panel.contains(element.box.center) and near_top and at_right:
                score += 0.4
                break
        if score >= 0.4 and not element.text:
            found.append(Place(element.box, "×", "close", score, element))
    for words in filter(None, (target.text, "×", "x", "Close", "关闭")):
        for place in named(words, view, ("button",)):
            if place.score > 0.95:
                found.append(replace(place, score=0.45 + 0.3 * (words == target.text)))
    return sorted(found, key=lambda place: -place.score)


_HOLDS = {
    "area": ("lines",), "date": ("date",), "time": ("time",), "spinner": ("number",),
    "list": ("choice", "lines"),
}  # fmt: skip


def _fields(target: Target, view: View) -> list[Place]:
    there = fields(view)
    wanted = _HOLDS.get(target.kind, ())
    fitting = [field for field in there if field.holds in wanted] if wanted else []
    if not fitting and target.kind != "slider":
        fitting = [f for f in there if f.holds != "choice"] or there
        if target.kind == "field":
            fitting = [f for f in fitting if f.holds != "lines"] or fitting
    places = [
        Place(field.box, next(iter(field.labels), field.text), "field", 1.0, None, field)
        for field in fitting
    ]
    if target.text:
        return by_label(target.text, places)
    return places


def by_label(text: str, places: Sequence[Place]) -> list[Place]:
    """Those of ``places`` whose label or placeholder says ``text``, best first."""
    found = []
    for place in places:
        assert place.field is not None
        best, name = 0.0, ""
        for rank, label in enumerate((*place.field.labels, place.field.text)):
            whole = alike(text, label)
            part = similarity(text, label)[0] - 0.08
            best, name = max((best, name), (max(whole, part) - 0.01 * rank, label))
        if best >= LIKE - 0.02:
            found.append(replace(place, score=best, text=name))
    return sorted(found, key=lambda place: -place.score)


def _of_kind(target: Target, view: View) -> list[Place]:
    """Every thing of the kind asked for, without words to tell them apart."""
    kind = target.kind
    if kind == "tab":
        return [Place(tab.box, tab.text, "tab") for tab in tabs(view)]
    if kind == "number":
        return [Place(line.box, line.text, "number") for line in view.lines if line.text.isdigit()]
    found = [
        Place(element.box, element.text, kind, 1.0, element)
        for element in view.elements
        if element.kind == kind
    ]
    if kind == "button" and not found:
        found = _tiles(view)
    if kind == "dialog":
        found = [Place(box, kind="dialog") for box in dialogs(view)]
    if kind in ("text", "row"):
        found = [Place(line.box, line.text, kind) for line in view.lines]
    return found


def _tiles(view: View) -> list[Place]:
    """Patches of a colour of their own with a word or two on them: buttons of any shape."""
    found: list[Place] = []
    for line in view.lines:
        patch = view.patch(line)
        small = patch.area < 0.4 * view.page.area
        if small and patch.contains(line.box.center) and not _covered(patch, found):
            words = " ".join(other.text for other in view.inside(patch))
            found.append(Place(patch, words, "button", 0.9))
    return found


_SAME_SIGN = 0.72
"""Correlation from which two drawings of one size are the same sign."""

_MARGIN = 0.25
"""Blank rim looked at with a sign, as a share of its size: a dot is not the middle of a disc."""


def _pictured(view: View) -> list[Place]:
    """Where the little picture that the task itself shows stands a second time.

    Only its drawing counts, not its colours: on another ground, or chosen, it has others.
    """
    import cv2
    import numpy as np

    if view.instruction is None:
        return []
    within = view.instruction
    shown = [
        element.box
        for element in view.screen.elements
        if element.kind in ("icon", "picture") and within.contains(element.box.center)
    ] or [
        box
        for line in view.screen.lines
        if within.contains(line.box.center) and (box := _sign_before(view, line.box))
    ]
    if not shown:
        return []
    asked = shown[-1]
    rim = max(3.0, _MARGIN * max(asked.width, asked.height))
    x1, y1, x2, y2 = asked.grow(rim).clamp(view.picture.width, view.picture.height).pixels()
    grey = cv2.cvtColor(view.pixels, cv2.COLOR_RGB2GRAY)
    # What stands off its ground, whichever of the two is the darker.
    ground = cv2.medianBlur(grey, int(2.5 * max(asked.width, asked.height)) | 1)
    ink = cv2.absdiff(grey, ground).astype(np.float32)
    template = ink[y1:y2, x1:x2]
    if float(template.std()) < 4:
        return []
    scores = cv2.matchTemplate(ink, template, cv2.TM_CCOEFF_NORMED)
    found: list[Place] = []
    for _ in range(12):
        _, score, _, (left, top) = cv2.minMaxLoc(scores)
        if score < _SAME_SIGN:
            break
        box = Box(left + rim, top + rim, left + x2 - x1 - rim, top + y2 - y1 - rim)
        reach = int(rim + 2)
        scores[max(0, top - reach) : top + reach, max(0, left - reach) : left + reach] = -1.0
        strength = float(ink[top : top + y2 - y1, left : left + x2 - x1].mean())
        # What is switched off is drawn faint, and is not meant.
        plain = strength > 0.45 * float(template.mean())
        if plain and not within.contains(box.center):
            found.append(Place(box, "", "icon", float(score)))
    return found


def _sign_before(view: View, line: Box) -> Box | None:
    """The box of what stands right before a line, on its row: an icon, a bullet."""
    import numpy as np

    unit = line.height
    area = Box(line.x1 - 2.4 * unit, line.y1, line.x1 - 0.12 * unit, line.y2)
    area = area.clamp(view.picture.width, view.picture.height)
    mask = ink_of(view, area)
    if mask.size == 0 or mask.mean() > 0.6:
        return None
    rows, columns = np.nonzero(mask)
    if len(rows) < 8:
        return None
    left, top = int(area.x1), int(area.y1)
    return Box(
        left + int(columns.min()), top + int(rows.min()),
        left + int(columns.max()) + 1, top + int(rows.max()) + 1,
    )  # fmt: skip
