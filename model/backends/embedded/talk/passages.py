"""The passage of a text that shares most with a question, ranked by BM25 over three lines."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from model.backends.embedded.screen import Line
from model.language.terms import best_likeness, tokens

_WINDOW_COVERED = 0.55
"""Share of a question's words, by weight, that a passage must hold."""
_K1, _B = 1.2, 0.5
_WINDOW = 3
"""Lines of a passage."""
_SENTENCE_END = re.compile(r"[.!?。！？]['\"”’)]?$")


def to_sentence_end(window: Sequence[Line], lines: Sequence[Line]) -> Sequence[Line]:
    """The passage with the rest of its last sentence, where that goes on right below."""
    at = lines.index(window[-1]) + 1
    whole = [*window]
    for line in lines[at : at + _WINDOW]:
        last = whole[-1]
        gap = line.box.y1 - last.box.y2
        below = -0.5 * last.box.height < gap < 0.9 * last.box.height and line.box.x1 < last.box.x2
        if _SENTENCE_END.search(last.text) or not below or len(whole) >= _WINDOW + 1:
            break
        whole.append(line)
    return whole


def best_window(terms: Sequence[str], lines: Sequence[Line]) -> tuple[float, Sequence[Line]] | None:
    """The run of up to three lines that BM25 ranks first, cut to those that share a term.

    ``None`` when it covers less than ``_WINDOW_COVERED`` of the question by weight.
    """
    bags = [Counter(tokens(line.text)) for line in lines]
    if not bags:
        return None
    hits = [[best_likeness(term, bag) for term in terms] for bag in bags]
    weight = []
    for at in range(len(terms)):
        holding = sum(1 for row in hits if row[at] > 0)
        weight.append(math.log(1 + (len(bags) - holding + 0.5) / (holding + 0.5)))
    average = max(1.0, sum(bag.total() for bag in bags) / len(bags)) * _WINDOW
    best: tuple[float, float, int] | None = None
    for start in range(len(bags)):
        rows = hits[start : start + _WINDOW]
        length = sum(bag.total() for bag in bags[start : start + _WINDOW])
        share = [max(row[at] for row in rows) for at in range(len(terms))]
        norm = _K1 * (1 - _B + _B * length / average)
        score = sum(w * s * (_K1 + 1) / (s + norm) for w, s in zip(weight, share, strict=True))
        covered = sum(w * s for w, s in zip(weight, share, strict=True)) / (sum(weight) or 1.0)
        if best is None or score > best[0] + 1e-9:
            best = (score, covered, start)
    if best is None or best[1] < _WINDOW_COVERED:
        return None
    start = best[2]
    rows = hits[start : start + _WINDOW]
    holding_rows = [at for at, row in enumerate(rows) if max(row) > 0]
    window = lines[start + holding_rows[0] : start + holding_rows[-1] + 1]
    return best[0], window
