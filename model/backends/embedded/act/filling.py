"""Filling fields and choosing options, each checked on the next look."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from model.actions import Click, Key, Type
from model.backends.embedded.act.closer import closer
from model.backends.embedded.act.goals import Choose, Fill, FillAll, Press, Search, Target, Value
from model.backends.embedded.act.likeness import LIKE, alike
from model.backends.embedded.act.lookup import value_beside
from model.backends.embedded.act.pressing import control_beside, look_for, nudge, pointed
from model.backends.embedded.act.say import Say
from model.backends.embedded.act.scrolling import scroll_in
from model.backends.embedded.act.state import Lost, Move, Reached, State, Step
from model.backends.embedded.act.sums import solve
from model.backends.embedded.act.targets import Place, by_label, find, named
from model.backends.embedded.act.view import View
from model.backends.embedded.act.widgets import Field, fields
from model.geometry import Box, Point
from model.messages import Picture

_WORD = re.compile(r"[\w#@.'-]+")
_LITTLE = frozenset(
    [
        "for",
        "from",
        "by",
        "of",
        "in",
        "on",
        "the",
        "a",
        "an",
        "with",
        "and",
        "to",
        "at",
        "that",
        "is",
        "are",
        "was",
        "were",
        "which",
        "all",
        "any",
        "some",
    ]
)
_NUMBER = re.compile(r"^-?\d{1,6}$")
_MOST_TURNS = 30
_CLOCK = re.compile(
    r"^(\d{1,2})[:：.](\d{2})(?:[:：](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.|上午|下午)?$", re.I
)
_SPLIT_DATE = re.compile(r"^(\d{1,4})[/.\-年](\d{1,2})[/.\-月](\d{1,4})日?$")


def fill(deed: Fill, view: View, state: State, before: Picture | None, say: Say) -> Step:
    """Type the value into the field, or into each of the fields."""
    value = _value(deed.value, view)
    if value is None:
        what = deed.value.lookup or say("a sum I can solve", "能算的算式")
        return Lost(say.missing(what))
    found = find(deed.field, view)
    arrows = bool(found and found[0].field and found[0].field.arrows) and state.phase != "typed"
    if arrows and (step := _turn(value, found[0], view, state, say)) is not None:
        return step
    if state.phase == "typed":
        return _check(deed, value, view, state, found, say)
    if not found:
        if not deed.field.text and not deed.field.phrase:
            # Whatever has the focus.
            why = say(f'I type "{value}".', f"输入“{value}”。")
            return Move(Type(value, enter=deed.enter), why,
                        state.after("typed"))  # fmt: skip
        if deed.field.text:
            whole = find(Target(deed.field.phrase, kind="field"), view)
            if len(whole) == 1:
                found = whole
        if not found:
            press = Press(replace(deed.field, order=0))
            return look_for(press, view, state, before, say)
    if deed.field.every:
        if state.count >= len(found):
            return Reached(state)
        place = found[state.count]
    else:
        place = found[0]
    return _type(value, place, deed.enter, state.after("typed"), say)


def _type(value: str, place: Place, enter: bool, state: State, say: Say) -> Move:
    field = place.field
    name = place.text or say("the field", "输入框")
    why = say(f'I type "{value}" into {name}.', f"在{name}中输入“{value}”。")
    if field is not None and field.holds in ("date", "time"):
        text = _segments(value, field)
        at = first_segment(place.box)
        return Move(Type(text, at, enter=enter, box=place.box, target=place.text), why, state)
    at = nudge(place.box)
    return Move(Type(value, at, True, enter, place.box, place.text), why, state)


def _turn(value: str, place: Place, view: View, state: State, say: Say) -> Step | None:
    """Press the arrows of a spinner until it shows ``value``; ``None`` if typing is quicker.

    Where the number shown cannot be read it is reckoned from the presses so far.
    """
    field = place.field
    assert field is not None
    if not _NUMBER.match(value):
        return None
    shown = field.text.replace("−", "-").strip()
    if not _NUMBER.match(shown):
        reread = closer(view)
        again = next((item for item in fields(reread) if item.box.iou(field.box) > 0.3), field)
        shown = again.text.replace("−", "-").strip()
    number = int(shown) if _NUMBER.match(shown) else None
    if state.places:
        reckoned = int(state.places[0])
        differs = number is not None and abs(number) != abs(reckoned)  # a minus is easily lost
        if reckoned != int(value) or not differs or state.tries >= 2:
            number = reckoned
        else:
            state = replace(state, tries=state.tries + 1)
    if number is None or abs(int(value) - number) > _MOST_TURNS:
        return None
    gap = int(value) - number
    if gap == 0:
        return Reached(state)
    presses = 3 if abs(gap) >= 3 else 1
    box = field.arrows[0 if gap > 0 else 1]
    why = say(f"It shows {number}; {value} is asked for.", f"现在是{number}，需要{value}。")
    after = state.after("", places=(str(number + (presses if gap > 0 else -presses)),))
    return Move(
        Click(box.center, count=presses, box=box, target="▲" if gap > 0 else "▼"), why, after
    )


def first_segment(box: Box) -> Point:
    """The left end of a field of segments: a click there is on its first one."""
    return Point(box.x1 + min(0.12 * box.width, 0.5 * box.height), box.center.y)


def _segments(value: str, field: Field) -> str:
    """The keys that fill a date or time segment by segment, in the order the field shows."""
    if match := _CLOCK.match(value.strip()):
        hour, minute, second, half = match.groups()
        keys = f"{int(hour):02d}{minute}{second or ''}"
        twelve = half or ""
        if twelve:
            return keys + ("A" if twelve.lower()[0] in "a上" else "P")
        return keys
    if match := _SPLIT_DATE.match(value.strip()):
        parts = [match.group(1), match.group(2), match.group(3)]
        year = next((part for part in parts if len(part) == 4), parts[-1])
        others = [part for part in parts if part is not year]
        month, day = others[0], others[1]
        if int(month) > 12:
            month, day = day, month
        shown = field.text.lower()
        by_place = sorted(
            (shown.find(letters), digits)
            for letters, digits in (("mm", f"{int(month):02d}"), ("dd", f"{int(day):02d}"),
                                    ("yy", year))
        )  # fmt: skip
        if by_place[0][0] >= 0:
            return "".join(digits for _, digits in by_place)
        return f"{int(month):02d}{int(day):02d}{year}"
    return value


def _check(
    deed: Fill, value: str, view: View, state: State, found: Sequence[Place], say: Say
) -> Step:
    """After typing: the next field, or the goal is reached; typed again once if nothing came."""
    place = found[min(state.count, len(found) - 1)] if found else None
    if place is not None and value and state.tries == 0 and _is_empty(place.box, view):
        again = replace(state, tries=1)
        return _type(value, place, deed.enter, again.after("typed"), say)
    if deed.field.every and state.count + 1 < len(found):
        after = state.after("", count=state.count + 1, tries=0)
        return _type(value, found[after.count], deed.enter, after.after("typed"), say)
    return Reached(state)


def _is_empty(box: Box, view: View) -> bool:
    """Whether nothing is written in a field: no line, and no ink but a caret."""
    if view.inside(box):
        return False
    from model.backends.embedded.act.glyphs import ink_of

    margin = 0.2 * box.height
    inner = Box(box.x1 + margin, box.y1 + margin, box.x2 - 1.2 * box.height, box.y2 - margin)
    mask = ink_of(view, inner)
    if mask.size == 0:
        return False
    columns = mask.any(axis=0)
    return int(columns.sum()) <= 0.15 * box.height


def _value(value: Value, view: View) -> str | None:
    if value.solve:
        return solve(_expressions(view))
    if value.lookup:
        return value_beside(value.lookup, view)
    return value.text


def _expressions(view: View) -> list[str]:
    """The lines, larger ones first, each also joined with what stands level with it."""
    from model.backends.embedded.act.view import on_one_row

    texts = []
    for line in sorted(view.lines, key=lambda item: -item.box.height):
        row = [other for other in view.lines if on_one_row(other.box, line.box)]
        row.sort(key=lambda other: other.box.x1)
        texts += [" ".join(other.text for other in row), line.text]
    return texts


def fill_all(deed: FillAll, view: View, state: State, say: Say) -> Step:
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


def search(deed: Search, view: View, state: State, before: Picture | None, say: Say) -> Step:
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


_COUNTED = frozenset(
    [
        "year",
        "date",
        "released",
        "release",
        "age",
        "price",
        "amount",
        "number",
        "quantity",
        "count",
        "born",
    ]
) | frozenset(("releas", "relea"))


def _kin(one: str, other: str) -> bool:
    """Whether two stems are of one family: director and directed, genre and genre."""
    shorter = min(len(one), len(other))
    return shorter >= 3 and (one == other or (shorter >= 4 and one[:shorter] == other[:shorter]))


def _stem(word: str) -> str:
    plain = re.sub(r"[^\w]", "", word).lower()
    return re.sub(r"(?:ors?|ed|ers?|ing|s)$", "", plain) if len(plain) > 4 else plain


def choose(deed: Choose, view: View, state: State, before: Picture | None, say: Say) -> Step:
    """Tick or choose the options one after the other; opens a list that hides them."""
    if deed.options == ("*",):
        boxes = [e for e in view.elements if e.kind in ("checkbox", "switch") and not e.checked]
        if not boxes or state.count > 60:
            return Reached(state)
        place = Place(boxes[0].box, boxes[0].text, "checkbox", 1.0, boxes[0])
        return Move(pointed("left", place, ""), say.click(say.quoted(place.text)),
                    state.after("", count=state.count + 1))  # fmt: skip
    if deed.only:
        for element in view.elements:
            wanted = any(alike(option, element.text) >= LIKE for option in deed.options)
            if element.kind == "checkbox" and element.checked and not wanted and state.tries < 20:
                place = Place(element.box, element.text, "checkbox", 1.0, element)
                return Move(pointed("left", place, ""), say.click(say.quoted(element.text)),
                            replace(state, tries=state.tries + 1))  # fmt: skip
    while state.count < len(deed.options):
        option = deed.options[state.count]
        step = _choose_one(option, deed, view, state, before, say)
        if isinstance(step, Reached):
            state = step.state.after("", count=state.count + 1)
            continue
        return step
    return Reached(state)


def _choose_one(
    option: str, deed: Choose, view: View, state: State, before: Picture | None, say: Say
) -> Step:
    lists = [field for field in fields(view) if field.holds == "choice"]
    if state.phase == "" and lists and (place := _ticked(option, deed, view)) is not None:
        assert place.element is not None
        if place.element.checked:
            return Reached(state)
        after = state.after("", count=state.count + 1)
        return Move(pointed("left", place, option), say.click(say.quoted(option)), after)
    shown = [field for field in lists if alike(option, field.text) >= 0.9]
    if state.phase in ("", "open", "scrolling") and shown:
        return Reached(state, say(f"{option} is chosen.", f"已选择{option}。"))
    if not lists or state.phase in ("open", "scrolling"):
        found = _option(option, deed, view, [field.box for field in lists])
        if found is not None:
            place = control_beside(found, view)
            if place.element is not None and place.element.checked:
                return Reached(state)
            after = state.after("", count=state.count + 1)
            return Move(pointed("left", place, option), say.click(say.quoted(option)), after)
    if state.phase in ("open", "scrolling"):
        return scroll_in(_popup(view, lists, deed, option), option, view, state, before, say)
    if lists:
        box = _list_for(option, deed, lists).box
        why = say(f"I open the list to choose {option}.", f"打开列表以选择{option}。")
        return Move(Click(box.center, box=box, target="list"), why, state.after("open"))
    press = Press(Target(option, option))
    return look_for(press, view, state, before, say)


def _ticked(option: str, deed: Choose, view: View) -> Place | None:
    """The checkbox, radio button or switch that ``option`` names, if there is one."""
    if deed.among is not None and deed.among.kind == "list":
        return None
    found = _option(option, deed, view, ())
    place = control_beside(found, view) if found is not None else None
    return (
        place
        if place is not None and place.element is not None and (place.element.checked is not None)
        else None
    )


def _list_for(option: str, deed: Choose, lists: Sequence[Field]) -> Field:
    if deed.among and deed.among.text:
        places = [Place(f.box, f.text, "list", 1.0, None, f) for f in lists]
        if deed.among.order and len(places) >= deed.among.order:
            return lists[deed.among.order - 1]
        if found := by_label(deed.among.text, places):
            assert found[0].field is not None
            return found[0].field
    return lists[0]


def _popup(view: View, lists: Sequence[Field], deed: Choose, option: str) -> Box:
    """Where an open list lies: below (or above) its field, as wide as it."""
    if not lists:
        return view.page
    box = _list_for(option, deed, lists).box
    below = Box(box.x1, box.y2, box.x2, view.page.y2)
    above = Box(box.x1, 0, box.x2, box.y1)
    return below if below.height >= above.height else above


def _option(option: str, deed: Choose, view: View, lists: Sequence[Box]) -> Place | None:
    """The line or control that says ``option``, and no other option better."""
    for look in (view, closer(view)):
        found = [
            place for place in named(option, look, ("checkbox", "radio"))
            if not any(box.contains(place.box.center) for box in lists)
        ]  # fmt: skip
        for place in found:
            rival = max((alike(other, place.text) for other in deed.options if other != option),
                        default=0.0)  # fmt: skip
            if alike(option, place.text) >= max(LIKE, rival):
                return place
    return None
