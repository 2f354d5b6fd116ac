"""The vision self-test: can this endpoint be reached, does it answer, see, and point?

A picture made afresh holds one shape, one colour and a four-digit number; whoever does not look
guesses all three once in 135,000 times. The number has four digits so that no 0–1000 coordinate
can pass for it, and a reply that names two colours, shapes or numbers counts as none.
"""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from model.backends.base import Backend, Connection, Options
from model.errors import BadAddress, BadKey, NotAnApi, PictureRefused, SightlineError, Unreachable
from model.events import Event, Notice, Progress, Transcript
from model.geometry import Box, Mark
from model.messages import Message, Picture, user
from model.tasks import Chat, Ground, Task, chat, ground

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

Level = Literal[
    "unreachable",
    "bad key",
    "refused",
    "answers but cannot see",
    "sees",
    "sees and grounds",
]
"""``refused``: reached, but it would not answer (unknown model, no balance, rate limit …)."""

SIZE = (640, 480)
GROUNDS_IOU = 0.5
"""Intersection over union from which a box counts as the right one."""

# No black: the number is dark, and a reply may say so.
COLOURS: dict[str, tuple[int, int, int]] = {
    "red": (214, 30, 36),
    "green": (22, 140, 60),
    "blue": (28, 78, 216),
    "yellow": (244, 208, 20),
    "purple": (124, 40, 168),
}
SHAPES = ("circle", "square", "triangle")

_COLOUR_WORDS = {
    "red": r"\bred\b|红",
    "green": r"\bgreen\b|绿",
    "blue": r"\bblue\b|蓝",
    "yellow": r"\byellow\b|黄",
    "purple": r"\b(purple|violet)\b|紫",
}
_SHAPE_WORDS = {
    "circle": r"\b(circle|circular|disc|disk|round)\b|圆",
    "square": r"\b(square|rectangle|rectangular)\b|方|矩形",
    "triangle": r"\b(triangle|triangular)\b|三角",
}
_NUMBER = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_THOUSANDS = re.compile(r"(?<=\d)[, ](?=\d{3}(?!\d))")

QUESTION = (
    "There is one coloured shape and one four-digit number in this picture. Which shape is it, "
    "which colour does it have, and what is the number? Answer in one short sentence."
)
_TEXT_QUESTION = "Answer with the single word: ready"
_OPTIONS = Options(thinking=False, temperature=0.01, max_tokens=2_048)


@dataclass(frozen=True, slots=True)
class Scene:
    """A test picture and the truth about it; ``box`` in pixels."""

    picture: Picture
    shape: str
    colour: str
    number: str
    box: Box


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What an endpoint can do.

    ``box_error`` is the mean distance of its box's corners from the truth, in units of the 0–1000
    grid, and ``iou`` their overlap, 0 to 1; both ``None`` where it gave no box. ``seconds`` is how
    long the test took. ``reply`` is what it answered about the picture.
    """

    level: Level
    sentence: str
    seconds: float
    picture: Picture
    box_error: float | None = None
    iou: float | None = None
    reply: str = ""
    notices: tuple[str, ...] = ()


def diagnose(
    backend: Backend, connection: Connection, seed: int | None = None
) -> Iterator[Event | Diagnosis]:
    """Progress, the exact requests, and one ``Diagnosis`` at the end; raises nothing of its own."""
    began = time.monotonic()
    scene = make_scene(random.Random(seed))
    model = connection.model.strip()

    def verdict(level: Level, sentence: str, **found: Any) -> Diagnosis:
        spent = time.monotonic() - began
        return Diagnosis(level, sentence, spent, scene.picture, **found)

    yield Progress("Asking what is on the test picture", 0.1)
    question = user(QUESTION, scene.picture)
    looked = Transcript()
    try:
        yield from _ask(backend, Chat((question,)), [question], connection, looked)
    except PictureRefused as refusal:
        yield from _without_picture(backend, connection, verdict, refusal)
        return
    except SightlineError as error:
        yield verdict(_level(error), str(error))
        return
    reply = chat.read(looked.answer, Chat((question,))).text
    missed = misses(reply, scene)
    notices = tuple(looked.notices)
    if missed:
        what = reply.strip() or looked.answer.strip() or "(nothing)"
        yield verdict(
            "answers but cannot see",
            f"{model!r} answers, but does not see the picture: {missed}. It said “{what[:200]}”.",
            reply=reply,
            notices=notices,
        )
        return
    yield Progress("It sees; asking where the shape is", 0.6)
    task = Ground(scene.picture, f"the {scene.colour} {scene.shape}")
    pointed = Transcript()
    try:
        yield from _ask(backend, task, ground.ask(task), connection, pointed)
    except SightlineError as error:
        sentence = f"{model!r} sees the picture, but where the shape is stays open: {error}"
        yield verdict("sees", sentence, reply=reply, notices=notices)
        return
    marks = ground.read(pointed.answer, task).marks
    notices += tuple(pointed.notices)
    box = first_box(marks)
    if box is None:
        sentence = f"{model!r} sees the picture, but gave no box for the {task.query[4:]}."
        yield verdict("sees", sentence, reply=reply, notices=notices)
        return
    error_units, iou = corner_error(box, scene.box), box.iou(scene.box)
    grounds = iou >= GROUNDS_IOU and len(marks) == 1
    how = "and points well" if grounds else "but points badly"
    many = f" It drew {len(marks)} boxes for one shape." if len(marks) > 1 else ""
    yield verdict(
        "sees and grounds" if grounds else "sees",
        f"{model!r} sees the picture {how}: its box is {error_units:.0f} of 1000 off at the "
        f"corners (overlap {iou:.0%}).{many}",
        box_error=error_units,
        iou=iou,
        reply=reply,
        notices=notices,
    )


def make_scene(chance: random.Random) -> Scene:
    """A light picture with one shape and one number that do not touch."""
    from PIL import Image, ImageDraw, ImageFont

    from model.media.images import picture_of

    width, height = SIZE
    colour, shape = chance.choice(list(COLOURS)), chance.choice(SHAPES)
    number = str(chance.randint(1_001, 9_999))
    side = chance.randint(110, 170)
    left_half = chance.random() < 0.5
    x = chance.randint(20, width // 2 - side - 20) + (0 if left_half else width // 2)
    y = chance.randint(20, height - side - 20)
    image = Image.new("RGB", SIZE, (236, 238, 240))
    draw = ImageDraw.Draw(image)
    box = Box(x, y, x + side, y + side)
    _draw(draw, shape, box, COLOURS[colour])
    font = ImageFont.load_default(size=64)
    place = (width // 2 if left_half else 0) + chance.randint(40, 110), chance.randint(40, 360)
    draw.text(place, number, font=font, fill=(70, 70, 74))
    return Scene(picture_of(image, "vision self-test"), shape, colour, number, box)


def misses(reply: str, scene: Scene) -> str:
    """What the reply got wrong, in words; empty when it saw shape, colour and number."""
    numbers = set(_NUMBER.findall(_THOUSANDS.sub("", reply)))
    wrong = []
    if numbers != {scene.number}:
        wrong.append(f"the number is {scene.number}")
    if _named(reply, _COLOUR_WORDS) != {scene.colour}:
        wrong.append(f"the colour is {scene.colour}")
    if _named(reply, _SHAPE_WORDS) != {scene.shape}:
        wrong.append(f"the shape is a {scene.shape}")
    return ", ".join(wrong)


def corner_error(box: Box, truth: Box, size: tuple[int, int] = SIZE) -> float:
    """The mean distance of the four edges from the truth, in units of the 0–1000 grid."""
    width, height = size
    across = (abs(box.x1 - truth.x1) + abs(box.x2 - truth.x2)) * 1000 / width
    down = (abs(box.y1 - truth.y1) + abs(box.y2 - truth.y2)) * 1000 / height
    return (across + down) / 4


def first_box(marks: Sequence[Mark]) -> Box | None:
    """The first mark that has an area."""
    return next((mark.box for mark in marks if mark.box.area > 0), None)


def _named(reply: str, words: dict[str, str]) -> set[str]:
    return {name for name, pattern in words.items() if re.search(pattern, reply, re.IGNORECASE)}


def _draw(draw: ImageDraw, shape: str, box: Box, colour: tuple[int, int, int]) -> None:
    x1, y1, x2, y2 = box.x1, box.y1, box.x2 - 1, box.y2 - 1
    if shape == "circle":
        draw.ellipse((x1, y1, x2, y2), fill=colour)
    elif shape == "square":
        draw.rectangle((x1, y1, x2, y2), fill=colour)
    else:
        draw.polygon([((x1 + x2) / 2, y1), (x2, y2), (x1, y2)], fill=colour)


def _ask(
    backend: Backend,
    task: Task,
    messages: Sequence[Message],
    connection: Connection,
    transcript: Transcript,
) -> Iterator[Event]:
    """The backend's events, added up in ``transcript``; only its progress and request pass on."""
    from model.backends.endpoint.backend import EndpointBackend

    if isinstance(backend, EndpointBackend):
        # One further attempt: somebody waits for the verdict, and can press the button again.
        stream = backend.stream(task, messages, connection, _OPTIONS, retries=1)
    else:
        stream = backend.stream(task, messages, connection, _OPTIONS)
    for event in stream:
        transcript.add(event)
        if not isinstance(event, Notice):
            yield event


def _without_picture(
    backend: Backend,
    connection: Connection,
    verdict: Callable[..., Diagnosis],
    refusal: PictureRefused,
) -> Iterator[Event | Diagnosis]:
    """The picture was refused: find out whether it at least answers."""
    yield Progress("It refused the picture; asking without one", 0.6)
    question = user(_TEXT_QUESTION)
    heard = Transcript()
    try:
        yield from _ask(backend, Chat((question,)), [question], connection, heard)
    except SightlineError as error:
        yield verdict(_level(error), str(error))
        return
    if heard.answer.strip():
        yield verdict("answers but cannot see", str(refusal), reply=heard.answer)
    else:
        yield verdict("refused", str(refusal))


def _level(error: SightlineError) -> Level:
    if isinstance(error, BadKey):
        return "bad key"
    if isinstance(error, Unreachable | NotAnApi | BadAddress):
        return "unreachable"
    return "refused"
