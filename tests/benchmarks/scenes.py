"""Drawn scenes with known truth: coloured shapes, and icons scattered among others."""

from __future__ import annotations

import math
import random

from PIL import Image, ImageDraw

from model.geometry import Box

COLORS = {
    "red": (220, 40, 40), "green": (40, 160, 70), "blue": (40, 90, 220),
    "yellow": (245, 205, 40), "purple": (130, 60, 180), "orange": (245, 140, 30),
}  # fmt: skip
SHAPES = ("circle", "square", "triangle", "star", "diamond", "hexagon")
_GROUNDS = ((255, 255, 255), (245, 245, 240), (32, 34, 40), (225, 235, 245))
_FINE = 4
Asking = tuple[str, str, tuple[Box, ...]]


def shape_scenes(seed: int) -> tuple[Image.Image, list[Asking]]:
    """A scene of six to ten shapes and questions about it: (kind, query, true boxes)."""
    pick = random.Random(seed)
    width, height = 800, 560
    image = Image.new("RGB", (width * _FINE, height * _FINE), pick.choice(_GROUNDS))
    draw = ImageDraw.Draw(image)
    cells = [(x, y) for x in range(5) for y in range(3)]
    placed: list[tuple[str, str, Box]] = []
    for x, y in pick.sample(cells, pick.randint(6, 10)):
        shape, color = pick.choice(SHAPES), pick.choice(list(COLORS))
        radius = pick.randint(26, 66)
        middle = (80 + 160 * x + pick.randint(-10, 10), 93 + 186 * y + pick.randint(-20, 20))
        placed.append((shape, color, _draw(draw, shape, middle, radius, COLORS[color])))
    image = image.resize((width, height), Image.Resampling.LANCZOS)
    return image, _asked(placed, pick)


def _draw(
    draw: ImageDraw.ImageDraw,
    shape: str,
    middle: tuple[int, int],
    radius: int,
    color: tuple[int, int, int],
) -> Box:
    x, y = middle
    if shape == "circle":
        points = [(x + radius * math.cos(a / 60 * math.pi), y + radius * math.sin(a / 60 * math.pi))
                  for a in range(120)]  # fmt: skip
    elif shape == "square":
        points = [(x - radius, y - radius), (x + radius, y - radius),
                  (x + radius, y + radius), (x - radius, y + radius)]  # fmt: skip
    elif shape == "star":
        points = [
            (x + r * math.sin(i * math.pi / 5), y - r * math.cos(i * math.pi / 5))
            for i in range(10)
            for r in [radius if i % 2 == 0 else radius * 0.4]
        ]
    else:
        sides = {"triangle": 3, "diamond": 4, "hexagon": 6}[shape]
        points = [
            (x + radius * math.sin(i * 2 * math.pi / sides),
             y - radius * math.cos(i * 2 * math.pi / sides))
            for i in range(sides)
        ]  # fmt: skip
    draw.polygon([(px * _FINE, py * _FINE) for px, py in points], fill=color)
    xs, ys = [px for px, _ in points], [py for _, py in points]
    return Box(min(xs), min(ys), max(xs), max(ys))


def _asked(placed: list[tuple[str, str, Box]], pick: random.Random) -> list[Asking]:
    asked: list[Asking] = []
    shape, color, _ = pick.choice(placed)
    same = tuple(box for s, c, box in placed if (s, c) == (shape, color))
    noun = f"all {color} {shape}s" if len(same) > 1 else f"the {color} {shape}"
    asked.append(("colour and shape", noun, same))
    color = pick.choice([c for _, c, _ in placed])
    boxes = tuple(box for _, c, box in placed if c == color)
    asked.append(("colour", f"all {color} shapes", boxes))
    shape = pick.choice([s for s, _, _ in placed])
    boxes = tuple(box for s, _, box in placed if s == shape)
    asked.append(("shape", f"all {shape}s", boxes))
    by_size = sorted((box for s, _, box in placed if s == shape), key=lambda box: -box.area)
    if len(by_size) > 1 and by_size[0].area > 1.15 * by_size[1].area:
        asked.append(("size of shapes", f"the biggest {shape}", (by_size[0],)))
    across = sorted(boxes, key=lambda box: box.center.x)
    if len(across) > 1 and across[1].center.x - across[0].center.x > 30:
        asked.append(("place of shapes", f"the leftmost {shape}", (across[0],)))
    there = {(s, c) for s, c, _ in placed}
    absent = [(s, c) for s in SHAPES for c in COLORS if (s, c) not in there]
    for s, c in pick.sample(absent, 2):
        asked.append(("absent shapes", f"the {c} {s}", ()))
    return asked


def crop_scenes(seed: int) -> tuple[Image.Image, Image.Image, tuple[Box, ...]]:
    """A picture with the same sign several times among others, a crop of it, and where it stands.

    Signs are random blocks of 5 × 5 cells in two colours. Every fifth scene does not hold its
    crop at all.
    """
    pick = random.Random(1_000 + seed)
    ground = pick.choice(_GROUNDS)
    image = Image.new("RGB", (900, 600), ground)
    wanted, *others = [_sign(pick) for _ in range(4)]
    size = pick.choice((24, 32, 48))
    boxes = []
    cells = pick.sample([(x, y) for x in range(8) for y in range(5)], 14)
    count = 0 if seed % 5 == 4 else pick.randint(1, 4)
    for number, (x, y) in enumerate(cells):
        mine = number < count
        sign = wanted if mine else pick.choice(others)
        side = size if number == 0 else round(size * pick.choice((0.75, 1, 1, 1.25, 1.6)))
        left, top = 30 + 105 * x + pick.randint(0, 8), 30 + 110 * y + pick.randint(0, 8)
        image.paste(sign.resize((side, side), Image.Resampling.LANCZOS), (left, top))
        if mine:
            boxes.append(Box(left, top, left + side, top + side))
    crop = Image.new("RGB", (size + 4, size + 4), ground)
    crop.paste(wanted.resize((size, size), Image.Resampling.LANCZOS), (2, 2))
    return image, crop, tuple(boxes)


def _sign(pick: random.Random) -> Image.Image:
    first, second = pick.sample(list(COLORS.values()), 2)
    sign = Image.new("RGB", (100, 100), first)
    draw = ImageDraw.Draw(sign)
    for x in range(5):
        for y in range(5):
            if pick.random() < 0.45:
                draw.rectangle((20 * x, 20 * y, 20 * x + 19, 20 * y + 19), fill=second)
    return sign
