"""The tree between a measured sheet and its HTML: leaves (words, pictures, controls) and blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from model.backends.embedded.rebuild.parts import Control, Crop, Edge, Surface, TextRun
from model.geometry import Box, union

_SLUG = re.compile(r"[^a-z0-9]+")
NodeKind = Literal["text", "picture", "control", "block"]
Layout = Literal["column", "row", "layers", "table"]
Align = Literal["left", "center", "right"]

RULE_THICKNESS = 3.0
"""A surface this thin (pixels) and much longer is a line, not a box."""
ASCENT, DESCENT = 0.74, 0.22
"""How far common letters reach above and below the baseline, as shares of the font size."""


@dataclass(slots=True)
class Span:
    """Words set alike inside a line; ``link`` tells that they are a link."""

    run: TextRun
    link: bool = False


@dataclass(slots=True, eq=False)
class Node:
    """A piece of the page. ``box`` is where its border box should come to lie, in pixels.

    ``tight`` is the box by which neighbours are told apart: of text the letters without the room
    that its line height leaves. A block's ``surface`` or ``image`` is what is painted behind its
    children. ``grid_x``, ``grid_y`` and ``cell_surface`` are the lines and the paint of a table
    whose cells have borders; ``separators`` are a table's ruled lines, ``row_surfaces`` what lies
    behind its rows.

    A text ``wraps`` by itself where it was seen to, or is ``broken`` by hand.

    ``css`` is what the solver decided for the node itself, ``place`` and ``margin`` (sides to
    pixels) what its parent decided for it, ``at`` where it expects
    the browser to put the border box. ``bias`` is by how much the browser was seen to differ from
    that, on its own account: left, top, width, height in pixels.
    """

    kind: NodeKind
    box: Box
    tight: Box
    layout: Layout = "column"
    children: list[Node] = field(default_factory=list)
    surface: Surface | None = None
    image: Crop | None = None
    control: Control | None = None
    index: int = -1
    runs: list[TextRun] = field(default_factory=list)
    lines: list[list[Span]] = field(default_factory=list)
    line_height: float = 0.0
    rise: float = 0.0
    align: Align = "left"
    wraps: bool = False
    broken: bool = False
    crops: list[Crop] = field(default_factory=list)
    columns: list[tuple[float, float]] = field(default_factory=list)
    rows: list[list[Node | None]] = field(default_factory=list)
    separators: list[Surface | None] = field(default_factory=list)
    row_surfaces: list[Surface | None] = field(default_factory=list)
    row_heights: list[float] = field(default_factory=list)
    grid_x: list[float] = field(default_factory=list)
    grid_y: list[float] = field(default_factory=list)
    cell_surface: Surface | None = None
    cell_lift: int = 0
    top_aligned: bool = False
    head: bool = False
    above: bool = False
    tag: str = ""
    name: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    label_for: Node | None = None
    css: dict[str, str] = field(default_factory=dict)
    place: dict[str, str] = field(default_factory=dict)
    margin: dict[str, float] = field(default_factory=dict)
    at: Box = Box(0.0, 0.0, 0.0, 0.0)
    bias: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)

    @property
    def painted(self) -> bool:
        """Whether its box must stand exactly: it is seen, or to be clicked where it is empty."""
        bare = self.kind == "block" and self.control is not None and not self.children
        return bare or self.surface is not None or self.image is not None

    @property
    def layout_class(self) -> str:
        """The class that lays its children out."""
        if "grid-template-columns" in self.css:
            return "grid"
        return {"row": "row", "column": "stack", "layers": "layers"}.get(self.layout, "")

    @property
    def text(self) -> str:
        """The words of a text node in reading order, or of all text below a block."""
        if self.kind == "text":
            return " ".join(span.run.text for line in self.lines for span in line)
        return " ".join(node.text for node in self.walk() if node.kind == "text")

    @property
    def size(self) -> float:
        """The font size of a text node's first words, in pixels."""
        return self.lines[0][0].run.style.size

    @property
    def weight(self) -> int:
        """The font weight of a text node's first words."""
        return self.lines[0][0].run.style.weight

    def fresh(self) -> None:
        """Forget what the solver decided before."""
        self.css, self.place, self.margin = {}, {}, {}

    def walk(self) -> Iterator[Node]:
        """This node and all below it, parents before children, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


def border_width(edge: Edge | None) -> int:
    """A border's width as Chromium draws it: whole pixels, rounded down, at least one."""
    return max(1, int(edge.width)) if edge is not None else 0


def edges(node: Node) -> tuple[int, int, int, int]:
    """The border widths of a node's surface, in whole pixels: top, right, bottom, left."""
    if node.surface is None:
        return (0, 0, 0, 0)
    top, right, bottom, left = map(border_width, node.surface.edges)
    return (top, right, bottom, left)


def pixels(value: float) -> str:
    """A CSS length, with at most one decimal."""
    rounded = round(value, 1)
    return "0" if rounded == 0 else f"{rounded:g}px"


def letters(run: TextRun) -> Box:
    """Where a line's letters stand: the same for all lines of a size, unlike the ink."""
    size = run.style.size
    return Box(
        run.left,
        run.baseline - ASCENT * size,
        run.left + run.advance,
        run.baseline + DESCENT * size,
    )


def words_node(run: TextRun, link: bool = False, index: int = -1) -> Node:
    """A text node of one line."""
    box = letters(run)
    return Node("text", box, box, lines=[[Span(run, link)]], index=index)


def group(layout: Layout, children: list[Node]) -> Node:
    """An unpainted block round ``children``."""
    return Node(
        "block",
        union(child.box for child in children),
        union(child.tight for child in children),
        layout=layout,
        children=children,
    )


def is_rule(node: Node) -> bool:
    """Whether a block is only a thin line."""
    if node.kind != "block" or node.surface is None or node.children:
        return False
    return min(node.box.width, node.box.height) <= RULE_THICKNESS


def slug(text: str) -> str:
    """An id for ``text``, or an empty string where it has no Latin letters."""
    return _SLUG.sub("-", text.lower()).strip("-")[:40].strip("-")


def plain(text: str) -> str:
    """Text as it is compared: its Latin letters and digits, else all of it."""
    return _SLUG.sub("", text.lower()) or text.strip()
