"""HTML laid out on pages, and where its tables, headings and pictures went."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Generator, Mapping, Sequence

from model.documents.office.markup import Cell, Heading, TableDraft
from model.documents.parts import Place, Section, Table
from model.errors import UnreadableFile
from model.geometry import Box, union
from model.media.pdf.writing import Flowed, Paper, flow
from model.settings import Settings
from model.steps import result

Spots = Mapping[str, Sequence[tuple[int, Box]]]

STYLE = """
body{margin:0;font-family:sans-serif;font-size:11px;line-height:1.3}
h1{font-size:20px} h2{font-size:16px} h3{font-size:13.5px} h4,h5,h6{font-size:12px}
h1,h2,h3,h4,h5,h6{margin:10px 0 5px 0}
p{margin:0 0 6px 0}
table{border-collapse:collapse;margin:6px 0}
td,th{border:0.7px solid #888;padding:3px}
th{font-weight:bold}
pre,code{font-family:monospace;font-size:9.5px}
pre{margin:0 0 6px 0;white-space:pre-wrap}
blockquote{margin:4px 0 4px 14px;color:#444}
"""
_PADDING = 3.0
_MOST_CELLS = 400_000


def lay_out(
    html: str | Sequence[str],
    files: Mapping[str, bytes],
    name: str,
    settings: Settings,
    paper: Paper | None = None,
) -> Flowed:
    """The pages of cleaned HTML; raises ``UnreadableFile`` where nothing can be laid out."""
    return result(laying_out(html, files, name, settings, paper))


def laying_out(
    html: str | Sequence[str],
    files: Mapping[str, bytes],
    name: str,
    settings: Settings,
    paper: Paper | None = None,
) -> Generator[float, None, Flowed]:
    """The same in steps; yields the share that is done."""
    try:
        return (yield from flow(html, files, STYLE, paper, settings.document_pages))
    except ValueError:
        raise UnreadableFile(
            f"{name!r} could not be laid out on pages; export it as PDF and bring that."
        ) from None


def room(id: str, height: float) -> str:
    """Empty room of a height in points: one line of text, since no layout breaks within one."""
    style = f"line-height:{height:.0f}px;font-size:1px;margin:6px 0"
    return f'<div id="{id}" style="{style}">&#160;</div>'


def shown(data: bytes) -> bytes | None:
    """A picture as PNG or JPEG, ``None`` where it is damaged or of a kind that is not drawn."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                return None
            # One damaged picture would end the layout of all pages.
            picture.load()
            if data.startswith((b"\x89PNG", b"\xff\xd8\xff")):
                return data
            buffer = io.BytesIO()
            mode = "RGBA" if picture.has_transparency_data else "RGB"
            picture.convert(mode).save(buffer, "PNG", compress_level=1)
            return buffer.getvalue()
    except (*_DAMAGED, Image.DecompressionBombError):
        return None


_DAMAGED = (
    OSError, EOFError, SyntaxError, ValueError, KeyError, IndexError, TypeError, AttributeError,
    OverflowError, ZeroDivisionError, RuntimeError, MemoryError, struct.error, zlib.error,
)  # fmt: skip
"""What Pillow's readers raise on damaged files."""
_MOST_PIXELS = 80_000_000
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP", "BMP", "DIB", "TIFF")


def tables(drafts: Sequence[TableDraft], spots: Spots, prefix: str = "") -> tuple[Table, ...]:
    """The drafts that are tables (two columns or two rows at least), with their cells' places."""
    made = []
    for number, draft in enumerate(drafts, 1):
        table = _table(f"{prefix}native-{number}", draft, spots)
        if table is not None:
            made.append(table)
    return tuple(made)


def _table(id: str, draft: TableDraft, spots: Spots) -> Table | None:
    grid = _grid(draft)
    width = max((column + cell.columns for (_, column), cell in grid.items()), default=0)
    height = max((row + cell.rows for (row, _), cell in grid.items()), default=0)
    if len(grid) < 2 or width * height > _MOST_CELLS:
        return None
    rows = [[""] * width for _ in range(height)]
    boxes: list[list[Box | None]] = [[None] * width for _ in range(height)]
    pages: list[int | None] = [None] * height
    spans = []
    around: dict[int, list[Box]] = {}
    for (row, column), cell in grid.items():
        rows[row][column] = cell.text
        if cell.rows > 1 or cell.columns > 1:
            spans.append(((row, column), (cell.rows, cell.columns)))
        for index, (page, box) in enumerate(spots.get(cell.id, ())):
            grown = box.grow(_PADDING)
            around.setdefault(page, []).append(grown)
            if index == 0:
                boxes[row][column] = grown
                first = pages[row]
                pages[row] = page if first is None else min(first, page)
    if not around:
        return None
    places = tuple(Place(page, union(found)) for page, found in sorted(around.items()))
    headers = 0
    for line in draft.rows:
        if not line or not all(cell.header for cell in line):
            break
        headers += 1
    return Table(
        id=id,
        places=places,
        rows=tuple(map(tuple, rows)),
        boxes=tuple(map(tuple, boxes)),
        row_pages=_filled(pages, places[0].page),
        header_rows=headers,
        caption=draft.caption,
        method="native",
        spans=tuple(spans),
    )


def _grid(draft: TableDraft) -> dict[tuple[int, int], Cell]:
    """Cells at their row and column, as HTML's table model places them."""
    taken: set[tuple[int, int]] = set()
    grid: dict[tuple[int, int], Cell] = {}
    height = len(draft.rows)
    for row, line in enumerate(draft.rows):
        column = 0
        for cell in line:
            while (row, column) in taken:
                column += 1
            rows = min(cell.rows, height - row)
            if len(taken) + rows * cell.columns > _MOST_CELLS:
                return grid
            taken |= {
                (row + down, column + across)
                for down in range(rows)
                for across in range(cell.columns)
            }
            grid[row, column] = Cell(cell.id, cell.text, rows, cell.columns, cell.header)
            column += cell.columns
    return grid


def _filled(pages: Sequence[int | None], first: int) -> tuple[int, ...]:
    """Every row's page; rows without a place of their own stand where the row above does."""
    filled = []
    for page in pages:
        first = first if page is None else page
        filled.append(first)
    return tuple(filled)


def sections(headings: Sequence[Heading], spots: Spots) -> tuple[Section, ...]:
    """The headings that were laid out, with their pages."""
    return tuple(
        Section(heading.title, heading.level, spots[heading.id][0][0], spots[heading.id][0][1].y1)
        for heading in headings
        if heading.title and spots.get(heading.id)
    )


def alt_texts(alts: Sequence[tuple[str, str]], spots: Spots) -> dict[int, tuple[str, ...]]:
    """What is written about the pictures of each page, from the pictures' ids and texts."""
    found: dict[int, tuple[str, ...]] = {}
    for id, text in alts:
        for page, _ in spots.get(id, ())[:1]:
            found[page] = (*found.get(page, ()), text)
    return found


def picture_notes(outer: int, unread: int) -> tuple[str, ...]:
    """Sentences on pictures that were not fetched and on those that could not be drawn."""
    notes = []
    if outer:
        lie = "picture lies" if outer == 1 else "pictures lie"
        was = "was" if outer == 1 else "were"
        notes.append(f"{outer} {lie} outside the document and {was} not fetched.")
    if unread:
        are = "picture is" if unread == 1 else "pictures are"
        notes.append(f"{unread} {are} damaged or of a kind (EMF, WMF, SVG) that is not drawn.")
    return tuple(notes)


def cut_note(flowed: Flowed) -> tuple[str, ...]:
    """A sentence on what did not fit on the pages allowed."""
    if not flowed.cut:
        return ()
    return (f"It is longer than {flowed.pages:,} pages; the rest was left out.",)
