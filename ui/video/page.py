"""From a desk to updates of the page: only what changed is sent."""

from __future__ import annotations

from typing import Any

import gradio as gr

from agents.watching.events import Plan
from model.clips.parts import Frame
from model.messages import user
from model.wire.times import clock
from ui.behind import behind
from ui.chat.shelf import Shelf
from ui.conversation import Conversation, Turn
from ui.markup import both
from ui.video import drawn, view
from ui.video.choosing import estimate_html
from ui.video.desk import Asked, Choosing, Desk
from ui.video.parts import Parts

Update = dict[Any, Any]


class Page:
    """Shows desks in the tab's parts."""

    def __init__(self, parts: Parts, shelf: Shelf) -> None:
        self._parts = parts
        self._shelf = shelf

    def everything(self, desk: Desk, trouble: str = "") -> Update:
        """All of it: a clip that was just brought, or a page that was loaded again."""
        return {
            **self.player(desk),
            **self.watched(desk, trouble),
            **self.answer(desk),
            **self.chosen(desk.choosing),
            self._parts.question: desk.asked[-1].question if desk.asked else "",
            self._parts.estimate: "",
            self._parts.strip: view.strip_html(desk, self._shelf),
        }

    def player(self, desk: Desk) -> Update:
        """The player: the file, and the boxes of the latest answer."""
        return {self._parts.stage: drawn.player_value(desk, self._shelf, _latest(desk))}

    def watched(self, desk: Desk, trouble: str = "") -> Update:
        """The timeline, and how far it got."""
        at = self._parts
        chosen = [frame.at_s for frame in desk.frames]
        return {
            at.timeline: drawn.timeline_value(desk, self._shelf, chosen),
            at.status: view.status_html(desk, trouble),
            at.stop_watching: gr.Button(visible=desk.phase == "watching"),
        }

    def nothing(self) -> Update:
        """No update, where an event must give one: without any, all outputs would be emptied."""
        return {self._parts.status: gr.skip()}

    def planned(self, desk: Desk, plan: Plan, embedded: bool) -> Update:
        """What a question would send, told and marked on the timeline."""
        at = self._parts
        return {
            at.estimate: estimate_html(desk, plan, embedded),
            at.status: view.status_html(desk),
            at.timeline: drawn.timeline_value(desk, self._shelf, plan.times),
            at.strip: view.strip_html(desk, self._shelf),
        }

    def busy(self, word: str) -> Update:
        """Updates while something is done that is no asking; ``idle`` ends it."""
        at = self._parts
        return {
            at.estimate: f'<p class="doing"><i></i><span>{both(word)}</span></p>',
            at.ask: gr.Button(visible=False),
            at.stop: gr.Button(visible=True),
        }

    def idle(self, desk: Desk, trouble: str = "") -> Update:
        """The buttons as they are while nothing is asked, and what went wrong."""
        at = self._parts
        updates: Update = {
            at.status: view.status_html(desk, trouble),
            at.ask: gr.Button(visible=True),
            at.stop: gr.Button(visible=False),
        }
        return updates

    def asked(self, words: str) -> Update:
        """The question box holds what was asked, also where a chip asked it."""
        return {self._parts.question: words}

    def still(self, desk: Desk, frame: Frame) -> dict[str, Any]:
        """One frame for the player: its time and where the browser gets it."""
        return {"key": desk.key, "at": frame.at_s, "url": self._shelf.url(frame.picture)}

    def refused(self, desk: Desk, trouble: str) -> Update:
        """A sentence on why nothing is done; all else stays as it is."""
        return {self._parts.status: view.status_html(desk, trouble)}

    def answer(self, desk: Desk, was: Asked | None = None) -> Update:
        """The latest answer; earlier ones when it is new or done."""
        at, now = self._parts, _latest(desk)
        running = now is not None and now.given.running
        updates: Update = {
            at.answer: view.linked(view.prose(now.text), desk.seconds) if now else "",
            at.moments: view.moments_html(now, self._shelf),
        }
        if was is None or not running:
            updates[at.earlier] = view.earlier_html(desk.asked[:-1], desk.seconds)
            updates[at.ask] = gr.Button(visible=not running)
            updates[at.stop] = gr.Button(visible=running)
        if not running:
            turns = (Turn(user(now.question), now.given),) if now else ()
            updates.update(zip(at.behind, behind(Conversation(turns)), strict=True))
        return updates

    def chosen(self, choosing: Choosing) -> Update:
        """The controls that choose frames."""
        at = self._parts
        return {
            at.by: choosing.by,
            at.count: gr.Slider(value=choosing.count, visible=choosing.by != "auto"),
            at.per_s: gr.Slider(value=choosing.per_s, visible=choosing.by == "rate"),
            at.start: clock(choosing.start_s, tenths=True) if choosing.start_s > 0 else "",
            at.end: clock(choosing.end_s, tenths=True) if choosing.end_s > 0 else "",
        }

    def strip(self, desk: Desk) -> Update:
        """The frames that the model sees, and where they stand on the timeline."""
        chosen = [frame.at_s for frame in desk.frames]
        return {
            self._parts.strip: view.strip_html(desk, self._shelf),
            self._parts.timeline: drawn.timeline_value(desk, self._shelf, chosen),
        }


def _latest(desk: Desk) -> Asked | None:
    return desk.asked[-1] if desk.asked else None
