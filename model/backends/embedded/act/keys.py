"""Names of keys as people write them, to Playwright's names."""

from __future__ import annotations

import re

_NAMES = {
    "enter": "Enter", "return": "Enter", "escape": "Escape", "esc": "Escape", "tab": "Tab",
    "space": "Space", "spacebar": "Space", "backspace": "Backspace", "delete": "Delete",
    "del": "Delete", "home": "Home", "end": "End", "page up": "PageUp", "pageup": "PageUp",
    "page down": "PageDown", "pagedown": "PageDown", "up": "ArrowUp", "down": "ArrowDown",
    "left": "ArrowLeft", "right": "ArrowRight", "arrow up": "ArrowUp", "arrow down": "ArrowDown",
    "arrow left": "ArrowLeft", "arrow right": "ArrowRight", "up arrow": "ArrowUp",
    "down arrow": "ArrowDown", "left arrow": "ArrowLeft", "right arrow": "ArrowRight",
    "ctrl": "Control", "control": "Control", "shift": "Shift", "alt": "Alt", "cmd": "Meta",
    "command": "Meta", "meta": "Meta", "win": "Meta",
    **{f"f{number}": f"F{number}" for number in range(1, 13)},
}  # fmt: skip
_ALONE = frozenset({"up", "down", "left", "right", "home", "end", "delete", "tab", "space"})
"""Names that are keys only with the word "key": alone they are words on buttons too."""

_KEY = re.compile(r"^(?:the |an? )?(?P<name>.+?)(?P<key> keys?| key ?combination)?$", re.I)


def keys_named(words: str) -> tuple[str, ...]:
    """The keys that ``words`` name ("ctrl+c", "the Enter key"); empty if they name none."""
    match = _KEY.match(words.strip().rstrip(".,"))
    if match is None:
        return ()
    name = match.group("name").lower()
    if name in _NAMES:
        return (_NAMES[name],) if match.group("key") or name not in _ALONE else ()
    pieces = [piece.strip() for piece in re.split(r"\s*[+]\s*|(?<=ctrl|ttrl)-|(?<=shift)-", name)]
    if len(pieces) < 2 or not all(piece in _NAMES or len(piece) == 1 for piece in pieces):
        return ()
    return tuple(_NAMES.get(piece, piece) for piece in pieces)
