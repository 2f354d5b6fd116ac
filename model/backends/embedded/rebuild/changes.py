"""A user's sentence as edits of the page: as many of its parts as have one plain meaning.

``make the header taller``, ``change the text X to Y``, ``the button should be red and bigger``,
``centre the title``, ``remove the footer``, ``larger font``, ``dark theme``. What is not understood
is quoted back.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from model.backends.embedded.rebuild.edits import Page
from model.backends.embedded.rebuild.looks import look_rules, scale_type
from model.backends.embedded.rebuild.recolor import turn_theme
from model.backends.embedded.rebuild.rules import with_rules
from model.backends.embedded.rebuild.source import VOID, replaced
from model.backends.embedded.rebuild.targets import find_target
from model.errors import InputError

_QUOTES = r"[\"“”‘’'`«»]"
_POLITE = re.compile(
    r"^(?:please|can you|could you|would you|i want(?: you)? to|i(?:'d| would) like(?: you)? to|"
    r"let'?s|and|then|also|now)\s+|\s*,?\s*please$",
    re.I,
)
_PARTS = re.compile(
    r"\s*(?:;|\.\s|,?\s+and then\s+|,?\s+then\s+|,\s+(?:and\s+)?|\s+and\s+)(?=(?:[^\"“”]*[\"“”]"
    r"[^\"“”]*[\"“”])*[^\"“”]*$)",
    re.I,
)
_REWRITE = re.compile(
    rf"^(?:change|replace|rename|rewrite|edit|set|make)\s+(?P<what>.+?)\s+"
    rf"(?:to(?: say| read)?|with|by|into|say|read)\s+{_QUOTES}(?P<new>.+?){_QUOTES}\.?$",
    re.I,
)
_SHOULD_READ = re.compile(
    rf"^(?P<what>.+?)\s+(?:should|must|has to|needs to)\s+(?:say|read|be called)\s+"
    rf"{_QUOTES}?(?P<new>.+?){_QUOTES}?\.?$",
    re.I,
)
_REWRITE_BARE = re.compile(
    r"^(?:change|replace|rename)\s+(?:the\s+)?(?:text|words?|title|heading|label|caption)\s+"
    r"(?P<what>.+?)\s+(?:to|with|by|into)\s+(?P<new>.+?)\.?$",
    re.I,
)
_REMOVE = re.compile(
    r"^(?:remove|delete|drop|get rid of|take out|take away|erase)\s+(?P<what>.+)$", re.I
)
_HIDE = re.compile(r"^hide\s+(?P<what>.+)$", re.I)
_THEME = re.compile(
    r"^(?:(?:make|turn|switch|set|use|apply|give)\s+)?(?:(?:it|the page|this|everything)\s+)?"
    r"(?:(?:in|into|to|with)\s+)?(?:an?\s+|the\s+)?(?P<theme>dark|light)"
    r"(?:\s*-?\s*(?:theme|mode|version|colou?rs?|design))?$",
    re.I,
)
_TYPE = re.compile(
    r"^(?:use |make |set |with |a |an |the |in )*"
    r"(?:(?P<how>larger|bigger|smaller|increase|decrease|reduce)\s+(?:the\s+)?(?:font|text|type|"
    r"letters|font[- ]?size|text size)s?(?:\s+size)?|(?:the\s+)?(?:font|text|type|letters|"
    r"font size|text size)\s+"
    r"(?:should be |must be |is too )?(?P<after>larger|bigger|smaller|small|large|big))"
    r"(?:\s+by\s+(?P<by>\d+(?:\.\d+)?)\s*(?P<unit>%|px))?$",
    re.I,
)
_LOOK = (
    re.compile(r"^(?:make|turn|set|colou?r|paint|put|align|give|let)\s+(?P<rest>.+)$", re.I),
    re.compile(
        r"^(?P<what>.+?)\s+(?:should|must|needs to|has to|ought to|could)\s+be\s+(?P<how>.+)$", re.I
    ),
    re.compile(r"^(?P<what>.+?)\s+(?:is|are)\s+(?P<how>too\s+.+)$", re.I),
    re.compile(r"^(?P<how>cent(?:er|re)|bold|underline|italici[sz]e|capitali[sz]e|enlarge|shrink|"
               r"widen|narrow|round|lighten|darken)\s+(?P<what>.+)$", re.I),
    re.compile(r"^(?P<how>move|shift)\s+(?P<what>.+?)\s+(?P<way>(?:up|down|left|right|higher|lower)"
               r".*|\d+.*)$", re.I),
)  # fmt: skip

_PART_OF = re.compile(
    r"^(?:the\s+)?(background|text|font|border|colou?r)\s+(?:colou?r\s+)?of\s+(.+)$", re.I
)
_PART = re.compile(r"^(?:the\s+)?(background|border|text|font)(?:\s+colou?r)?$", re.I)


def change(page: Page, sentence: str) -> tuple[str, list[str]]:
    """The page's HTML with the wish granted, and sentences on what was done and what was not.

    Raises ``InputError`` where no part of the wish was understood or found on the page.
    """
    wish = " ".join(sentence.split()).strip()
    if not wish:
        raise InputError("Say what should change, for example 'the header should be taller'.")
    done: list[str] = []
    unread: list[str] = []
    last = ""
    for part in _parts(wish):
        clause = part
        while (shorter := _POLITE.sub("", clause).strip()) != clause:
            clause = shorter
        html, last = _one(page, clause, last)
        if html is None:
            unread.append(part)
            continue
        done.append(part)
        page.html = html
        for name in ("source", "rendered"):
            page.__dict__.pop(name, None)
    if not done:
        raise InputError(
            f"The embedded engine did not understand {wish!r}. It can change words, colours, "
            "sizes, places and the theme of an element that you name or point at; a "
            "vision-language model behind an endpoint understands freer wishes."
        )
    notes = list(page.notes)
    if unread:
        notes.append(
            f"Not understood, so left: {', '.join(repr(part) for part in unread)}. "
            "A vision-language model behind an endpoint could follow it."
        )
    return page.html, notes


def _parts(wish: str) -> list[str]:
    if any(pattern.match(wish) for pattern in (_REWRITE, _SHOULD_READ, _REWRITE_BARE, _THEME)):
        return [wish]
    return [part.strip(" .") for part in _PARTS.split(wish) if part.strip(" .")]


def _one(page: Page, clause: str, last: str) -> tuple[str | None, str]:
    """The page with one clause granted, and what the clause spoke of for the next one's 'it'."""
    if match := _THEME.match(clause):
        return turn_theme(page.html, match["theme"].lower() == "dark"), last
    if match := _TYPE.match(clause):
        how = (match["how"] or match["after"]).lower()
        by = float(match["by"]) if match["by"] and match["unit"] == "%" else 15.0
        up = how in ("larger", "bigger", "increase", "small")
        if page.task.path and "font" not in clause.lower():
            return _look(page, "", "bigger" if up else "smaller"), last
        return scale_type(page.html, 1 + by / 100 if up else 1 / (1 + by / 100)), last
    for pattern in (_REWRITE, _SHOULD_READ, _REWRITE_BARE):
        if match := pattern.match(clause):
            html = _rewrite(page, match["what"], match["new"].strip().strip("\"'“”"))
            if html is not None:
                return html, match["what"]
    if match := _REMOVE.match(clause):
        return _remove(page, match["what"]), last
    if match := _HIDE.match(clause):
        return _with(page, match["what"], lambda _: {"display": "none"}), last
    for pattern in _LOOK:
        match = pattern.match(clause)
        if match is None:
            continue
        found = match.groupdict()
        if "rest" in found:
            html, what = _split_look(page, match["rest"])
            if html is not None:
                return html, what
            continue
        how = f"{found['how']} {found['way']}" if "way" in found else found["how"]
        html = _look(page, _it(found["what"], last), how)
        if html is not None:
            return html, found["what"]
    html = _look(page, last, clause)  # "… and bigger"
    if html is not None:
        return html, last
    return _split_look(page, clause)  # "… and the title white"


def _it(what: str, last: str) -> str:
    return last if what.strip().lower() in ("it", "them", "its text") and last else what


def _split_look(page: Page, rest: str) -> tuple[str | None, str]:
    """``the save button much bigger``: the longest beginning that names something on the page."""
    words = rest.split()
    for place in range(len(words) - 1, -1, -1):
        what, how = " ".join(words[:place]), " ".join(words[place:])
        html = _look(page, what, how)
        if html is not None:
            return html, what
    return None, ""


def _look(page: Page, what: str, how: str) -> str | None:
    if part := _PART_OF.match(what):
        what, how = part[2], f"{part[1]} {how}"
    elif end := re.search(r"(?:'s)?\s+(background|text colou?r|font|border|colou?r)$", what, re.I):
        what, how = what[: end.start()], f"{end[1]} {how}"
    elif match := _PART.match(what):
        what, how = "" if page.task.path else "page", f"{match[1]} {how}"
    probe = look_rules(how, None, None)
    if probe is None:
        return None
    target = find_target(page, what, everywhere=True)
    if target is None:
        return None
    rules: dict[str, dict[str, str]] = {}
    for tag in target.tags:
        found = look_rules(how, tag, page.box_of(tag.path), page.lines_in(tag.path))
        if found:
            for selector, body in found.items():
                rules[selector.replace("&", tag.path)] = body
    return with_rules(page.html, rules) if rules else None


def _with(page: Page, what: str, make: Callable[[object], dict[str, str]]) -> str | None:
    target = find_target(page, what)
    if target is None:
        return None
    return with_rules(page.html, {tag.path: make(tag) for tag in target.tags})


def _remove(page: Page, what: str) -> str | None:
    target = find_target(page, what)
    if target is None or any(tag.name in ("body", "html") for tag in target.tags):
        return None
    html = page.html
    for tag in sorted(target.tags, key=lambda tag: -tag.start):
        end = tag.inner if tag.name in VOID else tag.end
        start = tag.start
        line_start = html.rfind("\n", 0, start) + 1
        if not html[line_start:start].strip() and html[end : end + 1] == "\n":
            start, end = line_start, end + 1
        html = replaced(html, start, end, "")
    return html


def _rewrite(page: Page, what: str, new: str) -> str | None:
    """``what`` may be the words themselves or name the element that holds them."""
    words = re.sub(
        r"^(?:the\s+)?(?:(?:text|words?|title|heading|label|caption)\s+)(?=[\"“‘'`«])", "", what,
        flags=re.I,
    )  # fmt: skip
    target = find_target(page, words)
    if target is None:
        return None
    tag = target.tags[0]
    quoted = re.search(rf"{_QUOTES}(.+?){_QUOTES}$", words.strip())
    shown = page.source.text(tag)
    if quoted is not None:
        html = page.rewrite(tag, quoted[1], new)
        if html is not None:
            return html
    return page.rewrite(tag, shown, new)
