"""Changes to a page's looks as CSS rules of their own, added after what the page says itself.

They stand in one style element that later changes extend. Every declaration is ``!important``: a
page by somebody else may be as specific as it likes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_OPEN = '<style id="changes">'
_BLOCK = re.compile(r'<style id="changes">\n(?P<rules>.*?)</style>\n?', re.S)
_RULE = re.compile(r"^(?P<selector>[^{}\n]+) \{ (?P<body>[^{}\n]*) \}$", re.M)
_HEAD_END = re.compile(r"</head\s*>", re.I)
_BODY_END = re.compile(r"</body\s*>", re.I)
_HTML_START = re.compile(r"<html\b[^>]*>|<!doctype[^>]*>", re.I)


def with_rules(html: str, rules: Mapping[str, Mapping[str, str]]) -> str:
    """The page with ``rules`` (selector to declarations) added; the same selector is extended."""
    block = _BLOCK.search(html)
    kept: dict[str, dict[str, str]] = {}
    if block is not None:
        kept = {
            match["selector"]: _declarations(match["body"])
            for match in _RULE.finditer(block["rules"])
        }
    for selector, declarations in rules.items():
        kept.setdefault(selector, {}).update(declarations)
    lines = "".join(
        f"{selector} {{ {' '.join(f'{name}: {value} !important;' for name, value in body.items())} }}\n"  # noqa: E501
        for selector, body in kept.items()
    )
    style = f"{_OPEN}\n{lines}</style>\n"
    if block is not None:
        return html[: block.start()] + style + html[block.end() :]
    return insert_in_head(html, style)


def declared(html: str, selector: str, name: str) -> str:
    """What an earlier change declared for ``name`` of ``selector``, or an empty string."""
    block = _BLOCK.search(html)
    if block is None:
        return ""
    for match in _RULE.finditer(block["rules"]):
        if match["selector"] == selector:
            return _declarations(match["body"]).get(name, "")
    return ""


def _declarations(body: str) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in body.split("!important;") if ":" in part)
    return {name.strip(): value.strip() for name, value in pairs}


def insert_in_head(html: str, piece: str) -> str:
    """``piece`` at the end of the head; before the page where it has no head."""
    head = _HEAD_END.search(html)
    if head is not None:
        return html[: head.start()] + piece + html[head.start() :]
    starts = list(_HTML_START.finditer(html))
    place = starts[-1].end() if starts else 0
    return html[:place] + piece + html[place:]


def insert_in_body(html: str, piece: str) -> str:
    """``piece`` at the end of the body."""
    ends = list(_BODY_END.finditer(html))
    place = ends[-1].start() if ends else len(html)
    return html[:place] + piece + html[place:]
