"""What changed between two pictures, and where: pixels first, then the text and elements there."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from model.backends.embedded.screen import Color, Element, Line
from model.backends.embedded.talk.align import Alignment, Pixels, align
from model.backends.embedded.talk.prose import Viewed
from model.backends.embedded.talk.spots import (
    ALL_OVER,
    LARGEST,
    Push,
    changed_ink,
    find_spots,
    lighter_by,
    moved_box,
)
from model.geometry import Box, union
from model.language.color_names import color_distance, color_name

ChangeKind = Literal["text", "added", "removed", "moved", "colour", "state", "changed"]
_SAME_TEXT = 0.2
"""Share of lines two texts must have in common to be compared line by line."""
_MOST = 200
"""Changed places that are looked at; of more, the largest."""
_STRANGERS = 8
_REDRAWN = 0.7
"""Share of drawn pixels that must change, in so many places, for two pictures to be strangers."""
_NAMED = 20
"""Changes up to which new shapes are named."""
_KEPT = 16
"""Comparisons that are remembered."""


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: its box on each picture where it has one, and the texts or colours there.

    ``shape`` is the colour and kind of a plain shape that came or went.
    """

    kind: ChangeKind
    first: Box | None
    second: Box | None
    before: str = ""
    after: str = ""
    element: Element | None = None
    shape: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All differences of two pictures, top to bottom.

    ``alignment`` is ``None`` when they do not lie on each other; ``share`` is the part of the
    common area (0–1) whose pixels changed; ``pushes`` tell where rows were put in or taken out;
    ``lighter`` is by how much (−255 to 255) all of the second picture is lighter.
    """

    identical: bool
    alignment: Alignment | None
    share: float
    changes: tuple[Change, ...] = ()
    pushes: tuple[Push, ...] = ()
    lighter: int = 0


_known: dict[tuple[str, str], Comparison] = {}


def compare(one: Viewed, other: Viewed) -> Comparison:
    """The differences from ``one`` to ``other``; the latest few comparisons are remembered."""
    if one.picture.digest == other.picture.digest:
        return Comparison(True, Alignment(), 0.0)
    pair = (one.picture.digest, other.picture.digest)
    if (known := _known.get(pair)) is not None:
        return known
    found = _compare(one, other)
    while len(_known) >= _KEPT:
        _known.pop(next(iter(_known)), None)
    _known[pair] = found
    return found


def _compare(one: Viewed, other: Viewed) -> Comparison:
    first, second = np.asarray(one.picture.pixels), np.asarray(other.picture.pixels)
    alignment = align(first, second)
    if alignment is None:
        return Comparison(False, None, 1.0, tuple(_text_changes(one, other)))
    lighter = lighter_by(first, second, alignment)
    if lighter:
        # The first is lightened, not the second darkened: what became white stays comparable.
        first = np.clip(first.astype(np.int16) + lighter, 0, 255).astype(np.uint8)
    spots, share, pushes = find_spots(first, second, alignment)
    strangers = len(spots) >= _STRANGERS and not _much_shared(one, other)
    if share > ALL_OVER or (strangers and changed_ink(first, second, alignment) > _REDRAWN):
        return Comparison(False, None, share, tuple(_text_changes(one, other)))
    joined = sorted(_on_lines(spots, one, other), key=lambda spot: -_size(spot))[:_MOST]
    found = [_named(spot, one, other, first, second) for spot in joined]
    if len(found) <= _NAMED:
        found = [_with_shape(change, first, second) for change in found]
    changes = _moved(found, first, second)
    changes.sort(key=lambda change: _place(change).y1)
    return Comparison(False, alignment, share, tuple(changes), pushes, lighter)


def _size(spot: tuple[Box | None, Box | None]) -> float:
    return max(box.area if box else 0.0 for box in spot)


def _place(change: Change) -> Box:
    box = change.second or change.first
    assert box is not None
    return box


def _on_lines(
    spots: Sequence[tuple[Box | None, Box | None]], one: Viewed, other: Viewed
) -> list[tuple[Box | None, Box | None]]:
    """Spots on the same lines of text taken together: a changed word is one change."""
    merged: dict[tuple[int, ...], list[tuple[Box | None, Box | None]]] = {}
    for number, (first, second) in enumerate(spots):
        touched = (
            *(at for at, line in enumerate(one.screen.lines) if first and _touches(first, line)),
            -1,
            *(
                at
                for at, line in enumerate(other.screen.lines)
                if second and _touches(second, line)
            ),
        )
        key = touched if len(touched) > 1 else (-2, number)
        merged.setdefault(key, []).append((first, second))
    return [
        (_union([first for first, _ in group]), _union([second for _, second in group]))
        for group in merged.values()
    ]


def _union(boxes: Sequence[Box | None]) -> Box | None:
    known = [box for box in boxes if box]
    return union(known) if known else None


def _touches(box: Box, line: Line) -> bool:
    shared = box.intersection(line.box)
    return shared > 0.02 * line.box.area or shared > 0.5 * box.area


def _named(
    spot: tuple[Box | None, Box | None],
    one: Viewed,
    other: Viewed,
    first: Pixels,
    second: Pixels,
) -> Change:
    """The spot as what it is: changed text, something new, gone or of another colour."""
    here, there = spot
    before = _text_at(here, one.screen.lines)
    after = _text_at(there, other.screen.lines)
    old = _element_at(here, one.screen.elements)
    new = _element_at(there, other.screen.elements)
    if _plain(before) != _plain(after):
        if before and after:
            places = _whole_words(here, one.screen.lines), _whole_words(there, other.screen.lines)
            return Change("text", *places, before, after, new or old)
        if after:
            return Change("added", None, there, "", after, new)
        return Change("removed", here, None, before, "", old)
    if old and new and old.checked is not None and old.checked is not new.checked:
        states = ("off", "on") if new.checked else ("on", "off")
        return Change("state", here, there, states[0], states[1], new)
    if here is None:
        return Change("added", None, there, "", after, new)
    if there is None:
        return Change("removed", here, None, before, "", old)
    crops = [_crop(first, here), _crop(second, there)]
    flat = [float(crop.std(axis=(0, 1)).max()) < 6 for crop in crops]
    if not before and flat[0] and not flat[1] and _same_ground(*crops):
        return Change("added", None, there, "", after, new)
    if not before and flat[1] and not flat[0] and _same_ground(*crops):
        return Change("removed", here, None, before, "", old)
    colours = [_main_colour(crop) for crop in crops]
    if color_distance(*colours) > 0.08:
        names = [color_name(colour) for colour in colours]
        if not before and (not new or not old) and bool(new) != bool(old):
            kind: ChangeKind = "added" if new else "removed"
            return Change(kind, None if new else here, there if new else None, "", "", new or old)
        if names[0] == names[1]:
            names = [f"#{_hex(colour)}" for colour in colours]
        holds = replace(new or old, text=before) if (new or old) and before else new or old  # type: ignore[type-var]
        return Change("colour", here, there, names[0], names[1], holds)
    return Change("changed", here, there, before, after, new or old)


def _with_shape(change: Change, first: Pixels, second: Pixels) -> Change:
    if change.kind not in ("added", "removed") or change.element or change.before or change.after:
        return change
    picture, box = (first, change.first) if change.first else (second, change.second)
    return replace(change, shape=_shape_in(picture, box)) if box else change


def _shape_in(picture: Pixels, box: Box) -> tuple[str, str] | None:
    """Colour and kind of the one plain shape a place shows, ``None`` if it is none."""
    from model.backends.embedded.eye.shapes import find_shapes

    around = box.grow(6).clamp(picture.shape[1], picture.shape[0])
    if around.area > LARGEST / 8 or around.area < 100:
        return None
    x1, y1, _, _ = around.pixels()
    shapes = [
        shape
        for shape in find_shapes(np.ascontiguousarray(_crop(picture, around)))
        if moved_box(shape.box, x1, y1).iou(box) > 0.7
    ]
    return (color_name(shapes[0].color), shapes[0].kind) if len(shapes) == 1 else None


def _hex(color: Color) -> str:
    return "".join(f"{value:02x}" for value in color)


def _crop(picture: Pixels, box: Box) -> Pixels:
    x1, y1, x2, y2 = box.clamp(picture.shape[1], picture.shape[0]).pixels()
    return picture[y1 : max(y2, y1 + 1), x1 : max(x2, x1 + 1)]


def _main_colour(crop: Pixels) -> Color:
    values, counts = np.unique(crop.reshape(-1, 3) >> 3, axis=0, return_counts=True)
    near = (crop >> 3 == values[int(counts.argmax())]).all(axis=2)
    red, green, blue = (round(float(value)) for value in crop[near].mean(axis=0))
    return red, green, blue


def _same_ground(one: Pixels, other: Pixels) -> bool:
    """Whether the rims of two crops share a colour: the ground on which something came or went."""
    rims = []
    for crop in (one, other):
        rim = np.concatenate([crop[0], crop[-1], crop[:, 0], crop[:, -1]])
        rims.append(tuple(int(value) for value in np.median(rim, axis=0)))
    if color_distance(rims[0], rims[1]) < 0.08:  # type: ignore[arg-type]
        return True
    flat = one if float(one.std()) < float(other.std()) else other
    return float(flat.std(axis=(0, 1)).max()) < 6


def _text_at(box: Box | None, lines: Sequence[Line]) -> str:
    return " ".join(line.text for line in lines if box and _touches(box, line))


def _whole_words(box: Box | None, lines: Sequence[Line]) -> Box | None:
    """``box`` with all of the words it touches: of "18,204" only the end may have changed."""
    words = [
        word.box
        for line in lines
        if box and _touches(box, line)
        for word in line.words
        if box.intersection(word.box) > 0.02 * word.box.area
    ]
    return union([box, *words]) if box and words else box


def _element_at(box: Box | None, elements: Sequence[Element]) -> Element | None:
    """The element a spot is, or lies in if that is a small control."""
    if box is None:
        return None
    fitting = [
        element
        for element in elements
        if element.box.iou(box) > 0.4
        or (element.kind != "panel" and box.intersection(element.box) > 0.8 * box.area)
    ]
    return max(fitting, key=lambda element: element.box.iou(box), default=None)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def _moved(changes: list[Change], first: Pixels, second: Pixels) -> list[Change]:
    """Something gone in one place and the same new in another is one move."""
    gone = [change for change in changes if change.kind == "removed"]
    new = [change for change in changes if change.kind == "added"]
    result = [change for change in changes if change.kind not in ("removed", "added")]
    for was in gone:
        assert was.first is not None
        twin = next((came for came in new if _same_thing(was, came, first, second)), None)
        if twin is None:
            result.append(was)
            continue
        new.remove(twin)
        result.append(
            Change("moved", was.first, twin.second, was.before, twin.after,
                   twin.element or was.element)
        )  # fmt: skip
    return [*result, *new]


def _same_thing(was: Change, came: Change, first: Pixels, second: Pixels) -> bool:
    if was.before or came.after:
        return _plain(was.before) == _plain(came.after)
    assert was.first is not None
    assert came.second is not None
    if abs(was.first.width - came.second.width) > 3 or (
        abs(was.first.height - came.second.height) > 3
    ):
        return False
    one, other = _crop(first, was.first), _crop(second, came.second)
    height, width = min(one.shape[0], other.shape[0]), min(one.shape[1], other.shape[1])
    apart = np.abs(one[:height, :width].astype(np.int16) - other[:height, :width].astype(np.int16))
    return float(apart.mean()) < 16


def shared_lines(one: Viewed, other: Viewed) -> int:
    """How many lines of the first picture the second has too."""
    there = {_plain(line.text) for line in other.screen.lines}
    return sum(1 for line in one.screen.lines if _plain(line.text) in there)


def _much_shared(one: Viewed, other: Viewed) -> bool:
    fewer = min(len(one.screen.lines), len(other.screen.lines))
    return shared_lines(one, other) >= _SAME_TEXT * fewer + 1


def _text_changes(one: Viewed, other: Viewed) -> Iterator[Change]:
    """Lines added, removed or changed, for pictures that do not lie on each other.

    None when so little is shared that these are simply two texts.
    """
    import difflib

    first, second = one.screen.lines, other.screen.lines
    if not _much_shared(one, other):
        return
    matcher = difflib.SequenceMatcher(
        None,
        [_plain(line.text) for line in first],
        [_plain(line.text) for line in second],
        autojunk=False,
    )
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        if kind == "equal":
            continue
        old, new = list(first[a1:a2]), list(second[b1:b2])
        for before in list(old):
            after = next((line for line in new if _similar(before, line)), None)
            if after is not None:
                old.remove(before)
                new.remove(after)
                yield Change("text", before.box, after.box, before.text, after.text)
        for line in old:
            yield Change("removed", line.box, None, line.text)
        for line in new:
            yield Change("added", None, line.box, "", line.text)


def _similar(one: Line, other: Line) -> bool:
    from rapidfuzz.distance import Indel

    return Indel.normalized_similarity(_plain(one.text), _plain(other.text)) > 0.5
