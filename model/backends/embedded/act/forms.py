"""Whole forms: every labelled field from a table, or a search spread over its fields."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from model.actions import Key, Type
from model.backends.embedded.act.goals import Search
from model.backends.embedded.act.lookup import value_beside
from model.backends.embedded.act.pressing import nudge, pointed
from model.backends.embedded.act.say import Say
from model.backends.embedded.act.state import Lost, Move, Reached, State, Step
from model.backends.embedded.act.targets import Place, by_label, named
from model.backends.embedded.act.view import View
from model.backends.embedded.act.widgets import fields
from model.geometry import Box, Point

_WORD = re.compile(r"[\w#@.'-]+")
_LITTLE = frozenset(
    ("for", "from", "by", "of", "in", "on", "the", "a", "an", "with", "and", "to", "at", "that",
     "is", "are", "was", "were", "which", "all", "any", "some")
)  # fmt: skip
_COUNTED = frozenset(
    ("year", "date", "releas", "relea", "age", "price", "amount", "number", "quantity", "count",
     "born")
)  # fmt: skip
"""Stems of labels whose value is a number."""


def fill_all(view: View, state: State, say: Say) -> Step:
    """Fill each labelled field with what stands beside the same label elsewhere."""
    if not state.places:
        there = [field for field in fields(view) if field.labels and field.holds != "choice"]
        boxes = [field.box for field in there]
        entries = []
        for field in there:
            values = ((label, value_beside(label, view, boxes)) for label in field.labels)
            known = next(((label, value) for label, value in values if value is not None), None)
            if known is None:
                return Lost(say.missing(say.quoted(field.labels[0])))
            entries.append(_entry(field.box, *known))
        if not entries:
            return Lost(say("I see no labelled field.", "没有看到带标签的输入框。"))
        state = replace(state, places=tuple(entries))
    if state.count >= len(state.places):
        return Reached(state)
    return _typed_entry(state, say)


def _entry(box: Box, label: str, value: str) -> str:
    """Where a value goes, for the memory: middle, height, label and value."""
    at = nudge(box)
    return f"{at.x:.0f},{at.y:.0f}|{label.replace('|', ' ')}|{value}"


def _typed_entry(state: State, say: Say) -> Move:
    """Type the next remembered value where it goes."""
    at, label, value = state.places[state.count].split("|", 2)
    x, y = (float(part) for part in at.split(","))
    why = say(f'I type "{value}" into {label}.', f"在{label}中输入“{value}”。")
    after = state.after("", count=state.count + 1)
    return Move(Type(value, Point(x, y), True, False, None, label), why, after)


def search(deed: Search, view: View, state: State, say: Say) -> Step:
    """Fill the search field, or the fields of a search form, then send it off."""
    if not state.places:
        there = [
            Place(field.box, " ".join((*field.labels[:1], field.text)).strip(), "field", 1.0,
                  None, field)
            for field in fields(view)
            if field.holds not in ("choice", "lines")
        ]  # fmt: skip
        if not there:
            return Lost(say("I see no field to search in.", "没有看到搜索框。"))
        values = assign(deed.phrase, there) if len(there) > 1 else []
        if not values:
            searchy = by_label("search", there) or there[:1]
            values = [(searchy[0], deed.phrase)]
        entries = tuple(_entry(place.box, place.text, value) for place, value in values)
        state = replace(state, places=entries)
    if state.count < len(state.places):
        return _typed_entry(state, say)
    if state.phase == "sent":
        return Reached(state)
    last = float(state.places[-1].split("|")[0].split(",")[1])
    for words in ("Search", "Submit", "Go", "Find", "搜索", "查询", "提交"):
        found = [p for p in named(words, view, ("button",)) if p.score > 0.94]
        buttons = [p for p in found if p.kind == "button"] or [p for p in found if p.box.y1 > last]
        if buttons:
            return Move(pointed("left", buttons[-1], words), say.click(say.quoted(words)),
                        state.after("sent"))  # fmt: skip
    return Move(Key(("Enter",)), say("I send it with Enter.", "按回车发送。"), state.after("sent"))


def assign(phrase: str, places: Sequence[Place]) -> list[tuple[Place, str]]:
    """Which words of a sentence belong into which labelled field.

    A number goes where a year, a date or an amount is asked for; a label's own word ("year",
    "directed" for Director) stands before its value; what is left goes to the fields left over.
    """
    words = [word.strip(".,") for word in _WORD.findall(phrase)]
    stems = [_stem(word) for word in words]
    labels = [[_stem(word) for word in _WORD.findall(place.text)] for place in places]
    about = {
        at for at, stem in enumerate(stems)
        for label in labels for own in label if _kin(own, stem)
    }  # fmt: skip
    taken = {at for at, word in enumerate(words) if word.lower() in _LITTLE} | about
    found: dict[int, str] = {}
    for index, label in enumerate(labels):
        for at, stem in enumerate(stems):
            if not any(_kin(own, stem) for own in label):
                continue
            after = next((n for n in range(at + 1, len(words)) if words[n].lower() not in _LITTLE),
                         len(words))  # fmt: skip
            if after < len(words) and after not in taken:
                found[index] = words[after]
                taken.add(after)
                break
    for index, label in enumerate(labels):
        if index not in found and _COUNTED & set(label):
            numbers = [at for at, word in enumerate(words) if word.isdigit()]
            number = next((at for at in numbers if at not in taken), None)
            if number is not None:
                # "year 1991": the word before the number tells what it is.
                taken |= {number, number - 1}
                found[index] = words[number]
    rest = [word for at, word in enumerate(words) if at not in taken]
    empty = [index for index in range(len(places)) if index not in found]
    # What is looked for is named last ("adventure movies"); what tells it apart stands before.
    for index, word in zip(empty, rest, strict=False):
        found[index] = word
    return [(places[index], found[index]) for index in sorted(found)]


def _kin(one: str, other: str) -> bool:
    """Whether two stems are of one family: director and directed, genre and genre."""
    shorter = min(len(one), len(other))
    return shorter >= 3 and (one == other or (shorter >= 4 and one[:shorter] == other[:shorter]))


def _stem(word: str) -> str:
    plain = re.sub(r"[^\w]", "", word).lower()
    return re.sub(r"(?:ors?|ed|ers?|ing|s)$", "", plain) if len(plain) > 4 else plain
