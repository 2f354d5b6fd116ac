"""What a deed turns out to mean on the page at hand: the control itself says how it is set.

"Set the language to Deutsch" reads like typing and "choose 12 March as the day" like a list; which
it is, only the field that bears the name can tell.
"""

from __future__ import annotations

import re
from dataclasses import replace

from model.backends.embedded.act.goals import Choose, Deed, Fill, Slide, Value
from model.backends.embedded.act.sliders import slider
from model.backends.embedded.act.state import State
from model.backends.embedded.act.targets import Place, by_label
from model.backends.embedded.act.view import View
from model.backends.embedded.act.widgets import Field, fields

_NUMBER = re.compile(r"\d")
_LISTS = ("open", "scrolling")
"""Phases of choosing in which an open list covers the page."""


def settle(deed: Deed, view: View, state: State) -> Deed:
    """``deed`` as the named field wants it: typed into, or chosen from."""
    if isinstance(deed, Fill) and deed.value.text and deed.field.text and not deed.field.every:
        chosen = Choose((deed.value.text,), replace(deed.field, kind="list"))
        if state.phase in _LISTS:
            return chosen
        sliding = Slide(deed.value.text, deed.field)
        if state.phase == "slid":
            return sliding
        if state.phase == "" and (field := labelled(deed.field.text, view)):
            return chosen if field.holds == "choice" else deed
        number = state.phase == "" and _NUMBER.search(deed.value.text)
        if number and slider(deed.field.text, view) is not None:
            return sliding
    if isinstance(deed, Choose) and deed.among and deed.among.text and len(deed.options) == 1:
        typed = Fill(Value(deed.options[0]), replace(deed.among, kind="field"))
        if state.phase == "typed":
            return typed
        field = labelled(deed.among.text, view) if state.phase == "" and not state.count else None
        if field is not None and field.holds not in ("choice", "lines"):
            return typed
    return deed


def labelled(text: str, view: View) -> Field | None:
    """The field that ``text`` is the label of, if one is clearly the best."""
    places = [Place(item.box, item.text, "field", 1.0, None, item) for item in fields(view)]
    found = by_label(text, places)
    return found[0].field if found else None
