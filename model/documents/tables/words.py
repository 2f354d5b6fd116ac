"""Words of a page in visual rows: what every search for tables stands on.

Lines of a page's text may hold one cell or a whole row of them, as its maker liked; so all is taken
apart into words and put together anew by place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from model.documents.order import RIGHT_TO_LEFT
from model.documents.parts import Line, PageText
from model.geometry import Box, union

_LEADER = re.compile(r"[.·…_‥]{3,}|[.·…‥]+")
_TRAILING_LEADER = re.compile(r"(?<=\w)[.·…‥]{4,}$")
_NUMBER = re.compile(
    r"[(\[<>~≈±+\-–−*]*[$€£¥]?[-–−+]?\d[\d,.:/%–−-]*[)\]%*†‡§a-z]{0,3}"
    r"|[-–—−.:*…]{1,3}|\(?[xX]\)|n\.?[ad]\.?|N/?[AS]",
)
_TYPED_LINE = re.compile(r"[-–—=_─━]{5,}")
_GROUP = re.compile(r"\d{3}(?:[.,]\d+)?[)%]?$")
_GROUPED = re.compile(r"(?:^|\D)\d{1,3}$")


@dataclass(frozen=True, slots=True)
class Word:
    """Letters without a space between them; ``size`` in points."""

    text: str
    box: Box
    size: float
    bold: bool = False

    @property
    def numeric(self) -> bool:
        """Whether it is a figure, a share, a range, or what stands where a figure is missing."""
        return _NUMBER.fullmatch(self.text) is not None


@dataclass(frozen=True, slots=True)
class Chunk:
    """Words of one row that stand together, as the words of one cell's line do."""

    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """The words with a space between them."""
        return spoken(self.words)

    @property
    def box(self) -> Box:
        """The place of all words."""
        return union(word.box for word in self.words)

    @property
    def numeric(self) -> bool:
        """Whether most of its words are figures."""
        return 2 * sum(word.numeric for word in self.words) >= len(self.words)

    @property
    def prose(self) -> bool:
        """Whether it is as long as a line of running text."""
        return len(self.words) >= 7 or sum(len(word.text) for word in self.words) >= 40


@dataclass(frozen=True, slots=True)
class Row:
    """What stands at one height, from left to right."""

    words: tuple[Word, ...]
    chunks: tuple[Chunk, ...]

    @property
    def box(self) -> Box:
        """The place of all words."""
        return union(word.box for word in self.words)

    @property
    def middle(self) -> float:
        """The height of the row's middle, that of its largest word."""
        tallest = max(self.words, key=lambda word: word.size)
        return tallest.box.center.y

    @property
    def size(self) -> float:
        """The height of most of its letters in points."""
        return median(word.size for word in self.words)


def spoken(words: Sequence[Word]) -> str:
    """Words of one line, given from left to right, as they are read: Arabic from the right."""
    text = " ".join(word.text for word in words)
    if text.isascii() or not RIGHT_TO_LEFT.search(text):
        return text
    letters = sum(map(str.isalpha, text))
    if 2 * len(RIGHT_TO_LEFT.findall(text)) < letters:
        return text
    return " ".join(word.text for word in reversed(words))


def words_of(text: PageText) -> list[Word]:
    """All upright words of the page, leader dots left out."""
    words: list[Word] = []
    for line in text.lines:
        if line.upright:
            words += _words_of_line(line)
    return words


def turned_words(text: PageText) -> list[Word]:
    """Every line that does not stand upright, as one word."""
    return [
        Word(line.text, line.box, line.size or line.box.width, line.bold)
        for line in text.lines
        if not line.upright and line.text
    ]


def typed_lines(words: Sequence[Word]) -> tuple[list[Word], list[Box]]:
    """The words without those that are lines typed with dashes, and the boxes of these."""
    kept: list[Word] = []
    lines: list[Box] = []
    for word in words:
        if _TYPED_LINE.fullmatch(word.text):
            lines.append(word.box)
        else:
            kept.append(word)
    return kept, lines


def rows_of(words: Sequence[Word]) -> list[Row]:
    """The words in visual rows from top to bottom; raised and lowered small ones join theirs."""
    rows: list[list[Word]] = []
    heights: list[float] = []
    spare: list[Word] = []
    usual = median(word.size for word in words) if words else 0.0
    for word in sorted(words, key=lambda word: (word.box.center.y, word.box.x1)):
        if word.size < 0.75 * usual:
            spare.append(word)
            continue
        middle = word.box.center.y
        if rows and middle - heights[-1] < 0.38 * min(word.size, rows[-1][0].size):
            rows[-1].append(word)
        else:
            rows.append([word])
            heights.append(middle)
    loose: list[list[Word]] = []
    for word in spare:
        near = min(
            range(len(rows)),
            key=lambda index: abs(heights[index] - word.box.center.y),
            default=None,
        )
        if near is not None and _attached(word, rows[near], heights[near]):
            rows[near].append(word)
        elif loose and word.box.center.y - loose[-1][0].box.center.y < 0.38 * word.size:
            loose[-1].append(word)
        else:
            loose.append([word])
    made = [row_of(row) for row in rows + loose]
    return sorted(made, key=lambda row: row.middle)


def row_of(words: Sequence[Word]) -> Row:
    """Words of one height as a row: sorted and put together to chunks."""
    ordered = _without_leaders(sorted(words, key=lambda word: word.box.x1))
    return Row(tuple(ordered), tuple(chunks_of(ordered)))


def chunks_of(words: Sequence[Word], wide: float = 0.95) -> list[Chunk]:
    """Words parted where the gap is wider than ``wide`` × their size, or between two figures."""
    chunks: list[list[Word]] = []
    for word in words:
        if chunks and not _apart(chunks[-1][-1], word, wide):
            chunks[-1].append(word)
        else:
            chunks.append([word])
    return [Chunk(tuple(chunk)) for chunk in chunks]


def space_of(rows: Sequence[Row]) -> float:
    """The usual gap between two words of running text, as a share of their size."""
    gaps = [
        (after.box.x1 - before.box.x2) / max(before.size, 1.0)
        for row in rows
        for before, after in zip(row.words, row.words[1:], strict=False)
        if not (before.numeric or after.numeric)
    ]
    near = [gap for gap in gaps if 0.05 < gap < 0.9]
    return median(near) if len(near) >= 5 else 0.28


def _words_of_line(line: Line) -> list[Word]:
    known = len(line.chars) == len(line.text)
    boxes = tuple(line.chars) if known else _spread(line)
    size = line.size or line.box.height
    words: list[Word] = []
    start: int | None = None
    for index, letter in enumerate(line.text + " "):
        ends = letter.isspace() or (
            start is not None
            and index < len(boxes)
            and boxes[index].x1 - boxes[index - 1].x2 > 0.6 * size
        )
        if ends and start is not None:
            box = union(boxes[start:index])
            tall = min(size, box.height or size)
            words.append(Word(line.text[start:index], box, tall, line.bold))
            start = None
        if start is None and not letter.isspace():
            start = index
    return words


def _spread(line: Line) -> list[Box]:
    step = line.box.width / max(1, len(line.text))
    return [
        Box(line.box.x1 + step * at, line.box.y1, line.box.x1 + step * (at + 1), line.box.y2)
        for at in range(len(line.text))
    ]


def _without_leaders(words: Sequence[Word]) -> list[Word]:
    """The words without rows of dots; a single dot stays where it may stand for a figure."""
    kept: list[Word] = []
    for index, word in enumerate(words):
        if _LEADER.fullmatch(word.text):
            near = [*words[max(0, index - 1) : index], *words[index + 1 : index + 2]]
            dots = len(word.text) >= 4 or any(_LEADER.fullmatch(other.text) for other in near)
            if dots:
                continue
        trimmed = _TRAILING_LEADER.sub("", word.text)
        if trimmed != word.text:
            share = len(trimmed) / len(word.text)
            box = Box(word.box.x1, word.box.y1, word.box.x1 + word.box.width * share, word.box.y2)
            word = Word(trimmed, box, word.size, word.bold)
        kept.append(word)
    return kept or list(words)


def _attached(word: Word, row: Sequence[Word], middle: float) -> bool:
    if abs(middle - word.box.center.y) > 0.55 * row[0].size:
        return False
    return (
        any(
            -0.3 * row[0].size < word.box.x1 - other.box.x2 < 0.6 * row[0].size
            or -0.3 * row[0].size < other.box.x1 - word.box.x2 < 0.6 * row[0].size
            for other in row
        )
        or abs(middle - word.box.center.y) < 0.25 * word.size
    )


def _apart(before: Word, after: Word, wide: float) -> bool:
    size = max(1.0, min(before.size, after.size))
    gap = (after.box.x1 - before.box.x2) / size
    if gap > wide:
        return True
    if gap > 0.18 and before.numeric and after.numeric:
        grouped = _GROUPED.search(before.text) and _GROUP.match(after.text)
        return not (grouped and gap < 0.5)
    return False
