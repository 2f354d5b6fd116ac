"""How often the embedded engine points at the right thing, and how often at something that is not.

``python -m tests.benchmarks.grounding [--cache DIR] [--pages N] [--reuse] [--misses]`` renders the
pages of ``tests/benchmarks/pages.py`` (web templates that we did not write), makes questions
mechanically from what their documents say, and asks them through ``answer_ground``. Drawn scenes
give colours, shapes and lookalikes.

*Centre* is the share of questions where the middle of a returned box lies in the true box, every
true box is met and nothing else is returned; *IoU* that each box also overlaps the true one by
half. For questions about what is not there, *false alarms* is the share answered with any box.
``--reuse`` keeps parsed screens in ``DIR/screens`` (for work on this side only: stale when ``see``
changes); ``--misses`` lists what went wrong.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import pickle
import random
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from PIL import Image
from rapidfuzz import fuzz

from model.backends.embedded import see as seeing
from model.backends.embedded.pointing.matching import split
from model.backends.embedded.pointing.point import answer_ground
from model.backends.embedded.screen import Screen
from model.backends.embedded.see import see
from model.events import Finished
from model.geometry import Box
from model.messages import Picture
from model.settings import Settings
from model.tasks import ground
from model.tasks.ground import Ground
from tests.benchmarks import pages
from tests.benchmarks.scenes import crop_scenes, shape_scenes

LABELS = """() => {
  const number = text => parseFloat(text) || 0;
  const seen = element => {
    const r = element.getBoundingClientRect(), style = getComputedStyle(element);
    if (r.width < 4 || r.height < 4 || r.left < 0 || r.top < 0 || r.right > innerWidth ||
        r.bottom > innerHeight || style.visibility !== 'visible' || number(style.opacity) < .3)
      return null;
    const hit = document.elementFromPoint((r.left + r.right) / 2, (r.top + r.bottom) / 2);
    return hit && (element.contains(hit) || hit.contains(element)) ?
      [r.left, r.top, r.right, r.bottom] : null;
  };
  const found = [];
  for (const field of document.querySelectorAll('input, textarea, select')) {
    const kind = /^(checkbox|radio)$/.test(field.type) ? field.type : 'field';
    if (/^(hidden|submit|button|range|color|file)$/.test(field.type)) continue;
    const box = seen(field);
    const label = field.labels && field.labels[0];
    if (box && label && label.innerText.trim() && seen(label))
      found.push({kind, box, text: label.innerText.trim(), how: 'label'});
    else if (box && field.placeholder && !field.value)
      found.push({kind, box, text: field.placeholder, how: 'placeholder'});
  }
  for (const link of document.querySelectorAll('a[href]')) {
    const box = seen(link), style = getComputedStyle(link);
    const plain = /^inline/.test(style.display) && link.getClientRects().length === 1;
    if (box && plain && link.innerText.trim() && !/btn|button/.test(link.className))
      found.push({kind: 'link', box, text: link.innerText.trim(), how: 'text'});
  }
  return found;
}"""
_TABLER, _GENTELELLA = "@tabler/preview@1.2.0", "gentelella@4.2.0"
_SPECTRE, _SB2 = "spectre.css@0.5.9", "startbootstrap-sb-admin-2@4.1.4"
FORMS = (
    pages.Page("spectre-forms-600", _SPECTRE, "docs/elements/forms.html", 600),
    pages.Page("spectre-forms-1800", _SPECTRE, "docs/elements/forms.html", 1_800),
    pages.Page("spectre-forms-2600", _SPECTRE, "docs/elements/forms.html", 2_600),
    pages.Page("tabler-forms", _TABLER, "dist/form-elements.html"),
    pages.Page("tabler-forms-900", _TABLER, "dist/form-elements.html", 900),
    pages.Page("tabler-forms-1800", _TABLER, "dist/form-elements.html", 1_800),
    pages.Page("tabler-sign-in-cover", _TABLER, "dist/sign-in-cover.html"),
    pages.Page("gentelella-form", _GENTELELLA, "dist/production/form.html"),
    pages.Page("gentelella-validation", _GENTELELLA, "dist/production/form_validation.html"),
    pages.Page("gentelella-wizards", _GENTELELLA, "dist/production/form_wizards.html"),
    pages.Page("sbadmin2-register", _SB2, "register.html"),
    pages.Page("soft-sign-up", "soft-ui-dashboard@1.0.1", "pages/sign-up.html"),
    pages.Page("material-sign-up", "material-dashboard@3.1.0", "pages/sign-up.html"),
    pages.Page("argon-register", "argon-design-system-free@1.2.0", "examples/register.html"),
)
"""Forms besides the pages of ``pages.py``, which hold few labelled fields."""

_LONG = re.compile(r"[^\W\d_]{6,}")
ABSENT = (
    "dog", "the cat", "person", "a happy face", "the woman's hat", "the car", "a tree",
    "the most important button", "the ugly button", "the elephant", "a bird on a branch", "猫",
    "the shopping cart icon", "the heart icon", "the man wearing glasses",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Question:
    """A question on a picture and the boxes that answer it (none: nothing is there)."""

    kind: str
    query: str
    boxes: tuple[Box, ...]
    reference: Picture | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and what came of it."""

    question: Question
    where: str
    found: tuple[Box, ...]
    centre: bool
    iou: bool
    ms: float


def picture_of(image: Image.Image, name: str) -> Picture:
    """A picture as the app makes it."""
    image = image.convert("RGB")
    digest = hashlib.sha256(image.tobytes() + str(image.size).encode()).hexdigest()
    return Picture(image, digest, name)


def page_questions(truth: dict[str, Any], other_texts: Sequence[str], seed: str) -> list[Question]:
    """Questions made mechanically from a page's lines, elements, labels and links."""
    pick = random.Random(seed)
    lines = [(item["text"], Box(*item["box"])) for item in truth["lines"]]
    sure = [item for item in truth["elements"] if item["sure"]]
    buttons = [(item["text"], Box(*item["box"])) for item in sure if item["kind"] == "button"]
    fields = [Box(*item["box"]) for item in sure if item["kind"] == "field"]
    questions: list[Question] = []
    unique = [(text, box) for text, box in lines if _askable(text) and _only(text, lines)]
    for text, box in pick.sample(unique, min(6, len(unique))):
        questions.append(Question("words on a line", f"where does it say {text}", (box,)))
    long = [(text, box) for text, box in unique if any(map(_LONG.fullmatch, text.split()))]
    for text, box in pick.sample(long, min(2, len(long))):
        questions.append(Question("words with a typo", f'find "{_typo(text, pick)}"', (box,)))
    for text, box in buttons:
        texts = [other for other, _ in buttons]
        if _askable(text) and _only(text, [(other, box) for other in texts]) and _only(text, lines):
            questions.append(Question("button by its words", f"the {text} button", (box,)))
    for item in truth["labels"]:
        if not _askable(item["text"]) or "\n" in item["text"]:
            continue
        same = [(other["text"], box) for other in truth["labels"] if other["kind"] == item["kind"]]
        if not _only(item["text"], same):
            continue
        box = Box(*item["box"])
        shown = any(
            item["text"] in text and box.intersection(there) > 0.5 * min(box.area, there.area)
            for text, there in lines
        )
        if item["how"] != "label" and not shown:
            continue
        if item["kind"] == "link":
            if _only(item["text"], lines):
                name = f"the {item['text']} link"
                questions.append(Question("link by its words", name, (box,)))
        elif item["kind"] == "field":
            name = f"the {item['text']} field".replace("* field", " field")
            questions.append(Question(f"field by its {item['how']}", name, (box,)))
        else:
            name = f"the {item['text']} {item['kind']}"
            questions.append(Question("checkbox, radio by its label", name, (box,)))
    questions += _ordinals(buttons, fields)
    questions += _relations(unique, lines, pick)
    questions += _button_relations(buttons)
    page_text = " ".join(text for text, _ in lines).lower()
    absent = [text for text in other_texts if _absent(text, lines)]
    for text in pick.sample(absent, min(4, len(absent))):
        form = pick.choice(("where does it say {}", "the {} button", '"{}"', "the {} link"))
        questions.append(Question("absent words", form.format(text), ()))
    for name in pick.sample(ABSENT, 5):
        words = set(split(name)) - {"the", "a", "icon", "button", "on", "s"}
        if not words & set(split(page_text)):
            questions.append(Question("things it cannot know", name, ()))
    return questions


def _askable(text: str) -> bool:
    return 3 <= len(text) <= 50 and len(split(text)) <= 6 and sum(map(str.isalpha, text)) >= 3


def _only(text: str, lines: Sequence[tuple[str, Box]]) -> bool:
    wanted = "".join(split(text))
    return sum(wanted in "".join(split(other)) for other, _ in lines) <= 1


def _absent(text: str, lines: Sequence[tuple[str, Box]]) -> bool:
    return _askable(text) and all(
        fuzz.partial_ratio(text.lower(), line.lower()) < 80 for line, _ in lines if line
    )


def _typo(text: str, pick: random.Random) -> str:
    """Two letters inside a longer word swapped, one left out or one doubled."""
    words = text.split()
    index = pick.choice([i for i, word in enumerate(words) if _LONG.fullmatch(word)])
    word, at = words[index], pick.randrange(2, len(words[index]) - 2)
    forms = (
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[: at + 1] + word[at:],
    )
    words[index] = pick.choice(forms)
    return " ".join(words)


def _ordinals(buttons: Sequence[tuple[str, Box]], fields: Sequence[Box]) -> Iterator[Question]:
    for name, boxes in (("button", [box for _, box in buttons]), ("field", list(fields))):
        if not 2 <= len(boxes) <= 12:
            continue
        rows = sorted(boxes, key=lambda box: box.center.y)
        gaps = [rows[i + 1].y1 - rows[i].y2 for i in range(len(rows) - 1)]
        if min(gaps) > 0:
            yield Question("order", f"the first {name}", (rows[0],))
            yield Question("order", f"the second {name} from the top", (rows[1],))
            yield Question("order", f"the last {name}", (rows[-1],))
        across = sorted(boxes, key=lambda box: box.center.x)
        if across[1].x1 > across[0].x2:
            yield Question("place", f"the leftmost {name}", (across[0],))
        if across[-2].x2 < across[-1].x1:
            yield Question("place", f"the rightmost {name}", (across[-1],))


def _relations(
    unique: Sequence[tuple[str, Box]], lines: Sequence[tuple[str, Box]], pick: random.Random
) -> list[Question]:
    found = []
    for text, box in unique:
        right = [
            other for words, other in lines
            if len("".join(split(words))) > 1 and other.x1 >= box.x2
            and min(box.y2, other.y2) - max(box.y1, other.y1) > 0.6 * max(box.height, other.height)
        ]  # fmt: skip
        if right:
            first = min(right, key=lambda other: other.x1)
            if first.x1 - box.x2 < 250:
                found.append(Question("right of words", f"the text right of {text}", (first,)))
        below = [
            other for _, other in lines
            if other.center.y > box.center.y + 0.5 * box.height and abs(other.x1 - box.x1) < 3
        ]  # fmt: skip
        if below:
            first = min(below, key=lambda other: other.center.y)
            if first.y1 - box.y2 < 1.5 * box.height:
                found.append(Question("below words", f"the text below {text}", (first,)))
    return pick.sample(found, min(4, len(found)))


def _button_relations(buttons: Sequence[tuple[str, Box]]) -> Iterator[Question]:
    for text, box in buttons:
        right = [
            other for _, other in buttons
            if other.x1 >= box.x2 and abs(other.center.y - box.center.y) < 0.3 * box.height
        ]  # fmt: skip
        if _askable(text) and _only(text, buttons) and right:
            first = min(right, key=lambda other: other.x1)
            yield Question("right of words", f"the button right of {text}", (first,))


def page_truth(chosen: Sequence[pages.Page], cache: Path) -> Iterator[tuple[str, Path, Any]]:
    """Each page with its picture and truth; labels and links are read in a second visit."""
    folder = cache / "labels"
    folder.mkdir(parents=True, exist_ok=True)
    rendered = list(pages.render(chosen, cache))
    todo = [page for page in chosen if not (folder / f"{page.name}.json").is_file()]
    if todo:
        _visit(todo, folder, pages.Packages(cache / "npm"))
    for page, path, truth in rendered:
        truth["labels"] = json.loads((folder / f"{page.name}.json").read_text(encoding="utf-8"))
        yield page.name, path, truth


def _visit(todo: Sequence[pages.Page], folder: Path, packages: pages.Packages) -> None:
    from playwright.sync_api import sync_playwright

    from tests.chromium import launch

    with sync_playwright() as playwright:
        browser = launch(playwright, pages.CHROMIUM_ARGS)
        for page in todo:
            context = browser.new_context(
                viewport={"width": pages.WIDTH, "height": pages.HEIGHT},
                reduced_motion="reduce",
                service_workers="block",
            )
            context.route("**/*", partial(pages._answer, packages, page))
            tab = context.new_page()
            tab.goto(f"http://{pages.ORIGIN}/{page.path}", wait_until="load")
            tab.evaluate("document.fonts.ready.then(() => true)")
            tab.evaluate("y => scrollTo({ top: y, behavior: 'instant' })", page.scroll)
            tab.wait_for_timeout(1_200)
            found = tab.evaluate(LABELS)
            (folder / f"{page.name}.json").write_text(json.dumps(found), encoding="utf-8")
            context.close()
        browser.close()


def ask(question: Question, picture: Picture, where: str, settings: Settings) -> Asked:
    """Ask, read the reply as the app does, and judge it."""
    task = Ground(picture, question.query, reference=question.reference)
    begin = time.perf_counter()
    events = list(answer_ground(task, settings))
    ms = (time.perf_counter() - begin) * 1000
    raw = next(event.raw for event in events if isinstance(event, Finished))
    found = tuple(mark.box for mark in ground.read(raw, task).marks)
    if not question.boxes:
        return Asked(question, where, found, not found, not found, ms)
    one_each = len(found) == len(question.boxes)
    centre = one_each and all(
        any(true.grow(1).contains(box.center) for box in found) for true in question.boxes
    )
    iou = centre and all(max(true.iou(box) for box in found) >= 0.5 for true in question.boxes)
    return Asked(question, where, found, centre, iou, ms)


def table(results: Sequence[Asked]) -> str:
    """Hit rates by kind of question, as Markdown."""
    groups: dict[str, list[Asked]] = defaultdict(list)
    for result in results:
        groups[result.question.kind].append(result)
    rows = ["| question | N | centre | IoU ≥ 0.5 | false alarms |", "|---|---|---|---|---|"]
    there = [result for result in results if result.question.boxes]
    absent = [result for result in results if not result.question.boxes]
    for kind, group in groups.items():
        rows.append(_row(kind, group))
    rows.append(_row("**all that is there**", there))
    rows.append(_row("**all that is not there**", absent))
    return "\n".join(rows)


def _row(name: str, group: Sequence[Asked]) -> str:
    count = len(group)
    if not count:
        return f"| {name} | 0 | – | – | – |"
    if not group[0].question.boxes:
        alarms = sum(bool(result.found) for result in group)
        return f"| {name} | {count} | – | – | {alarms / count:.1%} |"
    centre = sum(result.centre for result in group) / count
    iou = sum(result.iou for result in group) / count
    return f"| {name} | {count} | {centre:.1%} | {iou:.1%} | – |"


def _seen(picture: Picture, settings: Settings, kept: Path | None) -> Screen:
    if kept is None:
        return see(picture, settings)
    file = kept / f"{picture.digest[:24]}.pickle"
    if file.is_file():
        known: Screen = pickle.loads(file.read_bytes())
        seeing._screens._kept[picture.digest] = known
        return known
    file.parent.mkdir(parents=True, exist_ok=True)
    seen = see(picture, settings)
    file.write_bytes(pickle.dumps(seen))
    return seen


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=len(pages.PAGES) + len(FORMS))
    parser.add_argument("--scenes", type=int, default=40)
    parser.add_argument("--cache", type=Path, default=pages.DEFAULT_CACHE)
    parser.add_argument("--reuse", action="store_true")
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    settings = Settings(screen_cache=1_000)
    kept = arguments.cache / "screens" if arguments.reuse else None
    results: list[Asked] = []
    seconds: list[float] = []
    all_pages = list(page_truth((*pages.PAGES, *FORMS)[: arguments.pages], arguments.cache))
    texts = {name: [line["text"] for line in truth["lines"]] for name, _, truth in all_pages}
    for name, path, truth in all_pages:
        picture = picture_of(Image.open(path), name)
        begin = time.perf_counter()
        _seen(picture, settings, kept)
        seconds.append(time.perf_counter() - begin)
        others = [text for other, found in texts.items() if other != name for text in found]
        for question in page_questions(truth, others, name):
            results.append(ask(question, picture, name, settings))
    for number in range(arguments.scenes):
        image, questions = shape_scenes(number)
        picture = picture_of(image, f"shapes-{number}")
        _seen(picture, settings, kept)
        for kind, query, boxes in questions:
            question = Question(kind, query, boxes)
            results.append(ask(question, picture, f"shapes-{number}", settings))
    for number in range(arguments.scenes // 2):
        image, crop, boxes = crop_scenes(number)
        picture = picture_of(image, f"crop-{number}")
        kind = "crop: all that look like it" if boxes else "crop of something absent"
        question = Question(kind, "", boxes, picture_of(crop, "crop"))
        results.append(ask(question, picture, f"crop-{number}", settings))
    if arguments.misses:
        for result in results:
            if not result.iou:
                asked = result.question
                mark = "miss " if not result.centre else "loose"
                true = [box.pixels() for box in asked.boxes]
                found = [box.pixels() for box in result.found][:6]
                print(f"{mark} [{asked.kind}] {result.where}: {asked.query!r} {true} {found}")
        print()
    print(table(results))
    seen_before: set[str] = set()
    first, later = [], []
    for result in results:
        if result.question.reference is None:
            (later if result.where in seen_before else first).append(result.ms)
            seen_before.add(result.where)
    later.sort()
    seeing = "" if kept else f" Seeing a page: median {median(seconds):.1f} s."
    print(
        f"\nA second question about a picture: median {median(later):.0f} ms, 95 % below "
        f"{later[int(0.95 * len(later))]:.0f} ms, 99 % below "
        f"{later[int(0.99 * len(later))]:.0f} ms, slowest {later[-1]:.0f} ms. The first, once the "
        f"picture is seen: median {median(first):.0f} ms.{seeing}"
    )


if __name__ == "__main__":
    main()
