"""Questions for the meaning of a term, and the words that explain one."""

from __future__ import annotations

import re

from model.language.terms import STOP

_ASKED = re.compile(
    r"\bwhat (?:does|do) (?:\w+ ){0,3}?[\"'“‘]?(?P<one>[\w.&-]+)[\"'”’]? (?:mean|stand for)\b"
    r"|\b(?:meaning|definition) of (?:an? |the )?[\"'“‘]?(?P<two>[\w.&-]+)"
    r"|^\s*what (?:is|are) (?:an? |the )?[\"'“‘]?(?P<three>[\w.&-]+)[\"'”’]?\s*\?*\s*$",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]+")
_NEAR = 160
"""Characters beside an abbreviation in which the words that it stands for may be."""
_APPOSED = r"(?:\s*\([^()]{0,60}\))?,\s+(?:an?|the)\s"
_SAID = r"\s+(?:means|refers to|stands for|is defined as|is short for)\b"


def defined_in(question: str) -> str:
    """The term whose meaning a question asks for, or ""."""
    found = _ASKED.search(question)
    return next(filter(None, found.groups())).rstrip(".") if found else ""


def explains(term: str, text: str) -> bool:
    """Whether a text says what ``term`` means: "X, a …", "X means …", the words it is made of.

    The words of an abbreviation stand before it in brackets or right after it and begin with its
    letters (after Schwartz and Hearst, 2003).
    """
    for found in re.finditer(rf"(?<!\w){re.escape(term)}(?!\w)", text, re.I):
        after = text[found.end() : found.end() + _NEAR]
        if re.match(_APPOSED, after) or re.match(_SAID, after):
            return True
        before = text[max(0, found.start() - _NEAR) : found.start()]
        if 2 <= len(term) <= 8 and term.isalpha():
            bracketed = before.rstrip().endswith(("(", "（"))
            if bracketed and _begin(term[::-1], _WORD.findall(before)[::-1]):
                return True
            if _begin(term, _WORD.findall(after)):
                return True
    return False


def _begin(letters: str, words: list[str]) -> bool:
    """Whether the words begin with these letters, one each; small words may stand between."""
    letters, at = letters.casefold(), 0
    for word in words:
        if at < len(letters) and word[0].casefold() == letters[at]:
            at += 1
        elif at == 0 or word.casefold() not in STOP:
            break
        if at == len(letters):
            return True
    return False
