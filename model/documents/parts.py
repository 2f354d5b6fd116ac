"""What a document is made of, once it is read; all flows from here to search, prompts and screen.

Places are in points (1/72 inch) of the page as it is looked at: ``/Rotate`` is applied, the origin
is the top-left corner. A picture of the page at ``dpi`` has ``dpi / 72`` pixels for every point.
Pages count from 0 here and from 1 in every sentence.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal, overload

from model.geometry import Box

DocumentKind = Literal[
    "pdf", "pptx", "docx", "xlsx", "office", "picture", "tiff", "markdown", "html", "epub", "text"
]
"""``office`` is what only LibreOffice draws: OpenDocument, RTF, and Office files before 2007."""
Origin = Literal["text", "recognised", "unread", "empty"]
"""Where a page's words are from.

``text`` the file's own characters · ``recognised`` read from the picture · ``unread`` a scan that
was not recognised yet · ``empty`` there are none.
"""
BlockKind = Literal[
    "title", "heading", "paragraph", "list item", "footnote", "caption", "table", "chart",
    "picture", "formula", "code", "header", "footer", "note",
]  # fmt: skip
"""``header`` and ``footer`` run along on every page; ``note`` is a speaker's note of a slide."""
TableMethod = Literal["ruled", "unruled", "native", "recognised"]
ChartKind = Literal["bar", "column", "line", "area", "pie", "scatter", "other"]
ChartOrigin = Literal["native", "vector", "printed", "measured", "model"]
"""``native`` the file's own numbers · ``vector`` measured on the drawing against its axis ·
``printed`` only what stands on the chart · ``measured`` the pixels of a picture laid on its axis ·
``model`` told by a vision-language model."""


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle on a page, in points."""

    page: int
    box: Box


class Letters(Sequence[Box]):
    """The boxes of a line's characters, kept as plain numbers.

    A report has a million of them: as objects they cost the garbage collector more time than
    reading the words takes.
    """

    __slots__ = ("_edges",)

    def __init__(self, edges: Iterable[float]):
        """``edges`` are left, top, right and bottom of one box after the other."""
        self._edges = array("d", edges)

    @classmethod
    def of(cls, boxes: Iterable[Box]) -> Letters:
        """The same boxes."""
        return cls(edge for box in boxes for edge in (box.x1, box.y1, box.x2, box.y2))

    def __len__(self) -> int:
        return len(self._edges) // 4

    @overload
    def __getitem__(self, at: int) -> Box: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Box, ...]: ...
    def __getitem__(self, at: int | slice) -> Box | tuple[Box, ...]:
        """One box, or several as a tuple."""
        if isinstance(at, slice):
            return tuple(self[index] for index in range(*at.indices(len(self))))
        at = range(len(self))[at] * 4
        return Box(*self._edges[at : at + 4])

    def __iter__(self) -> Iterator[Box]:
        edges = iter(self._edges)
        return map(Box, edges, edges, edges, edges)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Letters | tuple) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text as it stands: ``chars`` holds a box for every character of ``text``.

    ``size`` is the height of its letters in points, ``confidence`` 0 to 1 (1 for a file's own
    text), ``color`` red, green, blue.
    """

    text: str
    box: Box
    chars: Sequence[Box] = ()
    size: float = 0.0
    bold: bool = False
    italic: bool = False
    mono: bool = False
    upright: bool = True
    color: tuple[int, int, int] = (0, 0, 0)
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class PageText:
    """The lines of one page in the order of reading, and where they are from.

    ``distrusted`` says why a text layer was not believed ("" where it was, or where there is none).
    """

    page: int
    width: float
    height: float
    lines: tuple[Line, ...]
    origin: Origin
    distrusted: str = ""

    @property
    def text(self) -> str:
        """All lines, one a line."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: ``rows`` are equally long; a cell that spans others repeats as "" in those.

    ``boxes`` has the place of every cell on its page (``None`` where a cell has none); ``places``
    one rectangle a page that the table runs over, ``row_pages`` the page of every row. ``spans``
    maps (row, column) to (rows, columns) for cells that are larger than one.
    """

    id: str
    places: tuple[Place, ...]
    rows: tuple[tuple[str, ...], ...]
    boxes: tuple[tuple[Box | None, ...], ...] = ()
    row_pages: tuple[int, ...] = ()
    header_rows: int = 0
    caption: str = ""
    method: TableMethod = "ruled"
    spans: tuple[tuple[tuple[int, int], tuple[int, int]], ...] = ()
    sheet: str = ""
    """Where it stands in a workbook ("Sales!A1:C7"), else empty."""


@dataclass(frozen=True, slots=True)
class Series:
    """One row of numbers of a chart; ``None`` where a value could not be read."""

    name: str
    values: tuple[float | None, ...]
    xs: tuple[float, ...] = ()
    """Positions along the axis of a scatter chart; empty where ``Chart.categories`` name them."""
    color: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as data. ``notes`` say in sentences what of it could not be read.

    ``drawn`` holds, for every series, the boxes (bars) or one-point boxes (line vertices) that its
    values have on the page, to be drawn back over it; computed from the values, not copied from
    the drawing, so that a wrong value is seen.
    """

    id: str
    place: Place
    kind: ChartKind
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    origin: ChartOrigin
    title: str = ""
    unit: str = ""
    drawn: tuple[tuple[Box, ...], ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def exact(self) -> bool:
        """Whether the values are the author's own numbers, not measured or estimated."""
        return self.origin == "native"


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a page that is read as one; ``level`` is 1 to 6 for headings and list depth.

    ``id`` is unique in its document ("p3-b7"). A picture, formula or chart is cut from the page by
    its ``place`` when somebody wants to see it.
    """

    id: str
    kind: BlockKind
    place: Place
    text: str = ""
    level: int = 0
    lines: tuple[Line, ...] = ()
    table: Table | None = None
    chart: Chart | None = None
    marker: str = ""
    """What stands before a list item or a footnote: "•", "3.", "a)", "*"."""


@dataclass(frozen=True, slots=True)
class PageContent:
    """One page, structured: its blocks in the order of reading, running headers and footers too."""

    page: int
    width: float
    height: float
    blocks: tuple[Block, ...]
    origin: Origin
    notes: tuple[str, ...] = ()

    @property
    def tables(self) -> tuple[Table, ...]:
        """The tables that begin on this page."""
        return tuple(block.table for block in self.blocks if block.table is not None)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The charts of this page."""
        return tuple(block.chart for block in self.blocks if block.chart is not None)


@dataclass(frozen=True, slots=True)
class Section:
    """An entry of the document's own outline, or a heading that stands for one."""

    title: str
    level: int
    page: int
    top: float = 0.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Words of a document that bear on a question, and where they stand.

    ``document`` is the index among the documents asked; ``answer`` the part of ``text`` that
    answers by itself (a table's cell, a key's value), "" for a passage. ``score`` orders evidence
    of one question only.
    """

    document: int
    places: tuple[Place, ...]
    text: str
    kind: Literal["passage", "table", "pair"]
    score: float
    answer: str = ""
    answer_places: tuple[Place, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a document before any page is read."""

    name: str
    kind: DocumentKind
    digest: str
    pages: int
    sections: tuple[Section, ...] = ()
    approximate: str = ""
    """Why the pictures of the pages only come near the original ("" where they are it)."""
    notes: tuple[str, ...] = field(default=())
    """Sentences for the user: macros left out, pages beyond the limit, what was mended."""
