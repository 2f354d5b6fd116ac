"""One English clause to its deeds: "click A", "select A and B", "scroll to the bottom"."""

from __future__ import annotations

import re

from model.actions import Direction
from model.backends.embedded.act.fill_clauses import at_last, field_of, fill, value_of, whole_field
from model.backends.embedded.act.goals import (
    Choose,
    Deed,
    Drag,
    Expand,
    Fill,
    GoBack,
    How,
    InOrder,
    Keys,
    Pause,
    Press,
    Scroll,
    Search,
    Target,
    Value,
)
from model.backends.embedded.act.keys import keys_named
from model.backends.embedded.act.phrases import HELD, TRAILING, bare, release, target
from model.backends.embedded.act.verbs import applied, beside, marked

_PRESS = re.compile(
    r"^(?:(?P<how>double|right|middle|left)[- ]?)?(?P<verb>click|press|tap|hit|push)"
    r"(?: down)?(?: (?:on|in|into|at))?\s+(?P<what>.+)$",
    re.I,
)
_OF_A_THING = re.compile(
    r"^(?:the )?(?P<control>[\ue000-\uf8ff](?: button| link)?) "
    r"(?:for|of|beside|next to|near|by|below|under|"
    r"in the (?:row|card|line|box) (?:of|with|for)|on the (?:row|card|line) (?:of|with|for)) "
    r"(?P<thing>(?:the )?[\ue000-\uf8ff].*)$",
    re.I,
)
_ORDER = re.compile(
    r"^(?:all )?(?:of )?(?:the )?numbers?\b.*\b(?:in (?P<way>ascending|increasing|descending|"
    r"decreasing|rising|falling) order|from (?P<from>\w+) to \w+)$",
    re.I,
)
_HOVER = re.compile(
    r"^(?:hover|move (?:the )?(?:mouse|pointer|cursor))(?: over| on| to)? (?P<what>.+)$", re.I
)
_FOCUS = re.compile(r"^(?:focus|put the (?:cursor|focus))(?: in(?:to)?| on)? (?P<what>.+)$", re.I)
_DRAG = re.compile(
    r"^(?:drag|move)(?: and drop)? (?P<what>.+?) (?:in|on)?to(?:p of)? (?P<onto>.+)$", re.I
)
_BACK = re.compile(r"^(?:go|navigate|return) back(?: (?:one|a) page)?$|^return$", re.I)
_WAIT = re.compile(
    r"^wait(?: for)?(?: (?P<count>\d+(?:\.\d+)?|an?) ?(?P<unit>s\w*|ms|milli\w+|min\w*))?$", re.I
)
_SCROLL = re.compile(
    r"^scroll\b(?: (?P<direction>up|down|left|right)(?:wards?)?)?(?: (?:in|inside|over|within))?"
    r"(?: (?P<area>(?:the |this )?(?!to\b|all\b)[\w -]+?))?"
    r"(?P<end>(?: all the way)?(?: (?:up|down))?(?: to (?:the |its )?(?P<edge>bottom|top|end|start|"
    r"beginning|very (?:bottom|top|end)))?(?: of (?:the |this )?[\w ]+?)?)$",
    re.I,
)
_PAGE = re.compile(r"^(?:the |this )?(?:page|screen|window|site|view|text)?$", re.I)
_SUBMIT = re.compile(r"^submit(?: (?:the |your |this )?(?:form|answer|it|result)s?)?$", re.I)
_ALONE = re.compile(
    r"^(?P<verb>log ?in|log ?out|sign ?in|sign ?up|sign ?out|save|cancel|continue|confirm|accept|"
    r"send|search|delete|remove|undo|refresh|reload|agree|decline|dismiss|apply|register|next|"
    r"play|pause|stop)(?: (?:it|the (?:form|changes|page)))?$",
    re.I,
)
_LOG_IN = re.compile(
    r"^(?:log|sign) ?in(?: to [\w ]+?)? (?:as|with(?: (?:the )?(?:user ?name|e-?mail|login|user))?)"
    r" (?P<user>.+?)(?:,| and| with| using)+ (?:the )?password (?P<password>.+)$",
    re.I,
)
_SEARCH = re.compile(
    r"^(?:search|look)(?: for)? (?P<what>.+?)(?: (?:in|with|using|on) the search.*)?$", re.I
)
_FIND = re.compile(r"^(?:find|locate|look for|show me|show) (?P<what>.+)$", re.I)
_CHOOSE = re.compile(
    r"^(?P<verb>select|choose|pick|check|tick|mark|untick|uncheck|deselect|clear)\s+(?P<what>.+)$",
    re.I,
)
_AMONG = re.compile(
    r"\s+(?:from|in|on|with|using|among|out of|inside|within|as|for|under)\s+"
    r"(?=(?:the|this|that|an?)\b|[\ue000-\uf8ff])",
    re.I,
)
_FOR_A_FIELD = re.compile(
    r"^(?P<option>.+?) (?:as|for) (?P<field>(?:the|my|your) [\w\ue000-\uf8ff][\w\ue000-\uf8ff ]*)$",
    re.I,
)
_NOTHING = re.compile(
    r"^(?:nothing|none(?: of (?:them|the \w+))?|no(?:t any)? (?:check ?box|option|item)\w*)$", re.I
)
_ITEMS = re.compile(r"\s*,\s*(?:and\s+)?|\s+and\s+|\s*&\s*")
_SWITCH = re.compile(
    r"^(?:(?P<verb>turn|switch) (?P<state>on|off) (?P<what>.+)|"
    r"turn (?P<what2>.+) (?P<state2>on|off)|"
    r"(?P<enable>enable|disable|activate|deactivate) (?P<what3>.+)|toggle (?P<what4>.+))$",
    re.I,
)
_EXPAND = re.compile(r"^(?P<verb>expand|unfold|collapse|fold) (?P<what>.+)$", re.I)
_OPEN = re.compile(
    r"^(?P<verb>open|close|dismiss|visit|go to|go into|switch to|navigate to|show|follow|view) "
    r"(?P<what>.+)$",
    re.I,
)
_SUBMIT_BUTTON = Target("Submit", "Submit", "button")


def deeds(text: str, held: list[str], solving: bool = False) -> list[Deed] | None:
    """What one clause asks for; ``None`` when its verb is not known.

    ``held`` are the quoted pieces that private characters in ``text`` stand for; ``solving`` tells
    that "the answer" is of a problem on the screen.
    """
    if (found := marked(text, held)) is not None:
        return found
    for rule in (_simple, _press, _scroll, fill, _choose, _others):
        if (found := rule(text, held, solving)) is not None:
            return found
    return applied(text, held)


def _simple(text: str, held: list[str], solving: bool) -> list[Deed] | None:
    if _SUBMIT.match(text):
        return [Press(_SUBMIT_BUTTON)]
    if match := _LOG_IN.match(text):
        user = bare(match.group("user"), held).strip(TRAILING)
        password = bare(match.group("password"), held)
        return [
            Fill(Value(user), Target("username", "username", "field")),
            Fill(Value(password), Target("password", "password", "field")),
            Press(Target("Log in", "Log in", "button")),
        ]
    if match := _ALONE.match(text):
        return [Press(Target(match.group("verb"), match.group("verb"), "button"))]
    if _BACK.match(text):
        return [GoBack()]
    if match := _WAIT.match(text):
        count = match.group("count") or ""
        seconds = float(count) if count and count[0].isdigit() else 1.0 if count else 5.0
        unit = (match.group("unit") or "s").lower()
        scale = 0.001 if unit.startswith(("ms", "milli")) else 60 if unit.startswith("min") else 1
        return [Pause(min(60.0, seconds * scale))]
    return None


def _press(text: str, held: list[str], solving: bool) -> list[Deed] | None:
    if match := _PRESS.match(text):
        what = match.group("what")
        if order := _ORDER.match(what):
            way = (order.group("way") or order.group("from") or "").lower()
            down = way in ("descending", "decreasing", "falling", "largest", "biggest", "highest")
            return [InOrder(down)]
        by_key = match.group("verb").lower() in ("press", "hit") and not HELD.search(what)
        if by_key and (keys := keys_named(what)):
            return [Keys(keys)]
        how: How = "left"
        if said := match.group("how"):
            how = {"double": "double", "right": "right", "middle": "middle"}.get(
                said.lower(), "left"
            )  # type: ignore[assignment]
        if how == "left" and (match := _OF_A_THING.match(what)):
            return [beside(target(match.group("control"), held), match.group("thing"), held)]
        return [Press(item, how) for item in _targets(what, held)]
    if match := _HOVER.match(text):
        return [Press(target(match.group("what"), held), "hover")]
    if match := _FOCUS.match(text):
        return [Press(target(match.group("what"), held))]
    if (match := _DRAG.match(text)) and not text.lower().startswith("move on"):
        return [Drag(target(match.group("what"), held), target(match.group("onto"), held))]
    return None


def _targets(what: str, held: list[str]) -> list[Target]:
    """One target, or several where a list of quoted pieces says so: "A" and "B"."""
    pieces = [piece for piece in _ITEMS.split(what) if piece.strip()]
    if len(pieces) > 1 and all(HELD.search(piece) for piece in pieces):
        last = target(pieces[-1], held)
        found = [target(piece, held) for piece in pieces]
        return [item if item.kind else Target(item.phrase, item.text, last.kind) for item in found]
    return [target(what, held)]


def _scroll(text: str, held: list[str], solving: bool) -> list[Deed] | None:
    if not (match := _SCROLL.match(text)):
        return None
    edge = (match.group("edge") or "").lower().replace("very ", "")
    direction: Direction = "up" if edge in ("top", "start", "beginning") else "down"
    if said := (match.group("direction") or "").lower():
        direction = said  # type: ignore[assignment]
    words = (match.group("area") or "").strip()
    to_end = bool(edge) or "all the way" in text.lower()
    area = None if _PAGE.match(words) else target(words, held)
    return [Scroll(direction, area, to_end)]


def _choose(text: str, held: list[str], solving: bool) -> list[Deed] | None:
    if not (match := _CHOOSE.match(text)):
        return None
    verb, what = match.group("verb").lower(), match.group("what").strip()
    if verb == "clear":
        return [Fill(Value(""), field_of(what, held))]
    state = None if verb in ("select", "choose", "pick") else verb in ("check", "tick", "mark")
    if _NOTHING.match(what):
        return [Choose((), only=True)]
    among: Target | None = None
    if state is None and (match := _FOR_A_FIELD.match(what)):
        option = bare(match.group("option"), held).strip(TRAILING)
        return [Choose((option,), whole_field(match.group("field"), held))]
    if halves := at_last(_AMONG, what):
        what, among = halves[0], target(halves[1], held)
        if among.kind in ("spinner", "slider", "date", "time"):
            return [Fill(value_of(what, held, solving), among)]
    only = bool(re.match(r"only\s", what, re.I))
    what = re.sub(r"^only\s+", "", what, flags=re.I)
    quoted = HELD.findall(what)
    named = target(what, held)
    if named.kind in ("tab", "link", "button", "icon", "section", "menu") or (
        not quoted and (named.order or named.placed) and named.kind
    ):
        return [Press(named, state=state)]
    if named.every and not named.text:
        return [Choose(("*",), among)]
    if verb in ("untick", "uncheck", "deselect"):
        return [Press(item, state=False) for item in _targets(what, held)]
    if quoted:
        options = [held[ord(piece) - 0xE000] for piece in quoted]
    else:
        noun = re.compile(r"\s+(?:check ?box|option|item|radio button|entry|value)(?:e?s)?$", re.I)
        options = [
            re.sub(r"^(?:the|option|value|item)\s+", "", noun.sub("", item.strip()), flags=re.I)
            for item in _ITEMS.split(what)
        ]
    return [Choose(tuple(option for option in options if option), among, only)]


def _others(text: str, held: list[str], solving: bool) -> list[Deed] | None:
    if match := _SWITCH.match(text):
        words = next(
            match.group(name) for name in ("what", "what2", "what3", "what4") if match.group(name)
        )
        said = (
            match.group("state") or match.group("state2") or match.group("enable") or ""
        ).lower()
        state = None if not said else said in ("on", "enable", "activate")
        return [Press(target(words, held), state=state)]
    if match := _EXPAND.match(text):
        collapse = match.group("verb").lower() in ("collapse", "fold")
        return [Expand(target(match.group("what"), held), collapse)]
    if match := _OPEN.match(text):
        what = target(match.group("what"), held)
        if match.group("verb").lower() in ("close", "dismiss"):
            if what.kind == "section":
                return [Expand(what, True)]
            return [Press(Target(release(text, held), "" if what.kind else what.text, "close"))]
        if what.kind == "section":
            return [Expand(what)]
        return [Press(what)]
    if match := _SEARCH.match(text):
        return [Search(bare(match.group("what"), held))]
    if match := _FIND.match(text):
        return [Scroll("down", until=target(match.group("what"), held).text)]
    return None
