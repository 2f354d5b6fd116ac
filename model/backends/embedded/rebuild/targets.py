"""Which element a wish speaks of: the one pointed at, quoted words, or a plain noun."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from model.backends.embedded.rebuild.edits import Page, plain
from model.backends.embedded.rebuild.source import Tag

_POINTED = re.compile(
    r"^(?:it|its|this|that|this one|these|the element|the selected(?: \w+)?|selected|here|them)?$"
)
_ARTICLE = re.compile(r"^(?:the|a|an|this|that|my|our|all|every|each|both)\s+")
_QUOTED = re.compile(r"[\"“”‘’'`«»]([^\"“”‘’`«»]+?)[\"“”‘’'`«»](?![\w])")
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def _tags(*names: str) -> Callable[[Tag], bool]:
    return lambda tag: tag.name in names


def _button(tag: Tag) -> bool:
    typed = tag.attributes.get("type", "").lower()
    classes = tag.attributes.get("class", "").lower()
    return (
        tag.name == "button"
        or (tag.name == "input" and typed in ("submit", "button", "reset"))
        or tag.attributes.get("role") == "button"
        or (tag.name == "a" and re.search(r"\bbtn|button", classes) is not None)
    )


def _field(tag: Tag) -> bool:
    typed = tag.attributes.get("type", "text").lower()
    unlike = ("submit", "button", "reset", "hidden", "checkbox", "radio", "range", "image")
    return tag.name in ("textarea", "select") or (tag.name == "input" and typed not in unlike)


def _classed(word: str, *names: str) -> Callable[[Tag], bool]:
    pattern = re.compile(rf"\b{word}")
    return lambda tag: (
        tag.name in names
        or bool(
            pattern.search(tag.attributes.get("class", "").lower())
            or pattern.search(tag.attributes.get("id", "").lower())
        )
    )


NOUNS: tuple[tuple[re.Pattern[str], Callable[[Tag], bool]], ...] = (
    (re.compile(r"^(?:page|site|website|whole page|everything|body|background of the page)$"),
     _tags("body")),
    (re.compile(r"^(?:header|top bar|banner|navbar|title bar)$"),
     _classed("header|navbar", "header")),
    (re.compile(r"^(?:nav|menu|navigation|nav bar|navigation bar|tabs)$"), _classed("nav", "nav")),
    (re.compile(r"^(?:footer|bottom bar)$"), _classed("footer", "footer")),
    (re.compile(r"^(?:side ?bar|aside|left panel|side menu)$"), _classed("sidebar", "aside")),
    (re.compile(r"^(?:main|content|main part|main content)$"), _tags("main")),
    (re.compile(r"^(?:title|headline|main heading|page title|h1)$"),
     lambda tag: tag.name in _HEADINGS),
    (re.compile(r"^(?:headings?|titles|headlines|subtitles?|subheadings?)$"),
     lambda tag: tag.name in _HEADINGS),
    (re.compile(r"^buttons?$"), _button),
    (re.compile(r"^links?$"), _tags("a")),
    (re.compile(r"^(?:images?|pictures?|photos?|icons?|logo)$"), _tags("img", "svg", "picture")),
    (re.compile(r"^(?:(?:input )?fields?|inputs?|text ?box(?:es)?|search(?: bar| field| box)?)$"),
     _field),
    (re.compile(r"^(?:forms?)$"), _tags("form")),
    (re.compile(r"^(?:cards?|box(?:es)?|panels?)$"), _classed("card", "article")),
    (re.compile(r"^(?:tables?)$"), _tags("table")),
    (re.compile(r"^(?:lists?)$"), _tags("ul", "ol")),
    (re.compile(r"^(?:sections?)$"), _tags("section")),
    (re.compile(r"^(?:paragraphs?)$"), _tags("p")),
    (re.compile(r"^(?:labels?)$"), _tags("label")),
    (re.compile(r"^(?:check ?box(?:es)?|tick box(?:es)?)$"),
     lambda tag: tag.attributes.get("type") == "checkbox"),
)  # fmt: skip
_SINGULAR_FIRST = re.compile(r"^(?:title|headline|main heading|page title|h1|header|logo|nav|menu)")


@dataclass(frozen=True, slots=True)
class Target:
    """The elements meant, and how to call them."""

    tags: tuple[Tag, ...]
    name: str


def find_target(page: Page, words: str, everywhere: bool = False) -> Target | None:
    """The elements that ``words`` name; nothing where none fits.

    With empty words it is the element pointed at, else the page if ``everywhere``.
    """
    said = words.strip().strip(".,;:!").strip()
    pointed = page.source.find(page.task.path) if page.task.path else None
    low = said.lower()
    every = bool(re.match(r"(?:all|every|each|both)\b", low))
    quoted = _QUOTED.search(said)
    bare = _ARTICLE.sub("", _ARTICLE.sub("", low)).strip()
    if _POINTED.match(low) or _POINTED.match(bare):
        if pointed is not None:
            return Target((pointed,), "the element you pointed at")
        if everywhere and not bare:
            assert page.source.body is not None
            return Target((page.source.body,), "the page")
        return None
    noun, test = _noun(bare)
    if quoted:
        return _by_text(page, quoted[1], test)
    if test is not None and noun == bare:
        return _by_noun(page, bare, test, pointed, every)
    if test is not None:
        named = re.sub(rf"\b{re.escape(noun)}\b", "", bare).strip()
        place = _placed(page, named, test)
        if place is not None:
            return place
        named = re.sub(r"^(?:labelled|labeled|called|named|saying|that says|with)\s+", "", named)
        return _by_text(page, named, test) or _by_text(page, said, None)
    return _by_text(page, bare, None)


def _noun(bare: str) -> tuple[str, Callable[[Tag], bool] | None]:
    """The noun in a phrase: the whole of it, or its last word, or its first."""
    for pattern, test in NOUNS:
        if pattern.match(bare):
            return bare, test
    words = bare.split()
    for word in (words[-1:] + words[:1]) if len(words) > 1 else []:
        for pattern, test in NOUNS:
            if pattern.match(word):
                return word, test
    return "", None


_ORDER = {"first": 0, "second": 1, "third": 2, "fourth": 3, "fifth": 4, "last": -1}


def _placed(page: Page, named: str, test: Callable[[Tag], bool]) -> Target | None:
    if named not in _ORDER:
        return None
    found = [tag for tag in page.source.seen() if test(tag)]
    place = _ORDER[named]
    if not -len(found) <= place < len(found):
        return None
    return Target((found[place],), f"the {named} of {len(found)}")


def _by_noun(
    page: Page, noun: str, test: Callable[[Tag], bool], pointed: Tag | None, every: bool
) -> Target | None:
    if pointed is not None:
        at: Tag | None = pointed
        while at is not None:
            if test(at):
                return Target((at,), f"the {noun}")
            at = at.parent
        inside = [tag for tag in pointed.walk() if test(tag)]
        if inside:
            return Target((inside[0],), f"the {noun}")
    found = [tag for tag in page.source.seen() if test(tag)]
    outer = [tag for tag in found if not any(_inside(tag, other) for other in found)]
    if not outer:
        return None
    if len(outer) == 1 or every or (noun.endswith("s") and noun != "tabs"):
        return Target(tuple(outer), f"the {noun}")
    first = min(outer, key=lambda tag: tag.name) if _SINGULAR_FIRST.match(noun) else outer[0]
    if not _SINGULAR_FIRST.match(noun):
        shown = page.source.text(first)[:40]
        page.notes.append(
            f"The page has {len(outer)} of what {noun!r} can mean; the first was changed"
            + (f", {shown!r}." if shown else ".")
            + " Point at another one, or name it by its words."
        )
    return Target((first,), f"the {noun}")


def _inside(tag: Tag, other: Tag) -> bool:
    return tag is not other and other.start <= tag.start and tag.end <= other.end


def _by_text(page: Page, words: str, test: Callable[[Tag], bool] | None) -> Target | None:
    """The smallest element that says exactly these words, else that begins with or has them."""
    wanted = plain(words)
    if not wanted:
        return None
    exact: list[Tag] = []
    begins: list[Tag] = []
    for tag in page.source.seen():
        if test is not None and not test(tag):
            continue
        text = plain(page.source.text(tag))
        named = plain(tag.attributes.get("aria-label", "") or tag.attributes.get("alt", ""))
        if wanted in (text, named):
            exact.append(tag)
        elif len(wanted) >= 3 and wanted in text:
            begins.append(tag)
    found = exact or begins
    if not found:
        return None
    if not exact:
        smallest = min(found, key=lambda tag: len(page.source.text(tag)))
        return Target((smallest,), repr(words.strip()))
    # Of nested elements with the same words the innermost, unless an outer one is a control.
    first = found[0]
    nested = [tag for tag in found if tag is first or _inside(tag, first)]
    control = next((tag for tag in nested if _button(tag) or tag.name == "a"), None)
    return Target((control or nested[-1],), repr(words.strip()))
