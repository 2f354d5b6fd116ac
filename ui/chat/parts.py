"""The Chat tab's components and where they stand; nothing is wired here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, cast

import gradio as gr

from model.settings import Settings
from ui.behind import place as place_behind
from ui.chat import examples
from ui.conversation import Conversation
from ui.scripts import tells
from ui.words import label

_LATEX: list[dict[str, str | bool]] = [
    {"left": "$$", "right": "$$", "display": True},
    {"left": "\\[", "right": "\\]", "display": True},
    {"left": "\\(", "right": "\\)", "display": False},
]


@dataclass(frozen=True)
class Parts:
    """The components, by what they are for; ``conversation`` is the state behind them."""

    conversation: gr.State
    welcome: gr.HTML
    chatbot: gr.Chatbot
    trouble: gr.HTML
    composer: gr.MultimodalTextbox
    new: gr.Button
    save: gr.Button
    sends: Mapping[str, gr.Button]
    download: gr.DownloadButton
    system: gr.Textbox
    behind: list[Any]

    @property
    def outputs(self) -> list[Any]:
        """What an event that asks or shows may change."""
        shown = [self.conversation, self.chatbot, self.welcome, self.composer, self.trouble]
        return [*shown, *self.behind]


def place(settings: Settings, tabs: Collection[str]) -> Parts:
    """Build the tab's column; ``tabs`` are those there are, to send a picture to."""
    conversation = gr.State(Conversation())
    with gr.Column(elem_id="chat"):
        welcome = gr.HTML(
            examples.cards(),
            elem_id="welcome",
            js_on_load=tells("example"),
            apply_default_css=False,
        )
        chatbot = gr.Chatbot(
            elem_id="conversation",
            label=label("chat_label"),
            show_label=False,
            visible="hidden",
            height="100%",
            layout="bubble",
            editable="user",
            buttons=[],
            latex_delimiters=_LATEX,
            sanitize_html=True,
            allow_tags=False,
            feedback_options=None,
            allow_file_downloads=False,
        )
        trouble = gr.HTML(elem_id="trouble")
        composer = gr.MultimodalTextbox(
            elem_id="composer",
            label=label("chat_composer"),
            show_label=False,
            placeholder=cast(str, label("chat_placeholder")),  # translated too, says no type
            file_count="multiple",
            sources=["upload"],
            max_lines=8,
            max_plain_text_length=settings.max_question_chars * 2,
            autofocus=True,
        )
        with gr.Row(elem_id="chat-tools", elem_classes="tools"):
            new = gr.Button(label("chat_new"), size="sm", elem_id="new-chat")
            save = gr.Button(label("chat_export"), size="sm", elem_id="export-chat")
            sends = {
                tab: gr.Button(label(f"chat_to_{tab}"), size="sm", elem_id=f"chat-to-{tab}")
                for tab in ("ground", "webpage")
                if tab in tabs
            }
            download = gr.DownloadButton("", visible="hidden", elem_id="chat-download")
        with gr.Accordion(label("chat_instructions"), open=False):
            system = gr.Textbox(
                label=label("chat_instructions"),
                info=label("chat_instructions_hint"),
                lines=2,
                elem_id="instructions",
            )
        behind = place_behind("behind")
    return Parts(
        conversation, welcome, chatbot, trouble, composer, new, save, sends, download, system,
        behind,
    )  # fmt: skip
