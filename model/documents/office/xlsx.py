"""Workbooks: every sheet's blocks as tables with their own addresses, and its charts as data."""

from __future__ import annotations

import html as escapes
import io
import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from model.documents.office import flowed
from model.documents.office.chart_drawing import draw_chart
from model.documents.office.chart_xml import ChartData
from model.documents.office.markup import Cell, TableDraft
from model.documents.office.parts import Converted
from model.documents.office.rebuilt import rebuilt
from model.documents.office.sheet_drawings import (
    SheetPicture,
    charts_of,
    pictures_of,
    sheet_part,
)
from model.documents.office.sheets import Block, Sheet, blocks_of, read_sheet, without_vast_areas
from model.documents.office.workbook_cells import cells_of
from model.documents.parts import Chart, Place, Section, Table
from model.errors import UnreadableFile
from model.events import Progress
from model.geometry import Box
from model.media.office.package import Package, open_package, without_broken
from model.media.pdf.writing import Flowed, PageMaker, Paper
from model.settings import Settings

APPROXIMATE = (
    "The cells are laid out here block by block, with the addresses they have in the workbook; "
    "colours, widths and print pages of the original do not show."
)
_CHART_SIZE = (440.0, 260.0)
_MARGIN = 40.0
_NARROWEST, _WIDEST = 595.0, 3_000.0
_LETTER = 5.2
"""Points that a letter takes in a cell, about."""
_WIDEST_CELL = 40
_PIECE = 3_000
"""Cells laid out together: the layout's time grows with their square."""
_SHEETS = "xl/worksheets/"
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_STYLE_NUMBER = re.compile(rb'(<(?:\w+:)?(?:c|row|col)\b[^>]*?)\s(?:s|style)="\d+"')
_READ = 0.15
"""The share of the time that reading takes; the rest is laying out."""
_NUMERIC = frozenset("0123456789.,-+%()$€£¥ ")
_BROKEN = (
    KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, RecursionError,
    SyntaxError, AssertionError, OverflowError,
)  # fmt: skip


def convert_xlsx(path: Path, settings: Settings, name: str) -> Generator[Progress, None, Converted]:
    """Every sheet on pages of its own; charts follow the cells of their sheet.

    A large one takes a minute: yields how far it is.

    Raises ``UnreadableFile`` where the workbook can't be read or has neither cells nor charts.
    """
    package = _bounded(rebuilt(without_broken(open_package(path, name, settings)), "xlsx"))
    notes = list(package.notes)
    yield Progress("Reading the cells")
    try:
        values = _opened(package.zipped(), True)
    except _BROKEN:
        package = _without_styles(package)
        try:
            values = _opened(package.zipped(), True)
        except _BROKEN:
            raise UnreadableFile(_damaged(name)) from None
        notes.append("Its styles are damaged and were left out; dates show as day numbers.")
    # Most workbooks of data have none, and reading one takes as long as laying it out.
    formulas = _opened(package.zipped(), False) if _has_formulas(package) else None
    cells = cells_of(lambda: values)
    tables: list[TableDraft] = []
    references: list[str] = []
    charts: list[tuple[str, ChartData]] = []
    drawn: dict[str, SheetPicture] = {}
    pieces: list[list[str]] = []
    headings: list[tuple[str, str]] = []
    left, unsaved, hidden, widest = settings.sheet_cells, 0, 0, 0.0
    worksheets = values.worksheets
    for number, worksheet in enumerate(worksheets):
        share = _READ * number / len(worksheets)
        yield Progress(f"Reading sheet {number + 1} of {len(worksheets)}", share)
        if worksheet.sheet_state != "visible":
            hidden += 1
        sheet = read_sheet(worksheet, _beside(formulas, worksheet.title), left)
        left -= len(sheet.grid)
        unsaved += sheet.empty_formulas
        part = sheet_part(package, worksheet.title)
        found = charts_of(package, part, cells)
        pictures = pictures_of(package, part)
        if not (sheet.grid or found or pictures or sheet.comments):
            continue
        heading = f"s{number}"
        headings.append((heading, sheet.name))
        html = [f'<h1 id="{heading}">{escapes.escape(sheet.name)}</h1>']
        pieces.append(html)
        together = 0
        for block in blocks_of(sheet.grid, sheet.merged):
            draft, texts, width = _block(sheet, block, f"s{number}b{len(tables)}")
            for text in texts:
                if together >= _PIECE:
                    html, together = [], 0
                    pieces.append(html)
                html.append(text)
                together += min(sum(map(len, draft.rows)), _PIECE)
            widest = max(widest, width)
            tables.append(draft)
            references.append(f"{sheet.name}!{block.reference}")
        html.extend(
            f"<p><b>Comment on {place}</b> {escapes.escape(words)}</p>"
            for place, words in sheet.comments
        )
        for picture in pictures:
            id = f"picture{len(drawn)}"
            html.append(_picture_html(id, sheet.name, picture))
            drawn[id] = picture
        for chart in found:
            html.append(flowed.room(f"chart{len(charts)}", _CHART_SIZE[1]))
            charts.append((sheet.name, chart))
        if sheet.shortened:
            one = sheet.shortened == 1
            count = "1 cell" if one else f"{sheet.shortened:,} cells"
            holds = "holds" if one else "hold"
            notes.append(f"{count} of sheet {sheet.name!r} {holds} more text than is shown.")
        if sheet.cut:
            notes.append(
                f"It has more than {settings.sheet_cells:,} filled cells or as much text; "
                f"those from the end of sheet {sheet.name!r} on were left out."
            )
            break
    if not pieces:
        raise UnreadableFile(
            f"{name!r} has no filled cells, charts or pictures; nothing is there to read."
        )
    if hidden:
        notes.append(f"{hidden} hidden sheet{'s are' if hidden > 1 else ' is'} shown as well.")
    if unsaved:
        notes.append(
            f"{unsaved} cell{'s hold' if unsaved > 1 else ' holds'} a formula whose result was "
            "never saved; the formula is shown. Open it in Excel or LibreOffice and save it to "
            "have the results."
        )
    unread = sum(1 for picture in drawn.values() if picture.data is None)
    notes.extend(flowed.picture_notes(0, unread))
    made = yield from _laid_out(
        ["".join(piece) for piece in pieces],
        tables,
        references,
        charts,
        drawn,
        headings,
        widest,
        name,
        settings,
        notes,
    )
    return made


def _laid_out(
    html: Sequence[str],
    drafts: Sequence[TableDraft],
    references: Sequence[str],
    charts: Sequence[tuple[str, ChartData]],
    pictures: Mapping[str, SheetPicture],
    headings: Sequence[tuple[str, str]],
    widest: float,
    name: str,
    settings: Settings,
    notes: list[str],
) -> Generator[Progress, None, Converted]:
    width = min(max(widest + 2 * _MARGIN, _NARROWEST), _WIDEST)
    paper = Paper(width, max(842.0, width * 0.6), _MARGIN, _MARGIN, _MARGIN, _MARGIN)
    files = {id: one.data for id, one in pictures.items() if one.data is not None}
    layout = flowed.laying_out(html, files, name, settings, paper)
    pages = yield from _told(layout)
    tables: list[Table] = []
    for draft, reference in zip(drafts, references, strict=True):
        for table in flowed.tables([draft], pages.spots):
            id = f"native-{len(tables) + 1}"
            tables.append(replace(table, id=id, caption=reference, sheet=reference))
    made: list[Chart] = []
    with PageMaker(pages.pdf) as maker:
        for index, (sheet, data) in enumerate(charts):
            for page, spot in pages.spots.get(f"chart{index}", ())[:1]:
                box = Box(spot.x1, spot.y1, spot.x1 + _CHART_SIZE[0], spot.y1 + _CHART_SIZE[1])
                maker.turn_to(page)
                drawn = draw_chart(maker, box, data)
                named = replace(data, title=data.title or f"Chart of {sheet}")
                made.append(named.placed(len(made) + 1, Place(page, box), drawn))
        pdf = maker.save() if made else pages.pdf
    sections = tuple(
        Section(title, 1, pages.spots[id][0][0], pages.spots[id][0][1].y1)
        for id, title in headings
        if pages.spots.get(id)
    )
    return Converted(
        pdf=pdf,
        kind="xlsx",
        approximate=APPROXIMATE,
        tables=tuple(tables),
        charts=tuple(made),
        alt_texts=flowed.alt_texts(
            [(id, one.alt) for id, one in pictures.items() if one.alt], pages.spots
        ),
        sections=sections,
        facts_notes=(*notes, *flowed.cut_note(pages)),
    )


def _told(layout: Generator[float, None, Flowed]) -> Generator[Progress, None, Flowed]:
    """The layout's shares in words."""
    while True:
        try:
            share = next(layout)
        except StopIteration as end:
            made: Flowed = end.value
            return made
        yield Progress("Laying the cells out on pages", _READ + (1 - _READ) * share)


def _opened(data: bytes, results: bool) -> Any:
    from openpyxl import load_workbook

    return load_workbook(io.BytesIO(data), data_only=results, keep_links=False)


def _bounded(package: Package) -> Package:
    parts = {
        part: without_vast_areas(data) if part.startswith(_SHEETS) else data
        for part, data in package.parts.items()
    }
    return replace(package, parts=parts)


def _without_styles(package: Package) -> Package:
    """The workbook without its styles, whose damage would end the reading of all cells."""
    styles = {part for part in package.parts if part.endswith("/styles.xml")}
    parts = {
        part: _STYLE_NUMBER.sub(rb"\1", data) if part.startswith(_SHEETS) else data
        for part, data in package.parts.items()
        if part not in styles
    }
    return replace(package, parts=parts)


def _has_formulas(package: Package) -> bool:
    return any(
        _FORMULA.search(data) for part, data in package.parts.items() if part.startswith(_SHEETS)
    )


def _damaged(name: str) -> str:
    return (
        f"{name!r} is damaged: its sheets can't be read; open it in Excel or LibreOffice, save "
        "it again and bring that."
    )


def _beside(formulas: Any, title: str) -> Any:
    return formulas[title] if formulas is not None and title in formulas.sheetnames else None


def _picture_html(id: str, sheet: str, picture: SheetPicture) -> str:
    """A picture under the address of its cell, or a word for one that can't be drawn."""
    place = escapes.escape(f"{sheet}!{picture.cell}" if picture.cell else sheet)
    about = escapes.escape(f": {picture.alt}" if picture.alt else "")
    if picture.data is None:
        return f'<p><i id="{id}">[picture at {place} not shown{about}]</i></p>'
    return (
        f'<p style="color:#666;font-size:8px;margin:8px 0 2px 0">{place}</p><div id="{id}">'
        f'<img src="{id}" width="{picture.width:.0f}" height="{picture.height:.0f}"/></div>'
    )


def _block(sheet: Sheet, block: Block, prefix: str) -> tuple[TableDraft, list[str], float]:
    """A block as a draft of a table, as HTML under its address, and the width it needs.

    The HTML of a long one is in several pieces, none of which ends within a merged area.
    """
    spans = {
        (area.top, area.left): area for area in sheet.merged if (area.top, area.left) in sheet.grid
    }
    covered = {
        (row, column)
        for area in spans.values()
        for row in range(area.top, area.bottom + 1)
        for column in range(area.left, area.right + 1)
    } - set(spans)
    within = {row for area in spans.values() for row in range(area.top + 1, area.bottom + 1)}
    draft = TableDraft(caption=f"{sheet.name}!{block.reference}")
    address = escapes.escape(draft.caption)
    texts: list[str] = []
    lines: list[str] = []
    most = max(_PIECE // (block.right - block.left + 1), 10)
    widths = [0] * (block.right - block.left + 1)
    head = _has_head(sheet, block)
    for row in range(block.top, block.bottom + 1):
        if len(lines) >= most and row not in within:
            texts.append(_table_html(address, lines))
            lines = []
        cells, drafted = [], []
        for column in range(block.left, block.right + 1):
            if (row, column) in covered:
                continue
            words = sheet.grid.get((row, column), "")
            area = spans.get((row, column))
            down = min(area.bottom, block.bottom) - row + 1 if area else 1
            across = min(area.right, block.right) - column + 1 if area else 1
            id = f"{prefix}r{row}c{column}"
            header = head and row == block.top
            drafted.append(Cell(id, words, down, across, header))
            if across == 1:
                place = column - block.left
                widths[place] = max(widths[place], min(len(words), _WIDEST_CELL))
            cells.append(_cell_html(id, words, down, across, header))
        draft.rows.append(drafted)
        lines.append(f"<tr>{''.join(cells)}</tr>")
    texts.append(_table_html(address, lines))
    return draft, texts, sum(max(width, 2) * _LETTER + 8 for width in widths)


def _table_html(address: str, lines: Sequence[str]) -> str:
    return (
        f'<p style="color:#666;font-size:8px;margin:8px 0 2px 0">{address}</p>'
        f"<table>{''.join(lines)}</table>"
    )


def _has_head(sheet: Sheet, block: Block) -> bool:
    """Whether the first row names the columns: words throughout, and numbers somewhere below."""
    if block.bottom == block.top:
        return False
    first = [
        sheet.grid.get((block.top, column), "") for column in range(block.left, block.right + 1)
    ]
    if not all(first) or any(_numeric(word) for word in first):
        return False
    return any(
        _numeric(sheet.grid.get((row, column), ""))
        for row in range(block.top + 1, min(block.bottom, block.top + 20) + 1)
        for column in range(block.left, block.right + 1)
    )


def _numeric(words: str) -> bool:
    return bool(words) and set(words) <= _NUMERIC and any(letter.isdigit() for letter in words)


def _cell_html(id: str, words: str, down: int, across: int, header: bool) -> str:
    tag = "th" if header else "td"
    spans = (f' rowspan="{down}"' if down > 1 else "") + (
        f' colspan="{across}"' if across > 1 else ""
    )
    align = ' style="text-align:right"' if _numeric(words) else ""
    return f'<{tag} id="{id}"{spans}{align}>{escapes.escape(words)}</{tag}>'
