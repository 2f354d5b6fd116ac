"""Makes the example clips and their truth: ``python assets/clips/make.py`` (PyAV and Pillow).

Every clip is drawn here, so what happens in it, and when, is known: ``truth.json`` is written by
what draws. ``form.mp4`` is a recording of a form being filled, ``slides.mp4`` a talk with cuts, a
fade through black and captions. Font: Liberation Sans.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from PIL import Image, ImageDraw, ImageFont

HERE = Path(__file__).parent
SIZE = (960, 540)
PER_S = 12
FONT = "/usr/share/fonts/truetype/liberation/LiberationSans-{}.ttf"
INK, QUIET, TEAL, PAPER, LINE = "#17211f", "#60706c", "#0f766e", "#f5f7f6", "#c6d0ce"
Canvas = ImageDraw.ImageDraw


def main() -> None:
    """Draw, encode and write both clips, their thumbnails and the truth."""
    truth = {name: _write(name, *made()) for name, made in CLIPS.items()}
    (HERE / "truth.json").write_text(json.dumps(truth, indent=1) + "\n", "utf-8")


def form() -> tuple[float, Callable[[float], Image.Image], dict[str, Any]]:
    """A recording of a person who fills a form: types twice, ticks, sends, is thanked."""
    typed = [
        ("Full name", "Ada Lovelace", 1.5, 4.0, 170),
        ("E-mail", "ada@analytical.example", 5.0, 8.5, 270),
    ]
    tick, press, done, length = 10.0, 12.0, 12.5, 16.0
    stops = [
        (0.0, (700, 470)), (1.2, (330, 195)), (4.2, (330, 195)), (4.8, (330, 295)),
        (8.7, (330, 295)), (9.8, (165, 362)), (10.3, (165, 362)), (11.8, (240, 440)),
        (12.3, (240, 440)), (13.5, (760, 420)), (length, (760, 420)),
    ]  # fmt: skip

    def draw(at: float) -> Image.Image:
        image = Image.new("RGB", SIZE, PAPER)
        pen = ImageDraw.Draw(image)
        pen.rectangle((0, 0, SIZE[0], 56), fill=TEAL)
        _text(pen, (40, 15), "Night Swim Club", 24, "white", bold=True)
        if at >= done:
            pen.rounded_rectangle((120, 150, 840, 380), 16, fill="white", outline=LINE, width=2)
            _text(pen, (170, 195), "Thank you, Ada!", 40, TEAL, bold=True)
            _text(pen, (170, 265), "Your place is reserved: ticket 4711.", 26, INK)
            _text(pen, (170, 315), "We have sent you an e-mail.", 22, QUIET)
        else:
            _text(pen, (150, 84), "Reserve a place", 34, INK, bold=True)
            for name, words, start, end, y in typed:
                share = min(1.0, max(0.0, (at - start) / (end - start)))
                active = start - 0.3 <= at <= end + 0.3
                _text(pen, (150, y - 28), name, 20, QUIET)
                pen.rounded_rectangle(
                    (150, y, 620, y + 50), 8, fill="white",
                    outline=TEAL if active else LINE, width=3 if active else 2,
                )  # fmt: skip
                _text(pen, (166, y + 12), words[: round(len(words) * share)], 24, INK)
            pen.rounded_rectangle((150, 350, 176, 376), 5, fill="white", outline=LINE, width=2)
            if at >= tick:
                pen.rounded_rectangle((150, 350, 176, 376), 5, fill=TEAL)
                pen.line([(156, 363), (161, 369), (170, 357)], fill="white", width=3)
            _text(pen, (190, 352), "I can swim 200 metres", 22, INK)
            color = "#0a4f49" if press <= at < done else TEAL
            pen.rounded_rectangle((150, 412, 330, 464), 10, fill=color)
            _text(pen, (192, 424), "Reserve", 26, "white", bold=True)
        _pointer(pen, _between(stops, at))
        return image

    return length, draw, {
        "words": [
            {"text": "Reserve a place", "from": 0.0, "to": done},
            {"text": "Ada Lovelace", "from": 4.0, "to": done},
            {"text": "ada@analytical.example", "from": 8.5, "to": done},
            {"text": "Thank you, Ada!", "from": done, "to": length},
            {"text": "Your place is reserved: ticket 4711.", "from": done, "to": length},
        ],
        "changes": [tick, done],
        "cuts": [],
    }  # fmt: skip


def slides() -> tuple[float, Callable[[float], Image.Image], dict[str, Any]]:
    """A talk of four slides: two hard cuts, one fade through black, captions, a moving dot."""
    shots = [
        (0.0, 5.0, "#123c4a", "white", "How a tide works", "Welcome to the harbour."),
        (5.0, 10.0, "#f3e9d2", "#3a2a10", "The moon pulls", "High water comes every 12 hours."),
        (10.0, 15.0, "#e8f1ee", INK, "Spring and neap", "Spring tides are the largest."),
        (16.0, 21.0, "#2a1a3e", "white", "Thank you", "Questions? Ask at the pier."),
    ]
    fade_from, fade_to, length = 15.0, 16.0, 21.0

    def slide(at: float) -> Image.Image:
        index = max(i for i, shot in enumerate(shots) if shot[0] <= max(at, 0.0))
        start, _, paper, ink, title, caption = shots[index]
        image = Image.new("RGB", SIZE, paper)
        pen = ImageDraw.Draw(image)
        _text(pen, (70, 60), title, 54, ink, bold=True)
        if index == 1:  # the moon goes round: the only motion in the clip
            pen.ellipse((400, 200, 520, 320), fill="#3f7fbf")
            x = 150 + 620 * min(1.0, (at - start) / 5)
            pen.ellipse((x - 28, 232, x + 28, 288), fill="#8f8a7a")
        elif index == 2:
            for column, height in enumerate((60, 110, 150, 110, 60, 40)):
                x = 90 + column * 130
                pen.rectangle((x, 370 - height, x + 80, 370), fill=TEAL)
        else:
            for row in range(4):
                y = 210 + row * 44
                pen.line([(80, y), (880, y)], fill=ink, width=3)
        if start + 1.0 <= at:  # each caption comes a second after its slide
            pen.rectangle((0, 440, SIZE[0], SIZE[1]), fill="#0d1413")
            _text(pen, (70, 468), caption, 32, "white")
        return image

    def draw(at: float) -> Image.Image:
        if not fade_from <= at < fade_to:
            return slide(at)
        half = (fade_from + fade_to) / 2
        shown = slide(fade_from - 0.01) if at < half else slide(fade_to)
        light = abs(at - half) / (fade_to - half)
        return Image.eval(shown, lambda value: round(value * light))

    return length, draw, {
        "words": [
            *({"text": shot[4], "from": shot[0], "to": shot[1]} for shot in shots),
            *({"text": shot[5], "from": shot[0] + 1.0, "to": shot[1]} for shot in shots),
        ],
        "changes": [],
        "cuts": [5.0, 10.0],
        "fades": [[fade_from, fade_to]],
        "motion": [[5.0, 10.0]],
    }  # fmt: skip


CLIPS = {"form": form, "slides": slides}


def _write(
    name: str, length: float, draw: Callable[[float], Image.Image], truth: dict[str, Any]
) -> dict[str, Any]:
    with av.open(str(HERE / f"{name}.mp4"), "w", options={"movflags": "+faststart"}) as file:
        stream = file.add_stream("libx264", rate=PER_S)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        stream.time_base = Fraction(1, PER_S)
        stream.options = {"crf": "23", "preset": "slow", "g": str(PER_S * 10), "threads": "1"}
        for packet in _packets(stream, length, draw):
            file.mux(packet)
    small = draw(length * 0.45)
    small.thumbnail((400, 400))
    small.save(HERE / f"{name}.webp", quality=80)
    return {"seconds": length, "frames_per_s": PER_S, "size": list(SIZE), **truth}


def _packets(stream: Any, length: float, draw: Callable[[float], Image.Image]) -> Iterator[Any]:
    for number in range(round(length * PER_S)):
        frame = av.VideoFrame.from_image(draw(number / PER_S))
        frame.pts = number
        yield from stream.encode(frame)
    yield from stream.encode(None)


def _text(
    pen: Canvas, at: tuple[float, float], words: str, size: int, color: str, bold: bool = False
) -> None:
    pen.text(at, words, color, ImageFont.truetype(FONT.format("Bold" if bold else "Regular"), size))


def _between(stops: list[tuple[float, tuple[int, int]]], at: float) -> tuple[float, float]:
    for (start, one), (end, other) in zip(stops, stops[1:], strict=False):
        if at <= end:
            share = (at - start) / (end - start)
            return (
                one[0] + share * (other[0] - one[0]),
                one[1] + share * (other[1] - one[1]),
            )
    return stops[-1][1]


def _pointer(pen: Canvas, at: tuple[float, float]) -> None:
    x, y = at
    shape = [(0, 0), (0, 22), (5, 17), (9, 26), (13, 24), (9, 16), (16, 16)]
    pen.polygon([(x + dx, y + dy) for dx, dy in shape], fill="black", outline="white")


if __name__ == "__main__":
    main()
