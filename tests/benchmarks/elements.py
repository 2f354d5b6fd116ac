"""How well and how fast interface elements are found on web pages that we did not write.

``python -m tests.benchmarks.elements [--pages N] [--forms] [--jpeg] [--cache DIR] [--read]
[--draw DIR]`` renders the pages of ``tests/benchmarks/pages.py`` and prints a Markdown table:
recall and precision of each kind against the boxes of the document itself.

The text lines come from the document, so that the table judges the eye for boxes alone; ``--read``
takes those the recogniser read instead. A box counts when it overlaps the true one by half (IoU
0.5; 0.3 for checkboxes, radio buttons and switches, whose sides are some ten pixels; 0.15 for
icons, whose box in the document is that of a letter, not of its ink).
What the document leaves open (a link painted as a button, a card with ``role="button"``, an avatar
between icon and picture, a photo behind words) is neither demanded nor counted as wrong.
*Other kind* is the share of true boxes found under another name.
``--forms`` takes the pages that no rule was made from; ``--jpeg`` packs each page at quality 80.
``--draw`` leaves each page with its boxes drawn.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from model.backends.embedded.eye.colours import line_colours
from model.backends.embedded.eye.elements import find_elements
from model.backends.embedded.screen import Element, Line
from model.geometry import Box
from tests.benchmarks.pages import DEFAULT_CACHE, FORMS, PAGES, render

KINDS = ("button", "field", "checkbox", "radio", "switch", "picture", "icon")
SMALL = ("checkbox", "radio", "switch", "icon")
PAINT = {
    "button": "red", "field": "blue", "checkbox": "magenta", "radio": "magenta",
    "switch": "magenta", "picture": "green", "icon": "orange", "panel": "grey", "link": "cyan",
}  # fmt: skip


def lines_of(truth: dict[str, Any], rgb: NDArray[np.uint8]) -> list[Line]:
    """The document's own lines, as a perfect recogniser would give them."""
    lines = []
    for item in truth["lines"]:
        box = Box(*item["box"])
        lines.append(Line(item["text"], box, 1.0, *line_colours(rgb, box)))
    return lines


def match(truth: Sequence[Box], found: Sequence[Box], least: float) -> list[tuple[int, int]]:
    """Pairs (true, found), the closest first, each used once, with an IoU of ``least`` or more."""
    pairs = sorted(
        (
            (here.iou(there), i, j)
            for i, here in enumerate(truth)
            for j, there in enumerate(found)
            if here.intersection(there) > 0
        ),
        reverse=True,
    )
    chosen: list[tuple[int, int]] = []
    for overlap, i, j in pairs:
        if overlap >= least and all(i != a and j != b for a, b in chosen):
            chosen.append((i, j))
    return chosen


def score(truth: Sequence[dict[str, Any]], found: Sequence[Element]) -> Counter[tuple[str, str]]:
    """Counts (kind, what): true, found, hit, other."""
    counts: Counter[tuple[str, str]] = Counter()
    for kind in KINDS:
        least = 0.5 if kind not in SMALL else 0.3 if kind != "icon" else 0.15
        named = [item for item in truth if item["kind"] == kind]
        real = [Box(*item["box"]) for item in named if item["sure"]]
        unsure = [Box(*item["box"]) for item in named if not item["sure"]]
        seen = [item.box for item in found if item.kind == kind]
        pairs = match(real, seen, least)
        hit = {i for i, _ in pairs}
        taken = {j for _, j in pairs}
        rest = [box for j, box in enumerate(seen) if j not in taken]
        excused = len(match(unsure, rest, least))
        other = [item.box for item in found if item.kind != kind]
        counts[kind, "true"] += len(real)
        counts[kind, "found"] += len(seen) - excused
        counts[kind, "hit"] += len(pairs)
        counts[kind, "other"] += sum(
            i not in hit and any(box.iou(there) >= least for there in other)
            for i, box in enumerate(real)
        )
    return counts


def table(counts: Counter[tuple[str, str]]) -> str:
    """The counts as Markdown."""
    rows = [
        "| kind | on the pages | found | recall | precision | other kind |",
        "|---|---|---|---|---|---|",
    ]
    for kind in KINDS:
        true, found, hit, other = (counts[kind, what] for what in ("true", "found", "hit", "other"))
        recall = f"{hit / true:.0%}" if true else "–"
        precision = f"{hit / found:.0%}" if found else "–"
        rows.append(
            f"| {kind} | {true} | {found} | {recall} | {precision} | "
            f"{f'{other / true:.0%}' if true else '–'} |"
        )
    return "\n".join(rows)


def packed(picture: Path) -> Path:
    """The picture as a JPEG of quality 80, beside it."""
    path = picture.with_suffix(".jpg")
    Image.open(picture).convert("RGB").save(path, quality=80)
    return path


def draw(picture: Path, found: Sequence[Element], truth: Sequence[dict[str, Any]]) -> Image.Image:
    """The page with found boxes in colour and missed true ones in black."""
    image = Image.open(picture).convert("RGB")
    pen = ImageDraw.Draw(image)
    for item in truth:
        box = Box(*item["box"])
        if item["sure"] and not any(
            box.iou(other.box) > 0.3 for other in found if other.kind == item["kind"]
        ):
            pen.rectangle(
                (box.x1 - 2, box.y1 - 2, box.x2 + 1, box.y2 + 1), outline="black", width=2
            )
            pen.text((box.x1, box.y1 - 12), item["kind"], fill="black")
    for element in found:
        x1, y1, x2, y2 = element.box.pixels()
        pen.rectangle(
            (x1, y1, max(x1, x2 - 1), max(y1, y2 - 1)), outline=PAINT[element.kind], width=2
        )
        if element.checked is not None:
            pen.text((x2 + 1, y1), "on" if element.checked else "off", fill="magenta")
    return image


def main() -> None:
    """Measure the first ``--pages`` pages and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=len(PAGES))
    parser.add_argument("--cache", type=Path, default=DEFAULT_CACHE)
    parser.add_argument("--read", action="store_true", help="take the recogniser's lines")
    parser.add_argument("--draw", type=Path, help="folder for the pages with their boxes drawn")
    parser.add_argument("--forms", action="store_true", help="take the pages of FORMS")
    parser.add_argument("--jpeg", action="store_true", help="pack each page as a JPEG first")
    arguments = parser.parse_args()
    counts: Counter[tuple[str, str]] = Counter()
    seconds = []
    pages = FORMS if arguments.forms else PAGES
    for page, path, truth in render(pages[: arguments.pages], arguments.cache):
        if arguments.jpeg:
            path = packed(path)
        rgb = np.asarray(Image.open(path).convert("RGB"))
        if arguments.read:
            from model.backends.embedded.see import see
            from model.media.images import open_picture

            lines: Sequence[Line] = see(open_picture(path)).lines
        else:
            lines = lines_of(truth, rgb)
        start = time.process_time()
        found = find_elements(rgb, lines)
        seconds.append(time.process_time() - start)
        counts += score(truth["elements"], found)
        if arguments.draw:
            arguments.draw.mkdir(parents=True, exist_ok=True)
            image = draw(path, found, truth["elements"])
            image.save(arguments.draw / f"{page.name}.png")
            one = score(truth["elements"], found)
            brief = " ".join(
                f"{kind} {one[kind, 'hit']}/{one[kind, 'true']}({one[kind, 'found']})"
                for kind in KINDS
                if one[kind, "true"] or one[kind, "found"]
            )
            print(f"{page.name}: {brief}")
    print(table(counts))
    print(
        f"\n{len(seconds)} pages of 1280 × 800; {median(seconds):.2f} s of one core a page "
        f"(median), {max(seconds):.2f} s at most."
    )


if __name__ == "__main__":
    main()
