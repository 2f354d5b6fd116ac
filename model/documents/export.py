"""Documents taken away: Markdown, JSON with every rectangle, tables as CSV. Pure.

Running headers and footers are left out of Markdown: they are the page's, not the text's. JSON
holds everything, in points from the top left of the upright page, pages counted from 1.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from model.documents.parts import Block, Chart, Facts, PageContent, Place, Table
from model.geometry import Box

Crop = Callable[[Place], bytes]
"""A piece of a page as PNG."""

_PICTURED = frozenset({"picture", "formula", "chart"})
_RUNNING = frozenset({"header", "footer"})
_STARTS = re.compile(r"^(\s*)([#>+*-]|\d+[.)])(?=\s)")
_MARKS = re.compile(r"([\\`*_\[\]<>])")
_UNSAFE = re.compile(r"[^\w-]+")


def page_markdown(content: PageContent, pictures: Mapping[str, str] | None = None) -> str:
    """A page as Markdown; ``pictures`` maps a block's id to the file that shows it."""
    pieces = [block_markdown(block, (pictures or {}).get(block.id, "")) for block in content.blocks]
    return _joined(content.blocks, pieces)


def _joined(blocks: tuple[Block, ...], pieces: list[str]) -> str:
    """The pieces with a blank line between, but not between items of one list."""
    out = ""
    before: Block | None = None
    for block, piece in zip(blocks, pieces, strict=True):
        if not piece:
            continue
        listed = before is not None and before.kind == block.kind == "list item"
        out += ("" if not out else "\n" if listed else "\n\n") + piece
        before = block
    return out


def block_markdown(block: Block, picture: str = "") -> str:
    """One block as Markdown; nothing for running headers and footers."""
    text = " ".join(block.text.split())
    shown = f"![{_escape(text) or block.kind}]({picture})" if picture else ""
    if block.kind in _RUNNING:
        return ""
    if block.table is not None:
        caption = f"**{_escape(block.table.caption)}**\n\n" if block.table.caption else ""
        return caption + table_markdown(block.table)
    if block.chart is not None:
        return "\n\n".join(filter(None, (shown, chart_markdown(block.chart))))
    if block.kind in _PICTURED:
        return shown or (f"*[{block.kind}: {_escape(text)}]*" if text else f"*[{block.kind}]*")
    if not text:
        return ""
    if block.kind in ("title", "heading"):
        level = 1 if block.kind == "title" else min(6, max(1, block.level or 2))
        return f"{'#' * level} {_escape(text)}"
    if block.kind == "list item":
        marker = block.marker if re.fullmatch(r"\d+[.)]", block.marker) else "-"
        return f"{'  ' * max(0, block.level - 1)}{marker} {_escape(text)}"
    if block.kind == "code":
        fence = "`" * max(3, 1 + max(map(len, re.findall("`+", block.text)), default=0))
        return f"{fence}\n{block.text}\n{fence}"
    if block.kind == "footnote":
        return f"[{_escape(block.marker or '*')}] {_escape(text)}"
    if block.kind == "caption":
        return f"*{_escape(text)}*"
    if block.kind == "note":
        return "> " + _escape(text)
    return _STARTS.sub(r"\1\\\2", _escape(text))


def table_markdown(table: Table) -> str:
    """A table with pipes; several header rows become one, since Markdown knows only one."""
    rows = [[_cell(cell) for cell in row] for row in table.rows]
    if not rows:
        return ""
    count = max(1, table.header_rows)
    columns = zip(*rows[:count], strict=True)
    head = [" ".join(dict.fromkeys(filter(None, column))) for column in columns]
    lines = [head, ["---"] * len(head), *rows[count:]]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def chart_rows(chart: Chart) -> list[list[str]]:
    """A chart's numbers as rows: a header, then one row a category (or one a point)."""
    alone = chart.title if len(chart.series) == 1 else ""
    names = [one.name or alone or f"Series {n}" for n, one in enumerate(chart.series, 1)]
    if any(series.xs for series in chart.series):
        rows = [["Series", "x", "y"]]
        for name, series in zip(names, chart.series, strict=True):
            for x, value in zip(series.xs, series.values, strict=False):
                rows.append([name, number(x), number(value)])
        return rows
    longest = max((len(series.values) for series in chart.series), default=0)
    categories = [*chart.categories, *[""] * (longest - len(chart.categories))]
    rows = [["", *names]]
    for at, category in enumerate(categories):
        values = [series.values[at] if at < len(series.values) else None for series in chart.series]
        rows.append([category, *map(number, values)])
    return rows


def chart_table(chart: Chart) -> Table:
    """A chart's numbers as a table, to be written as any other."""
    rows = tuple(tuple(row) for row in chart_rows(chart))
    return Table(
        chart.id, (chart.place,), rows, header_rows=1, caption=chart.title, method="native"
    )


def chart_markdown(chart: Chart) -> str:
    """A chart's title, numbers, and what could not be read of it."""
    rows = chart_rows(chart)
    unit = f" ({_escape(chart.unit)})" if chart.unit else ""
    parts = [f"**{_escape(chart.title)}**{unit}" if chart.title else ""]
    if len(rows) > 1:
        parts.append(table_markdown(chart_table(chart)))
    parts += [f"*{_escape(note)}*" for note in chart.notes]
    return "\n\n".join(filter(None, parts))


def number(value: float | None) -> str:
    """A value with as many digits as it has, up to six; empty where it could not be read."""
    return "" if value is None else f"{value:.6g}" if abs(value) < 1e6 else f"{value:.0f}"


def markdown_zip(contents: Iterable[PageContent], crop: Crop) -> bytes:
    """``document.md`` with a comment before every page, and its pictures beside it."""
    buffer = io.BytesIO()
    pages: list[str] = []
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for content in contents:
            pictures = {}
            for block in content.blocks:
                if block.kind in _PICTURED:
                    name = f"pictures/{_UNSAFE.sub('-', block.id)}.png"
                    archive.writestr(name, crop(block.place))
                    pictures[block.id] = name
            text = page_markdown(content, pictures)
            pages.append(f"<!-- page {content.page + 1} -->\n\n{text}".rstrip())
        archive.writestr("document.md", "\n\n".join(pages) + "\n")
    return buffer.getvalue()


def to_json(facts: Facts, contents: Iterable[PageContent]) -> str:
    """Everything that was read, every piece with its rectangle in points."""
    record: dict[str, Any] = {
        "name": facts.name,
        "kind": facts.kind,
        "sha256": facts.digest,
        "pages": facts.pages,
        "unit": "points from the top left of the upright page",
        "approximate": facts.approximate,
        "notes": list(facts.notes),
        "outline": [
            {"title": one.title, "level": one.level, "page": one.page + 1} for one in facts.sections
        ],
        "content": [_page_record(content) for content in contents],
    }
    return json.dumps(record, ensure_ascii=False, indent=1)


def _page_record(content: PageContent) -> dict[str, Any]:
    return {
        "page": content.page + 1,
        "width": round(content.width, 2),
        "height": round(content.height, 2),
        "origin": content.origin,
        "notes": list(content.notes),
        "blocks": [_block_record(block) for block in content.blocks],
    }


def _block_record(block: Block) -> dict[str, Any]:
    record: dict[str, Any] = {"id": block.id, "kind": block.kind, "box": corners(block.place.box)}
    if block.text:
        record["text"] = block.text
    if block.level:
        record["level"] = block.level
    if block.marker:
        record["marker"] = block.marker
    if block.lines:
        record["lines"] = [{"text": one.text, "box": corners(one.box)} for one in block.lines]
    if block.table is not None:
        record["table"] = table_record(block.table)
    if block.chart is not None:
        record["chart"] = chart_record(block.chart)
    return record


def table_record(table: Table) -> dict[str, Any]:
    """A table as JSON: its rows, and a rectangle for every cell that has one."""
    return {
        "id": table.id,
        "caption": table.caption,
        "method": table.method,
        "header_rows": table.header_rows,
        "rows": [list(row) for row in table.rows],
        "boxes": [[corners(box) if box else None for box in row] for row in table.boxes],
        "row_pages": [page + 1 for page in table.row_pages],
        "places": [place_record(place) for place in table.places],
        "sheet": table.sheet,
    }


def chart_record(chart: Chart) -> dict[str, Any]:
    """A chart as JSON: its numbers, where they are from, and what could not be read."""
    return {
        "id": chart.id,
        "kind": chart.kind,
        "title": chart.title,
        "unit": chart.unit,
        "origin": chart.origin,
        "exact": chart.exact,
        "categories": list(chart.categories),
        "series": [
            {"name": one.name, "values": list(one.values), "xs": list(one.xs)}
            for one in chart.series
        ],
        "notes": list(chart.notes),
    }


def place_record(place: Place) -> dict[str, Any]:
    """A place as JSON, its page counted from 1."""
    return {"page": place.page + 1, "box": corners(place.box)}


def corners(box: Box) -> list[float]:
    """A box as four numbers, to a hundredth of a point."""
    return [round(value, 2) for value in (box.x1, box.y1, box.x2, box.y2)]


def _cell(text: str) -> str:
    return " ".join(_escape(text).replace("|", "\\|").split())


def _escape(text: str) -> str:
    return _MARKS.sub(r"\\\1", text)
