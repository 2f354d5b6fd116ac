"""Second looks at words that fit no face: freed of what touches them, or known for icons.

A mark beside a word, a badge's rim or a line's neighbour in its ink makes it too wide or too tall.
Drawn at the sizes that the rest of the page is set in, the word is looked for in its own line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from model.backends.embedded.rebuild.faces import DOUBTFUL, Case
from model.backends.embedded.rebuild.fonts import Stack
from model.backends.embedded.rebuild.ink import Ink
from model.backends.embedded.rebuild.proof import Coverage, Proof, draw
from model.backends.embedded.rebuild.spans import Piece, Span
from model.rendering import Renderer, TypeSample

_FOUND, _FOUND_IN_PART = 0.86, 0.9
"""Likeness at which a text is found, and at which it is without its first or last character."""

_SIZES = 5

_SIGN = re.compile(r"^[^\w\s$€£¥#@&+(\[{<\"'“‘«*/\\.~%-]\w|\w[^\w\s.,:;!?%)\]}>\"'”’»*+…/—-]$")
"""A sign at an end that few texts have there: an icon, perhaps, or a bullet."""


@dataclass(frozen=True, slots=True)
class _Place:
    text: str
    likeness: float
    x1: int
    y1: int
    x2: int
    y2: int


def relocate(
    cases: Sequence[Case],
    stacks: Sequence[Stack],
    weights: Sequence[int],
    renderer: Renderer | None,
) -> tuple[list[Case], list[Stack], list[int]]:
    """The cases that are text, doubtful ones where they were found, with their faces."""
    sizes = _common_sizes(cases)
    doubtful = [
        index
        for index, case in enumerate(cases)
        if len(case.piece.text) > 2
        and not case.piece.ink.crossed
        and (case.likeness < DOUBTFUL or _SIGN.search(case.piece.text))
    ]
    keys = [
        (index, text, size)
        for index in doubtful
        for text in _readings(cases[index].piece.text)
        for size in sizes
    ]
    samples = [
        TypeSample(text, stacks[index].family, size, weights[index]) for index, text, size in keys
    ]
    found: dict[int, _Place] = {}
    drawings = draw(samples, renderer) if samples else []
    for (index, text, _), drawn in zip(keys, drawings, strict=True):
        place = _look(cases[index].piece.ink, text, drawn) if drawn is not None else None
        if place is None:
            continue
        case = cases[index]
        least = _FOUND if text == case.piece.text else _FOUND_IN_PART
        if case.likeness >= DOUBTFUL:
            # Only a sign at its end made it doubtful, and a part is always more like.
            if text == case.piece.text:
                continue
            least = max(least, case.likeness - 0.02)
        best = found.get(index)
        if place.likeness >= least and (best is None or place.likeness > best.likeness):
            found[index] = place
    kept: list[int] = []
    moved = list(cases)
    for index, case in enumerate(cases):
        if index in found:
            moved[index] = _freed(case, found[index])
        if moved[index].is_text:
            kept.append(index)
    return (
        [moved[index] for index in kept],
        [stacks[index] for index in kept],
        [weights[index] for index in kept],
    )


def _readings(text: str) -> list[str]:
    """A text, and what is left of it if its first or last character was an icon."""
    parts = [text, text[1:].strip(), text[:-1].strip()]
    return [part for part in parts if len(part) >= 2]


def _common_sizes(cases: Sequence[Case]) -> list[float]:
    """The sizes that most of the page's text is set in."""
    counts: Counter[float] = Counter()
    for case in cases:
        if case.likeness >= DOUBTFUL and case.size > 0:
            counts[round(case.size)] += len(case.piece.text)
    return [float(size) for size, _ in counts.most_common(_SIZES)]


def _look(ink: Ink, text: str, drawn: Coverage) -> _Place | None:
    """Where in a line's ink a drawn word lies, and how like it is."""
    import cv2

    seen = drawn > 0.2
    rows, columns = np.flatnonzero(seen.any(axis=1)), np.flatnonzero(seen.any(axis=0))
    if not rows.size:
        return None
    word = drawn[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    ground = np.pad(ink.alpha, 3)
    if word.shape[0] > ground.shape[0] or word.shape[1] > ground.shape[1]:
        return None
    scores = cv2.matchTemplate(ground, np.ascontiguousarray(word), cv2.TM_CCORR_NORMED)
    _, best, _, (x, y) = cv2.minMaxLoc(np.where(np.isfinite(scores), scores, 0))
    x1, y1 = ink.window[0] + x - 3, ink.window[1] + y - 3
    return _Place(text, float(best), x1, y1, x1 + word.shape[1], y1 + word.shape[0])


def _freed(case: Case, place: _Place) -> Case:
    """The case with only the ink at ``place``."""
    ink = case.piece.ink
    alpha, mask = np.zeros_like(ink.alpha), np.zeros_like(ink.mask)
    left, top = max(0, place.x1 - ink.window[0] - 1), max(0, place.y1 - ink.window[1] - 1)
    here = (
        slice(top, place.y2 - ink.window[1] + 1),
        slice(left, place.x2 - ink.window[0] + 1),
    )
    alpha[here], mask[here] = ink.alpha[here], ink.mask[here]
    box = place.x1, place.y1, place.x2, place.y2
    piece: Piece = replace(
        case.piece,
        text=place.text,
        words=(Span(place.text, place.x1, place.x2),),
        ink=replace(ink, alpha=alpha, mask=mask, box=box),
    )
    proofs = {face: Proof(place.likeness, proof.coverage) for face, proof in case.proofs.items()}
    word = Span(piece.text, place.x1, place.x2)
    return Case(piece, word, proofs, spaced=case.spaced, size=case.size)
