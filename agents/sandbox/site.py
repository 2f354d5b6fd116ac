"""A site that is served from memory: paths, content types, bytes; no disk, no network."""

from __future__ import annotations

import mimetypes
import posixpath
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from model.errors import BadAddress

HTML: Final = "text/html; charset=utf-8"

_MOST_BYTES: Final = 64_000_000
"""Files of a folder together: a site is kept in memory."""

_TYPES: Final = {
    ".html": HTML,
    ".htm": HTML,
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".svg": "image/svg+xml",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".ttf": "font/ttf",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".wasm": "application/wasm",
}
"""Named here because ``mimetypes`` asks the machine, and machines differ."""


class Site:
    """Files by path; ``/`` is the page that opens first."""

    def __init__(self, files: Mapping[str, tuple[str, bytes]], title: str = "") -> None:
        self.files = {_tidy(path): content for path, content in files.items()}
        self.title = title

    @classmethod
    def of_html(cls, html: str, title: str = "") -> Site:
        """A site of one page."""
        return cls({"/": (HTML, html.encode("utf-8", "replace"))}, title)

    @classmethod
    def of_folder(cls, folder: Path, index: str = "index.html", title: str = "") -> Site:
        """All files below ``folder``; ``index`` is also what ``/`` and its folders answer with.

        Raises ``BadAddress`` when there is no such folder or it is too large.
        """
        if not folder.is_dir():
            raise BadAddress(f"There is no folder {str(folder)!r}; name one that holds a site.")
        files: dict[str, tuple[str, bytes]] = {}
        total = 0
        for path in sorted(folder.rglob("*")):
            if path.is_symlink() or not path.is_file():
                continue
            total += path.stat().st_size
            if total > _MOST_BYTES:
                raise BadAddress(
                    f"The folder {str(folder)!r} holds more than {_MOST_BYTES // 1_000_000} MB; "
                    "name one with the site alone."
                )
            place = "/" + path.relative_to(folder).as_posix()
            content = (content_type(path.name), path.read_bytes())
            files[place] = content
            if path.name == index:
                files[place.removesuffix(index)] = content
        return cls(files, title or folder.name)

    def find(self, path: str) -> tuple[str, bytes] | None:
        """Content type and bytes at the path of a URL; ``None`` when there is nothing."""
        place = _tidy(path)
        return self.files.get(place) or self.files.get(place + "/")


def content_type(name: str) -> str:
    """The content type of a file by its suffix."""
    suffix = posixpath.splitext(name)[1].lower()
    return _TYPES.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"


def _tidy(path: str) -> str:
    bare = unquote(urlsplit(path).path if not path.startswith("//") else path)
    tidy = posixpath.normpath("/" + bare.lstrip("/"))
    return tidy + "/" if bare.endswith("/") and tidy != "/" else tidy
