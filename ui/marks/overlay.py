"""The overlay: the full-size picture in the page with its marks as SVG on top.

``overlay()`` makes the component, ``overlay_value()`` what it shows. The value is plain JSON that
``static/overlay/*.js`` turns into DOM nodes; the component's template is fixed, so no text of a
user or a model is ever parsed as HTML. The picture is served as a file, as it was brought wherever
a browser can show it; the server's work for an answer is a few strings a mark.

    shown = overlay("ground")
    shown.arrive(open_it, None, [state, shown])        # a picture was dropped, pasted or chosen
    shown.ask_region(inspect, [state], [shown])        # a box was drawn and asked about
    shown.find_alike(find, [state], [shown])           # … and its like are wanted
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from model.geometry import Box, Mark, Point, Polygon
from model.messages import Picture
from ui.ground.picture_files import FileValue
from ui.marks.drawing import draw, shown_text
from ui.marks.palette import paint_labels
from ui.scripts import script
from ui.theme import STATIC

if TYPE_CHECKING:
    import gradio as gr

__all__ = ["draw", "overlay", "overlay_value"]

_SCRIPTS = tuple(f"overlay/{name}" for name in ("base", "view", "marks", "region", "upload"))
_TEMPLATE = '<div class="mount"></div>'


def overlay(group: str, elem_id: str | None = None) -> gr.HTML:
    """The component, empty: a place to drop a picture.

    ``group`` names the marks for whatever else shows them (``ui/marks/table.py``): pointing at
    one lights the other up.
    """
    import gradio as gr

    group_is = f"const GROUP = {json.dumps(group)};\n"
    return gr.HTML(
        overlay_value(),
        html_template=_TEMPLATE,
        css_template=(STATIC / "overlay" / "overlay.css").read_text("utf-8"),
        js_on_load=group_is + script(*_SCRIPTS, words="stage_"),
        apply_default_css=False,
        elem_id=elem_id or f"{group}_stage",
    )


def overlay_value(
    picture: Picture | None = None,
    file: FileValue | None = None,
    marks: Sequence[Mark] = (),
    busy: bool = False,
) -> dict[str, Any]:
    """What ``overlay()`` shows: ``file`` is where the browser gets ``picture`` from."""
    if picture is None or file is None:
        return {"picture": None, "marks": [], "busy": busy}
    paints = paint_labels(mark.label for mark in marks)
    return {
        "picture": file,
        "name": picture.name,
        "width": picture.width,
        "height": picture.height,
        "busy": busy,
        "marks": [
            {
                "n": number,
                **_shape(mark),
                "text": shown_text(mark, number),
                "title": mark.label,
                "copy": coordinates(mark),
                "line": paints[mark.label].line,
                "casing": paints[mark.label].casing,
                "ink": paints[mark.label].ink,
            }
            for number, mark in enumerate(marks, 1)
        ],
    }


def coordinates(mark: Mark) -> str:
    """A mark's coordinates in whole pixels, as a click copies them."""
    return ", ".join(str(round(value)) for value in _shape(mark)["points"])


def _shape(mark: Mark) -> dict[str, Any]:
    shape = mark.shape
    if isinstance(shape, Point):
        return {"kind": "point", "points": _rounded(shape.x, shape.y)}
    if isinstance(shape, Polygon):
        flat = (value for place in shape.points for value in (place.x, place.y))
        return {"kind": "polygon", "points": _rounded(*flat)}
    box: Box = shape
    return {"kind": "box", "points": _rounded(box.x1, box.y1, box.x2, box.y2)}


def _rounded(*values: float) -> list[float]:
    return [round(value, 2) for value in values]
