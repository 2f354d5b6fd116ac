"""Pressing things, and looking for what is not shown: behind tabs, folds, menus, by scrolling."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from model.actions import Action, Click, Hover, Scroll, Wait
from model.backends.embedded.act.closer import closer, digits_of
from model.backends.embedded.act.goals import How, InOrder, Press, Until
from model.backends.embedded.act.likeness import same_words
from model.backends.embedded.act.say import Say
from model.backends.embedded.act.state import Lost, Move, Reached, State, Step
from model.backends.embedded.act.targets import Place, find, named
from model.backends.embedded.act.view import View, changed, on_one_row
from model.backends.embedded.act.widgets import sections, submenus, tabs, tree_nodes
from model.backends.embedded.screen import Element
from model.geometry import Box, Point
from model.messages import Picture

CERTAIN = 0.89
"""Least score of what is pressed at once; less is pressed when nothing better is found."""

SAME_CASE = 0.995
SCROLL_SHARE = 0.6
"""Share of the view that one scroll moves while looking for something."""

_MOST_SCROLLS = 30


def press(deed: Press, view: View, state: State, before: Picture | None, say: Say) -> Step:
    """The next step of pressing ``deed.target``; looks for it where it does not show."""
    if state.phase == "pressed":
        if before is not None and not changed(before, view.picture):
            what = say.quoted(deed.target.text or deed.target.phrase)
            state = state.noted(say(f"Nothing on the screen changed when I clicked {what}.",
                                    f"点击{what}后屏幕没有变化。"))  # fmt: skip
        return Reached(state)
    found = find(deed.target, view)
    if not found or found[0].score < CERTAIN:
        found = find(deed.target, closer(view)) or found
    if not _is_sure(deed, found):
        step = _elsewhere(deed, view, state, before, say, found)
        if not (found and isinstance(step, Lost)):
            return step
    if deed.target.every:
        if state.count >= len(found):
            return Reached(state)
        return _act(deed, found[state.count], state.after("", count=state.count + 1), say, view)
    place = found[0]
    if deed.state is not None:
        place = control_beside(place, view)
        if place.element is not None and place.element.checked is deed.state:
            return Reached(state, say("It is so already.", "已经是这样了。"))
    return _act(deed, place, state.after("pressed"), say, view)


def _is_sure(deed: Press, found: Sequence[Place]) -> bool:
    """Whether the best place is surely meant.

    Where several screens have to be looked through, one that differs in case is not.
    """
    if not found:
        return False
    if deed.target.pictured:
        return found[0].score >= CERTAIN
    if not deed.target.text or deed.target.every or deed.target.kind == "close":
        return True
    return found[0].like >= SAME_CASE if deed.where else found[0].score >= CERTAIN


def _elsewhere(
    deed: Press,
    view: View,
    state: State,
    before: Picture | None,
    say: Say,
    found: Sequence[Place],
) -> Step:
    """Look on; when all was looked through, go back to where the likest words were seen."""
    if state.phase == "back":
        return Lost(say.missing(deed.target.phrase))
    if found:
        here = state.tried[-1] if state.tried else "tab:"
        state = replace(state, places=(*state.places, f"{found[0].like:.3f} {here}"))
    step = look_for(deed, view, state, before, say)
    if isinstance(step, Move) or not state.places:
        return step
    _, _, name = max(state.places).partition(" ")
    if state.tried and name == state.tried[-1]:
        return step
    row = tabs(view)
    known = [tab for tab in row if f"tab:{tab.text}" == name] or (row[:1] if name == "tab:" else [])
    if not known:
        return step
    why = say("The likest words were behind another tab.", "最接近的文字在另一个标签页。")
    return _try(name, known[0].box, replace(state, phase="back"), why, phase="back")


def control_beside(place: Place, view: View) -> Place:
    """The box, disc or switch that a text names, or the text itself if there is none."""
    if place.element is not None and place.element.checked is not None:
        return place
    unit = view.letter_height
    best: tuple[float, Place] | None = None
    for element in _controls(view):
        level = abs(element.box.center.y - place.box.center.y) < 0.7 * max(unit, element.box.height)
        if not level or _parted(element.box, place.box, view):
            continue
        left, right = place.box.x1 - element.box.x2, element.box.x1 - place.box.x2
        if right >= -unit and _has_words_after(element.box, view):
            continue  # it is the control of the words after it
        gap = left if left >= -unit else 3 * unit + max(0.0, right) / 4
        if best is None or gap < best[0]:
            best = gap, Place(element.box, place.text, "checkbox", place.score, element)
    return best[1] if best and best[0] < 12 * unit else place


def _controls(view: View) -> list[Element]:
    """Boxes, discs and switches; a disc of their size that has no state drawn is a chosen one."""
    known = [element for element in view.elements if element.checked is not None]
    radios = [element.box for element in known if element.kind == "radio"]
    chosen = [
        replace(item, kind="radio", checked=True)
        for item in view.elements
        if item.kind == "icon" and item.checked is None
        and any(abs(item.box.width - box.width) < 0.2 * box.width
                and abs(item.box.height - box.height) < 0.2 * box.height
                and (abs(item.box.center.y - box.center.y) < box.height / 4
                     or abs(item.box.center.x - box.center.x) < box.width / 4)
                for box in radios)
    ]  # fmt: skip
    return known + chosen


def _has_words_after(control: Box, view: View) -> bool:
    unit = view.letter_height
    return any(
        on_one_row(line.box, control) and -0.5 * unit < line.box.x1 - control.x2 < 1.2 * unit
        for line in view.lines
    )


def _parted(control: Box, words: Box, view: View) -> bool:
    """Whether other words stand between a control and these: then it is theirs."""
    start, end = sorted((control, words), key=lambda box: box.center.x)
    return any(
        start.center.x < line.box.center.x < end.center.x
        and on_one_row(line.box, words)
        and line.box.intersection(words) < 0.3 * line.box.area
        and line.box.intersection(control) < 0.3 * line.box.area
        for line in view.lines
    )


def _act(deed: Press, place: Place, state: State, say: Say, view: View) -> Move:
    what = say.quoted(place.text) if place.text else deed.target.phrase
    return Move(pointed(deed.how, place, what), say.click(what), state)


def pointed(how: How, place: Place, what: str) -> Action:
    """The pointer's action on a place; ``what`` names it for the log."""
    at = place.box.center
    name = place.text or what
    if how == "hover":
        return Hover(at, place.box, name)
    if how == "double":
        return Click(at, "left", 2, box=place.box, target=name)
    button = how if how in ("right", "middle") else "left"
    return Click(at, button, box=place.box, target=name)


def look_for(deed: Press, view: View, state: State, before: Picture | None, say: Say) -> Step:
    """Open the next thing that may hide the target: what the task names first, then what shows."""
    order = {
        "tabs": ("tabs",), "tree": ("tree",), "menu": ("menu",), "sections": ("sections", "tree"),
        "page": ("scroll",), "": ("menu",),
    }[deed.where]  # fmt: skip
    # Unasked, only what surely is one is opened: a row of two buttons looks like tabs.
    rest = [way for way in ("road", "scroll", "tree", "tabs") if way not in order]
    for way in (*order, *rest):
        if step := _WAYS[way](deed, view, state, before, say):
            return step
    return Lost(say.missing(deed.target.phrase))


def _try(
    name: str, box: Box, state: State, why: str, hover: bool = False, phase: str = "looking"
) -> Move:
    after = state.after(phase, tried=(*state.tried, name))
    place = Place(box, name.partition(":")[2])
    return Move(pointed("hover" if hover else "left", place, name), why, after)


def _through_tabs(
    deed: Press, view: View, state: State, before: Picture | None, say: Say
) -> Step | None:
    row = tabs(view)
    if not row or (deed.where != "tabs" and not any(tab.active for tab in row)):
        return None
    known = {name for name in state.tried if name.startswith("tab:")}
    if not known:
        # The one that shows; where the colours do not tell, most likely the first.
        shown = next((tab for tab in row if tab.active), row[0])
        state = replace(
            state,
            tried=(*state.tried, f"tab:{shown.text}"),
            places=tuple(place.replace(" tab:", f" tab:{shown.text}") for place in state.places),
        )
        known = {f"tab:{shown.text}"}
    unseen = [tab for tab in row if f"tab:{tab.text}" not in known and not tab.active]
    if not unseen:
        return None
    tab = unseen[0]
    why = say(f"It is not here; I look behind the tab {say.quoted(tab.text)}.",
              f"这里没有，看看标签页{say.quoted(tab.text)}。")  # fmt: skip
    return _try(f"tab:{tab.text}", tab.box, state, why)


def _through_tree(
    deed: Press, view: View, state: State, before: Picture | None, say: Say
) -> Step | None:
    nodes = tree_nodes(view)
    stacked = any(
        abs(one.box.x1 - other.box.x1) < 3 * view.letter_height
        and abs(one.box.center.y - other.box.center.y) > 0.7 * view.letter_height
        for one in nodes for other in nodes
    )  # fmt: skip
    if not stacked and deed.where != "tree":
        return None  # a lone sign may be part of an icon
    for node in nodes:
        name = f"node:{node.text}"
        # Names repeat in a tree; a node that was opened has no closed sign any more.
        if sum(one == name for one in state.tried) >= 3 or len(state.tried) > 40:
            continue
        why = say(f"It is not shown yet; I open {say.quoted(node.text)}.",
                  f"还没有显示，展开{say.quoted(node.text)}。")  # fmt: skip
        return _try(name, node.box, state, why)
    return None


def _through_menu(
    deed: Press, view: View, state: State, before: Picture | None, say: Say
) -> Step | None:
    if state.phase == "opened":
        why = say("The submenu may take a moment.", "子菜单可能需要一点时间。")
        return Move(Wait(0.6), why, state.after("waited"))
    for item in submenus(view):
        name = f"menu:{item.text}"
        if name in state.tried:
            continue
        why = say(f"I look into the submenu {say.quoted(item.text)}.",
                  f"看看子菜单{say.quoted(item.text)}。")  # fmt: skip
        return _try(name, item.box, state, why, hover=True, phase="opened")
    return None


def _through_sections(
    deed: Press, view: View, state: State, before: Picture | None, say: Say
) -> Step | None:
    for section in sections(view):
        name = f"section:{section.text}"
        if name in state.tried or same_words(deed.target.text, section.text):
            continue
        why = say(f"It is not shown; I open {say.quoted(section.text)}.",
                  f"还没有显示，展开{say.quoted(section.text)}。")  # fmt: skip
        return _try(name, section.box, state, why)
    return None


def _by_scrolling(
    deed: Press, view: View, state: State, before: Picture | None, say: Say
) -> Step | None:
    """Down to the end, then up to the start; stops where a scroll changed nothing."""
    scrolled = [name for name in state.tried if name.startswith("scroll:")]
    stuck = (
        state.phase.startswith("scrolling")
        and before is not None
        and not changed(before, view.picture)
    )
    done = set(state.tried)
    for direction in ("down", "up"):
        end = f"end:{direction}"
        if end in done:
            continue
        if stuck and state.phase == f"scrolling {direction}":
            state = replace(state, tried=(*state.tried, end), phase="")
            stuck = False
            continue
        if len(scrolled) >= _MOST_SCROLLS:
            return None
        why = say("It is not in view; I scroll to look for it.", "不在视野内，滚动查找。")
        amount = SCROLL_SHARE * view.picture.height
        return Move(
            Scroll("down" if direction == "down" else "up", amount, view.page.center),
            why,
            state.after(f"scrolling {direction}", tried=(*state.tried, f"scroll:{direction}")),
        )
    return None


def _by_road(
    deed: Press, view: View, state: State, before: Picture | None, say: Say
) -> Step | None:
    """Where shops keep their checkout: behind the basket."""
    if "road:basket" in state.tried or not _CHECKOUT.search(deed.target.text):
        return None
    for line in view.lines:
        if _BASKET.match(line.text.strip()):
            why = say(f"I look for it behind {say.quoted(line.text)}.",
                      f"到{say.quoted(line.text)}里找。")  # fmt: skip
            after = state.after("looking", tried=(*state.tried, "road:basket"))
            place = Place(line.box, line.text, "link")
            return Move(pointed("left", place, line.text), why, after)
    if "road:top" in state.tried:
        return None
    why = say("The basket is kept at the top; I scroll up.", "购物车在页面顶部，向上滚动。")
    wheel = Scroll("up", 10.0 * view.picture.height, view.page.center)
    return Move(wheel, why, state.after("looking", tried=(*state.tried, "road:top")))


_BASKET = re.compile(
    r"^(?:(?:view |your |my |shopping )?(?:basket|cart|bag)|购物车)\W*\d*\W*$", re.I
)
_CHECKOUT = re.compile(r"\bcheck ?out\b|\bpay(?:ment)?\b|结算|结账|付款", re.I)
_WAYS = {
    "road": _by_road,
    "tabs": _through_tabs, "tree": _through_tree, "menu": _through_menu,
    "sections": _through_sections, "scroll": _by_scrolling,
}  # fmt: skip


def in_order(deed: InOrder, view: View, state: State, say: Say) -> Step:
    """Click the next number in order; where all of them stood is remembered from the first look.

    Numbers may be covered once the first is clicked.
    """
    if not state.places:
        found = digits_of(view.lines)
        spread = range(min(found), max(found) + 1) if found else range(0)
        if len(spread) <= 60 and any(number not in found for number in spread):
            found = {**digits_of(closer(view).lines), **found}
        if not found:
            return Lost(say("I see no numbers.", "没有看到数字。"))
        numbers = sorted(found, reverse=deed.descending)
        state = replace(
            state,
            places=tuple(
                f"{number}@{found[number].box.center.x:.0f},{found[number].box.center.y:.0f}"
                for number in numbers
            ),
        )
    if state.count >= len(state.places):
        return Reached(state)
    name, _, at = state.places[state.count].partition("@")
    x, y = (float(part) for part in at.split(","))
    why = say(f"The next number is {name}.", f"下一个数字是 {name}。")
    return Move(Click(Point(x, y), target=name), why, state.after("", count=state.count + 1))


def until(deed: Until, view: View, state: State, before: Picture | None, say: Say) -> bool:
    """Whether the repetition may end: the text is shown, or gone."""
    return bool(named(deed.text, view)) is not deed.gone


def nudge(box: Box) -> Point:
    """A point well inside the left part of a field, where its text begins."""
    return Point(box.x1 + min(0.25 * box.width, 1.2 * box.height), box.center.y)
