"""An open PDF: its pages as words, drawings and pictures; the rest of the app sees only this."""

from __future__ import annotations

import hashlib
import io
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from model.documents.parts import PageText, Section
from model.errors import Locked, UnreadableFile
from model.geometry import Box
from model.media.brought import check_document, digest_of, whole
from model.media.pdf.drawing import drawn
from model.media.pdf.drawings import Placed, Stroke, read_images, read_strokes
from model.media.pdf.engine import POINTS_PER_INCH, load, one_at_a_time
from model.media.pdf.labels import page_labels
from model.media.pdf.rescue import count_pages, up_to_last_object
from model.media.pdf.turning import Turn, turn_of
from model.media.pdf.weighing import MOST, MOST_LETTERS, WORDY, weight
from model.media.pdf.words import may_be_scan, page_text, read_lines
from model.settings import Settings

if TYPE_CHECKING:
    from PIL.Image import Image as PILImage

T = TypeVar("T")

_DEEPEST = 6
"""Levels of an outline that are told apart."""


def open_pdf(
    source: Path | bytes, name: str = "", settings: Settings | None = None, password: str = ""
) -> Pdf:
    """Open a PDF; a path is read as its pages are needed, not loaded.

    Raises ``Locked`` when it needs a password or ``password`` is wrong, ``UnreadableFile`` when it
    is damaged, empty or gone, and ``TooLarge`` over ``settings.document_mb``.
    """
    settings = settings or Settings()
    name = name or (source.name if isinstance(source, Path) else "document.pdf")
    check_document(source, name, settings)
    with one_at_a_time:
        document = _open(source, name)
        try:
            _unlock(document, name, password)
            pages, gathered = count_pages(document)
            if pages < 1:
                # Half an object at its end keeps MuPDF from those that are whole.
                document.close()
                document = _open(up_to_last_object(whole(source, name)), name)
                pages, gathered = count_pages(document)
            if pages < 1:
                raise UnreadableFile(damaged(name))
        except BaseException:
            document.close()
            raise
    return Pdf(document, source, name, settings, pages, gathered)


def _open(source: Path | bytes, name: str) -> Any:
    pymupdf = load()
    try:
        if isinstance(source, bytes):
            return pymupdf.open(stream=source, filetype="pdf")
        return pymupdf.open(str(source), filetype="pdf")
    except Exception:  # MuPDF's errors share no base class but this one
        data = whole(source, name)
        kept = up_to_last_object(data)
        if len(kept) == len(data):
            raise UnreadableFile(damaged(name)) from None
        return _open(kept, name)


def _unlock(document: Any, name: str, password: str) -> None:
    if not document.needs_pass:
        return
    if not password:
        raise Locked(f"{name!r} is locked with a password; type it to open the document.")
    if not document.authenticate(password):
        raise Locked(f"The password does not open {name!r}; mind capitals and try again.")


class DamagedPage(UnreadableFile):
    """One page can't be read or drawn; the others may be fine."""


class Pdf:
    """A PDF; thread-safe, as every call holds MuPDF's one lock. Points are those looked at."""

    def __init__(
        self,
        document: Any,
        source: Path | bytes,
        name: str,
        settings: Settings,
        pages: int,
        gathered: bool,
    ):
        """Take over an open PyMuPDF document; use ``open_pdf``."""
        self._document = document
        self._source = source
        self._settings = settings
        self._digest = ""
        self._last_strokes: tuple[int, tuple[Stroke, ...]] = (-1, ())
        self._last_sheet: Any = None  # its words and its picture are asked for one after the other
        self.name = name
        self.pages = pages
        self._gathered = gathered
        self._weights: dict[int, int] = {}

    def __enter__(self) -> Pdf:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def mended(self) -> bool:
        """Whether the file was damaged (its table of objects, say) and had to be repaired."""
        with one_at_a_time:
            return self._gathered or bool(self._document.is_repaired)

    @property
    def file_digest(self) -> str:
        """SHA-256 of the file, in hex."""
        if not self._digest:
            self._digest = digest_of(self._source, self.name)
        return self._digest

    @property
    def labels(self) -> tuple[str, ...]:
        """What every page calls itself ("iv", "A-3"); its number where the file says nothing."""
        with one_at_a_time:
            try:
                rules = self._document.get_page_labels()
            except Exception:  # damaged label trees raise anything
                rules = []
        return page_labels(rules, self.pages)

    def outline(self) -> tuple[Section, ...]:
        """The file's own bookmarks, in its order; empty where there are none."""
        with one_at_a_time:
            try:
                entries = self._document.get_toc(simple=False)
            except Exception:  # damaged outlines raise anything
                return ()
        sections = []
        for level, title, page, target in entries:
            if 1 <= page <= self.pages and (words := " ".join(str(title).split())):
                top = getattr(target.get("to"), "y", 0.0) if isinstance(target, dict) else 0.0
                sections.append(
                    Section(words, min(max(level, 1), _DEEPEST), page - 1, max(0.0, float(top)))
                )
        return tuple(sections)

    def size(self, page: int) -> tuple[float, float]:
        """Width and height of a page in points, as it is looked at."""
        return self._on(page, lambda sheet: (sheet.rect.width, sheet.rect.height), "measured")

    def text(self, page: int) -> PageText:
        """The words the file itself holds for a page, in the file's order.

        ``origin`` is "text", "unread" (a scan, or a layer that is not believed) or "empty".
        """

        def read(sheet: Any) -> PageText:
            pymupdf = load()
            turn = turn_of(sheet)
            flags = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_MEDIABOX_CLIP
            try:
                found = self._letters(page, sheet, flags)
            except SystemError:  # MuPDF takes some Arabic ligatures apart into no letters at all
                flags |= pymupdf.TEXT_PRESERVE_LIGATURES
                found = self._letters(page, sheet, flags)
            lines, hidden, total = read_lines(found, turn)
            # Looking for pictures takes as long as reading the words: only where it may matter.
            images = self._images(sheet, turn) if may_be_scan(hidden, total) else ()
            size = sheet.rect.width, sheet.rect.height
            outlined = not lines and not images and bool(sheet.get_cdrawings())
            return page_text(page, size, lines, hidden, total, images, outlined)

        return self._on(page, read)

    def _letters(self, page: int, sheet: Any, flags: int) -> dict[str, Any]:
        words = sheet.get_textpage(flags=flags)
        if self._weights[page] > WORDY and len(words.extractText()) > MOST_LETTERS:
            raise self._too_much(page)
        return cast(dict[str, Any], words.extractRAWDICT())

    def images(self, page: int) -> tuple[Placed, ...]:
        """The pictures a page shows, in the order they are painted."""
        return self._on(page, lambda sheet: self._images(sheet, turn_of(sheet)))

    def strokes(self, page: int) -> tuple[Stroke, ...]:
        """The vector drawings of a page, in the order they are painted."""
        with one_at_a_time:
            known, strokes = self._last_strokes
            if known != page:  # tables, charts and figures each ask for the same page
                strokes = self._on(
                    page, lambda sheet: read_strokes(sheet.get_cdrawings(), turn_of(sheet))
                )
                self._last_strokes = (page, strokes)
            return strokes

    def render(self, page: int, dpi: float, clip: Box | None = None) -> PILImage:
        """A page, or the part of it in ``clip``, as an RGB image at ``dpi``.

        It is drawn at fewer dpi where it would have more than ``settings.pdf_page_megapixels``.
        """

        def draw(sheet: Any) -> PILImage:
            pymupdf = load()
            shown = sheet.rect
            if clip is not None:
                part = clip.clamp(shown.width, shown.height)
                shown = pymupdf.Rect(part.x1, part.y1, part.x2, part.y2)
                if shown.width < 0.5 or shown.height < 0.5:
                    raise ValueError("an empty clip")
            zoom = dpi / POINTS_PER_INCH
            limit = self._settings.pdf_page_megapixels * 1_000_000
            if (area := shown.width * shown.height * zoom * zoom) > limit:
                zoom *= math.sqrt(limit / area)
            return drawn(sheet, zoom, shown)

        return self._on(page, draw, "drawn")

    def digest(self, page: int) -> str:
        """A key for what is known of a page: the same file's same page has the same one."""
        return hashlib.sha256(f"{self.file_digest}/{page}".encode()).hexdigest()

    def unlocked(self) -> bytes:
        """The file as a PDF without password and repaired, for writing on it."""
        with one_at_a_time:
            buffer = io.BytesIO()
            self._document.save(buffer, garbage=1, encryption=load().PDF_ENCRYPT_NONE)
            return buffer.getvalue()

    def close(self) -> None:
        """Free the file; calls after this raise ``UnreadableFile``."""
        with one_at_a_time:
            self._last_sheet = None
            if not self._document.is_closed:
                self._document.close()

    def _images(self, sheet: Any, turn: Turn) -> tuple[Placed, ...]:
        area = sheet.rect.width * sheet.rect.height
        return read_images(sheet.get_image_info(), turn, area)

    def _too_much(self, page: int) -> DamagedPage:
        return DamagedPage(
            f"Page {page + 1} of {self.name!r} holds far more than a page can show (millions of "
            "strokes or letters, or billions of pixels), so it is left out; bring it as a picture "
            "to have it read."
        )

    def _on(self, page: int, work: Callable[[Any], T], what: str = "read") -> T:
        if not 0 <= page < self.pages:
            raise UnreadableFile(
                f"{self.name!r} has {self.pages} pages, so there is no page {page + 1}."
            )
        with one_at_a_time:
            if self._document.is_closed:
                raise UnreadableFile(f"{self.name!r} was closed; open it again.")
            try:
                if self._last_sheet is None or self._last_sheet.number != page:
                    self._last_sheet = None  # freed before the next one is made
                    self._last_sheet = self._document.load_page(page)
                sheet = self._last_sheet
                if what != "measured":
                    if page not in self._weights:
                        self._weights[page] = weight(self._document, sheet)
                    if self._weights[page] > MOST:
                        raise self._too_much(page)
                return work(sheet)
            except DamagedPage:
                raise
            except Exception:  # MuPDF's errors share no base class but this one
                raise DamagedPage(
                    f"Page {page + 1} of {self.name!r} is damaged and can't be {what}; print the "
                    "PDF to a new one and try again."
                ) from None


def damaged(name: str) -> str:
    """The sentence about a PDF that cannot be opened at all."""
    return (
        f"{name!r} begins as a PDF but is damaged, cut off or has no pages; get it again, or "
        "print it to a new PDF."
    )
