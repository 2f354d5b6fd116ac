"""What the chosen pages would cost a model, said before anything is sent."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from model.backends.base import Connection
from model.budget import picture_tokens, text_tokens
from model.settings import Settings
from ui.markup import both

if TYPE_CHECKING:
    from model.documents.document import Document

_SAMPLED = 24
"""Pages whose words are counted; the rest is reckoned from them."""
_POINTS_PER_INCH = 72


@dataclass(frozen=True, slots=True)
class Estimate:
    """Tokens of ``pages`` pages: as pictures, as text, and of the pages one question shows."""

    pages: int
    as_pictures: int
    as_text: int
    shown: int
    shown_tokens: int


def estimate(
    documents: Sequence[Document],
    pages: Sequence[tuple[int, int]],
    dpi: int,
    connection: Connection,
    settings: Settings,
) -> Estimate:
    """Counted from the sizes of all ``pages`` and the words of some, evenly chosen.

    The pages that a question shows are those that search finds; their cost is that of as many
    pages of mean size.
    """
    limit = connection.profile.image_tokens
    if not pages:
        return Estimate(0, 0, 0, 0, 0)
    step = max(1, len(pages) // _SAMPLED)
    sample = pages[::step][:_SAMPLED]
    pictures = words = 0
    for at, page in sample:
        width, height = documents[at].size(page)
        scale = dpi / _POINTS_PER_INCH
        pictures += picture_tokens(
            max(1, round(width * scale)), max(1, round(height * scale)), limit
        )
        words += text_tokens(documents[at].text(page).text)
    whole = len(pages) / len(sample)
    shown = min(len(pages), settings.reading_pages)
    mean = (pictures + words) / len(sample)
    return Estimate(
        len(pages), round(pictures * whole), round(words * whole), shown, round(mean * shown)
    )


def estimate_html(found: Estimate | None, aim: str, dpi: int, connection: Connection) -> str:
    """The estimate in one line; for the embedded engine that nothing is sent."""
    if found is None or not found.pages:
        return ""
    if connection.backend == "embedded":
        key = "doc_cost_here" if found.pages > 1 else "doc_cost_here_one"
        return f'<p class="hint">{both(key, n=f"{found.pages:,}")}</p>'
    window = connection.profile.context
    if aim == "answer" or found.shown == found.pages:  # a few pages are shown as pictures too
        fits = found.shown_tokens <= window
        words = both(
            "doc_cost_answer" if fits else "doc_cost_fitted",
            n=found.shown,
            dpi=dpi,
            tokens=f"{found.shown_tokens:,}",
            window=f"{window:,}",
        )
    else:
        words = both("doc_cost_all", n=f"{found.pages:,}", tokens=f"{found.as_text:,}")
    return f'<p class="hint">{words}</p>'
