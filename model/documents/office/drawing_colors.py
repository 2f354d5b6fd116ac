"""Colours as DrawingML writes them: digits or names of a theme, made lighter or darker.

ECMA-376 part 1, chapter 20.1.2.3.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from xml.etree.ElementTree import Element

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"

Color = tuple[int, int, int]

ACCENTS: tuple[Color, ...] = (
    (68, 114, 196),
    (237, 125, 49),
    (165, 165, 165),
    (255, 192, 0),
    (91, 155, 213),
    (112, 173, 71),
)
"""Office's own colours, where a file names none."""
_PRESETS: dict[str, Color] = {
    "black": (0, 0, 0),
    "white": (255, 255, 255),
    "red": (255, 0, 0),
    "green": (0, 128, 0),
    "blue": (0, 0, 255),
    "yellow": (255, 255, 0),
    "gray": (128, 128, 128),
    "orange": (255, 165, 0),
}
_THOUSANDTHS = re.compile(r"-?\d{1,9}", re.ASCII)
"""Of a percent, as changes are told."""
_HEX = re.compile(r"[0-9a-fA-F]{6}")


def color_of(fill: Element, theme: Mapping[str, Color]) -> Color | None:
    """The colour of an ``a:solidFill``, its theme name looked up and made lighter or darker."""
    for choice in fill:
        tag = choice.tag.removeprefix(A)
        value = choice.get("val", "")
        color: Color | None = None
        if tag == "srgbClr":
            color = _from_hex(value)
        elif tag == "schemeClr":
            color = theme.get(value)
        elif tag == "sysClr":
            color = _from_hex(choice.get("lastClr", ""))
        elif tag == "prstClr":
            color = _PRESETS.get(value)
        if color is not None:
            return _modified(color, choice)
    return None


def _from_hex(digits: str) -> Color | None:
    if not _HEX.fullmatch(digits):
        return None
    return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)


def _modified(color: Color, choice: Element) -> Color:
    """Luminance kept and added (``lumMod``, ``lumOff``), tints towards white, shades to black."""
    red, green, blue = color
    for change in choice:
        tag = change.tag.removeprefix(A)
        told = change.get("val", "100000")
        if not _THOUSANDTHS.fullmatch(told):
            continue
        share = int(told) / 100_000
        if tag in ("lumMod", "shade"):
            red, green, blue = (round(part * share) for part in (red, green, blue))
        elif tag == "lumOff":
            red, green, blue = (round(part + 255 * share) for part in (red, green, blue))
        elif tag == "tint":
            red, green, blue = (round(255 - (255 - part) * share) for part in (red, green, blue))
    return min(max(red, 0), 255), min(max(green, 0), 255), min(max(blue, 0), 255)


def theme_colors(theme: Element | None) -> dict[str, Color]:
    """Colours by name ("accent1", "dk1", also "tx1" and "bg1") of a theme part."""
    if theme is None:
        return {}
    scheme = theme.find(f".//{A}clrScheme")
    found: dict[str, Color] = {}
    for entry in scheme if scheme is not None else ():
        color = color_of(entry, {})
        if color is not None:
            found[entry.tag.removeprefix(A)] = color
    for name, source in (("tx1", "dk1"), ("bg1", "lt1"), ("tx2", "dk2"), ("bg2", "lt2")):
        if source in found:
            found[name] = found[source]
    return found
