"""Scenes of drawn shapes with known truth, the same for the same seed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from random import Random

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from model.geometry import Box

INKS = {
    "red": (220, 40, 40), "blue": (30, 80, 220), "green": (30, 150, 60), "yellow": (250, 215, 30),
    "purple": (130, 50, 170), "orange": (245, 140, 20), "black": (20, 20, 20),
    "teal": (0, 150, 140), "pink": (245, 120, 180), "brown": (121, 72, 40), "grey": (128, 128, 128),
}  # fmt: skip
GROUNDS = ((255, 255, 255), (245, 242, 230), (24, 28, 36))
KINDS = (
    "circle", "ellipse", "square", "rectangle", "diamond", "triangle", "pentagon", "hexagon",
    "star", "cross", "arrow",
)  # fmt: skip
_FINE = 4


@dataclass(frozen=True, slots=True)
class Drawn:
    """A shape as it was drawn."""

    kind: str
    color: str
    box: Box
    filled: bool


def _outline(kind: str, x: float, y: float, size: float, turn: float) -> list[tuple[float, float]]:
    def ring(
        count: int, radius: float = 0.5, start: float = -np.pi / 2
    ) -> list[tuple[float, float]]:
        angles = start + 2 * np.pi * np.arange(count) / count
        return [(radius * np.cos(a), radius * np.sin(a)) for a in angles]

    if kind == "star":
        outer, inner = ring(5), ring(5, 0.2, -np.pi / 2 + np.pi / 5)
        points = [point for pair in zip(outer, inner, strict=True) for point in pair]
    elif kind == "cross":
        a, b = 0.5, 0.17
        points = [(-b, -a), (b, -a), (b, -b), (a, -b), (a, b), (b, b),
                  (b, a), (-b, a), (-b, b), (-a, b), (-a, -b), (-b, -b)]  # fmt: skip
    elif kind == "arrow":
        points = [(-0.5, -0.14), (0.05, -0.14), (0.05, -0.36), (0.5, 0), (0.05, 0.36),
                  (0.05, 0.14), (-0.5, 0.14)]  # fmt: skip
    else:
        points = ring({"triangle": 3, "diamond": 4, "pentagon": 5, "hexagon": 6}[kind])
    c, s = np.cos(turn), np.sin(turn)
    return [(x + size * (c * u - s * v), y + size * (s * u + c * v)) for u, v in points]


def scene(seed: int, jpeg: bool = False, count: int = 6) -> tuple[NDArray[np.uint8], list[Drawn]]:
    """A 600 × 400 picture of ``count`` shapes, some outlined only, and what they are."""
    random = Random(seed)
    ground = GROUNDS[seed % len(GROUNDS)]
    inks = [name for name in INKS if not (name == "black" and ground[0] < 128)]
    image = Image.new("RGB", (600 * _FINE, 400 * _FINE), ground)
    pen = ImageDraw.Draw(image)
    shapes = []
    places = [(x, y) for x in (100, 300, 500) for y in (100, 300)]
    random.shuffle(places)
    for cx, cy in places[:count]:
        kind, color = random.choice(KINDS), random.choice(inks)
        size = random.uniform(50, 150)
        x = (cx + random.uniform(-20, 20)) * _FINE
        y = (cy + random.uniform(-20, 20)) * _FINE
        filled = random.random() < 0.75
        half = size * _FINE / 2
        flat = random.uniform(0.45, 0.7) if kind in ("ellipse", "rectangle") else 1.0
        width = random.randint(3, 6) * _FINE
        if kind in ("circle", "ellipse", "square", "rectangle"):
            bounds = (x - half, y - half * flat, x + half, y + half * flat)
            draw = pen.ellipse if kind in ("circle", "ellipse") else pen.rectangle
            draw(bounds, fill=INKS[color] if filled else None, outline=INKS[color], width=width)
        else:
            turn = random.choice((0.0, 0.0, np.pi / 2, np.pi)) if kind != "diamond" else 0.0
            points = _outline(kind, x, y, 2 * half, turn)
            if filled:
                pen.polygon(points, fill=INKS[color])
            else:
                pen.line([*points, *points[:2]], fill=INKS[color], width=width, joint="curve")
            xs, ys = [p[0] for p in points], [p[1] for p in points]
            bounds = (min(xs), min(ys), max(xs), max(ys))
        shapes.append(Drawn(kind, color, Box(*(value / _FINE for value in bounds)), filled))
    image = image.resize((600, 400), Image.Resampling.BOX)
    if jpeg:
        kept = io.BytesIO()
        image.save(kept, "JPEG", quality=75)
        image = Image.open(kept)
    return np.asarray(image.convert("RGB")), shapes
