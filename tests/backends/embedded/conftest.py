"""Pages of our own, drawn by the real Chromium, with the boxes the document itself reports."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser

from model.backends.embedded.eye.colours import line_colours
from model.backends.embedded.screen import Line
from model.geometry import Box

_PAGES = Path(__file__).parents[2] / "data" / "pages"
_TRUTH = """() => ({
  marked: [...document.querySelectorAll('[data-kind]')].map(one => {
    const r = one.getBoundingClientRect();
    const checked = one.dataset.checked ? one.dataset.checked === 'true' : one.checked;
    return {kind: one.dataset.kind, text: one.dataset.text || '', checked,
            box: [r.left, r.top, r.right, r.bottom]};
  }),
  lines: (() => {
    const found = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode()); ) {
      if (!node.nodeValue.trim() || /SCRIPT|STYLE|OPTION/.test(node.parentNode.tagName)) continue;
      const range = document.createRange();
      let last = null;
      for (const word of node.nodeValue.matchAll(/\\S+/g)) {
        range.setStart(node, word.index); range.setEnd(node, word.index + word[0].length);
        const r = range.getBoundingClientRect();
        if (last && Math.abs(last.box[1] - r.top) < 3) {
          last.text += ' ' + word[0]; last.box[2] = r.right;
        } else found.push(last = {text: word[0], box: [r.left, r.top, r.right, r.bottom]});
      }
    }
    for (const field of document.querySelectorAll('input[placeholder], select')) {
      const r = field.getBoundingClientRect();
      const text = field.placeholder || field.value;
      const middle = (r.top + r.bottom) / 2;
      found.push({text, box: [r.left + 13, middle - 9, r.left + 13 + 7 * text.length, middle + 9]});
    }
    return found;
  })(),
})"""


@dataclass(frozen=True, slots=True)
class Marked:
    """An element that a page marks as to be found."""

    kind: str
    box: Box
    text: str
    checked: bool | None


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page's pixels, its lines of text and its marked elements."""

    rgb: NDArray[np.uint8]
    lines: tuple[Line, ...]
    marked: tuple[Marked, ...]


@pytest.fixture(scope="session")
def drawn(browser: Browser) -> Callable[..., Drawn]:
    """Give ``drawn(name, dark=False, scale=1)``: a page of ``tests/data/pages`` at 1000 × 820."""
    cache: dict[tuple[str, bool, int], Drawn] = {}

    def draw(name: str, dark: bool = False, scale: int = 1) -> Drawn:
        key = (name, dark, scale)
        if key not in cache:
            context = browser.new_context(
                viewport={"width": 1000, "height": 820}, device_scale_factor=scale, offline=True
            )
            page = context.new_page()
            page.set_content((_PAGES / f"{name}.html").read_text(encoding="utf-8"))
            if dark:
                page.evaluate("document.documentElement.classList.add('dark')")
            truth = page.evaluate(_TRUTH)
            picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
            context.close()
            cache[key] = _drawn(np.asarray(picture), truth, scale)
        return cache[key]

    return draw


def _drawn(rgb: NDArray[np.uint8], truth: dict[str, list[dict[str, object]]], scale: int) -> Drawn:
    def box_of(item: dict[str, object]) -> Box:
        return Box(*(value * scale for value in item["box"]))  # type: ignore[attr-defined]

    lines = []
    for item in truth["lines"]:
        box = box_of(item)
        lines.append(Line(str(item["text"]), box, 1.0, *line_colours(rgb, box)))
    marked = tuple(
        Marked(
            str(item["kind"]),
            box_of(item),
            str(item["text"]),
            bool(item["checked"]) if item["kind"] in ("checkbox", "radio", "switch") else None,
        )
        for item in truth["marked"]
    )
    return Drawn(rgb, tuple(lines), marked)
