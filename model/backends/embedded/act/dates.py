"""Dates and times as people write them, put as the field at hand wants them."""

from __future__ import annotations

import re

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?:,?\s+(?P<year>\d{4}))?"
_WRITTEN = (
    re.compile(rf"^{_DAY}\s+(?:of\s+)?{_MONTH}{_YEAR}$", re.I),
    re.compile(rf"^{_MONTH}\s+(?:the\s+)?{_DAY}{_YEAR}$", re.I),
    re.compile(r"^(?:(?P<year>\d{4})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?$"),
)
_YEAR_SHOWN = re.compile(r"\b(?:19|20)\d{2}\b")
_CLOCK = re.compile(r"^(?P<hour>\d{1,2})[:：.](?P<minute>\d{2})$")
_HALF = re.compile(r"\b[ap]m\b|[上下]午", re.I)
_SPOKEN = re.compile(r"^(?P<hour>\d{1,2})\s*(?P<half>am|pm|o'clock)$", re.I)


def plain_date(words: str, shown: str = "") -> str:
    """A date in words ("12 March 2027", "3月12日") as month/day/year; other words as they are.

    Where no year is said it is the one that the field shows.
    """
    for form in _WRITTEN:
        if match := form.match(words.strip()):
            said = match.group("month").lower()
            month = int(said) if said.isdigit() else _MONTHS.index(said[:3]) + 1
            year = match.group("year")
            if not year and (there := _YEAR_SHOWN.search(shown)):
                year = there.group()
            if year:
                return f"{month:02d}/{int(match.group('day')):02d}/{year}"
    return words


def plain_time(words: str, shown: str = "") -> str:
    """A time of day with am or pm if the field shows one of them: "21:30" is "9:30 PM" there."""
    if match := _SPOKEN.match(words.strip()):
        half = match.group("half")
        words = f"{match.group('hour')}:00" + (f" {half}" if half.lower() != "o'clock" else "")
    match = _CLOCK.match(words.strip())
    if match is None or not _HALF.search(shown):
        return words
    hour = int(match.group("hour"))
    if hour > 23:
        return words
    return f"{(hour - 1) % 12 + 1}:{match.group('minute')} {'AM' if hour < 12 else 'PM'}"
