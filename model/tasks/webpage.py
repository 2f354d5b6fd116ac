"""Web page: a screenshot becomes HTML (``Rebuild``), and HTML becomes more like it (``Refine``)."""

from __future__ import annotations

from dataclasses import replace

from model.messages import Message
from model.tasks.webpage_prompt import rebuild_message, refine_message
from model.tasks.webpage_question import (
    Fault,
    FaultKind,
    Layout,
    Rebuild,
    Refine,
    Seen,
    SeenLine,
)
from model.wire.html import WebPage, read_page
from model.wire.html.shelf import unshelve

__all__ = [
    "Fault",
    "FaultKind",
    "Layout",
    "Rebuild",
    "Refine",
    "Seen",
    "SeenLine",
    "WebPage",
    "ask",
    "read",
]


def ask(task: Rebuild | Refine) -> list[Message]:
    """The prompt for a vision-language model: one user message, pictures first."""
    return [rebuild_message(task) if isinstance(task, Rebuild) else refine_message(task)]


def read(reply: str, task: Rebuild | Refine, limit_mb: float = 4.0) -> WebPage:
    """The page in the reply, mended; raises ``ServerFailed`` when there is none.

    ``limit_mb`` is ``settings.max_html_mb``.
    """
    page = read_page(reply, limit_mb)
    if isinstance(task, Refine):
        page = replace(page, html=unshelve(page.html, task.html))
    return page
