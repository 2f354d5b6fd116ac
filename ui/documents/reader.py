"""The reader, the panel beside it and the answers: parts of the page with scripts of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ui.documents.desk import Desk
from ui.documents.payload import reader_value
from ui.scripts import script
from ui.theme import STATIC

if TYPE_CHECKING:
    import gradio as gr

_MOUNT = '<div class="mount"></div>'


def reader(functions: list[Callable[..., Any]]) -> gr.HTML:
    """Thumbnails and the page that is open; its value is ``reader_value``.

    Its events: ``arrive`` (files were brought), ``unlock`` (a password), ``close``, ``look``
    (another document), ``recognise`` (pages of a scan), ``halt`` (stop what goes on).
    """
    return _part(
        "doc-reader",
        reader_value(Desk()),
        ("base", "pages", "marks", "search", "upload"),
        "reader",
        server_functions=functions,
    )


def panel() -> gr.HTML:
    """Text, tables, figures and outline of what is open; its value is ``{doc, tables}`` or ``{}``.

    Its events: ``gather`` (all tables of the document), ``chart`` (read a picture as one),
    ``save`` (one table, chart or picture, as a file).
    """
    return _part("doc-panel", {}, ("base", "panel"), "panel")


def answers() -> gr.HTML:
    """Answers whose citations open their page; its value is ``answer_view.answers_html``."""
    import gradio as gr

    return gr.HTML(
        "", js_on_load=_script(("base", "answers")), apply_default_css=False, elem_id="doc-answers"
    )


def _part(elem_id: str, value: Any, scripts: tuple[str, ...], style: str, **more: Any) -> gr.HTML:
    import gradio as gr

    return gr.HTML(
        value,
        html_template=_MOUNT,
        css_template=(STATIC / "documents" / f"{style}.css").read_text("utf-8"),
        js_on_load=_script(scripts),
        apply_default_css=False,
        elem_id=elem_id,
        **more,
    )


def _script(names: tuple[str, ...]) -> str:
    return script(*(f"documents/{name}" for name in names), words="doc_", short=True)
