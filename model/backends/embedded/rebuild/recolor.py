"""A page by anybody in the other theme: every colour its style sheets name, turned over."""

from __future__ import annotations

import re
from collections.abc import Callable

from model.backends.embedded.rebuild.rules import insert_in_head
from model.backends.embedded.rebuild.themes import is_dark, turned
from model.errors import InputError
from model.rendering import Color

_STYLE = re.compile(r"(<style\b[^>]*>)(.*?)(</style>)", re.I | re.S)
_INLINE = re.compile(r"(\sstyle\s*=\s*)(\"[^\"]*\"|'[^']*')", re.I)
_TOKENS = re.compile(
    r"url\([^)]*\)|#(?P<hex>[0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{3,4})\b(?![^{};]*\{)"
    r"|rgba?\(\s*(?P<r>\d+)[\s,]+(?P<g>\d+)[\s,]+(?P<b>\d+)(?P<rest>[^)]*)\)"
    r"|(?<=[:\s,(])(?P<name>white|black|gr[ae]y|silver|whitesmoke)(?=[\s;,)}!])",
    re.I,
)
_NAMES: dict[str, Color] = {
    "white": (255, 255, 255), "black": (0, 0, 0), "gray": (128, 128, 128),
    "grey": (128, 128, 128), "silver": (192, 192, 192), "whitesmoke": (245, 245, 245),
}  # fmt: skip
_GROUND = re.compile(
    r"(?:^|[}\s,])(?:body|html|:root)\b[^{}]*\{[^{}]*background(?:-color)?\s*:\s*"
    r"(?P<value>var\((?P<var>--[\w-]+)[^)]*\)|#[0-9a-f]{3,8}|rgba?\([^)]*\)|\w+)",
    re.I,
)
_BASE = {
    True: "html { color-scheme: dark; background: #16181b; color: #e8eaed; }",
    False: "html { color-scheme: light; background: #ffffff; color: #202124; }",
}


def turn_theme(html: str, dark: bool) -> str:
    """The page with light and dark exchanged; raises ``InputError`` where it is so already."""
    if _ground_is_dark(html) == dark:
        name = "dark" if dark else "light"
        raise InputError(f"The page is {name} already, so the {name} theme changes nothing.")
    html = _STYLE.sub(lambda match: match[1] + _turn(match[2]) + match[3], html)
    html = _INLINE.sub(lambda match: match[1] + _turn(match[2]), html)
    first = f"<style>@layer theme;\n@layer theme {{ {_BASE[dark]} }}</style>\n"
    return insert_in_head(html, first)


def _turn(css: str) -> str:
    return _TOKENS.sub(_turned_token, css)


def _turned_token(match: re.Match[str]) -> str:
    if match["hex"]:
        digits = match["hex"]
        if len(digits) <= 4:
            digits = "".join(digit * 2 for digit in digits)
        color = _hex(digits[:6])
        return f"#{_digits(turned(color))}{digits[6:]}"
    if match["r"]:
        color = (int(match["r"]), int(match["g"]), int(match["b"]))
        if match["rest"].strip(" ,/") and max(color) < 40:
            return match[0]  # a shadow stays dark
        new = turned(_clip(color))
        comma = "," in match[0]
        return (
            ("rgba(" if comma and match["rest"].strip() else "rgb(")
            + (", " if comma else " ").join(map(str, new))
            + match["rest"]
            + ")"
        )
    if match["name"]:
        return f"#{_digits(turned(_NAMES[match['name'].lower()]))}"
    return match[0]


def _hex(digits: str) -> Color:
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


def _digits(color: Color) -> str:
    return "{:02x}{:02x}{:02x}".format(*color)


def _clip(color: Color) -> Color:
    red, green, blue = (min(255, value) for value in color)
    return red, green, blue


def _ground_is_dark(html: str) -> bool:
    """Whether the page's own ground is dark, as far as its style sheets say."""
    css = "\n".join(match[2] for match in _STYLE.finditer(html))
    css += "\n".join(
        f"body {{ {match[1].strip(chr(34))} }}"
        for match in re.finditer(r"<body[^>]*\sstyle\s*=\s*(\"[^\"]*\")", html, re.I)
    )
    value = ""
    for match in _GROUND.finditer(css):
        value = match["value"]
        if match["var"]:
            named = re.search(rf"{re.escape(match['var'])}\s*:\s*([^;}}]+)", css)
            value = named[1].strip() if named else ""
    color = _read(value)
    return color is not None and is_dark(color)


def _read(value: str) -> Color | None:
    readers: tuple[Callable[[str], Color | None], ...] = (_read_hex, _read_rgb, _read_name)
    return next((color for reader in readers if (color := reader(value)) is not None), None)


def _read_hex(value: str) -> Color | None:
    match = re.match(r"#([0-9a-f]{3,8})$", value, re.I)
    if match is None:
        return None
    digits = match[1] if len(match[1]) >= 6 else "".join(digit * 2 for digit in match[1][:3])
    return _hex(digits)


def _read_rgb(value: str) -> Color | None:
    match = re.match(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)", value, re.I)
    return _clip((int(match[1]), int(match[2]), int(match[3]))) if match else None


def _read_name(value: str) -> Color | None:
    return _NAMES.get(value.lower())
