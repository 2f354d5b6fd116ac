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
_LEAD = r"\s{0,3}(?:source:\s?|see\s|来源[:：]\s?)?"
_ONE = re.compile(_LABEL, re.I)
_QUOTE = r"[\"“”„«「『](?P<quote>.{1,1000}?)[\"“”»」』]"
_SOURCE = re.compile(
    r"(?P<open>[\[(【［（])"
    + _LEAD
    + _LABEL
    + r"(?P<more>(?:\s{0,3}(?:[,;，；、–-]|and|和)\s{0,3}"
    + _UNNAMED
    + r")*)"
    + r"(?:\s{0,3}[,:，：;–—-]?\s{0,3}"
    + _QUOTE
    + r"|\s{0,3})[\])】］）]",
    re.I | re.DOTALL,
)
_LIKE_A_SOURCE = re.compile(
    rf"[\[【［](?={_LEAD}{_UNNAMED})"
    rf"|[(（](?={_LEAD}(?:d\d|doc|文档|{_UNNAMED}\s{{0,3}}[,:，：]?\s{{0,3}}[\"“”„«「『]))",
    re.I,
)
"""Where text begins that ``_SOURCE`` may take for a source, whatever ends it."""
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


def without_labels(text: str) -> str:
    """Text in which nothing is taken for a source any more: a document may forge labels."""
    return _LIKE_A_SOURCE.sub("‹", text)


@dataclass(frozen=True, slots=True)
class Sources:
    """A reply with its sources read.

    ``text`` has them as ``[d1p17]``, ``quoting`` as ``[d1p17 "words"]``; ``cited`` are they in
    order, each once, and ``denied`` the labels that name no page that was shown.
    """

    text: str
    quoting: str
    cited: tuple[Cited, ...] = ()
    denied: tuple[str, ...] = ()


def read_sources(
    reply: str, may: Callable[[int, int], bool] = lambda document, page: True
) -> Sources:
    """The sources of a reply.

    ``may`` tells whether a page was shown to the model. What it denies is no source: it stays in
    the text as ``(d1p99?)``.
    """
    cited: list[Cited] = []
    denied: list[str] = []
    texts: list[str] = []
    quoting: list[str] = []
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
        shown = [label for label in labels if may(*label)]
        if not labels:
            continue
        quote = (found["quote"] or "").strip()
        before = reply[end : found.start()]
        if not quote and (said := _BEFORE.search(before)):
            quote = said["quote"].strip()
        void = [label_of(*label) for label in labels if label not in shown]
        cited += [Cited(document, page, quote) for document, page in shown]
        denied += void
        doubtful = "".join(f"({label}?)" for label in void)
        texts += (before, *(write_source(*label) for label in shown), doubtful)
        quoting += (before, *(write_source(*label, quote) for label in shown), doubtful)
        end = found.end()
    return Sources(
        "".join(texts) + reply[end:],
        "".join(quoting) + reply[end:],
        tuple(dict.fromkeys(cited)),
        tuple(dict.fromkeys(denied)),
    )


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
