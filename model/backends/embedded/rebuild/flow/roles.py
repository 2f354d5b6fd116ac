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
HEADER_END = 0.2
"""Share of the page's height above which all bars are one header."""
MENU_GAP = 110.0
"""Pixels between two entries of a menu at most."""
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
        bar = child.kind == "block" and child.control is None and not child.tag and (
            is_rule(child) or child.layout == "row" or child.painted
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
        return "" if bare and not any(child.layout == "row" for child in node.children) else "header"
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


def _menus(root: Node) -> None:
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


_TYPED = ("field", "textarea", "select")


def _count(node: Node, *kinds: str) -> int:
    return sum(part.control is not None and part.control.kind in kinds for part in node.walk())


def _forms(root: Node) -> None:
    """The smallest block with fields and a button, or several fields, is a form."""

    def look(node: Node) -> None:
        for child in list(node.children):
            if child.kind != "block" or child.control is not None or not _count(child, *_TYPED):
                continue
            deeper = [
                part for part in child.children
                if part.kind == "block" and _count(part, *_TYPED) == _count(child, *_TYPED)
                and bool(_count(part, "button")) == bool(_count(child, "button"))
            ]  # fmt: skip
            regions = {part.tag for part in child.walk()} & {"main", "header", "aside", "nav"}
            if deeper or (regions - {child.tag}):
                look(child)
            elif child.rows or not (_count(child, *_TYPED) > 1 or _count(child, "button")):
                look(child)
            elif child.tag in ("main", "header", "aside") or len(child.children) > 8:
                _part_form(child)
            else:
                _as_form(child)

    look(root)


def _as_form(node: Node) -> None:
    node.tag, node.name = "form", node.name or "form"
    buttons = [part for part in node.walk() if part.tag == "button"]
    if buttons:
        buttons[-1].attributes["type"] = "submit"


def _part_form(node: Node) -> None:
    """From the first field (its label before it) to the last field or the button after it."""
    kinds = [
        (bool(_count(child, *_TYPED)), bool(_count(child, "button")),
         bool(_count(child, "checkbox", "radio", "switch")), child.tag == "label")
        for child in node.children
    ]  # fmt: skip
    fields = [place for place, kind in enumerate(kinds) if kind[0]]
    first, last = fields[0], fields[-1]
    while first and kinds[first - 1][3]:
        first -= 1
    while last + 1 < len(kinds) and any(kinds[last + 1][1:]):
        last += 1
        if kinds[last][1]:
            break
    inside = node.children[first : last + 1]
    if len(inside) < 2 or node.layout not in ("row", "column"):
        return
    if len(inside) == len(node.children) and node.tag not in ("main", "header", "aside"):
        _as_form(node)
        return
    form = group(node.layout, inside)
    _as_form(form)
    node.children[first : last + 1] = [form]


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

