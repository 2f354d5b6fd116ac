"""Values in a picture's text with the words that say what they are: labels, fields, tables."""

from __future__ import annotations

from collections.abc import Sequence

from model.backends.embedded.screen import Line
from model.backends.embedded.talk.prose import Viewed
from model.geometry import Box, union
from model.language.facts import Fact, facts_below, row_facts, table_facts
from model.language.grid import find_tables, rows_of

__all__ = ["Fact", "facts_of"]


def facts_of(view: Viewed) -> list[Fact]:
    """Every labelled value and table cell of a picture."""
    lines = view.screen.lines
    facts: list[Fact] = []
    for row in rows_of(lines, view.screen.turned):
        facts.extend(row_facts(row))
    facts.extend(facts_below(lines))
    for element in view.screen.elements:
        if element.kind == "field" and element.text:
            facts.extend(_field_facts(element.box, lines))
    for table in find_tables(lines, view.screen.turned):
        facts.extend(table_facts(table))
    return facts


def _field_facts(box: Box, lines: Sequence[Line]) -> list[Fact]:
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
