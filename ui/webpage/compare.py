"""Original and render side by side: under a slider, blinking, as a heat map of differences."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from model.messages import Picture
from ui.ground.picture_files import FileValue
from ui.words import WORDS

if TYPE_CHECKING:
    import gradio as gr

_FOLDER = Path(__file__).parents[1] / "static" / "webpage"


def compare() -> gr.HTML:
    """The component, empty; its value is ``compare_value``."""
    import gradio as gr

    words = {key: pair for key, pair in WORDS.items() if key.startswith("web_cmp_")}
    return gr.HTML(
        {"pictures": []},
        html_template='<div class="mount"></div>',
        css_template=(_FOLDER / "compare.css").read_text("utf-8"),
        js_on_load=f"const WORDS = {json.dumps(words)};\n"
        + (_FOLDER / "compare.js").read_text("utf-8"),
        apply_default_css=False,
        elem_id="web-compare",
    )


def compare_value(
    target: tuple[Picture, FileValue] | None = None,
    render: tuple[Picture, FileValue] | None = None,
    heat: tuple[Picture, FileValue] | None = None,
) -> dict[str, Any]:
    """What ``compare()`` shows: each picture with the file the browser gets of it."""
    named = (("target", target), ("render", render), ("heat", heat))
    return {
        "pictures": [
            {"kind": kind, "file": shown[1], "width": shown[0].width, "height": shown[0].height}
            for kind, shown in named
            if shown is not None
        ]
    }
