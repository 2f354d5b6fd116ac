"""Writing on a copy of a PDF: highlights that open as comments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model.documents.parts import Place
from model.errors import UnreadableFile
from model.geometry import Box
from model.media.pdf.engine import load, one_at_a_time

Color = tuple[int, int, int]
"""Red, green, blue, 0–255."""


def annotate(pdf: bytes, highlights: Sequence[tuple[Place, Color, str]]) -> bytes:
    """A copy of ``pdf`` with a highlight at every place; its note opens as a comment.

    ``pdf`` must open without a password. Places beyond its pages are left out. Raises
    ``UnreadableFile`` if it can't be written on.
    """
    with one_at_a_time:
        pymupdf = load()
        try:
            with pymupdf.open(stream=pdf, filetype="pdf") as document:
                for place, color, note in highlights:
                    if 0 <= place.page < document.page_count:
                        _highlight(pymupdf, document.load_page(place.page), place.box, color, note)
                return bytes(document.tobytes(garbage=1, deflate=True))
        except Exception:  # MuPDF's errors share no base class but this one
            raise UnreadableFile(
                "The PDF can't be written on; print it to a new PDF and try again."
            ) from None


def _highlight(pymupdf: Any, page: Any, box: Box, color: Color, note: str) -> None:
    # Annotations are placed before /Rotate is applied.
    rect = pymupdf.Rect(box.x1, box.y1, box.x2, box.y2) * page.derotation_matrix
    mark = page.add_highlight_annot(rect)
    mark.set_colors(stroke=[part / 255 for part in color])
    mark.set_info(content=note, title="Sightline")
    mark.update()
