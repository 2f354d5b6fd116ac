"""The page's parts: header, aside and footer at its sides, main between them."""

from __future__ import annotations

import re

from model.backends.embedded.rebuild.flow.nodes import Node, group, is_rule
from model.backends.embedded.rebuild.parts import Sheet

_FOOTING = re.compile(r"©|\(c\)|copyright|all rights|privacy|terms", re.I)
HEADER_END = 0.2
"""Share of the page's height above which all bars are one header."""


def find_regions(root: Node, sheet: Sheet) -> None:
    """Header, aside and footer at the page's sides; what is left between them is main."""
    holder = root
    while True:
        if holder.layout == "column":
            _join_header(holder, sheet)
        rest = [child for child in holder.children if not _region(child, sheet)]
        if not rest:
            return
        if len(rest) == 1 and rest[0].kind == "block" and rest[0].control is None:
            only = rest[0]
            deeper = only.layout in ("row", "column") and only.box.area > 0.5 * root.box.area
            if deeper and any(_region_kind(child, sheet) for child in only.children):
                holder = only
                continue
            if not only.tag and not only.rows:
                only.tag, only.name = "main", "main"
                return
        _wrap_main(holder, rest)
        return


def _wrap_main(holder: Node, rest: list[Node]) -> None:
    """What stands between the page's other parts, as one main."""
    first, last = holder.children.index(rest[0]), holder.children.index(rest[-1])
    between = holder.children[first : last + 1]
    if len(between) == len(holder.children) and holder.name != "page":
        if not holder.tag:
            holder.tag, holder.name = "main", "main"
        return
    if any(child.tag for child in between) or holder.layout not in ("row", "column", "layers"):
        return
    main = group(holder.layout, between)
    main.tag, main.name = "main", "main"
    holder.children[first : last + 1] = [main]
    if len(holder.children) == 1:
        holder.layout = "column"


def _join_header(holder: Node, sheet: Sheet) -> None:
    """Bars one under the other at the top of the page are one header."""
    bars: list[Node] = []
    for child in holder.children:
        bar = (
            child.kind == "block"
            and child.control is None
            and not child.tag
            and (is_rule(child) or child.layout == "row" or child.painted)
        )
        if not bar or child.box.y2 > HEADER_END * sheet.height or child.box.height > 100:
            break
        bars.append(child)
    while bars and not bars[-1].text:
        bars.pop()
    if len(bars) < 2 or len(bars) == len(holder.children):
        return
    if max(bar.box.width for bar in bars) < 0.5 * holder.box.width:
        return
    header = group("column", bars)
    holder.children[: len(bars)] = [header]


def _region(node: Node, sheet: Sheet) -> bool:
    kind = _region_kind(node, sheet)
    if kind:
        node.tag, node.name = kind, {"aside": "sidebar"}.get(kind, kind)
    return bool(kind)


def _region_kind(node: Node, sheet: Sheet) -> str:
    if node.kind != "block" or node.control is not None or not node.text:
        return ""
    box = node.box
    wide = box.width >= 0.6 * sheet.width or node.painted and box.width >= 0.5 * sheet.width
    if wide and box.y1 <= 30 and box.height <= 0.24 * sheet.height:
        bare = node.layout == "column" and not node.painted and box.height > 90
        return (
            "" if bare and not any(child.layout == "row" for child in node.children) else "header"
        )
    side = box.x1 <= 12 or box.x2 >= sheet.width - 12
    if side and box.width <= 0.32 * sheet.width and box.height >= 0.7 * sheet.height:
        return "aside"
    low = box.y1 >= 0.6 * sheet.height and box.y2 >= sheet.height - 60
    if low and box.width >= 0.5 * sheet.width and _FOOTING.search(node.text):
        return "footer"
    return ""
