"""What the Video tab does with a clip: watch it, show it, send it on.

Each method looks the session's desk up and writes it back; what it returns are updates of the page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from model.clips.parts import Frame, Timeline
from model.errors import InputError, SightlineError
from model.media.clip import cut
from model.messages import Picture
from model.wire.times import clock
from ui.errors import sentence
from ui.ground.picture_files import cached_file
from ui.runs import Runs
from ui.shell import Parcel, Shell
from ui.video.asking import of_clip
from ui.video.desk import Desk, Desks
from ui.video.page import Page, Update
from ui.video.questions import Questions
from ui.video.watching import Watching, Watchings
from ui.words import Language, language_of, say

if TYPE_CHECKING:
    import gradio as gr

_LOOKS_S = 0.5
"""How often a timeline that grows is sent."""
_LARGE = 960
"""Longest side in pixels of one frame looked at by itself."""


class Working:
    """The tab's events, for all sessions; ``questions`` has those of asking."""

    def __init__(self, shell: Shell, page: Page) -> None:
        self._shell = shell
        self._page = page
        self.desks = Desks(shell.sessions)
        self._watchings = Watchings()
        self._runs = Runs()
        self.questions = Questions(shell, page, self.desks, self._runs)

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

    def stop(self, request: gr.Request) -> None:
        """End what is going on; what was said so far stays."""
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
            data = of_clip(
                self._shell.service,
                desk,
                lambda clip: cut(clip, 0.0, end, encode=True),
                self._runs,
                str(request.session_hash),
            )
        except SightlineError as error:
            trouble = sentence(error, language)
        if data is not None:
            file = cached_file(data, "clip.mp4")
            desk = self.desks.made(token, desk, lambda now: replace(now, file=file, converted=True))
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


def _named(frame: Frame, name: str) -> Picture:
    """The frame under a name that tells where it is from."""
    at = clock(frame.at_s, tenths=True).replace(":", ".")
    return replace(frame.picture, name=f"{name.rpartition('.')[0] or name} {at}.png")
