"""What a document of another kind becomes: a PDF to look at, and its own data beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from model.documents.parts import Chart, DocumentKind, Section, Table


@dataclass(frozen=True, slots=True)
class Converted:
    """A document as PDF; all pages and places refer to that PDF.

    ``tables`` and ``charts`` are native: the file's own cells and numbers. ``notes`` has the
    speaker's notes by page, ``alt_texts`` what the author wrote about the pictures of a page,
    ``sections`` its headings, slides or sheets, ``approximate`` why the pages only come near the
    original ("" where they are it) and ``facts_notes`` sentences for the user: macros left out,
    what could not be read.
    """

    pdf: bytes
    kind: DocumentKind
    approximate: str = ""
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    notes: Mapping[int, str] = field(default_factory=dict)
    alt_texts: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    sections: tuple[Section, ...] = ()
    facts_notes: tuple[str, ...] = ()
