"""The embedded engine as a reader of scanned pages: what ``see`` reads, as a document's lines."""

from __future__ import annotations

from collections.abc import Callable

from model.backends.embedded import screen
from model.documents.parts import Line
from model.documents.recognise import spread
from model.messages import Picture
from model.settings import Settings


def recogniser(settings: Settings) -> Callable[[Picture], list[Line]]:
    """A function that reads a picture; it takes seconds and raises ``BackendError``."""

    def read(picture: Picture) -> list[Line]:
        from model.backends.embedded.see import see

        seen = see(picture, settings)
        return [_line(line, seen.turned) for line in seen.lines]

    return read


def _line(line: screen.Line, turned: float) -> Line:
    # ``turned`` is how far the picture had to be turned clockwise; its lines run the other way.
    runs = round(-turned / 90) % 4 * 90
    words = [(word.text, word.box) for word in line.words]
    return Line(
        line.text,
        line.box,
        spread(line.text, line.box, words, runs),
        upright=runs == 0,
        color=line.color,
        confidence=line.confidence,
    )
