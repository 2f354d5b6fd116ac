"""Sheets written by hand: what a page is made of, with widths from the fonts themselves."""

from __future__ import annotations

import io
from collections.abc import Iterable

from PIL import Image

from model.backends.embedded.rebuild.fonts import SANS, measure_words
from model.backends.embedded.rebuild.parts import (
    Control,
    Crop,
    Edge,
    Sheet,
    Surface,
    TextRun,
    TypeStyle,
)
from model.geometry import Box
from model.rendering import Color, TypeSample

INK: Color = (33, 37, 41)
WHITE: Color = (255, 255, 255)
LINE = Edge(1.0, (222, 226, 230))
FRAME = (LINE, LINE, LINE, LINE)


def run(
    text: str, left: float, baseline: float, size: float = 16.0, weight: int = 400,
    color: Color = INK,
) -> TextRun:  # fmt: skip
    """A line of text with the pen's way of the free font that stands for Arial."""
    sample = TypeSample(text, SANS.family, size, weight)
    advance = measure_words([sample], None)[0].advance
    box = Box(left, baseline - 0.74 * size, left + advance, baseline + 0.2 * size)
    style = TypeStyle(SANS.family, "sans", size, weight, color)
    return TextRun(text, box, baseline, left, advance, style)


def centered(text: str, middle: float, baseline: float, size: float = 16.0, **more: int) -> TextRun:
    """A line whose middle stands at ``middle``."""
    placed = run(text, 0, baseline, size, **more)
    return run(text, middle - placed.advance / 2, baseline, size, **more)


def picture(box: Box, color: Color, kind: str = "picture") -> Crop:
    """A piece of picture in one colour."""
    buffer = io.BytesIO()
    Image.new("RGB", (round(box.width), round(box.height)), color).save(buffer, "PNG")
    return Crop(box, buffer.getvalue(), "icon" if kind == "icon" else "picture", "A picture")


def sheet(
    runs: Iterable[TextRun], surfaces: Iterable[Surface] = (), crops: Iterable[Crop] = (),
    controls: Iterable[Control] = (), background: Color = (248, 249, 250), height: int = 800,
) -> Sheet:  # fmt: skip
    """A page 1280 pixels wide."""
    return Sheet(
        1280, height, background, tuple(runs), tuple(surfaces), tuple(crops), tuple(controls)
    )


def prices() -> Sheet:
    """A bar with a menu, a heading, two cards with a list and a button each, and a form."""
    light = (230, 230, 230)
    runs = [
        run("Acme", 24, 36, 20, 700, WHITE),
        run("Home", 900, 35, color=light), run("Features", 970, 35, color=light),
        run("Pricing", 1060, 35, color=light), run("Contact", 1140, 35, color=light),
        centered("Our prices", 640, 120, 40, weight=700),
        run("Free", 330, 250, 24, 700), run("10 users", 330, 300), run("2 GB", 330, 330),
        centered("Sign up", 475, 417),
        run("Pro", 670, 250, 24, 700), run("20 users", 670, 300), run("9 GB", 670, 330),
        centered("Buy <b>now</b> & `go`", 815, 417),
        run("Email", 310, 540, 14), run("name@example.com", 323, 571, color=(140, 140, 140)),
        run("Remember me", 336, 610),
        centered("Send", 370, 657),
    ]  # fmt: skip
    accent = (170, 210, 255)
    surfaces = [
        Surface(Box(0, 0, 1280, 60), fill=(52, 58, 64)),
        Surface(Box(310, 210, 640, 460), fill=WHITE, edges=FRAME, radius=6),
        Surface(Box(650, 210, 980, 460), fill=WHITE, edges=FRAME, radius=6),
        Surface(Box(330, 390, 620, 434), fill=accent, radius=6),
        Surface(Box(670, 390, 960, 434), fill=accent, radius=6),
        Surface(Box(310, 548, 600, 586), fill=WHITE, edges=FRAME, radius=4),
        Surface(Box(310, 597, 326, 613), fill=WHITE, edges=FRAME, radius=3),
        Surface(Box(310, 632, 430, 670), fill=accent, radius=4),
    ]
    links = [Control("link", runs[i].box, runs[i].text, runs=(i,)) for i in range(1, 5)]
    controls = [
        *links,
        Control("button", surfaces[3].box, "Sign up", runs=(9,), surface=3),
        Control("button", surfaces[4].box, runs[13].text, runs=(13,), surface=4),
        Control("field", surfaces[5].box, "name@example.com", "Email", True, runs=(15,), surface=5),
        Control("checkbox", surfaces[6].box, "", "Remember me", checked=False, runs=(16,),
                surface=6),
        Control("button", surfaces[7].box, "Send", runs=(17,), surface=7),
    ]  # fmt: skip
    return sheet(runs, surfaces, controls=controls)
