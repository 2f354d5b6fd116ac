"""The user's wish in words, as far as it can be granted without a language model.

A handful of wishes have one plain meaning: which layout, a dark or light theme. Whatever else a
wish says is quoted back, never silently dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from model.tasks.webpage import Layout

_NOT = r"(?:no|not|without|don'?t use|avoid|avoiding|instead of|non)[\s-]+(?:\w+\s+)?"
_WISHES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("flow", re.compile(rf"\b{_NOT}absolute(?:\s*-?\s*position\w*)?\b", re.I)),
    (
        "absolute",
        re.compile(
            r"\b(?:use\s+)?absolut(?:e|ely)(?:\s*-?\s*position\w*)?\b"
            r"|\bpixel[\s-]*(?:perfect|faithful|exact)(?:ly)?\b|绝对定位|像素级",
            re.I,
        ),
    ),
    (
        "flow",
        re.compile(
            r"\b(?:(?:make|keep)\s+(?:it|the page|this)\s+)?(?:fully\s+)?responsive(?:\s+design)?\b"
            r"|\bmobile[\s-]*(?:friendly|first)\b|\bfl[eo]x(?:box)?\b|\bfluid\b|响应式|自适应",
            re.I,
        ),
    ),
    (
        "dark",
        re.compile(
            r"\b(?:(?:make|turn)\s+(?:it|the page|this)\s+|(?:in|with|as|use)\s+(?:a\s+)?)?"
            r"dark(?:\s*-?\s*(?:theme|mode|version|colou?rs?))?\b|(?:深色|暗色|夜间)(?:主题|模式)?",
            re.I,
        ),
    ),
    (
        "light",
        re.compile(
            r"\b(?:(?:make|turn)\s+(?:it|the page|this)\s+|(?:in|with|as|use)\s+(?:a\s+)?)?"
            r"light(?:\s*-?\s*(?:theme|mode|version|colou?rs?))\b|(?:浅色|亮色)(?:主题|模式)?",
            re.I,
        ),
    ),
    (
        "as is",
        re.compile(
            r"\b(?:use\s+|only\s+|with\s+|in\s+)*(?:plain|pure|vanilla|inline)\s+(?:html\s*(?:and|&|/|\+)\s*)?css"
            r"(?:\s+only)?\b|\b(?:tailwind|bootstrap|framework|javascript|js|library)[\s-]*free\b"
            rf"|\b{_NOT}(?:tailwind|bootstrap|frameworks?|javascript|js|librar(?:y|ies)|cdns?)\b"
            r"|\b(?:in\s+)?(?:one|a single)\s+(?:html\s+)?file\b|\bsemantic(?:\s+html)?\b"
            r"|\b(?:use\s+)?real\s+(?:buttons?|inputs?|controls?)\b",
            re.I,
        ),
    ),
)
_FILLER = re.compile(
    r"\b(?:please|make|it|the|page|this|a|an|and|also|with|use|using|be|should|i|want|would|like|"
    r"turn|into|to|in|as|rebuild|recreate|write|html|css|layout|design|style|version|website|"
    r"web|site|of|screenshot|that|is|only|just|keep|theme|mode|positioning)\b"
    r"|请|把|的|做成|改成|用|页面|网页|布局|设计",
    re.I,
)
_WORDS = re.compile(r"[\w一-鿿]")


@dataclass(frozen=True, slots=True)
class Wish:
    """What was understood: a layout, a theme; ``rest`` is what was not, in the user's words."""

    layout: Layout | None = None
    theme: Literal["dark", "light"] | None = None
    understood: tuple[str, ...] = ()
    rest: str = ""


def read_wish(instruction: str) -> Wish:
    """Understand an instruction; an empty one wishes for nothing."""
    layout: Layout | None = None
    theme: Literal["dark", "light"] | None = None
    understood: list[str] = []
    rest = instruction
    for meaning, pattern in _WISHES:
        matches = [match[0].strip() for match in pattern.finditer(rest)]
        if not matches:
            continue
        understood.extend(matches)
        rest = pattern.sub(" , ", rest)
        if meaning == "flow" and layout is None:
            layout = "flow"
        elif meaning == "absolute" and layout is None:
            layout = "absolute"
        elif meaning == "dark":
            theme = "dark"
        elif meaning == "light":
            theme = "light"
    left = _FILLER.sub(" ", rest)
    unread = " ".join(instruction.split()) if _WORDS.search(left) else ""
    if unread and understood:
        parts = re.split(r"[,;.，。；]|\band\b|\bbut\b", rest)
        unread = ", ".join(
            " ".join(part.split()) for part in parts if _WORDS.search(_FILLER.sub(" ", part))
        )
    return Wish(layout, theme, tuple(understood), unread)
