"""Fields to extract, from the user's list or JSON Schema; values made to fit their type."""

from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, cast

from model.errors import InputError

if TYPE_CHECKING:
    from model.tasks.document import FieldType, Wanted

_TYPES: Final[dict[str, FieldType]] = {
    "string": "string", "text": "string", "str": "string", "number": "number", "float": "number",
    "decimal": "number", "amount": "number", "integer": "integer", "int": "integer",
    "boolean": "boolean", "bool": "boolean", "yes/no": "boolean", "date": "date", "list": "list",
    "array": "list",
}  # fmt: skip
_ENTRY = re.compile(
    r"^\s*(?:[-*•]\s+|\d{1,3}[.)]\s+)?(?P<name>[^():：]{1,80}?)\s*(?P<required>[*!])?\s*"
    r"(?:\((?P<type>[^()]{1,40})\))?\s*(?:[:：]\s*(?P<meaning>.{0,400}))?\s*$"
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


def read_wanted(text: str) -> tuple[Wanted, ...]:
    """Fields from a JSON Schema (or its ``properties``), or from lines ``name (type): meaning``.

    A name followed by ``*`` is required. Raises ``InputError`` naming what cannot be read.
    """
    from model.tasks.document import Wanted

    plain = text.strip()
    if not plain:
        raise InputError("No fields are named; write one a line, such as 'Total (number)'.")
    if plain[0] in "{[":
        fields = _from_schema(plain)
    else:
        entries = [entry for line in plain.splitlines() for entry in _entries(line)]
        fields = tuple(
            Wanted(name, meaning, kind, required) for name, meaning, kind, required in entries
        )
    names = [wanted.name for wanted in fields]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise InputError(f"The field {twice!r} is named twice; give every field its own name.")
    if len(fields) > _MOST_FIELDS:
        raise InputError(f"There are {len(fields)} fields; name at most {_MOST_FIELDS} at a time.")
    return fields


def _entries(line: str) -> list[tuple[str, str, FieldType, bool]]:
    if not line.strip():
        return []
    # "date, total, seller" on one line is a list of names; a meaning may hold commas.
    bare = not any(mark in line for mark in ":：(")
    entries = []
    for piece in re.split(r"[,，;；]", line) if bare else [line]:
        if not piece.strip():
            continue
        found = _ENTRY.match(piece)
        if found is None or not found["name"].strip():
            raise InputError(
                f"The field {piece.strip()!r} cannot be read; write 'name', 'name (type)' or "
                "'name (type): what it means'."
            )
        entries.append(
            (
                found["name"].strip(),
                (found["meaning"] or "").strip(),
                _type(found["type"] or "string", found["name"]),
                found["required"] is not None,
            )
        )
    return entries


def _from_schema(text: str) -> tuple[Wanted, ...]:
    from model.tasks.document import Wanted

    try:
        schema = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"The JSON Schema is no valid JSON ({error}); mend it.") from None
    if isinstance(schema, list):
        named: dict[str, Any] = {str(item): {} for item in schema if isinstance(item, str)}
        properties: Mapping[str, Any] = named
        required: set[str] = set()
    else:
        properties = schema.get("properties", schema)
        required = set(map(str, schema.get("required", ())))
    if not isinstance(properties, Mapping) or not properties:
        raise InputError("The JSON Schema names no properties; add some.")
    fields = []
    for name, told in properties.items():
        entry = {"type": told} if isinstance(told, str) else told
        if not isinstance(entry, Mapping):
            raise InputError(f"The property {name!r} is no schema; give it a type, such as string.")
        kind = entry.get("type", "string")
        if isinstance(kind, list):  # ["string", "null"]
            kind = next((one for one in kind if one != "null"), "string")
        if kind == "object":
            raise InputError(
                f"The property {name!r} is an object; only flat fields are extracted: name its "
                "members as fields of their own."
            )
        if kind == "string" and entry.get("format") in ("date", "date-time"):
            kind = "date"
        meaning = str(entry.get("description", entry.get("title", "")))
        if isinstance(choices := entry.get("enum"), list):
            meaning = f"{meaning} One of: {', '.join(map(str, choices))}".strip()
        fields.append(Wanted(str(name), meaning, _type(str(kind), str(name)), name in required))
    return tuple(fields)


def _type(text: str, name: str) -> FieldType:
    kind = _TYPES.get(text.strip().casefold())
    if kind is None:
        known = ", ".join(dict.fromkeys(_TYPES.values()))
        raise InputError(
            f"The type {text!r} of the field {name.strip()!r} is unknown; use {known}."
        )
    return kind


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
