"""Rows and columns: a recursive XY-cut along the gaps between the pieces of a surface."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from model.backends.embedded.rebuild.flow.nodes import Node, group, is_rule
from model.backends.embedded.rebuild.flow.tables import find_table

Axis = Literal["x", "y"]
TOUCH = 2.0
"""Pieces that overlap by this many pixels still count as beside each other."""
NEAR = 16.0
"""Pixels within which an icon belongs to the words beside it, if other gaps are much wider."""
MOST_ENDS = 30
"""How many lengths of a table are tried from one row."""
MOST_LAYERS = 40
"""Where more pieces than this overlap, each is a layer of its own."""
SOFT = 0.5
"""Largest overlap of two groups, as a share of the smaller, that a negative margin may make."""


def _start(node: Node, axis: Axis) -> float:
    return node.tight.x1 if axis == "x" else node.tight.y1


def _end(node: Node, axis: Axis) -> float:
    return node.tight.x2 if axis == "x" else node.tight.y2


def split(nodes: Sequence[Node], axis: Axis, overlap: float = TOUCH) -> list[list[Node]]:
    """Groups of ``nodes`` that follow each other along ``axis`` with a gap between them."""
    ordered = sorted(nodes, key=lambda node: (_start(node, axis), _end(node, axis)))
    groups = [[ordered[0]]]
    end = _end(ordered[0], axis)
    for node in ordered[1:]:
        if _start(node, axis) >= end - overlap:
            groups.append([node])
        else:
            groups[-1].append(node)
        end = max(end, _end(node, axis))
    return groups


def _gaps(groups: Sequence[Sequence[Node]], axis: Axis) -> list[float]:
    return [
        min(_start(node, axis) for node in after) - max(_end(node, axis) for node in before)
        for before, after in zip(groups, groups[1:], strict=False)
    ]


def _small(node: Node) -> bool:
    """Icons, ticks and the like: what stands before a row's words."""
    return node.kind in ("picture", "control") and max(node.box.width, node.box.height) <= 48


def _rows_first(rows: list[list[Node]], columns: list[list[Node]]) -> bool:
    """Whether pieces that part both ways belong to rows rather than to columns."""
    if all(_small(node) for node in columns[0]) or len(rows) == 1:
        return True
    parts = [split(column, "y") for column in columns]
    paired = all(len(part) == len(rows) for part in parts)
    if paired and _like_cards(parts):
        return False
    words = all(node.kind == "text" and not node.wraps for column in columns for node in column)
    if paired and words:
        return True
    return max(_gaps(rows, "y")) >= max(_gaps(columns, "x"))


def _look(nodes: Sequence[Node]) -> tuple[str, int, bool]:
    first = nodes[0]
    if first.kind != "text":
        return (first.kind, len(nodes), False)
    return ("text", round(first.size), first.weight >= 600)


def _like_cards(columns: Sequence[Sequence[Sequence[Node]]]) -> bool:
    """Columns of the same make, each of unlike pieces: a picture, a title, a text."""
    looks = [[_look(piece) for piece in column] for column in columns]
    unlike = len(set(looks[0])) > 1 or any(
        node.wraps for column in columns for piece in column for node in piece
    )
    kinds = [[look[0] for look in column] for column in looks]
    return unlike and all(column == kinds[0] for column in kinds)


def _soft_cut(nodes: Sequence[Node]) -> tuple[Axis, list[list[Node]]] | None:
    """The cut with the least overlap, where the two sides still stand in a clear order."""
    best: tuple[float, Axis, list[list[Node]]] | None = None
    for axis in ("y", "x"):
        ordered = sorted(nodes, key=lambda node: _start(node, axis) + _end(node, axis))
        for place in range(1, len(ordered)):
            before, after = ordered[:place], ordered[place:]
            low, high = min(_start(n, axis) for n in before), max(_end(n, axis) for n in before)
            start, end = min(_start(n, axis) for n in after), max(_end(n, axis) for n in after)
            overlap = high - start
            room = min(high - low, end - start)
            if overlap > SOFT * room or start <= low or end <= high:
                continue
            share = overlap / max(room, 1.0)
            if best is None or share < best[0]:
                best = (share, axis, [list(before), list(after)])
    return None if best is None else (best[1], best[2])


def arrange(nodes: Sequence[Node]) -> Node:
    """One node for all ``nodes``: a row, a column, a table, or layers where they overlap."""
    if len(nodes) == 1:
        return nodes[0]
    rows, columns = split(nodes, "y"), split(nodes, "x")
    if len(rows) > 1:
        table = _table(rows)
        if table is not None:
            return table
    if len(rows) > 1 and (len(columns) == 1 or _rows_first(rows, columns)):
        return group("column", _stacked(rows))
    if len(columns) > 1:
        return group("row", _clustered([arrange(part) for part in columns]))
    soft = _soft_cut(nodes)
    if soft is not None:
        axis, parts = soft
        return _flat(group("column" if axis == "y" else "row", [arrange(part) for part in parts]))
    return _layers(nodes)


def _clustered(children: list[Node]) -> list[Node]:
    """An icon and its words, much nearer to each other than to the rest, become one child."""
    if len(children) < 4:
        return children
    gaps = [b.tight.x1 - a.tight.x2 for a, b in zip(children, children[1:], strict=False)]
    ordered = sorted(gaps)
    near = [
        gap for gap, wider in zip(ordered, ordered[1:], strict=False)
        if gap <= NEAR and wider >= 1.6 * max(gap, 3.0)
    ]  # fmt: skip
    if not near:
        return children
    limit = near[-1]
    parts = [[children[0]]]
    for gap, child in zip(gaps, children[1:], strict=True):
        low = max(part.box.height for part in (*parts[-1], child)) <= 64
        if gap <= limit and low:
            parts[-1].append(child)
        else:
            parts.append([child])
    if len(parts) < 2:
        return children
    return [part[0] if len(part) == 1 else group("row", part) for part in parts]


def _table(rows: list[list[Node]]) -> Node | None:
    """A table of these rows; where ruled lines part them, of what stands between two lines."""
    ruled = [place for place, row in enumerate(rows) if len(row) == 1 and is_rule(row[0])]
    if len(ruled) >= 2 and len(rows) > 2 * len(ruled) + 1:
        merged: list[list[Node]] = []
        held: list[Node] = []
        for place, row in enumerate(rows):
            if place in ruled:
                merged += [_cells(held)] if held else []
                merged.append(row)
                held = []
            else:
                held = [*held, *row]
        merged += [_cells(held)] if held else []
        table = find_table(merged)
        if table is not None:
            return table
    return find_table(rows)


def _cells(nodes: list[Node]) -> list[Node]:
    """What stands between two ruled lines, a node each column."""
    return [arrange(part) for part in split(nodes, "x")]


def _stacked(rows: list[list[Node]]) -> list[Node]:
    """The rows of a column; a table among them is found even with other rows round it."""
    children: list[Node] = []
    place = 0
    while place < len(rows):
        for end in _ends(rows, place):
            table = _table(rows[place:end])
            if table is not None:
                children.append(table)
                place = end
                break
        else:
            children.append(arrange(rows[place]))
            place += 1
    return children


def _ends(rows: list[list[Node]], place: int) -> list[int]:
    """Where a table that begins at ``place`` could end, the farthest first."""
    if not _tabular(rows[place]) or is_rule(rows[place][0]):
        return []
    end, alone = place + 1, 0
    while end < len(rows) and alone < 2:
        alone = 0 if _tabular(rows[end]) else alone + 1
        end += 1
    ends = range(end, place + 2, -1)
    return [last for last in ends if last - place < len(rows)][:MOST_ENDS]


def _tabular(row: list[Node]) -> bool:
    """Whether a row has several pieces, or is a ruled line between such rows."""
    first = row[0]
    return (
        len(row) > 1
        or is_rule(first)
        or (first.kind == "block" and first.layout == "row" and len(first.children) > 1)
    )


def _flat(node: Node) -> Node:
    """Unpainted columns inside a column (rows inside a row) become its own children."""
    children: list[Node] = []
    for child in node.children:
        bare = child.kind == "block" and not child.painted and child.control is None
        if bare and child.layout == node.layout and not child.name:
            children.extend(child.children)
        else:
            children.append(child)
    node.children = children
    return node


def _layers(nodes: Sequence[Node]) -> Node:
    """Pieces that overlap lie in one grid cell: the largest below, what is left above it."""
    ordered = sorted(nodes, key=lambda node: -node.box.area)
    if len(nodes) > MOST_LAYERS:
        return group("layers", ordered)
    return group("layers", [ordered[0], arrange(ordered[1:])])
