"""The page's tree: containment, then lines and paragraphs, then rows and columns inside each."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from model.backends.embedded.rebuild.flow.atoms import nest
from model.backends.embedded.rebuild.flow.cut import arrange
from model.backends.embedded.rebuild.flow.harmony import even_styles
from model.backends.embedded.rebuild.flow.lattice import join_cells
from model.backends.embedded.rebuild.flow.nodes import Node
from model.backends.embedded.rebuild.flow.paragraphs import join_inline, join_lines
from model.backends.embedded.rebuild.fonts import SANS, STACKS
from model.backends.embedded.rebuild.parts import Sheet, TypeStyle
from model.geometry import Box, union

LEADING = 1.25
"""Line height of text that stands alone, as a multiple of its size."""
_STACKS = {stack.family: stack for stack in STACKS}


def baseline_in_line(style: TypeStyle, line_height: float) -> float:
    """How far below the top of a line box the baseline lies, in pixels, as Chromium sets it.

    Ascent and descent are rounded to whole pixels and half the leading is rounded down.
    """
    stack = _STACKS.get(style.family, SANS)
    ascent, descent = round(stack.rise * style.size), round(stack.fall * style.size)
    return math.floor((line_height - ascent - descent) / 2) + ascent


def build_tree(sheet: Sheet) -> Node:
    """The tree of a sheet with every node's layout and the box that it should come to fill."""
    root = nest(sheet)
    _inside(root)
    _set_boxes(root)
    return root


def _inside(node: Node) -> None:
    for child in node.children:
        if child.kind == "block":
            _inside(child)
    if not node.children:
        return
    whole = arrange(join_cells(join_lines(join_inline(node.children))))
    bare = whole.kind == "block" and not whole.painted and whole.control is None
    if bare and whole.layout != "table":
        node.layout, node.children = whole.layout, whole.children
    else:
        node.layout, node.children = "column", [whole]


def _set_boxes(node: Node) -> None:
    """Give text its line boxes, then unpainted blocks the box round what they hold."""
    _even_lines(node)
    for child in node.children:
        _set_boxes(child)
    _even_peers(node.children)
    if node.kind == "text":
        _set_line_boxes(node)
    elif (
        node.kind == "block" and not node.painted and node.children
        and node.name != "page" and not node.grid_x
    ):  # fmt: skip
        boxes = [child.box for child in node.children]
        for surface in (*node.separators, *node.row_surfaces):
            if surface is not None:
                boxes.append(surface.box)
        node.box = union(boxes)
        if node.rows and node.row_surfaces[0] is None:
            node.box = replace(node.box, y1=_table_top(node))


def _table_top(node: Node) -> float:
    """Where a table begins so that its first row has as much room above its words as below."""
    first, second = (
        median(cell.box.center.y for cell in row if cell is not None) for row in node.rows[:2]
    )
    line = node.separators[0]
    below = line.box.y2 if line is not None else (first + second) / 2
    return min(node.box.y1, 2 * first - below)


def _even_lines(node: Node) -> None:
    """Cells of a column, heads of a table and lines beside or under each other in one size."""
    if not node.rows:
        even_styles(node.children)
        return
    body = node.rows[1:] if node.head else node.rows
    for place in range(len(node.columns)):
        even_styles([cell for row in body if (cell := row[place]) is not None])
    if node.head:
        even_styles([cell for cell in node.rows[0] if cell is not None], weight=True)


def _even_peers(nodes: Sequence[Node]) -> None:
    """Painted siblings that differ by a pixel or two of noise become equally large."""
    painted = [node for node in nodes if node.painted and node.kind == "block"]
    left = list(painted)
    while left:
        first = left.pop(0)
        peers = [first] + [
            node for node in left
            if abs(node.box.width - first.box.width) <= 2
            and abs(node.box.height - first.box.height) <= 2
        ]  # fmt: skip
        left = [node for node in left if not any(node is peer for peer in peers)]
        if len(peers) < 2:
            continue
        width = round(median(node.box.width for node in peers))
        height = round(median(node.box.height for node in peers))
        for node in peers:
            box = node.box
            node.box = Box(round(box.x1), round(box.y1), round(box.x1) + width,
                           round(box.y1) + height)  # fmt: skip


def _set_line_boxes(node: Node) -> None:
    style = node.lines[0][0].run.style
    if not node.line_height:
        node.line_height = float(round(LEADING * style.size))
    node.rise = baseline_in_line(style, node.line_height)
    top = node.lines[0][0].run.baseline - node.rise
    runs = [span.run for line in node.lines for span in line]
    node.box = Box(
        min(run.left for run in runs),
        top,
        max(run.left + run.advance for run in runs),
        top + node.line_height * len(node.lines),
    )
