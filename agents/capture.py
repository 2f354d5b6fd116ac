"""Capture: the screenshot of an address or of pasted HTML, taken in the sandbox."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from model.errors import BadAddress, InputError

if TYPE_CHECKING:
    from agents.sandbox import Browser, Entry
    from model.messages import Picture

Kind = Literal["address", "html"]
LEAST, MOST = 200, 4_096
"""Width and height of the view that can be asked for, in CSS pixels."""

_TAG = re.compile(r"<(?:!doctype|!--|[a-z][a-z0-9-]*[\s/>])", re.IGNORECASE)
_SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]\S*)?")
_SHOWN = 100
_MOST_NOTES = 5


@dataclass(frozen=True, slots=True)
class Captured:
    """A page as it looked; ``notes`` are sentences on what did not load or had to be answered."""

    picture: Picture
    url: str
    title: str
    notes: tuple[str, ...] = ()


def capture(
    browser: Browser,
    text: str,
    *,
    hosts: Sequence[str] = (),
    width: int = 1280,
    height: int = 800,
    full: bool = False,
    stopped: Callable[[], bool] = lambda: False,
) -> Captured:
    """Open ``text``, an address or HTML, in a view of ``width`` × ``height`` and picture it.

    Naming an address names its host; ``hosts`` are others it may load from. ``full`` pictures the
    whole page. Raises ``InputError`` (``BadAddress``) and ``SandboxError``.
    """
    from agents.sandbox import Viewport

    kind, text = what_is(text)
    if not (LEAST <= width <= MOST and LEAST <= height <= MOST):
        raise InputError(
            f"A view of {width} × {height} pixels cannot be opened; "
            f"choose from {LEAST} to {MOST} for each side."
        )
    named = (urlsplit(text).netloc.rpartition("@")[2], *hosts) if kind == "address" else ()
    with browser.open(Viewport(width, height), hosts=named, stopped=stopped) as sandbox:
        seen = sandbox.visit(text) if kind == "address" else sandbox.load(text)
        picture = sandbox.look(full=True) if full else seen.picture
        notes = _notes(sandbox.entries)
        if not seen.settled:
            notes = ("The page was still moving when it was pictured.", *notes)
        return Captured(picture, sandbox.url, sandbox.title, notes)


def what_is(text: str) -> tuple[Kind, str]:
    """Whether the user's ``text`` is an address or HTML, and the address in full.

    Raises ``InputError`` for what is neither, ``BadAddress`` for what is no web address.
    """
    stripped = text.strip()
    if not stripped:
        raise InputError("There is nothing to capture; type an address or paste a page's HTML.")
    if _TAG.search(stripped):
        return "html", text
    shown = stripped if len(stripped) <= _SHOWN else stripped[: _SHOWN - 1] + "…"
    if re.search(r"\s", stripped):
        raise InputError(
            f"{shown!r} is neither an address nor HTML; type one such as https://example.org or "
            "paste a page's HTML."
        )
    scheme = _SCHEME.match(stripped)
    if _HOST.fullmatch(stripped):
        return "address", "https://" + stripped
    if scheme is None or scheme.group(1).lower() not in ("http", "https"):
        raise BadAddress(
            f"{shown!r} is no address of a web page; it should look like https://example.org."
        )
    return "address", stripped


def _notes(entries: Sequence[Entry]) -> tuple[str, ...]:
    told = [entry.text for entry in entries if entry.kind in ("refused", "dialog", "trap")]
    notes = list(dict.fromkeys(told))
    if len(notes) > _MOST_NOTES:
        notes = [*notes[:_MOST_NOTES], f"… and {len(notes) - _MOST_NOTES} more like these."]
    return tuple(notes)
