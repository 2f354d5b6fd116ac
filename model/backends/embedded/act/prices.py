"""What a thing costs, and what a table says of a row: answers by where the words stand."""

from __future__ import annotations

import re

from model.backends.embedded.act.likeness import LIKE
from model.backends.embedded.act.targets import named
from model.backends.embedded.act.view import View, on_one_row
from model.backends.embedded.screen import Line

_COST = re.compile(
    r"^(?:what does|how much (?:does|do|is|are|for)|what is the price of|what's the price of|"
    r"price of) (?:the |an? )?(?P<what>.+?)(?: costs?)?$|"
    r"^(?P<what2>.+?)(?:的)?(?:多少钱|价格(?:是多少|多少)?|怎么卖)$",
    re.I,
)
_AMOUNT = r"\d+(?:\s?[.,]\s?\d+)*"
_MONEY = re.compile(rf"[$€£¥￥]\s?{_AMOUNT}|{_AMOUNT}\s?(?:[$€£¥￥元]|EUR|USD|GBP|CNY)(?!\w)", re.I)
_GAP = re.compile(r"(?<=[.,])\s|\s(?=[.,])")
_ROW = re.compile(
    r"^(?:when|what time|how long) (?:does|do|is|are) (?:it|the [\w ]+?|they|you|we) "
    r"(?P<column>open|close|start|end|begin)\w* (?:on |at )?(?:an? )?(?P<row>\w+)$",
    re.I,
)
_FARTHEST = 9.0
"""Letter heights between a thing and a price below it that can be its own."""


def looked_up(question: str, view: View) -> str | None:
    """A price beside or below a thing, or the cell of a row and a column; else ``None``."""
    asked = question.strip().rstrip("?？").strip()
    if match := _COST.match(asked):
        return _price(match.group("what") or match.group("what2"), view)
    if match := _ROW.match(asked):
        return _cell(match.group("row"), match.group("column"), view)
    return None


def _price(thing: str, view: View) -> str | None:
    unit = view.letter_height
    found: list[tuple[float, str]] = []
    prices = [(line, money) for line in view.lines if (money := _MONEY.search(line.text))]
    for place in named(thing.strip('"“” '), view):
        if place.like < LIKE:
            continue
        for line, money in prices:
            down = line.box.center.y - place.box.center.y
            across = max(0.0, line.box.x1 - place.box.x2, place.box.x1 - line.box.x2)
            if on_one_row(line.box, place.box) or abs(down) < 1.2 * unit:
                # A price on its row: of a list, or of the same card.
                found.append((0.2 * across + abs(down), money.group()))
            elif 0 < down < _FARTHEST * unit and across < 4 * unit:
                found.append((down + across, money.group()))
    return _GAP.sub("", min(found)[1]) if found else None


def _cell(row: str, column: str, view: View) -> str | None:
    stem = column.casefold()
    heads = [line for line in view.lines if line.text.casefold().startswith(stem)]
    for place in named(row, view):
        cells = sorted(
            (line for line in view.lines
             if on_one_row(line.box, place.box) and line.box.x1 > place.box.x2),
            key=lambda line: line.box.x1,
        )  # fmt: skip
        above = [head for head in heads if head.box.center.y < place.box.center.y]
        for head in above:
            under = [cell for cell in cells if _meet(cell, head)]
            if under:
                return under[0].text
    return None


def _meet(one: Line, other: Line) -> bool:
    return min(one.box.x2, other.box.x2) > max(one.box.x1, other.box.x1)
