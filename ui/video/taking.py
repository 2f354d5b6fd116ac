"""A clip's findings as files: chapters, subtitles, a YouTube list, a contact sheet, JSON, a cut."""

from __future__ import annotations

from pathlib import Path

from model.clips import export
from model.clips.parts import Timeline
from model.errors import InputError
from model.media.clip import cut
from ui.video.desk import Desk
from ui.webpage.files import download
from ui.words import Language, say

KINDS = ("chapters", "youtube", "subtitles", "sheet", "json", "cut")
_ENDINGS = {
    "chapters": ".vtt",
    "youtube": "-youtube.txt",
    "subtitles": "-text.vtt",
    "sheet": "-sheet.jpg",
    "json": ".json",
    "cut": "-{start}-{end}.mp4",
}


def write(kind: str, desk: Desk, language: Language) -> str:
    """The path of a file of that kind; raises ``InputError`` where there is nothing to write."""
    if desk.timeline is None or desk.clip is None:
        raise InputError(say(language, "video_no_clip"))
    stem, ending = Path(desk.name).stem, _ENDINGS[kind]
    if kind == "cut":
        start, end = desk.choosing.span(desk.seconds)
        ending = ending.format(start=f"{start:.0f}s", end=f"{end:.0f}s")
        return _saved(cut(desk.clip, start, end), stem, ending)
    data = _written(kind, desk.timeline, stem)
    if not data:
        raise InputError(say(language, f"video_no_{kind}"))
    return _saved(data, stem, ending)


def _written(kind: str, timeline: Timeline, title: str) -> bytes:
    """The file's bytes; empty where there is too little for one."""
    if kind == "chapters":
        return export.chapters_vtt(timeline).encode() if timeline.segments else b""
    if kind == "subtitles":
        return export.words_vtt(timeline).encode() if timeline.words else b""
    if kind == "youtube":
        return export.youtube(timeline).encode()
    if kind == "sheet":
        thumbs = timeline.thumbnails
        return export.contact_sheet(thumbs, title=title) if thumbs else b""
    return export.to_json(timeline).encode()


def _saved(data: bytes, stem: str, ending: str) -> str:
    """A file for the browser to download; the ending's first part belongs to the name."""
    more, _, kind = ending.rpartition(".")
    return download(data, stem + more, "." + kind)
