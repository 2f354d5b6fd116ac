"""Taking a document away: every form is made page by page, so that it can be stopped."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Generator, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from model.documents.export import chart_table, markdown_zip, to_json
from model.documents.parts import PageContent, Place, Table
from model.errors import InputError
from model.events import Progress
from model.media.images import encode
from ui.documents.desk import Desk
from ui.documents.library import Held, Library
from ui.documents.serving import page_of
from ui.webpage.files import download
from ui.words import Language, say

Made = Iterator[Progress | bytes]
ENDINGS = {"markdown": ".zip", "json": ".json", "csv": "-tables.zip", "pdf": "-marked.pdf"}
_MARKER = (255, 214, 10)
"""Yellow, as a pen's."""
_NEAR = (255, 243, 176)
"""Paler, for what a search found beside its answer."""
_CHART_EDGE = 8.0
"""Points around a chart that its picture shows as well: half of an axis' outermost figures."""


def maker(form: str, now: Desk, language: Language) -> Callable[[Held], Made]:
    """What makes one of ``ENDINGS`` of a document: progress, then its bytes."""
    if form == "markdown":
        return lambda held: _markdown(held, language)
    if form == "json":
        return lambda held: _json(held, language)
    if form == "csv":
        return lambda held: _csv(held, language)
    return lambda held: _marked(held, now, language)


def _contents(held: Held, language: Language) -> Generator[Progress, None, list[PageContent]]:
    contents: list[PageContent] = []
    count = held.document.facts.pages
    for page in range(count):
        yield Progress(say(language, "doc_exporting", n=page + 1, all=count), page / count)
        contents.append(held.content(page))
    return contents


def _markdown(held: Held, language: Language) -> Made:
    contents = yield from _contents(held, language)

    def crop(place: Place) -> bytes:
        return encode(held.document.crop(place), "PNG")

    yield markdown_zip(contents, crop)


def _json(held: Held, language: Language) -> Made:
    contents = yield from _contents(held, language)
    yield to_json(held.document.facts, contents).encode()


def _csv(held: Held, language: Language) -> Made:
    """All tables, joined where they run over pages, and the numbers of all charts."""
    from model.documents.tables.write import to_csv

    tables: list[tuple[str, Table]] = []
    for event in held.document.tables():
        if isinstance(event, Progress):
            yield event
        else:
            tables.append(("table", event))
    for content in (yield from _contents(held, language)):
        for chart in content.charts:
            if any(series.values for series in chart.series):
                tables.append(("chart", chart_table(chart)))
    if not tables:
        raise InputError(say(language, "doc_no_tables_at_all", name=held.document.facts.name))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, (kind, table) in enumerate(tables, 1):
            page = table.places[0].page + 1 if table.places else 1
            archive.writestr(f"{number:03d}-page-{page}-{kind}.csv", to_csv(table))
    yield buffer.getvalue()


def _marked(held: Held, now: Desk, language: Language) -> Made:
    """The PDF with a highlight at every place that an answer rests on, the question in its note."""
    from model.media.pdf.annotating import annotate

    highlights = cited_places(now, held.id)
    if not highlights:
        raise InputError(say(language, "doc_nothing_cited"))
    yield Progress(say(language, "doc_marking"))
    yield annotate(held.document.pdf_bytes(), highlights)


def cited_places(now: Desk, id: str) -> list[tuple[Place, tuple[int, int, int], str]]:
    """Every place of a document that an answer on the desk rests on, with the question.

    A search by the embedded engine answers with its first place and names others near to it.
    """
    found: dict[tuple[Place, str], tuple[int, int, int]] = {}
    for reply in now.replies:
        searched = reply.request.aim == "answer" and not reply.given.by
        note = reply.request.question.strip() or reply.request.aim
        cited = (*reply.cited, *(one.cited for one in reply.values if one.cited is not None))
        for at, one in enumerate(cited):
            if one.document < len(reply.sheets) and reply.sheets[one.document] == id:
                for place in one.places:
                    found.setdefault((place, note), _NEAR if searched and at else _MARKER)
    return [(place, color, note) for (place, note), color in found.items()]


def saved_piece(library: Library, told: Mapping[str, Any], token: str) -> str:
    """The file of one table, chart or picture, as the panel asks for it.

    A table's ``rows`` come from the browser, where cells may have been corrected; one that is known
    by its id keeps its cells' spans. Raises ``InputError`` for what there is not.
    """
    held = library.get(token, str(told.get("doc")))
    document = held.document
    stem = Path(document.facts.name).stem
    page = page_of(document, told.get("page", 0))
    form = str(told.get("form"))
    if form == "png":
        for block in held.content(page).blocks:
            if block.id == told.get("block"):
                edge = _CHART_EDGE if block.chart else 0.0
                place = replace(block.place, box=block.place.box.grow(edge))
                made = encode(document.crop(place), "PNG")
                return download(made, f"{stem}-{block.id}", ".png")
        raise InputError(f"Page {page + 1} has no such picture any more; open the page again.")
    id = str(told.get("table") or told.get("chart") or "")
    table = corrected(_known(held, page, id), told.get("rows"))
    return download(table_bytes(table, form), f"{stem}-{id}", f".{form}")


def table_bytes(table: Table, form: str) -> bytes:
    """A table as ``csv``, ``xlsx`` or ``html``; raises ``InputError`` for any other form."""
    from model.documents.tables.write import to_csv, to_html, to_xlsx

    if form == "csv":
        return to_csv(table)
    if form == "xlsx":
        return to_xlsx([table])
    if form == "html":
        return to_html(table).encode()
    raise InputError(f"Tables are not written as {form!r}; take CSV, XLSX or HTML.")


def corrected(table: Table, rows: Any) -> Table:
    """The table with the texts of ``rows``; of another shape, a plain table of those rows.

    Raises ``InputError`` for rows that are no table.
    """
    listed = isinstance(rows, list) and all(isinstance(row, list) for row in rows)
    if not listed or not rows or len({len(row) for row in rows}) != 1:
        raise InputError("The table did not arrive whole; open the page again.")
    texts = tuple(tuple(str(cell) for cell in row) for row in rows)
    if [len(row) for row in table.rows] == [len(row) for row in texts]:
        return replace(table, rows=texts)
    return replace(table, rows=texts, boxes=(), row_pages=(), spans=())


def _known(held: Held, page: int, id: str) -> Table:
    """The table of that id on a page; else one without cells, to be filled."""
    content = held.content(page)
    for table in (*content.tables, *(chart_table(one) for one in content.charts)):
        if table.id == id:
            return table
    return Table(id, (held.document.place(page),), (), header_rows=1)
