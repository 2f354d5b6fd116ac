"""Tables on pictures of pages: recognised lines of text, and rules found among the pixels."""

from __future__ import annotations

import time

import numpy as np

from model.documents.parts import PageText, Table
from model.documents.tables.draft import table_of
from model.documents.tables.find import drafts_of
from model.documents.tables.heads import caption_of
from model.documents.tables.rules import Rule, Rules, joined_rules
from model.documents.tables.words import typed_lines, words_of
from model.messages import Picture
from model.settings import Settings

_LEAST_LINE = 18.0
"""Points; a shorter stroke is a letter's."""
_THICK = 4.0
"""Points; what is thicker is a bar or a shade."""


def recognised_tables(text: PageText, picture: Picture, settings: Settings) -> list[Table]:
    """The tables of a recognised page; ``picture`` is the whole page at any sharpness.

    Columns of unruled tables are as sure as the boxes that the recogniser gave the lines.
    """
    words, typed = typed_lines(words_of(text))
    if not words:
        return []
    rules = rules_on(picture, text.width / picture.width)
    across = [*rules.across, *(Rule(box.center.y, box.x1, box.x2) for box in typed)]
    until = time.monotonic() + settings.table_s
    drafts = drafts_of(words, Rules(joined_rules(across), rules.down), (), until)
    for draft in drafts:
        draft.method = "recognised"
    return [
        table_of(draft, text.page, number, caption_of(draft.box, text.lines))
        for number, draft in enumerate(drafts, 1)
    ]


def rules_on(picture: Picture, scale: float) -> Rules:
    """The level and upright lines on a picture, in points; ``scale`` is points for a pixel."""
    import cv2

    gray = np.asarray(picture.pixels.convert("L"))
    window = 2 * max(7, round(6 / scale)) + 1
    ink = cv2.adaptiveThreshold(
        gray, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, window, 12
    )
    least = max(12, round(_LEAST_LINE / scale))
    found: list[list[Rule]] = []
    for size in ((least, 1), (1, least)):
        kernel = cv2.getStructuringElement(cv2.MORPH_RECT, size)
        lines = cv2.morphologyEx(ink, cv2.MORPH_OPEN, kernel)
        _, _, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
        rules = []
        for x, y, width, height, _ in stats[1:].tolist():
            level = size[0] > 1
            thick, long = (height, width) if level else (width, height)
            if thick * scale > _THICK or long < 4 * thick:
                continue
            middle = (y + height / 2 if level else x + width / 2) * scale
            start = (x if level else y) * scale
            rules.append(Rule(middle, start, start + long * scale))
        found.append(rules)
    return Rules(joined_rules(found[0]), joined_rules(found[1]))
