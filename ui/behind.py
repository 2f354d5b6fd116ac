"""What stands behind the last answer: the raw reply and the exact request."""

from __future__ import annotations

from typing import Any

import gradio as gr

from ui.conversation import Conversation


def behind(now: Conversation) -> tuple[Any, Any, Any, Any, Any]:
    """Raw reply, request, curl, Python, and whether to say that nothing was sent."""
    given = now.turns[-1].given if now.turns else None
    if given is None:
        return "", "", "", "", gr.Markdown(visible=False)
    raw = given.raw or given.reply
    if given.sent is None:
        return raw, "", "", "", gr.Markdown(visible=not given.by)
    from model.backends.endpoint import exchange

    request = f"{given.sent.method} {given.sent.url}\n\n{given.sent.body}"
    return (
        raw,
        request,
        exchange.as_curl(given.sent),
        exchange.as_python(given.sent),
        gr.Markdown(visible=False),
    )
