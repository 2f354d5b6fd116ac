"""How fast and how well ``see()`` reads web pages that we did not write.

``python -m tests.benchmarks.see [--pages N] [--cache DIR]`` renders the pages of
``tests/benchmarks/pages.py`` (fetched from npm the first time) and prints a Markdown table: seconds
a page, and lines against the document's own boxes.

A line counts as *found* if any line read overlaps it, as *like* if at least 80 % of its characters
are right, as *exact* if it is there letter for letter, spaces included. CER is the edit distance
without spaces over the number of characters, a line not found counting whole. Precision is the
share of lines read that belong to a line of the page; text painted in pictures and charts counts
as wrong, so it is a lower bound.
"""

from __future__ import annotations

import argparse
import os
import re
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from model.backends.embedded.screen import Line, Screen
from model.backends.embedded.see import see
from model.geometry import Box
from model.messages import Picture
from tests.benchmarks.pages import DEFAULT_CACHE, PAGES, render

_SPACE = re.compile(r"\s+")
_GROUPS = ((0, 20, "up to 20 lines"), (21, 60, "21–60 lines"), (61, 9_999, "over 60 lines"))


def _edits(truth: str, read: str) -> int:
    """Edit distance of ``truth`` to the best part of ``read``, which may hold neighbours too."""
    from rapidfuzz.distance import Levenshtein
    from rapidfuzz.fuzz import partial_ratio_alignment

    if not read:
        return len(truth)
    whole = Levenshtein.distance(truth, read)
    if len(read) <= len(truth):
        return min(len(truth), whole)
    part = partial_ratio_alignment(truth, read)
    if part is None:
        return len(truth)
    inside = Levenshtein.distance(truth, read[part.dest_start : part.dest_end])
    return min(len(truth), whole, inside)


def score_lines(truth: Sequence[dict[str, Any]], lines: Sequence[Line]) -> Counter[str]:
    """Counts behind the shares of the table; see the module's docstring for their meaning."""
    counts: Counter[str] = Counter(read=len(lines))
    right: set[int] = set()
    for item in truth:
        text = _SPACE.sub(" ", item["text"].strip())
        bare = _SPACE.sub("", text)
        if not bare:
            continue
        box = Box(*item["box"])
        over = sorted(
            (
                index
                for index, line in enumerate(lines)
                if box.intersection(line.box) > 0.25 * min(box.area, line.box.area)
            ),
            key=lambda index: lines[index].box.x1,
        )
        read = " ".join(lines[index].text for index in over)
        edits = _edits(bare, _SPACE.sub("", read))
        like = edits <= 0.2 * len(bare)
        counts.update(
            lines=1,
            found=bool(over),
            like=like,
            exact=text in read,
            characters=len(bare),
            edits=edits,
        )
        if like:
            right.update(over)
            overlap = max(box.iou(lines[index].box) for index in over)
            counts.update(placed=overlap >= 0.5)
    counts["right"] = len(right)
    return counts


def _share(part: float, whole: float) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"


def _picture(path: Path) -> Picture:
    from PIL import Image

    with Image.open(path) as file:
        return Picture(file.convert("RGB"), digest=str(path), name=path.name)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=len(PAGES))
    parser.add_argument("--cache", type=Path, default=DEFAULT_CACHE)
    parser.add_argument("--each", action="store_true", help="a row for every page")
    arguments = parser.parse_args()

    lines: Counter[str] = Counter()
    seconds: list[tuple[int, float]] = []
    again: list[float] = []
    rows: list[str] = []
    for number, (page, path, truth) in enumerate(render(PAGES[: arguments.pages], arguments.cache)):
        picture = _picture(path)
        if number == 0:
            see(Picture(picture.pixels, digest="warm up: loads the models"))
            _forget_readings()
        start = time.perf_counter()
        screen: Screen = see(picture)
        taken = time.perf_counter() - start
        start = time.perf_counter()
        see(picture)
        again.append(time.perf_counter() - start)
        seconds.append((len(screen.lines), taken))
        counts = score_lines(truth["lines"], screen.lines)
        lines.update(counts)
        rows.append(
            f"| {page.name} | {counts['lines']} | {counts['found']} | {counts['like']} "
            f"| {counts['exact']} | {_share(counts['edits'], counts['characters'])} "
            f"| {counts['read']} | {counts['right']} | {taken:.2f} |"
        )
    load = os.getloadavg()[0]
    print(f"{len(seconds)} pages, {os.cpu_count()} processors, load {load:.1f} at the end\n")
    if arguments.each:
        print("| page | lines | found | like | exact | CER | read | right | seconds |")
        print("|---|---|---|---|---|---|---|---|---|")
        print("\n".join(rows), end="\n\n")
    print("| measure | value |\n|---|---|")
    for least, most, name in _GROUPS:
        if group := [taken for count, taken in seconds if least <= count <= most]:
            print(
                f"| seconds a page, {name} ({len(group)} pages) "
                f"| median {median(group):.2f}, slowest {max(group):.2f} |"
            )
    print(f"| seconds a page, all | median {median(taken for _, taken in seconds):.2f} |")
    print(f"| same picture again | {median(again) * 1000:.2f} ms |")
    print(f"| lines found, of {lines['lines']} | {_share(lines['found'], lines['lines'])} |")
    print(f"| lines like (80 %) | {_share(lines['like'], lines['lines'])} |")
    print(f"| lines exact | {_share(lines['exact'], lines['lines'])} |")
    print(f"| CER | {100 * lines['edits'] / max(1, lines['characters']):.2f} % |")
    print(f"| precision, of {lines['read']} read | {_share(lines['right'], lines['read'])} |")
    print(f"| lines placed (IoU ≥ 0.5, of those like) | {_share(lines['placed'], lines['like'])} |")


def _forget_readings() -> None:
    """What the warm-up read must not speed up the first page."""
    from model.backends.embedded.eye.read_text import forget

    forget()


if __name__ == "__main__":
    main()
