"""Bar charts of many styles, drawn with known truth."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass, field

from PIL import Image, ImageDraw, ImageFont

WORDS = (
    "January", "February", "March", "April", "Berlin", "Tokyo", "Lisbon", "Oslo", "Apples",
    "Pears", "Cherries", "Lemons", "North", "South", "East", "West", "Alpha", "Beta", "Gamma",
)  # fmt: skip
COLOURS = ((61, 124, 216), (240, 139, 37), (64, 160, 90), (200, 60, 70), (120, 80, 180))


@dataclass(frozen=True)
class Style:
    """How a chart is drawn; ``values`` tells whether numbers are printed at the bars."""

    name: str
    upright: bool = True
    values: bool = True
    axis: bool = True
    grid: bool = True
    dark: bool = False
    rounded: int = 0
    gap: float = 0.45
    series: int = 1
    colored: bool = False
    inside: bool = False
    jpeg: int = 0
    stacked: bool = False
    unit: str = ""
    start: float = 0.0
    top: tuple[int, ...] = (10, 50, 100, 400, 2000)


STYLES = (
    Style("plain"),
    Style("no numbers at the bars", values=False),
    Style("no axis", axis=False, grid=False),
    Style("wide gaps, rounded", gap=0.7, rounded=6, values=False),
    Style("narrow gaps", gap=0.12),
    Style("dark", dark=True, values=False),
    Style("each its colour", colored=True),
    Style("numbers inside", inside=True, axis=False),
    Style("two series with legend", series=2, values=False),
    Style("two series, numbers", series=2, gap=0.3),
    Style("horizontal", upright=False),
    Style("horizontal, no numbers", upright=False, values=False),
    Style("horizontal, dark, rounded", upright=False, dark=True, rounded=5),
    Style("JPEG 60", jpeg=60, values=False),
    Style("JPEG 60, numbers", jpeg=60),
    Style("per cent", unit="%", top=(10, 50, 100)),
    Style("axis from 40", start=40, values=False, top=(100, 120)),
)


@dataclass
class Truth:
    """What was drawn: (label, series) → value, the title, and the step of a pixel."""

    title: str = ""
    values: dict[tuple[str, str], float] = field(default_factory=dict)
    boxes: dict[tuple[str, str], tuple[float, float, float, float]] = field(default_factory=dict)
    range: float = 0.0


def draw(style: Style, seed: int) -> tuple[Image.Image, Truth]:
    """A chart of that style with five to eight labels, and its truth."""
    pick = random.Random(f"{style.name} {seed}")
    ink, soft, ground = (30, 34, 40), (120, 126, 134), (255, 255, 255)
    if style.dark:
        ink, soft, ground = (235, 238, 242), (150, 158, 168), (24, 28, 36)
    width, height = (pick.choice((900, 1100)), pick.choice((560, 660)))
    image = Image.new("RGB", (width, height), ground)
    pen = ImageDraw.Draw(image)
    big, font, small = (ImageFont.load_default(size) for size in (28, 17, 15))
    labels = pick.sample(WORDS, pick.randint(4, 7))
    names = ["Last year", "This year"][: style.series] if style.series > 1 else [""]
    top = pick.choice(style.top)
    truth = Truth(pick.choice(("Visitors by town", "Harvest in tonnes", "Sales this year")))
    truth.range = top - style.start
    for label in labels:
        for name in names:
            low = style.start + truth.range * 0.08
            value = pick.uniform(low, top)
            truth.values[label, name] = round(value, 0 if top > 10 else 1)
    pen.text((40, 30), truth.title, ink, big)
    left, right, upper, lower = 110, width - 40, 130, height - 90
    if not style.upright:
        left = 160
    if style.series > 1:
        for at, name in enumerate(names):
            x = 420 + 170 * at
            pen.rectangle((x, 84, x + 14, 98), COLOURS[at])
            pen.text((x + 22, 91), name, ink, font, anchor="lm")
    ticks = [style.start + truth.range * n / 5 for n in range(6)]
    length = lower - upper if style.upright else right - left - 60

    faint = tuple((2 * g + s) // 3 for g, s in zip(ground, soft, strict=True))

    def reach(value: float) -> float:
        return (value - style.start) / truth.range * length

    for tick in ticks if style.axis else ():
        text = f"{tick:,.{0 if top > 10 else 1}f}{style.unit}"
        if style.upright:
            y = lower - reach(tick)
            if style.grid:
                pen.line((left, y, right, y), faint)
            pen.text((left - 12, y), text, soft, small, anchor="rm")
        else:
            x = left + reach(tick)
            if style.grid:
                pen.line((x, upper, x, lower), faint)
            pen.text((x, lower + 16), text, soft, small, anchor="mm")
    pitch = ((right - left) if style.upright else (lower - upper)) / len(labels)
    thick = pitch * (1 - style.gap) / style.series
    for at, label in enumerate(labels):
        first = (left if style.upright else upper) + pitch * at + pitch * style.gap / 2
        middle = first + thick * style.series / 2
        for number, name in enumerate(names):
            value = truth.values[label, name]
            color = COLOURS[at % 5] if style.colored else COLOURS[number]
            begin, end = first + thick * number, first + thick * (number + 1) - 1
            if style.upright:
                box = (begin, lower - reach(value), end, lower)
            else:
                box = (left, begin, left + reach(value), end)
            truth.boxes[label, name] = box
            pen.rounded_rectangle(box, style.rounded, color)
            if style.stacked:
                x1, y1, x2, _ = box
                pen.rectangle((x1, y1 - 30, x2, y1), COLOURS[2])
            if style.values:
                text = f"{value:,.{0 if top > 10 else 1}f}{style.unit}"
                x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
                if style.inside:
                    pen.text((x, box[1] + 13), text, (255, 255, 255), small, anchor="mm")
                elif style.upright:
                    pen.text((x, box[1] - 11), text, ink, small, anchor="mm")
                else:
                    pen.text((box[2] + 8, y), text, ink, small, anchor="lm")
        if style.upright:
            pen.text((middle, lower + 20), label, ink, font, anchor="mm")
        else:
            pen.text((left - 12, middle), label, ink, font, anchor="rm")
    if style.upright:
        pen.line((left, lower, right, lower), ink, 2)
    else:
        pen.line((left, upper, left, lower), ink, 2)
    if style.jpeg:
        file = io.BytesIO()
        image.save(file, "JPEG", quality=style.jpeg)
        image = Image.open(file).convert("RGB")
    return image, truth
