"""Making PDFs: HTML flowed over pages, and pages drawn piece by piece."""

from __future__ import annotations

import html as escapes
import io
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal

from model.geometry import Box, Point
from model.media.pdf.engine import load, one_at_a_time

Color = tuple[int, int, int]
Anchor = Literal["start", "middle", "end"]
Stand = Literal["top", "middle", "bottom"]

_SANS, _SANS_BOLD = "helv", "hebo"
_ASCENT = 0.76
"""Height of a capital's line above its baseline, in sizes of the letter."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A page's size and margins in points; A4 with two centimetres if nothing else is said."""

    width: float = 595.0
    height: float = 842.0
    left: float = 56.0
    top: float = 56.0
    right: float = 56.0
    bottom: float = 56.0


@dataclass(frozen=True, slots=True)
class Flowed:
    """HTML as a PDF; ``spots`` has page and box of every element with an id, by that id.

    An element that runs over pages has one spot on each. ``cut`` tells that it was longer than the
    pages allowed.
    """

    pdf: bytes
    pages: int
    spots: Mapping[str, tuple[tuple[int, Box], ...]] = field(default_factory=dict)
    cut: bool = False


def flow(
    html: str | Sequence[str],
    files: Mapping[str, bytes],
    css: str = "",
    paper: Paper | None = None,
    most_pages: int = 2_000,
) -> Generator[float, None, Flowed]:
    """HTML laid out on as many pages as it takes; of several pieces each begins a page.

    A piece takes time with the square of its length, so long tables come in several; after each
    the share that is done is yielded, and others may use the library meanwhile.

    Pictures come from ``files`` by their names and from nowhere else. Raises ``ValueError`` where
    the layout fails.
    """
    paper = paper or Paper()
    spots: dict[str, list[tuple[int, Box]]] = {}
    page = 0

    def note(position: Any) -> None:
        if position.id and position.open_close & 1:
            x1, y1, x2, y2 = position.rect
            place = (page, Box(x1, y1, x2, y2))
            known = spots.setdefault(position.id, [])
            if place not in known:
                known.append(place)

    pieces = (html,) if isinstance(html, str) else html
    with one_at_a_time:
        pymupdf = load()
    failures = _failures(pymupdf)
    writer = archive = None
    try:
        with one_at_a_time:
            archive = pymupdf.Archive()
            for name, data in files.items():
                archive.add(data, name)
            buffer = io.BytesIO()
            writer = pymupdf.DocumentWriter(buffer)
            sheet = pymupdf.Rect(0, 0, paper.width, paper.height)
            room = sheet + (paper.left, paper.top, -paper.right, -paper.bottom)
        more = 0
        for done, piece in enumerate(pieces, 1):
            with one_at_a_time:
                story, device = pymupdf.Story(html=piece, user_css=css, archive=archive), None
                more = 1
                while more and page < most_pages:
                    device = writer.begin_page(sheet)
                    more, _ = story.place(room)
                    story.element_positions(note)
                    story.draw(device)
                    writer.end_page()
                    page += 1
                del story, device
            yield done / len(pieces)
            if more:
                break
        with one_at_a_time:
            writer.close()
            made = _slim(pymupdf.open(stream=buffer.getvalue(), filetype="pdf"))
    except failures as error:
        raise ValueError(f"the pages could not be laid out: {error}") from None
    finally:
        with one_at_a_time:  # freed here also when it is stopped, and not beside others' work
            writer = archive = None
    return Flowed(made, page, {key: tuple(found) for key, found in spots.items()}, bool(more))


class PageMaker:
    """Draws pages of a new PDF, or over those of ``pdf``; points, origin at the top left."""

    def __init__(self, pdf: bytes = b"") -> None:
        with one_at_a_time:
            self._engine = load()
            self._document = (
                self._engine.open(stream=pdf, filetype="pdf") if pdf else self._engine.open()
            )
            self._page: Any = None

    def __enter__(self) -> PageMaker:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def pages(self) -> int:
        """How many pages there are so far."""
        with one_at_a_time:
            return int(self._document.page_count)

    def new_page(self, width: float, height: float) -> int:
        """Begin a page behind the last one and draw on it from now on; its index."""
        with one_at_a_time:
            self._page = self._document.new_page(width=width, height=height)
            return int(self._page.number)

    def turn_to(self, page: int) -> None:
        """Draw on this page from now on."""
        with one_at_a_time:
            self._page = self._document[page]

    def rect(
        self,
        box: Box,
        fill: Color | None = None,
        color: Color | None = None,
        width: float = 0.75,
        corner: float = 0.0,
    ) -> None:
        """A rectangle, its corners rounded by ``corner`` (0 to 0.5 of the shorter side)."""
        if box.width <= 0 or box.height <= 0 or (fill is None and color is None):
            return
        with one_at_a_time:
            self._page.draw_rect(
                _four(box),
                color=_unit(color),
                fill=_unit(fill),
                width=width if color else 0,
                radius=min(corner, 0.5) or None,
            )

    def ellipse(
        self,
        box: Box,
        fill: Color | None = None,
        color: Color | None = None,
        width: float = 0.75,
    ) -> None:
        """An ellipse that fills ``box``."""
        if box.width <= 0 or box.height <= 0 or (fill is None and color is None):
            return
        with one_at_a_time:
            self._page.draw_oval(
                _four(box), color=_unit(color), fill=_unit(fill), width=width if color else 0
            )

    def path(
        self,
        points: Sequence[Point],
        fill: Color | None = None,
        color: Color | None = None,
        width: float = 0.75,
        closed: bool = False,
    ) -> None:
        """A line through ``points``, or the area it encloses."""
        if len(points) < 2 or (fill is None and color is None):
            return
        with one_at_a_time:
            shape = self._page.new_shape()
            shape.draw_polyline([(point.x, point.y) for point in points])
            shape.finish(
                color=_unit(color),
                fill=_unit(fill),
                width=width if color else 0,
                closePath=closed,
            )
            shape.commit()

    def text(
        self,
        at: Point,
        words: str,
        size: float = 9.0,
        color: Color = (0, 0, 0),
        anchor: Anchor = "start",
        bold: bool = False,
        up: bool = False,
    ) -> Box:
        """One line of text whose baseline begins, is centred or ends at ``at``; the room it takes.

        With ``up`` it runs from bottom to top.
        """
        font = _SANS_BOLD if bold else _SANS
        with one_at_a_time:
            length = float(self._engine.get_text_length(words, fontname=font, fontsize=size))
            if not _latin(words):
                length = sum(size if letter > "\u2e7f" else size * 0.6 for letter in words)
            before = {"start": 0.0, "middle": length / 2, "end": length}[anchor]
            if up:
                box = Box(at.x - size * _ASCENT, at.y + before - length, at.x + size * 0.24, 0)
                box = Box(box.x1, box.y1, box.x2, box.y1 + length)
                origin = (at.x, at.y + before)
            else:
                box = Box(at.x - before, at.y - size * _ASCENT, 0, at.y + size * 0.24)
                box = Box(box.x1, box.y1, box.x1 + length, box.y2)
                origin = (box.x1, at.y)
            if _latin(words):
                self._page.insert_text(
                    origin,
                    words,
                    fontsize=size,
                    fontname=font,
                    color=_unit(color),
                    rotate=90 if up else 0,
                )
                return box
        weight = "bold" if bold else "normal"
        # A little more room than reckoned, so that nothing is broken into two lines.
        roomy = box.grow(size * 0.4)
        self.text_html(
            roomy,
            f'<p style="margin:0;white-space:nowrap;font-family:sans-serif;font-size:{size}px;'
            f'font-weight:{weight};color:rgb{color}">{escapes.escape(words)}</p>',
            turn=90 if up else 0,
        )
        return box

    def text_html(
        self, box: Box, html: str, css: str = "", turn: int = 0, stand: Stand = "top"
    ) -> float:
        """HTML inside ``box``, made smaller where it does not fit; the factor, 0 if impossible.

        ``stand`` says where in the box text goes that is lower than it.
        """
        if box.width <= 1 or box.height <= 1:
            return 0.0
        with one_at_a_time:
            try:
                if stand != "top" and not turn:
                    story = self._engine.Story(html=html, user_css=f"body{{margin:1px}}{css}")
                    _, filled = story.place(self._engine.Rect(0, 0, box.width, 100_000))
                    free = max(box.height - filled[3], 0.0)
                    down = free if stand == "bottom" else free / 2
                    box = Box(box.x1, box.y1 + down, box.x2, box.y2)
                _, scale = self._page.insert_htmlbox(
                    _four(box), html, css=css or None, scale_low=0, rotate=turn
                )
            except _failures(self._engine):
                return 0.0
            return float(scale)

    def image(self, box: Box, data: bytes) -> bool:
        """A picture file stretched over ``box``; False where it can't be read."""
        if box.width <= 0 or box.height <= 0:
            return False
        with one_at_a_time:
            try:
                self._page.insert_image(_four(box), stream=data, keep_proportion=False)
            except _failures(self._engine):
                return False
            return True

    def save(self) -> bytes:
        """The PDF so far; its fonts hold only the letters that are used."""
        with one_at_a_time:
            return _slim(self._document, close=False)

    def close(self) -> None:
        """Let go of the document."""
        with one_at_a_time:
            if not self._document.is_closed:
                self._document.close()


def _failures(engine: Any) -> tuple[type[BaseException], ...]:
    """What MuPDF raises, through its wrapper and past it."""
    return (RuntimeError, ValueError, engine.mupdf.FzErrorBase)


def _slim(document: Any, close: bool = True) -> bytes:
    try:
        document.subset_fonts()
        return bytes(document.tobytes(garbage=3, deflate=True))
    finally:
        if close:
            document.close()


def _four(box: Box) -> tuple[float, float, float, float]:
    return (box.x1, box.y1, box.x2, box.y2)


def _unit(color: Color | None) -> tuple[float, float, float] | None:
    if color is None:
        return None
    red, green, blue = color
    return red / 255, green / 255, blue / 255


def _latin(words: str) -> bool:
    try:
        words.encode("latin-1")
    except UnicodeEncodeError:
        return False
    return True
