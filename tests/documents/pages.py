"""PDFs made for the tests, by PyMuPDF."""

from collections.abc import Callable
from typing import Any

from model.media.pdf.engine import load


def pdf(*pages: Callable[[Any], None], size=(595, 842), **options) -> bytes:
    """A PDF with one page a function, which draws on the PyMuPDF page it is given."""
    document = load().open()
    for draw in pages:
        draw(document.new_page(width=size[0], height=size[1]))
    return document.tobytes(**options)


def html(source: str, box=(60, 60, 535, 780)) -> Callable[[Any], None]:
    """A page of flowed HTML."""
    return lambda page: page.insert_htmlbox(box, source)


def lines(*texts: str, x=60.0, y=80.0, step=16.0, size=11.0, font="helv"):
    """A page with lines one under the other."""

    def draw(page: Any) -> None:
        for row, text in enumerate(texts):
            page.insert_text((x, y + row * step), text, fontsize=size, fontname=font)

    return draw


def scan(page: Any, dpi=60) -> Any:
    """Put a picture of the page in its place; the new page."""
    pixmap = page.get_pixmap(dpi=dpi)
    source = page.parent
    number, rect = page.number, page.rect
    source.delete_page(number)
    fresh = source.new_page(number, width=rect.width, height=rect.height)
    fresh.insert_image(fresh.rect, pixmap=pixmap)
    return fresh
