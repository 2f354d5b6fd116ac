"""Forms: words that label a field, and fields with the button that sends them."""

from __future__ import annotations

from model.backends.embedded.rebuild.flow.nodes import Node, group, plain, slug


def find_labels(root: Node) -> None:
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


def find_forms(root: Node) -> None:
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
            if (
                deeper
                or (regions - {child.tag})
                or child.rows
                or not (_count(child, *_TYPED) > 1 or _count(child, "button"))
            ):
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
