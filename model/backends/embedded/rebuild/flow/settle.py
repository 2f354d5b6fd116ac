"""Looking at what the browser made of the page: lines that broke elsewhere are broken by hand."""

from __future__ import annotations

from collections.abc import Sequence

from model.backends.embedded.rebuild.flow.nodes import Node
from model.rendering import Rendered, TextLine

_NEAR = 60.0
"""Pixels within which a rendered line can be the one that was meant."""


def settle(root: Node, rendered: Rendered) -> int:
    """Give paragraphs that wrapped otherwise than seen their line breaks; returns how many."""
    changed = 0
    for node in root.walk():
        if node.kind != "text" or not node.wraps or node.broken:
            continue
        if not all(_stands(node, place, rendered.lines) for place in range(len(node.lines))):
            node.broken = True
            changed += 1
    return changed


def _stands(node: Node, place: int, lines: Sequence[TextLine]) -> bool:
    """Whether a line of a paragraph was rendered as one line of the same words near its place."""
    words = "".join(span.run.text for span in node.lines[place])
    wanted = "".join(words.split())
    left = min(span.run.left for span in node.lines[place])
    baseline = node.lines[place][0].run.baseline
    return any(
        "".join(line.text.split()) == wanted
        and abs(line.box.x1 - left) <= _NEAR
        and line.box.y1 - _NEAR <= baseline <= line.box.y2 + _NEAR
        for line in lines
    )
