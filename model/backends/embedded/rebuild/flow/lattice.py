"""Bordered tables: painted boxes that touch in rows and columns are one table's cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from model.backends.embedded.rebuild.flow.nodes import RULE_THICKNESS, Node, group
from model.geometry import Box, union

TALLEST = 90.0
"""Pixels; taller boxes beside each other are cards."""
TOUCHING = 3.0
FEWEST_CELLS = 6
FILLED = 0.8


def _is_cell(node: Node) -> bool:
    return (
        node.kind == "block"
        and node.surface is not None
        and node.control is None
        and node.surface.radius < 1
        and node.surface.shadow is None
        and 12 <= node.box.height <= TALLEST
        and node.box.width >= 12
        and sum(edge is not None for edge in node.surface.edges) >= 2
        and all(child.kind != "block" or not child.painted for child in node.children)
    )


def _lines(starts: Sequence[float], ends: Sequence[float]) -> list[float] | None:
    """Where the lines between cells run, if each cell ends where the next begins."""
    merged: list[float] = []
    for value in sorted((*starts, *ends)):
        if not merged or value - merged[-1] > TOUCHING:
            merged.append(value)
    return merged if len(merged) >= 3 else None


def _place(lines: Sequence[float], value: float) -> int | None:
    near = [index for index, line in enumerate(lines) if abs(line - value) <= TOUCHING]
    return near[0] if near else None


def join_cells(nodes: Sequence[Node]) -> list[Node]:
    """The nodes with every lattice of touching boxes made one table."""
    cells = [node for node in nodes if _is_cell(node)]
    for cluster in _clusters(cells):
        table = _table(cluster)
        if table is None:
            continue
        taken = {id(node) for node in cluster}
        around = table.box.grow(TOUCHING)
        nodes = [
            node for node in nodes
            if id(node) not in taken and not (_is_line(node) and _inside(node.box, around))
        ]  # fmt: skip
        nodes.append(table)
    return list(nodes)


def _is_line(node: Node) -> bool:
    thin = min(node.box.width, node.box.height) <= RULE_THICKNESS
    return node.kind == "block" and not node.children and thin


def _inside(inner: Box, outer: Box) -> bool:
    return (
        inner.x1 >= outer.x1 and inner.y1 >= outer.y1
        and inner.x2 <= outer.x2 and inner.y2 <= outer.y2
    )  # fmt: skip


def _clusters(cells: Sequence[Node]) -> list[list[Node]]:
    left = list(cells)
    found = []
    while left:
        cluster, todo = [], [left.pop()]
        while todo:
            cell = todo.pop()
            cluster.append(cell)
            near = [one for one in left if one.box.intersection(cell.box.grow(TOUCHING)) > 0]
            left = [one for one in left if not any(one is other for other in near)]
            todo += near
        if len(cluster) >= FEWEST_CELLS:
            found.append(cluster)
    return found


def _content(cell: Node) -> Node:
    """What a cell holds, without its frame."""
    if len(cell.children) == 1:
        return cell.children[0]
    return group(cell.layout, cell.children)


def _table(cells: Sequence[Node]) -> Node | None:
    xs = _lines([cell.box.x1 for cell in cells], [cell.box.x2 for cell in cells])
    ys = _lines([cell.box.y1 for cell in cells], [cell.box.y2 for cell in cells])
    if xs is None or ys is None or len(ys) < 3:
        return None
    grid: list[list[Node | None]] = [[None] * (len(xs) - 1) for _ in ys[1:]]
    for cell in cells:
        column, row = _place(xs, cell.box.x1), _place(ys, cell.box.y1)
        end, low = _place(xs, cell.box.x2), _place(ys, cell.box.y2)
        if column is None or row is None or end != column + 1 or low != row + 1:
            return None
        if grid[row][column] is not None:
            return None
        grid[row][column] = cell
    if len(cells) < FILLED * (len(xs) - 1) * (len(ys) - 1):
        return None
    skins = Counter(cell.surface for cell in cells)
    contents = [
        [_content(cell) if cell is not None and cell.children else None for cell in row]
        for row in grid
    ]
    inner = [node for row in contents for node in row if node is not None]
    if not inner:
        return None
    box = union(cell.box for cell in cells)
    node = Node("block", box, box, layout="table", children=inner)
    node.rows, node.grid_x, node.grid_y = contents, xs, ys
    node.columns = list(zip(xs, xs[1:], strict=False))
    node.separators = node.row_surfaces = [None] * len(contents)
    node.cell_surface = skins.most_common(1)[0][0]
    heights = [low - high for high, low in zip(ys, ys[1:], strict=False)]
    first = [cell for cell in contents[0] if cell is not None and cell.kind == "text"]
    node.head = bool(first) and (first[0].weight >= 600 or heights[0] > heights[-1] + 1)
    return node
