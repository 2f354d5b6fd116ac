"""Page labels: what is printed on a page ("iv", "A-3") where the file numbers its pages itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"),
    (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def page_labels(rules: Sequence[Mapping[str, Any]], pages: int) -> tuple[str, ...]:
    """The label of every page by the file's ``rules`` (ISO 32000-1, 12.4.2); "1", "2" … by default.

    A rule has ``startpage`` (from 0), ``prefix``, ``style`` (D, R, r, A, a or none) and
    ``firstpagenum``.
    """
    starts = sorted(rules, key=lambda rule: rule["startpage"])
    labels = []
    rule: Mapping[str, Any] | None = None
    after = 0
    for page in range(pages):
        while after < len(starts) and starts[after]["startpage"] <= page:
            rule = starts[after]
            after += 1
        if rule is None:
            labels.append(str(page + 1))
            continue
        number = (rule.get("firstpagenum") or 1) + page - rule["startpage"]
        label = str(rule.get("prefix") or "") + _numeral(number, str(rule.get("style") or ""))
        labels.append(label or str(page + 1))
    return tuple(labels)


def _numeral(number: int, style: str) -> str:
    if number < 1 or style == "":
        return ""
    if style in "Rr":
        text = ""
        for value, letters in _ROMAN:
            times, number = divmod(number, value)
            text += letters * times
        return text if style == "r" else text.upper()
    if style in "Aa":
        # The standard counts a … z, aa, bb … zz, aaa …
        letter = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter if style == "a" else letter.upper()
    return str(number)
