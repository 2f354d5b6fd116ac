"""Pictures as files the browser can fetch, in Gradio's cache, re-encoded only where they must be.

What the user brought is served as it is when a browser shows the same pixels as ``open_picture``
found: JPEG, PNG and WebP (EXIF rotation included). What had to be converted on the way in (print
colours, transparency, an animation's first frame) or is of another kind is written anew.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

from model.errors import UnreadableFile
from model.messages import Picture

FileValue = dict[str, Any]
"""A file as Gradio's front end knows it; Gradio adds the address when it sends it."""

_BROWSER_FORMATS = frozenset({"JPEG", "MPO", "PNG", "WEBP"})
_LOSSLESS_PIXELS = 3_000_000
"""Pictures up to this many pixels are written as PNG, larger ones as JPEG."""


def uploaded(path: str) -> Path:
    """``path`` as named by the browser, once it is sure to be a file that somebody uploaded.

    Raises ``UnreadableFile`` for any other: an event's data can be made up.
    """
    from gradio.utils import get_upload_folder, is_in_or_equal

    if not path or not is_in_or_equal(path, get_upload_folder()) or not Path(path).is_file():
        raise UnreadableFile(f"{Path(path).name!r} did not arrive; add it again.")
    return Path(path)


def picture_file(picture: Picture, source: Path | None = None) -> FileValue:
    """Where the browser gets ``picture``: ``source`` itself if it shows the same, else a new file.

    Takes milliseconds for the former and about 0.2 s for 12 megapixels otherwise.
    """
    if source is not None and not picture.notes and _browser_shows(source):
        return file_value(source, picture.name)
    data, suffix = _encode(picture)
    return cached_file(data, f"picture{suffix}")


def cached_file(data: bytes, name: str) -> FileValue:
    """A new file in Gradio's cache under an unguessable folder; Gradio deletes it in time."""
    from gradio.processing_utils import save_bytes_to_cache
    from gradio.utils import get_upload_folder

    return file_value(Path(save_bytes_to_cache(data, name, get_upload_folder())), name)


def file_value(path: Path, name: str) -> FileValue:
    """The value for a file that Gradio may serve."""
    return {"path": str(path), "orig_name": name, "meta": {"_type": "gradio.FileData"}}


def _browser_shows(source: Path) -> bool:
    from PIL import Image

    try:
        with Image.open(source) as opened:
            animated = getattr(opened, "is_animated", False) and opened.format != "MPO"
            return opened.format in _BROWSER_FORMATS and not animated
    except (OSError, ValueError, Image.DecompressionBombError):
        return False


def _encode(picture: Picture) -> tuple[bytes, str]:
    buffer = io.BytesIO()
    if picture.width * picture.height <= _LOSSLESS_PIXELS:
        picture.pixels.save(buffer, "PNG", compress_level=1)
        return buffer.getvalue(), ".png"
    picture.pixels.save(buffer, "JPEG", quality=95, subsampling=0)
    return buffer.getvalue(), ".jpg"
