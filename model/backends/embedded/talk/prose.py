"""How the embedded engine's chat speaks: what an ability says, in the asker's language.

Words read off a picture are data: they are escaped, so that none of them becomes a link, a tag, a
heading or a wire token.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from model.backends.embedded.screen import Screen
from model.geometry import Mark
from model.messages import Picture

Tongue = Literal["en", "zh"]

_CJK = re.compile(r"[\u3400-\u9fff]")
_QUOTED = re.compile(r"[\"“‘「《][^\"”’」》]*[\"”’」》]")
_MARKDOWN = re.compile(r"[\\`*]|(?<!\w)_|_(?!\w)|\](?=\()|~~|\$\$|(?<!\w)!(?=\[)")
_TAG = re.compile(r"<(?=[a-zA-Z/!?|])")
_LINE_START = re.compile(r"^(\s*)(#{1,6}(?=\s)|>|[-+](?=\s)|\d{1,9}[.)](?=\s)|={3,}|-{3,})")
_TICKS = re.compile(r"`+")


@dataclass(frozen=True, slots=True)
class Viewed:
    """A picture of the conversation that has been read; ``index`` counts from 0 over all."""

    picture: Picture
    screen: Screen
    index: int


@dataclass(frozen=True, slots=True)
class Said:
    """What an ability answers: Markdown, and the places it rests on."""

    text: str
    marks: tuple[Mark, ...] = ()


def tongue_of(question: str) -> Tongue:
    """Chinese for a question with Chinese characters outside quotation marks, else English."""
    return "zh" if _CJK.search(_QUOTED.sub("", question)) else "en"


def pick(tongue: Tongue, english: str, chinese: str) -> str:
    """The sentence in the asker's language."""
    return chinese if tongue == "zh" else english


def escape(text: str, *, cell: bool = False) -> str:
    """Text of a picture for Markdown, so that it shows as it stands; ``cell`` of a table."""
    text = _TAG.sub("&lt;", text)
    text = _MARKDOWN.sub(lambda found: "".join("\\" + letter for letter in found.group()), text)
    if cell:
        return text.replace("|", "\\|").replace("\n", " ")
    return _LINE_START.sub(lambda found: f"{found.group(1)}\\{found.group(2)}", text)


def quote(text: str, tongue: Tongue = "en") -> str:
    """Text of a picture in quotation marks, escaped and on one line."""
    inside = escape(" ".join(text.split()))
    return f"“{inside}”" if tongue == "en" else f"「{inside}」"


def code_span(text: str) -> str:
    """Text as inert code: nothing in it becomes a link or a token of the wire format."""
    text = " ".join(text.replace("<|", "< |").split("\n"))
    longest = max((len(run) for run in _TICKS.findall(text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def listing(items: Sequence[str], tongue: Tongue = "en") -> str:
    """``a, b and c``."""
    if tongue == "zh":
        return "、".join(items)
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} and {items[-1]}"


def plural(count: int, singular: str, several: str = "") -> str:
    """``1 line``, ``3 lines``."""
    return f"{count:,} {singular if count == 1 else several or singular + 's'}"


def picture_name(index: int, total: int, tongue: Tongue) -> str:
    """What to call a picture when there are several: "picture 2"."""
    if total < 2:
        return pick(tongue, "the picture", "图片")
    return pick(tongue, f"picture {index + 1}", f"第 {index + 1} 张图")
