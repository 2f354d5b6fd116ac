"""Presentations: slides as pages, with their tables, charts, notes and alternative texts."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from pptx.exc import PackageNotFoundError, PythonPptxError

from model.documents.office.chart_drawing import Drawn
from model.documents.office.chart_parts import chart_of
from model.documents.office.chart_xml import ChartData
from model.documents.office.drawing_colors import A, Color
from model.documents.office.parts import Converted
from model.documents.office.rebuilt import rebuilt
from model.documents.office.slide_comments import comments_on
from model.documents.office.slide_drawing import SlideDrawer, cells_of
from model.documents.office.slides import EMU, Item, P, items_of, theme_of
from model.documents.parts import Chart, Place, Section, Table
from model.errors import UnreadableFile
from model.geometry import Box
from model.media.office import libreoffice
from model.media.office.package import Package, open_package, without_broken
from model.media.pdf.writing import PageMaker
from model.settings import Settings

APPROXIMATE = (
    "Drawn here without an Office program: text, pictures, tables and charts stand where they "
    "belong, effects and some shapes do not show."
)
DRAWN_BY_OFFICE = "Drawn by LibreOffice; fonts and small details may differ."
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_CX = "{http://schemas.microsoft.com/office/drawing/2014/chartex}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_DGM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_BROKEN = (
    KeyError, ValueError, TypeError, AttributeError, IndexError, OSError, RecursionError,
    ZeroDivisionError, OverflowError, PythonPptxError,
)  # fmt: skip
"""What python-pptx and lxml raise on slides that break the format's rules."""


def convert_pptx(path: Path, settings: Settings, name: str) -> Converted:
    """Every slide as a page of its own size; drawn by LibreOffice where there is one.

    Raises ``UnreadableFile`` where no slide can be read.
    """
    package = rebuilt(without_broken(open_package(path, name, settings)), "pptx")
    reader = _Presentation(package, name, settings)
    reader.read()
    return reader.converted()


class _Presentation:
    def __init__(self, package: Package, name: str, settings: Settings) -> None:
        self.package, self.name, self.settings = package, name, settings
        self.said = list(package.notes)
        self.tables: list[Table] = []
        self.charts: list[Chart] = []
        self.notes: dict[int, str] = {}
        self.alts: dict[int, tuple[str, ...]] = {}
        self.sections: list[Section] = []
        self.undrawn: dict[str, list[int]] = {}
        """Slides, from 1, by what could not be drawn on them."""

    def read(self) -> None:
        from pptx import Presentation

        try:
            self.source: Any = Presentation(io.BytesIO(self.package.zipped()))
            self.slides = self._slides()
            self.width = float(self.source.slide_width or 12_192_000) / EMU
            self.height = float(self.source.slide_height or 6_858_000) / EMU
        except (*_BROKEN, PackageNotFoundError, SyntaxError):
            raise UnreadableFile(
                f"{self.name!r} is damaged: its slides can't be found; open it in PowerPoint or "
                "LibreOffice, save it again and bring that."
            ) from None
        if self.slides and not any(self.slides):
            raise UnreadableFile(f"Every slide of {self.name!r} is damaged; get it again.")
        if not self.slides:
            raise UnreadableFile(f"{self.name!r} has no slides; add some or bring another file.")
        most = self.settings.document_pages
        if len(self.slides) > most:
            self.said.append(
                f"It has {len(self.slides):,} slides; those after {most:,} are left out."
            )
            self.slides = self.slides[:most]

    def _slides(self) -> list[Any]:
        """All slides; ``None`` for one whose part is missing, whose page then stays empty."""
        # ``Presentation.slides`` would rename the parts, by which charts are looked up here.
        listed = self.source.part._element.sldIdLst
        found = []
        for at, entry in enumerate(listed if listed is not None else []):
            try:
                slide = self.source.part.related_part(entry.rId).slide
                _ = slide.slide_layout.slide_master
            except _BROKEN:
                if not self.package.cut_off:  # it is said already
                    self.said.append(f"Slide {at + 1} is damaged and left empty.")
                slide = None
            found.append(slide)
        return found

    def converted(self) -> Converted:
        office = self._by_office()
        if office is not None:
            self.said.append(DRAWN_BY_OFFICE)
        with PageMaker() as maker:
            for page, slide in enumerate(self.slides):
                maker.new_page(self.width, self.height)
                if slide is None:
                    continue
                try:
                    self._slide(maker, page, slide, office is None)
                except _BROKEN:
                    self.said.append(f"Slide {page + 1} is damaged; only part of it is shown.")
            pdf = maker.save() if office is None else office
        for what, slides in self.undrawn.items():
            on = f"Slide {slides[0]}" if len(slides) == 1 else f"On {len(slides)} slides"
            which = "" if len(slides) == 1 else f" ({_counted(slides)})"
            self.said.append(f"{on}: {what} could not be drawn{which}.")
        return Converted(
            pdf=pdf,
            kind="pptx",
            approximate=APPROXIMATE if office is None else "",
            tables=tuple(self.tables),
            charts=tuple(self.charts),
            notes=self.notes,
            alt_texts=self.alts,
            sections=tuple(self.sections),
            facts_notes=tuple(dict.fromkeys(self.said)),
        )

    def _by_office(self) -> bytes | None:
        """LibreOffice's pages, ``None`` where there is none or its pages are not the slides."""
        if libreoffice.find(self.settings) is None:
            return None
        from model.media.pdf.file import open_pdf

        try:
            pdf = libreoffice.to_pdf(self.package.zipped(), "pptx", self.name, self.settings)
            with open_pdf(pdf, self.name, self.settings) as opened:
                if opened.pages == len(self.slides):
                    return pdf
            self.said.append("LibreOffice drew another number of pages; they are drawn here.")
        except UnreadableFile as error:
            self.said.append(f"{str(error).split(';')[0]}; it was drawn here instead.")
        return None

    def _slide(self, maker: PageMaker, page: int, slide: Any, draw: bool) -> None:
        part = str(slide.part.partname).lstrip("/")
        try:
            theme = theme_of(self.package, part)
        except UnreadableFile:
            theme = {}
        charts: dict[int, ChartData | None] = {}

        def chart_at(item: Item) -> ChartData | None:
            key = id(item.shape)
            if key not in charts:
                charts[key] = self._chart(part, item, theme)
            return charts[key]

        drawer = SlideDrawer(maker, slide, theme, chart_at, self._diagrams(part))
        items = items_of(slide.shapes)
        if draw:
            drawer.background(self.width, self.height)
            for source in self._behind(slide):
                for item in items_of(source.shapes):
                    if not getattr(item.shape, "is_placeholder", False):
                        self._safely(drawer, item, page)
        for item in items:
            if draw:
                self._safely(drawer, item, page)
            self._natives(page, item, chart_at, drawer.drawn)
        for what in dict.fromkeys(drawer.left_out):
            self.undrawn.setdefault(what, []).append(page + 1)
        self._words(page, slide)

    def _safely(self, drawer: SlideDrawer, item: Item, page: int) -> None:
        try:
            drawer.draw(item)
        except _BROKEN:
            self.said.append(f"Slide {page + 1}: a damaged shape was left out.")

    def _behind(self, slide: Any) -> list[Any]:
        """Master and layout, as far as the slide shows their shapes."""
        layout = slide.slide_layout
        if slide._element.get("showMasterSp") in ("0", "false"):
            return []
        if layout._element.get("showMasterSp") in ("0", "false"):
            return [layout]
        return [layout.slide_master, layout]

    def _natives(
        self,
        page: int,
        item: Item,
        chart_at: Callable[[Item], ChartData | None],
        drawn: dict[int, Drawn],
    ) -> None:
        if alt := item.alt:
            self.alts[page] = (*self.alts.get(page, ()), alt)
        if item.element.tag != f"{P}graphicFrame":
            return
        place = Place(page, item.box)
        if getattr(item.shape, "has_table", False) and item.shape.has_table:
            self.tables.append(_table(f"native-{len(self.tables) + 1}", item, place))
        elif (data := chart_at(item)) is not None:
            boxes = drawn.get(id(item.shape), ())
            self.charts.append(data.placed(len(self.charts) + 1, place, boxes))

    def _words(self, page: int, slide: Any) -> None:
        title = slide.shapes.title
        words = " ".join(title.text_frame.text.split()) if title is not None else ""
        if words:
            top = float(title.top or 0) / EMU
            self.sections.append(Section(words, 1, page, top))
        if slide.has_notes_slide:
            frame = slide.notes_slide.notes_text_frame
            if frame is not None and frame.text.strip():
                self.notes[page] = frame.text.strip()
        if comments := comments_on(self.package, str(slide.part.partname).lstrip("/")):
            told = "\n".join(f"Comment by {comment}" for comment in comments)
            self.notes[page] = "\n".join(filter(None, (self.notes.get(page, ""), told)))

    def _chart(self, slide: str, item: Item, theme: dict[str, Color]) -> ChartData | None:
        for tag in (f"{_C}chart", f"{_CX}chart"):
            for link in item.element.iter(tag):
                relation = self.package.relations(slide).get(link.get(f"{_R}id", ""))
                if relation is not None and not relation.outside:
                    return chart_of(self.package, relation.target, theme, self.settings)
        return None

    def _diagrams(self, slide: str) -> Callable[[Item], Element | None]:
        """Finds the drawn form of SmartArt: its data names it by the slide's own links."""
        relations = self.package.relations(slide)

        def find(item: Item) -> Element | None:
            for link in item.element.iter(f"{_DGM}relIds"):
                data = relations.get(link.get(f"{_R}dm", ""))
                if data is None or data.target not in self.package.parts:
                    return None
                for extension in self.package.tree(data.target).iter():
                    if extension.tag.endswith("}dataModelExt"):
                        drawn = relations.get(extension.get("relId", ""))
                        if drawn is not None and drawn.target in self.package.parts:
                            return self.package.tree(drawn.target)
            return None

        return find


def _counted(slides: Sequence[int], most: int = 12) -> str:
    told = ", ".join(map(str, slides[:most]))
    return told if len(slides) <= most else f"{told} and on"


def _table(id: str, item: Item, place: Place) -> Table:
    table = item.shape.table
    height, width = len(table.rows), len(table.columns)
    rows = [[""] * width for _ in range(height)]
    boxes: list[list[Box | None]] = [[None] * width for _ in range(height)]
    spans = []
    for row, column, cell, box in cells_of(item):
        rows[row][column] = " ".join(cell.text_frame.text.split())
        boxes[row][column] = box
        if cell.is_merge_origin:
            spans.append(((row, column), (cell.span_height, cell.span_width)))
    properties = table._tbl.find(f"{A}tblPr")
    first = properties is not None and properties.get("firstRow") in ("1", "true")
    return Table(
        id=id,
        places=(place,),
        rows=tuple(map(tuple, rows)),
        boxes=tuple(map(tuple, boxes)),
        row_pages=(place.page,) * height,
        header_rows=1 if first and height > 1 else 0,
        caption=item.alt,
        method="native",
        spans=tuple(spans),
    )
