"""A clip's findings as files: chapters, a YouTube list, a contact sheet, JSON, a cut."""

from __future__ import annotations

from pathlib import Path

from model.errors import InputError
from ui.video.desk import Desk
from ui.webpage.files import download
from ui.words import Language, say

KINDS = ("chapters", "youtube", "sheet", "json", "cut")
_ENDINGS = {
    "chapters": ".vtt",
    "youtube": "-chapters.txt",
    "sheet": "-sheet.png",
    "json": ".json",
    "cut": "-{start}-{end}.mp4",
}


def write(kind: str, desk: Desk, language: Language) -> str:
    """The path of a file of that kind; raises ``InputError`` where there is nothing to write."""
    if desk.timeline is None or desk.clip is None:
        raise InputError(say(language, "video_no_clip"))
    ending = _ENDINGS[kind]
    if kind == "cut":
        start, end = desk.choosing.span(desk.seconds)
        ending = ending.format(start=f"{start:.0f}s", end=f"{end:.0f}s")
        return download(desk.clip.cut(start, end), Path(desk.name).stem, ending)
    return download(_bytes(kind, desk), Path(desk.name).stem, ending)


def _bytes(kind: str, desk: Desk) -> bytes:
    from model.clips import export

    timeline = desk.timeline
    assert timeline is not None
    if kind == "chapters":
        return export.chapters_vtt(timeline).encode()
    if kind == "youtube":
        return export.youtube(timeline).encode()
    if kind == "json":
        return export.to_json(timeline).encode()
    from model.media.images import encode

    return encode(export.contact_sheet(timeline), "PNG")
