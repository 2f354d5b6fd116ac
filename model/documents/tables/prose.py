"""Running text on a page: long lines that stand tight under one another are no table."""

from __future__ import annotations

from collections.abc import Sequence

from model.documents.tables.words import Chunk, Word, rows_of
from model.geometry import Box


def without_prose(words: Sequence[Word]) -> list[Word]:
    """The words that do not belong to paragraphs of three lines or more."""
    lines: list[Chunk] = []
    long: list[bool] = []
    for row in rows_of(words):
        for chunk, after in zip(row.chunks, [*row.chunks[1:], None], strict=True):
            lines.append(chunk)
            # A long label with a figure behind it is a row of a table.
            long.append(_long(chunk) and not (after is not None and _figure(after)))
    boxes = [chunk.box for chunk in lines]
    below = _below(lines, boxes)
    prose = [False] * len(lines)
    for index in range(len(lines)):
        run = [index]
        while (following := below[run[-1]]) is not None:
            run.append(following)
            if not long[following]:
                break
        body = [each for each in run if long[each]]
        if len(body) >= 3 and long[index] and _full(body, boxes):
            for each in run:
                prose[each] = True
    gone = {
        id(word) for chunk, out in zip(lines, prose, strict=True) if out for word in chunk.words
    }
    return [word for word in words if id(word) not in gone]


def _long(chunk: Chunk) -> bool:
    letters = sum(len(word.text) for word in chunk.words)
    figures = sum(word.numeric for word in chunk.words)
    return len(chunk.words) >= 4 and letters >= 22 and figures <= 0.34 * len(chunk.words)


def _figure(chunk: Chunk) -> bool:
    return chunk.numeric and len(chunk.words) <= 2


def _below(lines: Sequence[Chunk], boxes: Sequence[Box]) -> list[int | None]:
    """For every line the one that stands tight under it with the same left edge."""
    found: list[int | None] = []
    for index, box in enumerate(boxes):
        size = lines[index].words[0].size
        best = None
        for other in range(index + 1, len(lines)):
            gap = boxes[other].center.y - box.center.y
            if gap > 1.9 * size:
                break
            same = abs(boxes[other].x1 - box.x1) < 2.0 * size
            if gap > 0.6 * size and same and abs(lines[other].words[0].size - size) < 0.15 * size:
                best = other
                break
        found.append(best)
    return found


def _full(run: Sequence[int], boxes: Sequence[Box]) -> bool:
    """Whether the lines, but for the last, run to nearly the same right edge."""
    right = max(boxes[index].x2 for index in run)
    left = min(boxes[index].x1 for index in run)
    width = right - left
    reach = [(boxes[index].x2 - left) / width for index in run[:-1]]
    return sum(share > 0.82 for share in reach) >= 0.7 * len(reach)
