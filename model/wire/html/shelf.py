"""Pictures inside a page, put aside while a model works on it: they would fill its window."""

from __future__ import annotations

import re

_DATA = re.compile(r"data:[a-zA-Z0-9.+/-]{1,60}[;,][^\"'()\s<>]{160,}")
_KEPT = re.compile(r"data:kept,(\d{1,6})\b")

KEPT = "data:kept,"
"""Stands for a picture, with its number after it."""


def shelve(html: str) -> str:
    """The page with ``data:kept,0``, ``data:kept,1`` … for its long data addresses."""
    numbers = {address: at for at, address in enumerate(_addresses(html))}
    return _DATA.sub(lambda found: f"{KEPT}{numbers[found.group()]}", html)


def unshelve(html: str, original: str) -> str:
    """``html`` with the data addresses of ``original`` where their numbers stand."""
    if KEPT not in html:
        return html
    addresses = _addresses(original)

    def address(found: re.Match[str]) -> str:
        number = int(found.group(1))
        return addresses[number] if number < len(addresses) else "data:,"

    return _KEPT.sub(address, html)


def _addresses(html: str) -> list[str]:
    return list(dict.fromkeys(_DATA.findall(html)))
