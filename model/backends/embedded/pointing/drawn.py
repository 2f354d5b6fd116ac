"""Bars of charts and QR or bar codes as candidates: what is told from pixels by readers of its own.

Bars are ordered by their values where these are known, else by their length.
"""

from __future__ import annotations

import re
from dataclasses import replace

from model.backends.embedded.eye.chart import Bar, Chart, chart_on
from model.backends.embedded.eye.codes import find_codes
from model.backends.embedded.pointing.candidates import Candidate, Shapes
from model.backends.embedded.pointing.locate import Located, locate, narrow
from model.backends.embedded.pointing.matching import EXACT, similarity
from model.backends.embedded.pointing.query import Query
from model.backends.embedded.pointing.wording import Wording
from model.backends.embedded.screen import Screen
from model.language.terms import tokens
from model.messages import Picture

_MOST = re.compile(
    r"\b(?:tallest|longest|highest|largest|biggest|maximum|max|most)\b|最[高大长多]", re.I
)
_LEAST = re.compile(
    r"\b(?:shortest|lowest|smallest|minimum|min|least|fewest)\b|最[低小短矮少]", re.I
)
_BIG = ("largest", "tallest", "widest", "top")
_SMALL = ("smallest", "shortest", "bottom")


def locate_drawn(query: Query, picture: Picture, screen: Screen, shapes: Shapes) -> Located:
    """What a query for bars or codes finds; without any, its words are looked for as text."""
    found = _bars(query, picture, screen) if query.target == "bar" else _codes(query, picture)
    if found is None:
        words = replace(
            query, target="any", noun="", otherwise=None, order=None, color="",
            text=query.literal or f"{query.text} {query.noun}".strip(),
        )  # fmt: skip
        as_text = locate(words, screen, shapes)
        say = Wording(query.chinese)
        return as_text if as_text.found else Located(missing=say.none(query, True))
    if isinstance(found, str):
        return Located(missing=found)
    ranked = query.order and query.order.by in _BIG + _SMALL
    plain = replace(query, text="", order=None if ranked and not query.color else query.order)
    return narrow(replace(plain, many=plain.many or len(found) > 1), found, screen, shapes)


def _codes(query: Query, picture: Picture) -> list[Candidate] | None:
    two_sided = "qr" in query.noun.lower() or "二维" in query.noun
    found = [
        Candidate(code.box, "code", code.form)
        for code in find_codes(picture)
        if two_sided == any(name in code.form.lower() for name in ("qr", "matrix", "aztec", "pdf"))
    ]
    return found or None


def _bars(query: Query, picture: Picture, screen: Screen) -> list[Candidate] | str | None:
    chart = chart_on(picture, screen)
    if chart is None:
        return None
    words = query.text
    largest, smallest = bool(_MOST.search(words)), bool(_LEAST.search(words))
    if query.order and query.order.by in _BIG + _SMALL:
        largest, smallest = query.order.by in _BIG, query.order.by in _SMALL
    bars = list(chart.bars)
    if largest or smallest:
        index = query.order.index if query.order else 1
        ranked = sorted(bars, key=lambda bar: length(chart, bar), reverse=largest)
        if not query.color:
            bars = [ranked[index - 1]] if 0 < index <= len(ranked) else []
        words = ""
    if words:
        bars = [
            bar
            for bar in bars
            if max(similarity(words, text)[0] for text in (bar.label, bar.name, bar.shown)) >= EXACT
            or (bar.series and set(tokens(words)) <= set(tokens(bar.name)))
        ]
        if not bars:
            return _no_such(query, chart)
    return [Candidate(bar.box, "bar", bar.name, colors=(bar.color,)) for bar in bars]


def length(chart: Chart, bar: Bar) -> float:
    """What bars are ranked by: the value, else how long the bar is drawn."""
    if all(one.value is not None for one in chart.bars) and bar.value is not None:
        return bar.value
    return bar.box.height if chart.upright else bar.box.width


def _no_such(query: Query, chart: Chart) -> str:
    labels = [f"“{label}”" for label in dict.fromkeys(bar.label for bar in chart.bars) if label]
    shown = ", ".join(labels[:12])
    if query.chinese:
        return f"图表中没有标为“{query.text}”的柱子；标签有：{shown}。"
    return f"No bar is labelled “{query.text}”; the labels are {shown}."
