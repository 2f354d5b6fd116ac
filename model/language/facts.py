"""Values in laid-out text with the words that say what they are: labels, rows, tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from model.geometry import Box, union
from model.language.grid import Cell, Printed, Table, cells_of
from model.language.terms import tokens
from model.language.values import find_values

_COLON = re.compile(r"^(?P<key>[^:：]{1,60}?)\s*[:：]\s*(?P<value>.*)$")
_RATED = re.compile(r"^[^\W\d]{2,}[^\d]*\d{1,2}(?:[.,]\d+)?\s?[%％]$")
"""A label with its rate, such as "VAT 10%"; the value is the amount beside it."""
_CLOCK = re.compile(r"\d\s*$")


@dataclass(frozen=True, slots=True)
class Fact:
    """A value with the words that say what it is, and how well they fit a question (0–1)."""

    value: str
    key: str
    box: Box
    quoted: str
    score: float = 0.0
    picture: int = 0


def row_facts(row: Sequence[Cell]) -> list[Fact]:
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
    if set(tokens(text)) <= set(tokens(value)):
        return False  # "Invoice" beside "Print Invoice" says nothing about it.
    return not is_value(text) and (len(text.split()) <= 4 or is_value(value))


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


def facts_below(lines: Sequence[Printed]) -> list[Fact]:
    """A label that ends in a colon, or is set smaller, with its value right below it."""
    facts = []
    cells = [cell for line in lines for cell in cells_of(line)]
    for label in cells:
        text = label.text.rstrip()
        if len(text) > 40 or is_value(text):
            continue
        for cell in cells:
            gap = cell.box.y1 - label.box.y2
            height = label.box.height
            aligned = abs(cell.box.x1 - label.box.x1) < 0.8 * height or (
                abs(cell.box.center.x - label.box.center.x) < 0.5 * height
            )
            if not aligned or not -0.4 * height < gap < 1.2 * max(height, cell.box.height):
                continue
            if text.endswith((":", "：")) or (is_value(cell.text) and len(text.split()) <= 5):
                quoted = f"{text} {cell.text}"
                facts.append(Fact(cell.text, text.rstrip(":： "), cell.box, quoted))
            break
    return facts


def table_facts(table: Table) -> list[Fact]:
    """Every value of a table under its row's words and its column's header, and whole rows."""
    facts = []
    header = table.rows[0]
    for row in table.rows[1:]:
        cells = [cell for cell in row if cell]
        if not cells:
            continue
        label = " ".join(cell.text for cell in cells if not is_value(cell.text))
        quoted = " | ".join(cell.text for cell in cells)
        for cell, head in zip(row, header, strict=True):
            if cell is not None and cell.text not in label and head is not None:
                facts.append(Fact(cell.text, f"{label} {head.text}", cell.box, quoted))
        values = [cell for cell in cells if is_value(cell.text)]
        if label and len(values) > 1:
            shown = ", ".join(cell.text for cell in values)
            facts.append(Fact(shown, label, union(cell.box for cell in values), quoted))
        # What stands left of the first header is beside the table, such as a menu.
        named = [cell for cell, head in zip(row, header, strict=True) if cell and head]
        first = named[0] if named else cells[0]
        for cell, head in zip(row, header, strict=True):
            if cell is not None and head is not None and cell is not first:
                key = f"{first.text} {head.text}"
                if cell.text in label:
                    facts.append(Fact(cell.text, key, cell.box, quoted))
    return facts


def is_value(text: str) -> bool:
    """Whether a piece of text is a number, date or amount rather than a label."""
    if _RATED.match(text):
        return False
    digits = sum(letter.isdigit() for letter in text)
    return digits > 0 and digits >= 0.3 * len(text.replace(" ", ""))


def _tail(cell: Cell, length: int) -> Box:
    """About where the last ``length`` characters of a cell stand."""
    share = length / max(1, len(cell.text))
    box = cell.box
    return Box(box.x2 - share * box.width, box.y1, box.x2, box.y2)
