"""Questions whose answer stands in the picture's text: found, quoted and shown where it stands.

Three readings of the text are searched, the sharpest first: labelled values ("Total: 12.50", a
label beside or above its value), tables by row and column, and windows of three lines ranked by
BM25 (Robertson and Zaragoza, 2009). What covers too little of the question is no answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from model.backends.embedded.screen import Line
from model.backends.embedded.talk.facts import Fact, facts_of
from model.backends.embedded.talk.misread import mended
from model.backends.embedded.talk.passages import best_window, to_sentence_end
from model.backends.embedded.talk.prose import Said, Tongue, Viewed, pick, picture_name, quote
from model.geometry import Mark, union
from model.language.fitting import TYPE_WORDS, fit, mentions, wanted_kind
from model.language.terms import (
    asked_terms,
    likeness,
    tokens,
)
from model.language.values import ValueKind, find_values

_DOCUMENTS = re.compile(
    r"\b(?:on|in|of|from|at|for|to)\s+(?:the|this|that|my)\s+"
    r"(?:receipt|bill|invoice|document|page|form|table|chart|letter|menu|ticket|poster|slide|"
    r"sign|card|label|list|picture|image|photo|screenshot|scan|screen|note|report|email)\b"
    r"|(?:这|那|此)?[张份个]?(?:小票|收据|发票|账单|表格|文档|海报|菜单|图表|名片)[上里中]?的",
    re.I,
)
_ADDRESS = re.compile(r"\baddress\b|地址", re.I)
_STREET = re.compile(
    r"\b\d+[a-z]?,? (?:[\w.'’-]+ ){0,4}(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|"
    r"blvd|way|square|court|place|terrace|highway)\b|\b[\w.'’-]+(?:stra(?:ß|ss)e|str\.|weg|platz"
    r"|gasse) "
    r"?\d+|\b(?:rue|calle|via|avenida) [\w ]+ \d+|[路街巷]\s?\d+\s?号",
    re.I,
)
_TOTAL = re.compile(r"\b(?<!sub)(?<!sub-)(?<!sub )totals?\b|总[计额价]|合计", re.I)
_TO_PAY = re.compile(
    r"\b(?:have|need|had|got) to pay\b|\bmust .*\bpay\b|\b(?:do|did|will|should) (?:i|we|they) "
    r"(?:pay|owe)\b|\bwas paid\b|(?:要|应|需|共)付|付多少|花了多少",
    re.I,
)
_THE_TOTAL: dict[Tongue, str] = {"en": "what is the total", "zh": "总计是多少"}
_SUBTOTAL = re.compile(r"\bsub[- ]?total\b|小计", re.I)
_ONLY: dict[ValueKind, tuple[str, str]] = {
    "date": ("date", "日期"),
    "time": ("time of day", "时间"),
    "email": ("e-mail address", "邮箱"),
    "url": ("web address", "网址"),
}
_ALONE: tuple[ValueKind, ...] = ("email", "phone", "url", "date", "time", "price", "percentage")


def find_facts(question: str, views: Sequence[Viewed]) -> list[Fact]:
    """The values that best fit the question, best first; those within a hair of the best only."""
    kind = wanted_kind(question)
    terms = asked_terms(_DOCUMENTS.sub(" ", question))
    found: list[Fact] = []
    for view in views:
        there = set(tokens(view.screen.text))
        for fact in facts_of(view):
            score = fit(terms, kind, fact, there)
            if score > 0:
                found.append(Fact(fact.value, fact.key, fact.box, fact.quoted, score, view.index))
    found.sort(key=lambda fact: -fact.score)
    best = found[0].score if found else 0.0
    near = [fact for fact in found if fact.score >= best - 0.02]
    unique = {(fact.picture, fact.value, fact.box.pixels()[1] // 8): fact for fact in near}
    return list(unique.values())


def answer(question: str, views: Sequence[Viewed], total: int, tongue: Tongue) -> Said | None:
    """The answer with the line it stands on and its box, or ``None`` when the text has none."""
    if _TO_PAY.search(question) and (facts := find_facts(_THE_TOTAL[tongue], views)):
        return _say_facts(facts[:1], total, tongue)
    if facts := find_facts(question, views):
        return _say_facts(facts[:5], total, tongue, asked_terms(question))
    if found := _alone(question, views):
        return _say_facts(found[:8], total, tongue)
    if (nearest := _subtotal(question, views, total, tongue)) is not None:
        return nearest
    return _passage(question, views, total, tongue) or _only(question, views, total, tongue)


def labelled(question: str, views: Sequence[Viewed]) -> bool:
    """Whether some label of the text is what the question asks for."""
    return bool(find_facts(question, views))


def _subtotal(question: str, views: Sequence[Viewed], total: int, tongue: Tongue) -> Said | None:
    """Where no total stands there but a subtotal does: that one, named as what it is."""
    if not _TOTAL.search(question):
        return None
    found = [
        Fact(fact.value, fact.key, fact.box, fact.quoted, 1.0, view.index)
        for view in views
        for fact in facts_of(view)
        if _SUBTOTAL.search(fact.key)
    ]
    if not found:
        return None
    said = _say_facts(found[:1], total, tongue)
    lead = pick(
        tongue,
        "No “total” was found in the text; the nearest is a subtotal: ",
        "文字中没有找到“总计”；最接近的是小计：",
    )
    return Said(lead + said.text, said.marks)


def _matched(key: str, terms: Sequence[str], tongue: Tongue) -> str:
    """Which word on the picture was taken for a word of the question in the other language."""
    words = tokens(key)
    for term in terms:
        if term in words:
            return ""
    for term in terms:
        for word in words:
            if term.isascii() != word.isascii() and likeness(term, word) >= 0.85:
                shown = quote(key.strip(), tongue)
                return pick(
                    tongue, f" ({shown} was taken for “{term}”)", f"（{shown}对应“{term}”）"
                )
    return ""


def _say_facts(
    facts: Sequence[Fact], total: int, tongue: Tongue, terms: Sequence[str] = ()
) -> Said:
    lines = []
    for fact in facts:
        where = "" if total < 2 else f" ({picture_name(fact.picture, total, tongue)})"
        told = mended(fact.value)
        value = quote(told)[1:-1]
        source = quote(fact.quoted, tongue)
        where = _matched(fact.key, terms, tongue) + where
        origin = pick(tongue, f" — read from {source}", f"，出自{source}")
        lines.append(
            f"**{value}**{origin}{where}" if fact.quoted != told else f"**{value}**{where}"
        )
    marks = tuple(Mark(fact.box, fact.value[:60], "measured", fact.picture) for fact in facts)
    if len(lines) == 1:
        return Said(lines[0], marks)
    lead = pick(tongue, "The text has several:", "文字中有几处：")
    return Said("\n".join([lead, "", *(f"- {line}" for line in lines)]), marks)


def _alone(question: str, views: Sequence[Viewed]) -> list[Fact]:
    """All values of the form asked for, when the question says nothing else about them."""
    kind = wanted_kind(question)
    if kind is None and _ADDRESS.search(question):
        return [
            Fact(line.text, "address", line.box, line.text, 0.5, view.index)
            for view in views
            for line in view.screen.lines
            if _STREET.search(line.text)
        ]
    if kind not in _ALONE:
        return []
    terms = asked_terms(_DOCUMENTS.sub(" ", question))
    if any(term not in TYPE_WORDS[kind] for term in terms):
        return []
    return _all_of(kind, views)


def _only(question: str, views: Sequence[Viewed], total: int, tongue: Tongue) -> Said | None:
    """The one date (time, address …) of the whole text, told as just that."""
    kind = wanted_kind(question)
    if kind not in _ONLY:
        return None
    found = _all_of(kind, views)
    if len({fact.value for fact in found}) != 1:
        return None
    said = _say_facts(found[:1], total, tongue)
    lead = pick(
        tongue, f"The only {_ONLY[kind][0]} in the text: ", f"文字中唯一的{_ONLY[kind][1]}："
    )
    return Said(lead + said.text, said.marks)


def _all_of(kind: ValueKind, views: Sequence[Viewed]) -> list[Fact]:
    """Every value of a form in the text."""
    from model.backends.embedded.pointing.matching import span_box

    return [
        Fact(line.text[start:end], kind, span_box(line, start, end), line.text, 0.5, view.index)
        for view in views
        for line in view.screen.lines
        for start, end in find_values(kind, mended(line.text))
        if start == 0 or not (line.text[start - 1].isalnum() or line.text[start - 1] in "-/")
    ]


def _passage(question: str, views: Sequence[Viewed], total: int, tongue: Tongue) -> Said | None:
    """The lines that share most with the question, quoted with the caution that takes."""
    terms = asked_terms(_DOCUMENTS.sub(" ", question))
    if not terms:
        return None
    best: tuple[float, Viewed, Sequence[Line]] | None = None
    for view in views:
        found = best_window(terms, view.screen.lines)
        if found and (best is None or found[0] > best[0]):
            best = (found[0], view, found[1])
    if best is None:
        return None
    _, view, window = best
    kind = wanted_kind(question)
    if kind and not any(mentions(kind, line.text) for line in window):
        # A sentence may give its date or number on the line after the words that were asked for.
        at = view.screen.lines.index(window[-1]) + 1
        window = [*window, *view.screen.lines[at : at + 1]]
        if not mentions(kind, window[-1].text):
            return None
    window = to_sentence_end(window, view.screen.lines)
    where = "" if total < 2 else f" ({picture_name(view.index, total, tongue)})"
    lead = pick(
        tongue,
        "The text does not answer this in so many words; this is the passage nearest to it",
        "文字中没有直接的答案，最接近的一段是",
    )
    text = quote(" ".join(line.text for line in window), tongue)
    box = union(line.box for line in window)
    colon = pick(tongue, ": ", "：")
    return Said(f"{lead}{where}{colon}{text}", (Mark(box, "passage", "measured", view.index),))
