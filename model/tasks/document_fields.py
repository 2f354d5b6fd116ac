"""Fields to extract, from the user's list or JSON Schema; values made to fit their type."""

from __future__ import annotations

import datetime
import math
import re
from collections.abc import Iterator, Sequence
from typing import Final, cast

from model.errors import InputError
from model.tasks.document_question import FieldType, Wanted
from model.tasks.document_schema import field_type, schema_fields

_ENTRY = re.compile(
    r"^\s*(?:[-*•]\s+|\d{1,3}[.)]\s+)?(?P<name>[^():：]{1,80}?)\s*(?P<required>[*!])?\s*"
    r"(?:\((?P<type>[^()]{1,40})\)\s*(?P<also>[*!])?)?\s*(?:[:：]\s*(?P<meaning>.{0,400}))?$"
)
_NUMBER = re.compile(
    r"(?P<sign>[-−(]?)\s?[^\d\s.,()-]{0,4}\s?"
    r"(?P<digits>\d{1,3}(?:[ ,.'’\u00a0\u202f]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?|[.,]\d+)"
)
_TRUE: Final = frozenset(
    ("true", "yes", "y", "ja", "oui", "si", "sí", "да", "是", "对", "1", "checked", "x", "✓", "☑")
)
_FALSE: Final = frozenset(
    ("false", "no", "n", "nein", "non", "нет", "否", "不", "0", "unchecked", "☐")
)
_MONTH_NAMES: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov")
_MONTHS: Final = {name: number for number, name in enumerate((*_MONTH_NAMES, "dec"), 1)}
_ISO = re.compile(r"(?P<y>\d{4})[-/.年]\s?(?P<m>\d{1,2})(?:[-/.月]\s?(?P<d>\d{1,2})日?)?")
_NUMERIC = re.compile(r"(?<!\d)(?P<one>\d{1,2})[-/.](?P<two>\d{1,2})[-/.](?P<y>\d{4}|\d{2})(?!\d)")
_DAY_MONTH = re.compile(
    r"(?P<d>\d{1,2})(?:st|nd|rd|th|\.)?\s+(?P<m>[A-Za-z]{3,9})\.?,?\s+(?P<y>\d{4})"
)
_MONTH_DAY = re.compile(
    r"(?P<m>[A-Za-z]{3,9})\.?\s+(?P<d>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<y>\d{4})"
)
_MONTH_YEAR = re.compile(r"(?P<m>[A-Za-z]{3,9})\.?,?\s+(?P<y>\d{4})")
_MOST_FIELDS: Final = 100
_MOST_CHARS: Final = 50_000


def read_wanted(text: str) -> tuple[Wanted, ...]:
    """Fields from a JSON Schema (or its ``properties``), or from lines ``name (type): meaning``.

    A name followed by ``*`` is required. Raises ``InputError`` naming what cannot be read.
    """
    plain = text.strip()
    if not plain:
        raise InputError("No fields are named; write one a line, such as 'Total (number)'.")
    if len(plain) > _MOST_CHARS:
        raise InputError(
            f"The list of fields has {len(plain):,} characters and the limit is {_MOST_CHARS:,}; "
            "name fewer fields, or describe them more briefly."
        )
    found = schema_fields(plain) if plain[0] in "{[" else _listed(plain)
    fields: dict[str, Wanted] = {}
    for wanted in found:
        if wanted.name in fields:
            raise InputError(f"The field {wanted.name!r} is named twice; give each its own name.")
        if len(fields) == _MOST_FIELDS:
            raise InputError(
                f"There are more than {_MOST_FIELDS} fields; name at most so many at a time."
            )
        fields[wanted.name] = wanted
    return tuple(fields.values())


def _listed(text: str) -> Iterator[Wanted]:
    for line in text.splitlines():
        # "date, total, seller" on one line is a list of names; a meaning may hold commas.
        bare = not any(mark in line for mark in ":：(")
        for piece in re.split(r"[,，;；]", line) if bare else [line]:
            words = " ".join(piece.split())
            if not words:
                continue
            found = _ENTRY.match(words)
            if found is None or not found["name"].strip():
                raise InputError(
                    f"The field {words[:80]!r} cannot be read; write 'name', 'name (type)' or "
                    "'name (type): what it means'."
                )
            name = found["name"].strip()
            kind = field_type(found["type"] or "string", name)
            needed = bool(found["required"] or found["also"])
            yield Wanted(name, (found["meaning"] or "").strip(), kind, needed)


def fit(value: object, kind: FieldType) -> tuple[object, str]:
    """``value`` as its type wants it, and "" or the sentence that says why it does not fit."""
    if value is None:
        return None, ""
    if kind == "list":
        if isinstance(value, list):
            return value, ""
        items = [item.strip() for item in re.split(r"[;\n、]|,(?!\d{3})", str(value))]
        return [item for item in items if item], ""
    if isinstance(value, list | dict):
        shape = "a list" if isinstance(value, list) else "an object"
        return value, f"This is {shape}, not a {kind}."
    text = str(value).strip()
    if kind == "string":
        return text, ""
    if kind == "boolean":
        return _boolean(value, text)
    if kind == "date":
        day = read_date(text)
        return (day, "") if day else (text, f"{text!r} cannot be read as one certain date.")
    return _number(value, text, whole=kind == "integer")


def choose(value: object, choices: Sequence[str]) -> tuple[object, str]:
    """The one of ``choices`` that is meant, whatever its letters' case; else why it is none."""
    text = str(value).strip().casefold()
    for choice in choices:
        if choice.casefold() == text:
            return (choice if isinstance(value, str) else value), ""
    listed = ", ".join(choices[:8])
    return value, f"{str(value)[:80]!r} is none of {listed}."


def _boolean(value: object, text: str) -> tuple[object, str]:
    if isinstance(value, bool):
        return value, ""
    word = text.casefold().strip(".! ")
    if word in _TRUE or word in _FALSE:
        return word in _TRUE, ""
    return text, f"{text!r} is neither yes nor no."


def _number(value: object, text: str, *, whole: bool) -> tuple[object, str]:
    if isinstance(value, bool):
        return value, f"{text!r} is no number."
    try:
        number = float(value) if isinstance(value, int | float) else read_number(text)
    except OverflowError:
        number = None
    if number is None or not math.isfinite(number):
        return text, f"{text!r} is no single number."
    if number == int(number) and (whole or isinstance(value, int)):
        return int(number), ""
    if whole:
        return number, f"{text!r} is no whole number."
    return number, ""


def read_number(text: str) -> float | None:
    """The one number of a text, in whatever notation: ``1,234.5``, ``1.234,50 €``, ``(12)``.

    ``None`` when there is none or more than one. A single separator before three digits groups
    thousands, except after a leading zero.
    """
    found = list(_NUMBER.finditer(text))
    if len(found) != 1:
        return None
    digits = re.sub(r"[ '’\u00a0\u202f]", "", found[0]["digits"])
    comma, point = digits.rfind(","), digits.rfind(".")
    if comma >= 0 and point >= 0:
        thousands = "," if comma < point else "."
        digits = digits.replace(thousands, "").replace(",", ".")
    elif comma >= 0 or point >= 0:
        mark = "," if comma >= 0 else "."
        head, _, tail = digits.partition(mark)
        grouped = digits.count(mark) > 1 or (
            mark == "," and len(tail) == 3 and head not in ("", "0")
        )
        digits = digits.replace(mark, "" if grouped else ".")
    try:
        number = float(digits)
    except ValueError:
        return None
    return -number if found[0]["sign"] in ("-", "−", "(") else number


def read_date(text: str) -> str:
    """The one date of a text as ``YYYY-MM-DD`` (``YYYY-MM`` without a day); "" if not certain.

    Day and month in figures are told apart only where one of them is over 12 or both are the same.
    """
    if found := _ISO.search(text):
        return _day(int(found["y"]), int(found["m"]), int(found["d"]) if found["d"] else None)
    for pattern in (_DAY_MONTH, _MONTH_DAY, _MONTH_YEAR):
        if found := pattern.search(text):
            month = _MONTHS.get(found["m"][:3].casefold())
            if month is not None:
                parts = cast(dict[str, str], found.groupdict())
                return _day(int(parts["y"]), month, int(parts["d"]) if "d" in parts else None)
    if found := _NUMERIC.search(text):
        one, two, year = int(found["one"]), int(found["two"]), int(found["y"])
        year += 0 if year > 99 else 2000 if year < 70 else 1900
        if "." in found.group() or one > 12:
            return _day(year, two, one)
        if two > 12 or one == two:
            return _day(year, one, two)
    return ""


def _day(year: int, month: int, day: int | None) -> str:
    try:
        datetime.date(year, month, day or 1)
    except ValueError:
        return ""
    return f"{year:04d}-{month:02d}" + (f"-{day:02d}" if day else "")
