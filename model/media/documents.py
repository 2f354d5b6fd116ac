"""Reading PDFs as pictures of their pages; the one module that touches PyMuPDF (AGPL, see NOTICE).

MuPDF keeps global state, so one page is rendered at a time in the whole process.
"""

from __future__ import annotations

import math
import threading
import warnings
from pathlib import Path
from typing import Any

from PIL import Image

from model.errors import UnreadableFile
from model.media.images import picture_of, read_bytes
from model.messages import Picture
from model.settings import Settings

_one_at_a_time = threading.Lock()
_POINTS_PER_INCH = 72


def pdf_pages(source: Path | bytes, settings: Settings, name: str = "") -> list[Picture]:
    """The first ``settings.max_pdf_pages`` pages as pictures at ``settings.pdf_dpi``.

    The first picture's notes tell how many pages were left out. Raises ``UnreadableFile`` for a
    damaged, empty or locked PDF and ``TooLarge`` for one over the upload limit.
    """
    name = name or (source.name if isinstance(source, Path) else "document.pdf")
    data = read_bytes(source, name, settings)
    with _one_at_a_time:
        pymupdf = _load()
        try:
            document = pymupdf.open(stream=data, filetype="pdf")
        except (RuntimeError, ValueError):
            raise UnreadableFile(_damaged(name)) from None
        with document:
            return _pages(pymupdf, document, name, settings)


def _pages(pymupdf: Any, document: Any, name: str, settings: Settings) -> list[Picture]:
    if document.needs_pass:
        raise UnreadableFile(
            f"{name!r} is locked with a password; save a copy without one and try again."
        )
    count = document.page_count
    if count == 0:
        raise UnreadableFile(_damaged(name))
    shown = min(count, settings.max_pdf_pages)
    pages = []
    for index in range(shown):
        try:
            image = _render(pymupdf, document[index], settings)
        except (RuntimeError, ValueError, MemoryError):
            raise UnreadableFile(
                f"Page {index + 1} of {name!r} is damaged and can't be drawn; print the PDF to a "
                "new one and try again."
            ) from None
        notes = (_left_out(name, count, shown),) if index == 0 and shown < count else ()
        title = name if count == 1 else f"{name}, page {index + 1}"
        pages.append(picture_of(image, title, notes))
    return pages


def _render(pymupdf: Any, page: Any, settings: Settings) -> Image.Image:
    zoom = settings.pdf_dpi / _POINTS_PER_INCH
    area = page.rect.width * page.rect.height * zoom * zoom
    limit = settings.pdf_page_megapixels * 1_000_000
    if area > limit:
        zoom *= math.sqrt(limit / area)
    pixmap = page.get_pixmap(
        matrix=pymupdf.Matrix(zoom, zoom), colorspace=pymupdf.csRGB, alpha=False
    )
    return Image.frombytes("RGB", (pixmap.width, pixmap.height), pixmap.samples)


def _left_out(name: str, count: int, shown: int) -> str:
    pages = "page is" if shown == 1 else f"{shown} pages are"
    return (
        f"{name!r} has {count} pages; only the first {pages} looked at. To ask about others, save "
        "them as a PDF of their own."
    )


def _damaged(name: str) -> str:
    return (
        f"{name!r} begins as a PDF but is damaged, cut off or has no pages; get it again, or "
        "print it to a new PDF."
    )


def _load() -> Any:
    with warnings.catch_warnings():
        # Its bindings use what Python 3.11 calls deprecated.
        warnings.simplefilter("ignore")
        import pymupdf
    tools: Any = pymupdf.TOOLS
    tools.mupdf_display_errors(False)
    tools.mupdf_display_warnings(False)
    return pymupdf
