"""Pictures as files that the page can show: re-encoded, small or full size, under secret names.

Gradio serves what lies in its private folder. A name is a keyed hash of the picture's digest, so
it can be guessed by nobody, and the same picture is written once. Re-encoding drops EXIF data.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from functools import lru_cache
from pathlib import Path

from model.geometry import Mark
from model.media.images import encode, picture_of
from model.messages import Picture
from ui.marks.overlay import draw
from ui.serve import private_folder

_SECRET = secrets.token_bytes(32)
_LOSSLESS_PIXELS = 4_000_000
"""Up to here a full-size picture is written as PNG; above, as JPEG, which is much faster."""
_SWEEP_S = 300.0


class Shelf:
    """Files of pictures; those not asked for in ``keep_s`` seconds are removed."""

    def __init__(self, keep_s: float):
        self._keep_s = keep_s
        self._swept = time.monotonic()
        self._lock = threading.Lock()

    def file(self, picture: Picture, side: int | None = None) -> Path:
        """The picture as a file, no side over ``side`` pixels (full size without)."""
        lossless = side is None and picture.width * picture.height <= _LOSSLESS_PIXELS
        secret = hmac.new(_SECRET, f"{picture.digest}/{side}".encode(), hashlib.sha256)
        suffix = "png" if lossless else "jpg"
        folder = private_folder() / "pictures"
        path = folder / f"{secret.hexdigest()[:40]}.{suffix}"
        if path.is_file():
            path.touch()
        else:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            data = encode(picture, "PNG" if lossless else "JPEG", side, quality=90)
            partial = path.with_suffix(f".{secrets.token_hex(4)}")
            partial.write_bytes(data)
            partial.replace(path)
        self._sweep(folder)
        return path

    def url(self, picture: Picture, side: int | None = None) -> str:
        """The address of ``file`` relative to the page."""
        return f"gradio_api/file={self.file(picture, side)}"

    def _sweep(self, folder: Path) -> None:
        with self._lock:
            if time.monotonic() - self._swept < _SWEEP_S:
                return
            self._swept = time.monotonic()
        oldest = time.time() - self._keep_s
        for path in folder.iterdir():
            if path.stat().st_mtime < oldest:
                path.unlink(missing_ok=True)


@lru_cache(maxsize=32)
def drawn(picture: Picture, marks: tuple[Mark, ...], shown_at: float) -> Picture:
    """A copy of the picture with the marks drawn on it for that scale, drawn once."""
    stem = Path(picture.name).stem or "picture"
    return picture_of(draw(picture, marks, shown_at), f"{stem}-marked")
