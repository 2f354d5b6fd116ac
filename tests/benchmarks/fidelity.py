"""How like real pages the pages are that the embedded engine builds from their screenshots.

``python -m tests.benchmarks.fidelity [--cache DIR] [--only NAME,…] [--mode NAME,…] [--jobs N]``
renders the pages of ``tests/benchmarks/pages.py`` (fetched from npm the first time), builds each
from its picture alone, draws what was built and compares the two documents. Lines and controls of
the reference are those of its own document, colours are sampled from the pixels of both.

Text that the screenshot shows and its document does not tell (cut off with dots, in a chart, in a
logo) counts as extra text. ``--excuse`` leaves it out where the eye reads it on the screenshot as
well; then what the eye misreads, an icon as a letter, is excused too, so that is an upper bound.
``--out DIR`` keeps each page's HTML, picture, heat map and list of faults, ``--each`` prints a row
for every page, and ``--forms`` takes the other pages instead.

Modes: ``image`` (the whole screenshot as one ``<img>``) and ``text`` (words read, in absolute
boxes, and nothing else) are baselines; ``absolute`` and ``flow`` are the engine's first drafts and
``best`` the best round of the loop, which never sees the reference's document.
"""

from __future__ import annotations

import argparse
import base64
import html as markup
import multiprocessing
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean
from typing import Any

from agents.fidelity import Fidelity, heat_map, score
from agents.rendering import BrowserRenderer, read_lines
from agents.sandbox import Browser
from model.backends.embedded.see import see
from model.events import Finished
from model.geometry import Box
from model.media.images import open_picture, png_bytes
from model.messages import Picture
from model.rendering import PageElement, Rendered, TextLine, TypeSample
from model.service import ModelService
from model.settings import Settings, load
from model.tasks.webpage import Layout, Rebuild
from tests.benchmarks.pages import DEFAULT_CACHE, FORMS, PAGES, render

_ROLES = {
    "button": "button",
    "field": "textbox",
    "checkbox": "checkbox",
    "radio": "radio",
    "switch": "switch",
}
_FONT = '"Liberation Sans", Arial, sans-serif'
_COLUMNS = (
    ("score", lambda f: f.score, ".1f"),
    ("block", lambda f: f.classic.block, ".3f"),
    ("text", lambda f: f.classic.text, ".3f"),
    ("position", lambda f: f.classic.position, ".3f"),
    ("colour", lambda f: f.classic.color, ".3f"),
    ("edges", lambda f: f.terms.edges, ".3f"),
    ("grid", lambda f: f.terms.cells, ".3f"),
    ("recall", lambda f: f.terms.recall, ".3f"),
    ("tight position", lambda f: f.terms.position, ".3f"),
    ("tight colour", lambda f: f.terms.color, ".3f"),
    ("absolute text", lambda f: f.structure.absolute, ".3f"),
    ("one picture", lambda f: f.structure.one_picture, ".3f"),
    ("editable", lambda f: f.structure.editable, ".3f"),
    ("semantic tags", lambda f: f.structure.semantic, ".1f"),
    ("overflow at 390 px", lambda f: f.structure.overflow_390, ".1f"),
)  # type: Sequence[tuple[str, Callable[[Fidelity], float], str]]


@dataclass(frozen=True, slots=True)
class Result:
    """One page built in one mode; ``seconds`` includes reading the picture, if it was not yet."""

    page: str
    mode: str
    fidelity: Fidelity
    seconds: float
    kilobytes: float


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=DEFAULT_CACHE)
    parser.add_argument("--only", default="", help="names of pages, separated by commas")
    parser.add_argument("--mode", default=",".join(_MODES), help="modes, separated by commas")
    parser.add_argument("--forms", action="store_true", help="the other pages: forms")
    parser.add_argument("--jobs", type=int, default=1, help="pages at once, a Chromium each")
    parser.add_argument("--out", type=Path, help="folder for HTML, pictures and heat maps")
    parser.add_argument(
        "--excuse", action="store_true", help="leave out text the document does not tell"
    )
    parser.add_argument("--each", action="store_true", help="a row for every page")
    arguments = parser.parse_args()
    modes = arguments.mode.split(",")
    if unknown := set(modes) - set(_MODES):
        parser.error(f"unknown mode {', '.join(sorted(unknown))}; known are {', '.join(_MODES)}")
    names = {name for name in arguments.only.split(",") if name}
    pages = list(FORMS if arguments.forms else PAGES)
    if unknown := names - {page.name for page in (*PAGES, *FORMS)}:
        parser.error(f"unknown page {', '.join(sorted(unknown))}")
    if names:
        pages = [page for page in (*PAGES, *FORMS) if page.name in names]
    if arguments.out:
        arguments.out.mkdir(parents=True, exist_ok=True)

    list(render(pages, arguments.cache))  # in one Chromium, before others start
    work = [(page, modes, arguments.cache, arguments.out, arguments.excuse) for page in pages]
    results = []
    for part in _run(work, arguments.jobs):
        results += part
        if arguments.each or len(pages) == 1:
            for result in part:
                print(_row(f"{result.page}, {result.mode}", [result]), flush=True)
    print(f"\n{len(pages)} pages, load {os.getloadavg()[0]:.1f} at the end; means over pages\n")
    print(_head())
    for mode in modes:
        print(_row(_MODES[mode], [result for result in results if result.mode == mode]))


def _run(work: Sequence[tuple[Any, ...]], jobs: int) -> Iterator[list[Result]]:
    if jobs <= 1:
        with OwnRenderer() as renderer:
            for item in work:
                yield _measure(item, renderer)
        return
    with multiprocessing.get_context("spawn").Pool(jobs) as pool:
        yield from pool.imap(_measure_apart, work)


class OwnRenderer:
    """A Chromium of its own and a renderer in it, closed together."""

    def __init__(self) -> None:
        self.browser = Browser(load())
        self.renderer = BrowserRenderer(self.browser)

    def __enter__(self) -> BrowserRenderer:
        return self.renderer

    def __exit__(self, *_: object) -> None:
        self.renderer.close()
        self.browser.close()


def _measure_apart(item: tuple[Any, ...]) -> list[Result]:
    with OwnRenderer() as renderer:
        return _measure(item, renderer)


def _measure(item: tuple[Any, ...], renderer: BrowserRenderer) -> list[Result]:
    page, modes, cache, out, excuse = item
    (_, path, truth) = next(iter(render([page], cache)))
    picture = open_picture(path)
    lines = read_lines(truth["lines"], picture)
    controls = tuple(truth_controls(truth["elements"]))
    results = []
    for mode in modes:
        start = time.perf_counter()
        html = _BUILD[mode](picture, renderer)
        seconds = time.perf_counter() - start
        drawn = renderer.render(html, picture.width, picture.height)
        if excuse:
            drawn = replace(drawn, lines=tuple(without_untold(drawn.lines, lines, picture)))
        fidelity = score(picture, drawn, target_lines=lines, target_elements=controls)
        results.append(Result(page.name, mode, fidelity, seconds, len(html.encode()) / 1024))
        if out:
            _keep(out / f"{page.name}.{mode}", html, picture, drawn, fidelity)
    return results


def truth_controls(elements: Iterable[dict[str, Any]]) -> Iterator[PageElement]:
    """The controls of a page's own document, as ``score`` asks for them."""
    for element in elements:
        if element["sure"] and element["kind"] in _ROLES:
            yield PageElement("", Box(*element["box"]), role=_ROLES[element["kind"]])


def without_untold(
    drawn: Iterable[TextLine], told: Sequence[TextLine], picture: Picture
) -> Iterator[TextLine]:
    """The lines of ``drawn`` but those that the screenshot shows and its document does not tell.

    Text cut off with dots, and text in charts and logos, is not among the reference's lines
    (``tests/benchmarks/pages.js``). Where the eye reads it on the screenshot, in that place and
    alike, it is left out.
    """
    from rapidfuzz.distance import Indel

    seen = see(picture).lines
    for line in drawn:
        if not any(_over(line.box, other.box) for other in told) and any(
            _over(line.box, other.box)
            and (
                line.text.lower() in other.text.lower()
                or Indel.normalized_similarity(line.text.lower(), other.text.lower()) >= 0.8
            )
            for other in seen
        ):
            continue
        yield line


def _over(one: Box, other: Box) -> bool:
    return one.intersection(other) > 0.4 * min(one.area, other.area)


def _keep(stem: Path, html: str, picture: Picture, drawn: Rendered, fidelity: Fidelity) -> None:
    stem.with_name(f"{stem.name}.html").write_text(html, encoding="utf-8")
    stem.with_name(f"{stem.name}.png").write_bytes(png_bytes(drawn.picture))
    heat = heat_map(picture, drawn.picture)
    stem.with_name(f"{stem.name}.heat.png").write_bytes(png_bytes(heat))
    rows = [f"{fidelity.score:.2f} {fidelity.terms} {fidelity.classic} {fidelity.structure}"]
    rows += [
        f"{fault.loss:6.2f} {fault.kind}: {fault.sentence} {fault.path}"
        for fault in fidelity.faults
    ]
    stem.with_name(f"{stem.name}.faults.txt").write_text("\n".join(rows), encoding="utf-8")


def one_image(picture: Picture, renderer: BrowserRenderer) -> str:
    """The baseline that every measure of pixels adores: the screenshot itself."""
    data = base64.b64encode(png_bytes(picture)).decode()
    return (
        "<!doctype html><title>image</title><body style='margin:0'>"
        f"<img src='data:image/png;base64,{data}' style='display:block' alt=''>"
    )


def text_boxes(picture: Picture, renderer: BrowserRenderer) -> str:
    """The baseline that every measure of text adores: words read, each line pinned to its place."""
    screen = see(picture)
    samples = [TypeSample(line.text, _FONT, 100) for line in screen.lines]
    rows = []
    for line, type_ in zip(screen.lines, renderer.measure(samples), strict=True):
        ink = max(1.0, type_.ascent + type_.descent) / 100
        size = min(96.0, max(6.0, line.box.height * 0.82 / ink))
        wide = (type_.right - type_.left) * size / 100
        spacing = (line.box.width - wide) / max(1, len(line.text) - 1)
        left = line.box.x1 - type_.left * size / 100
        middle = (type_.ascent - type_.descent) / 2 * size / 100
        # Liberation Sans: ascent 0.905, descent 0.212 of the size.
        top = line.box.center.y + middle - 0.905 * size
        color = "#{:02x}{:02x}{:02x}".format(*line.color)
        rows.append(
            f"<div style='left:{left:.1f}px;top:{top:.1f}px;font-size:{size:.1f}px;"
            f"letter-spacing:{spacing:.2f}px;color:{color}'>{markup.escape(line.text)}</div>"
        )
    ground = "#{:02x}{:02x}{:02x}".format(*screen.background)
    style = (
        f"body{{margin:0;background:{ground};font-family:{_FONT};"
        f"position:relative;height:{picture.height}px;overflow:hidden}}"
        "div{position:absolute;white-space:pre;line-height:1.117}"
    )
    return f"<!doctype html><title>text</title><style>{style}</style><body>{''.join(rows)}"


def _draft(layout: Layout) -> Callable[[Picture, BrowserRenderer], str]:
    def build(picture: Picture, renderer: BrowserRenderer) -> str:
        from model.backends.embedded.rebuild.answer import answer_webpage

        task = Rebuild(picture, layout=layout, renderer=renderer)
        *_, last = answer_webpage(task, Settings())
        assert isinstance(last, Finished)
        return _unfenced(last.raw)

    return build


def best_round(picture: Picture, renderer: BrowserRenderer) -> str:
    """The best page of the whole loop, as the app runs it."""
    from agents.web_builder import Brief, Built, build

    settings = load()
    brief = Brief(picture, rounds=settings.web_rounds, target=settings.web_target)
    service = ModelService(settings)
    *_, last = build(brief, service, renderer)
    service.close()
    assert isinstance(last, Built) and last.best is not None
    return last.rounds[last.best].html


def _unfenced(text: str) -> str:
    body = text.strip().removeprefix("```html").removesuffix("```")
    return body.strip()


_MODES = {
    "image": "one `<img>`",
    "text": "text boxes only",
    "absolute": "absolute mode",
    "flow": "flow, round 0",
    "best": "flow, best round",
}
_BUILD: dict[str, Callable[[Picture, BrowserRenderer], str]] = {
    "image": one_image,
    "text": text_boxes,
    "absolute": _draft("absolute"),
    "flow": _draft("flow"),
    "best": best_round,
}


def _head() -> str:
    names = [
        "",
        *(name for name, _, _ in _COLUMNS),
        "real controls",
        "seconds",
        "KB",
    ]
    return f"| {' | '.join(names)} |\n|{'---|' * len(names)}"


def _row(name: str, results: Sequence[Result]) -> str:
    found = [result.fidelity for result in results]
    cells = [format(mean(of(one) for one in found), form) for _, of, form in _COLUMNS]
    asked = sum(one.structure.controls_asked for one in found)
    met = sum(one.structure.controls * one.structure.controls_asked for one in found)
    cells.append(f"{met:.0f} of {asked}" + (f" ({met / asked:.1%})" if asked else ""))
    cells.append(f"{mean(result.seconds for result in results):.1f}")
    cells.append(f"{mean(result.kilobytes for result in results):.0f}")
    return f"| {name} | {' | '.join(cells)} |"


if __name__ == "__main__":
    main()
