"""Original and render side by side: under a slider, blinking, as a heat map of differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.messages import Picture
from ui.ground.picture_files import FileValue
from ui.scripts import script
from ui.theme import STATIC

if TYPE_CHECKING:
    import gradio as gr


def compare() -> gr.HTML:
    """The component, empty; its value is ``compare_value``."""
    import gradio as gr

    return gr.HTML(
        {"pictures": []},
        html_template='<div class="mount"></div>',
        css_template=(STATIC / "webpage" / "compare.css").read_text("utf-8"),
        js_on_load=script("webpage/compare", words="web_cmp_", short=True),
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
