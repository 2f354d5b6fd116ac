"""Questions about drawn scenes, and the answers in GLM-4.5V's wire format."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from PIL import Image as Pictures

from model.messages import Picture
from model.tasks import ground, video_prompt
from tests.nano.scenes import COLOURS, SHAPES, Box, Clip, Scene, Thing

STEP = 10
"""Coordinates are written in steps of ten thousandths: each is one token then."""

VALUES = (*range(0, 1000, STEP), 999)
"""Every coordinate that is ever written."""

_WHERE = ("Where is the {}?", "Find the {}.", "Please give the bounding box of the {}.")
_WHERE_ALL = ("Where are the {}?", "Find all {}.", "Please give the bounding boxes of the {}.")
_DESCRIBE = ("Describe the image.", "What is in the picture?", "What do you see?")
_DESCRIBE_CLIP = ("Describe the video.", "What happens in the video?")
_COUNT = ("How many {} are there?", "Count the {}.")
_READ = ("Which digit is it?", "Read the digit.", "Which digit is in the picture?")
_WHICH = ("Which picture shows the {}?", "In which picture is the {}?")
_ORDINALS = ("first", "second")
_BLANK = "QUERY"


def _ground_prompt(kind: ground.Kind) -> str:
    """The project's own words of the Ground tab, with ``_BLANK`` for what to find."""
    picture = Picture(Pictures.new("RGB", (2, 2)), "")
    return ground.ask(ground.Ground(picture, _BLANK, kind))[0].text


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, what is thought about it when thinking is on, and the answer.

    ``meant`` is the box of the thing that has to be found for an answer without a box.
    """

    question: str
    thought: str
    answer: str
    meant: Sequence[float] | None = None


def boxed(text: str) -> str:
    """Put the final answer between the box tokens."""
    return f"<|begin_of_box|>{text}<|end_of_box|>"


def grid(box: Sequence[float]) -> list[int]:
    """Fractions as the coordinates that are written."""
    return [min(999, max(0, round(part * 1000 / STEP) * STEP)) for part in box]


def _numbers(parts: Sequence[float]) -> str:
    return "[" + ",".join(map(str, grid(parts))) + "]"


def _boxes(boxes: Sequence[Box]) -> str:
    return boxed("[" + ",".join(map(_numbers, boxes)) + "]")


def _named(thing: Thing) -> str:
    if thing.kind == "digit":
        return f"a {thing.colour} {thing.word}"
    return ("an " if thing.name[0] in "AEIOaeio" else "a ") + thing.name


def _listed(things: Sequence[Thing]) -> str:
    return "I see " + ", ".join(map(_named, things)) + "."


def _absent(rng: Random, scene: Scene) -> str:
    names = {thing.name for thing in scene.things}
    every = [f"{colour} {shape}" for colour in COLOURS for shape in SHAPES]
    return rng.choice([name for name in every if name not in names])


class Asker:
    """Asks about scenes at random; every question comes with its right answer."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        kinds: tuple[ground.Kind, ...] = ("boxes", "points", "labels")
        self.prompts = {kind: _ground_prompt(kind) for kind in kinds}

    def grounding(self, kind: ground.Kind, query: str) -> str:
        """The prompt of the Ground tab for ``query``."""
        return self.prompts[kind].replace(_BLANK, query)

    def where(self, thing: Thing) -> Asked:
        """Ask for the box of one thing, in one of the ways people and the Ground tab ask."""
        thought = f"I look for the {thing.name}."
        chance = self.rng.random()
        if chance < 0.62:
            question = self.rng.choice(_WHERE).format(thing.name)
            return Asked(question, thought, _boxes([thing.box]))
        the = self.rng.choice(("", "the "))
        if chance < 0.84:
            return Asked(self.grounding("boxes", the + thing.name), thought, _boxes([thing.box]))
        if chance < 0.92:
            answer = boxed(f"[{_numbers(thing.centre)}]")
            return Asked(self.grounding("points", the + thing.name), thought, answer)
        label = f'[{{"label": "{thing.name}", "bbox_2d": {_numbers(thing.box)}}}]'
        return Asked(self.grounding("labels", the + thing.name), thought, boxed(label))

    def all_of(self, scene: Scene) -> Asked:
        """Ask for the boxes of all shapes, of all of one form, or of all buttons."""
        kind = scene.things[0].kind
        word = kind if kind != "shape" else self.rng.choice(("shape", scene.things[0].word))
        things = [thing for thing in scene.things if word in (thing.kind, thing.word)]
        words = f"{word}s"
        if self.rng.random() < 0.7:
            question = self.rng.choice(_WHERE_ALL).format(words)
        else:
            question = self.grounding("boxes", self.rng.choice(("", "the ", "all ")) + words)
        return Asked(question, f"I look for the {words}.", _boxes([t.box for t in things]))

    def count(self, scene: Scene) -> Asked:
        """Ask how many things, or how many of one form, there are."""
        kind = scene.things[0].kind
        words = [kind] if kind != "shape" else ["shape", "shape", self.rng.choice(SHAPES)]
        word = self.rng.choice(words)
        number = sum(word in (thing.kind, thing.word) for thing in scene.things)
        question = self.rng.choice(_COUNT).format(f"{word}s")
        return Asked(question, f"I count the {word}s.", boxed(str(number)))

    def describe(self, scene: Scene) -> Asked:
        """Ask for all there is, told from left to right."""
        question = self.rng.choice(_DESCRIBE)
        return Asked(question, "I look from left to right.", _listed(scene.things))

    def absent(self, scene: Scene) -> Asked:
        """Ask for what is not there."""
        name = _absent(self.rng, scene)
        question = self.rng.choice(_WHERE).format(name)
        return Asked(question, f"I look for the {name}.", f"There is no {name}.")

    def about(self, scene: Scene) -> Asked:
        """Ask anything about one picture."""
        chance = self.rng.random()
        first = scene.things[0]
        if first.kind == "digit":
            if chance < 0.6:
                question = self.rng.choice(_READ)
                return Asked(question, "I read the digit.", boxed(first.word))
            return self.where(first) if chance < 0.85 else self.describe(scene)
        if chance < 0.66:
            return self.where(self.rng.choice(scene.things))
        if chance < 0.77:
            return self.all_of(scene)
        if chance < 0.86:
            return self.count(scene)
        return self.describe(scene) if chance < 0.96 else self.absent(scene)

    def about_two(self, scenes: tuple[Scene, Scene]) -> Asked:
        """Ask which of two pictures shows a thing, or where it is on one of them."""
        names = [{thing.name for thing in scene.things} for scene in scenes]
        which = self.rng.randrange(2)
        thing = self.rng.choice(scenes[which].things)
        only = thing.name not in names[1 - which]
        thought = f"I look for the {thing.name}."
        if only and self.rng.random() < 0.75:
            question = self.rng.choice(_WHICH).format(thing.name)
            return Asked(question, thought, boxed(str(which + 1)), thing.box)
        question = f"Where is the {thing.name} in the {_ORDINALS[which]} picture?"
        return Asked(question, thought, _boxes([thing.box]))

    def about_clip(self, clip: Clip) -> Asked:
        """Ask which way a thing moves, or when it appears, or what happens."""
        name = clip.thing.name
        if self.rng.random() < 0.15:
            return self._watched(clip)
        told = self.rng.random() < 0.25
        if clip.moves is not None:
            if told:
                answer = f"A {name} moves {clip.moves}."
                return Asked(self.rng.choice(_DESCRIBE_CLIP), "I watch the frames.", answer)
            question = f"In which direction does the {name} move?"
            if self.rng.random() < 0.5:
                question = "In which direction does it move?"
            return Asked(question, "I watch the frames.", boxed(clip.moves))
        if told:
            answer = f"A {name} appears at second {clip.appears}."
            return Asked(self.rng.choice(_DESCRIBE_CLIP), "I watch the frames.", answer)
        question = f"At which second does the {name} appear?"
        return Asked(question, "I watch the frames.", boxed(str(clip.appears)))

    def _watched(self, clip: Clip) -> Asked:
        """The Video tab's own words round the question; they ask for times as ``[mm:ss]``."""
        if clip.moves is not None:
            question, answer = "In which direction does it move?", f"It moves {clip.moves}."
        else:
            question = f"When does the {clip.thing.name} appear?"
            answer = f"It appears at [00:0{clip.appears}]."
        return Asked(video_prompt.answer(question), "I watch the frames.", answer)


def corpus() -> list[str]:
    """Texts that hold every word a question or an answer can have, for the tokenizer."""
    from tests.nano import scenes

    rng = Random(0)
    asker = Asker(rng)
    texts = [str(value) for value in VALUES] * 6
    size = (60, 60)
    for _ in range(700):
        scene = scenes.still(rng, size)
        asked = [asker.about(scene), asker.about_clip(scenes.clip(rng, (40, 40), 8))]
        asked.append(asker.about_two((scene, scenes.shapes(rng, size, 2))))
        for each in asked:
            answer = each.answer.replace("<|begin_of_box|>", "").replace("<|end_of_box|>", "")
            texts += [each.question, each.thought, answer]
    return texts
