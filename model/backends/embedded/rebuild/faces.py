"""Choosing faces: which stack and weight a stretch of text is set in, and whether it is text.

A word of each stretch is drawn in the candidates and held against the screenshot. What is like
none of them is an icon that was read as a letter. One page seldom has more than a stack for each
class, so stacks are chosen by all stretches together.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from model.backends.embedded.rebuild.fonts import (
    REFERENCE,
    SANS,
    WEIGHTS,
    Stack,
    candidates,
    measure_words,
)
from model.backends.embedded.rebuild.proof import Proof, compare, draw
from model.backends.embedded.rebuild.spans import Piece, Span
from model.rendering import Renderer, TypeMetrics, TypeSample

_NO_LETTER = 0.8
"""Likeness below which one or two characters are no letters, whatever the reader says."""

_NO_WORD, _HARDLY_A_WORD = 0.56, 0.72
"""The same for longer words, surely read and not: each letter's width tells on their likeness."""

DOUBTFUL = 0.8
"""Likeness below which a word's ink may hold more than the word."""

_SURELY_READ = 0.9
"""Confidence from which four or more characters are text whatever they look like."""

_BY_INK = 0.5
"""Loss of likeness for ink off by a factor of e."""

_CLASS_BY_INK = 0.2
"""The same where stacks are compared: how heavy a page's font is says little of its class."""

_BY_SPACE = 0.5
"""Loss of likeness for each em of letter spacing that a face takes."""

_SAMPLED = 18
"""Pieces that are drawn in every stack; the others only in the plainest."""

_LONGEST = 12
"""Characters of a word beyond which more say nothing more."""

_OTHER_CLASS, _OTHER_STACK = 0.035, 0.07
"""Likeness by which another class, or a stack of the same, must win over the page's own."""

_SHOWS_ITS_FACE = 26
"""Height in pixels from which a single word shows its face."""

_CONDENSED = -0.25
"""Width over height (logarithm) below which no letter spacing brings a face to its shape."""

_THE_VERY_FACE = 0.955
"""Likeness that only the same font reaches."""

_PULL = 0.12
"""Difference between weights that pieces set alike decide together."""

Face = tuple[Stack, int]


@dataclass(slots=True)
class Case:
    """A piece with the word drawn for it, and what the proofs say of each face."""

    piece: Piece
    word: Span
    proofs: dict[Face, Proof] = field(default_factory=dict)
    spaced: dict[Face, float] = field(default_factory=dict)
    """Letter spacing in em that each face took to be as wide."""
    size: float = 0.0
    """Size in pixels that the word's width asks for in the plainest face."""

    @property
    def coverage(self) -> float:
        """Ink of the word on the screenshot, in pixels²."""
        ink = self.piece.ink
        first = max(0, self.word.x1 - ink.window[0])
        return float(ink.alpha[:, first : self.word.x2 - ink.window[0]].sum())

    def merit(self, face: Face, by_ink: float = _BY_INK) -> float:
        """How well a face explains the word, its ink included; −1 where it was not drawn."""
        proof = self.proofs.get(face)
        if proof is None or proof.coverage <= 0 or self.coverage <= 0:
            return -1.0
        ink = abs(math.log(proof.coverage / self.coverage))
        return proof.likeness - by_ink * ink - _BY_SPACE * self.spaced.get(face, 0.0)

    @property
    def likeness(self) -> float:
        """The best likeness of all faces drawn; 1 where none could be."""
        return max((proof.likeness for proof in self.proofs.values()), default=1.0)

    @property
    def is_text(self) -> bool:
        """Whether the ink is letters at all."""
        short = len(self.piece.text) <= 2
        if self.piece.ink.cut:
            return True
        if self.piece.ink.crossed and not short:
            return True  # the ground shows through the ink that was found
        ideographs = any(stack.kind == "cjk" for stack, _ in self.proofs)
        sure = self.piece.confidence >= _SURELY_READ and not ideographs
        if len(self.piece.text) >= 4 and sure:
            return True  # in a face unlike all candidates, hairlines or a script
        if not sure:
            return self.likeness >= (_NO_LETTER if short else _HARDLY_A_WORD)
        return self.likeness >= (_NO_LETTER if short else _NO_WORD)


def prove(pieces: Sequence[Piece], renderer: Renderer | None) -> list[Case]:
    """Draw a word of each piece and compare; the cases are in the pieces' order."""
    cases = [Case(piece, _word(piece)) for piece in pieces]
    faces = list(_faces(cases))
    metrics = measure_words(
        [
            TypeSample(case.word.text, stack.family, REFERENCE, weight)
            for case, (stack, weight) in faces
        ],
        renderer,
    )
    samples = []
    for (case, (stack, weight)), known in zip(faces, metrics, strict=True):
        width = (case.word.x2 - case.word.x1) / max(1.0, known.right - known.left)
        case.size = case.size or _bounded(width * REFERENCE)
        samples.append(_as_large(case, stack, weight, known))
    for (case, face), sample, drawn in zip(faces, samples, draw(samples, renderer), strict=True):
        case.spaced[face] = abs(sample.spacing) / sample.size
        if drawn is not None and drawn.any():
            case.proofs[face] = compare(case.piece.ink, case.word.x1, case.word.x2, drawn)
    return cases


def _as_large(case: Case, stack: Stack, weight: int, known: TypeMetrics) -> TypeSample:
    """The word as wide as on the screenshot, and as high: spaced, if that takes more than size."""
    wide, high = case.word.x2 - case.word.x1, _height(case)
    by_width = REFERENCE * wide / max(1.0, known.right - known.left)
    by_height = REFERENCE * high / max(1.0, known.ascent + known.descent)
    letters = len(case.word.text)
    off = math.log(by_width / by_height)
    if letters < 2 or abs(off) < 0.04 + 1.0 / high or off < _CONDENSED:
        return TypeSample(case.word.text, stack.family, _bounded(by_width), weight)
    size = _bounded(by_height)
    natural = (known.right - known.left) * size / REFERENCE
    spacing = min(max((wide - natural) / (letters - 1), -0.2 * size), size)
    return TypeSample(case.word.text, stack.family, size, weight, spacing=round(spacing, 2))


def _height(case: Case) -> float:
    """Rows between the first and last with ink of the word."""
    ink = case.piece.ink
    left = max(0, case.word.x1 - ink.window[0])
    inked = (ink.alpha[:, left : case.word.x2 - ink.window[0]] > 0.3).any(axis=1)
    rows = np.flatnonzero(inked)
    return float(rows[-1] - rows[0] + 1) if rows.size else 1.0


def _bounded(size: float) -> float:
    return round(min(max(size, 4.0), 300.0), 2)


def _word(piece: Piece) -> Span:
    """The word to be drawn: the longest that is not too long."""
    if not piece.words:
        return Span(piece.text, piece.ink.box[0], piece.ink.box[2])
    return max(piece.words, key=lambda span: min(len(span.text), _LONGEST))


def _faces(cases: Sequence[Case]) -> Iterator[tuple[Case, Face]]:
    clear = [case for case in cases if not case.piece.ink.crossed and len(case.word.text) >= 4]
    every = max(1, math.ceil(len(clear) / _SAMPLED))
    # The largest letters show their class best; the others are taken evenly.
    large = sorted(clear, key=lambda case: -case.piece.height)[: _SAMPLED // 3]
    sampled = {id(case) for case in [*clear[::every], *large]}
    for case in cases:
        stacks = candidates(case.piece.text)
        if SANS in stacks and id(case) not in sampled:
            stacks = (SANS,)
        for stack in stacks:
            for weight in WEIGHTS:
                yield case, (stack, weight)


def choose_stacks(cases: Sequence[Case]) -> list[Stack]:
    """The stack of each case: the page's own, or the best of another class where one is set."""
    totals: dict[Stack, float] = {}
    for case in cases:
        if len(case.proofs) > 2:
            for stack, merit in _merits(case).items():
                trust = min(_LONGEST, len(case.word.text)) * math.sqrt(case.piece.height)
                totals[stack] = totals.get(stack, 0.0) + trust * max(0.0, merit)
    if not totals:
        return [candidates(case.piece.text)[0] for case in cases]
    base = max(totals, key=lambda stack: totals[stack])
    groups = _alike(cases)
    chosen: list[Stack] = [base] * len(cases)
    for group in groups:
        sums: dict[Stack, float] = {}
        seen = 0
        for index in group:
            if len(cases[index].proofs) > 2 and cases[index].likeness >= DOUBTFUL:
                seen += 1
                for stack, merit in _merits(cases[index]).items():
                    sums[stack] = sums.get(stack, 0.0) + merit
        best = base
        if seen:
            rival = max(sums, key=lambda stack: sums[stack])
            needed = _OTHER_STACK if rival.kind == base.kind else _OTHER_CLASS
            if _is_the_very_face([cases[index] for index in group], rival, base):
                needed = 0.0
            elif seen < 3 and cases[group[0]].piece.height < _SHOWS_ITS_FACE:
                needed += 0.1  # one small word says little
            if (sums[rival] - sums.get(base, 0.0)) / seen > needed:
                best = rival
        for index in group:
            mine = candidates(cases[index].piece.text)
            chosen[index] = best if best in mine else mine[0]
    return _one_a_line(cases, chosen)


def _is_the_very_face(group: Sequence[Case], rival: Stack, base: Stack) -> bool:
    """Whether the words look exactly as ``rival`` sets them, and less so in ``base``."""
    likeness: dict[Stack, list[float]] = {rival: [], base: []}
    for case in group:
        for stack, seen in likeness.items():
            found = [proof.likeness for (one, _), proof in case.proofs.items() if one == stack]
            if found and len(case.proofs) > 2:
                seen.append(max(found))
    if not likeness[rival] or not likeness[base]:
        return False
    mean = sum(likeness[rival]) / len(likeness[rival])
    return mean >= _THE_VERY_FACE and mean > sum(likeness[base]) / len(likeness[base]) + 0.03


def _one_a_line(cases: Sequence[Case], chosen: Sequence[Stack]) -> list[Stack]:
    """The stacks, with one for all stretches of a line: code in five colours is one code."""
    votes: dict[int, Counter[Stack]] = {}
    for case, stack in zip(cases, chosen, strict=True):
        votes.setdefault(case.piece.line, Counter())[stack] += len(case.piece.text)
    levelled = []
    for case, stack in zip(cases, chosen, strict=True):
        best = votes[case.piece.line].most_common(1)[0][0]
        levelled.append(best if best in candidates(case.piece.text) else stack)
    return levelled


def _merits(case: Case) -> dict[Stack, float]:
    """The better weight's merit of each stack."""
    merits: dict[Stack, float] = {}
    for stack, weight in case.proofs:
        merit = case.merit((stack, weight), _CLASS_BY_INK)
        merits[stack] = max(merits.get(stack, -1.0), merit)
    return merits


def choose_weights(cases: Sequence[Case], stacks: Sequence[Stack]) -> list[int]:
    """The weight of each case; where it is a near thing, that of the pieces set alike."""
    margins = []
    for case, stack in zip(cases, stacks, strict=True):
        # Every case was drawn in the plainest, so that all are judged alike; code is not.
        other = (stack, 700) in case.proofs and stack.kind != "sans"
        known = stack if other or (SANS, 700) not in case.proofs else SANS
        margins.append(case.merit((known, 700)) - case.merit((known, 400)))
    weights = [700 if margin > 0 else 400 for margin in margins]
    for group in _alike(cases):
        lengths = [min(_LONGEST, len(cases[index].word.text)) for index in group]
        mean = sum(n * margins[i] for n, i in zip(lengths, group, strict=True)) / sum(lengths)
        for index in group:
            if abs(margins[index]) < _PULL:
                weights[index] = 700 if mean > 0 else 400
    return weights


def _alike(cases: Sequence[Case]) -> list[list[int]]:
    """Cases of like colour and height of ink, by index."""
    groups: list[list[int]] = []
    for index, case in enumerate(cases):
        for group in groups:
            first = cases[group[0]].piece
            near = max(
                abs(one - other)
                for one, other in zip(first.ink.color, case.piece.ink.color, strict=True)
            )
            ratio = max(1.0, case.size) / max(1.0, cases[group[0]].size)
            if near <= 28 and 0.92 <= ratio <= 1.09:
                group.append(index)
                break
        else:
            groups.append([index])
    return groups
