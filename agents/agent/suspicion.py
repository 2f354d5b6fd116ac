"""Text on a page that addresses the agent: found, shown to the user, never followed.

Page text is data. A detector cannot make a model obey that, so it is one of three walls: the
embedded engine takes instructions from the user's words only; a model is told which texts of its
screenshot are not from the user; and the guard (``guard.py``) stops an action on such a text.

A passage is suspicious when it *orders the agent about*: it takes back instructions, plays the
system's or the user's part, or speaks to an assistant in the imperative. Naming an assistant
("Try our AI assistant") or a role ("System: online") is not enough. The words are matched on text
as a recogniser reads it: spaces may be missing, 0 and o, 1 and l exchanged.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agents.agent.planted import (
    ADDRESSES,
    COMMANDS,
    ORDERS,
    ORDERS_AFTER_ROLE,
    PLAYS_A_ROLE,
    TAKES_BACK,
)
from model.backends.embedded.screen import Color, Element, Line, Screen
from model.geometry import Box, union

FAINT = 1.6
"""Contrast below which text is not meant for people's eyes (WCAG asks for 4.5, or 3 if large)."""
_MOST_CHARS = 240


@dataclass(frozen=True, slots=True)
class Suspect:
    """A passage that addresses the agent, where it stands, and what gave it away."""

    text: str
    box: Box
    why: str


_ADDRESSED_WORDS = re.compile(r"[\w一-鿿]")
_ZERO_ONE = str.maketrans({"0": "o", "1": "l", "|": "l"})
_OWNERS = ("button", "field")
_CHINESE = re.compile(r"[㐀-鿿぀-ヿ]")


def suspects(screen: Screen, *, faint: bool = False) -> tuple[Suspect, ...]:
    """The passages of ``screen`` that order the agent about, in reading order.

    ``faint`` says that all its text was made readable first (``faint.py``).
    """
    found: list[Suspect] = []
    for passage in _passages(screen):
        # Sentences run over lines; but a role ("System:") counts only where a line begins.
        for lines in (passage, *([line] for line in passage if len(passage) > 1)):
            text = _joined(lines)
            hidden = faint or all(_is_faint(line) for line in lines)
            if why := addressed(text, faint=hidden):
                box = union(line.box for line in lines)
                found.append(Suspect(text[:_MOST_CHARS], box, why))
                if lines is passage:
                    break
    return tuple(found)


def _is_faint(line: Line) -> bool:
    return contrast(line.color, line.background) < FAINT


def addressed(text: str, *, faint: bool = False) -> str:
    """Why ``text`` counts as addressed to the agent, or an empty string.

    ``faint`` text, which people can hardly see, is suspicious as soon as it gives an order.
    """
    folded = _fold(text)
    if TAKES_BACK.search(folded):
        return "it takes back the user's instructions"
    if COMMANDS.search(folded):
        return "it commands whoever reads it"
    order = ORDERS.search(folded)
    if order and PLAYS_A_ROLE.search(folded) and ORDERS_AFTER_ROLE.search(folded):
        return "it plays the part of the system or the user"
    if order and ADDRESSES.search(folded):
        return "it speaks to an assistant in the imperative"
    if faint and order and len(_ADDRESSED_WORDS.findall(folded)) >= 12:
        return "it gives an order in a colour people hardly see"
    return ""


def contrast(one: Color, other: Color) -> float:
    """Contrast ratio of two colours, 1 to 21, as WCAG 2.2 defines it."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: Color) -> float:
    """Relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    # NFKD takes kana's marks off too, which are put on again by composing what is left.
    plain = unicodedata.normalize("NFC", plain)
    return " ".join(plain.translate(_ZERO_ONE).split())


def _joined(lines: Sequence[Line]) -> str:
    text = ""
    for line in lines:
        gap = "" if not text or _CHINESE.match(text[-1]) and _CHINESE.match(line.text[:1]) else " "
        text += gap + line.text.strip()
    return text


def _passages(screen: Screen) -> list[list[Line]]:
    """Lines that read on: one under the other, of one height, starting or centred alike.

    What stands on a button or in a field is a passage of its own.
    """
    passages: list[tuple[list[Line], Element | None]] = []
    for line in sorted(screen.lines, key=lambda line: (line.box.y1, line.box.x1)):
        owner = _owner(line, screen.elements)
        for passage, other in reversed(passages):
            if owner is other and _reads_on(passage[-1], line):
                passage.append(line)
                break
        else:
            passages.append(([line], owner))
    return [passage for passage, _ in passages]


def _owner(line: Line, elements: Iterable[Element]) -> Element | None:
    around = (one for one in elements if one.kind in _OWNERS and one.box.contains(line.box.center))
    return min(around, key=lambda one: one.box.area, default=None)


def _reads_on(above: Line, below: Line) -> bool:
    height = max(above.box.height, below.box.height, 1.0)
    gap = below.box.y1 - above.box.y2
    alike = min(above.box.height, below.box.height) > 0.75 * height
    left = abs(above.box.x1 - below.box.x1) < 1.2 * height
    centred = abs(above.box.center.x - below.box.center.x) < 0.6 * height
    return alike and -0.4 * height < gap < 0.95 * height and (left or centred)
