"""From a desk to updates of the page: only what changed since it was last shown is sent."""

from __future__ import annotations

import base64
import io
from html import escape
from typing import Any

import gradio as gr

from agents import fidelity
from model.geometry import Mark
from model.media.images import thumbnail
from model.messages import Picture, user
from ui.behind import behind
from ui.conversation import Conversation, Turn
from ui.marks.overlay import overlay_value
from ui.markup import both
from ui.webpage import rounds_view, score_view
from ui.webpage.compare import compare_value
from ui.webpage.desk import Desk, Picked
from ui.webpage.export import Folded, fold
from ui.webpage.files import Files
from ui.webpage.parts import Parts
from ui.webpage.preview import preview_value
from ui.words import Language

Update = dict[Any, Any]
_FRAME_SIDE = 200


class Page:
    """Shows desks in the tab's parts."""

    def __init__(self, parts: Parts, files: Files) -> None:
        self._parts = parts
        self._files = files
        self.status = parts.status

    def show(
        self,
        now: Desk,
        language: Language,
        trouble: str = "",
        warning: str = "",
        was: Desk | None = None,
    ) -> Update:
        """Updates for what changed since ``was``; everything for ``None``."""
        at = self._parts
        updates: Update = {at.desk: now, at.status: rounds_view.status_html(now, trouble, warning)}
        # With every round again: a page that is still being put together may pass over an update.
        if was is None or (was.running, len(was.rounds)) != (now.running, len(now.rounds)):
            updates[at.build] = gr.Button(visible=not now.running)
            updates[at.stop] = gr.Button(visible=now.running)
            updates[at.refine] = gr.Button(interactive=not now.running)
            updates[at.apply] = gr.Button(interactive=not now.running)
            updates[at.accept] = gr.Button(interactive=not now.running)
            updates[at.capture] = gr.Button(interactive=not now.running)
        if was is None or (was.frames != now.frames):
            updates[at.frames] = frames_html(now.frames, now.times)
        if was is None or was.picked != now.picked:
            updates[at.picked] = picked_html(now.picked)
        moved = was is None or (was.chosen, len(was.rounds)) != (now.chosen, len(now.rounds))
        if moved or was is None or was.running != now.running:
            updates[at.strip] = rounds_view.strip_html(now)
            updates[at.line] = rounds_view.line_html(now)
            updates[at.stage] = self._stage(now)
        if moved and not live(now):
            updates |= self._opened(now)
        if live(now) or moved:
            updates[at.preview] = self._preview(now)
            updates |= self._code(now)
        if not now.running:
            updates.update(zip(at.behind, self._behind(now), strict=True))
        return updates

    def busy(self, word: str) -> Update:
        """Updates while something is done that is no building; ``show`` ends it."""
        at = self._parts
        return {
            at.status: rounds_view.doing_html(both(word)),
            at.build: gr.Button(visible=False),
            at.stop: gr.Button(visible=True),
            at.capture: gr.Button(interactive=False),
        }

    def _stage(self, now: Desk) -> dict[str, Any]:
        """The screenshot, with the places of what is still wrong in the round that is open."""
        marks = tuple(
            Mark(fault.target, fault.kind, note=fault.sentence, scale="measured")
            for fault in (score_view.listed(now.round.fidelity) if now.round else ())
            if fault.target is not None
        )
        return overlay_value(now.picture, now.file, marks, busy=now.running)

    def _opened(self, now: Desk) -> Update:
        """The pictures and the score of the round that is open."""
        at, one = self._parts, now.round
        if one is None or now.picture is None or now.file is None:
            return {at.compare: compare_value(), at.score: score_view.score_html(None)}
        render = one.rendered.picture
        heat = fidelity.heat_map(now.picture, render)
        return {
            at.compare: compare_value(
                (now.picture, now.file), self._files.of(render), self._files.of(heat)
            ),
            at.score: score_view.score_html(one),
        }

    def _preview(self, now: Desk) -> dict[str, Any]:
        size = now.picture.size if now.picture else (1280, 800)
        return preview_value(shown_html(now), size, writing=live(now))

    def _code(self, now: Desk) -> Update:
        folded = fold(shown_html(now))
        return {
            self._parts.code: gr.Code(folded.html, interactive=not live(now)),
            self._parts.code_hint: hint_html(folded),
        }

    def _behind(self, now: Desk) -> tuple[Any, ...]:
        if now.given is None:
            return behind(Conversation())
        question = now.wish or (now.brief.instruction if now.brief else "")
        return behind(Conversation((Turn(user(question), now.given),)))


def live(now: Desk) -> bool:
    """Whether the page is shown while it is written: a first draft, before any round is there."""
    return now.running and now.chosen is None


def shown_html(now: Desk) -> str:
    """The HTML that the preview and the code pane show."""
    if live(now):
        return now.writing.html if now.writing else ""
    return now.round.html if now.round else ""


def hint_html(folded: Folded) -> str:
    """That pictures stand as names in the code pane, where there are any."""
    if not folded.addresses:
        return ""
    names = list(folded.addresses)
    shown = names[0] if len(names) == 1 else f"{names[0]} … {names[-1].rpartition('/')[2]}"
    return f'<p class="hint">{both("web_code_hint", names=shown)}</p>'


def picked_html(picked: Picked | None) -> str:
    """The element that the next sentence is about, with a button to forget it."""
    if picked is None:
        return ""
    tag = escape(picked.path.rpartition(" > ")[2].partition(":")[0])
    named = f" {escape(picked.name)}" if picked.name and picked.name != tag else ""
    return (
        f'<p class="picked">{both("web_picked")} <code>&lt;{tag}&gt;</code><b>{named}</b>'
        f'<button type="button" data-unpick="1">{both("web_unpick")}</button></p>'
    )


def frames_html(frames: tuple[Picture, ...], times: tuple[float, ...]) -> str:
    """The moments of a recording, small, each with its time."""
    if not frames:
        return ""
    shown = "".join(
        f'<figure><img src="{_small(frame)}" alt=""><figcaption>{at:.1f} s</figcaption></figure>'
        for frame, at in zip(frames, times, strict=True)
    )
    return f'<p class="hint">{both("web_frames", n=len(frames))}</p><div class="film">{shown}</div>'


def _small(picture: Picture) -> str:
    buffer = io.BytesIO()
    thumbnail(picture, _FRAME_SIDE).save(buffer, "WEBP", quality=75)
    return "data:image/webp;base64," + base64.b64encode(buffer.getvalue()).decode()
