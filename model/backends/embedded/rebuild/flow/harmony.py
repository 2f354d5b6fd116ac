"""One style for what is set alike: measured colours and spacings differ by noise, classes do not.

A letter's colour is measured on a handful of half-covered pixels and its spacing follows from a
fitted width, so lines of one style come out slightly apart. Here they are drawn together.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from model.backends.embedded.rebuild.flow.nodes import Node, letters
from model.backends.embedded.rebuild.parts import Sheet, TextRun
from model.rendering import Color

INK_APART = 32
"""Summed difference of three channels up to which two text colours are one."""
STRAY = 3.0
"""A shared letter spacing may make a line this many pixels longer or shorter."""


def harmonize(sheet: Sheet) -> Sheet:
    """The sheet with alike colours and letter spacings made equal; places stay as they are."""
    inks: Counter[Color] = Counter()
    for run in sheet.runs:
        inks[run.style.color] += len(run.text)
    ink_of = _nearest(inks)
    runs = [
        replace(run, style=replace(run.style, color=ink_of[run.style.color])) for run in sheet.runs
    ]
    return replace(sheet, runs=tuple(_even_spacing(runs)))


def _nearest(counts: Counter[Color]) -> dict[Color, Color]:
    """Each colour's most used neighbour within ``INK_APART``."""
    centers: list[Color] = []
    chosen: dict[Color, Color] = {}
    for color, _ in counts.most_common():
        near = [center for center in centers if _difference(color, center) <= INK_APART]
        if near:
            chosen[color] = min(near, key=lambda center: _difference(color, center))
        else:
            centers.append(color)
            chosen[color] = color
    return chosen


def _difference(one: Color, other: Color) -> int:
    return sum(abs(a - b) for a, b in zip(one, other, strict=True))


def _even_spacing(runs: list[TextRun]) -> list[TextRun]:
    """Lines of one font, size and weight share a letter spacing where it moves them little."""
    groups: defaultdict[tuple[str, float, int], list[int]] = defaultdict(list)
    for place, run in enumerate(runs):
        groups[run.style.family, run.style.size, run.style.weight].append(place)
    even = list(runs)
    for places in groups.values():
        spacings = [runs[place].style.spacing for place in places for _ in runs[place].text]
        usual = round(median(spacings), 2)
        if abs(usual) < 0.06:
            usual = 0.0
        for place in places:
            run = runs[place]
            change = (usual - run.style.spacing) * len(run.text)
            if abs(change) <= STRAY:
                even[place] = replace(
                    run,
                    advance=run.advance + change,
                    style=replace(run.style, spacing=usual),
                )
    return even


def even_styles(nodes: Sequence[Node], weight: bool = False) -> None:
    """Single lines that are meant alike (a column's cells, a list's entries) in one size.

    Where the letters' usual spacing would make a line much wider or narrower it keeps its own.
    """
    lines = [node for node in nodes if node.kind == "text" and len(node.lines) == 1
             and len(node.lines[0]) == 1]  # fmt: skip
    if len(lines) < 2:
        return
    counts: Counter[tuple[str, float, int, float]] = Counter()
    for node in lines:
        style = node.lines[0][0].run.style
        counts[style.family, style.size, style.weight, style.spacing] += len(node.text)
    (family, size, heaviness, spacing), _ = counts.most_common(1)[0]
    for node in lines:
        span = node.lines[0][0]
        run, style = span.run, span.run.style
        bold = style.weight >= 600
        if abs(style.size - size) > 0.13 * size or (not weight and bold != (heaviness >= 600)):
            continue
        if (family, size, heaviness, spacing) == (
            style.family, style.size, style.weight, style.spacing
        ) or (family != style.family):  # fmt: skip
            continue
        count = max(1, len(run.text))
        bare = (run.advance - style.spacing * count) * size / style.size
        own = spacing
        if abs(bare + spacing * count - run.advance) > STRAY + 0.03 * run.advance:
            own = round((run.advance - bare) / count, 2)
        style = replace(style, size=size, weight=heaviness, spacing=own)
        span.run = replace(run, style=style, advance=bare + own * count)
        node.box = node.tight = letters(span.run)
