"""The Video tab's components and where they stand; nothing is wired here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import gradio as gr

from model.settings import Settings
from ui.behind import place as place_behind
from ui.scripts import script, tells
from ui.theme import STATIC
from ui.video.desk import Choosing
from ui.video.examples import EXAMPLES
from ui.video.taking import KINDS
from ui.welcome import welcome_html
from ui.words import label

CHOICES = ("auto", "count", "rate", "shots", "keyframes")
AIMS = ("answer", "segments", "where")
QUESTIONS = ("cuts", "steps", "events", "text")
"""Ready questions; each is a word of the table, asked as it stands."""
_MOST_FRAMES_PER_S = 10.0


# A sharp frame for a player that cannot play: sent by itself, not with all the rest again.
_ON_STILL = """watch('value', () => document.dispatchEvent(
  new CustomEvent('sightline:video', { detail: { ...props.value, what: 'still' } })));"""


@dataclass(frozen=True)
class Parts:
    """The components, by what they are for."""

    stage: gr.HTML
    still: gr.HTML
    status: gr.HTML
    stop_watching: gr.Button
    welcome: gr.HTML
    timeline: gr.HTML
    aim: gr.Radio
    question: gr.Textbox
    ask: gr.Button
    stop: gr.Button
    chips: gr.HTML
    estimate: gr.HTML
    answer: gr.Markdown
    moments: gr.HTML
    earlier: gr.HTML
    by: gr.Radio
    count: gr.Slider
    per_s: gr.Slider
    start: gr.Textbox
    end: gr.Textbox
    from_here: gr.Button
    to_here: gr.Button
    whole: gr.Button
    show_frames: gr.Button
    strip: gr.HTML
    exports: dict[str, gr.Button]
    sends: dict[str, gr.Button]
    at: gr.Number
    download: gr.DownloadButton
    behind: list[Any]

    @property
    def choosing(self) -> list[Any]:
        """The fields of ``Choosing``, in its order."""
        return [self.by, self.per_s, self.count, self.start, self.end]

    @property
    def page(self) -> list[Any]:
        """What a clip that is brought, watched or asked about may change."""
        return [
            self.stage, self.status, self.stop_watching, self.timeline, self.ask, self.stop,
            self.question, self.estimate, self.answer, self.moments, self.earlier, self.strip,
            *self.choosing, *self.behind,
        ]  # fmt: skip


def place(settings: Settings, tabs: tuple[str, ...]) -> Parts:
    """Build the tab; ``tabs`` are those that something may be sent to."""
    made: dict[str, Any] = {}
    with gr.Column(elem_id="video"):
        with gr.Row(elem_id="video-top", equal_height=False):
            with gr.Column(scale=15, min_width=320, elem_id="video-screen"):
                made["stage"] = _scripted("player", "video-stage")
                made["still"] = gr.HTML(
                    {}, html_template="<span></span>", js_on_load=_ON_STILL, elem_id="video-still"
                )
                with gr.Row(elem_id="video-watch"):
                    made["status"] = gr.HTML(elem_id="video-status", apply_default_css=False)
                    made["stop_watching"] = gr.Button(
                        label("video_stop_watching"),
                        elem_id="video-stop-watching",
                        elem_classes="stop-button",
                        min_width=84,
                        visible=False,
                    )
            with gr.Column(scale=9, min_width=300, elem_id="video-desk"):
                made |= _desk()
        made["welcome"] = gr.HTML(
            welcome_html("video", EXAMPLES, steps=3),
            elem_id="video-welcome",
            apply_default_css=False,
            js_on_load=tells("example"),
        )
        made["timeline"] = _scripted("timeline", "video-timeline")
        with gr.Column(elem_id="video-more"):
            made |= _choosing(settings)
            made |= _taking(tabs)
        made["behind"] = place_behind("video-behind")
        made["at"] = gr.Number(0, visible="hidden", elem_id="video-at")
        made["download"] = gr.DownloadButton("", visible="hidden", elem_id="video-download")
    return Parts(**made)


def _scripted(name: str, elem_id: str) -> gr.HTML:
    """A component that our own script draws into; its value is plain JSON."""
    files = ("base", *{"player": ("player",), "timeline": ("timeline", "lists")}[name])
    return gr.HTML(
        {},
        html_template='<div class="mount"></div>',
        css_template=(STATIC / "video" / f"{name}.css").read_text("utf-8"),
        js_on_load=script(*(f"video/{one}" for one in files), words="video_", short=True),
        apply_default_css=False,
        elem_id=elem_id,
    )


def _desk() -> dict[str, Any]:
    with gr.Row(elem_id="video-ask-row"):
        question = gr.Textbox(
            label=label("video_question"),
            placeholder=label("video_question_hint"),
            elem_id="video-question",
            lines=1,
            max_lines=5,
            scale=1,
        )
        ask = gr.Button(label("video_ask"), variant="primary", elem_id="video-ask", min_width=84)
        stop = gr.Button(
            label("video_stop"),
            variant="stop",
            elem_id="video-stop",
            elem_classes="stop-button",
            min_width=84,
            visible=False,
        )
    aim = gr.Radio(
        [(label(f"video_aim_{name}"), name) for name in AIMS],
        value="answer",
        label=label("video_aim"),
        elem_id="video-aim",
        container=False,
    )
    chips = gr.HTML(
        chips_html(), elem_id="video-chips", apply_default_css=False, js_on_load=tells("chip")
    )
    estimate = gr.HTML(elem_id="video-estimate", apply_default_css=False)
    answer = gr.Markdown(elem_id="video-answer")
    moments = gr.HTML(elem_id="video-moments", apply_default_css=False)
    earlier = gr.HTML(elem_id="video-earlier", apply_default_css=False)
    return {
        "question": question, "ask": ask, "stop": stop, "aim": aim, "chips": chips,
        "estimate": estimate, "answer": answer, "moments": moments, "earlier": earlier,
    }  # fmt: skip


def chips_html() -> str:
    """The ready questions; a click tells which."""
    from ui.markup import both

    chips = "".join(
        f'<button type="button" class="chip-query" data-chip="{name}">'
        f"{both(f'video_chip_{name}')}</button>"
        for name in QUESTIONS
    )
    return f'<div class="chip-queries">{chips}</div>'


def _choosing(settings: Settings) -> dict[str, Any]:
    usual = Choosing()
    with gr.Accordion(label("video_choosing"), open=False, elem_id="video-choosing"):
        gr.Markdown(label("video_choosing_hint"))
        with gr.Row(elem_id="video-choice", equal_height=False):
            by = gr.Radio(
                [(label(f"video_by_{name}"), name) for name in CHOICES],
                value=usual.by,
                label=label("video_by"),
                elem_id="video-by",
            )
            count = gr.Slider(
                2,
                settings.watch_frames,
                usual.count,
                step=2,
                label=label("video_count"),
                elem_id="video-count",
                visible=False,
            )
            per_s = gr.Slider(
                0.1,
                _MOST_FRAMES_PER_S,
                usual.per_s,
                step=0.1,
                label=label("video_per_s"),
                elem_id="video-per-s",
                visible=False,
            )
        with gr.Row(elem_id="video-span"):
            start = gr.Textbox(
                "", label=label("video_start"), placeholder="0:00", elem_id="video-start"
            )
            from_here = gr.Button(label("video_from_here"), size="sm", elem_id="video-from-here")
            end = gr.Textbox("", label=label("video_end"), placeholder="–", elem_id="video-end")
            to_here = gr.Button(label("video_to_here"), size="sm", elem_id="video-to-here")
            whole = gr.Button(label("video_whole"), size="sm", elem_id="video-whole")
        with gr.Row(elem_id="video-strip-go", elem_classes="tools"):
            show_frames = gr.Button(
                label("video_show_frames"), size="sm", elem_id="video-show-frames"
            )
        strip = gr.HTML(elem_id="video-strip", apply_default_css=False)
    return {
        "by": by, "count": count, "per_s": per_s, "start": start, "end": end,
        "from_here": from_here, "to_here": to_here, "whole": whole, "show_frames": show_frames,
        "strip": strip,
    }  # fmt: skip


def _taking(tabs: tuple[str, ...]) -> dict[str, Any]:
    with gr.Row(elem_id="video-take", elem_classes="tools"):
        exports = {
            name: gr.Button(cast(Any, label(f"video_{name}")), size="sm", elem_id=f"video-{name}")
            for name in KINDS
        }
        sends = {
            name: gr.Button(label(f"video_to_{name}"), size="sm", elem_id=f"video-to-{name}")
            for name in tabs
        }
    return {"exports": exports, "sends": sends}
