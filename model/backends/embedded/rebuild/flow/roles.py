"""What each piece is for: header, nav, main, sections, headings, lists, labels, forms."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from model.backends.embedded.rebuild.flow.nodes import Node, group, is_rule
from model.backends.embedded.rebuild.parts import Sheet

_WORD = re.compile(r"[^\W\d_]{2,}")
_SLUG = re.compile(r"[^a-z0-9]+")
_FOOTING = re.compile(r"©|\(c\)|copyright|all rights|privacy|terms", re.I)
HEADING = 1.18
"""A heading's size as a multiple of the body's; heavier text may be as small as the body."""
SHORT = 4
"""Words of a link or a menu's entry at most."""


def slug(text: str) -> str:
    """An id for ``text``, or an empty string where it has no Latin letters."""
    return _SLUG.sub("-", text.lower()).strip("-")[:40].strip("-")


def assign_roles(root: Node, sheet: Sheet) -> str:
    """Give the nodes of the tree their tags, names and ids; returns a title for the page."""
    sizes: Counter[float] = Counter()
    for run in sheet.runs:
        sizes[run.style.size] += len(run.text)
    body = sizes.most_common(1)[0][0] if sizes else 16.0
    _regions(root, sheet)
    for node in root.walk():
        if node.kind == "block" and node.control is not None:
            _use(node)
        elif is_rule(node) and node.box.width > node.box.height:
            node.tag, node.name = node.tag or "hr", node.name or "rule"
    _menus(root)
    headings = _headings(root, body)
    _lists(root)
    _sections(root)
    _labels(root)
    _forms(root)
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


def _regions(root: Node, sheet: Sheet) -> None:
    """Header, aside and footer at the page's sides; what is left between them is main."""
    holder = root
    while True:
        rest = [child for child in holder.children if not _region(child, sheet)]
        if holder.layout == "column" and len(rest) > 1:
            first, last = holder.children.index(rest[0]), holder.children.index(rest[-1])
            between = holder.children[first : last + 1]
            if len(between) < len(holder.children) or holder is not root:
                if all(not child.tag for child in between):
                    main = group("column", between)
                    main.tag, main.name = "main", "main"
                    holder.children[first : last + 1] = [main]
                    return
        if len(rest) == 1 and rest[0].kind == "block" and rest[0].control is None:
            only = rest[0]
            if only.layout in ("row", "column") and only.box.area > 0.5 * root.box.area and any(
                _region_kind(child, sheet) for child in only.children
            ):
                holder = only
                continue
            only.tag, only.name = "main", "main"
            return
        if holder is not root:
            if not holder.tag:
                holder.tag, holder.name = "main", "main"
            return
        main = group(root.layout, root.children)
        main.tag, main.name, main.box = "main", "main", main.box
        tagged = [child for child in root.children if child.tag]
        if tagged and root.layout == "row":
            return
        root.children, root.layout = [main], "column"
        return


def _region(node: Node, sheet: Sheet) -> bool:
    kind = _region_kind(node, sheet)
    if kind:
        node.tag, node.name = kind, {"aside": "sidebar"}.get(kind, kind)
    return bool(kind)


def _region_kind(node: Node, sheet: Sheet) -> str:
    if node.kind != "block" or node.control is not None or not node.text:
        return ""
    box = node.box
    if box.width >= 0.6 * sheet.width and box.y1 <= 12 and box.height <= 0.24 * sheet.height:
        return "header"
    side = box.x1 <= 12 or box.x2 >= sheet.width - 12
    if side and box.width <= 0.32 * sheet.width and box.height >= 0.7 * sheet.height:
        return "aside"
    low = box.y1 >= 0.6 * sheet.height and box.y2 >= sheet.height - 60
    if low and box.width >= 0.5 * sheet.width and _FOOTING.search(node.text):
        return "footer"
    return ""


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


def _style(node: Node) -> tuple[float, bool]:
    text = next(part for part in node.walk() if part.kind == "text")
    return round(text.size), text.size > 0


def _menus(root: Node) -> None:
    """Runs of short alike entries in a header or sidebar become a nav of links."""
    for region in [node for node in root.walk() if node.tag in ("header", "aside", "footer")]:
        for holder in list(region.walk()):
            if holder.kind == "block" and holder.layout in ("row", "column") and not holder.control:
                _menu_in(holder, region)


def _menu_in(holder: Node, region: Node) -> None:
    best: tuple[int, int] | None = None
    start = 0
    children = holder.children
    while start < len(children):
        if not _short(children[start]) or not _has_words(children[start]):
            start += 1
            continue
        end = start + 1
        while (
            end < len(children)
            and _short(children[end])
            and _has_words(children[end])
            and _style(children[end]) == _style(children[start])
        ):
            end += 1
        if end - start >= 3 and (best is None or end - start > best[1] - best[0]):
            best = (start, end)
        start = end
    if best is None:
        return
    first, last = best
    entries = children[first:last]
    for entry in entries:
        _as_link(entry)
    if len(entries) == len(children) and not holder.tag:
        holder.tag, holder.name = "nav", "nav"
        return
    nav = group(holder.layout, entries)
    nav.tag, nav.name = "nav", "nav"
    holder.children = [*children[:first], nav, *children[last:]]


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


def _labels(root: Node) -> None:
    """Words that name a field or a box to tick become its label."""
    texts = [
        node for node in root.walk()
        if node.kind == "text" and node.tag in ("", "li", "h2", "h3", "h4", "h5", "h6")
    ]  # fmt: skip
    count = 0
    for node in root.walk():
        control = node.control
        if node.kind != "control" or control is None:
            continue
        wanted = control.label or (
            control.text if control.kind in ("checkbox", "radio", "switch") else ""
        )
        if not wanted:
            continue
        near = [text for text in texts if _same(text.text, wanted) and _near(text, node)]
        if not near:
            continue
        label = min(near, key=lambda text: _distance(text, node))
        texts.remove(label)
        count += 1
        node.attributes["id"] = f"{slug(wanted) or 'field'}-{count}"
        label.tag, label.name = "label", "label"
        label.attributes["for"] = node.attributes["id"]


def _same(one: str, other: str) -> bool:
    def plain(text: str) -> str:
        return _SLUG.sub("", text.lower()) or text.strip()

    a, b = plain(one), plain(other)
    return a == b or (len(a) > 3 and (a in b or b in a))


def _distance(text: Node, node: Node) -> float:
    a, b = text.box, node.box
    across = max(0.0, a.x1 - b.x2, b.x1 - a.x2)
    down = max(0.0, a.y1 - b.y2, b.y1 - a.y2)
    return across + down


def _near(text: Node, node: Node) -> bool:
    return _distance(text, node) <= 160


def _forms(root: Node) -> None:
    """The smallest block with fields and a button, or several fields, is a form."""

    def fields(node: Node) -> int:
        return sum(
            part.control is not None and part.control.kind in ("field", "textarea", "select")
            for part in node.walk()
        )

    def buttons(node: Node) -> list[Node]:
        return [part for part in node.walk() if part.tag == "button"]

    def look(node: Node) -> None:
        for child in node.children:
            if child.kind != "block" or child.control is not None or not fields(child):
                continue
            deeper = [
                part for part in child.children
                if part.kind == "block" and fields(part) == fields(child)
                and bool(buttons(part)) == bool(buttons(child))
            ]  # fmt: skip
            regions = {part.tag for part in child.walk()} & {"main", "header", "aside", "nav"}
            if deeper or regions:
                look(child)
            elif fields(child) >= 2 or buttons(child):
                if child.layout == "table":
                    continue
                child.tag, child.name = "form", child.name or "form"
                below = [b for b in buttons(child)]
                if below:
                    below[-1].attributes["type"] = "submit"
            else:
                look(child)

    look(root)


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

