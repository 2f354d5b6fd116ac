"""What a reply about documents cites and holds, however it is written; pure functions.

A source is meant to be ``[d1p17 "words"]``. Models also write ``[d1p17]``, ``[d1p17: “words”]``,
``(d1p17)``, ``【d1p17】``, ``[d1p17; d1p18]``, ``[D1 P17]``, ``[page 17]``, ``[p. 17]``,
``[第17页]`` and put the quoted words before it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

_LABEL = (
    r"(?:(?:d|document\s?|doc\s?|文档\s?)(?P<document>\d{1,3})\s?[,，:]?\s?)?"
    r"(?:p{1,2}\.?\s?|pages?\s|第\s?)(?P<page>\d{1,5})(?:\s?页)?"
)
_UNNAMED = _LABEL.replace("?P<document>", "?:").replace("?P<page>", "?:")
_ONE = re.compile(_LABEL, re.I)
_QUOTE = r"[\"“”„«「『](?P<quote>.{1,1000}?)[\"“”»」』]"
_SOURCE = re.compile(
    r"(?P<open>[\[(【［（])\s{0,3}(?:source:\s?|see\s|来源[:：]\s?)?"
    + _LABEL
    + r"(?P<more>(?:\s{0,3}(?:[,;，；、–-]|and|和)\s{0,3}"
    + _UNNAMED
    + r")*)"
    + r"(?:\s{0,3}[,:，：;–—-]?\s{0,3}"
    + _QUOTE
    + r"|\s{0,3})[\])】］）]",
    re.I | re.DOTALL,
)
_BEFORE = re.compile(
    r"[\"“„«「『](?P<quote>[^\"“”„«»「」『』\n]{3,400})[\"”»」』][\s,.;:，。]{0,3}$"
)
_NOT_FOUND = re.compile(
    r"^[\s>*_#`]{0,8}(?:(?:not[ _]found|no answer (?:was )?found)\b|未找到|没有找到)[*_`]{0,4}"
    r"\s{0,3}[.:：。!—-]{0,2}[*_`]{0,4}\s{0,3}",
    re.I,
)
_OPENING = re.compile(r"\{(?=\s*[\"“}])|\[(?=\s*[{\[])")
_FENCE = re.compile(r"```(?:json[c5]?)?\s*\n(?P<body>.*?)(?:```|\Z)", re.DOTALL | re.I)
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_LINE_COMMENT = re.compile(r"(?m)(?<![:\"'])//[^\"\n]*$")


@dataclass(frozen=True, slots=True)
class Cited:
    """A source in a reply: document and page from 0, the words quoted ("" if none)."""

    document: int
    page: int
    quote: str = ""


def label_of(document: int, page: int) -> str:
    """``d1p17`` for document 0, page 16."""
    return f"d{document + 1}p{page + 1}"


def write_source(document: int, page: int, quote: str = "") -> str:
    """``[d1p17 "words"]``; the words on one line, without brackets that would end it early."""
    words = " ".join(quote.split()).replace('"]', '" ]')
    return f'[{label_of(document, page)} "{words}"]' if words else f"[{label_of(document, page)}]"


def read_label(text: str) -> tuple[int, int] | None:
    """Document and page (from 0) of a label; document 1 where it names none."""
    found = _ONE.search(text)
    if found is None or int(found["page"]) < 1 or found["document"] == "0":
        return None
    return int(found["document"] or 1) - 1, int(found["page"]) - 1


def read_sources(
    reply: str, may: Callable[[int, int], bool] = lambda document, page: True
) -> tuple[str, tuple[Cited, ...]]:
    """The reply with its sources written ``[d1p17]``, and what they cite, in order, each once.

    ``may`` tells whether a page was shown to the model: a source it denies is taken for no source
    and stays in the text as it stood.
    """
    cited: list[Cited] = []
    pieces: list[str] = []
    end = 0
    for found in _SOURCE.finditer(reply):
        names_document = found["document"] is not None
        if found["open"] in "(（" and not names_document and found["quote"] is None:
            continue  # "(page 4)" in running text may mean a page of any book.
        labels = [
            label
            for match in _ONE.finditer(reply, found.start(), _before_quote(found))
            if (label := read_label(match.group())) is not None
        ]
        labels = [label for label in labels if may(*label)]
        if not labels:
            continue
        quote = (found["quote"] or "").strip()
        before = reply[end : found.start()]
        if not quote and (said := _BEFORE.search(before)):
            quote = said["quote"].strip()
        for document, page in labels:
            cited.append(Cited(document, page, quote))
        pieces.append(before)
        pieces.append("".join(f"[{label_of(*label)}]" for label in labels))
        end = found.end()
    pieces.append(reply[end:])
    return "".join(pieces), tuple(dict.fromkeys(cited))


def _before_quote(found: re.Match[str]) -> int:
    return found.start("quote") if found["quote"] is not None else found.end()


def says_not_found(reply: str) -> bool:
    """Whether the reply's first line says that there is no answer."""
    return _NOT_FOUND.match(reply) is not None


def without_not_found(reply: str) -> str:
    """The reply without the words that say so, or those words if there is nothing else."""
    return _NOT_FOUND.sub("", reply, count=1).strip() or "Not found."


def read_json(reply: str) -> object | None:
    """The JSON in a reply: fenced, bare, or amid words; trailing commas and comments forgiven.

    ``None`` when there is none. A reply that was cut off yields what was complete.
    """
    bodies = [found["body"] for found in _FENCE.finditer(reply)] or [reply]
    for body in bodies:
        for start in _openings(body):
            text = body[start:]
            for candidate in (text, _mended(text)):
                try:
                    value, _ = json.JSONDecoder(strict=False).raw_decode(candidate)
                except (ValueError, RecursionError):
                    continue
                if isinstance(value, dict) or (value and isinstance(value[0], dict)):
                    return cast(object, value)
                break
            else:
                if (cut := _cut_off(_mended(text))) is not None:
                    return cut
    return None


def _openings(text: str) -> list[int]:
    """Where an object or array may begin; the first few only, so that hostile text is cheap."""
    return [match.start() for match in _OPENING.finditer(text)][:12]


def _mended(text: str) -> str:
    plain = text.replace("“", '"').replace("”", '"') if '"' not in text else text
    return _TRAILING_COMMA.sub("", _LINE_COMMENT.sub("", plain))


def _cut_off(text: str) -> object | None:
    """What stands complete in JSON that breaks off: cut after its last whole member, and closed."""
    stack: list[str] = []
    quoted = escaped = False
    safe: list[tuple[int, str]] = []
    for at, letter in enumerate(text[:200_000]):
        if quoted:
            if escaped:
                escaped = False
            elif letter == "\\":
                escaped = True
            elif letter == '"':
                quoted = False
        elif letter == '"':
            quoted = True
        elif letter in "{[":
            stack.append("}" if letter == "{" else "]")
        elif letter in "}]":
            if not stack:
                return None
            stack.pop()
            safe.append((at + 1, "".join(reversed(stack))))
        elif letter == ",":
            safe.append((at, "".join(reversed(stack))))
    for end, closing in reversed(safe[-8:]):
        try:
            value: object = json.loads(text[:end] + closing, strict=False)
        except (ValueError, RecursionError):
            continue
        return value
    return None


def members(value: object, names: Sequence[str]) -> dict[str, object]:
    """The fields of a reply's JSON by their wanted names.

    Takes an object, one wrapped in another ("fields", "data", "result"), or a list of
    ``{"name": …, "value": …}``; names differ in case, spaces and underscores at will.
    """
    plain = {_plain(name): name for name in names}
    if isinstance(value, list):
        listed = {
            str(item.get("name", item.get("field", ""))): item
            for item in value
            if isinstance(item, dict)
        }
        named = {plain[_plain(key)]: item for key, item in listed.items() if _plain(key) in plain}
        if named:
            return dict(named)
        return members(value[0], names) if value and isinstance(value[0], dict) else {}
    if not isinstance(value, dict):
        return {}
    found = {plain[_plain(key)]: item for key, item in value.items() if _plain(key) in plain}
    if not found and len(value) == 1:
        return members(next(iter(value.values())), names)
    return found


def _plain(name: object) -> str:
    return re.sub(r"[\W_]+", "", str(name)).casefold()
