"""Values told by their form: prices, addresses, dates, numbers in the text of a picture."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Literal

ValueKind = Literal["price", "email", "phone", "date", "time", "number", "url", "percentage", "any"]

_AMOUNT = r"\d{1,3}(?:[ ,.'’]\d{3})*(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_CODES = r"(?:USD|EUR|GBP|JPY|CNY|RMB|CHF|CAD|AUD|INR|kr|zł|Kč|元|円|€|£|\$)"
_MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_PATTERNS: Final[dict[ValueKind, re.Pattern[str]]] = {
    "price": re.compile(
        rf"(?:US|C|A|HK)?[$€£¥₹₩￥]\s?(?:{_AMOUNT})(?:\s?[kKmM]\b)?|"
        rf"(?<![\d.,])(?:{_AMOUNT})\s?{_CODES}(?!\w)"
    ),
    "email": re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+"),
    "phone": re.compile(
        r"(?<![\w.])(?:\+\d{1,3}[ .-]?)?(?:\(\d{2,4}\)[ .-]?)?\d{2,4}(?:[ .-]\d{2,4}){1,4}(?![\w])|"
        r"(?<!\d)1[3-9]\d{9}(?!\d)|\+\d{9,14}"
    ),
    "date": re.compile(
        rf"\b\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}\b|\b\d{{1,2}}[-/.]\d{{1,2}}[-/.](?:\d{{4}}|\d{{2}})\b|"
        rf"\b\d{{1,2}}(?:st|nd|rd|th)?\s?{_MONTHS},?\s?(?:\d{{4}})?\b|"
        rf"\b{_MONTHS}\s?\d{{1,2}}(?:st|nd|rd|th)?\b(?:,?\s?\d{{4}})?|\b{_MONTHS}\s\d{{4}}\b|"
        r"\d{4}\s?年\s?\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?|\d{1,2}\s?月\s?\d{1,2}\s?日",
        re.I,
    ),
    "time": re.compile(
        r"\b\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\b\.?)?|\b\d{1,2}\s?[ap]m\b", re.I
    ),
    "url": re.compile(
        r"\bhttps?://[^\s)>\]]+|\bwww\.[^\s)>\]]+|"
        r"(?<![@\w.])(?:[a-z0-9-]+\.)+(?:com|org|net|edu|gov|io|dev|app|ai|cn|de|uk|eu|fr|co|info|me)"
        r"\b(?:/[^\s)>\]]*)?(?!@)",
        re.I,
    ),
    "percentage": re.compile(r"[-+]?\d+(?:[.,]\d+)?\s?[%％]"),
    "number": re.compile(
        r"(?<![\w])[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.])[-+]?\d+(?:[.,]\d+)*"
    ),
    "any": re.compile(r"\S.*"),
}


def find_values(kind: ValueKind, text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every value of ``kind`` in ``text``."""
    for match in _PATTERNS[kind].finditer(text):
        digits = sum(char.isdigit() for char in match.group())
        if kind == "phone" and (
            not 7 <= digits <= 15 or _PATTERNS["date"].fullmatch(match.group().strip())
        ):
            continue
        yield match.start(), match.end()
