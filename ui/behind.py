"""What stands behind the last answer: the raw reply and the exact request, as tabs that fold."""

from __future__ import annotations

from typing import Any

import gradio as gr

from ui.conversation import Conversation
from ui.words import label

_HUGGING: dict[str, Any] = {"wrap_lines": True, "lines": 1, "max_lines": 16}
"""As tall as what they hold, and never so tall that the page is lost."""


def place(elem_id: str) -> list[Any]:
    """Build the folded part of the page; what ``behind`` returns goes into these components."""
    with gr.Accordion(label("chat_behind"), open=False, elem_id=elem_id):
        nothing_sent = gr.Markdown(label("chat_nothing_sent"), visible=False)
        with gr.Tabs():
            with gr.Tab(label("chat_raw")):
                raw = gr.Code(None, language=None, elem_id=f"{elem_id}-raw", **_HUGGING)
            with gr.Tab(label("chat_request")):
                request = gr.Code(None, language="json", elem_id=f"{elem_id}-request", **_HUGGING)
            with gr.Tab(label("chat_curl")):
                curl = gr.Code(None, language="shell", **_HUGGING)
            with gr.Tab(label("chat_python")):
                python = gr.Code(None, language="python", **_HUGGING)
    return [raw, request, curl, python, nothing_sent]


def behind(now: Conversation) -> tuple[Any, Any, Any, Any, Any]:
    """Raw reply, request, curl, Python, and whether to say that nothing was sent."""
    given = now.turns[-1].given if now.turns else None
    if given is None:
        return "", "", "", "", gr.Markdown(visible=False)
    raw = given.raw or given.reply
    if given.sent is None:
        return raw, "", "", "", gr.Markdown(visible=not given.by)
    request = f"{given.sent.method} {given.sent.url}\n\n{given.sent.body}"
    if given.sent.method != "POST":  # a model in this process: there is nothing to send
        return raw, request, "", "", gr.Markdown(visible=False)
    from model.backends.endpoint import exchange

    return (
        raw,
        request,
        exchange.as_curl(given.sent),
        exchange.as_python(given.sent),
        gr.Markdown(visible=False),
    )
