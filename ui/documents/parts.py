"""The Documents tab's components and where they stand; nothing is wired here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gradio as gr

from model.settings import Settings
from ui.behind import place as place_behind
from ui.documents.choosing import AIMS
from ui.documents.desk import Desk
from ui.documents.examples import EXAMPLES
from ui.documents.reader import answers, panel, reader
from ui.markup import both
from ui.scripts import switches, tells
from ui.welcome import welcome_html
from ui.words import label

_LEAST_DPI, _MOST_DPI = 60, 200

_VIEWS = ("ask", "text", "tables", "figures", "outline")


def views_html() -> str:
    """What can stand beside the page, as tabs."""
    tabs = "".join(
        f'<button type="button" role="tab" data-view="{name}">{both(f"doc_tab_{name}")}</button>'
        for name in _VIEWS
    )
    return f'<div role="tablist">{tabs}</div>'


@dataclass(frozen=True)
class Parts:
    """The components, by what they are for; ``desk`` is the state behind them.

    ``open_id`` is the document that the reader shows.
    """

    desk: gr.State
    open_id: gr.State
    reader: gr.HTML
    welcome: gr.HTML
    panel: gr.HTML
    aim: gr.Radio
    question: gr.Textbox
    fields: gr.Textbox
    language: gr.Textbox
    scope: gr.Radio
    pages: gr.Textbox
    dpi: gr.Slider
    cost: gr.HTML
    ask: gr.Button
    stop: gr.Button
    status: gr.HTML
    answers: gr.HTML
    behind: list[Any]
    take: gr.Row
    save: dict[str, gr.Button]
    download: gr.DownloadButton

    @property
    def form(self) -> list[Any]:
        """The fields of ``work.Form``, in order."""
        return [
            self.aim, self.question, self.scope, self.pages, self.language, self.fields, self.dpi,
        ]  # fmt: skip

    @property
    def outputs(self) -> list[Any]:
        """What an event may change."""
        return [
            self.desk, self.reader, self.panel, self.answers, self.status, self.ask, self.stop,
            self.take, *self.behind,
        ]  # fmt: skip


def place(settings: Settings, functions: list[Callable[..., Any]]) -> Parts:
    """Build the tab; ``functions`` are what the reader calls (``Serving.functions``)."""
    made: dict[str, Any] = {"desk": gr.State(Desk()), "open_id": gr.State("")}
    with gr.Row(elem_id="doc", equal_height=False):
        with gr.Column(scale=13, min_width=320, elem_id="doc-page"):
            made["reader"] = reader(functions)
            made["welcome"] = gr.HTML(
                welcome_html("doc", EXAMPLES),
                elem_id="doc-welcome",
                apply_default_css=False,
                js_on_load=tells("example"),
            )
        with gr.Column(scale=10, min_width=320, elem_id="doc-side"):
            gr.HTML(
                views_html(),
                elem_id="doc-views",
                apply_default_css=False,
                js_on_load=switches("#doc-side"),
            )
            made["status"] = gr.HTML(elem_id="doc-status", apply_default_css=False)
            with gr.Column(elem_id="doc-view-ask"):
                made |= _ask(settings)
            made["panel"] = panel()
    return Parts(**made)


def _ask(settings: Settings) -> dict[str, Any]:
    aim = gr.Radio(
        [(label(f"doc_aim_{name}"), name) for name in AIMS],
        value="answer",
        label=label("doc_aim"),
        show_label=False,
        elem_id="doc-aim",
        container=False,
    )
    question = gr.Textbox(
        label=label("doc_question"),
        placeholder=label("doc_question_hint"),
        elem_id="doc-question",
        lines=2,
        max_lines=6,
    )
    fields = gr.Textbox(
        label=label("doc_fields"),
        placeholder=label("doc_fields_hint"),
        elem_id="doc-fields",
        lines=4,
        max_lines=12,
        visible=False,
    )
    language = gr.Textbox(
        label=label("doc_language"),
        placeholder=label("doc_language_hint"),
        elem_id="doc-language",
        visible=False,
    )
    with gr.Row(elem_id="doc-go"):
        ask = gr.Button(label("doc_ask"), variant="primary", elem_id="doc-ask", min_width=96)
        stop = gr.Button(
            label("doc_stop"),
            variant="stop",
            elem_id="doc-stop",
            elem_classes="stop-button",
            visible=False,
            min_width=96,
        )
    cost = gr.HTML(elem_id="doc-cost", apply_default_css=False)
    with gr.Accordion(label("doc_options"), open=False, elem_id="doc-options"):
        scope = gr.Radio(
            [(label("doc_scope_one"), "one"), (label("doc_scope_all"), "all")],
            value="one",
            label=label("doc_scope"),
            elem_id="doc-scope",
        )
        pages = gr.Textbox(
            label=label("doc_pages"),
            placeholder=label("doc_pages_hint"),
            elem_id="doc-pages",
            lines=1,
            max_lines=1,
        )
        dpi = gr.Slider(
            _LEAST_DPI,
            _MOST_DPI,
            settings.model_dpi,
            step=10,
            label=label("doc_dpi"),
            info=label("doc_dpi_hint"),
            elem_id="doc-dpi",
        )
    shown = answers()
    with gr.Row(elem_id="doc-take", elem_classes="tools", visible=False) as take:
        gr.HTML(both("doc_take"), elem_id="doc-take-label", apply_default_css=False)
        save = {
            name: gr.Button(label(f"doc_save_{name}"), size="sm", elem_id=f"doc-save-{name}")
            for name in ("markdown", "json", "csv", "pdf")
        }
    download = gr.DownloadButton("", visible="hidden", elem_id="doc-download")
    behind = place_behind("doc-behind")
    return {
        "aim": aim, "question": question, "fields": fields, "language": language, "scope": scope,
        "pages": pages, "dpi": dpi, "cost": cost, "ask": ask, "stop": stop,
        "answers": shown, "behind": behind, "take": take, "save": save, "download": download,
    }  # fmt: skip
