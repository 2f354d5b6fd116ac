"""The score: a headline of six terms, the classic measures, the structure and the faults.

The headline is a weighted mean. ``position`` and ``color`` count every line of the screenshot, a
missing one as 0, so that leaving out what is hard wins nothing; ``grid`` counts what is above an
empty page, and only as far as text or edges are there, so that an empty page has exactly 0. The
weights were set on pages with known damage, not on people's judgement.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from agents.fidelity.blocks import Block, Matching, match_blocks
from agents.fidelity.colors import classic_color, color_likeness, text_differences
from agents.fidelity.edges import match_edges
from agents.fidelity.faults import Losses, find_faults
from agents.fidelity.grid import above_empty
from agents.fidelity.measures import Classic, Fidelity, Terms
from agents.fidelity.pixels import cells_of, edges_of
from agents.fidelity.position import classic_position, closeness
from agents.fidelity.sides import (
    read_picture,
    read_render,
    seen_controls,
    side_of,
    to_width,
    unit_of,
)
from agents.fidelity.structure import editable_share, structure_of
from agents.fidelity.text import classic_block, classic_text, recall
from model.messages import Picture
from model.rendering import PageElement, Rendered, TextLine
from model.settings import Settings

WEIGHTS = Terms(recall=0.20, blocks=0.12, position=0.17, edges=0.16, grid=0.18, color=0.17)
_TEXT_TERMS = ("recall", "blocks", "position", "color")


def score(
    target: Picture,
    rendered: Rendered,
    *,
    target_lines: Sequence[TextLine] | None = None,
    target_elements: Sequence[PageElement] | None = None,
    settings: Settings | None = None,
) -> Fidelity:
    """How like the screenshot ``target`` the page ``rendered`` is.

    ``target_lines`` are the lines of the screenshot's own document, if that is known; else the
    embedded eye reads both pictures (see ``sides``). ``target_elements`` are its controls, else
    those that the eye sees. A page drawn at another width is scaled; one of another height is
    compared from the top, and what only one of them has counts as lost or added.
    """
    rendered = to_width(rendered, target.width)
    unit = unit_of(*target.size)
    if target_lines is None:
        ours = side_of(target, read_picture(target, settings))
        theirs = side_of(rendered.picture, read_render(rendered, settings))
    else:
        ours = side_of(target, target_lines)
        theirs = side_of(rendered.picture, rendered.lines)
    matching = match_blocks(ours.lines, theirs.lines, unit)
    document = matching
    if target_lines is None:
        document = match_blocks(ours.lines, rendered.lines, unit)
    if target_elements is None:
        target_elements = seen_controls(target, settings)

    differences = text_differences(matching.matches)
    ours_edges, theirs_edges = edges_of(ours.rgb, theirs.rgb)
    edges = match_edges(ours_edges, theirs_edges)
    cells = cells_of(ours.rgb, theirs.rgb)
    there = recall(matching)
    weighed = [_weight(match.target) for match in matching.matches]
    total = sum(weighed) + sum(_weight(block) for block in matching.missing)
    near = [closeness(match, unit) for match in matching.matches]
    like = [color_likeness(difference) for difference in differences]
    mean = float(cells.likeness.mean())
    terms = Terms(
        recall=there,
        blocks=classic_block(matching),
        position=_mean(near, weighed, total),
        edges=edges.f1,
        grid=above_empty(mean, cells.target, cells.rendered) * min(1.0, 2 * max(there, edges.f1)),
        color=_mean(like, weighed, total),
        cells=mean,
    )
    classic = Classic(
        block=terms.blocks,
        text=classic_text(matching.matches),
        position=classic_position(matching.matches, ours.size, theirs.size),
        color=classic_color(differences),
    )
    weights = _weights(matching, bool(theirs_edges.any() or ours_edges.any()))
    losses = Losses(
        recall=100 * weights["recall"],
        blocks=100 * weights["blocks"],
        position=100 * weights["position"],
        color=100 * weights["color"],
        edges=100 * weights["edges"] * (1 - terms.edges),
        grid=100 * weights["grid"] * (1 - terms.grid),
    )
    headline = sum(weight * getattr(terms, name) for name, weight in weights.items())
    return Fidelity(
        score=100 * headline / sum(weights.values()),
        terms=terms,
        classic=classic,
        structure=structure_of(rendered, editable_share(document), target_elements, unit),
        faults=find_faults(matching, near, like, ours, theirs, rendered, edges, cells, losses),
    )


def _weight(block: Block) -> float:
    """A longer line counts for more, but a word of a heading still counts."""
    return sqrt(len(block.key))


def _mean(values: Sequence[float], weights: Sequence[float], total: float) -> float:
    found = sum(value * weight for value, weight in zip(values, weights, strict=True))
    return found / total if total else 0.0


def _weights(matching: Matching, has_edges: bool) -> dict[str, float]:
    """The weight of each term; what a picture without text or edges cannot have is not asked."""
    asked = ["grid"]
    if has_edges:
        asked.append("edges")
    if matching.targets:
        asked += _TEXT_TERMS
    elif matching.extra:
        asked.append("blocks")
    whole = sum(getattr(WEIGHTS, name) for name in asked)
    return {
        name: getattr(WEIGHTS, name) / whole if name in asked else 0.0
        for name in (*_TEXT_TERMS, "edges", "grid")
    }
