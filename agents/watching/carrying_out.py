"""A plan carried out: look after look, the replies joined, then a closer look where it matters."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from agents.watching.events import (
    Answered,
    Footage,
    Look,
    Looking,
    Part,
    Plan,
    WatchingEvent,
    Writing,
)
from agents.watching.frames import taking
from agents.watching.merging import merged
from agents.watching.planning import MIMES, Room, Span, closer, plan_looks, room
from model.backends.base import Connection, Options
from model.budget import sampled_frames
from model.clips.parts import Frame, Moment, Segment, Timeline
from model.errors import BackendError, InputError
from model.events import Answer, Event, Notice, Progress, Sent, Thinking, Transcript, Usage
from model.messages import Video
from model.service import ModelService
from model.tasks.video import Aim, Watch, Watched, moments_in, read
from model.wire.times import clock
from model.wire.tokens import display_text

_OPENED = 12
"""Moments of an answer that come with a frame."""
_NEAR_S = 0.5
_GROWN = 1.1
"""JSON is read again while it is written when it has grown by this factor: it may be long."""
_CHARS_PER_TOKEN = 3


@dataclass(frozen=True, slots=True)
class Request:
    """What a user wants of a clip.

    The stretch is the whole clip where ``end_s`` is not after ``start_s``; ``times`` are the
    frames to show, where the user chose them. ``native`` forces or forbids to send the file.
    """

    aim: Aim
    question: str = ""
    start_s: float = 0.0
    end_s: float = 0.0
    times: tuple[float, ...] = ()
    native: bool | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """Who is asked about which clip."""

    service: ModelService
    connection: Connection
    options: Options
    clip: Footage
    timeline: Timeline

    def span(self, request: Request) -> Span:
        """The seconds a request is about; raises ``InputError`` for some beyond the end."""
        length = self.clip.facts.seconds
        if request.end_s <= request.start_s:
            return 0.0, length
        if request.start_s >= length:
            raise InputError(
                f"The stretch begins at {clock(request.start_s)} and the clip ends at "
                f"{clock(length, tenths=True)}; choose an earlier start."
            )
        return max(0.0, request.start_s), min(request.end_s, length)

    def task(self, request: Request, look: Look) -> Watch:
        """The question about one look, without its frames."""
        return Watch(
            request.aim,
            request.question,
            self.timeline,
            start_s=look.start_s,
            end_s=look.end_s,
        )


@dataclass(frozen=True, slots=True)
class _Reply:
    look: Look
    watched: Watched


def carry_out(
    request: Request, desk: Desk, plan: Plan, known: Mapping[str, str]
) -> Generator[WatchingEvent, None, None]:
    """Make the calls of ``plan`` whose replies are not ``known``; ``Answered`` comes last.

    What a call gave is kept when a later one fails, and said to be not whole. Raises
    ``BackendError`` when the first one fails, and ``InputError`` for an empty question.
    """
    if request.aim in ("answer", "where") and not request.question.strip():
        raise InputError(
            "Nothing is asked; write a question about the clip."
            if request.aim == "answer"
            else "Nothing to follow is named; write what to follow through the clip."
        )
    for sentence in plan.notes:
        yield Notice(sentence)
    if desk.connection.backend == "embedded":
        task = desk.task(request, plan.looks[0])
        yield from _answered(desk, read((yield from _asked(task, desk, stream=True)), task), True)
        return
    span = desk.span(request)
    settings = desk.service.settings
    space = room(desk.clip, desk.connection, desk.options, settings)
    try:
        replies, whole = yield from _looked(request, desk, plan, known)
    except BackendError as error:
        if not plan.looks[0].native:
            raise
        yield Notice(f"The server did not take the clip whole; its frames go instead. {error}")
        plan = plan_looks(
            request.aim, request.question, desk.clip, desk.timeline, span, space, settings
        )
        replies, whole = yield from _looked(request, desk, plan, known)
    if request.aim != "answer":
        chained = _chained(request, replies)
        if not chained.moments and (problem := replies[-1].watched.problem):
            yield Notice(problem)
        yield from _answered(desk, chained, whole)
        return
    first = yield from _joined(request, desk, replies, space)
    if plan.closer and whole:
        first = yield from _closer(request, desk, plan, first, span, space)
    yield from _answered(desk, first, whole)


def _looked(
    request: Request, desk: Desk, plan: Plan, known: Mapping[str, str]
) -> Generator[WatchingEvent, None, tuple[list[_Reply], bool]]:
    """All looks of a plan in order, until one fails; and whether none did."""
    replies: list[_Reply] = []
    total = len(plan.looks)
    for number, look in enumerate(plan.looks):
        key, task = _key(request, desk, look), desk.task(request, look)
        raw = known.get(key)
        if raw is not None and request.aim == "where":
            # boxes are read by the frames that were shown
            task, _ = yield from _framed(task, desk, look)
        if raw is None:
            if total > 1:
                part = f"{clock(look.start_s)}–{clock(look.end_s)}"
                yield Progress(f"Watching {part} ({number + 1} of {total})", number / total)
            try:
                task, raw = yield from _shown(task, desk, look, total == 1)
            except BackendError as error:
                if not replies:
                    raise
                yield Notice(
                    f"{error} What was seen until {clock(look.start_s)} is kept; ask the same "
                    "again to go on from there."
                )
                return replies, False
        watched = read(raw, task)
        replies.append(_Reply(look, watched))
        if total > 1:
            yield Part(
                watched.text,
                watched.moments,
                watched.segments,
                look.start_s,
                look.end_s,
                number + 1,
                total,
                key,
                raw,
            )
    return replies, True


def _key(request: Request, desk: Desk, look: Look) -> str:
    """What makes a look the same as another, so that the reply to it may be kept."""
    asked = (
        request.aim, request.question, desk.clip.facts.digest, desk.connection.model,
        look.start_s, look.end_s, look.times, look.native,
    )  # fmt: skip
    return hashlib.sha256(repr(asked).encode()).hexdigest()


def _shown(
    task: Watch, desk: Desk, look: Look, stream: bool, is_closer: bool = False
) -> Generator[WatchingEvent, None, tuple[Watch, str]]:
    """One look at its frames, or at the clip itself: what was asked, the reply."""
    task, shown = yield from _framed(task, desk, look)
    yield Looking(shown, look.start_s, look.end_s, is_closer)
    return task, (yield from _asked(task, desk, stream))


def _framed(
    task: Watch, desk: Desk, look: Look
) -> Generator[WatchingEvent, None, tuple[Watch, tuple[Frame, ...]]]:
    """The question with what it is asked of: frames taken from the clip, or the clip itself."""
    if look.native:
        return replace(task, video=_video(desk)), ()
    settings = desk.service.settings
    shown = yield from taking(desk.clip, look.times, settings.watch_side, settings.heartbeat_s)
    # A slow clip shows one frame for several of the times; once is enough.
    shown = tuple({frame.at_s: frame for frame in shown}.values())
    return replace(task, frames=shown), shown


def _asked(task: Watch, desk: Desk, stream: bool) -> Generator[WatchingEvent, None, str]:
    """One call and its reply; yields what it says on the way, JSON as the list that it makes."""
    transcript = Transcript()
    shown = 0
    events = desk.service.stream(task, desk.connection, desk.options)
    with closing(cast("Generator[Event, None, None]", events)) as running:
        for event in running:
            transcript.add(event)
            if isinstance(event, Answer):
                so_far = transcript.answer
                if not stream:
                    continue
                if task.aim in ("answer", "merge"):
                    yield Writing(display_text(so_far, partial=True))
                elif "}" in event.text and len(so_far) > _GROWN * shown:
                    shown = len(so_far)
                    yield Writing(read(so_far, task).text)
            elif isinstance(event, Progress | Notice | Thinking | Usage | Sent):
                yield event
    if transcript.finished is not None and transcript.finished.reason == "length":
        yield Notice("The reply ended at the limit of tokens; raise it in the sidebar.")
    return transcript.answer


def _joined(
    request: Request, desk: Desk, replies: Sequence[_Reply], space: Room
) -> Generator[WatchingEvent, None, Watched]:
    """The replies as one: merged by the model, or one after the other where that fails."""
    if len(replies) == 1:
        return replies[0].watched
    partials = [
        f"{clock(one.look.start_s)}–{clock(one.look.end_s)}\n{one.watched.text}" for one in replies
    ]

    def join(group: tuple[str, ...], last: bool) -> Generator[WatchingEvent, None, Watched]:
        task = Watch("merge", request.question, desk.timeline, partials=group)
        return read((yield from _asked(task, desk, stream=last)), task)

    try:
        return (yield from merged(partials, join, space.tokens * _CHARS_PER_TOKEN))
    except BackendError as error:
        yield Notice(f"The parts could not be made one answer, so they stand as they are. {error}")
    text = "\n\n".join(partials)
    return Watched(text, moments_in(text, desk.clip.facts.seconds))


def _closer(
    request: Request, desk: Desk, plan: Plan, first: Watched, span: Span, space: Room
) -> Generator[WatchingEvent, None, Watched]:
    """The same question beside denser frames of the moments that the first answer tells of."""
    spans, times = closer(first.moments, plan, span, space)
    if not times:
        return first
    where = ", ".join(f"{clock(begin)}–{clock(end)}" for begin, end in spans[:4])
    yield Progress(f"Looking closer at {where}{' …' if len(spans) > 4 else ''}")
    look = Look(spans[0][0], spans[-1][1], times, 0)
    task = replace(desk.task(request, look), partials=(first.text,))
    try:
        task, raw = yield from _shown(task, desk, look, stream=True, is_closer=True)
    except BackendError as error:
        yield Notice(f"The closer look failed, so this is what the first one gave. {error}")
        return first
    second = read(raw, task)
    return second if second.text else first


def _answered(desk: Desk, watched: Watched, whole: bool) -> Generator[WatchingEvent, None, None]:
    """The end, with a frame for each of the first moments."""
    times: list[float] = []
    for moment in watched.moments:
        at_s = min(moment.start_s, desk.clip.facts.seconds)
        if all(abs(at_s - other) > _NEAR_S for other in times):
            times.append(at_s)
    settings = desk.service.settings
    opened: tuple[Frame, ...] = ()
    if times:
        opened = yield from taking(
            desk.clip, sorted(times[:_OPENED]), settings.watch_side, settings.heartbeat_s
        )
    yield Answered(watched.text, watched.moments, opened, watched.segments, whole)


def _chained(request: Request, replies: Sequence[_Reply]) -> Watched:
    """Segments or tracked things of all looks, one after the other.

    A segment that goes on over the edge of two looks is made one.
    """
    text = "\n".join(reply.watched.text for reply in replies)
    if request.aim == "where":
        return Watched(text, tuple(one for reply in replies for one in reply.watched.moments))
    chained: list[Segment] = []
    for reply in replies:
        for one in reply.watched.segments:
            last = chained[-1] if chained else None
            if last is not None and last.title.casefold() == one.title.casefold():
                summary = " ".join(filter(None, (last.summary, one.summary)))
                chained[-1] = replace(last, end_s=one.end_s, summary=summary)
            else:
                chained.append(one)
    moments = tuple(Moment(one.start_s, one.end_s, one.title) for one in chained)
    return Watched(text, moments, tuple(chained))


def _video(desk: Desk) -> Video:
    facts, path = desk.clip.facts, Path(desk.clip.path)
    rule = room(desk.clip, desk.connection, desk.options, desk.service.settings).profile.video
    return Video(
        str(path),
        MIMES.get(path.suffix.lower(), "video/mp4"),
        facts.name,
        facts.digest,
        facts.seconds,
        sampled_frames(facts.seconds, rule),
        (facts.width, facts.height),
    )
