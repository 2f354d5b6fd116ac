"""Whatever a user adds to a message, as pictures: photos, pages of documents, moments of clips."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from model.errors import Locked, TooLarge, UnreadableFile
from model.media.brought import head_of
from model.media.images import named_like_picture, open_picture
from model.media.sniff import sniff
from model.messages import Picture
from model.settings import Settings


def open_files(paths: Iterable[Path | str], settings: Settings | None = None) -> list[Picture]:
    """The pictures of ``paths``, in order: a picture itself, a document's pages, a clip's moments.

    Raises ``UnreadableFile`` or ``TooLarge`` for the first file that cannot be used, and
    ``TooLarge`` when there are more than ``settings.max_pictures`` (each page and moment counts).
    """
    settings = settings or Settings()
    pictures: list[Picture] = []
    for path in map(Path, paths):
        pictures.extend(open_file(path, settings))
        if len(pictures) > settings.max_pictures:
            raise TooLarge(
                f"That is more than {settings.max_pictures} pictures at once (each page of a "
                f"document and each moment of a clip counts as one), with {path.name!r} the one "
                "too many; add fewer."
            )
    return pictures


def open_file(path: Path, settings: Settings) -> list[Picture]:
    """What one file shows, whatever its name says it is."""
    kind = sniff(head_of(path, path.name)) if path.is_file() else "unknown"
    if kind == "video":
        return _moments(path, settings)
    if kind in ("pdf", "office", "archive"):
        return _pages(path, settings)
    if kind in ("html", "text") and not named_like_picture(path.name):
        return _pages(path, settings)
    return [open_picture(path, settings=settings)]


def _pages(path: Path, settings: Settings) -> list[Picture]:
    """The first ``settings.max_pdf_pages`` pages at ``settings.pdf_dpi``.

    The first one's notes tell what is approximate and how many pages were left out.
    """
    from model.documents.document import open_document

    limit = min(settings.document_mb, settings.max_upload_mb)
    try:
        document = open_document(path, replace(settings, document_mb=limit))
    except Locked:
        raise UnreadableFile(
            f"{path.name!r} is locked with a password; open it in the Documents tab, which asks "
            "for it, or save a copy without one."
        ) from None
    with document:
        facts = document.facts
        shown = min(facts.pages, settings.max_pdf_pages)
        notes = [*facts.notes]
        if facts.approximate:
            notes.append(f"The pages of {path.name!r} are approximate. {facts.approximate}")
        if shown < facts.pages:
            pages = "page is" if shown == 1 else f"{shown} pages are"
            notes.append(
                f"{path.name!r} has {facts.pages} pages; only the first {pages} looked at. The "
                "Documents tab reads all of it."
            )
        pictures = [document.picture(page, settings.pdf_dpi) for page in range(shown)]
    label = "{name}" if facts.pages == 1 else "{name}, page {n} of {all}"
    labelled = [
        replace(one, label=label.format(name=path.name, n=number, all=facts.pages))
        for number, one in enumerate(pictures, 1)
    ]
    labelled[0] = replace(labelled[0], notes=tuple(notes))
    return labelled


def _moments(path: Path, settings: Settings) -> list[Picture]:
    """``settings.chat_moments`` frames of a clip, spread evenly, each told with its time."""
    from model.clips.choosing import even
    from model.media.clip import open_clip
    from model.wire.times import clock

    with open_clip(path, settings) as clip:
        frames = clip.at(even(0.0, clip.seconds, settings.chat_moments), settings.chat_moment_side)
        length, notes = clock(clip.seconds), clip.facts.notes
    pictures = []
    for frame in frames:
        title = f"{path.name}, {clock(frame.at_s, tenths=True)}"
        pictures.append(replace(frame.picture, name=title, label=f"{title} of {length}", notes=()))
    told = (
        f"Of {path.name!r} ({length} long) {len(frames)} moments are looked at, spread evenly. The "
        "Video tab watches all of it."
    )
    pictures[0] = replace(pictures[0], notes=(*notes, told))
    return pictures
