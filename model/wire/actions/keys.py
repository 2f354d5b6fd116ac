"""Names of keys, as models write them and as Playwright wants them."""

from __future__ import annotations

import re
import unicodedata

from model.wire.actions.places import Unreadable, Value, shown

_NAMES = {
    "ctrl": "Control", "control": "Control", "ctl": "Control", "alt": "Alt", "option": "Alt",
    "shift": "Shift", "meta": "Meta", "cmd": "Meta", "command": "Meta", "win": "Meta",
    "windows": "Meta", "super": "Meta", "enter": "Enter", "return": "Enter", "esc": "Escape",
    "escape": "Escape", "tab": "Tab", "space": "Space", "spacebar": "Space",
    "backspace": "Backspace", "delete": "Delete", "del": "Delete", "insert": "Insert",
    "ins": "Insert", "home": "Home", "end": "End", "pageup": "PageUp", "pgup": "PageUp",
    "pagedown": "PageDown", "pgdn": "PageDown", "pgdown": "PageDown", "up": "ArrowUp",
    "down": "ArrowDown", "left": "ArrowLeft", "right": "ArrowRight", "arrowup": "ArrowUp",
    "arrowdown": "ArrowDown", "arrowleft": "ArrowLeft", "arrowright": "ArrowRight",
    "uparrow": "ArrowUp", "downarrow": "ArrowDown", "leftarrow": "ArrowLeft",
    "rightarrow": "ArrowRight", "capslock": "CapsLock", "menu": "ContextMenu", "plus": "+",
    "minus": "-", **{f"f{number}": f"F{number}" for number in range(1, 13)},
}  # fmt: skip
MODIFIERS = ("Control", "Alt", "Shift", "Meta")
_BETWEEN = re.compile(r"\s*\+\s*(?=.)|\s+")
_DASHED = re.compile(r"(?:(?:ctrl|control|alt|shift|cmd|meta)-)+\S{1,12}", re.IGNORECASE)
_LONGEST = 60


def read_keys(value: Value) -> tuple[str, ...]:
    """A chord in Playwright's names: ``'ctrl+c'`` is ``("Control", "c")``.

    Raises ``Unreadable`` for a key that is not known, and for keys one after another.
    """
    names = [str(item) for item in value] if isinstance(value, list) else _split(str(value or ""))
    if not names:
        raise Unreadable("The action names no key.")
    keys = [_key(name, value) for name in names[:6]]
    plain = [key for key in keys if key not in MODIFIERS]
    if len(plain) > 1 or len(names) > 6:
        raise Unreadable(
            f"{shown(value)} names several keys one after another; one action presses one key, "
            "with Control, Alt, Shift or Meta if need be."
        )
    if any(key in ("Control", "Alt", "Meta") for key in keys) and "Shift" not in keys:
        # "Ctrl+C" is written large; pressed large it would hold Shift too.
        keys = [key.lower() if len(key) == 1 else key for key in keys]
    return tuple(dict.fromkeys([*(key for key in keys if key in MODIFIERS), *plain]))


def _split(text: str) -> list[str]:
    if len(text) > _LONGEST:
        raise Unreadable(f"{shown(text)} is no key.")
    stripped = text.strip().strip("[]'\"").strip()
    if stripped in ("+", "-") or len(stripped) == 1:
        return [stripped]
    if _DASHED.fullmatch(stripped):
        return stripped.split("-", stripped.count("-"))
    return [part.strip("'\",[] ") or part for part in _BETWEEN.split(stripped) if part]


def _key(name: str, whole: Value) -> str:
    stripped = name.strip().strip("'\"")
    if len(stripped) == 1 and unicodedata.category(stripped)[0] != "C":
        return stripped
    known = _NAMES.get(stripped.lower().replace("_", "").replace(" ", ""))
    if known is None:
        raise Unreadable(f"{shown(name)} in {shown(whole)} is no key that is known here.")
    return known
