"""The numbers of a table: column widths, row heights, and the padding that sets its cells."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

from model.backends.embedded.rebuild.flow.nodes import Align, Node, pixels
from model.geometry import Box

SLACK = 1.2
"""Pixels by which a cell may stand off its row's middle before it is given a margin."""


def column_align(node: Node, place: int) -> Align:
    """How a column's cells line up: by the side at which they vary least."""
    cells = [row[place] for row in node.rows]
    boxes = [cell.box for cell in cells if cell is not None]
    if len(boxes) < 2:
        return "left"
    spread = {
        "left": max(box.x1 for box in boxes) - min(box.x1 for box in boxes),
        "right": max(box.x2 for box in boxes) - min(box.x2 for box in boxes),
        "center": max(box.center.x for box in boxes) - min(box.center.x for box in boxes),
    }
    best = min(spread.values())
    if spread["left"] <= best + 2:
        return "left"
    return "right" if spread["right"] <= best + 1 else "center"


def column_edges(node: Node, x: float, width: float) -> list[float]:
    """Where columns begin, and the table's right end: halfway between neighbours."""
    if node.grid_x:
        return [float(round(line)) for line in node.grid_x]
    starts = [x]
    for left, right in zip(node.columns, node.columns[1:], strict=False):
        starts.append(float(round((left[1] + right[0]) / 2)))
    return [*starts, x + width]


def solve_table(
    node: Node, x: float, y: float, width: float, solve: Callable[[Node, float, float], object]
) -> tuple[float, float]:
    """Decide a table's numbers; rows are as high as their distance, cells are set in the middle.

    ``solve`` decides those inside a cell, which is put at the place it is called with.
    """
    node.css |= {"width": pixels(width), "table-layout": "fixed"}
    edges = column_edges(node, x, width)
    node.top_aligned = _top_aligned(node)
    tops = _row_tops(node, y)
    node.row_heights = [end - start for start, end in zip(tops, tops[1:], strict=False)]
    shifts = []
    for place, row in enumerate(node.rows):
        for cell in row:
            if cell is not None:
                shifts.append(_shift(node, place, cell, tops))
    if node.top_aligned:
        node.cell_lift = max(0, round(min(shifts)))
    else:
        node.cell_lift = 2 * round(median(shifts)) if shifts else 0
    for place, row in enumerate(node.rows):
        for column, cell in enumerate(row):
            if cell is None:
                continue
            cell.fresh()
            align = column_align(node, column)
            shift = _shift(node, place, cell, tops)
            shift -= node.cell_lift if node.top_aligned else node.cell_lift / 2
            if align == "left" or cell.kind != "text":
                start = edges[column] + column_padding(node, column, align, edges)[0]
                lead = round(cell.box.x1 - start)
                cell.margin["left"] = lead if abs(lead) > 1 else 0
            if node.top_aligned:
                cell.margin["top"] = round(shift) if shift > SLACK else 0
            elif abs(shift) > SLACK:
                cell.margin["top"] = 2 * round(shift) if shift > 0 else 0
                cell.margin["bottom"] = -2 * round(shift) if shift < 0 else 0
            solve(cell, cell.box.x1, cell.box.y1)
    node.at = Box(x, y, x + width, tops[-1])
    return width, tops[-1] - y


def _top_aligned(node: Node) -> bool:
    """Whether the cells of a row share their upper edge rather than their middle."""
    tops, middles = 0.0, 0.0
    for row in node.rows:
        boxes = [cell.box for cell in row if cell is not None]
        if len(boxes) > 1 and max(b.height for b in boxes) > 1.5 * min(b.height for b in boxes):
            tops += max(box.y1 for box in boxes) - min(box.y1 for box in boxes)
            middles += max(box.center.y for box in boxes) - min(box.center.y for box in boxes)
    return middles > tops + 2


def _shift(node: Node, place: int, cell: Node, tops: list[float]) -> float:
    """How far below its place in the row (middle or top) a cell was seen, in pixels."""
    if node.top_aligned:
        return cell.box.y1 - tops[place]
    line = node.separators[place]
    free = tops[place + 1] - tops[place] - (round(line.box.height) if line is not None else 0)
    return cell.box.center.y - (tops[place] + free / 2)


def _pad_edge(node: Node, edges: list[float], column: int) -> tuple[float, float]:
    """Where a column's content begins and ends: the usual edge of its cells."""
    boxes = [cell.box for row in node.rows if (cell := row[column]) is not None]
    low = round(median(box.x1 for box in boxes))
    high = round(median(box.x2 for box in boxes))
    return max(edges[column], low), min(edges[column + 1], high)


def column_padding(
    node: Node, column: int, align: Align, edges: list[float] | None = None
) -> tuple[int, int]:
    """A column's left and right cell padding in pixels."""
    edges = edges or column_edges(node, node.at.x1, node.at.width)
    low, high = _pad_edge(node, edges, column)
    if align == "left":
        return max(0, round(low - edges[column])), 0
    if align == "right":
        return 0, max(0, round(edges[column + 1] - high))
    middle = (low + high) / 2
    off = round(2 * (middle - (edges[column] + edges[column + 1]) / 2))
    return max(0, off), max(0, -off)


def _row_tops(node: Node, y: float) -> list[float]:
    """Where rows begin, and the last one's end, in whole pixels."""
    if node.grid_y:
        return [float(round(line)) for line in node.grid_y]
    middles = [median(cell.box.center.y for cell in row if cell is not None) for row in node.rows]
    tops = [float(round(y))]
    for place in range(1, len(node.rows)):
        surface = node.row_surfaces[place]
        line = node.separators[place - 1]
        if line is not None:
            tops.append(float(round(line.box.y2)))
        elif surface is not None:
            tops.append(float(round(surface.box.y1)))
        else:
            tops.append(float(round((middles[place - 1] + middles[place]) / 2)))
    last = node.separators[-1] or node.row_surfaces[-1]
    if last is not None:
        tops.append(float(round(last.box.y2)))
    else:
        tops.append(float(round(2 * middles[-1] - tops[-1])))
    least = [max(cell.box.height for cell in row if cell is not None) for row in node.rows]
    for place, height in enumerate(least):
        if tops[place + 1] - tops[place] < height:
            tops[place + 1] = float(round(tops[place] + height))
    return tops
