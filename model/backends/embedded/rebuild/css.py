"""Measured values as CSS: colours, lengths, borders, shadows, gradients, type."""

from __future__ import annotations

from model.backends.embedded.rebuild.parts import Gradient, Shadow, Surface, TypeStyle
from model.rendering import Color


def px(value: float) -> str:
    """A length, to a hundredth of a pixel."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in ("0", "-0", "") else f"{text}px"


def color(value: Color) -> str:
    """A colour, in three digits where they say the same."""
    digits = "".join(f"{channel:02x}" for channel in value)
    if all(digits[place] == digits[place + 1] for place in (0, 2, 4)):
        digits = digits[::2]
    return f"#{digits}"


def gradient(value: Gradient) -> str:
    """A ``linear-gradient``."""
    stops = []
    for index, (stop, place) in enumerate(value.stops):
        ends = place == (0.0 if index == 0 else 1.0) and index in (0, len(value.stops) - 1)
        stops.append(color(stop) if ends else f"{color(stop)} {round(100 * place, 1):g}%")
    return f"linear-gradient({value.angle:g}deg,{','.join(stops)})"


def shadow(value: Shadow) -> str:
    """A ``box-shadow``'s value."""
    red, green, blue = value.color
    return (
        f"{px(value.dx)} {px(value.dy)} {px(value.blur)} {px(value.spread)} "
        f"rgb({red} {green} {blue}/{value.opacity:.2g})"
    )


def decoration(surface: Surface) -> str:
    """Fill, border, corners and shadow of a surface, as declarations."""
    rules = []
    if surface.gradient is not None:
        rules.append(f"background:{gradient(surface.gradient)}")
    elif surface.fill is not None:
        rules.append(f"background:{color(surface.fill)}")
    edges = surface.edges
    if edges[0] is not None and all(edge == edges[0] for edge in edges):
        rules.append(f"border:{px(edges[0].width)} solid {color(edges[0].color)}")
    else:
        for side, edge in zip(("top", "right", "bottom", "left"), edges, strict=True):
            if edge is not None:
                rules.append(f"border-{side}:{px(edge.width)} solid {color(edge.color)}")
    if surface.radius:
        rules.append(f"border-radius:{px(surface.radius)}")
    if surface.shadow is not None:
        rules.append(f"box-shadow:{shadow(surface.shadow)}")
    return ";".join(rules)


def type_rules(style: TypeStyle) -> str:
    """Font, size, weight and colour of words, as declarations; letter spacing apart."""
    slant = "italic " if style.italic else ""
    weight = f"{style.weight} " if style.weight != 400 else ""
    rules = f"font:{slant}{weight}{px(style.size)} {style.family};color:{color(style.color)}"
    return rules + (";text-decoration:underline" if style.underline else "")
