"""A plain name for a colour, as one would say it in a sentence."""

from __future__ import annotations

import colorsys

_HUES = (
    (15, "red"), (40, "orange"), (68, "yellow"), (165, "green"), (200, "cyan"), (255, "blue"),
    (290, "purple"), (345, "pink"), (361, "red"),
)  # fmt: skip
"""Up to which degree of the colour circle a name reaches."""


def colour_name(color: tuple[float, float, float]) -> str:
    """What a colour of red, green and blue (0–255) is called: "dark blue", "light grey"."""
    red, green, blue = (min(255.0, max(0.0, part)) / 255 for part in color)
    hue, light, full = colorsys.rgb_to_hls(red, green, blue)
    spread = max(red, green, blue) - min(red, green, blue)
    if light < 0.08:
        return "black"
    if light > 0.93:
        return "white"
    tone = "dark " if light < 0.3 else "light " if light > 0.72 else ""
    if spread < 0.08 or full < 0.1:
        return f"{tone}grey"
    name = next(name for limit, name in _HUES if hue * 360 < limit)
    if name == "orange" and light < 0.4:
        return "brown" if not tone else "dark brown"
    return f"{tone}{name}"
