"""Slides drawn without an Office program: fills, pictures, text, tables and charts in place."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any

from pptx.exc import PythonPptxError

from model.documents.office.chart_drawing import Drawn, draw_chart
from model.documents.office.chart_xml import ChartData
from model.documents.office.drawing_colors import A, Color, color_of
from model.documents.office.flowed import shown
from model.documents.office.slide_outlines import arrowhead, outlined, spun, turned_box
from model.documents.office.slide_text import styles_for, text_html
from model.documents.office.slides import EMU, Item, P
from model.geometry import Box, Point
from model.media.pdf.writing import PageMaker, Stand

ChartAt = Callable[[Item], ChartData | None]

_STANDS: dict[str, Stand] = {"t": "top", "ctr": "middle", "b": "bottom"}
_MEDIUM_STYLE = "{5C22544A-7EE6-4342-B048-85BDC9FD1C3A}"
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_DSP = "{http://schemas.microsoft.com/office/drawing/2008/diagram}"
_INSET = (7.2, 3.6, 7.2, 3.6)
_WHITE: Color = (255, 255, 255)


class SlideDrawer:
    """Draws one slide on the current page; ``left_out`` names what could not be drawn."""

    def __init__(
        self,
        maker: PageMaker,
        slide: Any,
        theme: Mapping[str, Color],
        chart_at: ChartAt,
        diagram_at: Callable[[Item], Any],
    ) -> None:
        self.maker, self.slide, self.theme = maker, slide, theme
        self.chart_at, self.diagram_at = chart_at, diagram_at
        self.drawn: dict[int, Drawn] = {}
        self.left_out: list[str] = []

    def background(self, width: float, height: float) -> None:
        """Fill the page with the slide's, its layout's or its master's plain colour."""
        layout = self.slide.slide_layout
        for source in (self.slide, layout, layout.slide_master):
            found = source._element.find(f"{P}cSld/{P}bg")
            if found is None:
                continue
            properties, reference = found.find(f"{P}bgPr"), found.find(f"{P}bgRef")
            color = None
            if properties is not None:
                color = self._fill(properties)
            elif reference is not None:
                color = color_of(reference, self.theme)
            if color is not None:
                self.maker.rect(Box(0, 0, width, height), fill=color)
            return

    def draw(self, item: Item) -> None:
        """Draw one shape with all that belongs to it."""
        tag = item.element.tag.removeprefix(P)
        if tag == "pic" or hasattr(item.shape, "image") and tag == "sp":
            self._picture(item)
        elif tag == "graphicFrame":
            self._frame(item)
        elif tag == "cxnSp":
            self._connector(item)
        else:
            self._shape(item)

    def _shape(self, item: Item) -> None:
        element = item.element
        properties = element.find(f"{P}spPr")
        style = element.find(f"{P}style")
        fill = self._fill(properties, style)
        line, width = self._line(properties, style)
        geometry = properties.find(f"{A}prstGeom") if properties is not None else None
        name = geometry.get("prst", "rect") if geometry is not None else "rect"
        box = item.box
        quarter = round(item.turned / 90) % 4
        if quarter % 2:
            box = turned_box(box)
        if name in ("line", "straightConnector1"):
            self._connector(item)
        elif name in ("ellipse", "flowChartConnector"):
            self.maker.ellipse(box, fill, line, width)
        elif (points := outlined(name, box)) is not None:
            self.maker.path(spun(points, box, item.turned), fill, line, width, closed=True)
        else:
            corner = 0.17 if name.startswith("round") else 0.0
            self.maker.rect(box, fill, line, width, corner)
        body = element.find(f"{P}txBody")
        if body is not None:
            self._text(item, body, box, style, quarter)

    def _text(self, item: Item, body: Any, box: Box, style: Any, quarter: int) -> None:
        ink = self.theme.get("tx1", (0, 0, 0))
        reference = style.find(f"{A}fontRef") if style is not None else None
        if reference is not None:
            ink = color_of(reference, self.theme) or ink
        styles = styles_for(item.shape, self.slide, colored=reference is not None)
        html = text_html(body, styles, self.theme, ink, factor=item.scale)
        if not html:
            return
        around = body.find(f"{A}bodyPr")
        left, top, right, bottom = (
            _inset(around, name, default) * item.scale
            for name, default in zip(("lIns", "tIns", "rIns", "bIns"), _INSET, strict=True)
        )
        room = Box(box.x1 + left, box.y1 + top, box.x2 - right, box.y2 - bottom)
        if room.width < 4 or room.height < 4:
            room = box
        turn = {0: 0, 1: 270, 2: 0, 3: 90}[quarter]
        upright = around.get("vert", "") if around is not None else ""
        if upright in ("vert", "eaVert"):
            turn = (turn + 270) % 360
        elif upright == "vert270":
            turn = (turn + 90) % 360
        anchor = around.get("anchor", "") if around is not None else ""
        if not anchor:
            anchor = _inherited_anchor(item, self.slide)
        if self.maker.text_html(room, html, turn=turn, stand=_STANDS.get(anchor, "top")) == 0:
            self.left_out.append("a text")

    def _picture(self, item: Item) -> None:
        try:
            data = item.shape.image.blob
        except (AttributeError, KeyError, ValueError, OSError, PythonPptxError):
            self._absent(item, "picture that lies outside the file or is damaged")
            return
        picture = _cropped(data, item.shape, item.turned)
        box = turned_box(item.box) if round(item.turned / 90) % 2 else item.box
        if picture is None or not self.maker.image(box, picture):
            self._absent(item, f"picture ({item.shape.image.ext})")

    def _absent(self, item: Item, what: str) -> None:
        self.left_out.append(f"an {what}" if what[0] in "aeiou" else f"a {what}")
        self.maker.rect(item.box, color=(170, 170, 170))

    def _frame(self, item: Item) -> None:
        if getattr(item.shape, "has_table", False) and item.shape.has_table:
            self._table(item)
            return
        chart = self.chart_at(item)
        if chart is not None:
            self.drawn[id(item.shape)] = draw_chart(self.maker, item.box, chart)
            return
        diagram = self.diagram_at(item)
        if diagram is not None:
            self._diagram(item, diagram)
            return
        preview = self._preview(item)
        if preview is None or not self.maker.image(item.box, preview):
            self._absent(item, "embedded object")

    def _preview(self, item: Item) -> bytes | None:
        """The picture that an embedded object brings to be shown by."""
        for blip in item.element.iter(f"{A}blip"):
            try:
                return shown(self.slide.part.related_part(blip.get(_EMBED)).blob)
            except (AttributeError, KeyError, ValueError, PythonPptxError):
                continue
        return None

    def _diagram(self, item: Item, root: Any) -> None:
        """SmartArt from the shapes that Office keeps beside it, as they were last drawn."""
        for shape in root.iter(f"{_DSP}sp"):
            properties = shape.find(f"{_DSP}spPr")
            style = shape.find(f"{_DSP}style")
            box = _frame_box(properties.find(f"{A}xfrm") if properties is not None else None, item)
            if box is None:
                continue
            fill = self._fill(properties, style)
            line, width = self._line(properties, style)
            self.maker.rect(box, fill, line, width)
            body = shape.find(f"{_DSP}txBody")
            if body is None:
                continue
            reference = style.find(f"{A}fontRef") if style is not None else None
            ink = color_of(reference, self.theme) if reference is not None else None
            html = text_html(body, [], self.theme, ink or (0, 0, 0), factor=item.scale)
            room = _frame_box(shape.find(f"{_DSP}txXfrm"), item) or box
            if html:
                self.maker.text_html(room, html, stand="middle")

    def _table(self, item: Item) -> None:
        table = item.shape.table
        styled = any(
            (found.text or "") == _MEDIUM_STYLE for found in table._tbl.iter(f"{A}tableStyleId")
        )
        accent = self.theme.get("accent1", (68, 114, 196))
        for row, _, cell, box in cells_of(item):
            properties = cell._tc.find(f"{A}tcPr")
            head = styled and table.first_row and row == 0
            fill = self._fill(properties)
            if fill is None and head:
                fill = accent
            elif fill is None and styled and table.horz_banding:
                fill = _paler(accent, 0.8 if (row - int(table.first_row)) % 2 == 0 else 0.9)
            self.maker.rect(box, fill=fill, color=_WHITE if styled else (150, 150, 150))
            ink = _WHITE if head else self.theme.get("tx1", (0, 0, 0))
            html = text_html(cell._tc.txBody, [], self.theme, ink, factor=item.scale)
            if html:
                bold = f"<b>{html}</b>" if head else html
                room = Box(box.x1 + 5, box.y1 + 2.5, box.x2 - 5, box.y2 - 2.5)
                self.maker.text_html(room if room.width > 8 else box, bold)

    def _connector(self, item: Item) -> None:
        properties = item.element.find(f"{P}spPr")
        line, width = self._line(properties, item.element.find(f"{P}style"))
        frame = properties.find(f"{A}xfrm") if properties is not None else None
        flip_x = frame is not None and frame.get("flipH") in ("1", "true")
        flip_y = frame is not None and frame.get("flipV") in ("1", "true")
        box = item.box
        start = Point(box.x2 if flip_x else box.x1, box.y2 if flip_y else box.y1)
        end = Point(box.x1 if flip_x else box.x2, box.y1 if flip_y else box.y2)
        start, end = spun([start, end], box, item.turned)
        color = line or (0, 0, 0)
        self.maker.path([start, end], color=color, width=width)
        outline = properties.find(f"{A}ln") if properties is not None else None
        for name, tip, tail in (("tailEnd", end, start), ("headEnd", start, end)):
            mark = outline.find(f"{A}{name}") if outline is not None else None
            if mark is not None and mark.get("type", "none") != "none":
                self.maker.path(arrowhead(tip, tail, width), fill=color, closed=True)

    def _fill(self, properties: Any, style: Any = None) -> Color | None:
        if properties is None:
            return None
        if properties.find(f"{A}noFill") is not None:
            return None
        solid = properties.find(f"{A}solidFill")
        if solid is not None:
            return color_of(solid, self.theme)
        stop = properties.find(f"{A}gradFill/{A}gsLst/{A}gs")
        if stop is not None:
            return color_of(stop, self.theme)
        reference = style.find(f"{A}fillRef") if style is not None else None
        if reference is not None and reference.get("idx", "0") != "0":
            return color_of(reference, self.theme)
        return None

    def _line(self, properties: Any, style: Any) -> tuple[Color | None, float]:
        outline = properties.find(f"{A}ln") if properties is not None else None
        reference = style.find(f"{A}lnRef") if style is not None else None
        told = outline.get("w", "") if outline is not None else ""
        width = int(told) / EMU if told.isdigit() else 0.75
        if outline is not None:
            if outline.find(f"{A}noFill") is not None:
                return None, width
            solid = outline.find(f"{A}solidFill")
            if solid is not None:
                return color_of(solid, self.theme), width
        if reference is not None and reference.get("idx", "0") != "0":
            return color_of(reference, self.theme), width
        return None, width


def cells_of(item: Item) -> list[tuple[int, int, Any, Box]]:
    """Row, column, cell and place of every cell that is not covered by a larger one."""
    table = item.shape.table
    widths = [float(column.width or 0) for column in table.columns]
    heights = [float(row.height or 0) for row in table.rows]
    fx = item.box.width / sum(widths) if sum(widths) else 0.0
    # A row grows with its words; the frame's own height is all that is known of that.
    fy = item.box.height / sum(heights) if sum(heights) else 0.0
    lefts = [item.box.x1 + sum(widths[:at]) * fx for at in range(len(widths) + 1)]
    tops = [item.box.y1 + sum(heights[:at]) * fy for at in range(len(heights) + 1)]
    found = []
    for row, line in enumerate(table.rows):
        for column, cell in enumerate(line.cells):
            if cell.is_spanned or column >= len(widths):
                continue
            right = min(column + (cell.span_width if cell.is_merge_origin else 1), len(widths))
            low = min(row + (cell.span_height if cell.is_merge_origin else 1), len(heights))
            found.append(
                (row, column, cell, Box(lefts[column], tops[row], lefts[right], tops[low]))
            )
    return found


def _cropped(source: bytes, shape: Any, turned: float) -> bytes | None:
    """The part of a picture that is shown, as PNG or JPEG; ``None`` where it can't be read."""
    from PIL import Image

    data = shown(source)
    if data is None:
        return None

    cut = [
        float(getattr(shape, f"crop_{side}", 0.0) or 0.0)
        for side in ("left", "top", "right", "bottom")
    ]
    quarter = round(turned / 90) % 4
    if not any(cut) and not quarter:
        return data
    with Image.open(io.BytesIO(data)) as opened:
        width, height = opened.size
        left, top, right, bottom = (max(part, 0.0) for part in cut)
        box = (
            round(left * width),
            round(top * height),
            max(round((1 - right) * width), round(left * width) + 1),
            max(round((1 - bottom) * height), round(top * height) + 1),
        )
        mode = "RGBA" if opened.has_transparency_data else "RGB"
        part = opened.convert(mode).crop(box)
        if quarter:
            part = part.rotate(-90 * quarter, expand=True)
        buffer = io.BytesIO()
        part.save(buffer, "PNG", compress_level=1)
        return buffer.getvalue()


def _inherited_anchor(item: Item, slide: Any) -> str:
    """Where a placeholder's text stands, as its layout or master says."""
    if not getattr(item.shape, "is_placeholder", False):
        return ""
    own = item.element.find(f".//{P}ph")
    kind, index = own.get("type", ""), own.get("idx", "0")
    layout = slide.slide_layout
    for source, by_index in ((layout, True), (layout.slide_master, False)):
        for element in source._element.iter(f"{P}sp"):
            holder = element.find(f".//{P}ph")
            if holder is None:
                continue
            same = (
                holder.get("idx", "0") == index
                if by_index
                else holder.get("type", "").replace("ctrTitle", "title")
                == kind.replace("ctrTitle", "title")
            )
            around = element.find(f"{P}txBody/{A}bodyPr") if same else None
            if around is not None and around.get("anchor"):
                return str(around.get("anchor"))
    return ""


def _frame_box(frame: Any, item: Item) -> Box | None:
    """A box of a diagram's own coordinates on the slide."""
    if frame is None or frame.find(f"{A}off") is None or frame.find(f"{A}ext") is None:
        return None
    offset, extent = frame.find(f"{A}off"), frame.find(f"{A}ext")
    x = item.box.x1 + int(offset.get("x", 0)) / EMU * item.scale
    y = item.box.y1 + int(offset.get("y", 0)) / EMU * item.scale
    wide, high = int(extent.get("cx", 0)) / EMU, int(extent.get("cy", 0)) / EMU
    return Box(x, y, x + wide * item.scale, y + high * item.scale)


def _inset(around: Any, name: str, default: float) -> float:
    told = around.get(name, "") if around is not None else ""
    return int(told) / EMU if told.lstrip("-").isdigit() else default


def _paler(color: Color, share: float) -> Color:
    red, green, blue = (round(part + (255 - part) * share) for part in color)
    return red, green, blue
