"""Words for looks as CSS: colours, sizes, places, weights. A wish's clause without its noun."""

from __future__ import annotations

import re
from collections.abc import Sequence

from model.backends.embedded.rebuild.source import Tag
from model.geometry import Box
from model.rendering import TextLine

_COLORS = {
    "red": "#d32f2f", "dark red": "#8b0000", "orange": "#f57c00", "yellow": "#fdd835",
    "gold": "#d4a017", "green": "#2e7d32", "light green": "#8bc34a", "dark green": "#1b5e20",
    "lime": "#9ccc65", "teal": "#00897b", "cyan": "#00acc1", "turquoise": "#26a69a",
    "blue": "#1a73e8", "light blue": "#90caf9", "dark blue": "#0d47a1", "navy": "#0a2a5e",
    "indigo": "#3949ab", "purple": "#7b1fa2", "violet": "#7b1fa2", "magenta": "#c2185b",
    "pink": "#e91e63", "light pink": "#f8bbd0", "brown": "#6d4c41", "black": "#000000",
    "white": "#ffffff", "grey": "#808080", "gray": "#808080", "light grey": "#e0e0e0",
    "light gray": "#e0e0e0", "dark grey": "#424242", "dark gray": "#424242", "beige": "#f5f5dc",
    "cream": "#fffdf0", "maroon": "#800000", "crimson": "#dc143c", "transparent": "transparent",
}  # fmt: skip
_COLOR = re.compile(
    r"#[0-9a-f]{3,8}\b|rgba?\([^)]*\)|\b(?:"
    + "|".join(sorted(map(re.escape, _COLORS), key=len, reverse=True))
    + r")\b",
    re.I,
)
_AMOUNT = re.compile(
    r"(?P<to>\bto\s+)?(?P<value>\d+(?:\.\d+)?)\s*(?P<unit>px|pixels?|%|percent|pt)?"
)
_SCALES = (
    ("height", re.compile(r"\btoo (?:short|low|flat)\b")),
    ("-height", re.compile(r"\b(?:shorter|flatter|less tall|too tall|too high)\b")),
    ("height", re.compile(r"\b(?:taller|higher|tall|high|height)\b")),
    ("width", re.compile(r"\btoo narrow\b")),
    ("-width", re.compile(r"\b(?:narrower|slimmer|thinner|narrow|too wide)\b")),
    ("width", re.compile(r"\b(?:wider|broader|widen|wide|width)\b")),
    ("size", re.compile(r"\btoo (?:small|tiny)\b")),
    ("-size", re.compile(r"\b(?:smaller|tiny|small|shrink|too big|too large)\b")),
    ("size", re.compile(r"\b(?:bigger|larger|enlarge|big|large|size)\b")),
)
_FLAGS: tuple[tuple[re.Pattern[str], dict[str, str]], ...] = (
    (re.compile(r"\b(?:not bold|regular|normal weight|lighter weight)\b"), {"font-weight": "400"}),
    (re.compile(r"\b(?:bold|bolder|heavier)\b"), {"font-weight": "700"}),
    (re.compile(r"\bitalic(?:s|i[sz]e)?\b"), {"font-style": "italic"}),
    (re.compile(r"\bnot underlined|without underline\b"), {"text-decoration": "none"}),
    (re.compile(r"\bunderlined?\b"), {"text-decoration": "underline"}),
    (re.compile(r"\b(?:upper ?case|all caps|capitals)\b"), {"text-transform": "uppercase"}),
    (re.compile(r"\blower ?case\b"), {"text-transform": "lowercase"}),
    (re.compile(r"\bcapitali[sz]ed?\b"), {"text-transform": "capitalize"}),
    (re.compile(r"\b(?:rounder|rounded|round|rounded corners|round corners)\b"),
     {"border-radius": "12px"}),
    (re.compile(r"\b(?:square|sharp)(?: corners)?\b"), {"border-radius": "0"}),
    (re.compile(r"\b(?:no|without)(?: a)? border\b"), {"border-color": "transparent"}),
    (re.compile(r"\b(?:no|without)(?: a)? shadow\b"), {"box-shadow": "none"}),
    (re.compile(r"\b(?:with )?(?:a )?shadow\b"), {"box-shadow": "0 4px 16px rgb(0 0 0 / .2)"}),
    (re.compile(r"\bmonospaced?|code font\b"), {"font-family": "ui-monospace, monospace"}),
    (re.compile(r"\bsans[- ]?serif\b"), {"font-family": "Arial, Helvetica, sans-serif"}),
    (re.compile(r"\b(?<!sans )(?<!sans-)serif\b"), {"font-family": "Georgia, serif"}),
    (re.compile(r"\binvisible|hidden\b"), {"visibility": "hidden"}),
    (re.compile(r"\b(?:more (?:padding|space|room)|padding|roomier|spacious)\b"),
     {"padding": "20px"}),
)  # fmt: skip
_CENTER = re.compile(r"\b(?:cent(?:er|re)(?:e?d)?|in the (?:middle|cent(?:er|re)))\b")
_SIDE = re.compile(r"\b(?:to the |on the |flush )?(left|right)(?:[- ]aligned)?\b")
_MOVE = re.compile(
    r"\b(?:move|shift)\b.*?\b(up|down|left|right|higher|lower)\b|^(?:further )?(up|down)$"
)
_KNOWN = re.compile(
    r"\b(?:much|a|an|bit|little|slightly|lot|far|more|very|quite|in|with|of|on|be|to|by|the|it|its|"
    r"colou?r(?:ed)?|background|text|font|border|set|same|bright|px|pixels?|percent|twice|double|half|"
    r"as|too|corners|and|move|shift|aligned|align|solid|weight)\b"
    r"|\d+(?:\.\d+)?\s*(?:px|pixels?|percent|pt|%)?|[.,%#-]+",
    re.I,
)
_SOLID = frozenset({"button", "header", "footer", "nav", "body", "aside", "main", "section",
                    "article", "table", "form", "input", "div", "ul"})  # fmt: skip
_TEXT = frozenset({"p", "a", "span", "h1", "h2", "h3", "h4", "h5", "h6", "li", "label", "strong",
                   "em", "b", "i", "td", "th", "small"})  # fmt: skip


def look_rules(
    how: str, tag: Tag | None, box: Box | None, lines: Sequence[TextLine] = ()
) -> dict[str, dict[str, str]] | None:
    """CSS rules for ``how``; ``&`` in a selector stands for the element. Nothing if not understood.

    ``box`` is where the element is rendered, if known, ``lines`` its words there. Without ``tag``
    this only tells whether the words are understood: every one of them must be.
    """
    said = how.lower().strip(" .!")
    left = said
    own: dict[str, str] = {}
    inner: dict[str, str] = {}
    rules: dict[str, dict[str, str]] = {}
    words = _COLOR.findall(said)
    if words:
        left = _COLOR.sub(" ", left)
        _set_colors(said, [_COLORS.get(word, word) for word in words], tag, own, inner)
    factor = _factor(said)
    for name, pattern in _SCALES:
        if pattern.search(left):
            left = pattern.sub(" ", left)
            own |= _scaled(name, factor, said, tag, box, lines)
            break
    for pattern, flags in _FLAGS:
        if pattern.search(left):
            left = pattern.sub(" ", left)
            own |= flags
    if move := _MOVE.search(left):
        own |= _moved((move[1] or move[2]), said)
        left = _MOVE.sub(" ", left)
    elif _CENTER.search(left):
        left = _CENTER.sub(" ", left)
        own |= {"text-align": "center", "margin-left": "auto", "margin-right": "auto"}
        own |= {"align-self": "center", "justify-self": "center"}
        if tag is not None and tag.name in ("header", "nav", "div", "section", "form", "ul"):
            own["justify-content"] = "center"
        if tag is not None and tag.name in ("img", "a", "span", "button", "input"):
            own |= {"display": "block", "width": "fit-content"}
            if tag.name == "img":
                own.pop("width")
    elif side := _SIDE.search(left):
        left = _SIDE.sub(" ", left)
        own |= {"text-align": side[1]}
        own |= {f"margin-{'left' if side[1] == 'right' else 'right'}": "auto",
                f"margin-{side[1]}": "0", "align-self": "flex-end" if side[1] == "right"
                else "flex-start"}  # fmt: skip
    if not own and not inner:
        return None
    if re.search(r"[a-z]", _KNOWN.sub(" ", left)):
        return None
    if own:
        rules["&"] = own
    if inner:
        rules["& *"] = inner
    return rules


def _set_colors(
    said: str, colors: list[str], tag: Tag | None, own: dict[str, str], inner: dict[str, str]
) -> None:
    name = tag.name if tag is not None else "div"
    if "border" in said:
        own["border"] = f"1px solid {colors[0]}"
        return
    if len(colors) >= 2:  # "white on red"
        on = " on " in said
        text, ground = (colors[0], colors[1]) if on else (colors[1], colors[0])
        own |= {"color": text, "background": ground}
        inner["color"] = text
        return
    typed = tag.attributes.get("type", "") if tag is not None else ""
    button = name == "button" or typed in ("submit", "button")
    classes = tag.attributes.get("class", "") if tag is not None else ""
    button = button or bool(re.search(r"\bbtn|button", classes))
    if "background" in said or (
        "text" not in said and "font" not in said and (button or name in _SOLID)
    ):
        own["background"] = colors[0]
        return
    own["color"] = colors[0]
    inner["color"] = colors[0]


def _factor(said: str) -> float:
    """By how much to scale: as said, else a quarter; more for 'much', less for 'a bit'."""
    amount = _AMOUNT.search(said)
    if amount and amount["unit"] in ("%", "percent"):
        value = float(amount["value"]) / 100
        return value if amount["to"] else 1 + value
    if "twice" in said or "double" in said:
        return 2.0
    if re.search(r"\bhalf\b", said):
        return 2.0
    if re.search(r"\b(?:much|a lot|far)\b", said):
        return 1.6
    if re.search(r"\b(?:bit|little|slightly)\b", said):
        return 1.1
    return 1.25


def _scaled(
    name: str, factor: float, said: str, tag: Tag | None, box: Box | None,
    lines: Sequence[TextLine],
) -> dict[str, str]:  # fmt: skip
    smaller, what = name.startswith("-"), name.removeprefix("-")
    amount = _AMOUNT.search(said)
    lengths = amount is not None and amount["unit"] in ("px", "pixel", "pixels", "pt")
    value = float(amount["value"]) if lengths and amount is not None else 0.0
    to = bool(lengths and amount is not None and (amount["to"] or not re.search(r"\bby\b", said)))
    scale = 1 / factor if smaller else factor
    if what == "size" and (tag is None or tag.name in _TEXT):
        if lengths and to:
            return {"font-size": f"{value:g}px"}
        size = max((line.size for line in lines), default=0.0)
        if size:
            new = size + (-value if smaller else value) if lengths else size * scale
            return {"font-size": f"{new:.1f}px", "line-height": "1.25"}
        return {"zoom": f"{scale:.3g}"}
    if what == "size":
        return {"zoom": f"{scale:.3g}"}
    side = "min-height" if what == "height" and not smaller else what
    now = 0.0 if box is None else (box.height if what == "height" else box.width)
    if lengths and to:
        return {side: f"{value:g}px", **({"max-width": "none"} if what == "width" else {})}
    if now:
        new = now + (-value if smaller else value) if lengths else now * scale
        rules = {side: f"{max(1.0, new):.0f}px"}
        if smaller:
            rules[f"min-{what}"] = "0"
        return rules
    if what == "height" and not smaller:
        return {"padding-top": "14px", "padding-bottom": "14px"}
    return {"zoom": f"{scale:.3g}"}


def _moved(way: str, said: str) -> dict[str, str]:
    amount = _AMOUNT.search(said)
    step = float(amount["value"]) if amount else 16.0
    way = {"higher": "up", "lower": "down"}.get(way, way)
    right = {"left": -step, "right": step}.get(way, 0.0)
    down = {"up": -step, "down": step}.get(way, 0.0)
    return {"translate": f"{right:g}px {down:g}px"}


_STYLE = re.compile(r"(<style\b[^>]*>)(.*?)(</style>)", re.I | re.S)
_SIZE = re.compile(
    r"((?:font-size|line-height|--text-[\w-]+)\s*:\s*|font\s*:[^;{}]*?)(\d+(?:\.\d+)?)(px|pt)\b",
    re.I,
)
_INLINE = re.compile(r"(\sstyle\s*=\s*)(\"[^\"]*\"|'[^']*')", re.I)


def scale_type(html: str, factor: float) -> str:
    """The page with all letters larger by ``factor``: pixel sizes as written, others by root."""

    def sized(css: str) -> str:
        return _SIZE.sub(lambda m: f"{m[1]}{float(m[2]) * factor:.4g}{m[3]}", css)

    html = _STYLE.sub(lambda match: match[1] + sized(match[2]) + match[3], html)
    html = _INLINE.sub(lambda match: match[1] + sized(match[2]), html)
    from model.backends.embedded.rebuild.rules import with_rules

    return with_rules(html, {"html": {"font-size": f"{100 * factor:.4g}%"}})
