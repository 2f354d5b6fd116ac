"""How fast frames come out of a long clip, against OpenCV reading it through in the same run.

``python -m tests.benchmarks.clips [--clip FILE] [--cache FILE] [--rounds N] [--minutes N]
[--only NAME]`` reads a clip of two and a half minutes, 1080p H.264 with B-frames and a keyframe
every 250 frames at most, which it writes itself unless ``--clip`` names another, and prints a
Markdown table: wall and CPU seconds, and the peak memory of a process that does nothing else.
Every line runs in a process of its own, ours and OpenCV's in turn, so that a busy machine slows
both; the least of ``--rounds`` counts. ``--minutes`` makes it longer, by the same part over and
over: memory must not grow with it; ``--only First`` and the like leave out what takes long then.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

SIZE = (1920, 1080)
FPS = 30
SECONDS, PART_S = 150, 30
SIDE = 448
COUNT = 64


def frames(seconds: float) -> Iterator[Any]:
    """Shots of four to nine seconds of photographs on which a camera moves, grain included."""
    import cv2

    from tests.benchmarks.shots import photographs

    random = np.random.default_rng(3)
    photos = [cv2.resize(one, (2560, 1600), interpolation=cv2.INTER_CUBIC) for one in photographs()]
    grain = random.integers(0, 7, (SIZE[1], SIZE[0] + 64, 3), np.uint8)
    total, made, last = round(seconds * FPS), 0, -1
    while made < total:
        last = int(random.choice([place for place in range(len(photos)) if place != last]))
        photo = photos[last]
        count = min(int(random.uniform(4, 9) * FPS), total - made)
        x, y = random.uniform(0, 300), random.uniform(0, 250)
        by_x, by_y = random.uniform(-0.7, 1.4), random.uniform(-0.5, 0.8)
        for place in range(count):
            left = int(np.clip(x + by_x * place, 0, 639))
            top = int(np.clip(y + by_y * place, 0, 519))
            frame = photo[top : top + SIZE[1], left : left + SIZE[0]]
            shift = int(random.integers(0, 64))
            yield cv2.add(frame, grain[:, shift : shift + SIZE[0]])
        made += count


def write(path: Path, seconds: float) -> None:
    """The clip, by libx264 with three B-frames between references: a part of it over and over."""
    import av

    from tests.clips.films import record

    part, whole = path.with_suffix(".part.mp4"), path.with_suffix(".whole.mp4")
    options = {"preset": "veryfast", "crf": "23", "g": "250", "bf": "3"}
    record(part, frames(PART_S), fps=FPS, options=options)
    with av.open(str(whole), "w") as target:
        stream: Any = None
        for place in range(round(seconds / PART_S)):
            with av.open(str(part)) as source:
                video = source.streams.video[0]
                stream = stream or target.add_stream_from_template(video)
                shift = round(place * PART_S / float(video.time_base or 1))
                for packet in source.demux(video):
                    if packet.dts is None or packet.pts is None:
                        continue
                    packet.pts, packet.dts, packet.stream = (
                        packet.pts + shift, packet.dts + shift, stream,
                    )  # fmt: skip
                    target.mux(packet)
    part.unlink()
    whole.rename(path)


def opencv(path: Path, times: list[float]) -> int:
    """Sequential reading: every frame grabbed, the wanted ones retrieved and made small."""
    import cv2

    video = cv2.VideoCapture(str(path))
    per_s = video.get(cv2.CAP_PROP_FPS)
    wanted = {round(at_s * per_s) for at_s in times}
    index = found = 0
    while video.grab():
        if index in wanted:
            whole, frame = video.retrieve()
            if whole:
                high, wide = frame.shape[:2]
                scale = SIDE / max(high, wide)
                small = (round(wide * scale), round(high * scale))
                cv2.resize(frame, small, interpolation=cv2.INTER_AREA)
                found += 1
        index += 1
    return found


def job(name: str, path: Path) -> dict[str, Any]:
    """One line of the table; what was done is counted as well, so that nobody wins by less."""
    from model.clips.choosing import even
    from model.clips.timeline import watch
    from model.media.clip import open_clip
    from model.settings import Settings

    begun, settings = time.perf_counter(), Settings()
    clip = open_clip(path, settings)
    each_second = [float(at_s) for at_s in range(int(clip.seconds))]
    told = ""
    if name.startswith("OpenCV"):
        times = even(0, clip.seconds, COUNT) if "64" in name else each_second
        begun = time.perf_counter()
        count = opencv(path, times)
    elif name.startswith("Sightline 64"):
        count = sum(1 for _ in clip.moments(even(0, clip.seconds, COUNT), SIDE))
    elif name.startswith("Sightline 1"):
        count = sum(1 for _ in clip.moments(each_second, SIDE))
    elif name.startswith("Pass"):
        count = sum(1 for one in clip.passing(1.0, SIDE) if one.frame)
    elif name.startswith("First"):
        first = next(watch(clip, settings))
        count, told = len(first.thumbnails), "thumbnails"
    else:
        last = list(watch(clip, settings))[-1]
        count, told = len(last.track), f"samples, {len(last.shots)} shots"
    wall = time.perf_counter() - begun
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "wall": wall,
        "cpu": used.ru_utime + used.ru_stime,
        "peak": _peak_mb(),
        "count": f"{count} {told or 'frames'}",
    }


def _peak_mb() -> float:
    """The most memory this process held; ``ru_maxrss`` would count its parent's before exec."""
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = next(one for one in status.read_text().splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


JOBS = (
    "OpenCV 64", "Sightline 64", "OpenCV 1 a second", "Sightline 1 a second", "Pass 1 a second",
    "First timeline", "Whole timeline, no text",
)  # fmt: skip


def main() -> None:
    """Run every job in its own process and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clip", type=Path)
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()) / "clip1080.mp4")
    parser.add_argument("--minutes", type=float, default=SECONDS / 60, help="length of the clip")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--job")
    parser.add_argument("--only", default="", help="jobs whose name holds this")
    options = parser.parse_args()
    seconds, cache = options.minutes * 60, options.cache
    if seconds != SECONDS:
        cache = cache.with_stem(f"{cache.stem}-{seconds:.0f}s")
    path = options.clip or cache
    if not path.exists():
        write(path, seconds)
    if options.job:
        print(json.dumps(job(options.job, path)))
        return
    best: dict[str, dict[str, Any]] = {}
    for _ in range(options.rounds):
        for name in (one for one in JOBS if options.only in one):
            command = [sys.executable, "-m", "tests.benchmarks.clips", "--clip", str(path)]
            done = subprocess.run(
                [*command, "--job", name], capture_output=True, text=True, check=True
            )
            result = json.loads(done.stdout.splitlines()[-1])
            if name not in best or result["wall"] < best[name]["wall"]:
                best[name] = result
    from model.media.clip import open_clip

    facts = open_clip(path).facts
    print(
        f"{facts.seconds:.0f} s, {facts.width} × {facts.height}, {facts.frames_per_s:g} frames/s, "
        f"{facts.codec}, {facts.bytes * 8 / facts.seconds / 1e6:.1f} Mb/s; frames {SIDE} wide; "
        f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n"
    )
    print("| what | result | wall s | CPU s | peak MB | of OpenCV |")
    print("|---|---|---|---|---|---|")
    for name, one in best.items():
        rival = best.get("OpenCV 64" if "64" in name else "OpenCV 1 a second")
        share = "" if rival is None or "timeline" in name else f"{one['wall'] / rival['wall']:.2f}"
        print(
            f"| {name} | {one['count']} | {one['wall']:.1f} | {one['cpu']:.1f} "
            f"| {one['peak']:.0f} | {share} |"
        )


if __name__ == "__main__":
    main()
