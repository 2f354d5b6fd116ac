"""A file that a user brought, as its bytes."""

from __future__ import annotations

from pathlib import Path

from model.errors import UnreadableFile


def whole(source: Path | bytes, name: str) -> bytes:
    """All bytes of ``source``; raises ``UnreadableFile`` for a file that is gone."""
    if isinstance(source, bytes):
        return source
    try:
        return source.read_bytes()
    except OSError:
        raise UnreadableFile(f"{name!r} is not there any more; add it again.") from None
