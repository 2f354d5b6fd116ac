"""Whatever the user drops, as pictures: the one door for uploads of several files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from model.errors import TooLarge, UnreadableFile
from model.media.images import open_picture
from model.media.sniff import HEAD_BYTES, sniff
from model.messages import Picture
from model.settings import Settings


def open_files(paths: Iterable[Path | str], settings: Settings | None = None) -> list[Picture]:
    """Pictures and PDF pages of ``paths``, in order.

    Raises ``UnreadableFile`` or ``TooLarge`` for the first file that cannot be used, and
    ``TooLarge`` when there are more than ``settings.max_pictures`` (each PDF page counts).
    """
    settings = settings or Settings()
    pictures: list[Picture] = []
    for path in map(Path, paths):
        pictures.extend(open_file(path, settings))
        if len(pictures) > settings.max_pictures:
            raise TooLarge(
                f"That is more than {settings.max_pictures} pictures at once (each PDF page counts "
                f"as one), with {path.name!r} the one too many; add fewer."
            )
    return pictures


def open_file(path: Path, settings: Settings) -> list[Picture]:
    """The picture in ``path``, or the pages of a PDF, whatever its name says it is."""
    try:
        with path.open("rb") as file:
            kind = sniff(file.read(HEAD_BYTES))
    except FileNotFoundError:
        raise UnreadableFile(f"{path.name!r} is not there any more; add it again.") from None
    except OSError:
        kind = "unknown"
    if kind == "pdf":
        from model.media.pdf import pdf_pages

        return pdf_pages(path, settings)
    return [open_picture(path, settings=settings)]
