"""A page as blocks in reading order: its paragraphs named, tables, charts and pictures set in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from model.documents.lines import MARKER
from model.documents.naming import Named, name
from model.documents.outline import Style
from model.documents.paragraphs import paragraphs, running_text
from model.documents.parts import (
    Block,
    Chart,
    Line,
    PageContent,
    PageText,
    Place,
    Section,
    Table,
)
from model.documents.running import Edge, running
from model.geometry import Box, union

UNREAD = "This page is a scan that was not read yet."
"""The note of a page whose ``origin`` is ``unread``."""
_CAPTION_GAP = 40.0
"""Points between a table and the caption that is its."""
_INSIDE = 0.5
_MARGIN = 0.12
"""The share of a page's width at either side where stamps run up or down."""
_MOST_STAMPS = 3
_MOST_LABELLED = 0.35
"""Labels cover at most this share of a figure; words that cover more stand on a background."""
_MOST_LABEL_WORDS = 6
"""A line of a label has at most so many words, on average."""
_TITLE_SHARE = 1.3
"""How much larger than the body's a document's title is."""


@dataclass(frozen=True, slots=True)
class Found:
    """What is known of a page beside its words."""

    style: Style
    neighbours: tuple[PageText, ...] = ()
    sections: tuple[Section, ...] = ()
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    pictures: tuple[Box, ...] = ()
    alt_texts: tuple[str, ...] = ()
    note: str = ""
    """A speaker's note."""


@dataclass(frozen=True, slots=True)
class _Object:
    box: Box
    table: Table | None = None
    chart: Chart | None = None


def structure(text: PageText, found: Found) -> PageContent:
    """The blocks of one page."""
    edges = {**_stamps(text), **running(text, found.neighbours)}
    inner = [line for index, line in enumerate(text.lines) if index not in edges]
    objects = _objects(text, found)
    blocks = _flow(text, inner, objects, found)
    blocks = _nested(_titled(blocks, text, found.style))
    blocks = _captioned(blocks)
    heads = [line for index, line in enumerate(text.lines) if edges.get(index) == "header"]
    feet = [line for index, line in enumerate(text.lines) if edges.get(index) == "footer"]
    whole = [
        *(_running(text, line, "header") for line in heads),
        *blocks,
        *(_running(text, line, "footer") for line in feet),
    ]
    page = Box(0.0, 0.0, text.width, text.height)
    if text.origin == "unread":
        whole.insert(0, Block("", "picture", Place(text.page, page)))
    if found.note:
        whole.append(Block("", "note", Place(text.page, page), found.note))
    named = tuple(
        replace(block, id=f"p{text.page + 1}-b{number}") for number, block in enumerate(whole, 1)
    )
    notes = (text.distrusted,) if text.distrusted else ()
    if text.origin == "unread":
        notes = (*notes, UNREAD)
    return PageContent(text.page, text.width, text.height, named, text.origin, notes)


def _stamps(text: PageText) -> dict[int, Edge]:
    """Lines that run up or down a margin of a page whose words do not: a repository's stamp."""
    turned = [index for index, line in enumerate(text.lines) if not line.upright]
    if not turned or len(turned) > _MOST_STAMPS or len(turned) * 4 > len(text.lines):
        return {}
    stamps: dict[int, Edge] = {}
    for index in turned:
        box = text.lines[index].box
        margin = box.x2 < _MARGIN * text.width or box.x1 > (1 - _MARGIN) * text.width
        if margin and box.height > 2 * box.width:
            stamps[index] = "header"
    return stamps


def _objects(text: PageText, found: Found) -> list[_Object]:
    """Tables, charts and pictures; a picture that is one of the others is not told twice."""
    objects = [
        _Object(place.box, table=table)
        for table in found.tables
        for place in table.places[:1]
        if place.page == text.page and not _is_list(table)
    ]
    objects += [_Object(chart.place.box, chart=chart) for chart in found.charts]
    for box in found.pictures:
        covered = max((_share(box, other.box) for other in objects), default=0.0)
        if covered < _INSIDE and not _behind(box, text.lines):
            objects.append(_Object(box))
    return objects


def _is_list(table: Table) -> bool:
    """Whether a table is a list whose bullets or numbers were taken for a column."""
    if any(len(row) != 2 for row in table.rows):
        return False
    marks = [MARKER.match(row[0]) for row in table.rows if row[0]]
    return bool(marks) and all(mark is not None and mark.group(1) not in "-–—" for mark in marks)


def _behind(box: Box, lines: Sequence[Line]) -> bool:
    """Whether a picture is the ground of running words, not a figure with labels in it."""
    inside = [line for line in lines if box.contains(line.box.center)]
    words = sum(len(line.text.split()) for line in inside)
    return bool(inside) and (
        sum(line.box.area for line in inside) > _MOST_LABELLED * box.area
        or words > _MOST_LABEL_WORDS * len(inside)
    )


def _share(box: Box, other: Box) -> float:
    smaller = min(box.area, other.area)
    return box.intersection(other) / smaller if smaller > 0 else 0.0


def _flow(
    text: PageText, lines: Sequence[Line], objects: Sequence[_Object], found: Found
) -> list[Block]:
    """Paragraphs in order; an object stands where its first line did, else where it fits."""
    owner: dict[int, list[Line]] = {index: [] for index in range(len(objects))}
    pieces: list[Line | int] = []
    for line in lines:
        index = _owner(line, objects)
        if index is None:
            pieces.append(line)
            continue
        if not owner[index]:
            pieces.append(index)
        owner[index].append(line)
    blocks: list[Block] = []
    pending: list[Line] = []

    def flush() -> None:
        for group in paragraphs(pending):
            blocks.append(_block(text, group, found))
        pending.clear()

    for piece in pieces:
        if isinstance(piece, int):
            flush()
            blocks.append(_set(text.page, objects[piece], owner[piece]))
        else:
            pending.append(piece)
    flush()
    alts = list(found.alt_texts)
    for index, item in enumerate(objects):
        if owner[index]:
            continue
        block = _set(text.page, item, [])
        if block.kind == "picture" and alts:
            block = replace(block, text=alts.pop(0))
        blocks.insert(_fitting(block.place.box, blocks), block)
    return blocks


def _owner(line: Line, objects: Sequence[_Object]) -> int | None:
    for index, item in enumerate(objects):
        if item.box.contains(line.box.center) or (
            line.box.area > 0 and line.box.intersection(item.box) > 0.6 * line.box.area
        ):
            return index
    return None


def _block(text: PageText, lines: Sequence[Line], found: Found) -> Block:
    named: Named = name(lines, found.style, text.height, found.sections)
    place = Place(text.page, union(line.box for line in lines))
    return Block("", named.kind, place, named.text, named.level, tuple(lines), marker=named.marker)


def _set(page: int, item: _Object, lines: Sequence[Line]) -> Block:
    place = Place(page, item.box)
    if item.table is not None:
        words = "\n".join("\t".join(row) for row in item.table.rows)
        return Block("", "table", place, words, 0, tuple(lines), item.table)
    if item.chart is not None:
        return Block("", "chart", place, item.chart.title, 0, tuple(lines), chart=item.chart)
    return Block("", "picture", place, running_text(lines), 0, tuple(lines))


def _fitting(box: Box, blocks: Sequence[Block]) -> int:
    """Behind the last block in the same column that ends above; before the first that begins below.

    With neither, where its top comes among the others'.
    """
    beside = [
        (index, other.place.box)
        for index, other in enumerate(blocks)
        if min(box.x2, other.place.box.x2) > max(box.x1, other.place.box.x1)
    ]
    above = [index for index, other in beside if other.center.y <= box.center.y]
    if above:
        return above[-1] + 1
    if beside:
        return beside[0][0]
    return next(
        (index for index, other in enumerate(blocks) if other.place.box.y1 > box.y1), len(blocks)
    )


def _running(text: PageText, line: Line, kind: str) -> Block:
    place = Place(text.page, line.box)
    return Block("", "header" if kind == "header" else "footer", place, line.text, 0, (line,))


def _titled(blocks: list[Block], text: PageText, style: Style) -> list[Block]:
    """Make the largest heading of the first page the title, if it is large and stands high."""
    if text.page != 0:
        return blocks
    heads = [
        (max(line.size for line in block.lines), -index, index)
        for index, block in enumerate(blocks)
        if block.kind == "heading" and block.lines and block.place.box.y1 < 0.6 * text.height
    ]
    if not heads:
        return blocks
    size, _, index = max(heads)
    if size < style.body * _TITLE_SHARE:
        return blocks
    titled = list(blocks)
    titled[index] = replace(blocks[index], kind="title", level=1)
    return titled


def _nested(blocks: list[Block]) -> list[Block]:
    """Levels of list items by how far in they stand among their neighbours."""
    nested: list[Block] = []
    edges: list[float] = []
    for block in blocks:
        if block.kind != "list item":
            edges = []
            nested.append(block)
            continue
        edge = block.place.box.x1
        while edges and edge < edges[-1] - 3.0:
            edges.pop()
        if not edges or edge > edges[-1] + 3.0:
            edges.append(edge)
        nested.append(replace(block, level=min(len(edges), 6)))
    return nested


def _captioned(blocks: list[Block]) -> list[Block]:
    """Give tables, charts and pictures that say nothing themselves the caption beside them."""
    captioned = list(blocks)
    for index, block in enumerate(blocks):
        if block.kind not in ("table", "chart", "picture"):
            continue
        near = [
            (_gap(block.place.box, other.place.box), other.text)
            for other in blocks[max(0, index - 3) : index + 4]
            if other.kind == "caption"
        ]
        near = [pair for pair in near if pair[0] <= _CAPTION_GAP]
        if not near:
            continue
        words = min(near)[1]
        if block.table is not None and not block.table.caption:
            captioned[index] = replace(block, table=replace(block.table, caption=words))
        elif block.chart is not None and not block.chart.title:
            captioned[index] = replace(block, text=words, chart=replace(block.chart, title=words))
    return captioned


def _gap(box: Box, other: Box) -> float:
    apart = max(other.y1 - box.y2, box.y1 - other.y2, 0.0)
    beside = min(box.x2, other.x2) > max(box.x1, other.x1)
    return apart if beside else float("inf")
