"""What is typed into, chosen from or ticked, as real form controls that look as they were seen."""

from __future__ import annotations

import re

from model.backends.embedded.rebuild.flow.nodes import Node, edges, pixels
from model.backends.embedded.rebuild.flow.style import Classes, Palette, data_uri, escaped
from model.backends.embedded.rebuild.flow.tree import LEADING, baseline_in_line
from model.backends.embedded.rebuild.parts import Control

_KINDS = (
    (re.compile(r"e-?mail|@", re.I), "email"),
    (re.compile(r"pass ?word|^[•●∙*]+$", re.I), "password"),
    (re.compile(r"search", re.I), "search"),
    (re.compile(r"phone|^tel", re.I), "tel"),
)
_TICK = (
    "url(\"data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E"
    "%3Cpath d='M3.5 8.5l3 3 6-6.5' fill='none' stroke='{color}' stroke-width='2'/%3E%3C/svg%3E\")"
)
_DOT = "radial-gradient(circle, {color} 0 32%, transparent 36%)"


def field_type(control: Control) -> str:
    """What a field takes, by the words in and beside it."""
    for pattern, kind in _KINDS:
        if pattern.search(control.label) or pattern.search(control.text):
            return kind
    return "text"


def control_html(
    node: Node, palette: Palette, classes: Classes, type_rules: dict[str, str], space: list[str]
) -> str:
    """A control's element with its classes."""
    control = node.control
    assert control is not None
    rules = palette.surface_rules(node.surface) if node.surface is not None else {}
    rules |= {key: value for key, value in node.css.items()}
    rules |= {key: value for key, value in node.place.items() if key != "grid-area"}
    attributes = dict(node.attributes)
    if control.kind in ("checkbox", "radio", "switch"):
        return _ticked(node, control, palette, classes, rules, space, attributes)
    if control.kind == "slider":
        attributes |= {"type": "range", "aria-label": control.label or "Slider"}
        return _element("input", [classes.named("slider", rules), *space], attributes)
    kind = control.kind
    if kind == "textarea" and _one_line(node):
        kind = "field"
    rules |= type_rules | _text_padding(node)
    _add_crops(node, rules)
    name = kind
    if "aria-label" not in attributes and "id" not in attributes:
        attributes["aria-label"] = control.label or control.text or control.kind.capitalize()
    if control.kind == "select":
        names = [classes.named(name, rules), *space]
        shown = control.text or (control.options[0] if control.options else "")
        options = [shown, *(option for option in control.options if option != shown)]
        inner = "".join(f"<option>{escaped(option)}</option>" for option in options)
        return _element("select", names, attributes, inner)
    if control.placeholder and control.text:
        attributes["placeholder"] = control.text
        color = rules.pop("color", palette.color(palette.ink))
        chosen = classes.named(name, rules)
        tint = classes.named("hint", {"--hint": color})
        classes.once(":is(input, textarea)::placeholder", {"color": "var(--hint)", "opacity": "1"})
        names = [chosen, tint, *space]
    else:
        names = [classes.named(name, rules), *space]
    if kind == "textarea":
        inner = "" if control.placeholder else escaped(control.text)
        return _element("textarea", names, attributes, inner)
    attributes = {"type": field_type(control), **attributes}
    if control.text and not control.placeholder:
        attributes["value"] = control.text
    return _element("input", names, attributes)


def _one_line(node: Node) -> bool:
    """A low box with one line of text in its middle is a field, whatever it was taken for."""
    baselines = [run.baseline for run in node.runs]
    if not baselines or max(baselines) - min(baselines) > 3 or node.box.height > 90:
        return False
    middle = baselines[0] - 0.3 * node.runs[0].style.size
    return abs(middle - node.box.center.y) <= 0.12 * node.box.height


def _element(tag: str, names: list[str], attributes: dict[str, str], inner: str = "") -> str:
    classes = " ".join(dict.fromkeys(name for name in names if name))
    parts = [f' class="{classes}"'] if classes else []
    parts += [
        f" {key}" if key == value else f' {key}="{escaped(value)}"'
        for key, value in attributes.items()
    ]
    end = "" if tag == "input" else f"{inner}</{tag}>"
    return f"<{tag}{''.join(parts)}>{end}"


def _text_padding(node: Node) -> dict[str, str]:
    """Padding and line height that put a field's words on their baseline."""
    top, _, bottom, left = edges(node)
    if not node.runs:
        return {"padding": "0 12px"}
    run = node.runs[0]
    line = float(round(LEADING * run.style.size))
    height = float(round(node.box.height))
    above = round(run.baseline - baseline_in_line(run.style, line) - node.box.y1 - top)
    below = round(height - top - bottom - line - above)
    before = max(0, round(run.left - node.box.x1 - left))
    if node.control is not None and node.control.kind == "textarea":
        return {"padding": f"{max(0, above)}px {before}px", "line-height": pixels(line)}
    if above < 0 or below < 0:
        above = below = 0
    return {
        "padding": f"{above}px {min(before, 16)}px {below}px {before}px",
        "line-height": pixels(line),
    }


def _add_crops(node: Node, rules: dict[str, str]) -> None:
    """Icons inside a field become its background pictures."""
    if not node.crops:
        return
    top, _, _, left = edges(node)
    layers = [
        f"url({data_uri(crop)}) {pixels(crop.box.x1 - node.box.x1 - left)}"
        f" {pixels(crop.box.y1 - node.box.y1 - top)}"
        f" / {pixels(crop.box.width)} {pixels(crop.box.height)} no-repeat"
        for crop in node.crops
    ]
    ground = rules.pop("background", "")
    if ground:
        layers[-1] += " " + ground if not ground.startswith("linear") else ", " + ground
    rules["background"] = ", ".join(layers)


def _ticked(
    node: Node, control: Control, palette: Palette, classes: Classes,
    rules: dict[str, str], space: list[str], attributes: dict[str, str],
) -> str:  # fmt: skip
    kind = "radio" if control.kind == "radio" else "checkbox"
    attributes = {"type": kind, **attributes}
    if control.kind == "switch":
        attributes["role"] = "switch"
    if control.checked:
        attributes["checked"] = "checked"
    if "id" not in attributes:
        attributes["aria-label"] = control.label or control.text or control.kind
    tint = palette.color(palette.ink)
    own = dict(rules)
    if not node.surface and not node.crops:
        own |= {"border": f"1px solid {tint}", "border-radius": "50%" if kind == "radio" else "3px"}
    name = control.kind
    if node.crops:
        seen = f"url({data_uri(node.crops[0])}) center / 100% 100% no-repeat"
        if control.checked:
            off = {**own, "border": own.get("border", f"1px solid {tint}")}
            off.setdefault("border-radius", "50%" if kind == "radio" else "3px")
            chosen = classes.named(name, {**off, "--on": seen})
            classes.once(f".{chosen}:checked", {"background": "var(--on)", "border": "0"})
        else:
            chosen = classes.named(name, {**own, "background": seen})
            classes.once(f".{chosen}:checked", {"box-shadow": f"inset 0 0 0 4px {tint}"})
        return _element("input", [chosen, *space], attributes)
    mark = _mark(kind, control, own)
    if control.checked:
        chosen = classes.named(f"{name}-on", own)
        classes.once(f".{chosen}:checked", {"background-image": mark})
        classes.once(f".{chosen}:not(:checked)", {"background": "none",
                     "border": f"1px solid {tint}"})  # fmt: skip
    else:
        chosen = classes.named(name, own)
        classes.once(f".{chosen}:checked", {"background-image": mark})
    return _element("input", [chosen, *space], attributes)


def _mark(kind: str, control: Control, rules: dict[str, str]) -> str:
    color = "white" if control.checked and "background" in rules else "black"
    if control.kind == "switch":
        return f"radial-gradient(circle at 75% 50%, {color} 0 30%, transparent 33%)"
    return (_DOT if kind == "radio" else _TICK).format(color=color)
