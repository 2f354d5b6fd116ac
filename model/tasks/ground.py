"""Ground: find things on a picture; the reply's boxes and points come out in pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from model.geometry import Mark
from model.messages import Message, Picture, user
from model.wire.geometry import read_marks
from model.wire.tokens import display_text

Kind = Literal["boxes", "points", "labels"]


@dataclass(frozen=True, slots=True)
class Ground:
    """Find ``query`` on ``picture``, as boxes, points, or boxes with a label each.

    With a ``reference`` (a crop of a thing) all places that look like it are wanted, and ``query``
    may be empty.
    """

    picture: Picture
    query: str
    kind: Kind = "boxes"
    reference: Picture | None = None


@dataclass(frozen=True, slots=True)
class Grounding:
    """What was found (pixels of ``Ground.picture``) and what the reply says in words."""

    marks: tuple[Mark, ...]
    text: str


_PROMPTS: dict[Kind, str] = {
    "boxes": "Locate {query} in the image. Give every bounding box as [[x1,y1,x2,y2], …] with "
    "values from 0 to 1000 relative to the image's width and height.",
    "points": "Point at {query} in the image. Give every point as [[x,y], …] with values from 0 "
    "to 1000 relative to the image's width and height.",
    "labels": "Find {query} in the image. Answer with a JSON list whose elements are dictionaries "
    'with the keys "label" and "bbox_2d", for example [{{"label": "cat-1", "bbox_2d": '
    "[1, 2, 3, 4]}}]; values run from 0 to 1000 relative to the image's width and height.",
}
_REFERENCE = "everything that looks like the thing in the second image"


def ask(task: Ground) -> list[Message]:
    """The prompt for a vision-language model: the picture (and the crop), then what to find."""
    query = task.query.strip()
    if task.reference is None:
        return [user(_PROMPTS[task.kind].format(query=query), task.picture)]
    query = f"{_REFERENCE} ({query})" if query else _REFERENCE
    prompt = _PROMPTS[task.kind].format(query=query).replace("in the image", "in the first image")
    return [user(prompt, task.picture, task.reference)]


def read(reply: str, task: Ground) -> Grounding:
    """Marks in pixels of the picture, in reading order of the reply, repeats dropped."""
    return Grounding(read_marks(reply, [task.picture.size]), display_text(reply))
