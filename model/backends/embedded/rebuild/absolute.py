"""The pixel-faithful mode: every part of a sheet where it was seen, as real HTML.

Text is text, controls are controls, pictures are data URIs. A line of text hangs on its baseline
whatever font the reader has: an empty inline block one em high stands on it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape as _escape

from model.backends.embedded.rebuild.css import (
    color,
    decoration,
    px,
    type_rules,
)
from model.backends.embedded.rebuild.fonts import stack_of
from model.backends.embedded.rebuild.parts import Control, Crop, Sheet, Surface, TextRun
from model.geometry import Box

_PAGE = Box(0, 0, 0, 0)
"""Where positions on the page itself count from."""

_BASE = """*{box-sizing:border-box}
body{margin:0}
main{position:relative;overflow:hidden;%s}
main *{position:absolute;margin:0}
main .t{white-space:pre;line-height:0}
main .t span,main .t a,main .t i{position:static;line-height:0}
main i{font-size:0}
.t::before{content:"";display:inline-block;height:1em}
a{text-decoration:none;color:inherit}
button,input,select,textarea{border:0;padding:0;background:none;appearance:none;font:inherit;
color:inherit;text-align:left;border-radius:0;outline-offset:1px}
input[type=checkbox],input[type=radio]{appearance:auto}
input[role=switch]{appearance:none}
::placeholder{color:inherit;opacity:1}
"""


def escape(text: str) -> str:
    """Text for HTML; a backtick too, which would end the fence that a reply stands in."""
    return _escape(text, quote=True).replace("`", "&#96;")


def write_absolute(sheet: Sheet, language: str = "") -> str:
    """The page as one HTML document, every part positioned absolutely."""
    return _Page(sheet).document(language)


@dataclass(slots=True)
class _Piece:
    """One element of the page and how far back it lies: the larger, the farther."""

    depth: float
    html: str


class _Page:
    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.classes: dict[str, str] = {}
        self.used_runs: set[int] = set()
        self.used_surfaces: set[int] = set()
        self.used_crops: set[int] = set()
        sizes = sorted(run.style.size for run in sheet.runs)
        self.usual = sizes[len(sizes) // 2] if sizes else 16.0
        self.largest = sizes[-1] if sizes else 0.0

    def document(self, language: str) -> str:
        sheet = self.sheet
        links = {
            index for control in sheet.controls if control.kind == "link" for index in control.runs
        }
        front = [self._control(item) for item in sheet.controls if item.kind != "link"]
        # A picture shows the surfaces that were under it, so it comes after all of them.
        back = [
            _Piece(surface.box.area + 1e9, self._box(surface))
            for index, surface in enumerate(sheet.surfaces)
            if index not in self.used_surfaces
        ]
        back += [
            _Piece(crop.box.area, picture(crop, _PAGE))
            for index, crop in enumerate(sheet.crops)
            if index not in self.used_crops
        ]
        back.sort(key=lambda piece: -piece.depth)
        loose = [index for index in range(len(sheet.runs)) if index not in self.used_runs]
        texts = [self._line(group, links) for group in lines_of(sheet.runs, loose)]
        ground = decoration(Surface(_PAGE, fill=sheet.background, gradient=sheet.gradient))
        frame = f"width:{sheet.width}px;height:{sheet.height}px;{ground}"
        rules = "".join(f".{name}{{{rule}}}\n" for rule, name in self.classes.items())
        heading = max(sheet.runs, key=lambda run: run.style.size, default=None)
        title = escape(heading.text) if heading else "Page"
        body = "\n".join([*(piece.html for piece in back), *front, *texts])
        spoken = f' lang="{language}"' if language else ""
        return (
            f'<!DOCTYPE html>\n<html{spoken}>\n<head>\n<meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width">\n<title>{title}</title>\n'
            f"<style>\n{_BASE % frame}{rules}</style>\n</head>\n<body>\n<main>\n{body}\n</main>\n"
            "</body>\n</html>\n"
        )

    def _class(self, rule: str) -> str:
        return self.classes.setdefault(rule, f"s{len(self.classes) + 1}")

    def _tag(self, run: TextRun) -> str:
        size = run.style.size
        if size >= 1.6 * self.usual and size == self.largest:
            return "h1"
        if size >= 1.35 * self.usual:
            return "h2" if size >= 1.6 * self.usual else "h3"
        return "p"

    def _line(self, group: Sequence[int], links: set[int]) -> str:
        """Runs that follow each other on one baseline, as one line of text."""
        runs = [self.sheet.runs[index] for index in group]
        if len(runs) == 1:
            if group[0] in links:
                return self._text(runs[0], "a", _PAGE, ' href="#"')
            return self._text(runs[0], self._tag(runs[0]), _PAGE)
        first = runs[0]
        parts: list[str] = []
        pen = first.left
        for index, run in zip(group, runs, strict=True):
            # The space between two runs has no width: the margin says how far they stand apart.
            space = "<i> </i>" if parts else ""
            gap = f"margin-left:{px(run.left - pen)}" if abs(run.left - pen) >= 0.02 else ""
            rules = ";".join(rule for rule in (gap, _spacing(run)) if rule)
            style = f' style="{rules}"' if rules else ""
            tag, link = ("a", ' href="#"') if index in links else ("span", "")
            name = self._class(type_rules(run.style))
            parts.append(f'{space}<{tag} class="{name}"{link}{style}>{escape(run.text)}</{tag}>')
            pen = run.left + run.advance
        tag = self._tag(max(runs, key=lambda run: run.style.size))
        top = first.baseline - first.style.size
        place_ = f"left:{px(first.left)};top:{px(top)};font-size:{px(first.style.size)}"
        return f'<{tag} class="t" style="{place_}">{"".join(parts)}</{tag}>'

    def _text(self, run: TextRun, tag: str, origin: Box, extra: str = "") -> str:
        style = run.style
        name = self._class(type_rules(style))
        top = run.baseline - style.size - origin.y1
        rules = f"left:{px(run.left - origin.x1)};top:{px(top)}"
        if spacing := _spacing(run):
            rules += f";{spacing}"
        return f'<{tag} class="t {name}"{extra} style="{rules}">{escape(run.text)}</{tag}>'

    def _box(self, surface: Surface) -> str:
        name = self._class(decoration(surface))
        return f'<div class="{name}" style="{place(surface.box)}"></div>'

    def _control(self, control: Control) -> str:
        sheet = self.sheet
        runs = [sheet.runs[index] for index in control.runs]
        surface = sheet.surfaces[control.surface] if control.surface is not None else None
        crops = [sheet.crops[index] for index in control.crops]
        match control.kind:
            case "button":
                self._use(control)
                return self._button(control, surface, runs, crops)
            case "field" | "textarea" | "select":
                self._use(control)
                return self._field(control, surface, runs, crops)
            case "checkbox" | "radio" | "switch":
                self.used_crops.update(control.crops)
                if control.surface is not None:
                    self.used_surfaces.add(control.surface)
                return self._toggle(control, surface)
        return ""

    def _use(self, control: Control) -> None:
        self.used_runs.update(control.runs)
        self.used_crops.update(control.crops)
        if control.surface is not None:
            self.used_surfaces.add(control.surface)

    def _button(
        self, control: Control, surface: Surface | None, runs: list[TextRun], crops: list[Crop]
    ) -> str:
        origin = _padding_box(control.box, surface)
        words = "".join(self._text(run, "span", origin) for run in runs)
        icons = "".join(picture(crop, origin) for crop in crops)
        name = f' class="{self._class(decoration(surface))}"' if surface else ""
        label = "" if control.text else ' aria-label="button"'
        return (
            f'<button type="button"{name}{label} style="{place(control.box)}">'
            f"{icons}{words}</button>"
        )

    def _field(
        self, control: Control, surface: Surface | None, runs: list[TextRun], crops: list[Crop]
    ) -> str:
        origin = _padding_box(control.box, surface)
        names = [self._class(decoration(surface))] if surface else []
        rules = place(control.box)
        if runs:
            first = runs[0]
            names.append(self._class(type_rules(first.style)))
            if spacing := _spacing(first):
                rules += f";{spacing}"
            indent = max(0.0, first.left - origin.x1)
            if control.kind == "textarea":
                stack = stack_of(first.style.family)
                over = first.baseline - stack.rise * first.style.size - origin.y1
                rules += f";padding:{px(max(0.0, over))} 0 0 {px(indent)};resize:none"
            else:
                rules += f";padding:{_lift(first, origin)} 0 0 {px(indent)}"
        name = f' class="{" ".join(names)}"' if names else ""
        label = f' aria-label="{escape(control.label)}"' if control.label else ""
        words = escape(control.text)
        shown = f' placeholder="{words}"' if control.placeholder else f' value="{words}"'
        # A crop as large as the field is its frame; a small one is a mark on it.
        whole = [crop for crop in crops if crop.box.area > 0.5 * control.box.area]
        frame = "".join(picture(crop, _PAGE) for crop in whole)
        after = "".join(
            picture(crop, _PAGE, ";pointer-events:none") for crop in crops if crop not in whole
        )
        if control.kind == "select":
            options = "".join(f"<option>{escape(option)}</option>" for option in control.options)
            return f'{frame}<select{name}{label} style="{rules}">{options}</select>{after}'
        if control.kind == "textarea":
            inner = "" if control.placeholder else words
            hint = f' placeholder="{words}"' if control.placeholder else ""
            return f'{frame}<textarea{name}{label}{hint} style="{rules}">{inner}</textarea>{after}'
        return f'{frame}<input type="text"{name}{label}{shown} style="{rules}">{after}'

    def _toggle(self, control: Control, surface: Surface | None) -> str:
        kind = "radio" if control.kind == "radio" else "checkbox"
        checked = " checked" if control.checked else ""
        label = f' aria-label="{escape(control.label)}"' if control.label else ""
        rules = place(control.box)
        if control.kind == "switch":
            knob = control.box.height
            side = "right" if control.checked else "left"
            fill = color(surface.fill) if surface and surface.fill else "#888"
            rules += (
                f";border-radius:{px(knob / 2)};background:radial-gradient(circle at center,"
                f"#fff 0 {px(knob * 0.36)},transparent {px(knob * 0.36 + 1)}) {side} 0/"
                f"{px(knob)} {px(knob)} no-repeat {fill}"
            )
            return f'<input type="checkbox" role="switch"{checked}{label} style="{rules}">'
        if surface and surface.fill and control.checked:
            rules += f";accent-color:{color(surface.fill)}"
        return f'<input type="{kind}"{checked}{label} style="{rules}">'


def lines_of(runs: Sequence[TextRun], chosen: Sequence[int]) -> list[list[int]]:
    """The chosen runs as lines: those on one baseline with no more than an em between them."""
    lines: list[list[int]] = []
    for index in sorted(chosen, key=lambda i: (runs[i].baseline, runs[i].left)):
        run = runs[index]
        if lines:
            last = runs[lines[-1][-1]]
            gap = run.left - last.left - last.advance
            size = max(run.style.size, last.style.size)
            if run.baseline == last.baseline and -0.2 * size < gap < 0.9 * size:
                lines[-1].append(index)
                continue
        lines.append([index])
    return sorted(lines, key=lambda line: min(line))


def _spacing(run: TextRun) -> str:
    if abs(run.style.spacing) < 0.02:
        return ""
    return f"letter-spacing:{px(run.style.spacing)}"


def _lift(run: TextRun, origin: Box) -> str:
    """Padding above that moves a field's words, centred in its height, down to their baseline."""
    stack = stack_of(run.style.family)
    centred = (origin.y1 + origin.y2) / 2 + (stack.rise - stack.fall) / 2 * run.style.size
    return px(max(0.0, 2 * (run.baseline - centred)))


def _padding_box(box: Box, surface: Surface | None) -> Box:
    """What positions inside a bordered box count from."""
    if surface is None:
        return box
    top, right, bottom, left = (edge.width if edge else 0.0 for edge in surface.edges)
    return Box(box.x1 + left, box.y1 + top, box.x2 - right, box.y2 - bottom)


def place(box: Box) -> str:
    """Position and size as CSS."""
    return f"left:{px(box.x1)};top:{px(box.y1)};width:{px(box.width)};height:{px(box.height)}"


def picture(crop: Crop, origin: Box, extra: str = "") -> str:
    """A crop as an ``img`` with its file inside."""
    data = b64encode(crop.png).decode()
    where = place(
        Box(
            crop.box.x1 - origin.x1,
            crop.box.y1 - origin.y1,
            crop.box.x2 - origin.x1,
            crop.box.y2 - origin.y1,
        )
    )
    source = f"data:{crop.mime};base64,{data}"
    return f'<img src="{source}" alt="{escape(crop.alt)}" style="{where}{extra}">'
