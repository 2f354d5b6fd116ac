"""What the Video tab shows of a desk, as HTML and as values of its scripts. Pure but for files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Any

from model.clips.parts import Frame, Moment, Reading, Timeline
from model.wire.times import clock, find_times
from ui.chat.shelf import Shelf
from ui.markup import both, safe
from ui.presenters import figure, footer
from ui.video.desk import Asked, Desk

SIDE = 448
"""Longest side in pixels of the frames that are shown small."""
_MOST_READINGS = 1_200
_MOST_WORDS = 3_000
_MOST_THUMBS = 400
_JSON = re.compile(r"\s*(?:```(?:json)?\s*)?[\[{]\s*[\[{\"'\]}]")
_BREATH_S = 0.6
_STRIP_AT = (150, 96)
_VIEW_AT = (132, 84)


def player_value(desk: Desk, shelf: Shelf, asked: Asked | None) -> dict[str, Any]:
    """What the player shows: the file, its facts, frames to fall back on, and tracked boxes."""
    facts = desk.facts
    if facts is None or desk.file is None:
        return {}
    parts = [clock(facts.seconds, tenths=facts.seconds < 60), f"{facts.width} × {facts.height}"]
    if facts.frames_per_s:
        parts.append(f"{facts.frames_per_s:.4g}/s" + (" ~" if facts.variable else ""))
    parts.append(facts.codec)
    return {
        "key": desk.key,
        "file": desk.file,
        "name": desk.name,
        "facts": " · ".join(parts),
        "codec": facts.codec,
        "seconds": facts.seconds,
        "width": facts.width,
        "height": facts.height,
        "per_s": facts.frames_per_s,
        "frames": _thumbs(desk.timeline, shelf),
        "tracks": tracks(asked),
    }


def tracks(asked: Asked | None) -> list[dict[str, Any]]:
    """The boxes of an answer by label, each in order of time: second, left, top, right, bottom."""
    found: dict[str, list[list[float]]] = {}
    for moment in asked.moments if asked else ():
        for at_s, box, label in moment.boxes:
            place = [round(value, 2) for value in (at_s, box.x1, box.y1, box.x2, box.y2)]
            found.setdefault(label, []).append(place)
    return [{"label": label, "boxes": sorted(places)} for label, places in found.items()]


def timeline_value(desk: Desk, shelf: Shelf, chosen: Sequence[float] = ()) -> dict[str, Any]:
    """What the timeline draws; ``chosen`` are the times of the frames that a model will see."""
    timeline = desk.timeline
    if timeline is None or desk.facts is None:
        return {}
    return {
        "key": desk.key,
        "seconds": desk.facts.seconds,
        "seen": _s(seen_s(timeline)),
        "watching": desk.phase == "watching",
        "chosen": [round(one, 2) for one in chosen],
        "thumbs": _thumbs(timeline, shelf),
        "shots": [
            {"from": _s(shot.start_s), "to": _s(shot.end_s), "by": shot.by}
            for shot in timeline.shots
        ],
        "segments": [
            {
                "from": _s(one.start_s),
                "to": _s(one.end_s),
                "title": one.title,
                "summary": one.summary,
                "by": one.told_by,
            }
            for one in timeline.segments
        ],
        "happenings": [
            {"kind": one.kind, "from": _s(one.start_s), "to": _s(one.end_s), "text": one.text}
            for one in timeline.happenings
        ],
        "words": [
            {
                "text": one.text,
                "from": _s(one.start_s),
                "to": _s(one.end_s),
                "sure": round(one.confidence, 2),
            }
            for one in timeline.words[:_MOST_WORDS]
        ],
        "track": [
            [_s(one.at_s), *one.color, round(one.brightness, 3), round(one.motion, 4)]
            for one in thinned(timeline.track, _MOST_READINGS)
        ],
    }


def seen_s(timeline: Timeline) -> float:
    """Up to which second the clip was looked at; its texts may still be read after that."""
    if timeline.done >= 1:
        return timeline.facts.seconds
    ends = [shot.end_s for shot in timeline.shots[-1:]]
    return min(timeline.facts.seconds, max([*ends, *(one.at_s for one in timeline.track[-1:]), 0]))


def thinned(track: Sequence[Reading], most: int) -> list[Reading]:
    """At most ``most`` readings: of neighbours the one that moved the most stands for them."""
    step = -(-len(track) // most)
    if step <= 1:
        return list(track)
    groups = (track[start : start + step] for start in range(0, len(track), step))
    return [max(group, key=lambda one: one.motion) for group in groups]


def _thumbs(timeline: Timeline | None, shelf: Shelf) -> list[dict[str, Any]]:
    return [
        {"at": _s(one.at_s), "url": shelf.url(one.picture, SIDE)}
        for one in (timeline.thumbnails[:_MOST_THUMBS] if timeline else ())
    ]


def status_html(desk: Desk, trouble: str = "") -> str:
    """How far the clip was watched, what the file says of itself, and what went wrong."""
    lines = []
    if trouble:
        lines.append(f'<p class="line bad" role="alert">{escape(trouble)}</p>')
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
        lines.append(f'<p class="line bad" role="alert">{escape(desk.trouble)}</p>')
    if desk.converted:
        lines.append(f'<p class="line">{both("video_converted")}</p>')
    if desk.facts is not None:
        lines += [f'<p class="line">{escape(note)}</p>' for note in desk.facts.notes]
    return "".join(lines)


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
    """The moments that the latest answer rests on, its notes, and what it took."""
    if asked is None:
        return ""
    rows = []
    for moment in asked.moments:
        view = _nearest(asked.views, moment)
        end = f",{moment.end_s:g}" if moment.end_s > moment.start_s else ""
        when = clock(moment.start_s, tenths=True)
        when += f" – {clock(moment.end_s, tenths=True)}" if end else ""
        opened = figure(view.picture, shelf, when, _VIEW_AT) if view is not None else ""
        seek = f"{moment.start_s:g}{end}"
        rows.append(
            f'<li><span class="seen">{opened}</span>'
            f'<button type="button" class="when" data-seek="{seek}">{when}</button>'
            f"<span>{escape(moment.text)}</span></li>"
        )
    listed = f'<ol class="moments">{"".join(rows)}</ol>' if rows else ""
    if not asked.given.running:
        return f"{listed}{footer(asked.given, asked.text)}"
    doing = escape(asked.given.progress) or both("working")
    if asked.calls > 1:
        doing += " · " + both("video_parts", done=asked.parts, calls=asked.calls)
    notes = "".join(f'<p class="line note">{escape(note)}</p>' for note in asked.given.notices)
    return f'<p class="doing"><i></i><span>{doing}</span></p>{listed}{notes}'


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
        words = escape(text[time.start : time.end])
        out += [
            escape(text[end : time.start]),
            f'<button type="button" class="when" data-seek="{time.at_s:g}">{words}</button>',
        ]
        end = time.end
    return "".join([*out, escape(text[end:])])


def strip_html(frames: Sequence[Frame], shelf: Shelf) -> str:
    """The frames that a model will see, each with its time, which seeks."""
    if not frames:
        return ""
    shown = "".join(
        f"<figure>{figure(frame.picture, shelf, clock(frame.at_s, tenths=True), _STRIP_AT)}"
        f'<button type="button" class="when" data-seek="{frame.at_s:g}">'
        f"{clock(frame.at_s, tenths=True)}</button></figure>"
        for frame in frames
    )
    size = "{} × {}".format(*frames[0].picture.size)
    told = both("video_strip", n=len(frames), size=size)
    return f'<p class="hint">{told}</p><div class="film">{shown}</div>'


def _s(seconds: float) -> float:
    return round(seconds, 3)
