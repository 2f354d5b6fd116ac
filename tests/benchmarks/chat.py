"""Seconds the embedded chat takes for a first question and for more about the same pictures.

    python -m tests.benchmarks.chat

Each question is asked once of pictures never seen (reading included), then seven times more; the
median of those is the second question. A Markdown table is printed.
"""

from __future__ import annotations

import statistics
import time

from PIL import Image, ImageDraw, ImageFont

from model.backends.base import Connection, Options
from model.backends.embedded import EmbeddedEngine
from model.media.images import open_picture
from model.messages import Picture, user
from model.settings import Settings
from model.tasks import Chat

QUESTIONS = (
    "Read out the text",
    "What is the amount of item 17?",
    "What is the password?",
    "Describe this",
    "How many lines of text are there?",
    "How many buttons are there?",
    "How many red circles are there?",
    "Where is Save?",
    "What is the sum of the amounts?",
    "What does the QR code say?",
    "What changed?",
)
AGAIN = 7


def screenshot(seed: int) -> Picture:
    """A 1280 × 800 page with forty rows of text, three buttons and two red circles."""
    image = Image.new("RGB", (1280, 800), "white")
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(15)
    for row in range(20):
        y = 60 + row * 34
        draw.text((40, y), f"Item {row + 1} of list {seed}", font=font, fill="black")
        draw.text((420, y), f"{(row * 37 + seed) % 90 + 10}.50", font=font, fill="black")
    for at, label in enumerate(("Save", "Cancel", "Help")):
        box = (700 + at * 150, 60, 820 + at * 150, 100)
        draw.rounded_rectangle(box, 8, fill=(37, 99, 235))
        draw.text((760 + at * 150, 80), label, font=font, fill="white", anchor="mm")
    for at in range(2):
        draw.ellipse((700 + at * 100, 300, 760 + at * 100, 360), fill=(220, 38, 38))
    return open_picture(image, f"page {seed}.png")


def seconds(engine: EmbeddedEngine, question: str, pictures: tuple[Picture, ...]) -> float:
    """How long the whole answer takes."""
    start = time.perf_counter()
    for _ in engine.stream(Chat((user(question, *pictures),)), (), Connection(), Options()):
        pass
    return time.perf_counter() - start


def main() -> None:
    """Print the table."""
    engine = EmbeddedEngine(Settings())
    seconds(engine, "read", (screenshot(0),))
    print("| question | first, s | second, ms |\n|---|---|---|")
    for number, question in enumerate(QUESTIONS, 1):
        pictures = (screenshot(number),)
        if question == "What changed?":
            pictures = (*pictures, screenshot(number + 100))
        first = seconds(engine, question, pictures)
        again = statistics.median(seconds(engine, question, pictures) for _ in range(AGAIN))
        print(f"| {question} | {first:.2f} | {again * 1000:.0f} |")


if __name__ == "__main__":
    main()
