"""From the solved tree to the HTML document: tags, classes, one style sheet, a short script."""

from __future__ import annotations

import re

from model.backends.embedded.rebuild.flow.boilerplate import BASE, PHONE, SCRIPT
from model.backends.embedded.rebuild.flow.controls import control_html
from model.backends.embedded.rebuild.flow.nodes import Node, Span, pixels
from model.backends.embedded.rebuild.flow.style import (
    Classes,
    Palette,
    data_uri,
    escaped,
    space_width,
)
from model.backends.embedded.rebuild.flow.tracks import column_align, column_padding
from model.backends.embedded.rebuild.parts import Sheet, TypeStyle

_CHINESE = re.compile("[\u4e00-\u9fff]")
WIDEST_PAD = 16
"""Pixels of padding left and right that a phone has room for."""
HIGHEST_GAP = 40
"""Pixels of empty height that a phone has room for."""
SPACE_SLACK = 1.5
"""Pixels by which a space may be wider or narrower than the gap that was seen."""
_SAME = {"top": "", "bottom": ":nth-child(n)", "left": "", "right": ""}
"""Selectors for the four sides of a row's frame must differ; this one matches all cells too."""
_VOID = frozenset({"img", "input", "hr", "br"})


class Writer:
    """Writes one page; holds its palette and its classes."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.palette = Palette(sheet)
        self.classes = Classes()
        self.classes.reserve("row", "stack", "grid", "layers", "prose", "page", "above")

    def document(self, root: Node, title: str) -> str:
        """The whole document."""
        rules = {"min-height": pixels(root.box.height), **self._own(root)}
        rules.pop("width", None)
        if root.at.height > root.box.height + 0.5:
            rules |= {"max-height": rules["min-height"], "overflow": "hidden"}
            self.classes.rule(".page", {"max-height": "none"}, "phone")
        self.classes.rule(".page", rules)
        body = self._block_body(root, 1)
        background = (
            self.palette.gradient(self.sheet.gradient)
            if self.sheet.gradient is not None
            else self.palette.color(self.sheet.background)
        )
        body_rule = (
            f"body {{ background: {background}; color: {self.palette.color(self.palette.ink)};"
            f" font: {self.palette.font_size(self.palette.size)}/1.25"
            f" var(--font); white-space: nowrap; }}"
        )
        css = "\n".join(
            (
                "@layer base, parts, space, phone;",
                f"@layer base {{\n  {BASE}\n  {body_rule}\n}}",
                f"@layer parts {{\n{self.classes.layer('parts')}\n}}",
                f"@layer space {{\n{self.classes.layer('space')}\n}}",
                f"@layer phone {{\n  @media (max-width: 700px) {{\n    {PHONE}\n"
                f"{self.classes.layer('phone', 4)}\n  }}\n}}",
            )
        )
        return (
            f'<!DOCTYPE html>\n<html{self._language()}>\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{escaped(title)}</title>\n<style>\n{self.palette.root(css)}\n{css}\n</style>\n"
            f'</head>\n<body>\n<div class="page {root.layout_class}">\n{body}\n</div>\n'
            f'<output aria-live="polite"></output>\n<script>\n{SCRIPT}\n</script>\n'
            "</body>\n</html>\n"
        )

    def _language(self) -> str:
        """``zh`` for a page with much Chinese, else nothing: letters alone do not tell."""
        text = "".join(run.text for run in self.sheet.runs)
        return ' lang="zh"' if len(_CHINESE.findall(text)) > 0.1 * max(1, len(text)) else ""

    def _block_body(self, node: Node, depth: int) -> str:
        return "\n".join(self._html(child, depth) for child in node.children)

    def _html(self, node: Node, depth: int) -> str:
        pad = "  " * depth
        if node.kind == "text":
            return pad + self._text(node)
        if node.kind == "picture":
            return pad + self._picture(node)
        if node.kind == "control":
            rules = self._type_of_control(node)
            return pad + control_html(node, self.palette, self.classes, rules, self._space(node))
        if node.layout == "table" and node.rows:
            return self._table(node, depth)
        tag = node.tag or "div"
        attributes = self._attributes(node, self._block_classes(node))
        if tag == "hr" or not node.children:
            return f"{pad}<{tag}{attributes}>" + ("" if tag in _VOID else f"</{tag}>")
        return f"{pad}<{tag}{attributes}>\n{self._block_body(node, depth + 1)}\n{pad}</{tag}>"

    def _attributes(self, node: Node, classes: list[str]) -> str:
        names = " ".join(dict.fromkeys(name for name in classes if name))
        parts = [f' class="{names}"'] if names else []
        parts += [f' {key}="{escaped(value)}"' for key, value in node.attributes.items()]
        return "".join(parts)

    def _own(self, node: Node) -> dict[str, str]:
        """What is the node's own: sizes and layout, without what a layout class says."""
        rules = {**node.css, **{k: v for k, v in node.place.items() if k != "grid-area"}}
        for name in ("display", "flex-direction"):
            if rules.get(name) in ("flex", "column"):
                rules.pop(name)
        if node.layout == "layers":
            for name in ("display", "align-items", "justify-items"):
                rules.pop(name, None)
        gap = gap_of(node)
        if gap:
            rules["gap"] = pixels(gap)
        return rules

    def _space(self, node: Node) -> list[str]:
        """Utility classes for the margins that no gap of the parent accounts for."""
        names = []
        for side, short in (("top", "t"), ("left", "l"), ("bottom", "b"), ("right", "r")):
            value = node.margin.get(side, 0.0)
            if value:
                amount = f"{abs(round(value))}"
                name = f"up-{amount}" if side == "top" and value < 0 else (
                    f"m{short}-{'n' if value < 0 else ''}{amount}")  # fmt: skip
                self.classes.named(name, {f"margin-{side}": pixels(value)}, "space")
                if side == "top" and value > HIGHEST_GAP:
                    self.classes.once(f".{name}", {"margin-top": f"{HIGHEST_GAP}px"}, "phone")
                names.append(name)
        if node.above:
            names.append("above")
        return names

    def _block_classes(self, node: Node) -> list[str]:
        skin: dict[str, str] = {}
        if node.surface is not None:
            skin = self.palette.surface_rules(node.surface)
        elif node.image is not None:
            skin = {"background": f"url({data_uri(node.image)}) 0 0 / 100% 100% no-repeat"}
        name = node.name or _default_name(node)
        look = self.classes.named(name if skin else name, skin)
        own = self.classes.named(f"{name}-box" if skin else name, self._own(node))
        self._narrow(own, node)
        layout = node.layout_class if node.children else ""
        return [layout, look, own, *self._space(node)]

    def _narrow(self, name: str, node: Node) -> None:
        """On a phone wide paddings shrink and fixed heights give way."""
        rules = {}
        sides = node.css.get("padding", "").replace("px", "").split()
        if sides and max(map(float, (sides * 4)[1:4:2])) > WIDEST_PAD:
            rules["padding-inline"] = f"{WIDEST_PAD}px"
        if sides and max(map(float, (sides * 4)[:3:2])) > 2 * HIGHEST_GAP:
            rules["padding-block"] = f"{HIGHEST_GAP}px"
        if name and rules:
            self.classes.once(f".{name}", rules, "phone")

    def _picture(self, node: Node) -> str:
        assert node.image is not None
        rules = {**node.css, **{k: v for k, v in node.place.items() if k != "grid-area"}}
        rules.pop("height", None)
        rules.pop("width", None)
        width, height = round(node.box.width), round(node.box.height)
        names = [self.classes.named(node.image.kind, rules), *self._space(node)]
        attributes = self._attributes(node, names)
        return (
            f'<img{attributes} src="{data_uri(node.image)}" alt="{escaped(node.image.alt)}"'
            f' width="{width}" height="{height}">'
        )

    def _type_of_control(self, node: Node) -> dict[str, str]:
        if not node.runs:
            return {}
        return self.palette.type_rules(node.runs[0].style, 0)

    def _text(self, node: Node) -> str:
        style = node.lines[0][0].run.style
        rules = self.palette.type_rules(style, node.line_height)
        tag = node.tag or "p"
        own = {**node.css, **{k: v for k, v in node.place.items() if k != "grid-area"}}
        name = node.name or _text_name(tag)
        if name == "text":
            name = self.palette.type_name(style)
        names = [self.classes.named(name, {**rules, **own}), *self._space(node)]
        if node.wraps and not node.broken:
            names.append("prose")
        inner = self._lines(node, tag)
        return f"<{tag}{self._attributes(node, names)}>{inner}</{tag}>"

    def _lines(self, node: Node, tag: str) -> str:
        parts: list[str] = []
        for place, line in enumerate(node.lines):
            for index, span in enumerate(line):
                gap = None
                if index:
                    before = line[index - 1].run
                    gap = span.run.left - (before.left + before.advance)
                parts.append(self._span(span, node, tag, gap))
            if place + 1 < len(node.lines):
                parts.append(" <br>" if node.broken else " ")
        return "".join(parts)

    def _span(self, span: Span, node: Node, tag: str, gap: float | None) -> str:
        """Words of a line; ``gap`` is how far they stand from the words before, in pixels."""
        words = escaped(span.run.text)
        first = node.lines[0][0].run.style
        style = span.run.style
        rules = self._difference(first, style) if style != first else {}
        lead = ""
        if gap is not None:
            space = space_width(first) if gap >= 0.14 * first.size else 0.0
            lead = " " if space else ""
            if abs(gap - space) > SPACE_SLACK:
                rules["margin-left"] = pixels(round(gap - space))
        name = self.classes.named("inline", rules)
        class_ = f' class="{name}"' if name else ""
        if span.link and tag != "a":
            href = escaped(node.attributes.get("data-href", "#"))
            return f'{lead}<a{class_} href="{href}">{words}</a>'
        return f"{lead}<span{class_}>{words}</span>" if class_ else lead + words

    def _difference(self, base: TypeStyle, style: TypeStyle) -> dict[str, str]:
        """CSS by which words inside a line of ``base`` are set in ``style``."""
        mine, theirs = self.palette.type_rules(style, 0), self.palette.type_rules(base, 0)
        rules = {key: value for key, value in mine.items() if theirs.get(key) != value}
        usual = {
            "font-family": "var(--font)",
            "font-size": self.palette.font_size(self.palette.size),
            "font-weight": "400",
            "font-style": "normal",
            "color": self.palette.color(self.palette.ink),
            "letter-spacing": "normal",
        }
        rules |= {key: usual[key] for key in theirs if key not in mine and key in usual}
        if style.size != base.size or style.family != base.family:
            rules["line-height"] = "0"
        return rules

    def _table(self, node: Node, depth: int) -> str:
        pad = "  " * depth
        name = self.classes.unique(node.name or "table", self._own(node))
        widths = [end - start for start, end in _column_spans(node)]
        for column in range(len(node.columns)):
            align = column_align(node, column)
            left, right = column_padding(node, column, align)
            rules = {}
            above, below = max(0, node.cell_lift), max(0, -node.cell_lift)
            if left or right or above or below:
                sides = (above, right, below, left)
                rules["padding"] = " ".join(map(pixels, sides))
            if align != "left":
                rules["text-align"] = align
            if node.top_aligned:
                rules["vertical-align"] = "top"
            if rules:
                self.classes.rule(f".{name} :is(th, td):nth-child({column + 1})", rules)
        if node.cell_surface is not None:
            skin = self.palette.surface_rules(node.cell_surface)
            edge = next((one for one in node.cell_surface.edges if one is not None), None)
            rules = {"border": f"1px solid {self.palette.color(edge.color)}"} if edge else {}
            if "background" in skin:
                rules["background"] = skin["background"]
            self.classes.rule(f".{name}", {"border-collapse": "collapse"})
            self.classes.rule(f".{name} :is(th, td)", rules)
        columns = "".join(f'<col width="{round(width)}">' for width in widths)
        html = [
            f"{pad}<table{self._attributes(node, [name, *self._space(node)])}>",
            f"{pad}  <colgroup>{columns}</colgroup>",
        ]
        for place, row in enumerate(node.rows):
            head = node.head and place == 0
            if place == 0:
                html.append(f"{pad}  <thead>" if head else f"{pad}  <tbody>")
            elif place == 1 and node.head:
                html += [f"{pad}  </thead>", f"{pad}  <tbody>"]
            html.append(self._table_row(node, place, row, head, depth + 2))
        html += [f"{pad}  </tbody>", f"{pad}</table>"]
        return "\n".join(html)

    def _table_row(
        self, node: Node, place: int, row: list[Node | None], head: bool, depth: int
    ) -> str:
        pad = "  " * depth
        tag = "th" if head else "td"
        rules = {"height": pixels(node.row_heights[place])}
        line, surface = node.separators[place], node.row_surfaces[place]
        skin = self.palette.surface_rules(surface) if surface is not None else {}
        borders = {key: skin.pop(key) for key in list(skin) if key.startswith("border")}
        borders.pop("border-radius", "")
        if surface is not None and line is None and borders:
            skin["--frame"] = " ".join(sorted(set(borders.values())))
        names = [self.classes.named("stripe", skin), self.classes.named("tr", rules)]
        if borders and line is None:
            self._row_borders(names[0], borders)
        cells = []
        edge = ""
        if line is not None:
            fill = line.fill or next((one.color for one in line.edges if one), self.palette.ink)
            rule = f"{round(line.box.height) or 1}px solid {self.palette.color(fill)}"
            edge = self.classes.named("ruled", {"border-bottom": rule})
        for cell in row:
            class_ = f' class="{edge}"' if edge else ""
            if cell is None:
                cells.append(f"{pad}  <{tag}{class_}></{tag}>")
            elif cell.kind == "text" and not cell.wraps and not any(cell.margin.values()):
                cells.append(f"{pad}  {self._cell(cell, tag, edge)}")
            else:
                inner = self._html(cell, depth + 2)
                cells.append(f"{pad}  <{tag}{class_}>\n{inner}\n{pad}  </{tag}>")
        classes = " ".join(name for name in names if name)
        return f'{pad}<tr class="{classes}">\n' + "\n".join(cells) + f"\n{pad}</tr>"

    def _row_borders(self, name: str, borders: dict[str, str]) -> None:
        """A row's frame is drawn by its cells: rows themselves have no borders of their own."""
        whole = borders.get("border", "")
        for side, cells in (
            ("top", "*"), ("bottom", "*"), ("left", ":first-child"), ("right", ":last-child")
        ):  # fmt: skip
            value = borders.get(f"border-{side}", whole)
            if value:
                edge = {f"border-{side}": value}
                self.classes.once(f".{name} > {cells}{_SAME[side]}", edge)

    def _cell(self, cell: Node, tag: str, edge: str) -> str:
        style = cell.lines[0][0].run.style
        rules = self.palette.type_rules(style, cell.line_height)
        names = [edge, self.classes.named("cell", rules)]
        return f"<{tag}{self._attributes(cell, names)}>{self._lines(cell, tag)}</{tag}>"


def _column_spans(node: Node) -> list[tuple[float, float]]:
    from model.backends.embedded.rebuild.flow.tracks import column_edges

    ends = column_edges(node, node.at.x1, node.at.width)
    return list(zip(ends, ends[1:], strict=False))


def gap_of(node: Node) -> float:
    """The margin that most of a block's children share, taken out of them as the block's gap.

    Called once a node, after the numbers are solved.
    """
    side = {"column": "top", "row": "left"}.get(node.layout)
    if side is None or len(node.children) < 2 or "grid-template-columns" in node.css:
        return 0.0
    rest = node.children[1:]
    values = [child.margin.get(side, 0.0) for child in rest if "margin-left" not in child.place]
    if not values:
        return 0.0
    usual = max(sorted(set(values)), key=values.count)
    if usual <= 0 or values.count(usual) * 2 < len(rest) or len(values) != len(rest):
        return 0.0
    for child in rest:
        child.margin[side] = child.margin.get(side, 0.0) - usual
    return usual


def _default_name(node: Node) -> str:
    if node.control is not None:
        return {"button": "button", "link": "link"}.get(node.control.kind, "control")
    if node.surface is not None and not node.children:
        return "shape"
    return {"column": "column", "row": "line", "layers": "pile", "table": "table"}[node.layout]


def _text_name(tag: str) -> str:
    return {"p": "text", "a": "link", "li": "item", "label": "label"}.get(tag, tag)
