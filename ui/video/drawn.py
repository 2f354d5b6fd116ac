"""What the player and the timeline draw of a desk: plain values for their scripts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from model.clips.parts import Reading, Timeline
from model.wire.times import clock
from ui.chat.shelf import Shelf
from ui.video.desk import Asked, Desk

SIDE = 448
"""Longest side in pixels of the frames that are shown small."""
_MOST_READINGS = 1_200
_MOST_WORDS = 3_000
_MOST_THUMBS = 400


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


def _s(seconds: float) -> float:
    return round(seconds, 3)
