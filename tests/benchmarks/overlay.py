"""200 boxes on a 12-megapixel picture: our overlay and our drawing against gr.AnnotatedImage.

``python -m tests.benchmarks.overlay`` prints a Markdown table. Each way runs in a process of its
own; time is the best of three for ours and one run for Gradio's (it takes seconds), memory is the
peak while working over what was held before (Linux). *Ours* covers all the server does from marks
to what is sent: the file the browser fetches, the overlay's value and the table.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

WIDTH, HEIGHT, BOXES = 4_000, 3_000, 200
WAYS = {
    "overlay": "overlay and table, picture as uploaded (JPEG)",
    "converted": "overlay and table, picture written anew",
    "draw": "annotated picture drawn (download, Chat)",
    "png": "annotated picture drawn and saved as PNG",
    "gradio-1": "gr.AnnotatedImage, 1 box",
    "gradio-5": "gr.AnnotatedImage, 5 boxes",
}


def main() -> None:
    """Measure every way, or with ``--way`` one of them in this process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--way", choices=WAYS)
    if way := parser.parse_args().way:
        print(json.dumps(measure(way)))
        return
    print(f"{BOXES} boxes on {WIDTH} × {HEIGHT} pixels unless said otherwise.\n")
    print("| way | seconds | more memory, MB | sent, kB |\n|---|---|---|---|")
    for way, name in WAYS.items():
        command = [sys.executable, "-m", "tests.benchmarks.overlay", "--way", way]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        result = json.loads(done.stdout.splitlines()[-1])
        sent = f"{result['sent'] / 1e3:,.0f}" if result["sent"] else ""
        print(f"| {name} | {result['seconds']:.2f} | {result['megabytes']:.0f} | {sent} |")


def measure(way: str) -> dict[str, float]:
    """Seconds, growth of the peak memory in MB, and bytes of what is sent besides the picture."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    with tempfile.TemporaryDirectory() as folder:
        os.environ["GRADIO_TEMP_DIR"] = folder
        work = _prepare(way, Path(folder))
        before = _forget_peak()
        times = []
        sent = 0
        for _ in range(1 if way.startswith("gradio") else 3):
            began = time.perf_counter()
            sent = work()
            times.append(time.perf_counter() - began)
        grown = _status("VmHWM") - before
    return {"seconds": min(times), "megabytes": grown, "sent": sent}


def _prepare(way: str, folder: Path) -> Callable[[], int]:
    """All that is there before a question is answered: imports, the picture, the marks."""
    import gradio as gr
    import numpy as np
    from PIL import Image

    from model.geometry import Box, Mark
    from model.media.images import open_picture
    from ui.ground.picture_files import picture_file
    from ui.marks import overlay
    from ui.marks.table import table_html

    dice = random.Random(7)
    noise = np.random.default_rng(7).integers(0, 255, (HEIGHT // 20, WIDTH // 20, 3), np.uint8)
    path = folder / "photo.jpg"
    Image.fromarray(noise).resize((WIDTH, HEIGHT)).save(path, quality=90)
    picture = open_picture(path)
    boxes = [
        (x, y, x + dice.randrange(20, 300), y + dice.randrange(20, 200))
        for x, y in (
            (dice.randrange(WIDTH - 300), dice.randrange(HEIGHT - 200)) for _ in range(BOXES)
        )
    ]
    marks = [Mark(Box(*box), dice.choice(["cat", "dog", "登录", "button", ""])) for box in boxes]

    def ours(source: Path | None) -> int:
        value = overlay.overlay_value(picture, picture_file(picture, source), marks)
        return len(json.dumps(value)) + len(table_html(marks, picture))

    def gradio(count: int) -> int:
        component: Any = gr.AnnotatedImage()
        shown = [(box, f"{number}") for number, box in enumerate(boxes[:count])]
        component.postprocess((picture.pixels, shown))
        return 0

    ways: dict[str, Callable[[], int]] = {
        "overlay": lambda: ours(path),
        "converted": lambda: ours(None),
        "draw": lambda: 0 * overlay.draw(picture, marks).width,
        "png": lambda: _save(overlay.draw(picture, marks), folder),
        "gradio-1": lambda: gradio(1),
        "gradio-5": lambda: gradio(5),
    }
    return ways[way]


def _forget_peak() -> float:
    """Set the peak back to the memory held now and return that, in MB (Linux)."""
    gc.collect()
    Path("/proc/self/clear_refs").write_text("5")
    return _status("VmRSS")


def _status(name: str) -> float:
    """A line of this process's memory status, in MB."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"{name} is not in /proc/self/status")


def _save(image: Any, folder: Path) -> int:
    image.save(folder / "marked.png", compress_level=2)
    return 0


if __name__ == "__main__":
    main()
