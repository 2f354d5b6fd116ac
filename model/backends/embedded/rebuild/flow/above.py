"""Painting order: what overlaps must lie as it was seen, words above controls above pictures."""

from __future__ import annotations

from model.backends.embedded.rebuild.flow.nodes import Node

_OVER = 2.0
"""Overlap in pixels, both ways, that matters."""


def _rank(node: Node) -> tuple[int, float]:
    """Words over controls over pictures over surfaces; of two alike the larger lies deeper."""
    if node.kind == "text":
        return (3, 0.0)
    if node.kind == "control" or node.control is not None:
        return (2, 0.0)
    return (1 if node.image is not None else 0, -node.box.area)


def raise_covered(root: Node) -> None:
    """Mark as ``above`` what a later sibling or its like would cover though it should not.

    The document paints in its own order; a positioned element is painted after those that are not.
    """
    order: list[tuple[Node, set[int]]] = []

    def visit(node: Node, ancestors: set[int]) -> None:
        if node.kind != "block" or node.painted:
            order.append((node, ancestors))
        inside = ancestors | {id(node)}
        for child in node.children:
            visit(child, inside)

    for child in root.children:
        visit(child, {id(root)})
    for place, (node, ancestors) in enumerate(order):
        for later, later_ancestors in order[place + 1 :]:
            if id(node) in later_ancestors or id(later) in ancestors:
                continue
            if _rank(later) < _rank(node) and _overlap(node, later):
                node.above = True
                break
    for node, ancestors in order:
        if node.above:
            _raise_words(order, node, ancestors)


def _raise_words(order: list[tuple[Node, set[int]]], raised: Node, ancestors: set[int]) -> None:
    """What lies over something raised has to be raised too."""
    for node, above in order:
        if node is raised or node.above or id(raised) in above or id(node) in ancestors:
            continue
        if _rank(node) > _rank(raised) and _overlap(node, raised):
            node.above = True


def _overlap(one: Node, other: Node) -> bool:
    a, b = one.tight, other.tight
    width = min(a.x2, b.x2) - max(a.x1, b.x1)
    height = min(a.y2, b.y2) - max(a.y1, b.y1)
    return width > _OVER and height > _OVER
