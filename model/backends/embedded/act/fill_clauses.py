"""Clauses that fill fields: "enter X into Y", "set Y to X", "name: X, age: Y"."""

from __future__ import annotations

import re
from dataclasses import replace

from model.backends.embedded.act.goals import Deed, Fill, FillAll, Target, Value
from model.backends.embedded.act.phrases import HELD, TRAILING, bare, kind_of, release, target

_FILL_VERB = re.compile(
    r"^(?P<verb>type|enter|input|write|fill(?: in| out)?|put|insert|set|change|paste|adjust|use|"
    r"provide|specify)\s+(?P<rest>.+)$",
    re.I,
)
_CASE = re.compile(
    r"\s*,?\s*\b(?:in|using|as|with)? ?(?:all )?(?P<case>lower|upper|capital)(?:[- ]?case)?"
    r"(?:d)?(?: letters| characters)?\b",
    re.I,
)
_EACH_LABEL = re.compile(
    r"^(?:the )?(?:\w+ )?(?:values?|answers?|data|texts?|information)\b.*\b(?:each|every|all|the) "
    r"(?:labels?|fields?)\b|"
    r"^(?:the )?(?:form|fields) (?:with|using|from) (?:the )?(?:table|values?)",
    re.I,
)
_VALUE_OF = re.compile(
    r"^(?:the )?(?:values?|contents?|entry|text|number|amount)\s+(?:of|for|in|next to|beside) "
    r"(?:the )?(?P<label>.+)$",
    re.I,
)
_ANSWER = re.compile(r"^(?:(?:your|the) )?(?:answer|result|solution|sum|total|it)$", re.I)
_PAIR = re.compile(
    r"(?:^|,\s*(?:and\s+)?|\s+and\s+)(?:the |your |a |an )?"
    r"(?P<label>[^\W\d_][\w -]*?)\s*(?:[:=]|\bas\b|\bis\b|\bto\b|\bwith\b)?\s*"
    r"(?P<quote>[\ue000-\uf8ff])",
)
_LISTED = re.compile(
    r"(?P<label>[^,;:=]+?)\s*[:=]\s*(?P<value>[^;,]+?)\s*(?=[,;]|\s+and\s+[^,;:=]+[:=]|$)(?:[,;]|\s+and\s)?\s*"
)
_INTO = re.compile(
    r"\s+(?:in(?:to|side)?|to|for|on)\s+(?=(?:the|both|all|each|every|this|that|an?|my|your)\b)",
    re.I,
)
_INTO_ANY = re.compile(r"\s+(?:in(?:to)?)\s+", re.I)
_AS = re.compile(r"\s+as\s+(?:the |your |a )?", re.I)
_WITH = re.compile(r"\s+(?:with|to|as)\s+", re.I)
_AND_WITH = re.compile(
    r"(?:,?\s+and|,)\s+(?=(?:the |my |your )?[\w ]+? (?:with|to|as) )",
    re.I,
)


def value_of(words: str, held: list[str], solving: bool) -> Value:
    """The value a phrase means: itself, what a label stands beside, or the answer to a sum."""
    words = words.strip()
    case = ""
    if match := _CASE.search(words):
        case = match.group("case").lower()
        words = (words[: match.start()] + words[match.end() :]).strip()
    if pieces := HELD.findall(words):
        text = held[ord(pieces[0]) - 0xE000]
    elif _ANSWER.match(words) and solving:
        return Value(solve=True)
    elif match := _VALUE_OF.match(words):
        return Value(lookup=bare(match.group("label"), held).strip(TRAILING))
    else:
        text = re.sub(r"^(?:the (?:text|words?|value|number|date|time) )", "", words, flags=re.I)
    if case:
        text = text.lower() if case == "lower" else text.upper()
    return Value(text)


def fill(text: str, held: list[str], solving: bool) -> list[Deed] | None:
    """The fields that a clause fills; ``None`` where it fills none."""
    if not (match := _FILL_VERB.match(text)):
        return _pairs_alone(text, held)
    verb, rest = match.group("verb").lower(), match.group("rest").strip()
    enter = False
    if found := re.search(r",?\s*(?:and )?(?:press|hit) (?:the )?enter(?: key)?$", rest, re.I):
        enter, rest = True, rest[: found.start()]
    if _EACH_LABEL.match(rest):
        return [FillAll()]
    filling = verb in ("set", "change", "adjust") or verb.startswith("fill")
    if not (filling and _WITH.search(rest)) and (pairs := _pairs(rest, held)):
        return pairs
    if filling:
        several = _AND_WITH.split(rest)
        if len(several) > 1 and all(len(_WITH.split(piece)) == 2 for piece in several):
            said = [_WITH.split(piece) for piece in several]
            return [Fill(value_of(v, held, solving), field_of(f, held)) for f, v in said]
        if len(pieces := _WITH.split(rest, maxsplit=1)) == 2:
            return [Fill(value_of(pieces[1], held, solving), field_of(pieces[0], held), enter)]
        if pairs := _listed(rest, held):
            return pairs
        if verb in ("set", "change", "adjust"):
            return None
    if verb == "use" and not HELD.search(rest):
        return None
    case = ""
    if found := _CASE.search(rest):
        case, rest = found.group(), rest[: found.start()] + rest[found.end() :]
    for split in (_AS, _INTO, _INTO_ANY):
        if halves := at_last(split, rest):
            words, field = halves
            return [Fill(value_of(words + case, held, solving), field_of(field, held), enter)]
    if verb.startswith("fill") and not HELD.search(rest):
        return None
    return [Fill(value_of(rest + case, held, solving), Target("", kind="field"), enter)]


def whole_field(words: str, held: list[str]) -> Target:
    """A field by all of its words: "time zone" is no time."""
    found = field_of(words, held)
    plain = re.sub(r"^(?:the|my|your|an?)\s+", "", release(words, held), flags=re.I)
    several = len(plain.split()) > 1
    known = found.kind in ("date", "time", "number", "list")
    if known and not HELD.search(words) and (several or not found.text):
        return Target(plain, plain, "field" if several else found.kind)
    return found


def at_last(split: re.Pattern[str], text: str) -> tuple[str, str] | None:
    """What stands before and behind the last match; ``None`` where there is none."""
    for match in reversed(list(split.finditer(text))):
        return text[: match.start()], text[match.end() :]
    return None


def field_of(words: str, held: list[str]) -> Target:
    """The field that words name."""
    found = target(words, held)
    if found.kind in ("", "text", "row", "number", "button", "icon"):
        kind = kind_of(words)
        return replace(found, kind=kind if kind in ("date", "time") else "field", pictured=False)
    return found


def _pairs(rest: str, held: list[str]) -> list[Deed]:
    """Fills of labels with quoted values: the username "a" and the password "b"."""
    found = list(_PAIR.finditer(rest))
    labels = [re.sub(r"^(?:the|your|a|an)\s+", "", m.group("label"), flags=re.I) for m in found]
    generic = ("text", "word", "words", "value", "number", "string", "phrase", "date", "time")
    if not found or any(label.strip().lower() in generic for label in labels):
        return _listed(rest, held)
    after = rest[found[-1].end() :].strip()
    every = bool(re.search(r"\b(?:both|all|each|every)\b", after, re.I)) and len(found) == 1
    if after and not re.match(r"(?:in(?:to)?|to|for|on)\b", after, re.I):
        return []
    fills: list[Deed] = []
    for label, match in zip(labels, found, strict=True):
        value = held[ord(match.group("quote")) - 0xE000]
        name = re.sub(r"\s+(?:field|box|input)$", "", label, flags=re.I)
        if re.search(r"\b(?:in(?:to)?|to|for|as)\b", label):
            return []
        field = target(after, held) if every else Target(label, name, "field")
        if every:
            field = Target(field.phrase, "", "field", every=True)
        fills.append(Fill(Value(value), field))
    return fills


def _listed(rest: str, held: list[str]) -> list[Deed]:
    """Fills of a list of label: value or label = value."""
    if not re.search(r"(?<!\d):|:(?!\d)|=", HELD.sub("", rest)):
        return []
    body = re.sub(
        r"^(?:(?:the )?(?:form|fields|following)(?: with)?\s*:?\s*)", "", rest, flags=re.I
    )
    found = list(_LISTED.finditer(body))
    if not found or "".join(m.group() for m in found).strip() != body.strip():
        return []
    if all(re.fullmatch(r"[\d\s]+", m.group("label")) for m in found):
        return []  # "6:09" is a time
    return [
        Fill(
            Value(bare(m.group("value"), held).strip()),
            Target(m.group("label"), bare(m.group("label"), held).strip(), "field"),
        )
        for m in found
    ]


def _pairs_alone(text: str, held: list[str]) -> list[Deed] | None:
    """A clause without a verb that is a list of label = value."""
    alone = re.match(r"^[^\W\d_][\w -]*\s*(?:(?<!\d):|:(?!\d)|=)", text)
    return (_listed(text, held) or None) if alone else None
