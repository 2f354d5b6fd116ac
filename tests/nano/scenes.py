"""Pictures that teach: shapes, digits, buttons and short clips, drawn with what they show known.

Boxes are fractions of the picture's width and height, so they hold at any size.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from random import Random
from typing import Literal

from PIL import Image, ImageDraw, ImageFont

Kind = Literal["shape", "digit", "button"]
Direction = Literal["left", "right", "up", "down"]
Box = tuple[float, float, float, float]
Colour = tuple[int, int, int]

COLOURS: dict[str, Colour] = {
    "red": (220, 30, 30),
    "green": (30, 160, 60),
    "blue": (40, 70, 220),
    "yellow": (240, 210, 30),
    "black": (20, 20, 20),
    "purple": (140, 40, 170),
}
SHAPES = ("circle", "square", "triangle")
DIGITS = tuple("0123456789")
LABELS = ("Save", "Open", "Cancel", "Send", "Search", "Delete", "Close", "OK")
DIRECTIONS: dict[Direction, tuple[int, int]] = {
    "left": (-1, 0),
    "right": (1, 0),
    "up": (0, -1),
    "down": (0, 1),
}
GROUNDS: tuple[Colour, ...] = (
    (255, 255, 255),
    (245, 245, 240),
    (230, 238, 245),
    (250, 240, 225),
    (225, 225, 225),
)
_FACES: tuple[Colour, ...] = ((235, 235, 235), (40, 90, 200), (60, 60, 66), (255, 255, 255))

# Width and height in which scenes are drawn, before a processor scales them.
STILL_SIZES = ((320, 240), (240, 320), (280, 280), (400, 225))
CLIP_SIZES = ((240, 180), (180, 240), (208, 208))


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing of a picture: ``name`` is how a question calls it, ``word`` what it is."""

    kind: Kind
    name: str
    word: str
    box: Box
    colour: str = ""

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the box."""
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture and its things, from left to right."""

    picture: Image.Image
    things: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Clip:
    """Frames at ``fps`` per second of one thing; it moves, or appears at second ``appears``."""

    frames: tuple[Image.Image, ...]
    boxes: tuple[Box | None, ...]
    thing: Thing
    fps: float
    moves: Direction | None = None
    appears: int | None = None


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """The font that comes with Pillow."""
    return ImageFont.load_default(size)


def _free(rng: Random, taken: list[Box], width: float, height: float) -> Box | None:
    """A place for a box of that size that touches no other, or ``None`` if none was found."""
    for _ in range(40):
        x, y = rng.uniform(0, 1 - width), rng.uniform(0, 1 - height)
        box = (x, y, x + width, y + height)
        if all(
            box[2] < other[0] or other[2] < box[0] or box[3] < other[1] or other[3] < box[1]
            for other in taken
        ):
            return box
    return None


def _draw_shape(
    draw: ImageDraw.ImageDraw, size: tuple[int, int], shape: str, box: Box, fill: Colour
) -> None:
    x1, y1, x2, y2 = (part * side for part, side in zip(box, size * 2, strict=True))
    if shape == "circle":
        draw.ellipse((x1, y1, x2, y2), fill=fill)
    elif shape == "square":
        draw.rectangle((x1, y1, x2, y2), fill=fill)
    else:
        draw.polygon(((x1, y2), (x2, y2), ((x1 + x2) / 2, y1)), fill=fill)


def _tone(rng: Random, colour: str) -> Colour:
    red, green, blue = (max(0, min(255, part + rng.randint(-18, 18))) for part in COLOURS[colour])
    return red, green, blue


def shapes(rng: Random, size: tuple[int, int], count: int) -> Scene:
    """Up to ``count`` shapes, 20–45 % of the shorter side each, no two of one colour and form."""
    picture = Image.new("RGB", size, rng.choice(GROUNDS))
    draw = ImageDraw.Draw(picture)
    if rng.random() < 0.65:
        names = [(colour, rng.choice(SHAPES)) for colour in rng.sample(list(COLOURS), count)]
    else:
        every = [(colour, shape) for colour in COLOURS for shape in SHAPES]
        names = rng.sample(every, count)
        if count > 1 and rng.random() < 0.7:  # what differs is the form alone
            others = [shape for shape in SHAPES if shape != names[0][1]]
            names[1] = (names[0][0], rng.choice(others))
            names = list(dict.fromkeys(names))
    things: list[Thing] = []
    for colour, shape in names:
        side = rng.uniform(0.2, 0.45) * min(size)
        box = _free(rng, [thing.box for thing in things], side / size[0], side / size[1])
        if box is None:
            continue
        _draw_shape(draw, size, shape, box, _tone(rng, colour))
        things.append(Thing("shape", f"{colour} {shape}", shape, box, colour))
    return Scene(picture, tuple(sorted(things, key=lambda thing: thing.box[0])))


def digit(rng: Random, size: tuple[int, int]) -> Scene:
    """One digit, 30–70 % of the shorter side high, in one of the colours."""
    picture = Image.new("RGB", size, rng.choice(GROUNDS))
    draw = ImageDraw.Draw(picture)
    word, colour = rng.choice(DIGITS), rng.choice(list(COLOURS))
    font = _font(round(rng.uniform(0.4, 0.95) * min(size)))
    left, top, right, bottom = draw.textbbox((0, 0), word, font=font)
    x = rng.uniform(0, size[0] - (right - left))
    y = rng.uniform(0, size[1] - (bottom - top))
    draw.text((x - left, y - top), word, font=font, fill=_tone(rng, colour))
    box = (
        x / size[0],
        y / size[1],
        (x + right - left) / size[0],
        (y + bottom - top) / size[1],
    )
    return Scene(picture, (Thing("digit", "digit", word, box, colour),))


def buttons(rng: Random, size: tuple[int, int], count: int) -> Scene:
    """Up to ``count`` buttons with a label each, drawn large: 11–15 % of the shorter side high."""
    picture = Image.new("RGB", size, rng.choice(GROUNDS))
    draw = ImageDraw.Draw(picture)
    things: list[Thing] = []
    face = rng.choice(_FACES)
    ink = (255, 255, 255) if sum(face) < 380 else (25, 25, 30)
    for label in rng.sample(LABELS, count):
        font = _font(round(rng.uniform(0.11, 0.15) * min(size)))
        left, top, right, bottom = draw.textbbox((0, 0), label, font=font)
        pad = rng.uniform(0.4, 0.9) * (bottom - top)
        width = right - left + 2 * pad + rng.uniform(0, 0.08) * size[0]
        height = bottom - top + 1.6 * pad
        box = _free(rng, [thing.box for thing in things], width / size[0], height / size[1])
        if box is None:
            continue
        x1, y1, x2, y2 = (part * side for part, side in zip(box, size * 2, strict=True))
        draw.rounded_rectangle(
            (x1, y1, x2, y2), radius=rng.choice((0, 4, 9)), fill=face, outline=(120, 120, 128)
        )
        x, y = (x1 + x2 - right - left) / 2, (y1 + y2 - bottom - top) / 2
        draw.text((x, y), label, font=font, fill=ink)
        things.append(Thing("button", f"{label} button", label, box))
    return Scene(picture, tuple(sorted(things, key=lambda thing: thing.box[0])))


def clip(rng: Random, size: tuple[int, int], frames: int, fps: float = 2.0) -> Clip:
    """A shape that moves over 30–55 % of the picture, or one that appears after some seconds."""
    ground, colour, shape = rng.choice(GROUNDS), rng.choice(list(COLOURS)), rng.choice(SHAPES)
    fill = _tone(rng, colour)
    side = rng.uniform(0.25, 0.42) * min(size)
    width, height = side / size[0], side / size[1]
    moves: Direction | None = None
    appears: int | None = None
    if rng.random() < 0.55:
        moves, (dx, dy) = rng.choice(list(DIRECTIONS.items()))
        far = rng.uniform(0.3, 0.55)
        x = rng.uniform(max(0, -dx * far), 1 - width - max(0, dx * far))
        y = rng.uniform(max(0, -dy * far), 1 - height - max(0, dy * far))
        steps = [far * number / (frames - 1) for number in range(frames)]
        boxes: list[Box | None] = [
            (x + dx * step, y + dy * step, x + dx * step + width, y + dy * step + height)
            for step in steps
        ]
    else:
        appears = rng.randrange(0, int(frames / fps))
        x, y = rng.uniform(0, 1 - width), rng.uniform(0, 1 - height)
        boxes = [
            (x, y, x + width, y + height) if number / fps >= appears else None
            for number in range(frames)
        ]
    pictures = []
    for box in boxes:
        picture = Image.new("RGB", size, ground)
        if box is not None:
            _draw_shape(ImageDraw.Draw(picture), size, shape, box, fill)
        pictures.append(picture)
    last = boxes[-1]
    assert last is not None
    thing = Thing("shape", f"{colour} {shape}", shape, last, colour)
    return Clip(tuple(pictures), tuple(boxes), thing, fps, moves, appears)


def still(rng: Random, size: tuple[int, int], most: int = 3) -> Scene:
    """A scene of any kind: shapes most often, then buttons, then a digit."""
    chance = rng.random()
    if chance < 0.55:
        return shapes(rng, size, min(most, rng.choice((1, 2, 2, 3, 3))))
    if chance < 0.85:
        return buttons(rng, size, rng.randint(1, most))
    return digit(rng, size)


def at(thing: Thing, box: Box) -> Thing:
    """The same thing in another place."""
    return replace(thing, box=box)
