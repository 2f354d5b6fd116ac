"""A page as pixels, drawn without the list that PyMuPDF makes of it first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.media.pdf.engine import load

if TYPE_CHECKING:
    from PIL.Image import Image as PILImage


def drawn(sheet: Any, zoom: float, part: Any) -> PILImage:
    """The ``part`` (a PyMuPDF rectangle) of a page, RGB, ``zoom`` pixels to a point.

    ``get_pixmap`` gives the same pixels by way of a display list, but of some files with a
    structure tree (``test_2548.pdf`` among PyMuPDF's own tests) it makes none within minutes.
    """
    from PIL import Image

    pymupdf = load()
    mupdf = pymupdf.mupdf
    scale = mupdf.FzMatrix(zoom, 0, 0, zoom, 0, 0)
    pixels = mupdf.fz_round_rect(mupdf.fz_transform_rect(mupdf.FzRect(*part), scale))
    pixmap = mupdf.fz_new_pixmap_with_bbox(mupdf.fz_device_rgb(), pixels, mupdf.FzSeparations(), 0)
    mupdf.fz_clear_pixmap_with_value(pixmap, 255)
    device = mupdf.fz_new_draw_device(scale, pixmap)
    mupdf.fz_run_page(sheet.this, device, mupdf.FzMatrix(), mupdf.FzCookie())
    mupdf.fz_close_device(device)
    made = pymupdf.Pixmap("raw", pixmap)
    return Image.frombytes("RGB", (made.width, made.height), made.samples_mv)
