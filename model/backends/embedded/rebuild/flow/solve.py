"""Numbers for the tree: paddings, margins, gaps and widths that put each box where it was seen.

Each margin is counted from where the browser will really have put what stands before, rounding
included, so that no error adds up. Lengths are CSS pixels from the page's top left corner.
"""

from __future__ import annotations

from collections.abc import Sequence

from model.backends.embedded.rebuild.flow.nodes import Node, edges, pixels
from model.backends.embedded.rebuild.flow.tracks import solve_table
from model.geometry import Box

CENTERED = 1.6
"""Two middles this close (pixels) are meant to be the same."""
FLUSH = 1.6
PUSHED = 40.0
"""A gap this wide (pixels) before something that ends at the right edge is free space."""
BIG = 60.0


def solve_page(root: Node) -> None:
    """Decide the numbers of the whole page."""
    for node in root.walk():
        node.fresh()
    solve(root, 0.0, 0.0, root.box.width)


def solve(node: Node, x: float, y: float, width: float | None = None) -> tuple[float, float]:
    """Decide the numbers below ``node``, whose border box the browser puts at ``x``, ``y``.

    ``width`` is given where the parent stretches it. Returns the width and height it will have.
    """
    if node.kind == "text":
        size = node.box.width + node.bias[2], node.box.height + node.bias[3]
        if node.wraps and width is None:
            size = (_wrap_width(node), size[1])
            node.css["width"] = pixels(size[0])
        if node.wraps and node.align != "left":
            node.css["text-align"] = node.align
    elif node.kind == "block":
        size = _block(node, x, y, width)
    else:
        size = float(round(node.box.width)), float(round(node.box.height))
        node.css |= {"width": pixels(size[0]), "height": pixels(size[1])}
    node.at = Box(x, y, x + size[0], y + size[1])
    return size


def _wrap_width(node: Node) -> float:
    return float(round(node.box.width + 2))


def _block(node: Node, x: float, y: float, width: float | None) -> tuple[float, float]:
    height = None
    if node.painted or node.name == "page":
        if width is None:
            width = float(max(1, round(node.box.x2 - x)))
            node.css["width"] = pixels(width)
        height = float(max(1, round(node.box.y2 - y)))
        node.css["min-height" if node.children else "height"] = pixels(height)
    if not node.children:
        return width or 0.0, height or 0.0
    for child in node.children:
        child.fresh()
    if node.layout == "row":
        return _row(node, x, y, width, height)
    if width is None:
        width = float(round(node.box.x2 - x))
        node.css["width"] = pixels(width)
    if node.layout == "table":
        return solve_table(node, x, y, width, solve)
    if node.layout == "layers":
        return _layers(node, x, y, width, height)
    return _column(node, x, y, width, height)


def _paddings(node: Node, x: float, width: float) -> tuple[int, int]:
    """Left and right padding: equal where the content leaves about the same room at both ends."""
    _, right, _, left = edges(node)
    if not node.painted:
        return 0, 0
    before = min(child.box.x1 for child in node.children) - (x + left)
    after = x + width - right - max(child.box.x2 for child in node.children)
    first = max(0, round(before))
    middle = x + left + (width - left - right) / 2
    if (
        node.layout == "column"
        and abs(before - after) <= 2 * CENTERED
        and all(
            abs(child.box.center.x - middle) <= CENTERED and child.kind == "text"
            for child in node.children
        )
    ):
        return min(first, 16), min(first, 16)
    if abs(before - after) <= 2.5 or after > before:
        return first, first
    return first, max(0, round(after))


def _set_padding(node: Node, top: int, right: int, bottom: int, left: int) -> None:
    if top == right == bottom == left:
        value = pixels(top)
    elif top == bottom and left == right:
        value = f"{pixels(top)} {pixels(left)}"
    else:
        value = " ".join(map(pixels, (top, right, bottom, left)))
    if any((top, right, bottom, left)):
        node.css["padding"] = value


def _column(
    node: Node, x: float, y: float, width: float, height: float | None
) -> tuple[float, float]:
    edge_top, edge_right, edge_bottom, edge_left = edges(node)
    pad_left, pad_right = _paddings(node, x, width)
    inner_top = y + edge_top
    fixed = node.painted or node.name == "page"
    pad_top = max(0, round(node.children[0].box.y1 - inner_top)) if fixed else 0
    _set_padding(node, pad_top, pad_right, 0, pad_left)
    node.css |= {"display": "flex", "flex-direction": "column"}
    left = x + edge_left + pad_left
    room = width - edge_left - edge_right - pad_left - pad_right
    cursor = inner_top + pad_top
    for child in node.children:
        top = round(child.box.y1 - cursor - child.bias[1])
        child.margin["top"] = top
        cursor += top + child.bias[1]
        cursor += _column_child(child, left, cursor, room)
    used = cursor + edge_bottom - y
    if height is None:
        return width, used
    return width, max(height, used)


def _column_child(child: Node, left: float, y: float, room: float) -> float:
    """Place one child of a column across its width; returns the child's height."""
    off = child.box.center.x - (left + room / 2)
    lead = child.box.x1 - left
    tail = left + room - child.box.x2
    flush_left, flush_right = abs(lead) <= FLUSH, abs(tail) <= FLUSH
    centered = abs(off) <= CENTERED and lead > 4
    if child.kind == "text":
        return _column_text(child, left, y, room, centered, flush_right and lead > PUSHED)
    if child.kind == "block" and not child.painted:
        if centered and lead > 20 and child.layout != "row":
            width = float(round(child.box.width))
            child.place["width"] = pixels(width)
            child.place["align-self"] = "center"
            return solve(child, left + (room - width) / 2, y, width)[1]
        if centered and lead > 20:
            child.place["align-self"] = "center"
            return solve(child, child.box.x1, y)[1]
        if flush_right and lead > PUSHED and child.layout == "row":
            child.place["align-self"] = "flex-end"
            return solve(child, child.box.x1, y)[1]
        shift = _shift(child, lead)
        if child.layout == "table":
            return solve(child, left + shift, y)[1]
        return solve(child, left + shift, y, room - shift)[1]
    if flush_left and flush_right and child.kind == "block":
        return solve(child, left, y, room)[1]
    if child.kind == "block":
        child.place["align-self"] = "flex-start"
    if centered:
        width = float(round(child.box.width))
        child.place["align-self"] = "center"
        if child.kind == "block":
            child.place["width"] = pixels(width)
            return solve(child, left + (room - width) / 2, y, width)[1]
        return solve(child, left + (room - width) / 2, y)[1]
    shift = _shift(child, lead)
    return solve(child, left + shift, y)[1]


def _shift(child: Node, lead: float) -> float:
    shift = round(lead - child.bias[0])
    child.margin["left"] = shift
    return shift + child.bias[0]


def _column_text(
    child: Node, left: float, y: float, room: float, centered: bool, right: bool
) -> float:
    if centered or (child.align == "center" and child.wraps and abs(_off(child, left, room)) <= 3):
        child.place["text-align"] = "center"
        if child.wraps and room > child.box.width + 4:
            width = _wrap_width(child)
            child.place["width"] = pixels(width)
            child.place["align-self"] = "center"
        return solve(child, child.box.x1, y, child.box.width)[1]
    if right and not child.wraps:
        child.place["text-align"] = "right"
        return solve(child, child.box.x1, y, child.box.width)[1]
    shift = _shift(child, child.box.x1 - left)
    if child.align == "center":
        child.place["text-align"] = "center"
    return solve(child, left + shift, y, None if child.wraps else room - shift)[1]


def _off(child: Node, left: float, room: float) -> float:
    return child.box.center.x - (left + room / 2)


def _row(
    node: Node, x: float, y: float, width: float | None, height: float | None
) -> tuple[float, float]:
    edge_top, edge_right, edge_bottom, edge_left = edges(node)
    children = node.children
    inner_left, inner_top = x + edge_left, y + edge_top
    pad_left = max(0, round(children[0].box.x1 - inner_left)) if node.painted else 0
    sizes = [_row_child(child, child.box.x1, child.box.y1) for child in children]
    gap = _even_columns(node, x, width)
    if gap is not None and width is not None:
        return _grid(node, x, y, width, height, gap)
    node.css["display"] = "flex"
    pushed, pad_right = _pushed(node, x, width)
    pad_top = 0
    tall = max(size[1] for size in sizes)
    inner = height - edge_top - edge_bottom if height is not None else tall
    middle = inner_top + inner / 2
    level = [abs(child.box.center.y - middle) <= 1.0 for child in children]
    centered = sum(level) * 2 >= len(level) and height is not None or all(level)
    if centered:
        node.css["align-items"] = "center"
    else:
        node.css["align-items"] = "flex-start"
        if node.painted:
            pad_top = max(0, round(min(child.box.y1 for child in children) - inner_top))
    _set_padding(node, pad_top, pad_right, 0, pad_left)
    cursor = inner_left + pad_left
    starts = _pushed_starts(node, x, width, sizes, pushed, pad_right)
    for place, child in enumerate(children):
        if place == pushed and starts is not None:
            child.place["margin-left"] = "auto"
            cursor = starts
        else:
            lead = round(child.box.x1 - cursor - child.bias[0])
            child.margin["left"] = lead
            cursor += lead + child.bias[0]
        top = inner_top + pad_top
        if centered and level[place]:
            top = middle - sizes[place][1] / 2
        else:
            shift = round(child.box.y1 - top - child.bias[1])
            child.margin["top"] = shift
            top += shift + child.bias[1]
            if centered:
                child.place["align-self"] = "flex-start"
        size = _row_child(child, cursor, top)
        tall = max(tall, top + size[1] - inner_top)
        cursor += size[0]
    natural = cursor - x + edge_right + pad_right
    used = edge_top + tall + edge_bottom
    final = width if width is not None else natural
    return final, max(height, used) if height is not None else used


def _row_child(child: Node, x: float, y: float) -> tuple[float, float]:
    child.css = {}
    return solve(child, x, y)


def _pushed(node: Node, x: float, width: float | None) -> tuple[int, int]:
    """Which child free space stands before (-1: none), and the padding at the right end."""
    children = node.children
    if width is None or len(children) < 2:
        return -1, 0
    after = x + width - edges(node)[1] - children[-1].box.x2
    gaps = [b.box.x1 - a.box.x2 for a, b in zip(children, children[1:], strict=False)]
    widest = max(gaps)
    rest = max([gap for gap in gaps if gap != widest], default=0.0)
    if widest < PUSHED or widest < 1.5 * rest or after < -FLUSH or after > 0.5 * widest:
        return -1, 0
    return gaps.index(widest) + 1, max(0, round(after))


def _pushed_starts(
    node: Node, x: float, width: float | None, sizes: Sequence[tuple[float, float]],
    pushed: int, pad_right: int,
) -> float | None:  # fmt: skip
    """Where the child after the free space begins: counted from the right end."""
    if pushed < 0 or width is None:
        return None
    end = x + width - edges(node)[1] - pad_right
    children = node.children[pushed:]
    for place in range(len(children) - 1, -1, -1):
        end -= sizes[pushed + place][0]
        if place:
            before = children[place - 1]
            end -= round(children[place].box.x1 - before.box.x2)
    return end


def _even_columns(node: Node, x: float, width: float | None) -> int | None:
    """The gap of a row whose children are equally wide and fill it, or nothing."""
    children = node.children
    if width is None or len(children) < 2:
        return None
    if any(child.kind != "block" or child.box.height < BIG for child in children):
        return None
    if any(child.control is not None or child.layout == "table" for child in children):
        return None
    _, right, _, left = edges(node)
    if (
        node.painted
        and abs((children[0].box.x1 - x - left) - (x + width - right - children[-1].box.x2)) > 3
    ):  # noqa: E501
        return None
    if not node.painted and (
        abs(children[0].box.x1 - x) > 1.5 or abs(children[-1].box.x2 - x - width) > 1.5
    ):
        return None
    widths = [child.box.width for child in children]
    gaps = [b.box.x1 - a.box.x2 for a, b in zip(children, children[1:], strict=False)]
    if max(widths) - min(widths) > 2.5 or max(gaps) - min(gaps) > 2.5 or min(gaps) < 0:
        return None
    return round(sum(gaps) / len(gaps))


def _grid(
    node: Node, x: float, y: float, width: float, height: float | None, gap: int
) -> tuple[float, float]:
    edge_top, edge_right, edge_bottom, edge_left = edges(node)
    children = node.children
    pad = max(0, round(children[0].box.x1 - x - edge_left)) if node.painted else 0
    top = y + edge_top
    pad_top = max(0, round(min(c.box.y1 for c in children) - top)) if node.painted else 0
    _set_padding(node, pad_top, pad, 0, pad)
    node.css |= {
        "display": "grid",
        "grid-template-columns": f"repeat({len(children)}, 1fr)",
        "align-items": "start",
    }
    if gap:
        node.css["gap"] = pixels(gap)
    room = width - edge_left - edge_right - 2 * pad
    each = (room - gap * (len(children) - 1)) / len(children)
    tall = 0.0
    for place, child in enumerate(children):
        child.fresh()
        shift = round(child.box.y1 - top - pad_top)
        child.margin["top"] = shift
        start = x + edge_left + pad + place * (each + gap)
        size = solve(child, start, top + pad_top + shift, each)
        tall = max(tall, pad_top + shift + size[1])
    used = edge_top + tall + edge_bottom
    return width, max(height, used) if height is not None else used


def _layers(
    node: Node, x: float, y: float, width: float, height: float | None
) -> tuple[float, float]:
    edge_top, _, edge_bottom, edge_left = edges(node)
    node.css |= {"display": "grid", "align-items": "start", "justify-items": "start"}
    tall = 0.0
    for child in node.children:
        left = round(child.box.x1 - x - edge_left - child.bias[0])
        top = round(child.box.y1 - y - edge_top - child.bias[1])
        child.margin["left"], child.margin["top"] = left, top
        child.place["grid-area"] = "1 / 1"
        size = solve(
            child, x + edge_left + left + child.bias[0], y + edge_top + top + child.bias[1]
        )
        tall = max(tall, top + size[1])
    used = edge_top + tall + edge_bottom
    return width, max(height, used) if height is not None else used
