"""``see(picture) -> Screen``: the one parse of a picture that every embedded ability reads.

Text lines and interface elements with their boxes in pixels of the picture, computed once a
picture and cached by its digest.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Literal

from model.backends.embedded.shared_work import SharedWork
from model.events import Progress
from model.geometry import Box
from model.messages import Picture
from model.settings import Settings

Color = tuple[int, int, int]
"""Red, green, blue, 0–255."""

ElementKind = Literal[
    "button", "field", "checkbox", "radio", "switch", "icon", "picture", "panel", "link"
]
PictureKind = Literal["screenshot", "document", "photo", "chart", "drawing", "blank"]


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a line with its box; of Chinese and Japanese text, one character."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text: ``confidence`` 0–1 from the recogniser, colours measured on the pixels."""

    text: str
    box: Box
    confidence: float
    color: Color
    background: Color
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class Element:
    """An interface element; ``text`` is what it holds or the label beside it.

    ``checked`` is known for checkboxes, radio buttons and switches; ``fill`` and ``border`` are
    measured colours, ``None`` where there is none.
    """

    kind: ElementKind
    box: Box
    text: str = ""
    fill: Color | None = None
    border: Color | None = None
    checked: bool | None = None


@dataclass(frozen=True, slots=True)
class Screen:
    """All that was seen on one picture.

    ``lines`` are in reading order. ``palette`` holds the dominant colours with their share of the
    area (0–1), largest first. ``turned`` is how many degrees clockwise the picture had to be
    turned for its text to stand upright (0, 90, 180, 270 plus a small skew); boxes are always in
    pixels of the picture as it is.
    """

    width: int
    height: int
    lines: tuple[Line, ...]
    elements: tuple[Element, ...]
    palette: tuple[tuple[Color, float], ...]
    kind: PictureKind
    background: Color
    turned: float = 0.0

    @property
    def text(self) -> str:
        """All text, a line each, in reading order."""
        return "\n".join(line.text for line in self.lines)


_screens: SharedWork[Screen] = SharedWork()


def seeing(
    picture: Picture, settings: Settings | None = None
) -> Generator[Progress | Screen, None, None]:
    """Parse ``picture`` in a worker; yields ``Progress``, then the ``Screen``.

    ``Progress`` comes at least every ``settings.heartbeat_s``. Closing the iterator stops the work
    before its next line, unless somebody else waits for the same picture. A picture seen before
    yields its ``Screen`` at once. Raises ``BackendError`` if the recogniser's models are missing.
    """
    settings = settings or Settings()

    def steps() -> Iterator[Progress | Screen]:
        import numpy

        from model.backends.embedded.parse import parse

        return parse(numpy.asarray(picture.pixels.convert("RGB")), settings.ocr_threads)

    return _screens.watch(
        picture.digest,
        steps,
        keep=settings.screen_cache,
        workers=settings.embedded_workers,
        heartbeat_s=settings.heartbeat_s,
    )


def see(picture: Picture, settings: Settings | None = None) -> Screen:
    """The ``Screen`` of ``picture``; computed once, whoever and how many ask (see ``seeing``)."""
    for step in seeing(picture, settings):
        if isinstance(step, Screen):
            return step
    raise AssertionError("seeing() ends with a Screen or an error")
