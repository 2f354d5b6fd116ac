"""How well bar charts are read: bars found, labels and values right, by style.

``python -m tests.benchmarks.charts [--each 4]`` prints a Markdown table. A value printed at its bar
counts when it is equal, one measured against the axis when it is within 2 % of the axis' range.
"""

from __future__ import annotations

import argparse
import time

import numpy as np

from model.backends.embedded.eye.chart import read_chart
from model.backends.embedded.eye.parse import parse
from model.backends.embedded.screen import Screen
from tests.backends.embedded.eye.chart_drawings import STYLES, draw

NEAR = 0.02


def main() -> None:
    """Draw, read and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--each", type=int, default=4, help="charts of each style")
    arguments.add_argument("--tell", action="store_true", help="name what was missed")
    options = arguments.parse_args()
    print("| style | bars | found | labels | values | invented | seconds |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    sums = [0, 0, 0, 0, 0]
    for style in STYLES:
        counts, spent = [0, 0, 0, 0, 0], 0.0
        for seed in range(options.each):
            image, truth = draw(style, seed)
            rgb = np.asarray(image)
            screen = next(step for step in parse(rgb, 1) if isinstance(step, Screen))
            start = time.perf_counter()
            chart = read_chart(rgb, screen)
            spent += time.perf_counter() - start
            counts[0] += len(truth.values)
            unmatched = list(chart.bars) if chart else []
            for key, (x1, y1, x2, y2) in truth.boxes.items():
                bar = next(
                    (
                        bar
                        for bar in unmatched
                        if x1 <= bar.box.center.x <= x2 and y1 <= bar.box.center.y <= y2
                    ),
                    None,
                )
                if bar is None:
                    if options.tell:
                        print("missed", style.name, seed, key, screen.kind, bool(chart))
                    continue
                unmatched.remove(bar)
                counts[1] += 1
                counts[2] += (bar.label, bar.series) == key
                margin = 0.0 if style.values else NEAR * truth.range
                right = bar.value is not None and abs(bar.value - truth.values[key]) <= margin
                counts[3] += right
                if options.tell and not (right and (bar.label, bar.series) == key):
                    print(style.name, seed, key, truth.values[key], bar)
            counts[4] += len(unmatched)
        sums = [total + count for total, count in zip(sums, counts, strict=True)]
        shares = " | ".join(str(count) for count in counts)
        print(f"| {style.name} | {shares} | {spent / options.each:.3f} |")
    print(f"| **all** | {' | '.join(f'**{total}**' for total in sums)} | |")


if __name__ == "__main__":
    main()
