"""A plan carried out: call after call, each reply kept, then joined into one."""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence
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
from agents.reading.planning import MERGED_AT_ONCE
from model.backends.base import Connection, Options
from model.documents.document import Document
from model.errors import BackendError
from model.events import Answer, Event, Notice, Progress, Sent, Thinking, Transcript, Usage
from model.service import ModelService
from model.tasks.document import Consult, Consulted, read

_GLOSSARY = re.compile(r"^Glossary:(?P<pairs>.*)$", re.MULTILINE)
_CARRIED_CHARS = 1_500
"""Characters of the last translation that the next one is shown."""


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

    Where a call fails after others succeeded, what they gave is the answer, marked as not whole.
    Raises ``BackendError`` when the first one fails.
    """
    replies: dict[str, str] = {}
    parts: list[Consulted] = []
    whole = True
    total = len(plan.chunks)
    for sentence in plan.left_out:
        yield Notice(sentence)
    for at, chunk in enumerate(plan.chunks):
        task = _carrying(chunk.task, parts)
        raw = (known or {}).get(chunk.key)
        if raw is None:
            if total > 1:
                yield Progress(f"Reading {chunk.title}", at / total)
            try:
                raw = yield from asked(task, desk, stream=total == 1)
            except BackendError as error:
                if not parts:
                    raise
                whole = False
                yield Notice(f"{error} What was read until then is kept; ask again to go on.")
                break
        replies[chunk.key] = raw
        reply = read(raw, task)
        parts.append(reply)
        if total > 1:
            cited = cite(reply.citations, desk.documents, task.evidence)
            yield Part(chunk.key, chunk.title, reply.text, cited, at + 1, total)
    chunks = plan.chunks[: len(parts)]
    last = yield from _joined(chunks, parts, desk)
    cited = cite(last.citations, desk.documents, plan.evidence)
    values = found_values(last, desk.documents, plan.evidence)
    yield Answered(last.text, cited, values, last.found, tuple(replies.items()), whole)


def asked(task: Consult, desk: Desk, stream: bool) -> Generator[ReadingEvent, None, str]:
    """One call; yields what it says along the way and returns the raw reply."""
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
    if transcript.finished is not None and transcript.finished.reason == "length":
        yield Notice("The reply ended at the limit of tokens; raise it in the sidebar.")
    return transcript.answer


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


def _joined(
    chunks: Sequence[Chunk], parts: Sequence[Consulted], desk: Desk
) -> Generator[ReadingEvent, None, Consulted]:
    """All replies as one: merged in a tree by the model, or one after the other."""
    if len(parts) == 1:
        return parts[0]
    aim = chunks[0].task.aim
    if aim == "extraction":
        return _best_values(chunks[0].task, parts)
    if aim != "summary":
        text = "\n\n".join(_GLOSSARY.sub("", part.text).strip() for part in parts)
        citations = tuple(one for part in parts for one in part.citations)
        return Consulted(text, citations, found=any(part.found for part in parts))
    level = [part.text for part in parts]
    while True:
        groups = [level[at : at + MERGED_AT_ONCE] for at in range(0, len(level), MERGED_AT_ONCE)]
        made = []
        for at, group in enumerate(groups):
            task = replace(
                chunks[0].task, aim="merge", excerpts=(), evidence=(), partials=tuple(group)
            )
            yield Progress("Joining what was read", at / len(groups))
            raw = yield from asked(task, desk, stream=len(groups) == 1)
            made.append(read(raw, task))
        if len(made) == 1:
            return made[0]
        level = [one.text for one in made]


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
