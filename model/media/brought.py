"""A file that a user brought, and that may be gone by now: its size, head, bytes and digest."""

from __future__ import annotations

import hashlib
from pathlib import Path

from model.errors import TooLarge, UnreadableFile
from model.media.sniff import HEAD_BYTES
from model.settings import Settings

EMPTY = "is empty (0 bytes): it was not saved or not uploaded whole; get it again."
"""What is wrong with a file of no bytes, behind its name."""


def gone(name: str) -> UnreadableFile:
    """The error for a file that can't be opened any more."""
    return UnreadableFile(f"{name!r} is not there any more; add it again.")


def size_of(source: Path | bytes, name: str) -> int:
    """Its bytes, counted; raises ``UnreadableFile`` for a file that is gone, as all do here."""
    try:
        return len(source) if isinstance(source, bytes) else source.stat().st_size
    except OSError:
        raise gone(name) from None


def head_of(path: Path, name: str) -> bytes:
    """As much of its beginning as tells its kind."""
    try:
        with path.open("rb") as file:
            return file.read(HEAD_BYTES)
    except OSError:
        raise gone(name) from None


def whole(source: Path | bytes, name: str) -> bytes:
    """All its bytes."""
    try:
        return source if isinstance(source, bytes) else source.read_bytes()
    except OSError:
        raise gone(name) from None


def digest_of(source: Path | bytes, name: str) -> str:
    """SHA-256 of all its bytes, in hex; a file is not loaded for it."""
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    try:
        with source.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise gone(name) from None


def check_document(source: Path | bytes, name: str, settings: Settings) -> None:
    """Raises ``UnreadableFile`` for an empty document, ``TooLarge`` over the limit of its bytes."""
    size = size_of(source, name)
    if size == 0:
        raise UnreadableFile(f"{name!r} {EMPTY}")
    if size > settings.document_mb * 1_000_000:
        raise TooLarge(
            f"{name!r} has {size / 1e6:.0f} MB and the limit is {settings.document_mb} MB; split "
            "it or save it smaller and try again."
        )
