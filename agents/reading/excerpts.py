"""Pages as a model is shown them, cut to what its window holds.

The order is fixed (document, page) and the pictures are the same bytes at every question, so that
servers which keep the beginning of a prompt find it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from model.backends.base import Connection, Options
from model.budget import picture_tokens, text_tokens
from model.documents.document import Document
from model.documents.evidence.rows import paragraphs
from model.profiles import Profile
from model.settings import Settings
from model.tasks.document import Excerpt
from model.tasks.document_reply import label_of

_PROMPT_TOKENS = 2_000
"""What the instructions and the question take, counted generously."""
_LEAST_TOKENS = 4_000
"""For excerpts, however long an answer is allowed; half a window where that is less."""
_LEAST_DPI = 60
"""Below this letters of ten points have six pixels: no picture is better."""


@dataclass(frozen=True, slots=True)
class Room:
    """What one call may hold: tokens for excerpts, and whether pictures are looked at."""

    tokens: int
    pictures: bool
    profile: Profile


def room(connection: Connection, options: Options, settings: Settings) -> Room:
    """The room for excerpts; the embedded engine reads text only and has no window."""
    profile = connection.profile
    if connection.backend == "embedded":
        return Room(10_000_000, False, profile)
    answer = min(options.max_tokens or settings.max_answer_tokens, profile.max_out)
    least = min(_LEAST_TOKENS, profile.context // 2)
    return Room(max(least, profile.context - answer - _PROMPT_TOKENS), True, profile)


def text_excerpt(documents: Sequence[Document], document: int, page: int) -> Excerpt:
    """A page as words, its paragraphs apart."""
    text = paragraphs(documents[document].text(page))
    return Excerpt(document, page, label_of(document, page), text)


def tokens_of(excerpt: Excerpt, profile: Profile) -> int:
    """What an excerpt costs."""
    seen = picture_tokens(*excerpt.picture.size, profile.image_tokens) if excerpt.picture else 0
    return seen + text_tokens(excerpt.text) + text_tokens(excerpt.label)


def pictured(
    documents: Sequence[Document],
    pages: Iterable[tuple[int, int]],
    space: Room,
    settings: Settings,
) -> tuple[tuple[Excerpt, ...], tuple[str, ...]]:
    """Pages with their words and their pictures as there is room, and what was left out.

    All pages get one sharpness, the highest of ``settings.model_dpi`` and less at which they fit.
    Where even the lowest does not, the last pages come without pictures, then not at all; of a
    single page that is too long the beginning is shown.
    """
    wanted = sorted(set(pages))
    texts = [text_excerpt(documents, document, page) for document, page in wanted]
    left_out: list[str] = []
    left = space.tokens - sum(tokens_of(one, space.profile) for one in texts)
    while len(texts) > 1 and left < 0:
        left += tokens_of(texts.pop(), space.profile)
    if len(texts) < len(wanted):
        left_out.append(f"The last {len(wanted) - len(texts)} pages of these found no room.")
    if left < 0:
        (page,) = texts
        texts = pieces(page, space.tokens, space.profile)[:1]
        left_out.append(f"Page {page.page + 1} is too long; only its beginning was read.")
    return with_pictures(documents, texts, space, settings), tuple(left_out)


def with_pictures(
    documents: Sequence[Document], texts: Sequence[Excerpt], space: Room, settings: Settings
) -> tuple[Excerpt, ...]:
    """The same pages with their pictures, those first that there is room for."""
    left = space.tokens - sum(tokens_of(one, space.profile) for one in texts)
    dpi = _sharpness(documents, texts, left, space.profile, settings.model_dpi)
    shown = []
    for one in texts:
        cost = _cost(documents[one.document].size(one.page), dpi, space.profile)
        if cost > left:
            shown.append(one)
            continue
        left -= cost
        picture = documents[one.document].picture(one.page, dpi)
        shown.append(replace(one, picture=picture))
    return tuple(shown)


def pieces(excerpt: Excerpt, most: int, profile: Profile) -> list[Excerpt]:
    """The excerpt in pieces of at most ``most`` tokens; one that fits stays whole."""
    if tokens_of(excerpt, profile) <= most or excerpt.picture:
        return [excerpt]
    most -= text_tokens(excerpt.label)
    cut: list[str] = []
    room = 0
    for line in excerpt.text.splitlines(keepends=True):
        # A token is a character at least, so that a line without end is cut too.
        for start in range(0, len(line), most):
            part = line[start : start + most]
            cost = text_tokens(part)
            if cost > room:
                cut.append("")
                room = most
            cut[-1] += part
            room -= cost
    return [replace(excerpt, text=part.strip()) for part in cut if part.strip()]


def _sharpness(
    documents: Sequence[Document],
    pages: Sequence[Excerpt],
    left: int,
    profile: Profile,
    most_dpi: int,
) -> int:
    for dpi in (most_dpi, 100, 90, 80, 72):
        if dpi <= most_dpi and left >= sum(
            _cost(documents[one.document].size(one.page), dpi, profile) for one in pages
        ):
            return dpi
    return min(most_dpi, _LEAST_DPI)


def _cost(size: tuple[float, float], dpi: int, profile: Profile) -> int:
    """Tokens of a page of ``size`` points pictured at ``dpi``."""
    width, height = (max(1, round(side * dpi / 72)) for side in size)
    return picture_tokens(width, height, profile.image_tokens)
