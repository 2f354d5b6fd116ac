"""A plan carried out: call after call, each reply kept, then joined into one."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from typing import cast

from agents.reading.citing import cite, found_values
from agents.reading.events import (
    Answered,
    Chunk,
    Cited,
    Found,
    Part,
    Plan,
    ReadingEvent,
    Writing,
)
from agents.reading.planning import MERGED_AT_ONCE, key_of
from model.backends.base import Connection, Options
from model.documents.document import Document
from model.errors import BackendError, ContextTooLong, Filtered, PictureRefused
from model.events import Answer, Event, Notice, Progress, Sent, Thinking, Transcript, Usage
from model.service import ModelService
from model.tasks.document import Citation, Consult, Consulted, read

_GLOSSARY = re.compile(r"^Glossary:(?P<pairs>.*)$", re.MULTILINE)
_CARRIED_CHARS = 1_500
"""Characters of the last translation that the next one is shown."""
_CUT_OFF = {
    "length": "The reply ended at the limit of tokens; raise it in the sidebar.",
    "disconnected": "The server went away in the middle of its reply; ask again to go on.",
}
"""Why a reply is not kept for the next time, by the reason for its end."""
_OF_THIS_CHUNK = (ContextTooLong, Filtered, PictureRefused)
"""What is wrong with one call's contents and need not be with the next one's."""
_HOPELESS = 3
"""Calls that are too long, before any that is not, after which the others are not tried."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Who is asked about which documents."""

    service: ModelService
    connection: Connection
    options: Options
    documents: tuple[Document, ...]


def carry_out(
    plan: Plan, desk: Desk, known: Mapping[str, str] | None = None
) -> Generator[ReadingEvent, None, None]:
    """Ask for every chunk that ``known`` (replies by key) lacks, then join them.

    Where a call fails after others succeeded, what they gave is the answer, marked as not whole;
    a chunk that alone is refused is left out. Raises ``BackendError`` when nothing was read.
    """
    replies = dict(known or {})
    used: dict[str, str] = {}
    parts: list[tuple[Chunk, Consulted]] = []
    refused: BackendError | None = None
    whole, cut, too_long = True, False, 0
    total = len(plan.chunks)
    for sentence in plan.left_out:
        yield Notice(sentence)
    for at, chunk in enumerate(plan.chunks):
        task = _carrying(chunk.task, [reply for _, reply in parts])
        raw, ended = replies.get(chunk.key), True
        if raw is None:
            if total > 1:
                yield Progress(f"Reading {chunk.title}", at / total)
            try:
                raw, ended = yield from _call(task, desk, stream=total == 1)
            except _OF_THIS_CHUNK as error:
                refused, whole = error, False
                too_long += isinstance(error, ContextTooLong)
                if not parts and too_long == _HOPELESS:
                    raise
                if total > 1:
                    yield Notice(f"{chunk.title} is left out: {error}")
                continue
            except BackendError as error:
                if not parts:
                    raise
                whole, cut = False, True
                yield Notice(f"{error} What was read until then is kept; ask again to go on.")
                break
        if ended:
            used[chunk.key] = raw
        whole = whole and ended
        reply = read(raw, task)
        parts.append((chunk, reply))
        if reply.problem:
            yield Notice(f"{chunk.title}: {reply.problem}" if total > 1 else reply.problem)
        if total > 1:
            cited = cite(reply.citations, desk.documents, task.evidence)
            yield Part(
                chunk.key, chunk.title, reply.text, cited, at + 1, total, used.get(chunk.key, "")
            )
    if not parts and refused is not None:
        raise refused
    last = _in_turn(parts)
    if plan.merges and len(parts) > 1 and not cut:
        try:
            last = yield from _merged(parts, desk, replies, used)
        except BackendError as error:
            whole = False
            yield Notice(f"{error} The parts are shown as they are; ask again to join them.")
    cited = cite(last.citations, desk.documents, plan.evidence)
    values = found_values(last, desk.documents, plan.evidence)
    yield Answered(last.text, cited, values, last.found, tuple(used.items()), whole)


def asked(task: Consult, desk: Desk, stream: bool) -> Generator[ReadingEvent, None, str]:
    """One call; yields what it says along the way and returns the raw reply."""
    raw, _ = yield from _call(task, desk, stream)
    return raw


def _call(
    task: Consult, desk: Desk, stream: bool
) -> Generator[ReadingEvent, None, tuple[str, bool]]:
    """The raw reply, and whether it came to its own end."""
    transcript = Transcript()
    events = desk.service.stream(task, desk.connection, desk.options)
    with closing(cast("Generator[Event, None, None]", events)) as running:
        for event in running:
            transcript.add(event)
            if isinstance(event, Answer):
                if stream:
                    yield Writing(transcript.answer)
            elif isinstance(event, Progress | Notice | Thinking | Usage | Sent):
                yield event
    reason = transcript.finished.reason if transcript.finished else "disconnected"
    if reason in _CUT_OFF:
        yield Notice(_CUT_OFF[reason])
    return transcript.answer, reason not in _CUT_OFF


def _carrying(task: Consult, parts: Sequence[Consulted]) -> Consult:
    """A translation goes on from the one before: its glossary and its end."""
    if task.aim != "translation" or not parts:
        return task
    words: dict[str, None] = {}
    for part in parts:
        for match in _GLOSSARY.finditer(part.text):
            words.update(dict.fromkeys(pair.strip() for pair in match["pairs"].split(";")))
    glossary = "; ".join(word for word in words if word)
    return replace(task, carried=f"{glossary}\n{parts[-1].text[-_CARRIED_CHARS:]}".strip())


def _in_turn(parts: Sequence[tuple[Chunk, Consulted]]) -> Consulted:
    """The replies one after the other; of an extraction the best value of every field."""
    task = parts[0][0].task
    replies = [reply for _, reply in parts]
    if len(replies) == 1 and task.aim != "translation":
        return replies[0]
    if task.aim == "extraction":
        return _best_values(task, replies)
    found = [reply for reply in replies if reply.found]
    if not found:
        return Consulted("\n\n".join(dict.fromkeys(one.text for one in replies)), found=False)
    texts = (reply.text for reply in found)
    if task.aim == "translation":
        texts = (_GLOSSARY.sub("", text).strip() for text in texts)
    text = "\n\n".join(texts)
    return Consulted(text, tuple(one for reply in found for one in reply.citations))


def _merged(
    parts: Sequence[tuple[Chunk, Consulted]],
    desk: Desk,
    known: Mapping[str, str],
    used: dict[str, str],
) -> Generator[ReadingEvent, None, Consulted]:
    """The replies joined by the model, a few at a time until one is left.

    Partial replies keep the words that they quote, so that the whole is cited as they are.
    """
    task = parts[0][0].task
    quoted = [one for _, reply in parts for one in reply.citations if one.quote]
    level = [reply.quoting for _, reply in parts]
    while True:
        groups = [level[at : at + MERGED_AT_ONCE] for at in range(0, len(level), MERGED_AT_ONCE)]
        made = []
        for at, group in enumerate(groups):
            merging = replace(task, aim="merge", excerpts=(), evidence=(), partials=tuple(group))
            key = key_of(merging)
            if (raw := known.get(key)) is None:
                yield Progress("Joining what was read", at / len(groups))
                raw = yield from asked(merging, desk, stream=len(groups) == 1)
            used[key] = raw
            made.append(read(raw, merging))
        if len(made) == 1:
            break
        level = [one.quoting for one in made]
    if made[0].problem:
        yield Notice(made[0].problem)
    return replace(made[0], citations=tuple(_with_quotes(made[0].citations, quoted)))


def _with_quotes(cited: Sequence[Citation], quoted: Sequence[Citation]) -> Iterator[Citation]:
    """Citations; one without words has those that the parts quote of its page."""
    for citation in cited:
        same = [one for one in quoted if one.document == citation.document]
        yield from [one for one in same if one.page == citation.page and not citation.quote] or [
            citation
        ]


def _best_values(task: Consult, parts: Sequence[Consulted]) -> Consulted:
    """For every field the first value that fits its type; else the first that does not."""
    values = []
    for field in task.fields:
        said = [
            value
            for part in parts
            for value in part.values
            if value.name == field.name and value.value is not None
        ]
        said.sort(key=lambda value: bool(value.problem))
        values += said[:1]
    missing = [field.name for field in task.fields if field.name not in {v.name for v in values}]
    text = "\n".join(f"{value.name}: {value.value}" for value in values)
    if missing:
        text += "\nNot found: " + ", ".join(missing)
    citations = tuple(value.citation for value in values if value.citation is not None)
    return Consulted(text.strip(), citations, tuple(values), found=bool(values))


__all__ = ["Cited", "Desk", "Found", "carry_out"]
