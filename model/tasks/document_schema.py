"""Fields to extract from a JSON Schema, and values put back into its shape.

Objects within objects become fields with dotted names; ``$ref`` within the schema is followed, and
of ``anyOf`` and ``oneOf`` the first that is not ``null`` counts. Lists stay one field each.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, cast

from model.errors import InputError
from model.tasks.document_question import FieldType, Wanted

TYPES: Final[dict[str, FieldType]] = {
    "string": "string", "text": "string", "str": "string", "number": "number", "float": "number",
    "decimal": "number", "amount": "number", "integer": "integer", "int": "integer",
    "boolean": "boolean", "bool": "boolean", "yes/no": "boolean", "date": "date", "list": "list",
    "array": "list",
}  # fmt: skip
_DEEPEST: Final = 8
_MEANING_CHARS: Final = 400
_NAME_CHARS: Final = 80


def schema_fields(text: str) -> Iterator[Wanted]:
    """The fields of a schema, of its bare ``properties``, or of a list of names.

    Raises ``InputError`` naming what cannot be read.
    """
    try:
        schema = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"The JSON Schema is no valid JSON ({error}); mend it.") from None
    if isinstance(schema, list):
        schema = {"properties": dict(map(_named, schema))}
    elif not any(key in schema for key in ("properties", "$ref", "allOf", "anyOf", "oneOf")):
        schema = {"properties": schema}
    yield from _fields(schema, schema, (), required=False)


def _named(item: object) -> tuple[str, object]:
    """A property of a list: its name alone, or an object that has its name."""
    if isinstance(item, str):
        return item, {}
    if isinstance(item, dict) and isinstance(name := item.get("name"), str):
        return name, item
    raise InputError(f"{_short(item)} in the list is no field; give its name as text.")


def _fields(
    told: object, root: Mapping[str, Any], path: tuple[str, ...], *, required: bool
) -> Iterator[Wanted]:
    entry = _resolved(told, root, path)
    properties = entry.get("properties")
    if not path and (not isinstance(properties, Mapping) or not properties):
        raise InputError("The JSON Schema names no properties; add some.")
    if not isinstance(properties, Mapping):
        yield _field(entry, path, required=required)
        return
    if len(path) >= _DEEPEST:
        raise InputError(
            f"The property {_short('.'.join(path))} lies more than {_DEEPEST} objects deep, or the "
            "schema refers to itself there; name the fields that you need."
        )
    listed = entry.get("required")
    needed = {str(name) for name in listed} if isinstance(listed, list) else set()
    for name, inner in properties.items():
        need = name in needed and (required or not path)
        yield from _fields(inner, root, (*path, name.strip()), required=need)


def _resolved(told: object, root: Mapping[str, Any], path: tuple[str, ...]) -> Mapping[str, Any]:
    """A property's own schema: references followed, alternatives chosen."""
    name = _short(".".join(path))
    found: dict[str, Any] = {}
    for _ in range(2 * _DEEPEST):
        if isinstance(told, str):
            told = {"type": told}
        if told is True:
            told = {}
        if not isinstance(told, Mapping):
            raise InputError(f"The property {name} is no schema; give it a type, such as string.")
        found = {**told, **{key: value for key, value in found.items() if key in _SAID}}
        options = next(
            (told[key] for key in ("anyOf", "oneOf", "allOf") if isinstance(told.get(key), list)),
            None,
        )
        if "$ref" in told:
            told = _referred(str(told["$ref"]), root, name)
        elif options:
            told = next(
                (one for one in options if not isinstance(one, dict) or one.get("type") != "null"),
                {},
            )
        else:
            return found
    raise InputError(f"The property {name} refers to itself; give it a type of its own.")


_SAID: Final = frozenset(("description", "title"))
"""What stands beside a reference counts more than what it refers to."""


def _referred(reference: str, root: Mapping[str, Any], name: str) -> object:
    told: object = root
    if reference == "#":
        return root
    for key in reference.removeprefix("#").strip("/").split("/"):
        told = told.get(key) if isinstance(told, Mapping) and key else None
    if not reference.startswith("#/") or told is None:
        raise InputError(
            f"The property {name} refers to {_short(reference)}, which is not in the schema; only "
            "references within it are followed."
        )
    return told


def _field(entry: Mapping[str, Any], path: tuple[str, ...], *, required: bool) -> Wanted:
    name = ".".join(path)
    if not all(path) or len(name) > _NAME_CHARS:
        raise InputError(
            f"The property {_short(name)} needs a name of 1 to {_NAME_CHARS} characters."
        )
    kind = entry.get("type", "string")
    if isinstance(kind, list):  # ["string", "null"]
        kind = next((one for one in kind if one != "null"), "string")
    if kind == "object":
        raise InputError(
            f"The property {_short(name)} is an object without properties; name its members."
        )
    if kind == "string" and entry.get("format") in ("date", "date-time"):
        kind = "date"
    meaning = " ".join(str(entry.get("description", entry.get("title", ""))).split())
    listed = entry.get("enum")
    choices = tuple(map(str, listed[:50])) if isinstance(listed, list) else ()
    if choices:
        meaning = f"{meaning} One of: {', '.join(choices)}".strip()
    return Wanted(
        name, meaning[:_MEANING_CHARS], field_type(str(kind), name), required, choices, path
    )


def field_type(text: str, name: str) -> FieldType:
    """The type a user means by ``text``; raises ``InputError``."""
    kind = TYPES.get(text.strip().casefold())
    if kind is None:
        known = ", ".join(dict.fromkeys(TYPES.values()))
        raise InputError(
            f"The type {_short(text)} of the field {_short(name.strip())} is unknown; use {known}."
        )
    return kind


def shaped(fields: Sequence[Wanted], values: Mapping[str, object]) -> dict[str, object]:
    """Values by name, put into objects within objects as the schema had them."""
    whole: dict[str, object] = {}
    for wanted in fields:
        inner = whole
        *outer, last = wanted.path or (wanted.name,)
        for key in outer:
            inner = cast("dict[str, object]", inner.setdefault(key, {}))
        inner[last] = values.get(wanted.name)
    return whole


def _short(told: object) -> str:
    """What the user wrote, quoted; long things cut."""
    text = told if isinstance(told, str) else str(told)
    return repr(text if len(text) <= _NAME_CHARS else text[: _NAME_CHARS - 1] + "…")
