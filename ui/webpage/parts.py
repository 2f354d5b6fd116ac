"""The Web page tab's components and where they stand; nothing is wired here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import gradio as gr

from model.settings import Settings
from ui.behind import place as place_behind
from ui.marks.overlay import overlay
from ui.markup import both
from ui.scripts import switches, tells
from ui.webpage.compare import compare
from ui.webpage.desk import Desk
from ui.webpage.examples import EXAMPLES
from ui.webpage.preview import preview
from ui.webpage.score_view import score_html
from ui.welcome import welcome_html
from ui.words import label

_WIDTHS = (("1280", 1280), ("1440", 1440), ("390", 390))
_MOST_ROUNDS = 10


# Pointing at a fault lights up its place on the screenshot, which the overlay shows.
_POINTS = """for (const [happens, what] of [['pointerover', 'hover'], ['focusin', 'hover']]) {
  element.addEventListener(happens, (event) => {
    const row = event.target.closest('li[data-n]');
    const detail = { group: 'web', what, n: row ? Number(row.dataset.n) : 0, from: 'table' };
    document.dispatchEvent(new CustomEvent('sightline:mark', { detail }));
  });
}
"""

_VIEWS = ("preview", "compare", "score", "code")


def views_html() -> str:
    """The ways to look at a round, as tabs."""
    tabs = "".join(
        f'<button type="button" role="tab" data-view="{name}" aria-controls="web-view-{name}">'
        f"{both(f'web_tab_{name}')}</button>"
        for name in _VIEWS
    )
    return f'<div role="tablist">{tabs}</div>'


@dataclass(frozen=True)
class Parts:
    """The components, by what they are for; ``desk`` is the state behind them."""

    desk: gr.State
    stage: gr.HTML
    frames: gr.HTML
    instruction: gr.Textbox
    layout: gr.Radio
    variants: gr.Slider
    rounds: gr.Slider
    target: gr.Slider
    build: gr.Button
    stop: gr.Button
    status: gr.HTML
    source: gr.Textbox
    width: gr.Radio
    capture: gr.Button
    recording: gr.UploadButton
    behind: list[Any]
    welcome: gr.HTML
    strip: gr.HTML
    line: gr.HTML
    preview: gr.HTML
    compare: gr.HTML
    score: gr.HTML
    code: gr.Code
    code_hint: gr.HTML
    apply: gr.Button
    picked: gr.HTML
    wish: gr.Textbox
    refine: gr.Button
    save_html: gr.Button
    save_zip: gr.Button
    copy: gr.Button
    open: gr.Button
    accept: gr.Button
    drive: gr.Button
    download: gr.DownloadButton

    @property
    def brief(self) -> list[Any]:
        """What a build is asked with: the fields of ``web_builder.Brief`` that have a control."""
        return [self.instruction, self.layout, self.variants, self.rounds, self.target]

    @property
    def outputs(self) -> list[Any]:
        """What an event that builds or shows may change."""
        return [
            self.desk, self.stage, self.frames, self.build, self.stop, self.status, self.strip,
            self.line, self.preview, self.compare, self.score, self.code,
            self.code_hint, self.apply, self.accept, self.capture, self.picked, self.refine,
            self.wish, *self.behind,
        ]  # fmt: skip


def place(settings: Settings, can_drive: bool) -> Parts:
    """Build the tab; ``can_drive`` tells whether there is an Agent tab to send a page to."""
    made: dict[str, Any] = {"desk": gr.State(Desk())}
    with gr.Row(elem_id="web", equal_height=False):
        with gr.Column(scale=9, min_width=320, elem_id="web-brief"):
            made |= _brief(settings)
        with gr.Column(scale=17, min_width=320, elem_id="web-made"):
            made["welcome"] = gr.HTML(
                welcome_html("web", EXAMPLES, steps=3),
                elem_id="web-welcome",
                apply_default_css=False,
                js_on_load=tells("example"),
            )
            with gr.Column(elem_id="web-bench"):  # shown once there is a card of a round
                made |= _bench(can_drive)
    return Parts(**made)


def _brief(settings: Settings) -> dict[str, Any]:
    stage = overlay("web", "web-stage")
    frames = gr.HTML(elem_id="web-frames", apply_default_css=False)
    instruction = gr.Textbox(
        label=label("web_instruction"),
        placeholder=label("web_instruction_hint"),
        elem_id="web-instruction",
        lines=1,
        max_lines=5,
    )
    layout = gr.Radio(
        [(label(f"web_layout_{name}"), name) for name in ("flow", "absolute")],
        value="flow",
        label=label("web_layout"),
        info=cast(str, label("web_layout_info")),
        elem_id="web-layout",
    )
    with gr.Accordion(label("web_options"), open=False, elem_id="web-options"):
        variants = gr.Slider(
            1, settings.web_variants, 1, step=1, label=label("web_variants"), elem_id="web-variants"
        )
        rounds = gr.Slider(
            0,
            max(_MOST_ROUNDS, settings.web_rounds),
            settings.web_rounds,
            step=1,
            label=label("web_rounds"),
            elem_id="web-rounds",
        )
        target = gr.Slider(
            50, 100, settings.web_target, step=0.5, label=label("web_target"), elem_id="web-target"
        )
    with gr.Row(elem_id="web-go"):
        build = gr.Button(label("web_build"), variant="primary", elem_id="web-build")
        stop = gr.Button(
            label("web_stop"),
            variant="stop",
            elem_id="web-stop",
            elem_classes="stop-button",
            visible=False,
        )
    status = gr.HTML(elem_id="web-status", apply_default_css=False)
    with gr.Accordion(label("web_capture"), open=False, elem_id="web-capture"):
        gr.Markdown(label("web_capture_hint"))
        source = gr.Textbox(
            label=label("web_capture_source"),
            placeholder="https://example.com",
            elem_id="web-source",
            lines=1,
            max_lines=8,
        )
        with gr.Row(elem_id="web-capture-go"):
            width = gr.Radio(
                list(_WIDTHS), value=1280, label=label("web_capture_width"), elem_id="web-width"
            )
            capture = gr.Button(label("web_capture_do"), elem_id="web-capture-do")
    with gr.Accordion(label("web_recording"), open=False, elem_id="web-recording"):
        gr.Markdown(label("web_recording_hint"))
        recording = gr.UploadButton(
            cast(Any, label("web_recording_upload")),
            size="sm",
            file_types=["video"],
            elem_id="web-recording-file",
        )
    behind = place_behind("web-behind")
    return {
        "stage": stage, "frames": frames, "instruction": instruction, "layout": layout,
        "variants": variants, "rounds": rounds, "target": target, "build": build, "stop": stop,
        "status": status, "source": source, "width": width, "capture": capture,
        "recording": recording, "behind": behind,
    }  # fmt: skip


def _bench(can_drive: bool) -> dict[str, Any]:
    strip = gr.HTML(elem_id="web-strip", apply_default_css=False, js_on_load=tells("round"))
    line = gr.HTML(elem_id="web-line", apply_default_css=False)
    gr.HTML(
        views_html(), elem_id="web-views", apply_default_css=False, js_on_load=switches("#web-made")
    )
    with gr.Column(elem_id="web-view-preview", elem_classes="web-view"):
        shown = preview()
    with gr.Column(elem_id="web-view-compare", elem_classes="web-view"):
        compared = compare()
    with gr.Column(elem_id="web-view-score", elem_classes="web-view"):
        score = gr.HTML(
            score_html(None),
            elem_id="web-score",
            apply_default_css=False,
            js_on_load=tells("fault") + _POINTS,
        )
    with gr.Column(elem_id="web-view-code", elem_classes="web-view"):
        code = gr.Code(
            "",
            language="html",
            label=label("web_code"),
            elem_id="web-code",
            lines=12,
            max_lines=26,
            wrap_lines=True,
            interactive=True,
            buttons=[],
        )
        with gr.Row(elem_id="web-code-tools", elem_classes="tools"):
            apply = gr.Button(label("web_apply"), size="sm", elem_id="web-apply")
        code_hint = gr.HTML(elem_id="web-code-hint", apply_default_css=False)
    picked = gr.HTML(elem_id="web-picked", apply_default_css=False, js_on_load=tells("unpick"))
    with gr.Row(elem_id="web-refine"):
        wish = gr.Textbox(
            label=label("web_refine"),
            placeholder=label("web_refine_hint"),
            elem_id="web-wish",
            lines=1,
            max_lines=4,
            scale=1,
        )
        refine = gr.Button(label("web_refine_do"), elem_id="web-refine-do", min_width=104)
    with gr.Row(elem_id="web-take", elem_classes="tools"):
        buttons = {
            name: gr.Button(
                label(f"web_{name}"), size="sm", elem_id=f"web-{name}".replace("_", "-")
            )
            for name in ("save_html", "save_zip", "copy", "open", "accept")
        }
        drive = gr.Button(
            label("web_drive"), size="sm", variant="primary", elem_id="web-drive", visible=can_drive
        )
    download = gr.DownloadButton("", visible="hidden", elem_id="web-download")
    return {
        "strip": strip, "line": line, "preview": shown, "compare": compared, "score": score,
        "code": code, "code_hint": code_hint, "apply": apply, "picked": picked, "wish": wish,
        "refine": refine, **buttons, "drive": drive, "download": download,
    }  # fmt: skip
