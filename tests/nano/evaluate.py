"""Ask the nano checkpoint about pictures it never saw: ``python -m tests.nano.evaluate [FOLDER]``.

Prints a Markdown table. The pictures are drawn like those of training, but larger and from other
random numbers; answers are greedy, read with the app's own parsers, and come from the model as the
local backend loads it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from PIL import Image

from model.backends.local import checkpoint, loading
from model.geometry import Box
from model.settings import Settings
from model.wire.geometry import read_marks
from model.wire.thinking import without_thinking
from model.wire.tokens import display_text
from tests.nano import scenes
from tests.nano.questions import Asked, Asker
from tests.nano.scenes import Clip, Scene, Thing

CHECKPOINT = Path(__file__).parent / "checkpoint"
SIZES = ((640, 480), (512, 512), (480, 640), (800, 450))
SEED = 1_000_000_007
"""Far from the seeds of training, which count its steps."""


class Nano:
    """A checkpoint that answers."""

    def __init__(self, folder: Path = CHECKPOINT) -> None:
        found = checkpoint.read(folder)
        self.loaded = loading.load(found, Settings(local_device="cpu"), lambda text, done: None)

    def say(
        self,
        pictures: Sequence[Image.Image],
        question: str,
        thinking: bool = False,
        clip: Clip | None = None,
    ) -> str:
        """The reply as it stands on the wire, its stop token taken off."""
        import torch

        content: list[dict[str, Any]] = [{"type": "image", "image": each} for each in pictures]
        told: dict[str, Any] = {}
        if clip is not None:
            content.append({"type": "video", "video": list(clip.frames)})
            length = len(clip.frames)
            times = {
                "total_num_frames": length,
                "fps": clip.fps,
                "duration": length / clip.fps,
                "frames_indices": list(range(length)),
            }
            told = {"do_sample_frames": False, "video_metadata": [times]}
        content.append({"type": "text", "text": question})
        inputs = self.prepared(content, thinking, **told)
        with torch.inference_mode():
            ids = self.loaded.model.generate(**inputs, max_new_tokens=96, do_sample=False)
        said = [
            one
            for one in ids[0, inputs["input_ids"].shape[1] :]
            if int(one) not in self.loaded.stops
        ]
        return str(self.loaded.tokenizer.decode(said, skip_special_tokens=False))

    def prepared(self, content: list[dict[str, Any]], thinking: bool, **told: Any) -> Any:
        """One message as the model takes it; ``told`` goes to the processor."""
        return self.loaded.processor.apply_chat_template(
            [{"role": "user", "content": content}],
            tokenize=True,
            return_dict=True,
            return_tensors="pt",
            add_generation_prompt=True,
            enable_thinking=thinking,
            processor_kwargs=told,
        )

    def boxes(self, picture: Image.Image, question: str, thinking: bool = False) -> list[Box]:
        """The boxes of the reply, in pixels."""
        return found(self.say([picture], question, thinking), picture)


def found(reply: str, picture: Image.Image) -> list[Box]:
    """The boxes that a reply puts on ``picture``, in pixels."""
    marks = read_marks(without_thinking(reply), [picture.size])
    return [mark.shape for mark in marks if isinstance(mark.shape, Box)]


def placed(thing: Thing, picture: Image.Image) -> Box:
    """Where ``thing`` is on ``picture``, in pixels."""
    x1, y1, x2, y2 = thing.box
    return Box(x1 * picture.width, y1 * picture.height, x2 * picture.width, y2 * picture.height)


def overlap(boxes: Sequence[Box], thing: Thing, picture: Image.Image) -> float:
    """IoU of the first box with where the thing is; 0 without a box."""
    return boxes[0].iou(placed(thing, picture)) if boxes else 0.0


def same(reply: str, asked: Asked) -> bool:
    """Whether the reply says, thinking aside, exactly what is right."""
    return display_text(without_thinking(reply)).strip() == display_text(asked.answer).strip()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: ``score`` is a mean over ``count`` questions."""

    name: str
    task: str
    measure: str
    score: float
    count: int


def _mean(name: str, task: str, measure: str, scores: Sequence[float]) -> Row:
    return Row(name, task, measure, sum(scores) / max(1, len(scores)), len(scores))


class Examination:
    """All questions of the table, ``scenes`` pictures for each."""

    def __init__(self, nano: Nano, count: int, seed: int = SEED) -> None:
        self.nano, self.count = nano, count
        self.rng = Random(seed)
        self.asker = Asker(self.rng)

    def _scenes(self, count: int) -> Iterator[Scene]:
        for number in range(self.count):
            yield scenes.shapes(self.rng, SIZES[number % len(SIZES)], count)

    def rows(self) -> Iterator[Row]:
        """Every row of the table."""
        yield from self._where()
        yield from self._ground_tab()
        yield from self._plural()
        yield from self._short_answers()
        yield from self._buttons()
        yield from self._two()
        yield from self._clips()

    def _where(self) -> Iterator[Row]:
        everything: list[float] = []
        thoughts: list[float] = []
        readable: list[float] = []
        for count in (1, 2, 3):
            scores = []
            for number, scene in enumerate(self._scenes(count)):
                thing = self.rng.choice(scene.things)
                question = f"Where is the {thing.name}?"
                reply = self.nano.say([scene.picture], question, thinking=number % 4 == 3)
                if number % 4 == 3:
                    wanted = f"<think>I look for the {thing.name}.</think>"
                    thoughts.append(float(reply.startswith(wanted)))
                boxes = found(reply, scene.picture)
                readable.append(float(len(boxes) == 1))
                scores.append(overlap(boxes, thing, scene.picture))
            yield _mean(
                f"where {count}", f"“Where is the red circle?”, {count} drawn", "mean IoU", scores
            )
            everything += scores
        yield _mean("where", "the same, one to three drawn", "mean IoU", everything)
        yield _mean("where half", "", "IoU ≥ 0.5", [float(score >= 0.5) for score in everything])
        yield _mean("readable", "", "one box that can be read", readable)
        yield _mean("thought", "the thought before it, thinking on", "exactly right", thoughts)

    def _ground_tab(self) -> Iterator[Row]:
        scores = []
        for number in range(self.count):
            scene = scenes.shapes(self.rng, SIZES[number % len(SIZES)], 1 + number % 3)
            thing = self.rng.choice(scene.things)
            question = self.asker.grounding("boxes", thing.name)
            scores.append(overlap(self.nano.boxes(scene.picture, question), thing, scene.picture))
        yield _mean(
            "ground tab", "the Ground tab's own prompt, one to three drawn", "mean IoU", scores
        )

    def _plural(self) -> Iterator[Row]:
        scores: list[float] = []
        counts: list[float] = []
        for scene in self._scenes(3):
            boxes = self.nano.boxes(scene.picture, "Where are the shapes?")
            counts.append(float(len(boxes) == len(scene.things)))
            truth = [placed(thing, scene.picture) for thing in scene.things]
            scores += [max((box.iou(one) for box in boxes), default=0.0) for one in truth]
        yield _mean("plural", "“Where are the shapes?”, up to three", "mean IoU of each", scores)
        yield _mean("plural count", "", "as many boxes as shapes", counts)

    def _short_answers(self) -> Iterator[Row]:
        counted, read, told, missing = [], [], [], []
        for number in range(self.count):
            size = SIZES[number % len(SIZES)]
            scene = scenes.shapes(self.rng, size, 1 + number % 3)
            reply = self.nano.say([scene.picture], "How many shapes are there?")
            counted.append(float(display_text(reply).strip() == str(len(scene.things))))
            asked = self.asker.describe(scene)
            told.append(float(same(self.nano.say([scene.picture], asked.question), asked)))
            asked = self.asker.absent(scene)
            missing.append(float(same(self.nano.say([scene.picture], asked.question), asked)))
            scene = scenes.digit(self.rng, size)
            reply = self.nano.say([scene.picture], "Which digit is it?")
            read.append(float(display_text(reply).strip() == scene.things[0].word))
        yield _mean("count", "“How many shapes are there?”, one to three", "exactly right", counted)
        yield _mean("digit", "“Which digit is it?”", "exactly right", read)
        yield _mean(
            "describe", "“Describe the image.”, one to three shapes", "every word right", told
        )
        yield _mean("absent", "asked for what is not there", "says so", missing)

    def _buttons(self) -> Iterator[Row]:
        scores = []
        for number in range(self.count):
            scene = scenes.buttons(self.rng, SIZES[number % len(SIZES)], 1 + number % 3)
            thing = self.rng.choice(scene.things)
            boxes = self.nano.boxes(scene.picture, f"Where is the {thing.name}?")
            scores.append(overlap(boxes, thing, scene.picture))
        yield _mean(
            "buttons", "“Where is the Save button?”, one to three drawn", "mean IoU", scores
        )
        yield _mean("buttons half", "", "IoU ≥ 0.5", [float(score >= 0.5) for score in scores])

    def _two(self) -> Iterator[Row]:
        which, where = [], []
        for number in range(self.count):
            size = SIZES[number % len(SIZES)]
            first, second = (scenes.shapes(self.rng, size, 1 + number % 3) for _ in range(2))
            pictures = [first.picture, second.picture]
            taken = {thing.name for thing in first.things}
            own = [thing for thing in second.things if thing.name not in taken]
            if not own:
                continue
            thing = self.rng.choice(own)
            if number % 2:
                first, second, pictures = second, first, pictures[::-1]
            reply = self.nano.say(pictures, f"Which picture shows the {thing.name}?")
            right = "12"[1 - number % 2]
            which.append(float(display_text(reply).strip() == right))
            place = ("second", "first")[number % 2]
            reply = self.nano.say(pictures, f"Where is the {thing.name} in the {place} picture?")
            shown = pictures[1 - number % 2]
            where.append(overlap(found(reply, shown), thing, shown))
        yield _mean(
            "which", "“Which picture shows the red circle?”, two pictures", "exactly right", which
        )
        yield _mean("second", "“Where is … in the second picture?”", "mean IoU", where)

    def _clips(self) -> Iterator[Row]:
        ways, seconds = [], []
        for number in range(2 * self.count):
            size = ((320, 240), (240, 320), (256, 256))[number % 3]
            clip = scenes.clip(self.rng, size, (6, 8, 10)[number % 3])
            if clip.moves is not None:
                question, right = "In which direction does it move?", clip.moves
                ways.append(self._right(clip, question, right))
            else:
                question = f"At which second does the {clip.thing.name} appear?"
                seconds.append(self._right(clip, question, str(clip.appears)))
        yield _mean(
            "direction", "“In which direction does it move?”, 6–10 frames", "exactly right", ways
        )
        yield _mean(
            "appears", "“At which second does the red circle appear?”", "exactly right", seconds
        )

    def _right(self, clip: Clip, question: str, right: str) -> float:
        return float(display_text(self.nano.say([], question, clip=clip)).strip() == right)


def main() -> None:
    """Ask, and print the table."""
    import torch

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=CHECKPOINT)
    parser.add_argument("--scenes", type=int, default=40, help="pictures for each question")
    parser.add_argument("--seed", type=int, default=SEED, help="of the pictures")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    print("| asked | measured | result | questions |")
    print("|---|---|--:|--:|")
    nano = Nano(arguments.folder)
    for row in Examination(nano, arguments.scenes, arguments.seed).rows():
        print(f"| {row.task} | {row.measure} | {row.score:.3f} | {row.count} |", flush=True)


if __name__ == "__main__":
    main()
