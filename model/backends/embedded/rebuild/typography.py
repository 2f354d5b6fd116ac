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

from model.backends.embedded.rebuild.fonts import (
    REFERENCE,
    SANS,
    WEIGHTS,
    Stack,
    candidates,
    measure_words,
)
from model.backends.embedded.rebuild.ink import Ink
from model.backends.embedded.rebuild.parts import TextRun, TypeStyle
from model.geometry import Box
from model.rendering import Renderer, TypeMetrics, TypeSample

SMALLEST, LARGEST = 6.0, 400.0
"""Sizes in pixels that type is set in."""

_ALIKE = 0.035
"""Sizes whose logarithms differ by no more are one size."""

_LOOSE = 0.09
"""Width over height (logarithm) beyond the page's own from which letters are spaced on purpose."""

_BOLD = 1.6
"""Ink against the regular weight's from which letters are bold."""


@dataclass(frozen=True, slots=True)
class Written:
    """A line as read and its ink."""

    text: str
    ink: Ink

    @property
    def width(self) -> float:
        """Width of the ink in pixels."""
        return self.ink.box[2] - self.ink.box[0]

    @property
    def height(self) -> float:
        """Height of the ink in pixels."""
        return self.ink.box[3] - self.ink.box[1]


@dataclass(frozen=True, slots=True)
class _Fit:
    """One candidate for one line: the sizes that its height and its width ask for."""

    stack: Stack
    weight: int
    metrics: TypeMetrics
    by_height: float
    by_width: float

    @property
    def stretch(self) -> float:
        """How much wider the line is than this font sets it at this height (logarithm)."""
        return math.log(self.by_width / self.by_height)


def set_type(lines: Sequence[Written], renderer: Renderer | None) -> list[TextRun]:
    """A ``TextRun`` for each line, in order, with sizes snapped across the page."""
    if not lines:
        return []
    fits = _measured(lines, renderer)
    chosen = _choose(lines, fits)
    stretch = _page_stretch(lines, chosen)
    sizes = _snapped([_size(line, fit, stretch) for line, fit in zip(lines, chosen, strict=True)])
    samples = [
        TypeSample(line.text, fit.stack.family, size, fit.weight)
        for line, fit, size in zip(lines, chosen, sizes, strict=True)
    ]
    metrics = measure_words(samples, renderer)
    return [
        _run(line, fit, sample, known)
        for line, fit, sample, known in zip(lines, chosen, samples, metrics, strict=True)
    ]


def _measured(lines: Sequence[Written], renderer: Renderer | None) -> list[list[_Fit]]:
    keys = [
        (index, stack, weight)
        for index, line in enumerate(lines)
        for stack in candidates(line.text)
        for weight in WEIGHTS
    ]
    samples = [
        TypeSample(lines[index].text, stack.family, REFERENCE, weight)
        for index, stack, weight in keys
    ]
    fits: list[list[_Fit]] = [[] for _ in lines]
    for (index, stack, weight), known in zip(keys, measure_words(samples, renderer), strict=True):
        line = lines[index]
        high = max(1.0, known.ascent + known.descent) / REFERENCE
        wide = max(1.0, known.right - known.left) / REFERENCE
        fits[index].append(_Fit(stack, weight, known, line.height / high, line.width / wide))
    return fits


def _choose(lines: Sequence[Written], fits: Sequence[Sequence[_Fit]]) -> list[_Fit]:
    """The stack of most of the page, and each line's weight in it."""
    totals: dict[Stack, float] = {}
    for line, options in zip(lines, fits, strict=True):
        if len(line.text) < 4:
            continue
        for fit in options:
            if fit.weight == 400:
                trust = min(40, len(line.text))
                totals[fit.stack] = totals.get(fit.stack, 0.0) + trust * min(0.5, abs(fit.stretch))
    sans = [stack for stack in totals if stack.kind == "sans"]
    base = min(sans, key=lambda stack: totals[stack]) if sans else SANS
    chosen = []
    for line, options in zip(lines, fits, strict=True):
        mine = [fit for fit in options if fit.stack == base] or list(options)
        regular = min(mine, key=lambda fit: fit.weight)
        bold = max(mine, key=lambda fit: fit.weight)
        chosen.append(bold if _is_bold(line, regular) else regular)
    return chosen


def _is_bold(line: Written, regular: _Fit) -> bool:
    """Whether the ink is denser than the regular weight's would be.

    Regular sans letters cover about 0.075 em² a letter of mean width 0.5 em: 15 % of their advance
    times one em.
    """
    size = regular.by_height
    advance = regular.metrics.advance / REFERENCE * size
    return line.ink.coverage / max(1.0, advance * size) > 0.15 * _BOLD


def _page_stretch(lines: Sequence[Written], chosen: Sequence[_Fit]) -> dict[tuple[str, int], float]:
    """By how much lines of each stack and weight run wider than it sets them (logarithm)."""
    groups: dict[tuple[str, int], list[tuple[float, float]]] = {}
    for line, fit in zip(lines, chosen, strict=True):
        if len(line.text) >= 4:
            key = fit.stack.family, fit.weight
            groups.setdefault(key, []).append((fit.stretch, line.width))
    return {key: _weighted_median(values) for key, values in groups.items()}


def _weighted_median(values: Sequence[tuple[float, float]]) -> float:
    ordered = sorted(values)
    half = sum(weight for _, weight in ordered) / 2
    passed = 0.0
    for value, weight in ordered:
        passed += weight
        if passed >= half:
            return value
    return ordered[-1][0]


def _size(line: Written, fit: _Fit, stretch: dict[tuple[str, int], float]) -> float:
    usual = stretch.get((fit.stack.family, fit.weight), 0.0)
    slack = 1.2 / max(4.0, line.height)
    if len(line.text) < 3 or abs(fit.stretch - usual) > _LOOSE + slack:
        size = fit.by_height
    else:
        size = fit.by_width / math.exp(usual)
    return min(max(size, SMALLEST), LARGEST)


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


def _run(line: Written, fit: _Fit, sample: TypeSample, known: TypeMetrics) -> TextRun:
    x1, y1, x2, y2 = line.ink.box
    gaps = len(line.text) - 1
    spacing = 0.0
    if gaps > 0:
        spacing = (line.width - (known.right - known.left)) / gaps
        spacing = min(max(spacing, -0.08 * sample.size), 0.5 * sample.size)
        spacing = round(spacing, 2)
    baseline = round((y1 + known.ascent + y2 - known.descent) / 2)
    style = TypeStyle(
        family=fit.stack.family,
        kind=fit.stack.kind,
        size=sample.size,
        weight=sample.weight,
        color=line.ink.color,
        underline=line.ink.underline is not None,
        spacing=spacing,
    )
    return TextRun(
        text=line.text,
        box=Box(x1, y1, x2, y2),
        baseline=float(baseline),
        left=x1 - known.left,
        advance=known.advance + spacing * len(line.text),
        style=style,
        crossed=line.ink.crossed,
    )


def respaced(run: TextRun, spacing: float) -> TextRun:
    """The run with another letter spacing, its pen's way changed with it."""
    more = (spacing - run.style.spacing) * len(run.text)
    return replace(run, style=replace(run.style, spacing=spacing), advance=run.advance + more)
