"""Tables: rows of small pieces that stand in the same columns, at an even pitch."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from model.backends.embedded.rebuild.flow.nodes import Node, is_rule
from model.backends.embedded.rebuild.parts import Surface
from model.geometry import union

FEWEST_ROWS = 3
TALLEST_CELL = 64.0
"""Pixels; what is taller is content of a page rather than of a cell."""
NARROWEST = 320.0
"""Pixels; narrower things without ruled lines are menus and lists with their badges."""
PITCH_SPREAD = 0.3
"""How far the distance of two rows may lie from the usual one, as a share of it."""
FILLED = 0.6


def _cells(row: Sequence[Node]) -> list[Node] | None:
    """The pieces of one row from left to right, or nothing where they overlap or are too tall."""
    nodes = list(row)
    if len(nodes) == 1 and nodes[0].kind == "block" and nodes[0].control is None:
        block = nodes[0]
        if not block.children or block.layout != "row" or block.image is not None:
            return None
        nodes = list(block.children)
    nodes.sort(key=lambda node: node.tight.x1)
    for left, right in zip(nodes, nodes[1:], strict=False):
        if right.tight.x1 < left.tight.x2 - 1:
            return None
    if any(node.box.height > TALLEST_CELL for node in nodes):
        return None
    return nodes


def _intervals(rows: Sequence[Sequence[Node]]) -> list[tuple[float, float]]:
    spans = sorted((cell.tight.x1, cell.tight.x2) for row in rows for cell in row)
    merged = [spans[0]]
    for start, end in spans[1:]:
        low, high = merged[-1]
        if start < high + 4:
            merged[-1] = (low, max(high, end))
        else:
            merged.append((start, end))
    return merged


def _typed(node: Node) -> bool:
    return any(
        part.control is not None and part.control.kind in ("field", "textarea", "select")
        for part in node.walk()
    )


def find_table(groups: Sequence[Sequence[Node]]) -> Node | None:
    """A table node, if every group of ``groups`` (top to bottom) is a row of one or a rule."""
    rows: list[list[Node]] = []
    surfaces: list[Surface | None] = []
    separators: list[Surface | None] = []
    for part in groups:
        if len(part) == 1 and is_rule(part[0]):
            if not rows or separators[-1] is not None:
                return None
            separators[-1] = part[0].surface
            continue
        cells = _cells(part)
        if cells is None:
            return None
        rows.append(cells)
        surfaces.append(part[0].surface if len(part) == 1 else None)
        separators.append(None)
    if len(rows) < FEWEST_ROWS or not all(rows):
        return None
    columns = _intervals(rows)
    if len(columns) < 2 or len(rows) * len(columns) < 8:
        return None
    ruled = any(separators) or any(surface is not None for surface in surfaces)
    wide = max(high for _, high in columns) - min(low for low, _ in columns)
    if not ruled and (len(columns) == 2 or wide < NARROWEST):
        return None
    middles = [median(cell.tight.center.y for cell in row) for row in rows]
    steps = [low - high for high, low in zip(middles, middles[1:], strict=False)]
    usual = median(steps)
    body = steps[1:] if len(steps) > 2 else steps
    if any(abs(step - usual) > PITCH_SPREAD * usual for step in body):
        return None
    grid = [_row(cells, columns) for cells in rows]
    if any(row is None for row in grid):
        return None
    table = [row for row in grid if row is not None]
    filled = sum(cell is not None for row in table for cell in row)
    if filled < FILLED * len(rows) * len(columns):
        return None
    worded = [
        sum(row[place] is not None and bool(row[place].text) for row in table)  # type: ignore[union-attr]
        for place in range(len(columns))
    ]
    if sum(count >= 0.6 * len(rows) for count in worded) < 2:
        return None
    cells = [cell for row in table for cell in row if cell is not None]
    if sum(_typed(cell) for cell in cells) > 0.15 * len(cells):
        return None
    boxes = [cell.box for cell in cells]
    boxes += [surface.box for surface in (*surfaces, *separators) if surface is not None]
    node = Node(
        "block", union(boxes), union(cell.tight for cell in cells), layout="table", children=cells
    )
    node.rows, node.columns = table, columns
    node.separators, node.row_surfaces = separators, surfaces
    node.head = _has_head(table)
    return node


def _row(cells: Sequence[Node], columns: Sequence[tuple[float, float]]) -> list[Node | None] | None:
    row: list[Node | None] = [None] * len(columns)
    for cell in cells:
        place = next(
            index for index, (low, high) in enumerate(columns) if low <= cell.tight.x1 <= high
        )
        if row[place] is not None:
            return None
        row[place] = cell
    return row


def _has_head(rows: Sequence[Sequence[Node | None]]) -> bool:
    """Whether the first row is set unlike the second: heavier, smaller or in another colour."""
    first = [cell for cell in rows[0] if cell is not None]
    if not all(cell.kind == "text" for cell in first):
        return False
    below = [cell for cell in rows[1] if cell is not None and cell.kind == "text"]
    if not below:
        return False
    one, other = first[0].lines[0][0].run.style, below[-1].lines[0][0].run.style
    return one.weight > other.weight or abs(one.size - other.size) > 0.9 or one.color != other.color
