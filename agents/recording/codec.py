"""Values to JSON and back: frozen dataclasses, tuples, literals and plain values, nothing else.

What is read may come from anybody, so it is held to the dataclasses' own types: an unknown field,
a value of another type or a number that is none is refused with the place where it stands.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from math import isfinite
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from model.errors import UnreadableFile
from model.messages import Picture

Value = TypeVar("Value")
TAG = "is"
"""The key of an object that names its dataclass."""


def encode(value: Any, keep: Callable[[Picture], str]) -> Any:
    """``value`` as JSON's own types; ``keep`` takes a picture in and gives its name."""
    if isinstance(value, Picture):
        return {TAG: "Picture", "file": keep(value), "name": value.name}
    if is_dataclass(value) and not isinstance(value, type):
        pairs = {item.name: encode(getattr(value, item.name), keep) for item in fields(value)}
        return {TAG: type(value).__name__, **pairs}
    if isinstance(value, tuple):
        return [encode(item, keep) for item in value]
    return value


def decode(kind: type[Value], value: Any, pictures: Mapping[str, Picture]) -> Value:
    """The value of type ``kind`` that ``encode`` wrote.

    Raises ``UnreadableFile`` with the place of the first thing that is not as it should be.
    """
    return cast(Value, _decode(kind, value, "run", pictures))


def _decode(kind: Any, value: Any, where: str, pictures: Mapping[str, Picture]) -> Any:
    origin = get_origin(kind)
    if origin is Literal:
        if value in get_args(kind) and isinstance(value, str):
            return value
        raise _wrong(where, f"{value!r} is none of {', '.join(map(repr, get_args(kind)))}")
    if origin in (Union, types.UnionType):
        return _one_of(get_args(kind), value, where, pictures)
    if origin is tuple:
        return _items(get_args(kind), value, where, pictures)
    if kind is Picture:
        return _picture(value, where, pictures)
    if is_dataclass(kind):
        return _fields(cast("type[Any]", kind), value, where, pictures)
    if kind is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if type(value) is not kind:
        raise _wrong(where, f"it should be {kind.__name__}")
    if kind is float and not isfinite(value):
        raise _wrong(where, "it is no number")
    return value


def _one_of(kinds: tuple[Any, ...], value: Any, where: str, pictures: Mapping[str, Picture]) -> Any:
    if value is None and type(None) in kinds:
        return None
    classes = {
        kind.__name__: kind for kind in kinds if isinstance(kind, type) and is_dataclass(kind)
    }
    if isinstance(value, dict):
        name = value.get(TAG)
        if isinstance(name, str) and name in classes:
            return _decode(classes[name], value, where, pictures)
        raise _wrong(where, f"{name!r} is unknown")
    plain = [kind for kind in kinds if kind is not type(None) and kind not in classes.values()]
    if len(plain) == 1:
        return _decode(plain[0], value, where, pictures)
    raise _wrong(where, "it is missing or of another type")


def _items(kinds: tuple[Any, ...], value: Any, where: str, pictures: Mapping[str, Picture]) -> Any:
    if not isinstance(value, list):
        raise _wrong(where, "it should be a list")
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        kinds = (kinds[0],) * len(value)
    if len(kinds) != len(value):
        raise _wrong(where, f"it should have {len(kinds)} items")
    return tuple(
        _decode(kind, item, f"{where}[{index}]", pictures)
        for index, (kind, item) in enumerate(zip(kinds, value, strict=True))
    )


def _fields(kind: type[Any], value: Any, where: str, pictures: Mapping[str, Picture]) -> Any:
    if not isinstance(value, dict) or value.get(TAG) != kind.__name__:
        raise _wrong(where, f"it should be a {kind.__name__}")
    known = {item.name: item for item in fields(kind)}
    if unknown := sorted(set(value) - set(known) - {TAG}):
        raise _wrong(where, f"{unknown[0]!r} is unknown")
    hints = get_type_hints(kind)
    read = {}
    for name, item in known.items():
        if name in value:
            read[name] = _decode(hints[name], value[name], f"{where}.{name}", pictures)
        elif item.default is MISSING and item.default_factory is MISSING:
            raise _wrong(f"{where}.{name}", "it is missing")
    return kind(**read)


def _picture(value: Any, where: str, pictures: Mapping[str, Picture]) -> Picture:
    name = value.get("file") if isinstance(value, dict) else None
    if not isinstance(name, str) or name not in pictures:
        raise _wrong(where, f"its picture {name!r} is not in the file")
    shown = value.get("name")
    return replace(pictures[name], name=shown if isinstance(shown, str) else name, notes=())


def _wrong(where: str, what: str) -> UnreadableFile:
    return UnreadableFile(
        f"This is no record of a run that can be read: at {where!r}, {what}; export it again."
    )
