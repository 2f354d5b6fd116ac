"""Dates and times typed segment by segment, in the order their field shows."""

from __future__ import annotations

import re

from model.backends.embedded.act.widgets import Field
from model.geometry import Box, Point

_CLOCK = re.compile(
    r"^(\d{1,2})[:：.](\d{2})(?:[:：](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.|上午|下午)?$", re.I
)
_SPLIT_DATE = re.compile(r"^(\d{1,4})[/.\-年](\d{1,2})[/.\-月](\d{1,4})日?$")


def first_segment(box: Box) -> Point:
    """The left end of a field of segments: a click there is on its first one."""
    return Point(box.x1 + min(0.12 * box.width, 0.5 * box.height), box.center.y)


def segments(value: str, field: Field) -> str:
    """The keys that fill a date or time segment by segment, in the order the field shows."""
    if match := _CLOCK.match(value.strip()):
        hour, minute, second, half = match.groups()
        keys = f"{int(hour):02d}{minute}{second or ''}"
        twelve = half or ""
        if twelve:
            return keys + ("A" if twelve.lower()[0] in "a上" else "P")
        return keys
    if match := _SPLIT_DATE.match(value.strip()):
        parts = [match.group(1), match.group(2), match.group(3)]
        year = next((part for part in parts if len(part) == 4), parts[-1])
        others = [part for part in parts if part is not year]
        month, day = others[0], others[1]
        if int(month) > 12:
            month, day = day, month
        shown = field.text.lower()
        by_place = sorted(
            (shown.find(letters), digits)
            for letters, digits in (("mm", f"{int(month):02d}"), ("dd", f"{int(day):02d}"),
                                    ("yy", year))
        )  # fmt: skip
        if by_place[0][0] >= 0:
            return "".join(digits for _, digits in by_place)
        return f"{int(month):02d}{int(day):02d}{year}"
    return value
