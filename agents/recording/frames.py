"""The frames of a film of a run: screenshots with the pointer, the target and a caption drawn on.

Drawn on copies, never in the page: what the agent saw stays as it was.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from agents.agent.wording import describe
from agents.recording.run import Run, Step
from model.actions import Click, Drag, Hover, Scroll, Select, Type
from model.geometry import Point
from model.media.pdf.fonts import font_file

if TYPE_CHECKING:
    from PIL.Image import Image as PILImage
    from PIL.ImageDraw import ImageDraw as Pen
    from PIL.ImageFont import FreeTypeFont

_TARGET = (220, 38, 60)
_POINTER, _POINTER_EDGE = (20, 24, 34), (255, 255, 255)
_BAND, _INK, _SOFT = (17, 22, 34), (245, 247, 250), (166, 176, 193)
_BAND_HEIGHT = 64
_ARROW = ((0, 0), (0, 17), (4, 13), (7, 20), (10, 19), (7, 12), (12, 12))
"""The outline of a pointer, in pixels from its tip."""
_ENDINGS = {
    "done": "Done",
    "answered": "Answered",
    "failed": "Could not be done",
    "stopped": "Stopped",
    "budget": "Out of budget",
    "stuck": "Stuck",
    "error": "Failed",
    None: "Not ended",
}


@dataclass(frozen=True, slots=True)
class Moment:
    """One frame: ``seconds`` it is shown at normal speed, ``step`` it belongs to (0: the end)."""

    image: PILImage
    seconds: float
    step: int
    caption: str


def frames(run: Run, width: int = 960, *, captions: bool = True) -> Iterator[Moment]:
    """Each step before and, where something changed, after; then how it ended.

    Frames are ``width`` pixels wide at most, and all of one size.
    """
    pointer: Point | None = None
    for step in run.steps:
        at = _pointed(step) or pointer
        title = f"{step.number}  {describe(step.action)}"
        if step.by_user:
            title += "  (by the user)"
        image = _scaled(_drawn(step, at), width)
        note = step.thought or step.outcome
        yield Moment(_captioned(image, title, note) if captions else image, 1.5, step.number, title)
        pointer = step.action.end if isinstance(step.action, Drag) else at
        if step.changed:
            image = _scaled(_with_pointer(step.after.pixels.copy(), pointer), width)
            said = step.outcome
            yield Moment(
                _captioned(image, title, said) if captions else image, 1.0, step.number, title
            )
    if run.steps:
        last = _scaled(run.steps[-1].after.pixels.copy(), width)
        title = _ENDINGS[run.end]
        words = run.answer or run.why
        if run.verdict is not None:
            met = {True: "yes", False: "no", None: "cannot tell"}[run.verdict.met]
            words = f"{words}  Last look: {met}. {run.verdict.why}".strip()
        yield Moment(_captioned(last, title, words) if captions else last, 3.0, 0, title)


def _pointed(step: Step) -> Point | None:
    match step.action:
        case Click(at) | Hover(at):
            return at
        case Type() | Scroll() | Select():
            return step.action.at
        case Drag(start):
            return start
        case _:
            return None


def _drawn(step: Step, at: Point | None) -> PILImage:
    from PIL import ImageDraw

    image = step.before.pixels.copy()
    pen = ImageDraw.Draw(image)
    thick = max(3, image.width // 400)
    if step.box is not None:
        box = step.box.grow(thick).clamp(*image.size)
        pen.rounded_rectangle(box.pixels(), 2 * thick, outline=_TARGET, width=thick)
    if isinstance(step.action, Drag):
        start, end = step.action.start, step.action.end
        pen.line((start.x, start.y, end.x, end.y), _TARGET, thick)
        _ring(pen, end, 3 * thick, thick)
    if isinstance(step.action, Click):
        for press in range(step.action.count):
            _ring(pen, step.action.at, (4 + 2 * press) * thick, thick)
    return _with_pointer(image, at)


def _ring(pen: Pen, at: Point, radius: float, thick: int) -> None:
    circle = (at.x - radius, at.y - radius, at.x + radius, at.y + radius)
    pen.ellipse(circle, outline=_TARGET, width=thick)


def _with_pointer(image: PILImage, at: Point | None) -> PILImage:
    from PIL import ImageDraw

    if at is not None:
        size = max(1.2, image.width / 900)
        outline = [(at.x + x * size, at.y + y * size) for x, y in _ARROW]
        pen = ImageDraw.Draw(image)
        pen.polygon(outline, fill=_POINTER)
        pen.line([*outline, outline[0]], _POINTER_EDGE, max(2, round(size)), joint="curve")
    return image


def _scaled(image: PILImage, width: int) -> PILImage:
    from PIL import Image

    if image.width > width:
        height = round(image.height * width / image.width)
        image = image.resize((width, height), Image.Resampling.LANCZOS)
    # Films want even sides.
    return image.crop((0, 0, image.width // 2 * 2, image.height // 2 * 2))


def _captioned(image: PILImage, title: str, note: str) -> PILImage:
    from PIL import Image, ImageDraw

    whole = Image.new("RGB", (image.width, image.height + _BAND_HEIGHT), _BAND)
    whole.paste(image, (0, 0))
    pen = ImageDraw.Draw(whole)
    room = image.width - 28
    _line(pen, title, 20, _INK, image.height + 9, room)
    _line(pen, note, 15, _SOFT, image.height + 37, room)
    return whole


def _line(pen: Pen, text: str, size: int, color: tuple[int, int, int], top: int, room: int) -> None:
    text = " ".join(text.split())
    font = _font(text, size)
    if pen.textlength(text, font) > room:
        while text and pen.textlength(text + "…", font) > room:
            text = text[: -max(1, len(text) // 20)]
        text += "…"
    pen.text((14, top), text, color, font)


def _font(text: str, size: int) -> FreeTypeFont:
    """Fonts that come with PyMuPDF, the same on every machine: one of them knows Chinese."""
    plain = all(ord(letter) < 0x250 or letter in "–—…“”‘’€" for letter in text)
    return _loaded("helv" if plain else "cjk", size)


@lru_cache(maxsize=16)
def _loaded(name: str, size: int) -> FreeTypeFont:
    from PIL import ImageFont

    return ImageFont.truetype(io.BytesIO(font_file(name)), size)
