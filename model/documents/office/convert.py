"""The one door: any document that is no PDF becomes one, with its own data beside it."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

from model.documents.office import kinds
from model.documents.office.parts import Converted
from model.documents.parts import DocumentKind
from model.errors import UnreadableFile
from model.events import Progress
from model.settings import Settings
from model.steps import result


def convert(path: Path, kind: DocumentKind, settings: Settings, name: str = "") -> Converted:
    """The document at ``path``, of a kind that ``kinds.document_kind`` told, at once."""
    return result(converting(path, kind, settings, name))


def converting(
    path: Path, kind: DocumentKind, settings: Settings, name: str = ""
) -> Generator[Progress, None, Converted]:
    """The document at ``path``, of a kind that ``kinds.document_kind`` told; yields progress.

    Raises ``UnreadableFile`` and ``TooLarge`` with what to do; what could be read in spite of
    damage is kept, and ``facts_notes`` say what was left out. PDFs need no converting and raise
    ``ValueError``.
    """
    name = name or path.name
    if kind == "xlsx":
        from model.documents.office.xlsx import convert_xlsx

        converted = yield from convert_xlsx(path, settings, name)
    else:
        converted = _convert(path, kind, settings, name)
    notes = (*kinds.misnamed(name, kind), *converted.facts_notes)
    return replace(converted, facts_notes=notes)


def _convert(path: Path, kind: DocumentKind, settings: Settings, name: str) -> Converted:
    if kind in ("picture", "tiff"):
        from model.documents.office.pictures import convert_picture, convert_tiff

        return (convert_tiff if kind == "tiff" else convert_picture)(path, settings, name)
    if kind in ("text", "markdown", "html", "epub"):
        from model.documents.office import wording

        work = {
            "text": wording.convert_text,
            "markdown": wording.convert_markdown,
            "html": wording.convert_html,
            "epub": wording.convert_epub,
        }[kind]
        return work(path, settings, name)
    if kind == "pptx":
        from model.documents.office.pptx import convert_pptx

        return convert_pptx(path, settings, name)
    if kind == "docx":
        from model.documents.office.docx import convert_docx

        return convert_docx(path, settings, name)
    if kind == "office":
        from model.documents.office.others import convert_other

        return convert_other(path, settings, name)
    if kind == "pdf":
        raise ValueError("a PDF needs no converting")
    raise UnreadableFile(
        f"{name!r} is of a kind ({kind!r}) that is not read here; export it as PDF."
    )
