"""The reader, the panel beside it and the answers: parts of the page with scripts of their own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ui.documents.desk import Desk
from ui.documents.payload import reader_value
from ui.words import WORDS

if TYPE_CHECKING:
    import gradio as gr

_FOLDER = Path(__file__).parents[1] / "static" / "documents"
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
        css_template=(_FOLDER / f"{style}.css").read_text("utf-8"),
        js_on_load=_script(scripts),
        apply_default_css=False,
        elem_id=elem_id,
        **more,
    )


def _script(names: tuple[str, ...]) -> str:
    # Not as props of the component: gradio 6.31 forgets those when an update comes before it
    # is mounted.
    words = {key: pair for key, pair in WORDS.items() if key.startswith("doc_")}
    parts = ((_FOLDER / f"{name}.js").read_text("utf-8") for name in names)
    return "\n".join((f"const WORDS = {json.dumps(words)};", *parts))
