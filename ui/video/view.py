"""What the Video tab says of a desk, as HTML. Pure but for files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from model.clips.parts import Frame, Moment, Timeline
from model.wire.times import clock, find_times
from ui.chat.shelf import Shelf
from ui.markup import both, safe
from ui.presenters import figure, footer, thoughts
from ui.video.desk import Asked, Desk
from ui.video.drawn import seen_s
from ui.words import WORDS
from ui.words.told import both_told

_JSON = re.compile(r"\s*(?:```(?:json)?\s*)?[\[{]\s*[\[{\"'\]}]")
_BREATH_S = 0.6
_USUAL = {WORDS[name][0]: name for name in ("video_silent", "video_not_listened")}
_STRIP_AT = (150, 96)
_VIEW_AT = (132, 84)


def status_html(desk: Desk, trouble: str = "") -> str:
    """How far the clip was watched, what the file says of itself, and what went wrong."""
    lines = []
    if trouble:
        lines.append(f'<p class="line bad" role="alert">{both_told(trouble)}</p>')
    timeline = desk.timeline
    if desk.phase == "watching" and timeline is not None:
        share = f"{100 * timeline.done:.0f}"
        bar = f'<progress max="100" value="{share}"></progress>'
        lines.append(f'<p class="doing">{both("video_watching", share=share)}{bar}</p>')
    elif desk.phase == "watched" and timeline is not None:
        lines.append(f'<p class="line good">{found_html(timeline)}</p>')
    elif desk.phase == "stopped" and timeline is not None:
        until = seen_s(timeline)
        all_seen = until >= desk.seconds - _BREATH_S
        word = "video_stopped_text" if all_seen else "video_stopped"
        told = both(word, until=clock(until, tenths=True))
        lines.append(f'<p class="line note">{told}</p>')
    elif desk.phase == "failed":
        lines.append(f'<p class="line bad" role="alert">{both_told(desk.trouble)}</p>')
    if desk.converted:
        lines.append(f'<p class="line">{both("video_converted")}</p>')
    if facts := timeline.facts if timeline is not None else desk.facts:  # watching adds to them
        lines += [f'<p class="line">{_note(note)}</p>' for note in facts.notes]
    return "".join(lines)


def _note(note: str) -> str:
    """What the file says of itself; what it nearly always says, in the page's language."""
    return both(_USUAL[note]) if note in _USUAL else both_told(note)


def found_html(timeline: Timeline) -> str:
    """What was found, counted."""
    texts = len({one.text for one in timeline.words})
    return both(
        "video_watched",
        shots=len(timeline.shots),
        cuts=sum(1 for shot in timeline.shots if shot.by == "cut"),
        fades=sum(1 for shot in timeline.shots if shot.by == "fade"),
        texts=texts,
    )


def linked(text: str, seconds: float) -> str:
    """``text`` of a model as Markdown in which every time is a link that seeks the player."""
    shown = safe(text)
    out, end = [], 0
    for time in find_times(shown, seconds or None):
        before = shown[: time.start]
        # Inside code nothing is a link.
        if before.count("`") % 2:
            continue
        target = f"{time.at_s:g},{time.until_s:g}" if time.is_range else f"{time.at_s:g}"
        label = shown[time.start : time.end].replace("[", "&#91;").replace("]", "&#93;")
        out += [shown[end : time.start], f"[{label}](#t={target})"]
        end = time.end
    return "".join([*out, shown[end:]])


def prose(text: str) -> str:
    """What of a reply is for reading: segments and boxes as JSON are shown in other ways."""
    start = _JSON.match(text)
    return "" if start else text


def moments_html(asked: Asked | None, shelf: Shelf) -> str:
    """The moments that the latest answer rests on, its notes, and what it took.

    Where the answer itself tells of them, only their frames are shown; else they are the answer.
    """
    if asked is None:
        return ""
    shown = _film(asked, shelf) if prose(asked.text) else _listed(asked, shelf)
    shown = thoughts(asked.given, bool(asked.text)) + shown
    if not asked.given.running:
        return f"{shown}{footer(asked.given, asked.text)}"
    doing = both_told(asked.given.progress) or both("working")
    if asked.calls > 1:
        doing += " · " + both("video_parts", done=asked.parts, calls=asked.calls)
    notes = "".join(f'<p class="line note">{both_told(note)}</p>' for note in asked.given.notices)
    return f'<p class="doing"><i></i><span>{doing}</span></p>{shown}{notes}'


def _film(asked: Asked, shelf: Shelf) -> str:
    """A frame of every moment that has one."""
    seen = ((one, _nearest(asked.views, one)) for one in asked.moments)
    shots = [_shot(frame, *_when(one), shelf) for one, frame in seen if frame is not None]
    return f'<div class="film">{"".join(shots)}</div>' if shots else ""


def _listed(asked: Asked, shelf: Shelf) -> str:
    rows = []
    for moment in asked.moments:
        view = _nearest(asked.views, moment)
        seek, when = _when(moment)
        opened = figure(view.picture, shelf, when, _VIEW_AT) if view is not None else ""
        rows.append(
            f'<li><span class="seen">{opened}</span>{_seeks(seek, when)}'
            f"<span>{escape(moment.text)}</span></li>"
        )
    return f'<ol class="moments">{"".join(rows)}</ol>' if rows else ""


def _when(moment: Moment) -> tuple[str, str]:
    """Where a moment seeks, and how its time is written."""
    seek, when = f"{moment.start_s:g}", clock(moment.start_s, tenths=True)
    if moment.end_s > moment.start_s:
        seek += f",{moment.end_s:g}"
        when += f" – {clock(moment.end_s, tenths=True)}"
    return seek, when


def _seeks(seek: str, words: str) -> str:
    return f'<button type="button" class="when" data-seek="{seek}">{escape(words)}</button>'


def _shot(frame: Frame, seek: str, when: str, shelf: Shelf) -> str:
    """A frame that enlarges, its time under it, which seeks."""
    return f"<figure>{figure(frame.picture, shelf, when, _STRIP_AT)}{_seeks(seek, when)}</figure>"


def _nearest(views: Sequence[Frame], moment: Moment) -> Frame | None:
    """The frame inside the moment, or a breath beside it."""
    inside = (
        one for one in views if moment.start_s - _BREATH_S <= one.at_s <= moment.end_s + _BREATH_S
    )
    return min(inside, key=lambda one: abs(one.at_s - moment.start_s), default=None)


def earlier_html(asked: Sequence[Asked], seconds: float) -> str:
    """Questions before the latest, newest first, each folded with its answer."""
    if not asked:
        return ""
    items = "".join(
        f"<details><summary>{escape(one.question)}</summary>"
        f"<p>{_buttons(_told(one), seconds)}</p></details>"
        for one in reversed(asked)
    )
    return f'<div class="earlier"><h3>{both("video_earlier")}</h3>{items}</div>'


def _told(asked: Asked) -> str:
    """An answer as text: its own words, else its moments."""
    lines = (
        f"{clock(one.start_s, tenths=True)} – {clock(one.end_s, tenths=True)} {one.text}"
        for one in asked.moments
    )
    return prose(asked.text) or "\n".join(lines)


def _buttons(text: str, seconds: float) -> str:
    """Plain text as HTML, its times as buttons that seek."""
    out, end = [], 0
    for time in find_times(text, seconds or None):
        words = text[time.start : time.end]
        out += [escape(text[end : time.start]), _seeks(f"{time.at_s:g}", words)]
        end = time.end
    return "".join([*out, escape(text[end:])])


def strip_html(desk: Desk, shelf: Shelf) -> str:
    """The frames that a model will see or was shown last, each with its time, which seeks."""
    frames = desk.frames
    if not frames:
        return ""
    shown = "".join(
        _shot(frame, f"{frame.at_s:g}", clock(frame.at_s, tenths=True), shelf) for frame in frames
    )
    size = "{} × {}".format(*frames[0].picture.size)
    word = "video_strip" if desk.taken_at else "video_strip_shown"
    told = both(word, n=len(frames), size=size)
    return f'<p class="hint">{told}</p><div class="film">{shown}</div>'
