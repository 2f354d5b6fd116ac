"""The header: mark, name, what it is in a line, who answers, and the page's own switches."""

from __future__ import annotations

import gradio as gr

from model.backends.base import Connection
from ui.markup import both
from ui.words.shell import SHELL

MARK = (
    '<svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" fill="none" '
    'stroke="currentColor" stroke-width="2" stroke-linecap="round">'
    '<path d="M2.5 16C6.5 9.6 11 6.5 16 6.5S25.5 9.6 29.5 16C25.5 22.4 21 25.5 16 25.5'
    'S6.5 22.4 2.5 16Z" opacity=".38"/>'
    '<circle cx="16" cy="16" r="5.2"/><circle cx="16" cy="16" r="1.3" fill="currentColor" '
    'stroke="none"/><path d="M16 7.6v3.2M16 21.2v3.2M7.6 16h3.2M21.2 16h3.2"/></svg>'
)
_SHORTCUTS = (
    ("Enter", "keys_send"),
    ("Shift + Enter", "keys_newline"),
    ("Esc", "keys_stop"),
    ("Alt + N", "keys_new"),
    ("Alt + 1 … 6", "keys_tabs"),
    ("Alt + S", "keys_sidebar"),
    ("?", "keys_help"),
)


def build(connection: Connection) -> gr.HTML:
    """Place the header; returns the chip that tells which backend answers."""
    with gr.Row(elem_id="header"):
        gr.HTML(
            f'<div class="brand">{MARK}<div><h1>Sightline</h1><p>{both("purpose")}</p></div></div>',
            elem_id="brand",
        )
        shown = gr.HTML(chip(connection), elem_id="chip")
        gr.HTML(_switches(), elem_id="switches")
    return shown


def chip(connection: Connection) -> str:
    """Which backend answers, as HTML."""
    if connection.backend == "embedded":
        return f'<span class="chip local" role="status">{both("chip_embedded")}</span>'
    if connection.backend == "local":
        words = both("chip_local", model=connection.model)
        return f'<span class="chip local" role="status">{words}</span>'
    host = connection.base_url.partition("://")[2].partition("/")[0].rpartition("@")[2]
    if not host:
        return f'<span class="chip missing" role="status">{both("chip_missing")}</span>'
    words = both("chip_endpoint", model=connection.model or "?", host=host)
    return f'<span class="chip remote" role="status">{words}</span>'


def _switches() -> str:
    rows = "".join(
        f"<div><dt><kbd>{'</kbd> + <kbd>'.join(keys.split(' + '))}</kbd></dt>"
        f"<dd>{both(word)}</dd></div>"
        for keys, word in _SHORTCUTS
    )
    return (
        f'<button type="button" id="switch-language" {_named("switch_language")}>'
        '<span class="en">中文</span><span class="zh">EN</span></button>'
        f'<button type="button" id="switch-theme" {_named("switch_theme")}>'
        '<svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" '
        'stroke-width="1.8" stroke-linecap="round" aria-hidden="true"><circle cx="12" cy="12" '
        'r="8"/><path d="M12 4a8 8 0 0 1 0 16z" fill="currentColor" stroke="none"/></svg></button>'
        f'<button type="button" id="show-shortcuts" {_named("show_shortcuts")}>?</button>'
        '<dialog id="shortcuts" aria-labelledby="shortcuts-title">'
        f'<h2 id="shortcuts-title">{both("shortcuts")}</h2><dl>{rows}</dl>'
        f'<form method="dialog"><button>{both("close")}</button></form></dialog>'
    )


def _named(key: str) -> str:
    """Names in both languages; the page's script puts the right one into ``aria-label``."""
    english, chinese = SHELL[key]
    return f'aria-label="{english}" title="{english}" data-en="{english}" data-zh="{chinese}"'
