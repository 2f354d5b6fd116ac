"""A run as one file: a zip of ``run.json`` and its screenshots, each kept once.

Whoever opens such a file may not have made it: sizes are checked before anything is unpacked, only
the names that ``run.json`` has are read, and every picture must be what its name says.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
import zlib
from typing import Any

from agents.recording.codec import decode, encode
from agents.recording.run import Run
from model.errors import InputError, TooLarge, UnreadableFile
from model.messages import Picture
from model.settings import Settings

VERSION = 1
"""Of the format; raised when what was written before can no longer be read as it is."""

_RUN = "run.json"
_SHOT = re.compile(r"shots/[0-9a-f]{64}\.png")
_JSON_MB = 16
_MOST_FILES = 1_200
_BYTES_PER_PIXEL = 4
"""Pillow keeps RGB in four bytes a pixel."""
_UNZIP_ERRORS = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError,
    ValueError, KeyError,
)  # fmt: skip
"""What ``zipfile`` raises on files that are damaged, encrypted or of another kind."""


def to_zip(run: Run) -> bytes:
    """``run`` as a zip file."""
    from model.media.images import png_bytes

    shots: dict[str, Picture] = {}

    def keep(picture: Picture) -> str:
        name = f"shots/{picture.digest}.png"
        shots[name] = picture
        return name

    text = json.dumps(
        {"sightline": "run", "version": VERSION, "run": encode(run, keep)},
        ensure_ascii=False,
        indent=1,
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as parcel:
        parcel.writestr(_RUN, text)
        for name, picture in shots.items():
            parcel.writestr(name, png_bytes(picture), zipfile.ZIP_STORED)
    return buffer.getvalue()


def from_zip(data: bytes, settings: Settings | None = None) -> Run:
    """The run in a zip file that ``to_zip`` wrote.

    Raises ``UnreadableFile`` or ``TooLarge`` with a sentence for the user.
    """
    settings = settings or Settings()
    limit = settings.max_upload_mb * 1_000_000
    if len(data) > limit:
        raise TooLarge(
            f"The record has {len(data) / 1e6:.0f} MB and the limit is {settings.max_upload_mb}."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parcel:
            infos = _listed(parcel, 2 * limit)
            run = _json(_unpacked(parcel, infos[_RUN], _JSON_MB * 1_000_000))
            shots = _shots(parcel, infos, run, settings)
    except InputError:
        raise
    except _UNZIP_ERRORS:
        raise UnreadableFile(
            "This is no record of a run, or it is damaged; choose the .zip that was downloaded "
            "from the Agent tab."
        ) from None
    found = decode(Run, run, shots)
    _check(found)
    return found


def _listed(parcel: zipfile.ZipFile, limit: int) -> dict[str, zipfile.ZipInfo]:
    infos = {info.filename: info for info in parcel.infolist()}
    if _RUN not in infos:
        raise UnreadableFile(
            f"There is no {_RUN!r} in this file; choose a record downloaded from the Agent tab."
        )
    if len(parcel.infolist()) > _MOST_FILES:
        raise TooLarge(f"This file holds more than {_MOST_FILES:,} files, so it is not opened.")
    if sum(info.file_size for info in infos.values()) > limit:
        raise TooLarge(f"Unpacked this file has over {limit / 1e6:.0f} MB, so it is not opened.")
    return infos


def _unpacked(parcel: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    """The file's bytes; what the zip says of its size is not believed."""
    with parcel.open(info) as file:
        data = file.read(limit + 1)
    if len(data) > limit:
        raise TooLarge(f"{info.filename!r} has over {limit / 1e6:.0f} MB, so it is not opened.")
    return data


def _json(data: bytes) -> Any:
    try:
        whole = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise UnreadableFile(
            f"{_RUN!r} in this file is damaged; export the run again from the Agent tab."
        ) from None
    if not isinstance(whole, dict) or whole.get("sightline") != "run":
        raise UnreadableFile("This is no record of a run of Sightline's agent.")
    if whole.get("version") != VERSION:
        raise UnreadableFile(
            f"This record is of version {whole.get('version')!r} and this app reads version "
            f"{VERSION}; open it with the app that wrote it."
        )
    return whole.get("run")


def _shots(
    parcel: zipfile.ZipFile, infos: dict[str, zipfile.ZipInfo], run: Any, settings: Settings
) -> dict[str, Picture]:
    from PIL import Image

    from model.media.images import open_picture

    names = sorted(_named(run))
    budget = settings.session_pictures_mb * 1_000_000 // _BYTES_PER_PIXEL
    shots = {}
    for name in names:
        if name not in infos:
            continue  # decoding says which step misses it
        data = _unpacked(parcel, infos[name], settings.max_upload_mb * 1_000_000)
        with Image.open(io.BytesIO(data), formats=("PNG",)) as header:  # decodes nothing
            budget -= header.width * header.height
        if budget < 0:
            raise TooLarge(
                "The screenshots of this record together are larger than "
                f"{settings.session_pictures_mb:,} MB, so they are not opened."
            )
        picture = open_picture(data, name, settings)
        if f"shots/{picture.digest}.png" != name:
            raise UnreadableFile(
                f"The screenshot {name!r} is not the one that was recorded; export the run again."
            )
        shots[name] = picture
    return shots


def _named(value: Any) -> set[str]:
    """The files that pictures of ``run.json`` name; nothing else of a zip is ever read."""
    found: set[str] = set()
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            name = item.get("file")
            if isinstance(name, str) and _SHOT.fullmatch(name):
                found.add(name)
            waiting.extend(item.values())
        elif isinstance(item, list):
            waiting.extend(item)
    return found


def _check(run: Run) -> None:
    """What types cannot say: the view has a size, and its screenshots have it too."""
    width, height = (round(side * run.scale) for side in run.size)
    if not (0 < width <= 20_000 and 0 < height <= 20_000 and 0 < run.scale <= 8):
        raise UnreadableFile("The record has a view of no possible size; export the run again.")
    for step in run.steps:
        for picture in (step.before, step.after):
            if abs(picture.width - width) > 1 or abs(picture.height - height) > 1:
                raise UnreadableFile(
                    f"Step {step.number} has a screenshot of {picture.width} × {picture.height} "
                    f"pixels and the view has {width} × {height}; export the run again."
                )
