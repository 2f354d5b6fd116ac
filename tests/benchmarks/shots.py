"""Shot boundaries against films whose cuts, fades and dissolves are known to the frame.

``python -m tests.benchmarks.shots [--films N] [--seed S] [--footage FILE ...] [--detectors DIR]``
writes films out of the photographs and clips that Gradio's package brings (and of any footage
named, as long as it holds no cut of its own), and prints a Markdown table. ``DIR`` is where
PySceneDetect is installed (``pip install --target DIR scenedetect-headless``); its detectors then
run on the same files with their defaults.

A boundary found counts if it lies within the change, or a quarter of a second beside it; a second
one in the same change counts as false. Distractors that are no boundary: flashes, light that
changes, panning, shaking, objects that pass in front, captions that pop up, zooms.
"""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from tests.clips.films import mixed, plain, record

Pixels = NDArray[np.uint8]
Kind = Literal["cut", "dissolve", "fade"]
SIZE = (480, 270)
FPS = 25
NEAR_S = 0.25
PSD = {
    "PySceneDetect Content": "ContentDetector",
    "PySceneDetect Adaptive": "AdaptiveDetector",
    "PySceneDetect Histogram": "HistogramDetector",
    "PySceneDetect Hash": "HashDetector",
    "PySceneDetect Threshold": "ThresholdDetector",
}


@dataclass(frozen=True, slots=True)
class Change:
    """A boundary as it was made."""

    kind: Kind
    start_s: float
    end_s: float


@dataclass(slots=True)
class Score:
    """Counts over all films."""

    found: dict[str, int] = field(default_factory=dict)
    there: dict[str, int] = field(default_factory=dict)
    false: int = 0
    seconds: float = 0.0

    @property
    def precision(self) -> float:
        """Share of those told that are there."""
        right = sum(self.found.values())
        return right / (right + self.false) if right + self.false else 0.0

    def recall(self, kind: str = "") -> float:
        """Share of those there that were told."""
        there = self.there.get(kind, 0) if kind else sum(self.there.values())
        found = self.found.get(kind, 0) if kind else sum(self.found.values())
        return found / there if there else 0.0

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.precision + self.recall()
        return 2 * self.precision * self.recall() / both if both else 0.0


def photographs() -> list[Pixels]:
    """Those in Gradio's package that are no icons."""
    import gradio
    from PIL import Image

    folder = Path(gradio.__file__).parent / "media_assets" / "images"
    found = []
    for path in sorted(folder.glob("*.jp*g")):
        image = Image.open(path).convert("RGB")
        if image.width >= 200:
            found.append(np.asarray(image))
    return found


def footage(paths: Sequence[Path]) -> list[list[Pixels]]:
    """The frames of clips, at our size and rate."""
    import cv2

    from model.media.clip import open_clip

    found = []
    for path in paths:
        clip = open_clip(path)
        times = np.arange(0, min(clip.seconds - 0.05, 12), 1 / FPS)
        frames = clip.at([float(at_s) for at_s in times], SIZE[0])
        found.append(
            [cv2.resize(np.asarray(one.picture.pixels), SIZE).astype(np.uint8) for one in frames]
        )
    return found


def moved(photo: Pixels, count: int, random: np.random.Generator) -> Iterator[Pixels]:
    """A camera on a photograph: it pans, zooms, shakes, fast or slow."""
    import cv2

    high, wide = photo.shape[:2]
    zoom = random.uniform(0.45, 0.7)
    zoom_by = random.choice([0.0, 0.0, 0.2, -0.15])
    pan = random.choice([0.0, 0.05, 0.15, 0.4]) * random.choice([-1, 1])
    shake = random.choice([0.0, 0.0, 0.006, 0.015])
    x0, y0 = random.uniform(0.35, 0.65, 2)
    for place in range(count):
        at = place / max(1, count - 1)
        part = zoom + zoom_by * at
        span = min(wide * part, high * part * SIZE[0] / SIZE[1])
        x = (x0 + pan * (at - 0.5) + random.normal(0, shake)) * wide
        y = (y0 + random.normal(0, shake)) * high
        half = span / 2, span * SIZE[1] / SIZE[0] / 2
        x = float(np.clip(x, half[0], max(half[0], wide - half[0])))
        y = float(np.clip(y, half[1], max(half[1], high - half[1])))
        scale = SIZE[0] / span
        matrix = np.array(
            [[scale, 0, SIZE[0] / 2 - x * scale], [0, scale, SIZE[1] / 2 - y * scale]]
        )
        yield cv2.warpAffine(
            photo, matrix, SIZE, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_REFLECT
        ).astype(np.uint8)


def distracted(frames: list[Pixels], random: np.random.Generator) -> list[Pixels]:
    """The same shot with at most one thing that is no boundary."""
    import cv2

    count = len(frames)
    what = random.choice(["", "", "flash", "light", "passing", "caption", "shadow"])
    if what == "flash" and count > 30:
        at = int(random.integers(10, count - 12))
        for step in range(int(random.integers(1, 5))):
            frames[at + step] = mixed(
                frames[at + step], plain(255, SIZE), random.uniform(0.6, 0.95)
            )
    elif what == "light":
        gains = np.linspace(1.0, random.choice([0.55, 1.5]), count)
        frames = [
            np.clip(one * gain, 0, 255).astype(np.uint8)
            for one, gain in zip(frames, gains, strict=True)
        ]
    elif what in ("passing", "shadow") and count > 30:
        wide = int(SIZE[0] * random.uniform(0.2, 0.5))
        colour = tuple(int(part) for part in random.integers(0, 256, 3))
        for place in range(count):
            left = int(-wide + (SIZE[0] + 2 * wide) * place / count)
            frame = frames[place].copy()
            if what == "passing":
                cv2.rectangle(frame, (left, 40), (left + wide, SIZE[1]), colour, -1)
            else:
                frame[:, max(0, left) : max(0, left + wide)] //= 2
            frames[place] = frame
    elif what == "caption":
        for place in range(count // 3, count):
            frame = frames[place].copy()
            cv2.rectangle(frame, (20, SIZE[1] - 60), (SIZE[0] - 20, SIZE[1] - 15), (0, 0, 0), -1)
            cv2.putText(frame, "Tuesday, half past nine", (35, SIZE[1] - 30), 0, 0.8, (255,) * 3, 2)
            frames[place] = frame
    return frames


def film(
    photos: Sequence[Pixels], clips: Sequence[list[Pixels]], shots: int, random: np.random.Generator
) -> tuple[list[Pixels], list[Change]]:
    """Frames and the changes between its shots; neighbours never share their source."""
    made: list[Pixels] = []
    changes: list[Change] = []
    last = -1
    for number in range(shots):
        count = int(random.uniform(1.2, 4.5) * FPS)
        sources = [place for place in range(len(photos) + len(clips)) if place != last]
        last = int(random.choice(sources))
        if last < len(photos):
            frames = list(moved(photos[last], count, random))
        else:
            whole = clips[last - len(photos)]
            begin = int(random.integers(0, max(1, len(whole) - count)))
            frames = list(whole[begin : begin + count])
        frames = distracted(frames, random)
        if number == 0:
            made += frames
            continue
        kind: Kind = random.choice(["cut", "cut", "cut", "dissolve", "fade"])
        length = int(random.uniform(0.4, 1.5) * FPS)
        if kind == "cut":
            changes.append(Change("cut", len(made) / FPS, len(made) / FPS))
            made += frames
        elif kind == "dissolve":
            length = min(length, len(frames) - 15, len(made) - 15)
            start = len(made) - length
            for place in range(length):
                share = (place + 1) / (length + 1)
                made[start + place] = mixed(made[start + place], frames[place], share)
            changes.append(Change("dissolve", start / FPS, len(made) / FPS))
            made += frames[length:]
        else:
            ground = plain(int(random.choice([0, 0, 0, 255])), SIZE)
            length = min(length, len(frames) // 2, 25)
            start = len(made) - length
            for place in range(length):
                made[start + place] = mixed(made[start + place], ground, (place + 1) / length)
            made += [ground] * int(random.uniform(0.04, 0.7) * FPS)
            changes.append(Change("fade", start / FPS, (len(made) + length) / FPS))
            for place in range(length):
                frames[place] = mixed(ground, frames[place], (place + 1) / length)
            made += frames
    return made, changes


def ours(path: Path) -> list[float]:
    """Sightline's boundaries."""
    from model.clips.shots import ShotFinder
    from model.media.clip import open_clip

    finder = ShotFinder()
    for sample in open_clip(path).passing(0.0):
        finder.add(sample.at_s, sample.grid)
    return [one.at_s for one in finder.finish()]


def theirs(path: Path, detector: str) -> list[float]:
    """PySceneDetect's boundaries, with its defaults."""
    package: Any = importlib.import_module("scenedetect")
    scenes = package.detect(str(path), getattr(package, detector)())
    return [begin.seconds for begin, _ in scenes[1:]]


def add(score: Score, told: Sequence[float], changes: Sequence[Change]) -> list[str]:
    """Count one film; returns what went wrong, for ``--verbose``."""
    left = list(told)
    wrong = []
    for one in changes:
        score.there[one.kind] = score.there.get(one.kind, 0) + 1
        inside = [at_s for at_s in left if one.start_s - NEAR_S <= at_s <= one.end_s + NEAR_S]
        if not inside:
            wrong.append(f"missed {one.kind} {one.start_s:.2f}–{one.end_s:.2f}")
            continue
        left.remove(inside[0])
        score.found[one.kind] = score.found.get(one.kind, 0) + 1
    score.false += len(left)
    return wrong + [f"false {at_s:.2f}" for at_s in left]


def main() -> None:
    """Make the films, run every detector, print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--films", type=int, default=4)
    parser.add_argument("--shots", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--footage", type=Path, nargs="*", default=[])
    parser.add_argument("--detectors", type=Path)
    parser.add_argument("--verbose", action="store_true")
    options = parser.parse_args()
    if options.detectors:
        sys.path.append(str(options.detectors))
    photos, clips = photographs(), footage(options.footage)
    detectors = ["Sightline", *(PSD if options.detectors else ())]
    scores = {name: Score() for name in detectors}
    with tempfile.TemporaryDirectory() as folder:
        for number in range(options.films):
            random = np.random.default_rng(options.seed * 1000 + number)
            frames, changes = film(photos, clips, options.shots, random)
            path = record(
                Path(folder) / f"{number}.mp4", frames, fps=FPS,
                options={"crf": "23", "preset": "veryfast"},
            )  # fmt: skip
            for name in detectors:
                begun = time.perf_counter()
                told = ours(path) if name == "Sightline" else theirs(path, PSD[name])
                scores[name].seconds += time.perf_counter() - begun
                wrong = add(scores[name], told, changes)
                if options.verbose:
                    print(f"film {number}, {name}: {', '.join(wrong) or 'all right'}")
    first = scores["Sightline"]
    kinds = ("cut", "dissolve", "fade")
    print(f"{options.films} films, " + ", ".join(f"{first.there.get(k, 0)} {k}s" for k in kinds))
    if not options.detectors:
        print("PySceneDetect is left out; see --help for how to have it beside.")
    print()
    print("| detector | precision | recall | F1 | cuts | dissolves | fades | false | seconds |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, score in scores.items():
        parts = " | ".join(f"{score.recall(kind):.2f}" for kind in kinds)
        print(
            f"| {name} | {score.precision:.3f} | {score.recall():.3f} | {score.f1:.3f} | {parts} "
            f"| {score.false} | {score.seconds:.1f} |"
        )


if __name__ == "__main__":
    main()
