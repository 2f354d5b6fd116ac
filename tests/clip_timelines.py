"""Timelines made by hand, with what is true of them known."""

from pathlib import Path

from model.clips.parts import Facts, Frame, Happening, Reading, Shot, Timeline, Words
from model.geometry import Box


def facts(seconds=60.0, width=1280, height=720, **more):
    return Facts("clip.mp4", "d" * 64, seconds, width, height, 30.0, "h264", **more)


def words(text, start_s, end_s, top=100, height=20):
    return Words(text, start_s, end_s, Box(100, top, 500, top + height), 0.95)


def screen_recording():
    """A minute: a sign-in page, at 20 s the inbox, at 40 s a message; black for the last 2 s."""
    return Timeline(
        facts(audio=False),
        shots=(
            Shot(0.0, 20.0),
            Shot(20.0, 40.0, "cut"),
            Shot(40.0, 58.0, "cut"),
            Shot(58.0, 60.0, "fade"),
        ),
        happenings=(
            Happening("screen changes", 20.0, 20.2),
            Happening("screen changes", 40.0, 40.2),
            Happening("motion", 25.0, 30.0, strength=0.4),
            Happening("still", 2.0, 15.0),
            Happening("black", 58.2, 60.0),
        ),
        words=(
            words("Sign in", 0.0, 19.0, 80, 48),
            words("Password", 0.0, 19.0, 300),
            words("Inbox", 20.0, 39.0, 80, 48),
            words("Meeting 10:30", 20.0, 39.0, 300),
            words("Invoice overdue", 40.0, 57.0, 80, 48),
            words("Inbox", 50.0, 57.0, 400),
        ),
        track=tuple(
            Reading(
                float(at),
                (10, 10, 12) if at >= 58 else (250, 250, 250) if at < 40 else (30, 60, 200),
                0.04 if at >= 58 else 0.97 if at < 40 else 0.3,
                0.3 if 25 <= at < 30 else 0.0,
            )
            for at in range(60)
        ),
        done=1.0,
    )


def frame(at_s, size=(448, 252), shade=None):
    """A frame whose grey tells its second."""
    from PIL import Image

    from model.media.images import picture_of

    grey = int(at_s) % 256 if shade is None else shade
    return Frame(at_s, picture_of(Image.new("RGB", size, (grey, grey, grey)), f"{at_s:g}"))


class Reel:
    """An open clip that gives such frames and remembers what it was asked for."""

    def __init__(self, about, path=Path("clip.mp4")):
        self.facts, self.path = about, path
        self.asked: list[tuple[float, ...]] = []

    def at(self, times, side):
        self.asked.append(tuple(times))
        width, height = self.facts.width, self.facts.height
        scale = min(1.0, side / max(width, height)) if side else 1.0
        return [frame(at, (round(width * scale), round(height * scale))) for at in times]
