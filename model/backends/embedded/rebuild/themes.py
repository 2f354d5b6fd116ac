"""Turning a page's theme over: light grounds dark and dark ones light, hues kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, cast

import numpy as np

from model.backends.embedded.rebuild.parts import Edge, Gradient, Sheet, Surface
from model.language.color_names import oklab
from model.rendering import Color

_DARKEST, _LIGHTEST = 0.2, 0.97
"""OKLab lightness between which a turned page lies: pure black is hard to read on."""


def is_dark(color: Color) -> bool:
    """Whether a ground of this colour makes a page dark."""
    return float(oklab(np.array([color], dtype=np.uint8))[0][0]) < 0.5


def themed(sheet: Sheet, theme: Literal["dark", "light"]) -> Sheet:
    """The sheet in the other theme; as it is where it already has this one. Crops stay."""
    if is_dark(sheet.background) == (theme == "dark"):
        return sheet
    return replace(
        sheet,
        background=turned(sheet.background),
        gradient=_gradient(sheet.gradient),
        surfaces=tuple(_surface(surface) for surface in sheet.surfaces),
        runs=tuple(
            run
            if run.crossed
            else replace(run, style=replace(run.style, color=turned(run.style.color)))
            for run in sheet.runs
        ),
    )


def _surface(surface: Surface) -> Surface:
    edges = tuple(
        None if edge is None else Edge(edge.width, turned(edge.color)) for edge in surface.edges
    )
    return replace(
        surface,
        fill=None if surface.fill is None else turned(surface.fill),
        gradient=_gradient(surface.gradient),
        edges=cast("tuple[Edge | None, Edge | None, Edge | None, Edge | None]", edges),
    )


def _gradient(gradient: Gradient | None) -> Gradient | None:
    if gradient is None:
        return None
    return replace(gradient, stops=tuple((turned(c), place) for c, place in gradient.stops))


def turned(color: Color) -> Color:
    """The colour with its lightness mirrored; a vivid one keeps its own, to stay an accent."""
    light, a, b = (float(value) for value in oklab(np.array([color], dtype=np.uint8))[0])
    chroma = float(np.hypot(a, b))
    if chroma > 0.09 and 0.35 < light < 0.8:
        return color
    mirrored = _DARKEST + (_LIGHTEST - _DARKEST) * (1 - light)
    return _rgb(mirrored, a, b)


def _rgb(light: float, a: float, b: float) -> Color:
    """OKLab to sRGB (Björn Ottosson, 2020), clipped to what a screen shows."""
    root = (
        light + 0.3963377774 * a + 0.2158037573 * b,
        light - 0.1055613458 * a - 0.0638541728 * b,
        light - 0.0894841775 * a - 1.2914855480 * b,
    )
    long, middle, short = (value**3 for value in root)
    linear = np.clip(
        [
            4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
            -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
            -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
        ],
        0,
        1,
    )
    curved = np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
    return cast(Color, tuple(round(255 * float(value)) for value in curved))
