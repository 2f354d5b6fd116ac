"""Fitting type: which stack, size, weight and spacing set the words as they stand on the picture.

Height says how large type is, but only to a pixel; width says it exactly, but only when the font is
known. So the height of all lines together decides by how much a stack runs too wide or too narrow
on this page, and then each line's own width gives its size; sizes that all but agree are one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from model.backends.embedded.rebuild.faces import Case, choose_stacks, choose_weights, prove
from model.backends.embedded.rebuild.fonts import REFERENCE, Stack, measure_words
from model.backends.embedded.rebuild.parts import TextRun, TypeStyle
from model.backends.embedded.rebuild.relocate import relocate
from model.backends.embedded.rebuild.spans import Piece
from model.geometry import Box
from model.rendering import Renderer, TypeMetrics, TypeSample

SMALLEST, LARGEST = 6.0, 400.0
"""Sizes in pixels that type is set in."""

_ALIKE = 0.035
"""Sizes whose logarithms differ by no more are one size."""

_ONE_LINE = 0.22
"""Sizes on one line whose logarithms differ by less are one size."""

_FARTHEST = 0.1
"""The farthest a stack's width may be from a page's (logarithm) and still be scaled to it."""

_HEIGHT_NOISE = 1.0
"""Pixels by which a line's height may be off."""

_LOOSE = 0.09
"""Width over height (logarithm) beyond the page's own from which letters are spaced on purpose."""


@dataclass(frozen=True, slots=True)
class Fit:
    """One piece in its face: the sizes that its height and its width ask for."""

    piece: Piece
    stack: Stack
    weight: int
    by_height: float
    by_width: float

    @property
    def stretch(self) -> float:
        """How much wider the line is than this font sets it at this height (logarithm)."""
        return math.log(self.by_width / self.by_height)


@dataclass(frozen=True, slots=True)
class Typeset:
    """The runs of a page and the piece that each was fitted to."""

    runs: tuple[TextRun, ...]
    pieces: tuple[Piece, ...]


def set_type(pieces: Sequence[Piece], renderer: Renderer | None) -> Typeset:
    """Set all pieces that are text, with sizes snapped across the page; icons are left out."""
    if not pieces:
        return Typeset((), ())
    cases = prove(pieces, renderer)
    stacks = choose_stacks(cases)
    weights = choose_weights(cases, stacks)
    cases, stacks, weights = relocate(cases, stacks, weights, renderer)
    fits = _fits(cases, stacks, weights, renderer)
    stretch = _page_stretch(fits)
    sizes = _snapped(_levelled(fits, [_size(fit, stretch) for fit in fits]))
    samples = [
        TypeSample(fit.piece.text, fit.stack.family, size, fit.weight)
        for fit, size in zip(fits, sizes, strict=True)
    ]
    runs = [
        _run(fit, sample, known)
        for fit, sample, known in zip(fits, samples, measure_words(samples, renderer), strict=True)
    ]
    return Typeset(tuple(_on_one_baseline(runs, fits)), tuple(fit.piece for fit in fits))


def _fits(
    cases: Sequence[Case],
    stacks: Sequence[Stack],
    weights: Sequence[int],
    renderer: Renderer | None,
) -> list[Fit]:
    samples = [
        TypeSample(case.piece.text, stack.family, REFERENCE, weight)
        for case, stack, weight in zip(cases, stacks, weights, strict=True)
    ]
    fits = []
    for case, stack, weight, known in zip(
        cases, stacks, weights, measure_words(samples, renderer), strict=True
    ):
        high = max(1.0, known.ascent + known.descent) / REFERENCE
        wide = max(1.0, known.right - known.left) / REFERENCE
        piece = case.piece
        fits.append(Fit(piece, stack, weight, piece.height / high, piece.width / wide))
    return fits


def _page_stretch(fits: Sequence[Fit]) -> dict[tuple[str, int], float]:
    """By how much lines of each stack and weight run wider than it sets them (logarithm).

    What a pixel more or less of height can explain is nothing: most pages use a font that is here.
    """
    groups: dict[tuple[str, int], list[Fit]] = {}
    for fit in fits:
        if len(fit.piece.text) >= 4:
            groups.setdefault((fit.stack.family, fit.weight), []).append(fit)
    stretch = {}
    for key, group in groups.items():
        # A tall line's height is surer than a small one's.
        seen = _weighted_median(
            [(fit.stretch, fit.piece.width * fit.piece.height) for fit in group]
        )
        height = median(fit.piece.height for fit in group)
        noise = _HEIGHT_NOISE / (height * math.sqrt(len(group)))
        sure = math.copysign(max(0.0, abs(seen) - noise), seen)
        stretch[key] = min(max(sure, -_FARTHEST), _FARTHEST)
    return stretch


def _weighted_median(values: Sequence[tuple[float, float]]) -> float:
    ordered = sorted(values)
    half = sum(weight for _, weight in ordered) / 2
    passed = 0.0
    for value, weight in ordered:
        passed += weight
        if passed >= half:
            return value
    return ordered[-1][0]


def _size(fit: Fit, stretch: dict[tuple[str, int], float]) -> float:
    usual = stretch.get((fit.stack.family, fit.weight), 0.0)
    slack = 1.2 / max(4.0, fit.piece.height)
    off = fit.stretch - usual
    if fit.piece.ink.cut:
        return min(max(fit.by_width / math.exp(usual), SMALLEST), LARGEST)
    if not any(letter.isalnum() for letter in fit.piece.text):
        size = fit.by_width / math.exp(usual)  # asterisks and dashes have no height to go by
    elif len(fit.piece.text) < 3 or abs(off) > _LOOSE + slack:
        # Too tall for its width is ink of something else; too wide is spaced on purpose.
        size = fit.by_height if off > 0 or len(fit.piece.text) < 3 else fit.by_width
    else:
        size = fit.by_width / math.exp(usual)
    return min(max(size, SMALLEST), LARGEST)


def _levelled(fits: Sequence[Fit], sizes: Sequence[float]) -> list[float]:
    """Sizes with those of one line made one, where they are near: the longer stretches decide."""
    levelled = list(sizes)
    lines: dict[int, list[int]] = {}
    for index, fit in enumerate(fits):
        lines.setdefault(fit.piece.line, []).append(index)
    for members in lines.values():
        while members:
            first = max(members, key=lambda index: fits[index].piece.width)
            near = [
                index
                for index in members
                if abs(math.log(sizes[index] / sizes[first])) < _ONE_LINE
                and fits[index].stack == fits[first].stack
            ]
            size = _weighted_median([(sizes[index], fits[index].piece.width) for index in near])
            for index in near:
                levelled[index] = size
            members = [index for index in members if index not in near]
    return levelled


def _snapped(sizes: Sequence[float]) -> list[float]:
    """Sizes with those that all but agree made one, to the half pixel."""
    order = sorted(range(len(sizes)), key=lambda index: sizes[index])
    groups: list[list[int]] = []
    for index in order:
        if groups and math.log(sizes[index] / sizes[groups[-1][0]]) <= _ALIKE:
            groups[-1].append(index)
        else:
            groups.append([index])
    snapped = list(sizes)
    for group in groups:
        size = round(2 * median(sizes[index] for index in group)) / 2
        for index in group:
            snapped[index] = size
    return snapped


def _run(fit: Fit, sample: TypeSample, known: TypeMetrics) -> TextRun:
    piece = fit.piece
    x1, y1, x2, y2 = piece.ink.box
    gaps = len(piece.text) - 1
    spacing = 0.0
    if gaps > 0:
        spacing = (piece.width - (known.right - known.left)) / gaps
        spacing = min(max(spacing, -0.08 * sample.size), 0.5 * sample.size)
        spacing = 0.0 if abs(spacing) * gaps < 0.75 else round(spacing, 2)
    baseline = round((y1 + known.ascent + y2 - known.descent) / 2)
    if piece.ink.cut:  # the edge that is still there tells
        baseline = round(y1 + known.ascent if y1 > 0 else y2 - known.descent)
    style = TypeStyle(
        family=fit.stack.family,
        kind=fit.stack.kind,
        size=sample.size,
        weight=sample.weight,
        color=piece.ink.color,
        underline=piece.ink.underline is not None,
        spacing=spacing,
    )
    return TextRun(
        text=piece.text,
        box=Box(x1, y1, x2, y2),
        baseline=float(baseline),
        left=round(piece.ink.span[0] - known.left, 2),
        advance=known.advance + spacing * len(piece.text),
        style=style,
        crossed=piece.ink.crossed,
    )


def _on_one_baseline(runs: Sequence[TextRun], fits: Sequence[Fit]) -> list[TextRun]:
    """The runs, those of one line on the baseline of its longest where they are a pixel off."""
    longest: dict[int, int] = {}
    for index, fit in enumerate(fits):
        best = longest.get(fit.piece.line)
        if best is None or fit.piece.width > fits[best].piece.width:
            longest[fit.piece.line] = index
    levelled = []
    for run, fit in zip(runs, fits, strict=True):
        baseline = runs[longest[fit.piece.line]].baseline
        off = abs(run.baseline - baseline)
        signs = not any(letter.isalnum() for letter in run.text)
        if off <= 1.5 or (signs and off < run.style.size):
            run = replace(run, baseline=baseline)
        levelled.append(run)
    return levelled
