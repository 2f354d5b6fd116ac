"""The title or heading of a picture's text, told by the size of its letters."""

from __future__ import annotations

import re
from collections.abc import Sequence

from model.backends.embedded.eye.letters import largest_lines
from model.backends.embedded.talk.prose import Said, Tongue, Viewed, listing, pick, quote
from model.geometry import Mark

ASKED = re.compile(
    r"^(?:please |can you |tell me |read |and )*(?:what(?:'s|’s| is| does)?|which(?: is)?|read|show"
    r"(?: me)?)?\s*(?:the )?(?:main |page |big )?(?:title|heading|headline)"
    r"(?: (?:of|on|in|say|says|here)\b.*)?[?.!]*$"
    r"|\b(?:largest|biggest) (?:text|words?|letters?|line|heading|title)\b"
    r"|标题(?:是|写)|^标题[？?]?$|最大的(?:文?字|标题)",
    re.I,
)
_ANY_TEXT = re.compile(r"\b(?:text|words?|letters?|line)\b|字", re.I)
_MOST = 3


def _is_words(text: str) -> bool:
    letters = sum(letter.isalpha() for letter in text)
    return letters > sum(letter.isdigit() for letter in text)


def say_heading(question: str, views: Sequence[Viewed], tongue: Tongue) -> Said | None:
    """The line or lines set largest, with their size; ``None`` without any text."""
    parts, marks = [], []
    for view in views:
        lines = list(view.screen.lines)
        if not _ANY_TEXT.search(question):  # A large figure is no title.
            buttons = [one.box for one in view.screen.elements if one.kind == "button"]
            free = [
                line
                for line in lines
                if _is_words(line.text)
                and not any(box.contains(line.box.center) for box in buttons)
            ]
            lines = largest_lines(free or lines)[:1]
        lines = largest_lines(lines)[:_MOST]
        if not lines:
            continue
        parts.append(listing([f"**{quote(line.text, tongue)}**" for line in lines], tongue))
        marks += [Mark(line.box, line.text[:60], "measured", view.index) for line in lines]
    if not parts:
        return None
    text = "; ".join(parts)
    return Said(
        pick(
            tongue,
            f"{text} — the largest text; titles are told by the size of their letters.",
            f"{text}，这是字号最大的文字（标题按字号判断）。",
        ),
        tuple(marks),
    )
