"""Questions about a clip: what they would send, the frames a model would see, and the answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from agents import watching as watcher
from agents.watching.events import Plan, WatchingEvent
from model.backends.base import Connection
from model.clips.choosing import choose, even
from model.clips.parts import Timeline
from model.errors import InputError, SightlineError
from model.tasks.video import Aim
from ui.errors import sentence
from ui.runs import Runs
from ui.shell import Shell, Spent, read_sidebar
from ui.video.asking import follow, of_clip
from ui.video.choosing import read_choosing
from ui.video.desk import Asked, Desk, Desks
from ui.video.page import Page, Update
from ui.words import Language, language_of, say

if TYPE_CHECKING:
    import gradio as gr

_FIELDS = 5
"""Of ``Choosing``; the sidebar's values follow them."""
_OF_A_WHOLE_CLIP = 16
"""Frames that are shown where a plan names none: the clip itself is sent, or nothing."""


@dataclass(frozen=True, slots=True)
class Posed:
    """What stands in the form, and whose it is."""

    words: str
    aim: Aim
    form: tuple[Any, ...]
    sidebar: tuple[Any, ...]
    token: str
    session: str
    language: Language

    @classmethod
    def by(
        cls, request: gr.Request, words: str, aim: Aim, token: str, values: tuple[Any, ...]
    ) -> Posed:
        """``values`` are those of ``Parts.choosing``, then the sidebar's."""
        form, sidebar = values[:_FIELDS], values[_FIELDS:]
        session = str(request.session_hash)
        return cls(words.strip(), aim, form, sidebar, token, session, language_of(request))

    def question(self) -> str:
        """What is asked; raises ``InputError`` where words are missing."""
        if self.words:
            return self.words
        if self.aim == "segments":
            return say(self.language, "video_ask_segments")
        missing = "video_no_track" if self.aim == "where" else "video_no_question"
        raise InputError(say(self.language, missing))


class Questions:
    """What is asked in all sessions."""

    def __init__(self, shell: Shell, page: Page, desks: Desks, runs: Runs) -> None:
        self._shell, self._page, self._desks, self._runs = shell, page, desks, runs

    def chosen(self, form: tuple[Any, ...], token: str, language: Language) -> Desk:
        """The desk with the form's choice of frames; raises ``InputError``."""
        desk = self._desks.now(token)
        if desk.clip is None:
            gone = self._desks.forgotten(token)
            raise InputError(say(language, "video_forgotten" if gone else "video_no_clip"))
        if not desk.clip.path.is_file():
            raise InputError(say(language, "video_gone", name=desk.name))
        choosing = read_choosing(form, desk.seconds, language)
        return self._desks.made(token, desk, lambda now: replace(now, choosing=choosing))

    def choose(self, posed: Posed) -> Update:
        """What the choice in the form would send, as an estimate and as marks on the timeline."""
        try:
            desk = self.chosen(posed.form, posed.token, posed.language)
            plan = self._planned(desk, posed)
        except SightlineError as error:
            return self._refused(posed, error)
        desk = self._desks.made(posed.token, desk, lambda now: now.planned(_times(now, plan)))
        return self._page.planned(desk, plan, _embedded(posed))

    def show_frames(self, posed: Posed) -> Iterator[Update]:
        """The frames of the choice themselves, exactly as a model will see them."""
        try:
            desk = self.chosen(posed.form, posed.token, posed.language)
            plan = self._planned(desk, posed)
        except SightlineError as error:
            yield self._refused(posed, error)
            return
        service, side, times = (
            self._shell.service,
            self._shell.settings.watch_side,
            _times(desk, plan),
        )
        yield self._page.busy("video_taking")
        trouble, frames = "", None
        try:
            frames = of_clip(
                service, desk, lambda clip: tuple(clip.at(times, side)), self._runs, posed.session
            )
        except SightlineError as error:
            trouble = sentence(error, posed.language)
        taken = frames or ()
        desk = self._desks.made(
            posed.token, desk, lambda now: replace(now, frames=taken, taken_at=times)
        )
        yield {
            **self._page.planned(desk, plan, _embedded(posed)),
            **self._page.idle(desk, trouble),
        }

    def ask(self, posed: Posed) -> Iterator[Update]:
        """One question: the plan, the frames as they go out, the answer as it comes."""
        try:
            desk = self.chosen(posed.form, posed.token, posed.language)
            words = posed.question()
            asking, asked_of = self._request(desk, posed.aim, words), self._asked_of(desk, posed)
            plan = watcher.plan(asking, asked_of)
        except SightlineError as error:
            yield self._refused(posed, error)
            return
        key, token, run = desk.key, posed.token, self._runs.begin(posed.session)
        known = {look: reply for one in desk.asked for look, reply in one.replies}

        def make() -> Iterator[WatchingEvent]:
            yield from watcher.watch(asking, asked_of, plan, known)

        desk = self._desks.made(token, desk, lambda now: now.planned(_times(now, plan)).ask(words))
        # What is going to be sent is told before it is, however the question came.
        told = self._page.planned(desk, plan, _embedded(posed))
        yield {**told, **self._page.answer(desk), **self._page.asked(words)}
        was: Asked | None = None
        try:
            said = partial(sentence, language=posed.language)
            given = replace(desk.asked[-1].given, by=_by(asked_of.connection))
            start = replace(desk.asked[-1], given=given)
            pace = self._shell.settings.updates_per_s / 2
            with closing(follow(start, make, run, said, pace)) as answers:
                for now in answers:
                    if run.superseded:
                        return
                    updates, was = self._grown(token, key, now, was)
                    if updates is None:
                        return
                    yield updates
            if was is not None and was.given.usage:
                yield {self._shell.spent: Spent.now(was.given.usage)}
        finally:
            self._runs.end(posed.session, run)

    def _grown(
        self, token: str, key: str, now: Asked, was: Asked | None
    ) -> tuple[Update | None, Asked]:
        """Write the answer as it is now, and tell the page what of it is new."""
        frames_came = bool(now.frames) and (was is None or was.frames != now.frames)

        def grow(desk: Desk) -> Desk:
            desk = desk.answering(now)
            return replace(desk, frames=now.frames, taken_at=()) if frames_came else desk

        desk = self._desks.change(token, key, grow)
        if desk is None:
            return None, now
        updates = self._page.answer(desk, was)
        if frames_came:
            updates |= self._page.strip(desk)
        if not now.given.running:
            updates |= {**self._page.player(desk), **self._page.watched(desk)}
        return updates, now

    def _refused(self, posed: Posed, error: SightlineError) -> Update:
        return self._page.refused(self._desks.now(posed.token), sentence(error, posed.language))

    def _planned(self, desk: Desk, posed: Posed) -> Plan:
        return watcher.plan(
            self._request(desk, posed.aim, posed.words), self._asked_of(desk, posed)
        )

    def _asked_of(self, desk: Desk, posed: Posed) -> watcher.Desk:
        connection, options = read_sidebar(posed.sidebar)
        assert desk.clip is not None
        timeline = desk.timeline or Timeline(desk.clip.facts)
        return watcher.Desk(self._shell.service, connection, options, desk.clip, timeline)

    def _request(self, desk: Desk, aim: Aim, words: str) -> watcher.Request:
        """What is asked, with the frames where they were chosen by hand."""
        choosing = desk.choosing
        start, end = choosing.span(desk.seconds)
        times: tuple[float, ...] = ()
        if choosing.by != "auto" and desk.clip is not None:
            timeline = desk.timeline or Timeline(desk.clip.facts)
            times = choose(
                desk.clip, timeline, choosing.by, choosing.per_s, choosing.count, start, end
            )
        if choosing.whole(desk.seconds):
            start = end = 0.0
        return watcher.Request(aim, words, start, end, times)


def _times(desk: Desk, plan: Plan) -> tuple[float, ...]:
    """The seconds whose frames stand for a plan."""
    return plan.times or tuple(even(*desk.choosing.span(desk.seconds), _OF_A_WHOLE_CLIP))


def _embedded(posed: Posed) -> bool:
    return read_sidebar(posed.sidebar)[0].backend == "embedded"


def _by(connection: Connection) -> str:
    """Who answers, as the page names it; the embedded engine has no name there."""
    return connection.by
