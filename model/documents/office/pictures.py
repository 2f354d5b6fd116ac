"""Pictures and multi-page TIFF as documents: every frame a page, as large as it was scanned."""

from __future__ import annotations

import io
import struct
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from model.documents.office.parts import Converted
from model.documents.parts import DocumentKind
from model.geometry import Box
from model.media.images import open_picture
from model.media.pdf.writing import PageMaker
from model.settings import Settings

if TYPE_CHECKING:
    from PIL.Image import Image as PILImage

_POINTS_PER_INCH = 72
_PLAUSIBLE_DPI = (50.0, 2_400.0)
_LONGEST_SIDE = 14_400.0
"""Points: the largest page that PDF readers open."""
_QUALITY = 92
_FRAME_ERRORS = (
    OSError, EOFError, SyntaxError, ValueError, KeyError, IndexError, TypeError, AttributeError,
    RuntimeError, struct.error, ZeroDivisionError,
)  # fmt: skip


def convert_picture(path: Path, settings: Settings, name: str) -> Converted:
    """One picture as one page; what it says is read from the picture.

    Raises ``UnreadableFile`` and ``TooLarge`` as ``open_picture`` does.
    """
    picture = open_picture(path, name, settings)
    with PageMaker() as maker:
        _add(maker, picture.pixels, _dpi_of(path, settings))
        return Converted(maker.save(), "picture", facts_notes=picture.notes)


def convert_tiff(path: Path, settings: Settings, name: str) -> Converted:
    """Every frame of a TIFF as a page; damaged and oversized ones leave an empty page and a note.

    Raises ``UnreadableFile`` where no frame can be read.
    """
    from PIL import Image

    notes: list[str] = []
    lost = drawn = 0
    with PageMaker() as maker, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            opened = Image.open(path, formats=("TIFF",))
        except (*_FRAME_ERRORS, Image.DecompressionBombError):
            return convert_picture(path, settings, name)
        with opened:
            count = int(getattr(opened, "n_frames", 1))
            for index, frame in _frames(opened, min(count, settings.document_pages), settings):
                if isinstance(frame, str):
                    lost += 1
                    if lost <= 3:
                        notes.append(f"Page {index + 1} {frame}")
                    maker.new_page(595, 842)
                    continue
                drawn += 1
                _add(maker, frame, _plausible(opened.info.get("dpi"), settings))
        if drawn == 0:
            return convert_picture(path, settings, name)
        if lost > 3:
            notes.append(f"{lost} pages in all could not be read and are left empty.")
        if count > settings.document_pages:
            notes.append(
                f"It has {count:,} pages; those after {settings.document_pages:,} were left out."
            )
        kind: DocumentKind = "tiff" if count > 1 else "picture"
        return Converted(maker.save(), kind, facts_notes=tuple(notes))


def _frames(
    opened: PILImage, count: int, settings: Settings
) -> Iterator[tuple[int, PILImage | str]]:
    """Every frame, upright, or what is wrong with it."""
    from PIL import ImageOps

    for index in range(count):
        try:
            opened.seek(index)
            width, height = opened.size
            if width * height > settings.max_megapixels * 1_000_000:
                size = f"{width * height / 1e6:,.0f} megapixels"
                most = settings.max_megapixels
                yield index, f"has {size}, more than the {most} decoded; it is left empty."
                continue
            opened.load()
            yield index, ImageOps.exif_transpose(opened)
        except (*_FRAME_ERRORS, MemoryError):
            yield index, "is damaged; it is left empty."


def _add(maker: PageMaker, image: PILImage, dpi: float) -> None:
    scale = _POINTS_PER_INCH / dpi
    longest = max(image.size) * scale
    scale *= min(1.0, _LONGEST_SIDE / longest)
    width, height = max(image.width * scale, 3.0), max(image.height * scale, 3.0)
    maker.new_page(width, height)
    maker.image(Box(0, 0, width, height), _encoded(image))


def _encoded(image: PILImage) -> bytes:
    """PNG for line art, JPEG for the rest: pages of scans by the hundred must stay small."""
    buffer = io.BytesIO()
    if image.mode in ("1", "L", "P") or max(image.size) < 2_400:
        plain = image if image.mode in ("1", "L", "RGB") else image.convert("RGB")
        plain.save(buffer, "PNG", compress_level=3)
    else:
        image.convert("RGB").save(buffer, "JPEG", quality=_QUALITY)
    return buffer.getvalue()


def _dpi_of(path: Path, settings: Settings) -> float:
    from PIL import Image

    try:
        with Image.open(path) as opened:
            return _plausible(opened.info.get("dpi"), settings)
    except (*_FRAME_ERRORS, Image.DecompressionBombError):
        return float(settings.recognise_dpi)


def _plausible(dpi: object, settings: Settings) -> float:
    """The file's own dots per inch; where it says nonsense, those at which pages are recognised.

    72 and 96 stand for "not known" in most files; such a picture is then recognised as it is,
    pixel by pixel.
    """
    try:
        value = float(dpi[0]) if isinstance(dpi, tuple) else 0.0
    except (TypeError, ValueError, ZeroDivisionError):
        value = 0.0
    low, high = _PLAUSIBLE_DPI
    known = low <= value <= high and round(value) not in (72, 96)
    return value if known else float(settings.recognise_dpi)
