"""Taking a page away: its pictures folded out of the HTML into files, and back again. Pure.

A built page carries its pictures as ``data:`` addresses of thousands of characters. The code pane
and the zip show ``assets/picture-1.png`` instead; ``unfold`` puts the data back, so that what is
edited by hand still is one file with everything in it.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote_to_bytes

_DATA = re.compile(
    r"data:(?P<type>[\w.+-]+/[\w.+-]+)(?:;[\w.+-]+=[\w.+-]+)*;base64,(?P<body>[A-Za-z0-9+/=%]+)"
)
"""Data in percent signs is left alone: it is text, and where it ends is not as sure."""
_NAME = re.compile(r"assets/[a-z]+-\d+\.[a-z0-9]+")
_WORTH_CHARS = 200
"""While reading code, shorter addresses are left where they stand: a name says no more."""
_ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
    "image/gif": "gif",
    "image/svg+xml": "svg",
    "font/woff2": "woff2",
    "font/woff": "woff",
    "font/ttf": "ttf",
}
_DAY = (2020, 1, 1, 0, 0, 0)
"""The same page gives the same zip."""


@dataclass(frozen=True, slots=True)
class Folded:
    """HTML with names in place of long data addresses, and what each name stands for."""

    html: str
    addresses: Mapping[str, str] = field(default_factory=dict)

    @property
    def files(self) -> dict[str, bytes]:
        """The bytes of each name; an address that does not decode is left out."""
        found = {}
        for name, address in self.addresses.items():
            if (data := _bytes(address)) is not None:
                found[name] = data
        return found


def fold(html: str, least_chars: int = _WORTH_CHARS) -> Folded:
    """``html`` with every data address of so many characters replaced by a file's name, once."""
    names: dict[str, str] = {}
    taken = set(_NAME.findall(html))

    def replace(found: re.Match[str]) -> str:
        address = found[0]
        if len(address) < least_chars or _bytes(address) is None:
            return address
        if address not in names:
            kind = found["type"].split("/")[0]
            word = {"image": "picture", "font": "font"}.get(kind, "file")
            ending = _ENDINGS.get(found["type"].lower(), "bin")
            number = len(names) + 1
            while (name := f"assets/{word}-{number}.{ending}") in taken:
                number += 1
            taken.add(name)
            names[address] = name
        return names[address]

    folded = _DATA.sub(replace, html)
    return Folded(folded, {name: address for address, name in names.items()})


def unfold(html: str, addresses: Mapping[str, str]) -> str:
    """``html`` with the data put back where its names still stand."""
    return _NAME.sub(lambda found: addresses.get(found[0], found[0]), html)


def to_zip(html: str, title: str = "index") -> bytes:
    """A zip of ``title``.html and the pictures that were inside it, as files of their own."""
    folded = fold(html, 0)
    files = folded.files
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in ((f"{title}.html", folded.html.encode()), *files.items()):
            archive.writestr(zipfile.ZipInfo(name, _DAY), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _bytes(address: str) -> bytes | None:
    found = _DATA.fullmatch(address)
    if found is None:
        return None
    try:
        return base64.b64decode(unquote_to_bytes(found["body"]), validate=True)
    except (binascii.Error, ValueError):
        return None
