"""The page as it looks, live in the user's own browser, in a frame that can reach nothing.

The page is untrusted: a model wrote it after a screenshot somebody made. It stands in an ``iframe``
with ``sandbox="allow-scripts"`` and nothing else (so it has no origin, no cookies, no storage, no
forms, no popups), under a policy that loads nothing but what is in the page itself. The policy and
our own script come first in the document, where nothing the page holds can precede them.

The script tells us what was clicked while the user points at an element. What it says is read as
words from a stranger: it names the element, and no more comes of it.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.errors import InputError
from ui.scripts import script
from ui.webpage.desk import Picked
from ui.words import Language, say

if TYPE_CHECKING:
    import gradio as gr

SANDBOX = "allow-scripts"
POLICY = "; ".join(
    (
        "default-src 'none'",
        "img-src data:",
        "style-src 'unsafe-inline'",
        "script-src 'unsafe-inline'",
        "font-src data:",
        "media-src data:",
        "form-action 'none'",
        "base-uri 'none'",
    )
)
KEY = "{key}"
"""Stands in the script for the frame's own secret, made anew for every page shown."""

_FOLDER = Path(__file__).parents[1] / "static" / "webpage"
_PATH = re.compile(r"(?:html|[a-z][a-z0-9-]*(?::nth-of-type\(\d{1,5}\))?)(?: > (?=[a-z])|$)")
_PATH_CHARS, _ELEMENT_CHARS, _NAME_CHARS = 1_000, 20_000, 60
_SPACE = re.compile(r"\s+")


def guard() -> str:
    """What is put before a page's own HTML, after its doctype; ``KEY`` is still to be filled."""
    script = (_FOLDER / "inside.js").read_text("utf-8")
    return (
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="referrer" content="no-referrer">'
        '<meta http-equiv="x-dns-prefetch-control" content="off">'
        f"<script>{script}</script>"
    )


def preview() -> gr.HTML:
    """The component, empty; its value is ``preview_value``. It tells of a ``pick``."""
    import gradio as gr

    constants = {"GUARD": guard(), "SANDBOX": SANDBOX, "KEY": KEY}
    lines = "".join(f"const {name} = {_script(value)};\n" for name, value in constants.items())
    return gr.HTML(
        preview_value(),
        html_template='<div class="mount"></div>',
        css_template=(_FOLDER / "preview.css").read_text("utf-8"),
        js_on_load=lines + script("webpage/preview", words="web_view_", short=True),
        apply_default_css=False,
        elem_id="web-preview",
    )


def preview_value(
    html: str = "", size: tuple[int, int] = (1280, 800), writing: bool = False
) -> dict[str, Any]:
    """What ``preview()`` shows: a page in a view of ``size``, and whether it is still written."""
    return {"html": html, "width": size[0], "height": size[1], "writing": writing}


def read_pick(data: object, language: Language) -> Picked:
    """The element that the frame says was clicked; raises ``InputError`` if it says nothing sane.

    ``path`` must be a plain chain of tags and their places, so that it is a selector and no more.
    """
    if isinstance(data, dict):
        path, element, name = (data.get(key) for key in ("where", "element", "name"))
        if (
            isinstance(path, str)
            and isinstance(element, str)
            and isinstance(name, str)
            and 0 < len(path) <= _PATH_CHARS
            and is_path(path)
        ):
            shown = _SPACE.sub(" ", name).strip()[:_NAME_CHARS]
            return Picked(path, element[:_ELEMENT_CHARS], shown)
    raise InputError(say(language, "web_no_pick"))


def is_path(text: str) -> bool:
    """Whether ``text`` is a chain like ``body > main:nth-of-type(1) > p:nth-of-type(2)``."""
    at = 0
    while at < len(text):
        if (step := _PATH.match(text, at)) is None:
            return False
        at = step.end()
    return bool(text)


def _script(value: object) -> str:
    """``value`` as JSON inside a script that Gradio puts together."""
    return json.dumps(value).replace("</", "<\\/")
