"""Marks as a table beside the overlay, and their coordinates to copy; HTML built and escaped here.

Rows and boxes light each other up through one event on the document, ``sightline:mark``, that
names the group, the mark's number and what happened (``static/marks_table.js``).
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from model.geometry import Mark, Point, Polygon, Scale
from model.messages import Picture
from ui.marks.formats import FORMATS, write
from ui.marks.palette import paint_labels
from ui.markup import both

if TYPE_CHECKING:
    import gradio as gr

_STATIC = Path(__file__).parents[1] / "static"
_SOURCES: dict[Scale, str] = {
    "0-1000": "source_grid",
    "0-1": "source_unit",
    "pixels": "source_pixels",
    "pixels (guessed)": "source_guessed",
    "measured": "source_measured",
}


_ALL: dict[Scale, str] = {scale: f"all_{word[7:]}" for scale, word in _SOURCES.items()}
"""What to say once when all places came the same way."""


def marks_table(group: str) -> gr.HTML:
    """The component, empty; its value is ``table_html``."""
    import gradio as gr

    script = (_STATIC / "marks_table.js").read_text("utf-8")
    return gr.HTML(
        "",
        css_template=(_STATIC / "marks_table.css").read_text("utf-8"),
        js_on_load=f"const GROUP = {json.dumps(group)};\n{script}",
        apply_default_css=False,
        elem_id=f"{group}_marks",
    )


def table_html(marks: Sequence[Mark], picture: Picture | None) -> str:
    """A row for every mark, with buttons to copy them all; nothing for no marks."""
    if not marks or picture is None:
        return ""
    paints = paint_labels(mark.label for mark in marks)
    columns = _columns(marks)
    head = "".join(f'<th scope="col" class="{key[5:]}">{both(key)}</th>' for key in columns)
    rows = "".join(
        _row(number, mark, paints[mark.label].line, columns) for number, mark in enumerate(marks, 1)
    )
    alike = "" if "mark_source" in columns else f'<p class="from">{both(_ALL[marks[0].scale])}</p>'
    return (
        f'<div class="copies"><span>{both("copy_as")}</span>{_copies(marks, picture)}</div>'
        f'<div class="rows" tabindex="-1"><table><thead><tr><th scope="col">#</th>{head}</tr>'
        f"</thead><tbody>{rows}</tbody></table></div>{alike}"
    )


def _columns(marks: Sequence[Mark]) -> list[str]:
    """The columns that say something: no stripe of nothing, nor of one word over and over."""
    columns = ["mark_x1", "mark_y1"]
    if any(mark.label or isinstance(mark.shape, Polygon) for mark in marks):
        columns.insert(0, "mark_label")
    if not all(isinstance(mark.shape, Point) for mark in marks):
        columns += ["mark_x2", "mark_y2", "mark_size"]
    if len({mark.scale for mark in marks}) > 1 or any(mark.score is not None for mark in marks):
        columns.append("mark_source")
    return columns


def _copies(marks: Sequence[Mark], picture: Picture) -> str:
    return "".join(
        f'<button type="button" data-copy="{escape(write(marks, picture, form), quote=True)}">'
        f"{both('copy_' + form.replace('-', '_'))}</button>"
        for form in FORMATS
    )


def _row(number: int, mark: Mark, color: str, columns: Sequence[str]) -> str:
    box = mark.box
    if isinstance(mark.shape, Point):
        places = [str(round(box.x1)), str(round(box.y1)), "", "", ""]
    else:
        size = f"{round(box.width)}×{round(box.height)}"
        places = [*(str(value) for value in box.pixels()), size]
    kind = both("mark_polygon") if isinstance(mark.shape, Polygon) else ""
    label = f'<td class="label">{escape(mark.label) or "<i>–</i>"} {kind}</td>'
    named = ("mark_x1", "mark_y1", "mark_x2", "mark_y2", "mark_size")
    cells = {
        "mark_label": label,
        **{name: f"<td>{place}</td>" for name, place in zip(named, places, strict=True)},
        "mark_source": f'<td class="source">{_source(mark)}</td>',
    }
    note = f' title="{escape(mark.note, quote=True)}"' if mark.note else ""
    tabindex = 0 if number == 1 else -1
    return (
        f'<tr data-n="{number}" tabindex="{tabindex}"{note}>'
        f'<td><span class="dot" style="background:{color}"></span>{number}</td>'
        f"{''.join(cells[name] for name in columns)}</tr>"
    )


def _source(mark: Mark) -> str:
    if mark.score is not None:
        return f"{mark.score:.0%}"
    return both(_SOURCES[mark.scale])
