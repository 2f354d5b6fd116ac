"""Which calls a question over documents takes: retrieve then read, or part after part.

A question gets the pages that search found; a summary, a translation or an extraction over a long
document is cut at the document's own sections into chunks that fit a call.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Sequence

from agents.reading.events import Chunk, Plan
from agents.reading.excerpts import Room, pictured, pieces, text_excerpt, tokens_of, with_pictures
from model.documents.document import Document
from model.documents.parts import Evidence
from model.settings import Settings
from model.tasks.document import Aim, Consult, Excerpt, Wanted

MERGED_AT_ONCE = 8
"""Replies that one call joins: more and the first ones are forgotten."""

Pages = Sequence[tuple[int, int]]
"""Document and page, both from 0."""


def all_pages(documents: Sequence[Document]) -> list[tuple[int, int]]:
    """Every page of every document, in order."""
    return [(at, page) for at, one in enumerate(documents) for page in range(one.facts.pages)]


def plan_question(
    question: str,
    documents: Sequence[Document],
    evidence: Sequence[Evidence],
    pages: Pages,
    space: Room,
    settings: Settings,
) -> Plan:
    """One call with the pages that bear on the question: all of few, else the best found.

    Where search found nothing a model is shown the first pages: it may see what words do not say.
    The same pages give the same bytes, whatever is asked of them.
    """
    wanted = list(pages)
    left_out: tuple[str, ...] = ()
    if not space.pictures:
        # The engine answers from the evidence; without any it tells which words are nowhere.
        excerpts = () if evidence else tuple(text_excerpt(documents, *page) for page in wanted)
    else:
        if len(wanted) > settings.reading_pages:
            best = dict.fromkeys(
                (item.document, place.page) for item in evidence for place in item.places
            )
            chosen = [page for page in best if page in set(wanted)]
            ranked = "what search ranks first" if chosen else "the first, as search found none"
            wanted = (chosen or wanted)[: settings.reading_pages]
            few = "one was" if len(wanted) == 1 else f"{len(wanted)} were"
            left_out = (f"Of {len(pages)} pages {few} read: {ranked}.",)
        excerpts, cut = pictured(documents, wanted, space, settings)
        left_out += cut
    task = Consult("answer", question, excerpts, tuple(evidence), names=_names(documents))
    tokens = sum(tokens_of(one, space.profile) for one in excerpts) if space.pictures else 0
    return Plan((Chunk(key_of(task), question, task, tokens),), 0, left_out, tuple(evidence))


def plan_through(
    aim: Aim,
    question: str,
    documents: Sequence[Document],
    pages: Pages,
    space: Room,
    settings: Settings,
    *,
    language: str = "",
    fields: Sequence[Wanted] = (),
    evidence: Sequence[Evidence] = (),
) -> Plan:
    """Every page once, in as few calls as fit; a summary's parts are merged afterwards.

    Of a few pages a model is shown the pictures too; of a long document those without words.
    """
    most = min(space.tokens, settings.reading_chunk_tokens) if space.pictures else space.tokens
    groups = list(_groups(documents, pages, most, space, settings))
    if space.pictures and len(pages) <= settings.reading_pages:
        groups = [list(with_pictures(documents, group, space, settings)) for group in groups]
    left_out: tuple[str, ...] = ()
    if len(groups) > settings.reading_calls:
        rest = groups[settings.reading_calls :]
        dropped = len({(one.document, one.page) for group in rest for one in group})
        groups = groups[: settings.reading_calls]
        left_out = (
            f"The last {dropped} pages are left out: they would take more than "
            f"{settings.reading_calls} calls. Choose a range of pages, or raise "
            "SIGHTLINE_READING_CALLS.",
        )
    chunks = []
    for group in groups:
        task = Consult(
            aim, question, tuple(group), tuple(evidence), tuple(fields), language,
            names=_names(documents),
        )  # fmt: skip
        cost = sum(tokens_of(one, space.profile) for one in group)
        chunks.append(Chunk(key_of(task), _title(group, documents), task, cost))
    return Plan(tuple(chunks), _merges(aim, len(chunks)), left_out, tuple(evidence))


def _groups(
    documents: Sequence[Document], pages: Pages, most: int, space: Room, settings: Settings
) -> Iterator[list[Excerpt]]:
    """Pages in runs of at most ``most`` tokens, begun anew at a section's start where it pays."""
    starts = {
        (at, section.page)
        for at, one in enumerate(documents)
        for section in one.facts.sections
        if section.level == 1
    }
    group: list[Excerpt] = []
    size = 0
    for document, page in pages:
        excerpt = text_excerpt(documents, document, page)
        if not excerpt.text and space.pictures:
            # A page without words is looked at.
            excerpt = next(
                iter(pictured(documents, [(document, page)], space, settings)[0]), excerpt
            )
        for piece in pieces(excerpt, most, space.profile):
            cost = tokens_of(piece, space.profile)
            new_section = (document, page) in starts and size > most / 3
            if group and (size + cost > most or new_section or group[-1].document != document):
                yield group
                group, size = [], 0
            group.append(piece)
            size += cost
    if group:
        yield group


def _merges(aim: Aim, parts: int) -> int:
    """Calls that join ``parts`` replies in a tree."""
    if aim != "summary":
        return 0
    calls = 0
    while parts > 1:
        parts = math.ceil(parts / MERGED_AT_ONCE)
        calls += parts
    return calls


def _names(documents: Sequence[Document]) -> tuple[str, ...]:
    return tuple(one.facts.name for one in documents)


def _title(group: Sequence[Excerpt], documents: Sequence[Document]) -> str:
    first, last = group[0], group[-1]
    name = documents[first.document].facts.name
    if first.page == last.page:
        return f"{name}, page {first.page + 1}"
    return f"{name}, pages {first.page + 1}–{last.page + 1}"


def key_of(task: Consult) -> str:
    """What makes a call the same as another: the reply to it may be kept."""
    digest = hashlib.sha256()
    told = (task.aim, task.question, task.language, repr(task.fields), *task.names, *task.partials)
    for text in told:
        digest.update(text.encode() + b"\0")
    for one in task.excerpts:
        digest.update(f"{one.label}\0{one.text}\0".encode())
        digest.update((one.picture.digest if one.picture else "").encode() + b"\0")
    for item in task.evidence:
        digest.update(f"{item.document}\0{item.text}\0".encode())
    return digest.hexdigest()
