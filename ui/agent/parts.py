"""The Agent tab's components: the live view, the errand's form, the steps and what to take away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import gradio as gr

from model.settings import Settings
from ui.agent import cards, taking, view
from ui.behind import place as place_behind
from ui.scripts import script, tells
from ui.theme import STATIC
from ui.words import label

_STARTS = ("site", "html", "url")


@dataclass(frozen=True)
class Parts:
    """The components, by what they are for."""

    stage: gr.HTML
    pause: gr.Button
    resume: gr.Button
    once: gr.Button
    examples: gr.HTML
    task: gr.Textbox
    kind: gr.Radio
    site: gr.Dropdown
    html: gr.Code
    address: gr.Group
    url: gr.Textbox
    hosts: gr.Textbox
    start: gr.Button
    stop: gr.Button
    observation: gr.Radio
    approval: gr.Radio
    steps: gr.Number
    seconds: gr.Number
    tokens: gr.Number
    status: gr.HTML
    asks: gr.HTML
    word: gr.Row
    allow: gr.Button
    refuse: gr.Button
    hinting: gr.Row
    hint: gr.Textbox
    tell: gr.Button
    log: gr.HTML
    take: gr.Row
    exports: dict[str, gr.Button]
    opened: gr.UploadButton
    download: gr.DownloadButton
    behind: list[Any]

    @property
    def form(self) -> list[Any]:
        """The fields of ``ui.agent.desk.Form``, in its order."""
        return [
            self.task, self.kind, self.site, self.html, self.url, self.hosts,
            self.observation, self.approval, self.steps, self.seconds, self.tokens,
        ]  # fmt: skip

    @property
    def page(self) -> list[Any]:
        """What a run may change."""
        return [
            self.stage, self.status, self.asks, self.word, self.hinting, self.log, self.take,
            self.start, self.stop, self.pause, self.resume, self.once, *self.behind,
        ]  # fmt: skip


def place(settings: Settings, pictures: view.Pictures) -> Parts:
    """Build the tab's inside."""
    with gr.Row(elem_id="agent", equal_height=False):
        with gr.Column(scale=14, min_width=320, elem_id="agent-screen"):
            stage = _live_view()
            with gr.Row(elem_id="agent-steer", elem_classes="tools"):
                pause = gr.Button(label("agent_pause"), elem_id="agent-pause", visible=False)
                resume = gr.Button(label("agent_resume"), elem_id="agent-resume", visible=False)
                once = gr.Button(label("agent_step"), elem_id="agent-once", visible=False)
            examples = gr.HTML(
                cards.cards_html(),
                elem_id="agent-cards",
                apply_default_css=False,
                js_on_load=tells("card"),
            )
        with gr.Column(scale=9, min_width=320, elem_id="agent-desk"):
            task = gr.Textbox(
                label=label("agent_task"),
                placeholder=label("agent_task_hint"),
                lines=2,
                max_lines=6,
                elem_id="agent-task",
            )
            kind = gr.Radio(
                [(label(f"agent_start_{name}"), name) for name in _STARTS],
                value="site",
                label=label("agent_start"),
                elem_id="agent-start",
            )
            site = gr.Dropdown(
                cast(Any, cards.site_choices()),
                value=cards.first_site(),
                label=label("agent_site"),
                elem_id="agent-site",
            )
            html = gr.Code(
                None,
                language="html",
                label=cast(Any, label("agent_html")),
                lines=4,
                max_lines=10,
                visible=False,
                elem_id="agent-html",
            )
            with gr.Group(visible=False, elem_id="agent-address") as address:
                url = gr.Textbox(
                    label=label("agent_url"),
                    placeholder=label("agent_url_hint"),
                    elem_id="agent-url",
                    max_lines=1,
                )
                hosts = gr.Textbox(
                    label=label("agent_hosts"),
                    info=cast(Any, label("agent_hosts_hint")),
                    elem_id="agent-hosts",
                    max_lines=1,
                )
            with gr.Row(elem_id="agent-go"):
                start = gr.Button(label("agent_run"), variant="primary", elem_id="agent-run")
                stop = gr.Button(
                    label("agent_stop"),
                    variant="stop",
                    elem_id="agent-stop",
                    elem_classes="stop-button",
                    visible=False,
                )
            with gr.Accordion(label("agent_options"), open=False, elem_id="agent-options"):
                observation = gr.Radio(
                    [(label(f"agent_{name}"), name) for name in ("coordinates", "marks")],
                    value="coordinates",
                    label=label("agent_observation"),
                )
                approval = gr.Radio(
                    [(label(f"agent_approval_{name}"), name) for name in ("all", "risky", "none")],
                    value="risky",
                    label=label("agent_approval"),
                )
                with gr.Row():
                    steps = _budget("steps", 1, settings.agent_steps)
                    seconds = _budget("seconds", 5, settings.agent_seconds)
                    tokens = _budget("tokens", 100, settings.agent_tokens)
            status = gr.HTML(elem_id="agent-status", apply_default_css=False)
            asks = gr.HTML(elem_id="agent-asks", apply_default_css=False)
            with gr.Row(visible=False, elem_id="agent-word") as word:
                allow = gr.Button(label("agent_approve"), variant="primary", elem_id="agent-allow")
                refuse = gr.Button(label("agent_refuse"), elem_id="agent-refuse")
            with gr.Row(visible=False, elem_id="agent-hinting") as hinting:
                hint = gr.Textbox(
                    show_label=False,
                    placeholder=label("agent_hint_hint"),
                    container=False,
                    elem_id="agent-hint",
                    max_lines=1,
                    scale=1,
                )
                tell = gr.Button(label("agent_hint_send"), elem_id="agent-tell", min_width=90)
            log = gr.HTML(
                view.steps_html((), pictures), elem_id="agent-log", apply_default_css=False
            )
            with gr.Row(visible=False, elem_id="agent-take", elem_classes="tools") as take:
                exports = {
                    name: gr.Button(label(f"agent_{name}"), size="sm", elem_id=f"agent-{name}")
                    for name in taking.KINDS
                }
            opened = gr.UploadButton(
                cast(Any, label("agent_open_record")),
                file_types=[".zip"],
                size="sm",
                elem_id="agent-open",
            )
            download = gr.DownloadButton("", visible="hidden", elem_id="agent-download")
            behind = place_behind("agent-behind")
    return Parts(
        stage=stage,
        pause=pause,
        resume=resume,
        once=once,
        examples=examples,
        task=task,
        kind=kind,
        site=site,
        html=html,
        address=address,
        url=url,
        hosts=hosts,
        start=start,
        stop=stop,
        observation=observation,
        approval=approval,
        steps=steps,
        seconds=seconds,
        tokens=tokens,
        status=status,
        asks=asks,
        word=word,
        allow=allow,
        refuse=refuse,
        hinting=hinting,
        hint=hint,
        tell=tell,
        log=log,
        take=take,
        exports=exports,
        opened=opened,
        download=download,
        behind=behind,
    )


def _live_view() -> gr.HTML:
    return gr.HTML(
        {},
        html_template='<div class="mount"></div>',
        css_template=(STATIC / "agent" / "live.css").read_text("utf-8"),
        js_on_load=script("agent/live", words=("live_", "agent_empty")),
        apply_default_css=False,
        elem_id="agent-stage",
    )


def _budget(name: str, least: int, most: float) -> gr.Number:
    return gr.Number(
        most,
        label=label(f"agent_{name}"),
        minimum=least,
        maximum=most,
        precision=0,
        min_width=90,
    )
