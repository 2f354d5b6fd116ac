"""Questions in English, parsed into a ``Query``.

The grammar is small and known: an optional lead ("where is", "find all"), a noun phrase (see
``noun_phrase``), an optional relation ("right of", "below", "in") and its anchor, which is a query
again.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import cast

from model.backends.embedded.pointing.noun_phrase import (
    DETERMINERS,
    TRAILING,
    bare,
    noun_phrase,
    only_place,
)
from model.backends.embedded.pointing.query import Query, Relation, listed
from model.backends.embedded.pointing.vocabulary import CONTAINERS, Side

_COORDINATES = re.compile(
    r"(?<=[?.!])\s+(?:please\s+)?(?:provide|answer|give|return|output)\b.*$"
    r"|[,;]?\s+(?:and|then)\s+(?:give|return|provide|tell|output|draw)\b.*\b"
    r"(?:box(?:es)?|coordinates?|points?|positions?)\b.*$",
    re.I | re.S,
)
_POLITE = re.compile(
    r"^(?:please|hey|hi|ok|okay|now|so|then|(?:can|could|would|will) you|"
    r"i(?: woul|')?d? ?(?:want|like|need)(?: you)? to|help me(?: to)?|let'?s|try to)\b[\s,:]*",
    re.I,
)
_LEAD = re.compile(
    r"^(?:find|locate|pinpoint|detect|identify|highlight|look for|search for|"
    r"point (?:to|at|out)|point(?= (?:the|all|every)\b)|(?:click|tap|press) on|show me|give me|"
    r"tell me where|where(?:'s|’s| is| are| was| were)|where can i (?:find|see|click)|"
    r"draw (?:a )?box(?:es)? (?:a?round|over)|"
    r"(?:show|click|tap|press|mark|select|outline|circle|box|get|list|return|ground|spot|count)"
    r"(?=\s+(?:the|all|every|each|any|a|an|both|these|those|this|my|your|[\ue000-\uf8ff])\b)|"
    r"(?:show|click|tap|press|mark|select)(?=\s+[\ue000-\uf8ff])|"
    r"(?:is|are) there(?= an?\b| any\b)|what(?:'s|’s| is| are)|which(?: is| are)?|how many)"
    r"(?=\W|$|[\ue000-\uf8ff])[\s:]*",
    re.I,
)
_TAIL = re.compile(
    r"\s+(?:(?:in|on|of|from|within|inside) (?:the|this|that|my) (?:whole |entire )?"
    r"(?:image|picture|screenshot|screen|page|photo|photograph|document|web ?page|web ?site|scan)"
    r"|please|for me|(?:is |are )?located|(?:do i|can i|to) (?:click|see|find|press)|are there|"
    r"is there|here)$",
    re.I,
)
_SAYS = re.compile(
    r"^where (?:does|do|did) (?:it|they|he|she) (?:say|read|show|mention|write)s?\s+(.+)$"
    r"|^where (?:does|do|is|are) (.+?) (?:appear|stand|occur|written|mentioned|shown|printed)$"
    r"|^(?:the |all |every )?(?:words?|texts?|phrase|term|string|name|number)"
    r" ([\ue000-\uf8ff]|(?-i:[A-Z0-9]).*)$",
    re.I,
)
_WORD_X = re.compile(
    r"^(?:the |all (?:the )?|every |each )?(words?|phrase|term|string) "
    r"(?!(?:in|on|at|of|below|above|next|right|left|near|under|with|that|from)\b)(.+)$",
    re.I,
)
_AND = re.compile(r"\s*,\s*(?:and\s+|or\s+)?|\s+and\s+|\s+or\s+", re.I)
_ALL_ONE = re.compile(
    r"^(?:all|both|any) (?:button|link|checkbox|check box|field|input|icon|switch|toggle)$", re.I
)
_RELATIONS: tuple[tuple[re.Pattern[str], Side | None], ...] = tuple(
    (re.compile(pattern, re.I), cast("Side | None", side))
    for pattern, side in (
        (
            r"\s*\b(?:immediately |directly |just )?(?:(?:to|on|at) )?(?:the |its )?"
            r"(left|right)(?:[- ]hand)?(?: side)? (?:of|from)\b"
            r"(?! the (?:screen|page|image|picture))",
            None,
        ),
        (
            r"\s*\b(?:immediately |directly |just |right )?(?:next to|beside|besides|near(?:est)?"
            r"(?: to)?|clos(?:e|est) to|adjacent to|alongside|beneath and beside)\b",
            "near",
        ),
        (
            r"\s*\b(?:immediately |directly |just |right )?"
            r"(?:below|under|underneath|beneath|following)\b",
            "below",
        ),
        (r"\s*\b(?:immediately |directly |just |right )?(?:above|on top of|over)\b", "above"),
        (r"\s*\bbetween\b", "between"),
        (r"\s*\b(?:inside|within)(?: of)?\b", "in"),
    )
)
_CONTAINER_NAMES = "|".join(sorted(map(re.escape, CONTAINERS), key=len, reverse=True))
_IN_CONTAINER = re.compile(
    rf"\s+(?:in|on|of|from) (?=(?:the|this|that) (?:.+ )?(?:{_CONTAINER_NAMES})$)", re.I
)


def parse_english(asked: str) -> Query:
    """The query an English question means; quoted pieces are held back by ``hold_quotes``."""
    body = _COORDINATES.sub("", asked).strip(TRAILING)
    many = open_head = False
    whole, before = body, None
    while before != body:
        said = _said(body)
        if said is not None:
            return said
        before = body
        body = _POLITE.sub("", body)
        if lead := _LEAD.match(body):
            many = many or lead.group().lower().startswith("how many")
            open_head = open_head or lead.group().lower().startswith(("what", "which"))
            body = body[lead.end() :]
        body = _TAIL.sub("", body).strip(TRAILING)
    if _ALL_ONE.match(body) and whole.lower().endswith(" " + body.lower()):
        query = noun_phrase(whole)  # "Select all checkbox": the verb belongs to the label
        if query.text:
            return replace(query, literal=whole)
    query = _phrase(body, open_head=open_head)
    parts: tuple[Query, ...] = ()
    pieces = [piece for piece in _AND.split(body) if piece]
    if len(pieces) > 1 and not (query.relation and query.relation.side == "between"):
        parts = listed(pieces, _phrase)
    return replace(query, literal=body, many=query.many or many, parts=parts)


def _said(body: str) -> Query | None:
    """Exactly the words X, of "where does it say X" or "the word X"."""
    for pattern in (_SAYS, _WORD_X):
        if match := pattern.match(body):
            text = next(group for group in reversed(match.groups()) if group is not None)
            text = text.strip(TRAILING)
            many = bool(re.match(r"(?:all|every|each)\b", body, re.I))
            return Query(target="word", text=text, quoted=True, literal=text, many=many)
    return None


def _phrase(body: str, *, open_head: bool = False) -> Query:
    """A noun phrase with an optional relation; ``open_head`` allows "what is right of X"."""
    place_first = only_place(body)
    if place_first is not None:
        return place_first
    if (part := bare(body)).lower() in CONTAINERS and CONTAINERS[part.lower()] != "panel":
        role = CONTAINERS[part.lower()]
        return Query("container", role=role, noun=part.lower(), otherwise=Query(text=part))
    split = _split_relation(body, open_head)
    if split is None:
        return noun_phrase(body)
    head, side, tail = split
    query = noun_phrase(head) if head else Query()
    if side == "between":
        first, _, second = tail.partition(" and ")
        relation = Relation(side, _anchor(first, side), _anchor(second, side))
    else:
        relation = Relation(side, _anchor(tail, side))
    whole = Query(target="any", text=bare(body), many=False)
    return replace(query, relation=relation, otherwise=query.otherwise or whole)


def _split_relation(body: str, open_head: bool) -> tuple[str, Side, str] | None:
    """Head, side and tail at the first relation word that has something on both sides."""
    best: tuple[int, int, Side] | None = None
    for pattern, side in _RELATIONS:
        for match in pattern.finditer(body):
            head, tail = body[: match.start()], body[match.end() :].strip()
            head_ok = open_head or (head.strip() and not DETERMINERS.fullmatch(head + " "))
            if not tail or not head_ok:
                continue
            if side == "between" and " and " not in tail:
                continue
            if best is None or match.start() < best[0]:
                meant = side or cast(Side, match.group(1).lower())
                best = (match.start(), match.end(), meant)
            break
    container = _IN_CONTAINER.search(body)
    if container and (best is None or container.start() < best[0]):
        best = (container.start(), container.end(), "in")
    if best is None:
        return None
    start, end, meant = best
    return body[:start].strip(), meant, body[end:].strip()


def _anchor(tail: str, side: Side) -> Query:
    """The anchor of a relation; for ``in`` a container's noun means a part of the page."""
    if side == "in":
        plain = bare(tail)
        for name in sorted(CONTAINERS, key=len, reverse=True):
            if plain.lower() == name or plain.lower().endswith(" " + name):
                words = plain[: len(plain) - len(name)].strip()
                return Query(
                    "container", text=words, role=CONTAINERS[name], noun=name, literal=plain
                )
    return replace(_phrase(tail), literal=tail)
