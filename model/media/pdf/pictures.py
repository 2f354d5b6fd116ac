"""The first pages of a PDF as pictures, for whoever takes pictures only."""

from __future__ import annotations

from pathlib import Path

from model.errors import Locked, UnreadableFile
from model.media.images import picture_of, read_bytes
from model.media.pdf.file import open_pdf
from model.messages import Picture
from model.settings import Settings


def pdf_pages(source: Path | bytes, settings: Settings, name: str = "") -> list[Picture]:
    """The first ``settings.max_pdf_pages`` pages as pictures at ``settings.pdf_dpi``.

    The first picture's notes tell how many pages were left out. Raises ``UnreadableFile`` for a
    damaged, empty or locked PDF and ``TooLarge`` for one over the upload limit.
    """
    name = name or (source.name if isinstance(source, Path) else "document.pdf")
    data = read_bytes(source, name, settings)
    try:
        pdf = open_pdf(data, name, settings)
    except Locked:
        raise UnreadableFile(
            f"{name!r} is locked with a password; save a copy without one and try again."
        ) from None
    with pdf:
        shown = min(pdf.pages, settings.max_pdf_pages)
        pages = []
        for index in range(shown):
            image = pdf.render(index, settings.pdf_dpi)
            left_out = index == 0 and shown < pdf.pages
            notes = (_left_out(name, pdf.pages, shown),) if left_out else ()
            title = name if pdf.pages == 1 else f"{name}, page {index + 1}"
            pages.append(picture_of(image, title, notes))
        return pages


def _left_out(name: str, count: int, shown: int) -> str:
    pages = "page is" if shown == 1 else f"{shown} pages are"
    return (
        f"{name!r} has {count} pages; only the first {pages} looked at. To ask about others, save "
        "them as a PDF of their own."
    )
