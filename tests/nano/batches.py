"""Batches to learn from: drawn scenes as patches, several questions on each as one row of tokens.

The questions of a row see the pictures and themselves, but not each other, so that one look at a
picture teaches as much as many; in some rows they follow each other as the turns of one talk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
import torch
from PIL import Image

from tests.nano import scenes
from tests.nano.architecture import CLIP_PIXELS, MERGE, PATCH, STILL_PIXELS, TEMPORAL, TOKEN
from tests.nano.questions import VALUES, Asked, Asker
from tests.nano.scenes import COLOURS, DIGITS, LABELS, SHAPES, Box, Clip, Scene, Thing

WORDS = (*SHAPES, *DIGITS, *LABELS)
ROW = 150
"""Tokens of a row after which no further question is added."""

_ROOM = 90
"""Tokens for questions that even a row with many pictures has."""

_MEAN = np.array([0.48145466, 0.4578275, 0.40821073], np.float32)
_STD = np.array([0.26862954, 0.26130258, 0.27577711], np.float32)


@dataclass(frozen=True, slots=True)
class Batch:
    """Pictures as patches with what is on them, and rows of tokens with what is to be said.

    ``patches`` (pictures, patches, values); ``grid`` rows and columns of patches; ``cells``
    (pictures, tokens, 7): is a thing here, its box, its colour and word; ``shown`` the pictures of
    each row in order; ``tokens``, ``answers`` (-1 where nothing is to be said) (rows, length);
    ``places`` (3, rows, length); ``mask`` (rows, 1, length, length); ``meant`` (rows, length, 4):
    where the thing is that a short answer is about, just before that answer, else below nothing.
    """

    patches: Any
    grid: tuple[int, int]
    cells: Any
    shown: Any
    tokens: Any
    answers: Any
    places: Any
    mask: Any
    meant: Any


def scaled(size: tuple[int, int], frames: int = 0) -> tuple[int, int]:
    """Width and height a processor scales a still (``frames`` 0) or a clip's frames to."""
    from transformers.models.glm4v.image_processing_pil_glm4v import smart_resize

    pixels = CLIP_PIXELS if frames else STILL_PIXELS
    height, width = smart_resize(
        frames or TEMPORAL, size[1], size[0], TEMPORAL, TOKEN, pixels, pixels
    )
    return width, height


def patched(pictures: Sequence[Image.Image], size: tuple[int, int]) -> Any:
    """Cut pictures, scaled to ``size``, into patches: (pictures, patches, 3, 14 · 14).

    The arithmetic and the order are those of the image processor (a test compares them).
    """
    raw = [np.asarray(each.resize(size, Image.Resampling.BICUBIC)) for each in pictures]
    values = (np.stack(raw).astype(np.float32) / 255 - _MEAN) / _STD
    rows, columns = size[1] // TOKEN, size[0] // TOKEN
    values = values.reshape(len(raw), rows, MERGE, PATCH, columns, MERGE, PATCH, 3)
    values = values.transpose(0, 1, 4, 2, 5, 7, 3, 6)
    flat = np.ascontiguousarray(values).reshape(len(raw), -1, 3, PATCH * PATCH)
    return torch.from_numpy(flat)


def cells(things: Sequence[Thing], rows: int, columns: int) -> Any:
    """What a token should know: (rows · columns, 7) with 1, box, colour and word of its thing.

    A token's thing is the one that covers most of it, and at least a seventh.
    """
    known = np.zeros((rows * columns, 7), np.float32)
    best = np.full(rows * columns, 0.14)
    across, down = np.arange(columns + 1) / columns, np.arange(rows + 1) / rows
    for thing in things:
        x1, y1, x2, y2 = thing.box
        wide = np.clip(np.minimum(across[1:], x2) - np.maximum(across[:-1], x1), 0, None)
        high = np.clip(np.minimum(down[1:], y2) - np.maximum(down[:-1], y1), 0, None)
        covered = np.outer(high * rows, wide * columns).ravel()
        mine = covered > best
        best[mine] = covered[mine]
        colour = list(COLOURS).index(thing.colour) if thing.colour else -1
        known[mine] = [1, *thing.box, colour, WORDS.index(thing.word)]
    return known


@dataclass(frozen=True, slots=True)
class Row:
    """What a ``Batch`` joins: one row's tokens, answers, places, mask, and boxes by token."""

    tokens: list[int]
    answers: list[int]
    places: Any
    mask: Any
    meant: dict[int, Sequence[float]]


class Batcher:
    """Draws batches; ``most`` limits the shapes of a scene (fewer are easier)."""

    def __init__(self, model: Any, tokenizer: Any, seed: int) -> None:
        self.model, self.tokenizer = model, tokenizer
        self.rng = Random(seed)
        self.asker = Asker(self.rng)
        self.backend = tokenizer.backend_tokenizer
        self.image = int(tokenizer.convert_tokens_to_ids("<|image|>"))
        self.begin = int(tokenizer.convert_tokens_to_ids("<|begin_of_box|>"))
        self.known: dict[str, list[int]] = {}

    def _encoded(self, text: str) -> list[int]:
        if text not in self.known:
            if len(self.known) > 20_000:
                self.known.clear()
            self.known[text] = list(self.backend.encode(text, add_special_tokens=False).ids)
        return self.known[text]

    def _turn(self, asked: Asked, first: bool) -> tuple[list[int], list[int]]:
        """The tokens of a question up to the answer, and those of the answer."""
        start = "" if first else "\n"
        if self.rng.random() < 0.3:
            question = f"{start}{asked.question}<|assistant|>\n"
            thought = self._encoded(f"<think>{asked.thought}</think>\n")
        else:
            question = f"{start}{asked.question}/nothink<|assistant|>\n<think></think>\n"
            thought = []
        return self._encoded(question), [*thought, *self._encoded(asked.answer + "<|user|>")]

    def _row(self, lead: list[int], place: Any, ask: Callable[[], Asked], talk: bool) -> Row:
        """One row: ``lead``, then questions until it is full.

        In a ``talk`` each question sees those before it.
        """
        tokens, answers = list(lead), [-1] * len(lead)
        spans: list[tuple[int, int]] = []
        meant: dict[int, Sequence[float]] = {}
        full = max(ROW, len(lead) + _ROOM)
        while len(tokens) < full - 12:
            asked = ask()
            question, answer = self._turn(asked, not (talk and spans))
            if spans and len(tokens) + len(question) + len(answer) > full:
                break
            spans.append((len(tokens), len(tokens) + len(question) + len(answer)))
            if asked.meant is not None:
                meant[len(tokens) + len(question) + answer.index(self.begin)] = asked.meant
            tokens += question + answer
            answers += [-1] * len(question) + answer
        mask = torch.ones(len(tokens), len(tokens)).tril().bool()
        places = torch.zeros(3, len(tokens), dtype=torch.long)
        places[:, : len(lead)] = place
        after = int(place.max()) + 1
        for start, end in spans:
            places[:, start:end] = torch.arange(end - start) + after
            if talk:
                after += end - start
            else:
                mask[start:, len(lead) : start] = False
        return Row(tokens, answers, places, mask, meant)

    def _joined(self, rows: Sequence[Row]) -> tuple[Any, ...]:
        length = max(len(row.tokens) for row in rows)
        tokens = torch.zeros(len(rows), length, dtype=torch.long)
        answers = torch.full((len(rows), length), -1)
        places = torch.zeros(3, len(rows), length, dtype=torch.long)
        mask = torch.eye(length, dtype=torch.bool).repeat(len(rows), 1, 1, 1)
        meant = torch.full((len(rows), length, 4), -1.0)
        for number, row in enumerate(rows):
            here = len(row.tokens)
            tokens[number, :here] = torch.tensor(row.tokens)
            answers[number, :here] = torch.tensor(row.answers)
            places[:, number, :here] = row.places
            mask[number, 0, :here, :here] = row.mask
            for place, box in row.meant.items():
                meant[number, place] = torch.tensor(box)
        return tokens, answers, places, mask, meant

    def _lead(self, shape: tuple[int, int], pictures: int) -> tuple[list[int], Any]:
        """The tokens of so many pictures before a question, and their places."""
        count = shape[0] * shape[1]
        one = "<|begin_of_image|>" + "<|image|>" * count + "<|end_of_image|>"
        lead = self._encoded("[gMASK]<sop><|user|>\n" + one * pictures)
        sizes = [[1, shape[0] * MERGE, shape[1] * MERGE]] * pictures
        return lead, self._places(lead, image=sizes)

    def _places(
        self, lead: list[int], image: list[list[int]] | None = None, kind: int = 1, **grids: Any
    ) -> Any:
        ids = torch.tensor([lead])
        if image is not None:
            grids["image_grid_thw"] = torch.tensor(image)
        types = (ids == self.image).int() * kind
        return self.model.model.get_rope_index(ids, types, **grids)[0][:, 0]

    def stills(self, count: int, most: int = 3) -> Batch:
        """``count`` pictures of one size: a row on each, and a row on every second pair."""
        drawn = self.rng.choice(scenes.STILL_SIZES)
        size = scaled(drawn)
        shape = size[1] // TOKEN, size[0] // TOKEN
        shown = [scenes.still(self.rng, drawn, most) for _ in range(count)]
        lead, place = self._lead(shape, 1)
        rows = [
            self._row(lead, place, self._about(each), self.rng.random() < 0.2) for each in shown
        ]
        pairs = [(number, number + 1) for number in range(0, count - 1, 2)]
        lead, place = self._lead(shape, 2)
        rows += [
            self._row(lead, place, self._about_two(shown[first], shown[second]), False)
            for first, second in pairs
        ]
        patches = patched([each.picture for each in shown], size).flatten(2)
        known = np.stack([cells(each.things, *shape) for each in shown])
        order = [[number] for number in range(count)] + [list(pair) for pair in pairs]
        return Batch(
            patches,
            (shape[0] * MERGE, shape[1] * MERGE),
            torch.from_numpy(known),
            order,
            *self._joined(rows),
        )

    def _about(self, scene: Scene) -> Callable[[], Asked]:
        return lambda: self.asker.about(scene)

    def _about_two(self, first: Scene, second: Scene) -> Callable[[], Asked]:
        return lambda: self.asker.about_two((first, second))

    def _about_clip(self, clip: Clip) -> Callable[[], Asked]:
        return lambda: self.asker.about_clip(clip)

    def clips(self, count: int) -> Batch:
        """``count`` clips of one size and length, at two frames a second."""
        drawn, frames = self.rng.choice(scenes.CLIP_SIZES), self.rng.choice((6, 8, 8, 10))
        size = scaled(drawn, frames)
        shape = size[1] // TOKEN, size[0] // TOKEN
        shown = [scenes.clip(self.rng, drawn, frames) for _ in range(count)]
        count = shape[0] * shape[1]
        pairs = frames // TEMPORAL
        told = [
            "<|begin_of_image|>" + "<|image|>" * count + f"<|end_of_image|>{pair}"
            for pair in range(pairs)
        ]
        head = "[gMASK]<sop><|user|>\n<|begin_of_video|>"
        lead = self._encoded(head + "".join(told) + "<|end_of_video|>")
        grid = torch.tensor([[pairs, shape[0] * MERGE, shape[1] * MERGE]])
        place = self._places(lead, kind=2, video_grid_thw=grid)
        rows = [self._row(lead, place, self._about_clip(each), False) for each in shown]
        every = [frame for each in shown for frame in each.frames]
        patches = patched(every, size).unflatten(0, (-1, TEMPORAL)).permute(0, 2, 3, 1, 4)
        known = [
            cells(_seen(each.thing, each.boxes[pair * TEMPORAL + 1]), *shape)
            for each in shown
            for pair in range(pairs)
        ]
        order = [list(range(n * pairs, (n + 1) * pairs)) for n in range(len(shown))]
        return Batch(
            patches.flatten(2),
            (shape[0] * MERGE, shape[1] * MERGE),
            torch.from_numpy(np.stack(known)),
            order,
            *self._joined(rows),
        )


def _seen(thing: Thing, box: Box | None) -> list[Thing]:
    return [] if box is None else [scenes.at(thing, box)]


def coordinate_tokens(tokenizer: Any) -> Any:
    """The token of every coordinate, in order."""
    return torch.tensor([tokenizer.convert_tokens_to_ids(str(value)) for value in VALUES])
