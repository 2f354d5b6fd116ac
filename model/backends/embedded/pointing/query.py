"""What a question in words means, as a frozen ``Query``; pixels are not looked at.

What is not understood stays in ``text`` and is only ever matched against text of the picture: an
unknown noun is never dropped. ``query_en`` and ``query_zh`` hold the grammars, ``question``
chooses between them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from model.backends.embedded.pointing.vocabulary import Place, Side, State, Target
from model.language.values import ValueKind

QUOTES = re.compile(
    r"“([^”]+)”|\"([^\"]+)\"|«([^»]+)»|「([^」]+)」|『([^』]+)』|《([^》]+)》|"
    r"‘([^’]+)’|`([^`]+)`|(?<![\w])'([^']+)'(?![\w])"
)
_HELD = re.compile("[\ue000-\uf8ff]")
CJK = re.compile(r"[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Order:
    """The ``index``-th (from 1, negative from the end) counted along ``by``.

    ``by`` is ``reading``, a side to start from (``left``, ``right``, ``top``, ``bottom``), a
    corner (``top left`` …), or a size (``largest``, ``smallest``, ``widest``, ``tallest``).
    """

    index: int
    by: str = "reading"


@dataclass(frozen=True, slots=True)
class Relation:
    """Where the target lies as seen from ``anchor`` (and ``other``, for ``between``)."""

    side: Side
    anchor: Query
    other: Query | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked for; every field narrows the search, an empty one does not.

    ``text`` are words to be read on the picture; ``literal`` is the whole question as it stood,
    without its lead. ``otherwise`` is the reading in which the modifiers at the front are words of
    the text ("First name", "Red Bull"). ``parts`` are the queries of a list ("the Save and Cancel
    buttons"), to be asked one by one when the whole finds nothing. ``noun`` is the noun as the user
    wrote it, and ``role`` names a part of a page for the target ``container``.
    """

    target: Target = "any"
    text: str = ""
    quoted: bool = False
    color: str = ""
    shape: str = ""
    value: ValueKind | None = None
    state: State | None = None
    order: Order | None = None
    place: Place | None = None
    many: bool = False
    relation: Relation | None = None
    role: str = ""
    noun: str = ""
    literal: str = ""
    chinese: bool = False
    otherwise: Query | None = None
    parts: tuple[Query, ...] = ()


def listed(pieces: Sequence[str], parse_one: Callable[[str], Query]) -> tuple[Query, ...]:
    """The queries of a list, the last noun lent to those without one; none unless all have one.

    "Sign in and Cancel buttons" are two buttons; "Terms and Conditions" is no list.
    """
    last = parse_one(pieces[-1])
    parts = []
    for piece in pieces:
        query = parse_one(piece)
        if not (query.noun or query.shape) and last.noun:
            query = parse_one(f"{piece}{'' if CJK.search(last.noun) else ' '}{last.noun}")
        quoted = bool(_HELD.search(query.text))
        if not (query.noun or query.shape or quoted):
            return ()
        alone = bool(query.text) or bool(query.order)
        parts.append(replace(query, literal=piece, many=query.many and not alone))
    return tuple(parts) if len(parts) > 1 else ()


def hold_quotes(text: str, held: list[str]) -> str:
    """``text`` with each quoted piece replaced by one private character, pieces into ``held``."""

    def hold(match: re.Match[str]) -> str:
        held.append(next(group for group in match.groups() if group is not None).strip())
        return f" {chr(0xE000 + len(held) - 1)} "

    return " ".join(QUOTES.sub(hold, text).split())


def release(query: Query, held: list[str]) -> Query:
    """The query with its quoted pieces put back; a text with one counts as quoted."""

    def words(text: str) -> str:
        return _HELD.sub(lambda match: held[ord(match.group()) - 0xE000], text).strip()

    relation = query.relation and Relation(
        query.relation.side,
        release(query.relation.anchor, held),
        query.relation.other and release(query.relation.other, held),
    )
    return replace(
        query,
        text=words(query.text),
        literal=words(query.literal),
        quoted=query.quoted or bool(_HELD.search(query.text)),
        relation=relation,
        otherwise=query.otherwise and release(query.otherwise, held),
        parts=tuple(release(part, held) for part in query.parts),
    )
