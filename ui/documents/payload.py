"""Documents and pages as the JSON that the page's scripts show; boxes are ``[x1, y1, x2, y2]``.

Boxes are in points of the upright page, pages count from 0. Pure.
"""

from __future__ import annotations

from typing import Any

from model.documents.export import chart_rows, corners, page_markdown
from model.documents.parts import Block, Chart, PageContent, PageText, Place, Table
from model.documents.structure import UNREAD
from ui.documents.desk import Desk, Sheet
from ui.words.told import in_chinese

_MOST_SECTIONS = 1_000


def reader_value(
    desk: Desk, busy: bool = False, doing: str = "", fraction: float | None = None
) -> dict[str, Any]:
    """What the reader shows of a desk; the pages themselves it asks for.

    ``doing`` is a sentence on what goes on that is no answer, ``fraction`` how far it is.
    """
    return {
        "docs": [sheet_value(sheet) for sheet in desk.sheets],
        "waiting": [{"name": one.name, "wrong": one.wrong} for one in desk.waiting],
        "changed": desk.changed,
        "busy": busy,
        "doing": doing,
        "fraction": fraction,
    }


def sheet_value(sheet: Sheet) -> dict[str, Any]:
    """A document, before any page is read."""
    facts = sheet.facts
    plain = all(label == str(page) for page, label in enumerate(sheet.labels, 1))
    return {
        "id": sheet.id,
        "name": facts.name,
        "kind": facts.kind,
        "pages": facts.pages,
        "size": list(sheet.size),
        "labels": None if plain else list(sheet.labels),
        "approximate": _pair(facts.approximate),
        "notes": [_pair(note) for note in facts.notes],
        "sections": [
            {"title": one.title, "level": one.level, "page": one.page}
            for one in facts.sections[:_MOST_SECTIONS]
        ],
    }


def content_value(content: PageContent, text: PageText) -> dict[str, Any]:
    """A page's blocks in reading order, its Markdown, and its lines, to be marked on the picture.

    That a scan was not read is told by ``origin``, in the page's language.
    """
    return {
        "origin": content.origin,
        "notes": [_pair(note) for note in content.notes if note != UNREAD],
        "blocks": [block_value(block) for block in content.blocks],
        "markdown": page_markdown(content),
        "lines": [[line.text, *corners(line.box)] for line in text.lines if line.upright],
    }


def block_value(block: Block) -> dict[str, Any]:
    """One block; its table or chart with it."""
    value: dict[str, Any] = {
        "id": block.id,
        "kind": block.kind,
        "box": corners(block.place.box),
        "text": block.text if block.kind == "code" else " ".join(block.text.split()),
        "level": block.level,
        "marker": block.marker,
    }
    if block.table is not None:
        value["table"] = table_value(block.table)
    if block.chart is not None:
        value["chart"] = chart_value(block.chart)
    return value


def table_value(table: Table) -> dict[str, Any]:
    """A table with a box for every cell that has one."""
    return {
        "id": table.id,
        "page": table.places[0].page if table.places else 0,
        "caption": table.caption,
        "method": table.method,
        "header_rows": table.header_rows,
        "rows": [list(row) for row in table.rows],
        "boxes": [[corners(box) if box else None for box in row] for row in table.boxes],
        "row_pages": list(table.row_pages),
        "places": [place_value(place) for place in table.places],
        "spans": [[*at, *size] for at, size in table.spans],
    }


def chart_value(chart: Chart) -> dict[str, Any]:
    """A chart's numbers, and where its values must stand on the page."""
    return {
        "id": chart.id,
        "kind": chart.kind,
        "title": " ".join(filter(None, (chart.title, f"({chart.unit})" if chart.unit else ""))),
        "origin": chart.origin,
        "rows": chart_rows(chart),
        "series": [{"name": one.name, "values": list(one.values)} for one in chart.series],
        "drawn": [[corners(box) for box in boxes] for boxes in chart.drawn],
        "notes": [_pair(note) for note in chart.notes],
    }


def _pair(sentence: str) -> list[str]:
    """A sentence of ``model/`` in English and Chinese."""
    return [sentence, in_chinese(sentence)]


def place_value(place: Place) -> dict[str, Any]:
    """A rectangle on a page."""
    return {"page": place.page, "box": corners(place.box)}
