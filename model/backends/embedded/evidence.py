"""Questions whose answer stands in the picture's text: found, quoted and shown where it stands.

Three readings of the text are searched, the sharpest first: labelled values ("Total: 12.50", a
label beside or above its value), tables by row and column, and windows of three lines ranked by
BM25 (Robertson and Zaragoza, 2009). What covers too little of the question is no answer.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from model.backends.embedded.prose import Said, Tongue, Viewed, pick, picture_name, quote
from model.backends.embedded.screen import Line
from model.backends.embedded.tables import Cell, Table, cells_of, find_tables, rows_of
from model.backends.embedded.terms import asked_terms, best_likeness, tokens
from model.backends.embedded.values import find_values
from model.backends.embedded.vocabulary import ValueKind
from model.geometry import Box, Mark, union

_COVERED = 0.6
"""Share of the question's words a labelled value must account for."""
_WINDOW_COVERED = 0.55
"""The same for a passage of running text, by weight of the words."""
_K1, _B = 1.2, 0.5
_WINDOW = 3
_SENTENCE_END = re.compile(r"[.!?。！？]['\"”’)]?$")
_COLON = re.compile(r"^(?P<key>[^:：]{1,60}?)\s*[:：]\s*(?P<value>.*)$")
_CLOCK = re.compile(r"\d\s*$")
_DOCUMENTS = re.compile(
    r"\b(?:on|in|of|from|at|for|to)\s+(?:the|this|that|my)\s+"
    r"(?:receipt|bill|invoice|document|page|form|table|chart|letter|menu|ticket|poster|slide|"
    r"sign|card|label|list|picture|image|photo|screenshot|scan|screen|note|report|email)\b",
    re.I,
)
_WANTED: tuple[tuple[re.Pattern[str], ValueKind], ...] = (
    (re.compile(r"\be-?mail\b|邮箱|邮件地址", re.I), "email"),
    (re.compile(r"\b(?:tele)?phone\b|\bmobile number\b|电话|手机号", re.I), "phone"),
    (re.compile(r"\b(?:url|web ?site|web address|link)\b|网址|网站", re.I), "url"),
    (re.compile(r"\b(?:percent(?:age)?|what share)\b|百分", re.I), "percentage"),
    (re.compile(r"\bhow much\b|\bpric|\bcosts?\b|\bamount\b|多少钱|价格|金额|总价", re.I), "price"),
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
_ADDRESS = re.compile(r"\baddress\b|地址", re.I)
_STREET = re.compile(
    r"\b\d+[a-z]?,? (?:[\w.'’-]+ ){0,4}(?:street|st|avenue|ave|road|rd|lane|ln|drive|dr|boulevard|"
    r"blvd|way|square|court|place|terrace|highway)\b|\b[\w.'’-]+(?:stra(?:ß|ss)e|str\.|weg|platz"
    r"|gasse) "
    r"?\d+|\b(?:rue|calle|via|avenida) [\w ]+ \d+|[路街巷]\s?\d+\s?号",
    re.I,
)
_VAGUE = {"score", "value", "result", "figure", "level", "rate", "item", "分数", "数值", "得分"}
"""Words for any value, which a label need not repeat."""
_ALONE: tuple[ValueKind, ...] = ("email", "phone", "url", "date", "time", "price", "percentage")
_TYPE_WORDS: dict[ValueKind, set[str]] = {
    "email": {"email", "mail", "addres", "address", "邮箱", "邮件", "地址"},
    "phone": {"phone", "telephone", "number", "mobile", "电话", "手机", "号码", "机号"},
    "url": {"url", "website", "web", "site", "link", "address", "网址", "网站"},
    "date": {"date", "day", "日期"},
    "time": {"time", "hour", "late", "时间"},
    "price": {"price", "cost", "amount", "pay", "paid", "价格", "金额"},
    "percentage": {"percent", "percentage", "share", "百分", "分比"},
    "number": set(),
    "any": set(),
}


@dataclass(frozen=True, slots=True)
class Fact:
    """A value with the words that say what it is, and how well they fit a question (0–1)."""

    value: str
    key: str
    box: Box
    quoted: str
    score: float = 0.0
    picture: int = 0


def wanted_kind(question: str) -> ValueKind | None:
    """What form of value the question asks for, if its words say so."""
    return next((kind for pattern, kind in _WANTED if pattern.search(question)), None)


def find_facts(question: str, views: Sequence[Viewed]) -> list[Fact]:
    """The values that best fit the question, best first; those within a hair of the best only."""
    kind = wanted_kind(question)
    terms = asked_terms(_DOCUMENTS.sub(" ", question))
    found: list[Fact] = []
    for view in views:
        for fact in _facts(view):
            score = _fit(terms, kind, fact)
            if score > 0:
                found.append(Fact(fact.value, fact.key, fact.box, fact.quoted, score, view.index))
    found.sort(key=lambda fact: -fact.score)
    best = found[0].score if found else 0.0
    near = [fact for fact in found if fact.score >= best - 0.02]
    unique = {(fact.picture, fact.value, fact.box.pixels()[1] // 8): fact for fact in near}
    return list(unique.values())


def answer(question: str, views: Sequence[Viewed], total: int, tongue: Tongue) -> Said | None:
    """The answer with the line it stands on and its box, or ``None`` when the text has none."""
    if facts := find_facts(question, views):
        return _say_facts(facts[:5], total, tongue)
    if found := _alone(question, views):
        return _say_facts(found[:8], total, tongue)
    return _passage(question, views, total, tongue)


def _say_facts(facts: Sequence[Fact], total: int, tongue: Tongue) -> Said:
    lines = []
    for fact in facts:
        where = "" if total < 2 else f" ({picture_name(fact.picture, total, tongue)})"
        value = quote(fact.value)[1:-1]
        source = quote(fact.quoted, tongue)
        origin = pick(tongue, f" — read from {source}", f"，出自{source}")
        lines.append(
            f"**{value}**{origin}{where}" if fact.quoted != fact.value else f"**{value}**{where}"
        )
    marks = tuple(Mark(fact.box, fact.value[:60], "measured", fact.picture) for fact in facts)
    if len(lines) == 1:
        return Said(lines[0], marks)
    lead = pick(tongue, "The text has several:", "文字中有几处：")
    return Said("\n".join([lead, "", *(f"- {line}" for line in lines)]), marks)


def _facts(view: Viewed) -> list[Fact]:
    """Every labelled value and table cell of a picture."""
    lines = view.screen.lines
    facts: list[Fact] = []
    for row in rows_of(lines):
        facts.extend(_row_facts(row))
    facts.extend(_below(lines))
    for element in view.screen.elements:
        if element.kind == "field" and element.text:
            facts.extend(_field_facts(element.text, element.box, lines))
    for table in find_tables(lines):
        facts.extend(_table_facts(table))
    return facts


def _row_facts(row: Sequence[Cell]) -> list[Fact]:
    """``key: value`` within a cell, and a label with the values right of it."""
    facts = []
    quoted = "  ".join(cell.text for cell in row)
    for at, cell in enumerate(row):
        after = row[at + 1] if at + 1 < len(row) else None
        found = _COLON.match(cell.text)
        if found and not (_CLOCK.search(found["key"]) and found["value"][:1].isdigit()):
            key, value = found["key"], found["value"].strip()
            if value and not value.startswith("//"):
                facts.append(Fact(value, key, _tail(cell, len(value)), cell.text))
                continue
            if value:
                continue
            if after is not None:
                facts.append(Fact(after.text, key, after.box, f"{cell.text} {after.text}"))
                continue
        if after is not None and len(row) == 2 and _is_label(cell.text, after.text):
            facts.append(Fact(after.text, cell.text, after.box, quoted))
    if len(row) == 1:
        facts.extend(_price_at_end(row[0]))
    return facts


def _is_label(text: str, value: str) -> bool:
    """Whether ``text`` may be the label of a ``value`` right of it: no value, no running text."""
    return not _is_value(text) and (len(text.split()) <= 4 or _is_value(value))


def _price_at_end(cell: Cell) -> list[Fact]:
    """``Espresso 2.50`` in one piece: the words are the label of the amount that ends it."""
    spans = [*find_values("price", cell.text)] or [*find_values("number", cell.text)]
    if not spans or spans[-1][1] < len(cell.text.rstrip()) or spans[-1][0] < 2:
        return []
    start = spans[-1][0]
    key, value = cell.text[:start].strip(" .:·…_-"), cell.text[start:].strip()
    if not any(letter.isalpha() for letter in key):
        return []
    return [Fact(value, key, _tail(cell, len(value)), cell.text)]


def _below(lines: Sequence[Line]) -> list[Fact]:
    """A label that ends in a colon, or is set smaller, with its value right below it."""
    facts = []
    cells = [cell for line in lines for cell in cells_of(line)]
    for label in cells:
        text = label.text.rstrip()
        if len(text) > 40 or _is_value(text):
            continue
        for cell in cells:
            gap = cell.box.y1 - label.box.y2
            height = label.box.height
            aligned = abs(cell.box.x1 - label.box.x1) < 0.8 * height or (
                abs(cell.box.center.x - label.box.center.x) < 0.5 * height
            )
            if not aligned or not -0.4 * height < gap < 1.2 * max(height, cell.box.height):
                continue
            if text.endswith((":", "：")) or (_is_value(cell.text) and len(text.split()) <= 5):
                quoted = f"{text} {cell.text}"
                facts.append(Fact(cell.text, text.rstrip(":： "), cell.box, quoted))
            break
    return facts


def _field_facts(text: str, box: Box, lines: Sequence[Line]) -> list[Fact]:
    """What is typed into a field, under the label left of it or above it."""
    inside = [line for line in lines if box.grow(2).contains(line.box.center)]
    if not inside:
        return []
    value = " ".join(line.text for line in inside)
    facts = []
    for line in lines:
        if line in inside:
            continue
        left = 0 <= box.x1 - line.box.x2 < 8 * line.box.height and (
            box.y1 < line.box.center.y < box.y2
        )
        above = 0 <= box.y1 - line.box.y2 < 1.2 * line.box.height and (
            abs(line.box.x1 - box.x1) < 2 * line.box.height
        )
        if left or above:
            place = union(line.box for line in inside)
            facts.append(Fact(value, line.text.rstrip(":： *"), place, f"{line.text} {value}"))
    return facts


def _table_facts(table: Table) -> list[Fact]:
    """Every value of a table under its row's words and its column's header, and whole rows."""
    facts = []
    header = table.rows[0]
    for row in table.rows[1:]:
        cells = [cell for cell in row if cell]
        label = " ".join(cell.text for cell in cells if not _is_value(cell.text))
        quoted = " | ".join(cell.text for cell in cells)
        for cell, head in zip(row, header, strict=True):
            if cell is not None and cell.text not in label and head is not None:
                facts.append(Fact(cell.text, f"{label} {head.text}", cell.box, quoted))
        values = [cell for cell in cells if _is_value(cell.text)]
        if label and len(values) > 1:
            shown = ", ".join(cell.text for cell in values)
            facts.append(Fact(shown, label, union(cell.box for cell in values), quoted))
        first = cells[0]
        for cell, head in zip(row, header, strict=True):
            if cell is not None and head is not None and cell is not first:
                key = f"{first.text} {head.text}"
                if cell.text in label:
                    facts.append(Fact(cell.text, key, cell.box, quoted))
    return facts


def _fit(terms: Sequence[str], kind: ValueKind | None, fact: Fact) -> float:
    """How well the label and form of a value fit the question; 0 when too little is covered."""
    if not terms:
        return 0.0
    form = kind is not None and _has_form(kind, fact.value.strip())
    words = tokens(fact.key)
    weights = [
        0.35 if term in _VAGUE or (kind and form and term in _TYPE_WORDS[kind]) else 1.0
        for term in terms
    ]
    scores = [best_likeness(term, words) for term in terms]
    joined = "".join(words)
    scores = [
        max(score, 0.9) if len(term) >= 4 and term in joined else score
        for term, score in zip(terms, scores, strict=True)
    ]
    covered = sum(w * s for w, s in zip(weights, scores, strict=True)) / sum(weights)
    if covered < _COVERED or (kind is not None and not form):
        return 0.0
    tight = sum(1 for word in words if best_likeness(word, terms) > 0) / max(1, len(words))
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
    if any(term not in _TYPE_WORDS[kind] for term in terms):
        return []
    from model.backends.embedded.matching import span_box

    return [
        Fact(line.text[start:end], kind, span_box(line, start, end), line.text, 0.5, view.index)
        for view in views
        for line in view.screen.lines
        for start, end in find_values(kind, line.text)
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
    if kind and not any(_mentions(kind, line.text) for line in window):
        # A sentence may give its date or number on the line after the words that were asked for.
        at = view.screen.lines.index(window[-1]) + 1
        window = [*window, *view.screen.lines[at : at + 1]]
        if not _mentions(kind, window[-1].text):
            return None
    window = _to_sentence_end(window, view.screen.lines)
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


def _to_sentence_end(window: Sequence[Line], lines: Sequence[Line]) -> Sequence[Line]:
    """The passage with the rest of its last sentence, where that goes on right below."""
    at = lines.index(window[-1]) + 1
    whole = [*window]
    for line in lines[at : at + _WINDOW]:
        last = whole[-1]
        gap = line.box.y1 - last.box.y2
        below = -0.5 * last.box.height < gap < 0.9 * last.box.height and line.box.x1 < last.box.x2
        if _SENTENCE_END.search(last.text) or not below or len(whole) >= _WINDOW + 1:
            break
        whole.append(line)
    return whole


def _mentions(kind: ValueKind, text: str) -> bool:
    """Whether a passage holds a value of a form somewhere."""
    if kind == "date" and _YEAR.search(text):
        return True
    forms: tuple[ValueKind, ...] = (kind, "number") if kind in ("price", "phone") else (kind,)
    return any(next(find_values(form, text), None) is not None for form in forms)


def best_window(terms: Sequence[str], lines: Sequence[Line]) -> tuple[float, Sequence[Line]] | None:
    """The run of up to three lines that BM25 ranks first, cut to those that share a term.

    ``None`` when it covers less than ``_WINDOW_COVERED`` of the question by weight.
    """
    bags = [Counter(tokens(line.text)) for line in lines]
    if not bags:
        return None
    hits = [[best_likeness(term, bag) for term in terms] for bag in bags]
    weight = []
    for at in range(len(terms)):
        holding = sum(1 for row in hits if row[at] > 0)
        weight.append(math.log(1 + (len(bags) - holding + 0.5) / (holding + 0.5)))
    average = max(1.0, sum(bag.total() for bag in bags) / len(bags)) * _WINDOW
    best: tuple[float, float, int] | None = None
    for start in range(len(bags)):
        rows = hits[start : start + _WINDOW]
        length = sum(bag.total() for bag in bags[start : start + _WINDOW])
        share = [max(row[at] for row in rows) for at in range(len(terms))]
        norm = _K1 * (1 - _B + _B * length / average)
        score = sum(w * s * (_K1 + 1) / (s + norm) for w, s in zip(weight, share, strict=True))
        covered = sum(w * s for w, s in zip(weight, share, strict=True)) / (sum(weight) or 1.0)
        if best is None or score > best[0] + 1e-9:
            best = (score, covered, start)
    if best is None or best[1] < _WINDOW_COVERED:
        return None
    start = best[2]
    rows = hits[start : start + _WINDOW]
    holding_rows = [at for at, row in enumerate(rows) if max(row) > 0]
    window = lines[start + holding_rows[0] : start + holding_rows[-1] + 1]
    return best[0], window


def _is_value(text: str) -> bool:
    """Whether a piece of text is a number, date or amount rather than a label."""
    digits = sum(letter.isdigit() for letter in text)
    return digits > 0 and digits >= 0.3 * len(text.replace(" ", ""))


def _tail(cell: Cell, length: int) -> Box:
    """About where the last ``length`` characters of a cell stand."""
    share = length / max(1, len(cell.text))
    box = cell.box
    return Box(box.x2 - share * box.width, box.y1, box.x2, box.y2)
