"""Colours of marks: Okabe and Ito's set, told apart by colour-blind eyes, one colour a label.

No colour is legible on every picture, so each comes with a casing (the wider line under it) and
an ink (text on it) of the opposite lightness.

Source: M. Okabe, K. Ito, "Color Universal Design" (2008); luminance and contrast as in WCAG 2.2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

WHITE, BLACK = "#ffffff", "#10131c"


@dataclass(frozen=True, slots=True)
class Paint:
    """A mark's line, the casing under it and the ink of text on it, as ``#rrggbb``."""

    line: str
    casing: str
    ink: str


def luminance(color: str) -> float:
    """Relative luminance of ``#rrggbb``, 0 (black) to 1 (white)."""
    channels = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, 1 to 21."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _paint(line: str) -> Paint:
    opposite = max((WHITE, BLACK), key=lambda color: contrast(line, color))
    return Paint(line, opposite, opposite)


PAINTS = tuple(
    _paint(line)
    for line in (
        "#0072b2",  # blue
        "#d55e00",  # vermillion
        "#009e73",  # bluish green
        "#cc79a7",  # reddish purple
        "#e69f00",  # orange
        "#56b4e9",  # sky blue
        "#f0e442",  # yellow
        "#332288",  # indigo (Paul Tol's), in place of black, which is no line on a dark picture
    )
)


def paint_labels(labels: Iterable[str]) -> dict[str, Paint]:
    """A paint for each different label, in order of first appearance; then they repeat.

    Labels differing only in a number at the end ("cat-1", "cat-2") are one kind and share. A label
    that is but a number has the paint of that number, the same on every picture.
    """
    kinds: dict[str, Paint] = {}
    paints: dict[str, Paint] = {}
    for label in labels:
        if label.isdecimal():
            paints.setdefault(label, PAINTS[(int(label) - 1) % len(PAINTS)])
            continue
        kind = label.rstrip("0123456789").rstrip(" -_#").casefold() or label
        paint = kinds.setdefault(kind, PAINTS[len(kinds) % len(PAINTS)])
        paints.setdefault(label, paint)
    return paints
