"""What the Video tab does when the page says something: watch, plan, ask, show, send.

Each method looks the session's desk up and writes it back; what it returns are updates of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from agents import watching as watcher
from agents.watching.events import Plan, WatchingEvent
from model.backends.base import Connection
from model.clips.choosing import choose, even
from model.clips.parts import Frame, Timeline
from model.errors import InputError, SightlineError
from model.media.clip import Clip
from model.messages import Picture
from model.tasks.video import Aim
from model.wire.times import clock
from ui.errors import sentence
from ui.ground.finding import Runs
from ui.ground.picture_files import cached_file
from ui.shell import Parcel, Shell, Spent, read_sidebar
from ui.video.asking import follow
from ui.video.choosing import read_choosing
from ui.video.desk import Asked, Desk, Desks
from ui.video.page import Page, Update
from ui.video.watching import Watching, Watchings
from ui.webpage.asking import waited
from ui.words import Language, language_of, say

if TYPE_CHECKING:
    import gradio as gr

T = TypeVar("T")
_LOOKS_S = 0.5
"""How often a timeline that grows is sent."""
_OF_A_WHOLE_CLIP = 16
"""Frames that are shown of a clip which itself goes to the model."""
_LARGE = 960
"""Longest side in pixels of one frame looked at by itself."""


class Working:
    """The tab's events, for all sessions."""

    def __init__(self, shell: Shell, page: Page) -> None:
        self._shell = shell
        self._page = page
        self.desks = Desks(shell.sessions)
        self._watchings = Watchings()
        self._runs = Runs()

    # Watching.

    def bring(self, desk: Desk, token: str, request: gr.Request) -> Iterator[Update]:
        """A new clip in place of the old one, watched until it is over or stopped."""
        language = language_of(request)
        self._runs.clear(str(request.session_hash))
        self.desks.put(token, desk)
        service, clip = self._shell.service, desk.clip
        assert clip is not None

        def timelines(stopped: Any) -> Iterator[Timeline]:
            yield from service.watch(clip, stopped)

        said = partial(sentence, language=language)
        watching = Watching(token, desk.key, timelines, self.desks, said)
        self._watchings.begin(token, watching)
        yield self._page.everything(desk)
        yield from self._look(watching, token)

    def come_back(self, token: str, request: gr.Request) -> Iterator[Update]:
        """The page was loaded again: show what there is, and go on showing what grows."""
        watching = self._watchings.of(token)
        desk = self.desks.now(token)
        if desk.clip is None:
            yield self._page.nothing()
            return
        if desk.phase == "watching" and (watching is None or watching.key != desk.key):
            desk = desk.ended("stopped")
        yield self._page.everything(desk.settled())
        if watching is not None and watching.key == desk.key:
            yield from self._look(watching, token)

    def _look(self, watching: Watching, token: str) -> Iterator[Update]:
        for timeline in watching.looks(_LOOKS_S):
            desk = self.desks.now(token)
            if desk.key != watching.key:
                return  # another clip lies there, and is shown by another
            if timeline is None:
                # The player falls back on the frames that were found.
                yield {**self._page.watched(desk), **self._page.player(desk)}
            else:
                yield self._page.watched(desk.seen(timeline))

    def stop_watching(self, token: str) -> None:
        """End it; what was found is kept."""
        if (watching := self._watchings.of(token)) is not None:
            watching.stop()

    # Choosing what a model sees.

    def chosen(self, desk: Desk, form: tuple[Any, ...], token: str, language: Language) -> Desk:
        """The desk with the form's choice of frames; raises ``InputError``."""
        if desk.clip is None:
            gone = self.desks.forgotten(token)
            raise InputError(say(language, "video_forgotten" if gone else "video_no_clip"))
        if not desk.clip.path.is_file():
            raise InputError(say(language, "video_gone", name=desk.name))
        choosing = read_choosing(form, desk.seconds, language)
        same = desk.choosing == choosing
        frames = desk.frames if same else ()
        changed = self.desks.change(
            token, desk.key, lambda now: replace(now, choosing=choosing, frames=frames)
        )
        return changed or replace(desk, choosing=choosing, frames=frames)

    def choose(
        self,
        words: str,
        aim: Aim,
        form: tuple[Any, ...],
        sidebar: Any,
        token: str,
        request: gr.Request,
    ) -> Update:
        """What the choice in the form would send, as an estimate and as marks on the timeline."""
        language = language_of(request)
        desk = self.desks.now(token)
        try:
            desk = self.chosen(desk, form, token, language)
            return self._page.planned(desk, *self._planned(desk, aim, words, sidebar))
        except SightlineError as error:
            return self._page.refused(desk, sentence(error, language))

    def show_frames(
        self,
        words: str,
        aim: Aim,
        form: tuple[Any, ...],
        sidebar: Any,
        token: str,
        request: gr.Request,
    ) -> Iterator[Update]:
        """The frames of the choice themselves, exactly as a model will see them."""
        language = language_of(request)
        desk = self.desks.now(token)
        try:
            desk = self.chosen(desk, form, token, language)
            plan, embedded = self._planned(desk, aim, words, sidebar)
        except SightlineError as error:
            yield self._page.refused(desk, sentence(error, language))
            return
        side = self._shell.settings.watch_side
        times = plan.times or even(*desk.choosing.span(desk.seconds), _OF_A_WHOLE_CLIP)
        yield self._page.busy("video_taking")
        trouble, frames = "", None
        try:
            frames = self._of_clip(desk, lambda clip: tuple(clip.at(times, side)), request)
        except SightlineError as error:
            trouble = sentence(error, language)
        taken = frames or ()
        desk = self.desks.change(
            token, desk.key, lambda now: replace(now, frames=taken)
        ) or replace(desk, frames=taken)
        yield {
            **self._page.strip(desk),
            **self._page.planned(desk, plan, embedded),
            **self._page.idle(desk, trouble),
        }

    def _of_clip(self, desk: Desk, work: Callable[[Clip], T], request: gr.Request) -> T | None:
        """What ``work`` makes of the clip; ``None`` as soon as Stop is pressed."""
        assert desk.clip is not None
        session = str(request.session_hash)
        run = self._runs.begin(session)
        try:
            # One of its own, which ends the work at its next frame when it is closed.
            with self._shell.service.open_clip(desk.clip.path, desk.name) as clip:
                return waited(lambda: work(clip), run)
        finally:
            self._runs.end(session, run)

    # Asking.

    def ask(
        self,
        words: str,
        aim: Aim,
        form: tuple[Any, ...],
        sidebar: Any,
        token: str,
        request: gr.Request,
    ) -> Iterator[Update]:
        """One question: the plan, the frames as they go out, the answer as it comes."""
        language, session = language_of(request), str(request.session_hash)
        desk = self.desks.now(token)
        try:
            desk = self.chosen(desk, form, token, language)
            words = _question(words, aim, language)
        except SightlineError as error:
            yield self._page.refused(desk, sentence(error, language))
            return
        key, run = desk.key, self._runs.begin(session)
        connection, _ = read_sidebar(sidebar)
        asking, asked_of = self._request(desk, aim, words), self._asked_of(desk, sidebar)
        known = {key: reply for one in desk.asked for key, reply in one.replies}

        def make() -> Iterator[WatchingEvent]:
            yield from watcher.watch(asking, asked_of, known=known)

        desk = self.desks.change(token, key, lambda now: now.ask(words)) or desk.ask(words)
        yield {**self._page.answer(desk), **self._page.asked(words)}
        was: Asked | None = None
        try:
            said = partial(sentence, language=language)
            start = replace(desk.asked[-1], given=replace(desk.asked[-1].given, by=_by(connection)))
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
            self._runs.end(session, run)

    def _grown(
        self, token: str, key: str, now: Asked, was: Asked | None
    ) -> tuple[Update | None, Asked]:
        """Write the answer as it is now, and tell the page what of it is new."""
        frames_came = bool(now.frames) and (was is None or was.frames != now.frames)

        def grow(desk: Desk) -> Desk:
            desk = desk.answering(now)
            return replace(desk, frames=now.frames) if frames_came else desk

        desk = self.desks.change(token, key, grow)
        if desk is None:
            return None, now
        updates = self._page.answer(desk, was)
        if frames_came:
            updates |= self._page.strip(desk)
        if not now.given.running:
            updates |= {**self._page.player(desk), **self._page.watched(desk)}
        return updates, now

    def stop(self, request: gr.Request) -> None:
        """End the answer that is coming; what was said so far stays."""
        self._runs.stop(str(request.session_hash))

    # The player.

    def convert(self, token: str, request: gr.Request) -> Iterator[Update]:
        """The clip encoded anew as an MP4 that every browser plays."""
        language = language_of(request)
        desk = self.desks.now(token)
        if desk.clip is None:
            yield self._page.refused(desk, say(language, "video_no_clip"))
            return
        yield self._page.busy("video_converting")
        trouble, data = "", None
        try:
            end = desk.seconds
            data = self._of_clip(desk, lambda clip: clip.cut(0.0, end, encode=True), request)
        except SightlineError as error:
            trouble = sentence(error, language)
        if data is not None:
            file = cached_file(data, "clip.mp4")
            desk = self.desks.change(
                token, desk.key, lambda now: replace(now, file=file, converted=True)
            ) or replace(desk, file=file, converted=True)
        yield {**self._page.player(desk), **self._page.idle(desk, trouble)}

    def look(self, at: Any, token: str) -> dict[str, Any]:
        """One frame, sharp, for a player that cannot play the clip itself."""
        desk = self.desks.now(token)
        try:
            at_s = float(at)
            assert desk.clip is not None
            frame = desk.clip.at([at_s], _LARGE)[0]
        except (TypeError, ValueError, AssertionError, SightlineError):
            return {}
        return self._page.still(desk, frame)

    def here(self, at_s: float | None) -> str:
        """The player's time as the form writes it."""
        return clock(float(at_s or 0), tenths=True)

    def stretch(self, start: Any, end: Any) -> tuple[str, str]:
        """A stretch that was chosen on the timeline, as the form writes it."""
        try:
            return self.here(float(start)), self.here(float(end))
        except (TypeError, ValueError):
            return "", ""

    # Sending.

    def parcel(self, tab: str, at_s: float, token: str, language: Language) -> Parcel:
        """What another tab gets: moments of a recording, the frame at ``at_s``, or the strip."""
        desk = self.desks.now(token)
        if desk.clip is None:
            raise InputError(say(language, "video_no_clip"))
        settings = self._shell.settings
        if tab == "webpage":
            from model.media.video import moments

            found = moments(desk.clip.path, settings, desk.name)
            times = tuple(one.at_s for one in found)
            return Parcel.now(tuple(one.picture for one in found), times=times)
        frames: tuple[Frame, ...] = desk.frames[: settings.max_pictures]
        if tab != "chat" or not frames:
            frames = tuple(desk.clip.at([at_s], 0)[:1])
        return Parcel.now(tuple(_named(frame, desk.name) for frame in frames))

    def _planned(self, desk: Desk, aim: Aim, words: str, sidebar: Any) -> tuple[Plan, bool]:
        """The plan for a question, and whether the embedded engine would answer it."""
        asked_of = self._asked_of(desk, sidebar)
        plan = watcher.plan(self._request(desk, aim, words), asked_of)
        return plan, asked_of.connection.backend == "embedded"

    def _asked_of(self, desk: Desk, sidebar: Any) -> watcher.Desk:
        connection, options = read_sidebar(sidebar)
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
        return watcher.Request(aim, words.strip(), start, end, times)


def _question(words: str, aim: Aim, language: Language) -> str:
    words = words.strip()
    if aim == "segments":
        return words or say(language, "video_ask_segments")
    if not words:
        raise InputError(say(language, "video_no_track" if aim == "where" else "video_no_question"))
    return words


def _by(connection: Connection) -> str:
    """Who answers, as the page names it; the embedded engine has no name there."""
    return str(connection.model) if connection.backend == "endpoint" else ""


def _named(frame: Frame, name: str) -> Picture:
    """The frame under a name that tells where it is from."""
    at = clock(frame.at_s, tenths=True).replace(":", ".")
    return replace(frame.picture, name=f"{name.rpartition('.')[0] or name} {at}.png")
