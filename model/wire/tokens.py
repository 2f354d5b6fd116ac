"""GLM's special tokens in a reply: box spans, and what is left for display.

Servers strip the tokens or leave them in, depending on ``skip_special_tokens`` and their mood, so
every reader takes both.
"""

from __future__ import annotations

import re

BOX_BEGIN = "<|begin_of_box|>"
BOX_END = "<|end_of_box|>"

SPECIAL = (
    BOX_BEGIN,
    BOX_END,
    "<|endoftext|>",
    "<|user|>",
    "<|assistant|>",
    "<|observation|>",
    "<|system|>",
    "<|begin_of_image|>",
    "<|end_of_image|>",
    "<|begin_of_video|>",
    "<|end_of_video|>",
    "<|image|>",
    "<|video|>",
)
_SPECIAL = re.compile("|".join(map(re.escape, SPECIAL)))
_SPAN = re.compile(re.escape(BOX_BEGIN) + "(.*?)(?:" + re.escape(BOX_END) + r"|\Z)", re.DOTALL)
_OWN_LINES = re.compile(
    r"(?:\A|\n)[ \t]*"
    + re.escape(BOX_BEGIN)
    + "(.*?)(?:"
    + re.escape(BOX_END)
    + r"|\Z)[ \t]*(?=\n|\Z)",
    re.DOTALL,
)
_COORDINATES = re.compile(r"\s*[\[({<]\s*[\[({<\"'\d-]")


def box_spans(reply: str) -> list[str]:
    """What stands between box tokens, in order; the last span may be cut off."""
    return [found.group(1) for found in _SPAN.finditer(reply)]


def display_text(reply: str, *, partial: bool = False) -> str:
    """The reply without special tokens.

    A span of coordinates that has its lines to itself is left out: the drawing shows it. While a
    reply still streams (``partial``), the beginning of a token at its end is held back too.
    """
    text = _OWN_LINES.sub(
        lambda span: "" if _COORDINATES.match(span.group(1)) else span.group(0), reply
    )
    text = _SPECIAL.sub("", text)
    if partial:
        text = text[: len(text) - held_back(text, SPECIAL)]
    return text.strip()


def held_back(text: str, tokens: tuple[str, ...]) -> int:
    """How many characters at the end of ``text`` could be the beginning of one of ``tokens``."""
    longest = max(map(len, tokens)) - 1
    for length in range(min(longest, len(text)), 0, -1):
        tail = text[-length:]
        if any(len(token) > length and token.startswith(tail) for token in tokens):
            return length
    return 0
