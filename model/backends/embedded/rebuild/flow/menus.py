"""Menus: runs of short alike entries in a header, sidebar or footer are a nav of links."""

from __future__ import annotations

import re

from model.backends.embedded.rebuild.flow.nodes import Node, group

_WORD = re.compile(r"[^\W\d_]{2,}")
MENU_GAP = 110.0
"""Pixels between two entries of a menu at most."""
SHORT = 4
"""Words of a link or a menu's entry at most."""


def _short(node: Node) -> bool:
    """An entry of a menu: a few words, perhaps with an icon."""
    if node.kind == "text":
        return len(node.lines) == 1 and len(node.text.split()) <= SHORT
    if node.kind != "block" or node.layout not in ("row", "column") or node.box.height > 60:
        return False
    if node.control is not None:
        return node.control.kind == "link"
    parts = [part for part in node.walk() if part.kind == "text"]
    return len(parts) == 1 and len(parts[0].text.split()) <= SHORT and len(node.children) <= 3


def find_menus(root: Node) -> None:
    """Runs of short alike entries in a header or sidebar become a nav of links."""
    for region in [node for node in root.walk() if node.tag in ("header", "aside", "footer")]:
        for holder in list(region.walk()):
            if holder.kind != "block" or holder.layout not in ("row", "column") or holder.control:
                continue
            if holder.tag in ("a", "button") or any(part.tag == "a" for part in (holder,)):
                continue
            _menu_in(holder, region)


def _entry(node: Node, region: Node) -> bool:
    if node.tag or not _short(node) or not _has_words(node):
        return False
    if region.tag == "aside" and node.kind == "block":
        return any(part.kind == "picture" for part in node.walk()) or node.layout == "column"
    return True


def _menu_in(holder: Node, region: Node) -> None:
    """The entries among a block's children: all from the first to the last become the nav."""
    children = holder.children
    runs: list[list[int]] = []
    for place, child in enumerate(children):
        if not _entry(child, region):
            continue
        last = runs[-1][-1] if runs else -9
        near = place - last == 1 and _alike_size(children[last], child)
        if near and holder.layout == "row":
            near = child.box.x1 - children[last].box.x2 <= MENU_GAP
        if near:
            runs[-1].append(place)
        else:
            runs.append([place])
    fewest = 2 if region.tag == "aside" else 3
    taken = [
        run for run in runs
        if len(run) >= fewest or (region.tag == "aside" and children[run[0]].kind == "block")
    ]  # fmt: skip
    if region.tag != "aside":
        taken = sorted(taken, key=len)[-1:]
    entries = [place for run in taken for place in run]
    if len(entries) < 3:
        return
    for place in entries:
        _as_link(children[place])
    first, last = entries[0], entries[-1]
    if last - first + 1 == len(children) and not holder.tag:
        holder.tag, holder.name = "nav", "nav"
        return
    nav = group(holder.layout, children[first : last + 1])
    nav.tag, nav.name = "nav", "nav"
    holder.children = [*children[:first], nav, *children[last + 1 :]]


def _alike_size(one: Node, other: Node) -> bool:
    a, b = (next(p for p in node.walk() if p.kind == "text").size for node in (one, other))
    return abs(a - b) <= 0.25 * max(a, b)


def _has_words(node: Node) -> bool:
    return bool(_WORD.search(node.text))


def _as_link(node: Node) -> None:
    if node.control is not None:
        return
    node.tag, node.name = "a", "nav-link"
    node.attributes["href"] = "#"
    for line in node.lines:
        for span in line:
            span.link = False
    for child in node.children:
        for part in child.walk():
            if part.kind == "text":
                part.tag, part.name = "span", "caption"
                for line in part.lines:
                    for span in line:
                        span.link = False
            elif part.kind == "block":
                part.tag = "span"
