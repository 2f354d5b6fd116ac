"""Where words stand on a picture: forgiving in spelling, never in meaning.

Words are compared as units (runs of letters and digits, single Chinese characters), so spaces and
punctuation the recogniser lost do not matter. A unit matches when it is the same, the same but for
shapes a recogniser mixes up (0/o, 1/l/i, 5/s, 8/b, 2/z), or a small typo in a longer word. A typo
never changes a digit or a first letter: "Order 66" is not "Order 68", "horse" is not "house".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA, Indel

from model.backends.embedded.screen import Line
from model.geometry import Box, union

EXACT = 0.95
"""Scores from here up differ from what was asked by case, spaces or look-alike characters only."""

_LETTER = r"[^\W_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
# A capital after a small letter begins a new unit: recognisers lose the space of "Home Inbox".
_UNIT = re.compile(
    rf"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|"
    rf"{_LETTER}(?:(?!(?<=[a-z])[A-Z][a-z]){_LETTER})*|[$€£¥%+#@&×✕✖√✓=<>]"
)
_WIDE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uff60]")
_LOOKALIKES = str.maketrans({"o": "0", "l": "1", "i": "1", "|": "1", "s": "5", "b": "8", "z": "2"})
_STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe"})
_DIGIT = re.compile(r"\d")
_SAME = {"&": "and", "✕": "×", "✖": "×"}
_NEAR_ENOUGH = 0.6
_WRAPPED_FROM = 3
_JOINED_TYPO_FROM = 6


@dataclass(frozen=True, slots=True)
class Unit:
    """A run of letters or digits, or one Chinese character, with its place."""

    text: str
    folded: str
    box: Box
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Match:
    """Words found: their text as it was read, their box, how sure (0–1).

    ``whole`` tells that they are all of their line; ``same_case`` that upper and lower case agree.
    """

    text: str
    box: Box
    score: float
    whole: bool
    same_case: bool
    line: Line


def find_text(text: str, lines: Sequence[Line]) -> list[Match]:
    """All places where ``text`` stands, best first; only exact ones where there is any."""
    asked = split(text)
    if not asked:
        return []
    found = [match for line in lines for match in _in_units(text, asked, units(line), line)]
    if not any(match.score >= EXACT for match in found) and len(asked) >= _WRAPPED_FROM:
        found += _wrapped(asked, lines)
    if any(match.score >= EXACT for match in found):
        found = [match for match in found if match.score >= EXACT]
    return sorted(found, key=lambda match: (-match.score, not match.whole, not match.same_case))


def similarity(text: str, other: str) -> tuple[float, bool]:
    """How well ``text`` matches somewhere in ``other`` (0–1), and whether it is all of it."""
    asked, there = split(text), split(other)
    best, whole = 0.0, False
    for start, end, score in _windows(asked, [fold(unit) for unit in there], there):
        all_of_it = start == 0 and end == len(there)
        if (score, all_of_it) > (best, whole):
            best, whole = score, all_of_it
    return best, whole


def nearest(text: str, lines: Sequence[Line], most: int = 3) -> tuple[str, ...]:
    """Texts that look somewhat like ``text``, likest first, as they were read."""
    asked = "".join(split(text))
    if len(asked) < 2:
        return ()
    count = max(1, len(split(text)))
    scored: dict[str, float] = {}
    for line in lines:
        there = units(line)
        for start in range(len(there)):
            window = there[start : start + count]
            joined = "".join(unit.text for unit in window)
            score = Indel.normalized_similarity(asked, joined, score_cutoff=_NEAR_ENOUGH)
            if score > 0:
                words = line.text[window[0].start : window[-1].end]
                scored[words] = max(score, scored.get(words, 0.0))
    return tuple(sorted(scored, key=lambda words: -scored[words])[:most])


def split(text: str) -> list[str]:
    """``text`` as units in lower case, without spaces and punctuation."""
    return [_plain(piece) for piece in _UNIT.findall(unicodedata.normalize("NFKC", text))]


def fold(unit: str) -> str:
    """A unit with characters that recognisers mix up made the same."""
    return unit.translate(_LOOKALIKES)


@lru_cache(maxsize=8192)
def units(line: Line) -> tuple[Unit, ...]:
    """The units of a line with their boxes, from its words or by the width of its characters."""
    found = []
    for match in _UNIT.finditer(line.text):
        text = _plain(unicodedata.normalize("NFKC", match.group()))
        box = span_box(line, match.start(), match.end())
        found.append(Unit(text, fold(text), box, match.start(), match.end()))
    return tuple(found)


def span_box(line: Line, start: int, end: int) -> Box:
    """The box of the characters ``start`` to ``end`` of a line."""
    parts: list[Box] = []
    at = 0
    for word in line.words:
        begin = line.text.find(word.text, at)
        if begin < 0 or not word.text:
            continue
        at = begin + len(word.text)
        first, last = max(start, begin), min(end, at)
        if first < last:
            parts.append(_slice(word.box, word.text, first - begin, last - begin))
    if parts:
        return union(parts)
    return _slice(line.box, line.text, start, end)


def _slice(box: Box, text: str, start: int, end: int) -> Box:
    """The part of a text's box that its characters ``start`` to ``end`` take up."""
    if (start, end) == (0, len(text)):
        return box
    before, inside, after = (
        sum(_advance(char) for char in part) for part in (text[:start], text[start:end], text[end:])
    )
    length = before + inside + after
    if box.height > 1.5 * box.width and len(text) > 1:  # the text runs downwards
        step = box.height / length
        return Box(box.x1, box.y1 + before * step, box.x2, box.y1 + (before + inside) * step)
    step = box.width / length
    return Box(box.x1 + before * step, box.y1, box.x1 + (before + inside) * step, box.y2)


def _advance(char: str) -> float:
    """About how wide a character is set, in widths of a digit."""
    if _WIDE.match(char):
        return 1.8
    if char in "iljI|.,:;'!ft()[] ":
        return 0.55
    if char in "mwMW@%":
        return 1.5
    return 1.25 if char.isupper() else 1.0


def _plain(text: str) -> str:
    """Lower case without accents: recognisers lose them, and so do people who type."""
    if text.isascii():
        return _SAME.get(text, text.casefold())
    bare = "".join(
        char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char)
    )
    return _SAME.get(text, bare.casefold().translate(_STROKES))


def _in_units(text: str, asked: list[str], there: Sequence[Unit], line: Line) -> Iterator[Match]:
    found: list[tuple[float, int, int]] = []
    texts = [unit.text for unit in there]
    for start, end, score in _windows(asked, [unit.folded for unit in there], texts):
        found.append((score, start, end))
    taken: list[tuple[int, int]] = []
    for score, start, end in sorted(found, key=lambda item: (-item[0], item[2] - item[1])):
        if any(start < other_end and other_start < end for other_start, other_end in taken):
            continue
        taken.append((start, end))
        window = there[start:end]
        whole = start == 0 and end == len(there)
        words = line.text if whole else line.text[window[0].start : window[-1].end]
        box = line.box if whole else union(unit.box for unit in window)
        same = "".join(_UNIT.findall(text)) == "".join(_UNIT.findall(words))
        yield Match(words.strip(), box, score, whole, same, line)


def _windows(
    asked: list[str], folded: Sequence[str], texts: Sequence[str]
) -> Iterator[tuple[int, int, float]]:
    """Every run of units that matches what was asked: start, end, score."""
    count = len(asked)
    asked_folded = [fold(unit) for unit in asked]
    joined = "".join(asked_folded)
    for start in range(len(folded)):
        end = start + count
        if end <= len(folded):
            score = _pairwise(asked, asked_folded, texts[start:end], folded[start:end])
            if score > 0:
                yield start, end, score
                continue
        length = 0
        for end in range(start + 1, min(len(folded), start + count + 3) + 1):
            length += len(folded[end - 1])
            if length > len(joined) + (count == 1):
                break
            if end - start == count or len(joined) < 2:
                continue
            window, exact = "".join(folded[start:end]), "".join(texts[start:end])
            if window == joined:
                yield start, end, 0.98 if exact == "".join(asked) else 0.96
            elif len(joined) >= _JOINED_TYPO_FROM and (count == 1 or len(window) == len(joined)):
                score = _unit_score("".join(asked), joined, exact, window)
                if score > 0:
                    yield start, end, score - 0.02


def _pairwise(
    asked: Sequence[str], asked_folded: Sequence[str], texts: Sequence[str], folded: Sequence[str]
) -> float:
    total, misread = 0.0, 0
    spare = len(asked) // 4  # in longer phrases one misreading in four is forgiven
    for want, want_folded, have, have_folded in zip(
        asked, asked_folded, texts, folded, strict=True
    ):
        score = _unit_score(want, want_folded, have, have_folded)
        if score == 0:
            misread += 1
            both_wide = _WIDE.match(want) and _WIDE.match(have)
            if misread > spare or not (both_wide or _one_off(want_folded, have_folded)):
                return 0.0
        total += score
    return total / len(asked)


def _unit_score(want: str, want_folded: str, have: str, have_folded: str) -> float:
    if want == have:
        return 1.0
    if want_folded == have_folded:
        return 0.97
    length = max(len(want), len(have))
    if length < 4 or _DIGIT.search(want) or _DIGIT.search(have):
        return 0.0
    limit = 1 if length <= 8 else 2 if length <= 13 else 3
    distance = OSA.distance(want_folded, have_folded, score_cutoff=limit)
    if distance > limit:
        return 0.0
    swapped = len(want) == len(have) and sorted(want_folded) == sorted(have_folded)
    if length <= 6 and not swapped and (length < 5 or len(want) == len(have)):
        return 0.0
    if want_folded[0] != have_folded[0] and not swapped:
        return 0.0
    return 0.93 - 0.5 * distance / length


def _one_off(want: str, have: str) -> bool:
    """Whether two words of four letters or more differ by one letter (digits never)."""
    if min(len(want), len(have)) < 4 or want.isdigit() or have.isdigit():
        return False
    return OSA.distance(want, have, score_cutoff=1) <= 1


def _wrapped(asked: list[str], lines: Sequence[Line]) -> Iterator[Match]:
    """Words that begin on one line and go on in the next one below it."""
    for line in lines:
        below = [
            other
            for other in lines
            if 0 < other.box.center.y - line.box.center.y < 2.2 * line.box.height
            and min(line.box.x2, other.box.x2) - max(line.box.x1, other.box.x1) > 0
        ]
        if not below:
            continue
        follow = min(below, key=lambda other: abs(other.box.x1 - line.box.x1))
        first, second = units(line), units(follow)
        both = [*first, *second]
        texts, folded = [unit.text for unit in both], [unit.folded for unit in both]
        for start, end, score in _windows(asked, folded, texts):
            if start < len(first) < end and score >= EXACT:
                words = (
                    line.text[first[start].start :].strip()
                    + " "
                    + follow.text[: second[end - len(first) - 1].end]
                )
                box = union(unit.box for unit in both[start:end])
                yield Match(words, box, score, False, False, line)
