"""A whole reply read: its thought, its one action, what it wants remembered."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from model.actions import Action
from model.geometry import Mark
from model.wire.actions.autoglm import AUTOGLM_CALLS, read_autoglm
from model.wire.actions.calls import Call, call_at, calls
from model.wire.actions.mobile import objects, read_mobile
from model.wire.actions.pc import PC_CALLS, read_pc
from model.wire.actions.places import Size, Unreadable, shown
from model.wire.actions.web import lines, read_web
from model.wire.thinking import without_thinking
from model.wire.tokens import BOX_BEGIN, BOX_END, SPECIAL

MAX_CHARS = 200_000
"""Characters of a reply that are read: far over any model's longest."""

_SPAN = re.compile(re.escape(BOX_BEGIN) + "|" + re.escape(BOX_END))
_TOKENS = re.compile("|".join(map(re.escape, SPECIAL)))
_SECTION = re.compile(
    r"^[ \t#*]{0,6}(?P<line>thought|reason|memory(?:_updated)?|action|observation)"
    r"[ *]{0,3}[:：]\*{0,2}"
    r"|(?<=\s)(?P<inline>Thought|Reason|Memory(?:_Updated)?|Action|Observation):",
    re.MULTILINE | re.IGNORECASE,
)
_CAPITAL = re.compile(r"[A-Z]")
_LEAD = re.compile(r"[\s`*>\-]{0,40}(?:(?:python|json|text|plaintext)\s)?\s{0,9}")
_ANY_CALL = re.compile(r"[A-Za-z][A-Za-z_]{1,30}\s?\(")
_FENCE = re.compile(r"^[ \t]{0,9}```\w{0,20}[ \t]{0,9}$", re.MULTILINE)
_NONE = ("none", "null", "n/a", "(none)")
_NAMES = (*PC_CALLS, *AUTOGLM_CALLS)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reply says: ``action`` is ``None`` when none could be read; ``trouble`` says why.

    ``said`` is the action as it stands in the reply, ``thought`` the words beside it and
    ``memory`` what it wants to be reminded of, as it stands.
    """

    action: Action | None
    said: str = ""
    thought: str = ""
    memory: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class _Found:
    action: Action | None
    start: int
    end: int
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class _Region:
    """A part of the reply where an action is looked for; ``sure`` if something marks it as one."""

    start: int
    end: int
    sure: bool


def read_action(reply: str, size: Size, marks: Sequence[Mark] = ()) -> Reading:
    """The one action of ``reply`` on a screenshot of ``size`` pixels with ``marks`` drawn on it.

    Box tokens mark an action; else the line after ``Action:`` does; else the last call in the
    words is it. What is not certain is not guessed: ``trouble`` then says what is wrong.
    """
    text = without_thinking(reply[:MAX_CHARS])
    if not text.strip():
        what = "thinking only and no action" if reply.strip() else "nothing"
        return Reading(None, trouble=f"The reply holds {what}.")
    text, spans = _unboxed(text)
    sections = _sections(text)
    trouble = ""
    for region in _regions(text, spans, sections):
        if trouble and not region.sure:
            break  # a call in the prose is no substitute for the action that was meant
        found = _find(text, region, size, marks)
        if found is None:
            continue
        if found.action is not None:
            said = text[found.start : found.end].strip()
            thought, memory = _rest(text, sections, found)
            return Reading(found.action, said, thought, memory)
        trouble = trouble or found.trouble
    nothing = _Found(None, len(text), len(text))
    thought, memory = _rest(text, sections, nothing)
    return Reading(None, "", thought, memory, trouble or "The reply names no action.")


def _unboxed(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without special tokens, and where its box spans are in it."""
    kept: list[str] = []
    spans: list[tuple[int, int]] = []
    length, at = 0, 0
    begin: int | None = None
    for token in _SPAN.finditer(text):
        piece = _TOKENS.sub("", text[at : token.start()])
        kept.append(piece)
        length += len(piece)
        at = token.end()
        if token.group() == BOX_BEGIN:
            begin = length
        elif begin is not None:
            spans.append((begin, length))
            begin = None
    piece = _TOKENS.sub("", text[at:])
    kept.append(piece)
    if begin is not None:
        spans.append((begin, length + len(piece)))
    return "".join(kept), spans


def _sections(text: str) -> list[tuple[str, int, int]]:
    """Name, start of the marker and start of what follows, for every marker in the text."""
    found = []
    typed = _spoken(text)
    for match in _SECTION.finditer(text):
        if any(start < match.start() < end for start, end in typed):
            continue  # words that an action types are none of the reply's own
        name = match["line"] or match["inline"]
        if match["inline"] and not _CAPITAL.match(name):
            continue  # "the action: …" in the middle of a sentence
        found.append((name.lower().removesuffix("_updated"), match.start(), match.end()))
        if len(found) >= 400:
            break
    return found


def _spoken(text: str) -> list[tuple[int, int]]:
    """Where whole actions stand that hold text of their own."""
    whole = [(call.start, call.end) for call in calls(text, _NAMES) if call.closed]
    return whole + [(start, end) for start, end, closed in objects(text) if closed]


def _regions(
    text: str, spans: list[tuple[int, int]], sections: list[tuple[str, int, int]]
) -> Iterator[_Region]:
    for start, end in spans[:32]:
        yield _Region(start, end, True)
    for at, (name, _, after) in reversed(list(enumerate(sections))):
        if name == "action":
            ends = [start for _, start, _ in sections[at + 1 :]]
            yield _Region(after, ends[0] if ends else len(text), True)
            break
    yield _Region(0, len(text), False)


def _find(text: str, region: _Region, size: Size, marks: Sequence[Mark]) -> _Found | None:
    """The action in a region; a ``_Found`` without one says what is wrong with what is there."""
    start = region.start
    part = text[start : region.end]
    if region.sure:
        lead = _LEAD.match(part)
        skip = lead.end() if lead else 0
        if found := _anchored(part[skip:], size, marks):
            return _moved(found, start + skip)
    found = _searched(part, size, marks, last=not region.sure)
    if found is None and region.sure and (call := call_at(part.lstrip())):
        found = _Found(None, 0, 0, f"{shown(call.name)} is no action that is known here.")
    return _moved(found, start) if found else None


def _moved(found: _Found, by: int) -> _Found:
    return _Found(found.action, found.start + by, found.end + by, found.trouble)


def _anchored(text: str, size: Size, marks: Sequence[Mark]) -> _Found | None:
    """The action that the text begins with."""
    try:
        if call := call_at(text, _NAMES):
            return _Found(_of_call(call, size), 0, call.end)
        if text[:1] in "{[" and (found := next(objects(text), None)) and found[0] < 3:
            return _of_object(text, found, size)
        if web := read_web(text, size, marks):
            return _Found(web[0], 0, web[1])
    except Unreadable as error:
        return _Found(None, 0, 0, str(error))
    return None


def _searched(text: str, size: Size, marks: Sequence[Mark], *, last: bool) -> _Found | None:
    """The action somewhere in the text: a mobile object, a call, or a line of the web format."""
    candidates = [
        *_attempts(_object_finds(text, size)),
        *_attempts(_call_finds(text, size)),
        *_attempts(_line_finds(text, size, marks)),
    ]
    # A call inside an object's text, or a line inside a call's, is part of it.
    candidates.sort(key=lambda found: (found.start, -found.end))
    whole: list[_Found] = []
    for found in candidates:
        if not whole or found.start >= whole[-1].end:
            whole.append(found)
    readable = [found for found in whole if found.action is not None]
    chosen = readable or whole
    if not chosen:
        return None
    return chosen[-1] if last else chosen[0]


def _attempts(found: Iterator[_Found | None]) -> Iterator[_Found]:
    return (item for item in found if item is not None)


def _object_finds(text: str, size: Size) -> Iterator[_Found | None]:
    for found in objects(text):
        yield _of_object(text, found, size)


def _of_object(text: str, found: tuple[int, int, bool], size: Size) -> _Found:
    start, end, whole = found
    if not whole:
        said = shown(text[start:end])
        return _Found(None, start, end, f"The reply ends in the middle of the action {said}.")
    try:
        return _Found(read_mobile(text[start:end], size), start, end)
    except Unreadable as error:
        return _Found(None, start, end, str(error))


def _call_finds(text: str, size: Size) -> Iterator[_Found | None]:
    for call in calls(text, _NAMES):
        try:
            yield _Found(_of_call(call, size), call.start, call.end)
        except Unreadable as error:
            yield _Found(None, call.start, call.end, str(error))


def _of_call(call: Call, size: Size) -> Action:
    if call.name in AUTOGLM_CALLS:
        return read_autoglm(call, size)
    return read_pc(call, size)


def _line_finds(text: str, size: Size, marks: Sequence[Mark]) -> Iterator[_Found | None]:
    for start in lines(text):
        line = _paragraph(text, start)
        if _ANY_CALL.match(line):
            continue
        try:
            if web := read_web(line, size, marks):
                yield _Found(web[0], start, start + web[1])
        except Unreadable as error:
            yield _Found(None, start, start, str(error))


def _paragraph(text: str, start: int) -> str:
    """The lines from ``start`` on, up to a blank one or a marker: a text may hold several."""
    stop = text.find("\n\n", start, start + 4_000)
    part = text[start : stop if stop >= 0 else start + 4_000]
    marker = _SECTION.search(part, 1)
    return part[: marker.start()] if marker else part


def _rest(text: str, sections: list[tuple[str, int, int]], found: _Found) -> tuple[str, str]:
    """Thought and memory: the words round the action, sorted by the markers before them."""
    marks = [item for item in sections if not found.start <= item[1] < found.end]
    pieces: dict[str, list[str]] = {"thought": [], "memory": [], "observation": []}
    places = [("thought", 0, 0), *marks]
    for at, (name, _, start) in enumerate(places):
        end = places[at + 1][1] if at + 1 < len(places) else len(text)
        for low, high in ((start, min(end, found.start)), (max(start, found.end), end)):
            if name == "action" and low >= found.end:
                continue  # what follows the action under its own heading explains nothing
            if low < high and (piece := _tidy(text[low:high])):
                pieces[name if name in pieces else "thought"].append(piece)
    memory = pieces["memory"][-1] if pieces["memory"] else ""
    return "\n".join(pieces["thought"]), ("" if memory.lower() in _NONE else memory)


def _tidy(piece: str) -> str:
    return _FENCE.sub("", piece).strip().strip("`").strip()
