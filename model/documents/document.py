"""A document that is open: whatever it was, pages with words, structure and pictures.

``with open_document(path, settings, recogniser) as document: document.content(0).blocks``
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from pathlib import Path

from model.documents import figures, outline, recognise
from model.documents.kept import Kept
from model.documents.lines import tidied
from model.documents.office import kinds
from model.documents.outline import Style
from model.documents.parts import (
    Chart,
    Facts,
    Line,
    PageContent,
    PageText,
    Place,
    Section,
    Table,
)
from model.documents.structure import Found, structure
from model.errors import UnreadableFile
from model.events import Progress
from model.geometry import Box
from model.media.brought import check_document, digest_of
from model.media.images import picture_of
from model.media.pdf import DamagedPage, Pdf, open_pdf
from model.messages import Picture
from model.settings import Settings
from model.steps import result

Recogniser = Callable[[Picture], Sequence[Line]]
"""Reads a picture: its lines in reading order, boxes in pixels of the picture."""

_A4 = (595.0, 842.0)
_SAMPLED = 12
"""Pages from which the style of a document is known."""

_texts: Kept[PageText] = Kept()
_recognised: Kept[PageText] = Kept()
_contents: Kept[PageContent] = Kept()


def open_document(
    path: Path,
    settings: Settings | None = None,
    recogniser: Recogniser | None = None,
    password: str = "",
    name: str = "",
) -> Document:
    """Open any document; what it is comes from its bytes.

    Raises ``Locked`` when it needs a ``password``, ``UnreadableFile`` or ``TooLarge`` with a
    sentence for the user.
    """
    return result(opening_document(path, settings, recogniser, password, name))


def opening_document(
    path: Path,
    settings: Settings | None = None,
    recogniser: Recogniser | None = None,
    password: str = "",
    name: str = "",
) -> Generator[Progress, None, Document]:
    """The same in steps: a large workbook takes a minute to be laid out on pages."""
    settings = settings or Settings()
    name = name or path.name
    kind = kinds.document_kind(path, name)
    notes: list[str] = []
    native = Native()
    if kind == "pdf":
        pdf = open_pdf(path, name, settings, password)
        sections, approximate = pdf.outline(), ""
        notes += kinds.misnamed(name, kind)
        digest = pdf.file_digest
    else:
        check_document(path, name, settings)
        from model.documents.office.convert import converting

        converted = yield from converting(path, kind, settings, name)
        pdf = open_pdf(converted.pdf, name, settings)
        sections = converted.sections or pdf.outline()
        approximate, kind = converted.approximate, converted.kind
        notes += converted.facts_notes
        native = Native(
            converted.tables, converted.charts, dict(converted.notes), dict(converted.alt_texts)
        )
        digest = digest_of(path, name)  # what it was made into differs from time to time
    if pdf.mended:
        notes.append(f"{name!r} was damaged; it was mended as far as possible.")
    pages = min(pdf.pages, settings.document_pages)
    if pages < pdf.pages:
        notes.append(
            f"{name!r} has {pdf.pages:,} pages; only the first {pages:,} are read. To read the "
            "others, save them as a PDF of their own."
        )
    sections = tuple(section for section in sections if section.page < pages)
    facts = Facts(name, kind, digest, pages, sections, approximate, tuple(notes))
    return Document(pdf, facts, settings, recogniser, native)


class Native:
    """What a file that was no PDF held as data: ``tables``, ``charts``, ``notes``, ``alt_texts``.

    Notes (a speaker's) and alternative texts are by page.
    """

    def __init__(
        self,
        tables: tuple[Table, ...] = (),
        charts: tuple[Chart, ...] = (),
        notes: dict[int, str] | None = None,
        alt_texts: dict[int, tuple[str, ...]] | None = None,
    ):
        self.tables = tables
        self.charts = charts
        self.notes = notes or {}
        self.alt_texts = alt_texts or {}


class Document:
    """An open document; thread-safe. Pages count from 0."""

    def __init__(
        self,
        pdf: Pdf,
        facts: Facts,
        settings: Settings,
        recogniser: Recogniser | None = None,
        native: Native | None = None,
    ):
        """Take over an open PDF; use ``open_document``."""
        self.pdf = pdf
        self.facts = facts
        self.settings = settings
        self.native = native or Native()
        self._recogniser = recogniser
        self._recognising = threading.Lock()
        self._labels: tuple[str, ...] | None = None
        self._style: Style | None = None

    def __enter__(self) -> Document:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def labels(self) -> tuple[str, ...]:
        """What every page calls itself ("iv"); its number where the file says nothing."""
        if self._labels is None:
            self._labels = self.pdf.labels[: self.facts.pages]
        return self._labels

    @property
    def sections(self) -> tuple[Section, ...]:
        """The document's own outline; empty where it has none."""
        return self.facts.sections

    def size(self, page: int) -> tuple[float, float]:
        """Width and height of a page in points; A4 for a damaged one."""
        try:
            return self.pdf.size(page)
        except DamagedPage:
            return _A4

    def text(self, page: int) -> PageText:
        """The words of a page: the file's own, or recognised ones where that was done already.

        A damaged page is empty and says so: the others are read without it.
        """
        key = self._key(page)
        if (read := _recognised.get(key)) is not None:
            return read
        if (text := _texts.get(key)) is None:
            try:
                text = tidied(self.pdf.text(page))
            except DamagedPage as damage:
                text = PageText(page, *self.size(page), (), "empty", str(damage))
            _texts.put(key, text, self.settings.page_cache)
        return text

    def unread(self, page: int) -> bool:
        """Whether the page is a scan that was not recognised yet."""
        return self.text(page).origin == "unread"

    def recognise(self, page: int) -> PageText:
        """Read a scanned page from its picture: seconds. Pages with words of their own stay.

        What was recognised once is kept for everybody. Raises ``UnreadableFile`` where nothing
        that recognises was given.
        """
        with self._recognising:
            text = self.text(page)
            if text.origin != "unread":
                return text
            if self._recogniser is None:
                raise UnreadableFile(
                    f"Page {page + 1} of {self.facts.name!r} is a scan, and nothing here reads "
                    "scans; bring a PDF with text."
                )
            picture = self.picture(page, self.settings.recognise_dpi)
            found = self._recogniser(picture)
            read = recognise.in_points(page, text.width, text.height, picture.size, found)
            _recognised.put(self._key(page), read, self.settings.recognised_pages)
            self._style = None  # it was reckoned without this page
            return read

    def content(self, page: int) -> PageContent:
        """A page, structured; of an unread scan only its picture."""
        text = self.text(page)
        key = f"{self._key(page)}/{text.origin}"
        if (content := _contents.get(key)) is None:
            content = structure(text, self._found(page, text))
            _contents.put(key, content, self.settings.page_cache)
        return content

    def _found(self, page: int, text: PageText) -> Found:
        """What stands on a page beside its words, and what they are measured against."""
        tables, charts = self._data(page, text)
        whole = Box(0.0, 0.0, text.width, text.height)
        try:
            drawn = figures.pictures(self.pdf.images(page), self.pdf.strokes(page), whole)
        except DamagedPage:
            drawn = []
        return Found(
            self.style,
            tuple(self.text(other) for other in self._neighbours(page)),
            tuple(section for section in self.facts.sections if section.page == page),
            tables,
            charts,
            tuple(drawn),
            self.native.alt_texts.get(page, ()),
            self.native.notes.get(page, ""),
        )

    def _data(self, page: int, text: PageText) -> tuple[tuple[Table, ...], tuple[Chart, ...]]:
        """Tables and charts of a page: the file's own where it has any, else those found."""
        if self.facts.kind not in ("pdf", "picture", "tiff"):
            return (
                tuple(t for t in self.native.tables if t.places and t.places[0].page == page),
                tuple(chart for chart in self.native.charts if chart.place.page == page),
            )
        if text.origin == "recognised":
            from model.documents.tables.recognised import recognised_tables

            picture = self.picture(page, self.settings.recognise_dpi)
            return tuple(recognised_tables(text, picture, self.settings)), ()
        if text.origin != "text":
            return (), ()
        from model.documents.charts.find import find_charts
        from model.documents.tables.find import find_tables

        charts = find_charts(self.pdf, page, text)
        taken = [chart.place.box for chart in charts]
        return tuple(find_tables(self.pdf, page, text, self.settings, taken)), tuple(charts)

    def _neighbours(self, page: int) -> list[int]:
        """Pages whose headers and footers may be the same: two on either side, as left and right
        pages differ."""  # noqa: D205, D209
        near = [page - 2, page - 1, page + 1, page + 2]
        return [other for other in near if 0 <= other < self.facts.pages]

    @property
    def style(self) -> Style:
        """How the document is set, from pages all through it."""
        style = self._style
        if style is None:
            step = max(1, self.facts.pages // _SAMPLED)
            pages = list(range(0, self.facts.pages, step))[:_SAMPLED]
            style = self._style = outline.style_of(self.text(page) for page in pages)
        return style

    def _key(self, page: int) -> str:
        return f"{self.facts.digest}/{page}"

    def picture(self, page: int, dpi: float | None = None) -> Picture:
        """A page as a picture at ``dpi`` (``settings.page_dpi``); huge pages get fewer."""
        dpi = dpi or self.settings.page_dpi
        image = self.pdf.render(page, dpi)
        # The same page of the same file gives the same pixels: no need to hash all of them.
        digest = hashlib.sha256(f"{self._key(page)}/{dpi:g}/{image.size}".encode()).hexdigest()
        return Picture(image, digest, self.titled(page))

    def crop(self, place: Place, dpi: float | None = None) -> Picture:
        """The piece of a page at ``place`` as a picture: a formula, a chart."""
        image = self.pdf.render(place.page, dpi or self.settings.model_dpi, place.box)
        return picture_of(image, self.titled(place.page))

    def titled(self, page: int) -> str:
        """How a page is called in sentences."""
        name = self.facts.name
        return name if self.facts.pages == 1 else f"{name}, page {page + 1}"

    def tables(self) -> Iterator[Progress | Table]:
        """All tables, page by page; those that run over pages are joined, once all are known."""
        found: list[Table] = []
        for page in range(self.facts.pages):
            yield self._progress("Looking for tables", page)
            found.extend(self.content(page).tables)
        from model.documents.tables.join import joined

        heights = {place.page: self.size(place.page)[1] for t in found for place in t.places}
        yield from joined(found, heights)

    def charts(self) -> Iterator[Progress | Chart]:
        """All charts, page by page."""
        for page in range(self.facts.pages):
            yield self._progress("Looking for charts", page)
            yield from self.content(page).charts

    def place(self, page: int) -> Place:
        """The whole of a page."""
        width, height = self.size(page)
        return Place(page, Box(0.0, 0.0, width, height))

    def pdf_bytes(self) -> bytes:
        """The document as a PDF without a password, for writing on it."""
        return self.pdf.unlocked()

    def close(self) -> None:
        """Free the file; what was read of it stays in memory for the next who opens it."""
        self.pdf.close()

    def _progress(self, doing: str, page: int) -> Progress:
        pages = self.facts.pages
        return Progress(f"{doing}: page {page + 1} of {pages}", page / pages)
