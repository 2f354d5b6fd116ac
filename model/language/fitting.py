"""How well a value with its label fits a question: its form, and the words that are covered."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from model.language.facts import Fact
from model.language.terms import best_likeness, tokens
from model.language.values import ValueKind, find_values

_COVERED = 0.6
"""Share of the question's words a labelled value must account for."""
_WANTED: tuple[tuple[re.Pattern[str], ValueKind], ...] = (
    (re.compile(r"\be-?mail\b|邮箱|邮件地址", re.I), "email"),
    (re.compile(r"\b(?:tele)?phone\b|\bmobile number\b|电话|手机号", re.I), "phone"),
    (re.compile(r"\b(?:url|web ?site|web address|link)\b|网址|网站", re.I), "url"),
    (re.compile(r"\b(?:percent(?:age)?|what share)\b|百分", re.I), "percentage"),
    (
        re.compile(
            r"\bhow much\b|\bpric|\bcosts?\b|\bamount\b|多少钱|价格|单价|价钱|金额|总价", re.I
        ),
        "price",
    ),
    (re.compile(r"\bwhat time\b|\bat what hour\b|\bhow late\b|几点", re.I), "time"),
    (
        re.compile(r"\bwhen\b|\bdates?\b|\bwh(?:at|ich) day\b|日期|何时|什么时候|哪天|几号", re.I),
        "date",
    ),
    (
        re.compile(
            r"\bhow (?:many|old|long|far|high|tall|heavy)\b|多少[个人位只台件]|几[个位只台件]", re.I
        ),
        "number",
    ),
)
_WHOLE = re.compile(r"^\D{0,3}\d{1,3}(?:,?\d{3})*(?![.,:/-]?\d)(?:\s*[^\W\d]+){0,3}\W?$")
_PLAIN_AMOUNT = re.compile(r"^\D{0,4}\d[\d.,'’ ]*\D{0,4}$")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_VAGUE = {"score", "value", "result", "figure", "level", "rate", "item", "分数", "数值", "得分"}
"""Words for any value, which a label need not repeat."""
TYPE_WORDS: dict[ValueKind, set[str]] = {
    "email": {"email", "mail", "addres", "address", "邮箱", "邮件", "地址"},
    "phone": {"phone", "telephone", "number", "mobile", "电话", "手机", "号码", "机号"},
    "url": {"url", "website", "web", "site", "link", "address", "网址", "网站"},
    "date": {"date", "day", "日期"},
    "time": {"time", "hour", "late", "时间"},
    "price": {"price", "cost", "amount", "pay", "paid", "价格", "单价", "价钱", "金额"},
    "percentage": {"percent", "percentage", "share", "百分", "分比"},
    "number": set(),
    "any": set(),
}


def wanted_kind(question: str) -> ValueKind | None:
    """What form of value the question asks for, if its words say so."""
    return next((kind for pattern, kind in _WANTED if pattern.search(question)), None)


def fit(terms: Sequence[str], kind: ValueKind | None, fact: Fact, there: Collection[str]) -> float:
    """How well the label and form of a value fit the question; 0 when too little is covered.

    ``there`` are the words of the whole picture.
    """
    if not terms:
        return 0.0
    form = kind is not None and _has_form(kind, fact.value.strip())
    words = tokens(fact.key)
    weights = [
        0.35 if term in _VAGUE or (kind and form and term in TYPE_WORDS[kind]) else 1.0
        for term in terms
    ]
    scores = [best_likeness(term, words) for term in terms]
    joined = "".join(words).replace("subtotal", "")
    scores = [
        max(score, 0.9) if len(term) >= 4 and term in joined else score
        for term, score in zip(terms, scores, strict=True)
    ]
    covered = sum(w * s for w, s in zip(weights, scores, strict=True)) / sum(weights)
    tight = sum(1 for word in words if best_likeness(word, terms) > 0) / max(1, len(words))
    if covered < _COVERED and tight == 1:
        # The label is all matched; what it lacks may be what the whole page is about.
        weights = [
            weight * (0.5 if score == 0 and term in there else 1.0)
            for weight, score, term in zip(weights, scores, terms, strict=True)
        ]
        covered = sum(w * s for w, s in zip(weights, scores, strict=True)) / sum(weights)
    if covered < _COVERED or (kind is not None and not form):
        return 0.0
    return 0.75 * covered + 0.25 * tight


def _has_form(kind: ValueKind, text: str) -> bool:
    """Whether a value's text is of a form, with the liberties that a label beside it allows."""
    if next(find_values(kind, text), None) is not None and kind != "number":
        return True
    if kind == "price":
        return _PLAIN_AMOUNT.match(text) is not None
    if kind == "number":
        return _WHOLE.match(text) is not None
    if kind == "date":
        return _YEAR.search(text) is not None
    digits = sum(letter.isdigit() for letter in text)
    return kind == "phone" and digits >= 7 and not any(letter.isalpha() for letter in text)


def mentions(kind: ValueKind, text: str) -> bool:
    """Whether a passage holds a value of a form somewhere."""
    if kind == "date" and (_YEAR.search(text) or mentions("time", text)):
        return True  # "When" may be answered by a time of day.
    forms: tuple[ValueKind, ...] = (kind, "number") if kind in ("price", "phone") else (kind,)
    return any(next(find_values(form, text), None) is not None for form in forms)
