"""The page's style sheet: a palette, a type scale, and classes that alike things share."""

from __future__ import annotations

import base64
import colorsys
from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape

from model.backends.embedded.rebuild.flow.nodes import border_width
from model.backends.embedded.rebuild.fonts import BOOK, CODE, MONO, NARROW, SANS, SERIF, WIDE
from model.backends.embedded.rebuild.parts import Crop, Gradient, Shadow, Sheet, Surface, TypeStyle
from model.rendering import Color

_LARGER = ("l", "xl", "2xl", "3xl", "4xl", "5xl", "6xl", "7xl", "8xl", "9xl")
_SMALLER = ("s", "xs", "2xs", "3xs", "4xs", "5xs")
SATURATED = 0.25
_ORDER = ("base", "parts", "space", "phone")


_SPACES = {
    SANS.family: 0.278, WIDE.family: 0.318, NARROW.family: 0.228, SERIF.family: 0.25,
    BOOK.family: 0.318, MONO.family: 0.6, CODE.family: 0.602,
}  # fmt: skip
"""How wide a space is, in em."""


def space_width(style: TypeStyle) -> float:
    """The width of a space in ``style``, in pixels."""
    return _SPACES.get(style.family, 0.278) * style.size + style.spacing


def escaped(text: str) -> str:
    """Text for HTML; a backtick too, which would end the fence that a reply stands in."""
    return escape(text, quote=True).replace("`", "&#96;").replace("&#x27;", "'")


def data_uri(crop: Crop) -> str:
    """A cropped picture as a ``data:`` address."""
    return f"data:{crop.mime};base64,{base64.b64encode(crop.png).decode('ascii')}"


def hex_color(color: Color) -> str:
    """A colour as ``#rrggbb``."""
    return "#{:02x}{:02x}{:02x}".format(*color)


def _saturation(color: Color) -> float:
    return colorsys.rgb_to_hsv(*(part / 255 for part in color))[1]


class Palette:
    """Names for the page's colours, sizes and fonts, by how much of the page uses each."""

    def __init__(self, sheet: Sheet) -> None:
        words: Counter[Color] = Counter()
        fills: Counter[Color] = Counter()
        lines: Counter[Color] = Counter()
        sizes: Counter[float] = Counter()
        families: Counter[str] = Counter()
        for run in sheet.runs:
            words[run.style.color] += len(run.text)
            sizes[run.style.size] += len(run.text)
            families[run.style.family] += len(run.text)
        for surface in sheet.surfaces:
            if surface.fill is not None:
                fills[surface.fill] += 1
            for edge in surface.edges:
                if edge is not None:
                    lines[edge.color] += 1
        self.page = sheet.background
        self.ink: Color = words.most_common(1)[0][0] if words else (0, 0, 0)
        self.size: float = sizes.most_common(1)[0][0] if sizes else 16.0
        self.family = families.most_common(1)[0][0] if families else "sans-serif"
        self.colors = self._name_colors(words, fills, lines)
        self.sizes = self._name_sizes(sorted(sizes))
        self.families: dict[str, str] = {}
        for count, (family, _) in enumerate(families.most_common()):
            self.families[family] = "--font" if not count else f"--font-{count + 1}"

    def _name_colors(
        self, words: Counter[Color], fills: Counter[Color], lines: Counter[Color]
    ) -> dict[Color, str]:
        names: dict[Color, str] = {self.page: "--page"}
        names.setdefault(self.ink, "--ink")
        uses = words + Counter({color: 12 * count for color, count in fills.items()})
        rich = [color for color, _ in uses.most_common() if _saturation(color) > SATURATED]
        pale = [color for color, _ in words.most_common() if _saturation(color) <= SATURATED]
        for name, choices in (
            ("--accent", rich),
            ("--muted", pale),
            ("--surface", [color for color, _ in fills.most_common()]),
            ("--line", [color for color, _ in lines.most_common()]),
        ):
            free = next((color for color in choices if color not in names), None)
            if free is not None:
                names[free] = name
        number = 0
        for color, _ in (uses + lines).most_common():
            if color not in names:
                number += 1
                names[color] = f"--tone-{number}"
        return names

    def _name_sizes(self, sizes: Sequence[float]) -> dict[float, str]:
        names = {self.size: "--text-m"}
        larger = [size for size in sizes if size > self.size]
        smaller = [size for size in reversed(sizes) if size < self.size]
        names.update((s, f"--text-{n}") for s, n in zip(larger, _LARGER, strict=False))
        names.update((s, f"--text-{n}") for s, n in zip(smaller, _SMALLER, strict=False))
        return names

    def color(self, color: Color) -> str:
        """The colour by its name, or as it is where it has none."""
        name = self.colors.get(color)
        return f"var({name})" if name else hex_color(color)

    def font_size(self, size: float) -> str:
        """The font size by its name in the scale."""
        name = self.sizes.get(size)
        return f"var({name})" if name else f"{size:g}px"

    def root(self, used: str) -> str:
        """The ``:root`` rule with what ``used`` (the rest of the style sheet) names."""
        lines = [
            f"  {name}: {hex_color(color)};"
            for color, name in self.colors.items()
            if f"var({name})" in used
        ]
        lines += [f"  {name}: {size:g}px;" for size, name in sorted(self.sizes.items())
                  if f"var({name})" in used]  # fmt: skip
        lines += [f"  {name}: {family};" for family, name in self.families.items()
                  if f"var({name})" in used]  # fmt: skip
        return ":root {\n" + "\n".join(lines) + "\n}"

    def type_rules(self, style: TypeStyle, line_height: float) -> dict[str, str]:
        """CSS of a type style, as far as it differs from the page's own."""
        rules: dict[str, str] = {}
        if style.family != self.family:
            rules["font-family"] = f"var({self.families[style.family]})" if (
                style.family in self.families) else style.family  # fmt: skip
        if style.size != self.size:
            rules["font-size"] = self.font_size(style.size)
        if style.weight != 400:
            rules["font-weight"] = str(style.weight)
        if style.italic:
            rules["font-style"] = "italic"
        if style.color != self.ink:
            rules["color"] = self.color(style.color)
        if style.underline:
            rules["text-decoration"] = "underline"
        if abs(style.spacing) >= 0.01:
            rules["letter-spacing"] = f"{round(style.spacing, 3):g}px"
        if line_height:
            rules["line-height"] = f"{round(line_height, 2):g}px"
        return rules

    def type_name(self, style: TypeStyle) -> str:
        """A readable class name for text set in ``style``: its size, weight and colour."""
        parts = [self.sizes.get(style.size, "--text").removeprefix("--")]
        if style.weight >= 600:
            parts.append("bold")
        if style.color != self.ink:
            parts.append(self.colors.get(style.color, "--tint").removeprefix("--"))
        return "-".join(parts)

    def gradient(self, gradient: Gradient) -> str:
        """A CSS ``linear-gradient``."""
        stops = ", ".join(
            f"{hex_color(color)} {share * 100:.4g}%" for color, share in gradient.stops
        )
        return f"linear-gradient({gradient.angle:g}deg, {stops})"

    def surface_rules(self, surface: Surface) -> dict[str, str]:
        """CSS of what is painted: background, border, radius, shadow."""
        rules: dict[str, str] = {}
        if surface.gradient is not None:
            rules["background"] = self.gradient(surface.gradient)
        elif surface.fill is not None:
            rules["background"] = self.color(surface.fill)
        sides = [
            f"{border_width(edge)}px solid {self.color(edge.color)}" if edge else "0"
            for edge in surface.edges
        ]
        if len(set(sides)) == 1:
            if sides[0] != "0":
                rules["border"] = sides[0]
        else:
            for side, value in zip(("top", "right", "bottom", "left"), sides, strict=True):
                if value != "0":
                    rules[f"border-{side}"] = value
        if surface.radius >= 0.5:
            round_all = surface.radius >= min(surface.box.width, surface.box.height) / 2 - 0.6
            square = abs(surface.box.width - surface.box.height) <= 1.5
            rules["border-radius"] = "50%" if round_all and square else f"{surface.radius:.3g}px"
        if surface.shadow is not None:
            rules["box-shadow"] = _shadow(surface.shadow)
        return rules


def _shadow(shadow: Shadow) -> str:
    red, green, blue = shadow.color
    lengths = " ".join(
        f"{value:.3g}px" for value in (shadow.dx, shadow.dy, shadow.blur, shadow.spread)
    )
    return f"{lengths} rgb({red} {green} {blue} / {shadow.opacity:.3g})"


class Classes:
    """Gives declarations a class, the same one to the same declarations."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, tuple[tuple[str, str], ...]], str] = {}
        self._taken: Counter[str] = Counter()
        self._rules: dict[str, list[str]] = {layer: [] for layer in _ORDER}

    def named(self, name: str, rules: Mapping[str, str], layer: str = "parts") -> str:
        """The class for ``rules``, called ``name`` or, where that is taken, ``name-2`` and on."""
        if not rules:
            return ""
        key = (layer, tuple(sorted(rules.items())))
        if key not in self._names:
            self._taken[name] += 1
            count = self._taken[name]
            chosen = name if count == 1 else f"{name}-{count}"
            self._names[key] = chosen
            self.rule(f".{chosen}", rules, layer)
        return self._names[key]

    def rule(self, selector: str, rules: Mapping[str, str], layer: str = "parts") -> None:
        """Add a rule as it stands."""
        body = " ".join(f"{name}: {value};" for name, value in rules.items())
        self._rules[layer].append(f"{selector} {{ {body} }}")

    def once(self, selector: str, rules: Mapping[str, str], layer: str = "parts") -> None:
        """Add a rule unless its selector has one already."""
        if not any(rule.startswith(f"{selector} {{") for rule in self._rules[layer]):
            self.rule(selector, rules, layer)

    def reserve(self, *names: str) -> None:
        """Names that belong to classes written elsewhere."""
        self._taken.update(names)

    def unique(self, name: str, rules: Mapping[str, str]) -> str:
        """A class of its own for ``rules``, which others refer to."""
        self._taken[name] += 1
        count = self._taken[name]
        chosen = name if count == 1 else f"{name}-{count}"
        self.rule(f".{chosen}", rules)
        return chosen

    def layer(self, layer: str, indent: int = 2) -> str:
        """All rules of a layer, a line each."""
        return "\n".join(" " * indent + rule for rule in self._rules[layer])
