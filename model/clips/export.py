"""A timeline for elsewhere: chapters for players and YouTube, a contact sheet, JSON."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from model.clips.parts import Frame, Timeline
from model.media.pdf.fonts import font_file, font_letters

if TYPE_CHECKING:
    from PIL.Image import Image as PILImage
    from PIL.ImageFont import FreeTypeFont

_YOUTUBE_S = 10.0
"""YouTube takes chapters of ten seconds and more, three at least, the first at 0:00."""
_YOUTUBE_LEAST = 3
_TILE = 240
_HEAD, _LABEL = 44, 24
_GAP = 10
_GROUND, _INK = (24, 26, 30), (232, 234, 237)


def clock(at_s: float, *, hours: bool = False, millis: bool = False) -> str:
    """A time as players write it: 1:05, 1:02:03, 00:01:05.250."""
    ticks = round(at_s * 1000) if millis else int(at_s + 1e-6) * 1000
    whole, rest = divmod(ticks, 1000)
    minutes, seconds = divmod(whole, 60)
    hour, minute = divmod(minutes, 60)
    if millis:
        return f"{hour:02}:{minute:02}:{seconds:02}.{rest:03}"
    return f"{hour}:{minute:02}:{seconds:02}" if hours or hour else f"{minute}:{seconds:02}"


def chapters_vtt(timeline: Timeline) -> str:
    """The segments as a WebVTT file of chapters."""
    cues = ["WEBVTT", ""]
    for number, one in enumerate(timeline.segments, 1):
        span = f"{clock(one.start_s, millis=True)} --> {clock(one.end_s, millis=True)}"
        cues += [str(number), span, _one_line(one.title).replace("-->", "→"), ""]
    return "\n".join(cues)


def words_vtt(timeline: Timeline) -> str:
    """The text on the screen as WebVTT subtitles."""
    cues = ["WEBVTT", ""]
    for one in timeline.words:
        span = f"{clock(one.start_s, millis=True)} --> {clock(one.end_s, millis=True)}"
        cues += [span, _one_line(one.text).replace("-->", "→"), ""]
    return "\n".join(cues)


def youtube(timeline: Timeline) -> str:
    """The segments as lines for a YouTube description; short ones join the one before.

    "" where fewer than three chapters of ten seconds are left, as YouTube takes no fewer.
    """
    chosen: list[tuple[float, str]] = []
    end = timeline.facts.seconds
    for one in timeline.segments:
        if chosen and (one.start_s - chosen[-1][0] < _YOUTUBE_S or end - one.start_s < _YOUTUBE_S):
            continue
        chosen.append((one.start_s if chosen else 0.0, _one_line(one.title)))
    if len(chosen) < _YOUTUBE_LEAST:
        return ""
    hours = end >= 3600
    return "\n".join(f"{clock(at_s, hours=hours)} {title}" for at_s, title in chosen)


def contact_sheet(frames: Sequence[Frame], columns: int = 4, title: str = "") -> bytes:
    """Frames side by side, the time under each, as a JPEG file.

    Raises ``ValueError`` when there is none.
    """
    from PIL import Image, ImageDraw

    if not frames:
        raise ValueError("a contact sheet needs a frame")
    columns = max(1, min(columns, len(frames)))
    tiles = [_tile(frame) for frame in frames]
    wide, high = max(tile.width for tile in tiles), max(tile.height for tile in tiles)
    head = _HEAD if title else _GAP
    step_x, step_y = wide + _GAP, high + _LABEL + _GAP
    size = (_GAP + columns * step_x, head + -(-len(tiles) // columns) * step_y)
    sheet = Image.new("RGB", size, _GROUND)
    draw = ImageDraw.Draw(sheet)
    if title:
        font = _font(title, 18)
        while title and draw.textlength(title, font) > size[0] - 2 * _GAP:
            title = title.rstrip("…")[:-1] + "…" if len(title) > 2 else ""
        draw.text((_GAP, head / 2), title, fill=_INK, font=font, anchor="lm")
    small = _font("0:", 14)
    close = len({clock(frame.at_s) for frame in frames}) < len(frames)
    for place, (tile, frame) in enumerate(zip(tiles, frames, strict=True)):
        row, column = divmod(place, columns)
        left, top = _GAP + column * step_x, head + row * step_y
        sheet.paste(tile, (left, top))
        label = (left, top + tile.height + _LABEL / 2)
        when = clock(frame.at_s) + (f".{int(10 * frame.at_s + 1e-6) % 10}" if close else "")
        draw.text(label, when, fill=_INK, font=small, anchor="lm")
    buffer = io.BytesIO()
    sheet.save(buffer, "JPEG", quality=88)
    return buffer.getvalue()


def _font(text: str, size: int) -> FreeTypeFont:
    """A font that has the letters of ``text``."""
    from PIL import ImageFont

    plain = font_letters("helv") >= {ord(letter) for letter in text}
    return ImageFont.truetype(io.BytesIO(font_file("helv" if plain else "cjk")), size)


def to_json(timeline: Timeline) -> str:
    """All that is known of the clip, boxes and times included, pictures left out."""
    known: dict[str, Any] = {
        "facts": asdict(timeline.facts),
        "done": timeline.done,
        "keyframes": [round(at_s, 3) for at_s in timeline.keyframes],
        "shots": _rows(timeline.shots),
        "segments": _rows(timeline.segments),
        "happenings": _rows(timeline.happenings),
        "words": _rows(timeline.words),
        "track": _rows(timeline.track),
    }
    return json.dumps(known, ensure_ascii=False, indent=1)


def _rows(parts: Iterable[Any]) -> list[Any]:
    return [_rounded(asdict(one)) for one in parts]


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    return [_rounded(one) for one in value] if isinstance(value, list | tuple) else value


def _tile(frame: Frame) -> PILImage:
    from PIL import Image

    tile = frame.picture.pixels.copy()
    tile.thumbnail((_TILE, _TILE), Image.Resampling.LANCZOS)
    return tile


def _one_line(text: str) -> str:
    return " ".join(text.split())
