"""Rendering: Chromium's answers to what pages look like, for those who write and score them."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from agents.sandbox import Browser, Sandbox, Viewport
from model.errors import SandboxClosed, SandboxError
from model.geometry import Box
from model.messages import Picture
from model.rendering import (
    Color,
    PageElement,
    Rendered,
    TextLine,
    TypeMetrics,
    TypeSample,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PHONE: Final = 390
"""Width of the phone a page should fit, in CSS pixels."""

_MOST_LINES = 4_000
"""Lines and elements taken from one page; a page with more says so in its notes."""

_TOLD: Final = ("refused", "error", "dialog", "trap")
_MOST_NOTES = 5
"""What befell a page while it was drawn and its author should know, and how much of it."""

_BLANK = "<!doctype html><title>type</title>"
_NARROW_WAIT_MS = 1_500
_SAMPLES_AT_ONCE = 2_000


class BrowserRenderer:
    """``model.rendering.Renderer`` by one sandbox of ``browser``, opened when first needed.

    The sandbox is kept and used again; a lock makes calls from several threads wait for each
    other. A sandbox that was closed meanwhile (idle, Chromium restarted) is opened anew.
    """

    def __init__(self, browser: Browser, width: int = 1280, height: int = 800) -> None:
        self._browser = browser
        self._size = (width, height)
        self._lock = threading.RLock()
        self._sandbox: Sandbox | None = None
        self._blank = False

    def __enter__(self) -> BrowserRenderer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the sandbox back; a later call opens another."""
        with self._lock:
            sandbox, self._sandbox, self._blank = self._sandbox, None, False
            if sandbox is not None:
                sandbox.close()

    def measure(self, samples: Sequence[TypeSample]) -> list[TypeMetrics]:
        """The metrics of each sample, in order, by the canvas of the browser that renders.

        Fonts are those of the machine: the page they are measured on is empty. Raises
        ``SandboxError`` when Chromium is missing, busy or failed.
        """
        if not samples:
            return []
        with self._lock:
            try:
                return self._measure(samples)
            except SandboxClosed:
                self.close()
                return self._measure(samples)

    def render(self, html: str, width: int, height: int) -> Rendered:
        """Draw ``html`` in a view of ``width`` × ``height`` pixels and say what lies where on it.

        The picture shows the page from its top, as wide as the view and as tall as the page.
        Raises ``SandboxError`` when the page cannot be drawn within its bounds.
        """
        with self._lock:
            try:
                return self._render(html, width, height)
            except SandboxClosed:
                self.close()
                return self._render(html, width, height)

    def _open(self, width: int, height: int) -> Sandbox:
        if self._sandbox is not None and self._size != (width, height):
            self.close()
        if self._sandbox is None:
            self._sandbox = self._browser.open(
                Viewport(width, height, scrollbars=False), spare=True
            )
            self._size, self._blank = (width, height), False
        return self._sandbox

    def _measure(self, samples: Sequence[TypeSample]) -> list[TypeMetrics]:
        sandbox = self._open(*self._size)
        try:
            if not self._blank:
                sandbox.load(_BLANK)
                self._blank = True
            asked = [
                {
                    "text": sample.text,
                    "family": sample.family,
                    "size": sample.size,
                    "weight": sample.weight,
                    "italic": sample.italic,
                    "spacing": sample.spacing,
                }
                for sample in samples
            ]
            answers: list[Sequence[float]] = []
            for start in range(0, len(asked), _SAMPLES_AT_ONCE):
                part = asked[start : start + _SAMPLES_AT_ONCE]
                answers += sandbox.evaluate(_script("rendering_type.js"), part)
        except SandboxError:
            self.close()
            raise
        return [TypeMetrics(*(float(value) for value in answer)) for answer in answers]

    def _render(self, html: str, width: int, height: int) -> Rendered:
        sandbox = self._open(width, height)
        self._blank = False
        try:
            # What the narrow frame of the page before did came after its own entries were read.
            began = max((entry.at_s for entry in sandbox.entries), default=-1.0)
            told = [entry for entry in sandbox.load(html).entries if entry.at_s > began]
            picture = _as_wide(sandbox.look(full=True), width)
            limits = {"height": picture.height, "lineLimit": _MOST_LINES}
            seen, sight = _script("rendering.js"), _script("rendering_sight.js")
            found = sandbox.evaluate(f"(limits) => ({seen})(limits, {sight})", limits)
            asked = {"html": html, "width": PHONE, "waitMs": _NARROW_WAIT_MS}
            overflow = float(sandbox.evaluate(_script("rendering_narrow.js"), asked))
        except SandboxError:
            self.close()
            raise
        notes = list(dict.fromkeys(entry.text for entry in told if entry.kind in _TOLD))[
            :_MOST_NOTES
        ]
        if dropped := int(found["dropped"]):
            notes.append(f"The page has {dropped} more lines of text than were compared.")
        return Rendered(
            picture,
            lines=read_lines(found["lines"], picture),
            elements=tuple(_element(item) for item in found["elements"]),
            overflow_390=overflow,
            tags={str(tag): int(count) for tag, count in found["tags"].items()},
            notes=tuple(notes),
        )


def _as_wide(picture: Picture, width: int) -> Picture:
    """What lies in the view's width; what sticks out to the right is told by the overflow."""
    from model.media.images import picture_of

    if picture.width <= width:
        return picture
    return picture_of(picture.pixels.crop((0, 0, width, picture.height)), picture.name)


def read_lines(items: Sequence[Mapping[str, Any]], picture: Picture) -> tuple[TextLine, ...]:
    """Lines of a document as its script reports them, their colours sampled from ``picture``.

    ``text`` and ``box`` must be there; what else ``TextLine`` has may be.
    """
    import numpy as np

    rgb = np.asarray(picture.pixels)
    return tuple(
        TextLine(
            text=item["text"],
            box=(box := Box(*item["box"])),
            color=_ink(rgb, box),
            path=item.get("path", ""),
            tag=item.get("tag", ""),
            size=float(item.get("size", 0.0)),
            weight=int(item.get("weight", 400)),
            absolute=bool(item.get("absolute", False)),
        )
        for item in items
    )


def _element(item: Mapping[str, Any]) -> PageElement:
    return PageElement(
        tag=item["tag"],
        box=Box(*item["box"]),
        path=item["path"],
        role=item["role"],
        text=item["text"],
        absolute=item["absolute"],
    )


def _ink(rgb: NDArray[np.uint8], box: Box) -> Color:
    from model.backends.embedded.eye.colours import line_colours

    return line_colours(rgb, box)[0]


@cache
def _script(name: str) -> str:
    """A script beside this module, without the comment it opens with."""
    text = Path(__file__).with_name(name).read_text(encoding="utf-8")
    lines = text.splitlines()
    first = next(at for at, line in enumerate(lines) if not line.startswith("//"))
    return "\n".join(lines[first:]).strip()
