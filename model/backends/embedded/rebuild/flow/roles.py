"""What each piece is for: header, nav, main, sections, headings, lists, labels, forms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from model.backends.embedded.rebuild.flow.forms import find_forms, find_labels
from model.backends.embedded.rebuild.flow.menus import find_menus
from model.backends.embedded.rebuild.flow.nodes import Node, group, is_rule, slug
from model.backends.embedded.rebuild.flow.regions import find_regions
from model.backends.embedded.rebuild.parts import Sheet

_WORD = re.compile(r"[^\W\d_]{2,}")
HEADING = 1.18
"""A heading's size as a multiple of the body's; heavier text may be as small as the body."""


def assign_roles(root: Node, sheet: Sheet) -> str:
    """Give the nodes of the tree their tags, names and ids; returns a title for the page."""
    sizes: Counter[float] = Counter()
    for run in sheet.runs:
        sizes[run.style.size] += len(run.text)
    body = sizes.most_common(1)[0][0] if sizes else 16.0
    find_regions(root, sheet)
    for node in root.walk():
        if node.kind == "block" and node.control is not None:
            _use(node)
        elif is_rule(node) and node.box.width > node.box.height:
            node.tag, node.name = node.tag or "hr", node.name or "rule"
    find_menus(root)
    headings = _headings(root, body)
    _lists(root)
    _sections(root)
    find_labels(root)
    find_forms(root)
    _anchors(root, headings)
    return headings[0].text if headings else "Page"


def _use(node: Node) -> None:
    assert node.control is not None
    words = node.text or node.control.text or node.control.label
    if node.control.kind == "link":
        node.tag, node.attributes["href"] = "a", "#"
    else:
        node.tag, node.attributes["type"] = "button", "button"
    if not node.text:
        node.attributes["aria-label"] = words or "Button"
    for child in node.children:
        for part in child.walk():
            if part.kind == "text":
                part.tag, part.name = "span", "caption"
            elif part.kind == "block":
                part.tag = "span"


def _headings(root: Node, body: float) -> list[Node]:
    """Text larger than the body's, or heavier at the head of a block, by size h1 to h4."""
    found: list[Node] = []

    def look(node: Node) -> None:
        if node.control is not None or node.tag in ("nav", "a", "button"):
            return
        for place, child in enumerate(node.children):
            if node.layout == "table" and node.rows:
                return
            if child.kind == "text" and not child.tag and _is_heading(child, node, place, body):
                found.append(child)
            look(child)

    look(root)
    sizes = sorted({round(node.size) for node in found}, reverse=True)
    top = [node for node in found if round(node.size) == sizes[0]] if sizes else []
    shift = 0 if len(top) == 1 else 1
    for node in found:
        level = min(6, sizes.index(round(node.size)) + 1 + shift)
        node.tag = f"h{level}"
    return sorted(found, key=lambda node: (node.tag, node.box.y1))


def _is_heading(node: Node, parent: Node, place: int, body: float) -> bool:
    if not _WORD.search(node.text) or len(node.text) > 140 or len(node.lines) > 4:
        return False
    if all(span.link for line in node.lines for span in line):
        return False
    if node.size >= HEADING * body:
        return True
    first = place == 0 and parent.layout == "column" and len(parent.children) > 1
    return first and node.weight >= 600 and node.size >= body - 0.6


def _alike(nodes: Sequence[Node]) -> bool:
    kinds = {
        (node.kind, node.layout, node.painted, len(node.children), bool(node.control))
        for node in nodes
    }
    if len(kinds) != 1:
        return False
    if nodes[0].kind == "text":
        return len({(round(node.size), node.weight) for node in nodes}) == 1
    return nodes[0].kind == "block" and all(bool(node.text) for node in nodes)


def _lists(root: Node) -> None:
    """Three or more alike children under each other are a list."""
    for node in root.walk():
        if node.kind != "block" or node.control or node.tag in ("a", "button", "main", "header"):
            continue
        if node.layout not in ("column", "row") or (node.layout == "row" and node.tag != "nav"):
            continue
        start = 0
        children = node.children
        if node.tag == "nav" or len(children) < 3:
            continue
        while start < len(children):
            end = start + 1
            while end < len(children) and _alike(children[start : end + 1]):
                end += 1
            listed = children[start:end]
            if end - start >= 3 and all(not child.tag for child in listed):
                if any(child.control for child in listed):
                    break
                for child in listed:
                    child.tag = "li"
                    child.name = child.name or "item"
                if len(listed) == len(children) and not node.tag:
                    node.tag, node.name = "ul", "list"
                else:
                    whole = group("column", listed)
                    whole.tag, whole.name = "ul", "list"
                    node.children[start:end] = [whole]
                    children = node.children
                    end = start + 1
            start = end


def _sections(root: Node) -> None:
    """Blocks that begin with a heading: cards beside each other are articles, others sections."""
    for node in root.walk():
        if node.kind != "block" or node.layout == "table":
            continue
        blocks = [child for child in node.children if child.kind == "block" and not child.control]
        for child in blocks:
            if child.tag or not child.text:
                continue
            titled = any(part.tag[:1] == "h" and part.tag[1:].isdigit() for part in child.children)
            painted = [one for one in blocks if one.painted and one.box.height > 80]
            if child.painted and child.box.height > 80 and child.box.width > 120:
                child.name = child.name or "card"
                if len(painted) >= 2:
                    child.tag = "article"
                elif titled:
                    child.tag = "section"
            elif titled:
                child.tag = "section"


def _anchors(root: Node, headings: Sequence[Node]) -> None:
    """Ids for headings, and links that lead to the heading of the same words."""
    ids: dict[str, str] = {}
    for node in headings:
        name = slug(node.text)
        if name and name not in ids and name[0].isalpha():
            node.attributes["id"] = name
            ids[name] = name
    for node in root.walk():
        linked = node.tag == "a" or any(span.link for line in node.lines for span in line)
        if not linked:
            continue
        words = slug(node.text)
        target = next(
            (name for name in ids if words and (name == words or words in name.split("-"))), ""
        )
        if target:
            key = "href" if node.tag == "a" else "data-href"
            node.attributes[key] = f"#{target}"
        elif node.tag == "a":
            node.attributes.setdefault("href", "#")
