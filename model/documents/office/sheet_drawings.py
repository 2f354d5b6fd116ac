"""What is anchored over the cells of a sheet: its charts as data, and its pictures."""

from __future__ import annotations

import io
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from model.documents.office.chart_xml import CellsOf, ChartData, read_chart
from model.documents.office.drawing_colors import A, theme_colors
from model.documents.office.flowed import shown
from model.documents.office.sheets import letters
from model.errors import UnreadableFile
from model.media.office.package import Package

_XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MOST_PICTURES = 500
_WIDEST, _HIGHEST = 440.0, 420.0
_POINTS_PER_PIXEL = 0.75


@dataclass(frozen=True, slots=True)
class SheetPicture:
    """A picture: its first cell ("B3"), what its author wrote of it, its size in points.

    ``data`` is ``None`` where it is damaged or of a kind that is not drawn.
    """

    cell: str
    alt: str
    data: bytes | None
    width: float = 0.0
    height: float = 0.0


def charts_of(package: Package, sheet: str, cells: CellsOf) -> list[ChartData]:
    """The charts of the sheet whose part is ``sheet``: from its drawing's links to their XML."""
    themes = [name for name in package.parts if name.startswith("xl/theme/")]
    try:
        theme = theme_colors(package.tree(sorted(themes)[0])) if themes else {}
    except UnreadableFile:
        theme = {}
    found = []
    for drawing in package.related(sheet, "drawing"):
        for kind in ("chart", "chartEx"):
            for chart in package.related(drawing, kind):
                try:
                    data = read_chart(package.tree(chart), theme, cells)
                except UnreadableFile:
                    continue
                if data is not None:
                    found.append(data)
    return found


def pictures_of(package: Package, sheet: str) -> list[SheetPicture]:
    """The pictures of the sheet whose part is ``sheet``, in the order they were put there."""
    found: list[SheetPicture] = []
    for drawing in package.related(sheet, "drawing"):
        relations = package.relations(drawing)
        try:
            anchors = list(package.tree(drawing))
        except UnreadableFile:
            continue
        for anchor in anchors:
            for picture in anchor.iter(f"{_XDR}pic"):
                blip = picture.find(f".//{A}blip")
                relation = relations.get(blip.get(f"{_R}embed", "") if blip is not None else "")
                if relation is None or relation.outside or len(found) >= _MOST_PICTURES:
                    continue
                about = picture.find(f".//{_XDR}cNvPr")
                alt = about.get("descr", "").strip() if about is not None else ""
                data = shown(package.parts.get(relation.target, b""))
                found.append(SheetPicture(_cell(anchor), alt, data, *_size(data)))
    return found


def sheet_part(package: Package, title: str) -> str:
    """The name of the part that holds the sheet called ``title``; "" where there is none."""
    mains = package.related("", "officeDocument")
    main = mains[0] if mains else "xl/workbook.xml"
    relations = package.relations(main)
    for element in package.tree(main).iter():
        if element.tag.endswith("}sheet") and element.get("name") == title:
            relation = relations.get(element.get(f"{_R}id", ""))
            return relation.target if relation is not None else ""
    return ""


def _cell(anchor: Element) -> str:
    """The cell that an anchor begins in, "" for one that stands on no cell."""
    column = anchor.findtext(f"{_XDR}from/{_XDR}col", "")
    row = anchor.findtext(f"{_XDR}from/{_XDR}row", "")
    if not (column.strip().isdigit() and row.strip().isdigit()):
        return ""
    return f"{letters(int(column) + 1)}{int(row) + 1}"


def _size(data: bytes | None) -> tuple[float, float]:
    """Width and height in points at 96 pixels to the inch, smaller where that is too large."""
    if data is None:
        return 0.0, 0.0
    from PIL import Image

    with Image.open(io.BytesIO(data)) as picture:
        width, height = (side * _POINTS_PER_PIXEL for side in picture.size)
    scale = min(1.0, _WIDEST / width, _HIGHEST / height)
    return max(width * scale, 4.0), max(height * scale, 4.0)
